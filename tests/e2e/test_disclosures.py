"""All that the exchange gives out is in the audit log; nothing is given out unrecorded."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

import console


def log_of(hub, collection: str, action: str = "disclosed") -> list[dict]:
    """The entries on a collection, after all that waits was put into the chain."""
    words = ["audit", "export", "--data", hub.data, "--action", action]
    done = console.run(
        *words, "--target", f"collection:{collection}", env=hub.environment, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def pages(entries: list[dict], what: str) -> list[list]:
    return [
        page for one in entries if one["detail"]["what"] == what for page in one["detail"]["pages"]
    ]


def test_every_way_of_giving_is_recorded_and_an_empty_answer_is_none(
    hub, member, other, collection, make_indicator
):
    sent = [make_indicator(i) for i in range(5)]
    member.post(collection, sent)
    number, path = sent[0]["id"], f"collections/{collection}"
    after = other.objects(collection, limit=3).headers["x-taxii-date-added-last"]
    other.get(f"{path}/objects/", {"match[type]": "indicator"})
    other.objects(collection, added_after="2100-01-01T00:00:00Z")
    other.get(f"{path}/manifest/")
    other.get(f"{path}/objects/{number}/")
    other.get(f"{path}/objects/{number}/versions/")
    etag = other.http.get(f"/lists/{collection}/domain").headers["etag"]
    again = other.http.get(f"/lists/{collection}/domain", headers={"if-none-match": etag})
    other.http.get(f"/lists/{collection}/domain.json")
    member.delete(collection, sent[4]["id"])
    other.get(f"{path}/x-deleted/")
    assert (after[:2], again.status_code) == ("20", 304)
    entries = log_of(hub, collection)
    for entry in entries:
        assert entry["organization"] == other.organization
        assert entry["actor"]["id"] == other.key_id
        assert entry["first"] <= entry["last"]
    objects = pages(entries, "objects")
    assert [page[3:] for page in objects] == [[3], [5, "type=indicator"]]
    assert objects[0][2] < objects[1][2]
    assert [page[3:] for page in pages(entries, "manifest")] == [[5]]
    assert [page[3:] for page in pages(entries, "object")] == [[1, number]]
    assert [page[3:] for page in pages(entries, "versions")] == [[1, number]]
    assert [page[3:] for page in pages(entries, "deleted")] == [[1]]
    assert [page[3:] for page in pages(entries, "edl-domain")] == [[5]]
    assert [page[3:] for page in pages(entries, "edl-domain.json")] == [[5]]
    # One for each act at most: how many join in one depends on the clock.
    assert len(entries) <= 8
    assert hub.cli("audit", "verify")["ok"]


def test_streams_are_recorded_when_they_open_catch_up_are_pushed_to_and_end(
    hub, member, other, collection, make_indicator
):
    member.post(collection, [make_indicator(i) for i in range(4)])
    headers = {"accept": "text/event-stream"}
    with other.http.stream(
        "GET", f"/stream/{collection}?added_after=2020-01-01T00:00:00Z", headers=headers
    ) as stream:
        lines = stream.iter_lines()
        _until(lines, 4)
        member.post(collection, [make_indicator(i) for i in range(3)])
        _until(lines, 3)
    entries = _eventually(lambda: _told(hub, collection))
    opened = [one for one in entries if one["action"] == "disclosed.stream-opened"]
    own = [one for one in entries if one["action"] == "disclosed.stream"]
    pushed = [one for one in entries if one["action"] == "disclosed.push"]
    assert [one["organization"] for one in opened] == [other.organization]
    assert {one["actor"]["id"] for one in own} == {other.key_id}
    # What it caught up with, and what it was sent of what was pushed to all.
    assert sum(page[3] for one in own for page in one["detail"]["pages"]) == 7
    assert sum(page[3] for one in pushed for page in one["detail"]["pages"]) == 3
    assert {page[4] for one in pushed for page in one["detail"]["pages"]} == {"to 1 streams"}


def _until(lines, events: int) -> None:
    for line in lines:
        if line.startswith("event: object"):
            events -= 1
        if not events:
            return


def _told(hub, collection):
    entries = log_of(hub, collection)
    own = [one for one in entries if one["action"] == "disclosed.stream"]
    total = sum(page[3] for one in own for page in one["detail"]["pages"])
    return entries if total >= 7 else None


def _eventually(condition, times: int = 40):
    for _ in range(times):
        found = condition()
        if found:
            return found
    pytest.fail("It was not recorded.")
    return None


def test_what_was_answered_before_a_kill_is_recorded_exactly_once(make_hub, make_indicator):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    member.post(collection, [make_indicator(i) for i in range(30)])
    answered = 0
    for _ in range(3):
        done = threading.Event()

        def poll(done=done, key=member.key, url=hub.url) -> None:
            nonlocal answered
            client = httpx.Client(
                base_url=url,
                headers={
                    "authorization": f"Bearer {key}",
                    "accept": "application/taxii+json;version=2.1",
                },
            )
            try:
                while True:
                    path = f"/taxii2/sector/collections/{collection}/objects/"
                    if len(client.get(path).json()["objects"]) == 30:
                        answered += 1
                    if answered % 60 == 0:
                        done.set()
            except httpx.HTTPError:
                client.close()

        thread = threading.Thread(target=poll)
        thread.start()
        assert done.wait(60)
        hub.kill()
        thread.join()
        hub.start()
    hub.kill()
    given = pages(log_of(hub, collection), "objects")
    # An answer that was cut off on its way may be recorded without having arrived: one a kill.
    assert answered <= len(given) <= answered + 3
    assert len({tuple(page) for page in given}) == len(given)
    assert hub.cli("audit", "verify")["ok"]


def test_two_keepers_and_the_command_line_take_each_line_once(make_hub, make_indicator):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    member.post(collection, [make_indicator(i) for i in range(3)])
    environment = {**hub.environment, "WARDLINE_DATA": str(hub.data)}
    second = subprocess.Popen(
        [sys.executable, "-m", "wardline.hub.keeper"], stdin=subprocess.PIPE, env=environment
    )
    try:
        for _ in range(4):
            for _ in range(100):
                member.objects(collection)
            hub.cli("audit", "head")
    finally:
        second.stdin.close()
        second.wait(timeout=20)
    given = pages(log_of(hub, collection), "objects")
    assert len(given) == 400
    assert len({tuple(page) for page in given}) == 400
    hub.stop()


def writes(descriptor: Path) -> bool:
    """Whether a file of /proc/PID/fd is open to be written (proc(5): fdinfo)."""
    try:
        told = (descriptor.parents[1] / "fdinfo" / descriptor.name).read_text()
    except OSError:
        return False
    flags = int(re.search(r"flags:\s*([0-7]+)", told)[1], 8)
    return flags & os.O_ACCMODE != os.O_RDONLY


def workers_of(hub) -> list[int]:
    """The processes that write to a spool file; the keeper reads them each second."""
    found = []
    for path in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(path.readlink())
        except OSError:
            continue
        if target.startswith(str(hub.data / "spool")) and writes(path):
            found.append(int(path.parts[2]))
    return sorted(set(found))


def test_a_full_disk_stops_disclosure_and_not_the_record(make_hub, make_indicator):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    member.post(collection, [make_indicator(i) for i in range(3)])
    assert member.objects(collection).status_code == 200
    [worker] = workers_of(hub)
    [spool] = (hub.data / "spool").glob("*.log")
    # The system then refuses to let any file of the worker grow past this, in the midst of a line.
    limit = spool.stat().st_size + 40
    _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    refused = member.objects(collection)
    assert (refused.status_code, "objects" in refused.json()) == (503, False)
    assert int(refused.headers["retry-after"]) > 0
    assert "cannot record" in refused.json()["description"]
    # What discloses nothing goes on.
    assert member.objects(collection, added_after="2100-01-01T00:00:00Z").status_code == 200
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))
    assert len(member.ids(collection)) == 3
    given = pages(log_of(hub, collection), "objects")
    assert len(given) == 2
    assert log_of(hub, collection, "disclosed.unreadable") == []
    hub.stop()


def test_a_line_that_cannot_be_read_is_told_and_the_others_are_taken(make_hub, make_indicator):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    member.post(collection, [make_indicator(i) for i in range(3)])
    hub.kill()
    line = json.dumps(
        ["pages", member.key_id, member.organization, "x", collection, [1], "objects", 1, 2, 3, 4]
    )
    folder = hub.data / "spool"
    folder.mkdir(exist_ok=True)
    file = folder / f"{1:016}-damaged.log"
    file.write_text(f"{line}\n\x00\x01 not a line\n{line}\nhalf a li")
    given = pages(log_of(hub, collection), "objects")
    assert given == [[1, 2, 3, 4], [1, 2, 3, 4]]
    done = console.run("audit", "export", "--data", hub.data, env=hub.environment, check=True)
    damaged = [json.loads(line) for line in done.stdout.splitlines() if "unreadable" in line]
    assert [one["detail"]["file"] for one in damaged] == [file.name]
    assert not file.exists()
