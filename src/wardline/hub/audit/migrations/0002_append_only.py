from typing import Any

from django.db import migrations

from wardline.hub.audit.entries import START
from wardline.hub.audit.protection import protect, unprotect


def forward(apps: Any, schema_editor: Any) -> None:
    apps.get_model("audit", "State").objects.get_or_create(id=1, defaults={"hash": START})
    protect(schema_editor)


def backward(_apps: Any, schema_editor: Any) -> None:
    unprotect(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [migrations.RunPython(forward, backward)]
