"""The log's pages: each sees what is theirs; the heads are for anybody; proofs hold outside."""

from __future__ import annotations

import csv
import io
import json
import uuid

import pytest

from wardline.cli import main


@pytest.fixture
def audit(portal):
    from wardline.hub.audit import service

    return service


@pytest.fixture
def marked(portal, audit):
    """Entries of one organization on a target of this test alone: the admin, and the target."""
    admin = portal.person("admin")
    target = f"setting:{uuid.uuid4()}"
    for number in range(3):
        audit.record(admin.actor, "setting.changed", target, {"n": number}, at=10**15 + number)
    return admin, target


def rows(person, path="/audit.json", **params):
    answer = person.get(path, **params)
    assert answer.status_code == 200, answer.content
    return answer.json()["entries"]


def test_an_administrator_sees_the_own_organization_and_no_other(portal, audit, marked):
    admin, target = marked
    other = portal.person("admin")
    staff = portal.person("admin", staff=True)
    own = rows(admin, target=target)
    assert [row["detail"]["n"] for row in own] == [2, 1, 0]
    assert own[0]["words"] == "changed a setting"
    assert rows(other, target=target) == []
    assert rows(other, target=target, organization=admin.organization) == []
    assert len(rows(staff, "/staff/audit.json", target=target)) == 3
    number = own[0]["id"]
    assert admin.get(f"/audit/entries/{number}/").status_code == 200
    told = other.get(f"/audit/entries/{number}/")
    nothing = other.get(f"/audit/entries/{uuid.uuid4()}/")
    assert told.status_code == nothing.status_code == 404
    strip = lambda page: page.content.split(b"number ")[0].replace(number.encode(), b"")  # noqa: E731
    assert strip(told).split(b"<main")[1][:300] == strip(nothing).split(b"<main")[1][:300]
    assert staff.get(f"/staff/audit/entries/{number}/").status_code == 200
    assert admin.get("/staff/audit/").status_code == 403


def test_what_the_staff_did_to_an_organization_is_shown_to_it(portal, audit):
    admin, staff = portal.person("admin"), portal.person("admin", staff=True)
    target = f"organization:{admin.organization}"
    audit.record(staff.actor, "organization.changed", target, {})
    assert target in [row["target"] for row in rows(admin)]


def test_filters_stand_in_the_address_and_hold_for_every_form(marked):
    admin, target = marked
    shown = {"target": target, "from": "2001-09-09T01:46:40.000001Z", "action": "setting"}
    assert [row["detail"]["n"] for row in rows(admin, **shown)] == [2, 1]
    assert [
        row["detail"]["n"] for row in rows(admin, **shown, to="2001-09-09T01:46:40.000002Z")
    ] == [1]
    assert rows(admin, target=target, actor=str(admin.user.pk), action="key") == []
    assert len(rows(admin, target=target, actor=str(admin.user.pk))) == 3
    page = admin.get("/audit/", **shown).content.decode()
    assert page.count(f">{target}</code>") == 2
    assert "2001-09-09 01:46 UTC" in page
    table = admin.get("/audit.csv", **shown).content.decode()
    assert [row["target"] for row in csv.DictReader(io.StringIO(table))] == [target] * 2
    wrong = admin.get("/audit/", **{"from": "yesterday"})
    assert wrong.status_code == 400
    assert "no time" in wrong.content.decode()


def test_pages_go_on_where_the_last_one_ended_while_new_entries_come(portal, audit):
    admin = portal.person("admin")
    target = f"setting:{uuid.uuid4()}"
    for number in range(120):
        audit.record(admin.actor, "setting.changed", target, {"n": number})
    seen, query = [], f"?target={target}"
    while query:
        page = admin.client.get(f"/audit/{query}", secure=True).content.decode()
        audit.record(admin.actor, "setting.changed", target, {"n": 999})
        found = [part.split("/")[0] for part in page.split("/audit/entries/")[1:]]
        seen += found
        query = ""
        if 'rel="next"' in page:
            query = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
            query = query.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120


def test_an_action_may_be_a_whole_group(marked):
    admin, target = marked
    assert len(rows(admin, target=target, action="setting")) == 3
    assert len(rows(admin, target=target, action="setting.changed")) == 3
    assert rows(admin, target=target, action="sett") == []
    assert rows(admin, target=target, action="setting.chang") == []


def test_an_export_is_itself_recorded(marked):
    admin, target = marked
    admin.get("/audit.csv", target=target)
    found = rows(admin, action="audit.exported")
    assert {"target": target} in [row["detail"] for row in found]


def test_a_hostile_value_is_neutral_on_page_and_sheet(portal, audit):
    admin = portal.person("admin")
    target = "setting:=HYPERLINK('x')<script>\u202e\u200b"
    audit.record(admin.actor, "setting.changed", target, {"<b>": "<i>x</i>"})
    page = admin.get("/audit/", target=target).content.decode()
    assert "<script>" not in page
    [row] = [row for row in rows(admin) if row["target"] == target]
    entry = admin.get(f"/audit/entries/{row['id']}/").content.decode()
    assert "<b>" not in entry
    assert "<i>x" not in entry


def test_the_heads_are_for_anybody_and_prove_entries_without_the_hub(
    portal, audit, marked, tmp_path, capsys
):
    from django.db import transaction

    from wardline.hub.audit import log

    admin, target = marked
    number = rows(admin, target=target)[0]["id"]
    before = admin.get(f"/audit/entries/{number}/").content.decode()
    with transaction.atomic():
        log.take_head(audit.Through(), None, 5 * 10**15)
    after = admin.get(f"/audit/entries/{number}/").content.decode()
    assert ("No public head" in before, "under the public head" in after) == (True, True)
    anybody = portal.anybody()
    page = anybody.get("/audit/heads/", secure=True).content.decode()
    assert "wardline audit verify --proof" in page
    heads, proof = tmp_path / "heads.json", tmp_path / "entry.json"
    heads.write_bytes(anybody.get("/audit/heads.json", secure=True).content)
    proof.write_bytes(admin.get(f"/audit/entries/{number}.json").content)
    words = ["audit", "verify", "--proof", str(proof), "--heads", str(heads)]
    assert main(words) == 0
    forged = json.loads(proof.read_text())
    forged["entry"]["actor"]["name"] = "Somebody Else"
    proof.write_text(json.dumps(forged))
    assert main(words) == 1
    assert "not under this head" in capsys.readouterr().out
    newest = json.loads(heads.read_text())["heads"][0]
    assert newest["root"] in page


def test_a_newer_head_begins_with_an_older_one(portal, audit, marked):
    from wardline.hub.audit import tree

    anybody = portal.anybody()
    whole = anybody.get("/audit/consistency.json", secure=True).json()["new"]["size"]
    for old in (0, 1, whole // 2, whole):
        told = anybody.get(f"/audit/consistency.json?old={old}&new={whole}", secure=True).json()
        ends = [(told[key]["size"], bytes.fromhex(told[key]["root"])) for key in ("old", "new")]
        assert tree.consistent(*ends, [bytes.fromhex(step) for step in told["path"]])
    for query in ("old=-1", f"new={whole + 1}", "old=x", "old=2&new=1", "new=9" * 9):
        assert anybody.get(f"/audit/consistency/?{query}", secure=True).status_code == 400


def test_who_was_given_what_one_shared_is_a_number_of_at_least_eleven(portal, audit):
    from wardline.hub.audit import log
    from wardline.hub.audit.entries import Who, draft

    admin, staff = portal.person("admin"), portal.person("admin", staff=True)
    target = f"collection:{uuid.uuid4()}"
    owner = Who("key", "k", "Key", admin.organization)
    shared = draft(owner, "objects.shared", target, {"visibilities": [7]}, at=1, span=(100, 200))
    readers = [portal.organization() for _ in range(12)]

    def give(organization, pages, visibilities):
        span = (min(page[1] for page in pages), max(page[2] for page in pages))
        told = {"pages": pages, "visibilities": visibilities}
        who = Who("key", "r", "Reader", organization)
        log.add(audit.Through(), [draft(who, "disclosed.pages", target, told, at=2, span=span)])

    log.add(audit.Through(), [shared])
    for number, organization in enumerate(readers[:10]):
        give(organization, [[1, 150 + number, 300, 9]], [7, 8])
    give(admin.organization, [[1, 1, 300, 9]], [7])
    give(readers[10], [[1, 1, 99, 9], [1, 201, 300, 9]], [7])
    give(readers[11], [[1, 1, 300, 9]], [8])
    audit.seal()
    [row] = rows(admin, target=target, action="objects.shared")
    path = f"/audit/entries/{row['id']}"
    assert admin.get(f"{path}.json").json()["given_to"]["organizations"] is None
    assert "fewer than 11" in admin.get(f"{path}/").content.decode()
    whole = staff.get(f"/staff{path}.json").json()["given_to"]
    assert (whole["organizations"], len(whole["names"])) == (10, 10)
    give(readers[10], [[3, 1, 300, 9]], [7])
    audit.seal()
    assert admin.get(f"{path}.json").json()["given_to"] == {"organizations": 11, "whole": True}
    assert "11 other organizations" in admin.get(f"{path}/").content.decode()
    # One more is no news to anybody but the hub's staff.
    give(portal.organization(), [[3, 1, 300, 9]], [7])
    audit.seal()
    assert admin.get(f"{path}.json").json()["given_to"]["organizations"] == 11
    assert staff.get(f"/staff{path}.json").json()["given_to"]["organizations"] == 12
