"""Comments in from other dockets, and out to them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from wardline.core.clock import format_timestamp
from wardline.core.errors import WardlineError
from wardline.docket.formats import Failure, fit
from wardline.docket.record import Record
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.docket import calls, service
from wardline.hub.docket.calls import Content, Question
from wardline.hub.docket.models import Call, Comment
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

_CHUNK = 100
_LONGEST_NUMBER = 120


class Imported(NamedTuple):
    """How an import went."""

    added: int
    duplicates: int
    failed: list[Failure]


def call_for_import(actor: Actor, number: str) -> Call:
    """The call to import into; where there is none, a closed one is made for what was imported."""
    found = calls.known(number)
    if found is not None:
        return found
    words = {
        "en": "These comments were sent to another docket.",
        "es": "Estos comentarios se enviaron a otro expediente.",
    }
    made = Content(
        title={"en": number, "es": number},
        text=words,
        questions=[Question("1", {"en": "Your comment", "es": "Su comentario"})],
        rules={"en": "A person reads each comment before it is shown here."},
        policy={"en": "What is shown here was sent for all to read."},
        contact="The staff of this docket",
        opens="2000-01-01T00:00:00+00:00",
        closes="2000-01-02T00:00:00+00:00",
        zone="UTC",
    )
    return calls.save(actor, number, made)


def take(actor: Actor, call: Call, records: Iterable[Record | Failure]) -> Imported:
    """Take records in; nothing of them is public before a person decides."""
    actor.require(Need.STAFF_DOCKET)
    known = dict(Comment.objects.filter(call=call).values_list("number", "pk"))
    # Of this very import: what stands under a number that was new.
    new: dict[str, bytes] = {}
    added = duplicates = 0
    failed: list[Failure] = []
    waiting: list[Record] = []
    for place, one in enumerate(records, 1):
        if isinstance(one, Failure):
            failed.append(one)
            continue
        record = msgspec.convert(fit(msgspec.to_builtins(one)), Record)
        if len(record.id) > _LONGEST_NUMBER or " ".join(neutral(record.id).split()) != record.id:
            failed.append(Failure(place, "Its id is too long, or cannot be printed."))
        elif record.id in known or record.id in new:
            duplicates += 1
            there = new.get(record.id)
            if _digest(record) != there if there else not _same(known[record.id], record):
                failed.append(Failure(place, f"There is another comment {record.id!r} already."))
        else:
            new[record.id] = _digest(record)
            waiting.append(record)
        if len(waiting) >= _CHUNK:
            added += _save(call, waiting)
            waiting = []
    added += _save(call, waiting)
    told = {"call": call.id, "comments": added, "duplicates": duplicates, "failed": len(failed)}
    audit.record(actor, Action.DOCKET_IMPORTED, f"call:{call.id}", told)
    return Imported(added, duplicates, failed)


def _digest(record: Record) -> bytes:
    return hashlib.sha256(msgspec.json.encode(record)).digest()


def _same(pk: int, record: Record) -> bool:
    """Whether a comment that is there says the same; of one that cannot be read, we believe it."""
    comment = Comment.objects.filter(pk=pk).first()
    try:
        return comment is None or service.opened(comment).record == record
    except WardlineError:
        return True


def _save(call: Call, records: list[Record]) -> int:
    with transaction.atomic():
        for record in records:
            service.submit(call, service.Sent(record, imported=True))
    return len(records)


def rows(call: str = "", *, public: bool = False) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Comments with their state, oldest first: as they came, or as everybody may read them."""
    found = Comment.objects.select_related("call").exclude(state="withdrawn").order_by("id")
    if call:
        found = found.filter(call=calls.find(call))
    if public:
        found = found.filter(state__in=service.PUBLIC)
    for comment in found.iterator(chunk_size=_CHUNK):
        yield (published(comment) if public else original(comment)), state_of(comment)


def original(comment: Comment) -> Record:
    """A comment as it came, under its number."""
    record = service.opened(comment).record
    if record.id:
        return record
    received = format_timestamp(comment.received_at)
    kind = "" if record.said_by == comment.kind else comment.kind
    return msgspec.structs.replace(record, id=comment.number, received=received, kind=kind)


def published(comment: Comment) -> Record:
    """A public comment as everybody may read it, in the columns of a docket."""
    told = msgspec.json.decode(comment.public, type=dict[str, str])
    first, _, last = told.get("name", "").rpartition(" ")
    answers = {
        name.removeprefix("answer:"): text
        for name, text in told.items()
        if name.startswith("answer:")
    }
    files = [
        {"name": told.get(f"file:{place}:name", ""), "text": told.get(f"file:{place}", "")}
        for place in range(comment.files)
    ]
    columns = {
        "Agency ID": comment.call_id.partition("-")[0].upper(),
        "Docket ID": comment.call_id,
        "Document Type": "Public Submission",
        "Title": f"Comment {comment.number}",
        "Posted Date": day(comment.decided_at or comment.received_at),
        "Is Withdrawn?": "false",
        "Attachment Files": ", ".join(file["name"] for file in files),
    }
    if comment.state == "redacted":
        columns["Restrict Reason Type"] = "Redacted"
        reasons = sorted({span.reason for span in service.spans_of(comment)})
        columns["Restrict Reason"] = ", ".join(reasons)
    value = {
        "id": comment.number,
        "text": told.get("text", ""),
        "received": day(comment.received_at),
        "kind": comment.kind,
        "first_name": first,
        "last_name": last,
        "organization": told.get("organization", ""),
        "answers": answers,
        "files": files,
        "columns": {name: text for name, text in columns.items() if text},
    }
    return msgspec.convert(value, Record)


def day(at: int) -> str:
    """A moment as the bulk download writes it."""
    return f"{dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC):%Y-%m-%dT%H:%MZ}"


def state_of(comment: Comment) -> dict[str, Any]:
    """A comment's way through the docket; what is private is not in it."""
    return {
        "call": comment.call_id,
        "state": comment.state,
        "received": format_timestamp(comment.received_at),
        "decided": format_timestamp(comment.decided_at) if comment.decided_at else None,
        "digest": comment.digest,
        "reasons": service.reasons(comment),
        "note": comment.note,
        "letter": comment.letter,
    }


__all__ = ["Imported", "call_for_import", "original", "published", "rows", "take"]
