"""The verbs on proposals: a member proposes a change to an object, its owner decides.

    open ─take→ taken (a new version, by the owner)     ─decline→ declined (with a reason)
         ─withdraw→ withdrawn, ─somebody else's was taken→ stands, ─no object→ gone, ─time→ expired

Who may see the object may propose. Only the proposer's organization and the owner's (for what the
hub shared: its staff) know of a proposal; neither is told who the other is, unless the proposer
says so. What was proposed is destroyed when it ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core import jsonio, stix
from wardline.core.clock import format_millis, now, parse_timestamp
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    TooLargeError,
    UnprocessableError,
    UsageError,
)
from wardline.hub.audit import log
from wardline.hub.audit import service as audit
from wardline.hub.audit.entries import draft as entry_of
from wardline.hub.audit.service import Action
from wardline.hub.db import Transaction
from wardline.hub.exchange.service import HUB_SENDER, Outcome, Sender, Way
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.objects import changes as changed
from wardline.hub.objects import detail, receipts
from wardline.hub.objects.changes import Changes
from wardline.hub.objects.detail import Seen
from wardline.hub.objects.models import Proposal
from wardline.hub.objects.service import Objects
from wardline.hub.settings import CONFIG
from wardline.hub.words import doubt_words, label_words
from wardline.screen.profile import Profile
from wardline.screen.replace import Case
from wardline.screen.sharing import Outgoing, Policy, Prepared, prepare
from wardline.screen.stix import Gate

OPEN = "open"
_HUB = ""
_DAY = 86_400_000_000
_KEPT = 90 * _DAY
_MOST_BYTES = 100_000
_MOST_TEXT = 2000
# Open proposals of one organization: for one object, and in all.
_MOST_FOR_ONE = 5
_MOST_OPEN = 200
_MOST_LISTED = 200
_TAKEN = """
    UPDATE objects_proposal
    SET state = 'taken', changes = '', reason = '', ended_at = :at
    WHERE id = :id AND state = 'open'
    RETURNING id"""


class Asked(NamedTuple):
    """What somebody proposes: the form's number, the changes, why, and whether by name."""

    token: str
    changes: Changes
    reason: str
    named: bool


class Opened(NamedTuple):
    """A proposal as one of both sides sees it."""

    row: Proposal
    # Whether the actor's side decides.
    ours: bool
    changes: Changes
    # The object as it is now, where the asker may see it.
    seen: Seen | None
    # Exactly what would leave, for whoever decides.
    prepared: Prepared | None


# --- To propose --------------------------------------------------------------------------------


def may_propose(actor: Actor, seen: Seen) -> bool:
    """Whether the actor may propose a change: to what is another's, and has versions."""
    versioned = stix.is_versioned(jsonio.decode(seen.shown.body))
    return actor.may(Need.SHARE) and versioned and not _decides(actor, seen.shown.owner)


def propose(objects: Objects, actor: Actor, seen: Seen, asked: Asked) -> Proposal:
    """Propose a change. *Raises* WardlineError; then nothing was sent. Sent twice it is one."""
    actor.require(Need.SHARE)
    if not may_propose(actor, seen):
        raise UsageError(
            _("No change can be proposed to this: it is your own, or has no versions."),
            hint=_("Share a new version of your own; say what you think of anything else."),
        )
    done = Proposal.objects.filter(id=asked.token, organization=actor.organization).first()
    if done is not None:
        return done
    if not asked.changes:
        raise UsageError(_("You changed nothing yet."), hint=_("Change what should be different."))
    obj = jsonio.decode(seen.shown.body)
    _checked(objects, actor, obj, asked)
    _bounded(actor, str(obj["id"]))
    row = Proposal(
        id=asked.token,
        object=str(obj["id"]),
        owner=seen.shown.owner,
        organization=actor.organization,
        user=actor.user or 0,
        user_name=actor.name[:200],
        named=asked.named,
        changes=jsonio.encode(asked.changes).decode(),
        reason=asked.reason.strip(),
        state=OPEN,
        created_at=objects.clock(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record(actor, Action.PROPOSAL_MADE, row, {"properties": sorted(asked.changes)})
            _tell(row, "made", _deciders(row))
    except IntegrityError:
        found = Proposal.objects.filter(id=asked.token, organization=actor.organization).first()
        if found is None:
            raise UsageError(_("The form is not whole; reload the page.")) from None
        return found
    return row


def _checked(objects: Objects, actor: Actor, obj: dict[str, Any], asked: Asked) -> None:
    """Pass if the changed object is valid, and the gate finds nothing in what was changed."""
    if len(jsonio.encode(asked.changes)) > _MOST_BYTES:
        raise TooLargeError(_("This is too long for a proposal: at most 100,000 characters."))
    clean(asked.reason)
    made = {**changed.applied(obj, asked.changes), "modified": _later(objects, obj)}
    gate = Gate.of(Profile(name=actor.organization_name), case=Case())
    item = prepare([made], Policy(None), gate).outgoing[0]
    if item.issues:
        raise UnprocessableError(
            f"{item.issues[0].pointer.lstrip('/')}: {item.issues[0].message}",
            hint=_("Change it so that it is valid STIX; your text stands below."),
        )
    found = [label_words(one.label) for one in item.found if _in(one.pointer, asked.changes)]
    found += [doubt_words(one.reason) for one in item.doubts if _in(one.pointer, asked.changes)]
    if found or item.raw is None:
        raise RefusedError(
            _("The gate holds it back: %(what)s. Nothing has left.")
            % {"what": ", ".join(dict.fromkeys(found)) or doubt_words(item.why)},
            hint=_("Say it without that; your text stands below."),
        )


def _in(pointer: str, changes: Changes) -> bool:
    return pointer.lstrip("/").partition("/")[0] in changes


def clean(reason: str) -> None:
    """Pass if a reason may be told to the other side. *Raises* RefusedError, UsageError."""
    from wardline.screen import screen

    if len(reason) > _MOST_TEXT:
        raise UsageError(_("The reason is too long: at most 2,000 characters."))
    found = screen(reason).findings if reason.strip() else ()
    if found:
        raise RefusedError(
            _("The gate holds it back: %(what)s. Nothing has left.")
            % {"what": label_words(found[0].label)},
            hint=_("Say it without that; your text stands below."),
        )


def _bounded(actor: Actor, number: str) -> None:
    """Pass if the organization has not too many open. *Raises* ForbiddenError."""
    rows = Proposal.objects.filter(organization=actor.organization, state=OPEN)
    if rows.count() >= _MOST_OPEN or rows.filter(object=number).count() >= _MOST_FOR_ONE:
        raise ForbiddenError(
            _("Your organization has too many open proposals already."),
            hint=_("Withdraw one, or wait for an answer."),
        )


# --- Who may see it ----------------------------------------------------------------------------


def _decides(actor: Actor, owner: str) -> bool:
    if owner == _HUB:
        return actor.may(Need.STAFF_COLLECTIONS)
    return actor.organization == owner and actor.may(Need.SHARE)


def _deciders(row: Proposal) -> list[User]:
    if row.owner != _HUB:
        return notices.audience(row.owner, Need.SHARE)
    staff = Organization.objects.filter(operator=True).values_list("id", flat=True)
    return [one for number in staff for one in notices.audience(number, Need.STAFF_COLLECTIONS)]


def _find(actor: Actor, number: str) -> Proposal:
    actor.require(Need.SHARE)
    row = Proposal.objects.filter(id=number).first()
    if row is not None and row.organization == actor.organization:
        return row
    if row is not None and _decides(actor, row.owner):
        return row
    raise NotFoundError(
        _("There is no such proposal, or it is not yours."), hint=_("The list has all of yours.")
    )


def to_us(objects: Objects, actor: Actor) -> list[Opened]:
    """The open proposals that the actor's organization decides on, the oldest first."""
    actor.require(Need.SHARE)
    rows = Proposal.objects.filter(owner=actor.organization, state=OPEN)
    if actor.may(Need.STAFF_COLLECTIONS):
        rows |= Proposal.objects.filter(owner=_HUB, state=OPEN)
    found = (_opened(objects, actor, row) for row in rows.order_by("created_at")[:_MOST_LISTED])
    return [one for one in found if one.row.state == OPEN]


def by_us(actor: Actor) -> list[Proposal]:
    """What the actor's organization proposed, the newest first."""
    actor.require(Need.SHARE)
    rows = Proposal.objects.filter(organization=actor.organization)
    return list(rows.order_by("-created_at")[:_MOST_LISTED])


def waiting(actor: Actor, number: str = "") -> int:
    """How many proposals wait for the actor's decision, for one object or in all."""
    owners = [actor.organization] if actor.organization and actor.may(Need.SHARE) else []
    owners += [_HUB] if actor.may(Need.STAFF_COLLECTIONS) else []
    rows = Proposal.objects.filter(owner__in=owners, state=OPEN)
    return (rows.filter(object=number) if number else rows).count()


def read(objects: Objects, actor: Actor, number: str) -> Opened:
    """One proposal. *Raises* NotFoundError alike for what is not there and what is not theirs."""
    return _opened(objects, actor, _find(actor, number))


def _opened(objects: Objects, actor: Actor, row: Proposal) -> Opened:
    """A proposal against the object as it is now; one that it has overtaken ends here."""
    ours = _decides(actor, row.owner)
    changes: Changes = json.loads(row.changes) if row.changes else {}
    try:
        seen: Seen | None = detail.find(objects, actor.organization, row.object)
    except NotFoundError:
        seen = None
    if row.state != OPEN or not ours:
        return Opened(row, ours, changes, seen, None)
    if seen is None or seen.shown.owner != row.owner:
        return Opened(_ended(row, "gone"), ours, {}, None, None)
    obj = jsonio.decode(seen.shown.body)
    rest = changed.left(obj, changes)
    if not rest:
        return Opened(_ended(row, "stands"), ours, {}, seen, None)
    return Opened(row, ours, rest, seen, _prepared(objects, actor, obj, rest))


# --- To decide ---------------------------------------------------------------------------------


def _prepared(
    objects: Objects, actor: Actor, obj: dict[str, Any], changes: Changes, credit: str = ""
) -> Prepared:
    """The owner's new version as the gate lets it leave. Its difference begins at the old one."""
    made = {**changed.applied(obj, changes), "modified": _later(objects, obj)}
    if credit:
        told = {"source_name": "proposal", "description": f"Changed on a proposal of {credit}."}
        made["external_references"] = [*made.get("external_references", []), told]
    gate = Gate.of(Profile(name=actor.organization_name), case=Case())
    item: Outgoing = prepare([made], Policy(None), gate).outgoing[0]
    return Prepared([item._replace(before=obj)])


def _later(objects: Objects, obj: Mapping[str, Any]) -> str:
    """When the new version was made: now, and after the old one in any case."""
    before = parse_timestamp(str(obj["modified"])) or 0
    return format_millis(max(objects.clock(), before + 1000))


def credit_of(row: Proposal) -> str:
    """The name that may be credited; empty where the proposer did not want that."""
    found = Organization.objects.filter(id=row.organization, active=True).first()
    return found.name if row.named and found is not None else ""


class Decision(NamedTuple):
    """What the owner says: the word, the version that was looked at, and whether doubts were."""

    word: str
    version: str
    credit: bool = False
    reviewed: bool = False


def take(objects: Objects, actor: Actor, number: str, decision: Decision) -> None:
    """Take a proposal: a new version of the owner's leaves. *Raises* WardlineError; then none.

    1. It must be what was looked at, confirmed, and passed by the gate or by a person.
    2. The object, the gate's record, the receipt, the proposal's end and the log's entries are one
       transaction.
    """
    one = read(objects, actor, number)
    if not one.ours or one.seen is None or one.prepared is None:
        raise ConflictError(_("This proposal has ended; nothing was changed."))
    if one.seen.shown.version_text != decision.version:
        raise ConflictError(
            _("The object was changed since you looked; nothing was released."),
            hint=_("Look at the proposal as it is now, and decide again."),
        )
    if decision.word.strip().casefold() not in ("share", _("share")):
        raise UsageError(_("Type the word to confirm; nothing was released."))
    obj, credit = jsonio.decode(one.seen.shown.body), credit_of(one.row) if decision.credit else ""
    prepared = _prepared(objects, actor, obj, one.changes, credit)
    reviewed = _passed(actor, prepared, decision)
    _leave(objects, actor, one, prepared, reviewed=reviewed)
    row = one.row
    _tell(row, "taken", _proposer(row))
    for other in Proposal.objects.filter(object=row.object, state=OPEN).exclude(id=row.id):
        made = json.loads(prepared.raws[0])
        if not changed.left(made, json.loads(other.changes)):
            _end(other, "stands")


def _passed(actor: Actor, prepared: Prepared, decision: Decision) -> bool:
    """Whether a person answers for doubts. *Raises* WardlineError where it may not leave."""
    item = prepared.outgoing[0]
    if item.issues or item.raw is None:
        why = item.issues[0].message if item.issues else doubt_words(item.why)
        raise UnprocessableError(_("It cannot be released as it is: %(why)s") % {"why": why})
    if not item.doubts:
        return False
    if not decision.reviewed or CONFIG["review.four_eyes"] or not actor.may(Need.REVIEW):
        raise RefusedError(
            _("The gate has doubts; nothing was released."),
            hint=_("Somebody who may review has to look at each place, and take it."),
        )
    return True


def _leave(
    objects: Objects, actor: Actor, one: Opened, prepared: Prepared, *, reviewed: bool
) -> None:
    assert one.seen is not None  # noqa: S101 # `take` looked
    row, access, at = one.row, one.seen.shown.collection, objects.clock()
    sender = HUB_SENDER
    if row.owner != _HUB:
        if not access.can_write:
            raise ForbiddenError(_("Your organization may not write to that collection any more."))
        sender = Sender(actor.organization, access.can_read, access.recipient)

    def finish(open_: Transaction, outcomes: list[Outcome]) -> None:
        failed = next((each for each in outcomes if each.state == "failed"), None)
        if failed is not None:
            raise UnprocessableError(
                _("It cannot be released as it is: %(why)s") % {"why": failed.message}
            )
        if not open_.rows(_TAKEN, {"id": row.id, "at": at}):
            raise ConflictError(_("This proposal has ended; nothing was changed."))
        told = {"object": row.object}
        entry = entry_of(actor, Action.PROPOSAL_TAKEN, f"proposal:{row.id}", told, at=at)
        log.add(open_, [entry])
        shown = [{"id": row.object, "state": outcomes[0].state, "message": outcomes[0].message}]
        receipt = (
            *(row.id, actor.organization, actor.user or 0, actor.name[:200]),
            *(access.uuid, prepared.digest, reviewed, jsonio.encode(shown).decode(), at),
        )
        receipts.keep(open_, receipts.Kept(*receipt))

    way = Way(reviewer=actor.name if reviewed else "")
    objects.exchange.ingest(access.id, sender, prepared.raws, finish, way, actor)


def decline(objects: Objects, actor: Actor, number: str, reason: str) -> None:
    """Decline a proposal: the proposer is told why, and what was proposed is destroyed."""
    one = read(objects, actor, number)
    if not one.ours or one.row.state != OPEN:
        raise ConflictError(_("This proposal has ended; nothing was changed."))
    if not reason.strip():
        raise UsageError(_("Say why, in a sentence that names nobody."))
    clean(reason)
    if not _end(one.row, "declined", actor, reason.strip()):
        raise ConflictError(_("This proposal has ended; nothing was changed."))


def withdraw(actor: Actor, number: str) -> None:
    """Take a proposal back; its owner sees nothing of it any more."""
    row = _find(actor, number)
    if row.organization != actor.organization or not _end(row, "withdrawn", actor):
        raise ConflictError(_("This proposal has ended; nothing was changed."))


_ACTIONS = {"declined": Action.PROPOSAL_DECLINED, "withdrawn": Action.PROPOSAL_WITHDRAWN}


def _ended(row: Proposal, state: str) -> Proposal:
    """A proposal that was overtaken, as it is now; somebody else may have ended it first."""
    _end(row, state)
    row.refresh_from_db()
    return row


def _end(row: Proposal, state: str, actor: Actor | None = None, answer: str = "") -> bool:
    """End an open proposal: its content goes, and who should know is told; whether it was open."""
    ended = {"state": state, "changes": "", "reason": "", "answer": answer, "ended_at": now()}
    with transaction.atomic():
        if not Proposal.objects.filter(id=row.id, state=OPEN).update(**ended):
            return False
        if actor is not None:
            _record(actor, _ACTIONS[state], row, {})
        people: Callable[[Proposal], list[User]] = _deciders if state == "withdrawn" else _proposer
        _tell(row, state, people(row))
    return True


def _proposer(row: Proposal) -> list[User]:
    return [one for one in notices.audience(row.organization, Need.SHARE) if one.pk == row.user]


def _tell(row: Proposal, step: str, people: list[User]) -> None:
    link = "/proposals/" if step == "withdrawn" else f"/proposals/{row.id}/"
    told = notices.Told(f"proposal:{row.id}:{step}", {"step": step}, link, "amber")
    notices.tell(Event.PROPOSAL, people, told, hooks=False)


def _record(actor: Actor, action: Action, row: Proposal, more: Mapping[str, Any]) -> None:
    audit.record(actor, action, f"proposal:{row.id}", {"object": row.object, **more})


def forget(at: int | None = None) -> int:
    """End what nobody decided in 90 days, and delete what ended as long ago; how many rows."""
    moment = now() if at is None else at
    late = Proposal.objects.filter(state=OPEN, created_at__lt=moment - _KEPT)
    done = sum(_end(row, "expired") for row in late)
    return done + Proposal.objects.filter(ended_at__lt=moment - _KEPT).delete()[0]
