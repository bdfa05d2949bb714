"""The dated settings that a new hub starts with. Their day is old on purpose: staff read them anew."""

import datetime as dt

from django.db import migrations

READ = dt.date(2026, 3, 24)
RULES = (
    ("notice", 15, "What we promise; 41 CFR 102-3.150(a) as it was until 15 December 2025"),
    ("floor", 7, "41 CFR 102-3.150(a), 90 FR 58417; less only as (b) says"),
    ("certify", 90, "41 CFR 102-3.165(c)"),
)


def add(apps, schema_editor):
    rule = apps.get_model("taskforce", "Rule")
    for name, days, source in RULES:
        rule.objects.get_or_create(
            name=name,
            defaults={"days": days, "source": source, "as_of": READ, "changed_at": 0},
        )


class Migration(migrations.Migration):
    dependencies = [("taskforce", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
