"""Whoever asks, wherever, by whatever method: of another's things nothing comes back.

A hospital and the hub's staff keep things in every room, each with a made-up word in it. Strangers
(each role of another hospital, and nobody) ask for random addresses with the ids of those things
and with ids of nothing at all. No answer holds a word; both answers are alike, but for the id: in
status, headers, body and length. At the end all things are as they were.

WARDLINE_AUTHORIZATION_EXAMPLES (150) makes it longer.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import re
import string
import uuid
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

# The same each time, so that a change is judged by what it changes; who asks for more is looking.
LOOKING = "WARDLINE_AUTHORIZATION_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("WARDLINE_AUTHORIZATION_EXAMPLES", "150"))
ROLES = ("", "admin", "analyst", "reviewer", "member", "docket-staff", "readonly")
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Stands beside each word: to search for it without saying the word.
BESIDE = "quoxalite"


class Things(NamedTuple):
    """What was put into the rooms."""

    # By room.
    words: dict[str, str]
    # By the kind of number in an address: uuid, int, slug, str.
    ids: dict[str, list[str]]
    # Rows as they were, by table and id.
    rows: dict[tuple[type, str], dict[str, Any]]

    @property
    def incident(self) -> str:
        return next(number for table, number in self.rows if table.__name__ == "Incident")


class Sower:
    """Puts things with words into the rooms."""

    def __init__(self, portal):
        self.portal = portal
        owner = portal.organization("Quoxalite Hospital")
        self.owner = owner
        self.own = portal.person("admin", owner)
        self.analyst = portal.person("analyst", owner).actor
        self.staff = portal.person("docket-staff", staff=True).actor
        self.desk = portal.person("admin", staff=True).actor
        self.words: dict[str, str] = {}
        self.ids: dict[str, list[str]] = {"uuid": [], "int": [], "slug": [], "str": []}
        self.tables: list[tuple[type, str]] = []

    def word(self, room: str) -> str:
        """A new word for a room, with the one to search for."""
        mark = uuid.uuid4().hex[:12].translate(str.maketrans("0123456789", "ghijklmnop"))
        self.words[room] = f"zq{mark}"
        return f"{BESIDE} zq{mark}"

    def keep(self, kind: str, number: object, table: type | None = None) -> None:
        self.ids[kind].append(str(number))
        if kind == "uuid":
            self.ids["str"].append(str(number))
        if table is not None:
            self.tables.append((table, str(number)))

    def high(self, table: type, million: int) -> None:
        """Let the table's next number be one that stands nowhere else."""
        from django.db import connection

        name = table._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, million * 10**6])

    def objects(self) -> None:
        from wardline.hub.exchange import collections
        from wardline.hub.exchange.models import Collection, Record
        from wardline.hub.exchange.service import SOURCE, Sender
        from wardline.hub.objects.service import open_objects

        title = self.word("collection")
        number = collections.add_collection(title, read=[self.owner], write=[self.owner])
        self.keep("uuid", number)
        obj = {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z",
            "name": self.word("object"),
            "pattern": "[domain-name:value = 'made-up.example']",
            "pattern_type": "stix",
            "valid_from": "2026-01-01T00:00:00Z",
        }
        row = Collection.objects.get(uuid=number)
        from wardline.core.policy import Recipient

        sender = Sender(self.owner, True, Recipient(self.owner))
        open_objects(self.portal.data).exchange.ingest(
            row.id, sender, [json.dumps(obj).encode()], way=SOURCE
        )
        self.keep("str", obj["id"])
        record = Record.objects.filter(collection_id=row.id).get()
        self.tables += [(Collection, str(row.pk)), (Record, str(record.pk))]
        self.share(number)
        self.incident(number)
        self.held(number, obj)

    def share(self, collection: str) -> None:
        from wardline.hub.objects import drafts, share
        from wardline.hub.objects.models import Draft, Receipt
        from wardline.hub.objects.service import open_objects
        from wardline.hub.objects.typed import Typed

        hub = open_objects(self.portal.data)
        title = f"The loader drops {BESIDE}.exe and {self.word('receipt').split()[1]}.exe"
        typed = Typed(text="pay[.]made-up.example", collection=collection, title=title)
        preview = share.shown(share.check(hub, self.analyst, typed))
        asked = share.Asked(preview["token"], preview["digest"], "share", reviewed=True)
        receipt = share.release(hub, self.analyst, preview, asked)
        self.keep("uuid", receipt.pk, Receipt)
        key = drafts.new_key()
        drafts.save(key, self.analyst.user, {"title": self.word("draft")})
        self.keep("str", drafts.number(key, self.analyst.user), Draft)

    def incident(self, collection: str) -> None:
        from wardline.hub.incidents import service
        from wardline.hub.incidents.models import Incident
        from wardline.hub.objects.service import open_objects
        from wardline.incidents import model

        hub = open_objects(self.portal.data)
        text = f"The loader drops {BESIDE}.exe and {self.word('incident').split()[1]}.exe"
        told = {"what": {"title": "Made up", "text": text}}
        report = model.parse(json.dumps(told).encode())
        number = str(uuid.uuid4())
        asked = service.Asked(number, False, "hub-only", collection, "amber", {})
        preview = service.check(hub, self.analyst, report, asked)
        sure = service.Confirmed(
            preview["token"], preview["digest"], "share", odd=True, reviewed=True
        )
        service.release(hub, self.analyst, preview, sure)
        self.keep("uuid", number, Incident)

    def held(self, collection: str, obj: dict[str, Any]) -> None:
        from wardline.hub.review import service
        from wardline.hub.review.models import Submission

        told = {**obj, "id": f"indicator--{uuid.uuid4()}", "name": self.word("held")}
        number = service.submit(self.analyst, collection, told, note=self.word("note"))
        self.keep("uuid", number, Submission)

    def members(self) -> None:
        from wardline.core.clock import now
        from wardline.hub.incidents import timing
        from wardline.hub.members import groups, keys, people
        from wardline.hub.members.models import Group, Key, Link, User
        from wardline.hub.notices.models import Hook

        actor = self.own.actor
        key = keys.make(actor, self.word("key"), ["read"], None)
        self.keep("uuid", key.id, Key)
        name, about = self.word("group"), self.word("about")
        group = groups.save(
            self.desk, None, name, about, open_to_members=False, organizations=[self.owner]
        )
        self.keep("uuid", group, Group)
        invited = f"{self.word('invitation').split()[1]}@made-up.example"
        people.invite(actor, invited, self.owner, "member")
        link = Link.objects.get(email=invited)
        self.keep("uuid", link.pk, Link)
        User.objects.filter(pk=self.own.user.pk).update(name=self.word("person").title())
        self.words["person"] = self.words["person"].title()
        self.keep("uuid", self.own.user.uuid)
        self.tables.append((User, str(self.own.user.pk)))
        hook = str(uuid.uuid4())
        Hook.objects.create(
            id=hook,
            organization_id=self.owner,
            url=f"https://{self.word('hook').split()[1]}.made-up.example/",
            secret="0" * 64,
            events="new",
            made_by="x",
            created_at=now(),
        )
        self.keep("uuid", hook, Hook)
        rule = {
            # Its address is made of the title.
            "title": "Made-up contract",
            "duty": self.word("clock"),
            "source": "Made up",
            "as_of": "2026-11-01",
            "start": "found",
            "hours": 48,
            "condition": "always",
        }
        self.keep("slug", timing.keep(actor, self.owner, "", rule).name)

    def docket(self) -> None:
        from wardline.docket.record import Record
        from wardline.hub.docket import calls, service
        from wardline.hub.docket.calls import Content, Question

        self.high(service.Comment, 10)
        words = {"en": "Made up."}
        open_from, open_to = "2026-01-01T00:00:00+00:00", "2046-01-01T00:00:00+00:00"
        content = Content(
            title=words, text=words, questions=[Question("1", words)], rules=words, policy=words,
            contact="docket@made-up.example", opens=open_from, closes=open_to, zone="UTC",
        )  # fmt: skip
        call = calls.save(self.staff, f"call-{uuid.uuid4().hex[:8]}", content)
        sent = Record("", text=f"{self.word('comment')}, write to zed@made-up.example.")
        number = service.submit(call, service.Sent(sent)).number
        service.screen_waiting(1000)
        row = service.Comment.objects.get(number=number)
        self.keep("int", row.pk, service.Comment)
        self.keep("str", number)

    def staff_rooms(self) -> None:
        import msgspec

        from wardline.bulletins import starting
        from wardline.hub.advisories import cases
        from wardline.hub.advisories.models import Case
        from wardline.hub.bulletins import service as bulletins
        from wardline.hub.evidence import findings
        from wardline.hub.evidence.models import Finding
        from wardline.hub.practices import service as practices
        from wardline.hub.practices.words import FIELDS, FITS, SECTORS
        from wardline.hub.report import service as report
        from wardline.hub.report.models import Item
        from wardline.hub.taskforce import service as taskforce
        from wardline.hub.taskforce.models import Sheet
        from wardline.report.model import Kind
        from wardline.taskforce import model

        for million, table in enumerate((Finding, Item, Sheet), 11):
            self.high(table, million)
        told = cases.Told(self.word("case"), self.word("product"), "zed@made-up.example")
        before = set(Case.objects.values_list("pk", flat=True))
        cases.hand_in(told, "finder", self.analyst)
        (case,) = set(Case.objects.values_list("pk", flat=True)) - before
        self.keep("uuid", case, Case)
        draft = msgspec.structs.replace(starting.plain(), title={"en": self.word("bulletin")})
        version = bulletins.start(self.desk, draft)
        self.keep("slug", version.bulletin_id)
        self.tables.append((type(version), str(version.pk)))
        words = {"en": self.word("finding")}
        finding = findings.save(
            self.staff, None, findings.Content("gap", "B", words, {"en": self.word("told")})
        )
        self.keep("int", finding.pk, Finding)
        item = report.add(
            self.staff, Kind.IMPERATIVE, None, report.Content(title=self.word("item"))
        )
        self.keep("int", item.pk, Item)
        number = f"made-up-{uuid.uuid4().hex[:8]}"
        practice = practices.Content(
            sector=next(iter(SECTORS)),
            title={"en": self.word("practice")},
            texts={name: {"en": "Made up."} for name in FIELDS},
            small=next(iter(FITS)),
            large=next(iter(FITS)),
            sources=[practices.Source("Made up", "https://made-up.example/", "2026-01-31")],
        )
        row = practices.save(self.staff, number, practice)
        self.keep("slug", number, type(row))
        meeting = model.Meeting(
            {"en": self.word("meeting")},
            "2046-01-31T10:00:00-05:00",
            "2046-01-31T12:00:00-05:00",
            "America/New_York",
            True,
            {"en": "Nowhere"},
            "x@made-up.example",
            link=f"https://{self.word('link').split()[1]}.made-up.example/",
        )
        sheet = taskforce.save(self.staff, meeting)
        self.keep("int", sheet.pk, Sheet)

    def unnamed(self) -> None:
        from django.db import transaction

        from wardline.hub.anonymous import box, objects
        from wardline.hub.anonymous.models import Box, Letter
        from wardline.hub.audit import service as audit
        from wardline.hub.settings import CONFIG
        from wardline.incidents import model

        told = {"what": {"title": "Made up", "text": self.word("anonymous")}}
        made = objects.made(model.parse(json.dumps(told).encode()), 0)
        number, keys = str(uuid.uuid4()), box.vault(CONFIG)
        # A day to come, so that no other test's hub empties it.
        day = 40_000
        with transaction.atomic():
            through = audit.Through()
            box.put(through, keys, box.Put(number, "report", number, box.Report("", made, {})), day)
            box.open_box(through, "a" * 32, number, day + 1)
        self.keep("uuid", number, Letter)
        self.tables.append((Box, Box.objects.get(submission=number).pk))


@pytest.fixture(name="things", scope="module")
def things_fixture(portal):
    from wardline.hub.anonymous.models import Box, Letter

    sower = Sower(portal)
    for sow in (
        sower.objects,
        sower.members,
        sower.docket,
        sower.staff_rooms,
        sower.unnamed,
    ):
        sow()
    yield Things(sower.words, sower.ids, now_rows(sower.tables))
    Letter.objects.filter(day=40_000).delete()
    Box.objects.filter(until=40_001).delete()


def now_rows(tables) -> dict[tuple[type, str], dict[str, Any]]:
    return {
        (table, number): table.objects.filter(pk=number).values().get() for table, number in tables
    }


@pytest.fixture(name="strangers", scope="module")
def strangers_fixture(portal):
    """By role; "" is nobody."""
    other = portal.organization("Other Hospital")
    made = {role: portal.person(role, other).client for role in ROLES if role}
    return made | {"": portal.anybody()}


class Place(NamedTuple):
    """An address with the kinds of the numbers in it."""

    route: str
    kinds: dict[str, str]
    name: str


@pytest.fixture(name="places", scope="module")
def places_fixture(portal):
    from django.urls import URLPattern, get_resolver

    found = []

    def walk(patterns, prefix) -> None:
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns, route)
                continue
            kinds = {
                name: re.search(rf"<(\w+:)?{name}>", route)[1][:-1]
                for name in entry.pattern.converters
            }
            found.append(Place(f"/{route}", kinds, str(entry.name)))

    walk(get_resolver().url_patterns, "")
    assert len(found) > 400
    return found


def nothing(number: str) -> str:
    """A number of the same shape that names nothing."""
    if number.isdecimal():
        return str(int(number) + 424_242)
    head, dashes, tail = number.rpartition("--")
    with contextlib.suppress(ValueError):
        return f"{head}{dashes}{uuid.UUID(tail) and uuid.uuid4()}"
    letters = string.ascii_lowercase
    turned = letters[7:] + letters[:7]
    return number.translate(str.maketrans(letters + letters.upper(), turned + turned.upper()))


def filled(place: Place, chosen: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: chosen[found[1]], place.route)


_MASKS = (
    (re.compile(r'name="csrfmiddlewaretoken" value="\w{64}"'), "TOKEN"),
    (re.compile(r"urn:wardline:error:[0-9a-f]{12}"), "NUMBER"),
    (re.compile(r", number [0-9a-f]{12}\. "), "NUMBER"),
    # Made anew for each form, so that one sent twice is one.
    (re.compile(r'(name="[\w-]+" value=")[0-9a-f]{8}-[0-9a-f-]{27}"'), r"\1FORM"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"), "NOW"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
)


def seen(answer, address: str, numbers: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """What an asker sees, without the numbers that were asked for."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    # A short number stands elsewhere, too: only in the address it is what was asked for.
    asked = sorted({one for one in numbers.values() if len(one) > 6}, key=len, reverse=True)

    def plain(text: str) -> str:
        text = text.replace(address, "ADDRESS").replace(quote(address, safe=""), "ADDRESS")
        for one in asked:
            text = text.replace(one, "ASKED")
        for pattern, instead in _MASKS:
            text = pattern.sub(instead, text)
        return text

    told = plain(body.decode("utf-8", "replace"))
    return answer.status_code, told, {name: plain(value) for name, value in headers.items()}


def raw(answer) -> bytes:
    head = "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
    return head + b"\n\n" + (answer.content if not answer.streaming else b"")


def ask(client, method: str, address: str, sent: dict[str, str]):
    from django.conf import settings

    # What an earlier form said is shown once, and not told of this one.
    if settings.SESSION_COOKIE_NAME in client.cookies:
        session = client.session
        if session.pop("_messages", None) is not None:
            session.save()
    if method == "POST":
        return client.post(address, sent, secure=True)
    if method in ("PUT", "PATCH"):
        body = json.dumps(sent)
        return client.generic(method, address, body, content_type="application/json", secure=True)
    return client.generic(method, address, secure=True)


SENT = {
    "confirm": ("yes", "withdraw", "release", "share"),
    "word": ("withdraw", "share"),
    "verb": ("approve", "claim", "refuse", "open"),
    "state": ("done", "concerned", "closed"),
    "reason": ("made up",),
    "text": ("made up",),
    "revision": ("1",),
    "organization": ("other",),
    "role": ("admin",),
}
ASKED = ("q", "type", "state", "sort", "call", "own", "sector", "organization", "added_from")


@pytest.fixture(name="quiet", scope="module", autouse=True)
def quiet_fixture():
    """No line in the log for each refusal."""
    level = logging.getLogger("django.request").level
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(level)


def told(answer, things: Things) -> list[str]:
    """The rooms whose words an answer holds."""
    found = raw(answer).lower()
    return [room for room, word in things.words.items() if word.lower().encode() in found]


def chosen(chance: random.Random, place: Place, things: Things) -> dict[str, str]:
    """A number of another's for each place in an address."""
    return {
        name: chance.choice(things.ids.get(kind, things.ids["str"]))
        for name, kind in place.kinds.items()
    }


def test_another_s_thing_is_not_told_from_nothing(things, strangers, places):
    seed = random.randrange(2**32) if LOOKING else 20_261_127
    chance, wrong = random.Random(seed), []
    numbered = [one for one in places if one.kinds]
    for _ in range(EXAMPLES):
        role, method = chance.choice(ROLES), chance.choice(METHODS)
        place = chance.choice(numbered)
        theirs = chosen(chance, place, things)
        none = {name: nothing(number) for name, number in theirs.items()}
        names = chance.sample(sorted(SENT), chance.randint(0, 3))
        sent = {name: chance.choice(SENT[name]) for name in names}
        first, second = filled(place, theirs), filled(place, none)
        real = ask(strangers[role], method, first, sent)
        fake = ask(strangers[role], method, second, sent)
        rooms, alike = told(real, things), seen(real, first, theirs) == seen(fake, second, none)
        if rooms or real.status_code >= 500 or not alike:
            wrong.append((rooms, real.status_code, fake.status_code, role, method, first, second))
    assert not wrong, f"seed {seed}"


def test_no_list_search_count_or_feed_holds_a_word(things, strangers, places):
    seed = random.randrange(2**32) if LOOKING else 20_261_127
    chance, wrong = random.Random(seed), []
    lists = [one for one in places if not one.kinds and "logout" not in one.route]
    for _ in range(EXAMPLES):
        role, place = chance.choice(ROLES), chance.choice(lists)
        names = chance.sample(ASKED, chance.randint(0, 2))
        asked = {name: chance.choice((BESIDE, "", "1", "gap")) for name in names}
        answer = strangers[role].get(place.route, asked, secure=True)
        rooms = told(answer, things)
        if rooms or answer.status_code >= 500:
            wrong.append((rooms, answer.status_code, role, place.route, asked))
    assert not wrong, f"seed {seed}"


def test_the_words_are_there_for_those_whose_they_are(portal, things, strangers):
    """Otherwise the tests above could not fail."""
    from wardline.hub.members.models import User

    whose = User.objects.get(name__contains=things.words["person"].title())
    own = portal.person("admin", whose.organization_id)
    pages = {
        "object": f"/objects/?q={BESIDE}",
        "collection": "/collections/",
        "receipt": f"/objects/?q={BESIDE}",
        "key": "/keys/",
        "person": "/people/",
        "hook": "/notices/webhooks/",
        "incident": f"/incidents/{things.incident}/",
        "clock": f"/incidents/clocks/{things.ids['slug'][0]}/",
    }
    missing = [
        room
        for room, address in pages.items()
        if things.words[room].lower() not in own.get(address).content.decode().lower()
    ]
    assert not missing
    staff = portal.person("admin", staff=True)
    for room, address in {"bulletin": "/staff/bulletins/", "item": "/staff/report/"}.items():
        assert things.words[room] in staff.get(address).content.decode(), room


def test_afterwards_all_is_as_it_was(things):
    after = now_rows(things.rows)
    changing = {"last_login", "last_used_at", "seen_at"}
    for key, row in things.rows.items():
        left = {name: value for name, value in after[key].items() if name not in changing}
        assert left == {name: value for name, value in row.items() if name not in changing}, key
