"""Every failure as a page that says what happened and what to do next, or as a problem document."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wardline.core.errors import (
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnavailableError,
    WardlineError,
    display,
)
from wardline.hub.http import error_number, internal_error
from wardline.hub.members.actor import NOBODY
from wardline.hub.portal import refusals

if TYPE_CHECKING:
    from wardline.hub.portal.route import Request

log = logging.getLogger("wardline.portal")
_RETRY_SECONDS = "30"
# What rooms without gettext say of a failure; the titles are those of `core.errors.DISPLAY`.
SAID = (
    gettext_noop("Internal error"),
    gettext_noop("Wrong call"),
    gettext_noop("Configuration error"),
    gettext_noop("Peer not reached"),
    gettext_noop("Input not taken"),
    gettext_noop("Malformed request"),
    gettext_noop("Not valid"),
    gettext_noop("Too large"),
    gettext_noop("Request not complete"),
    gettext_noop("Media type not taken"),
    gettext_noop("Refused by policy"),
    gettext_noop("Credentials needed"),
    gettext_noop("Not allowed"),
    gettext_noop("Not found"),
    gettext_noop("Method not taken"),
    gettext_noop("No acceptable media type"),
    gettext_noop("Conflict"),
    gettext_noop("Too many requests"),
    gettext_noop("Unavailable"),
    gettext_noop("Please sign in first."),
    gettext_noop("Your role does not allow this."),
    gettext_noop("An administrator of your organization can change your role."),
    gettext_noop("There are no STIX objects in it."),
    gettext_noop("Say which text is to be replaced."),
    gettext_noop("This text does not stand there."),
    gettext_noop("Copy it from the page."),
    gettext_noop("What an object is known by cannot be edited."),
    gettext_noop("A choice cannot be read; nothing was changed."),
)


def answer(
    request: Request | HttpRequest, error: WardlineError, form: str = "html"
) -> HttpResponse:
    """`error` as a page, or as JSON for a twin (RFC 9457)."""
    shown = display(error)
    if isinstance(error, UnauthorizedError) and form == "html":
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}".rstrip("?"))
    # The front door's, which the log has too; it lets no client choose it.
    number = request.headers.get("X-Request-Number") or error_number()
    if form != "html":
        problem = {
            "title": shown.title,
            "status": shown.status,
            "detail": str(error),
            "code": error.code,
            "instance": f"urn:wardline:error:{number}",
        }
        response = HttpResponse(
            msgspec.json.encode(problem),
            content_type="application/problem+json",
            status=shown.status,
        )
    else:
        context = {
            "title": _(shown.title),
            "message": in_words(error.message),
            "hint": in_words(error.hint),
            "status": shown.status,
            "number": number,
        }
        response = render(request, "portal/error.html", context, status=shown.status)
    if isinstance(error, RateLimitedError):
        response["Retry-After"] = str(error.retry_after)
    elif isinstance(error, UnavailableError):
        response["Retry-After"] = _RETRY_SECONDS
    return response


def in_words(text: str) -> str:
    """What a failure says, in the reader's language where it is known in it."""
    return _(text) if text else ""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 # Django's signature
    """Nothing stands at this address."""
    error = NotFoundError(
        _("There is nothing at this address."), hint=_("Start at the first page.")
    )
    return answer(request, error, _form(request))


def _form(request: HttpRequest) -> str:
    """What the asker reads: a program that takes no pages, or shows a key, gets JSON."""
    if "Authorization" in request.headers:
        return "json"
    accepted = request.headers.get("Accept", "") or "text/html"
    reads = "html" in accepted or "*/*" in accepted
    return "json" if request.path.endswith(".json") or not reads else "html"


def nothing(request: HttpRequest, *parts: object) -> HttpResponse:  # noqa: ARG001 # Django's signature
    """An address of a library's that is not in use here."""
    return not_found(request, Http404())


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours: only its number is shown; the log has it as well.

    A database that is away or a disk that is full is said as such: it passes, and asking again
    helps. A page needs the database, too; where it cannot be made, the problem document is.
    """
    error = internal_error()
    if isinstance(sys.exception(), (DatabaseError, InterfaceError, UnavailableError)):
        error = UnavailableError(
            _("The hub cannot reach its data right now. What you sent may not be kept."),
            hint=_("Try again in a minute; what you typed is there when you go back."),
        )
    try:
        return answer(request, error, _form(request))
    except (DatabaseError, InterfaceError):
        return answer(request, error, "json")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or one that was open for too long."""
    log.warning("form refused: %s", reason)
    found = request.resolver_match
    refusals.note(
        getattr(request, "actor", NOBODY),
        (found.view_name if found else "") or "other",
        str(request.method),
        "form",
    )
    error = ForbiddenError(
        _("This form was open for too long, or it did not come from this site."),
        hint=_("Go back, copy what you typed, reload the page and send it again."),
    )
    return answer(request, error)
