"""A sign-in on a device that the account has not been used on before is told to its owner."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from wardline.core.clock import now
from wardline.hub.members.adapter import knows
from wardline.hub.members.models import User
from wardline.hub.notices import service
from wardline.hub.notices.events import Event

# Whoever has just joined knows that they did.
_JUST_JOINED = 10 * 60 * 1_000_000


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Tell of a new device."""
    at = now()
    if knows(request, user.email) or at - user.created_at < _JUST_JOINED:
        return
    facts = {"address": request.META.get("REMOTE_ADDR", "")[:60], "at": at}
    service.tell(
        Event.DEVICE,
        [user],
        service.Told(f"device:{secrets.token_hex(8)}", facts, "/account/", "clear"),
    )
