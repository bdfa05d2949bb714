"""A sheet as a mail: plain text, and HTML that stands alone (mail programs load nothing).

`SETTINGS` and `END` stand for the reader's own addresses: the same mail goes to many.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator

from wardline.bulletins.sheet import Line, Part, Sheet
from wardline.bulletins.words import word

# Of characters that no text of ours holds, so that nothing typed can be taken for one.
SETTINGS = "\x02settings\x03"
END = "\x02end\x03"
_WIDTH = 76
_FOOT = {
    "en": ("Change what you are told", "End these mails"),
    "es": ("Cambiar lo que se le avisa", "No recibir más"),
}
_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1b1b1b"


def subject(made: Sheet) -> str:
    """One line: the label first, as TLP 2.0 asks of mails."""
    return f"[{made.tlp}] {made.severity}: {' '.join(made.title.text.split())}"[:200]


def plain(made: Sheet) -> str:
    """The sheet as plain text; address and label first, so that nobody has to scroll for them."""
    change, end = _FOOT.get(made.language, _FOOT["en"])
    foot = f"-- \n{made.tlp}\n{change}: {SETTINGS}\n{end}: {END}"
    return f"{text(made)}\n\n{foot}\n"


def text(made: Sheet) -> str:
    """The sheet as plain text without the mail's foot."""
    blocks = ["\n".join(_head(made)), *("\n".join(_part(one, made)) for one in made.parts)]
    return "\n\n".join(blocks)


def _head(made: Sheet) -> Iterator[str]:
    issue = made.issue
    yield f"{made.tlp} | {made.severity}"
    yield from textwrap.wrap(made.title.text, _WIDTH)
    yield f"{issue.number}, {word('version', made.language, number=issue.version)}, {issue.day}"
    yield from textwrap.wrap(f"{word('who', made.language)}: {made.who}", _WIDTH)
    if issue.address:
        yield word("online", made.language, address=issue.address)
    for note in made.notes:
        yield from textwrap.wrap(f"! {note}", _WIDTH)


def _part(part: Part, made: Sheet) -> Iterator[str]:
    yield part.heading.upper()
    for number, line in enumerate(part.lines, 1):
        mark = {"steps": f"{number}. ", "list": "- "}.get(part.kind, "")
        told = f"{line.text}{_due(line, made.language)}{f' ({line.note})' if line.note else ''}"
        yield from textwrap.wrap(
            told, _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark)
        )
        if line.url and line.url != line.text:
            yield f"{' ' * len(mark)}{line.url}"


def _due(line: Line, language: str) -> str:
    return f" ({word('by', language, day=line.due)})" if line.due else ""


def rich(made: Sheet) -> str:
    """The sheet as HTML."""
    language = html.escape(made.language)
    title = html.escape(made.title.text)
    change, end = _FOOT.get(made.language, _FOOT["en"])
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>"
        f'<body style="margin:0;padding:16px;{_STYLE}"><div style="max-width:40em">'
        f"{''.join(_rich_head(made))}{''.join(_rich_part(one, made) for one in made.parts)}"
        f'<hr><p>{html.escape(made.tlp)}<br><a href="{SETTINGS}">{change}</a> · '
        f'<a href="{END}">{end}</a></p></div></body></html>\n'
    )


def _rich_head(made: Sheet) -> Iterator[str]:
    issue = made.issue
    number = word("version", made.language, number=issue.version)
    label = f"<strong>{html.escape(made.tlp)}</strong>"
    yield f"<p>{label} · <strong>{html.escape(made.severity)}</strong></p>"
    yield f'<h1 style="font-size:24px"{_lang(made.title, made)}>{html.escape(made.title.text)}</h1>'
    yield f"<p>{html.escape(issue.number)}, {html.escape(number)}, {issue.day}<br>"
    yield f"{html.escape(word('who', made.language))}: {html.escape(made.who)}</p>"
    if issue.address:
        address = html.escape(issue.address)
        told = html.escape(word("online", made.language, address="{address}"))
        link = f'<a href="{address}">{address}</a>'
        yield "<p>" + told.replace("{address}", link) + "</p>"
    for note in made.notes:
        yield f"<p><strong>{html.escape(note)}</strong></p>"


def _rich_part(part: Part, made: Sheet) -> str:
    tag = {"steps": "ol", "list": "ul"}.get(part.kind, "")
    heading = f'<h2 style="font-size:19px">{html.escape(part.heading)}</h2>'
    item = "li" if tag else "p"
    items = "".join(
        f"<{item}{_lang(line, made)}>{_rich_line(line, made.language)}</{item}>"
        for line in part.lines
    )
    return heading + (f"<{tag}>{items}</{tag}>" if tag else items)


def _rich_line(line: Line, language: str) -> str:
    text = html.escape(line.text)
    if line.url:
        text = f'<a href="{html.escape(line.url)}">{text}</a>'
    due = f" <strong>{html.escape(_due(line, language).strip())}</strong>" if line.due else ""
    note = f" ({html.escape(line.note)})" if line.note else ""
    return f"{text}{due}{note}"


def _lang(line: Line, made: Sheet) -> str:
    """The language of a text that is not that of the mail (WCAG 2.2, 3.1.2)."""
    return f' lang="{line.language}"' if line.language not in ("", made.language) else ""
