"""A report as the STIX objects that are shared, and the identities that stand behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wardline.core import ids
from wardline.core.clock import format_millis
from wardline.core.errors import WardlineError
from wardline.hub.members.models import Organization
from wardline.hub.settings import CONFIG
from wardline.importers.base import NAMESPACE
from wardline.incidents import stix
from wardline.incidents.model import Report

# What everybody's reports hold alike: the hub publishes them, so that no member's withdrawal takes
# them away from the others.
COMMON = frozenset({"marking-definition", "extension-definition"})


def report_of(objects: Sequence[Mapping[str, Any]]) -> Report | None:
    """The report that shared objects tell; None where they tell none."""
    try:
        return stix.from_stix(objects)[0].report
    except WardlineError:
        return None


def identity(name: str, key: str, stamp: int) -> dict[str, Any]:
    """An organization as STIX tells it; `key` names it for ever."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": ids.named_id("identity", NAMESPACE, key),
        "created": format_millis(stamp),
        "modified": format_millis(stamp),
        "name": name,
        "identity_class": "organization",
        "sectors": ["healthcare"],
    }


def hub_identity() -> dict[str, Any]:
    """The hub as the creator of what only it knows the reporter of."""
    owner = Organization.objects.filter(operator=True).first()
    stamp = owner.created_at if owner else 0
    return identity(CONFIG["taxii.title"], f"hub:{owner.id if owner else ''}", stamp)
