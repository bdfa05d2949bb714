"""What all that fills a hub for the browser shares: names, numbers, people."""

from __future__ import annotations

import uuid
from typing import Any

NAMESPACE = uuid.UUID("6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b10")
ROLES = ("admin", "analyst", "reviewer", "member", "docket-staff", "readonly")


def number(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, name)}"


def member(made: dict[str, Any], role: str) -> Any:
    """Who acts as somebody of `role`."""
    from wardline.hub.members.actor import Actor

    user = made[role]
    owner = user.organization
    return Actor(user.pk, user.name, owner.id, owner.name, user.role, owner.operator)
