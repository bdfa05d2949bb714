"""Man pages from the parsers: `python -m wardline.cli.manual FOLDER`, for tools/build.

One page for `wardline` with all commands, and one for each command (`wardline-feed-add.1`).
*Source*: man-pages(7), groff_man(7).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import wardline
from wardline.cli.tree import Command, commands

_EXIT = (
    ("0", "fine"),
    ("1", "findings"),
    ("2", "a wrong call or wrong input"),
    ("3", "a setting or the data folder is wrong"),
    ("4", "the network or a peer"),
    ("5", "refused by policy"),
    ("70", "our fault; the number that is printed helps us"),
)


def pages() -> Iterator[tuple[str, str]]:
    """The name and text of each page."""
    found = list(commands())
    yield "wardline.1", _text(_overview(found))
    for one in found:
        yield f"wardline-{'-'.join(one.words)}.1", _text(_page(one))


def _overview(found: list[Command]) -> Iterator[str]:
    yield from _head("wardline", "share cyber threat information across health care")
    yield ".SH SYNOPSIS"
    yield ".B wardline"
    yield ".I COMMAND"
    yield ".RI [ OPTION ...]"
    yield ".SH COMMANDS"
    for one in found:
        yield ".TP"
        yield f".BR wardline\\-{_escaped('-'.join(one.words))} (1)"
        yield _escaped(_sentence(one.what))
    yield from _exits()


def _page(one: Command) -> Iterator[str]:
    yield from _head(f"wardline-{'-'.join(one.words)}", one.what)
    yield ".SH SYNOPSIS"
    yield _escaped(one.usage)
    yield ".SH DESCRIPTION"
    yield _escaped(_sentence(one.what))
    yield ".SH OPTIONS"
    for argument in one.arguments:
        yield ".TP"
        names = ", ".join(argument.names)
        takes = f" {argument.takes}" if argument.takes else ""
        yield f".B {_escaped((names + takes).strip() or argument.takes)}"
        chosen = f" ({', '.join(argument.choices)})" if argument.choices else ""
        yield _escaped(f"{argument.help}{chosen}" or "as its name says")
    yield from _exits()


def _head(name: str, what: str) -> Iterator[str]:
    # No date: two builds of one source are the same bytes.
    yield f'.TH {_escaped(name.upper())} 1 "" "Wardline {wardline.__version__}"'
    yield ".ad l"
    yield ".SH NAME"
    yield f"{_escaped(name)} \\- {_escaped(what)}"


def _exits() -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for code, what in _EXIT:
        yield ".TP"
        yield f".B {code}"
        yield _escaped(what)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text that no request and no escape of roff hides in."""
    plain = re.sub(r"\s+", " ", text).replace("\\", "\\e").replace("-", "\\-")
    plain = plain.replace("…", "...").replace("'", "\\(aq")
    return f"\\&{plain}" if plain.startswith((".", "\\(aq")) else plain


def main() -> None:
    """Write all pages into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
