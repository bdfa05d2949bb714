"""`wardline config check`: each setting, its value, where it came from, what is wrong."""

from __future__ import annotations

import argparse
import re
from typing import Any

from wardline.cli.hubdata import add_data, add_json, show, table

# libpq takes them behind the address as well.
_SECRET = re.compile(r"((?:(?:ssl)?password|passfile|user)=)[^&\s]*", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Show the settings; exit 3 where one is wrong."""
    from wardline.hub.config import SETTINGS, inspect

    rows = [
        {
            "setting": value.name,
            "value": _shown(value.value),
            "source": value.source,
            "problem": value.problem or None,
            "what": SETTINGS[value.name].help if value.name in SETTINGS else None,
        }
        for value in inspect(args.data)
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "There are no settings.")
    return 3 if any(row["problem"] for row in rows) else 0


def _shown(value: Any) -> Any:
    """A setting's value; of an address all but who signs in there, and with which password."""
    scheme, mark, rest = str(value).partition("://")
    if not mark:
        return value
    where, question, options = rest.partition("?")
    before, at, host = where.rpartition("@")
    if not host or ("@" in options and not at and "/" not in where):
        # A "?" in a password that was not quoted: nothing behind it is surely none of it.
        return f"{scheme}://…"
    options = _SECRET.sub(r"\1…", options)
    return f"{scheme}://{'…' if before else ''}{at}{host}{question}{options}"
