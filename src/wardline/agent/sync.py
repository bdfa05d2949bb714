"""Bringing the local copy up to date: by pages (`pull`) and by the hub's stream (`watch`)."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from wardline.agent.copy import CollectionState, Copy, Gone, Link
from wardline.client.http import Client, Credentials
from wardline.client.sse import Event, follow
from wardline.client.taxii import Taxii
from wardline.core import jsonio
from wardline.core.clock import Clock
from wardline.core.errors import ConfigError, NetworkError, NotFoundError

_POLL_SECONDS = 60.0
# How long whoever ends a watch waits for its threads.
_END_SECONDS = 2.0


class Pulled(NamedTuple):
    """What one pull of one collection changed."""

    id: str
    title: str
    added: int
    updated: int
    deleted: int
    unreadable: int
    # What was here and was taken back as wrong.
    recalled: list[Gone]


class Received(NamedTuple):
    """One object that came by the stream, or (`recalled` says why) was taken back."""

    collection: str
    id: str
    type: str
    recalled: str = ""


def connect(link: Link) -> Client:
    """A client for the hub. *Raises* ConfigError where the key file is gone."""
    try:
        credentials = Credentials.from_file(Path(link.key_file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The key file {link.key_file} cannot be read ({type(error).__name__}).",
            hint="Put it back, or run 'wardline agent init' again with --key-file.",
        ) from None
    return Client(link.hub, credentials)


def refresh_collections(copy: Copy, taxii: Taxii) -> None:
    """Take over which collections may be read now."""
    readable = [found for found in taxii.collections() if found.can_read]
    copy.set_collections([(found.id, found.title, found.url) for found in readable])


def pull(
    copy: Copy, taxii: Taxii, clock: Clock, progress: Callable[[str, int], None] = lambda *_: None
) -> list[Pulled]:
    """Bring every readable collection up to date; each page is durable before the next."""
    refresh_collections(copy, taxii)
    results = []
    for state in copy.collections():
        added = updated = unreadable = 0
        for page in taxii.pages(state.url, state.cursor):
            change = copy.store(state.id, page.objects, page.cursor, clock())
            added += change.added
            updated += change.updated
            unreadable += change.unreadable
            progress(state.title, added + updated)
        gone = _pull_deleted(copy, taxii, state.id, clock())
        recalled = [entry for entry in gone if entry.recalled]
        counts = (added, updated, len(gone), unreadable)
        results.append(Pulled(state.id, state.title, *counts, recalled))
    return results


def _pull_deleted(copy: Copy, taxii: Taxii, number: str, now: int) -> list[Gone]:
    """Take out what the hub deleted since the last time; what of it was here."""
    state = next(found for found in copy.collections() if found.id == number)
    gone = taxii.deleted(state.url, state.deleted_cursor)
    if not gone:
        return []
    here = copy.delete(number, [_gone(entry) for entry in gone], gone[-1].get("date_added"), now)
    # A version that came back after a deletion is told by the pages, which are read again.
    if here:
        for page in taxii.pages(state.url, gone[0].get("date_added")):
            copy.store(number, page.objects, None, now)
    return here


def _gone(entry: Mapping[str, object]) -> Gone:
    return Gone(str(entry.get("id")), str(entry.get("version", "")), str(entry.get("recalled", "")))


def watch(
    data: Path,
    stop: threading.Event,
    report: Callable[[Received], None],
    clock: Clock,
    connected: Callable[[str], None] = lambda _: None,
) -> None:
    """Pull, then follow the stream of every readable collection until `stop` is set.

    *Raises* the first error that waiting cannot mend (a dead key, for example).
    """
    copy = Copy(data)
    link = copy.link()
    pull(copy, Taxii(connect(link)), clock)
    watching = _Watch(copy, link, stop, report, clock, connected, threading.Lock(), [])
    threads = [
        threading.Thread(target=_follow, args=(watching, state), daemon=True)
        for state in copy.collections()
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) and not stop.is_set():
        stop.wait(0.2)
    # All have two seconds together: each may wait for the next line of its stream.
    ends = time.monotonic() + _END_SECONDS
    for thread in threads:
        thread.join(timeout=max(0.0, ends - time.monotonic()))
    if watching.problems:
        raise watching.problems[0]


class _Watch(NamedTuple):
    """What the threads of one `watch` share; `lock` is for the copy."""

    copy: Copy
    link: Link
    stop: threading.Event
    report: Callable[[Received], None]
    clock: Clock
    connected: Callable[[str], None]
    lock: threading.Lock
    # What ended a thread; the first is raised by `watch`.
    problems: list[Exception]

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until all stop."""
        self.stop.wait(seconds)

    def fail(self, error: Exception) -> None:
        """End all threads; `watch` raises what ended the first."""
        self.problems.append(error)
        self.stop.set()


def _follow(watching: _Watch, state: CollectionState) -> None:
    """Follow one collection; an error that waiting cannot mend ends the others too."""
    own: Client | None = None
    try:
        own = connect(watching.link)
        for burst in follow(
            own,
            f"/stream/{state.id}",
            state.cursor,
            stopped=watching.stop.is_set,
            sleep=watching.pause,
            connected=lambda: watching.connected(state.title),
        ):
            with watching.lock:
                for received in _store(watching.copy, state.id, burst, watching.clock()):
                    watching.report(received)
    except NotFoundError:
        _poll(watching)
    except Exception as error:  # noqa: BLE001 # raised again in the thread that waits for this one
        watching.fail(error)
    finally:
        if own is not None:
            own.close()


def _store(copy: Copy, number: str, burst: list[Event], now: int) -> list[Received]:
    """Store a burst in its order, each part with its cursor; what is new in it."""
    found: list[Received] = []
    for name, events in groupby(burst, key=attrgetter("name")):
        part = list(events)
        if name == "object":
            copy.store(number, [event.data for event in part], part[-1].id or None, now)
            # One that cannot be read is counted by the copy and stops no other.
            heads = filter(None, (_read(event) for event in part))
            found += [Received(number, str(h.get("id")), str(h.get("type"))) for h in heads]
        elif name == "delete":
            told = [_read(event) for event in part]
            if None in told:
                raise NetworkError(
                    "The hub's stream tells of a deletion that cannot be read.",
                    hint="Run 'wardline agent pull', which asks for all deletions anew.",
                )
            gone = [_gone(one) for one in told if one is not None]
            found += [
                Received(number, entry.id, entry.id.partition("--")[0], entry.recalled)
                for entry in copy.delete(number, gone, part[-1].id, now)
                if entry.recalled
            ]
            # The stream goes on behind the deletion as well.
            copy.store(number, [], part[-1].id or None, now)
    return found


def _read(event: Event) -> dict[str, object] | None:
    try:
        found: dict[str, object] = msgspec.json.decode(event.data, type=dict)
    except jsonio.BROKEN:
        return None
    return found


def _poll(watching: _Watch) -> None:
    """For servers without a stream: pull each minute; one that does not answer is asked again."""
    try:
        client = connect(watching.link)
        while not watching.stop.wait(_POLL_SECONDS):
            with watching.lock, contextlib.suppress(NetworkError):
                pull(watching.copy, Taxii(client), watching.clock)
    except Exception as error:  # noqa: BLE001 # as in `_follow`
        watching.fail(error)
