"""The first page, for somebody who is not signed in and for each role; the choice of language."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop
from django.views.i18n import set_language

import wardline
from wardline.hub.members import people
from wardline.hub.members.rights import Need
from wardline.hub.portal import start
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

ADDRESSES = {
    gettext_noop("TAXII 2.1 discovery"): "/taxii2/",
    gettext_noop("Push of one collection"): "/stream/{collection-id}",
    gettext_noop("Block lists and rules"): "/lists/{collection-id}/{format}",
    gettext_noop("All addresses (OpenAPI)"): "/openapi.json",
    gettext_noop("Health"): "/healthz",
}


@page("home", Need.PUBLIC)
def home(request: Request) -> Page:
    """What this is, and the next step for whoever came here."""
    data: dict[str, Any] = {
        "title": CONFIG["taxii.title"],
        "version": wardline.__version__,
        "addresses": ADDRESSES,
    }
    if not request.actor.may(Need.SIGNED_IN):
        return Page("portal/welcome.html", data)
    data["tasks"] = [task._asdict() for task in start.tasks(request.actor)]
    data["newest"] = start.newest(request.actor)
    return Page("portal/home.html", data, extra={"may_share": request.actor.may(Need.SHARE)})


def language(request: HttpRequest) -> HttpResponseBase:
    """Take the language that was asked for; whoever chose one before has chosen anew."""
    answer: HttpResponseBase = set_language(request)
    actor = cast("Request", request).actor
    if request.method == "POST" and actor.user is not None:
        people.change_language(actor, request.POST.get("language", ""))
    return answer
