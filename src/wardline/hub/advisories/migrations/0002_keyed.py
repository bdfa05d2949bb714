from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("advisories", "0001_start")]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="marks",
            field=models.TextField(
                default="{}", help_text="list's address → what to ask with, as JSON"
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="secret_file",
            field=models.CharField(
                default="", help_text="what lets us in lies there", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="secret_header",
            field=models.CharField(default="", help_text="empty: Authorization", max_length=100),
        ),
    ]
