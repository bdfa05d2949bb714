"""What the machine proposes for an answer. A row of its own; no count reads it.

It learns from what people settled, agreed on, or coded alone. What was learnt lies in the memory of
this process. It is learnt anew after each tenth coding, and once a text was withdrawn or changed.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from wardline.evidence.suggest import Learnt, Suggester, Suggestion
from wardline.hub.evidence import codebooks, coding
from wardline.hub.evidence.codebooks import Shelf
from wardline.hub.evidence.models import Coded, Evidence, Proposed

MANY = 3
# From so many codings on, learning waits for ten more.
_FEW = 50
_STEP = 10
_KEPT: dict[tuple[Any, ...], Suggester] = {}


def proposed(row: Evidence) -> list[Suggestion]:
    """The three likeliest codes of an evidence, and keeps that they were proposed."""
    known = codebooks.shelf()
    if not known.version:
        return []
    learnt = _learnt(known)
    found = learnt.suggest(row.text, MANY)
    with transaction.atomic():
        Proposed.objects.filter(evidence=row).delete()
        Proposed.objects.bulk_create(
            Proposed(
                evidence=row,
                version=known.version,
                code=one.code,
                place=place,
                score=one.score,
                model=learnt.digest,
            )
            for place, one in enumerate(found, 1)
        )
    return found


def _learnt(known: Shelf) -> Suggester:
    many = Coded.objects.count()
    # Each change of a text counts up its revision: what was withdrawn is forgotten.
    revisions = Evidence.objects.aggregate(all=Sum("revision"))["all"]
    texts = Evidence.objects.count()
    changed = (revisions or 0) - texts
    steps = many if many < _FEW else many // _STEP
    key = (str(connection.settings_dict["NAME"]), repr(known.newest), steps, changed)
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = Suggester(_answers(known), _said(known))
    return _KEPT[key]


def _answers(known: Shelf) -> list[Learnt]:
    """What people coded, in the order in which it was coded."""
    found = {pk: one for pk, one in coding.standing(known=known).items() if one.codes}
    texts = dict(Evidence.objects.filter(pk__in=found).values_list("pk", "text"))
    ordered = sorted(found.items(), key=lambda one: one[1].first)
    return [Learnt(texts[pk], one.codes) for pk, one in ordered]


def _said(known: Shelf) -> dict[str, str]:
    """What the codebook says of each code, in every language."""
    return {
        code.id: " ".join([*code.title.values(), *code.definition.values(), *code.examples])
        for code in known.newest.codes
    }
