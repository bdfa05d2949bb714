"""OpenPGP as CSAF uses it: one key, detached signatures, armored. Sequoia PGP does the work.

*Source*: RFC 9580 (before it RFC 4880, which CSAF 2.0 section 7.1.19 names).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pysequoia

from wardline.core.errors import UnprocessableError

# A signing key lives for three years; its successor is made before (docs/keys.md).
LIFE_SECONDS = 3 * 365 * 86_400


class Pair(NamedTuple):
    """A new key: what is told to all, and what stays here, both armored."""

    fingerprint: str
    public: str
    secret: bytes


def make(name: str) -> Pair:
    """A new key of the older packet format, which all programs read, on Curve25519."""
    made = pysequoia.Tsk.generate(
        user_id=name, profile=pysequoia.Profile.RFC4880, validity_seconds=LIFE_SECONDS
    )
    public = made.extract_certificate()
    return Pair(public.fingerprint, str(public), bytes(made))


def sign(secret: bytes, data: bytes) -> str:
    """A detached signature over `data`, armored."""
    key = pysequoia.Tsk.from_bytes(secret)
    made = pysequoia.sign(key.signer(), data, mode=pysequoia.SignatureMode.DETACHED)
    return made.decode()


class Keys:
    """The public keys in a file, parsed once, for as many signatures as there are."""

    def __init__(self, text: bytes) -> None:
        """*Raises* UnprocessableError for what is no key."""
        self.certificates = _certificates(text)
        self.fingerprints = [one.fingerprint for one in self.certificates]
        # As they are told to others.
        self.armored = text.decode() if text.isascii() else "\n".join(map(str, self.certificates))


def verify(signature: bytes, data: bytes, keys: Iterable[Keys]) -> str:
    """The fingerprint of the key that signed `data`; empty: none of `keys` did, or not rightly."""
    known = [one for file in keys for one in file.certificates]
    try:
        found = pysequoia.verify(
            bytes=data,
            store=lambda _ids: known,
            signature=pysequoia.Sig.from_bytes(signature),
        )
    except Exception:  # noqa: BLE001 # the library names no error of its own for a bad signature
        return ""
    return str(found.valid_sigs[0].certificate) if found.valid_sigs else ""


def _certificates(text: bytes) -> list[pysequoia.Cert]:
    try:
        return pysequoia.Cert.split_bytes(text)
    except Exception:  # noqa: BLE001 # as above, for what is no key
        raise UnprocessableError(
            "This is no OpenPGP key.", hint="The provider should check its public_openpgp_keys."
        ) from None
