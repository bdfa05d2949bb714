"""Every command with its arguments, as the parsers have them: for completion, man pages, docs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import NamedTuple

from wardline.cli import COMMANDS, command


class Argument(NamedTuple):
    """One argument: its names (none: by its place), what it takes, what it is for."""

    names: tuple[str, ...]
    takes: str
    help: str
    choices: tuple[str, ...]
    # It names a file or folder.
    path: bool


class Command(NamedTuple):
    """One command: its words, what it does, its arguments."""

    words: tuple[str, ...]
    what: str
    usage: str
    arguments: tuple[Argument, ...]


def commands() -> Iterator[Command]:
    """All commands, in the order of the overview."""
    for words, (_, what) in COMMANDS.items():
        parser, _ = command(words)
        # However wide the terminal is, and wherever the program lies.
        usage = " ".join(parser.format_usage().removeprefix("usage:").split())
        yield Command(words, what, usage, tuple(_arguments(parser)))


def _arguments(parser: argparse.ArgumentParser) -> Iterator[Argument]:
    formatter = parser.formatter_class(prog=parser.prog)
    for action in parser._actions:  # noqa: SLF001 # argparse has no other way to ask
        if action.help == argparse.SUPPRESS:
            continue
        takes = "" if action.nargs == 0 else _takes(action)
        told = formatter._expand_help(action) if action.help else ""  # noqa: SLF001 # as above
        choices = tuple(str(choice) for choice in action.choices or ())
        yield Argument(tuple(action.option_strings), takes, told, choices, _is_path(action))


def _takes(action: argparse.Action) -> str:
    word = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    return " ".join(word) if isinstance(word, tuple) else word


def _is_path(action: argparse.Action) -> bool:
    return getattr(action.type, "__name__", "") == "Path"
