"""The page on which a signed-in person draws tokens: their browser blinds, the hub signs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import MediaTypeError, WardlineError
from wardline.hub.db import open_database
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import answer
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG
from wardline.hub.tokens import service
from wardline.hub.tokens.service import Issuer
from wardline.incidents import tokens


@page("tokens", Need.SHARE, methods=("GET", "POST"))
def draw(request: Request) -> Page | HttpResponseBase:
    """How many are left, and the program that draws; or the answer to it (RFC 9578)."""
    if request.method == "POST":
        return _signed(request)
    with _issuer() as (issuer, name):
        told = issuer.allowance(request.actor.organization, now())
    data = {
        "drawn": told.drawn,
        "most": told.most,
        "left": max(0, told.most - told.drawn),
        "ends": format_timestamp(told.ends_at),
        "directory": tokens.DIRECTORY,
        "name": name,
    }
    return Page("tokens/draw.html", data)


def _signed(request: Request) -> HttpResponse:
    try:
        if request.content_type != tokens.REQUEST_MEDIA:
            raise MediaTypeError(  # answered as the others are
                _("The program of this page did not run."), hint=_("Use the command.")
            )
        with _issuer() as (issuer, _name):
            body = issuer.issue(request.actor.organization, request.body, now())
    except WardlineError as error:
        return answer(request, error, "json")
    return HttpResponse(body, content_type=tokens.RESPONSE_MEDIA)


@contextlib.contextmanager
def _issuer() -> Iterator[tuple[Issuer, str]]:
    with contextlib.closing(open_database(CONFIG["database.url"], CONFIG.sqlite_path)) as database:
        yield Issuer(database, CONFIG), service.name(CONFIG, database.read)
