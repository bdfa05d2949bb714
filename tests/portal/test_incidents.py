"""Reporting an incident: the form, drafts, preview, release under each name, what comes after."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

from reporting import check, confirm, form, incident_in, leave, opened, report


@pytest.fixture(name="person")
def person_fixture(portal):
    return portal.person("member")


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Report {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


def test_what_is_released_by_name_is_byte_for_byte_what_was_shown(person, collection, portal):
    address, preview = report(person, collection, release="named")
    leaves = [text.encode() for text in preview["leaves"]]
    assert hashlib.sha256(b"\n".join(leaves)).hexdigest() == preview["digest"]
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "released"
    assert shown["versions"][0]["sha256"] == preview["digest"]
    reader = portal.person()
    for raw in leaves:
        bundle = reader.get(f"/objects/{json.loads(raw)['id']}/file/bundle/").content
        assert raw in bundle
    names = [json.loads(raw).get("name") for raw in leaves]
    assert person.user.organization.name in names


def test_the_name_of_an_organization_never_leaves_before_its_report(
    person, collection, portal, monkeypatch
):
    from wardline.hub.incidents import leaving

    def cut(*_arguments, **_more):
        raise OSError("power cut")

    where, preview = check(person, collection, release="named")
    ids = [json.loads(text)["id"] for text in preview["leaves"]]
    own = [one for one in ids if one.startswith(("identity--", "incident--"))]
    reader = portal.person()
    with monkeypatch.context() as patched:
        # In the transaction in which the report goes in.
        patched.setattr(leaving, "entry_of", cut)
        with pytest.raises(OSError, match="power cut"):
            confirm(person, where, preview)
    assert [reader.get(f"/objects/{one}/").status_code for one in own] == [404, 404]
    leave()
    assert [reader.get(f"/objects/{one}/").status_code for one in own] == [200, 200]


def test_known_to_the_hub_alone_it_leaves_later_with_days_and_the_hubs_name(
    person, collection, portal
):
    address, preview = report(
        person, collection, **{"when.found": "2026-11-20 14:37", "extent.persons": "123456789"}
    )
    number = incident_in(preview)["id"]
    reader = portal.person()
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "waiting"
    assert reader.get(f"/objects/{number}/").status_code == 404
    leave()
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "released"
    bundle = reader.get(f"/objects/{number}/file/bundle/").content
    assert json.dumps(incident_in(preview), sort_keys=True) in json.dumps(
        json.loads(bundle), sort_keys=True
    )
    for raw in preview["leaves"]:
        thing = json.loads(raw)
        for name in ("created", "modified", "valid_from"):
            if name in thing and "-definition" not in thing["type"]:
                assert "T00:00:00.0" in thing[name], (name, thing[name])
    text = "\n".join(preview["leaves"])
    assert person.user.organization.name not in text
    assert person.user.name not in text
    assert "123456789" not in text
    assert "14:37" not in text
    # Its own people see what they told.
    assert shown["report"]["extent"]["persons"] == 123456789
    assert shown["report"]["when"]["found"]["at"] == "2026-11-20T14:37:00Z"


def test_the_same_confirmed_twice_is_one_incident(person, collection):
    where, preview = check(person, collection)
    first, second = confirm(person, where, preview), confirm(person, where, preview)
    assert first["Location"] == second["Location"]
    assert len(person.get("/incidents.json").json()["incidents"]) == 1
    leave()
    assert confirm(person, where, preview)["Location"] == first["Location"]
    assert len(person.get("/incidents.json").json()["incidents"]) == 1


def test_the_same_form_sent_twice_is_one_draft_and_one_incident(person, collection):
    action, token = opened(person)
    sent = form(collection, token)
    answers = [person.post(action, sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    where = answers[0]["Location"]
    preview = person.get(where.rstrip("/") + ".json").json()
    assert confirm(person, where, preview).status_code == 302
    # The form again, out of the browser's history: a draft, and no second report by itself.
    again = person.post(action, sent)
    other = person.get(again["Location"].rstrip("/") + ".json").json()
    answer = confirm(person, again["Location"], other)
    assert answer.status_code == 409
    assert "added to, a moment ago" in answer.content.decode()
    assert len(person.get("/incidents.json").json()["incidents"]) == 1


def test_without_the_word_nothing_leaves_and_the_preview_stays(person, collection):
    where, preview = check(person, collection)
    answer = confirm(person, where, preview, word="yes")
    assert answer.status_code == 400
    assert preview["digest"] in answer.content.decode()
    assert person.get("/incidents.json").json()["incidents"] == []


def test_an_older_preview_cannot_be_released(person, collection):
    action, token = opened(person)
    old_at = person.post(action, form(collection, token))["Location"]
    old = person.get(old_at.rstrip("/") + ".json").json()
    person.post(action, form(collection, token, **{"what.text": "Now told otherwise."}))
    answer = confirm(person, old_at, old)
    assert answer.status_code == 409
    assert "not what was checked last" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"what.kind": "", "what.text": ""}, "Choose what happened, or write one sentence"),
        ({"when.found": "last Tuesday"}, "This is no time"),
        ({"when.found": "2026-02-30"}, "This is no time"),
        ({"extent.persons": "a few"}, "Write a whole number"),
        ({"care.downtime_hours": "-3"}, "Write a number up to a million"),
        ({"collection": ""}, "Choose the collection"),
        ({"collection": str(uuid.uuid4())}, "Choose the collection"),
        ({"victim.state": "Texas"}, "This does not fit"),
        ({"touched.vendor_name": "x" * 501}, "501 characters; 500 are taken"),
        ({"attacker.techniques": "\n".join(f"T{n}" for n in range(300))}, "300 lines"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_typed_is_lost(
    person, collection, change, told
):
    action, token = opened(person)
    sent = {**form(collection, token), "needs.text": "my own words \u200b", **change}
    answer = person.post(action, sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert "my own words" in page
    for name in change.keys() - {"collection"}:
        assert change[name] in page
    assert person.get(action).content.decode().count("my own words") == 1


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ({"when.found": "2099-01-01"}, "future"),
        ({"when.started": "2026-11-20", "when.contained": "2026-11-02"}, "before"),
        (
            {"when.started": "2026-11-20 10:00", "when.found": "2026-11-20 09:00"},
            "after it was found",
        ),
        ({"attacker.ransom.paid": "yes", "attacker.ransom.demanded": "no"}, "demand"),
    ],
)
def test_odd_answers_are_confirmed_and_never_refused(person, collection, times, told):
    where, preview = check(person, collection, **times)
    assert told in str([one["message"] for one in preview["odd"]])
    page = person.get(where).content.decode()
    assert "What looks odd is right as it is" in page
    assert confirm(person, where, preview).status_code == 400
    assert confirm(person, where, preview, odd="1").status_code == 302


def test_a_log_of_50_mb_is_kept_beside_the_draft_and_said_what_to_do(person, collection):
    log = "198.51.100.9 GET /made-up\n" * 2_000_000
    action, token = opened(person)
    answer = person.post(action, form(collection, token, **{"what.text": log}))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert len(page) < 300_000
    assert "kept beside the draft" in page
    assert "made-up-" in page
    kept = person.get(f"{action}pasted/what.text/")
    assert kept.content.decode() == log
    # With a sentence in its place it goes on.
    assert person.post(action, form(collection, token)).status_code == 302


def test_a_file_with_macros_gives_its_fingerprint_and_a_word(person, collection):
    import io
    import zipfile

    from django.core.files.uploadedfile import SimpleUploadedFile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/vbaProject.bin", b"made up")
    content = packed.getvalue()
    action, token = opened(person)
    upload = SimpleUploadedFile("invoice.docm", content)
    answer = person.post(action, form(collection, token, upload=upload))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "holds macros" in page
    assert hashlib.sha256(content).hexdigest() in page
    assert "passwords" in page


def test_a_draft_outlives_signing_out_and_is_noise_to_everybody_else(person, collection, portal):
    word = f"draft{uuid.uuid4().hex}"
    action, token = opened(person)
    person.post(action, form(collection, token, do="save", **{"what.text": word}))
    for path, held in portal.stored():
        assert word.encode() not in held, path
    key = person.client.cookies["__Host-draft"].value
    person.client.logout()
    person.client.cookies["__Host-draft"] = key
    person.client.force_login(
        person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert word in person.get(action).content.decode()
    assert word in person.get("/incidents/").content.decode()
    other = portal.person(organization=person.organization)
    other.client.cookies["__Host-draft"] = key
    assert word not in other.get(action).content.decode()
    person.client.cookies["__Host-draft"] = "0" * 64
    assert word not in person.get(action).content.decode()
    page = person.get("/incidents/").content.decode()
    assert word not in page
    assert "written in another browser" in page
    person.client.cookies["__Host-draft"] = key
    assert person.post(f"{action}drop/").status_code == 302
    assert word not in person.get("/incidents/").content.decode()


def test_what_is_sent_after_the_session_has_ended_is_not_lost(person, collection):
    word = f"late{uuid.uuid4().hex}"
    action, token = opened(person)
    key = person.client.cookies["__Host-draft"].value
    person.client.logout()
    person.client.cookies["__Host-draft"] = key
    answer = person.post(action, form(collection, token, **{"what.text": word}))
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    person.client.force_login(
        person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    person.client.cookies["__Host-draft"] = key
    assert word in person.get(action).content.decode()


def test_nobody_writes_into_the_list_of_somebody_else(person, collection, portal):
    """With a browser's key of one's own choice, and the token that such a key would make."""
    import hashlib

    from wardline.hub.incidents.models import Draft

    key, number = "ab" * 32, str(uuid.uuid4())
    text = f"{number}.{person.user.pk}"
    code = hashlib.blake2b(
        text.encode(), key=bytes.fromhex(key), digest_size=16, person=b"incident-form"
    ).hexdigest()
    stranger = portal.anybody()
    stranger.cookies["__Host-draft"] = key
    sent = form(collection, f"{text}.{code}", **{"what.text": "Made up"})
    before = Draft.objects.count()
    address = "/incidents/new/"
    page = stranger.post(address, sent, secure=True)
    assert page.status_code in (302, 403)
    assert Draft.objects.count() == before


def test_a_form_that_another_person_left_open_goes_to_their_draft(person, collection, portal):
    word = f"left{uuid.uuid4().hex}"
    action, token = opened(person)
    key = person.client.cookies["__Host-draft"].value
    other = portal.person("member")
    other.client.cookies["__Host-draft"] = key
    answer = other.post(action, form(collection, token, do="save", **{"what.text": word}))
    assert answer.status_code == 302
    assert word not in other.get("/incidents/").content.decode()
    assert word in person.get("/incidents/").content.decode()


def test_a_report_of_a_file_stands_in_the_form_whole(person, collection):
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = {
        "what": {"actions": [{"category": "malware", "varieties": ["Ransomware", "Worm"]}]},
        "when": {"found": {"at": "2026-11-20T14:00:00Z", "fidelity": "hour"}},
        "touched": {"assets": [{"variety": "S - Mail", "amount": 3}]},
    }
    upload = SimpleUploadedFile("report.json", json.dumps(told).encode())
    action, token = opened(person)
    answer = person.post(action, form(collection, token, do="file", report=upload))
    assert answer.status_code == 200
    # What the page has no question for is not lost.
    sent = form(collection, token, **{"what.kind": "", "touched.assets": "S - Mail"})
    where = person.post(action, sent)["Location"]
    preview = person.get(where.rstrip("/") + ".json").json()
    kept = json.loads(preview["report"])
    assert kept["what"]["actions"] == told["what"]["actions"]
    assert kept["touched"]["assets"] == told["touched"]["assets"]
    broken = SimpleUploadedFile("report.json", b"{")
    answer = person.post(action, form(collection, token, do="file", report=broken))
    assert answer.status_code == 400
    assert "passwords" in answer.content.decode()


def test_nobody_but_the_own_people_and_the_hubs_staff_can_find_out_who(person, collection, portal):
    address, preview = report(person, collection)
    leave()
    owner, user = person.user.organization, person.user
    secrets = [owner.id, owner.name, user.email, str(user.uuid), address.strip("/").split("/")[-1]]
    things = [json.loads(raw)["id"] for raw in preview["leaves"]]
    for role in ("admin", "reviewer", "readonly"):
        other = portal.person(role)
        pages = [f"/objects/{one}{end}" for one in things for end in ("/", ".json")]
        pages += [f"/objects/{one}/file/bundle/" for one in things]
        pages += ["/objects/", "/objects.json", f"/objects/?collection={collection}", "/notices/"]
        pages += [f"/collections/{collection}/", "/share/receipts.json", "/incidents.json"]
        if role == "admin":
            pages += ["/audit/", "/audit.json"]
        for page in pages:
            answer = other.get(page)
            assert answer.status_code in (200, 403), page
            for secret in secrets:
                assert secret.encode() not in answer.content, (page, secret)
    own = portal.person("readonly", person.organization)
    assert own.get("/incidents/").status_code == 403
    staff = portal.person("admin", staff=True)
    rows = staff.get("/staff/audit.json", action="incident.released").json()["entries"]
    assert owner.name in {row["organization"] for row in rows}
    admin = portal.person("admin", person.organization)
    assert admin.get("/audit.json", action="incident.released").json()["entries"]


def test_another_organizations_incident_looks_like_none(person, collection, portal):
    address, _preview = report(person, collection)
    other = portal.person("admin")
    for end in ("", "withdraw/", "receipts/1/", "file/report/"):
        theirs = other.get(address + end)
        nothing = other.get(f"/incidents/{uuid.uuid4()}/{end}")
        assert theirs.status_code == nothing.status_code == 404, end
        assert "not your organization" in theirs.content.decode()
    assert other.get("/incidents/new/", incident=address.split("/")[2]).status_code == 404
    colleague = portal.person("analyst", person.organization)
    assert colleague.get(address).status_code == 200


def test_a_receipt_is_checked_by_anyone_without_the_hub(person, collection, tmp_path, capsys):
    from wardline.cli import main

    address, preview = report(person, collection, release="named")
    proof = tmp_path / "receipt.json"
    told = person.get(f"{address}receipts/1.json")
    proof.write_bytes(told.content)
    assert main(["audit", "verify", "--proof", str(proof), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    receipt = told.json()
    assert receipt["entry"]["detail"]["sha256"] == preview["digest"]
    sent = [text.encode() for text in receipt["leaves"]]
    assert hashlib.sha256(b"\n".join(sent)).hexdigest() == preview["digest"]
    receipt["entry"]["detail"]["sha256"] = "0" * 64
    proof.write_text(json.dumps(receipt))
    assert main(["audit", "verify", "--proof", str(proof), "--json"]) != 0


def test_more_is_added_as_a_new_version_and_what_is_gone_is_revoked(person, collection, portal):
    first = "first[.]bad-heron[.]example"
    address, preview = report(
        person, collection, release="named", **{"attacker.observables": first}
    )
    incident = incident_in(preview)
    page = f"/incidents/new/?incident={address.split('/')[2]}"
    shown = person.get(page).content.decode()
    assert "A message asked our billing office for passwords." in shown
    assert first in shown
    action, token = opened(person, page)
    sent = form(
        collection,
        token,
        release="named",
        incident=address.split("/")[2],
        **{"attacker.observables": "198.51.100.23", "extent.persons": "20"},
    )
    where = person.post(action, sent)["Location"]
    later = person.get(where.rstrip("/") + ".json").json()
    again = incident_in(later)
    assert again["id"] == incident["id"]
    assert again["modified"] > incident["modified"]
    gone = [json.loads(raw) for raw in later["leaves"] if '"revoked":true' in raw]
    assert any("first.bad-heron.example" in one.get("pattern", "") for one in gone)
    answer = confirm(person, where, later)
    assert answer["Location"] == address
    told = person.get(address.rstrip("/") + ".json").json()
    assert [one["number"] for one in told["versions"]] == [2, 1]
    assert [one["state"] for one in told["versions"]] == ["released", "released"]
    stix = person.get(f"{address}file/stix/").json()["objects"]
    newest = next(one for one in stix if one["type"] == "incident")
    assert newest == again
    reader = portal.person()
    seen = reader.get(f"/objects/{incident['id']}.json").json()
    assert len(seen["versions"]) == 2


def test_what_waits_is_taken_back_without_a_trace(person, collection, portal):
    address, preview = report(person, collection)
    answer = person.post(f"{address}withdraw/", {"word": "withdraw"})
    assert answer.status_code == 302
    assert person.get(address.rstrip("/") + ".json").json()["state"] == "withdrawn"
    leave(0)
    reader = portal.person()
    assert reader.get(f"/objects/{incident_in(preview)['id']}/").status_code == 404


def test_what_left_is_withdrawn_but_not_what_others_need(person, collection, portal):
    other = portal.person("member")
    mine, preview = report(person, collection, release="named")
    _theirs, kept = report(other, collection, release="named")
    assert person.post(f"{mine}withdraw/", {"word": "no"}).status_code == 400
    assert person.post(f"{mine}withdraw/", {"word": "withdraw"}).status_code == 302
    reader = portal.person()
    assert reader.get(f"/objects/{incident_in(preview)['id']}/").status_code == 410
    for raw in kept["leaves"]:
        assert reader.get(f"/objects/{json.loads(raw)['id']}/").status_code == 200, raw
    shown = person.get(mine).content.decode()
    assert "Withdrawn" in shown


def test_32_confirmations_at_once_are_one_incident(person, collection, portal):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections
    from django.test import Client

    where, preview = check(person, collection, release="named")
    cookies = {name: one.value for name, one in person.client.cookies.items()}

    def once(_n):
        client = Client()
        client.cookies.load(cookies)
        sent = {"token": preview["token"], "digest": preview["digest"], "word": "share"}
        try:
            answer = client.post(where.replace("/preview/", "/release/"), sent, secure=True)
            return answer.status_code, answer.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(once, range(32)))
    assert {status for status, _where in answers} <= {302, 409}
    assert len({place for _status, place in answers if place}) == 1
    rows = person.get("/incidents.json").json()["incidents"]
    assert len(rows) == 1
    told = person.get(f"/incidents/{rows[0]['id']}.json").json()
    assert len(told["versions"]) == 1
    assert told["state"] == "released"


def test_what_others_shared_that_looks_alike_stands_there_at_once(person, collection, portal):
    # In letters: what is all digits by chance could be somebody's number, and the gate asks.
    mark = uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))
    value = f"hxxps://login[.]heron-{mark}[.]example/office"
    vendor = f"billing works {mark}"
    other = portal.person("member")
    told = {
        "attacker.observables": value,
        "attacker.techniques": "T1566.001",
        "touched.vendor_name": vendor,
        "helped.controls": ["backups", "mfa"],
    }
    theirs, sent = report(other, collection, release="hub-only", **told)
    leave()
    named = {"attacker.observables": value, "touched.vendor_name": vendor}
    mine, own = report(person, collection, release="named", **named)
    shown = person.get(mine.rstrip("/") + ".json").json()["alike"]
    found = {one["id"] for group in shown["groups"] for one in group["objects"]}
    theirs_all = {json.loads(raw)["id"] for raw in sent["leaves"]}
    own_all = {json.loads(raw)["id"] for raw in own["leaves"]}
    assert incident_in(sent)["id"] in found
    assert any(one in theirs_all for one in found if one.startswith("indicator"))
    assert not found & (own_all - theirs_all)
    assert [one["code"] for one in shown["helped"]] == ["backups", "mfa"]
    page = person.get(mine).content.decode()
    assert "A second factor at log-in" in page
    assert other.user.organization.name not in page
    assert theirs
    # It is in the record of disclosures.

    from wardline.hub.audit import reading

    portal.seal()
    given = reading.every(reading.Filter(actor=str(person.user.pk), action="disclosed"))
    assert any("alike" in one.draft.detail for one in given)


def test_nothing_that_they_may_not_see_looks_alike(person, collection, portal):
    from wardline.hub.exchange import collections

    mark = uuid.uuid4().hex[:8]
    value = f"hxxps://login[.]heron-{mark}[.]example/office"
    other = portal.person("member")
    hidden = collections.add_collection(
        f"Hidden {mark}", read=[other.organization], write=[other.organization]
    )
    report(other, hidden, release="named", **{"attacker.observables": value})
    mine, _sent = report(person, collection, release="named", **{"attacker.observables": value})
    shown = person.get(mine.rstrip("/") + ".json").json()["alike"]
    assert mark not in json.dumps(shown)


def test_what_can_no_longer_leave_is_told_to_its_reporter(person, portal):
    from wardline.hub.exchange import collections

    title = f"Closing {uuid.uuid4().hex[:6]}"
    number = collections.add_collection(title, read=["all"], write=["all"])
    address, _preview = report(person, number)
    collections.change_collection(
        portal.person("admin", staff=True).actor, number, title, "", ["all"], ["none"]
    )
    leave(0)
    told = person.get(address.rstrip("/") + ".json").json()
    assert told["state"] == "stopped"
    assert "may not write to that collection any more" in person.get(address).content.decode()
    rows = person.get("/notices.json").json()["notices"]
    assert any(one["link"] == address and "could not leave" in one["headline"] for one in rows)


def test_the_gate_takes_out_the_own_name_and_mail_domain_but_no_mail_service(
    person, collection, portal
):
    from wardline.hub.members.models import Organization, User

    name = "Zephyrine Valley Infirmary"
    Organization.objects.filter(id=person.organization).update(name=name)
    User.objects.filter(pk=person.user.pk).update(email=f"{uuid.uuid4().hex}@zephyrine.example")
    colleague = portal.person("member", person.organization)
    User.objects.filter(pk=colleague.user.pk).update(email=f"{uuid.uuid4().hex}@gmail.com")
    text = f"At {name} the page portal.zephyrine.example was copied; mail came from gmail.com."
    _where, preview = check(person, collection, **{"what.text": text})
    leaves = json.dumps(preview["leaves"])
    assert name not in leaves
    assert "zephyrine" not in leaves
    assert "gmail.com" in leaves
