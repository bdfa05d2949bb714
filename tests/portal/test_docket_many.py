"""A docket with very much in it, and what somebody hostile may put there or ask for."""

from __future__ import annotations

import contextlib
import csv
import io
import threading
import uuid
import xml.etree.ElementTree as ET

import pytest

from docketing import comment, form_of, send, text
from wardline.docket.record import Record
from wardline.docket.show import beginning

LONG = "9" * 5_000


@pytest.fixture
def staff(portal):
    return portal.person("docket-staff", staff=True)


@pytest.fixture
def call(staff):
    number = f"rfi-{uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/docket/calls/new/", form_of(number))
    assert answer.status_code == 302, text(answer)
    return number


@pytest.fixture
def queries():
    """What is asked of the database within: a list of SQL, once it is over."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextlib.contextmanager
    def listening():
        asked: list[str] = []
        with CaptureQueriesContext(connection) as heard:
            yield asked
        asked += [one["sql"] for one in heard.captured_queries]

    return listening


def taken(call: str, *records: Record) -> list[int]:
    """Comments that came in and that the gate looked at: their keys."""
    from wardline.hub.docket import calls, service

    for record in records:
        service.submit(calls.find(call), service.Sent(record))
    while service.screen_waiting(1000):
        pass
    found = service.Comment.objects.filter(call=call).order_by("id")
    return list(found.values_list("pk", flat=True))


def posted(staff, call: str, *records: Record) -> list[int]:
    from wardline.hub.docket import service

    keys = taken(call, *records)
    for key in keys:
        service.decide(staff.actor, key, service.Decision("post"))
    return keys


# --- what lists read


@pytest.mark.parametrize(
    "said",
    [
        "Short, and whole.",
        "Words without an end. " * 2_000,
        "\n " * 3_000 + "Late, after much white space. " * 30,
        "W" * 20_000,
        '"\\' * 4_000,
        "\x01\u202e" * 4_000,
        "\U0001f3e5" * 5_000,
    ],
)
def test_a_line_of_a_list_is_that_of_the_whole_text(portal, staff, call, said):
    name = "\u202eAda" * 60
    record = Record("", text=said, kind="organization", organization=name, answers={"1": "One."})
    [key] = posted(staff, call, record)
    client = portal.anybody()
    [row] = client.get("/docket/comments.json", {"call": call}, secure=True).json()["comments"]
    whole = client.get(f"/docket/comments/{key}.json", secure=True).json()["comment"]
    assert row["said"] == beginning(f"{whole['text']}\nOne.", 300)
    assert row["who"] == whole["who"] == name.replace("\u202e", "⟦U+202E⟧")
    [line] = staff.get("/staff/evidence.json", q=row["id"]).json()["evidence"][-1:]
    assert line["said"] in (beginning(whole["text"], 300), "One.")


def test_a_list_does_not_read_books(portal, staff, call, queries):
    posted(staff, call, Record("", text="A whole book of care. " * 20_000))
    with queries() as asked:
        portal.anybody().get("/docket/comments.json", {"call": call}, secure=True)
    of_rows = [one for one in asked if 'FROM "docket_comment"' in one and "LIMIT 26" in one]
    assert len(of_rows) == 1
    assert '"docket_comment"."public"' not in of_rows[0].partition("FROM")[0].replace(
        'SUBSTR("docket_comment"."public", 1, 4000)', ""
    )


def test_no_comment_makes_the_feed_unreadable(portal, staff, call):
    odd = "".join(map(chr, (*range(0x20), 0x7F, 0x85, 0xFFFE, 0xFFFF, 0x1FFFF, 0xFDD0)))
    record = Record("", text=f"{odd}]]>&<b>", first_name=odd, kind="individual", answers={"1": odd})
    posted(staff, call, record)
    answer = portal.anybody().get("/docket/comments.atom", secure=True)
    feed = ET.fromstring(answer.content)  # noqa: S314 # our own feed
    assert "⟦U+FFFE⟧" in "".join(feed.itertext())


def test_files_that_take_long_keep_nobody_else_waiting(portal, call, monkeypatch):
    from wardline.hub.docket import attachments

    monkeypatch.setattr(attachments, "_READERS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(attachments, "_PATIENCE", 0.01)
    file = io.BytesIO(b"Made-up words of a file.")
    file.name = "a.txt"
    with attachments._READERS:
        slow = send(portal.anybody(), call, comment="Typed with care.", file=file)
    assert slow.status_code == 429
    assert "Very many files come in just now" in text(slow)
    assert "Typed with care." in text(slow)
    # Who waits holds a thread of the pages: a second one does not wait.
    monkeypatch.setattr(attachments, "_PATIENCE", 600)
    file.seek(0)
    with attachments._READERS, attachments._WAITING:
        assert send(portal.anybody(), call, comment="Made up.", file=file).status_code == 429
    file.seek(0)
    assert send(portal.anybody(), call, comment="Typed with care.", file=file).status_code == 201


def test_a_check_reads_so_much_of_all_boxes_together_and_says_so(portal, call, monkeypatch):
    from wardline.hub.docket import writing

    monkeypatch.setattr(writing, "_MOST_CHECKED", 45)
    first, second = "Write to ada@made-up.example, please. ", "Or to bob@made-up.example, please."
    page = text(send(portal.anybody(), call, answer__1=first, answer__2=second, do="check"))
    hints = page.partition('id="hints"')[2].partition("</section>")[0]
    assert "ada@made-up.example" in hints
    assert "bob@made-up.example" not in hints
    assert "We looked at its first part only." in hints


# --- numbers that nobody has


@pytest.mark.parametrize(
    "path",
    [
        f"/docket/comments/?before={LONG}",
        f"/docket/comments/?q=care&before={2**63}",
        f"/docket/log/?before={LONG}-1",
        "/docket/log/?before=x",
        f"/docket/api/v4/comments?page[number]={LONG}",
        f"/docket/bulk?before={LONG}",
    ],
)
def test_a_number_without_an_end_is_told_in_words(portal, path):
    answer = portal.anybody().get(path, secure=True)
    assert answer.status_code == 400, path
    assert "Traceback" not in text(answer)


def test_a_letter_s_page_begins_anew_where_its_place_is_no_number(portal, staff, call):
    from wardline.hub.docket import calls, service

    posted(staff, call, *(Record("", text="The very same plea for small clinics.") for _ in "ab"))
    service.group(calls.find(call))
    head = comment(call).letter
    for after in ("x", LONG, str(2**63)):
        answer = portal.anybody().get(f"/docket/letters/{head}.json?after={after}", secure=True)
        assert len(answer.json()["copies"]) == 2, after


# --- page after page


def test_the_log_of_decisions_goes_on_to_its_end(portal, staff, call, monkeypatch):
    from wardline.hub.docket import reading

    monkeypatch.setattr(reading, "_LOG", 2)
    keys = posted(staff, call, *(Record("", text=f"Number {n}.") for n in range(5)))
    client, found, path = portal.anybody(), [], "/docket/log/"
    while path and not set(keys) <= set(found):
        told = client.get(path.replace("/docket/log/", "/docket/log.json"), secure=True).json()
        assert len(told["decisions"]) <= 2
        found += [row["key"] for row in told["decisions"]]
        path = told["next"]
    mine = [key for key in found if key in keys]
    assert mine == keys[::-1]
    listed, path = [], "/docket/log.csv"
    while path and len(listed) < len(found):
        rows = client.get(path, secure=True)
        listed += [int(row["key"]) for row in csv.DictReader(io.StringIO(rows.content.decode()))]
        path = rows.get("Link", "").removesuffix('>; rel="next"').removeprefix("<")
    assert listed[: len(found)] == found
    page = text(client.get("/docket/log/", secure=True))
    assert 'rel="next"' in page


@pytest.mark.parametrize("limit", [{"_MOST_BULK": 2}, {"_MOST_TEXT": 25}])
def test_the_bulk_download_leads_on_to_what_it_does_not_hold(
    portal, staff, call, monkeypatch, limit
):
    from wardline.hub.docket import views

    for name, value in limit.items():
        monkeypatch.setattr(views, name, value)
    posted(staff, call, *(Record("", text=f"Number {n} of five.") for n in range(5)))
    client, found, path, files = portal.anybody(), [], f"/docket/bulk?call={call}", 0
    while path:
        answer = client.get(path, secure=True)
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert 0 < len(rows) <= 2
        found += [row["Document ID"] for row in rows]
        files += 1
        path = answer.get("Link", "").partition(">")[0].partition("/docket/bulk")[2]
        path = f"/docket/bulk{path}" if path else ""
    assert found == [f"{call}-{n:04d}" for n in range(1, 6)]
    assert files >= 3


# --- those who decide


def test_a_comment_is_found_by_its_number_whatever_its_state(staff, call):
    posted(staff, call, Record("", text="Shown already."))
    number = f"{call}-0001"
    assert staff.get("/staff/docket.json", call=call).json()["queue"] == []
    [row] = staff.get("/staff/docket.json", number=number).json()["queue"]
    assert (row["id"], row["state"]) == (number, "posted")
    page = text(staff.get("/staff/docket/", number=number))
    assert f"/staff/docket/{row['key']}/" in page
    assert f"/staff/docket.csv?number={number}" in page
    assert number in staff.get("/staff/docket.csv", number=number).content.decode()
    assert "There is no such comment" in text(staff.get("/staff/docket/", number="nothing"))


def test_the_queue_asks_the_database_as_often_for_many_as_for_one(staff, call, queries):
    from wardline.hub.docket import calls, service

    asked_for = []
    for many in (2, 20):
        same = f"We plead with you for all {many} clinics of the county."
        taken(call, *(Record("", text=same) for _ in range(many)))
        service.group(calls.find(call))
        with queries() as asked:
            staff.get("/staff/docket.json", call=call)
        asked_for.append(len(asked))
    assert asked_for[0] == asked_for[1]


def test_the_first_public_comment_stands_for_its_letter(portal, staff, call):
    from wardline.hub.docket import calls, service

    same = "Please let small clinics share warnings without fear of a fine."
    first, second, third = taken(call, *(Record("", text=same) for _ in range(3)))
    service.group(calls.find(call))

    def listed():
        answer = portal.anybody().get("/docket/comments.json", {"call": call}, secure=True)
        return [(row["key"], row["letter_size"]) for row in answer.json()["comments"]]

    def decide(key, verb, reason=""):
        service.decide(staff.actor, key, service.Decision(verb, reason=reason))
        return listed()

    assert decide(second, "post") == [(second, 1)]
    assert decide(third, "post") == [(second, 2)]
    assert decide(first, "post") == [(first, 3)]
    assert decide(first, "withhold", "unrelated") == [(second, 2)]
    assert decide(second, "withhold", "unrelated") == [(third, 1)]
    assert decide(first, "post") == [(first, 2)]


# --- beside the pages


def test_a_call_that_cannot_be_grouped_does_not_stop_the_others(staff, call, monkeypatch):
    from wardline.hub.docket import calls, screener, service

    other = f"{call}-b"
    assert staff.post("/staff/docket/calls/new/", form_of(other)).status_code == 302
    group = service.group

    def hostile(asked):
        if asked.id == call:
            raise MemoryError
        return group(asked)

    monkeypatch.setattr(service, "group", hostile)
    for number in (call, other):
        for _ in range(2):
            record = Record("", text="The very same plea for small clinics.")
            service.submit(calls.find(number), service.Sent(record))
    work = screener.Work()
    for second in range(5):
        try:
            work.turn(float(second))
        except MemoryError:
            continue
    assert comment(other).letter is not None


def test_what_was_taken_back_is_in_no_memory_of_the_grouping(portal, call):
    from wardline.hub.docket import calls, service

    answer = send(portal.anybody(), call, comment="Please forget me and my words.")
    assert answer.status_code == 201
    while service.screen_waiting():
        pass
    service.group(calls.find(call))
    key = comment(call).pk
    assert key in service._KNOWN
    # As another process of the hub does it.
    service.Comment.objects.filter(pk=key).update(state="withdrawn", sealed=None)
    service.group(calls.find(call))
    assert key not in service._KNOWN


# --- the commands


@pytest.fixture
def command(monkeypatch):
    """A function: what a command of the docket answers, in this process."""
    import argparse

    from wardline.cli import docket

    monkeypatch.setattr(docket, "use", lambda _data: None)

    def run(verb: str, *words: str) -> int:
        parser = argparse.ArgumentParser()
        getattr(docket, f"add_arguments_{verb}")(parser)
        return getattr(docket, f"run_{verb}")(parser.parse_args(words))

    return run


def test_a_command_decides_on_all_or_on_none(portal, call, command):
    from wardline.core.errors import ConflictError
    from wardline.hub.docket import calls, service

    sent = [
        service.submit(calls.find(call), service.Sent(Record("", text=f"Number {n}.")))
        for n in range(2)
    ]
    while service.screen_waiting():
        pass
    service.withdraw(sent[1].tracking)
    numbers = [one.number for one in sent]
    with pytest.raises(ConflictError):
        command("decide", *numbers, "--call", call, "--post")
    assert comment(call, numbers[0]).state == "screened"
    assert command("decide", numbers[0], "--call", call, "--post") == 0
    assert comment(call, numbers[0]).state == "posted"


def test_an_id_that_steers_a_terminal_is_not_taken(staff, call, command, tmp_path, capsys):
    import json

    names = ["\x1b[2Jgone", "right\u202eleft", "line\nend", "fine-1", "fine-2"]
    rows = [{"id": name, "text": "The very same plea for small clinics."} for name in names]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows))
    assert command("import", str(file), "--call", call) == 1
    assert command("group", "--call", call) == 0
    told = capsys.readouterr()
    assert "2  fine-1 fine-2" in told.out
    assert "\x1b" not in told.out + told.err
    assert "\u202e" not in told.out + told.err
