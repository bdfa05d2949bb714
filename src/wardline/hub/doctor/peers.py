"""Feeds in and out, the peers that they were agreed with, and other CSAF providers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from wardline.core.clock import format_timestamp
from wardline.core.findings import Check, Finding, watch, wrong
from wardline.hub.doctor import queries
from wardline.hub.doctor.choices import local
from wardline.hub.doctor.machine import closed
from wardline.hub.doctor.scene import DAY, HOUR, MINUTE, Scene, host_of

_FAILURES = 3
# Where nobody pulls or pushes by the clock, somebody does by hand once a week.
_BY_HAND = 7 * DAY
_ENDING = 21 * DAY
# Later than any key ends, and still a number of both databases.
_NEVER = 2**62


class Feed(NamedTuple):
    """A feed as `queries.FEEDS` tells."""

    id: str
    url: str
    kind: str
    direction: str
    peer: str
    done_at: int | None
    created_at: int
    problem: str
    failures: int
    secret_file: str

    @property
    def out(self) -> bool:
        """Whether it sends."""
        return self.direction == "out"

    @property
    def folder(self) -> Path | None:
        """The folder that it writes into; None: it goes over the network."""
        return Path(self.url) if self.out and self.kind == "misp" else None

    @property
    def name(self) -> str:
        """What to call it: no user, no password, no path of an address."""
        where = "a folder" if self.folder else host_of(self.url)
        return f"The {self.kind} feed {'to' if self.out else 'from'} {where}"


def every_feed(scene: Scene) -> list[Feed]:
    """All feeds, in the order in which they were added."""
    return [Feed(*row) for row in scene.rows(queries.FEEDS)]


def feeds(scene: Scene) -> Iterator[Finding]:
    """Feeds in are pulled, and feeds out are pushed."""
    every = scene["feeds.every_minutes"] * MINUTE
    for feed in every_feed(scene):
        verb, done = ("push", "pushed") if feed.out else ("pull", "pulled")
        last = feed.done_at or feed.created_at
        patience = 3 * every + HOUR if every else _BY_HAND
        since = "never" if feed.done_at is None else f"not since {format_timestamp(feed.done_at)}"
        if feed.failures >= _FAILURES or (feed.problem and not every):
            yield watch(
                f"{feed.name} fails: {feed.problem[:200] or 'no reason told'}",
                f"{verb.capitalize()} it by hand to see more: wardline feed {verb} {feed.id}",
            )
        elif scene.clock() - last > patience:
            yield watch(
                f"{feed.name} was {done} {since}.",
                "Is 'wardline serve' running with feeds.every_minutes?"
                if every
                else f"Set feeds.every_minutes, or run: wardline feed {verb} {feed.id}",
            )


def providers(scene: Scene) -> Iterator[Finding]:
    """Other CSAF providers answer, and what we show them lies safe."""
    every = scene["advisories.every_minutes"] * MINUTE
    for url, pulled, problem, failures in scene.rows(queries.PROVIDERS):
        name = f"The CSAF provider {host_of(str(url))}"
        if int(failures) >= _FAILURES or (problem and not every):
            yield watch(
                f"{name} fails: {str(problem)[:200] or 'no reason told'}",
                "Look at it by hand: wardline csaf pull",
            )
        elif every and pulled is not None and scene.clock() - int(pulled) > 3 * every + HOUR:
            yield watch(
                f"{name} was not looked at since {format_timestamp(int(pulled))}.",
                "Is 'wardline serve' running with advisories.every_minutes?",
            )
    for url, certificate, *files in scene.rows(queries.PROVIDER_SECRETS):
        paths = [Path(str(file)) for file in files if file]
        shown = [*paths, Path(str(certificate))] if certificate else paths
        for gone in (path for path in shown if not path.is_file()):
            yield wrong(
                f"{gone}, which the CSAF provider {host_of(str(url))} is shown, is not there.",
                "Put it back, or take the provider out and add it again: wardline csaf add",
            )
        yield from closed(paths)


def folders(scene: Scene) -> Iterator[Finding]:
    """Feeds out that are files: each has a folder of its own that the hub may write to."""
    if not scene.pages:
        # They are written on the host that pulls and pushes.
        return
    found = [(feed, feed.folder) for feed in every_feed(scene) if feed.folder]
    count = Counter(folder.resolve() for _, folder in found)
    for folder, many in count.items():
        if many > 1:
            yield wrong(
                f"{many} feeds are written into {folder}: only the oldest of them is pushed.",
                "Leave one of them ('wardline feed remove'), and add the others with folders of "
                "their own.",
            )
        if folder.is_relative_to(scene.data.resolve()):
            yield wrong(
                f"A feed is written into {folder}, inside the data folder: a web server that "
                "gives it out stands beside keys.",
                "Remove the feed, and add it with a folder elsewhere.",
            )
    for feed, folder in found:
        yield from _folder(feed, folder)


def _folder(feed: Feed, folder: Path) -> Iterator[Finding]:
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield wrong(
            f"The hub may not write into {folder}: what is taken back stays there.",
            f"Make it a folder of the user that runs the hub: install -d -o USER -m 750 {folder}",
        )
    elif feed.done_at and not feed.problem and not (folder / "manifest.json").exists():
        yield wrong(
            f"In {folder} there is no manifest.json, which was written there: the peer finds "
            "nothing.",
            f"Write it anew: wardline feed push {feed.id}",
        )


def keys(scene: Scene) -> Iterator[Finding]:
    """The keys for peers are there, and do not travel in the clear."""
    for feed in every_feed(scene):
        if not feed.secret_file:
            continue
        path = scene.data / feed.secret_file
        if scene.pages and (not path.is_file() or not path.stat().st_size):
            yield wrong(
                f"{feed.name} has no key any more. Keys for peers are in no backup.",
                f"Give it anew: wardline feed key {feed.id} --key-file FILE",
            )
        parts = urlsplit(feed.url)
        if parts.scheme == "http" and not local(parts.hostname or ""):
            yield wrong(
                f"{feed.name} sends its key in the clear (http://).",
                "Remove the feed, add it with https://, and ask the peer for another key.",
            )


def peers(scene: Scene) -> Iterator[Finding]:
    """Something can pass between this hub and each peer, and will tomorrow."""
    at = scene.clock()
    for name, active, many, valid, last in scene.rows(queries.PEERS, now=at, never=_NEVER):
        if not active:
            if many:
                yield watch(
                    f"{name} was put out, and {many} feeds with it are still there.",
                    "Let its organization in again, or end them: wardline feed remove",
                )
        elif not many and not valid:
            yield watch(
                f"Nothing can pass between this hub and {name}: it has no key that is valid, and "
                "there is no feed.",
                "Give it a key (wardline key add), or add a feed (wardline feed add --peer).",
            )
        elif valid and int(last) - at < _ENDING:
            yield watch(
                f"The last key of {name} ends on {format_timestamp(int(last))[:10]}.",
                "Make its successor and hand it over: wardline key add",
            )


_READY = ("migrations",)
CHECKS: tuple[Check[Scene], ...] = (
    Check("feeds", "Feeds in and out", feeds, _READY),
    Check("providers", "CSAF providers", providers, _READY),
    Check("feed-folders", "Folders of feeds out", folders, ("folder", "migrations")),
    Check("feed-keys", "Keys for peers", keys, _READY),
    Check("peers", "Peers", peers, _READY),
)
