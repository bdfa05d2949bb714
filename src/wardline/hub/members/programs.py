"""A program that acts with an API key on the few addresses of the portal that take one."""

from __future__ import annotations

from django.http import HttpRequest

from wardline.hub.members import service
from wardline.hub.members.actor import NOBODY, Actor
from wardline.hub.members.keyed import principal_of


def actor_of(request: HttpRequest) -> Actor:
    """Whose key a request shows: it may share with the scope write; else it is nobody."""
    address = request.META.get("REMOTE_ADDR", "")
    shown = principal_of(request)
    if shown is None:
        return NOBODY._replace(address=address)
    owner = service.organization(shown.organization)
    role = "member" if "write" in shown.scopes else "readonly"
    return Actor(
        None, owner.name, owner.id, owner.name, role, owner.operator, address, shown.key_id
    )
