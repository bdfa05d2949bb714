"""The doctor's SQL, each query with its purpose. All of it only reads."""

from __future__ import annotations

from wardline.hub.db import Dialect

VERSION = Dialect("SELECT sqlite_version()", "SHOW server_version_num")
# Whether anybody ever migrated this database.
HAS_MIGRATIONS = Dialect(
    "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'",
    "SELECT count(*) FROM pg_tables WHERE tablename = 'django_migrations'",
)
# The settings by which a server may lose what it confirmed.
SERVER_SETTINGS = Dialect(
    "SELECT '', '' WHERE 1 = 0",
    """SELECT name, setting FROM pg_settings WHERE name IN (
        'fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'server_encoding',
        'max_connections', 'archive_mode')""",
)
CONNECTIONS = Dialect(
    "SELECT 0", "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
)
# How near the server is to running out of transaction numbers.
OLDEST = Dialect(
    "SELECT 0", "SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()"
)
# Whether archiving has failed since it last worked, and when it last worked, in seconds.
ARCHIVER = Dialect(
    "SELECT 0, 0 WHERE 1 = 0",
    """SELECT failed_count > 0 AND last_failed_time > coalesce(last_archived_time, '-infinity'),
        extract(epoch FROM last_archived_time)::bigint FROM pg_stat_archiver""",
)
# Slots that nobody reads: the server keeps its log for them until the disk is full.
IDLE_SLOTS = Dialect(
    "SELECT '' WHERE 1 = 0",
    "SELECT slot_name FROM pg_replication_slots WHERE NOT active ORDER BY slot_name",
)
# --- A primary and its replica (PostgreSQL alone)

_NOTHING = "SELECT NULL WHERE 1 = 0"
# Whether a server only replays another's log; which cluster and database it is, of which version;
# since when it runs.
WHICH = Dialect(
    _NOTHING,
    """SELECT pg_is_in_recovery(), (SELECT system_identifier::text FROM pg_control_system()),
        current_database()::text, current_setting('server_version_num')::int,
        extract(epoch FROM pg_postmaster_start_time())::text""",
)
# How far the primary's log has come.
WRITTEN = Dialect(_NOTHING, "SELECT pg_current_wal_lsn()::text")
# How many bytes of it the replica has still to replay; whether it was told to stand still; whether
# it is connected to the primary; seconds since what it replayed last was written.
REPLAYED = Dialect(
    _NOTHING,
    """SELECT pg_wal_lsn_diff(CAST(:written AS pg_lsn), pg_last_wal_replay_lsn())::bigint,
        pg_is_wal_replay_paused(), (SELECT count(*) FROM pg_stat_wal_receiver),
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::bigint""",
)
# How a commit of ours waits for replicas, and how many are connected.
WAITING_FOR = Dialect(
    _NOTHING,
    """SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit'),
        current_setting('statement_timeout'), (SELECT count(*) FROM pg_stat_replication)""",
)

NEWEST_ENTRY = "SELECT max(at) FROM audit_entry"
OLDEST_ENTRY = "SELECT min(at) FROM audit_entry"
DAMAGE = Dialect("PRAGMA quick_check(1)", "SELECT 'ok'")
JOURNAL = Dialect("PRAGMA journal_mode", "SELECT 'wal'")

WAITING_BODIES = "SELECT body FROM audit_waiting ORDER BY id DESC LIMIT 1000"
LAST_OF_ACTION = "SELECT max(at) FROM audit_entry WHERE action = :action"
LAST_OF_TARGET = "SELECT max(at) FROM audit_entry WHERE action = :action AND target = :target"
LAST_DAY = "SELECT max(day) FROM audit_head"

# Each feed with the name of its peer's organization.
FEEDS = """
    SELECT f.id, f.url, f.kind, f.direction, coalesce(o.name, ''), f.pulled_at, f.created_at,
        f.problem, f.failures, f.secret_file
    FROM exchange_feed f LEFT JOIN members_organization o ON o.id = f.peer
    ORDER BY f.created_at"""
# Each peer: how many feeds it has, how many keys of its are valid, when the last of these ends.
PEERS = """
    SELECT o.name, o.active,
        (SELECT count(*) FROM exchange_feed f WHERE f.peer = o.id),
        (SELECT count(*) FROM members_key k WHERE k.organization_id = o.id
            AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > :now)),
        (SELECT max(coalesce(k.expires_at, :never)) FROM members_key k
            WHERE k.organization_id = o.id AND k.revoked_at IS NULL)
    FROM members_peer p JOIN members_organization o ON o.id = p.organization_id
    ORDER BY o.name"""
PROVIDERS = """
    SELECT url, pulled_at, problem, failures FROM advisories_provider WHERE active ORDER BY url"""
PROVIDER_SECRETS = """
    SELECT url, client_cert, secret_file, client_key FROM advisories_provider
    WHERE active AND (secret_file <> '' OR client_cert <> '' OR client_key <> '')
    ORDER BY url"""
LAWS = "SELECT title, as_of FROM portal_law ORDER BY title"
# Mails, notices and calls that should have gone long ago.
LATE_MAILS = """
    SELECT count(*), min(created_at) FROM notices_mail WHERE next_at < :before"""
LATE_NOTICES = "SELECT count(*), min(mail_due) FROM notices_notice WHERE mail_due < :before"
LATE_CALLS = "SELECT count(*), min(created_at) FROM notices_call WHERE next_at < :before"
HOOKS_OFF = "SELECT count(*) FROM notices_hook WHERE active = :off AND failures > 0"
ADMINISTRATORS = """
    SELECT count(*) FROM members_user u JOIN members_organization o ON o.id = u.organization_id
    WHERE o.operator AND u.is_active AND u.role = 'admin'"""
PEOPLE = "SELECT count(*) FROM members_user"
SIGNING_KEY = "SELECT max(made_at) FROM advisories_signing_key WHERE retired_at IS NULL"
# Held submissions that should have been destroyed.
HELD_LATE = """
    SELECT count(*) FROM review_submission WHERE closed_at IS NULL AND expires_at < :before"""
