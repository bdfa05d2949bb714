"""The log's SQL, each query with its purpose. Names are those of `models.py`."""

from __future__ import annotations

from wardline.hub.db import Dialect

ENTRY_COLUMNS = (
    "number",
    "id",
    "at",
    "kind",
    "actor",
    "name",
    "organization",
    "address",
    "action",
    "target",
    "detail",
    "first",
    "last",
    "previous",
    "hash",
)
_ENTRY = ", ".join(ENTRY_COLUMNS)
NODE_COLUMNS = ("level", "position", "hash")
WAITING_COLUMNS = ("body",)

# The end of the chain, locked until the commit: on SQLite a writer is alone anyway.
END = Dialect(
    "SELECT size, hash FROM audit_state WHERE id = 1",
    "SELECT size, hash FROM audit_state WHERE id = 1 FOR UPDATE",
)
# The same without a lock, for those who only read.
SIZE = "SELECT size FROM audit_state WHERE id = 1"
MOVE_END = "UPDATE audit_state SET size = :size, hash = :hash WHERE id = 1"
# Whether anything waits: asked each second.
ANY_WAITING = "SELECT count(*) FROM (SELECT id FROM audit_waiting LIMIT 1) w"
# Takes what waits out, in one statement: what commits meanwhile is left for the next time.
TAKE_WAITING = """
    DELETE FROM audit_waiting WHERE id IN (
        SELECT id FROM audit_waiting ORDER BY id LIMIT :many
    ) RETURNING id, body"""
# How far a spool was taken.
SPOOLS = "SELECT name, taken FROM audit_spool"
TAKEN = """
    INSERT INTO audit_spool (name, taken, at) VALUES (:name, :taken, :at)
    ON CONFLICT (name) DO UPDATE SET taken = excluded.taken, at = excluded.at"""
FORGET_SPOOL = "DELETE FROM audit_spool WHERE name = :name"

# What stands before it: how long disclosures are kept (NULL: for ever), and up to which entry
# those past their time are gone already.
RULE = "SELECT keep_days, forgotten, size FROM audit_state WHERE id = 1"
SET_RULE = "UPDATE audit_state SET keep_days = :days WHERE id = 1"
MOVE_FORGOTTEN = "UPDATE audit_state SET forgotten = :end WHERE id = 1"
# What of a stretch stays and goes.
STRETCH = """
    SELECT number, action, at, hash FROM audit_entry
    WHERE number >= :start AND number < :end ORDER BY number"""
FORGET = """
    DELETE FROM audit_entry
    WHERE number >= :start AND number < :end AND substr(action, 1, 10) = 'disclosed.'"""
# How many disclosures of the log are older than a time, and of how many.
PAST = """
    SELECT count(*), coalesce(sum(CASE WHEN at < :before THEN 1 ELSE 0 END), 0),
        min(at), max(CASE WHEN at < :before THEN at END)
    FROM audit_entry WHERE substr(action, 1, 10) = 'disclosed.'"""
# Sizes that somebody may hold a head of.
CUTS = """
    SELECT DISTINCT size FROM audit_head WHERE size > :start AND size < :end ORDER BY size"""

# Entries in their order, to check the chain.
ENTRIES = f"""
    SELECT {_ENTRY} FROM audit_entry WHERE number >= :start
    ORDER BY number LIMIT :many"""  # noqa: S608 # constant parts
# Hashes of neighbours, to make a node or a proof.
HASHES = """
    SELECT hash FROM audit_entry WHERE number >= :start AND number < :end ORDER BY number"""
NODES = """
    SELECT hash FROM audit_node
    WHERE level = :level AND position >= :start AND position < :end ORDER BY position"""
ALL_NODES = "SELECT level, position, hash FROM audit_node ORDER BY level, position"

HEADS = "SELECT day, at, size, root FROM audit_head ORDER BY size, at, id"
NEWEST_HEADS = """
    SELECT day, at, size, root FROM audit_head WHERE at < :before
    ORDER BY at DESC, id DESC LIMIT :many"""
HEAD_OF_DAY = "SELECT day, at, size, root FROM audit_head WHERE day = :day"
LAST_DAY = "SELECT max(day) FROM audit_head"
ADD_HEAD = """
    INSERT INTO audit_head (day, at, size, root) VALUES (:day, :at, :size, :root)
    ON CONFLICT (day) DO NOTHING"""
# The newest head above an entry.
HEAD_ABOVE = """
    SELECT day, at, size, root FROM audit_head WHERE size > :number ORDER BY at DESC, id DESC
    LIMIT 1"""
