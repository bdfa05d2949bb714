"""The verbs of the statistics: publish an edition, check one, give what stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from wardline.core.cells.model import Figure
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Actor, Who
from wardline.hub.settings import CONFIG
from wardline.hub.statistics.models import Edition, Row
from wardline.hub.statistics.source import Source, store
from wardline.incidents.benchmarks import Benchmark, benchmarks
from wardline.incidents.counted import UNKNOWN, Counted, counted, counts
from wardline.incidents.tables import Cohort, figures

_ENCODER = msgspec.json.Encoder(order="deterministic")
_COLUMNS = tuple(name for name in Counted._fields if name != "measures")


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition adds to those before it; the digest is that of this as canonical JSON."""

    number: int
    as_of: str
    figures: tuple[tuple[str, tuple[str | None, ...], int], ...]
    benchmarks: tuple[Benchmark, ...]


def build(as_of: int, who: Actor | Who, source: Source = store) -> tuple[Edition, bool]:
    """The edition of a date, and whether it is new. *Units*: `as_of` in microseconds.

    1. A date that was published is reckoned again from what was counted then, and must be the same.
    2. A new one counts what the hub had before its date and no edition counted yet.
    3. Figures, benchmarks, counted rows and the log's entry are stored in one transaction.

    *Raises* UsageError for a date that cannot be published, ConflictError where it differs.
    """
    known = Edition.objects.filter(as_of=as_of).first()
    if known is not None:
        return _checked(known), False
    before = list(Edition.objects.order_by("number"))
    if before and before[-1].as_of > as_of:
        raise UsageError(
            f"A later edition was published already: as of {day(before[-1].as_of)}.",
            hint="Editions go forward in time; choose a later date.",
        )
    if as_of > now():
        raise UsageError("This date is still to come.", hint="Choose a day that is over.")
    cohorts = [*_cohorts(before), Cohort(as_of, _fresh(as_of, source))]
    return _stored(_reckoned(cohorts, before), cohorts[-1], who), True


def editions() -> list[Edition]:
    """All editions, the oldest first."""
    return list(Edition.objects.order_by("number"))


def body(edition: Edition) -> Published:
    """What an edition added."""
    return msgspec.json.decode(edition.body, type=Published)


def every_figure(known: Sequence[Edition]) -> list[Figure]:
    """The figures of several editions."""
    return [
        Figure(table, place, edition.number, value)
        for edition in known
        for table, place, value in body(edition).figures
    ]


def every_benchmark(known: Sequence[Edition]) -> list[Benchmark]:
    """The benchmarks of several editions."""
    return [one for edition in known for one in body(edition).benchmarks]


def day(at: int) -> str:
    """The day that a time in microseconds begins, as 2026-01-31."""
    return format_timestamp(at)[:10]


def _checked(edition: Edition) -> Edition:
    """The edition, reckoned once more. *Raises* ConflictError where it is not the same."""
    before = list(Edition.objects.filter(number__lt=edition.number).order_by("number"))
    again = _reckoned(_cohorts([*before, edition]), before)
    if _digest(_ENCODER.encode(again)) != edition.digest:
        raise ConflictError(
            f"The edition as of {day(edition.as_of)} is not what its incidents give.",
            hint="Its rows or figures were changed after it was published; restore a backup.",
        )
    return edition


def _reckoned(cohorts: Sequence[Cohort], before: Sequence[Edition]) -> Published:
    """A pure function of the counted incidents and what was published of them."""
    told = figures(cohorts, every_figure(before))
    ordered = sorted(told, key=lambda one: (one.table, [part or "" for part in one.place]))
    measured = benchmarks([one.rows for one in cohorts], every_benchmark(before))
    return Published(
        number=len(cohorts) - 1,
        as_of=day(cohorts[-1].as_of),
        figures=tuple((one.table, one.place, one.value) for one in ordered),
        benchmarks=tuple(measured),
    )


def _stored(published: Published, cohort: Cohort, who: Actor | Who) -> Edition:
    encoded = _ENCODER.encode(published)
    row = Edition(
        number=published.number,
        as_of=cohort.as_of,
        made_at=now(),
        body=encoded.decode(),
        digest=_digest(encoded),
    )
    told = {"as_of": published.as_of, "digest": row.digest, "figures": len(published.figures)}
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Row.objects.bulk_create([_row(row, one) for one in cohort.rows])
            audit.record(who, Action.STATISTICS_PUBLISHED, f"edition:{row.number}", told)
    except IntegrityError as error:
        raise ConflictError(
            "Another process published an edition meanwhile.", hint="Run it again."
        ) from error
    return row


def _fresh(as_of: int, source: Source) -> list[Counted]:
    """What no edition counted yet, in an order that depends on the incidents alone."""
    seen = set(Row.objects.values_list("incident", flat=True))
    taken = [one for one in source(as_of) if one.incident not in seen and one.at < as_of]
    found = [counted(one) for one in taken if counts(one.report)]
    return _named(sorted(found, key=lambda one: one.incident))


def _cohorts(known: Sequence[Edition]) -> list[Cohort]:
    """The incidents of each edition, as they were counted."""
    rows: dict[int, list[Counted]] = {one.number: [] for one in known}
    stored = Row.objects.filter(edition__in=[one.number for one in known]).order_by("incident")
    for row in stored.iterator():
        values = [getattr(row, name) for name in _COLUMNS]
        found = dict(zip(_COLUMNS, values, strict=True))
        rows[row.edition_id].append(Counted(**found, measures=msgspec.json.decode(row.measures)))
    return [Cohort(one.as_of, rows[one.number]) for one in known]


def _named(rows: list[Counted]) -> list[Counted]:
    """Anonymous incidents with names: as few organizations as they may be of (tokens an epoch)."""
    together = CONFIG["tokens.per_epoch"]
    unknown = [row.incident for row in rows if not row.member]
    name = {one: f"{UNKNOWN}{unknown[at - at % together]}" for at, one in enumerate(unknown)}
    return [row if row.member else row._replace(member=name[row.incident]) for row in rows]


def _row(edition: Edition, one: Counted) -> Row:
    values: dict[str, Any] = {name: getattr(one, name) for name in _COLUMNS}
    return Row(edition=edition, measures=_ENCODER.encode(one.measures).decode(), **values)


def _digest(encoded: bytes) -> str:
    return hashlib.sha256(encoded).hexdigest()
