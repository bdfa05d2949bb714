import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0007_host"),
    ]

    operations = [
        migrations.CreateModel(
            name="MispEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event", models.CharField(help_text="its UUID", max_length=36)),
                ("stamp", models.CharField(max_length=64)),
                ("held", models.TextField(default="")),
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
                "db_table": "exchange_misp_event",
            },
        ),
        migrations.AddConstraint(
            model_name="mispevent",
            constraint=models.UniqueConstraint(
                fields=("feed", "event"), name="exchange_misp_event_once"
            ),
        ),
    ]
