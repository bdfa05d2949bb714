"""Drafts without an account: the key stands in a secret link, and nowhere else.

Whoever has the link can read the draft; the hub cannot. It is kept for 30 days.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import zlib
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import NotFoundError
from wardline.hub.docket.models import Draft

DAYS = 30
_DAY = 86_400 * 1_000_000
_NONCE = 12
_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_MOST_UNPACKED = 16 * 2**20


def new_key() -> str:
    """A key for a new draft: 256 random bits."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def _number(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=16, person=b"docket draft").hexdigest()


def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.blake2b(key.encode(), digest_size=32, person=b"docket seal").digest())


def save(key: str, call: str, content: dict[str, Any]) -> None:
    """Keep `content` under `key`; in the place of what was there."""
    number, nonce = _number(key), os.urandom(_NONCE)
    packed = zlib.compress(msgspec.json.encode(content), 1)
    sealed = nonce + _cipher(key).encrypt(nonce, packed, number.encode())
    Draft.objects.update_or_create(
        id=number, defaults={"call": call, "sealed": sealed, "changed_at": now()}
    )
    Draft.objects.filter(changed_at__lt=now() - DAYS * _DAY).delete()


def load(key: str) -> tuple[str, dict[str, Any]]:
    """The call of a draft, and what it holds. *Raises* NotFoundError that helps."""
    gone = NotFoundError(
        _("There is no draft at this link."),
        hint=_("It was sent, thrown away, or is older than 30 days. Or the link is not whole."),
    )
    if not _KEY.fullmatch(key):
        raise gone
    found = Draft.objects.filter(id=_number(key)).first()
    if found is None:
        raise gone
    sealed = bytes(found.sealed)
    try:
        packed = _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], found.id.encode())
    except InvalidTag:
        raise gone from None
    unpacked = zlib.decompressobj().decompress(packed, _MOST_UNPACKED)
    return found.call, msgspec.json.decode(unpacked, type=dict[str, Any])


def drop(key: str) -> None:
    """Throw a draft away."""
    if _KEY.fullmatch(key):
        Draft.objects.filter(id=_number(key)).delete()
