from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_named")]

    operations = [
        migrations.AddField(
            model_name="feed",
            name="next_at",
            field=models.BigIntegerField(default=0, help_text="when it is due"),
        ),
        migrations.AddField(
            model_name="feed",
            name="lease_until",
            field=models.BigIntegerField(default=0, help_text="until then somebody pulls it"),
        ),
        migrations.AddField(
            model_name="feed",
            name="started_at",
            field=models.BigIntegerField(null=True, help_text="since when it is being pulled"),
        ),
        migrations.AddField(
            model_name="feed",
            name="failures",
            field=models.IntegerField(default=0, help_text="pulls in a row with a problem"),
        ),
    ]
