"""TAXII 2.1, writing, deleting, authentication, status: the items of the checklist, by number."""

from __future__ import annotations

import base64
import gzip
import json
import re
import socket
import uuid

import httpx
import pytest

MEDIA = "application/taxii+json;version=2.1"


def test_status_18_19_20_21_45(member, other, collection, make_indicator):
    good, bad = make_indicator(1), make_indicator(2, pattern="[nonsense")
    response = member.post(collection, [good, bad])
    assert response.status_code == 202
    assert response.headers["content-type"] == MEDIA
    status = response.json()
    assert uuid.UUID(status["id"]).version == 4
    assert status["status"] == "complete"
    assert (status["total_count"], status["success_count"]) == (2, 1)
    assert (status["failure_count"], status["pending_count"]) == (1, 0)
    assert "pendings" not in status
    assert status["successes"] == [{"id": good["id"], "version": good["modified"]}]
    [failure] = status["failures"]
    assert failure["id"] == bad["id"]
    assert failure["message"].startswith("/objects/1/pattern: ")
    assert "column" in failure["message"]
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{6}Z", status["request_timestamp"])
    path = f"status/{status['id']}/"
    assert member.get(path).json() == status
    assert other.get(path).status_code == 404
    assert member.get(f"status/{uuid.uuid4()}/").status_code == 404
    assert member.get("status/nonsense/").status_code == 404


def test_objects_come_back_property_for_property_44(member, collection, shared):
    bundle = json.loads(shared("stix", "oasis-poisonivy.json").read_text())
    objects = [o for o in bundle["objects"] if o["type"] != "identity"]
    objects.append(
        {
            "type": "x-made-up-thing",
            "spec_version": "2.1",
            "id": f"x-made-up-thing--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.123456Z",
            "modified": "2026-01-01T00:00:00.100Z",
            "x_nested": {"b": [1, 2.5, None, True], "a": "é\u2028\U0001f600", "0": -0.001},
            "x_number": 9007199254740991,
        }
    )
    objects[-1]["modified"] = "2026-01-01T00:00:00.123456Z"
    # The report tells of the attackers' own passwords and users: somebody looked at them.
    posted = member.post(collection, objects, **{"wardline-reviewed": "yes"})
    assert posted.json()["failure_count"] == 0
    stored = {o["id"]: o for o in member.objects(collection).json()["objects"]}
    for sent in objects:
        assert stored[sent["id"]] == sent


def test_duplicates_and_conflicts_46(member, collection, make_indicator):
    sent = make_indicator(1)
    for _ in range(3):
        status = member.post(collection, [sent]).json()
        assert (status["success_count"], status["failure_count"]) == (1, 0)
    again = member.post(collection, [sent, sent, dict(reversed(sent.items()))]).json()
    assert again["failure_count"] == 0
    assert len(member.ids(collection)) == 1
    conflict = member.post(collection, [{**sent, "name": "other"}]).json()
    assert conflict["failure_count"] == 1
    assert "first stays" in conflict["failures"][0]["message"]
    assert member.objects(collection).json()["objects"] == [sent]


def test_two_versions_in_one_batch_47(member, collection, make_indicator):
    base = make_indicator(1)
    versions = [{**base, "modified": f"2026-0{m}-01T00:00:00.000Z"} for m in (2, 3, 1)]
    assert member.post(collection, versions).json()["failure_count"] == 0
    assert member.objects(collection).json()["objects"] == [versions[1]]
    first = member.objects(collection, **{"match[version]": "first"}).json()["objects"]
    assert first == [versions[2]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"objects": {}}',
        b'{"objects": []}',
        b'{"objects": null}',
        b'{"objects": [NaN]}',
        b'{"objects": ["\\ud800"]}',
        b'{"objects": ' + b"[" * 200_000,
        b"\x00" * 100,
        "\ufeff".encode("utf-16"),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_malformed_bodies_are_4xx_48_50(member, collection, body):
    response = member.post(collection, body)
    assert response.status_code in (400, 422)
    assert response.json()["title"]
    assert member.ids(collection) == []


@pytest.mark.parametrize(
    "bad",
    [
        "1",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"type": 3}',
        '{"type":"indicator","id":5}',
        '{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[]}',
        '{"a":1,"a":2}',
        '{"x":1e400}',
        '{"x":123456789012345678901234567890}',
        "[" * 150 + "]" * 150,
        '{"a":' * 80 + "1" + "}" * 80,
        '{"type":"indicator","spec_version":"2.0"}',
    ],
    ids=lambda bad: bad[:30],
)
def test_one_bad_object_among_good_48_49_50_51(member, collection, make_indicator, bad):
    good = [make_indicator(i) for i in range(3)]
    texts = [json.dumps(o) for o in good]
    body = '{"objects":[' + ",".join([texts[0], bad, *texts[1:]]) + "]}"
    response = member.post(collection, body.encode())
    assert response.status_code == 202, response.text
    status = response.json()
    assert (status["success_count"], status["failure_count"]) == (3, 1)
    assert status["failures"][0]["message"].startswith("/objects/1")
    assert set(status["failures"][0]) == {"id", "version", "message"}
    assert member.ids(collection) == [o["id"] for o in good]


def test_scos_markings_and_meta_objects_49(member, collection):
    objects = [
        {"type": "ipv4-addr", "id": f"ipv4-addr--{uuid.uuid4()}", "value": "198.51.100.3"},
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": f"marking-definition--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.000Z",
            "definition_type": "statement",
            "definition": {"statement": "Made up."},
        },
    ]
    assert member.post(collection, objects).json()["failure_count"] == 0
    page = member.objects(collection).json()["objects"]
    assert page == objects
    record = member.get(f"collections/{collection}/manifest/").json()["objects"][0]
    # An observable has no version of its own: it is known by when it came.
    assert record["version"] == record["date_added"]
    listed = member.get(f"collections/{collection}/objects/{objects[0]['id']}/versions/")
    assert listed.json()["versions"] == [record["date_added"]]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (MEDIA, 202),
        ("application/taxii+json", 202),
        ("Application/TAXII+json; Version=2.1", 202),
        ("application/taxii+json;version=2.0", 415),
        ("application/json", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_content_type_5(member, collection, make_indicator, content_type, status):
    response = member.post(collection, [make_indicator()], **{"content-type": content_type})
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA


def test_body_limit_16(hub, member, collection, make_indicator):
    limit = member.get("").json()["max_content_length"]
    filler = make_indicator(description="")
    empty = json.dumps({"objects": [filler]}).encode()
    filler["description"] = "x" * (limit - len(empty))
    body = json.dumps({"objects": [filler]}).encode()
    assert len(body) == limit
    assert member.post(collection, body).status_code == 202
    assert member.post(collection, body + b" ").status_code == 413

    def chunks():
        for start in range(0, limit + 1, 65_536):
            yield (body + b" ")[start : start + 65_536]

    response = member.http.post(
        f"/taxii2/sector/collections/{collection}/objects/",
        content=chunks(),
        headers={"content-type": MEDIA},
    )
    assert response.status_code == 413


def test_a_gigabyte_is_refused_at_once_16(hub, member, collection):
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as peer:
        peer.sendall(
            f"POST /taxii2/sector/collections/{collection}/objects/ HTTP/1.1\r\n"
            f"Host: x\r\nAuthorization: Bearer {member.key}\r\nContent-Type: {MEDIA}\r\n"
            f"Content-Length: {2**30}\r\n\r\n".encode()
        )
        assert b" 413 " in peer.recv(65_536).split(b"\r\n")[0]


def test_gzip_bodies_and_bombs_16_50(member, collection, make_indicator):
    body = json.dumps({"objects": [make_indicator()]}).encode()
    assert member.post(collection, gzip.compress(body), **{"content-encoding": "gzip"}).is_success
    bomb = gzip.compress(b"\x00" * 2**27)
    assert len(bomb) < 2**18
    assert member.post(collection, bomb, **{"content-encoding": "gzip"}).status_code == 413
    cut = gzip.compress(body)[:-9]
    assert member.post(collection, cut, **{"content-encoding": "gzip"}).status_code == 400
    assert member.post(collection, b"no", **{"content-encoding": "gzip"}).status_code == 400
    assert member.post(collection, body, **{"content-encoding": "br"}).status_code == 415


def test_credentials_8_9_11(hub, member, collection):
    paths = ["", f"{collection}/", f"{collection}/objects/", f"{collection}/manifest/"]
    basic = base64.b64encode(f"anybody:{member.key}".encode()).decode()
    for path in paths:
        url = f"{hub.url}taxii2/sector/collections/{path}"
        for header in (None, "", "Bearer", "Bearer wrong", "Basic !!!", "Basic eDp5", "Digest x"):
            headers = {} if header is None else {"authorization": header}
            for method in ("GET", "POST", "DELETE"):
                response = httpx.request(method, url, headers=headers, content=b"{", timeout=60)
                assert response.status_code == 401
                assert response.json()["http_status"] == "401"
            assert "Basic" in response.headers["www-authenticate"]
        good = httpx.get(
            url, headers={"authorization": f"Basic {basic}", "user-agent": ""}, timeout=60
        )
        assert good.status_code == 200


def test_permissions_25_45_54(hub, member, make_indicator):
    sent = make_indicator()
    table = {}
    for read, write in ((True, True), (True, False), (False, True), (False, False)):
        number = hub.collection(read=["none"], write=[member.organization])
        member.post(number, [sent])
        actor = hub.member()
        number = hub.collection(
            read=[member.organization] + ([actor.organization] if read else []),
            write=[member.organization] + ([actor.organization] if write else []),
        )
        member.post(number, [sent])
        base = f"collections/{number}/"
        table[read, write] = (
            actor.get(f"{base}objects/").status_code,
            actor.get(f"{base}manifest/").status_code,
            actor.get(f"{base}objects/{sent['id']}/").status_code,
            actor.post(number, [make_indicator()]).status_code,
            actor.delete(number, sent["id"]).status_code,
        )
    assert table[True, True] == (200, 200, 200, 202, 403)  # another's object
    assert table[True, False] == (200, 200, 200, 403, 403)
    assert table[False, True] == (403, 403, 403, 202, 403)
    assert table[False, False] == (404, 404, 404, 404, 404)


def test_key_scopes(hub, member, collection, make_indicator):
    sent = make_indicator()
    member.post(collection, [sent])
    reader = hub.key_for(member.organization, "read")
    writer = hub.key_for(member.organization, "write")
    assert reader.ids(collection) == [sent["id"]]
    assert reader.post(collection, [make_indicator()]).status_code == 403
    assert writer.objects(collection).status_code == 403
    assert writer.post(collection, [make_indicator()]).status_code == 202
    assert reader.delete(collection, sent["id"]).status_code == 403
    assert member.delete(collection, sent["id"]).status_code == 200


def test_delete_53_55(member, other, collection, make_indicator):
    base = make_indicator()
    versions = [{**base, "modified": f"2026-0{m}-01T00:00:00.000Z"} for m in (1, 2, 3)]
    keep = make_indicator()
    member.post(collection, [*versions, keep])
    path = f"collections/{collection}/objects/{base['id']}/"
    assert other.delete(collection, base["id"]).status_code == 403
    gone = member.delete(collection, base["id"], **{"match[version]": "last"})
    assert (gone.status_code, gone.content) == (200, b"")
    assert gone.headers["content-type"] == MEDIA
    assert member.get(path).json()["objects"] == [versions[1]]
    assert (
        member.delete(
            collection, base["id"], **{"match[version]": "2026-01-01T00:00:00Z"}
        ).status_code
        == 200
    )
    assert member.get(f"{path}versions/").json()["versions"] == [versions[1]["modified"]]
    missing = member.delete(collection, base["id"], **{"match[version]": "2020-01-01T00:00:00Z"})
    assert missing.status_code == 404
    assert member.delete(collection, base["id"]).status_code == 200
    assert member.get(path).status_code == 404
    assert member.delete(collection, base["id"]).status_code == 404
    assert member.ids(collection) == [keep["id"]]
    assert base["id"] not in member.get(f"collections/{collection}/manifest/").text
    told = member.get(f"collections/{collection}/x-deleted/").json()["objects"]
    assert sorted(t["version"] for t in told) == [v["modified"] for v in versions]
    # What was deleted may be shared again.
    assert member.post(collection, [versions[0]]).json()["success_count"] == 1
    assert member.get(path).json()["objects"] == [versions[0]]


def test_nobody_versions_anothers_object(member, other, collection, make_indicator):
    sent = make_indicator()
    member.post(collection, [sent])
    newer = {**sent, "modified": "2026-05-01T00:00:00.000Z", "name": "Taken over"}
    status = other.post(collection, [newer]).json()
    assert status["failure_count"] == 1
    assert "Another organization" in status["failures"][0]["message"]
    assert other.post(collection, [sent]).json()["success_count"] == 1
    assert member.objects(collection).json()["objects"] == [sent]
