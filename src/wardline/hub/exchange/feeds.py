"""Feeds: the peers' collections that are pulled from and pushed to, each from where it stopped.

What travels in stands in `pulling.py`, what travels out in `pushing.py`.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import transaction

from wardline.client import misp
from wardline.client.http import MAX_BYTES, Client, Credentials
from wardline.core.clock import now
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.core.tlp import TLP
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.exchange import collections, mispfiles
from wardline.hub.exchange.models import Clash, Collection, Feed, Grant, Setting
from wardline.hub.members import peers
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.models import Peer
from wardline.hub.settings import CONFIG

MISP_SERVER = "misp-server"
KINDS = ("taxii", "taxii20", "misp", MISP_SERVER, "csaf", "csv", "text", "json", "kev", "stix")
OUT_KINDS = ("taxii", "misp", MISP_SERVER)
IN, OUT = "in", "out"
# In the data folder: the keys for peers, readable by the hub alone.
FOLDER = "feeds"


class Wanted(NamedTuple):
    """A feed to add; `ceiling` narrows what the agreement lets leave."""

    url: str
    kind: str
    collection: str
    key_file: Path | None = None
    direction: str = IN
    peer: str = ""
    ceiling: TLP | None = None


def add(
    url: str, kind: str, collection: str, key_file: Path | None, actor: Actor = COMMAND_LINE
) -> str:
    """The id of a new feed in, of nobody in particular."""
    return add_feed(Wanted(url, kind, collection, key_file), actor)


def add_feed(wanted: Wanted, actor: Actor = COMMAND_LINE) -> str:
    """The id of a new feed. *Raises* UsageError, ConflictError, ForbiddenError, NotFoundError."""
    target = collections.find(wanted.collection)
    _check(wanted)
    peer = peers.find(wanted.peer) if wanted.peer else None
    if wanted.direction == OUT:
        _check_out(wanted, target, peer)
    same = Feed.objects.filter(url=wanted.url, collection=target, direction=wanted.direction)
    if same.exists():
        what = "pulled into" if wanted.direction == IN else "sent from"
        raise ConflictError(f"This feed is {what} this collection already.")
    number = str(uuid.uuid4())
    stored = "" if wanted.key_file is None else keep_key(number, wanted.key_file)
    with transaction.atomic():
        Feed.objects.create(
            id=number,
            url=wanted.url,
            kind=wanted.kind,
            collection=target,
            direction=wanted.direction,
            peer="" if peer is None else peer.organization_id,
            ceiling=None if wanted.ceiling is None else int(wanted.ceiling),
            secret_file=stored,
            # What was deleted before the peer had anything of us is none of its business.
            stones=str(target.last_added) if wanted.direction == OUT else "",
            created_at=now(),
        )
        # The address may hold a token: its host is enough.
        told = {
            "kind": wanted.kind,
            "host": urlsplit(wanted.url).hostname or "",
            "collection": target.uuid,
            "direction": wanted.direction,
        }
        audit.record(actor, Action.FEED_ADDED, f"feed:{number}", told)
    return number


def _check(wanted: Wanted) -> None:
    kinds = KINDS if wanted.direction == IN else OUT_KINDS
    if wanted.kind not in kinds:
        way = "" if wanted.direction == IN else " for feeds out"
        raise UsageError(
            f"There is no kind {wanted.kind!r}{way}.", hint=f"Kinds are {', '.join(kinds)}."
        )
    folder = wanted.direction == OUT and wanted.kind == "misp"
    if not folder and not wanted.url.startswith(("https://", "http://")):
        raise UsageError(
            f"{wanted.url[:200]!r} is no web address.", hint="It starts with https://."
        )
    if folder and not Path(wanted.url).is_absolute():
        raise UsageError(
            "A MISP feed out is written into a folder of the hub's machine.",
            hint="Give its whole path; a web server gives it to the peer, or /misp/ does by key.",
        )
    if folder:
        require_own_folder(wanted.url, now())
        if Path(wanted.url).resolve().is_relative_to(CONFIG.data.resolve()):
            raise UsageError(
                "A MISP feed out is not written into the data folder: it is for others to read.",
                hint="Name a folder elsewhere, such as one that your web server gives out.",
            )


def require_own_folder(url: str, created_at: int) -> None:
    """*Raises* ConflictError where an older feed out is written into a folder, however spelled."""
    folders = Feed.objects.filter(direction=OUT, kind="misp", created_at__lt=created_at)
    for other in folders.exclude(url__startswith="http"):
        if os.path.realpath(other.url) == os.path.realpath(url):
            raise ConflictError(
                f"Feed {other.id} is written into this folder already; each would overwrite what "
                "the other gives.",
                hint="Give each feed a folder of its own, such as one named after its peer.",
            )


def _check_out(wanted: Wanted, collection: Collection, peer: Peer | None) -> None:
    """A feed out needs somebody with whom it was agreed what may leave, and who may read."""
    if peer is None:
        raise UsageError(
            "A feed out needs the peer with whom it was agreed what may leave.",
            hint="Add it with 'wardline peer add NAME --ceiling T', and name it with --peer.",
        )
    agreed = TLP(peer.ceiling)
    if wanted.ceiling is not None and wanted.ceiling > agreed:
        raise ForbiddenError(
            f"The agreement with this peer ends at {agreed.label}.",
            hint="A feed may only narrow it. Change it with 'wardline peer change'.",
        )
    named = Grant.objects.filter(
        collection=collection, organization=peer.organization_id, can_read=True
    )
    if not (collection.read_all or named.exists()):
        raise ForbiddenError(
            "The peer may not read this collection, so it is not sent there.",
            hint="Name its organization among the collection's readers first.",
        )


def keep_key(number: str, source: Path) -> str:
    """Where the hub keeps a copy of a key for a peer: in the data folder, for itself alone.

    *Raises* UsageError.
    """
    folder = CONFIG.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{number}.key"
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The key file {source} cannot be read ({type(error).__name__}).",
            hint="Put the key, or user:password, into it, alone.",
        ) from None
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
    return f"{FOLDER}/{number}.key"


def new_key(number: str, source: Path, actor: Actor = COMMAND_LINE) -> None:
    """Put another key in the place of a feed's old one."""
    feed = find(number)
    feed.secret_file = keep_key(feed.id, source)
    with transaction.atomic():
        feed.save(update_fields=["secret_file"])
        audit.record(actor, Action.FEED_CHANGED, f"feed:{feed.id}", {"key": True})


def lacking_keys() -> list[Feed]:
    """The feeds whose keys are not on this machine: after a restore, all that had one."""
    kept = CONFIG.data
    return [one for one in feeds() if one.secret_file and not (kept / one.secret_file).is_file()]


def feeds(direction: str = "") -> list[Feed]:
    """All feeds in the order in which they were added."""
    found = Feed.objects.select_related("collection").order_by("created_at")
    return list(found.filter(direction=direction) if direction else found)


def find(number: str) -> Feed:
    """The feed with this id. *Raises* NotFoundError."""
    found = Feed.objects.select_related("collection").filter(id=number).first()
    if found is None:
        raise NotFoundError(f"There is no feed {number!r}.", hint="See 'wardline feed list'.")
    return found


def remove(number: str, actor: Actor = COMMAND_LINE) -> None:
    """End a feed; what came by it stays."""
    feed = find(number)
    if feed.direction == OUT and feed.kind == "misp":
        mispfiles.clear(feed)
    with transaction.atomic():
        Clash.objects.filter(giver=feed.id).delete()
        told = {"host": urlsplit(feed.url).hostname or "", "direction": feed.direction}
        feed.delete()
        audit.record(actor, Action.FEED_REMOVED, f"feed:{number}", told)
    (CONFIG.data / FOLDER / f"{number}.key").unlink(missing_ok=True)


def again(number: str, actor: Actor = COMMAND_LINE, *, everything: bool = False) -> int:
    """Let a feed out send again what the peer refused; how many objects that are.

    `everything`: from the beginning, as after an agreement on more. What the peer has, it keeps.
    """
    feed = find(number)
    if feed.direction != OUT:
        raise UsageError(
            "Only what is sent can be sent again.", hint="Feeds in start by themselves."
        )
    refused = Clash.objects.filter(giver=feed.id, direction=OUT, settled_at=None)
    with transaction.atomic():
        many = refused.update(settled_at=0)
        feed.cursor = "" if everything else feed.cursor
        feed.next_at = 0
        feed.save(update_fields=["cursor", "next_at"])
        told = {"objects": many, "everything": everything}
        audit.record(actor, Action.FEED_RETRIED, f"feed:{feed.id}", told)
    return many


def hub_id() -> str:
    """What this hub is called in paths."""
    return str(Setting.objects.get(name="hub").value)


def client(feed: Feed, *, allow_private: bool) -> Client:
    """A client for a feed's peer. *Raises* UsageError where its key is gone."""
    credentials = None
    if feed.secret_file:
        try:
            # An absolute path is of a hub before there were peers.
            credentials = Credentials.from_file(CONFIG.data / feed.secret_file)
        except OSError as error:
            raise UsageError(
                f"The key for this peer cannot be read ({error.strerror}).",
                hint="Give it anew: wardline feed key ID --key-file FILE.",
            ) from None
        if feed.kind == MISP_SERVER:
            # MISP takes its key as it is, without the word Bearer.
            credentials = credentials._replace(name="authorization")
    most = misp.MAX_BYTES if feed.kind == MISP_SERVER else MAX_BYTES
    return Client(feed.url, credentials, allow_private=allow_private, most=most)


def taxii_address(feed: Feed) -> str:
    """The address of a feed's collection, with a slash at its end."""
    address = feed.url if feed.url.endswith("/") else f"{feed.url}/"
    address = address.removesuffix("objects/")
    if "/collections/" not in address:
        raise UsageError(
            "A TAXII feed is the address of a collection.",
            hint="It looks like https://HOST/ROOT/collections/ID/.",
        )
    return address


def seen_events(feed: Feed) -> dict[str, str]:
    """The MISP events that a feed has, and their times."""
    found: dict[str, str] = json.loads(feed.cursor) if feed.cursor else {}
    return found
