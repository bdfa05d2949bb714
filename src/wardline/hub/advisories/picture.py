"""The verbs of the sector's picture: publish an edition, check one, give what stands."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from wardline.advisories import picture
from wardline.advisories.picture import Cohort, Counted, Taken
from wardline.core.cells.model import Figure
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, UsageError
from wardline.core.tlp import TLP
from wardline.hub.advisories.models import Answer, Edition, Step
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Actor, Who
from wardline.hub.exchange.models import Setting
from wardline.hub.members import service as members

_ENCODER = msgspec.json.Encoder(order="deterministic")
KINDS = members.KINDS


class Published(msgspec.Struct, frozen=True):
    """What an edition adds; the digest is that of this as canonical JSON."""

    number: int
    as_of: str
    figures: tuple[tuple[str, tuple[str | None, ...], int], ...]


def build(as_of: int, who: Actor | Who) -> tuple[Edition, bool]:
    """The edition of a date, and whether it is new. *Units*: `as_of` in microseconds.

    One that was published is reckoned again from what it counted, and must be the same.
    *Raises* UsageError for a date that cannot be, ConflictError where an edition differs.
    """
    known = list(Edition.objects.order_by("number"))
    for one in known:
        if one.as_of == as_of:
            return _checked(one, known[: one.number]), False
    if known and known[-1].as_of > as_of:
        raise UsageError("A later edition was published already.", hint="Choose a later date.")
    if as_of > now():
        raise UsageError("This date is still to come.", hint="Choose a day that is over.")
    cohorts = [*_cohorts(known), Cohort(as_of, _fresh(as_of))]
    return _stored(_reckoned(cohorts, known), cohorts[-1], who), True


def editions() -> list[Edition]:
    """All editions, the oldest first."""
    return list(Edition.objects.order_by("number"))


def body(one: Edition) -> Published:
    """What an edition added."""
    return msgspec.json.decode(one.body, type=Published)


def figures(known: Sequence[Edition]) -> list[Figure]:
    """The figures of several editions."""
    return [
        Figure(table, place, one.number, value)
        for one in known
        for table, place, value in body(one).figures
    ]


def cells(known: Sequence[Edition]) -> list[dict[str, Any]]:
    """Every cell of the newest edition as it stands; a count that is not shown is None."""
    if not known:
        return []
    shown = picture.standing(figures(known))
    made = picture.book(_cohorts(known), KINDS)
    told = []
    for table in made.tables:
        for place in table.places():
            figure = shown.get((table.name, place))
            told.append(
                {
                    "table": table.name,
                    "value": place[0] or "all",
                    "step": place[1] or "all",
                    "count": figure.value if figure else None,
                    "as_of": body(known[figure.edition]).as_of if figure else "",
                }
            )
    return told


def _checked(one: Edition, before: Sequence[Edition]) -> Edition:
    again = _ENCODER.encode(_reckoned(_cohorts([*before, one]), before))
    if hashlib.sha256(again).hexdigest() != one.digest:
        raise ConflictError(
            "This edition is not what its steps give.",
            hint="Its rows or figures were changed after it was published; restore a backup.",
        )
    return one


def _reckoned(cohorts: Sequence[Cohort], before: Sequence[Edition]) -> Published:
    told = picture.figures(cohorts, figures(before), KINDS)
    day = format_timestamp(cohorts[-1].as_of)[:10]
    return Published(len(cohorts) - 1, day, tuple((f.table, f.place, f.value) for f in told))


def _stored(made: Published, cohort: Cohort, who: Actor | Who) -> Edition:
    encoded = _ENCODER.encode(made)
    row = Edition(
        number=made.number,
        as_of=cohort.as_of,
        made_at=now(),
        body=encoded.decode(),
        digest=hashlib.sha256(encoded).hexdigest(),
    )
    told = {"as_of": made.as_of, "digest": row.digest, "figures": len(made.figures)}
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Step.objects.bulk_create([Step(edition=row, **one._asdict()) for one in cohort.rows])
            audit.record(who, Action.ADVISORY_PICTURE, f"picture:{row.number}", told)
    except IntegrityError as error:
        raise ConflictError("Another process published meanwhile.", hint="Run it again.") from error
    return row


def _cohorts(known: Sequence[Edition]) -> list[Cohort]:
    rows: dict[int, list[Counted]] = {one.number: [] for one in known}
    for step in Step.objects.filter(edition__in=list(rows)).order_by("step"):
        values = [getattr(step, name) for name in Counted._fields]
        rows[step.edition_id].append(Counted(*values))
    return [Cohort(one.as_of, rows[one.number]) for one in known]


def _fresh(as_of: int) -> list[Counted]:
    seen = set(Step.objects.values_list("step", flat=True))
    alone = set(Step.objects.values_list("advisory", flat=True)) - {picture.OTHER}
    taken = [one for one in _taken(as_of) if one.step not in seen]
    return picture.counted(taken, alone, KINDS)


def _taken(before: int) -> Iterator[Taken]:
    """Every step of members that was reached before a time, but none of TLP:RED.

    That such an advisory exists is for those whom it names.
    """
    kinds = {one.id: one.kind for one in members.organizations()}
    secret = _secret()
    rows = Answer.objects.select_related("advisory").exclude(advisory__tlp=TLP.RED)
    for one in rows.order_by("id").iterator():
        for step in picture.STEPS:
            at = getattr(one, f"{step}_at")
            if at is None or at >= before:
                continue
            yield Taken(
                _keyed(secret, f"{one.pk} {step}"),
                _keyed(secret, one.organization),
                one.advisory.number,
                kinds.get(one.organization, "other"),
                one.size,
                step,
                one.advisory.first_at,
                at,
            )


def _secret() -> str:
    """The key of the digests: of its own, for renewing another would count all steps again."""
    made = {"value": secrets.token_hex(32)}
    return Setting.objects.get_or_create(name="picture_secret", defaults=made)[0].value


def _keyed(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), f"picture|{text}".encode(), hashlib.sha256).hexdigest()[:32]
