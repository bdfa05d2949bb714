"""The pages of collections: what there is, how a program gets it, and why one does not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wardline.core.cells.model import in_steps
from wardline.core.errors import NotFoundError
from wardline.hub.exchange import lately
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.lately import Line
from wardline.hub.exchange.sight import SMALLEST_CELL
from wardline.hub.members import keys
from wardline.hub.members.rights import Need
from wardline.hub.objects import clients
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of
from wardline.hub.settings import CONFIG

_DAY = 86_400 * 1_000_000
# With nothing new for so long, a person may want to ask.
_QUIET_DAYS = 30


@page("collections", Need.READ, csv="collections")
def collections_page(request: Request) -> Page:
    """What the organization may read and write, and what is newest in it."""
    own = here()
    found = own.sight.collections(request.actor.organization)
    return Page("objects/collections.html", {"collections": [_row(one) for one in found]})


def _row(access: CollectionAccess) -> dict[str, Any]:
    newest = here().sight.newest(access) if access.can_read else None
    return {
        "id": access.uuid,
        "title": access.title,
        "description": access.description,
        "may_read": access.can_read,
        "may_write": access.can_write,
        "newest": newest,
        "state": _state(newest),
    }


def _state(newest: int | None) -> str:
    """Whether it is alive, in words."""
    if newest is None:
        return _("nothing in it yet that you may see")
    days = (here().clock() - newest) // _DAY
    if days >= _QUIET_DAYS:
        return _("quiet: nothing new for %(days)d days") % {"days": days}
    return _("alive")


@page("collection", Need.READ)
def collection_page(request: Request, number: str) -> Page:
    """One collection: who reads it, and the set-up of a program for it."""
    own = here()
    access = _find(request, number)
    base = base_of(request)
    readers = own.sight.readers(access.id)
    data = {
        **_row(access),
        "readers": _readers(readers.everybody, readers.members, readers.named),
        "addresses": {
            "discovery": f"{base}taxii2/",
            "api_root": f"{base}taxii2/sector/",
            "collection": f"{base}taxii2/sector/collections/{access.uuid}/",
            "stream": f"{base}stream/{access.uuid}",
            "lists": f"{base}lists/{access.uuid}/",
        },
    }
    made = clients.setups(base, access.uuid, access.title) if access.can_read else []
    groups: dict[str, list[clients.Setup]] = {}
    for one in made:
        groups.setdefault(one.group, []).append(one)
    extra = {
        "groups": list(groups.items()),
        "may_keys": request.actor.may(Need.KEYS),
        "may_share": access.can_write and request.actor.may(Need.SHARE),
    }
    return Page("objects/collection.html", data, extra=extra)


def _find(request: Request, number: str) -> CollectionAccess:
    for one in here().sight.collections(request.actor.organization):
        if number in (one.uuid, one.alias):
            return one
    raise NotFoundError(
        _("There is no such collection, or your organization may neither read nor write it."),
        hint=_("The list of collections shows those that you may use."),
    )


def _readers(everybody: bool, members: int, named: int) -> str:
    """Who reads, in elevens: an exact number would tell of each that comes or goes."""
    if everybody:
        told = in_steps(members)
        if told is None:
            return _("All members of this hub may read it.")
        return _("All members of this hub may read it: at least %(count)d organizations.") % {
            "count": told
        }
    if (told := in_steps(named)) is not None:
        return _("At least %(count)d organizations, which it names, may read it.") % {"count": told}
    return _("Fewer than %(few)d organizations, which it names, may read it.") % {
        "few": SMALLEST_CELL
    }


@page("connection", Need.READ)
def connection_page(request: Request) -> Page:
    """What the organization's programs asked lately, how it was answered, and what to mend."""
    path = CONFIG.data / lately.FILE_NAME
    rows = []
    for key in keys.seen(request.actor):
        lines = lately.read(path, lately.mark_of_key(key.digest))
        rows.append(
            {
                "id": key.id,
                "label": key.label,
                "state": key.state,
                "can": list(key.scopes),
                "verdict": _verdict(key.state, lines),
                "well": bool(lines) and lines[0].status < 400,  # noqa: PLR2004 # RFC 9110: refused from here on
                "requests": [_line(line) for line in lines],
            }
        )
    strangers = lately.read(path, lately.mark_of_address(request.actor.address))
    data = {
        "keys": rows,
        "address": request.actor.address,
        "without_key": [_line(line) for line in strangers],
    }
    extra = {"may_keys": request.actor.may(Need.KEYS)}
    return Page("objects/connection.html", data, extra=extra)


def _line(line: Line) -> dict[str, Any]:
    return {**line._asdict(), "says": _says(line)}


def _verdict(state: str, lines: list[Line]) -> str:
    """What is wrong with a key's requests, if anything, and the next step."""
    if state == "revoked":
        return _("This key was revoked: give the program a new one.")
    if state == "expired":
        return _("This key has expired: give the program a new one.")
    if not lines:
        return _(
            "Nothing has come with this key in the last 7 days. Check the address in the program, "
            "and whether it may reach this hub through your firewall or proxy."
        )
    return _says(lines[0])


# Status → what it means for whoever set the program up.
def _says(line: Line) -> str:
    """One answer in words, with the next step."""
    if line.status < 400:  # noqa: PLR2004 # RFC 9110: what went well
        return _("It works.")
    steps = {
        400: _("The program asked in a way that is not understood. %(why)s"),
        401: _("The key was not known. Check that it was pasted whole, as a bearer token or as "
               "the password."),
        403: _("The key may not do this. %(why)s"),
        404: _("There is nothing for this key at that address: check the collection's id, and "
               "whether your organization may read it."),
        405: _("The address does not take this method. %(why)s"),
        406: _("The program does not accept TAXII 2.1. Set it to TAXII 2.1 (Accept: "
               "application/taxii+json;version=2.1)."),
        413: _("It sent too much at once. %(why)s"),
        415: _("It did not say that it sends TAXII 2.1. Set it to TAXII 2.1."),
        422: _("What it sent is not valid. %(why)s"),
        429: _("It asked too often; it should wait as long as the answer says."),
        503: _("The hub could not answer just then; it should try again by itself."),
    }  # fmt: skip
    told = steps.get(line.status, _("It was answered with %(status)d. %(why)s"))
    return told % {"why": line.why, "status": line.status}
