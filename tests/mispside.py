"""What tests of MISP servers as peers use: the two servers, the hub's side, events and reports."""

from __future__ import annotations

import json
import uuid

import pymisp
import pytest

from mispserver import MispServer
from wardline.core.tlp import TLP


@pytest.fixture(name="misp", scope="module")
def misp_fixture():
    server = MispServer()
    server.theirs = server.org("Made-up ISAC")
    server.ours = server.org("Wardline hub (made up)")
    yield server
    server.close()


@pytest.fixture(name="people", scope="module")
def people_fixture(misp):
    """The ISAC's own analyst, by PyMISP."""
    return pymisp.PyMISP(misp.url, misp.key(misp.theirs, tag_editor=True, sync=True))


class Side:
    """The hub's side: a collection, the MISP as a peer, and feeds in and out."""

    def __init__(self, portal, misp, tmp_path, ceiling: str = "GREEN", **role):
        from wardline.hub.exchange import collections, feeds
        from wardline.hub.members import peers

        self.portal, self.misp = portal, misp
        # What other tests put there is not read again.
        misp.events.clear()
        mark = uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
        self.peer = peers.add(f"MISP {mark}", TLP[ceiling]).organization_id
        self.collection = collections.add_collection(f"Made-up {mark}", read=["all"], write=["all"])
        self.number = collections.find(self.collection).id
        self.owner = portal.organization()
        self.key = misp.key(misp.ours, **role)
        path = tmp_path / f"key-{mark}"
        path.write_text(self.key)
        wanted = feeds.Wanted(misp.url, feeds.MISP_SERVER, self.collection, path, peer=self.peer)
        self.into = feeds.add_feed(wanted)
        self.out = feeds.add_feed(wanted._replace(direction=feeds.OUT))

    def pull(self):
        from wardline.hub.exchange import feeds, pulling
        from wardline.hub.worker import writing

        with writing(self.portal.data) as exchange:
            return pulling.pull(feeds.find(self.into), exchange, allow_private=True)

    def push(self):
        from wardline.hub.exchange import feeds, pushing
        from wardline.hub.worker import writing

        with writing(self.portal.data) as exchange:
            return pushing.push(feeds.find(self.out), exchange, allow_private=True)

    def share(self, *objects) -> None:
        """As a member of the hub shares."""
        from wardline.core.policy import Recipient
        from wardline.hub.exchange.service import SOURCE, Sender
        from wardline.hub.worker import writing

        sender = Sender(self.owner, can_read=True, recipient=Recipient(self.owner))
        with writing(self.portal.data) as exchange:
            raws = [json.dumps(obj).encode() for obj in objects]
            done = exchange.ingest(self.number, sender, raws, way=SOURCE)
        assert {one.state for one in done} == {"added"}, done

    def recall(self, name: str) -> None:
        """As its sharer takes it back, whoever that was."""
        from wardline.core.ids import split_id
        from wardline.hub.exchange.service import HUB_SENDER, Identity, every_version
        from wardline.hub.worker import writing

        kind, number = split_id(name)
        with writing(self.portal.data) as exchange:
            exchange.delete(
                self.number, HUB_SENDER, Identity(number.bytes, kind), every_version, "Wrong host."
            )

    def here(self) -> dict[str, dict]:
        """What stands in the collection now: the latest version of each object."""
        return {obj["id"]: obj for obj in self.everything()}

    def everything(self, what: str = "") -> list[dict]:
        """What anybody may see as the latest version of an object that is called so."""
        from wardline.hub.exchange.models import Record

        rows = Record.objects.filter(collection_id=self.number, latest=1).order_by("version")
        found = [json.loads(bytes(body)) for body in rows.values_list("body", flat=True)]
        return [obj for obj in found if not what or obj.get("name") == what]

    def values(self) -> dict[str, dict]:
        """The indicators that stand here, by what they are called."""
        return {obj["name"]: obj for obj in self.here().values() if obj["type"] == "indicator"}

    def clashes(self) -> list[dict]:
        from wardline.hub.exchange import peering
        from wardline.hub.exchange.models import Clash

        numbers = set(
            Clash.objects.filter(collection_id=self.number, settled_at=None).values_list(
                "pk", flat=True
            )
        )
        return [one for one in peering.clashes() if one["id"] in numbers]


@pytest.fixture(name="side")
def side_fixture(portal, misp, tmp_path):
    return Side(portal, misp, tmp_path)


def event(info: str, *values: tuple[str, str], distribution: int = 3, tags=("tlp:green",), **more):
    """An event as PyMISP's users make it."""
    made = pymisp.MISPEvent()
    made.info, made.distribution = info, distribution
    for kind, value in values:
        made.add_attribute(kind, value, to_ids=True)
    for tag in tags:
        made.add_tag(tag)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def attribute(kind: str, value: str, **more) -> dict:
    return {"type": kind, "category": "Network activity", "value": value, **more}


def put(people, made, *, publish: bool = True):
    stored = people.add_event(made, pythonify=True)
    assert isinstance(stored, pymisp.MISPEvent), stored
    if publish:
        people.publish(stored)
    return stored


def label(obj: dict) -> str:
    [marking] = obj["object_marking_refs"]
    return next(one.name for one in TLP if one.marking_id == marking)


def host() -> str:
    return f"{uuid.uuid4().hex}.made-up.example"


def indicator(name: str, tlp: TLP = TLP.GREEN, **more) -> dict:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-02T00:00:00.000Z",
        "modified": "2026-01-02T00:00:00.000Z",
        "name": name,
        "pattern": f"[domain-name:value = '{name}']",
        "pattern_type": "stix",
        "valid_from": "2026-01-02T00:00:00Z",
        "object_marking_refs": [tlp.marking_id],
    } | more


def report(name: str, *objects: dict, tlp: TLP = TLP.GREEN, **more) -> dict:
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{uuid.uuid4()}",
        "created": "2026-01-02T00:00:00.000Z",
        "modified": "2026-01-02T00:00:00.000Z",
        "name": name,
        "published": "2026-01-02T00:00:00Z",
        "object_refs": [obj["id"] for obj in objects],
        "object_marking_refs": [tlp.marking_id],
    } | more


def number(obj: dict) -> str:
    return obj["id"].partition("--")[2]


def read(people, obj: dict) -> pymisp.MISPEvent:
    """The event of a report, as the ISAC's people read it."""
    found = people.get_event(number(obj), pythonify=True)
    assert isinstance(found, pymisp.MISPEvent), found
    return found
