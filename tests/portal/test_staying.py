"""How long a sign-in lasts: after a pause one confirms; nothing is shown, nothing is lost."""

from __future__ import annotations

import json
import time

import pytest

import console

PASSWORD = "made-up pass phrase"
HOUR = 3600


def paused(person, seconds: float, began: float | None = None) -> None:
    """As if the person had last done something `seconds` ago."""
    session = person.client.session
    at = time.time() - seconds
    session["seen_at"] = int(at)
    session["began_at"] = int(time.time() - (began or seconds))
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - (began or seconds), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.user.pk)
    session.save()


def confirm(person, next_: str):
    form = {"password": PASSWORD, "next": next_}
    return person.post("/account/reauthenticate/", form)


def entries(person, action: str) -> list:
    from wardline.hub.audit import service as audit
    from wardline.hub.audit.models import Entry

    audit.seal()
    return list(Entry.objects.filter(action=action, actor=str(person.user.pk)))


def test_after_a_pause_nothing_is_shown_until_one_confirms(portal):
    person = portal.person("admin")
    assert person.get("/people/").status_code == 200
    paused(person, 31 * 60)
    for path in ("/people/", "/objects/", "/", "/account/", "/account/2fa/"):
        answer = person.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/account/reauthenticate/?next="), path
    assert person.get("/people.json").status_code == 401
    assert person.get("/legal/").status_code == 200
    page = person.get("/account/reauthenticate/").content.decode()
    assert "You were away for a while" in page
    wrong = person.post("/account/reauthenticate/", {"password": "wrong", "next": "/people/"})
    assert wrong.status_code == 200
    assert person.get("/people/").status_code == 302
    assert confirm(person, "/people/")["Location"] == "/people/"
    assert person.get("/people/").status_code == 200
    assert len(entries(person, "session.paused")) == 1


def test_who_goes_on_is_not_asked_until_the_day_is_over(portal):
    person = portal.person("admin")
    paused(person, 29 * 60, began=11 * HOUR)
    assert person.get("/people/").status_code == 200
    paused(person, 1, began=13 * HOUR)
    assert person.get("/people/").status_code == 302
    confirm(person, "/people/")
    assert person.get("/people/").status_code == 200


def test_activity_moves_the_end(portal):
    person = portal.person("analyst")
    paused(person, 29 * 60)
    assert person.get("/account/staying.json").json() == {"idle": 30, "day": 12}
    assert time.time() - person.client.session["seen_at"] < 5


def test_the_setting_says_how_long_and_zero_is_never(portal, monkeypatch):
    from wardline.hub.config import Value
    from wardline.hub.settings import CONFIG

    person = portal.person("analyst")
    name = "security.idle_minutes"
    paused(person, 6 * 60)
    assert person.get("/account/").status_code == 200
    monkeypatch.setitem(CONFIG.values, name, Value(name, 5, "test"))
    paused(person, 6 * 60)
    assert person.get("/account/").status_code == 302
    monkeypatch.setitem(CONFIG.values, name, Value(name, 0, "test"))
    assert 'data-idle="' not in person.get("/account/").content.decode()
    paused(person, 11 * HOUR)
    assert person.get("/account/").status_code == 200


def test_a_form_sent_after_a_pause_goes_on_once_confirmed(portal):
    person = portal.person("admin")
    paused(person, 31 * 60)
    form = {"name": "Renamed After Lunch", "zone": "UTC", "language": ""}
    assert person.post("/account/", form).status_code == 302
    person.user.refresh_from_db()
    assert person.user.name == "Made Up"
    assert confirm(person, "/account/").status_code == 302
    person.user.refresh_from_db()
    assert person.user.name == "Renamed After Lunch"


def test_what_waits_is_noise_to_who_reads_the_database_and_small(portal):
    from django.contrib.sessions.models import Session

    person = portal.person("admin")
    paused(person, 31 * 60)
    form = {"name": "Zebediah Quillfeather", "zone": "UTC", "language": ""}
    person.post("/account/", form)
    stored = Session.objects.get(session_key=person.client.session.session_key).get_decoded()
    assert "account_reauthentication_state" in stored
    assert "Quillfeather" not in str(stored)
    assert "HTTP_COOKIE" not in str(stored)
    large = person.post("/account/", {**form, "name": "x" * 120_000})
    assert large.status_code == 403
    assert "send the form again" in large.content.decode()


def test_a_file_is_never_left_behind_while_its_sender_confirms(portal):
    from django.core.files.uploadedfile import SimpleUploadedFile

    person = portal.person("member")
    paused(person, 31 * 60)
    sent = {"what.text": "Made up.", "upload": SimpleUploadedFile("made-up.bin", b"x")}
    answer = person.post("/incidents/new/", sent)
    assert answer.status_code == 403
    assert "a file cannot wait" in answer.content.decode()


@pytest.mark.parametrize("stolen", ["another person", "another browser"])
def test_a_waiting_form_goes_on_for_its_sender_in_its_browser_alone(portal, stolen):
    person, other = portal.person("admin"), portal.person("admin")
    paused(person, 31 * 60)
    form = {"name": "Not By Me", "zone": "UTC", "language": ""}
    person.post("/account/", form)
    if stolen == "another browser":
        del person.client.cookies["__Host-waiting"]
        confirm(person, "/account/")
    else:
        session = other.client.session
        key = "account_reauthentication_state"
        session[key] = person.client.session[key]
        session.save()
        other.client.cookies["__Host-waiting"] = person.client.cookies["__Host-waiting"].value
        confirm(other, "/account/")
    for one in (person, other):
        one.user.refresh_from_db()
        assert one.user.name == "Made Up"


def test_a_forged_form_does_not_wait_for_its_victim(portal):
    from django.test import Client

    person = portal.person("admin")
    paused(person, 31 * 60)
    client = Client(enforce_csrf_checks=True)
    client.cookies = person.client.cookies
    answer = client.post("/account/", {"name": "Forged", "zone": "UTC"}, secure=True)
    assert answer.status_code == 403
    assert "account_reauthentication_state" not in person.client.session


def test_what_was_typed_to_be_shared_is_a_draft_however_large(portal):
    from wardline.hub.exchange import collections

    number = collections.add_collection("Made-up for drafts", read=["all"], write=["all"])
    person = portal.person("analyst")
    page = person.get("/share/").content.decode()
    draft = page.split('name="draft" value="')[1].split('"')[0]
    paused(person, 31 * 60)
    text = "203.0.113.9\n" * 12_000
    form = {"text": text, "collection": number, "tlp": "green", "draft": draft}
    assert person.post("/share/", form).status_code == 302
    confirm(person, "/share/")
    assert text.strip()[:200] in person.get("/share/").content.decode()


def test_somebody_whom_only_the_provider_knows_signs_in_anew(portal):
    person = portal.person("member", factor=False)
    person.user.set_unusable_password()
    person.user.save()
    person.client.force_login(
        person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    paused(person, 31 * 60)
    answer = person.get("/objects/")
    assert answer["Location"].startswith("/account/login/?next=%2Fobjects%2F")
    assert person.get("/objects/")["Location"].startswith("/account/login/")


def test_the_warning_is_on_every_page_of_whoever_is_signed_in(portal):
    person = portal.person("analyst")
    page = person.get("/account/staying/").content.decode()
    assert 'data-idle="30"' in page
    assert "In two minutes you are asked again who you are" in page
    assert "After a pause of 30 minutes" in page
    assert "data-idle" not in portal.anybody().get("/", secure=True).content.decode()


def test_refused_pages_are_in_the_log_and_a_flood_is_not(portal):
    from wardline.hub.portal import refusals

    person = portal.person("readonly")
    for _ in range(3):
        assert person.get("/people/").status_code == 403
    assert person.get("/staff/feeds/").status_code == 403
    found = entries(person, "page.refused")
    assert sorted(one.target for one in found) == ["page:people", "page:staff-feeds"]
    assert '"role":"readonly"' in found[0].detail
    for number in range(40):
        refusals.note(person.actor, f"made-up-{number}", "GET")
    assert len(entries(person, "page.refused")) == refusals.MOST


def test_nobodys_refusal_and_a_page_that_is_not_there_are_not_in_the_log(portal):
    from wardline.hub.audit.models import Entry

    person = portal.person("readonly")
    before = Entry.objects.filter(action="page.refused").count()
    portal.anybody().get("/people/", secure=True)
    person.get("/nothing-here/")
    person.get("/objects/indicator--00000000-0000-4000-8000-000000000000/")
    assert entries(person, "page.refused") == []
    assert Entry.objects.filter(action="page.refused").count() == before


def test_a_renewed_secret_ends_sessions_and_stands_in_the_log(portal, tmp_path):
    data = tmp_path / "hub"

    def run(*words: str):
        return console.run(*words, "--data", data)

    def secret() -> str:
        import sqlite3

        with sqlite3.connect(data / "wardline.sqlite3") as database:
            rows = database.execute("SELECT value FROM exchange_setting WHERE name='portal_secret'")
            return rows.fetchone()[0]

    run("org", "add", "Made-up hospital", "--kind", "hospital")
    before = secret()
    done = run("secret", "renew", "portal")
    assert done.returncode == 0
    assert "signs in anew" in done.stderr
    assert secret() != before
    assert before not in done.stderr
    told = run("audit", "export").stdout
    assert '"setting:portal_secret"' in told
    assert secret() not in told
    assert run("secret", "renew", "other").returncode == 2
    told = json.loads(run("secret", "renew", "cursor", "--json").stdout)
    assert told == {"name": "cursor", "renewed": True, "in_force": "next start"}
