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
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import ForbiddenError, UnprocessableError, WardlineError
from wardline.core.ids import split_id
from wardline.hub.audit import log
from wardline.hub.audit import service as audit
from wardline.hub.audit.entries import draft as entry_of
from wardline.hub.audit.service import SYSTEM, Action
from wardline.hub.db import Transaction
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.service import HUB_SENDER, SOURCE, Outcome, Sender, Way
from wardline.hub.incidents import standard
from wardline.hub.incidents.keeping import restored, without_text
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.objects.service import Objects
from wardline.hub.objects.service import objects as opened
from wardline.hub.review import service as review
from wardline.hub.settings import CONFIG
from wardline.incidents import model
from wardline.incidents.choices import Release
from wardline.incidents.model import Report

# What a receipt of the share page holds, in the same order.
_RECEIPT = (
    "id",
    "organization",
    "user",
    "user_name",
    "collection",
    "digest",
    "reviewed",
    "outcomes",
    "at",
)

_LEAVES = """
    UPDATE incidents_version
    SET state = 'released', released_at = :at, entry = :entry, outcomes = :outcomes
    WHERE id = :id AND state = 'waiting'
    RETURNING id"""
_CHANGED = """
    UPDATE incidents_incident SET state = 'released', changed_at = :at WHERE id = :id"""


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


def leave(objects: Objects, row: Version) -> bool:
    """Take a waiting version in, once; whether this call did it.

    1. What all reports hold alike is the hub's; the organization's name is one that staff entered.
    2. The report's own objects, the gate's record, the receipt, the version's end of waiting and
       the log's entries go into one transaction.

    *Raises* UnprocessableError where the exchange does not take it.
    """
    access = _access(objects, row.incident.organization, row.collection)
    sender = Sender(row.incident.organization, access.can_read, access.recipient)
    parts, actor = Parts.of(row), _actor(row)
    before: list[dict[str, str]] = []
    for who, raws in ((HUB_SENDER, parts.common), (sender, parts.names)):
        if raws:
            done = objects.exchange.ingest(access.id, who, raws, None, SOURCE, SYSTEM)
            before += [_outcome(one) for one in done]
    finish = _ending(row, actor, before, objects.clock())
    way = Way(reviewer=row.user_name if row.reviewed else "")
    with contextlib.suppress(_Done):
        objects.exchange.ingest(access.id, sender, parts.own, finish, way, actor)
        return True
    return False


def _ending(
    row: Version, actor: Actor, before: Sequence[dict[str, str]], at: int
) -> Callable[[Transaction, list[Outcome]], None]:
    """What goes into the transaction in which the objects of a version go in."""
    incident = row.incident

    def finish(open_: Transaction, outcomes: list[Outcome]) -> None:
        told = [_outcome(one) for one in outcomes]
        failed = next((one for one in told if one["state"] == "failed"), None)
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
        params = {"at": at, "entry": entry.id, "outcomes": text, "id": row.id}
        if not open_.rows(_LEAVES, params):
            raise _Done
        open_.run(_CHANGED, {"at": at, "id": incident.id})
        log.add(open_, [entry])
        receipt = (
            *(row.id, incident.organization, row.user, row.user_name, row.collection),
            *(row.digest, row.reviewed, text, at),
        )
        open_.insert("objects_receipt", _RECEIPT, [receipt])

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
    role = User.objects.filter(pk=row.user).values_list("role", flat=True).first() or ""
    return Actor(row.user, row.user_name, owner.id, owner.name, role, owner.operator)


def due() -> int:
    """Let what is due leave, and take over what was reviewed; how many versions that were.

    Called each second: nothing is opened where nothing waits.
    """
    waits = Q(state="waiting", due_at__lte=now()) | Q(state="review")
    if not Version.objects.filter(waits).exists():
        return 0
    return turn(opened(CONFIG.data))


def turn(objects: Objects, at: int | None = None) -> int:
    """Let what is due leave, in no order that tells anything; how many versions left.

    What the exchange does not take stays, is marked, and its organization is asked to look at it.
    """
    moment = now() if at is None else at
    rows = Version.objects.filter(state="waiting", due_at__lte=moment)
    order = {one: secrets.randbits(64) for one in rows.values_list("incident_id", flat=True)}
    # The versions of one incident in their order, the incidents in none.
    waiting = sorted(
        rows.select_related("incident"), key=lambda row: (order[row.incident_id], row.number)
    )
    done = 0
    for row in waiting:
        try:
            done += leave(objects, row)
        except WardlineError as error:
            _stopped(row, str(error))
    return done + follow(objects)


def _stopped(row: Version, why: str) -> None:
    """A version that could not leave: its organization decides what to do."""
    with transaction.atomic():
        told = jsonio.encode([{"id": "", "state": "failed", "message": why}]).decode()
        Version.objects.filter(id=row.id, state="waiting").update(state="stopped", outcomes=told)
        Incident.objects.filter(id=row.incident_id).update(state="stopped", changed_at=now())
        people = notices.audience(row.incident.organization, Need.SHARE)
        told_to = [one for one in people if one.pk == row.user] or people
        link = f"/incidents/{row.incident_id}/"
        what = notices.Told(f"stopped:{row.id}", {"step": "stopped"}, link, "amber")
        notices.tell(Event.REVIEW, told_to, what, hooks=False)


def follow(objects: Objects) -> int:
    """Take over what reviewers decided; how many versions changed."""
    rows = Version.objects.filter(state="review").select_related("incident")
    return sum(_followed(objects, row) for row in rows)


# What became of a held submission → of the version that waits for it.
_ENDED = {"refused": "refused", "expired": "expired", "withdrawn": "withdrawn"}


def _followed(objects: Objects, row: Version) -> bool:
    held = review.ended(row.submission)
    if held is None:
        return False
    changed: dict[str, Any] = {"state": _ENDED.get(held.state, "released")}
    if held.state == "released":
        changed |= _taken_over(objects, row, held)
    with transaction.atomic():
        done = Version.objects.filter(id=row.id, state="review").update(**changed)
        if done:
            report = {"report": changed["report"]} if "report" in changed else {}
            Incident.objects.filter(id=row.incident_id).update(
                state=changed["state"], changed_at=now(), **report
            )
    return bool(done)


def _taken_over(objects: Objects, row: Version, held: review.Ended) -> dict[str, Any]:
    """What a reviewer released of a version: the bytes as they stand in the exchange."""
    accesses = objects.sight.collections(row.incident.organization)
    identities = [
        Identity(split[1].bytes, split[0]) for one in held.released if (split := split_id(one))
    ]
    found = objects.sight.latest(accesses, identities)
    bodies = [found[one].body for one in identities if one in found]
    told = [{"id": one, "state": "added", "message": ""} for one in held.released]
    entry = audit.about(f"submission:{row.submission}", 10)
    left = next((one.id for one in entry if one.action == Action.SUBMISSION_RELEASED), "")
    texts = [body.decode() for body in bodies]
    report = kept_of(texts, model.parse(row.report.encode()))
    return {
        "released_at": held.closed_at,
        "entry": left,
        "outcomes": json.dumps(told),
        "objects_sent": json.dumps(texts),
        "digest": hashlib.sha256(b"\n".join(bodies)).hexdigest(),
        "report": model.encode(report).decode(),
    }


def kept_of(texts: Sequence[str], told: Report) -> Report:
    """What left, with the times and numbers of what was told."""
    shared = standard.report_of([json.loads(text) for text in texts])
    return without_text(told) if shared is None else restored(shared, told)
