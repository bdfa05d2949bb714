"""The way out of a released report: into the exchange, once, at once or with others.

What a person confirmed waits in a row; here it is taken in with all that belongs to it in one
transaction. A process that is killed meanwhile has done nothing, and the next one does it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import ForbiddenError, UnprocessableError, WardlineError
from wardline.hub.audit import log
from wardline.hub.audit.entries import draft as entry_of
from wardline.hub.audit.service import SYSTEM, Action
from wardline.hub.db import Transaction
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.service import HUB_SENDER, SOURCE, Outcome, Sender, Way
from wardline.hub.incidents import standard, taken
from wardline.hub.incidents.keeping import restored, without_text
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.objects import receipts
from wardline.hub.objects.service import Objects
from wardline.hub.objects.service import objects as opened
from wardline.hub.review import later
from wardline.hub.review.later import Approved
from wardline.hub.settings import CONFIG
from wardline.incidents import model
from wardline.incidents.choices import Release
from wardline.incidents.model import Report

_LEAVES = """
    UPDATE incidents_version
    SET state = 'released', released_at = :at, entry = :entry, outcomes = :outcomes,
        objects_sent = :objects_sent, digest = :digest, report = :report
    WHERE id = :id AND state = :state
    RETURNING id"""
_CHANGED = """
    UPDATE incidents_incident SET state = 'released', changed_at = :at, report = :report
    WHERE id = :id"""
_HOUR = 3_600_000_000
# How the name of whoever reported begins, where it was a program.
BY_KEY = "key "


def when(choice: str, at: int) -> int:
    """When what is released under a name leaves. *Units*: microseconds since 1970."""
    span = CONFIG["incidents.batch_hours"] * _HOUR
    return at if choice != Release.HUB_ONLY or not span else (at // span + 1) * span


class Parts(NamedTuple):
    """What leaves of a version, by who answers for it. *Shape*: the bytes of objects."""

    # What all reports hold alike, and the hub's own name.
    common: list[bytes]
    # The organization's name, as the hub's staff entered it.
    names: list[bytes]
    own: list[bytes]

    @classmethod
    def of(cls, row: Version) -> Parts:
        """The parts of a version."""
        parts = cls([], [], [])
        for text in json.loads(row.objects_sent):
            kind = json.loads(text)["type"]
            place = parts.common if kind in standard.COMMON else parts.own
            (parts.names if kind == "identity" else place).append(text.encode())
        if row.choice == Release.HUB_ONLY:
            parts.common.append(jsonio.encode(standard.hub_identity()))
        return parts


def leave(objects: Objects, row: Version, approved: Approved | None = None) -> bool:
    """Take a waiting version in, once; whether this call did it.

    `approved`: what a reviewer let pass of it; it ends with the version.

    1. What all reports hold alike is the hub's, and tells nothing of this one.
    2. The report's own objects with the organization's name, which staff entered, the gate's
       record, the receipt, the version's end of waiting and the log's entries go into one
       transaction: nobody reads the name of one whose report did not leave.

    *Raises* UnprocessableError where the exchange does not take it.
    """
    access = _access(objects, row.incident.organization, row.collection)
    if approved is not None:
        _as_approved(row, approved)
    sender = Sender(row.incident.organization, access.can_read, access.recipient)
    parts, actor = Parts.of(row), _actor(row)
    before: list[dict[str, str]] = []
    if parts.common:
        done = objects.exchange.ingest(access.id, HUB_SENDER, parts.common, None, SOURCE, SYSTEM)
        before = [_outcome(one) for one in done]
    finish = _ending(row, actor, (before, approved), objects.clock())
    reviewer = row.user_name if row.reviewed else ""
    if approved is not None:
        reviewer = f"person {' and '.join(approved.people)}"
    way = Way(reviewer, vouched=frozenset(str(json.loads(one)["id"]) for one in parts.names))
    with contextlib.suppress(_Done):
        objects.exchange.ingest(access.id, sender, [*parts.own, *parts.names], finish, way, actor)
        if approved is not None:
            later.destroy(approved.id)
        return True
    return False


def _as_approved(row: Version, approved: Approved) -> None:
    """Put what a reviewer approved into a version; what all reports hold alike stays as it was."""
    common = [one for one in approved.submitted if one["type"] in standard.COMMON]
    own = [one for one in approved.objects if one["type"] not in standard.COMMON]
    bodies = [jsonio.encode(one) for one in (*own, *common)]
    texts = [body.decode() for body in bodies]
    row.objects_sent = json.dumps(texts)
    row.digest = hashlib.sha256(b"\n".join(bodies)).hexdigest()
    row.reviewed = True
    row.report = model.encode(kept_of(texts, model.parse(row.report.encode()))).decode()


def _ending(
    row: Version,
    actor: Actor,
    known: tuple[Sequence[dict[str, str]], Approved | None],
    at: int,
) -> Callable[[Transaction, list[Outcome]], None]:
    """What goes into the transaction in which the objects of a version go in."""
    incident, (before, approved) = row.incident, known

    def finish(open_: Transaction, outcomes: list[Outcome]) -> None:
        told = [_outcome(one) for one in outcomes]
        # A name that stands there otherwise, as after a change by staff, keeps no report back.
        ours = [one for one in told if not one["id"].startswith("identity--")]
        failed = next((one for one in ours if one["state"] == "failed"), None)
        if failed is not None:
            raise UnprocessableError(
                _("It cannot be released as it is: %(why)s") % {"why": failed["message"]},
                hint=_("Edit that part, or ask for a review."),
            )
        told += before
        detail = {
            "version": row.number,
            "sha256": row.digest,
            "collection": row.collection,
            "objects": [one["id"] for one in told][:100],
        }
        entry = entry_of(actor, Action.INCIDENT_RELEASED, f"incident:{incident.id}", detail, at=at)
        text = jsonio.encode(told).decode()
        params = {"at": at, "entry": entry.id, "outcomes": text, "id": row.id, "state": row.state}
        params |= {name: getattr(row, name) for name in ("objects_sent", "digest", "report")}
        if not open_.rows(_LEAVES, params):
            raise _Done
        released = [one["id"] for one in told]
        if approved is not None and not later.end(open_, approved, actor, at, released):
            raise _Done
        open_.run(_CHANGED, {"at": at, "id": incident.id, "report": row.report})
        log.add(open_, [entry])
        receipt = (
            *(row.id, incident.organization, row.user, row.user_name),
            *(row.collection, row.digest, row.reviewed, text, at),
        )
        receipts.keep(open_, receipts.Kept(*receipt))

    return finish


class _Done(Exception):  # noqa: N818 # no error
    """Another process was quicker: nothing is to be done."""


def _outcome(one: Outcome) -> dict[str, str]:
    """What became of an object. A plain fact has no versions: who told it first has marked it."""
    told = {"id": one.id, "state": one.state, "message": one.message}
    if one.state == "failed" and not one.version and one.message.startswith("This version"):
        told |= {"state": "duplicate", "message": _("Others told of it before.")}
    return told


def _access(objects: Objects, organization: str, collection: str) -> CollectionAccess:
    for access in objects.sight.collections(organization):
        if access.uuid == collection and access.can_write:
            return access
    raise ForbiddenError(
        _("Your organization may not write to that collection any more."),
        hint=_("Choose another one, and check it again."),
    )


def _actor(row: Version) -> Actor:
    """Who released a version, as the log tells it."""
    owner = Organization.objects.get(id=row.incident.organization)
    if not row.user and row.user_name.startswith(BY_KEY):
        key = row.user_name.removeprefix(BY_KEY)
        return Actor(None, owner.name, owner.id, owner.name, "member", owner.operator, key=key)
    role = User.objects.filter(pk=row.user).values_list("role", flat=True).first() or ""
    return Actor(row.user, row.user_name, owner.id, owner.name, role, owner.operator)


def due() -> int:
    """Let what is due leave, and take over what was reviewed; how many versions that were.

    Called each second: nothing is opened where nothing waits.
    """
    waits = Q(state="waiting", due_at__lte=now()) | Q(state__in=_AT_REVIEW)
    if not Version.objects.filter(waits).exists():
        return taken.back()
    return turn(opened(CONFIG.data))


def turn(objects: Objects, at: int | None = None) -> int:
    """Let what is due leave, in no order that tells anything; how many versions left.

    What the exchange does not take stays, is marked, and its organization is asked to look at it.
    """
    moment = now() if at is None else at
    followed = follow(moment)
    rows = Version.objects.filter(state__in=("waiting", "approved"), due_at__lte=moment)
    order = {one: secrets.randbits(64) for one in rows.values_list("incident_id", flat=True)}
    # The versions of one incident in their order, the incidents in none.
    waiting = sorted(
        rows.select_related("incident"), key=lambda row: (order[row.incident_id], row.number)
    )
    done = 0
    for row in waiting:
        done += _leaves(objects, row)
    return done + followed


def _leaves(objects: Objects, row: Version) -> bool:
    """Let one version leave, or mark why it cannot; whether it left."""
    if row.state == "waiting":
        try:
            return leave(objects, row)
        except WardlineError as error:
            _stopped(row, str(error))
            return False
    approved = later.approved(row.submission)
    if approved is None:
        return False
    try:
        return leave(objects, row, approved)
    except WardlineError:
        later.give_back(row.submission)
        _tell_stopped(row)
        return False


def _stopped(row: Version, why: str) -> None:
    """A version that could not leave: its organization decides what to do."""
    with transaction.atomic():
        told = jsonio.encode([{"id": "", "state": "failed", "message": why}]).decode()
        Version.objects.filter(id=row.id, state="waiting").update(state="stopped", outcomes=told)
        Incident.objects.filter(id=row.incident_id).update(state="stopped", changed_at=now())
        _tell_stopped(row)


def _tell_stopped(row: Version) -> None:
    people = notices.audience(row.incident.organization, Need.SHARE)
    told_to = [one for one in people if one.pk == row.user] or people
    link = f"/incidents/{row.incident_id}/"
    what = notices.Told(f"stopped:{row.id}", {"step": "stopped"}, link, "amber")
    notices.tell(Event.REVIEW, told_to, what, hooks=False)


_AT_REVIEW = ("review", "approved")
# What became of a held submission → of the version that waits for it.
_ENDED = {"refused": "refused", "expired": "expired", "withdrawn": "withdrawn"}


def follow(at: int | None = None) -> int:
    """Take over what reviewers decided and what was taken back; how many versions changed."""
    moment = now() if at is None else at
    rows = Version.objects.filter(state__in=_AT_REVIEW).select_related("incident")
    return sum(_followed(row, moment) for row in rows) + taken.back()


def _followed(row: Version, at: int) -> bool:
    """Take over what became of one version at the review queue; whether it moved.

    What was approved waits for the batch that is next from now on; a reviewer may still take it
    back.
    """
    stands = later.state(row.submission)
    if stands == "queued":
        changed = {"state": "approved", "due_at": when(row.choice, at)}
    elif stands in _ENDED:
        changed = {"state": _ENDED[stands]}
    else:
        changed = {"state": "review"}
    if row.state == changed["state"]:
        return False
    with transaction.atomic():
        done = Version.objects.filter(id=row.id, state=row.state).update(**changed)
        if done:
            Incident.objects.filter(id=row.incident_id).update(
                state=changed["state"], changed_at=now()
            )
    return bool(done)


def unasked(one: Incident, actor: Actor) -> None:
    """Take what reviewers have of an incident out of their queue: it was withdrawn."""
    for row in Version.objects.filter(incident=one, state__in=_AT_REVIEW):
        later.withdraw(actor, row.submission)
        Version.objects.filter(id=row.id).update(state="withdrawn")


def kept_of(texts: Sequence[str], told: Report) -> Report:
    """What left, with the times and numbers of what was told."""
    shared = standard.report_of([json.loads(text) for text in texts])
    return without_text(told) if shared is None else restored(shared, told)
