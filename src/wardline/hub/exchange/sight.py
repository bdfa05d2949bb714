"""What one organization may see, read by plain calls: for the portal's threads, not the hot path.

Which collections and visibilities those are is asked anew for each page (four quick statements),
so what was revoked or recalled is gone from the next page on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from wardline.core.cells.model import SMALLEST, in_steps
from wardline.core.policy import Visibility
from wardline.hub.db import Database
from wardline.hub.exchange import queries
from wardline.hub.exchange.access import CollectionAccess, access_of
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.queries import Shape
from wardline.hub.members.credentials import Principal

_SCOPES = frozenset({"read", "write", "delete"})
# CMS cell-size suppression: no count below 11 is shown (DESIGN L10).
SMALLEST_CELL = SMALLEST
_COLUMNS = (
    "id, visibility_id, folded_id, latest, first, type, uuid, version, version_text, added, owner, "
    "body, via"
)
_AT_ONCE = 100


class Place(NamedTuple):
    """Where a record stands: in a collection, for a visibility, at a date_added."""

    collection: int
    visibility: int
    added: int


class Stored(NamedTuple):
    """A record that the asker may see."""

    collection: CollectionAccess
    visibility: int
    folded: int
    latest: bool
    first: bool
    version: int
    version_text: str
    added: int
    owner: str
    body: bytes
    # The path on which it came from other hubs; None: it came in here.
    via: int | None = None


class Gone(NamedTuple):
    """A version that was deleted or recalled, for those who may have received it."""

    collection: CollectionAccess
    version_text: str
    added: int
    recall: str


class Screened(NamedTuple):
    """What the gate said of the batch in which a record came."""

    limb: str
    reviewer: str
    rules: str
    passed: int
    found: str
    at: int


class Sight:
    """Reads for one process, on whichever of its threads asks."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def collections(self, organization: str) -> list[CollectionAccess]:
        """The collections that people of `organization` may read or write, in a stable order."""
        read = self._database.read
        # The epoch first: what came to stand since is then asked for with the next page.
        epoch = str(read(queries.SETTING, {"name": "rights"})[0][0])
        present: dict[int, list[tuple[int, Visibility]]] = {}
        for collection, number, key in read(queries.PRESENT, {}):
            present.setdefault(collection, []).append((number, Visibility.from_key(key)))
        who = Principal("", organization, "", _SCOPES, None)
        rows = read(queries.COLLECTIONS, {"organization": organization})
        found = [access_of(row, who, present.get(row[0], []), epoch) for row in rows]
        return [one for one in found if one.can_read or one.can_write]

    def visibilities(self) -> dict[int, Visibility]:
        """All visibilities by their number."""
        return {
            number: Visibility.from_key(key)
            for number, key in self._database.read(queries.VISIBILITIES, {})
        }

    def at(self, places: Sequence[Place]) -> dict[Place, tuple[str, bytes]]:
        """Owner and body of each place where the latest version still stands."""
        found: dict[Place, tuple[str, bytes]] = {}
        groups: dict[tuple[int, int], list[int]] = {}
        for place in places:
            groups.setdefault(place[:2], []).append(place.added)
        for (collection, visibility), moments in groups.items():
            for part in _parts(moments):
                params: dict[str, Any] = {f"m{i}": moment for i, moment in enumerate(part)}
                params |= {"collection": collection, "visibility": visibility}
                for added, owner, body in self._database.read(queries.at(len(part)), params):
                    found[Place(collection, visibility, added)] = (owner, bytes(body))
        return found

    def versions(
        self, accesses: Iterable[CollectionAccess], identity: Identity, *, last: bool = False
    ) -> list[Stored]:
        """The visible versions of an object in all `accesses`, the newest first."""
        found: list[Stored] = []
        for access in accesses:
            if access.can_read and access.visibilities:
                rows = self._by_id(access, [identity], last=last)
                found += [_stored(access, row) for row in rows]
        return sorted(found, key=lambda one: (one.version, one.added), reverse=True)

    def latest(
        self, accesses: Iterable[CollectionAccess], identities: Sequence[Identity]
    ) -> dict[Identity, Stored]:
        """The latest visible version of each of `identities`, in the first collection with one."""
        found: dict[Identity, Stored] = {}
        for access in accesses:
            if not (access.can_read and access.visibilities):
                continue
            for part in _parts([one for one in identities if one not in found]):
                for row in self._by_id(access, part, last=True):
                    found.setdefault(Identity(bytes(row[6]), row[5]), _stored(access, row))
        return found

    def _by_id(
        self, access: CollectionAccess, identities: Sequence[Identity], *, last: bool
    ) -> list[tuple[Any, ...]]:
        shape = Shape(
            len(access.visibilities), versions="last" if last else "all", ids=len(identities)
        )
        params: dict[str, Any] = {f"v{i}": value for i, value in enumerate(access.visibilities)}
        for i, identity in enumerate(identities):
            params |= {f"i{i}": identity.uuid, f"y{i}": identity.type, f"h{i}": identity.hash()}
        params |= {"collection": access.id, "after": -1, "many": 1000}
        return self._database.read(queries.page(shape, _COLUMNS), params)

    def gone(self, accesses: Iterable[CollectionAccess], identity: Identity) -> list[Gone]:
        """What was deleted or recalled of an object, for whoever may have received it."""
        found = []
        for access in accesses:
            for visibility in access.visibilities if access.can_read else ():
                params = {
                    "collection": access.id,
                    "visibility": visibility,
                    "type": identity.type,
                    "uuid": identity.uuid,
                }
                rows = self._database.read(queries.STONES_OF, params)
                found += [Gone(access, *row) for row in rows]
        return found

    def screened(self, record: Stored) -> Screened | None:
        """The gate's record of the batch that brought `record`."""
        params = {
            "collection": record.collection.id,
            "added": record.added,
            "organization": record.owner,
        }
        rows = self._database.read(queries.SCREENED, params)
        return Screened(*rows[0]) if rows else None

    def seen_by(self, collection: int, identity: Identity) -> int | None:
        """By how many members an object was seen, in elevens; None for nobody, or fewer than 11."""
        params = {"collection": collection, "hash": identity.hash()}
        return in_steps(int(self._database.read(queries.SEEN_BY, params)[0][0]))

    def newer(self, place: Place, most: int) -> int:
        """How many latest records stand after a place, at most `most`."""
        return _newer(self._database, place, most)

    def newest(self, access: CollectionAccess) -> int | None:
        """When the newest record that the asker may see came into a collection."""
        moments = [
            row[0]
            for visibility in access.visibilities
            for row in self._database.read(
                queries.NEWEST_OF, {"collection": access.id, "visibility": visibility}
            )
        ]
        return max(moments, default=None)

    def readers(self, collection: int) -> Readers:
        """Who may read a collection, as a number."""
        row = self._database.read(queries.READERS, {"collection": collection, "active": True})[0]
        return Readers(bool(row[0]), int(row[1]), int(row[2]))


class Readers(NamedTuple):
    """How many organizations read a collection."""

    everybody: bool
    members: int
    named: int


class Following:
    """Reads for whoever follows every collection by its cursors: the search index."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def heads(self) -> dict[int, int]:
        """The newest date_added of each collection."""
        return {number: int(added) for number, added in self._database.read(queries.HEADS, {})}

    def present(self) -> list[tuple[int, int]]:
        """The pairs of collection and visibility in which records may stand."""
        rows = self._database.read(queries.PRESENT, {})
        return [(collection, visibility) for collection, visibility, _ in rows]

    def secret(self) -> bytes:
        """What all processes of this hub share."""
        return str(self._database.read(queries.SETTING, {"name": "cursor_secret"})[0][0]).encode()

    def newer(self, place: Place, most: int) -> int:
        """How many latest records stand after a place, at most `most`."""
        return _newer(self._database, place, most)

    def records(self, place: Place, many: int) -> list[Followed]:
        """The latest records after a place, in the order of date_added."""
        rows = self._database.read(queries.FOLLOW, {**place._asdict(), "many": many})
        return [Followed(row[0], row[1], row[2], row[3], row[4], bytes(row[5])) for row in rows]

    def stones(self, place: Place, many: int) -> list[tuple[int, Identity]]:
        """What was deleted after a place: when, and which object."""
        rows = self._database.read(queries.FOLLOW_STONES, {**place._asdict(), "many": many})
        return [(added, Identity(bytes(number), kind)) for added, kind, number in rows]

    def standing(self, collection: int, identity: Identity) -> Iterator[tuple[Place, str, bytes]]:
        """Where the latest rows of an object stand now, with owner and body."""
        params: dict[str, Any] = {"collection": collection, "h0": identity.hash()}
        params["hashes"] = [identity.hash()]
        for row in self._database.read(queries.stored(1), params):
            if row[6] and Identity(bytes(row[2]), row[1]) == identity:
                bodies = self._database.read(queries.BODY, {"id": row[0]})
                if bodies:
                    yield Place(collection, row[4], row[9]), row[8], bytes(bodies[0][0])


class Followed(NamedTuple):
    """A record on its way into the index."""

    added: int
    type: str
    uuid: bytes
    # Whether other rows of the object may have changed with it.
    alone: bool
    owner: str
    body: bytes


def _newer(database: Database, place: Place, most: int) -> int:
    params = {**place._asdict(), "most": most}
    return int(database.read(queries.NEWER, params)[0][0])


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _stored(access: CollectionAccess, row: tuple[Any, ...]) -> Stored:
    return Stored(
        collection=access,
        visibility=row[1],
        folded=row[2],
        latest=bool(row[3]),
        first=bool(row[4]),
        version=row[7],
        version_text=row[8],
        added=row[9],
        owner=row[10],
        body=bytes(row[11]),
        via=row[12],
    )
