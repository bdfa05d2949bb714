"""Papers of meetings: read in a child process and sealed as the docket's attachments are.

1. A file is taken: its text is read apart, the gate counts what it finds, both are sealed.
2. A person reads the text with what the gate marks, and shows it; the file too, if it is fit.
3. A paper that is removed leaves its line; its text, its bytes and its key are destroyed.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.docket.record import Record
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.docket import attachments
from wardline.hub.docket import service as docket
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.review.sealing import Vault, of_room
from wardline.hub.settings import CONFIG
from wardline.hub.taskforce import service
from wardline.hub.taskforce.models import Paper, Sheet
from wardline.hub.words import label_words, said

MOST = 40
_LONGEST_NAME = 200
_REVISION = 1


class _Sealed(msgspec.Struct, frozen=True):
    data: bytes
    text: str


def vault() -> Vault:
    """The keys of the papers."""
    return of_room(CONFIG, "taskforce")


def target(paper: Paper) -> str:
    """A paper's name in the audit log."""
    return f"paper:{paper.pk}"


def add(actor: Actor, meeting: Sheet, title: dict[str, str], data: bytes, name: str) -> Paper:
    """Take a paper in; nobody but the staff sees it. *Raises* InputError, UsageError."""
    actor.require(Need.STAFF_DOCKET)
    if meeting.kind != "meeting":
        raise NotFoundError(_("There is nothing of this number."))
    if not title.get("en", "").strip():
        raise UsageError(_("Give the paper a title in English."))
    if meeting.papers.count() >= MOST:
        raise UsageError(_("This meeting has forty papers; remove one first."))
    file, upload = attachments.take(data, name)
    found = marks(file.text)
    key, box = str(uuid.uuid4()), vault()
    sealed = box.seal(key, _REVISION, msgspec.json.encode(_Sealed(upload.data, file.text)))
    paper = Paper(
        meeting=meeting,
        vault=key,
        name=neutral(file.name)[:_LONGEST_NAME],
        title=msgspec.json.encode({k: neutral(v.strip()) for k, v in title.items()}).decode(),
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        sealed=sealed,
        labels=msgspec.json.encode(Counter(one["label"] for one in found)).decode(),
        at=now(),
        by_name=actor.name[:200],
    )
    try:
        with transaction.atomic():
            paper.save()
            detail = {"meeting": meeting.pk, "digest": paper.digest, "size": paper.size}
            audit.record(actor, Action.TASKFORCE_PAPER_ADDED, target(paper), detail)
    except BaseException:
        box.destroy(key)
        raise
    return paper


def marks(text: str) -> list[dict[str, Any]]:
    """What the gate finds in a paper's text, for whoever decides."""
    found = docket.findings(Record("", text=text)).get("text", [])
    return [
        {
            "label": one["label"],
            "text": neutral(text[one["start"] : one["end"]]),
            "words": _("a doubt") if one["doubt"] else label_words(one["label"]),
        }
        for one in found
    ]


def find(number: int) -> Paper:
    """A paper, shown or not: for staff. *Raises* NotFoundError."""
    found = Paper.objects.select_related("meeting").filter(pk=number).first()
    if found is None:
        raise NotFoundError(_("There is no such paper."))
    return found


def opened(paper: Paper) -> tuple[bytes, str]:
    """The file of a paper and its text. *Raises* NotFoundError where it was removed."""
    if paper.sealed is None:
        raise NotFoundError(_("This paper was removed."))
    raw = vault().open(paper.vault, _REVISION, bytes(paper.sealed))
    found = msgspec.json.decode(raw, type=_Sealed)
    return found.data, found.text


def show(actor: Actor, number: int, *, whole: bool) -> Paper:
    """Let everybody read a paper's text; `whole`: and take its file. *Raises* ConflictError."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=find(number).pk)
        if paper.state == "removed":
            raise ConflictError(_("This paper was removed."))
        paper.text = neutral(opened(paper)[1])
        paper.state, paper.whole = "shown", whole
        paper.shown_at = paper.shown_at or now()
        paper.save()
        detail = {"digest": paper.digest, "whole": whole}
        audit.record(actor, Action.TASKFORCE_PAPER_SHOWN, target(paper), detail)
    return paper


def remove(actor: Actor, number: int) -> Paper:
    """Destroy a paper's text and bytes; that it was there stays, if it was ever shown."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=find(number).pk)
        key = paper.vault
        _end(actor, paper)
    vault().destroy(key)
    return paper


def restored(kept: Collection[str]) -> int:
    """After a restore: end again what has no key any more (`kept`: those it has); how many."""
    with transaction.atomic():
        gone = list(Paper.objects.filter(sealed__isnull=False).exclude(vault__in=kept))
        for paper in gone:
            _end(audit.SYSTEM, paper)
    return len(gone)


def _end(who: Actor | audit.Who, paper: Paper) -> None:
    detail = {"meeting": paper.meeting_id, "digest": paper.digest, "was": paper.state}
    audit.record(who, Action.TASKFORCE_PAPER_REMOVED, target(paper), detail)
    if paper.shown_at is None:
        paper.delete()
    else:
        paper.state, paper.sealed, paper.text, paper.labels = "removed", None, "", "{}"
        paper.whole = False
        paper.save()


def public(number: int, meeting: int) -> Paper:
    """A paper that everybody may read. *Raises* NotFoundError."""
    service.shown(meeting, "meeting")
    found = Paper.objects.filter(pk=number, meeting_id=meeting, state="shown").first()
    if found is None:
        raise NotFoundError(_("There is no such paper."))
    return found


def listed(meeting: Sheet, *, inside: bool = False) -> list[dict[str, Any]]:
    """The papers of a meeting as plain values; `inside`: drafts too."""
    rows = meeting.papers.order_by("id")
    if not inside:
        rows = rows.filter(shown_at__isnull=False)
    return [told(row) for row in rows]


def told(paper: Paper) -> dict[str, Any]:
    """A paper as plain values, without its text."""
    return {
        "number": paper.pk,
        "title": said(msgspec.json.decode(paper.title, type=dict[str, str])),
        "name": paper.name,
        "size": paper.size,
        "digest": paper.digest,
        "state": paper.state,
        "whole": paper.whole,
        "shown": format_timestamp(paper.shown_at) if paper.shown_at else None,
    }
