from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("advisories", "0002_keyed")]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="known",
            field=models.TextField(
                db_default="{}",
                default="{}",
                help_text="metadata and keys as they last came, as JSON",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="client_cert",
            field=models.CharField(
                db_default="",
                default="",
                help_text="our TLS certificate there: its file",
                max_length=500,
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="client_key",
            field=models.CharField(
                db_default="", default="", help_text="the file of its key", max_length=500
            ),
        ),
    ]
