"""The versions of one object, arranged so that each reader sees one latest and one first.

Versions of one object may be marked differently. Readers fall into bands: those whom a scope
reaches and no stricter one does. In each band every visible version shows its fullest rendition,
and the newest of them is `latest`. Neighbouring bands that see the same share a row, so an object
that is always marked alike, as nearly all are, has one row a version.

What a wider band sees never changes because of something that only a stricter band may see: its
rows keep their place (`added`), so that not even the existence of the other shows.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from wardline.core.policy import Scope, Visibility


class Identity(NamedTuple):
    """What makes an object the same over its versions."""

    uuid: bytes
    type: str

    def hash(self) -> int:
        """64 bits by which its records are found; signed, as databases count."""
        mark = hashlib.blake2b(self.uuid + self.type.encode(), digest_size=8).digest()
        return int.from_bytes(mark, "big", signed=True)


class Row(NamedTuple):
    """A stored rendition of a version; `id` is 0 and `added` 0 where it is not stored yet."""

    version: int
    folded: Visibility
    visibility: Visibility
    latest: int
    first: int
    owner: str
    # Identifies the bytes: rows with the same source show the same body.
    source: int
    id: int = 0
    added: int = 0


class Plan(NamedTuple):
    """What to write so that the rows are arranged: new rows, changed rows, rows to take out."""

    insert: list[Row]
    update: list[Row]
    delete: list[Row]


def arrange(rows: list[Row]) -> Plan:
    """The plan that turns `rows`, stored and new, into an arranged object.

    1. The bands, from the widest scope to the strictest.
    2. In each band, the rendition that shows for each version, and its flags.
    3. Runs of bands that see the same become one row.
    4. The widest row of each source inherits the stored row's place.
    """
    renditions = list({row.source: row for row in rows}.values())
    bands = _bands(renditions)
    shown = [_shown(band, renditions) for band in bands]
    target = [row for row in renditions for row in _rows_of(row, bands, shown)]
    return _difference(rows, target)


def _bands(renditions: list[Row]) -> list[Scope]:
    return sorted({row.folded.scope for row in renditions})


def _shown(band: Scope, renditions: list[Row]) -> dict[int, tuple[int, int]]:
    """For those in `band`: source → (latest, first), one source for each visible version."""
    by_version: dict[int, Row] = {}
    for row in renditions:
        if not _reaches(row.folded.scope, band):
            continue
        other = by_version.get(row.version)
        if other is None or row.folded.scope > other.folded.scope:
            by_version[row.version] = row
    newest, oldest = max(by_version, default=0), min(by_version, default=0)
    return {
        row.source: (int(version == newest), int(version == oldest))
        for version, row in by_version.items()
    }


def _reaches(scope: Scope, band: Scope) -> bool:
    return scope == band or scope.covers(band)


def _rows_of(
    rendition: Row, bands: list[Scope], shown: list[dict[int, tuple[int, int]]]
) -> list[Row]:
    """The rows that `rendition` needs: one for each run of bands with the same flags."""
    reached = [i for i, band in enumerate(bands) if _reaches(rendition.folded.scope, band)]
    out: list[Row] = []
    start: int | None = None
    for position, index in enumerate(reached):
        flags = shown[index].get(rendition.source)
        if flags is None:
            continue
        start = index if start is None else start
        after = reached[position + 1] if position + 1 < len(reached) else None
        if after is not None and shown[after].get(rendition.source) == flags:
            continue
        visibility = Visibility(bands[start], None if after is None else bands[after])
        out.append(rendition._replace(visibility=visibility, latest=flags[0], first=flags[1], id=0))
        start = None
    return out


def _difference(rows: list[Row], target: list[Row]) -> Plan:
    """Rows that stay as they are, then rows that inherit a place, then new and surplus ones."""
    stored: dict[int, list[Row]] = {}
    for row in rows:
        if row.id:
            stored.setdefault(row.source, []).append(row)
    plan = Plan([], [], [])
    displaced: list[Row] = []
    for row in target:
        left = stored.get(row.source, [])
        same = next((old for old in left if old.visibility == row.visibility), None)
        if same is None:
            displaced.append(row)
            continue
        left.remove(same)
        if (row.latest, row.first) != (same.latest, same.first):
            plan.update.append(row._replace(id=same.id, added=same.added))
    for row in displaced:
        left = stored.get(row.source, [])
        if left:
            place = left.pop(0)
            plan.update.append(row._replace(id=place.id, added=place.added))
        else:
            plan.insert.append(row._replace(added=0))
    plan.delete.extend(row for left in stored.values() for row in left)
    return plan
