"""What happens to an account stands in the audit log: its security history."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import Who, record
from wardline.hub.members.models import User


def _note(request: HttpRequest, user: User | None, action: Action, **detail: Any) -> None:
    if user is None:
        return
    address = request.META.get("REMOTE_ADDR", "")
    who = Who("user", str(user.pk), user.name or user.email, user.organization_id, address)
    record(who, action, f"user:{user.pk}", detail)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody came in."""
    _note(request, user, Action.USER_SIGNED_IN)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody left."""
    _note(request, user, Action.USER_SIGNED_OUT)


@receiver([password_changed, password_reset])
def new_password(request: HttpRequest, user: User, **_: Any) -> None:
    """A password is another one now."""
    _note(request, user, Action.USER_PASSWORD_CHANGED)


@receiver([authenticator_added, authenticator_reset])
def factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor came."""
    _note(request, user, Action.USER_FACTOR_ADDED, kind=str(authenticator.type))


@receiver(authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor went."""
    _note(request, user, Action.USER_FACTOR_REMOVED, kind=str(authenticator.type))
