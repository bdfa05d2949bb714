"""Campaign letters for those who decide: read once, decided once where every word is the same."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.errors import ConflictError, NotFoundError
from wardline.docket.record import Record
from wardline.docket.redact import Span, public
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.docket import service
from wardline.hub.docket.content import parts
from wardline.hub.docket.models import Comment
from wardline.hub.docket.words import part_words
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

_SAID = ("text", "answer:")
_CHUNK = 50
_MOST_OTHERS = 100


class Same(NamedTuple):
    """A letter: its text, how many say exactly that and wait, and the others."""

    head: int
    texts: list[dict[str, str]]
    # What is decided on: of the text, and of which comments.
    digest: str
    equal: int
    numbers: list[str]
    others: list[Comment]
    # As an equal one was redacted already.
    spans: list[Span]
    # The keys of `numbers`.
    keys: tuple[int, ...]


def read(actor: Actor, head: int) -> Same:
    """The letter as its first waiting comment has it. *Raises* NotFoundError."""
    actor.require(Need.STAFF_DOCKET)
    waiting = Comment.objects.filter(letter=head, state="screened").order_by("id")
    first = waiting.first()
    if first is None:
        raise NotFoundError(_("Nothing of this letter waits for a decision."))
    audit.record(actor, Action.DOCKET_VIEWED, service.target(first), {"letter": head})
    said = _said(service.opened(first).record)
    spans = _decided(head, said)
    equal: dict[int, str] = {}
    others: list[Comment] = []
    # Thousands may wait, each with files: what is read of them is not kept.
    for one in waiting.iterator(chunk_size=_CHUNK):
        if _alike(one, said):
            equal[one.pk] = one.number
        elif len(others) < _MOST_OTHERS:
            others.append(one)
    texts = [
        {"name": name, "words": part_words(name), "text": text}
        for name, text in public(said, spans).items()
    ]
    digest = hashlib.sha256(jsonio.encode([said, sorted(equal), spans])).hexdigest()
    return Same(head, texts, digest, len(equal), list(equal.values()), others, spans, tuple(equal))


def post_equal(actor: Actor, head: int, digest: str) -> int:
    """Post all that say exactly what was shown; how many. *Raises* ConflictError."""
    told = read(actor, head)
    if told.digest != digest:
        raise ConflictError(_("More of this letter came in meanwhile. Please look again."))
    many = 0
    for pk in told.keys:
        # Its author or a colleague may have been quicker.
        if Comment.objects.filter(pk=pk, state="screened").exists():
            service.decide(actor, pk, service.Decision("post", told.spans))
            many += 1
    return many


def _alike(comment: Comment, said: dict[str, str]) -> bool:
    """Whether a comment says exactly this, and has no file."""
    return not comment.files and _said(service.opened(comment).record) == said


def _decided(head: int, said: dict[str, str]) -> list[Span]:
    """The redactions of a public comment that says the same; none where there is none."""
    public_ones = Comment.objects.filter(letter=head, state__in=service.PUBLIC).order_by("id")
    for one in public_ones.iterator(chunk_size=_CHUNK):
        if _alike(one, said):
            return [span for span in service.spans_of(one) if span.part in said]
    return []


def _said(record: Record) -> dict[str, str]:
    return {name: text for name, text in parts(record).items() if name.startswith(_SAID)}
