"""Whose signature an advisory must carry: keys of CSAF providers, pinned when first seen.

1. provider-metadata.json names a publisher's namespace and its OpenPGP keys (CSAF 2.0 section 7.1).
2. The keys that were seen first are pinned in the work list's file. Others are told, and count
   only when a person has renewed the pins.
3. A document of that publisher whose signature is wrong or missing is taken all the same, and
   listed with its place. Those of publishers without pinned keys are counted, never silently.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.agent.worklist import Worklist
from wardline.core.errors import ConfigError, UnprocessableError
from wardline.devices.model import Loss

METADATA = "provider-metadata.json"
_MOST_KEYS = 50


class Key(NamedTuple):
    """An OpenPGP key: its fingerprint and its armored or binary text."""

    fingerprint: str
    text: bytes


class Told(NamedTuple):
    """What a provider says of itself: its namespace, its name, its keys."""

    namespace: str
    name: str
    keys: tuple[Key, ...]


class _Publisher(msgspec.Struct):
    namespace: str = ""


class _Tracking(msgspec.Struct):
    id: str = ""


class _Document(msgspec.Struct):
    publisher: _Publisher = msgspec.field(default_factory=_Publisher)
    tracking: _Tracking = msgspec.field(default_factory=_Tracking)


class _Head(msgspec.Struct):
    document: _Document = msgspec.field(default_factory=_Document)


def plain(namespace: str) -> str:
    """A namespace as two are compared."""
    return namespace.strip().rstrip("/").casefold()


def head_of(data: bytes) -> tuple[str, str]:
    """The id of a document and the namespace that it says it is of; empty where it says none."""
    try:
        found = msgspec.json.decode(data, type=_Head).document
    except (msgspec.DecodeError, ValueError, RecursionError):
        return "", ""
    return found.tracking.id, plain(found.publisher.namespace)


def read_metadata(document: Mapping[str, Any], fetch: Callable[[str], bytes]) -> Told:
    """What a provider says; `fetch` gives the key at an address. *Raises* UnprocessableError."""
    publisher = document.get("publisher")
    namespace = publisher.get("namespace") if isinstance(publisher, dict) else None
    listed = document.get("public_openpgp_keys")
    if not isinstance(namespace, str) or not plain(namespace):
        raise _unusable("It names no publisher's namespace (/publisher/namespace).")
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_KEYS:
        raise _unusable("It names no OpenPGP key (/public_openpgp_keys).")
    keys = tuple(_key(one, at, fetch) for at, one in enumerate(listed))
    name = publisher.get("name") if isinstance(publisher, dict) else ""
    return Told(plain(namespace), str(name or namespace), keys)


def _key(one: Any, at: int, fetch: Callable[[str], bytes]) -> Key:
    place = f"/public_openpgp_keys/{at}"
    url = one.get("url") if isinstance(one, dict) else None
    if not isinstance(url, str):
        raise _unusable(f"A key has no address ({place}/url).")
    text = fetch(url)
    prints = [found.lower() for found in _openpgp().Keys(text).fingerprints]
    wanted = str(one.get("fingerprint") or "").lower()
    if not prints or (wanted and wanted not in prints):
        raise _unusable(f"The key at {url} is not the one that it names ({place}/fingerprint).")
    return Key(wanted or prints[0], text)


def _unusable(why: str) -> UnprocessableError:
    return UnprocessableError(f"{METADATA}: {why}", hint="Ask the provider; no key was pinned.")


def _openpgp() -> Any:
    """The room's OpenPGP. *Raises* ConfigError where its library is not installed."""
    try:
        from wardline.advisories import openpgp
    except ImportError:
        raise ConfigError(
            "Signatures need Sequoia, which is not installed.",
            hint="pip install 'wardline[signatures]'",
        ) from None
    return openpgp


class Pins:
    """The pinned keys by namespace; what is not kept in a work list lasts as long as this run."""

    def __init__(self, worklist: Worklist | None, *, keep: bool = True) -> None:
        """Read those in the file of `worklist`; `keep` new ones there."""
        self._worklist = worklist if keep else None
        self._held: dict[str, list[Key]] = {}
        if worklist is not None:
            rows = worklist.db.execute(
                "SELECT namespace, fingerprint, body FROM pin WHERE dropped_at IS NULL "
                "ORDER BY at, fingerprint"
            )
            for namespace, fingerprint, text in rows:
                self._held.setdefault(namespace, []).append(Key(fingerprint, bytes(text)))

    def of(self, namespace: str) -> Sequence[Key]:
        """The keys that are pinned for a publisher."""
        return self._held.get(namespace, ())

    def all(self) -> dict[str, list[str]]:
        """The fingerprints by namespace."""
        return {name: [key.fingerprint for key in keys] for name, keys in self._held.items()}

    def see(self, told: Told, now: int) -> str:
        """Pin a provider's keys at first sight; else, where they are others now, what changed."""
        held = {key.fingerprint for key in self.of(told.namespace)}
        if not held:
            self.renew(told, "first sight", now)
            return ""
        come = {key.fingerprint for key in told.keys}
        parts = [f"new: {', '.join(sorted(come - held))}" if come - held else ""]
        parts.append(f"gone: {', '.join(sorted(held - come))}" if held - come else "")
        changed = "; ".join(filter(None, parts))
        if not changed:
            return ""
        return (
            f"The keys of {told.name} changed ({changed}). The pinned ones still count: ask the "
            "provider by a way that you know, then 'wardline devices trust --renew'."
        )

    def renew(self, told: Told, who: str, now: int) -> None:
        """Pin these keys of a provider in the place of those that were; both stay on record."""
        self._held[told.namespace] = list(told.keys)
        if self._worklist is None:
            return
        with self._worklist.transaction():
            self._worklist.db.execute(
                "UPDATE pin SET dropped_at = ? WHERE namespace = ? AND dropped_at IS NULL",
                (now, told.namespace),
            )
            self._worklist.db.executemany(
                "INSERT INTO pin (namespace, fingerprint, name, body, at, who) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (told.namespace, key.fingerprint, told.name, key.text, now, who)
                    for key in told.keys
                ],
            )


class Signatures:
    """Signatures held against the pins while documents are read."""

    def __init__(self, pins: Pins, worklist: Worklist | None = None) -> None:
        """Begin with nothing unchecked; `worklist` holds the documents that came before."""
        self.pins, self._worklist = pins, worklist
        # What is wrong with the providers' own metadata.
        self.losses: list[Loss] = []
        # How many documents of each publisher without a pinned key were taken.
        self.unchecked: Counter[str] = Counter()

    def wrong(self, file: str, data: bytes, beside: bytes | None) -> list[Loss]:
        """A loss where the signature beside a document is wrong or missing; it is taken."""
        number, publisher = head_of(data)
        keys = self.pins.of(publisher)
        if not keys:
            self.unchecked[publisher or "no publisher"] += 1
            return self._taken_over(file, number, publisher)
        if beside is None:
            why = "It is not signed, and its publisher signs: it may be somebody else's."
            return [Loss(file, ".asc", why)]
        try:
            openpgp = _openpgp()
            known = openpgp.verify(beside, data, [openpgp.Keys(key.text) for key in keys])
        except ConfigError as error:
            # What cannot be checked here is taken and listed too.
            return [Loss(file, ".asc", f"Its signature was not looked at: {error}")]
        if known:
            return []
        why = "Its signature is not right, or not by a pinned key of its publisher."
        return [Loss(file, ".asc", why)]

    def _taken_over(self, file: str, number: str, publisher: str) -> list[Loss]:
        """A loss where an advisory of this id came from a publisher that signs, unlike this one."""
        if self._worklist is None or not self.pins.all():
            return []
        row = self._worklist.db.execute(
            "SELECT body FROM document WHERE id = ? ORDER BY added_at DESC LIMIT 1", (number,)
        ).fetchone()
        before = head_of(zlib.decompress(row[0]))[1] if row else publisher
        if before == publisher or not self.pins.of(before):
            return []
        why = (
            f"An advisory of this id is of {before}, which signs; this one names another publisher."
        )
        return [Loss(file, "/document/publisher/namespace", why)]

    def told(self) -> str:
        """How many documents were taken without a check, in a sentence; empty: none."""
        if not self.unchecked.total():
            return ""
        names = ", ".join(f"{name} ({count:,})" for name, count in self.unchecked.most_common(3))
        more = len(self.unchecked) - 3
        return (
            f"{self.unchecked.total():,} documents were taken without a look at who signed them, "
            f"since no key of their publisher is pinned: {names}"
            f"{f' and {more:,} more' if more > 0 else ''}. wardline devices trust DOMAIN"
        )
