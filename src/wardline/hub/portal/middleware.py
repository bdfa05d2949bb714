"""What stands around every page: headers, who acts, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wardline.core.errors import RateLimitedError
from wardline.hub.members import people
from wardline.hub.members import programs as bykey
from wardline.hub.members.models import User
from wardline.hub.portal import programs
from wardline.hub.portal.acting import actor_of
from wardline.hub.portal.errors import answer
from wardline.hub.portal.route import Request
from wardline.hub.settings import CONFIG

# Where somebody without a second factor may go: to get one, or out.
_WITHOUT_FACTOR = ("/account/", "/static/", "/language/")

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
            if response["Cache-Control"].startswith("private"):
                # Else the cookie that this answer sets makes the browser fetch it anew on "back".
                response.headers.pop("Vary", None)
        return response


class Acting:
    """Put the actor into the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for whoever acts."""
        asked = cast("Request", request)
        asked.actor = actor_of(request)
        if request.path.startswith(programs.PREFIX) and (
            "Authorization" in request.headers or asked.actor.user is None
        ):
            # No cookie speaks for whoever shows a key, so nobody else's page can either.
            asked.actor = bykey.actor_of(request)
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 # Django's own switch
        return self._by_turns(asked) if asked.actor.key else self.get_response(request)

    def _by_turns(self, request: Request) -> HttpResponseBase:
        """Answer a program, unless too many of them are being answered."""
        try:
            with programs.turn(request.actor.organization):
                return self.get_response(request)
        except RateLimitedError as error:
            return answer(request, error, "json")


class SecondFactor:
    """Those who decide for others go on only with a second factor (security.second_factor)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or lead to where a second factor is set up."""
        if self._lacks(request) and not request.path.startswith(_WITHOUT_FACTOR):
            text = _("Your role needs a second factor. Choose one; it takes a minute.")
            messages.info(request, text, fail_silently=True)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _lacks(self, request: HttpRequest) -> bool:
        actor = cast("Request", request).actor
        asked = CONFIG["security.second_factor"]
        decides = actor.operator or actor.role == "admin"
        if actor.user is None or asked == "none" or (asked == "deciders" and not decides):
            return False
        if request.session.get("has_factor"):
            return False
        user = request.user
        if isinstance(user, User) and people.has_factor(user):
            request.session["has_factor"] = True
            return False
        return True


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
