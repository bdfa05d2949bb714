"""The docket as the public meets it: sent without an account, public only once a person decided."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import uuid

import pytest

from docketing import comment, form_of, screened, send, text, tracking

NAMES = "Zebediah Quillfeather"
# Made up: nobody's.
SECRETS = ("123-45-6789", "zeb.quillfeather@made-up.example", "(555) 010-0199", "MRN 00482913")


@pytest.fixture(autouse=True)
def full_budget(monkeypatch):
    """Each test begins with nobody having sent anything."""
    from wardline.hub.docket import flood

    monkeypatch.setattr(flood, "METER", flood.Meter())


@pytest.fixture
def call(portal):
    """A new open call of the staff's, made by the form alone."""
    staff = portal.person("docket-staff", staff=True)
    number = f"rfi-{uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/docket/calls/new/", form_of(number))
    assert answer.status_code == 302, text(answer)
    return number


def public(client) -> str:
    """All that anybody can read of the docket."""
    paths = (
        "/docket/",
        "/docket.json",
        "/docket/comments/?copies=1",
        "/docket/comments.json?copies=1",
        "/docket/comments.csv?copies=1",
        "/docket/bulk",
        "/docket/comments.atom",
        "/docket/log/",
        "/docket/log.csv",
        "/docket/rules/",
        "/docket/api/v4/comments",
    )
    return "\n".join(text(client.get(path, secure=True)) for path in paths)


def test_from_the_form_to_the_public_page_and_back(portal, call):
    client, staff = portal.anybody(), portal.person("docket-staff", staff=True)
    answer = send(
        client,
        call,
        answer__1="Backups hurt.",
        comment=f"Ask {NAMES}, {SECRETS[1]}.",
        kind="individual",
        name="Ada Made-Up",
    )
    number = tracking(answer)
    made = comment(call)
    assert made.state == "received"
    for word in ("Backups hurt", NAMES, "Ada Made-Up"):
        assert word not in public(client)
        assert word.encode() not in bytes(made.sealed)
    assert client.get(f"/docket/comments/{made.pk}/", secure=True).status_code == 404
    screened()
    assert client.get(f"/docket/comments/{made.pk}/", secure=True).status_code == 404
    page = text(staff.get(f"/staff/docket/{made.pk}/"))
    assert NAMES in page
    boxes = re.findall(
        r'name="span" id="span-\d+" value="([^"]*)" checked',
        staff.get(f"/staff/docket/{made.pk}/").content.decode(),
    )
    form = {
        "span": [html.unescape(box) for box in boxes],
        "text": NAMES,
        "text_reason": "personal",
        "do": "preview",
    }
    shown = text(staff.post(f"/staff/docket/{made.pk}/", form))
    preview = shown.split("Exactly what all would read")[1].split("Show what all")[0]
    assert SECRETS[1] not in preview
    assert NAMES not in preview
    assert comment(call).state == "screened"
    # What was not looked at is not posted: here a tick was taken away after the preview.
    form |= {"do": "post", "shown": re.search(r'name="shown" value="([0-9a-f]{64})"', shown)[1]}
    unticked = staff.post(f"/staff/docket/{made.pk}/", form | {"span": []})
    assert (unticked.status_code, "nothing is public yet" in text(unticked)) == (409, True)
    assert comment(call).state == "screened"
    assert staff.post(f"/staff/docket/{made.pk}/", form).status_code == 302
    assert comment(call).state == "redacted"
    page = client.get(f"/docket/comments/{made.pk}/", secure=True)
    assert "Backups hurt." in text(page)
    assert "Ada Made-Up" in text(page)
    assert "[redacted: personal]" in text(page)
    assert "it is about a person's private life" in text(page)
    for word in (NAMES, SECRETS[1]):
        assert word not in public(client) + text(page)
    status = text(client.post("/docket/receipt/", {"tracking": number.lower()}, secure=True))
    assert "shown, with parts taken out" in status
    original = client.post("/docket/receipt/", {"tracking": number, "do": "original"}, secure=True)
    assert hashlib.sha256(original.content).hexdigest() == made.digest
    assert json.loads(original.content)["record"]["text"] == f"Ask {NAMES}, {SECRETS[1]}."


def test_the_public_text_is_computed_and_the_original_never_changes(portal, call):
    from wardline.hub.docket import service

    send(portal.anybody(), call, comment="One two three.", kind="organization", organization="Org")
    screened()
    made = comment(call)
    before = bytes(made.sealed)
    span = service.Span("text", 4, 7, "proprietary")
    actor = portal.person("docket-staff", staff=True).actor
    done = service.decide(actor, made.pk, service.Decision("post", [span]))
    told = service.computed(service.opened(done).record, service.spans_of(done))
    assert (
        told
        == json.loads(done.public)
        == {"organization": "Org", "text": "One [redacted: proprietary] three."}
    )
    again = service.decide(actor, made.pk, service.Decision("withhold", reason="unrelated"))
    assert (again.public, bytes(again.sealed)) == ("", before)
    page = portal.anybody().get(f"/docket/comments/{made.pk}/", secure=True)
    assert "it is not about this call" in text(page)
    assert "One" not in text(page).split("<main")[1].split("<footer")[0].replace("One letter", "")


def test_nothing_private_is_in_the_log_or_the_database(portal, call):
    from wardline.hub.audit import service as audit
    from wardline.hub.audit.models import Entry

    answer = send(portal.anybody(), call, comment=f"I am {NAMES}, SSN {SECRETS[0]}.")
    number = tracking(answer)
    screened()
    audit.seal()
    told = "".join(
        f"{e.detail}{e.name}{e.address}" for e in Entry.objects.filter(action__startswith="docket.")
    )
    raw = b"".join(data for _, data in portal.stored())
    for secret in (NAMES, SECRETS[0], number):
        assert secret not in told
        assert secret.encode() not in raw
    assert Entry.objects.filter(action="docket.received").exists()
    assert not Entry.objects.filter(action="docket.received").exclude(address="").exists()


def test_a_draft_comes_back_by_its_link_and_to_nobody_else(portal, call):
    client = portal.anybody()
    secret = f"draft of {NAMES}"
    answer = client.post(
        f"/docket/calls/{call}/comment/",
        {"comment": secret, "answer-2": "half", "do": "draft", "kind": "anonymous"},
        secure=True,
    )
    link = answer["Location"]
    page = text(portal.anybody().get(link, secure=True))
    assert secret in page
    assert "Save the address of this page" in page
    assert secret.encode() not in b"".join(data for _, data in portal.stored())
    from wardline.hub.docket.models import Draft

    assert all(secret.encode() not in bytes(one.sealed) for one in Draft.objects.all())
    key = link.split("/")[3]
    wrong = key[:-2] + ("AA" if key[-2:] != "AA" else "BB")
    missing = portal.anybody().get(f"/docket/draft/{wrong}/", secure=True)
    assert missing.status_code == 404
    assert "There is no draft" in text(missing)
    tracking(send(client, call, comment=secret, draft=key))
    assert client.get(link, secure=True).status_code == 404


def once_of(page) -> str:
    return re.search(r'name="once" value="([\w-]{43})"', page.content.decode())[1]


def test_a_form_that_is_sent_twice_is_one_comment_with_one_receipt(portal, call):
    from wardline.hub.docket.models import Comment

    client = portal.anybody()
    page = client.get(f"/docket/calls/{call}/comment/", secure=True)
    # "Back" finds the form with what was typed: a browser may keep it while it is empty.
    assert page["Cache-Control"] == "private, no-cache"
    assert "Vary" not in page
    once = once_of(page)
    fields = {
        "comment": "Once is enough.",
        "answer__1": "=1",
        "kind": "individual",
        "name": "Ada M",
    }

    def sent(**more):
        file = upload("plan.txt", b"Made-up plan.")
        return send(client, call, once=once, **(fields | {"file": file} | more))

    first, again = sent(), sent()
    number = tracking(first)
    assert (first.status_code, again.status_code) == (201, 200)
    assert f'data-copy="{number}"' in text(again)
    assert "We keep it once, with the same number." in text(again)
    assert again["Cache-Control"] == "no-store"
    [made] = Comment.objects.filter(call=call)
    assert made.digest in text(first)
    assert made.digest in text(again)
    assert len(list((portal.data / "docket").glob(f"{made.vault}.key"))) == 1
    # A wrong turn, a check or a draft in between does not make it another form.
    wrong = sent(file=upload("photo.png", png()))
    assert once_of(wrong) == once_of(sent(do="check")) == once
    link = sent(do="draft")["Location"]
    assert once_of(client.get(link, secure=True)) == once
    # Other words, another file or another form is another comment.
    others = [
        sent(comment="Twice is more."),
        sent(file=upload("plan.txt", b"Another plan.")),
        send(
            client, call, once=once_of(client.get(page.request["PATH_INFO"], secure=True)), **fields
        ),
        send(client, call, **fields),
        send(client, call, once="short", **fields),
    ]
    assert len({number, *map(tracking, others)}) == 6
    assert Comment.objects.filter(call=call).count() == 6


def test_a_comment_sent_again_after_the_end_gets_its_receipt_unless_it_was_taken_back(portal, call):
    from wardline.hub.docket.models import Call

    client = portal.anybody()
    once = once_of(client.get(f"/docket/calls/{call}/comment/", secure=True))
    number = tracking(send(client, call, once=once, comment="In time."))
    Call.objects.filter(id=call).update(closes_at=1)
    again = send(client, call, once=once, comment="In time.")
    assert number in text(again)
    late = send(client, call, once=once, comment="Too late.")
    assert "This call is closed" in text(late)
    form = {"tracking": number, "do": "withdraw", "sure": "yes"}
    client.post("/docket/receipt/", form, secure=True)
    gone = send(client, call, once=once, comment="In time.")
    assert gone.status_code == 400
    assert "You took this comment back" in text(gone)
    assert number not in text(gone)


def test_a_check_shows_hints_and_keeps_nothing(portal, call):
    before = comment(call)
    answer = portal.anybody().post(
        f"/docket/calls/{call}/comment/",
        {"answer-1": f"Write to {SECRETS[1]}", "do": "check", "kind": "anonymous"},
        secure=True,
    )
    hints = text(answer).split('id="hints"')[1].split("<form")[0]
    assert SECRETS[1] in hints
    assert "question 1" in hints
    assert comment(call) == before
    clean = portal.anybody().post(
        f"/docket/calls/{call}/comment/", {"comment": "We need help.", "do": "check"}, secure=True
    )
    assert "We saw nothing private" in text(clean)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_mail_address_is_somebody_s_even_where_an_attack_is_told_of(portal, call, language):
    from wardline.hub.docket import service

    told = "In the ransomware attack my mother Ana Ruiz, ana.ruiz@made-up.example, was hurt."
    client = portal.anybody()
    answer = client.post(
        f"/docket/calls/{call}/comment/",
        {"comment": told, "do": "check"},
        secure=True,
        HTTP_ACCEPT_LANGUAGE=language,
    )
    hints = text(answer).split('id="hints"')[1].split("<form")[0]
    words = {"en": "a mail address", "es": "una dirección de correo"}[language]
    assert f">ana.ruiz@made-up.example</mark> ({words})" in hints
    assert {"en": "(a person's name)", "es": "(el nombre de una persona)"}[language] in hints
    tracking(send(client, call, comment=told))
    screened()
    assert comment(call).labels == '{"EMAIL":1,"NAME":1}'
    marks = service.findings(service.opened(comment(call)).record)["text"]
    assert [one["doubt"] for one in marks] == [False, False]


def test_withdrawing_destroys_what_was_sent(portal, call):
    from wardline.hub.docket import service

    client = portal.anybody()
    number = tracking(send(client, call, comment="Take me back, quixotic."))
    screened()
    made = comment(call)
    actor = portal.person("docket-staff", staff=True).actor
    service.decide(actor, made.pk, service.Decision("post"))
    assert "quixotic" in text(client.get("/docket/comments/?q=quixotic", secure=True))
    key = portal.data / "docket" / f"{made.vault}.key"
    assert key.exists()
    form = {"tracking": number, "do": "withdraw"}
    unsure = client.post("/docket/receipt/", form, secure=True)
    assert unsure.status_code == 400
    assert comment(call).state == "posted"
    done = client.post("/docket/receipt/", form | {"sure": "yes"}, secure=True)
    assert "taken back by its author" in text(done)
    after = comment(call)
    assert (after.state, after.sealed, after.public, key.exists()) == ("withdrawn", None, "", False)
    page = client.get(f"/docket/comments/{made.pk}/", secure=True)
    assert "Its author took it back" in text(page)
    assert "quixotic" not in text(page) + text(client.get("/docket/comments.json", secure=True))
    again = client.post("/docket/receipt/", form | {"sure": "yes"}, secure=True)
    assert again.status_code == 200


def test_a_lost_or_wrong_receipt_gets_a_humane_answer(portal):
    from wardline.docket import tracking as numbers

    client = portal.anybody()
    page = text(client.get("/docket/receipt/", secure=True))
    assert "Did you lose your receipt?" in page
    slip = client.post("/docket/receipt/", {"tracking": "4T7X-9KPM-EN3C-8WRB"}, secure=True)
    assert slip.status_code == 404
    assert "a letter or digit in it is wrong" in text(slip)
    unknown = client.post("/docket/receipt/", {"tracking": numbers.make()}, secure=True)
    assert unknown.status_code == 404
    assert "no comment with this tracking number" in text(unknown)
    assert "Traceback" not in text(
        client.post("/docket/receipt/", {"tracking": "\x00" * 5000}, secure=True)
    )


def test_a_closed_call_takes_nothing_and_gives_the_text_back(portal):
    staff = portal.person("docket-staff", staff=True)
    number = f"shut-{uuid.uuid4().hex[:6]}"
    form = form_of(number, closes="2026-01-02 09:00")
    assert staff.post("/staff/docket/calls/new/", form).status_code == 302
    answer = send(portal.anybody(), number, comment="Am I too late?")
    assert answer.status_code == 400
    assert "This call is closed" in text(answer)
    assert "Am I too late?" in text(answer)
    assert comment(number) is None
    late = form | {"late": "on", "version": "1"}
    assert staff.post(f"/staff/docket/calls/{number}/", late).status_code == 302
    tracking(send(portal.anybody(), number, comment="Am I too late?"))
    assert comment(number).late


def test_two_megabytes_of_text_are_taken_and_more_is_told(portal, call):
    words = "So many words of care. " * 90_000
    client = portal.anybody()
    tracking(send(client, call, comment=words[: 2 * 2**20]))
    assert comment(call).size == len(words[: 2 * 2**20].rstrip("\r\n"))
    more = send(client, call, comment=words + words)
    assert more.status_code == 400
    assert "too long for this page" in text(more)


def upload(name: str, data: bytes):
    file = io.BytesIO(data)
    file.name = name
    return file


def png() -> bytes:
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("scan.pdf", png(), "is a picture (png), not a pdf file"),
        ("photo.png", png(), "We cannot read pictures"),
        (
            "notes.txt",
            b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
            "looks like a virus",
        ),
        ("empty.txt", b"  \n", "is empty"),
        ("run.exe", b"MZ" + bytes(500), "could not take"),
        ("broken.pdf", b"%PDF-1.7\nnonsense", "could not take"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_and_the_text_stays(portal, call, name, data, said):
    answer = send(portal.anybody(), call, comment="With a file.", file=upload(name, data))
    assert answer.status_code == 400
    assert said in text(answer)
    assert name in text(answer)
    assert "With a file." in text(answer)
    assert comment(call) is None


def test_a_document_with_macros_is_told(portal, call):
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
        packed.writestr("word/vbaProject.bin", b"made up")
    answer = send(portal.anybody(), call, comment="x", file=upload("a.docx", out.getvalue()))
    assert answer.status_code == 400
    assert "macros" in text(answer)


def test_a_file_is_published_as_text_alone(portal, call):
    from wardline.hub.docket import service

    data = b"Our clinic has three servers.\nMADE-UP-BYTES\n"
    answer = send(portal.anybody(), call, file=upload("clinic.txt", data))
    tracking(answer)
    screened()
    made = comment(call)
    kept = made.attachments.get()
    assert data not in bytes(kept.sealed)
    box = service.vault()
    assert box.open(made.vault, 2, bytes(kept.sealed)) == data
    actor = portal.person("docket-staff", staff=True).actor
    service.decide(actor, made.pk, service.Decision("post"))
    page = text(portal.anybody().get(f"/docket/comments/{made.pk}/", secure=True))
    assert "three servers" in page
    assert "clinic.txt" in page


def test_tricks_with_direction_and_unseen_letters_are_written_out(portal, call):
    from wardline.hub.docket import service

    trick = "pay \u202egnp.exe\u202c and pass\u200bword"
    tracking(send(portal.anybody(), call, comment=trick, kind="individual", name="A\u202eB"))
    screened()
    made = comment(call)
    staff = portal.person("docket-staff", staff=True)
    service.decide(staff.actor, made.pk, service.Decision("post"))
    shown = text(portal.anybody().get(f"/docket/comments/{made.pk}/", secure=True))
    shown += text(staff.get(f"/staff/docket/{made.pk}/")) + public(portal.anybody())
    assert "⟦U+202E⟧" in shown
    assert "pass⟦U+200B⟧word" in shown
    assert "\u202e" not in shown
    assert "\u200b" not in shown


@pytest.mark.timeout(400)
def test_hundreds_of_equal_letters_are_taken_grouped_and_decided_once(portal, call):
    from wardline.hub.docket import calls, service

    client, staff = portal.anybody(), portal.person("docket-staff", staff=True)
    words = "Please let small clinics share warnings without fear of a fine."
    for n in range(40):
        tracking(send(client, call, comment=words, kind="individual", name=f"Person {n}"))
    from wardline.docket.record import Record

    for n in range(260):
        record = Record("", text=words, first_name="Person", last_name=str(n + 40))
        service.submit(calls.find(call), service.Sent(record))
    tracking(send(client, call, comment=f"{words} I beg you."))
    while service.screen_waiting(1000):
        pass
    [group] = service.group(calls.find(call))
    assert len(group) == 301
    head = comment(call).letter
    page = staff.get(f"/staff/docket/letters/{head}/")
    assert "300 comments say exactly this" in text(page)
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    stale = staff.post(f"/staff/docket/letters/{head}/", {"digest": "0" * 64})
    assert stale.status_code == 409
    assert staff.post(f"/staff/docket/letters/{head}/", {"digest": digest}).status_code == 302
    [row] = client.get(f"/docket/comments.json?call={call}", secure=True).json()["comments"]
    assert (row["letter_size"], row["letter"]) == (300, head)
    told = client.get(f"/docket/letters/{head}.json", secure=True).json()
    assert told["sent"] == 300
    every = client.get("/docket/api/v4/comments", {"filter[docketId]": call}, secure=True).json()
    assert every["meta"]["totalElements"] == 300
    key = every["data"][200]["attributes"]["objectId"]
    assert words in text(client.get(f"/docket/comments/{key}/", secure=True))


def test_a_flood_is_slowed_down_and_loses_nothing(portal, call, monkeypatch):
    from wardline.hub.docket import flood

    meter = flood.Meter(lambda: 0.0)
    monkeypatch.setattr(flood, "METER", meter)
    monkeypatch.setattr(flood, "BUDGET", 2.0)
    client = portal.anybody()
    tracking(send(client, call, comment="one"))
    slow = send(client, call, comment="two, not lost")
    assert slow.status_code == 429
    assert "two, not lost" in text(slow)
    ticket = html.unescape(re.search(r'name="ticket" value="([^"]*)"', slow.content.decode())[1])
    early = send(client, call, comment="two, not lost", ticket=ticket)
    assert early.status_code == 429
    proof = next(str(n) for n in range(10**7) if flood.worked(flood.Answer(ticket, str(n))))
    tracking(send(client, call, comment="two, not lost", ticket=ticket, proof=proof))
    assert send(client, call, comment="three", ticket=ticket, proof=proof).status_code == 429
    # Without scripts: a person waits, and sends again.
    later = flood.ticket()
    monkeypatch.setattr(flood.time, "time", lambda now=flood.time.time: now() + 16)
    tracking(send(client, call, comment="three", ticket=later))
    assert b"127.0.0.1" not in repr(meter.__dict__).encode()


@pytest.mark.parametrize("role", ["admin", "analyst", "docket-staff", "readonly"])
def test_only_the_docket_s_staff_reads_what_is_not_public(portal, call, role):
    tracking(send(portal.anybody(), call, comment="For staff alone."))
    screened()
    key = comment(call).pk
    member = portal.person(role)
    for path in (
        "/staff/docket/",
        f"/staff/docket/{key}/",
        "/staff/docket.json",
        f"/staff/docket/{key}.json",
        "/staff/docket/calls/",
    ):
        assert member.get(path).status_code == 403
    assert member.post(f"/staff/docket/{key}/", {"do": "post"}).status_code == 403
    assert comment(call).state == "screened"
    staff = portal.person("docket-staff", staff=True)
    assert "For staff alone." in text(staff.get(f"/staff/docket/{key}/"))


def test_every_step_is_in_the_audit_log(portal, call):
    from wardline.hub.audit import service as audit
    from wardline.hub.docket import service

    client, staff = portal.anybody(), portal.person("docket-staff", staff=True)
    number = tracking(send(client, call, comment="Step by step."))
    screened()
    made = comment(call)
    staff.get(f"/staff/docket/{made.pk}/")
    bad = staff.post(f"/staff/docket/{made.pk}/", {"do": "withhold"})
    assert (bad.status_code, "Say why" in text(bad)) == (400, True)
    staff.post(f"/staff/docket/{made.pk}/", {"do": "withhold", "reason": "unrelated"})
    client.post(
        "/docket/receipt/", {"tracking": number, "do": "withdraw", "sure": "yes"}, secure=True
    )
    actions = {entry.action for entry in audit.about(service.target(made), 50)}
    assert actions == {
        "docket.received",
        "docket.viewed",
        "docket.withheld",
        "docket.withdrawn",
        "docket.destroyed",
    }
