"""The private halves of token keys: files of mode 0600 in the data folder, never in the database.

A dump of the database therefore makes no tokens. A key is destroyed when its epoch ends: whoever
takes the machine later can make none for the past either, and whatever was kept of requests could
not be signed again to compare.
"""

from __future__ import annotations

import os
from pathlib import Path

from wardline.core.disk import sync_folder
from wardline.core.errors import UnavailableError
from wardline.incidents.blind import PrivateKey
from wardline.incidents.tokens import KEY_BITS

_HALF = KEY_BITS // 16
_EXPONENT = 65537


class Keys:
    """The folder of one hub's token keys."""

    def __init__(self, data: Path) -> None:
        """Keep them in a folder of `data`."""
        self._folder = data / "tokens"

    def read(self, number: str) -> PrivateKey:
        """The private key whose public half has the id `number`. *Raises* UnavailableError."""
        try:
            found = self._path(number).read_bytes()
        except FileNotFoundError:
            found = b""
        if len(found) != 2 * _HALF:
            raise UnavailableError(
                "The key that signs tokens is not on this machine; none can be drawn until the "
                "next epoch.",
                hint="An operator copies the folder 'tokens' from where the hub ran before.",
            )
        p, q = int.from_bytes(found[:_HALF], "big"), int.from_bytes(found[_HALF:], "big")
        return PrivateKey(p, q, _EXPONENT)

    def write(self, number: str, key: PrivateKey) -> None:
        """Keep a new key, whole and durable before it is used."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        content = key.p.to_bytes(_HALF, "big") + key.q.to_bytes(_HALF, "big")
        handle = os.open(self._path(number), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(self._folder)

    def destroy(self, number: str) -> bool:
        """Make an end of a key; whether there was one."""
        path = self._path(number)
        try:
            # The file system may keep old blocks; this at least does not leave them to `undelete`.
            with path.open("r+b") as file:
                file.write(bytes(2 * _HALF))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(self._folder)
        return True

    def kept(self) -> list[str]:
        """The ids of the keys that are here."""
        return sorted(path.stem for path in self._folder.glob("*.key"))

    def _path(self, number: str) -> Path:
        return self._folder / f"{number}.key"


def make() -> PrivateKey:
    """A new key of 2,048 bits, by OpenSSL."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(_EXPONENT, KEY_BITS).private_numbers()
    return PrivateKey(made.p, made.q, _EXPONENT)
