"""What people choose of notices: kinds, hours, digests, and the end of mails."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

import noticing
from noticing import HOUR, mailed, wants

# The first look at the store takes in all that other files of a session put there.
pytestmark = pytest.mark.timeout(400)
store = noticing.store_fixture


def test_settings_are_kept_and_shown_again(portal):
    person = portal.person("analyst")
    form = {
        "how_new": "hourly",
        "how_recalled": "now",
        "how_review": "never",
        "how_key": "daily",
        "how_clock": "now",
        "how_proposal": "now",
        "how_bulletin": "daily",
        "tlp": ["amber"],
        "labels": "Ransomware, phishing",
        "mail": "on",
        "digest_hour": "6",
        "quiet_from": "22:00",
        "quiet_to": "06:30",
    }
    assert person.post("/notices/settings/", form).status_code == 302
    page = person.get("/notices/settings/").content.decode()
    for shown in ('value="22:00"', 'value="06:30"', "phishing, ransomware"):
        assert shown in page, shown
    twin = person.get("/notices/settings.json").json()
    assert twin["events"]["new"] == "hourly"
    assert twin["events"]["review"] == "never"
    assert "feed" not in twin["events"]
    wrong = person.post("/notices/settings/", {**form, "digest_hour": "25", "labels": "kept typed"})
    assert wrong.status_code == 400
    assert "kept typed" in wrong.content.decode()
    forged = person.post("/notices/settings/", {**form, "collections": [str(uuid.uuid4())]})
    assert forged.status_code == 400


def test_one_press_or_one_post_ends_the_mails_without_signing_in(portal, store, mailing):
    from wardline.hub.audit import reading
    from wardline.hub.audit import service as audit
    from wardline.hub.notices import service, watch

    person = portal.person("member")
    wants(person, new="hourly")
    token = service.reader(person.user).token
    store.put("green")
    watch.store()
    client = portal.anybody()
    path = f"/notices/unsubscribe/{token}/"
    shown = client.get(path, secure=True).content.decode()
    assert person.user.email not in shown
    assert service.reader(person.user).mail
    # RFC 8058 section 3.1: no cookie, this body.
    body = "List-Unsubscribe=One-Click"
    kind = "application/x-www-form-urlencoded"
    for _ in range(2):
        answer = client.post(path, body, content_type=kind, secure=True)
        assert answer.status_code == 200
    assert not service.reader(person.user).mail
    assert mailed(person, 48 * HOUR) == []
    audit.seal()
    target = f"user:{person.user.pk}"
    log = reading.every(reading.Filter(target=target, action="notices.changed"))
    # What they chose, and its end: once, whoever presses twice.
    assert [one.draft.who.kind for one in log] == ["user", "system"]
    assert client.get("/notices/unsubscribe/forged/", secure=True).status_code == 404
    assert client.post("/notices/unsubscribe/forged/", secure=True).status_code == 404


def test_who_is_out_gets_no_mail_that_was_made_before(portal, store, mailing, monkeypatch):
    from wardline.hub.members import people, service
    from wardline.hub.notices import mailing as mails
    from wardline.hub.notices import watch

    taken: list[str] = []

    class Server:
        connection = None

        def open(self):
            return True

        def close(self):
            return None

        def send_messages(self, messages):
            taken.extend(to for one in messages for to in one.to)

    monkeypatch.setattr(mails, "backend", Server)
    here, gone, out = (portal.person("member") for _ in range(3))
    for person in (here, gone, out):
        wants(person, new="now")
    store.put("green")
    watch.store()
    for person in (here, gone, out):
        assert len(mailed(person)) == 1
    staff = portal.person("admin", staff=True).actor
    people.deactivate(staff, str(gone.user.uuid))
    service.set_active(staff, out.organization, active=False)
    # Others' mails may be due as well: so many are sent at once.
    for _ in range(50):
        if here.user.email in taken or not mails.send():
            break
    assert here.user.email in taken
    assert not {gone.user.email, out.user.email} & set(taken)


def test_changing_ones_mind_moves_what_waits(portal, store, mailing):
    from wardline.hub.notices import watch

    person = portal.person("member")
    wants(person, new="daily")
    store.put("green")
    watch.store()
    assert mailed(person) == []
    wants(person, new="now")
    assert len(mailed(person)) == 1
    wants(person, new="daily")
    store.put("green")
    watch.store()
    wants(person, new="never")
    assert len(mailed(person, 48 * HOUR)) == 1


@pytest.mark.parametrize(
    ("how", "at", "expected"),
    [
        ("now", "2026-01-10T12:00:00-06:00", "2026-01-10T12:00:00-06:00"),
        ("now", "2026-01-10T23:10:00-06:00", "2026-01-11T06:30:00-06:00"),
        ("now", "2026-01-10T05:59:00-06:00", "2026-01-10T06:30:00-06:00"),
        ("hourly", "2026-01-10T12:10:00-06:00", "2026-01-10T13:00:00-06:00"),
        ("hourly", "2026-01-10T21:10:00-06:00", "2026-01-11T06:30:00-06:00"),
        ("daily", "2026-01-10T09:00:00-06:00", "2026-01-11T08:00:00-06:00"),
        ("daily", "2026-01-10T07:00:00-06:00", "2026-01-10T08:00:00-06:00"),
        # The clock goes forward on 2026-03-08: the day has 23 hours.
        ("daily", "2026-03-07T09:00:00-06:00", "2026-03-08T08:00:00-05:00"),
        # And back on 2026-11-01: 01:30 is there twice, and both are quiet.
        ("now", "2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00-06:00"),
        ("now", "2026-11-01T01:30:00-06:00", "2026-11-01T06:30:00-06:00"),
    ],
)
def test_quiet_hours_and_digests_follow_the_persons_own_clock(how, at, expected):
    from wardline.hub.notices.times import Hours, How, due

    hours = Hours("America/Chicago", 22 * 60, 6 * 60 + 30, 8)
    found = due(How(how), micros(at), hours)
    assert found == micros(expected), dt.datetime.fromtimestamp(found / 1e6, dt.UTC)
    assert due(How.NOW, micros(at), hours, urgent=True) == micros(at)
    assert due(How.NEVER, micros(at), hours) is None


def micros(text: str) -> int:
    return round(dt.datetime.fromisoformat(text).timestamp() * 1_000_000)
