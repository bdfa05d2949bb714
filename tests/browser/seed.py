"""Fills a new hub with made-up organizations, people and objects; prints what a browser needs.

`python tests/browser/seed.py DATA`, in a process of its own: Django is set up once in a process.
An area that wants its pages seen with content adds a function to `FILLED`.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NAMESPACE = uuid.UUID("6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b10")
ROLES = ("admin", "analyst", "reviewer", "member", "docket-staff", "readonly")


def number(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, name)}"


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


def people() -> Iterator[tuple[str, Any]]:
    """One person of each role at a hospital, and the same at the hub's own organization."""
    from wardline.hub.members import service
    from wardline.hub.members.models import Organization, User

    hospital = service.add_organization("Hospital of Made-up Falls", "hospital")
    hub = service.add_organization("Made-up Sector ISAC", "isac")
    Organization.objects.filter(id=hub).update(operator=True)
    for owner, prefix in ((hospital, ""), (hub, "staff-")):
        for role in ROLES:
            user = User.objects.create_user(
                f"{prefix}{role}@made-up.example",
                "made-up pass phrase",
                organization_id=owner,
                role=role,
                name=f"Sam {role.title()}",
                zone="America/Chicago",
            )
            yield f"{prefix}{role}", user
    # Who signs out in a test, and takes nobody else's session along.
    leaving = User.objects.create_user(
        "leaving@made-up.example",
        "made-up pass phrase",
        organization_id=hospital,
        role="member",
        name="Lee Leaving",
    )
    yield "leaving", leaving


def member(made: dict[str, Any], role: str) -> Any:
    """Who acts as somebody of `role`."""
    from wardline.hub.members.actor import Actor

    user = made[role]
    owner = user.organization
    return Actor(user.pk, user.name, owner.id, owner.name, user.role, owner.operator)


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


def reported(data: Path, made: dict[str, Any]) -> list[str]:
    """Incidents of the hospital and of the hub's own organization, in several states."""
    from wardline.hub.exchange import collections
    from wardline.hub.incidents import service, timing
    from wardline.hub.objects.service import open_objects
    from wardline.incidents import model

    sector = next(one.uuid for one in collections.collections() if one.title == "Made-up sector")
    hub = open_objects(data)
    told = {
        "what": {
            "actions": [{"category": "malware", "varieties": ["Ransomware"]}],
            "harms": ["operations-disrupted"],
            "certainty": "confirmed",
            "text": "Files of the made-up radiology were locked; a note asks for money.",
        },
        "when": {"found": {"at": "2026-11-24T14:00:00Z", "fidelity": "hour"}},
        "extent": {"persons": 612, "disclosure": "potentially", "data": ["Medical"]},
        "attacker": {"observables": ["hxxps://pay[.]made-up-heron[.]example/" + "x" * 200]},
        "helped": {"controls": ["backups"], "detected_by": ["employee"]},
    }
    report = model.parse(json.dumps(told).encode())
    for role in ("analyst", "staff-analyst"):
        actor = member(made, role)
        for choice in ("named", "hub-only"):
            asked = service.Asked(str(uuid.uuid4()), False, choice, sector, "amber", {})
            preview = service.check(hub, actor, report, asked)
            sure = service.Confirmed(
                preview["token"], preview["digest"], "share", odd=True, reviewed=True
            )
            if preview["held"]:
                service.ask(hub, actor, preview, to="hub", note="")
            else:
                service.release(hub, actor, preview, sure)
    rule = {
        "title": "Contract with the made-up plan: tell its security office",
        "duty": "Call the office, then write.",
        "source": "Contract, section 7",
        "as_of": "2026-11-01",
        "start": "found",
        "hours": 48,
        "condition": "always",
    }
    for role in ("admin", "staff-admin"):
        actor = member(made, role)
        timing.keep(actor, actor.organization, "", rule)
    draft = f"/incidents/drafts/{uuid.uuid4()}/"
    return [draft, f"{draft}preview/", f"{draft}pasted/what.text/"]


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


def counted(_data: Path, _made: dict[str, Any]) -> list[str]:
    """Two editions of the statistics, of made-up incidents."""
    import datetime as dt

    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service
    from wardline.incidents import model
    from wardline.incidents.counted import Taken

    def source(before: int) -> Iterator[Taken]:
        for one in range(150):
            kind = ("hospital", "hospital", "practice", "laboratory")[one % 4]
            day = dt.datetime(2025 + one // 100, 2, 3, tzinfo=dt.UTC)
            report = model.Report(
                what=model.What(actions=(model.Action(category=model.Category.MALWARE),)),
                when=model.When(found=model.Moment(at=day)),
                care=model.Care(downtime_hours=float(one % 40)),
                helped=model.Helped(controls=("backups",)),
                victim=model.Victim(kind=kind, size="101 to 1000", state="OH"),
            )
            at = int(day.timestamp() * 1e6) + one
            if at < before:
                yield Taken(f"made up {one}", at, f"member {one}", kind, report)

    for year in (2025, 2026):
        as_of = dt.datetime(year, 10, 1, tzinfo=dt.UTC)
        service.build(int(as_of.timestamp() * 1e6), command_line(), source)
    return []


def proposed(data: Path, made: dict[str, Any]) -> list[str]:
    """Changes proposed to the hospital, one of them declined, and one by it to the hub."""
    from wardline.hub.objects import changes, detail, proposing, share
    from wardline.hub.objects.service import open_objects

    hub = open_objects(data)
    other, own = member(made, "staff-member"), member(made, "analyst")
    ours = share.outcomes(share.receipts(own)[-1])[0]["id"]
    theirs = number("intrusion-set", "actor")
    tokens = [number("indicator", f"proposal {place}")[-36:] for place in range(3)]
    asked = ((other, ours, True), (other, ours, False), (own, theirs, False))
    for token, (actor, thing, named) in zip(tokens, asked, strict=True):
        seen = detail.find(hub, actor.organization, thing)
        obj = json.loads(seen.shown.body)
        sent = {
            "p.name": "Gateway of a <i>gang</i>",
            "p.labels": "made-up\nlonger",
            "p.confidence": "50",
        }
        typed = changes.typed(obj, {**sent, "p.description": "Seen \u202e in two phishing waves."})
        proposing.propose(
            hub, actor, seen, proposing.Asked(token, typed, "We had the same.", named)
        )
    proposing.decline(hub, own, tokens[1], "It has another use by now.")
    return []


def heard(_data: Path, made: dict[str, Any]) -> list[str]:
    """Comments in every state, a campaign letter, a draft at its link."""
    from wardline.docket.record import File, Record
    from wardline.hub.docket import calls, drafts, service

    call = calls.find("cybersecurity-rfi")
    letter = "Please let small clinics share warnings without fear of a fine, and tell us first."
    sent = [
        Record("", text=letter, first_name="Made", last_name=f"Up {n}") for n in range(3)
    ] + [
        Record("", text="x" * 400 + " \u202e" + "no end " * 90, answers={"2": "<b>Old</b> pumps."},
               organization="Made-up Falls", files=[File("list.txt", "Pump, monitor")]),
        Record("", text="Write to zeb@made-up.example, room 12.", kind="anonymous"),
        Record("", text="Not about this call at all."),
        Record("", text="I take this back."),
    ]  # fmt: skip
    numbers = [service.submit(call, service.Sent(record)).tracking for record in sent]
    service.screen_waiting()
    service.group(call)
    rows = list(service.Comment.objects.filter(call=call).order_by("id"))
    staff = member(made, "staff-docket-staff")
    for row in (rows[0], rows[1], rows[3]):
        service.decide(staff, row.pk, service.Decision("post", note="Made up"))
    span = service.Span("text", 9, 28, "personal")
    service.decide(staff, rows[4].pk, service.Decision("post", [span]))
    service.decide(staff, rows[5].pk, service.Decision("withhold", reason="unrelated"))
    service.withdraw(numbers[6])
    service.submit(call, service.Sent(Record("", text="Waits for somebody to read it.")))
    for one in ("Waits too: call 555-0100.", letter):
        service.submit(call, service.Sent(Record("", text=one, kind="anonymous")))
    service.screen_waiting()
    service.group(call)
    key = drafts.new_key()
    drafts.save(key, call.id, {"comment": "Half a draft", "answers": {}, "kind": "individual"})
    return [f"/docket/draft/{key}/"]


def coded(_data: Path, made: dict[str, Any]) -> list[str]:
    """Answers that were coded, some differently; findings in each state, some broken."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls
    from wardline.hub.docket import service as docket
    from wardline.hub.evidence import codebooks, coding, findings, replies
    from wardline.hub.evidence import service as evidence

    staff, other = member(made, "staff-docket-staff"), member(made, "staff-admin")
    call = calls.find("cybersecurity-rfi")
    sent = docket.submit(call, docket.Sent(Record("", answers={"1": "We lack security skills."})))
    row = docket.Comment.objects.get(number=sent.number)
    docket.screen_waiting()
    docket.decide(staff, row.pk, docket.Decision("post"))
    (gone,) = evidence.of("docket", docket.source_of(row.pk))
    found, _ = evidence.find(evidence.Asked(kind="answer"))
    stay = [one for one in found if one.pk != gone.pk]
    for place, one in enumerate(stay[:2]):
        coding.code(staff, one.pk, [coding.Given("devices"), coding.Given("law")][: place + 1], 1)
        coding.code(other, one.pk, [coding.Given("devices")], 1)
    first = codebooks.shelf().newest
    codebooks.save(staff, type(first)(first.codes[:-1]), "One <less>", 1)
    words = {"en": "Made-up finding", "es": "Hallazgo inventado"}
    for state in ("draft", "published", "broken", "withdrawn"):
        content = findings.Content("gap", "B", words, words, "x" * 40, "cybersecurity-rfi/1")
        finding = findings.save(staff, None, content)
        findings.cite(staff, finding.pk, stay[0].pk, stay[0].text[:40])
        findings.cite(staff, finding.pk, gone.pk, "security skills")
        replies.to_finding(staff, finding.pk, {"en": "We made it up."})
        if state != "draft":
            findings.publish(staff, finding.pk, 1)
        if state == "withdrawn":
            findings.take_back(staff, finding.pk)
    replies.to_source(staff, stay[0].room, stay[0].source, {"en": "We did it."})
    docket.withdraw(sent.tracking)
    source = evidence.Outside("https://made-up.example/" + "x" * 200, "Made up", "A.", "2026-01-31")
    outside = evidence.add_outside(staff, source)
    return [f"/evidence/{gone.pk}/", f"/staff/evidence/{gone.pk}/", f"/evidence/{outside}/"]


def accounted(_data: Path, made: dict[str, Any]) -> list[str]:
    """A report that everybody reads, and an edition that waits for a second person."""
    import datetime as dt

    from wardline.hub.docket.models import Comment
    from wardline.hub.evidence import findings
    from wardline.hub.evidence import service as evidence
    from wardline.hub.report import collecting, service
    from wardline.report.model import Answer, Kind, Response, Status, Update

    staff, other = member(made, "staff-docket-staff"), member(made, "staff-admin")
    day = dt.date(2026, 10, 1)
    row = Comment.objects.filter(state="posted").order_by("id").first()
    source = next(iter(evidence.of("docket", f"comment:{row.pk}")))
    content = findings.Content("gap", "E", {"en": "Too late"}, {"en": "News comes too late."})
    told = findings.save(staff, None, content)
    findings.cite(staff, told.pk, source.pk, source.text[:40])
    findings.publish(staff, told.pk, told.version)
    texts = ("title", "publisher", "letter", "signed", "summary", "charge", "method", "risks")
    for name in texts:
        service.save_part(staff, name, f"Made up: {name}", 0)
    service.save_part(staff, "glossary", "Finding | what the evidence shows", 0)
    top = service.add(staff, Kind.IMPERATIVE, None, service.Content(title="Tell all, at once"))
    answer = Response(answer=Answer.PARTLY, on=day, text="Half of it.")
    one = service.Content(
        title="Send news to machines", findings=(findings.name(told.pk),), lead="The Department",
        asked=dt.date(2026, 3, 1), response=answer, due=dt.date(2026, 6, 1),
        updates=(Update(on=day, status=Status.UNDER_WAY, text="Begun."),),
    )  # fmt: skip
    made_one = service.add(staff, Kind.RECOMMENDATION, top.pk, one)
    service.add(staff, Kind.ACTION, made_one.pk, service.Content(title="x" * 200))
    snapshot = collecting.snapshot(day)
    waits = service.propose(staff, snapshot, day)
    service.release(other, waits.pk, snapshot)
    service.propose(staff, collecting.snapshot(day), day)
    return []


def met(_data: Path, made: dict[str, Any]) -> list[str]:
    """A made-up year of the Task Force, papers of a meeting, drafts of each kind."""
    import datetime as dt
    import zoneinfo

    import msgspec

    from wardline.docket.record import Record
    from wardline.hub.docket import calls
    from wardline.hub.docket import service as docket
    from wardline.hub.taskforce import papers, playing, rules, service
    from wardline.taskforce import model
    from wardline.testing import taskforce

    now = dt.datetime.now(zoneinfo.ZoneInfo(taskforce.ZONE))
    month = now.year * 12 + now.month - 11
    clock = {"hour": 13, "minute": 0, "second": 0, "microsecond": 0}
    first = now.replace(year=month // 12, month=month % 12 + 1, day=17, **clock)
    staff = member(made, "staff-docket-staff")
    steps = [
        step
        for step in taskforce.year(first)
        if step.at <= now and (step.certified is None or step.certified[1] <= now.date())
    ]
    sheets = playing.play(staff, steps)
    meeting = service.find(sheets["meeting:1"].pk)
    shown = []
    for title, whole in (("Made-up slides", True), ("x" * 280, False), ("A draft", None)):
        text = f"{title}. Ask Zebediah Quillfeather, 555-010-0199.".encode()
        paper = papers.add(staff, meeting, {"en": title}, text, "paper.txt")
        if whole is not None:
            shown.append(papers.show(staff, paper.pk, whole=whole).pk)
    gone = papers.add(staff, meeting, {"en": "Taken away"}, b"Made up.", "gone.txt")
    papers.show(staff, gone.pk, whole=False)
    papers.remove(staff, gone.pk)
    service.give(staff, sheets["exercise:1"].pk, 3, "The nurse called IT at once.")
    plan = service.content(sheets["exercise:1"])
    service.save(staff, plan)
    # One to come, to which a statement was sent.
    start = (now + dt.timedelta(days=30)).replace(**clock)
    coming = msgspec.structs.replace(
        service.content(meeting),
        start=start.isoformat(),
        end=(start + dt.timedelta(hours=2)).isoformat(),
        statements_until=(start - dt.timedelta(days=1)).isoformat(),
        title={"en": "Made-up meeting to come", "es": "Reunión inventada por venir"},
        notice_on=now.date().isoformat(),
        notice_cited="91 FR 12345 (made up)",
    )
    planned = service.save(staff, coming)
    service.publish(staff, planned.pk, 1)
    call = calls.find(f"meeting-{planned.pk}")
    docket.submit(call, docket.Sent(Record("", text="Hear the made-up clinics too.")))
    docket.screen_waiting()
    said = docket.Comment.objects.get(call=call)
    docket.decide(staff, said.pk, docket.Decision("post"))
    service.save(staff, model.Duty({"en": "Nothing yet."}), name="E")
    service.save(staff, model.Seat({"en": "Made-up laboratories"}, "2026-01-01"))
    rules.change(staff, "notice", 15, "A made-up source", now.date())
    # A crawl has a limit, and these stand deep.
    desk, here = "/staff/taskforce", f"/meetings/{meeting.pk}"
    return [
        f"{desk}/{meeting.pk}/preview/",
        f"{desk}/{planned.pk}/new/minutes/",
        f"{desk}/papers/{paper.pk}/",
        f"{here}.ics",
        f"{here}/papers/{shown[0]}/",
        f"{here}/papers/{shown[0]}/file",
    ]


def told(_data: Path, made: dict[str, Any]) -> list[str]:
    """Bulletins: released with a picture and indicators, corrected, taken back, being written."""
    import base64

    import msgspec

    from wardline.bulletins import starting
    from wardline.bulletins.model import Link, Picture
    from wardline.hub.bulletins import answers, service, telling

    dot = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    writer, second = member(made, "staff-analyst"), member(made, "staff-admin")
    mail = "Mail gateway of a made-up gang"
    hole = {
        "type": "vulnerability",
        "id": number("vulnerability", "x"),
        "name": "CVE-2026-12345",
        "x_kev_vendor": "Made-up",
        "x_kev_product": "Pump",
        "x_kev_due_date": "2026-12-24",
        "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
    }
    first = msgspec.structs.replace(
        starting.start([hole], "hub@made-up.example"),
        indicators=(number("indicator", mail), number("indicator", "x" * 300)),
        pictures=(Picture(service.keep_picture(dot), {"en": "A grey dot"}),),
        references=(Link("More of it", "https://made-up.example/more"),),
        well={"en": "A clinic found it by reading its own log."},
        systems=(),
    )
    other = msgspec.structs.replace(first, title={"en": "Only for members"}, tlp="amber")

    def out(content: Any) -> str:
        row = service.start(writer, content)
        service.ask(writer, row.bulletin_id)
        label = content.tlp.upper()
        service.release(second, row.bulletin_id, row.digest, label)
        return row.bulletin_id

    one, gone = out(first), out(other)
    out(msgspec.structs.replace(other, title={"en": "Z" * 120}, severity="low"))
    service.correct(writer, one, "A made-up slip of the pen")
    row = service.newest(service.find(one))
    service.ask(writer, one)
    service.release(second, one, row.digest, "clear")
    service.withdraw(second, gone, "It was a made-up alarm")
    service.ask(writer, service.start(writer, first).bulletin_id)
    service.start(writer, starting.plain())
    answers.answer(member(made, "analyst"), service.find(one), "doing")
    while telling.turn():
        pass
    return []


def advised(data: Path, made: dict[str, Any]) -> list[str]:
    """Advisories, one that waits, a provider with something kept aside, a case, a picture."""
    import os

    from wardline.core.clock import now
    from wardline.hub.advisories import answering, cases, intake, keys, picture, reading, service
    from wardline.hub.advisories.models import Aside, Provider, Waiting
    from wardline.hub.config import Value
    from wardline.hub.settings import CONFIG
    from wardline.testing import advisories as kit

    root = Path(__file__).resolve().parent.parent.parent
    base = Path(os.environ.get("WARDLINE_SHARED", root.parent / "shared"))
    document = json.loads((base / "data/csaf/medical/icsma-22-151-01.json").read_bytes())
    kept = CONFIG.values["advisories.namespace"]
    CONFIG.values["advisories.namespace"] = Value("advisories.namespace", kit.NAMESPACE, "seed")
    staff = member(made, "staff-analyst")
    for tlp in ("WHITE", "GREEN", "AMBER"):
        text = json.dumps(kit.made(document, f"WL-{tlp}", tlp=tlp)).encode()
        service.submit(staff, text)
    red = json.dumps(kit.made(document, "WL-RED", tlp="RED")).encode()
    owners = [made["admin"].organization_id, made["staff-admin"].organization_id]
    service.submit(staff, red, owners)
    first = service.Advisory.objects.get(number="WL-WHITE")
    said = answering.Said("planned", "2027-01-31", 4, 1)
    for role in ("analyst", "staff-analyst"):
        actor = member(made, role)
        answering.answer(actor, reading.recipient(actor), first.pk, said)
    CONFIG.values["advisories.namespace"] = kept
    Waiting.objects.create(
        number="WL-WAITS", title="Waits " + "x" * 200, version="1", tlp=0, body=red, at=now(),
        by_user=made["staff-admin"].pk, by_name="Sam Admin",
    )  # fmt: skip
    one = intake.add(staff, "maker.made-up.example")
    Provider.objects.filter(id=one.id).update(name="Made-up Maker", problem="It does not answer.")
    Aside.objects.create(
        provider=one, url=f"https://maker.made-up.example/{'long/' * 60}x.json", digest="0" * 64,
        reason="Its signature is not right.", pointer="/document", body=b"{}", at=now(),
    )  # fmt: skip
    cases.hand_in(cases.Told("The made-up pump " + "y" * 300, "Pump"), "finder",
                  member(made, "analyst"))  # fmt: skip
    picture.build(now() // 86_400_000_000 * 86_400_000_000, staff)
    held = kit.made(document, "MK-1")
    body = json.dumps(held).encode()
    stored = service.Stored(body, *keys.sign(body))
    service.keep(one.id, service.csaf.head(held), held, stored)
    Provider.objects.filter(id=one.id).update(
        folder="made-up-maker", namespace="https://maker.made-up.example", pulled_at=now()
    )
    mark = keys.current().fingerprint.upper()
    base = "/.well-known/csaf-aggregator/"
    files = ("provider-metadata.json", "service.json", "category.json", f"openpgp/{mark}.asc")
    lists = ("white/", "white/2024/", "white/feed.json", "white/2024/mk-1.json")
    mirror = [f"{base}made-up-maker/{name}" for name in (*files, *lists)]
    return [f"{base}aggregator.json", *mirror, f"/.well-known/csaf/openpgp/{mark}.asc"]


# What fills the hub, in this order: each is given the data folder and the people by role, and gives
# the addresses of pages to which no link leads.
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
    given = {**objects()[0], "id": number("indicator", "from a peer"), "name": "From a peer"}
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


FILLED: list[Callable[[Path, dict[str, Any]], list[str]]] = [
    invited,
    published,
    shared,
    held,
    reported,
    counted,
    noticed,
    kept,
    proposed,
    heard,
    # Before a finding breaks: no report is built on one that is published and broken.
    accounted,
    coded,
    met,
    told,
    advised,
    peered,
]


def sessions(made: dict[str, Any]) -> dict[str, str]:
    """A session cookie for each person, as signing in with a second factor makes one."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client

    found = {}
    for role, user in made.items():
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def addresses() -> list[dict[str, Any]]:
    """Every page of the portal that answers GET: its name, its address, whether it is ours."""
    from django.urls import URLPattern, get_resolver

    found: list[dict[str, Any]] = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns, route)
                continue
            declared = getattr(entry.callback, "declared", None)
            if declared is not None and "GET" not in declared.methods:
                continue
            if not route.endswith((".json", ".csv")):
                found.append({"name": entry.name, "route": f"/{route}", "ours": bool(declared)})

    walk(get_resolver().url_patterns, "")
    return found


def main() -> None:
    from wardline.hub import setup

    data = Path(sys.argv[1])
    setup.migrate(data)
    setup.portal(data)
    from django.conf import settings

    made = dict(people())
    unlinked = [address for fill in FILLED for address in fill(data, made)]
    told = {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": sessions(made),
        "addresses": addresses(),
        "unlinked": unlinked,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
