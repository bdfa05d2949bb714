"""API keys: what is handed out, what is kept of it, and how a request's key is read.

Free of Django, because the exchange's workers check a key on every request.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import NamedTuple

PREFIX = "wardline_"
# `vouched`: the hub's staff answers for what it sends, as for a publication (exchange/gate.py).
SCOPES = ("read", "write", "delete", "vouched")
# Longer credentials are not ours; the bound keeps a hostile header from costing anything.
MAX_LENGTH = 1000


class Principal(NamedTuple):
    """An authenticated program: its key, its organization, and what the key may do."""

    key_id: str
    organization: str
    name: str
    scopes: frozenset[str]
    expires_at: int | None


def new_key() -> str:
    """A new secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> bytes:
    """What is kept of `key`. One round is enough: the key itself is 256 random bits."""
    return hashlib.sha256(key.encode()).digest()


def key_of_header(header: str | None) -> str | None:
    """The key in an Authorization header: Bearer, or the password of Basic (for SIEMs)."""
    if not header or len(header) > MAX_LENGTH:
        return None
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text.partition(":")[2] or None
