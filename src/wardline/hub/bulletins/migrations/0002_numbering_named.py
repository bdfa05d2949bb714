"""Numbers that are given once, and links to advisories, filled from what was kept before."""

import json
import re

import django.db.models.deletion
from django.db import migrations, models

NUMBER = re.compile(r"WB-(\d{4})-(\d+)")


def fill(apps, schema_editor):
    """The highest number of each year that a bulletin has, or that the log tells of."""
    given = list(apps.get_model("bulletins", "Bulletin").objects.values_list("id", flat=True))
    entries = apps.get_model("audit", "Entry").objects.filter(action="bulletin.started")
    given += entries.values_list("target", flat=True)
    # What has no place in the chain yet.
    for body in apps.get_model("audit", "Waiting").objects.values_list("body", flat=True):
        given += [one[0] for one in NUMBER.finditer(bytes(body).decode(errors="replace"))]
    last = {}
    for one in given:
        found = NUMBER.search(one)
        if found:
            year = int(found[1])
            last[year] = max(last.get(year, 0), int(found[2]))
    numbering = apps.get_model("bulletins", "Numbering")
    numbering.objects.bulk_create(numbering(year=year, last=most) for year, most in last.items())
    name(apps)


def name(apps):
    """What released versions name."""
    named = apps.get_model("bulletins", "Named")
    rows = apps.get_model("bulletins", "Version").objects.select_related("bulletin")
    for row in rows.filter(state="released", number=models.F("bulletin__released")):
        content = json.loads(row.content)
        numbers = {*content.get("advisories", ())}
        numbers |= {one for one in content.get("sources", ()) if "--" not in one}
        named.objects.bulk_create(
            named(bulletin=row.bulletin, advisory=one[:300]) for one in sorted(numbers)
        )


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Numbering",
            fields=[
                ("year", models.IntegerField(primary_key=True, serialize=False)),
                ("last", models.IntegerField(default=0)),
            ],
            options={"db_table": "bulletins_numbering"},
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "advisory",
                    models.CharField(
                        db_index=True, help_text="/document/tracking/id", max_length=300
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named",
                        to="bulletins.bulletin",
                    ),
                ),
            ],
            options={"db_table": "bulletins_named"},
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(
                fields=("bulletin", "advisory"), name="bulletins_named_once"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
