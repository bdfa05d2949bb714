from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="by_room",
            field=models.BooleanField(default=False),
        ),
    ]
