"""Of 1,000 private items none is public before a person decides: every public address is walked.

The items stand wherever somebody may write: texts, answers, names, organizations, attachments and
their names, drafts. They are in comments of every state, those that are public among them: there
they stand in what was taken out. Looked at is all that comes back: status, headers, body.
"""

from __future__ import annotations

import html
import logging
import re
import uuid
from urllib.parse import urljoin, urlsplit

import pytest

# A made-up word that stands beside each item: to search for without saying the item.
BESIDE = "quoxalite"
A_COMMENT = 20
STATES = ("received", "screened", "withheld", "withdrawn", "redacted")


def items() -> list[str]:
    """Made up, each as nobody else would write it."""
    word = uuid.uuid4().hex[:6]
    return [f"zq{word}n{number:04d}x" for number in range(1000)]


def record_of(given: list[str]):
    from wardline.docket.record import File, Record

    text = " ".join(f"{BESIDE} {one}@made-up.example." for one in given[5:])
    return Record(
        "",
        text=f"May be shown. {text}",
        first_name=given[0],
        last_name="Made-Up",
        organization=f"Clinic {given[1]}",
        answers={"1": f"Ask {given[2]}, {BESIDE}."},
        files=[File(f"{given[3]}.txt", f"Made-up plan of {given[4]}.")],
        columns={"City": given[5], "Submitter Representative": given[6]},
        more={"telephone": given[7]},
    )


def spans_of(record, given: list[str]):
    from wardline.docket.redact import Span
    from wardline.hub.docket.content import parts

    return [
        Span(part, text.index(one), text.index(one) + len(one), "personal")
        for part, text in parts(record).items()
        for one in given
        if one in text
    ]


@pytest.fixture(name="call")
def call_fixture(portal):
    from wardline.hub.docket import calls
    from wardline.hub.docket.calls import Content, Question

    words = {"en": "Made up."}
    made = Content(
        title=words,
        text=words,
        questions=[Question("1", {"en": "What hurts?"})],
        rules=words,
        policy=words,
        contact="docket@made-up.example",
        opens="2026-01-01T00:00:00+00:00",
        closes="2046-01-01T00:00:00+00:00",
        zone="UTC",
    )
    actor = portal.person("docket-staff", staff=True).actor
    return calls.save(actor, f"leak-{uuid.uuid4().hex[:8]}", made), actor


def sown(call, actor, seeds: list[str]):
    """Comments in every state that hold the items."""
    from wardline.hub.docket import service

    receipts = []
    for start in range(0, len(seeds), A_COMMENT):
        given = seeds[start : start + A_COMMENT]
        record = record_of(given)
        upload = service.Upload(f"Made-up plan of {given[4]}.".encode())
        receipts.append(service.submit(call, service.Sent(record, uploads=[upload])))
    made = list(service.Comment.objects.filter(call=call).order_by("id"))
    waiting = [one for place, one in enumerate(made) if place % len(STATES) == 0]
    service.Comment.objects.filter(pk__in=[one.pk for one in waiting]).update(state="held-back")
    while service.screen_waiting(1000):
        pass
    service.Comment.objects.filter(pk__in=[one.pk for one in waiting]).update(state="received")
    service.group(call)
    for place, (one, receipt) in enumerate(zip(made, receipts, strict=True)):
        state = STATES[place % len(STATES)]
        given = seeds[place * A_COMMENT : (place + 1) * A_COMMENT]
        if state == "withheld":
            service.decide(actor, one.pk, service.Decision("withhold", reason="personal"))
        if state in ("redacted", "withdrawn"):
            spans = spans_of(record_of(given), given)
            service.decide(actor, one.pk, service.Decision("post", spans))
        if state == "withdrawn":
            service.withdraw(receipt.tracking)
    found = {one.state for one in service.Comment.objects.filter(call=call)}
    assert found == set(STATES)
    return made


def addresses(call, made) -> set[str]:
    """Every address of the docket, with each comment in each place that takes one."""
    from django.urls import NoReverseMatch, reverse

    from wardline.hub.docket.urls import urlpatterns

    found = set()
    fillings = [{}, {"number": call.id}, {"number": call.id, "version": 1}, {"key": "x" * 43}]
    for one in made:
        fillings += [{"key": one.pk}, {"head": one.pk}, {"number": one.number}]
        fillings += [{"head": one.letter}] if one.letter else []
    for pattern in urlpatterns:
        for filled in fillings:
            try:
                found.add(reverse(pattern.name, kwargs=filled))
            except NoReverseMatch:
                continue
    asked = (
        f"q={BESIDE}", "q=Made-Up", "q=zq", f"call={call.id}&copies=1", "question=1&copies=1",
        "kind=individual", "kind=organization", "since=2026-01-01", "since=never", "before=x",
        f"q={BESIDE}&copies=1&call={call.id}", f"call={call.id}&before={made[-1].pk + 1}",
    )  # fmt: skip
    for path in ("comments/", "comments.json", "comments.csv", "bulk", "comments.atom"):
        found |= {f"/docket/{path}?{one}" for one in asked}
    api = (f"filter[searchTerm]={BESIDE}", f"filter[docketId]={call.id}", "sort=documentId",
           "page[size]=5", "page[size]=x", "sort=x", "filter[postedDate]=2026-01-01")  # fmt: skip
    return found | {f"/docket/api/v4/comments?{one}" for one in api}


def everything(answer) -> str:
    """All that came back, however it was written."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = "".join(f"{name}: {value}\n" for name, value in answer.items())
    plain = body.decode("utf-8", "replace")
    return f"{answer.status_code}\n{head}{answer.cookies.output()}\n{plain}{html.unescape(plain)}"


def test_of_a_thousand_private_items_none_is_at_any_public_address(portal, call, caplog):
    caplog.set_level(logging.DEBUG)
    the_call, actor = call
    seeds = items()
    made = sown(the_call, actor, seeds)
    client = portal.anybody()
    ways: set[str] = set()
    secret = re.compile(rf"{seeds[0][:8]}\d*|{seeds[0][:8]}", re.IGNORECASE)

    def looked(path: str, method: str = "get", **fields) -> None:
        asked = (
            client.get(path, secure=True)
            if method == "get"
            else client.post(path, fields, secure=True)
        )
        told = everything(asked)
        if secret.search(told):
            ways.add(f"{method} {path}: {secret.search(told)[0]}")
        if method == "get":
            for link in re.findall(r'(?:href|action|src)="([^"]+)"', told):
                target = urlsplit(urljoin(path, html.unescape(link)))
                if target.path.startswith("/docket") and not target.netloc:
                    waiting.append(f"{target.path}?{target.query}" if target.query else target.path)

    waiting = sorted(addresses(the_call, made))
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            looked(path)
    assert len(seen) > 6 * len(made)
    for path in ("/", "/sitemap.xml", "/robots.txt", "/docket/nothing", "/docket/comments/0/"):
        looked(path)
    for fields in (
        {},
        {"tracking": made[0].number},
        {"tracking": str(made[0].pk), "do": "original"},
    ):
        looked("/docket/receipt/", "post", **fields)
    looked(f"/docket/calls/{the_call.id}/comment/", "post", do="send", kind="anonymous")
    looked("/docket/comments/", "post")
    assert sorted(ways) == []
    assert [line for line in caplog.messages if secret.search(line)] == []
    # Those that may be shown are there, so the walk did see comments.
    shown = everything(
        client.get(f"/docket/comments.json?call={the_call.id}&copies=1", secure=True)
    )
    assert shown.count("May be shown") >= len(made) // len(STATES)
    from wardline.hub.audit.models import Entry

    assert not any(secret.search(one.detail) for one in Entry.objects.all())


def test_a_draft_is_at_no_address_but_its_own(portal, call):
    the_call, _actor = call
    [seed] = items()[:1]
    client = portal.anybody()
    fields = {
        "comment": f"Half a word of {seed}.",
        "do": "draft",
        "kind": "individual",
        "name": seed,
    }
    answer = client.post(f"/docket/calls/{the_call.id}/comment/", fields, secure=True)
    link = urlsplit(answer["Location"]).path
    assert seed in everything(portal.anybody().get(link, secure=True))
    # The twin shows the call, never what somebody typed; and nobody may keep a copy of the page.
    twin = portal.anybody().get(f"{link.rstrip('/')}.json", secure=True)
    assert seed not in everything(twin)
    assert portal.anybody().get(link, secure=True)["Cache-Control"] == "no-store"
    for path in ("/docket/", "/docket/comments.json?copies=1", f"/docket/calls/{the_call.id}/"):
        assert seed not in everything(portal.anybody().get(path, secure=True))
