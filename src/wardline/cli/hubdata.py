"""What the commands on a hub's data folder share: --data, --json, printing."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from wardline.cli.terminal import say, tell


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add --data, the hub's data folder."""
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("WARDLINE_DATA", "data")),
        metavar="DIR",
        help="the hub's data folder (default: $WARDLINE_DATA, else ./data)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def use(data: Path) -> None:
    """Set the hub's libraries up for `data`, and bring its database up to date."""
    from wardline.hub import setup

    setup.migrate(data)


def show(value: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False))


def table(rows: list[dict[str, Any]], empty: str) -> None:
    """Print rows as an aligned table; `empty` says what to do where there are none."""
    if not rows:
        tell(empty)
        return
    names = list(rows[0])
    cells = [names, *[[_text(row[name]) for name in names] for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    for row in cells:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _text(value: Any) -> str:
    if value is None:
        return "-"
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    # One row is one line, whatever a peer or a member wrote.
    return " ".join(text.split("\n"))
