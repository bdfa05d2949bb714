"""Advisories and bulletins, linked both ways: each link only for whoever may read its other end."""

from __future__ import annotations

from typing import Any

import msgspec

from wardline.bulletins import model, starting
from wardline.bulletins.readers import Reader
from wardline.core.tlp import TLP
from wardline.hub.advisories import reading as advisories
from wardline.hub.advisories.models import Advisory
from wardline.hub.advisories.models import Named as Recipient
from wardline.hub.bulletins import audience, reading
from wardline.hub.bulletins.models import Bulletin, Version
from wardline.hub.members.actor import Actor

# Of each kind on a page.
_MOST = 50


def advisories_of(actor: Actor, one: reading.Open) -> list[dict[str, Any]]:
    """The advisories that stand here and that a bulletin names, or was started from."""
    numbers = one.bulletin.named.values_list("advisory", flat=True)
    seen = advisories.visible(advisories.recipient(actor)).filter(number__in=list(numbers))
    rows = seen.order_by("number", "source").defer("words")[:_MOST]
    names = ("key", "id", "title", "publisher", "tlp", "withdrawn")
    return [{name: advisories.row(row)[name] for name in names} for row in rows]


def bulletins_on(actor: Actor, advisory: Advisory, language: str) -> list[dict[str, Any]]:
    """The released bulletins on an advisory that the actor may read, the newest first."""
    organization = audience.organization_of(actor)
    rows = Bulletin.objects.filter(named__advisory=advisory.number, released__gt=0)
    found = []
    for row in rows.order_by("-changed_at", "-id")[:_MOST]:
        version = Version.objects.get(bulletin=row, number=row.released)
        content = model.decode(version.content)
        if audience.may_read(content, organization):
            told = reading.row(reading.Open(row, version, content), Reader(language=language))
            names = ("id", "title", "title_language", "tlp", "severity_words", "withdrawn")
            found.append({name: told[name] for name in names})
    return found


def find(actor: Actor, number: str) -> Advisory | None:
    """The advisory of a tracking id that the actor may see; the hub's own before others'."""
    seen = advisories.visible(advisories.recipient(actor)).filter(number=number)
    return seen.order_by("source", "-revised_at", "-id").first()


def draft(advisory: Advisory, contact: str) -> model.Bulletin:
    """A draft from an advisory that stands here, with the stricter of its two labels."""
    made = starting.from_csaf(advisories.document(advisory), contact)
    tlp = max(model.tlp_of(made), TLP(advisory.tlp))
    named = Recipient.objects.filter(advisory=advisory).order_by("organization")
    told = tuple(named.values_list("organization", flat=True)) if tlp is TLP.RED else ()
    label = tlp.label.removeprefix("TLP:").lower()
    return msgspec.structs.replace(made, tlp=label, recipients=told)
