"""The verbs on comments: sent, screened, grouped, decided on, withdrawn.

    received → screened → posted | redacted | withheld;   withdrawn from any of them

1. What is sent is sealed (`review.sealing`, with keys of its own) before anything else is done.
2. The privacy gate looks, and counts by label; it decides nothing.
3. A person decides. The public text is computed from the original and the spans, then.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import (
    ConflictError,
    NotFoundError,
    TooLargeError,
    UnavailableError,
    UsageError,
)
from wardline.docket import tracking
from wardline.docket.formats import fit
from wardline.docket.record import Record
from wardline.docket.redact import REASONS, Span, public
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.docket import calls, search
from wardline.hub.docket.content import MOST_TEXT, Sealed, digest, pack, parts, unpack, words
from wardline.hub.docket.models import Answered, Attachment, Call, Comment
from wardline.hub.docket.private import findings, looked_at
from wardline.hub.evidence import service as evidence
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.review.sealing import Vault, of_room
from wardline.hub.settings import CONFIG

log = logging.getLogger("wardline.docket")
ROOM = "docket"
OPEN = ("received", "screened")
PUBLIC = ("posted", "redacted")
STATES = (*OPEN, *PUBLIC, "withheld", "withdrawn")
MOST_FILES = 5
LONGEST_QUESTION = 40
_LONGEST_NOTE = 500
_LONGEST_PART = 60
_REVISION = 1
_DAY = 86_400 * 1_000_000
# Nobody's address is kept: the log says that somebody of the public did it.
PUBLIC_ACTOR = audit.Who("nobody", "", "the public")


class Upload(NamedTuple):
    """An attachment that was taken: its bytes as they came."""

    data: bytes


class Receipt(NamedTuple):
    """What a commenter keeps. The hub holds only a digest of the tracking number."""

    tracking: str
    digest: str
    number: str
    received: str
    # Whether the very same was here already, from the same form.
    again: bool = False


class Sent(NamedTuple):
    """A comment on its way in."""

    record: Record
    language: str = "en"
    uploads: Sequence[Upload] = ()
    imported: bool = False
    # The secret of the form that it was typed into; empty: each is a comment of its own.
    once: str = ""


def vault() -> Vault:
    """The keys of the docket's originals."""
    return of_room(CONFIG, "docket")


def submit(call: Call, sent: Sent) -> Receipt:
    """Take a comment in; on return it is on the disk. *Raises* WardlineError: nothing was kept.

    The same content from the same form is one comment, however often it is sent: its tracking
    number is worked out of both, so nothing has to be remembered to know it again.
    """
    box = vault()
    number = tracking.make(lambda _many: _drawn(box, call, sent)) if sent.once else tracking.make()
    if sent.once and (before := _before(number)):
        return before
    made = parts(sent.record)
    size = sum(map(len, made.values()))
    if not sent.imported:
        _may_come_in(call, made, size)
    at = now()
    sealed = Sealed(secrets.token_hex(16), call.id, call.version, sent.language, sent.record)
    data = pack(sealed)
    key = str(uuid.uuid4())
    comment = Comment(
        call=call,
        vault=key,
        receipt=_mark(number),
        digest=digest(data),
        call_version=call.version,
        state="received",
        kind=sent.record.said_by,
        language=sent.language,
        imported=sent.imported,
        late=at >= call.closes_at and not sent.imported,
        files=len(sent.record.files),
        size=size,
        sealed=box.seal(key, _REVISION, data),
        received_at=at,
        due_at=at + call.decide_days * _DAY,
    )
    uploads = [box.seal(key, _file_revision(n), one.data) for n, one in enumerate(sent.uploads)]
    try:
        with transaction.atomic():
            _save(call, comment, sent, uploads)
    except BaseException as error:
        box.destroy(key)
        # Two clicks at one moment: the other one was first.
        if isinstance(error, IntegrityError) and (before := _before(number)):
            return before
        raise
    return Receipt(number, comment.digest, comment.number, format_timestamp(at))


def _drawn(box: Vault, call: Call, sent: Sent) -> bytes:
    """The bits of a tracking number that this form and content always give. *Shape*: 32 bytes."""
    content = jsonio.encode(fit(msgspec.to_builtins(sent.record)))
    files = [one.data for one in sent.uploads]
    return box.mark(b"receipt", sent.once.encode(), call.id.encode(), content, *files)


def _before(number: str) -> Receipt | None:
    """The receipt of what was sent already. *Raises* ConflictError where its author ended it."""
    found = Comment.objects.filter(receipt=_mark(number)).first()
    if found is None:
        return None
    if found.state == "withdrawn":
        raise ConflictError(
            _("You took this comment back. It was destroyed."),
            hint=_("To send it anew, copy it into an empty form."),
        )
    at = format_timestamp(found.received_at)
    return Receipt(number, found.digest, found.number, at, again=True)


def _save(call: Call, comment: Comment, sent: Sent, uploads: Sequence[bytes]) -> None:
    comment.number = sent.record.id
    if not comment.number:
        Call.objects.filter(id=call.id).update(comments=F("comments") + 1)
        given = Call.objects.values_list("comments", flat=True).get(id=call.id)
        comment.number = f"{call.id}-{given:04d}"
    comment.save()
    for position, (raw, upload) in enumerate(zip(uploads, sent.uploads, strict=True)):
        Attachment.objects.create(
            comment=comment,
            position=position,
            size=len(upload.data),
            digest=digest(raw),
            sealed=raw,
        )
    if not sent.imported:
        detail = {"call": call.id, "sealed": digest(bytes(comment.sealed or b""))}
        audit.record(PUBLIC_ACTOR, Action.DOCKET_RECEIVED, target(comment), detail)


def _may_come_in(call: Call, made: Mapping[str, str], size: int) -> None:
    stage = calls.phase(call)
    late = stage == "closed" and calls.content(call).late
    if stage != "open" and not late:
        raise ConflictError(
            _("This call is closed. It takes no more comments.")
            if stage == "closed"
            else _("This call is not open yet."),
            hint=_("What you wrote still stands below. Keep a copy, and look for an open call."),
        )
    if size > MOST_TEXT:
        raise TooLargeError(
            _("Your comment is too long for this page."),
            hint=_("Send the main points here, and add the rest as a file."),
        )
    if not any(name == "text" or name.startswith(("answer:", "file:")) for name in made):
        raise UsageError(_("There is nothing to send yet. Answer a question, or add a file."))


def target(comment: Comment) -> str:
    """A comment's name in the audit log."""
    return f"comment:{comment.vault}"


def _mark(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def _file_revision(position: int) -> int:
    return _REVISION + 1 + position


def opened(comment: Comment) -> Sealed:
    """The original. *Raises* NotFoundError where it was destroyed."""
    if comment.sealed is None:
        raise NotFoundError(_("What this comment said was destroyed."))
    return unpack(vault().open(comment.vault, _REVISION, bytes(comment.sealed)))


# --- by the tracking number


def by_receipt(typed: str) -> Comment:
    """The comment that a tracking number leads to. *Raises* NotFoundError that helps."""
    number = tracking.read(typed)
    if number is None:
        raise NotFoundError(
            _("This is no tracking number: a letter or digit in it is wrong."),
            hint=_("It has four blocks of four, like those on your receipt. Please check them."),
        )
    found = Comment.objects.select_related("call").filter(receipt=_mark(number)).first()
    if found is None:
        raise NotFoundError(
            _("We have no comment with this tracking number."),
            hint=_("Please check that it is the number of a comment on this site."),
        )
    return found


def withdraw(typed: str) -> Comment:
    """End a comment for good by its tracking number: its original is destroyed."""
    with transaction.atomic():
        found = by_receipt(typed)
        comment = Comment.objects.select_for_update().get(pk=found.pk)
        if comment.state == "withdrawn":
            return comment
        _end(comment, PUBLIC_ACTOR, {})
    vault().destroy(comment.vault)
    _KNOWN.pop(comment.pk, None)
    return comment


def _end(comment: Comment, actor: Actor | audit.Who, detail: Mapping[str, Any]) -> None:
    """Destroy what a comment said, in the transaction; its key goes after it."""
    gone = {"sealed": digest(bytes(comment.sealed or b"")), "was": comment.state}
    head = comment.letter
    _unpublish(actor, comment)
    comment.state, comment.sealed, comment.labels, comment.spans = "withdrawn", None, "{}", "[]"
    comment.reason = comment.note = ""
    comment.decided_at, comment.decided_by = now(), ""
    comment.letter = None
    comment.save()
    comment.attachments.all().delete()
    audit.record(actor, Action.DOCKET_WITHDRAWN, target(comment), detail)
    audit.record(audit.SYSTEM, Action.DOCKET_DESTROYED, target(comment), gone)
    lead_again(head)


def restored(keys: Mapping[str, bytes]) -> tuple[int, int]:
    """After a restore: end again what has no key any more; how many stay, and how many ended.

    Their keys were struck because they were withdrawn after the backup was made.
    """
    found = dict(Comment.objects.filter(sealed__isnull=False).values_list("vault", "pk"))
    gone = [pk for name, pk in found.items() if name not in keys]
    with transaction.atomic():
        for pk in gone:
            _end(Comment.objects.get(pk=pk), audit.SYSTEM, {"restored": "without a key"})
    return len(found) - len(gone), len(gone)


def _unpublish(who: Actor | audit.Who, comment: Comment) -> None:
    comment.public = ""
    evidence.withdraw(who, ROOM, source_of(comment.pk))
    search.remove(comment.pk)
    Answered.objects.filter(comment=comment).delete()


# --- the gate


def screen_waiting(most: int = 200) -> int:
    """Let the gate look at what was received; how many that were."""
    rows = list(Comment.objects.filter(state="received").order_by("id")[:most])
    # A letter that hundreds send is read once.
    known: dict[bytes, Counter[str]] = {}
    for comment in rows:
        labels = _labels(comment, known)
        with transaction.atomic():
            # Withdrawn meanwhile, it stays so.
            Comment.objects.filter(pk=comment.pk, state="received").update(
                state="screened", labels=msgspec.json.encode(dict(sorted(labels.items()))).decode()
            )
    if rows:
        audit.record(audit.SYSTEM, Action.DOCKET_SCREENED, "docket", {"comments": len(rows)})
    return len(rows)


def _labels(comment: Comment, known: dict[bytes, Counter[str]]) -> Counter[str]:
    """How often the gate finds what. What it cannot read is a doubt: a person looks anyway."""
    try:
        record = opened(comment).record
        mark = hashlib.sha256(jsonio.encode(fit(looked_at(record)))).digest()
        if mark not in known:
            found = findings(record)
            known[mark] = Counter(one["label"] for marks in found.values() for one in marks)
    except Exception as error:  # noqa: BLE001 # one hostile text must not stop all others
        log.warning("a comment could not be screened (%s): %s", type(error).__name__, comment.vault)
        return Counter({"DOUBT": 1})
    return known[mark]


# --- campaign letters


# What was read already; of the texts that lie sealed, only this lies in memory, and nowhere else.
_KNOWN: dict[int, Any] = {}
_AT_ONCE = 100


def group(call: Call) -> list[list[str]]:
    """Find the campaign letters among a call's comments anew; the groups by numbers."""
    # With numpy, which every command would read.
    from wardline.docket import letters

    every = Comment.objects.filter(call=call)
    for pk in every.filter(state="withdrawn").values_list("pk", flat=True):
        _KNOWN.pop(pk, None)
    rows = list(every.exclude(state="withdrawn").order_by("id").only("number", "letter"))
    new = [row.pk for row in rows if row.pk not in _KNOWN]
    for start in range(0, len(new), _AT_ONCE):
        for comment in Comment.objects.filter(pk__in=new[start : start + _AT_ONCE]):
            _KNOWN[comment.pk] = letters.shingles(_words_of(comment))
    # One that is withdrawn meanwhile is not known any more.
    sets = {str(row.pk): held for row in rows if (held := _KNOWN.get(row.pk)) is not None}
    found = letters.group_sets(sets)
    heads = {int(pk): int(ids[0]) for ids in found for pk in ids}
    changed = [row for row in rows if row.letter != heads.get(row.pk)]
    touched = {row.letter for row in changed} | {heads.get(row.pk) for row in changed}
    with transaction.atomic():
        for row in changed:
            standing = Comment.objects.filter(pk=row.pk).exclude(state="withdrawn")
            standing.update(letter=heads.get(row.pk), leads=True)
        evidence.regroup(ROOM, {source_of(row.pk): _alike(heads.get(row.pk)) for row in changed})
        for head in touched:
            lead_again(head)
        if changed:
            detail = {"call": call.id, "groups": len(found)}
            audit.record(audit.SYSTEM, Action.DOCKET_GROUPED, f"call:{call.id}", detail)
    numbers = {row.pk: row.number for row in rows}
    return [[numbers[int(pk)] for pk in ids] for ids in found]


def _words_of(comment: Comment) -> str:
    """What a comment says; where its key is not on this machine, what is public of it."""
    try:
        return words(parts(opened(comment).record))
    except (NotFoundError, UnavailableError):
        told = msgspec.json.decode(comment.public or "{}", type=dict[str, str])
        return words(told)


def lead_again(head: int | None) -> None:
    """Let the first public comment of a letter stand for it in lists."""
    if head is None:
        return
    of_letter = Comment.objects.filter(letter=head)
    first = of_letter.filter(state__in=PUBLIC).order_by("id").values_list("pk", flat=True).first()
    of_letter.exclude(state__in=PUBLIC).filter(leads=False).update(leads=True)
    if first is not None:
        of_letter.filter(state__in=PUBLIC, leads=True).exclude(pk=first).update(leads=False)
        of_letter.filter(pk=first, leads=False).update(leads=True)


def _follow(comment: Comment) -> None:
    """Let it follow whom its letter has before it; where it has nobody, look for a first one."""
    before = Comment.objects.filter(
        letter=comment.letter, state__in=PUBLIC, leads=True, pk__lt=comment.pk
    ).order_by("id")
    # One look, where thousands send a letter: to look at all of them each time takes hours.
    if comment.letter is not None and comment.state in PUBLIC and before.exists():
        Comment.objects.filter(pk=comment.pk, leads=True).update(leads=False)
    else:
        lead_again(comment.letter)


# --- decisions


class Decision(NamedTuple):
    """What a person decided on a comment."""

    # post or withhold.
    verb: str
    spans: Sequence[Span] = ()
    reason: str = ""
    note: str = ""


def numbered(call: Call) -> dict[str, int]:
    """The keys of a call's comments, by their public numbers."""
    found = Comment.objects.filter(call=call).values_list("number", "pk")
    return dict(found.iterator())


def decide(actor: Actor, comment_id: int, decision: Decision) -> Comment:
    """Make a comment public, or withhold it; again, where it was decided on before.

    *Raises*: ForbiddenError, ConflictError (withdrawn), UsageError that says what is missing.
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=comment_id)
        if comment.state == "withdrawn":
            raise ConflictError(_("Its author withdrew it; there is nothing to decide."))
        if comment.state == "received":
            raise ConflictError(
                _("The privacy gate has not looked at it yet."), hint=_("Try again in a minute.")
            )
        comment.spans = msgspec.json.encode(list(decision.spans)).decode()
        comment.note = neutral(decision.note.strip())[:_LONGEST_NOTE]
        comment.decided_at, comment.decided_by = now(), actor.name[:200]
        if decision.verb == "post":
            _post(actor, comment, decision)
        elif decision.verb == "withhold":
            _withhold(actor, comment, decision)
        else:
            raise UsageError(_("There is no such step."))
        comment.save()
        detail = {"state": comment.state, "reasons": reasons(comment), "digest": comment.digest}
        action = {
            "posted": Action.DOCKET_POSTED,
            "redacted": Action.DOCKET_REDACTED,
            "withheld": Action.DOCKET_WITHHELD,
        }[comment.state]
        audit.record(actor, action, target(comment), detail)
        _follow(comment)
    return comment


def _post(actor: Actor, comment: Comment, decision: Decision) -> None:
    record = opened(comment).record
    told = computed(record, decision.spans)
    comment.state = "redacted" if decision.spans else "posted"
    comment.reason = ""
    comment.public = msgspec.json.encode(told).decode()
    search.add(comment.pk, " ".join([comment.number, *told.values()]))
    Answered.objects.filter(comment=comment).delete()
    Answered.objects.bulk_create(
        # Of an import it may have any name.
        Answered(comment=comment, question=question[:LONGEST_QUESTION])
        for question, text in record.answers.items()
        if text.strip()
    )
    offer(actor, comment)


def computed(record: Record, spans: Iterable[Span]) -> dict[str, str]:
    """The public parts of a comment: its original without the spans."""
    return public(parts(record), spans)


def _withhold(actor: Actor, comment: Comment, decision: Decision) -> None:
    if decision.reason not in REASONS:
        raise UsageError(_("Say why it is withheld; nothing was changed."))
    _unpublish(actor, comment)
    comment.state, comment.reason, comment.spans = "withheld", decision.reason, "[]"


# --- as evidence: each public part can be cited


def source_of(key: int) -> str:
    """A comment's name as a source of evidence."""
    return f"comment:{key}"


def offer(who: Actor | audit.Who, comment: Comment) -> list[int]:
    """Make what a public comment says citable; the numbers of the evidence."""
    texts = msgspec.json.decode(comment.public, type=dict[str, str])
    made = [
        _offered(comment, part, piece, text)
        for part, whole in texts.items()
        if _citable(part, whole)
        for piece, text in _pieces(part, whole)
    ]
    return evidence.record_all(who, ROOM, source_of(comment.pk), made)


def offer_all() -> None:
    """Make all public comments citable, in a hub that has them from before there was evidence."""
    found = Comment.objects.filter(state__in=PUBLIC).order_by("id")
    if found.exists() and not evidence.has(ROOM):
        for comment in found.iterator():
            offer(audit.SYSTEM, comment)


def _citable(part: str, text: str) -> bool:
    said = part == "text" or part.startswith("answer:")
    return bool(text.strip()) and (said or (part.startswith("file:") and part.count(":") == 1))


def _pieces(part: str, text: str) -> Iterator[tuple[str, str]]:
    """A part under its name; what is too long for one evidence goes on as "text/2", "text/3"."""
    # An imported answer's question may have any name.
    name = part if len(part) <= _LONGEST_PART else f"{part[:40]}…{digest(part.encode())[:16]}"
    start, number = 0, 1
    while start < len(text):
        end = min(start + evidence.MOST_TEXT, len(text))
        if end < len(text):
            end = max(text.rfind(mark, start + 1, end) for mark in (" ", "\n")) + 1 or end
        if text[start:end].strip():
            yield (name if number == 1 else f"{name}/{number}"), text[start:end]
            number += 1
        start = end


def _offered(comment: Comment, part: str, piece: str, text: str) -> evidence.Offer:
    question = part.removeprefix("answer:") if part.startswith("answer:") else ""
    return evidence.Offer(
        ROOM,
        source_of(comment.pk),
        piece,
        "answer",
        text,
        f"/docket/comments/{comment.pk}/",
        f"{comment.number} ({piece})",
        language=comment.language,
        question=f"{comment.call_id}/{question[:LONGEST_QUESTION]}" if question else "",
        dated=format_timestamp(comment.received_at)[:10],
        alike=_alike(comment.letter),
    )


def _alike(head: int | None) -> str:
    return f"letter:{head}" if head is not None else ""


def reasons(comment: Comment) -> list[str]:
    """Why something of a comment, or all of it, is not shown."""
    found = [span.reason for span in spans_of(comment)]
    return sorted({*found, *([comment.reason] if comment.reason else [])})


def spans_of(comment: Comment) -> list[Span]:
    """The redactions of a comment."""
    return msgspec.json.decode(comment.spans, type=list[Span])


def view(actor: Actor, comment_id: int) -> tuple[Comment, Record]:
    """A comment with its original, for those who decide; the log says who looked."""
    actor.require(Need.STAFF_DOCKET)
    comment = Comment.objects.select_related("call").filter(pk=comment_id).first()
    if comment is None or comment.state == "withdrawn":
        raise NotFoundError(_("There is no such comment."))
    record = opened(comment).record
    audit.record(actor, Action.DOCKET_VIEWED, target(comment), {})
    return comment, record


def waiting() -> tuple[int, int]:
    """How many comments wait for a decision, and how many of these are late."""
    found = Comment.objects.filter(state="screened")
    return found.count(), found.filter(due_at__lt=now()).count()


__all__ = [
    "MOST_TEXT", "Decision", "Receipt", "Sent", "Span", "Upload", "decide", "findings", "group",
    "submit", "withdraw",
]  # fmt: skip
