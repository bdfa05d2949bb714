"""A hub's database of an older state, with a row in each of its tables: for test_migrations.

Run as `python upgrading.py DIR old|new FILE`: `old` migrates as far as the state below and writes
what it put in to FILE, `new` migrates on and writes what is there then. Made from the migrations
themselves, so no binary has to be kept, and on both engines.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import uuid
from pathlib import Path

# Each app as it was before its newest migration; what depends on later ones pulls them along.
OLD = {
    "exchange": "0002_recall_screening",
    "notices": "0001_initial",
    "objects": "0001_initial",
    "review": "0001_initial",
    "docket": "0001_initial",
    "evidence": "0001_initial",
    "portal": "0001_initial",
    "taskforce": "0001_initial",
}


def old_plan(executor):
    """What to apply: of each app up to the old migration, or its newest."""
    graph = executor.loader.graph
    targets = [(app, OLD.get(app, name)) for app, name in graph.leaf_nodes()]
    steps = dict.fromkeys(step for target in targets for step in graph.forwards_plan(target))
    return targets, [(graph.nodes[step], False) for step in steps]


def value(field, number):
    """A made-up value that fits a column, another one for each `number`."""
    kind = field.get_internal_type()
    if field.choices:
        return field.choices[0][0]
    if kind in ("CharField", "TextField", "SlugField", "URLField", "EmailField"):
        text = f"made-up {hashlib.sha256(f'{field.name}{number}'.encode()).hexdigest()[:32]}"
        return text[: field.max_length or 100]
    if kind == "BinaryField":
        return hashlib.sha256(f"{field.name}{number}".encode()).digest()[: field.max_length or 32]
    if kind == "UUIDField":
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{field.name}{number}")
    if kind == "BooleanField":
        return bool(number % 2)
    if kind == "DateField":
        return dt.date(2026, 1, 1 + number % 28)
    if kind == "DateTimeField":
        return dt.datetime(2026, 1, 1 + number % 28, tzinfo=dt.UTC)
    if kind == "JSONField":
        return {"made-up": number}
    if kind == "GenericIPAddressField":
        return "192.0.2.1"
    if kind == "FloatField":
        return 0.5 + number
    return 2 + number % 100


def fill(models):
    """A row in each table; how many. What needs another table's row comes after it."""
    made, waiting, number = {}, [], 0
    for model in models:
        shipped = model._base_manager.first()
        if shipped is None:
            waiting.append(model)
        else:
            made[model._meta.label] = shipped
    while waiting:
        later = []
        for model in waiting:
            needs = [f for f in model._meta.local_fields if f.is_relation and not f.null]
            if any(
                f.related_model._meta.label not in made and f.related_model is not model
                for f in needs
            ):
                later.append(model)
                continue
            number += 1
            values = {}
            for field in model._meta.local_fields:
                if field.is_relation:
                    other = made.get(field.related_model._meta.label)
                    values[field.attname] = getattr(other, field.target_field.attname, None)
                elif not field.get_internal_type().endswith("AutoField"):
                    values[field.name] = value(field, number)
            made[model._meta.label] = model._base_manager.create(**values)
        if len(later) == len(waiting):
            raise SystemExit(f"cannot be filled: {later}")
        waiting = later
    return number


def contents(connection, tables):
    """Table → its rows as columns and texts."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 # a table of our own
            names = [column[0] for column in cursor.description]
            found[table] = [
                dict(zip(names, map(text, row), strict=True)) for row in cursor.fetchall()
            ]
    return found


def text(cell):
    return bytes(cell).hex() if isinstance(cell, bytes | memoryview) else str(cell)


def main():
    from wardline.hub import setup

    data, step, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    if step == "old":
        setup.use(data, create=True)
    else:
        setup.migrate(data)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if step == "old":
        executor = MigrationExecutor(connection)
        state = executor.migrate(*old_plan(executor))
        models = [model for model in state.apps.get_models() if model._meta.managed]
        count = fill(models)
        tables = sorted({model._meta.db_table for model in models})
        told = {"filled": count, "tables": tables}
        told["rows"] = contents(connection, tables)
    else:
        tables = json.loads(file.with_name("old.json").read_text())["tables"]
        told = {"rows": contents(connection, tables)}
    connection.close()
    file.write_text(json.dumps(told))


if __name__ == "__main__":
    main()
