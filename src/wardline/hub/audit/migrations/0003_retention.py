from typing import Any

from django.db import migrations, models

from wardline.hub.audit.protection import keep_all, let_go


def forward(_apps: Any, schema_editor: Any) -> None:
    let_go(schema_editor)


def backward(_apps: Any, schema_editor: Any) -> None:
    keep_all(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="state",
            name="keep_days",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="state",
            name="forgotten",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.RunPython(forward, backward),
    ]
