"""Past one machine (docs/scale.md): the other hosts of this hub, the replica, how commits wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from wardline.core.clock import format_timestamp
from wardline.core.errors import WardlineError
from wardline.core.findings import Check, Finding, watch, wrong
from wardline.hub import health, migrated
from wardline.hub.doctor import queries
from wardline.hub.doctor.scene import SECOND, Scene
from wardline.hub.hosts import Host, shared_settings
from wardline.hub.review.keysfile import ROOMS

_VERSION = 10_000
# A replica that replays at all has caught up by then, in seconds.
_CATCH_UP = 3.0
_LOOK = 0.1
_FAR_BEHIND = 60
_CLOCK_WATCH = 2 * SECOND
# Folders of keys that only the host with the portal makes and destroys.
_KEYS = (*ROOMS, "tokens", "anonymous", "feeds")


def heard(scene: Scene) -> list[Host]:
    """The hosts that told of themselves a moment ago."""
    return [one for one in scene.hosts if not scene.silent(one)]


def hosts(scene: Scene) -> Iterator[Finding]:
    """One host has the portal, each has a folder of its own, and none has fallen silent."""
    found = heard(scene)
    with_pages = [one.name for one in found if one.pages]
    if len(with_pages) > 1:
        yield wrong(
            f"The hosts {_words(with_pages)} all serve the pages: each makes and destroys keys of "
            "its own, so that none can open what another sealed.",
            "Start all but one with --exchange-only (docs/scale.md, docs/backup.md).",
        )
    elif found and not with_pages:
        yield wrong(
            "No host serves the pages: nobody can sign in, no feed is pulled, nothing is "
            "destroyed in time.",
            "Start one without --exchange-only. If it runs: do both have the same database.url?",
        )
    by_folder: dict[str, list[str]] = {}
    for one in found:
        by_folder.setdefault(one.folder, []).append(one.name)
    for shared in by_folder.values():
        if len(shared) > 1:
            yield wrong(
                f"The hosts {_words(shared)} have the same data folder, or copies of one: what "
                "each gave out is noted in one place, and lost.",
                "Give each a data folder of its own; an empty one will do (docs/scale.md).",
            )
    yield from _silent(scene)
    yield from _unlike(found)


def _silent(scene: Scene) -> Iterator[Finding]:
    for one in scene.hosts:
        if scene.silent(one):
            since = format_timestamp(one.told_at)[:16].replace("T", " ")
            yield watch(
                f"Nothing was heard of the host {one.name} since {since} UTC.",
                "Start it again. If it is gone for good, take it out of the load balancer; it is "
                "forgotten after a week. What it gave out since its last second is in its spool.",
            )


def _unlike(found: list[Host]) -> Iterator[Finding]:
    releases = {one.release for one in found}
    if len(releases) > 1:
        yield watch(
            f"The hosts run different releases: {_words(sorted(releases))}.",
            "Upgrade the others soon, one after the other (docs/operations.md).",
        )
    for one in found:
        if abs(one.ahead) > _CLOCK_WATCH:
            level = wrong if abs(one.ahead) > health.APART else watch
            yield level(
                f"The clock of the host {one.name} and the database's are "
                f"{abs(one.ahead) / SECOND:.0f} s apart.",
                "Let NTP set both clocks: timedatectl set-ntp true",
            )


def settings(scene: Scene) -> Iterator[Finding]:
    """What a member meets is the same on all hosts, and as it is set now."""
    found = heard(scene)
    told = {one.name: _settings_of(one) for one in found}
    for name, value in shared_settings(scene.config).items():
        values = {host: given[name] for host, given in told.items() if name in given}
        if len(set(values.values())) > 1:
            shown = ", ".join(f"{host}: {one or 'empty'}" for host, one in values.items())
            yield wrong(
                f"{name} is not the same on all hosts ({shown}), so members are answered by "
                "chance.",
                f"Set {name} to one value on each of them, and start them again.",
            )
        for one in found:
            if scene.is_own(one) and values.get(one.name, value) != value:
                yield watch(
                    f"{name} was changed after this host was started.", "Start the hub again."
                )


def _settings_of(host: Host) -> dict[str, str]:
    try:
        return msgspec.json.decode(host.settings, type=dict[str, str])
    except msgspec.DecodeError:
        return {}


def keys(scene: Scene) -> Iterator[Finding]:
    """A host without pages holds no keys: they would be of no use there, and are never ended."""
    if scene.pages:
        return
    held = [name for name in _KEYS if any((scene.data / name).glob("*.key"))]
    if held:
        yield watch(
            f"This host serves programs alone, and its data folder holds keys ({_words(held)}): "
            "nobody uses them here, and nobody destroys them.",
            "If it served the pages before: move them to the host that does, by 'wardline backup "
            "--keys-only' and 'restore --keys-only' (docs/backup.md), then remove them here.",
        )


def balancer(scene: Scene) -> Iterator[Finding]:
    """Behind a load balancer, the hub has an address and knows who asks."""
    if len(heard(scene)) < 2:  # noqa: PLR2004 # a host alone needs none
        return
    if not scene["portal.address"]:
        yield wrong(
            "There are several hosts, and portal.address is not set: links lead to one of them.",
            "Set it on each host to the load balancer's address, as https://hub.example.org/.",
        )
    if not scene["portal.trusted_proxies"]:
        yield wrong(
            "There are several hosts, and portal.trusted_proxies names no load balancer: everybody "
            "seems to ask from its address, so one who guesses pass words locks out all.",
            "Name the balancer's addresses in portal.trusted_proxies on each host.",
        )


class Server(NamedTuple):
    """A database server as `queries.WHICH` tells."""

    copying: bool
    cluster: str
    database: str
    version: int
    started: str


def replica(scene: Scene) -> Iterator[Finding]:
    """The replica answers, and is a copy of this hub's database, of the same version."""
    if not scene["database.replica"]:
        return
    if not scene.on_postgresql:
        yield wrong(
            "database.replica is set, and database.url is not.",
            "Set database.url to the primary, or take database.replica away.",
        )
        return
    try:
        theirs = Server(*scene.replica_rows(queries.WHICH)[0])
    except WardlineError:
        yield wrong(
            "The replica does not answer: all pages come from the primary.",
            "Start it, or correct database.replica.",
        )
        return
    yield from same(theirs, Server(*scene.rows(queries.WHICH)[0]))


def same(theirs: Server, ours: Server) -> Iterator[Finding]:
    """Whether a server is a replica of ours."""
    if not theirs.copying:
        same = (theirs.cluster, theirs.started) == (ours.cluster, ours.started)
        yield wrong(
            "database.replica and database.url lead to the same server."
            if same
            else "The server of database.replica is no replica: it takes writes of its own.",
            "After a failover, make a new replica of the new primary (pg_basebackup -R), and name "
            "that one.",
        )
    elif theirs.version // _VERSION != ours.version // _VERSION:
        yield wrong(
            f"The replica runs PostgreSQL {theirs.version // _VERSION}, the primary "
            f"{ours.version // _VERSION}.",
            "Give both the same major version, and make the replica anew.",
        )
    elif (theirs.cluster, theirs.database) != (ours.cluster, ours.database):
        yield wrong(
            "The replica is a copy of another database: members would read what is not here.",
            "Correct database.replica, or make the replica anew (pg_basebackup -R).",
        )


class _Replay(NamedTuple):
    """How far a replica is, as `queries.REPLAYED` tells."""

    behind: int
    paused: bool
    connected: int
    seconds: int | None


def replaying(scene: Scene) -> Iterator[Finding]:
    """The replica follows the primary, and has its tables."""
    if not scene["database.replica"]:
        return
    written = scene.value(queries.WRITTEN)
    deadline = time.monotonic() + _CATCH_UP
    told = _replay(scene, written)
    while told.behind > 0 and not told.paused and time.monotonic() < deadline:
        time.sleep(_LOOK)
        told = _replay(scene, written)
    if told.paused:
        yield wrong(
            "The replica was told to stand still: pages end where it stands.",
            "On the replica: SELECT pg_wal_replay_resume();",
        )
    elif not told.connected:
        yield wrong(
            "The replica gets nothing from the primary.",
            "Look at its log: primary_conninfo, the primary's pg_hba.conf, a log that is gone. "
            "Where it cannot catch up, make it anew (pg_basebackup -R).",
        )
    elif told.behind > 0:
        seconds = told.seconds or 0
        level = wrong if seconds > _FAR_BEHIND else watch
        yield level(
            f"The replica is {told.behind / 2**20:,.1f} MB and {seconds} s behind the primary.",
            "Look for long queries on it (max_standby_streaming_delay), a slow disk or network.",
        )
    if set(scene.replica_rows(migrated.APPLIED)) != set(scene.rows(migrated.APPLIED)):
        yield wrong(
            "The replica does not have the same migrations as the primary.",
            "Let it catch up. Where it does not, make it anew (pg_basebackup -R).",
        )


def _replay(scene: Scene, written: str) -> _Replay:
    return _Replay(*scene.replica_rows(queries.REPLAYED, written=written)[0])


def waiting(scene: Scene) -> Iterator[Finding]:
    """What is acknowledged stands on two servers, where there are two."""
    rows = scene.rows(queries.WAITING_FOR)
    if not rows:
        return
    names, commit, timeout, connected = rows[0]
    if names and timeout != "0":
        yield wrong(
            f"statement_timeout is {timeout} for the hub's user: a commit that is cancelled while "
            "it waits for a replica is reported as done.",
            "ALTER ROLE USER SET statement_timeout = 0;",
        )
    if names and not connected:
        yield wrong(
            "The primary waits for a replica, and none is connected: every write waits.",
            "Start the replica. Or, knowingly, for as long as there is none: ALTER SYSTEM SET "
            "synchronous_standby_names = ''; SELECT pg_reload_conf();",
        )
    if not scene["database.replica"]:
        return
    if not names:
        yield wrong(
            "The primary waits for no replica (synchronous_standby_names is empty): a failover "
            "loses what was acknowledged last, and a member may not find what it has just shared.",
            "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (r1, r2)'; SELECT "
            "pg_reload_conf(); with the names (application_name) of your replicas",
        )
    elif connected == 1:
        yield watch(
            "One replica is connected: while it is gone, every write waits.",
            "Have two, and wait for any one of them: 'ANY 1 (r1, r2)' (docs/scale.md).",
        )
    if commit != "remote_apply":
        yield wrong(
            f"synchronous_commit is {commit}: a page from the replica may lack what its reader has "
            "just shared.",
            "ALTER SYSTEM SET synchronous_commit = 'remote_apply'; SELECT pg_reload_conf();",
        )


def _words(names: list[str]) -> str:
    return ", ".join(names)


_READY = ("migrations",)
CHECKS: tuple[Check[Scene], ...] = (
    Check("hosts", "The hosts of this hub", hosts, _READY),
    Check("host-settings", "What must be equal on all hosts", settings, _READY),
    Check("host-keys", "Keys where they belong", keys, ("folder",)),
    Check("balancer", "Behind a load balancer", balancer, _READY),
    Check("replica", "The replica", replica, _READY),
    Check("replaying", "How far the replica is", replaying, ("replica",)),
    Check("commits", "What a commit waits for", waiting, _READY),
)
