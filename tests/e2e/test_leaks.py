"""Nobody sees what is not released to them, by any path, count, header, error or side effect."""

from __future__ import annotations

import json
import uuid

import pytest

import console

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def looks(member, collection, ids):
    """All that a member can see of a collection, with the moving parts taken out."""
    seen = []
    paths = ["objects/", "manifest/", "x-deleted/"]
    for number in ids:
        paths += [f"objects/{number}/", f"objects/{number}/versions/"]
    for path in paths:
        for params in (
            {},
            {"match[version]": "all"},
            {"match[version]": "first"},
            {"match[type]": "indicator"},
            {"match[id]": ",".join(ids)},
            {"limit": "1"},
        ):
            if "match[version]" in params and path.endswith("versions/"):
                continue
            response = member.get(f"collections/{collection}/{path}", params)
            body = response.json()
            body.pop("error_id", None)
            body.pop("next", None)
            headers = {k: v for k, v in response.headers.items() if k.startswith("x-taxii")}
            seen.append((path, tuple(params), response.status_code, json.dumps(body), headers))
    for kind in ("ip", "domain", "url", "hosts"):
        response = member.http.get(f"/lists/{collection}/{kind}.json")
        seen.append((kind, response.status_code, response.json()))
    return seen


@pytest.fixture
def named(hub):
    """A member that collections name as a recipient."""
    return hub.member("Agency")


def test_a_restricted_object_leaves_no_trace(hub, member, other, named, make_indicator):
    collection = hub.collection(read=["all", named.organization])
    shown = make_indicator(1)
    hidden = make_indicator(2, object_marking_refs=[RED], pattern="[ipv4-addr:value='203.0.113.5']")
    member.post(collection, [shown])
    ids = [shown["id"], hidden["id"]]
    before = looks(other, collection, ids)
    assert member.post(collection, [hidden]).json()["success_count"] == 1
    newer = {**shown, "modified": "2026-09-01T00:00:00.000Z", "object_marking_refs": [RED]}
    assert member.post(collection, [newer]).json()["success_count"] == 1
    assert looks(other, collection, ids) == before
    assert set(named.ids(collection)) == set(ids)
    assert newer in named.objects(collection).json()["objects"]
    assert newer in member.objects(collection).json()["objects"]
    assert shown in other.objects(collection).json()["objects"]
    assert other.delete(collection, hidden["id"]).status_code == 404
    assert member.delete(collection, hidden["id"]).status_code == 200
    assert looks(other, collection, ids) == before
    told = named.get(f"collections/{collection}/x-deleted/").json()["objects"]
    assert [t["id"] for t in told] == [hidden["id"]]


def test_sharing_what_is_there_unseen_looks_like_sharing_anew(hub, member, other, named):
    collection = hub.collection(read=["all", named.organization])
    secret = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
        "value": "198.51.100.77",
        "object_marking_refs": [RED],
    }
    own = {**secret, "object_marking_refs": [GREEN]}
    member.post(collection, [secret])
    status = other.post(collection, [own]).json()
    fresh = other.post(hub.collection(), [own]).json()
    assert status["successes"] == [
        {**fresh["successes"][0], "version": status["successes"][0]["version"]}
    ]
    assert other.objects(collection).json()["objects"] == [own]
    assert member.objects(collection).json()["objects"] == [secret]
    assert named.ids(collection) == [secret["id"]]
    assert other.delete(collection, own["id"]).status_code == 200
    assert member.objects(collection).json()["objects"] == [secret]


def test_parts_of_an_object_are_withheld(hub, member, other, named, make_indicator):
    collection = hub.collection(read=["all", named.organization])
    sent = make_indicator(
        description="a part for the named readers",
        object_marking_refs=[GREEN],
        granular_markings=[{"marking_ref": RED, "selectors": ["description"]}],
    )
    member.post(collection, [sent])
    redacted = {k: v for k, v in sent.items() if k not in ("description", "granular_markings")}
    for who, form in ((member, sent), (named, sent), (other, redacted)):
        assert who.objects(collection).json()["objects"] == [form]
        one = who.get(f"collections/{collection}/objects/{sent['id']}/").json()
        assert one["objects"] == [form]
    # A later version that everybody may see is the latest for everybody.
    newer = {**redacted, "modified": "2026-08-01T00:00:00.000Z"}
    member.post(collection, [newer])
    for who in (member, named, other):
        assert who.objects(collection).json()["objects"] == [newer]


def test_a_required_part_that_is_withheld_withholds_the_object(hub, member, other, make_indicator):
    collection = hub.collection()
    sent = make_indicator(
        object_marking_refs=[GREEN],
        granular_markings=[{"marking_ref": RED, "selectors": ["pattern"]}],
    )
    assert member.post(collection, [sent]).json()["success_count"] == 1
    assert member.ids(collection) == [sent["id"]]
    assert other.ids(collection) == []


def test_unknown_markings_are_told_and_stay_with_the_readers(hub, member, other, make_indicator):
    collection = hub.collection()
    marking = f"marking-definition--{uuid.uuid4()}"
    status = member.post(collection, [make_indicator(object_marking_refs=[marking])]).json()
    assert "TLP:AMBER+STRICT" in status["successes"][0]["message"]
    assert len(other.ids(collection)) == 1
    definition = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": marking,
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "tlp",
        "definition": {"tlp": "red"},
    }
    # Its own definition of another's marking changes nothing for anybody else.
    other.post(collection, [definition])
    member.post(collection, [make_indicator(object_marking_refs=[marking])])
    assert len([i for i in other.ids(collection) if i.startswith("indicator")]) == 2
    third = hub.collection()
    member.post(third, [{**definition, "name": "mine"}])
    member.post(third, [make_indicator(object_marking_refs=[marking])])
    assert [i for i in other.ids(third) if i.startswith("indicator")] == []


def test_a_revoked_key_ends_at_once(hub, member, collection, eventually):
    guest = hub.member("Guest")
    assert guest.objects(collection).status_code == 200
    words = ["key", "revoke", guest.key_id, "--data", hub.data]
    assert "revoked" in console.run(*words, env=hub.environment, check=True).stderr
    eventually(lambda: guest.objects(collection).status_code == 401, 1.5)
