"""What stands around every page: headers, who acts, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from wardline.hub.members.actor import NOBODY, Actor
from wardline.hub.members.models import User
from wardline.hub.portal.route import Request

Next = Callable[[HttpRequest], HttpResponseBase]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class SecurityHeaders:
    """No script, style or picture from elsewhere or within a page; nothing private in a cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and set the headers."""
        # Only the front door reaches the portal, and it says who asks.
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "") or request.META.get("REMOTE_ADDR")
        request.META["REMOTE_ADDR"] = told or "0.0.0.0"  # noqa: S104 # an unknown address, no bind
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.is_secure():
            response["Strict-Transport-Security"] = "max-age=31536000"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


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


class Acting:
    """Put the actor into the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for whoever acts."""
        cast("Request", request).actor = actor_of(request)
        return self.get_response(request)


class Locale:
    """The language: as the person chose, else as the cookie or the browser says."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        chosen = getattr(request.user, "language", "")
        language = chosen or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = cast("HttpResponse", self.get_response(request))
            response.headers.setdefault("Content-Language", language)
        return response
