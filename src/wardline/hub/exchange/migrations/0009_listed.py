import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_misp_event"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("object", models.CharField(help_text="its STIX id", max_length=100)),
                (
                    "ended",
                    models.BooleanField(default=False, help_text="the list names it no more"),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="exchange.feed",
                    ),
                ),
            ],
            options={
                "db_table": "exchange_listed",
                "indexes": [
                    models.Index(fields=["object"], name="exchange_listed_object"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="listed",
            constraint=models.UniqueConstraint(
                fields=("feed", "object"), name="exchange_listed_once"
            ),
        ),
    ]
