"""People, collections and what they were told: shared by the tests of notices."""

from __future__ import annotations

import json
import uuid

import pytest

from wardline.core.clock import now

HOUR = 3_600_000_000
TLP = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}


@pytest.fixture(name="store")
def store_fixture(portal, monkeypatch):
    """A new collection that all read, and a function that publishes indicators into it."""
    from wardline.core.policy import Recipient
    from wardline.hub.config import Value, load
    from wardline.hub.db import open_database
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.batch import Sender
    from wardline.hub.exchange.service import SOURCE, Exchange
    from wardline.hub.notices import watch
    from wardline.hub.settings import CONFIG

    monkeypatch.setitem(CONFIG.values, "notices.gap_seconds", Value("", 0, "test"))
    title = f"Made-up {uuid.uuid4().hex[:8]}"
    config = load(portal.data)
    database = open_database("", config.sqlite_path)
    exchange = Exchange(database, now)

    class Store:
        def __init__(self):
            self.title = title
            self.uuid = collections.add_collection(title, read=["all"], write=["all"])
            self.id = collections.find(self.uuid).id
            watch.store()

        def put(self, *labels: str, owner: str = "", **more) -> list[str]:
            objects = [
                {
                    "type": "indicator",
                    "spec_version": "2.1",
                    "id": f"indicator--{uuid.uuid4()}",
                    "created": "2026-01-01T00:00:00.000Z",
                    "modified": "2026-01-01T00:00:00.000Z",
                    "name": f"Name of {label} http://bad.example/x",
                    "pattern": "[domain-name:value = 'bad.example']",
                    "pattern_type": "stix",
                    "valid_from": "2026-01-01T00:00:00Z",
                    "object_marking_refs": [TLP[label]],
                    **more,
                }
                for label in labels
            ]
            sender = Sender(owner, can_read=True, recipient=Recipient(owner))
            raws = [json.dumps(one).encode() for one in objects]
            outcomes = exchange.ingest(self.id, sender, raws, way=SOURCE)
            assert {one.state for one in outcomes} == {"added"}, outcomes
            return [one["id"] for one in objects]

    yield Store()
    database.close()


def mine(person, event="new"):
    from wardline.hub.notices.models import Notice

    return list(Notice.objects.filter(user=person.user, event=event).order_by("id"))


def mailed(person, after: int = 0) -> list:
    """A person's mails once all was made that is due `after` microseconds from now."""
    from wardline.hub.notices import composing
    from wardline.hub.notices.models import Mail

    composing.gather(now() + after)
    return list(Mail.objects.filter(user=person.user).order_by("created_at"))


def wants(person, **chosen):
    """Let a person choose; *Shape*: event=how, and hours as keyword `hours`."""
    from wardline.hub.notices import service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.service import Choice
    from wardline.hub.notices.times import Hours, How

    hours = chosen.pop("hours", Hours())
    filters = chosen.pop("filters", {})
    mail = chosen.pop("mail", True)
    wishes = {Event(name): Choice(How(how), filters) for name, how in chosen.items()}
    service.want(person.actor, wishes, hours, mail=mail)
