"""The verbs of the report: write items and parts; propose an edition, release it.

1. Items and parts have versions; all are kept.
2. A proposal builds every file once, from a snapshot, and freezes them.
3. Another person releases exactly these bytes, if the snapshot is still the same then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now, today_utc
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.report import parts
from wardline.hub.report.models import Edition, File, Item, ItemVersion, Part
from wardline.report import build, facts, reading
from wardline.report.facts import Report
from wardline.report.model import (
    MOST_LINE,
    MOST_TEXT,
    MOST_TITLE,
    Kind,
    Response,
    Snapshot,
    Update,
)

LETTERS = {Kind.IMPERATIVE: "I", Kind.RECOMMENDATION: "R", Kind.ACTION: "A"}
_MOST_ITEMS = 2_000
_MOST_PART = 200_000


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a version of an item says."""

    title: str
    text: str = ""
    findings: tuple[str, ...] = ()
    # What it comes from: evidence, and the corrective action of an exercise.
    evidence: tuple[str, ...] = ()
    source: str = ""
    lead: str = ""
    due: date | None = None
    asked: date | None = None
    response: Response | None = None
    updates: tuple[Update, ...] = ()


_DECODER = msgspec.json.Decoder(Content)


class Held(NamedTuple):
    """An item with what its newest version says."""

    item: Item
    content: Content


def name(item: Item) -> str:
    """An item's permanent name: R-7."""
    return f"{LETTERS[Kind(item.kind)]}-{item.pk}"


# --- items


def find(number: int) -> Item:
    """The item of this number. *Raises* NotFoundError."""
    found = Item.objects.filter(pk=number).first()
    if found is None:
        raise NotFoundError(_("There is no such item."))
    return found


def content(item: Item) -> Content:
    """What the newest version of an item says."""
    row = item.versions.filter(version=item.version).first()
    if row is None:
        raise NotFoundError(_("There is no such item."))
    return _DECODER.decode(row.content)


def held() -> list[Held]:
    """All items that the next edition has, each below its parent's neighbours, in order."""
    items = Item.objects.select_related("parent").filter(dropped=False).order_by("place", "id")
    rows = {
        row.item_id: row
        for row in ItemVersion.objects.filter(item__dropped=False, version=F("item__version"))
    }
    return [Held(one, _DECODER.decode(rows[one.pk].content)) for one in items if one.pk in rows]


def add(actor: Actor, kind: Kind, parent: int | None, made: Content) -> Item:
    """Make an item, the last below its parent. *Raises* ForbiddenError, UsageError."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        above = find(parent) if parent is not None else None
        if above is not None and above.dropped:
            raise UsageError(_("The item above it was dropped."))
        if (above is None) is not (kind is Kind.IMPERATIVE):
            raise UsageError(_("An imperative stands alone; all others stand below an item."))
        if made.source and any(one.content.source == made.source for one in held()):
            raise UsageError(_("An item was made from this corrective action already."))
        if Item.objects.count() >= _MOST_ITEMS:
            raise UsageError(_("There are too many items."))
        place = Item.objects.filter(parent=above).count()
        item = Item(kind=kind.value, parent=above, place=place, made_at=now())
        item.save()
        _version(actor, item, made)
    return item


def save(actor: Actor, number: int, made: Content, expected: int) -> Item:
    """Make the next version of an item. *Raises* ConflictError where another was saved."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        find(number)
        item = Item.objects.select_for_update().get(pk=number)
        if item.version != expected:
            raise ConflictError(
                _("Somebody else changed this item meanwhile; nothing was changed."),
                hint=_("Open it, and make your change again."),
            )
        _version(actor, item, made)
    return item


def _version(actor: Actor, item: Item, made: Content) -> None:
    made = msgspec.structs.replace(
        made, title=neutral(made.title).strip(), text=neutral(made.text), lead=neutral(made.lead)
    )
    for text, most in ((made.title, MOST_TITLE), (made.text, MOST_TEXT), (made.lead, MOST_LINE)):
        if len(text) > most:
            raise UsageError(_("This text has at most %(most)s characters.") % {"most": most})
    if not made.title:
        raise UsageError(_("Give it a title."))
    item.version += 1
    item.save()
    ItemVersion.objects.create(
        item=item,
        version=item.version,
        at=now(),
        by_name=actor.name[:200],
        content=msgspec.json.encode(made).decode(),
    )
    audit.record(actor, Action.REPORT_SAVED, f"report:{name(item)}", {"version": item.version})


def move(actor: Actor, number: int, step: int) -> None:
    """Put an item before (-1) or after (+1) its neighbour."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        item = find(number)
        beside = list(
            Item.objects.select_for_update()
            .filter(parent=item.parent, dropped=False)
            .order_by("place", "id")
        )
        at = next(i for i, one in enumerate(beside) if one.pk == item.pk) if item in beside else -1
        to = at + step
        if at < 0 or not 0 <= to < len(beside):
            return
        beside[at], beside[to] = beside[to], beside[at]
        for place, one in enumerate(beside):
            Item.objects.filter(pk=one.pk).update(place=place)
        audit.record(actor, Action.REPORT_SAVED, f"report:{name(item)}", {"moved": step})


def drop(actor: Actor, number: int) -> None:
    """Leave an item and all below it out of later editions; its number stays taken."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        item = find(number)
        going = _with_below(item)
        Item.objects.filter(pk__in=going).update(dropped=True)
        audit.record(actor, Action.REPORT_SAVED, f"report:{name(item)}", {"dropped": len(going)})


def bring_back(actor: Actor, number: int) -> Item:
    """Take up again what was dropped, with all below it. *Raises* UsageError."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        item = find(number)
        if item.parent is not None and item.parent.dropped:
            raise UsageError(
                _("The item above it was dropped."), hint=_("Bring that one back first.")
            )
        coming = _with_below(item)
        Item.objects.filter(pk__in=coming).update(dropped=False)
        audit.record(actor, Action.REPORT_SAVED, f"report:{name(item)}", {"back": len(coming)})
    return item


def _with_below(item: Item) -> list[int]:
    """The keys of an item and of all below it."""
    found, level = [item.pk], [item.pk]
    while level:
        level = list(Item.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def dropped() -> list[Held]:
    """What was dropped and can be taken up again: nothing above it was dropped too."""
    items = Item.objects.select_related("parent").filter(dropped=True).exclude(parent__dropped=True)
    return [Held(one, content(one)) for one in items.order_by("id")]


# --- parts


def texts() -> dict[str, str]:
    """Every part as it stands; empty where nobody wrote it."""
    found = dict.fromkeys(parts.PARTS, "")
    for row in Part.objects.order_by("version"):
        found[row.name] = row.text
    return found


def part_version(part: str) -> int:
    """The newest version of a part; 0: nobody wrote it yet."""
    row = Part.objects.filter(name=part).order_by("-version").first()
    return row.version if row else 0


def save_part(actor: Actor, part: str, text: str, expected: int) -> None:
    """Make the next version of a part. *Raises* UsageError, ConflictError."""
    actor.require(Need.STAFF_DOCKET)
    if part not in parts.PARTS:
        raise NotFoundError(_("The report has no such part."))
    text = neutral(text).strip()
    if len(text) > _MOST_PART:
        raise UsageError(_("This text has at most %(most)s characters.") % {"most": _MOST_PART})
    parts.entries(part, text)
    conflict = ConflictError(
        _("Somebody else changed this part meanwhile; nothing was changed."),
        hint=_("Open it, and make your change again."),
    )
    if part_version(part) != expected:
        raise conflict
    row = Part(name=part, version=expected + 1, at=now(), by_name=actor.name[:200], text=text)
    try:
        with transaction.atomic():
            row.save()
            audit.record(actor, Action.REPORT_SAVED, f"report:{part}", {"version": row.version})
    except IntegrityError:
        raise conflict from None


# --- editions


def published() -> list[Edition]:
    """The editions that everybody reads, the newest first."""
    return list(Edition.objects.filter(state="published").order_by("-number"))


def edition(number: int) -> Edition:
    """A published edition. *Raises* NotFoundError, the same for all others."""
    found = Edition.objects.filter(number=number, state="published").first()
    if found is None:
        raise NotFoundError(_("There is no such edition."), hint=_("See the list of editions."))
    return found


def waiting() -> Edition | None:
    """The edition that was proposed and waits for a second person."""
    return Edition.objects.filter(state="proposed").first()


def file(one: Edition, wanted: str) -> File:
    """A file of an edition. *Raises* NotFoundError."""
    found = one.files.filter(name=wanted).first()
    if found is None:
        raise NotFoundError(_("This edition has no such file."))
    return found


def last_report() -> Report | None:
    """The newest published edition as an object."""
    for one in published():
        return facts.decode(bytes(file(one, "report.json").data))
    return None


def propose(actor: Actor, snapshot: Snapshot, as_of: date) -> Edition:
    """Build an edition's files, and let them wait for a second person.

    *Raises* ProblemsError (all that is missing), ConflictError (one waits already), UsageError.
    """
    actor.require(Need.STAFF_DOCKET)
    if as_of > today_utc():
        raise UsageError(_("This day is still to come."))
    if waiting() is not None:
        raise ConflictError(_("An edition waits already."), hint=_("Release or discard it first."))
    built = build.build(snapshot, as_of)
    built += build.build(snapshot, as_of, ["html"], "progress")
    before = last_report()
    if before is not None:
        built += build.compared(before, facts.report(snapshot, as_of), ["html", "json"])
    made = Edition(
        number=snapshot.edition,
        title=snapshot.title,
        as_of=as_of,
        snapshot=reading.digest(snapshot),
        proposed_at=now(),
        proposed_by=actor.user or 0,
        proposed_by_name=actor.name[:200],
    )
    try:
        with transaction.atomic():
            made.save()
            _keep(made, built)
            detail = {"edition": made.number, "snapshot": made.snapshot}
            audit.record(actor, Action.REPORT_PROPOSED, f"edition:{made.pk}", detail)
    except IntegrityError:
        raise ConflictError(_("An edition waits already.")) from None
    return made


def _keep(made: Edition, built: Sequence[build.Built]) -> None:
    File.objects.bulk_create(
        File(edition=made, name=one.name, sha256=one.sha256, size=len(one.data), data=one.data)
        for one in built
    )


def release(actor: Actor, key: int, snapshot: Snapshot) -> Edition:
    """Publish a proposed edition, byte for byte. `snapshot`: what the hub holds now.

    *Raises* ForbiddenError for who proposed it, ConflictError where something changed since.
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        made = _proposed(key)
        if made.proposed_by == actor.user:
            raise ForbiddenError(_("You proposed this edition; another person has to release it."))
        if reading.digest(snapshot) != made.snapshot:
            raise ConflictError(
                _("Something that this edition rests on changed since it was proposed."),
                hint=_("Discard it, and propose it again."),
            )
        made.state, made.published_at = "published", now()
        made.published_by_name = actor.name[:200]
        made.save()
        files = dict(made.files.values_list("name", "sha256"))
        detail = {"edition": made.number, "files": files}
        audit.record(actor, Action.REPORT_PUBLISHED, f"edition:{made.pk}", detail)
    return made


def discard(actor: Actor, key: int) -> None:
    """End a proposed edition; its files are deleted."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        made = _proposed(key)
        made.state = "discarded"
        made.save()
        made.files.all().delete()
        audit.record(actor, Action.REPORT_DISCARDED, f"edition:{made.pk}", {})


def _proposed(key: int) -> Edition:
    made = Edition.objects.select_for_update().filter(pk=key, state="proposed").first()
    if made is None:
        raise NotFoundError(_("No such edition waits."))
    return made


def told(one: Edition) -> dict[str, Any]:
    """An edition with the digests of its files, as plain values."""
    rows = one.files.order_by("name").values("name", "sha256", "size")
    files: list[Mapping[str, Any]] = list(rows)
    return {
        "edition": one.number,
        "title": one.title,
        "as_of": one.as_of.isoformat(),
        "published": format_timestamp(one.published_at) if one.published_at else None,
        "snapshot": one.snapshot,
        "files": files,
    }
