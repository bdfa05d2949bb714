"""Made-up objects, shares, held submissions, notices, keys."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import uuid
from pathlib import Path
from typing import Any

from seeding import NAMESPACE, member, number


def objects() -> list[dict[str, Any]]:
    """A few indicators, an actor and their relations, under several TLP labels."""
    stamp = "2026-11-20T08:15:00.000Z"
    head = {"spec_version": "2.1", "created": stamp, "modified": stamp}
    tlp = {
        "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    }
    patterns = {
        "Sends stolen records to this address": "[ipv4-addr:value = '198.51.100.7']",
        "Mail gateway of a made-up gang": "[domain-name:value = 'update.made-up.example']",
        "Loader <b>seen</b> in \u202emalps": "[file:hashes.'SHA-256' = '" + "ab" * 32 + "']",
        "x" * 300: "[url:value = 'http://a.made-up.example/pay?id=1']",
    }
    found: list[dict[str, Any]] = []
    for (name, pattern), label in zip(
        patterns.items(), ("clear", "green", "amber", "green"), strict=True
    ):
        found.append(
            {
                **head,
                "type": "indicator",
                "id": number("indicator", name),
                "name": name,
                "pattern": pattern,
                "pattern_type": "stix",
                "valid_from": stamp,
                "indicator_types": ["malicious-activity"],
                "object_marking_refs": [tlp[label]],
            }
        )
    actor = number("intrusion-set", "actor")
    found.append({**head, "type": "intrusion-set", "id": actor, "name": "Made-up Heron"})
    found.extend(
        {
            **head,
            "type": "relationship",
            "id": number("relationship", item["name"]),
            "relationship_type": "indicates",
            "source_ref": item["id"],
            "target_ref": actor,
        }
        for item in found[:2]
    )
    return found


def invited(_data: Path, made: dict[str, Any]) -> list[str]:
    """An invitation and a new way in: pages that only a one-time link opens."""
    from wardline.hub.members import groups, keys, links, people

    first = links.make(links.SET_UP, "seed")
    admin = member(made, "admin")
    joining = people.invite(admin, "new@made-up.example", made["admin"].organization_id, "analyst")
    back = people.way_in(admin, str(made["readonly"].uuid))
    keys.make(admin, "Firewall of the made-up clinic", ["read"], None)
    owners = [made["admin"].organization_id]
    groups.save(
        member(made, "staff-admin"),
        None,
        "Made-up cardiology group",
        "",
        open_to_members=True,
        organizations=owners,
    )
    entering = people.add_made_up("demo@made-up.example", "Made Up", owners[0], "member")
    made_links = (
        (first, links.SET_UP),
        (joining, links.INVITE),
        (back, links.SIGN_IN),
        (entering, links.ENTER),
    )
    return [f"/{links.PATHS[purpose]}/{link.token}/" for link, purpose in made_links]


def published(data: Path, _made: dict[str, Any]) -> list[str]:
    """A collection that all may read, with the objects."""
    from wardline.cli import main

    def run(*arguments: str) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(sys.stderr):
            code = main([*arguments, "--data", str(data), "--json"])
        if code:
            raise SystemExit(f"{arguments}: exit {code}: {out.getvalue()}")
        return out.getvalue()

    made = json.loads(run("collection", "add", "Indicators of all members", "--read", "all"))
    file = data / "seed.json"
    file.write_text(
        json.dumps({"type": "bundle", "id": number("bundle", "seed"), "objects": objects()})
    )
    run("publish", str(file), "--collection", made["id"])
    file.unlink()
    return []


def shared(data: Path, made: dict[str, Any]) -> list[str]:
    """What the hospital's analyst shared in the portal: a receipt, and objects of its own."""
    from wardline.hub.exchange import collections
    from wardline.hub.objects import share
    from wardline.hub.objects.service import open_objects
    from wardline.hub.objects.typed import Typed

    sector = collections.add_collection("Made-up sector", read=["all"], write=["all"])
    hub = open_objects(data)
    text = "hxxps://pay[.]made-up-heron[.]example/login\n203.0.113.77\n"
    typed = Typed(text=text, collection=sector, tlp="amber", title="Phishing of billing offices")
    for role in ("analyst", "staff-analyst"):
        actor = member(made, role)
        preview = share.shown(share.check(hub, actor, typed))
        asked = share.Asked(preview["token"], preview["digest"], "share", reviewed=False)
        share.release(hub, actor, preview, asked)
    return []


def held(_data: Path, made: dict[str, Any]) -> list[str]:
    """Submissions in the review queue, in every state, and a head of the audit log."""
    from django.db import transaction

    from wardline.hub.audit import log
    from wardline.hub.audit import service as audit
    from wardline.hub.exchange import collections
    from wardline.hub.review import service as review

    sector = next(one.uuid for one in collections.collections() if one.title == "Made-up sector")
    texts = ("waits", "is claimed", "was returned", "has one approval", "was refused")
    sent = []
    for text in texts:
        obj = objects()[0] | {
            "id": number("indicator", text),
            "description": f"This {text}: told by Zebediah Quillfeather of billing, 555-0100.",
        }
        kept = {"to": "hub", "four_eyes": text == texts[3], "note": "May his name stay?"}
        sent.append(review.submit(member(made, "analyst"), sector, obj, **kept))
    reviewer = member(made, "reviewer")
    for one in sent[1:]:
        review.claim(reviewer, one)
    review.ask(reviewer, sent[2], "Who is that?")
    review.approve(reviewer, sent[3], 1)
    review.refuse(reviewer, sent[4], "Not about a threat.")
    audit.seal()
    with transaction.atomic():
        log.take_head(audit.Through(), "2026-11-25", 1_764_115_200_000_000)
    return []


def noticed(_data: Path, made: dict[str, Any]) -> list[str]:
    """Notices of each kind for everybody, an address that refused a mail, a webhook."""
    from wardline.core.clock import now
    from wardline.hub.notices import service, watch
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.models import Hook, Reader
    from wardline.hub.notices.service import Told

    watch.store()
    facts = {
        Event.RECALLED: {"count": 2, "counts": {"red": 2}, "objects": [], "reason": "x" * 300},
        Event.REVIEW: {"step": "answer"},
        Event.KEY: {"label": "Firewall " + "y" * 80},
        Event.FEED: {"host": "feeds.made-up.example", "problem": "It does not answer."},
        Event.DEVICE: {"address": "2001:db8::1"},
    }
    for event, known in facts.items():
        tlp = "amber+strict" if event is Event.RECALLED else "amber"
        service.tell(event, made.values(), Told(f"seed:{event}", known, "/account/", tlp))
    refused = service.reader(made["member"])
    Reader.objects.filter(pk=refused.pk).update(
        mail=False, bounces=3, bounced_at=now(), bounce="550 5.1.1 No such mailbox"
    )
    for active in (True, False):
        Hook.objects.create(
            id=str(uuid.uuid5(NAMESPACE, f"hook {active}")),
            organization=made["admin"].organization,
            url=f"https://siem.made-up.example/{'long/' * 60}{active}",
            secret="0" * 64,
            events="new,recalled",
            made_by="Sam Admin",
            created_at=now(),
            active=active,
            problem="" if active else "answered 500",
        )
    return [f"/notices/unsubscribe/{refused.token}/"]


def kept(data: Path, made: dict[str, Any]) -> list[str]:
    """A collection with something old in it, and what a shorter time would destroy of it."""
    from wardline.core.policy import Recipient
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.models import Collection, Record
    from wardline.hub.exchange.service import SOURCE, Sender
    from wardline.hub.objects.service import open_objects

    uuid_ = collections.add_collection("Made-up archive", read=["none"], write=["none"])
    row = Collection.objects.get(uuid=uuid_)
    sender = Sender("", True, Recipient(""))
    raw = json.dumps(objects()[0] | {"id": number("indicator", "archived")}).encode()
    open_objects(data).exchange.ingest(row.id, sender, [raw], way=SOURCE)
    for old in Record.objects.filter(collection_id=row.id):
        Record.objects.filter(pk=old.pk).update(added=old.added - 100 * 86_400_000_000)
    collections.retain(uuid_, 365, member(made, "staff-admin"))
    return [f"/staff/retention/{uuid_}/?days={days}" for days in ("30", "400", "x")]


def peered(data: Path, made: dict[str, Any]) -> list[str]:
    """Another hub, a feed of its own, an object that came by it, and what was decided on others."""
    from wardline.core.clock import now
    from wardline.core.tlp import TLP
    from wardline.hub.exchange import collections, feeds, paths
    from wardline.hub.exchange.incoming import Sender
    from wardline.hub.exchange.models import Clash
    from wardline.hub.exchange.service import SOURCE
    from wardline.hub.members import peers
    from wardline.hub.worker import writing

    peer = peers.add("Made-up State Hub", TLP.GREEN, agreement="Letter of 2 May (made up)")
    name = peer.organization_id
    target = collections.find(collections.add_collection("From peers", read=["all"], write=[]))
    url = "https://hub.made-up.example/taxii2/sector/collections/1/"
    feeds.add_feed(feeds.Wanted(url, "taxii", target.uuid, peer=name))
    given = {
        **objects()[0],
        "id": number("indicator", "from a peer"),
        "name": "From a peer",
        "pattern": "[ipv4-addr:value = '203.0.113.66']",
    }
    who = peers.recipient(name, named=True)
    sender = Sender(name, can_read=True, recipient=who, path=paths.onwards("", peer.hub))
    with writing(data) as exchange:
        exchange.ingest(target.id, sender, [json.dumps(given).encode()], way=SOURCE)
    for kind, reason in (("owner", ""), ("refused", "Its <b>disk</b> is full.")):
        Clash.objects.create(
            collection=target,
            giver=peer.hub,
            direction="out" if reason else "in",
            object=number("indicator", kind),
            version="2026-11-20T08:15:00.000Z",
            kind=kind,
            reason=reason,
            first_at=now(),
            last_at=now(),
        )
    return []
