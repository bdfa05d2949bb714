"""Collections, groups, feeds and legal texts, as the hub's staff keeps them."""

from __future__ import annotations

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
