"""`wardline config check`: each setting, its value, where it came from, what is wrong."""

from __future__ import annotations

import argparse
import re

from wardline.cli.hubdata import add_data, add_json, show, table

_SECRET = re.compile(r"((?:password|passfile|sslpassword|user)=)[^&]*", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def _without_secrets(address: str) -> str:
    """A database's address without who signs in there, and by what (libpq's forms of it)."""
    scheme, mark, rest = address.partition("://")
    if "@" in rest:
        rest = f"…@{rest.rpartition('@')[2]}"
    return scheme + mark + _SECRET.sub(r"\1…", rest)


def run(args: argparse.Namespace) -> int:
    """Show the settings; exit 3 where one is wrong."""
    from wardline.hub.config import SETTINGS, inspect

    rows = []
    for value in inspect(args.data):
        address = value.name.startswith("database.")
        rows.append(
            {
                "setting": value.name,
                "value": _without_secrets(str(value.value)) if address else value.value,
                "source": value.source,
                "problem": value.problem or None,
                "what": SETTINGS[value.name].help if value.name in SETTINGS else None,
            }
        )
    if args.json:
        show(rows)
    else:
        table(rows, "There are no settings.")
    return 3 if any(row["problem"] for row in rows) else 0
