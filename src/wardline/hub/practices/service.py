"""The verbs of the practices: all versions are kept; what is shown to all is citable."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.evidence import findings
from wardline.hub.evidence import service as evidence
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.practices.models import Practice, PracticeVersion
from wardline.hub.practices.words import FIELDS, FITS, SECTORS
from wardline.hub.words import said

ROOM = "practices"
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LONGEST = 1_500
_LONGEST_URL = 500
Words = dict[str, str]


class Source(msgspec.Struct, frozen=True):
    """Where it can be read."""

    title: str
    url: str
    # The day on which it was looked at, as 2026-01-31.
    seen: str


class Content(msgspec.Struct, frozen=True):
    """What a version of a practice says; texts by language, English always."""

    sector: str
    title: Words
    # By `words.FIELDS`.
    texts: dict[str, Words]
    # Of `words.FITS`, for small and for large organizations.
    small: str
    large: str
    sources: list[Source]


class Asked(NamedTuple):
    """Which practices somebody looks for."""

    sector: str = ""
    # small or large: only what fits them well.
    fits: str = ""
    # Words that all must stand in it.
    q: str = ""


_DECODER = msgspec.json.Decoder(Content)


def save(
    actor: Actor, number: str, made: Content, expected: int = 0, *, shown: bool = False
) -> Practice:
    """Make a practice (`expected` 0) or its next version. *Raises* UsageError, ConflictError."""
    actor.require(Need.STAFF_DOCKET)
    _check(number, made)
    with transaction.atomic():
        row = Practice.objects.select_for_update().filter(id=number).first()
        if (row.version if row else 0) != expected:
            raise ConflictError(
                _("Somebody else changed this practice meanwhile; nothing was changed.")
                if expected
                else _("There is a practice of this name already."),
                hint=_("Open it, and make your change again."),
            )
        try:
            return _keep(actor, row or Practice(id=number), made, shown=shown)
        except IntegrityError:
            # Two who made it at one moment.
            raise ConflictError(_("There is a practice of this name already.")) from None


def _keep(who: Actor | Who, row: Practice, made: Content, *, shown: bool) -> Practice:
    was = row.shown
    new = not row.version
    row.version += 1
    row.sector, row.small, row.large, row.shown = made.sector, made.small, made.large, shown
    row.save(force_insert=new)
    PracticeVersion.objects.create(
        practice=row,
        version=row.version,
        at=now(),
        by_name=who.name[:200],
        content=msgspec.json.encode(made).decode(),
    )
    detail = {"version": row.version, "shown": shown}
    audit.record(who, Action.PRACTICE_SAVED, f"practice:{row.id}", detail)
    if shown:
        evidence.record_all(who, ROOM, row.id, [_offer(row, made)])
    elif was:
        evidence.withdraw(who, ROOM, row.id)
        audit.record(who, Action.PRACTICE_WITHDRAWN, f"practice:{row.id}", {})
    return row


def _offer(row: Practice, made: Content) -> evidence.Offer:
    """A practice as evidence: what it says in English, a line for each text."""
    lines = [made.texts[name]["en"] for name in FIELDS]
    lines += [f"{one.title}: {one.url} ({one.seen})" for one in made.sources]
    return evidence.Offer(
        ROOM,
        row.id,
        "",
        "practice",
        "\n".join(lines),
        f"/practices/{row.id}/",
        made.title["en"],
        sector=made.sector,
        dated=max(one.seen for one in made.sources),
    )


def find(number: str) -> Practice:
    """The practice of this id, whatever its state: for staff. *Raises* NotFoundError."""
    found = Practice.objects.filter(id=number).first()
    if found is None:
        raise NotFoundError(_("There is no such practice."))
    return found


def shown(number: str) -> Practice:
    """A practice that everybody may read. *Raises* NotFoundError, the same for all others."""
    found = Practice.objects.filter(id=number, shown=True).first()
    if found is None:
        raise NotFoundError(_("There is no such practice."))
    return found


def content(row: Practice) -> Content:
    """What the newest version of a practice says."""
    found = PracticeVersion.objects.get(practice=row, version=row.version)
    return _DECODER.decode(found.content)


def listed(asked: Asked, *, inside: bool = False) -> list[dict[str, Any]]:
    """The practices that are asked for, by sector."""
    found = Practice.objects.order_by("sector", "id")
    if not inside:
        found = found.filter(shown=True)
    if asked.sector:
        found = found.filter(sector=asked.sector)
    if asked.fits in ("small", "large"):
        found = found.filter(**{asked.fits: "good"})
    rows = [told(row) for row in found]
    words = asked.q.casefold().split()
    return [row for row in rows if all(word in _all(row) for word in words)]


def _all(row: dict[str, Any]) -> str:
    return " ".join([row["title"], row["sector_words"], *(row[name] for name in FIELDS)]).casefold()


def told(row: Practice) -> dict[str, Any]:
    """A practice as plain values, in the reader's language where it has it."""
    made = content(row)
    texts = {name: said(made.texts[name]) for name in FIELDS}
    return {
        "id": row.id,
        "sector": made.sector,
        "sector_words": str(SECTORS[made.sector]),
        "title": said(made.title),
        **texts,
        "small_fit": made.small,
        "large_fit": made.large,
        "small_words": str(FITS[made.small]),
        "large_words": str(FITS[made.large]),
        "sources": [msgspec.to_builtins(one) for one in made.sources],
        "shown": row.shown,
        "version": row.version,
    }


def whole(row: Practice) -> dict[str, Any]:
    """All of a practice: also as which evidence it is cited, and by what."""
    cited = evidence.of(ROOM, row.id)
    first = cited.first()
    at = PracticeVersion.objects.get(practice=row, version=row.version).at
    return {
        **told(row),
        "changed": format_timestamp(at),
        "evidence": first.pk if first else None,
        "findings": findings.citing(cited),
    }


def ship() -> None:
    """Put the first set of practices into a hub that has none; its staff may change all of it."""
    if Practice.objects.exists():
        return
    data = files("wardline.hub.practices").joinpath("data/first-practices.json").read_bytes()
    known = msgspec.json.decode(data, type=dict[str, Content])
    with transaction.atomic():
        for number, made in known.items():
            _check(number, made)
            _keep(audit.SYSTEM, Practice(id=number), made, shown=True)


def _check(number: str, made: Content) -> None:
    if not _SLUG.fullmatch(number):
        raise UsageError(_("Name the practice in small letters, digits and dashes."))
    if made.sector not in SECTORS or made.small not in FITS or made.large not in FITS:
        raise UsageError(_("Choose the sector, and how well it fits."))
    if not made.title.get("en", "").strip() or set(made.texts) != set(FIELDS):
        raise UsageError(_("A practice needs a title and each of its texts in English."))
    for words in (made.title, *made.texts.values()):
        if not words.get("en", "").strip():
            raise UsageError(_("A practice needs a title and each of its texts in English."))
        if any(len(text) > _LONGEST or neutral(text) != text for text in words.values()):
            raise UsageError(
                _("A text is too long, or holds signs that nobody sees."),
                hint=_("Write at most %(most)s letters, and type them anew.") % {"most": _LONGEST},
            )
    if not made.sources:
        raise UsageError(_("Name at least one source that everybody can read."))
    for source in made.sources:
        _check_source(source)


def _check_source(source: Source) -> None:
    parts = urlsplit(source.url)
    if parts.scheme != "https" or not parts.hostname or len(source.url) > _LONGEST_URL:
        raise UsageError(_("Give the address of each source; it begins with https://."))
    try:
        dt.date.fromisoformat(source.seen)
    except ValueError:
        raise UsageError(_("Write a day like 2026-01-31.")) from None
