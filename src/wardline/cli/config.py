"""`wardline config check`: each setting, its value, where it came from, what is wrong."""

from __future__ import annotations

import argparse

from wardline.cli.hubdata import add_data, add_json, show, table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Show the settings; exit 3 where one is wrong."""
    from wardline.hub.config import SETTINGS, inspect

    rows = []
    for value in inspect(args.data):
        shown = value.value
        if value.name == "database.url" and "@" in str(shown):
            scheme, _, rest = str(shown).partition("://")
            shown = f"{scheme}://…@{rest.rpartition('@')[2]}"
        rows.append(
            {
                "setting": value.name,
                "value": shown,
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
