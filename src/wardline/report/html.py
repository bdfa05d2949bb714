"""`Document` → HTML: one file, no script, nothing loaded, headings in order, tables with scope."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources

from wardline.report.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Para,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
)

_DEEPEST = 6
# Levels of headings that stand in the list of contents.
_LISTED = 2


def render(document: Document) -> bytes:
    """The document as a page of HTML, in UTF-8."""
    sheet = style()
    title = escape(document.title)
    parts = [
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">\n',
        f"<title>{title}</title>\n<style>{sheet}</style>\n</head>\n<body>\n",
        '<a class="skip" href="#part-main">Skip to the report</a>\n<header>\n',
        f"<h1>{title}</h1>\n<p>{escape(document.subtitle)}</p>\n",
        f"<p>{escape(document.publisher)}</p>\n</header>\n",
        *_contents(document),
        '<main id="part-main">\n',
        *(part for block in document.blocks for part in _block(block)),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode()


@cache
def style() -> str:
    """The style sheet that every report has in it."""
    return resources.files("wardline.report").joinpath("data/report.css").read_text("utf-8")


def policy(style: str) -> str:
    """The Content-Security-Policy: this one style sheet, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"


def _contents(document: Document) -> Iterator[str]:
    """The list of contents: parts, and what stands in them."""
    yield '<nav aria-label="Contents">\n<h2>Contents</h2>\n<ol>'
    level = 0
    for block in document.blocks:
        if not isinstance(block, Heading) or block.level > _LISTED:
            continue
        link = f'<a href="#{block.anchor}">{escape(block.text)}</a>'
        if level == 0:
            yield f"\n<li>{link}"
        elif block.level > level:
            yield f"\n<ol>\n<li>{link}"
        elif block.level < level:
            yield f"</li>\n</ol></li>\n<li>{link}"
        else:
            yield f"</li>\n<li>{link}"
        level = block.level
    yield ("</li>\n</ol>" if level > 1 else "") + ("</li>" if level else "") + "\n</ol>\n</nav>\n"


def _block(block: Block) -> Iterator[str]:
    """One block."""
    match block:
        case Heading(level, text, anchor, page):
            tag = f"h{min(level + 1, _DEEPEST)}"
            kind = ' class="page"' if page else ""
            yield f'<{tag} id="{anchor}"{kind}>{escape(text)}</{tag}>\n'
        case Para(runs):
            yield f"<p>{_runs(runs)}</p>\n"
        case Bullets(items):
            yield "<ul>\n"
            yield from (f"<li>{_runs(item)}</li>\n" for item in items)
            yield "</ul>\n"
        case Quote(text, source):
            yield f"<blockquote><p>{_lines(text)}</p>"
            yield f"<footer>{_runs(source)}</footer></blockquote>\n"
        case Facts(rows):
            yield "<dl>\n"
            yield from (f"<dt>{escape(name)}</dt><dd>{_runs(value)}</dd>\n" for name, value in rows)
            yield "</dl>\n"
        case Table():
            yield from _table(block)
        case Picture(caption, alt, svg, anchor):
            yield f'<figure id="{anchor}">\n<div role="img" aria-label="{escape(alt)}">'
            yield f"{svg}</div>\n"
            yield f"<figcaption>{escape(caption)}</figcaption>\n</figure>\n"


def _table(table: Table) -> Iterator[str]:
    name = escape(table.caption)
    yield f'<div class="wide" role="region" aria-label="{name}" tabindex="0">\n<table>\n'
    yield f"<caption>{name}</caption>\n<thead><tr>"
    yield from (f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield "</tr></thead>\n<tbody>\n"
    kinds = [' class="number"' if at in table.numbers else "" for at in range(len(table.columns))]
    for first, *rest in table.rows:
        cells = "".join(
            f"<td{kind}>{_runs(cell)}</td>" for kind, cell in zip(kinds[1:], rest, strict=True)
        )
        yield f'<tr><th scope="row">{_runs(first)}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n"


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.strong:
        text = f"<strong>{text}</strong>"
    if run.anchor:
        text = f'<span id="{run.anchor}">{text}</span>'
    return f'<a href="{escape(run.to)}">{text}</a>' if run.to else text


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
