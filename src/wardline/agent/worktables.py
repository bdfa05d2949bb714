"""The tables of the work list's file, version by version: what was released is never changed."""

from __future__ import annotations

SCHEMAS = (
    """
CREATE TABLE run (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, inventory TEXT NOT NULL, body TEXT NOT NULL
);

CREATE TABLE advisory (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT, inventory TEXT NOT NULL, asset TEXT NOT NULL,
    advisory TEXT NOT NULL, state TEXT NOT NULL, reopened TEXT NOT NULL, seen TEXT NOT NULL,
    body TEXT NOT NULL, first_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
    missing_at INTEGER, withdrawn_at INTEGER, UNIQUE (inventory, asset, advisory)
);

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, finding INTEGER NOT NULL REFERENCES finding (id),
    at INTEGER NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
    why TEXT NOT NULL, body TEXT NOT NULL
);

CREATE INDEX history_finding ON history (finding, id);

CREATE TRIGGER history_stays BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

CREATE TRIGGER history_kept BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

CREATE TABLE answer (
    device TEXT NOT NULL, advisory TEXT NOT NULL, revision TEXT NOT NULL, who TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (device, advisory, revision)
) WITHOUT ROWID;

CREATE TABLE layout (
    heading TEXT PRIMARY KEY, mapped TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE notice (
    id TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL
) WITHOUT ROWID
""",
    # Version 2: the advisories themselves, and what was said of them.
    """
CREATE TABLE document (
    id TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL, added_at INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (id, sha256)
);

CREATE TABLE remark (
    id INTEGER PRIMARY KEY AUTOINCREMENT, advisory TEXT NOT NULL, at INTEGER NOT NULL,
    who TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL
)
""",
    # Version 3: what each inventory was held against, what the hub was told, whose keys are pinned.
    """
CREATE TABLE checked (
    inventory TEXT NOT NULL, advisory TEXT NOT NULL, first_at INTEGER NOT NULL,
    PRIMARY KEY (inventory, advisory)
) WITHOUT ROWID;

CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL,
    allows TEXT NOT NULL
);

CREATE TABLE sending (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, hub TEXT NOT NULL,
    sha256 TEXT NOT NULL, body BLOB NOT NULL
);

CREATE TABLE told (
    hub TEXT NOT NULL, advisory TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (hub, advisory)
) WITHOUT ROWID;

CREATE TABLE pin (
    id INTEGER PRIMARY KEY AUTOINCREMENT, namespace TEXT NOT NULL, fingerprint TEXT NOT NULL,
    name TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,
    dropped_at INTEGER
)
""",
    # Version 4: which hub a consent is for; empty: from before, or that nothing leaves to any.
    """
ALTER TABLE consent ADD COLUMN hub TEXT NOT NULL DEFAULT ''
""",
)
