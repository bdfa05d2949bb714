"""A backup put into an empty data folder, and each room after it: what opens, what ended since.

A backup holds what was sealed; the keys lie apart (`hub/review/keysfile.py`). What was destroyed
or withdrawn after the backup has no key any more, and ends here once more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wardline.core.disk import sync_folder
from wardline.core.errors import ConfigError, UnavailableError, UnprocessableError, UsageError
from wardline.hub import setup

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

Keys = Mapping[str, bytes]
# By room; a room of which --keys gave nothing is not in it.
Given = Mapping[str, Keys]
# What is sealed under a key of its own, by room.
_SEALED = {
    "review": "SELECT id FROM review_submission WHERE state IN "
    "('waiting', 'claimed', 'returned', 'approved', 'queued')",
    "docket": "SELECT vault FROM docket_comment WHERE sealed IS NOT NULL",
    "csaf": "SELECT vault FROM advisories_signing_key",
    "cases": "SELECT id FROM advisories_case WHERE state <> 'destroyed'",
    "taskforce": "SELECT vault FROM taskforce_paper WHERE sealed IS NOT NULL",
}


class Returned(NamedTuple):
    """How a room came back: numbers of what it seals."""

    room: str
    opened: int  # can be opened again
    ended: int  # had ended since the backup, and ended again
    closed: int  # no keys of this room were given: cannot be opened


class Needed(NamedTuple):
    """What others gave us and no backup holds."""

    name: str  # whose it is
    feed: str  # the feed whose key is to be given; empty: a file is to be put at `file`
    file: str


class Access(NamedTuple):
    """Who may come in: everybody signs in anew, and one-time links have ended."""

    valid: int  # API keys that are valid, as when the backup was made
    ended: int  # API keys that were ended now


class Restored(NamedTuple):
    """What a restore did; see its parts."""

    rooms: list[Returned]
    needed: list[Needed]
    access: Access


def given(path: Path | None) -> Given:
    """The keys in the file at `path` and in those beside it. *Raises* ConfigError."""
    from wardline.hub.review import keysfile

    if path is None:
        return {}
    found = {room: Path(keysfile.of_room(str(path), room)) for room in keysfile.ROOMS}
    # The review's is the one that was named: it has to be there.
    return {
        room: keysfile.read(file)
        for room, file in found.items()
        if room == "review" or file.exists()
    }


def restore(data: Path, file: Path, keys: Given, *, whole: bool, revoke: bool) -> Restored:
    """Put the backup into `data`, and bring back what `keys` open. An existing hub stays as it is.

    Cut off, it leaves a folder that no command takes for a hub, until the same is done again.
    `whole` checks every page of it first; `revoke` ends all API keys. *Raises* UsageError where it
    is not there, ConfigError, UnprocessableError where it is no sound backup, UnavailableError
    where there is no room.
    """
    from wardline.hub.config import load

    target = load(data).sqlite_path
    _look(data, file, target, keys, whole=whole)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_marked(data))
            _put(file, target)
        except OSError as error:
            with contextlib.suppress(OSError):
                if not target.exists():
                    _mark(data).unlink()
            raise UnavailableError(
                f"The backup cannot be put into {data} ({error.strerror}); nothing is there yet.",
                hint="Make room there, or name another --data, and restore again.",
            ) from error
        _migrate(data)
        return _after(data, keys, {"bytes": target.stat().st_size}, revoke=revoke)


def restore_keys(data: Path, keys: Given, *, revoke: bool) -> Restored:
    """Put the keys beside a database that PostgreSQL's own tools restored. *Raises* ConfigError."""
    from wardline.hub.review import keysfile

    there = [room for room in keysfile.ROOMS if (data / room / "master.key").exists()]
    if there and not _mark(data).exists():
        raise ConfigError(
            f"There are keys in {data / there[0]} already; nothing was changed.",
            hint="Restore keys once, before the hub is started.",
        )
    _migrate(data)
    _fitting(_sealed_here(), keys)
    with _marked(data):
        return _after(data, keys, {"keys": sum(map(len, keys.values()))}, revoke=revoke)


def _migrate(data: Path) -> None:
    setup.migrate(data, restoring=True)


def _after(data: Path, keys: Given, told: dict[str, int], *, revoke: bool) -> Restored:
    from wardline.hub.audit import service as audit

    # What happened after the backup is not in this log any more: heads kept elsewhere tell it.
    audit.record(audit.command_line(), audit.Action.BACKUP_RESTORED, "hub", told)
    rooms = [_held(data, keys.get("review", {})), _comments(data, keys.get("docket"))]
    rooms += _rooms(data, keys)
    return Restored(rooms, list(_needed()), _access(revoke=revoke))


# -- from the first step to the last one -----------------------------------------------------------


def _mark(data: Path) -> Path:
    from wardline.hub.config import load

    return load(data).restoring


@contextlib.contextmanager
def _marked(data: Path) -> Iterator[None]:
    """Mark the folder until all is done; take out what a restore that was cut off put there.

    The mark is locked as long as we live: what another restore is about is not cut off. *Raises*
    ConfigError where there is one, or it has just ended; OSError.
    """
    from wardline.hub.review import keysfile

    mark = _mark(data)
    left = mark.exists()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(mark, os.O_RDWR | (0 if left else os.O_CREAT | os.O_EXCL), 0o600)
    except (FileExistsError, FileNotFoundError):
        raise _under_way(data) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _under_way(data) from None
        if not os.fstat(handle).st_nlink:
            raise _under_way(data)
        sync_folder(data)
        if left:
            for room in keysfile.ROOMS:
                shutil.rmtree(data / room, ignore_errors=True)
        yield
        mark.unlink()
        sync_folder(data)
    finally:
        os.close(handle)


def _under_way(data: Path) -> ConfigError:
    return ConfigError(
        f"Another restore into {data} is under way, or has just ended; nothing was changed.",
        hint="Wait for it, or restore into another folder.",
    )


# -- the file --------------------------------------------------------------------------------------


def _look(data: Path, file: Path, target: Path, keys: Given, *, whole: bool) -> None:
    """Refuse what cannot be restored, before anything is changed."""
    if not file.is_file():
        raise UsageError(f"There is no file {file}.", hint="Check its name.")
    if target.exists() and not _mark(data).exists():
        raise ConfigError(
            f"There is a hub in {data} already.", hint="Restore into an empty folder."
        )
    _check(file, whole=whole)
    _fitting(_sealed_in(file), keys)


def _put(file: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    for name in (target.name, f"{target.name}-wal", f"{target.name}-shm"):
        target.with_name(name).unlink(missing_ok=True)
    try:
        shutil.copyfile(file, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _check(path: Path, *, whole: bool) -> None:
    try:
        database = sqlite3.connect(_to_read(path), uri=True)
        tables = database.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'exchange_record'"
        ).fetchone()[0]
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0] if whole else "ok"
        database.close()
    except sqlite3.DatabaseError:
        tables, verdict = 0, "no database"
    if not tables or verdict != "ok":
        raise UnprocessableError(
            f"{path} is no sound backup of a hub ({str(verdict)[:100]}).",
            hint="Nothing was changed; take another backup.",
        )


def _to_read(path: Path) -> str:
    """The address by which SQLite only reads a file, whatever signs its name has."""
    return f"{path.resolve().as_uri()}?mode=ro"


# -- keys that fit ---------------------------------------------------------------------------------


def _fitting(sealed: Mapping[str, set[str]], keys: Given) -> None:
    """Refuse the keys of another hub: with them, all that is sealed would be taken for ended."""
    asked = {room: sealed.get(room, set()) for room in keys}
    if any(asked.values()) and not any(asked[room] & set(keys[room]) for room in asked):
        raise ConfigError(
            "None of these keys fits anything that is sealed in this backup; no keys were put in, "
            "and nothing was ended.",
            hint="Take the files that lay at this hub's review.keys_file, or leave --keys away.",
        )


def _sealed_in(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with contextlib.closing(sqlite3.connect(_to_read(path), uri=True)) as database:
        for room, query in _SEALED.items():
            # Of a version before the room, it has no such table.
            with contextlib.suppress(sqlite3.OperationalError):
                found[room] = {str(row[0]) for row in database.execute(query)}
    return found


def _sealed_here() -> dict[str, set[str]]:
    from django.db import connection

    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for room, query in _SEALED.items():
            cursor.execute(query)
            found[room] = {str(row[0]) for row in cursor.fetchall()}
    return found


def _kept(data: Path, room: str, keys: Keys, sealed: Iterable[str]) -> Keys:
    """Put those keys into the room's vault that open something there; which these are."""
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    wanted = {name: key for name, key in keys.items() if name in {*sealed, keysfile.MASTER}}
    if wanted:
        Vault(data, room).put(wanted)
    return wanted


# -- the rooms -------------------------------------------------------------------------------------


def _held(data: Path, keys: Keys) -> Returned:
    """Held submissions: without a key they end, and can be sent again."""
    from django.db import transaction

    from wardline.core.clock import now
    from wardline.hub.audit.service import Through
    from wardline.hub.review import ending
    from wardline.hub.review.models import Submission

    waiting = Submission.objects.filter(state__in=ending.OPEN).values_list("id", flat=True)
    wanted = _kept(data, "review", keys, waiting)
    with transaction.atomic():
        opened, ended = ending.restored(Through(), wanted, now())
    return Returned("review", opened, ended, 0)


def _comments(data: Path, keys: Keys | None) -> Returned:
    """The originals of comments."""
    from wardline.hub.docket import service
    from wardline.hub.docket.models import Comment

    vaults = set(Comment.objects.filter(sealed__isnull=False).values_list("vault", flat=True))
    if keys is None:
        return Returned("docket", 0, 0, len(vaults))
    opened, ended = service.restored(_kept(data, "docket", keys, vaults))
    return Returned("docket", opened, ended, 0)


def _rooms(data: Path, keys: Given) -> Iterable[Returned]:
    """The keys that sign advisories, the cases and the papers of meetings."""
    from wardline.hub.advisories import cases
    from wardline.hub.advisories.models import Case, SigningKey
    from wardline.hub.taskforce import papers
    from wardline.hub.taskforce.models import Paper

    papers_kept = Paper.objects.filter(sealed__isnull=False)
    yield _room(data, "csaf", keys, SigningKey.objects.all(), "vault", None)
    open_cases = Case.objects.exclude(state="destroyed")
    yield _room(data, "cases", keys, open_cases, "id", cases.restored)
    yield _room(data, "taskforce", keys, papers_kept, "vault", papers.restored)


def _room(
    data: Path,
    room: str,
    keys: Given,
    rows: QuerySet[Model],
    name: str,
    end: Callable[[Collection[str]], int] | None,
) -> Returned:
    sealed = set(rows.values_list(name, flat=True))
    if room not in keys:
        return Returned(room, 0, 0, len(sealed))
    left = sealed & set(_kept(data, room, keys[room], sealed))
    return Returned(room, len(left), 0 if end is None else end(left), 0)


def _needed() -> Iterable[Needed]:
    """Keys and certificates of others that have to be given anew."""
    from wardline.hub.advisories import intake
    from wardline.hub.exchange import feeds, peering

    names = peering.givers()
    for one in feeds.lacking_keys():
        yield Needed(names[one.id], one.id, "")
    for provider in intake.providers():
        for file in (provider.secret_file, provider.client_cert, provider.client_key):
            if file and not Path(file).is_file():
                yield Needed(provider.name or provider.url, "", file)


def _access(*, revoke: bool) -> Access:
    """End sessions and one-time links, and the keys where that is asked."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from wardline.core.clock import now
    from wardline.hub.members import service
    from wardline.hub.members.epoch import rights_change
    from wardline.hub.members.models import Key, Link

    UserSession.objects.all().delete()
    Session.objects.all().delete()
    # One that was used up since would work once more.
    Link.objects.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now())
    valid = list(Key.objects.filter(revoked_at=None).values_list("id", flat=True))
    if not revoke:
        return Access(len(valid), 0)
    with rights_change():
        for number in valid:
            service.revoke_key(number)
    return Access(0, len(valid))
