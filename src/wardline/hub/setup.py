"""Django for one data folder: settings, migrations, the hub's secrets."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from wardline.core.errors import ConfigError
from wardline.hub import migrated
from wardline.hub.config import load

# Of PostgreSQL's advisory locks, the one of who makes or migrates the tables: "wardline" as bytes.
_LOCK = int.from_bytes(b"wardline")


def use(data: Path, *, create: bool = False, restoring: bool = False) -> None:
    """Set Django up for `data`. *Raises* ConfigError where there is no hub yet.

    What a restore has not ended is none; `restoring` is for the restore itself.
    """
    import django

    if create:
        _make_folder(data)
    settings = load(data)
    if not restoring:
        settings.refuse_unfinished()
    if not create and not settings["database.url"] and not settings.sqlite_path.exists():
        raise ConfigError(
            f"There is no hub in {data}.",
            hint="Start it once with 'wardline serve --data DIR', or check --data.",
        )
    os.environ["WARDLINE_DATA"] = str(data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "wardline.hub.settings"
    django.setup()


def migrate(data: Path, *, restoring: bool = False) -> None:
    """Create or migrate the database. *Raises* ConfigError and changes nothing if it fails."""
    use(data, create=True, restoring=restoring)
    from django.db import DatabaseError, connection

    try:
        if _ready():
            _ship()
        else:
            with _alone(data):
                _make()
    except DatabaseError as error:
        raise _unusable(error) from error
    finally:
        connection.close()


def _ready() -> bool:
    """Whether there is nothing to make: the last thing that is made in a new hub is its id."""
    from wardline.hub.exchange.models import Setting

    return _complete() and Setting.objects.filter(name="hub").exists()


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold a lock: two who make one database at the same time would be in each other's way.

    That happens: whoever pastes a README starts a hub and gives the next command at once.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    handle = os.open(data / "migrate.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make() -> None:
    """The tables, and what a hub has in them from its first day."""
    from wardline.hub.exchange.models import Setting

    if not _complete():
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    made = {
        "cursor_secret": secrets.token_hex(32),
        "portal_secret": secrets.token_hex(32),
        # By which this hub is known again at its public address; it opens nothing.
        "identity": secrets.token_hex(8),
        "rights": "1",
    }
    for name, value in made.items():
        Setting.objects.get_or_create(name=name, defaults={"value": value})
    _ship()
    # What this hub is called in the paths of objects that pass several hubs.
    Setting.objects.get_or_create(name="hub", defaults={"value": str(uuid.uuid4())})


def _ship() -> None:
    """What a release brings along, where it is not there yet."""
    from wardline.hub.docket import calls
    from wardline.hub.docket import service as docket
    from wardline.hub.evidence import codebooks
    from wardline.hub.practices import service as practices

    calls.ship()
    codebooks.ship()
    practices.ship()
    docket.offer_all()


def _complete() -> bool:
    """Whether the database has all tables that this version knows: every command asks first.

    Django's own answer takes a fifth of a second: it makes all tables anew in its memory.
    """
    from django.conf import settings
    from django.db import connection

    tables = connection.introspection.table_names()
    if not {"django_migrations", settings.CACHES["default"]["LOCATION"]} <= set(tables):
        return False
    with connection.cursor() as cursor:
        cursor.execute(migrated.APPLIED)
        return not migrated.difference(cursor.fetchall()).missing


def portal(data: Path) -> None:
    """Set Django up to answer people: with the secret that all processes of this hub share."""
    use(data)
    from django.conf import settings

    from wardline.hub.exchange.models import Setting

    settings.SECRET_KEY = Setting.objects.get(name="portal_secret").value


def renew_secret(name: str) -> None:
    """Put another secret in the place of `name` ("portal" or "cursor"), from the next start on."""
    from django.db import transaction

    from wardline.hub.audit import service as audit
    from wardline.hub.exchange.models import Setting

    kept = f"{name}_secret"
    with transaction.atomic():
        Setting.objects.filter(name=kept).update(value=secrets.token_hex(32))
        target, told = f"setting:{kept}", {"renewed": True}
        audit.record(audit.command_line(), audit.Action.SETTING_CHANGED, target, told)


def address(data: Path) -> str:
    """The hub's address for links: as configured, else where `wardline serve` last listened."""
    from wardline.hub.exchange.models import Setting

    stored = Setting.objects.filter(name="address").first()
    return str(
        load(data)["portal.address"] or (stored.value if stored else "http://127.0.0.1:8400/")
    )


def first_start(data: Path, listens: str) -> None:
    """Migrate, remember where the hub listens, and say how to set up one that nobody runs yet.

    `listens` is empty on a host that has no pages: it changes nothing of that.
    """
    migrate(data)
    from django.db import DatabaseError, connection

    try:
        if listens:
            _tell(data, listens)
    except DatabaseError as error:
        raise _unusable(error) from error
    finally:
        connection.close()


def _tell(data: Path, listens: str) -> None:
    from wardline.hub.exchange.models import Setting
    from wardline.hub.members import people

    Setting.objects.update_or_create(name="address", defaults={"value": listens})
    made = people.set_up_link()
    if made is not None:
        sys.stderr.write(
            "Nobody runs this hub yet. Set it up in a browser, once, within a day:\n"
            f"  {made.address(address(data))}\n"
        )


def _unusable(error: Exception) -> ConfigError:
    return ConfigError(
        f"The database cannot be created or migrated: {str(error).strip()[:300]}",
        hint="The hub was not started. Check database.url, the disk and the rights on --data.",
    )


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"The data folder {data} cannot be made: {error.strerror}.",
            hint="Name a folder that this user may write to.",
        ) from error
