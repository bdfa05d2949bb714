"""The hot path's SQL, each query with its purpose. Names are those of `models.py`.

Pages are put together from constant parts only: how many visibilities and types are asked for
decides how many times an arm is repeated; all values are parameters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from wardline.hub.db import Dialect, Query

# What all processes share: the cursor secret, the epoch of rights.
SETTING = "SELECT value FROM exchange_setting WHERE name = :name"
EPOCH = "(SELECT value FROM exchange_setting WHERE name = 'rights')"
# The key that a client showed, by the digest of its secret.
KEY = """
    SELECT k.id, k.organization_id, k.scopes, k.expires_at, o.name
    FROM members_key k JOIN members_organization o ON o.id = k.organization_id
    WHERE k.digest = :digest AND k.revoked_at IS NULL AND o.active = :active"""

# The keys that are still good.
KEYS = """
    SELECT k.id FROM members_key k JOIN members_organization o ON o.id = k.organization_id
    WHERE k.revoked_at IS NULL AND o.active = :active"""

# The collections that an organization may read or write, in a stable order.
COLLECTIONS = """
    SELECT c.id, c.uuid, c.alias, c.title, c.description, c.read_all, c.write_all,
           g.can_read, g.can_write, p.ceiling, p.hub
    FROM exchange_collection c
    LEFT JOIN exchange_grant g ON g.collection_id = c.id AND g.organization = :organization
    LEFT JOIN members_peer p ON p.organization_id = :organization
    ORDER BY c.created_at, c.id"""
# Peers (members/peers.py) and the paths on which their objects came.
PEERS = "SELECT organization_id, hub, relays FROM members_peer"
PATHS = "SELECT id, hubs FROM exchange_path"
ADD_PATH = "INSERT INTO exchange_path (hubs) VALUES (:hubs) ON CONFLICT (hubs) DO NOTHING"
PATH = "SELECT id FROM exchange_path WHERE hubs = :hubs"
PATHS_OF = "SELECT count(*) FROM exchange_path WHERE hubs LIKE :end"
# Whether anything was ever withdrawn from a collection: nearly always the whole answer.
ANY_STONE = """
    SELECT 1 FROM exchange_tombstone WHERE collection_id = :collection LIMIT 1"""
STONES_AT = """
    SELECT type, version_text, organization, visibility_id FROM exchange_tombstone
    WHERE collection_id = :collection AND uuid = :uuid"""
# Who withdrew an object, and whether it was a recall.
STONES_WHY = """
    SELECT type, organization, recall FROM exchange_tombstone
    WHERE collection_id = :collection AND uuid = :uuid"""
ADD_CLASH = """
    INSERT INTO exchange_clash (collection_id, direction, giver, object, version, kind, reason,
                                first_at, last_at, times)
    VALUES (:collection, :direction, :giver, :object, :version, :kind, :reason, :at, :at, 1)
    ON CONFLICT (collection_id, direction, giver, object, version, kind)
    DO UPDATE SET last_at = :at, reason = :reason, settled_at = NULL,
                  first_at = CASE WHEN exchange_clash.settled_at IS NULL
                                  THEN exchange_clash.first_at ELSE :at END,
                  times = exchange_clash.times + 1"""
# Clashes that nobody needs any more: the oldest, or those beyond so many of one giver.
_DROP_CLASHES = """
    DELETE FROM exchange_clash WHERE id IN ({})
    RETURNING direction, giver, object, version, kind"""
OLD_CLASHES = _DROP_CLASHES.format(
    "SELECT id FROM exchange_clash WHERE last_at < :before ORDER BY last_at LIMIT :many"
)
SURPLUS_CLASHES = _DROP_CLASHES.format(
    """
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY giver ORDER BY last_at DESC, id DESC) AS place
        FROM exchange_clash) ranked
    WHERE place > :most LIMIT :many"""
)
# Whether any can be old, or more than so many.
CLASHES = "SELECT count(*), min(last_at) FROM exchange_clash"
# The visibilities that stand in a collection.
PRESENT = """
    SELECT p.collection_id, v.id, v.key
    FROM exchange_presence p JOIN exchange_visibility v ON v.id = p.visibility_id
    ORDER BY p.collection_id, v.id"""

# Writing: the row whose lock orders the writers of a collection, and its newest date_added.
LOCK_COLLECTION = Dialect(
    "SELECT last_added FROM exchange_collection WHERE id = :collection",
    "SELECT last_added FROM exchange_collection WHERE id = :collection FOR UPDATE",
)
# Retention: how long each collection keeps, in days; by the hexadecimal digits of its id.
KEEPS = "SELECT name, value FROM exchange_setting WHERE name LIKE 'keep:%'"
COLLECTION_IDS = "SELECT id, uuid FROM exchange_collection"
PRESENT_IN = "SELECT visibility_id FROM exchange_presence WHERE collection_id = :collection"
# The oldest records of one stretch of the page index.
OLDEST = """
    SELECT type, uuid FROM exchange_record
    WHERE collection_id = :collection AND visibility_id = :visibility AND latest = :latest
          AND added < :before
    ORDER BY added LIMIT :many"""
# Feeds that are due and that nobody pulls.
DUE_FEEDS = """
    SELECT id FROM exchange_feed WHERE next_at <= :now AND lease_until <= :now
    ORDER BY next_at, id LIMIT :many"""
# One of them, if it still is; locked, so that two who claim it do so one after the other.
_LOCK_FEED = """
    SELECT id FROM exchange_feed WHERE id = :id AND next_at <= :now AND lease_until <= :now"""
LOCK_FEED = Dialect(_LOCK_FEED, f"{_LOCK_FEED} FOR UPDATE")
LEASE_FEED = """
    UPDATE exchange_feed SET lease_until = :until, started_at = :started WHERE id = :id"""
# It was pulled, or somebody gave up.
RELEASE_FEED = """
    UPDATE exchange_feed SET lease_until = 0, started_at = NULL, next_at = :next WHERE id = :id"""
# Where a feed stands, in the transaction of what it stands behind.
FEED_CURSOR = "UPDATE exchange_feed SET cursor = :value WHERE id = :id"
FEED_STONES = "UPDATE exchange_feed SET stones = :value WHERE id = :id"
FEED_FAILURES = "SELECT failures FROM exchange_feed WHERE id = :id"
FEED_PROBLEM = """
    UPDATE exchange_feed SET problem = :problem, failures = failures + 1 WHERE id = :id"""
# How many versions a collection has, and how many of them have no record after a time.
PAST = """
    SELECT count(*), count(CASE WHEN newest < :before THEN 1 END),
           min(CASE WHEN newest < :before THEN oldest END),
           max(CASE WHEN newest < :before THEN newest END)
    FROM (
        SELECT min(added) AS oldest, max(added) AS newest FROM exchange_record
        WHERE collection_id = :collection GROUP BY type, uuid, version
    ) AS versions"""
# What is destroyed must not stay in free pages of the file.
OVERWRITE = Dialect("PRAGMA secure_delete = ON", "SELECT 1")
COLLECTION_UUID = "SELECT uuid FROM exchange_collection WHERE id = :collection"
NEWEST = "SELECT last_added FROM exchange_collection WHERE id = :collection"
ADVANCE = "UPDATE exchange_collection SET last_added = :added WHERE id = :collection"
VISIBILITIES = "SELECT id, key FROM exchange_visibility"
VISIBILITY = "SELECT id FROM exchange_visibility WHERE key = :key"
ADD_VISIBILITY = """
    INSERT INTO exchange_visibility (key) VALUES (:key) ON CONFLICT (key) DO NOTHING"""
ADD_PRESENCE = """
    INSERT INTO exchange_presence (collection_id, visibility_id) VALUES (:collection, :visibility)
    ON CONFLICT (collection_id, visibility_id) DO NOTHING"""
DEFINITIONS = "SELECT marking, label FROM exchange_definition WHERE owner IN (:owner, '')"
ADD_DEFINITION = """
    INSERT INTO exchange_definition (owner, marking, label) VALUES (:owner, :marking, :label)
    ON CONFLICT (owner, marking) DO NOTHING"""

# Numbers for new records: the next one (SQLite has one writer), or a block of the sequence.
NEW_RECORDS = Dialect(
    "SELECT COALESCE(MAX(id), 0) + 1 FROM exchange_record",
    "SELECT nextval(pg_get_serial_sequence('exchange_record', 'id')) "
    "FROM generate_series(1, :many)",
)
IDENTITY_COLUMNS = ("collection", "hash", "record")
# How many identities wait to be moved, without counting them.
RECENT = "SELECT COALESCE(MAX(id) - MIN(id), 0), MAX(id) FROM exchange_identity_recent"
# One mover at a time; whoever comes second leaves it to the first.
MOVER = Dialect("SELECT 1", "SELECT CASE WHEN pg_try_advisory_xact_lock(4711) THEN 1 ELSE 0 END")
MOVE_RECENT = """
    INSERT INTO exchange_identity (collection, hash, record)
    SELECT collection, hash, record FROM exchange_identity_recent WHERE id <= :last
    ORDER BY collection, hash, record"""
DROP_RECENT = "DELETE FROM exchange_identity_recent WHERE id <= :last"
FORGET = (
    "DELETE FROM exchange_identity WHERE collection = :collection AND hash = :hash AND record = :id"
)
FORGET_RECENT = (
    "DELETE FROM exchange_identity_recent "
    "WHERE collection = :collection AND hash = :hash AND record = :id"
)
RECORD_COLUMNS = (
    "id",
    "collection_id",
    "visibility_id",
    "folded_id",
    "latest",
    "first",
    "type",
    "uuid",
    "version",
    "version_text",
    "added",
    "owner",
    "via",
    "body",
)
# A split row shows the bytes of the row that it was split from.
COPY_RECORD = """
    INSERT INTO exchange_record (id, collection_id, visibility_id, folded_id, latest, first, type,
                                 uuid, version, version_text, added, owner, via, body)
    SELECT :new, collection_id, :visibility, folded_id, :latest, :first, type,
           uuid, version, version_text, :added, owner, via, body
    FROM exchange_record WHERE id = :id"""
UPDATE_RECORD = """
    UPDATE exchange_record SET visibility_id = :visibility, latest = :latest, first = :first
    WHERE id = :id"""
DELETE_RECORD = "DELETE FROM exchange_record WHERE id = :id"
VERSION_AND_VIA = "SELECT version_text, via FROM exchange_record WHERE id = :id"
BODY = "SELECT body FROM exchange_record WHERE id = :id"
# The hubs and feeds that a record came by; nothing where it came in here.
CAME_BY = """
    SELECT p.hubs FROM exchange_record r JOIN exchange_path p ON p.id = r.via WHERE r.id = :id"""
FEED_STANDS = "SELECT 1 FROM exchange_feed WHERE id = :id"
TOMBSTONE_COLUMNS = (
    "collection_id",
    "visibility_id",
    "type",
    "uuid",
    "version_text",
    "added",
    "organization",
    "recall",
    "via",
)
SIGHTING_COLUMNS = ("collection", "seen", "sighting", "organization")
FORGET_SIGHTING = """
    DELETE FROM exchange_sighting
    WHERE collection = :collection AND sighting = :hash AND organization = :organization"""
# How many members told that they saw an object; the hub itself is none, nor are other hubs.
SEEN_BY = """
    SELECT count(DISTINCT organization) FROM exchange_sighting
    WHERE collection = :collection AND seen = :hash AND organization <> ''
          AND organization NOT IN (SELECT organization_id FROM members_peer)"""
ADD_SCREENING = """
    INSERT INTO exchange_screening (collection_id, organization, first_added, last_added, limb,
                                    reviewer, rules, passed, refused, found, at)
    VALUES (:collection, :organization, :first, :last, :limb, :reviewer, :rules, :passed, :refused,
            :found, :at)"""
ADD_STATUS = """
    INSERT INTO exchange_status (id, organization, expires_at, body)
    VALUES (:id, :organization, :expires_at, :body)"""
DROP_STATUSES = "DELETE FROM exchange_status WHERE expires_at < :now"
STATUS = """
    SELECT body FROM exchange_status
    WHERE id = :id AND organization = :organization AND expires_at >= :now"""

# For people's pages (exchange/sight.py) and the search index.
HEADS = "SELECT id, last_added FROM exchange_collection"
FOLLOW = """
    SELECT added, type, uuid, CASE WHEN first = 1 AND visibility_id = folded_id THEN 1 ELSE 0 END,
           owner, body
    FROM exchange_record
    WHERE collection_id = :collection AND visibility_id = :visibility AND latest = 1
          AND added > :added
    ORDER BY added LIMIT :many"""
FOLLOW_STONES = """
    SELECT added, type, uuid FROM exchange_tombstone
    WHERE collection_id = :collection AND visibility_id = :visibility AND added > :added
    ORDER BY added LIMIT :many"""
NEWER = """
    SELECT count(*) FROM (
        SELECT added FROM exchange_record
        WHERE collection_id = :collection AND visibility_id = :visibility AND latest = 1
              AND added > :added
        LIMIT :most) k"""
NEWEST_OF = """
    SELECT added FROM exchange_record
    WHERE collection_id = :collection AND visibility_id = :visibility AND latest = 1
    ORDER BY added DESC LIMIT 1"""
STONES_OF = """
    SELECT version_text, added, recall FROM exchange_tombstone
    WHERE collection_id = :collection AND visibility_id = :visibility AND type = :type
          AND uuid = :uuid
    ORDER BY added DESC LIMIT 100"""
# The batch that a record came with: of batches of its sharer, the one that its date lies in.
SCREENED = """
    SELECT limb, reviewer, rules, passed, found, at FROM exchange_screening
    WHERE collection_id = :collection AND last_added >= :added AND first_added <= :added
          AND organization = :organization
    ORDER BY last_added LIMIT 1"""
READERS = """
    SELECT c.read_all, (SELECT count(*) FROM members_organization o WHERE o.active = :active),
           (SELECT count(*) FROM exchange_grant g JOIN members_organization o
                ON o.id = g.organization
            WHERE g.collection_id = c.id AND g.can_read = :active AND o.active = :active)
    FROM exchange_collection c WHERE c.id = :collection"""


@lru_cache(maxsize=128)
def at(count: int) -> str:
    """Owner and body of the latest records at `count` dates (:m0, …) of one visibility."""
    marks = ", ".join(f":m{i}" for i in range(count))
    return (
        "SELECT added, owner, body FROM exchange_record "  # noqa: S608 # constant parts
        "WHERE collection_id = :collection AND visibility_id = :visibility AND latest = 1 "
        f"AND added IN ({marks})"
    )


_STORED = "id, type, uuid, version, visibility_id, folded_id, latest, first, owner, added"


_FIND = (
    "SELECT record FROM exchange_identity WHERE collection = :collection AND hash {0} "
    "UNION ALL SELECT record FROM exchange_identity_recent "
    "WHERE collection = :collection AND hash {0}"
)


@lru_cache(maxsize=8)
def stored(count: int) -> Dialect:
    """What is stored of `count` objects, by their hashes (:h0, :h1, … or the array :hashes)."""
    marks = ", ".join(f":h{i}" for i in range(count))
    select = f"SELECT {_STORED} FROM exchange_record WHERE id IN "  # noqa: S608 # constant parts
    select_any = f"SELECT {_STORED} FROM exchange_record WHERE id = ANY(ARRAY"  # noqa: S608 # as above
    return Dialect(
        f"{select}({_FIND.format(f'IN ({marks})')})",
        f"{select_any}({_FIND.format('= ANY(:hashes)')}))",
    )


class Shape(NamedTuple):
    """What decides the text of a page query; the values come as parameters."""

    visibilities: int
    types: int = 0
    # 'last', 'all', or 'some' for first and exact versions.
    versions: str = "last"
    timestamps: int = 0
    first: bool = False
    last: bool = False
    # How many objects are named; they come as :h0… (hashes) besides.
    ids: int = 0
    table: str = "exchange_record"
    # How many paths are left out: those that lead through the asker. They come as :p0….
    beyond: int = 0


@lru_cache(maxsize=1024)
def page(shape: Shape, columns: str) -> Query:
    """One page in the order of date_added.

    Parameters: :collection, :after, :many; :v0…, :t0…, :m0… (versions), :i0…/:y0… (id: UUID and
    type).
    """
    if shape.ids:
        return _page_by_id(shape, columns)
    arms = _arms(shape)
    if len(arms) == 1:
        return (
            f"SELECT {columns} FROM {shape.table} r WHERE {arms[0]} "  # noqa: S608 # constant parts
            "ORDER BY added LIMIT :many"
        )
    union = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id AS number, added AS place FROM {shape.table} "  # noqa: S608 # constant parts
        f"WHERE {arm} ORDER BY added LIMIT :many) a{i}"
        for i, arm in enumerate(arms)
    )
    return (
        f"SELECT {columns} FROM ({union} ORDER BY place LIMIT :many) k "  # noqa: S608 # constant parts
        f"JOIN {shape.table} r ON r.id = k.number ORDER BY r.added"
    )


@lru_cache(maxsize=1024)
def page_and_epoch(shape: Shape, columns: str) -> Dialect:
    """`page`, with the epoch of rights behind each row's columns, of the same moment.

    SQLite tells each process at once that something was written. PostgreSQL does not, so there an
    empty page is one row of the epoch alone: a reader whose sight is of an older epoch learns that
    something may be there which it did not ask for.
    """
    with_column = page(shape, f"{columns}, {EPOCH}")
    plain = page(shape, columns)
    inner = plain if isinstance(plain, str) else plain.postgresql
    return Dialect(
        with_column if isinstance(with_column, str) else with_column.sqlite,
        f"SELECT {columns}, s.value FROM exchange_setting s "  # noqa: S608 # constant parts
        f"LEFT JOIN ({inner}) c ON true WHERE s.name = 'rights' ORDER BY added",
    )


@lru_cache(maxsize=256)
def changes(visibilities: int, beyond: int = 0) -> str:
    """What came and what was deleted, in one order; the epoch alone where there is nothing.

    One statement sees one moment: nothing can be committed between what came and what went.
    Columns: epoch, added, body (NULL: deleted), type, uuid, version_text, recall.
    Parameters: :collection, :after, :many; :v0…, :p0… (paths that are left out).
    """
    arm = (
        "SELECT * FROM (SELECT added, {} AS body, type, uuid, version_text, {} AS recall FROM {} "
        "WHERE collection_id = :collection AND visibility_id = :v{}{} AND added > :after "
        "ORDER BY added LIMIT :many) {}{}"
    )
    arms = [
        arm.format(*parts, v, *rest)
        for v in range(visibilities)
        for parts, rest in (
            (("body", "''", "exchange_record"), (f" AND latest = 1{_beyond(beyond)}", "r", v)),
            (("CAST(NULL AS bytea)", "recall", "exchange_tombstone"), (_beyond(beyond), "t", v)),
        )
    ]
    if not arms:
        return f"SELECT {EPOCH}, NULL"  # constant parts
    return (
        "SELECT s.value, c.* FROM exchange_setting s "  # noqa: S608 # constant parts
        f"LEFT JOIN ({' UNION ALL '.join(arms)} ORDER BY added LIMIT :many) c ON 1 = 1 "
        "WHERE s.name = 'rights' ORDER BY c.added"
    )


def _arms(shape: Shape) -> list[str]:
    """One condition for each stretch of an index that holds asked-for records in order."""
    latest = ["latest = 1"] if shape.versions == "last" else ["latest = 1", "latest = 0"]
    if shape.table == "exchange_tombstone":
        latest = ["1 = 1"]
    types = [f"type = :t{i} AND " for i in range(shape.types)] or [""]
    tail = f" AND ({_versions(shape)})" if shape.versions == "some" else ""
    tail += _beyond(shape.beyond)
    return [
        f"collection_id = :collection AND visibility_id = :v{v} AND {kind}{state} "
        f"AND added > :after{tail}"
        for v in range(shape.visibilities)
        for kind in types
        for state in latest
    ]


def _beyond(many: int) -> str:
    """What came by the paths :p0… is not given."""
    marks = ", ".join(f":p{i}" for i in range(many))
    return f" AND (via IS NULL OR via NOT IN ({marks}))" if many else ""


def _versions(shape: Shape) -> str:
    parts = [f"version = :m{i}" for i in range(shape.timestamps)]
    if shape.first:
        parts.append("first = 1")
    if shape.last:
        parts.append("latest = 1")
    return " OR ".join(parts) or "1 = 0"


def _page_by_id(shape: Shape, columns: str) -> Dialect:
    wanted = " OR ".join(f"(uuid = :i{i} AND type = :y{i})" for i in range(shape.ids))
    hashes = ", ".join(f":h{i}" for i in range(shape.ids))
    parts = [
        # Hashes find the records; the pairs make sure that they are the ones meant.
        f"({wanted})",
        f"visibility_id IN ({', '.join(f':v{i}' for i in range(shape.visibilities))})",
        "added > :after",
    ]
    if shape.types:
        parts.append(f"type IN ({', '.join(f':t{i}' for i in range(shape.types))})")
    if shape.versions == "last":
        parts.append("latest = 1")
    elif shape.versions == "some":
        parts.append(f"({_versions(shape)})")
    if shape.beyond:
        parts.append(_beyond(shape.beyond).removeprefix(" AND "))
    found = _FIND.format(f"IN ({hashes})")
    tail = f"{' AND '.join(parts)} ORDER BY added LIMIT :many"
    return Dialect(
        # CROSS JOIN keeps SQLite from starting at the other side, with all records.
        f"SELECT {columns} FROM ({found}) k CROSS JOIN {shape.table} r "  # noqa: S608 # constant parts
        f"WHERE r.id = k.record AND collection_id = :collection AND {tail}",
        # "+ 0" keeps PostgreSQL from walking a page index instead: with the statistics of a small
        # table (it has grown a hundredfold since) that looks cheap, and gave 70 requests/s.
        f"SELECT {columns} FROM {shape.table} r WHERE id = ANY(ARRAY({found})) "  # noqa: S608 # as above
        f"AND collection_id + 0 = :collection AND {tail}",
    )
