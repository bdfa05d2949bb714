from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("docket", "0003_day_and_call")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["-decided_at", "id", "state"], name="docket_newest"),
        ),
    ]
