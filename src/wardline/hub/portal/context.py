"""What every page shows around its content: the hub's name, and the ways that one may go."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from wardline.hub.members.actor import NOBODY, Actor
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.settings import CONFIG


class Way(NamedTuple):
    """A link in the navigation: the page's name, its words, the right it asks for, its group."""

    page: str
    words: Any
    need: Need
    # Of `GROUPS`; without one it always stands by itself.
    group: str = ""


GROUPS = {
    "public": _("In public"),
    "desk": _("Desks"),
    "house": _("Administration"),
}
# So many stand side by side on a screen of usual width; more are shown in groups.
_FLAT = 9
WAYS = (
    Way("home", _("Home"), Need.PUBLIC),
    Way("objects", _("Objects"), Need.READ),
    Way("share", _("Share"), Need.SHARE),
    Way("incidents", _("Incidents"), Need.SHARE),
    Way("advisories", _("Advisories"), Need.PUBLIC),
    Way("bulletins", _("Bulletins"), Need.PUBLIC),
    Way("review", _("Review"), Need.SHARE),
    Way("docket", _("Comments"), Need.PUBLIC, "public"),
    Way("findings", _("Findings"), Need.PUBLIC, "public"),
    Way("taskforce", _("Task Force"), Need.PUBLIC, "public"),
    Way("reports", _("Reports"), Need.PUBLIC, "public"),
    Way("statistics", _("Statistics"), Need.PUBLIC, "public"),
    Way("staff-bulletins", _("Write bulletins"), Need.STAFF_BULLETINS, "desk"),
    Way("staff-advisories", _("Publish advisories"), Need.STAFF_ADVISORIES, "desk"),
    Way("staff-docket", _("Read comments"), Need.STAFF_DOCKET, "desk"),
    Way("staff-coding", _("Coding"), Need.STAFF_DOCKET, "desk"),
    Way("staff-taskforce", _("Run the Task Force"), Need.STAFF_DOCKET, "desk"),
    Way("staff-report", _("Write the report"), Need.STAFF_DOCKET, "desk"),
    Way("collections", _("Collections"), Need.READ, "house"),
    Way("keys", _("Keys"), Need.KEYS, "house"),
    Way("people", _("People"), Need.PEOPLE, "house"),
    Way("audit", _("Audit"), Need.AUDIT, "house"),
    Way("staff-audit", _("Audit of the hub"), Need.STAFF_AUDIT, "house"),
    Way("staff", _("Staff"), Need.STAFF_MEMBERS, "house"),
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
        "ways": _ways(actor, request.path),
    }


def _ways(actor: Actor, path: str) -> list[dict[str, Any]]:
    """The links that `actor` may follow; a group of them has the links in `ways`."""
    shown = [
        (way.group, {"address": address, "words": way.words, "here": _here(path, address)})
        for way in WAYS
        if actor.may(way.need) and (address := _address(way.page))
    ]
    if len(shown) <= _FLAT:
        return [link for _group, link in shown]
    grouped: list[dict[str, Any]] = []
    for group, links in itertools.groupby(shown, key=lambda one: one[0]):
        ways = [link for _group, link in links]
        if group and len(ways) > 1:
            here = any(link["here"] for link in ways)
            grouped.append({"words": GROUPS[group], "ways": ways, "here": here})
        else:
            grouped += ways
    return grouped


def _here(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _address(name: str) -> str:
    """Where a page is; empty while there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
