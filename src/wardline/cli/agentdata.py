"""What the member's commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from wardline.cli.terminal import clean, say

__all__ = ["add_data", "add_json", "add_language", "clean", "say"]


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add --data, the folder of the local copy."""
    default = os.environ.get("WARDLINE_AGENT_DATA") or str(Path.home() / ".local/share/wardline")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(default),
        metavar="DIR",
        help="folder of the local copy (default: $WARDLINE_AGENT_DATA, else %(default)s)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add --json."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add --language, in which a paper speaks."""
    parser.add_argument(
        "--language",
        default=os.environ.get("WARDLINE_LANGUAGE", "en"),
        metavar="LANG",
        help="en or es (default: $WARDLINE_LANGUAGE, else en)",
    )
