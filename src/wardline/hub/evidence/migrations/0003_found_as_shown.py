import json

from django.db import migrations
from django.db.models import F


def as_shown(apps, schema_editor):
    """Published findings with a newer draft were found and counted by what the draft says."""
    found = apps.get_model("evidence", "Finding").objects.filter(state="published")
    versions = apps.get_model("evidence", "FindingVersion").objects
    for row in found.exclude(version=F("shown")):
        made = json.loads(versions.get(finding=row, version=row.shown).content)
        columns = ("kind", "duty", "sector", "question")
        for column in columns:
            setattr(row, column, made.get(column, ""))
        row.save(update_fields=columns)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_search")]

    operations = [migrations.RunPython(as_shown, migrations.RunPython.noop)]
