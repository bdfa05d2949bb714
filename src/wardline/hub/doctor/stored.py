"""The database: there, of this release, safe, in time, and nothing in it waits for too long."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import msgspec

from wardline.core.clock import format_timestamp
from wardline.core.findings import Check, Finding, watch, wrong
from wardline.hub import health, migrated
from wardline.hub.audit import queries as log
from wardline.hub.audit import tree
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import START, Draft, body
from wardline.hub.audit.log import entry_of
from wardline.hub.audit.spool import FOLDER
from wardline.hub.doctor import queries
from wardline.hub.doctor.scene import DAY, HOUR, SECOND, Scene

# The oldest that Django 5.2 works with ("Databases" in its documentation).
_POSTGRESQL = 140_000
# A drift that people notice in what they sign with one-time codes (RFC 6238: steps of 30 s).
_CLOCK_WATCH = 2 * SECOND
_SMALL_DATABASE = 512 * 2**20
_LOOKED_AT = 2000
_BACKUP_DAYS = 2
# As portal.laws.OLD_DAYS, which needs Django.
_LAW_DAYS = 180
_MANY_WAITING = 10_000
_SECRET_DAYS = 365
# OpenPGP signing keys are made for three years (advisories.keys); tell two months ahead.
_SIGNING_DAYS = 3 * 365 - 60
_BUSY = 0.9
_TRANSACTIONS = 1_500_000_000


def database(scene: Scene) -> Iterator[Finding]:
    """The database answers and is new enough."""
    version = str(scene.value(queries.VERSION))
    if scene.on_postgresql and int(version) < _POSTGRESQL:
        yield wrong(
            f"PostgreSQL {int(version) // 10_000} is too old; 14 is needed.",
            "Upgrade the server (pg_upgrade), then start the hub again.",
        )
    if scene.value(queries.JOURNAL) != "wal":
        yield wrong(
            "The database is not in WAL mode: readers and writers stop each other.",
            "Start the hub once; if it stays so, the data folder's disk cannot do it.",
        )


def migrations(scene: Scene) -> Iterator[Finding]:
    """The database is of the release that is installed."""
    if not scene.value(queries.HAS_MIGRATIONS):
        yield wrong("The database is empty.", "Start the hub once: wardline serve --data DIR")
        return
    found = migrated.difference([(row[0], row[1]) for row in scene.rows(migrated.APPLIED)])
    if found.missing:
        yield wrong(
            f"The database is older than the program: {len(found.missing)} migrations are not "
            f"applied, the first {found.missing[0]}.",
            "Back up, then start 'wardline serve' again: it migrates.",
        )
    if found.unknown:
        yield wrong(
            f"The database is newer than the program: it knows {found.unknown[0]}.",
            "Install the release that migrated it, or restore a backup from before.",
        )


def server(scene: Scene) -> Iterator[Finding]:
    """A PostgreSQL server keeps what it confirmed, and has room for more."""
    if any(row[0] for row in scene.rows(queries.WHICH)):
        yield wrong(
            "database.url leads to a replica, which takes no writes.",
            "Name the primary; with several servers add ?target_session_attrs=read-write.",
        )
    told = {str(name): str(value) for name, value in scene.rows(queries.SERVER_SETTINGS)}
    for name, why in (
        ("fsync", "a power cut may destroy the database"),
        ("full_page_writes", "a power cut may destroy pages of the database"),
        ("synchronous_commit", "what the hub confirmed may be lost at a power cut"),
        ("autovacuum", "the tables grow, and slow down, for ever"),
    ):
        if told.get(name) == "off":
            yield wrong(
                f"PostgreSQL runs with {name} = off: {why}.",
                f"ALTER SYSTEM SET {name} = on; then SELECT pg_reload_conf();",
            )
    if told and told["server_encoding"] != "UTF8":
        yield wrong(
            f"The database's encoding is {told['server_encoding']}.",
            "Make a database with ENCODING 'UTF8' and restore a dump into it.",
        )
    most = int(told.get("max_connections", 0))
    if most and int(scene.value(queries.CONNECTIONS)) > _BUSY * most:
        yield watch(
            f"Nearly all of the server's {most} connections are in use.",
            "Raise max_connections, or put pgbouncer before it (docs/scale.md).",
        )
    if int(scene.value(queries.OLDEST)) > _TRANSACTIONS:
        yield wrong(
            "PostgreSQL is running out of transaction numbers and will stop writing.",
            "End old transactions and prepared ones, then run VACUUM FREEZE.",
        )
    slots = [str(row[0]) for row in scene.rows(queries.IDLE_SLOTS)]
    if slots:
        yield watch(
            f"Nobody reads the replication slot {slots[0]}: its log fills the disk.",
            "Start its replica again, or SELECT pg_drop_replication_slot(NAME).",
        )


def damage(scene: Scene) -> Iterator[Finding]:
    """An embedded database that is small enough is looked through for damage."""
    if scene.on_postgresql or scene.config.sqlite_path.stat().st_size > _SMALL_DATABASE:
        return
    if scene.value(queries.DAMAGE) != "ok":
        yield wrong(
            "The database file is damaged.",
            "Stop the hub, keep a copy of the folder, restore the last backup (docs/backup.md).",
        )


def clock(scene: Scene) -> Iterator[Finding]:
    """This machine's clock beside the database's, and beside what was stored."""
    before = scene.clock()
    told = scene.value(health.CLOCK)
    if told is not None:
        yield from apart(int(told) - (before + scene.clock()) // 2, "the database server's")
    newest = max(int(scene.value(one) or 0) for one in (health.NEWEST, queries.NEWEST_ENTRY))
    if newest > scene.clock() + health.AHEAD:
        yield wrong(
            f"Something is stored with a time that is still to come ({format_timestamp(newest)}): "
            "the clock was ahead then, or is behind now.",
            "Set the clock by NTP (timedatectl set-ntp true). New objects get times after the "
            "newest, so nobody misses one.",
        )


def apart(microseconds: int, whose: str) -> Iterator[Finding]:
    """What a difference between two clocks means."""
    away = abs(microseconds)
    if away <= _CLOCK_WATCH:
        return
    level = wrong if away > health.APART else watch
    yield level(
        f"This machine's clock and {whose} are {away / SECOND:.0f} s apart: times in the audit "
        "log, deadlines and one-time codes are off.",
        "Let NTP set both clocks: timedatectl set-ntp true",
    )


def keeper(scene: Scene) -> Iterator[Finding]:
    """The keeper does its rounds: what waits for the audit log, heads, what must be destroyed."""
    mend = "Look at what 'wardline serve' printed; start it again."
    waiting = int(scene.value(health.WAITING))
    oldest = min((path.stat().st_mtime for path in (scene.data / FOLDER).glob("*")), default=0.0)
    behind = oldest and time.time() - oldest > 2 * 3600
    if waiting > _MANY_WAITING or behind:
        yield wrong("The keeper is behind: entries wait for the audit log.", mend)
    if scene.value(queries.HELD_LATE, before=scene.clock() - HOUR):
        yield wrong("The keeper is behind: something that should be destroyed still stands.", mend)
    first = scene.value(queries.OLDEST_ENTRY)
    if first is None:
        return
    day = dt.datetime.fromtimestamp((scene.clock() - HOUR) / SECOND, dt.UTC).date()
    yesterday = (day - dt.timedelta(days=1)).isoformat()
    made = dt.datetime.fromtimestamp(int(first) / SECOND, dt.UTC).date().isoformat()
    if made <= yesterday and str(scene.value(queries.LAST_DAY) or "") < yesterday:
        yield watch(
            "The audit log's head of yesterday was not taken: the hub was down, or its keeper is.",
            mend,
        )


def backup(scene: Scene) -> Iterator[Finding]:
    """There is a backup, and it is not old."""
    first = scene.value(queries.OLDEST_ENTRY)
    if first is None or scene.clock() - int(first) < _BACKUP_DAYS * DAY:
        return
    made = _last(scene, Action.BACKUP_MADE)
    how = (
        "After pg_dump or a base backup: wardline backup --keys-only (docs/backup.md)."
        if scene.on_postgresql
        else "wardline backup FILE, once a day (docs/backup.md)."
    )
    if made is None:
        yield wrong("There is no backup: what this machine loses is gone.", how)
    elif scene.clock() - made > _BACKUP_DAYS * DAY:
        days = (scene.clock() - made) // DAY
        yield watch(f"The last backup is {days} days old.", how)
    for failing, _ in scene.rows(queries.ARCHIVER):
        if failing:
            yield wrong(
                "PostgreSQL cannot archive its log: there is no recovery to a point in time, and "
                "the disk fills up.",
                "Look at the server's log for what archive_command says, and mend it.",
            )


def _last(scene: Scene, action: Action) -> int | None:
    """When something was last recorded, also if it still waits for its place in the log."""
    found = [int(scene.value(queries.LAST_OF_ACTION, action=action) or 0)]
    for (packed,) in scene.rows(queries.WAITING_BODIES):
        one = msgspec.json.decode(bytes(packed), type=Draft)
        found.append(one.at if one.action == action else 0)
    return max(found) or None


def laws(scene: Scene) -> Iterator[Finding]:
    """Somebody read the sources of the legal texts not long ago."""
    today = dt.datetime.fromtimestamp(scene.clock() / SECOND, dt.UTC).date()
    old = [
        str(title)
        for title, day in scene.rows(queries.LAWS)
        if (today - dt.date.fromisoformat(str(day))).days > _LAW_DAYS
    ]
    if old:
        yield watch(
            f"{len(old)} legal texts were last compared with their source more than "
            f"{_LAW_DAYS} days ago, such as '{old[0]}'. Statutes lapse and return.",
            "Read their sources and confirm them: Staff → Legal texts.",
        )


def queues(scene: Scene) -> Iterator[Finding]:
    """Mails, notices and webhooks leave."""
    before = scene.clock() - health.QUEUE_LATE
    for query, what, mend in (
        (queries.LATE_NOTICES, "notices", "Is the portal running? See 'portal' below."),
        (
            queries.LATE_MAILS,
            "mails",
            "See 'mail-server' below, and what 'wardline serve' printed.",
        ),
        (queries.LATE_CALLS, "calls of webhooks", "Look at what 'wardline serve' printed."),
    ):
        count, oldest = scene.rows(query, before=before)[0]
        mailed = what == "calls of webhooks" or bool(scene["mail.host"])
        if count and mailed:
            since = format_timestamp(int(oldest))[:16].replace("T", " ")
            yield wrong(f"{count} {what} are stuck, the oldest of {since} UTC.", mend)
    off = int(scene.value(queries.HOOKS_OFF, off=False))
    if off:
        yield watch(
            f"{off} webhooks were switched off because they did not answer.",
            "Their members switch them on again at /account/webhooks/; tell them.",
        )


def audit(scene: Scene) -> Iterator[Finding]:
    """The newest entries of the audit log fit each other and the chain's end."""
    mend = "Keep a copy of the database at once, then: wardline audit verify --heads FILE"
    size = int(scene.value(log.SIZE) or 0)
    # Disclosures that went by their age are no lack (`audit/forgetting.py`).
    start = max(0, size - _LOOKED_AT, int(scene.rows(log.RULE)[0][1]))
    entries = [entry_of(row) for row in scene.rows(log.ENTRIES, start=start, many=_LOOKED_AT + 1)]
    if len(entries) < size - start:
        yield wrong(
            f"The audit log lacks {size - start - len(entries)} of its newest entries.", mend
        )
        return
    previous = entries[0].previous if entries and start else START
    for number, entry in enumerate(entries, start):
        leaf = tree.leaf_hash(body(entry.draft, entry.number, entry.previous))
        if entry.number != number or entry.previous != previous or leaf != entry.hash:
            yield wrong(f"Entry {number} of the audit log is not what was recorded.", mend)
            return
        previous = entry.hash


def secrets(scene: Scene) -> Iterator[Finding]:
    """The secrets that grow old (docs/keys.md)."""
    first = scene.value(queries.OLDEST_ENTRY)
    for name in ("portal", "cursor"):
        target = f"setting:{name}_secret"
        last = scene.value(queries.LAST_OF_TARGET, action=Action.SETTING_CHANGED, target=target)
        since = int(last or first or scene.clock())
        if scene.clock() - since > _SECRET_DAYS * DAY:
            yield watch(
                f"The {name} secret is more than a year old.",
                f"wardline secret renew {name}, then start the hub again.",
            )
    made = scene.value(queries.SIGNING_KEY)
    if made is not None and scene.clock() - int(made) > _SIGNING_DAYS * DAY:
        yield wrong(
            "The key that signs advisories ends soon, or has ended: readers will refuse them.",
            "wardline secret renew csaf",
        )


def people(scene: Scene) -> Iterator[Finding]:
    """Somebody can run the hub."""
    if not scene.value(queries.PEOPLE):
        yield watch(
            "Nobody runs this hub yet.",
            "Start 'wardline serve' and open the one-time link that it prints.",
        )
    elif not scene.value(queries.ADMINISTRATORS):
        yield wrong(
            "No administrator of the hub can sign in.",
            "wardline user invite EMAIL --org ID --role admin, with the id of the organization "
            "that runs the hub",
        )


_READY = ("migrations",)
CHECKS: tuple[Check[Scene], ...] = (
    Check("database", "Database", database, ("folder",)),
    Check("migrations", "Its release", migrations, ("database",)),
    Check("server", "The database server's settings", server, ("database",)),
    Check("damage", "Damage of the database", damage, ("database",)),
    Check("clock", "Clock", clock, _READY),
    Check("keeper", "The keeper's work", keeper, _READY),
    Check("backup", "Backups", backup, _READY),
    Check("legal-texts", "Legal texts", laws, _READY),
    Check("queues", "What waits to be sent", queues, _READY),
    Check("audit-log", "The newest of the audit log", audit, _READY),
    Check("secrets", "Age of secrets", secrets, _READY),
    Check("people", "Who runs the hub", people, _READY),
)
