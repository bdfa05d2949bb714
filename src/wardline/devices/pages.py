"""The Monday page, tick sheets and lists of evidence as text and HTML, for screen and one sheet.

HTML without script, readable without styles: headings in order, tables with scope, a language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from wardline.devices.monday import Job, Monday, Ward
from wardline.devices.tongue import ENGLISH, Tongue

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.4 system-ui, sans-serif; color: #1b1b1b; background: #fff;
       max-width: 60rem; margin: 1rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1rem 0 .2rem; }
p { margin: .2rem 0; } dl { margin: .2rem 0; display: grid; grid-template-columns: 8.5rem 1fr;
     gap: .1rem .6rem; } dt { font-weight: 700; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 700; }
th, td { border: 1px solid #565c65; padding: .25rem .4rem; text-align: left;
         vertical-align: top; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } .wide + .wide { margin-top: 1rem; }
code { font-size: .85em; overflow-wrap: anywhere; } .late { font-weight: 700; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@page { size: letter; margin: 9mm; }
@media print { body { font-size: 7.5pt; line-height: 1.1; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 12pt; } h2 { font-size: 9pt; margin: 3pt 0 0; } p, dl { margin: 0; }
  dl { grid-template-columns: 6.5rem 1fr; gap: 0 .5rem; }
  .wide + .wide { break-before: page; }
  section, tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
"""


def document(title: str, body: str, language: str = "en") -> str:
    """A whole HTML page; nothing in it loads anything."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


# -- the Monday page -----------------------------------------------------------------------------


class Line(NamedTuple):
    """A line of a job: what it is, its label and its text in the page's language."""

    what: str
    label: str
    text: str


def rows_of(job: Job, say: Tongue = ENGLISH, *, outside: bool = False) -> list[Line]:
    """The lines of a job; `outside` keeps the words of customer-only notices back."""
    private = outside and any(source.private for source in job.sources)
    kept = say("See the customer-only notice at your desk.")
    outcome, risk = say.machine(job.outcome), say(job.fda)
    more = say(", and {count} more wards", count=job.more_wards) if job.more_wards else ""
    others = say(", and {count} more advisories", count=job.more_sources)
    texts = {
        "Again because": job.again,
        "Where": "; ".join(_ward(ward, say) for ward in job.wards) + more,
        "For a patient": job.patient,
        "What is known": kept if private else job.risk,
        "Today": kept if private else job.today,
        "The fix": kept if private else job.fix,
        "Who, by when": say("{who}, by {day}", who=job.who or say("nobody yet"), day=_by(job, say)),
        "Why first": say(
            "{outcome}; {risk} risk (FDA); {sum}", outcome=outcome, risk=risk, sum=job.sum
        ),
        "From": "; ".join(_sources(job, say)) + (others if job.more_sources else ""),
        "Write it down": job.command,
    }
    return [Line(what, say(what), text) for what, text in texts.items() if text]


def _sources(job: Job, say: Tongue) -> list[str]:
    return [
        say("{advisory} (for customers only)", advisory=s.id) if s.private else s.id
        for s in job.sources
    ]


def _ward(ward: Ward, say: Tongue) -> str:
    more = say(", and {count} more tags", count=f"{ward.more:,}") if ward.more else ""
    return f"{ward.name}: {', '.join(ward.tags)}{more}"


def _by(job: Job, say: Tongue) -> str:
    if job.by is None:
        return say("no date that is known")
    late = f" ({say('OVERDUE')})" if job.overdue else ""
    return f"{job.by.isoformat()}{late} ({job.rule})"


def heading(page: Monday) -> str:
    """The page's title."""
    return page.about.tongue("Medical devices, week of {day}", day=page.about.today.isoformat())


def name_of(number: int, job: Job, say: Tongue = ENGLISH) -> str:
    """A job's heading."""
    devices = say.many(job.devices, "{count} device", "{count} devices")
    return f"{number}. {job.product} ({devices})"


# What stands below the jobs: which number, and the sentence for one and for many.
_TAIL = (
    (
        "more_jobs",
        "Behind these: {count} more group of devices (wardline devices status).",
        "Behind these: {count} more groups of devices (wardline devices status).",
    ),
    (
        "waiting",
        "Planned for a later day: {count} finding.",
        "Planned for a later day: {count} findings.",
    ),
    (
        "missing",
        (
            "On devices that left the inventory: {count} open finding. Are they retired or off the "
            "network? Give the proof."
        ),
        (
            "On devices that left the inventory: {count} open findings. Are they retired or off "
            "the network? Give the proof."
        ),
    ),
    (
        "losses",
        (
            "Not readable or in doubt in the last files: {count} place (wardline devices status "
            "--json lists them)."
        ),
        (
            "Not readable or in doubt in the last files: {count} places (wardline devices status "
            "--json lists them)."
        ),
    ),
    ("devices", "In the inventory: {count} device.", "In the inventory: {count} devices."),
)


def tail(page: Monday) -> list[str]:
    """What stands below the jobs: all that they leave out."""
    about = page.about
    numbers = {
        "more_jobs": page.more_jobs,
        "waiting": page.waiting,
        "missing": page.missing,
        "losses": about.losses,
        "devices": about.devices,
    }
    return [
        about.tongue.many(numbers[name], one, many)
        for name, one, many in _TAIL
        if numbers[name] or name == "devices"
    ]


def monday_text(page: Monday, *, outside: bool = False) -> str:
    """The page as plain text."""
    say = page.about.tongue
    lines = [heading(page), page.news, ""]
    for number, job in enumerate(page.jobs, 1):
        lines.append(name_of(number, job, say))
        rows = rows_of(job, say, outside=outside)
        lines += [f"   {row.label}: {row.text}" for row in rows]
        lines.append("")
    return "\n".join((*lines, *tail(page))) + "\n"


def monday_html(page: Monday, *, outside: bool = False) -> str:
    """The page as HTML that prints on one sheet."""
    say = page.about.tongue
    parts = [f"<h1>{escape(heading(page))}</h1>\n<p>{escape(page.news)}</p>\n"]
    for number, job in enumerate(page.jobs, 1):
        parts.append(f'<section aria-labelledby="job{number}">\n')
        parts.append(f'<h2 id="job{number}">{escape(name_of(number, job, say))}</h2>\n<dl>\n')
        for row in rows_of(job, say, outside=outside):
            late = ' class="late"' if row.what == "Who, by when" and job.overdue else ""
            text = escape(row.text)
            shown = f"<code>{text}</code>" if row.what == "Write it down" else text
            parts.append(f"<dt>{escape(row.label)}</dt><dd{late}>{shown}</dd>\n")
        parts.append("</dl>\n</section>\n")
    parts += [f"<p>{escape(line)}</p>\n" for line in tail(page)]
    return document(heading(page), "".join(parts), say.language)


# -- tables --------------------------------------------------------------------------------------


class Table(NamedTuple):
    """A table with a caption; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def tables_html(
    title: str, intro: Iterable[str], tables: Iterable[Table], language: str = "en"
) -> str:
    """Tables one below the other, each with a heading of its own."""
    parts = [f"<h1>{escape(title)}</h1>\n", *(f"<p>{escape(line)}</p>\n" for line in intro)]
    for table in tables:
        name = escape(table.caption)
        parts.append(f'<div class="wide" role="region" aria-label="{name}" tabindex="0">\n')
        parts.append(f"<table>\n<caption>{name}</caption>\n<thead><tr>")
        parts += [f'<th scope="col">{escape(name)}</th>' for name in table.columns]
        parts.append("</tr></thead>\n<tbody>\n")
        for first, *rest in table.rows:
            cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            parts.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>\n')
        parts.append("</tbody>\n</table>\n</div>\n")
    return document(title, "".join(parts), language)


def tables_text(title: str, intro: Iterable[str], tables: Iterable[Table]) -> str:
    """The same as plain text: a line for each row."""
    lines = [title, *intro, ""]
    for table in tables:
        lines += [table.caption, "  " + " | ".join(table.columns)]
        lines += ["  " + " | ".join(row) for row in table.rows]
        lines.append("")
    return "\n".join(lines)
