"""What an anonymous report becomes for its review: coarse in time, and made in nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import msgspec

from wardline.core import ids
from wardline.core.clock import format_millis
from wardline.core.tlp import TLP
from wardline.incidents.coarse import coarse
from wardline.incidents.model import Report

_CAMEL = re.compile(r"[_-]+")


def made(report: Report, day: int) -> list[dict[str, Any]]:
    """STIX objects that say what `report` says. *Units*: `day` in microseconds, its midnight.

    Every answer stands in the description, line by line, so that a reviewer reads and redacts text.
    """
    at = format_millis(day)
    told = coarse(report)
    return [
        {
            "type": "incident",
            "spec_version": "2.1",
            "id": ids.new_id("incident"),
            "created": at,
            "modified": at,
            "name": told.what.title.strip() or "Anonymous incident report",
            "description": "\n".join(_lines(told)),
            "object_marking_refs": [TLP.AMBER.marking_id],
        }
    ]


def _lines(report: Report) -> Iterator[str]:
    tree = msgspec.to_builtins(report)
    if text := tree["what"].pop("text", ""):
        yield str(text)
    tree["what"].pop("title", None)
    for part, answers in tree.items():
        yield from _said(part, answers)


def _said(name: str, value: Any) -> Iterator[str]:
    """`value` as lines 'name: value'; what is empty is left out."""
    if isinstance(value, dict):
        if "at" in value and "fidelity" in value:
            yield f"{name}: {str(value['at'])[:10]}"
            return
        for key, item in value.items():
            yield from _said(f"{name}, {_CAMEL.sub(' ', key)}", item)
    elif isinstance(value, list):
        for item in value:
            yield from _said(name, item)
    elif isinstance(value, Enum):
        yield f"{name}: {value.value}"
    elif value not in ("", None, 0):
        yield f"{name}: {value}"
