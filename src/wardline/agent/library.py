"""The advisories that the hospital keeps: every version, what was said of each, and the latest.

They lie in the file of the work list, packed, byte for byte as they came.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from wardline.agent.worklist import MACHINE, Worklist
from wardline.core.errors import NotFoundError
from wardline.devices.csafview import Facts, facts_of, order_of
from wardline.devices.model import Loss
from wardline.devices.sources import read_document

# The kind of a remark: the hash or the signature of a document was wrong or missing.
DOUBT = "doubt"


class Kept(NamedTuple):
    """One version of a document."""

    id: str
    sha256: str
    file: str
    added_at: int
    facts: Facts
    document: dict[str, Any]
    data: bytes


class Remark(NamedTuple):
    """What somebody said of a document, or that somebody read it."""

    at: int
    who: str
    kind: str
    text: str


class Library:
    """The documents in a work list's file."""

    def __init__(self, worklist: Worklist) -> None:
        """Use the file of `worklist`."""
        self._worklist = worklist
        self._db = worklist.db

    def add(self, files: Iterable[tuple[str, str, bytes]], now: int) -> list[str]:
        """Keep (id, file, bytes) of documents; the ids of those that are new or a new version."""
        fresh = []
        with self._worklist.transaction():
            known = set(self._db.execute("SELECT id, sha256 FROM document"))
            for number, file, data in files:
                digest = hashlib.sha256(data).hexdigest()
                if (number, digest) in known:
                    continue
                known.add((number, digest))
                self._db.execute(
                    "INSERT INTO document (id, sha256, file, added_at, body) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (number, digest, file, now, zlib.compress(data)),
                )
                fresh.append(number)
        return list(dict.fromkeys(fresh))

    def latest(self) -> list[Kept]:
        """The latest version of each document, by id."""
        newest: dict[str, Kept] = {}
        for kept in self._all(""):
            known = newest.get(kept.id)
            if known is None or _order(kept) > _order(known):
                newest[kept.id] = kept
        return [newest[number] for number in sorted(newest)]

    def newest_at(self) -> int:
        """When a document was last added; 0 where there is none. *Units*: microseconds."""
        row = self._db.execute("SELECT max(added_at) FROM document").fetchone()
        return int(row[0] or 0)

    def versions(self, number: str) -> list[Kept]:
        """All versions of a document, the oldest first. *Raises* NotFoundError."""
        found = sorted(self._all(number), key=_order)
        if not found:
            raise NotFoundError(
                f"There is no advisory {number} here.", hint="See 'wardline devices advisories'."
            )
        return found

    def delete(self, number: str) -> None:
        """Forget all versions of a document; its findings and their history stay."""
        self.versions(number)
        with self._worklist.transaction():
            self._db.execute("DELETE FROM document WHERE id = ?", (number,))

    def remark(self, number: str, remark: Remark) -> None:
        """Keep what somebody said of a document. *Raises* NotFoundError."""
        self.versions(number)
        with self._worklist.transaction():
            self._db.execute(
                "INSERT INTO remark (advisory, at, who, kind, text) VALUES (?, ?, ?, ?, ?)",
                (number, *remark),
            )

    def doubt(self, doubts: Iterable[Loss], now: int) -> None:
        """Keep beside each document what was wrong with its hash or signature, once."""
        known = self.remarks()
        for loss in doubts:
            text = f"{loss.place}: {loss.reason}"
            if text not in {one.text for one in known.get(loss.file, ()) if one.kind == DOUBT}:
                self.remark(loss.file, Remark(now, MACHINE, DOUBT, text))

    def remarks(self) -> dict[str, list[Remark]]:
        """What was said of each document, the oldest first."""
        found: dict[str, list[Remark]] = {}
        rows = self._db.execute("SELECT advisory, at, who, kind, text FROM remark ORDER BY id")
        for number, *values in rows:
            found.setdefault(number, []).append(Remark(*values))
        return found

    def _all(self, number: str) -> Iterable[Kept]:
        where = ("WHERE id = ?", (number,)) if number else ("", ())
        rows = self._db.execute(
            f"SELECT id, sha256, file, added_at, body FROM document {where[0]} ORDER BY id",  # noqa: S608 # no foreign text
            where[1],
        )
        for name, digest, file, added, body in rows:
            data = zlib.decompress(body)
            document, _ = read_document(data, file)
            document = document or {}
            yield Kept(name, digest, file, added, facts_of(document), document, data)


def _order(kept: Kept) -> tuple[Any, ...]:
    return (*order_of(kept.facts), kept.added_at)
