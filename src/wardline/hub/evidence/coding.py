"""Coding: several people, blind to each other; agreement; settlement; what still waits.

What stands for an answer: what a person settled; else what all who coded it gave alike. What one
person alone coded counts as that. Where coders differ, nothing counts until it is settled.
Earlier codings count by the codebook of today (`codebook.carry`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.evidence import agreement, saturation
from wardline.evidence.agreement import Agreement
from wardline.evidence.quotes import Span
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.evidence import codebooks, service
from wardline.hub.evidence.codebooks import Shelf
from wardline.hub.evidence.models import Coded, Evidence, Mark, Settled
from wardline.hub.evidence.words import CODED_KINDS
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

# So many people code each answer, before it is done.
CODERS = 2
_LONGEST_NOTE = 500


class Given(NamedTuple):
    """A code that a person gives to some words; to the whole text without a span."""

    code: str
    span: Span | None = None


class Standing(NamedTuple):
    """What stands for one answer."""

    # settled, agreed, one (person alone), open (coders differ) or none.
    state: str
    codes: tuple[str, ...]
    # Coder → codes, in the codebook of today.
    by: dict[int, tuple[str, ...]]
    # Codes that were split since: whoever gave them has to say again.
    unclear: tuple[str, ...]
    # The number of the coding that was first: the order of reading.
    first: int


# --- what coders do


def code(actor: Actor, number: int, given: Sequence[Given], version: int) -> None:
    """Keep which codes a person gives an evidence: none is an answer too. It replaces their own.

    *Raises* ForbiddenError, NotFoundError, UsageError, ConflictError (another codebook by now).
    """
    actor.require(Need.STAFF_DOCKET)
    person = _person(actor)
    with transaction.atomic():
        row = codable(number)
        codebooks.use(version)
        known = {one.id for one in codebooks.shelf().newest.codes}
        if unknown := [one.code for one in given if one.code not in known]:
            raise UsageError(_("There is no code %(code)s.") % {"code": unknown[0][:60]})
        spans = [one.span or Span(0, len(row.text)) for one in given]
        if any(not 0 <= one.start < one.end <= len(row.text) for one in spans):
            raise UsageError(_("These words do not stand in the text; nothing was kept."))
        Coded.objects.filter(evidence=row, coder=person).delete()
        made = Coded.objects.create(
            evidence=row,
            coder=person,
            coder_name=actor.name[:200],
            version=version,
            at=now(),
        )
        marks = dict.fromkeys(zip((one.code for one in given), spans, strict=True))
        Mark.objects.bulk_create(
            Mark(coded=made, code=name, start=span.start, end=span.end) for name, span in marks
        )
        detail = {"version": version, "codes": sorted({one.code for one in given})}
        audit.record(actor, Action.EVIDENCE_CODED, service.target(row.pk), detail)


def _person(actor: Actor) -> int:
    """The number of who codes. *Raises* UsageError for the command line: it is nobody."""
    if actor.user is None:
        raise UsageError(_("People code, each under their own name."))
    return actor.user


def codable(number: int) -> Evidence:
    """An evidence that people code. *Raises* NotFoundError."""
    row = service.get(number, inside=True)
    if row.state != "standing" or row.kind not in CODED_KINDS:
        raise NotFoundError(_("There is nothing to code here any more."))
    return row


def waiting(actor: Actor, question: str = "") -> QuerySet[Evidence]:
    """What this person may still code: what others began stands first, then the oldest.

    Of texts that are as good as one, only the first.
    """
    earlier = Evidence.objects.filter(
        alike=OuterRef("alike"), state="standing", kind__in=CODED_KINDS, id__lt=OuterRef("id")
    ).exclude(alike="")
    mine = Coded.objects.filter(evidence=OuterRef("pk"), coder=_person(actor))
    found = (
        Evidence.objects.filter(state="standing", kind__in=CODED_KINDS)
        .exclude(Exists(earlier))
        .exclude(Exists(mine))
        .annotate(coders=Count("coded"))
        .filter(coders__lt=CODERS)
    )
    if question:
        found = found.filter(question=question)
    return found.order_by("-coders", "id")


def mine(actor: Actor, row: Evidence) -> dict[str, list[Span]] | None:
    """The codes that this person gave, each with its words; None: they did not code it yet."""
    found = Coded.objects.filter(evidence=row, coder=_person(actor)).first()
    if found is None:
        return None
    told: dict[str, list[Span]] = {}
    for mark in found.marks.order_by("start", "code"):
        told.setdefault(mark.code, []).append(Span(mark.start, mark.end))
    return told


def others(actor: Actor, row: Evidence) -> list[Coded]:
    """How all coded it. *Raises* ForbiddenError for who may still code it, and did not."""
    actor.require(Need.STAFF_DOCKET)
    found = list(Coded.objects.filter(evidence=row).order_by("id"))
    if len(found) < CODERS and actor.user not in {one.coder for one in found}:
        raise ForbiddenError(
            _("Code it yourself first: nobody sees how others coded before that."),
            hint=_("Choose your codes, and save them."),
        )
    return found


def settle(actor: Actor, number: int, codes: Sequence[str], note: str, version: int) -> None:
    """Say which codes stand where coders differ. *Raises* ConflictError where they do not."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        row = codable(number)
        others(actor, row)
        known = codebooks.shelf()
        codebooks.use(version)
        if unknown := set(codes) - {one.id for one in known.newest.codes}:
            raise UsageError(_("There is no code %(code)s.") % {"code": min(unknown)[:60]})
        if standing([row.pk], known)[row.pk].state not in ("open", "settled"):
            raise ConflictError(
                _("Those who coded this do not differ; there is nothing to settle.")
            )
        Settled.objects.update_or_create(
            evidence=row,
            defaults={
                "version": version,
                "codes": msgspec.json.encode(sorted(set(codes))).decode(),
                "note": neutral(note.strip())[:_LONGEST_NOTE],
                "at": now(),
                "by_name": actor.name[:200],
            },
        )
        detail = {"version": version, "codes": sorted(set(codes))}
        audit.record(actor, Action.EVIDENCE_SETTLED, service.target(row.pk), detail)


# --- what stands


def standing(
    numbers: Iterable[int] | None = None, known: Shelf | None = None
) -> dict[int, Standing]:
    """What stands for each of these (all, without), where anybody coded it."""
    shelf = known or codebooks.shelf()
    coded = Coded.objects.filter(evidence__state="standing").order_by("id")
    settled = Settled.objects.filter(evidence__state="standing")
    if numbers is not None:
        chosen = list(numbers)
        coded = coded.filter(evidence__in=chosen)
        settled = settled.filter(evidence__in=chosen)
    marks: dict[int, list[str]] = {}
    for pk, name in Mark.objects.filter(coded__in=coded).values_list("coded_id", "code"):
        marks.setdefault(pk, []).append(name)
    rows: dict[int, list[tuple[int, int, Any]]] = {}
    for one in coded:
        carried = shelf.carry(marks.get(one.pk, []), one.version)
        rows.setdefault(one.evidence_id, []).append((one.pk, one.coder, carried))
    decided = {
        one.evidence_id: shelf.carry(msgspec.json.decode(one.codes), one.version) for one in settled
    }
    return {pk: _stands(found, decided.get(pk)) for pk, found in rows.items()}


def _stands(found: list[tuple[int, int, Any]], settled: Any) -> Standing:
    by = {coder: carried.codes for _pk, coder, carried in found}
    unclear = tuple(sorted({name for _pk, _coder, carried in found for name in carried.open}))
    first = found[0][0]
    if settled is not None:
        return Standing("settled", settled.codes, by, settled.open, first)
    given = list(by.values())
    if unclear or any(codes != given[0] for codes in given):
        return Standing("open", (), by, unclear, first)
    return Standing("agreed" if len(by) > 1 else "one", given[0], by, unclear, first)


def disagreements() -> list[tuple[int, Standing]]:
    """Where two or more differ, or a code was split since; the oldest first."""
    return sorted(
        (pk, one)
        for pk, one in standing().items()
        if one.state == "open" and (len(one.by) > 1 or one.unclear)
    )


def agreements() -> list[Agreement]:
    """How well each code of the newest codebook is agreed on, by what each gave on their own."""
    known = codebooks.shelf()
    codings = {
        pk: {coder: set(codes) for coder, codes in one.by.items()}
        for pk, one in standing(known=known).items()
        if not one.unclear
    }
    return agreement.per_code(codings, [one.id for one in known.newest.codes])


def counts(question: str = "") -> list[dict[str, Any]]:
    """How many answers have each code that stands: texts once, and with every copy of a letter."""
    known = codebooks.shelf()
    found = standing(known=known)
    rows = Evidence.objects.filter(pk__in=found)
    if question:
        rows = rows.filter(question=question)
    alike = dict(rows.values_list("pk", "alike"))
    sizes = Counter(
        Evidence.objects.filter(state="standing", kind__in=CODED_KINDS)
        .exclude(alike="")
        .values_list("alike", flat=True)
    )
    texts: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    for pk, group in alike.items():
        for name in found[pk].codes:
            texts[name] += 1
            copies[name] += sizes[group] if group else 1
    return [
        {"code": name, "title": title, "texts": texts[name], "with_copies": copies[name]}
        for name, title in known.titles().items()
    ]


def saturated(question: str = "") -> list[saturation.Block]:
    """New codes in each ten answers, in the order in which they were first coded."""
    found = standing()
    if question:
        kept = Evidence.objects.filter(pk__in=found, question=question)
        chosen = set(kept.values_list("pk", flat=True))
        found = {pk: one for pk, one in found.items() if pk in chosen}
    ordered = sorted((one for one in found.values() if one.codes), key=lambda one: one.first)
    return saturation.blocks([one.codes for one in ordered])


def progress(actor: Actor) -> dict[str, int]:
    """How far the coding is; `mine` is what this person may still code."""
    every = Evidence.objects.filter(state="standing", kind__in=CODED_KINDS)
    states = Counter(one.state for one in standing().values())
    return {
        "texts": every.count(),
        "coded": sum(states.values()),
        "one": states["one"],
        "agreed": states["agreed"],
        "settled": states["settled"],
        "differ": len(disagreements()),
        "mine": waiting(actor).count(),
    }


def questions() -> list[str]:
    """The questions that something to code answers, as CALL/1."""
    found = Evidence.objects.filter(state="standing", kind__in=CODED_KINDS).exclude(question="")
    return list(found.order_by("question").values_list("question", flat=True).distinct())
