"""The words of bulletins in notices and mails: only what a mail may hold, as it stands now."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from wardline.bulletins import mail, model
from wardline.bulletins.readers import Reader, owned
from wardline.hub.bulletins import audience, profiles
from wardline.hub.bulletins.models import Bulletin, Profile, Version
from wardline.hub.bulletins.shown import made
from wardline.hub.members.models import User
from wardline.hub.notices.contents import Content

# Renditions of one version for all readers: kinds, sizes, roles and languages are few.
_KEPT = 512


def line(user: User, facts: Mapping[str, Any]) -> str:
    """What a notice says of its bulletin: its title, as far as the person may read it now."""
    found = _readable(user, facts)
    if found is None:
        return ""
    _bulletin, row = found
    words = model.decode(row.content).title
    return model.said(words, profiles.known(user.language or "en")).text


def content(user: User, facts: Mapping[str, Any]) -> Content | None:
    """The whole bulletin as a mail to a person; None: a mail may not hold it."""
    if facts.get("step") not in ("new", "corrected"):
        return None
    found = _readable(user, facts)
    if found is None:
        return None
    bulletin, row = found
    profile = Profile.objects.filter(user=user).first()
    reader = profiles.reader(user, profile)
    return _rendition(bulletin.id, row.number, row.digest, _plain(row, reader))


def _plain(row: Version, reader: Reader) -> Reader:
    """A reader with only those systems that the bulletin names: so that many share a rendition."""
    named = _decoded(row.digest, row.content).systems
    return reader._replace(systems=owned(named, reader.systems))


@functools.lru_cache(_KEPT)
def _rendition(number: str, version: int, digest: str, reader: Reader) -> Content:  # noqa: ARG001 # the digest keeps a restored database from being answered out of an older one
    bulletin = Bulletin.objects.get(id=number)
    row = bulletin.versions.get(number=version)
    sheet = made(bulletin, row, model.decode(row.content), reader)
    return Content(mail.subject(sheet), mail.plain(sheet), mail.rich(sheet))


def _readable(user: User, facts: Mapping[str, Any]) -> tuple[Bulletin, Version] | None:
    """The bulletin of a notice and its newest version, if the person may read it now."""
    rows = Version.objects.select_related("bulletin").filter(
        bulletin=str(facts.get("bulletin", "")), number=F("bulletin__released")
    )
    row = rows.filter(bulletin__withdrawn_at=None).first()
    if row is None or not audience.readable_by(_decoded(row.digest, row.content), user):
        return None
    return row.bulletin, row


@functools.lru_cache(16)
def _decoded(_digest: str, content: str) -> model.Bulletin:
    return model.decode(content)
