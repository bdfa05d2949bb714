"""The verbs on held submissions: sealed, looked at by few, released as shown, or destroyed.

    waiting ─claim→ claimed ─return→ returned ─answer→ claimed
                    claimed ─redact→ claimed (a new revision; approvals of the old one are void)
                    claimed ─approve→ approved (four eyes) ─a second person approves→ released
                    claimed ─approve→ released
    of nobody's (anonymous): approve→ queued ─with others, by the keeper→ released
    of a room that lets it leave itself (`later`): approve→ queued ─by that room→ released
    any open ─refuse→ refused, ─withdraw→ withdrawn, ─its time is over→ expired

Who may see one: its submitter; the reviewers of the submitter's organization; and, where it was
sent to the hub, the hub's reviewers. For everybody else it does not exist. Nobody decides on a
submission of their own, and no two eyes are one person's.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnprocessableError,
    UsageError,
)
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.db import Transaction, open_database
from wardline.hub.exchange import collections
from wardline.hub.exchange.service import Exchange, Outcome, Way, refusal
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need, allowed
from wardline.hub.review import content as contents
from wardline.hub.review import ending, rules, unnamed
from wardline.hub.review.content import Content, Edit, Remark
from wardline.hub.review.models import Submission
from wardline.hub.review.sealing import Vault, of_room
from wardline.hub.settings import CONFIG
from wardline.hub.words import label_words

AUDIENCES = ("organization", "hub")
_HOUR = 3_600_000_000
_MOST_REMARK = 4000
_MOST_REMARKS = 50


class Summary(NamedTuple):
    """A held submission as a list shows it: nothing of what it says."""

    id: str
    organization: str
    submitter: str
    collection: str
    audience: str
    state: str
    reviewer: str
    four_eyes: bool
    revision: int
    objects: int
    labels: dict[str, int]
    created_at: int
    deadline_at: int
    expires_at: int
    closed_at: int | None
    released: list[str]
    # Whether the next step is the asker's.
    mine: bool
    # What the asker may do now: claim, unclaim, redact, return, approve, refuse, answer, withdraw.
    steps: tuple[str, ...]


class Opened(NamedTuple):
    """A held submission with what it says, for its submitter and those who may decide."""

    summary: Summary
    original: list[dict[str, Any]]
    objects: list[dict[str, Any]]
    remarks: list[Remark]
    # Exactly what would be released.
    preview: list[bytes]


def vault() -> Vault:
    """The keys of this hub's held submissions."""
    return of_room(CONFIG, "review")


def submit(
    actor: Actor,
    collection: str,
    content: bytes | Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    to: str = "organization",
    four_eyes: bool = False,
    note: str = "",
    found: Mapping[str, int] | None = None,
    by_room: bool = False,
) -> str:
    """Hold `content` (STIX objects) for a review on its way to `collection`; the submission's id.

    Sent twice while it is open, it is the same submission. `found`: what the sharer's own gate
    found, label → how often. `by_room`: approved, the caller lets it leave (`later`).
    *Raises* InputError for what is no valid STIX, ForbiddenError where the organization may not
    write to the collection.
    """
    user = _sender(actor, to)
    target = collections.find(collection)
    collections.sender(target, actor.organization)
    objects = contents.objects_of(content)
    keys = vault()
    body = jsonio.encode(objects)
    mark = keys.mark(str(user).encode(), target.uuid.encode(), to.encode(), body)
    held = Submission.objects.filter(mark=mark).first()
    if held is not None:
        return held.id
    number = str(uuid.uuid4())
    remarks = [_remark(actor, note)] if note.strip() else []
    at = now()
    new = Submission(
        id=number,
        organization=actor.organization,
        submitter=user,
        submitter_name=actor.name[:200],
        audience=to,
        collection=target.uuid,
        state="waiting",
        four_eyes=four_eyes or CONFIG["review.four_eyes"],
        by_room=by_room,
        objects_held=len(objects),
        labels=json.dumps({**contents.labels(objects), **(found or {})}),
        sealed=keys.seal(number, 1, contents.pack(Content(objects, objects, remarks))),
        mark=mark,
        created_at=at,
        deadline_at=at + CONFIG["review.deadline_hours"] * _HOUR,
        expires_at=at + CONFIG["review.keep_days"] * 24 * _HOUR,
    )
    return _hold(actor, new)


def require_decider(actor: Actor, to: str) -> None:
    """Pass if somebody else may decide: else it would wait until it is destroyed.

    Pages and programs ask before they send. *Raises* ConflictError.
    """
    if to != "organization":
        return
    people = User.objects.filter(organization_id=actor.organization, is_active=True)
    roles = people.exclude(pk=actor.user or 0).values_list("role", flat=True)
    able = sum(Need.REVIEW in allowed(role, operator=False) for role in roles)
    if able < (2 if CONFIG["review.four_eyes"] else 1):
        raise ConflictError(
            _("Nobody else of your organization may decide on it; nothing was sent."),
            hint=_("Choose the hub's reviewers, or let an administrator name a reviewer."),
        )


def _sender(actor: Actor, to: str) -> int:
    """The person who submits. *Raises* ForbiddenError, UsageError for no such audience."""
    actor.require(Need.SHARE)
    if actor.user is None and not actor.key:
        raise ForbiddenError(_("A person has to submit it: sign in first."))
    if to not in AUDIENCES:
        raise UsageError(f"There is no audience {to[:40]!r}.", hint=_("organization or hub"))
    return actor.user or unnamed.NO_PERSON


def _hold(actor: Actor, new: Submission) -> str:
    """Write down a new submission; its id, or that of the same one that came just before."""
    told = {
        "collection": new.collection,
        "objects": new.objects_held,
        "found": json.loads(new.labels),
        "to": new.audience,
        "sealed": ending.digest(bytes(new.sealed or b"")),
    }
    try:
        with transaction.atomic():
            new.save(force_insert=True)
            _record(actor, Action.SUBMISSION_HELD, new.id, told)
    except IntegrityError:
        # The same came twice at once: the other one holds it.
        vault().destroy(new.id)
        held = Submission.objects.filter(mark=new.mark).first()
        if held is None:
            raise _moved() from None
        return held.id
    return new.id


def queue(actor: Actor) -> list[Summary]:
    """What is open and the actor may decide on, the next deadline first."""
    _expire()
    found = Submission.objects.none()
    if actor.may(Need.REVIEW):
        found |= Submission.objects.filter(organization=actor.organization)
    if actor.may(Need.STAFF_REVIEW):
        found |= Submission.objects.filter(audience="hub")
    rows = found.filter(state__in=ending.OPEN).order_by("deadline_at", "id")
    return [_summary(actor, one) for one in rows]


def own(actor: Actor) -> list[Summary]:
    """What the actor submitted, the newest first; also what has ended."""
    actor.require(Need.SHARE)
    _expire()
    whose = (actor.user or unnamed.NO_PERSON, unnamed.NO_PERSON)
    rows = Submission.objects.filter(organization=actor.organization, submitter__in=whose)
    return [_summary(actor, one) for one in rows.order_by("-created_at", "id")[:100]]


def summary(actor: Actor, number: str) -> Summary:
    """One submission without its content. *Raises* NotFoundError, also where it is not shown."""
    return _summary(actor, _find(actor, number))


def read(actor: Actor, number: str) -> Opened:
    """One open submission with its content; who looked stands in the audit log."""
    one = _find(actor, number)
    held = _open(one)
    _record(actor, Action.SUBMISSION_VIEWED, number, _told(one))
    return Opened(
        _summary(actor, one),
        held.original,
        held.objects,
        held.remarks,
        contents.preview(held.objects),
    )


def claim(actor: Actor, number: str) -> None:
    """Take it to review: from the queue, or over from another reviewer."""
    with _step(actor, number, "claim") as one:
        one.state, one.reviewer, one.reviewer_name = "claimed", actor.user, actor.name[:200]
        one.approver = None
        _record(actor, Action.SUBMISSION_CLAIMED, number, _told(one))


def unclaim(actor: Actor, number: str) -> None:
    """Give it back to the queue."""
    with _step(actor, number, "unclaim") as one:
        one.state, one.reviewer, one.reviewer_name = "waiting", None, ""
        _record(actor, Action.SUBMISSION_UNCLAIMED, number, _told(one))


def ask(actor: Actor, number: str, question: str) -> None:
    """Return it to its submitter with a question; the question is sealed with it."""
    with _step(actor, number, "return") as one:
        held = _open(one)
        _seal(one, Content(held.original, held.objects, [*held.remarks, _remark(actor, question)]))
        one.state = "returned"
        _record(actor, Action.SUBMISSION_RETURNED, number, _told(one))


def answer(actor: Actor, number: str, text: str) -> None:
    """Answer the reviewer's question; it goes back to that reviewer."""
    with _step(actor, number, "answer") as one:
        held = _open(one)
        _seal(one, Content(held.original, held.objects, [*held.remarks, _remark(actor, text)]))
        one.state = "claimed"
        _record(actor, Action.SUBMISSION_ANSWERED, number, _told(one))


def redact(actor: Actor, number: str, revision: int, edits: Sequence[Edit]) -> int:
    """Replace stretches of its texts; the new revision. What comes out must be valid STIX."""
    if not edits:
        raise UsageError(_("Nothing was chosen to be replaced."))
    with _step(actor, number, "redact") as one:
        _same(one, revision)
        held = _open(one)
        objects = contents.apply(held.objects, edits)
        _seal(one, Content(held.original, objects, held.remarks))
        one.labels = json.dumps(contents.labels(objects))
        told = {
            **_told(one),
            "edits": len(edits),
            "sealed": ending.digest(bytes(one.sealed or b"")),
        }
        _record(actor, Action.SUBMISSION_REDACTED, number, told)
        return one.revision


def approve(actor: Actor, number: str, revision: int) -> str:
    """Approve exactly what revision `revision` shows; the state then: approved or released.

    With four eyes the first approval waits for a second person. *Raises* UnprocessableError where
    the exchange does not take it (its gate lets some things pass for nobody); it then stays open.
    """
    one = _find(actor, number)
    rules.require(actor, one, "approve")
    _same(one, revision)
    if one.four_eyes and one.approver is None:
        with _step(actor, number, "approve") as locked:
            _same(locked, revision)
            locked.state, locked.approver = "approved", actor.user
            _record(actor, Action.SUBMISSION_APPROVED, number, _told(locked))
        return "approved"
    if rules.is_unnamed(one) or one.by_room:
        _enqueue(actor, number, revision)
        return "queued"
    _release(actor, one)
    vault().destroy(number)
    return "released"


def _enqueue(actor: Actor, number: str, revision: int) -> None:
    """Let what is approved wait: a report leaves with others, in a batch of its room's."""
    with _step(actor, number, "approve") as one:
        _same(one, revision)
        refused = refusal(contents.preview(_open(one).objects), Way(reviewer="a person"))
        if refused is not None:
            raise UnprocessableError(
                _("It cannot be released as it is: %(why)s") % {"why": refused.message},
                pointer=refused.pointer,
                hint=_("Redact that part, or refuse the submission."),
            )
        one.state, one.reviewer, one.reviewer_name = "queued", actor.user, actor.name[:200]
        # From now on this is when it leaves at the latest.
        one.deadline_at = now() + CONFIG["anonymous.batch_days"] * 24 * _HOUR
        one.expires_at = max(one.expires_at, one.deadline_at + 24 * _HOUR)
        _record(actor, Action.SUBMISSION_APPROVED, number, _told(one))


def refuse(actor: Actor, number: str, reason: str) -> None:
    """Refuse it: its content is destroyed. `reason` is shown to the submitter and kept."""
    reason = reason.strip()
    if not reason:
        raise UsageError(_("Say why, in a sentence that names nobody."))
    _private(reason)
    _end(actor, number, "refuse", "refused", {"reason": reason})


def withdraw(actor: Actor, number: str) -> None:
    """Take it back: its content is destroyed."""
    _end(actor, number, "withdraw", "withdrawn", {})


def reason(actor: Actor, number: str) -> str:
    """Why it was refused, as the log has it; empty where it was not."""
    _find(actor, number)
    told = audit.last_detail(f"submission:{number}", Action.SUBMISSION_REFUSED)
    return str(told.get("reason", ""))


class ToReporter(NamedTuple):
    """What whoever sent an anonymous report may know of its review: no reviewer's name."""

    state: str
    remarks: list[Line]
    reason: str
    released: list[str]


class Line(NamedTuple):
    """A question, or an answer of the reporter's (`mine`)."""

    at: int
    mine: bool
    text: str


def told_reporter(number: str) -> ToReporter | None:
    """What an anonymous report's reply box shows; None where there is no such report."""
    _expire()
    one = Submission.objects.filter(id=number).first()
    if one is None or not rules.is_unnamed(one):
        return None
    if one.state not in ending.OPEN:
        told = audit.last_detail(f"submission:{number}", Action.SUBMISSION_REFUSED)
        released = json.loads(one.released) if one.released else []
        return ToReporter(one.state, [], str(told.get("reason", "")), released)
    lines = [
        Line(remark.at, remark.by == unnamed.REPORTER, remark.text) for remark in _open(one).remarks
    ]
    return ToReporter(one.state, lines, "", [])


def is_open(number: str) -> bool:
    """Whether an anonymous report still waits for a decision."""
    return Submission.objects.filter(id=number, state__in=ending.OPEN).exists()


def _release(actor: Actor, one: Submission) -> None:
    """Take its objects in and end it, in one transaction: both happen, once, or neither."""
    target = collections.find(one.collection)
    sender = collections.sender(target, one.organization)
    raws = contents.preview(_open(one).objects)
    people = [str(person) for person in (one.approver, actor.user) if person is not None]
    way = Way(reviewer=f"person {' and '.join(people)}")

    def finish(open_transaction: Transaction, outcomes: list[Outcome]) -> None:
        failed = [outcome for outcome in outcomes if outcome.state == "failed"]
        if failed:
            raise UnprocessableError(
                _("It cannot be released as it is: %(why)s") % {"why": failed[0].message},
                pointer=failed[0].pointer,
                hint=_("Redact that part, or refuse the submission."),
            )
        _still(open_transaction, one)
        ids = [outcome.id for outcome in outcomes]
        told = {"collection": one.collection, "approved_by": people}
        ended = ending.end(
            open_transaction, one.id, "released", actor, now=now(), detail=told, released=ids
        )
        if not ended:
            raise _moved()

    database = open_database(CONFIG["database.url"], CONFIG.sqlite_path)
    with contextlib.closing(database):
        Exchange(database, now).ingest(target.id, sender, raws, finish, way, actor)


_STILL = """
    SELECT 1 FROM review_submission
    WHERE id = :id AND revision = :revision AND state = :state
          AND COALESCE(reviewer, 0) = :reviewer AND COALESCE(approver, 0) = :approver"""


def _still(open_transaction: Transaction, one: Submission) -> None:
    """Pass if nobody moved it since it was read. *Raises* ConflictError."""
    params = {
        "id": one.id,
        "revision": one.revision,
        "state": one.state,
        "reviewer": one.reviewer or 0,
        "approver": one.approver or 0,
    }
    if not open_transaction.rows(_STILL, params):
        raise _moved()


def _end(actor: Actor, number: str, step: str, state: str, detail: Mapping[str, Any]) -> None:
    one = _find(actor, number)
    rules.require(actor, one, step)
    with transaction.atomic():
        ended = ending.end(audit.Through(), number, state, actor, now=now(), detail=detail)
    if not ended:
        raise _moved()
    vault().destroy(number)


def _expire() -> None:
    """End what is past its time, before anybody looks."""
    at = now()
    if not Submission.objects.filter(state__in=ending.OPEN, expires_at__lte=at).exists():
        return
    with transaction.atomic():
        gone = ending.expire(audit.Through(), at)
    for number in gone:
        vault().destroy(number)


@contextlib.contextmanager
def _step(actor: Actor, number: str, step: str) -> Iterator[Submission]:
    """A submission, locked, on which the actor may take `step` now; saved at the end."""
    _find(actor, number)
    with transaction.atomic():
        one = Submission.objects.select_for_update().get(id=number)
        rules.require(actor, one, step)
        yield one
        one.save()


def _find(actor: Actor, number: str) -> Submission:
    _expire()
    one = Submission.objects.filter(id=number).first()
    if one is None or not (rules.submitted(actor, one) or rules.decides(actor, one)):
        raise NotFoundError(
            _("There is no such submission, or you may not see it."),
            hint=_("The queue lists those that you may see."),
        )
    return one


def _same(one: Submission, revision: int) -> None:
    if one.revision != revision:
        raise ConflictError(
            _("It was changed since you looked; nothing was released or changed."),
            hint=_("Reload the page, look at it as it is now, and decide again."),
        )


def _moved() -> ConflictError:
    return ConflictError(
        _("Somebody else was quicker: it is not where it was; nothing was changed."),
        hint=_("Reload the page."),
    )


def _open(one: Submission) -> Content:
    if one.sealed is None:
        raise ConflictError(_("This submission has ended; what it said is destroyed."))
    return contents.unpack(vault().open(one.id, one.revision, bytes(one.sealed)))


def _seal(one: Submission, held: Content) -> None:
    one.revision += 1
    one.sealed = vault().seal(one.id, one.revision, contents.pack(held))


def _remark(actor: Actor, text: str) -> Remark:
    text = text.strip()
    if not text or len(text) > _MOST_REMARK:
        raise UsageError(
            _("Write something, in at most %(most)d characters.") % {"most": _MOST_REMARK}
        )
    return Remark(now(), actor.name, text)


def _private(text: str) -> None:
    """A reason is kept in the clear. *Raises* UnprocessableError for something private."""
    from wardline.screen import screen

    answer_ = screen(text)
    if answer_.findings:
        raise UnprocessableError(
            _("The reason holds %(what)s; nothing was decided.")
            % {"what": label_words(answer_.findings[0].label)},
            hint=_("Say what was wrong, naming nobody; a question to the submitter is sealed."),
        )


def _summary(actor: Actor, one: Submission) -> Summary:
    steps = rules.steps(actor, one)
    waits_for = {
        "waiting": "claim",
        "claimed": "redact",
        "returned": "answer",
        "approved": "approve",
    }
    return Summary(
        id=one.id,
        organization=one.organization,
        submitter=one.submitter_name,
        collection=one.collection,
        audience=one.audience,
        state=one.state,
        reviewer=one.reviewer_name,
        four_eyes=one.four_eyes,
        revision=one.revision,
        objects=one.objects_held,
        labels=json.loads(one.labels),
        created_at=one.created_at,
        deadline_at=one.deadline_at,
        expires_at=one.expires_at,
        closed_at=one.closed_at,
        released=json.loads(one.released) if one.released else [],
        mine=waits_for.get(one.state, "") in steps,
        steps=steps,
    )


def _told(one: Submission) -> dict[str, Any]:
    return {"organization": one.organization, "revision": one.revision}


def _record(actor: Actor, action: Action, number: str, detail: Mapping[str, Any]) -> None:
    audit.record(actor, action, f"submission:{number}", detail)
