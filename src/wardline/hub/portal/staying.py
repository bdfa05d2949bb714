"""How long a sign-in lasts: after a pause, or after a working day, one confirms who one is.

The session is not thrown away: it waits, and with it the form that was just sent. So an unwatched
screen shows nothing more, and nothing that a person typed is lost.

*Source*: OWASP ASVS 5.0, 7.3.1 and 7.3.2; the reasons stand in docs/keys.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wardline.core.errors import ForbiddenError, UnauthorizedError
from wardline.hub.audit import service as audit
from wardline.hub.members.actor import NOBODY
from wardline.hub.portal.errors import answer
from wardline.hub.portal.route import Request
from wardline.hub.portal.waiting import confirm_first
from wardline.hub.settings import CONFIG

_MINUTE = 60
# What one needs to confirm, or to leave; and what is the same for everybody.
_OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "enter",
        "join",
        "legal",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "set-up",
        "set_language",
        "notices-unsubscribe",
        "way-in",
    }
)
_SEEN = "seen_at"
_BEGAN = "began_at"
# While it waits; each page says so (portal/context.py).
_WAITS = "waits_since"


def idle_minutes() -> int:
    """After how many minutes without activity one confirms; 0: never."""
    return int(CONFIG["security.idle_minutes"])


def day_hours() -> int:
    """After how many hours one confirms, whatever one does."""
    return int(CONFIG["security.session_hours"])


def due(request: HttpRequest, at: float) -> str:
    """Why the person has to confirm now: `pause` or `day`; empty: they need not.

    *Units*: seconds since 1970.
    """
    records = get_authentication_records(request, request.user)
    confirmed = max((float(one["at"]) for one in records), default=0.0)
    session = request.session
    began = max(confirmed, float(session.get(_BEGAN, at)))
    seen = max(confirmed, float(session.get(_SEEN, at)))
    if idle_minutes() and at - seen > idle_minutes() * _MINUTE:
        return "pause"
    return "day" if at - began > day_hours() * 60 * _MINUTE else ""


class Staying:
    """Let a session wait when its person paused; stands after the check of forms (CSRF)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the work is done where the view is known, and the form is known to be ours."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Lead to the confirmation where it is due; None: go on."""
        asked = cast("Request", request)
        if asked.actor.user is None:
            return None
        at = time.time()
        why = due(request, at)
        if not why:
            _saw(request, at)
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _OPEN:
            return None
        _note(asked, why, at)
        return _ask(asked, name)


def _saw(request: HttpRequest, at: float) -> None:
    """Remember the activity; once a minute is enough, and spares the database."""
    session = request.session
    session.setdefault(_BEGAN, int(at))
    if _WAITS in session:
        del session[_WAITS]
    if at - float(session.get(_SEEN, 0)) >= _MINUTE:
        session[_SEEN] = int(at)


def _note(request: Request, why: str, at: float) -> None:
    """One entry for each pause, however often somebody knocks."""
    if _WAITS not in request.session:
        request.session[_WAITS] = int(at)
        target = f"user:{request.actor.user}"
        audit.record(request.actor, audit.Action.SESSION_PAUSED, target, {"why": why})


def _ask(request: Request, name: str) -> HttpResponseBase | None:
    if name.endswith((".json", ".csv")):
        error = UnauthorizedError(
            _("Nothing was done here for a while, or for a whole day."),
            hint=_("Open a page of the portal and confirm who you are."),
        )
        return answer(request, error, "json")
    if name == "share" and request.method == "POST":
        # Its draft takes what comes after a session's end, whatever its size.
        request.actor = NOBODY
        return None
    if not get_reauthentication_flows(request.user):
        # Only the identity provider knows this person.
        back = urlencode({"next": request.get_full_path()} if request.method == "GET" else {})
        logout(request)
        messages.info(request, _("You were signed out after a pause. Sign in to go on."))
        return HttpResponseRedirect(f"{reverse('account_login')}?{back}")
    try:
        return confirm_first(request)
    except ForbiddenError as error:
        return answer(request, error)
