"""What allauth asks of us: nobody signs up alone, and lock-out is no weapon against others."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core import signing
from django.http import HttpRequest, HttpResponse

from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import Who, record
from wardline.hub.members.models import User

_COOKIE = "__Host-device"
_SALT = "members.device"
_YEAR = 365 * 86_400
_MOST_DEVICES = 8


def _mark(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:20]


def _marks(request: HttpRequest) -> list[str]:
    """Whose browser this has been, as our signed cookie says."""
    try:
        found = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []


def knows(request: HttpRequest, email: str) -> bool:
    """Whether this person has signed in in this browser before."""
    return _mark(email) in _marks(request)


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Mark a browser as one in which this person has signed in."""
    marks = [_mark(email), *(mark for mark in _marks(request) if mark != _mark(email))]
    response.set_cookie(
        _COOKIE,
        signing.dumps(marks[:_MOST_DEVICES], salt=_SALT),
        max_age=_YEAR,
        secure=True,
        httponly=True,
        samesite="Lax",
    )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Accounts come from invitations alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 # allauth's signature
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the front door told (portal/middleware.py)."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count a known browser's tries apart (OWASP: device cookies).

        Somebody who types wrong passwords for another's address locks out strangers' browsers,
        not the one in which that person has signed in before.
        """
        email = str(credentials.get("email", "")).lower()
        known = "known" if knows(request, email) else "new"
        return f"{known}:{_mark(email)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep a refused try in the history of the account that it was for."""
        email = str(credentials.get("email", "")).lower()
        user = User.objects.filter(email=email).first()
        if user is not None:
            who = Who(
                "user", str(user.pk), user.name, user.organization_id, self.get_client_ip(request)
            )
            record(who, Action.USER_SIGN_IN_REFUSED, f"user:{user.pk}")

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Mark the browser as known."""
        response: HttpResponse = super().post_login(request, user, **details)
        remember_device(request, response, user.email)
        return response


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """An identity provider signs in those who were invited, and makes nobody."""

    def is_open_for_signup(self, *_: object) -> bool:
        """Nobody signs up by themselves."""
        return False
