"""Pages of the log: what an organization did and was given, all of it for the staff, the heads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from wardline.core.cells.model import in_steps
from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.errors import NotFoundError, UsageError
from wardline.hub.audit import forgetting, proving, queries, reading, service, tree
from wardline.hub.audit.actions import WORDS, Action
from wardline.hub.audit.entries import Entry, document
from wardline.hub.audit.log import Stored, TreeHead
from wardline.hub.members import service as members
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page

_FIELDS = ("from", "to", "actor", "action", "target", "organization")
_MOST_ROWS = 1000
_MOST_HEADS = 1000
# CMS cell-size suppression: no count below 11 is shown (DESIGN L10).
_SMALLEST_CELL = 11
_NEVER = 2**62


@page("audit", Need.AUDIT, csv="entries")
def own(request: Request) -> Page:
    """What one's own organization's people and keys did, saw and were given."""
    return _list(request, request.actor.organization, "audit")


@page("staff-audit", Need.STAFF_AUDIT, csv="entries")
def everything(request: Request) -> Page:
    """The whole log, for the hub's staff."""
    return _list(request, None, "staff-audit")


@page("audit-entry", Need.AUDIT)
def entry(request: Request, number: UUID) -> Page:
    """One entry of one's own organization, with the proof that it is in the log."""
    found = _entry(number)
    mine = request.actor.organization
    about_us = found.draft.target == f"organization:{mine}"
    if found.draft.who.organization != mine and not about_us:
        raise _no_entry()
    return _proved(found, "audit", staff=False)


@page("staff-audit-entry", Need.STAFF_AUDIT)
def any_entry(request: Request, number: UUID) -> Page:
    """Any entry, for the hub's staff."""
    return _proved(_entry(number), "staff-audit", staff=True)


@page("audit-heads", Need.PUBLIC, csv="heads")
def heads(request: Request) -> Page:
    """The heads of the log, day by day: for anybody to keep, and how to check the log by them."""
    rows = service.Through().rows(queries.NEWEST_HEADS, {"before": _NEVER, "many": _MOST_HEADS})
    return Page("audit/heads.html", {"heads": [_head(TreeHead(*row)) for row in rows]})


@page("audit-consistency", Need.PUBLIC)
def consistency(request: Request) -> Page:
    """The proof that a longer log begins with a shorter one: `?old=SIZE&new=SIZE`."""
    through = service.Through()
    size = int(through.rows(queries.SIZE, {})[0][0])
    try:
        new = int(request.GET.get("new", size))
        old = int(request.GET.get("old", 0))
    except ValueError:
        old, new = -1, 0
    if not 0 <= old <= new <= size:
        raise UsageError(
            _("The sizes are numbers of entries: the older not above the newer, both in the log."),
            hint=_("Take them from the list of heads."),
        )
    stored = Stored(through)
    try:
        data = {
            "old": {"size": old, "root": stored.head(old).hex()},
            "new": {"size": new, "root": stored.head(new).hex()},
            "path": [step.hex() for step in tree.consistency(old, new, stored)],
        }
    except LookupError:
        raise NotFoundError(
            _("Disclosures around one of these sizes have left the log by their age."),
            hint=_("Take sizes from the list of heads: those are proved as before."),
        ) from None
    return Page("audit/consistency.html", data)


def _list(request: Request, organization: str | None, name: str) -> Page:
    asked = {field: request.GET.get(field, "").strip()[:300] for field in _FIELDS}
    wanted = reading.Filter(
        start=_time(asked["from"], _("From")),
        end=_time(asked["to"], _("To")),
        organization=organization or asked["organization"] or None,
        actor=asked["actor"],
        action=asked["action"],
        target=asked["target"],
        about_it=organization is not None,
    )
    service.seal()
    form = request.path.rpartition(".")[2]
    if form in ("csv", "json"):
        told = {key: value for key, value in asked.items() if value}
        service.record(request.actor, Action.AUDIT_EXPORTED, "audit", told)
    many = _MOST_ROWS if form in ("csv", "json") else reading.PAGE
    found, more = reading.page(wanted, _before(request.GET.get("before", "")), many)
    names = _names(found)
    kept = {key: value for key, value in asked.items() if value}
    data = {
        "entries": [_row(one, names) for one in found],
        "more": more,
        # What `before` takes to go on.
        "before": found[-1].draft.id if more else "",
        "filters": kept,
    }
    extra = {
        "asked": asked,
        "actions": [(action.value, _(words)) for action, words in WORDS.items()],
        "query": urlencode(kept),
        "older": urlencode({**kept, "before": found[-1].draft.id}) if more else "",
        "staff": organization is None,
        "name": name,
        "csv_name": f"{name}.csv",
        "json_name": f"{name}.json",
        "entry_name": f"{name}-entry",
    }
    return Page("audit/list.html", data, extra=extra)


def _proved(found: Entry, name: str, *, staff: bool) -> Page:
    """An entry, and its path to the newest head above it, or to the log as it is now."""
    data = proving.proved(found)
    if found.draft.action == Action.OBJECTS_SHARED and found.draft.first is not None:
        data["given_to"] = _given_to(found, staff=staff)
    row = _row(found, _names([found]))
    extra = {"row": row, "name": name, "kept": bool(data["proof"]["head"])}
    return Page("audit/entry.html", data, extra=extra)


def _given_to(found: Entry, *, staff: bool) -> dict[str, Any]:
    """How many organizations were given something of a batch; which ones, for the staff alone."""
    detail = document(found)["detail"]
    span = (found.draft.first or 0, found.draft.last or 0)
    given = reading.given_to(found.draft.target, span, detail.get("visibilities", []))
    others = [one for one in given.organizations if one != found.draft.who.organization]
    told = len(others) if staff else in_steps(len(others))
    # Of what was shared longer ago the log has lost who was given it (`forgetting.py`).
    whole = given.whole and found.number >= forgetting.rule(service.Through().rows).forgotten
    shown: dict[str, Any] = {"organizations": told, "whole": whole}
    if staff:
        names = {one.id: one.name for one in members.organizations()}
        shown["names"] = sorted(names.get(one, one) for one in others)
    return shown


def _entry(number: UUID) -> Entry:
    service.seal()
    found = reading.one(str(number))
    if found is None:
        raise _no_entry()
    return found


def _no_entry() -> NotFoundError:
    return NotFoundError(
        _("There is no such entry, or you may not see it."), hint=_("Look for it in the list.")
    )


def _row(one: Entry, names: dict[str, str]) -> dict[str, Any]:
    who = one.draft.who
    words = WORDS.get(Action(one.draft.action)) if one.draft.action in set(Action) else None
    return {
        "id": one.draft.id,
        "at": format_timestamp(one.draft.at),
        "actor": service.called(who),
        "actor_kind": who.kind,
        "actor_id": who.id,
        "organization": names.get(who.organization, who.organization),
        "action": one.draft.action,
        "words": _(words) if words else one.draft.action,
        "target": one.draft.target,
        "target_name": names.get(one.draft.target.removeprefix("organization:"), ""),
        "address": who.address,
        "detail": document(one)["detail"],
    }


def _names(found: list[Entry]) -> dict[str, str]:
    """The names of the organizations that acted."""
    told = {one.draft.who.organization for one in found}
    told |= {one.draft.target for one in found if one.draft.target.startswith("organization:")}
    if not any(told):
        return {"": _("the hub")}
    return {"": _("the hub"), **{one.id: one.name for one in members.organizations()}}


def _head(head: TreeHead) -> dict[str, Any]:
    return {
        "day": head.day or "",
        "at": format_timestamp(int(head.at)),
        "size": int(head.size),
        "root": bytes(head.root).hex(),
    }


def _time(text: str, field: str) -> int | None:
    if not text:
        return None
    found = parse_timestamp(text if "T" in text else f"{text}T00:00:00Z")
    if found is None:
        raise UsageError(
            _("%(field)s: this is no time.") % {"field": field},
            hint=_("Write it like 2026-01-31 or 2026-01-31T12:00:00Z; it is UTC."),
        )
    return found


def _before(number: str) -> int | None:
    """The place of the entry that a page goes on from."""
    if not number:
        return None
    found = reading.one(number)
    if found is None:
        raise UsageError(_("There is no such place to go on from."))
    return found.number
