"""Sharing in the portal: preview and release, drafts, doubts, receipts, withdrawal."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

TEXT = "hxxp://gate[.]evil{n}[.]example/a\n198.51.100.77\n"


@pytest.fixture(name="person")
def person_fixture(portal):
    return portal.person()


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Share {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


def typed(collection, text="", **more):
    text = text or TEXT.replace("{n}", uuid.uuid4().hex[:8])
    return {"text": text, "kind": "auto", "collection": collection, "tlp": "amber", "days": "30",
            **more}  # fmt: skip


def check(person, **form):
    """The preview's data after typing `form`."""
    answer = person.post("/share/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/share/preview/"
    return person.get("/share/preview.json").json()


def release(person, preview, word="share", **more):
    form = {"token": preview["token"], "digest": preview["digest"], "word": word, **more}
    return person.post("/share/release/", form)


def test_what_is_released_is_byte_for_byte_what_was_shown(person, collection, portal):
    preview = check(person, **typed(collection))
    leaves = [text.encode() for text in preview["leaves"]]
    assert hashlib.sha256(b"\n".join(leaves)).hexdigest() == preview["digest"]
    answer = release(person, preview)
    assert answer.status_code == 302
    receipt = person.get(answer["Location"].rstrip("/") + ".json").json()
    assert [one["state"] for one in receipt["objects"]] == ["added", "added"]
    assert receipt["sha256"] == preview["digest"]
    reader = portal.person()
    for raw in leaves:
        number = json.loads(raw)["id"]
        bundle = reader.get(f"/objects/{number}/file/bundle/").content
        assert raw in bundle


def test_a_release_sent_twice_happens_once_and_shows_the_same_receipt(person, collection):
    preview = check(person, **typed(collection))
    first, second = release(person, preview), release(person, preview)
    assert first["Location"] == second["Location"]
    rows = person.get("/share/receipts.json").json()["receipts"]
    assert len(rows) == 1


def test_an_older_preview_cannot_be_released(person, collection):
    old = check(person, **typed(collection))
    new = check(person, **typed(collection))
    answer = release(person, old)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "not what was checked last" in page
    # The page shows what was checked last, ready to be confirmed.
    assert new["digest"] in page
    assert person.get("/share/receipts.json").json()["receipts"] == []


def test_another_persons_preview_cannot_be_released(person, collection, portal):
    preview = check(person, **typed(collection))
    other = portal.person()
    assert release(other, preview).status_code == 409
    colleague = portal.person(organization=person.organization)
    assert release(colleague, preview).status_code == 409


def test_without_the_word_nothing_leaves_and_the_preview_stays(person, collection):
    preview = check(person, **typed(collection))
    answer = release(person, preview, word="yes")
    assert answer.status_code == 400
    assert preview["digest"] in answer.content.decode()
    assert release(person, preview).status_code == 302


def test_the_audience_is_told_in_words(person, collection):
    green = check(person, **typed(collection, tlp="green"))
    assert "All members of this hub" in green["audience"]
    assert "the public will not" in green["audience"]
    clear = check(person, **typed(collection, tlp="clear"))
    assert "the public too" in clear["audience"]
    red = check(person, **typed(collection, tlp="red"))
    assert "Only your organization" in red["audience"]


def test_how_many_will_see_it_is_told_in_elevens(portal, person):
    """Who looks again and again learns of no single organization that comes or goes."""
    from wardline.hub.exchange import collections

    others = [portal.organization() for _ in range(14)]
    told = {}
    for many in (9, 11, 13):
        those = [person.organization, *others[:many]]
        title = f"Elevens {uuid.uuid4().hex[:6]}"
        number = collections.add_collection(title, read=those, write=those)
        words = check(person, **typed(number))["audience"].replace(title, "it")
        page = person.get(f"/collections/{number}.json").json()["readers"]
        told[many + 1] = (words, page)
    assert told[12] == told[14]
    assert "At least 11 organizations" in told[12][0]
    assert told[12][1].startswith("At least 11 organizations")
    assert "Fewer than 11" in told[10][0]


def test_an_incident_becomes_an_object_with_what_it_names(person, collection):
    text = (
        "On Monday a mail came to the billing office with a link to hxxps://pay[.]bad[.]example/x.\n"
        "The page asked for a password and sent it to 203.0.113.9 later on.\n"
        "Our report is on example.org for members to read.\n"
    )
    preview = check(person, **typed(collection, text, title="Phishing of billing"))
    kinds = sorted(json.loads(raw)["type"] for raw in preview["leaves"])
    assert kinds.count("incident") == 1
    patterns = [json.loads(raw).get("pattern", "") for raw in preview["leaves"]]
    assert any("pay.bad.example" in pattern for pattern in patterns)
    assert any("203.0.113.9" in pattern for pattern in patterns)
    # A name that nobody defanged is no indicator.
    assert not any("example.org" in pattern for pattern in patterns)


def test_what_is_private_is_taken_out_and_told(person, collection):
    thing = {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "valid_from": "2026-01-01T00:00:00Z", "pattern_type": "stix",
        "pattern": "[domain-name:value = 'bad.example']",
        "description": "The file had SSN 123-45-6789 and came from portal.ourhospital.example",
    }  # fmt: skip
    form = typed(collection, json.dumps(thing), own_domains="ourhospital.example")
    preview = check(person, **form)
    assert "123-45-6789" not in json.dumps(preview["leaves"])
    assert "ourhospital.example" not in json.dumps(preview["leaves"])
    page = person.get("/share/preview/").content.decode()
    assert "a social security number" in page


def test_the_profile_is_kept_by_the_browser_and_by_nobody_else(person, collection, portal):
    name = f"own{uuid.uuid4().hex[:8]}.example"
    check(person, **typed(collection, own_domains=name, remember="1"))
    assert name in person.get("/share/").content.decode()
    for path, held in portal.stored():
        assert name.encode() not in held, path
    del person.client.cookies["__Host-own"]
    assert name not in person.get("/share/").content.decode()


def test_a_draft_outlives_signing_out_and_is_noise_to_everybody_else(person, collection, portal):
    word = f"draft{uuid.uuid4().hex}"
    check(person, **typed(collection, f"{word} came by mail to all of our wards on Monday\n"))
    for path, held in portal.stored():
        assert word.encode() not in held, path
    key = person.client.cookies["__Host-draft"].value
    person.client.logout()
    person.client.cookies["__Host-draft"] = key
    person.client.force_login(
        person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert word in person.get("/share/").content.decode()
    other = portal.person()
    other.client.cookies["__Host-draft"] = key
    assert word not in other.get("/share/").content.decode()
    person.client.cookies["__Host-draft"] = "0" * 64
    assert word not in person.get("/share/").content.decode()


def test_what_is_sent_after_the_session_has_ended_is_not_lost(person, collection):
    word = f"late{uuid.uuid4().hex}"
    page = person.get("/share/").content.decode()
    draft = page.split('name="draft" value="')[1].split('"')[0]
    key = person.client.cookies["__Host-draft"].value
    person.client.logout()
    person.client.cookies["__Host-draft"] = key
    form = typed(collection, f"{word} bad things happened to us here\n", draft=draft)
    answer = person.post("/share/", form)
    assert answer.status_code == 302
    assert "next=%2Fshare%2F" in answer["Location"]
    person.client.force_login(
        person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    person.client.cookies["__Host-draft"] = key
    assert word in person.get("/share/").content.decode()


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"text": ""}, 400, "nothing to share yet"),
        ({"text": '{"type": "bundle", "objects": [', "kind": "stix"}, 400, "Mend it"),
        ({"collection": ""}, 400, "Choose the collection"),
        ({"collection": str(uuid.uuid4())}, 400, "Choose the collection"),
        ({"tlp": "purple"}, 400, "Choose a TLP label"),
        ({"days": "soon"}, 400, "no whole number"),
        ({"own_nets": "all of them"}, 400, "no network"),
        ({"text": "x" * (5 * 2**20)}, 413, "too much at once"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(person, collection, change, status, told):
    form = {**typed(collection, description="my own words \u202e\u200b"), **change}
    answer = person.post("/share/", form)
    assert answer.status_code == status
    page = answer.content.decode()
    assert told in page
    assert "my own words" in page
    if len(form["text"]) < 10_000 and form["text"]:
        from html import escape

        assert escape(form["text"].strip(), quote=True) in page.replace("&#x27;", "&#39;")


def test_an_upload_is_read_as_text_and_shown_in_no_other_way(person, collection):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("list.txt", b"bad%d[.]example\n" % uuid.uuid4().int)
    form = typed(collection, "x")
    answer = person.post("/share/", {**form, "file": upload})
    assert answer.status_code == 400
    assert "one of them at a time" in answer.content.decode()
    upload.seek(0)
    preview = check(person, **{**form, "text": "", "file": upload})
    assert len(preview["leaves"]) == 1
    picture = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n\0\0")
    refused = person.post("/share/", {**form, "text": "", "file": picture})
    assert refused.status_code == 400
    assert "no text" in refused.content.decode()


def test_what_cannot_be_seen_is_shown(person, collection):
    thing = {
        "type": "malware", "spec_version": "2.1", "id": f"malware--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "name": "invoice\u202egpj.exe\u200b", "is_family": False,
    }  # fmt: skip
    preview = check(person, **typed(collection, json.dumps(thing)))
    assert preview["items"][0]["hidden"] == ["U+200B", "U+202E"]
    page = person.get("/share/preview/").content.decode()
    assert "\u202e" not in page
    assert "⟦U+202E⟧" in page


def doubtful(collection):
    thing = {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "valid_from": "2026-01-01T00:00:00Z", "pattern_type": "stix",
        "pattern": "[ipv4-addr:value = '10.20.30.40']",
    }  # fmt: skip
    return typed(collection, json.dumps(thing))


def test_a_doubt_needs_a_person_who_may_answer_for_it(portal, collection):
    member = portal.person("member")
    preview = check(member, **doubtful(collection))
    assert preview["held"] > 0
    assert release(member, preview).status_code == 403
    assert release(member, preview, reviewed="1").status_code == 403
    assert member.get("/share/receipts.json").json()["receipts"] == []
    reviewer = portal.person("reviewer")
    preview = check(reviewer, **doubtful(collection))
    assert release(reviewer, preview).status_code == 403
    answer = release(reviewer, preview, reviewed="1")
    receipt = reviewer.get(answer["Location"].rstrip("/") + ".json").json()
    assert receipt["reviewed"] is True
    assert receipt["objects"][0]["state"] == "added"
    page = reviewer.get(f"/objects/{receipt['objects'][0]['id']}.json").json()
    assert page["gate"]["limb"] == "manual"


def test_where_four_eyes_are_asked_for_nobody_answers_for_a_doubt_alone(
    portal, collection, monkeypatch
):
    """Whatever way the release comes: by the page, or by the verb."""
    from wardline.core.errors import RefusedError
    from wardline.hub.config import Value
    from wardline.hub.objects import share
    from wardline.hub.objects.views import here
    from wardline.hub.settings import CONFIG

    monkeypatch.setitem(CONFIG.values, "review.four_eyes", Value("", value=True, source="test"))
    reviewer = portal.person("reviewer")
    preview = check(reviewer, **doubtful(collection))
    assert release(reviewer, preview, reviewed="1").status_code == 403
    asked = share.Asked(preview["token"], preview["digest"], "share", reviewed=True)
    with pytest.raises(RefusedError, match="doubts"):
        share.release(here(), reviewer.actor, preview, asked)


def test_a_doubt_can_be_sent_to_a_reviewer(portal, collection):
    from wardline.hub.review import service as review

    member = portal.person("member")
    preview = check(member, **doubtful(collection))
    sent = {"digest": preview["digest"], "note": "Ours?"}
    # Nobody else is there who could look at it: it would wait in vain.
    answer = member.post("/share/review/", sent)
    assert answer.status_code == 409
    assert "Choose the hub&#x27;s reviewers" in answer.content.decode()
    reviewer = portal.person("reviewer", member.organization)
    assert member.post("/share/review/", sent).status_code == 302
    held = review.queue(reviewer.actor)
    assert len(held) == 1
    assert held[0].collection
    assert "Nothing has been checked" in member.get("/share/preview/").content.decode()


def test_the_own_can_be_withdrawn_and_the_others_not(person, collection, portal):
    preview = check(person, **typed(collection))
    receipt = release(person, preview)["Location"]
    number = json.loads(preview["leaves"][0])["id"]
    other = portal.person()
    assert other.get(f"/objects/{number}/withdraw/").status_code == 404
    assert other.post(f"/objects/{number}/withdraw/", {"word": "withdraw"}).status_code == 404
    assert other.get(receipt).status_code == 404
    assert other.post(f"{receipt}withdraw/", {"word": "withdraw"}).status_code == 404
    path = f"/objects/{number}/withdraw/"
    assert person.post(path, {"word": "no", "reason": "It was ours."}).status_code == 400
    private = person.post(path, {"word": "withdraw", "reason": "Patient SSN 123-45-6789"})
    assert private.status_code == 403
    assert "nothing was withdrawn" in private.content.decode()
    assert other.get(f"/objects/{number}/").status_code == 200
    assert person.post(path, {"word": "withdraw", "reason": "It was ours."}).status_code == 302
    assert other.get(f"/objects/{number}/").status_code == 410
    assert person.post(f"{receipt}withdraw/", {"word": "withdraw"}).status_code == 302
    assert other.get(f"/objects/{json.loads(preview['leaves'][1])['id']}/").status_code == 410


def test_a_recalled_version_tells_why_beside_the_later_one(person, collection, portal):
    preview = check(person, **typed(collection))
    release(person, preview)
    number = json.loads(preview["leaves"][0])["id"]
    person.post(f"/objects/{number}/withdraw/", {"word": "withdraw", "reason": "A false positive."})
    values = [json.loads(raw)["name"] for raw in preview["leaves"]]
    again = check(person, **typed(collection, "\n".join(values) + "\n"))
    release(person, again)
    assert json.loads(again["leaves"][0])["id"] == number
    assert "A false positive." in portal.person().get(f"/objects/{number}/").content.decode()


def test_roles_that_may_not_share_see_no_way_to(portal, collection):
    reader = portal.person("readonly")
    for path in ("/share/", "/share/preview/", "/share/receipts/"):
        assert reader.get(path).status_code == 403
    for path in ("/share/", "/share/release/", "/share/review/", "/share/drop/"):
        assert reader.post(path, typed(collection)).status_code == 403
