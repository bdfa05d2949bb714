from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="bounced_at",
            field=models.BigIntegerField(help_text="when it came back", null=True),
        ),
    ]
