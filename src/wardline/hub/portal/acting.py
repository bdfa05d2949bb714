"""Who acts in a request."""

from __future__ import annotations

from django.http import HttpRequest

from wardline.hub.members.actor import NOBODY, Actor
from wardline.hub.members.models import User


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in `request`; whoever was deactivated, or whose organization was, is nobody."""
    user = request.user
    address = request.META.get("REMOTE_ADDR", "")
    if not isinstance(user, User) or not user.is_active or not user.organization.active:
        return NOBODY._replace(address=address)
    owner = user.organization
    return Actor(
        user.pk, user.name or user.email, owner.id, owner.name, user.role, owner.operator, address
    )
