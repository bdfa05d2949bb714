from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_peers")]

    operations = [
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("folder", models.CharField(max_length=36)),
                ("machine", models.CharField(max_length=255)),
                ("pages", models.BooleanField(help_text="false: it serves programs alone")),
                ("address", models.CharField(max_length=300)),
                ("release", models.CharField(max_length=40)),
                (
                    "settings",
                    models.TextField(help_text="JSON of those that must be equal on all hosts"),
                ),
                (
                    "told_at",
                    models.BigIntegerField(
                        help_text="microseconds since 1970, by the database's clock"
                    ),
                ),
                (
                    "ahead",
                    models.BigIntegerField(
                        help_text="microseconds that its own clock was ahead then"
                    ),
                ),
            ],
            options={"db_table": "exchange_host"},
        ),
        migrations.AddConstraint(
            model_name="host",
            constraint=models.UniqueConstraint(
                fields=("folder", "machine"), name="exchange_host_once"
            ),
        ),
    ]
