"""The Monday page, tick sheets and lists of evidence as text and HTML, for screen and one sheet.

HTML without script, readable without styles: headings in order, tables with scope, a language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from wardline.devices.monday import Job, Monday, Ward

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


def document(title: str, body: str) -> str:
    """A whole HTML page; nothing in it loads anything."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


# -- the Monday page -----------------------------------------------------------------------------


def rows_of(job: Job, *, outside: bool = False) -> list[tuple[str, str]]:
    """A job as (label, text); `outside` keeps the words of customer-only notices back."""
    private = outside and any(source.private for source in job.sources)
    kept = "See the customer-only notice at your desk."
    rows = [
        ("Where", "; ".join(_ward(ward) for ward in job.wards) + _more(job.more_wards, "wards")),
        ("For a patient", job.patient),
        ("What is known", kept if private else job.risk),
        ("Today", kept if private else job.today),
        ("The fix", kept if private else job.fix),
        ("Who, by when", f"{job.who or 'nobody yet'}, by {_by(job)}"),
        ("Why first", f"{job.outcome}; {job.fda} risk (FDA); {job.sum}"),
        ("From", "; ".join(_sources(job)) + _more(job.more_sources, "advisories")),
        ("Write it down", job.command),
    ]
    if job.again:
        rows.insert(0, ("Again because", job.again))
    return [(label, text) for label, text in rows if text]


def _sources(job: Job) -> list[str]:
    return [f"{s.id} (for customers only)" if s.private else s.id for s in job.sources]


def _ward(ward: Ward) -> str:
    return f"{ward.name}: {', '.join(ward.tags)}{_more(ward.more, 'tags')}"


def _more(count: int, what: str) -> str:
    return f", and {count:,} more {what}" if count else ""


def _by(job: Job) -> str:
    if job.by is None:
        return "no date that is known"
    late = " (OVERDUE)" if job.overdue else ""
    return f"{job.by.isoformat()}{late} ({job.rule})"


def heading(page: Monday) -> str:
    """The page's title."""
    return f"Medical devices, week of {page.about.today.isoformat()}"


def name_of(number: int, job: Job) -> str:
    """A job's heading."""
    return f"{number}. {job.product} ({_count(job.devices, 'device')})"


def tail(page: Monday) -> list[str]:
    """What stands below the jobs: all that they leave out."""
    about = page.about
    lines = []
    if page.more_jobs:
        more = _count(page.more_jobs, "more group")
        lines.append(f"Behind these: {more} of devices (wardline devices status).")
    if page.waiting:
        lines.append(f"Planned for a later day: {_count(page.waiting, 'finding')}.")
    if page.missing:
        lines.append(
            f"On devices that left the inventory: {_count(page.missing, 'open finding')}. Are they "
            "retired or off the network? Give the proof."
        )
    if about.losses:
        lines.append(
            f"Not readable in the last files: {_count(about.losses, 'place')} (wardline devices "
            "status --json lists them)."
        )
    lines.append(f"In the inventory: {_count(about.devices, 'device')}.")
    return lines


def monday_text(page: Monday, *, outside: bool = False) -> str:
    """The page as plain text."""
    lines = [heading(page), page.news, ""]
    for number, job in enumerate(page.jobs, 1):
        lines.append(name_of(number, job))
        lines += [f"   {label}: {text}" for label, text in rows_of(job, outside=outside)]
        lines.append("")
    return "\n".join((*lines, *tail(page))) + "\n"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def monday_html(page: Monday, *, outside: bool = False) -> str:
    """The page as HTML that prints on one sheet."""
    parts = [f"<h1>{escape(heading(page))}</h1>\n<p>{escape(page.news)}</p>\n"]
    for number, job in enumerate(page.jobs, 1):
        name = name_of(number, job)
        parts.append(f'<section aria-labelledby="job{number}">\n')
        parts.append(f'<h2 id="job{number}">{escape(name)}</h2>\n<dl>\n')
        for label, text in rows_of(job, outside=outside):
            late = ' class="late"' if label.startswith("Who") and job.overdue else ""
            shown = f"<code>{escape(text)}</code>" if label == "Write it down" else escape(text)
            parts.append(f"<dt>{label}</dt><dd{late}>{shown}</dd>\n")
        parts.append("</dl>\n</section>\n")
    parts += [f"<p>{escape(line)}</p>\n" for line in tail(page)]
    return document(heading(page), "".join(parts))


# -- tables --------------------------------------------------------------------------------------


class Table(NamedTuple):
    """A table with a caption; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def tables_html(title: str, intro: Iterable[str], tables: Iterable[Table]) -> str:
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
    return document(title, "".join(parts))


def tables_text(title: str, intro: Iterable[str], tables: Iterable[Table]) -> str:
    """The same as plain text: a line for each row."""
    lines = [title, *intro, ""]
    for table in tables:
        lines += [table.caption, "  " + " | ".join(table.columns)]
        lines += ["  " + " | ".join(row) for row in table.rows]
        lines.append("")
    return "\n".join(lines)
