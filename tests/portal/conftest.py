"""The portal in this process: a migrated SQLite hub, and people of each role.

Django can be set up once in a process, so all tests share one data folder; each makes its own
organizations and people, with names of their own.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import subprocess
import sys
import time
import uuid
import zoneinfo
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent


def _module(name: str) -> Any:
    """A file beside this one: test folders are no packages."""
    spec = importlib.util.spec_from_file_location(f"wardline_portal_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bulletins = _module("bulletins")


class Person(NamedTuple):
    """Somebody who is signed in: the user, and a test client that acts for them."""

    user: Any
    client: Any

    @property
    def organization(self) -> str:
        return self.user.organization_id

    def get(self, path: str, **params):
        return self.client.get(path, params, secure=True)

    def post(self, path: str, data: dict | None = None, **extra):
        return self.client.post(path, data or {}, secure=True, **extra)

    @property
    def actor(self):
        from wardline.hub.members.actor import Actor

        owner = self.user.organization
        return Actor(
            self.user.pk, self.user.name, owner.id, owner.name, self.user.role, owner.operator
        )


class Portal:
    """The hub's data folder, with ways to make people."""

    def __init__(self, data: Path):
        self.data = data
        self._operator: str = ""

    def organization(self, name: str = "Hospital", kind: str = "hospital") -> str:
        from wardline.hub.members import service

        # Letters alone: eight digits in a name are a number to the gate.
        mark = uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
        return service.add_organization(f"{name} {mark}", kind)

    @property
    def operator(self) -> str:
        """The organization that runs the hub."""
        from wardline.hub.members.models import Organization

        if not self._operator:
            self._operator = self.organization("Sector ISAC", "isac")
            Organization.objects.filter(id=self._operator).update(operator=True)
        return self._operator

    def person(
        self,
        role: str = "analyst",
        organization: str = "",
        *,
        staff: bool = False,
        factor: bool = True,
        confirmed: bool = True,
    ):
        """Somebody of `organization` (default: a new hospital, or the hub's own), signed in.

        With a second factor, and having confirmed just now who they are, unless told otherwise.
        """
        from allauth.mfa.models import Authenticator
        from django.test import Client

        from wardline.hub.members.models import User

        owner = organization or (self.operator if staff else self.organization())
        email = f"{role}-{uuid.uuid4().hex[:8]}@made-up.example"
        user = User.objects.create_user(
            email, "made-up pass phrase", organization_id=owner, role=role, name="Made Up"
        )
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        if factor:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        if confirmed:
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return Person(user, client)

    def seal(self) -> None:
        """Put all that waits into the log, whatever other files left: one turn has its limit."""
        from django.db import transaction

        from wardline.hub.audit import log
        from wardline.hub.audit.service import Through
        from wardline.hub.audit.spool import Spools

        spools, done = Spools(self.data), 1
        while done:
            with transaction.atomic():
                done = log.seal(Through(), spools)

    def stored(self, pattern: str = "*.sqlite3*") -> list[tuple[Path, bytes]]:
        """The bytes of the files in the data folder, read by another process.

        To close a database's file here would drop this process's locks on it (POSIX), and the next
        process that closes the database would take its log away from under our feet.
        """
        found = [path for path in sorted(self.data.rglob(pattern)) if path.is_file()]
        return [
            (path, subprocess.run(["cat", path], capture_output=True, check=False).stdout)
            for path in found
        ]

    def anybody(self):
        """A client of somebody who is not signed in."""
        from django.test import Client

        return Client()


@pytest.fixture(name="portal", scope="session")
def portal_fixture(tmp_path_factory):
    data = tmp_path_factory.mktemp("portal")
    kept = {name: os.environ.get(name) for name in ("WARDLINE_DATA", "DJANGO_SETTINGS_MODULE")}
    from wardline.hub import setup

    setup.migrate(data)
    setup.portal(data)
    from django.conf import settings

    # The real one takes a tenth of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield Portal(data)
    from django.db import connections

    connections.close_all()
    for name, value in kept.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(name="mailing")
def mailing_fixture(portal, monkeypatch):
    """A hub that sends mails, as its settings say; nobody else's notices wait."""
    from wardline.hub.config import Value
    from wardline.hub.notices.models import Notice
    from wardline.hub.settings import CONFIG

    def put(**settings):
        for name, value in settings.items():
            dotted = name.replace("__", ".")
            monkeypatch.setitem(CONFIG.values, dotted, Value(dotted, value, "test"))

    put(
        notices__gap_seconds=0,
        mail__host="127.0.0.1",
        mail__from="hub@made-up.example",
        portal__address="https://hub.test/",
    )
    Notice.objects.update(mail_due=None)
    return put


class Provider:
    """The hub as a CSAF provider of a made-up name, and what one does with it."""

    BASE = "/.well-known/csaf/"

    def __init__(self, portal: Portal, monkeypatch, shared):
        self.portal, self.shared, self.patch = portal, shared, monkeypatch
        self.set(advisories__publisher="Made-up Sector ISAC")
        self.set(advisories__namespace="https://isac.made-up.example")
        self.set(portal__address="https://hub.test/")

    def set(self, **settings):
        from wardline.hub.config import Value
        from wardline.hub.settings import CONFIG

        for name, value in settings.items():
            dotted = name.replace("__", ".")
            self.patch.setitem(CONFIG.values, dotted, Value(dotted, value, "test"))

    def document(self, name="icsma-22-151-01", number="", **more):
        """A real document as if this hub had published it, with an id of its own."""
        from wardline.testing.advisories import made

        document = json.loads(self.shared("csaf", "medical", f"{name}.json").read_bytes())
        return made(document, number or f"WL-{uuid.uuid4().hex[:8].upper()}", **more)

    def publish(self, named=(), **more):
        """Publish one as somebody of the hub's staff; the document."""
        from wardline.hub.advisories import service

        document = self.document(**more)
        staff = self.portal.person("analyst", staff=True)
        service.submit(staff.actor, json.dumps(document).encode(), named)
        return document

    def row(self, document):
        """Where a published document stands in the list."""
        from wardline.hub.advisories.models import Advisory

        return Advisory.objects.get(number=document["document"]["tracking"]["id"])

    def get(self, path, client=None, **headers):
        return (client or self.portal.anybody()).get(self.BASE + path, secure=True, **headers)

    def key(self, owner="", can=("read",)):
        """A new API key of an organization."""
        from wardline.hub.members import service

        return service.add_key(owner or self.portal.organization(), "test", list(can)).secret


@pytest.fixture(name="provider")
def provider_fixture(portal, monkeypatch, shared):
    return Provider(portal, monkeypatch, shared)


@pytest.fixture(name="maker")
def maker_fixture(provider, monkeypatch):
    """Another provider; the only one that the hub comes to know."""
    from providing import Web
    from wardline.hub.advisories.models import Advisory, Provider

    Advisory.objects.exclude(source="").delete()
    Provider.objects.all().delete()
    monkeypatch.setattr("wardline.client.http.time.sleep", lambda _seconds: None)
    return Web(provider.shared)


@pytest.fixture(name="given")
def given_fixture(portal):
    """A function: what the log says that somebody (a person's or hook's id) was given, in order."""
    import json

    from wardline.hub.audit import reading

    def found(actor: str) -> list[tuple[str, str, str, int]]:
        """*Shape*: (collection, action, what, how many objects) of each page that was given."""
        portal.seal()
        entries = reading.every(reading.Filter(actor=actor, action="disclosed"))
        told = [(one.draft, json.loads(one.draft.detail)) for one in entries]
        return [
            (draft.target.removeprefix("collection:"), draft.action, detail["what"], page[3])
            for draft, detail in told
            for page in detail["pages"]
        ]

    return found


@pytest.fixture(name="year", scope="session")
def year_fixture(portal):
    """A made-up year of the Task Force that ends a month from now: what was played, by key."""
    from wardline.hub.taskforce import playing
    from wardline.testing import taskforce

    now = dt.datetime.now(zoneinfo.ZoneInfo("America/New_York"))
    month = (now.year * 12 + now.month - 1) - 10
    first = now.replace(year=month // 12, month=month % 12 + 1, day=17, hour=13, minute=0,
                        second=0, microsecond=0)  # fmt: skip
    staff = portal.person("docket-staff", staff=True)
    at = [step for step in taskforce.year(first) if step.at <= now
          and (step.certified is None or step.certified[1] <= now.date())]  # fmt: skip
    return first, playing.play(staff.actor, at)


# --- bulletins (bulletins.py)


@pytest.fixture(name="writer")
def writer_fixture(portal):
    return portal.person("analyst", staff=True)


@pytest.fixture(name="second")
def second_fixture(portal):
    return portal.person("reviewer", staff=True)


@pytest.fixture(name="room")
def room_fixture(writer, second):
    """The room of bulletins; what other tests released has gone its ways."""
    from wardline.core.clock import now
    from wardline.hub.bulletins.models import Going

    Going.objects.filter(done_at=None).update(done_at=now())
    return bulletins.Room(writer, second)


@pytest.fixture(name="written")
def written_fixture(room):
    """A function: a whole draft with what is given changed; its number."""
    return room.written


@pytest.fixture(name="released")
def released_fixture(room):
    """A function: a released bulletin; its number."""
    return room.released
