"""Notices: who is told of what, when, in which words; and what a mail may never hold."""

from __future__ import annotations

import json
import uuid

import pytest

import noticing
from noticing import HOUR, mailed, mine, wants
from wardline.core.clock import now

# The first look at the store takes in all that other files of a session put there.
pytestmark = pytest.mark.timeout(400)
store = noticing.store_fixture


def test_what_is_new_is_told_once_to_those_who_may_see_it(portal, store):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    store.put("green", "amber", "clear")
    assert watch.store() == 3
    assert watch.store() == 0
    [notice] = mine(reader)
    facts = json.loads(notice.facts)
    assert facts["counts"] == {"green": 1, "amber": 1, "clear": 1}
    assert notice.tlp == "amber"


def test_red_is_told_to_named_readers_alone_and_to_no_sharer(portal, store):
    from wardline.hub.exchange.models import Grant
    from wardline.hub.notices import watch

    named, other, sharer = (portal.person("member") for _ in range(3))
    Grant.objects.create(
        collection_id=store.id, organization=named.organization, can_read=True, can_write=True
    )
    store.put("red", owner=sharer.organization)
    watch.store()
    assert [json.loads(one.facts)["counts"] for one in mine(named)] == [{"red": 1}]
    assert mine(other) == []
    assert mine(sharer) == []


def test_a_person_may_choose_collections_labels_types_and_tlp(portal, store):
    from wardline.hub.notices import watch

    chosen = {
        "label": {"labels": ["ransomware"]},
        "tlp": {"tlp": ["amber"]},
        "type": {"types": ["malware"]},
        "elsewhere": {"collections": [str(uuid.uuid4())]},
        "here": {"collections": [store.uuid]},
    }
    people = {name: portal.person("member") for name in chosen}
    for name, filters in chosen.items():
        wants(people[name], new="daily", filters=filters)
    store.put("green", labels=["Ransomware"])
    store.put("amber")
    watch.store()
    counts = {name: [json.loads(n.facts)["count"] for n in mine(p)] for name, p in people.items()}
    assert counts == {"label": [1], "tlp": [1], "type": [], "elsewhere": [], "here": [2]}


def test_a_mail_holds_only_clear_and_green_and_says_that_there_is_more(portal, store, mailing):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("green", "amber")
    watch.store()
    [mail] = mailed(reader)
    assert "Name of green" in mail.body
    assert "amber" not in mail.body.lower()
    assert "1 of them may not be named in a mail" in mail.body
    # Nothing in it that a mail program makes a link of.
    assert "http://bad" not in mail.body
    assert "bad.example" not in mail.body
    assert store.title in mail.body


def test_a_mail_of_amber_alone_names_nothing(portal, store, mailing):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("amber", "red")
    watch.store()
    [mail] = mailed(reader)
    assert "Name of" not in mail.body + mail.subject
    assert "A mail may not say more of it. Sign in:" in mail.body


def test_what_a_mail_and_the_page_name_is_in_the_log_before(portal, store, mailing, given):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("green", "clear", "amber")
    watch.store()
    assert given(str(reader.user.pk)) == []
    assert len(mailed(reader)) == 1
    assert given(str(reader.user.pk)) == [(store.uuid, "disclosed.notice", "mail", 2)]
    assert "Name of amber" in reader.get("/notices/").content.decode()
    assert given(str(reader.user.pk))[1:] == [(store.uuid, "disclosed.view", "notices", 3)]


def test_a_mail_that_is_not_recorded_is_not_made(portal, store, mailing, monkeypatch):
    from wardline.hub.notices import disclosing, watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("green")
    watch.store()

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(disclosing.log, "add", full)
        with pytest.raises(OSError, match="disk full"):
            mailed(reader)
    assert len(mailed(reader)) == 1


def test_the_id_of_what_is_not_open_stands_in_no_link_of_a_mail(portal, store, mailing):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    [number] = store.put("amber")
    watch.store()
    [mail] = mailed(reader)
    assert number not in mail.body
    assert f"/objects/{number}/" in reader.get("/notices/").content.decode()


def test_a_notice_of_what_is_gone_names_no_other_object(portal, store):
    from wardline.hub.exchange.models import Record, Tombstone
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    store.put("green")
    watch.store()
    [row] = Record.objects.filter(collection_id=store.id)
    # Its number is that of a record of another object, as two tables count each for itself.
    Tombstone.objects.filter(id=row.id).delete()
    Tombstone.objects.create(
        id=row.id,
        collection_id=store.id,
        visibility_id=row.visibility_id,
        type="indicator",
        uuid=uuid.uuid4().bytes,
        version_text="",
        added=row.added + 1,
        organization="",
    )
    from wardline.hub.exchange.models import Collection

    Collection.objects.filter(id=store.id).update(last_added=row.added + 1)
    assert watch.store() == 1
    [row] = reader.get("/notices.json").json()["notices"][:1]
    assert row["event"] == "recalled"
    assert row["objects"] == []


def test_what_was_recalled_before_the_mail_is_not_named_in_it(portal, store, mailing):
    from wardline.hub.exchange.models import Record
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="daily")
    store.put("green")
    watch.store()
    Record.objects.filter(collection_id=store.id).delete()
    [mail] = mailed(reader, 48 * HOUR)
    assert "Name of green" not in mail.body


def test_a_digest_is_one_mail_of_all_that_waits(portal, store, mailing):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="hourly")
    for _ in range(3):
        store.put("green")
        watch.store()
    assert mailed(reader) == []
    assert len(mailed(reader, HOUR)) == 1
    [mail] = mailed(reader, HOUR)
    assert mail.subject == "Wardline: 3 notices"
    assert mail.body.count("1 new object for you") == 3


def test_a_flood_is_told_in_handfuls(portal, store, mailing):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    mailing(notices__gap_seconds=60)
    store.put("green")
    assert watch.store() == 1
    store.put("green")
    store.put("green")
    assert watch.store() == 0
    assert len(mailed(reader)) == 1
    mailing(notices__gap_seconds=0)
    assert watch.store() == 2
    mailing(notices__gap_seconds=60)
    assert [json.loads(one.facts)["count"] for one in mine(reader)] == [1, 2]
    assert len(mailed(reader)) == 1
    assert len(mailed(reader, HOUR)) == 2


def test_what_is_past_its_time_is_forgotten(portal, store, mailing):
    from wardline.hub.notices import watch
    from wardline.hub.notices.models import Mail

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("green")
    watch.store()
    mailed(reader)
    watch.forget()
    assert len(mine(reader)) == 1
    Mail.objects.filter(user=reader.user).update(next_at=None)
    watch.forget(now() + 31 * 24 * HOUR)
    assert mailed(reader) == []
    assert len(mine(reader)) == 1
    watch.forget(now() + 183 * 24 * HOUR)
    assert mine(reader) == []


def test_the_hub_without_a_mail_server_tells_on_the_web_alone(portal, store):
    from wardline.hub.notices import watch

    reader = portal.person("readonly")
    wants(reader, new="now")
    store.put("green")
    watch.store()
    [notice] = mine(reader)
    assert notice.mail_due is None
    page = reader.get("/notices/").content.decode()
    assert "1 new object for you" in page
    assert "Name of green hxxp" in page


def test_nobody_is_told_twice_and_whoever_left_not_at_all(portal):
    from wardline.hub.members.rights import Need
    from wardline.hub.notices import service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.service import Told

    admin = portal.person("admin")
    left = portal.person("analyst", admin.organization)
    portal.person("readonly", admin.organization)
    left.user.is_active = False
    left.user.save()
    told = Told("test:1", {}, "/review/", "amber")
    people = service.audience(admin.organization, Need.KEYS)
    assert [one.pk for one in people] == [admin.user.pk]
    assert service.tell(Event.REVIEW, people, told) == 1
    assert service.tell(Event.REVIEW, people, told) == 0
    assert len(mine(admin, "review")) == 1


def test_what_is_told_stands_only_if_its_cause_does(portal):
    from django.db import transaction

    from wardline.hub.notices import service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.service import Told

    person = portal.person("member")
    with transaction.atomic():
        service.tell(Event.REVIEW, [person.user], Told("undone", {}, "/", "clear"))
        assert mine(person, "review") != []
        transaction.set_rollback(True)
    assert mine(person, "review") == []


def test_a_key_that_expires_is_told_twice_before_and_a_renewed_one_anew(portal):
    from wardline.hub.members.models import Key
    from wardline.hub.notices import watch

    person = portal.person("analyst")
    reader = portal.person("readonly", person.organization)
    day = 24 * HOUR
    key = Key.objects.create(
        id=str(uuid.uuid4()),
        organization_id=person.organization,
        label="Firewall",
        digest=uuid.uuid4().bytes * 2,
        scopes="read",
        created_at=now(),
        expires_at=now() + 20 * day,
    )
    for at, told in ((0, 0), (7, 1), (8, 1), (18, 2), (19, 2), (21, 2)):
        watch.keys(now() + at * day)
        assert len(mine(person, "key")) == told, at
    assert mine(reader, "key") == []
    assert "Firewall" in person.get("/notices/").content.decode()
    Key.objects.filter(pk=key.pk).delete()


def test_a_failing_feed_is_told_to_the_staff_once_a_day_without_its_secret(portal, store):
    from wardline.hub.exchange.models import Feed
    from wardline.hub.notices import watch

    staff = portal.person("admin", staff=True)
    member = portal.person("admin")
    # Those of other tests, which the page would show as well.
    Feed.objects.exclude(problem="").update(problem="")
    feed = Feed.objects.create(
        id=str(uuid.uuid4()),
        url="https://feeds.made-up.example/x?token=s3cret",
        kind="csv",
        collection_id=store.id,
        created_at=now(),
        problem="It does not answer.",
    )
    at = now()
    watch.feeds(at)
    watch.feeds(at)
    watch.feeds(at + 24 * HOUR)
    assert len(mine(staff, "feed")) == 2
    assert mine(member, "feed") == []
    page = staff.get("/notices/").content.decode()
    assert "feeds.made-up.example" in page
    assert "s3cret" not in page
    feed.delete()


def test_new_conflicts_are_told_to_the_staff_once_a_day_together(portal, store):
    from wardline.hub.exchange.models import Clash
    from wardline.hub.notices import watch
    from wardline.hub.notices.models import Notice

    Notice.objects.filter(event="conflict").delete()
    Clash.objects.all().delete()
    staff, member = portal.person("admin", staff=True), portal.person("admin")

    def clash(at: int, **more) -> Clash:
        return Clash.objects.create(
            collection_id=store.id,
            giver="made-up",
            direction="in",
            object=f"indicator--{uuid.uuid4()}",
            version="",
            kind="owner",
            first_at=at,
            last_at=at,
            **more,
        )

    # Noon, so that the hours below are of one day.
    at = now() // (24 * HOUR) * 24 * HOUR + 12 * HOUR
    assert watch.conflicts(at) == 0
    clash(at - 1)
    clash(at - 2)
    clash(at - 3, settled_at=at)
    watch.conflicts(at)
    clash(at + 1)
    watch.conflicts(at + HOUR)
    assert len(mine(staff, "conflict")) == 1
    watch.conflicts(at + 24 * HOUR)
    watch.conflicts(at + 48 * HOUR)
    counts = [json.loads(one.facts)["count"] for one in mine(staff, "conflict")]
    assert sorted(counts) == [1, 2]
    assert mine(member, "conflict") == []
    page = staff.get("/notices/").content.decode()
    assert "2 new conflicts with peers" in page
    assert "/staff/peers/conflicts/" in page
    Clash.objects.all().delete()


def test_a_held_submission_is_told_to_whoever_can_decide_and_its_end_to_the_submitter(portal):
    from wardline.hub.notices import watch
    from wardline.hub.review.models import Submission

    submitter = portal.person("reviewer")
    decider = portal.person("reviewer", submitter.organization)
    reader = portal.person("readonly", submitter.organization)
    staff, stranger = portal.person("reviewer", staff=True), portal.person("reviewer")
    row = Submission.objects.create(
        id=str(uuid.uuid4()),
        organization=submitter.organization,
        submitter=submitter.user.pk,
        submitter_name="Made Up",
        audience="hub",
        collection=str(uuid.uuid4()),
        state="waiting",
        four_eyes=True,
        objects_held=1,
        labels="{}",
        created_at=now(),
        deadline_at=now() + HOUR,
        expires_at=now() + HOUR,
    )

    def told() -> list[int]:
        watch.reviews()
        watch.reviews()
        everybody = (submitter, decider, staff, reader, stranger)
        # The hub's staff may be told of what other tests hold as well.
        return [sum(row.id in told.key for told in mine(one, "review")) for one in everybody]

    assert told() == [0, 1, 1, 0, 0]
    Submission.objects.filter(pk=row.pk).update(state="approved", approver=decider.user.pk)
    assert told() == [0, 1, 2, 0, 0]
    Submission.objects.filter(pk=row.pk).update(state="released", closed_at=now())
    assert told() == [1, 1, 2, 0, 0]
    assert "was released" in submitter.get("/notices/").content.decode()
    row.delete()


def test_a_sign_in_on_a_new_device_is_told_and_on_a_known_one_not(portal):
    from django.test import Client

    from wardline.hub.members.models import User

    person = portal.person("member", factor=False)
    User.objects.filter(pk=person.user.pk).update(created_at=now() - HOUR)
    client = Client()
    form = {"login": person.user.email, "password": "made-up pass phrase"}
    for told in (1, 1):
        answer = client.post("/account/login/", form, secure=True)
        assert answer.status_code == 302
        assert len(mine(person, "device")) == told
        client.post("/account/logout/", secure=True)
    Client().post("/account/login/", form, secure=True)
    assert len(mine(person, "device")) == 2


def test_notices_are_ones_own(portal):
    from wardline.hub.notices import service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.service import Told

    one, other = portal.person("member"), portal.person("member")
    service.tell(Event.REVIEW, [one.user], Told("own", {"step": "refused"}, "/", "amber"))
    [notice] = mine(one, "review")
    assert "was refused" not in other.get("/notices/").content.decode()
    assert other.post("/notices/read/", {"id": str(notice.uuid)}).status_code == 404
    assert "One is unread" in one.get("/notices/").content.decode()
    assert one.post("/notices/read/", {"id": str(notice.uuid)}).status_code == 302
    assert "0 are unread" in one.get("/notices/").content.decode()
    assert one.post("/notices/read/", {"id": "no number"}).status_code == 404
