"""What a member sends: what it shares (`screen.sharing`), and its sightings."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from wardline.core import ids
from wardline.core.clock import format_millis
from wardline.core.errors import UsageError
from wardline.screen.sharing import Outgoing, Policy, Prepared, diff, prepare

__all__ = ["Outgoing", "Policy", "Prepared", "diff", "prepare", "sighting"]


def sighting(
    indicator: Mapping[str, Any], *, count: int, first: int, last: int, namespace: str
) -> dict[str, Any]:
    """A sighting by count and time only, marked like the indicator.

    Its id comes from a secret of this copy: the same sighting told twice is one, and the id tells
    nobody who saw it.
    """
    if last < first:
        raise UsageError("--last is before --first.", hint="Exchange them.")
    name = f"{indicator['id']} {count} {first} {last}"
    made: dict[str, Any] = {
        "type": "sighting",
        "spec_version": "2.1",
        "id": ids.named_id("sighting", uuid.UUID(namespace), name),
        "created": format_millis(last),
        "modified": format_millis(last),
        "first_seen": format_millis(first),
        "last_seen": format_millis(last),
        "count": count,
        "sighting_of_ref": indicator["id"],
    }
    if indicator.get("object_marking_refs"):
        made["object_marking_refs"] = indicator["object_marking_refs"]
    return made
