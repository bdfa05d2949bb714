"""A program that shows its API key to a page, as it does to the exchange (exchange/access.py)."""

from __future__ import annotations

from django.http import HttpRequest

from wardline.core.clock import now
from wardline.hub.members.credentials import Principal, digest, key_of_header
from wardline.hub.members.models import Key


def principal_of(request: HttpRequest) -> Principal | None:
    """Whose key a request shows; None for none, or one that is not good any more."""
    key = key_of_header(request.headers.get("Authorization"))
    if key is None:
        return None
    found = (
        Key.objects.select_related("organization")
        .filter(digest=digest(key), revoked_at=None, organization__active=True)
        .first()
    )
    if found is None or (found.expires_at is not None and found.expires_at <= now()):
        return None
    owner = found.organization
    scopes = frozenset(found.scopes.split(","))
    return Principal(found.id, owner.id, owner.name, scopes, found.expires_at)
