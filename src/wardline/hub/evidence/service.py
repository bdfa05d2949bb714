"""What is citable: recorded by the room that it comes from, found and cited by all.

    from wardline.hub.evidence import service as evidence

    evidence.record(actor, [Offer("taskforce", "exercise:3", "observation:7", "observation", …)])
    evidence.withdraw(actor, "taskforce", "exercise:3")
    findings.citing(evidence.of("docket", "comment:12"))   # published findings that rest on it

This room imports none of those that offer (docs/adr/0020-evidence.md): a room calls `record` in the
transaction in which it makes something citable, and `withdraw` in the one that ends it. Both do the
same again without harm. Findings and citations: `findings.py`; codes: `coding.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, TooLargeError, UsageError
from wardline.docket.show import neutral
from wardline.evidence import quotes
from wardline.evidence.quotes import Span
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.evidence.models import Citation, Coded, Evidence, Mark, Proposed, Settled
from wardline.hub.evidence.words import KINDS
from wardline.hub.fulltext import Index, asks
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

INDEX = Index("evidence_search", "evidence_evidence.id")
PAGE = 25
# *Units*: characters.
CUT = 4_000
MOST_TEXT = 2_100_000
_LONGEST = {"source": 200, "part": 80, "title": 300, "address": 2000}
_MOST_URL = _LONGEST["address"]
# *Units*: hex digits.
_PART = 32


class Offer(NamedTuple):
    """A statement that a room makes citable.

    `room`, `source` and `part` name it for good: "docket", "comment:12", "answer:2".
    """

    room: str
    source: str
    part: str
    # Of `words.KINDS`.
    kind: str
    text: str
    # Where it is read: a path of the hub ("/docket/comments/12/"), or a URL.
    address: str
    # What it is called in a list of sources.
    title: str
    language: str = "en"
    # Whether everybody may read it. What is not public is seen by the docket's staff alone.
    public: bool = True
    # As CALL/QUESTION, where it answers one.
    question: str = ""
    sector: str = ""
    # The day the source is of, as 2026-01-31.
    dated: str = ""
    # The same for texts of which one is coded for all, as "letter:7".
    alike: str = ""


class Outside(NamedTuple):
    """Words of a source outside: where it is read, and when it was."""

    url: str
    title: str
    text: str
    # The day on which it said so, as 2026-01-31.
    dated: str
    language: str = "en"
    sector: str = ""


class Asked(NamedTuple):
    """What somebody looks for; all of it must hold."""

    q: str = ""
    kind: str = ""
    room: str = ""
    sector: str = ""
    question: str = ""
    # Standing ones only, unless asked for otherwise: standing, withdrawn, all.
    state: str = "standing"
    # Whether what is not public is found too: for staff.
    inside: bool = False
    before: int = 0


def name(number: int) -> str:
    """An evidence's permanent name, as it is printed: E-7."""
    return f"E-{number}"


def number_of(text: str) -> int:
    """The number in a name like E-7. *Raises* NotFoundError."""
    digits = text.strip().upper().removeprefix("E-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > len(str(2**53)):
        raise NotFoundError(_("There is no such evidence."), hint=_("Its number looks like E-7."))
    return int(digits)


def target(number: int) -> str:
    """An evidence's name in the audit log."""
    return f"evidence:{number}"


# --- what the rooms call


def record(who: Actor | Who, offers: Sequence[Offer]) -> list[int]:
    """Make statements citable; their numbers, in order. The same again changes nothing.

    The room has checked the right of `who`, and that a person decided that it may be read.
    1. A new one gets a number, its text (what turns or hides is written out) and its SHA-256.
    2. A changed one keeps its number; quotes and codes move with their words, or break.
    3. One that was withdrawn stands again; quotes that broke stay broken.
    *Raises* UsageError, TooLargeError: nothing was recorded.
    """
    for offer in offers:
        _check(offer)
    with transaction.atomic():
        return [_recorded(who, offer) for offer in offers]


def record_all(who: Actor | Who, room: str, source: str, offers: Sequence[Offer]) -> list[int]:
    """`record` all parts of a source; parts that it has no more are withdrawn."""
    with transaction.atomic():
        numbers = record(who, offers)
        left = of(room, source).exclude(part__in=[offer.part for offer in offers])
        for row in left:
            _end(who, row)
        return numbers


def withdraw(who: Actor | Who, room: str, source: str, part: str | None = None) -> int:
    """End what a source said (or one part of it) as evidence; how many that were.

    Its text, its codes and every quote of it are destroyed; citations of it are broken, and the
    staff see which. Its number stays taken, and says that it was withdrawn.
    """
    with transaction.atomic():
        found = of(room, source)
        rows = list(found if part is None else found.filter(part=part))
        for row in rows:
            _end(who, row)
        return len(rows)


def regroup(room: str, alike: Mapping[str, str]) -> None:
    """Say anew which sources are as good as one: source → the name of its group, or empty."""
    for source, group in alike.items():
        Evidence.objects.filter(room=room, source=source).exclude(alike=group).update(alike=group)


def add_outside(actor: Actor, source: Outside) -> int:
    """Make words of a source outside of this hub citable; its number.

    *Raises* ForbiddenError, UsageError that says what is missing.
    """
    actor.require(Need.STAFF_DOCKET)
    parts = urlsplit(source.url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(source.url) > _MOST_URL:
        raise UsageError(_("Give the address of the source; it begins with https://."))
    try:
        dated = dt.date.fromisoformat(source.dated)
    except ValueError:
        raise UsageError(_("Write a day like 2026-01-31.")) from None
    if not source.title.strip() or not source.text.strip():
        raise UsageError(_("Give the title of the source, and the words that you want to cite."))
    text = source.text.replace("\r\n", "\n").strip()
    offer = Offer(
        "outside",
        quotes.digest(source.url),
        quotes.digest(text)[:_PART],
        "outside",
        text,
        source.url,
        source.title[: _LONGEST["title"]],
        language=source.language,
        sector=source.sector,
        dated=dated.isoformat(),
    )
    return record(actor, [offer])[0]


# --- what readers call


def of(room: str, source: str) -> QuerySet[Evidence]:
    """What stands of a source, in order."""
    return Evidence.objects.filter(room=room, source=source, state="standing").order_by("id")


def ever_of(room: str, source: str) -> list[Evidence]:
    """Every part that a source ever had; what was withdrawn has no text."""
    return list(Evidence.objects.filter(room=room, source=source).order_by("id"))


def has(room: str) -> bool:
    """Whether a room ever made anything citable."""
    return Evidence.objects.filter(room=room).exists()


def get(number: int, *, inside: bool = False) -> Evidence:
    """An evidence that the asker may know of; a withdrawn one has no text. *Raises* NotFoundError.

    `inside`: also what is not public, for those who may see it. The text is checked against its
    digest. *Raises* ConflictError where it was changed behind our back.
    """
    found = Evidence.objects.filter(pk=number).first()
    if found is None or not (found.public or inside):
        raise NotFoundError(_("There is no such evidence."), hint=_("Look for it by its words."))
    return checked(found)


def numbered(names: Iterable[str]) -> list[Evidence]:
    """Public evidence of these names, in order; withdrawn ones too, without their text."""
    numbers = {number_of(one) for one in names}
    return list(Evidence.objects.filter(pk__in=numbers, public=True).order_by("id"))


def checked(row: Evidence) -> Evidence:
    """The evidence, once its text is what was sealed. *Raises* ConflictError."""
    if row.state == "standing" and quotes.digest(row.text) != row.digest:
        raise ConflictError(
            _("The text of %(name)s is not what was sealed.") % {"name": name(row.pk)},
            hint=_("It was changed in the database; restore a backup."),
        )
    return row


def find(asked: Asked, many: int = PAGE) -> tuple[list[Evidence], int]:
    """The evidence of one page, newest first, and where the next begins (0: there is none).

    Of a text only its `beginning` is read: the database cuts it.
    """
    found: Any = query(asked._replace(q="")).defer("text").annotate(beginning=Left("text", CUT))
    if not asks(asked.q):
        rows = list(found.order_by("-id")[: many + 1])
    else:
        rows = INDEX.page(found, asked.q, asked.before, many + 1)
    page = rows[:many]
    return page, page[-1].pk if len(rows) > many else 0


def query(asked: Asked) -> QuerySet[Evidence]:
    """All that is asked for. *Raises* UsageError for too many words."""
    found = Evidence.objects.all()
    if not asked.inside:
        found = found.filter(public=True)
    if asked.state != "all":
        found = found.filter(state=asked.state)
    for column in ("kind", "room", "sector"):
        if value := getattr(asked, column):
            found = found.filter(**{column: value})
    if asked.question:
        found = found.filter(
            Q(question=asked.question) | Q(question__endswith=f"/{asked.question}")
        )
    if asked.before:
        found = found.filter(id__lt=asked.before)
    narrowed: QuerySet[Evidence] = INDEX.narrowed(found, asked.q)
    return narrowed


def told(row: Evidence) -> dict[str, Any]:
    """An evidence as plain values."""
    return {**about(row), "text": row.text}


def about(row: Evidence) -> dict[str, Any]:
    """An evidence as plain values, without its text."""
    stands = row.state == "standing"
    return {
        "number": row.pk,
        "id": name(row.pk),
        "kind": row.kind,
        "kind_words": str(KINDS[row.kind]),
        "state": row.state,
        "title": row.title if stands else "",
        "address": row.address,
        "outside": row.address.startswith("http"),
        "language": row.language,
        "question": row.question,
        "sector": row.sector,
        "dated": row.dated,
        "public": row.public,
        # Of one that is gone it would only help to guess.
        "digest": row.digest if stands else None,
        "revision": row.revision,
    }


# --- within


def _check(offer: Offer) -> None:
    if offer.kind not in KINDS:
        raise UsageError(f"There is no kind of evidence {offer.kind!r}.")
    for field, most in _LONGEST.items():
        if len(getattr(offer, field)) > most:
            raise UsageError(f"The {field} of an evidence has at most {most} characters.")
    if not offer.room or not offer.source or not offer.text.strip():
        raise UsageError("An evidence has a room, a source and a text.")
    if len(offer.text) > MOST_TEXT:
        raise TooLargeError("This text is too long for one evidence.", hint="Cite parts of it.")


def _values(offer: Offer) -> dict[str, Any]:
    values = offer._asdict()
    values["text"] = neutral(offer.text)
    # What is written out takes more room.
    values["title"] = " ".join(neutral(offer.title).split())[: _LONGEST["title"]]
    return values


def _recorded(who: Actor | Who, offer: Offer) -> int:
    values = _values(offer)
    row = (
        Evidence.objects.select_for_update()
        .filter(room=offer.room, source=offer.source, part=offer.part)
        .first()
    )
    if row is None:
        row = Evidence(**values, digest=quotes.digest(values["text"]), made_at=now())
        action = Action.EVIDENCE_RECORDED
    elif row.state == "standing" and all(getattr(row, key) == values[key] for key in values):
        return row.pk
    else:
        _follow(row, values["text"])
        for key, value in values.items():
            setattr(row, key, value)
        row.digest, row.state = quotes.digest(row.text), "standing"
        row.revision += 1
        action = Action.EVIDENCE_CHANGED
    row.changed_at = now()
    row.save()
    INDEX.add(row.pk, f"{name(row.pk)} {row.title} {row.text}")
    # Without the digest: the log stays when the text goes, and a short text can be guessed by it.
    detail = {"room": row.room, "revision": row.revision}
    audit.record(who, action, target(row.pk), detail)
    return row.pk


def _follow(row: Evidence, text: str) -> None:
    """Move quotes and codes with their words; what is gone breaks. Before the text changes."""
    if row.state != "standing" or row.text == text:
        return
    for citation in row.citations.filter(broken=""):
        span = quotes.moved(row.text, Span(citation.start, citation.end), text)
        others = Citation.objects.filter(finding=citation.finding_id, evidence=row)
        taken = span and others.exclude(pk=citation.pk).filter(start=span.start, end=span.end)
        if span is None or (taken and taken.exists()):
            citation.broken = "changed"
        else:
            citation.start, citation.end = span
        citation.save()
    for mark in Mark.objects.filter(coded__evidence=row):
        span = quotes.moved(row.text, Span(mark.start, mark.end), text)
        # The code was given to the whole answer, in the end.
        mark.start, mark.end = span or Span(0, len(text))
        mark.save()
    Proposed.objects.filter(evidence=row).delete()


def _end(who: Actor | Who, row: Evidence) -> None:
    gone: dict[str, Any] = {"room": row.room, "revision": row.revision}
    Coded.objects.filter(evidence=row).delete()
    Settled.objects.filter(evidence=row).delete()
    Proposed.objects.filter(evidence=row).delete()
    broken = Citation.objects.filter(evidence=row).exclude(broken="withdrawn")
    gone["citations"] = broken.update(broken="withdrawn")
    row.state, row.text, row.digest, row.title, row.alike = "withdrawn", "", "", "", ""
    row.revision += 1
    row.changed_at = now()
    row.save()
    INDEX.remove(row.pk)
    audit.record(who, Action.EVIDENCE_WITHDRAWN, target(row.pk), gone)
