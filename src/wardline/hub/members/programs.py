"""A program that acts with an API key on the few addresses of the portal that take one."""

from __future__ import annotations

from django.http import HttpRequest

from wardline.core.clock import now
from wardline.hub.members.actor import NOBODY, Actor
from wardline.hub.members.credentials import digest, key_of_header
from wardline.hub.members.models import Key


def actor_of(request: HttpRequest) -> Actor:
    """Whose key a request shows: it may share with the scope write; else it is nobody."""
    address = request.META.get("REMOTE_ADDR", "")
    key = key_of_header(request.headers.get("Authorization"))
    rows = Key.objects.filter(digest=digest(key or ""), revoked_at=None, organization__active=True)
    found = rows.select_related("organization").first()
    if key is None or found is None or (found.expires_at is not None and found.expires_at <= now()):
        return NOBODY._replace(address=address)
    owner = found.organization
    role = "member" if "write" in found.scopes.split(",") else "readonly"
    return Actor(None, owner.name, owner.id, owner.name, role, owner.operator, address, found.id)
