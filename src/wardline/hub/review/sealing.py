"""How a held submission lies on the disk: encrypted, its key in a file of its own.

    master.key          32 random bytes of this hub, made at the first submission
    UUID.key            32 random bytes of this submission
    key = HKDF-SHA256(master, salt: the submission's bytes, info: its id)
    sealed = nonce + AES-256-GCM(key, nonce, content, what it belongs to: id and revision)

Both files stand in the data folder, mode 0600, never in the database: a dump of it reveals nothing,
and once the submission's file is gone, neither does an old backup with the master key beside it.

*Source*: RFC 5869 (HKDF); NIST SP 800-38D (GCM), SP 800-88 section 2.5 (cryptographic erase).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wardline.core.disk import sync_folder
from wardline.core.errors import UnavailableError
from wardline.hub.config import Config
from wardline.hub.review import keysfile

_BYTES = 32
_NONCE = 12
_NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Vault:
    """The keys of one hub's held submissions, of its letter box or of its docket (`folder`)."""

    def __init__(self, data: Path, folder: str = "review", keys_file: str = "") -> None:
        """Keep them in a folder of `data`; `keys_file`: where the backups' copy of them is."""
        self._room = folder
        self._folder = data / folder
        self._copy = Path(keys_file) if keys_file else None

    def seal(self, number: str, revision: int, content: bytes) -> bytes:
        """`content`, encrypted for submission `number`; makes its key where there is none."""
        key = self._key(number, make=True)
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, content, self._belongs(number, revision))

    def open(self, number: str, revision: int, sealed: bytes) -> bytes:
        """What `seal` was given. *Raises* UnavailableError where the key or the bytes are gone."""
        key = self._key(number, make=False)
        try:
            belongs = self._belongs(number, revision)
            return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs)
        except InvalidTag:
            raise UnavailableError(
                "The sealed content is not what was put there.",
                hint="An operator should run 'wardline audit verify'; the submitter can send it "
                "again.",
            ) from None

    def mark(self, *parts: bytes) -> bytes:
        """A keyed digest to know the same submission again by; without the key it tells nothing."""
        digest = hmac.new(self._read("master", make=True), digestmod=hashlib.sha256)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()

    def destroy(self, number: str) -> bool:
        """Make an end of a submission's key; whether there was one."""
        path = self._path(number)
        try:
            # The file system may keep old blocks; this at least does not leave them to `undelete`.
            with path.open("r+b") as file:
                file.write(bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            self._strike([number])
            return False
        sync_folder(self._folder)
        self._strike([number])
        return True

    def ready(self, number: str) -> None:
        """Make the key of `number` before anything is sealed with it."""
        self._key(number, make=True)

    def names(self, pattern: str) -> list[str]:
        """The keys that are here and fit `pattern` (as of a file's name)."""
        return sorted(path.stem for path in self._folder.glob(f"{pattern}.key"))

    def _strike(self, numbers: Iterable[str]) -> None:
        """Take keys out of the backups' copy; where its disk is away, `sweep` does it later."""
        if self._copy is not None:
            with contextlib.suppress(OSError):
                keysfile.strike(self._copy, numbers)

    def keys(self) -> dict[str, bytes]:
        """All keys by the submission's id, and "master": what a backup needs."""
        found = {}
        for path in sorted(self._folder.glob("*.key")):
            # One may end meanwhile.
            with contextlib.suppress(FileNotFoundError):
                found[path.stem] = path.read_bytes()
        return {name: key for name, key in found.items() if len(key) == _BYTES}

    def put(self, keys: Mapping[str, bytes]) -> None:
        """Take keys over from another machine's copy. There must be none here."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for name, key in keys.items():
            handle = os.open(self._path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
        sync_folder(self._folder)

    def sweep(self, kept: Iterable[str], older_than: float) -> list[str]:
        """Destroy the keys of all submissions but those `kept`; which ones those were.

        One that was killed between the commit and the end of its key is ended here. Keys made
        since `older_than` (seconds since 1970) may belong to a submission that is on its way.
        """
        left = set(kept)
        self._sweep_copy(left, older_than)
        if not self._folder.is_dir():
            return []
        gone = [
            path.stem
            for path in sorted(self._folder.glob("*.key"))
            if _NAME.fullmatch(path.stem)
            and path.stem not in left
            and path.stat().st_mtime < older_than
        ]
        return [name for name in gone if self.destroy(name)]

    def _sweep_copy(self, kept: set[str], older_than: float) -> None:
        """Strike from the backups' copy what ended while its disk was away."""
        if self._copy is None:
            return
        with contextlib.suppress(OSError):
            if self._copy.stat().st_mtime < older_than:
                keysfile.strike_all_but(self._copy, kept)

    def _key(self, number: str, *, make: bool) -> bytes:
        own = self._read(number, make=make)
        info = f"wardline {self._room} {number}".encode()
        return HKDF(SHA256(), _BYTES, own, info).derive(self._read("master", make=make))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.key"

    def _read(self, name: str, *, make: bool) -> bytes:
        path = self._path(name)
        if make and not path.exists():
            self._make(path)
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            found = b""
        if len(found) != _BYTES:
            raise UnavailableError(
                "The key of this sealed submission is not on this machine.",
                hint="It was destroyed, or the hub was restored without its keys (the folder "
                f"'{self._room}', or review.keys_file). The submitter can send it again.",
            )
        return found

    def _make(self, path: Path) -> None:
        """A new key, whole and durable before it is used, or the one that another just made.

        Nobody asks for a submission's own key before the submission is there: its bytes and its
        name reach the disk together, in half the time. What many use is durable before it has one.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(handle, os.urandom(_BYTES))
            own = _NAME.fullmatch(path.stem)
            if not own:
                os.fsync(handle)
            with contextlib.suppress(FileExistsError):
                os.link(part, path)
            part.unlink()
            if own:
                os.fsync(handle)
        finally:
            os.close(handle)
            part.unlink(missing_ok=True)
        sync_folder(self._folder)

    def _belongs(self, number: str, revision: int) -> bytes:
        return f"wardline {self._room} {number} {revision}".encode()


def of_room(settings: Config, room: str) -> Vault:
    """The vault of a room whose keys backups copy: what ends there is struck from the copy, too."""
    return Vault(settings.data, room, keysfile.of_room(settings["review.keys_file"], room))
