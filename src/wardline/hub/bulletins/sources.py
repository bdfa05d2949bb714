"""What a bulletin is started from: objects that the writer may see, or an advisory's file."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from wardline.bulletins import starting
from wardline.bulletins.model import Bulletin
from wardline.core import ids, jsonio
from wardline.core.errors import NotFoundError, TooLargeError, UsageError
from wardline.core.ids import split_id
from wardline.hub.bulletins import links
from wardline.hub.exchange.chains import Identity
from wardline.hub.members.actor import Actor
from wardline.hub.objects.disclosing import Place, disclose
from wardline.hub.objects.service import objects as opened
from wardline.hub.settings import CONFIG
from wardline.importers.base import NAMESPACE

MOST = 50
_MOST_BYTES = 8 * 2**20
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII | re.IGNORECASE)


def contact() -> str:
    """Whom readers ask, unless the writer says otherwise."""
    return str(CONFIG["taxii.contact"])


def from_ids(actor: Actor, text: str) -> Bulletin:
    """A draft from STIX ids and CVE numbers, or from one advisory; from nothing without any.

    *Raises* UsageError, NotFoundError for what the writer may not see.
    """
    words = text.replace(",", " ").split()
    if not words:
        return starting.plain(contact())
    advisory = links.find(actor, text.strip().replace("\0", "")[:300])
    if advisory is not None:
        return links.draft(advisory, contact())
    if len(words) > MOST:
        raise UsageError(_("A bulletin is started from at most %(n)d objects.") % {"n": MOST})
    return starting.start(_objects(actor, words), contact())


def _objects(actor: Actor, words: list[str]) -> list[dict[str, Any]]:
    asked: dict[str, Identity | None] = {word: _identity(word) for word in words}
    own = opened(CONFIG.data)
    wanted = [one for one in asked.values() if one is not None]
    found = own.sight.latest(own.sight.collections(actor.organization), wanted)
    places: list[Place] = list(found.values())
    disclose(own, actor, "view", "bulletin", places)
    made = []
    for word, identity in asked.items():
        if identity is not None and identity in found:
            made.append(jsonio.decode(bytes(found[identity].body)))
        elif _CVE.fullmatch(word):
            # Nobody here told of it yet: its number alone is a fact.
            made.append({"type": "vulnerability", "id": _vulnerability(word), "name": word.upper()})
        else:
            raise NotFoundError(
                _("There is no object %(id)s that you may see.") % {"id": word[:80]},
                hint=_("Copy its id from its page, or write a CVE number, or one advisory alone."),
            )
    return made


def _identity(word: str) -> Identity | None:
    split = split_id(_vulnerability(word) if _CVE.fullmatch(word) else word)
    return Identity(split[1].bytes, split[0]) if split else None


def _vulnerability(cve: str) -> str:
    """The id under which our importer of KEV keeps a CVE."""
    return ids.named_id("vulnerability", NAMESPACE, cve.upper())


def from_file(data: bytes) -> Bulletin:
    """A draft from a CSAF document. *Raises* UsageError, MalformedError."""
    if len(data) > _MOST_BYTES:
        raise TooLargeError(_("The file is too large."), hint=_("Take one advisory at a time."))
    document = jsonio.decode(data)
    if isinstance(document, dict) and isinstance(document.get("document"), dict):
        return starting.from_csaf(document, contact())
    raise UsageError(
        _("This file is no advisory (CSAF 2.0)."),
        hint=_("For objects of the exchange, paste their ids instead."),
    )
