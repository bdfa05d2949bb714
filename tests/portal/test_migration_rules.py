"""A hub is upgraded while it answers: the old program works on the new tables (docs/operations.md).

While hubs of two releases share a database, the old one still names every column and table that it
knew, and fills none that it does not know. So a migration adds; what is no longer used is taken
away a release later, and stands in CONTRACTED with the release that stopped using it.
"""

from __future__ import annotations

import pytest
from django.db import migrations, models

# Operations that may stand in any migration. Without an index the release before is but slower.
ADDING = (
    "CreateModel",
    "AddField",
    "AddIndex",
    "RemoveIndex",
    "AddConstraint",
    "RunPython",
    "RunSQL",
)
# From before the first release, when nobody had a hub to upgrade.
EARLIER = {
    ("advisories", "0002_keyed", "provider.marks"),
    ("advisories", "0002_keyed", "provider.secret_file"),
    ("advisories", "0002_keyed", "provider.secret_header"),
    ("exchange", "0002_recall_screening", "tombstone.recall"),
    ("exchange", "0005_feed_lease", "feed.next_at"),
    ("exchange", "0005_feed_lease", "feed.lease_until"),
    ("exchange", "0005_feed_lease", "feed.failures"),
    ("exchange", "0006_peers", "feed.direction"),
    ("exchange", "0006_peers", "feed.peer"),
    ("exchange", "0006_peers", "feed.stones"),
    ("exchange", "0006_peers", "feed.withdrawn"),
    ("exchange", "0006_peers", "feed: AddConstraint"),
    ("exchange", "0006_peers", "feed: RemoveConstraint"),
    ("members", "0002_people", "organization.operator"),
    ("review", "0002_by_room", "submission.by_room"),
}
# (app, migration, what it takes away): the release that had stopped using it.
CONTRACTED: dict[tuple[str, str, str], str] = {}


def problems(migration):
    """What in a migration would break the release before it: (app, name, what), and why."""
    made = {
        one.name_lower for one in migration.operations if isinstance(one, migrations.CreateModel)
    }
    found = {}
    for operation in migration.operations:
        kind = type(operation).__name__
        model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        what = f"{model}.{operation.name}" if kind == "AddField" else f"{model}: {kind}"
        key = (migration.app_label, migration.name, what)
        if kind not in ADDING:
            found[key] = "takes away or changes what the release before it uses"
        elif kind == "AddField" and model not in made:
            field = operation.field
            if not field.null and field.db_default is models.NOT_PROVIDED:
                found[key] = "the release before it cannot insert rows: give null or db_default"
        elif kind == "AddConstraint" and model not in made:
            found[key] = "the release before it may write rows that break it"
        elif kind == "RunPython" and operation.reverse_code is None:
            found[key] = "cannot be taken back: give a reverse, if only noop"
    return found


def test_every_migration_leaves_the_release_before_it_at_work(portal):
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = [one for one in loader.disk_migrations.values() if "wardline" in type(one).__module__]
    assert len(ours) > 25
    found = {key: why for one in ours for key, why in problems(one).items()}
    unknown = {key: why for key, why in found.items() if key not in EARLIER | set(CONTRACTED)}
    assert unknown == {}
    # An exception that no longer is one is taken out of the lists.
    assert EARLIER | set(CONTRACTED) <= set(found)


@pytest.mark.parametrize(
    ("operation", "fine"),
    [
        (migrations.RemoveField("feed", "kind"), False),
        (migrations.RenameField("feed", "kind", "sort"), False),
        (migrations.DeleteModel("Feed"), False),
        (migrations.RenameModel("Feed", "Source"), False),
        (migrations.AlterField("feed", "kind", models.CharField(max_length=5)), False),
        (migrations.AddField("feed", "x", models.IntegerField(default=0)), False),
        (migrations.AddField("feed", "x", models.IntegerField(db_default=0)), True),
        (migrations.AddField("feed", "x", models.IntegerField(null=True)), True),
        (migrations.RunPython(lambda *_: None), False),
        (migrations.RunPython(lambda *_: None, migrations.RunPython.noop), True),
        (migrations.CreateModel("New", [("id", models.AutoField(primary_key=True))]), True),
    ],
)
def test_the_rules_find_what_they_are_for(portal, operation, fine):
    made = migrations.Migration("0009_made_up", "exchange")
    made.operations = [operation]
    assert (problems(made) == {}) is fine
