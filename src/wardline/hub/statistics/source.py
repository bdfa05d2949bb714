"""Where the statistics get incidents from: the exchange's store, as it was at a time."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from wardline.core.errors import WardlineError
from wardline.hub.exchange.models import Record, Setting
from wardline.hub.members import peers as members_peers
from wardline.hub.members import service as members
from wardline.incidents import stix
from wardline.incidents.counted import Taken
from wardline.incidents.model import Report

_DIGEST = 32
# What a report is read from; observables and indicators change nothing that is counted.
_TYPES = (
    "incident",
    "impact",
    "event",
    "task",
    "relationship",
    "attack-pattern",
    "malware",
    "vulnerability",
    "identity",
)
_REF = re.compile(rb"[a-z][a-z0-9-]+--[0-9a-f-]{36}")


class Source(Protocol):
    """Gives every incident that the hub had before a time, each in its version of that time."""

    def __call__(self, before: int) -> Iterator[Taken]:
        """*Units*: `before` in microseconds since 1970."""
        ...


class _Held(NamedTuple):
    owner: str
    # When its first version came in, and the version that stands.
    first: int
    version: int
    body: bytes


def store(before: int) -> Iterator[Taken]:
    """The incidents of the exchange; what cannot be read as a report is not counted."""
    held = _held(before)
    links: dict[str, set[str]] = defaultdict(set)
    for number, one in held.items():
        if number.startswith("relationship--"):
            for end in _refs(one.body):
                links[end].add(number)
    kinds = {one.id: one.kind for one in members.organizations()}
    peers = {one.organization_id for one in members_peers.peers()}
    for number, one in sorted(held.items()):
        if number.startswith("incident--") and (report := _report(number, held, links)):
            # What the hub itself shares, or another hub, is of somebody whom nobody knows.
            own = "" if one.owner in peers else one.owner
            member = keyed(own) if own else ""
            yield Taken(keyed(number), one.first, member, kinds.get(own, ""), report)


def keyed(text: str) -> str:
    """A digest of an id that only this hub can make, always the same: an incident counts once."""
    secret = _secret().encode()
    return hmac.new(secret, f"statistics|{text}".encode(), hashlib.sha256).hexdigest()[:_DIGEST]


def _secret() -> str:
    """One of its own: that of the portal is renewed, and then all would be counted again."""
    made = {"value": secrets.token_hex(32)}
    return Setting.objects.get_or_create(name="statistics_secret", defaults=made)[0].value


def _held(before: int) -> dict[str, _Held]:
    """The objects that the exchange had before a time, each in its version of then."""
    found: dict[str, _Held] = {}
    rows = Record.objects.filter(type__in=_TYPES, added__lt=before).order_by("added")
    columns = rows.values_list("type", "uuid", "owner", "added", "version", "body")
    for kind, number, owner, added, version, body in columns.iterator():
        key = f"{kind}--{uuid.UUID(bytes=bytes(number))}"
        known = found.get(key)
        first = known.first if known else added
        if known is None or version >= known.version:
            found[key] = _Held(known.owner if known else owner, first, version, bytes(body))
    return found


def _report(number: str, held: Mapping[str, _Held], links: Mapping[str, set[str]]) -> Report | None:
    """The report that an incident tells with all that it names and is linked to."""
    names = {number, *_refs(held[number].body), *links[number]}
    names |= {end for link in links[number] for end in _refs(held[link].body)}
    parts = [json.loads(held[one].body) for one in sorted(names) if one in held]
    others = [one for one in parts if one["type"] != "incident" or one["id"] == number]
    try:
        return stix.from_stix(others)[0].report
    except WardlineError:
        # Revoked, or not told in a way that can be counted.
        return None


def _refs(body: bytes) -> set[str]:
    return {found.decode() for found in _REF.findall(body)}
