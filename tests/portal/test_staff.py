"""Collections, groups, feeds and legal texts, as the hub's staff keeps them."""

from __future__ import annotations

import re
import uuid

import pytest


def collection(staff, **fields) -> str:
    form = {"title": f"Made-up {uuid.uuid4().hex[:6]}", "description": "", **fields}
    answer = staff.post("/staff/collections/", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].split("/")[-2]


def grants(number: str) -> dict[str, tuple[bool, bool]]:
    from wardline.hub.exchange.models import Grant

    rows = Grant.objects.filter(collection__uuid=number)
    return {row.organization: (row.can_read, row.can_write) for row in rows}


def group(staff, *organizations: str) -> str:
    form = {"name": f"Made-up {uuid.uuid4().hex[:6]}", "organizations": organizations}
    return staff.post("/staff/groups/", form)["Location"].split("/")[-2]


def test_a_group_reads_and_shares_through_the_collection_that_names_it(portal):
    from wardline.hub.members.models import Group

    staff = portal.person("admin", staff=True)
    first, second, third = (portal.organization() for _ in range(3))
    number = group(staff, first, second)
    made = collection(staff, read=[number, third], write=[number])
    assert grants(made) == {
        first: (True, True),
        second: (True, True),
        third: (True, False),
    }
    name = Group.objects.get(id=number).name
    # Who leaves the group loses the right; one who is named as well keeps their own.
    answer = staff.post(
        f"/staff/groups/{number}/", {"name": name, "organizations": [second, third]}
    )
    assert answer.status_code == 302
    assert grants(made) == {second: (True, True), third: (True, True)}
    assert staff.post(f"/staff/groups/{number}/", {"remove": name}).status_code == 302
    assert grants(made) == {third: (True, False)}


def test_who_is_out_for_now_keeps_its_place_in_groups_and_collections(portal):
    from wardline.hub.members import service
    from wardline.hub.members.models import Group

    staff = portal.person("admin", staff=True)
    out, there = portal.organization(), portal.organization()
    number = group(staff, out, there)
    made = collection(staff, read=[number, out])
    service.set_active(staff.actor, out, active=False)
    page = staff.get(f"/staff/groups/{number}/").content.decode()
    assert re.search(f'value="{out}"[^>]*checked', page)
    name = Group.objects.get(id=number).name
    form = {"name": name, "description": "Other", "organizations": [out, there]}
    assert staff.post(f"/staff/groups/{number}/", form).status_code == 302
    # One of the staff who is in none of the groups changes the title alone.
    analyst = portal.person("analyst", staff=True)
    page = analyst.get(f"/staff/collections/{made}/").content.decode()
    for kept in (number, out):
        assert re.search(f'name="read" value="{kept}"[^>]*checked', page), kept
    form = {"title": "Other", "read": [number, out]}
    assert analyst.post(f"/staff/collections/{made}/", form).status_code == 302
    assert grants(made) == {out: (True, False), there: (True, False)}
    service.set_active(staff.actor, out, active=True)


def test_each_change_of_rights_moves_the_epoch_that_streams_watch(portal):
    from wardline.hub.exchange.models import Setting

    def epoch() -> int:
        return int(Setting.objects.get(name="rights").value)

    staff = portal.person("analyst", staff=True)
    made = collection(staff, read_all="on")
    before = epoch()
    form = {"title": "Other", "read": [portal.organization()]}
    assert staff.post(f"/staff/collections/{made}/", form).status_code == 302
    assert epoch() > before
    assert staff.get(f"/staff/collections/{made}.json").json()["title"] == "Other"
    assert staff.get(f"/staff/collections/{made}.json").json()["write"] == ["none"]


@pytest.mark.parametrize("path", ["/staff/collections/", "/staff/feeds/", "/staff/groups/"])
def test_nobody_else_changes_what_the_staff_keeps(portal, path):
    assert portal.person("admin").post(path, {"title": "x"}).status_code == 403
    assert portal.person("readonly", staff=True).post(path, {"title": "x"}).status_code == 403
    assert portal.anybody().post(path, {"title": "x"}, secure=True).status_code == 302


def test_a_feed_says_how_it_is_doing(portal):
    from wardline.hub.exchange.models import Feed

    staff = portal.person("admin", staff=True)
    made = collection(staff, read_all="on")
    form = {"url": "https://peer.made-up.example/kev.json", "kind": "kev", "collection": made}
    assert staff.post("/staff/feeds/", form).status_code == 302
    again = staff.post("/staff/feeds/", form)
    assert again.status_code == 400
    assert form["url"] in again.content.decode()
    Feed.objects.filter(url=form["url"]).update(problem="peer.made-up.example does not answer")
    rows = [
        row for row in staff.get("/staff/feeds.json").json()["feeds"] if row["url"] == form["url"]
    ]
    assert (rows[0]["state"], rows[0]["pulled"]) == ("problem", None)


def test_a_legal_text_is_shown_with_its_day_and_changed_by_staff_alone(portal):
    page = portal.anybody().get("/legal/", secure=True).content.decode()
    assert "6 U.S.C. 1503(d)(2)" in page
    assert "2026-03-01" in page
    assert "read the source" in page
    form = {"text": "Words <script>", "source": "6 U.S.C. 1504(d)", "as_of": "2026-11-25"}
    assert portal.person("admin").post("/staff/legal/protections/", form).status_code == 403
    staff = portal.person("admin", staff=True)
    late = staff.post("/staff/legal/protections/", {**form, "as_of": "2126-01-01"})
    assert late.status_code == 400
    assert "future" in late.content.decode()
    assert staff.post("/staff/legal/protections/", form).status_code == 302
    page = portal.anybody().get("/legal/", secure=True).content.decode()
    assert "Words &lt;script&gt;" in page
    assert "2026-11-25" in page


@pytest.fixture(name="kept")
def kept_fixture(portal):
    """A collection with five versions of three objects, some of them old, and a way to destroy."""
    import json

    from wardline.core.clock import now
    from wardline.core.policy import Recipient
    from wardline.hub.exchange import collections, retention
    from wardline.hub.exchange.models import Collection, Record
    from wardline.hub.exchange.service import SOURCE, Sender
    from wardline.hub.objects.service import objects

    hub = objects(portal.data)
    number = collections.add_collection(f"Kept {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])
    row = Collection.objects.get(uuid=number)
    ids = [f"indicator--{uuid.uuid4()}" for _ in range(3)]
    for id_, day in ((ids[0], 1), (ids[0], 2), (ids[1], 1), (ids[2], 1), (ids[2], 2)):
        raw = {
            "type": "indicator",
            "spec_version": "2.1",
            "id": id_,
            "created": "2026-01-01T00:00:00.000Z",
            "modified": f"2026-01-0{day}T00:00:00.000Z",
            "pattern": "[domain-name:value = 'kept.example']",
            "pattern_type": "stix",
            "valid_from": "2026-01-01T00:00:00Z",
        }
        owner = portal.operator
        sender = Sender(owner, True, Recipient(owner))
        [outcome] = hub.exchange.ingest(row.id, sender, [json.dumps(raw).encode()], way=SOURCE)
        assert outcome.state == "added"
    # Three of the five are a hundred days old.
    day = 86_400_000_000
    for old in Record.objects.filter(collection_id=row.id).order_by("added")[:3]:
        Record.objects.filter(pk=old.pk).update(added=old.added - 100 * day)

    def destroy() -> int:
        return retention.destroy(hub.database, now)

    return number, destroy, row.id


def test_the_record_of_disclosures_is_shortened_only_knowingly(portal):
    from django.db import transaction

    from wardline.core.clock import now
    from wardline.hub.audit import forgetting, log
    from wardline.hub.audit import service as audit
    from wardline.hub.audit.entries import SYSTEM, draft
    from wardline.hub.audit.models import Entry

    day, path = 86_400_000_000, "/staff/retention/disclosures/"
    old = [
        draft(SYSTEM, "disclosed.view", "collection:c", {}, at=now() - 500 * day) for _ in range(3)
    ]
    staff = portal.person("admin", staff=True)
    audit.seal()
    # Other tests write old entries into this hub's log, too.
    before = staff.get("/staff/retention/disclosures.json", days="400").json()["preview"]
    many = before["destroyed"] + 3
    with transaction.atomic():
        log.add(audit.Through(), old)
    audit.seal()
    assert staff.get("/staff/retention.json").json()["disclosures_days"] is None
    assert "for ever" in staff.get(path).content.decode()
    shown = staff.get("/staff/retention/disclosures.json", days="400").json()["preview"]
    assert (shown["destroyed"], shown["days"]) == (many, 400)
    assert f"<strong>{many} disclosures</strong>" in staff.get(path, days="400").content.decode()
    # A year is the least, and nobody destroys without having seen how many.
    for form, status in (
        ({"days": "364", "seen": f"{many}", "sure": "1"}, 400),
        ({"days": "400"}, 409),
        ({"days": "400", "seen": f"{many - 1}", "sure": "1"}, 409),
        ({"days": "400", "seen": f"{many}"}, 400),
    ):
        assert staff.post(path, form).status_code == status, form
    assert forgetting.rule(audit.Through().rows).days is None
    done = staff.post(path, {"days": "400", "seen": f"{many}", "sure": "1"})
    assert done["Location"] == "/staff/retention/"
    assert staff.get("/staff/retention.json").json()["disclosures_days"] == 400
    assert "400 days" in staff.get("/staff/retention/").content.decode()
    audit.seal()
    told = Entry.objects.filter(target="disclosures").order_by("-number").first()
    assert (told.action, told.actor) == ("retention.changed", str(staff.user.pk))
    assert staff.post(path, {"days": "", "seen": "0"}).status_code == 302
    assert forgetting.rule(audit.Through().rows).days is None
    for role, where in (("analyst", True), ("admin", False)):
        assert portal.person(role, staff=where).get(path).status_code in (403, 404)


def test_retention_shows_what_it_would_destroy_and_destroys_exactly_that(portal, kept):
    from wardline.hub.audit import service as audit
    from wardline.hub.audit.models import Entry
    from wardline.hub.exchange.models import Record

    number, destroy, row = kept
    staff = portal.person("admin", staff=True)
    path = f"/staff/retention/{number}/"
    preview = staff.get(f"/staff/retention/{number}.json", days="30").json()["preview"]
    assert (preview["destroyed"], preview["left"], preview["days"]) == (3, 2, 30)
    assert preview["oldest"] < preview["newest"]
    assert (
        staff.get(f"/staff/retention/{number}.json", days="365").json()["preview"]["destroyed"] == 0
    )
    page = staff.get(path, days="30").content.decode()
    assert "<strong>3 versions</strong> are destroyed at once" in page
    # Not without having seen how many, and saying so.
    assert staff.post(path, {"days": "30"}).status_code == 409
    assert staff.post(path, {"days": "30", "seen": "2", "sure": "1"}).status_code == 409
    refused = staff.post(path, {"days": "30", "seen": "3"})
    assert refused.status_code == 400
    assert "cannot be undone" in refused.content.decode()
    assert destroy() == 0
    done = staff.post(path, {"days": "30", "seen": "3", "sure": "1"})
    assert done["Location"] == "/staff/retention/"
    assert destroy() == 3
    assert Record.objects.filter(collection_id=row).count() == 2
    rows = staff.get("/staff/retention.json").json()["collections"]
    assert next(one for one in rows if one["id"] == number)["keeps_days"] == 30
    audit.seal()
    told = Entry.objects.filter(target=f"collection:{number}", action__startswith="retention.")
    assert [one.action for one in told.order_by("number")] == [
        "retention.changed",
        "retention.destroyed",
    ]
    assert told.first().actor == str(staff.user.pk)
    # Nothing is past a longer time: no confirmation is needed, and for ever is empty.
    assert staff.post(path, {"days": "60", "seen": "0"}).status_code == 302
    assert staff.post(path, {"days": "", "seen": "0"}).status_code == 302
    rows = staff.get("/staff/retention.json").json()["collections"]
    assert next(one for one in rows if one["id"] == number)["keeps_days"] is None


def test_retention_is_for_administrators_who_just_confirmed(portal, kept):
    number, _destroy, _row = kept
    path = f"/staff/retention/{number}/"
    form = {"days": "30", "seen": "3", "sure": "1"}
    for person in (portal.person("admin"), portal.person("analyst", staff=True)):
        assert person.get("/staff/retention/").status_code == 403
        assert person.post(path, form).status_code == 403
    late = portal.person("admin", staff=True, confirmed=False)
    assert late.post(path, form)["Location"].startswith("/account/reauthenticate/")
    assert f">{'30 days'}<" not in late.get("/staff/retention/").content.decode()


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5", "9" * 40, "٣"])
def test_a_wrong_number_of_days_is_explained_and_kept(portal, kept, days):
    number, destroy, _row = kept
    staff = portal.person("admin", staff=True)
    answer = staff.get(f"/staff/retention/{number}/", days=days)
    if answer.status_code == 200:
        # Python reads figures of every script.
        assert days == "٣"
        return
    assert answer.status_code == 400
    assert f'value="{days}"' in answer.content.decode()
    posted = staff.post(f"/staff/retention/{number}/", {"days": days, "seen": "9", "sure": "1"})
    assert posted.status_code == 400
    assert destroy() == 0
