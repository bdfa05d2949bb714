"""Released bulletins as lists, pages and feeds show them: only what the reader may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.bulletins import feeds, model, paper
from wardline.bulletins.model import Bulletin as Content
from wardline.bulletins.readers import Reader, concern
from wardline.bulletins.sheet import Sheet
from wardline.core import jsonio, observables
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NotFoundError
from wardline.core.ids import split_id
from wardline.core.policy import Recipient, Visibility, decide
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.bulletins import audience, shown
from wardline.hub.bulletins.models import Bulletin, Given, Picture, Version
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.models import Record
from wardline.hub.exchange.models import Visibility as Stored
from wardline.hub.members.actor import Actor
from wardline.hub.objects.disclosing import Place, disclose
from wardline.hub.objects.service import objects as opened
from wardline.hub.settings import CONFIG

FEED = 50
# Newer ones than these are looked through for a page of what a reader may read.
_LOOKED = 500


class Open(NamedTuple):
    """A bulletin that somebody may read: itself, the version, and what it says."""

    bulletin: Bulletin
    row: Version
    content: Content


def find(actor: Actor, number: str, version: int | None = None) -> Open:
    """A bulletin, as its newest version or an old one. *Raises* NotFoundError, always the same.

    An old version is shown to whoever may read it and the newest: a correction may be stricter.
    """
    return readable(audience.organization_of(actor), number, version)


def readable(organization: str, number: str, version: int | None = None) -> Open:
    """`find` for an organization; an empty one is the public. *Raises* NotFoundError."""
    bulletin = Bulletin.objects.filter(id=number, released__gt=0).first()
    newest = bulletin.versions.filter(number=bulletin.released).first() if bulletin else None
    row = newest
    if bulletin and version is not None:
        row = bulletin.versions.filter(number=version, state="released").first()
    if bulletin is None or newest is None or row is None:
        raise _nothing()
    content = model.decode(row.content)
    both = (content, model.decode(newest.content))
    if not all(audience.may_read(one, organization) for one in both):
        raise _nothing()
    return Open(bulletin, row, content)


def _nothing() -> NotFoundError:
    return NotFoundError(
        _("There is no such bulletin, or it is not for you."),
        hint=_("Sign in if your organization is a member."),
    )


def every(organization: str, *, whole: bool = False) -> Iterator[Open]:
    """What an organization (empty: the public) may read, what changed last first.

    Of the newest alone; `whole`: of all that there are.
    """
    found = Bulletin.objects.filter(released__gt=0).order_by("-changed_at", "-id")
    rows = list(found if whole else found[:_LOOKED])
    versions = {
        (one.bulletin_id, one.number): one
        for one in Version.objects.filter(bulletin__in=rows, state="released")
    }
    for bulletin in rows:
        row = versions[bulletin.id, bulletin.released]
        content = model.decode(row.content)
        if audience.may_read(content, organization):
            yield Open(bulletin, row, content)


def listed(actor: Actor, reader: Reader, *, everything: bool) -> list[dict[str, Any]]:
    """The rows of the list; without `everything` only what concerns the reader."""
    found = []
    for one in every(audience.organization_of(actor)):
        concerned = concern(one.content, reader).concerned
        if concerned or everything:
            found.append({**row(one, reader), "concerned": concerned})
    return found


def row(one: Open, reader: Reader) -> dict[str, Any]:
    """A bulletin in a list."""
    made = shown.made(*one, reader)
    return {
        "id": one.bulletin.id,
        "title": made.title.text,
        "title_language": made.title.language,
        "tlp": made.tlp.removeprefix("TLP:").lower(),
        "severity": one.content.severity,
        "severity_words": made.severity,
        "who": made.who,
        "summary": feeds.summary(made),
        "version": one.row.number,
        "released": format_timestamp(one.bulletin.first_at or 0),
        "changed": format_timestamp(one.bulletin.changed_at),
        "withdrawn": one.bulletin.withdrawn_at is not None,
    }


def whole(one: Open, reader: Reader, organization: str, base: str = "") -> dict[str, Any]:
    """All that an organization's page (empty: that of the public) shows, as plain values."""
    made = shown.made(*one, reader, base)
    told = row(one, reader)
    return told | {
        "address": made.issue.address,
        "tlp_label": made.tlp,
        "reason": one.row.reason,
        "withdrawn_reason": one.bulletin.reason,
        "notes": list(made.notes),
        "concerned": made.concern.concerned,
        "matched": list(made.concern.matched),
        "parts": parts(made),
        "pictures": pictures(one.content, reader),
        "kinds": list(one.content.kinds),
        "sizes": list(one.content.sizes),
        "systems": list(one.content.systems),
        "advisories": list(one.content.advisories),
        "practices": list(one.content.practices),
        "versions": versions(one.bulletin, organization),
        "language": reader.language,
    }


def parts(made: Sheet) -> list[dict[str, Any]]:
    """The parts of a sheet as plain values."""
    return [
        {
            "name": part.name,
            "heading": part.heading,
            "kind": part.kind,
            "lines": [line._asdict() for line in part.lines],
        }
        for part in made.parts
    ]


def pictures(content: Content, reader: Reader) -> list[dict[str, Any]]:
    """The pictures of a bulletin: where they are, and what they show."""
    return [
        {"number": number, "alt": model.said(one.alt, reader.language).text}
        for number, one in enumerate(content.pictures, 1)
    ]


def picture(content: Content, number: int) -> bytes:
    """The bytes of a picture. *Raises* NotFoundError."""
    if 0 < number <= len(content.pictures):
        found = Picture.objects.filter(digest=content.pictures[number - 1].digest).first()
        if found is not None:
            return bytes(found.data)
    raise NotFoundError(_("There is no such picture."))


def prints(content: Content, reader: Reader) -> list[paper.Print]:
    """The pictures of a bulletin for paper."""
    return [
        paper.Print(picture(content, one["number"]), one["alt"])
        for one in pictures(content, reader)
    ]


def versions(bulletin: Bulletin, organization: str) -> list[dict[str, Any]]:
    """The released versions that an organization may read, the newest first.

    Why a version was made is for its own readers: it may have been a stricter one.
    """
    rows = bulletin.versions.filter(state="released").order_by("-number")
    return [
        {"number": one.number, "at": format_timestamp(one.released_at or 0), "reason": one.reason}
        for one in rows
        if audience.may_read(model.decode(one.content), organization)
    ]


# --- Indicators, as they stand in the exchange now ----------------------------------------------


def indicators(actor: Actor, one: Open) -> list[dict[str, Any]]:
    """The indicators that a bulletin names, as far as the reader may see them, now.

    For a member that is recorded before; the public sees what everybody may see.
    """
    asked = [
        Identity(split[1].bytes, split[0])
        for number in one.content.indicators
        if (split := split_id(number))
    ]
    if not asked:
        return []
    organization = audience.organization_of(actor)
    bodies = _of_member(actor, asked) if organization else _of_public(asked)
    return [_indicator(body) for body in bodies]


def _of_member(actor: Actor, asked: Sequence[Identity]) -> list[bytes]:
    own = opened(CONFIG.data)
    found = own.sight.latest(own.sight.collections(actor.organization), asked)
    stored = [found[identity] for identity in asked if identity in found]
    places: list[Place] = list(stored)
    disclose(own, actor, "view", "bulletin", places)
    return [bytes(each.body) for each in stored]


def _of_public(asked: Sequence[Identity]) -> list[bytes]:
    """What stands in a collection that all members read, and everybody may see."""
    everybody = Recipient("", public=True)
    visible = [
        row.id
        for row in Stored.objects.all()
        if decide(Visibility.from_key(row.key), everybody).allowed
    ]
    numbers = {each.uuid: at for at, each in enumerate(asked)}
    rows = Record.objects.filter(
        uuid__in=list(numbers),
        latest=1,
        visibility_id__in=visible,
        collection__read_all=True,
    ).only("uuid", "body")
    bodies = {bytes(row.uuid): bytes(row.body) for row in rows}
    return [bodies[number] for number in numbers if number in bodies]


def _indicator(body: bytes) -> dict[str, Any]:
    obj = jsonio.decode(body)
    stated = observables.of_object(obj)
    return {
        "id": obj["id"],
        "name": str(obj.get("name", ""))[:200],
        "observables": [{"kind": each.kind, "value": each.value} for each in stated[:20]],
        "pattern": str(obj.get("pattern", ""))[:1000],
        "revoked": bool(obj.get("revoked")),
        "valid_until": obj.get("valid_until"),
    }


def note_given(actor: Actor, one: Open) -> None:
    """Keep that a person was shown a version: once, and in the log where it is not public."""
    if actor.user is None or Given.objects.filter(version=one.row, user=actor.user).exists():
        return
    try:
        with transaction.atomic():
            Given.objects.create(version=one.row, user_id=actor.user, at=now())
            if not audience.public(one.content):
                told = {"version": one.row.number}
                audit.record(actor, Action.BULLETIN_GIVEN, f"bulletin:{one.bulletin.id}", told)
    except IntegrityError:
        return  # shown in two windows at once


# --- Feeds -------------------------------------------------------------------------------------


def public_items(language: str, base: str) -> tuple[list[feeds.Item], int]:
    """The newest public bulletins for a feed, and when one of them last changed."""
    reader = Reader(language=language)
    items = []
    for one in every(""):
        made = shown.made(*one, reader, base)
        items.append(feeds.Item(made, one.bulletin.first_at or 0, one.bulletin.changed_at))
        if len(items) == FEED:
            break
    # RFC 4287 asks for a moment also where there is nothing yet.
    changed = max((one.updated for one in items), default=1_767_225_600_000_000)
    return items, changed
