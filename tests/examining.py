"""Hubs for the doctor to look at: copies of one that is whole, to be broken."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest

from wardline.core.findings import examine
from wardline.hub import doctor
from wardline.hub.doctor.scene import Scene

# Somebody who runs the hub.
PERSON = """
import sys
from datetime import date
from pathlib import Path
from wardline.hub import setup
setup.migrate(Path(sys.argv[1]))
from wardline.hub.members.models import Organization, User
from wardline.hub.members import service
from wardline.hub.portal.models import Law
number = service.add_organization("Made-up ISAC", "isac")
Organization.objects.filter(id=number).update(operator=True)
User.objects.create_user("admin@made-up.example", "made-up pass phrase", organization_id=number,
                         role="admin", name="Made Up")
# Somebody has just read the sources of the legal texts.
Law.objects.update(as_of=date.today())
from django.db import connection, transaction
from wardline.hub.audit import log
from wardline.hub.audit.service import Through
with transaction.atomic():
    log.seal(Through())
connection.close()
"""


@pytest.fixture(name="still", scope="module")
def still_fixture(make_hub):
    """A hub that does not run, and was never backed up."""
    hub = make_hub(start=False)
    hub.run(code=PERSON)
    return hub


def examined(data, environ=None, *, clock=None, offline=True, only=(), change=None):
    """Check → (state, all that its findings say)."""
    environ = {} if environ is None else environ
    scene = Scene(data, environ) if clock is None else Scene(data, environ, clock)
    if change:
        change(scene)
    try:
        found = list(examine(doctor.CHECKS, scene, offline=offline))
    finally:
        scene.close()
    for outcome in found:
        for finding in outcome.findings:
            assert finding.what.endswith((".", ")"))
            assert finding.mend
    told = {
        one.name: (one.state, " ".join(f"{f.what} {f.mend}" for f in one.findings)) for one in found
    }
    return {name: told[name] for name in only} if only else told


def states(told):
    return {name: state for name, (state, _) in told.items() if state not in ("fine", "skipped")}


def copy_of(hub, tmp_path):
    """A data folder to be broken."""
    data = tmp_path / "data"
    shutil.copytree(hub.data, data)
    data.chmod(0o700)
    return data


def change(data, *statements):
    with contextlib.closing(sqlite3.connect(data / "wardline.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        for statement in statements:
            database.execute(*((statement,) if isinstance(statement, str) else statement))


@pytest.fixture(name="data")
def data_fixture(still, tmp_path):
    return copy_of(still, tmp_path)
