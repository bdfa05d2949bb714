from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0003_links_groups")]

    operations = [
        migrations.CreateModel(
            name="Peer",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="peer",
                        serialize=False,
                        to="members.organization",
                    ),
                ),
                ("hub", models.CharField(max_length=36, unique=True)),
                ("ceiling", models.SmallIntegerField()),
                ("relays", models.BooleanField(default=True)),
                ("agreement", models.CharField(default="", max_length=500)),
                ("created_at", models.BigIntegerField(help_text="microseconds since 1970")),
            ],
            options={"db_table": "members_peer"},
        ),
    ]
