from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("docket", "0002_search")]

    operations = [
        migrations.RemoveIndex("comment", "docket_by_decision"),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["state", "decided_at", "call"], name="docket_by_decision"),
        ),
    ]
