"""Drafts of reports: several for a person, each readable only by the browser it was typed in.

    token = NUMBER.USER.MAC      in the form: what comes after a session's end finds its place
    sealed = nonce + AES-256-GCM(key of the browser and the draft, zlib(JSON), number/part/user)

The key is that of the share page's drafts (`objects.drafts`): a cookie that the hub does not keep.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import uuid
import zlib
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from wardline.core.clock import now
from wardline.hub.incidents.models import Draft

DAYS = 30
_DAY = 86_400 * 1_000_000
_NONCE = 12
_MOST_LISTED = 100
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TOKEN = re.compile(r"([0-9a-f-]{36})\.(\d{1,18})\.([0-9a-f]{32})", re.ASCII)


class Listed(NamedTuple):
    """A draft as a list shows it."""

    number: str
    content: dict[str, Any]
    changed_at: int


def new_number() -> str:
    """The number of a new draft."""
    return str(uuid.uuid4())


def token(key: str, number: str, user: int) -> str:
    """What a form says of its draft: only this hub makes one, and for this browser alone."""
    return f"{number}.{user}.{_mac(key, number, user)}"


def read_token(key: str, text: str) -> tuple[str, int] | None:
    """The draft's number and its person, if this browser made the token."""
    match = _TOKEN.fullmatch(text)
    if match is None or not _KEY.fullmatch(key):
        return None
    number, user = match[1], int(match[2])
    return (number, user) if hmac.compare_digest(match[3], _mac(key, number, user)) else None


def _mac(key: str, number: str, user: int) -> str:
    # With a secret of the hub's: a stranger chooses the key of a browser, and could write into the
    # list of anybody whose number is guessed.
    text = f"{key}.{number}.{user}".encode()
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    made = hashlib.blake2b(text, key=secret, digest_size=16, person=b"incident-form")
    return made.hexdigest()


def _cipher(key: str, number: str) -> AESGCM:
    made = hashlib.blake2b(
        number.encode(), key=bytes.fromhex(key), digest_size=32, person=b"incident-seal"
    )
    return AESGCM(made.digest())


def save(key: str, number: str, user: int, content: dict[str, Any], part: str = "") -> None:
    """Keep `content`, in the place of what was there. Another person's draft stays as it is."""
    if not _KEY.fullmatch(key):
        return
    nonce = os.urandom(_NONCE)
    packed = zlib.compress(msgspec.json.encode(content), 1)
    sealed = nonce + _cipher(key, number).encrypt(nonce, packed, _belongs(number, part, user))
    with transaction.atomic():
        held = Draft.objects.filter(number=number, part=part).first()
        if held is not None and held.user != user:
            return
        Draft.objects.update_or_create(
            number=number,
            part=part,
            defaults={"user": user, "sealed": sealed, "changed_at": now()},
        )
        Draft.objects.filter(changed_at__lt=now() - DAYS * _DAY).delete()


def load(key: str, number: str, user: int, part: str = "") -> dict[str, Any]:
    """What was kept; empty where there is nothing that this browser can read."""
    row = Draft.objects.filter(number=number, part=part, user=user).first()
    return {} if row is None else _open(key, row)


def _open(key: str, row: Draft) -> dict[str, Any]:
    if not _KEY.fullmatch(key):
        return {}
    sealed = bytes(row.sealed)
    belongs = _belongs(row.number, row.part, row.user)
    try:
        packed = _cipher(key, row.number).decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs)
    except InvalidTag:
        return {}
    return msgspec.json.decode(zlib.decompress(packed), type=dict[str, Any])


def listed(key: str, user: int) -> list[Listed]:
    """The drafts of a person that this browser can read, the newest first."""
    rows = Draft.objects.filter(user=user, part="").order_by("-changed_at")[:_MOST_LISTED]
    found = [Listed(row.number, _open(key, row), row.changed_at) for row in rows]
    return [one for one in found if one.content]


def elsewhere(key: str, user: int) -> int:
    """How many drafts of a person only another browser can read."""
    rows = Draft.objects.filter(user=user, part="")[:_MOST_LISTED]
    return sum(not _open(key, row) for row in rows)


def drop(number: str, user: int, part: str | None = None) -> None:
    """Throw a draft away, or one part of it."""
    rows = Draft.objects.filter(number=number, user=user)
    (rows if part is None else rows.filter(part=part)).delete()


def _belongs(number: str, part: str, user: int) -> bytes:
    return f"{number}/{part}/{user}".encode()
