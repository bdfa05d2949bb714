"""What keeps the log's tables append-only inside the database: triggers on both kinds.

They stop a slip and a program that was taken over; whoever owns the database can take them out,
and is found by the tree heads that others keep. A later migration that alters one of these tables
must call `protect` and `let_go` again: Django remakes tables on SQLite, and triggers go with the
old one.
"""

from __future__ import annotations

from typing import Any

TABLES = ("audit_entry", "audit_node", "audit_head")
_TOLD = "the audit log is append-only"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{told}'); END"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_TOLD}'; END $$"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION audit_append_only()"""


def protect(schema_editor: Any) -> None:
    """Refuse every UPDATE, DELETE and TRUNCATE of what was recorded."""
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("update", "delete"):
                schema_editor.execute(_SQLITE.format(table=table, verb=verb, told=_TOLD))
        return
    schema_editor.execute(_FUNCTION)
    for table in TABLES:
        for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            schema_editor.execute(_POSTGRESQL.format(table=table, verb=verb, each=each))


# Of entries: what may go is a disclosure under the mark that `forgetting.py` moves.
_MAY_GO = """substr(OLD.action, 1, 10) = 'disclosed.'
    AND OLD.number < (SELECT forgotten FROM audit_state WHERE id = 1)"""
_SQLITE_MAY_GO = f"""
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry WHEN NOT ({_MAY_GO})
BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END"""
_POSTGRESQL_MAY_GO = f"""
CREATE OR REPLACE FUNCTION audit_may_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {_MAY_GO} THEN RETURN OLD; END IF;
    RAISE EXCEPTION '{_TOLD}';
END $$"""


def let_go(schema_editor: Any) -> None:
    """Let those entries go that retention takes out; all others stay as `protect` keeps them."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
        schema_editor.execute(_SQLITE_MAY_GO)
        return
    schema_editor.execute(_POSTGRESQL_MAY_GO)
    schema_editor.execute(
        "CREATE OR REPLACE TRIGGER audit_entry_no_delete BEFORE delete ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_may_go()"
    )


def keep_all(schema_editor: Any) -> None:
    """Let none go, where a migration runs backwards."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
    protect(schema_editor)


def unprotect(schema_editor: Any) -> None:
    """Take the triggers out again, where a migration runs backwards."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
            on = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
