"""Drafts: kept by the hub, readable only with the key that the person's browser holds.

What is typed may hold what must never leave a hospital, so the hub keeps nothing of it that it
could read: it is sealed with a key from a cookie, which the hub does not keep. A draft outlives
signing out, in the same browser, for 14 days; elsewhere, and in a backup, it is noise.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wardline.core.clock import now
from wardline.hub.objects.models import Draft

DAYS = 14
_DAY = 86_400 * 1_000_000
_NONCE = 12
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


def new_key() -> str:
    """A key for one browser."""
    return os.urandom(32).hex()


def number(key: str, user: int) -> str:
    """The number of a person's draft in the browser that holds `key`; empty for no key."""
    if not _KEY.fullmatch(key):
        return ""
    return hashlib.blake2b(f"{user}".encode(), key=bytes.fromhex(key), digest_size=16).hexdigest()


def _cipher(key: str, draft: str) -> AESGCM:
    mark = hashlib.blake2b(draft.encode(), key=bytes.fromhex(key), digest_size=32, person=b"seal")
    return AESGCM(mark.digest())


def save(key: str, user: int, content: dict[str, Any]) -> None:
    """Keep `content`; in the place of what was there."""
    draft = number(key, user)
    if draft:
        _write(draft, user, _seal(key, draft, content))
        Draft.objects.filter(changed_at__lt=now() - DAYS * _DAY).delete()


def save_unknown(key: str, draft: str, content: dict[str, Any]) -> bool:
    """Keep what came after its sender's session had ended, if the draft is of this browser."""
    found = Draft.objects.filter(id=draft).values_list("user", flat=True).first()
    if found is None or number(key, found) != draft:
        return False
    _write(draft, found, _seal(key, draft, content))
    return True


def _seal(key: str, draft: str, content: dict[str, Any]) -> bytes:
    nonce = os.urandom(_NONCE)
    packed = zlib.compress(msgspec.json.encode(content), 1)
    return nonce + _cipher(key, draft).encrypt(nonce, packed, draft.encode())


def _write(draft: str, user: int, sealed: bytes) -> None:
    Draft.objects.update_or_create(
        id=draft, defaults={"user": user, "sealed": sealed, "changed_at": now()}
    )


def load(key: str, user: int) -> dict[str, Any]:
    """What was kept; empty where there is nothing that this browser can read."""
    draft = number(key, user)
    found = Draft.objects.filter(id=draft, user=user).first() if draft else None
    if found is None:
        return {}
    sealed = bytes(found.sealed)
    try:
        packed = _cipher(key, draft).decrypt(sealed[:_NONCE], sealed[_NONCE:], draft.encode())
    except InvalidTag:
        return {}
    return msgspec.json.decode(zlib.decompress(packed), type=dict[str, Any])


def drop(key: str, user: int) -> None:
    """Throw a draft away."""
    Draft.objects.filter(id=number(key, user)).delete()
