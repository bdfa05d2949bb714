from django.db import migrations


def make(apps, schema_editor):
    from wardline.hub.docket.search import INDEX

    for statement in INDEX.make(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("docket", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
