"""The exchange as clients that others wrote use it, under load, and when it is killed."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid

import httpx
import pytest
import requests
import stix2
import taxii2client.v21 as taxii2client

import console

TAXII = "application/taxii+json;version=2.1"


@pytest.fixture
def root(hub, member):
    """The API root, through taxii2-client."""
    # The key as the password of HTTP Basic, as SIEMs send it.
    server = taxii2client.Server(f"{hub.url}taxii2/", user="siem", password=member.key)
    yield server.default
    server.close()


def test_taxii2_client_reads_and_writes(root, collection, make_indicator):
    found = next(c for c in root.collections if c.id == collection)
    sent = [make_indicator(i) for i in range(30)]
    status = found.add_objects({"objects": sent})
    assert status.status == "complete"
    assert status.success_count == 30
    assert found.get_objects(limit=5)["more"] is True
    pages = list(taxii2client.as_pages(found.get_objects, per_request=7))
    assert [o["id"] for page in pages for o in page["objects"]] == [o["id"] for o in sent]
    manifest = list(taxii2client.as_pages(found.get_manifest, per_request=11))
    assert sum(len(page["objects"]) for page in manifest) == 30
    assert found.get_object(sent[3]["id"])["objects"] == [sent[3]]
    assert found.object_versions(sent[3]["id"])["versions"] == [sent[3]["modified"]]
    found.delete_object(sent[3]["id"])
    with pytest.raises(requests.HTTPError, match="404"):
        found.get_object(sent[3]["id"])


def test_stix2_data_stores_work_against_the_hub(root, collection):
    found = next(c for c in root.collections if c.id == collection)
    store = stix2.TAXIICollectionStore(found)
    indicator = stix2.v21.Indicator(
        pattern="[domain-name:value = 'made-up.example']", pattern_type="stix"
    )
    malware = stix2.v21.Malware(name="Made up", is_family=False)
    link = stix2.v21.Relationship(indicator, "indicates", malware)
    store.add([indicator, malware, link])
    assert store.get(indicator.id) == indicator
    newer = indicator.new_version(name="Second version")
    store.add(newer)
    assert store.get(indicator.id).name == "Second version"
    assert len(store.all_versions(indicator.id)) == 2
    found = store.query([stix2.Filter("type", "=", "malware")])
    assert [o.id for o in found] == [malware.id]


def test_pollers_miss_nothing_while_many_write(hub, member, collection, make_indicator):
    """8 writers; 4 pollers, two by `next` and two by `added_after` (DESIGN section 5, rule 2)."""
    writers, batches, size = 8, 12, 20
    sent: list[str] = []
    done = threading.Event()
    problems: list[BaseException] = []

    def write(number):
        try:
            with httpx.Client(
                base_url=hub.url, headers=dict(member.http.headers), timeout=60
            ) as http:
                for _ in range(batches):
                    objects = [make_indicator(number) for _ in range(size)]
                    body = json.dumps({"objects": objects})
                    path = f"/taxii2/sector/collections/{collection}/objects/"
                    answer = http.post(path, content=body, headers={"content-type": TAXII})
                    assert answer.json()["success_count"] == size, answer.text
                    sent.extend(o["id"] for o in objects)
        except BaseException as error:  # noqa: BLE001 # told by the test
            problems.append(error)

    def poll(by_next, seen):
        params = {"limit": "7"}
        path = f"/taxii2/sector/collections/{collection}/objects/"
        try:
            with httpx.Client(
                base_url=hub.url, headers=dict(member.http.headers), timeout=60
            ) as http:
                while True:
                    finished = done.is_set()
                    response = http.get(path, params=params)
                    page = response.json()
                    seen.extend(o["id"] for o in page.get("objects", []))
                    if by_next and "next" in page:
                        params = {"limit": "7", "next": page["next"]}
                    elif page.get("objects"):
                        last = response.headers["x-taxii-date-added-last"]
                        params = {"limit": "7", "added_after": last}
                    elif finished:
                        return
        except BaseException as error:  # noqa: BLE001 # told by the test
            problems.append(error)

    seen = [[] for _ in range(4)]
    pollers = [threading.Thread(target=poll, args=(i < 2, seen[i])) for i in range(4)]
    threads = [threading.Thread(target=write, args=(i,)) for i in range(writers)]
    for thread in pollers + threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in pollers:
        thread.join()
    assert problems == []
    assert len(sent) == writers * batches * size
    for got in seen:
        assert len(got) == len(set(got))
        assert set(got) == set(sent)


class Stream:
    """One open event stream, read on a thread."""

    def __init__(self, member, collection, **headers):
        self.events: list[tuple[str, str, dict]] = []
        self.ended = threading.Event()
        self._headers = {"authorization": f"Bearer {member.key}", **headers}
        self._url = f"{member.hub.url}stream/{collection}"
        self._stop = threading.Event()
        self.status = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self):
        number = name = ""
        with (
            httpx.Client(timeout=30) as http,
            http.stream("GET", self._url, headers=self._headers) as response,
        ):
            self.status = response.status_code
            for line in response.iter_lines():
                if line.startswith(":"):
                    self._ready.set()
                elif line.startswith("id: "):
                    number = line[4:]
                elif line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self.events.append((number, name, json.loads(line[6:])))
                if self._stop.is_set():
                    break
            self._ready.set()
        self.ended.set()

    def stop(self):
        self._stop.set()

    def objects(self):
        return [data["id"] for _, name, data in self.events if name == "object"]


def test_push_resume_and_deletion(member, other, collection, make_indicator, eventually):
    first = Stream(other, collection)
    sent = [make_indicator(i) for i in range(40)]
    member.post(collection, sent[:10])
    eventually(lambda: len(first.events) == 10)
    assert first.objects() == [o["id"] for o in sent[:10]]
    assert [data for _, _, data in first.events] == sent[:10]
    cursor = first.events[4][0]
    first.stop()
    for start in range(10, 40, 10):
        member.post(collection, sent[start : start + 10])
    second = Stream(other, collection, **{"last-event-id": cursor})
    eventually(lambda: len(second.events) >= 35)
    member.post(collection, [make_indicator()])
    eventually(lambda: len(second.events) >= 36)
    assert second.objects()[:35] == [o["id"] for o in sent[5:]]
    member.delete(collection, sent[0]["id"])
    eventually(lambda: second.events[-1][1] == "delete")
    assert second.events[-1][2] == {"id": sent[0]["id"], "version": sent[0]["modified"]}
    second.stop()
    member.post(collection, [make_indicator()])


def test_streams_lose_and_repeat_nothing_under_load(
    member, other, collection, make_indicator, eventually
):
    streams = [Stream(other, collection) for _ in range(5)]
    sent = []
    late = None
    for number in range(60):
        batch = [make_indicator(number) for _ in range(5)]
        assert member.post(collection, batch).is_success
        sent += [o["id"] for o in batch]
        if number == 30:
            late = Stream(other, collection, **{"last-event-id": "2020-01-01T00:00:00.000000Z"})
    for stream in [*streams, late]:
        eventually(lambda stream=stream: len(stream.events) >= len(sent))
        assert stream.objects() == sent
        stream.stop()
    member.post(collection, [make_indicator()])


def test_streams_show_only_what_is_released_and_end_with_the_key(
    hub, member, make_indicator, eventually
):
    named = hub.member("Named")
    guest = hub.member("Guest")
    collection = hub.collection(read=["all", named.organization])
    streams = {who: Stream(who, collection) for who in (named, guest, member)}
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    # The first restricted record of a collection: readers' rights are worked out anew for it.
    secret = make_indicator(object_marking_refs=[red])
    shown = make_indicator()
    member.post(collection, [secret, shown])
    eventually(lambda: all(shown["id"] in s.objects() for s in streams.values()))
    eventually(lambda: len(streams[named].events) == 2 and len(streams[member].events) == 2)
    assert streams[guest].objects() == [shown["id"]]
    console.run(
        "key",
        "revoke",
        guest.key_id,
        "--data",
        hub.data,
        env=hub.environment,
        check=True,
    )
    assert streams[guest].ended.wait(1.5)
    assert not streams[named].ended.is_set()
    for who in (named, member):
        streams[who].stop()
    member.post(collection, [make_indicator()])


def test_head_of_a_stream_is_its_head_alone(hub, member, other, collection):
    """A probe must get an answer that ends, and hold no place among the open streams."""

    def open_streams() -> int:
        page = httpx.get(f"{hub.url}metrics").text
        return sum(map(int, re.findall(r"^wardline_streams_open\{.*\} (\d+)$", page, re.MULTILINE)))

    before = open_streams()
    for _ in range(3):
        answer = member.http.head(f"/stream/{collection}", timeout=10)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"] == "text/event-stream"
    assert open_streams() <= before
    assert other.http.head("/stream/no-such", timeout=10).status_code == 404


def test_a_stream_refuses_what_it_did_not_give(member, collection):
    bad = member.http.get(f"/stream/{collection}", headers={"last-event-id": "nonsense"})
    assert bad.status_code == 400
    assert member.http.get(f"/stream/{uuid.uuid4()}").status_code == 404
    assert httpx.get(f"{member.hub.url}stream/{collection}").status_code == 401


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_kill_9_loses_nothing_that_was_answered(make_hub, make_indicator, kind):
    hub = make_hub(kind)
    member = hub.member()
    collection = hub.collection()
    for round_ in range(3):
        answered: list[str] = []
        batches = [[make_indicator(round_) for _ in range(50)] for _ in range(400)]

        def write(batches=batches, answered=answered):
            for batch in batches:
                try:
                    response = member.post(collection, batch)
                except httpx.HTTPError:
                    return
                if response.status_code == 202 and response.json()["status"] == "complete":
                    answered.extend(o["id"] for o in batch)

        writer = threading.Thread(target=write)
        writer.start()
        while writer.is_alive() and not answered:
            time.sleep(0.01)
        time.sleep(0.2 + 0.17 * round_)
        hub.kill()
        writer.join()
        hub.start()
        assert answered
        stored: list[str] = []
        params: dict = {}
        while True:
            page = member.objects(collection, **params).json()
            stored += [o["id"] for o in page.get("objects", [])]
            if not page.get("more"):
                break
            params = {"next": page["next"]}
        assert set(answered) <= set(stored)
        assert len(stored) == len(set(stored))
        # A client that repeats what it had sent changes nothing that was there.
        again = [member.post(collection, batch).json() for batch in batches[:4]]
        assert all(status["failure_count"] == 0 for status in again)
    hub.stop()


def test_block_lists_follow_the_collection(member, collection, make_indicator):
    def lists(kind, **headers):
        return member.http.get(f"/lists/{collection}/{kind}", headers=headers)

    empty = lists("domain")
    assert (empty.status_code, empty.text) == (200, "")
    first = make_indicator(pattern="[domain-name:value = 'evil.example']")
    safe = make_indicator(pattern="[domain-name:value = 'google.com']")
    late = make_indicator(
        pattern="[ipv4-addr:value = '203.0.113.9']", valid_until="2026-02-01T00:00:00Z"
    )
    member.post(collection, [first, safe, late])
    got = lists("domain")
    assert got.text == "evil.example\n"
    assert lists("domain", **{"if-none-match": got.headers["etag"]}).status_code == 304
    assert lists("ip").text == ""
    left_out = lists("domain.json").json()["left_out"]
    assert [entry["value"] for entry in left_out] == ["google.com"]
    assert "Google" in left_out[0]["reason"] or "Top" in left_out[0]["reason"]
    revoked = {**first, "modified": "2026-05-01T00:00:00.000Z", "revoked": True}
    second = make_indicator(
        pattern="[url:value = 'https://evil.example/a'] OR [domain-name:value = 'b.example']"
    )
    member.post(collection, [revoked, second])
    assert lists("domain").text == "b.example\n"
    assert lists("url").text == "evil.example/a\n"
    member.delete(collection, second["id"])
    assert lists("domain").text == ""
    assert lists("nonsense").status_code == 404


def test_two_workers_are_one_hub(make_hub, make_indicator, eventually):
    hub = make_hub("sqlite", 2)
    member = hub.member()
    collection = hub.collection()
    streams = [Stream(member, collection) for _ in range(4)]
    sent = []
    for number in range(20):
        indicator = make_indicator(number)
        assert member.post(collection, [indicator]).is_success
        sent.append(indicator["id"])
        with httpx.Client(headers=dict(member.http.headers)) as fresh:
            url = f"{hub.url}taxii2/sector/collections/{collection}/objects/{indicator['id']}/"
            # Its own write is there, whichever worker answers.
            assert fresh.get(url).status_code == 200
    for stream in streams:
        eventually(lambda stream=stream: stream.objects() == sent)
        stream.stop()
    member.post(collection, [make_indicator()])
    hub.stop()


def test_pages_about_the_hub(hub):
    assert httpx.get(f"{hub.url}healthz").json()["status"] == "ok"
    assert httpx.get(f"{hub.url}readyz").status_code == 200
    assert "wardline_requests_total" in httpx.get(f"{hub.url}metrics").text
    document = httpx.get(f"{hub.url}openapi.json").json()
    assert "/taxii2/" in document["paths"]
    page = httpx.get(hub.url, timeout=60)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "wardline agent init" in page.text
    assert httpx.get(f"{hub.url}index.json").json()["addresses"]
    contact = httpx.get(f"{hub.url}.well-known/security.txt").text
    assert re.search(r"^Contact: https://\S+/disclose/$", contact, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", contact, re.MULTILINE)
    assert httpx.post(f"{hub.url}healthz").status_code == 405
