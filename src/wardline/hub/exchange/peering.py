"""What the staff sees of peers: how their feeds do, and what was decided where things clashed."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet

from wardline.core.clock import now
from wardline.core.errors import NotFoundError
from wardline.core.tlp import TLP
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.exchange import feeds
from wardline.hub.exchange.clashes import KINDS
from wardline.hub.exchange.models import Clash, Feed, Path
from wardline.hub.exchange.pushing import lag
from wardline.hub.members import peers
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

MOST = 200


def overview() -> list[dict[str, Any]]:
    """The peers, and how each one is doing."""
    mine: dict[str, list[Feed]] = {}
    for feed in feeds.feeds():
        mine.setdefault(feed.peer, []).append(feed)
    open_ones = _open_by_giver()
    rows = []
    for peer in peers.peers():
        own = mine.get(peer.organization_id, [])
        behind = [lag(feed) for feed in own if feed.direction == feeds.OUT]
        rows.append(
            {
                "id": peer.organization_id,
                "name": peer.organization.name,
                "hub": peer.hub,
                "ceiling": TLP(peer.ceiling).label,
                "relays": peer.relays,
                "agreement": peer.agreement,
                "feeds_in": sum(feed.direction == feeds.IN for feed in own),
                "feeds_out": len(behind),
                "problems": sum(bool(feed.problem) for feed in own),
                "last": max((feed.pulled_at for feed in own if feed.pulled_at), default=None),
                "behind_seconds": max(behind, default=0) // 1_000_000,
                "clashes": sum(open_ones[name] for name in (peer.hub, *(one.id for one in own))),
            }
        )
    return rows


def _open_by_giver() -> Counter[str]:
    return Counter(Clash.objects.filter(settled_at=None).values_list("giver", flat=True))


def clashes(*, settled: bool = False, kind: str = "", giver: str = "") -> list[dict[str, Any]]:
    """Clashes, the newest first: what was decided, and why."""
    found: QuerySet[Clash] = Clash.objects.select_related("collection")
    if not settled:
        found = found.filter(settled_at=None)
    if kind:
        found = found.filter(kind=kind)
    names = givers()
    if giver:
        found = found.filter(giver__in=[mark for mark, name in names.items() if name == giver])
    return [_shown(one, names) for one in found.order_by("-last_at", "-id")[:MOST]]


def many_open(kind: str = "") -> int:
    """How many clashes nobody has looked at."""
    return _open(kind).count()


def _open(kind: str) -> QuerySet[Clash]:
    found = Clash.objects.filter(settled_at=None)
    return found.filter(kind=kind) if kind else found


def givers() -> dict[str, str]:
    """What to call who gave something, by what paths and clashes call it."""
    own = {one.organization_id: one.organization.name for one in peers.peers()}
    hosts = {
        feed.id: own.get(feed.peer) or urlsplit(feed.url).hostname or feed.url
        for feed in feeds.feeds()
    }
    return {**hosts, **peers.names()}


def _shown(one: Clash, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "direction": one.direction,
        "peer": names.get(one.giver, one.giver),
        "collection": one.collection.title,
        "object": one.object,
        "version": one.version,
        "kind": one.kind,
        "decision": KINDS.get(one.kind, ""),
        "reason": one.reason,
        "first": one.first_at,
        "last": one.last_at,
        "times": one.times,
        "settled": bool(one.settled_at),
    }


def settle(actor: Actor, number: int) -> None:
    """Note that somebody of the staff looked at a clash; it is told again where it comes again."""
    actor.require(Need.STAFF_FEEDS)
    one = Clash.objects.filter(pk=number).first()
    if one is None:
        raise NotFoundError(
            "There is no such conflict.", hint="It may have been settled meanwhile."
        )
    with transaction.atomic():
        one.settled_at = now()
        one.save(update_fields=["settled_at"])
        told = {"kind": one.kind, "object": one.object, "times": one.times}
        audit.record(actor, Action.CLASH_SETTLED, f"clash:{number}", told)


def settle_all(actor: Actor, until: int, kind: str = "") -> int:
    """Note that somebody looked at all clashes, of a kind or of any; how many those were.

    `until`: what came after that moment was not on the page that they looked at.
    """
    actor.require(Need.STAFF_FEEDS)
    with transaction.atomic():
        many = _open(kind).filter(last_at__lte=until).update(settled_at=now())
        if many:
            told = {"kind": kind or "all", "conflicts": many}
            audit.record(actor, Action.CLASH_SETTLED, "conflicts", told)
    return many


def way(path: int | None) -> list[str]:
    """The hubs that an object came through, by name, where it began first."""
    found = Path.objects.filter(pk=path).first() if path is not None else None
    names = givers()
    return [names.get(hub, hub) for hub in found.hubs.split(",")] if found else []
