from django.db import migrations


def make(apps, schema_editor):
    from wardline.hub.evidence import findings, service

    for index in (service.INDEX, findings.INDEX):
        for statement in index.make(schema_editor.connection.vendor):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
