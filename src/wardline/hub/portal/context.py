"""What every page shows around its content: the hub's name, and the ways that one may go."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from wardline.hub.members.actor import NOBODY
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.settings import CONFIG


class Way(NamedTuple):
    """A link in the navigation: the page's name, its words, the right it asks for."""

    page: str
    words: Any
    need: Need


WAYS = (
    Way("home", _("Home"), Need.PUBLIC),
    Way("objects", _("Objects"), Need.READ),
    Way("share", _("Share"), Need.SHARE),
    Way("advisories", _("Advisories"), Need.PUBLIC),
    Way("incidents", _("Incidents"), Need.SHARE),
    Way("collections", _("Collections"), Need.READ),
    Way("review", _("Review"), Need.SHARE),
    Way("bulletins", _("Bulletins"), Need.PUBLIC),
    Way("staff-bulletins", _("Write bulletins"), Need.STAFF_BULLETINS),
    Way("docket", _("Comments"), Need.PUBLIC),
    Way("staff-docket", _("Read comments"), Need.STAFF_DOCKET),
    Way("findings", _("Findings"), Need.PUBLIC),
    Way("staff-coding", _("Coding"), Need.STAFF_DOCKET),
    Way("taskforce", _("Task Force"), Need.PUBLIC),
    Way("staff-taskforce", _("Run the Task Force"), Need.STAFF_DOCKET),
    Way("staff-advisories", _("Publish advisories"), Need.STAFF_ADVISORIES),
    Way("reports", _("Reports"), Need.PUBLIC),
    Way("staff-report", _("Write the report"), Need.STAFF_DOCKET),
    Way("keys", _("Keys"), Need.KEYS),
    Way("people", _("People"), Need.PEOPLE),
    Way("statistics", _("Statistics"), Need.PUBLIC),
    Way("audit", _("Audit"), Need.AUDIT),
    Way("staff-audit", _("Audit of the hub"), Need.STAFF_AUDIT),
    Way("staff", _("Staff"), Need.STAFF_MEMBERS),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The title, the actor and the navigation for it."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "hub_title": CONFIG["taxii.title"],
        "actor": actor,
        "idle_minutes": CONFIG["security.idle_minutes"] if actor.user else 0,
        "away": bool(actor.user) and "waits_since" in request.session,
        "draws_tokens": actor.may(Need.SHARE),
        "unread": notices.unread(actor.user) if actor.user else 0,
        "ways": [
            {"address": address, "words": way.words, "here": _here(request.path, address)}
            for way in WAYS
            if actor.may(way.need) and (address := _address(way.page))
        ],
    }


def _here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _address(name: str) -> str:
    """Where a page is; empty while there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
