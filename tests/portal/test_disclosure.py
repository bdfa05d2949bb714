"""Coordinated disclosure: a report without an account, a case for its parties, nobody else."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest

from wardline.core.errors import UnprocessableError

# Made up: nobody's.
SECRET = "Zebediah Quillfeather, MRN 00482913, born 3 March 1961"
WEAKNESS = "The made-up pump takes commands from anybody on the network. zqx-marker."


@pytest.fixture(autouse=True)
def full_budget(monkeypatch):
    """Each test begins with nobody having sent anything."""
    from wardline.hub.advisories import caseviews
    from wardline.hub.docket import flood

    monkeypatch.setattr(caseviews, "METER", flood.Meter())


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def post(portal, path, data, client=None):
    return (client or portal.anybody()).post(path, data, secure=True)


def handed_in(portal, said=WEAKNESS, client=None, **more):
    typed = {"text": said, "role": "finder", "product": "Pump 1.2", "contact": "zq@made-up.example"}
    answer = post(portal, "/disclose/", {**typed, **more}, client)
    assert answer.status_code == 201, text(answer)
    [code] = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{8}){4}", text(answer))
    return code


def newest():
    from wardline.hub.advisories.models import Case

    return Case.objects.order_by("-received_at", "-changed_at").first()


def test_a_finder_reports_reads_the_answer_and_writes_again(portal):
    code = handed_in(portal)
    case = newest()
    staff = portal.person("analyst", staff=True)
    page = f"/cases/{case.id}/"
    assert WEAKNESS in text(staff.get(page))
    assert "zq@made-up.example" in text(staff.get(page))
    assert staff.post(page, {"do": "write", "text": "Which versions?"}).status_code == 302
    shown = text(post(portal, "/disclose/case/", {"code": code.upper().replace("-", " ")}))
    assert "Which versions?" in shown
    assert post(portal, "/disclose/case/", {"code": code, "text": "1.2 only"}).status_code == 200
    assert "1.2 only" in text(staff.get(page))
    wrong = post(portal, "/disclose/case/", {"code": "0" * 40})
    assert wrong.status_code == 404


def test_a_report_that_is_sent_twice_is_one_case(portal):
    from wardline.hub.advisories.models import Case, Message

    form = text(portal.anybody().get("/disclose/", secure=True))
    [once] = re.findall(r'name="once" value="([^"]{43})"', form)
    code = handed_in(portal, once=once)
    cases, written = Case.objects.count(), Message.objects.count()
    same = {"text": WEAKNESS, "role": "finder", "product": "Pump 1.2", "once": once}
    again = post(portal, "/disclose/", {**same, "contact": "zq@made-up.example"})
    assert again.status_code == 200
    assert code in text(again)
    assert "It came twice" in text(again)
    assert (Case.objects.count(), Message.objects.count()) == (cases, written)
    # An hour later somebody else may sit at that browser.
    case = newest()
    Case.objects.filter(id=case.id).update(received_at=case.received_at - 3_700_000_000)
    late = post(portal, "/disclose/", {**same, "contact": "zq@made-up.example"})
    assert late.status_code == 400
    assert code not in text(late)
    assert "sent already" in text(late)
    # Other words, and another form, are another case.
    assert handed_in(portal, f"{WEAKNESS} More.", once=once) != code
    assert handed_in(portal, once="x" * 43) != code
    assert handed_in(portal, once="no such thing") != code
    assert Case.objects.count() == cases + 3


def test_nobody_else_can_learn_that_a_case_exists(portal):
    handed_in(portal)
    case = newest()
    member = portal.person("admin")
    for path in (f"/cases/{case.id}/", f"/cases/{case.id}.json"):
        assert member.get(path).status_code == 404
        missing = member.get(path.replace(case.id, "00000000-0000-4000-8000-000000000000"))
        assert missing.status_code == 404
    assert member.get("/cases.json").json() == {"cases": []}
    assert portal.person("readonly").get("/cases/").status_code == 403
    assert case.id not in text(member.get("/audit/"))
    assert member.post(f"/cases/{case.id}/", {"do": "close"}).status_code == 404
    reviewer = portal.person("reviewer", staff=True)
    assert reviewer.get(f"/cases/{case.id}/").status_code == 404


def test_nothing_of_it_lies_open_on_the_disk(portal):
    code = handed_in(portal)
    for path, data in portal.stored("*"):
        assert b"zqx-marker" not in data, path
        assert b"zq@made-up.example" not in data, path
        assert code.replace("-", "").encode() not in data, path


def test_makers_come_in_as_members_or_by_a_code_and_do_not_see_the_finders_address(portal):
    handed_in(portal)
    case = newest()
    staff, maker = portal.person("analyst", staff=True), portal.person("member")
    page = f"/cases/{case.id}/"
    staff.post(page, {"do": "invite", "role": "maker", "member": maker.organization})
    shown = text(maker.get(page))
    assert WEAKNESS in shown
    assert "zq@made-up.example" not in shown
    assert maker.get("/cases.json").json()["cases"][0]["id"] == case.id
    made = text(staff.post(page, {"do": "invite", "role": "maker", "member": ""}))
    [code] = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{8}){4}", made)
    told = text(post(portal, "/disclose/case/", {"code": code}))
    assert WEAKNESS in told
    assert "zq@made-up.example" not in told
    # Of members that take part only the staff knows the names.
    assert maker.user.organization.name not in told
    assert maker.post(page, {"do": "close"}).status_code == 403


def test_what_looks_private_is_shown_first_and_nothing_typed_is_lost(portal):
    from wardline.hub.advisories.models import Case

    before = Case.objects.count()
    typed = {"text": f"Seen with {SECRET}.", "role": "finder"}
    answer = post(portal, "/disclose/", typed)
    assert answer.status_code == 409
    assert SECRET in text(answer)
    assert Case.objects.count() == before
    assert post(portal, "/disclose/", {**typed, "sure": "1"}).status_code == 201


def test_what_looks_private_in_a_later_message_is_shown_first_too(portal):
    code = handed_in(portal)
    case = newest()
    staff = portal.person("analyst", staff=True)
    typed = {"text": f"Ask {SECRET}."}
    ways = [
        lambda more: post(portal, "/disclose/case/", {"code": code, **typed, **more}),
        lambda more: staff.post(f"/cases/{case.id}/", {"do": "write", **typed, **more}),
    ]
    for number, way in enumerate(ways):
        answer = way({})
        assert answer.status_code == 409
        page = text(answer)
        assert SECRET in page
        assert 'name="sure"' in page
        assert len(staff.get(f"/cases/{case.id}.json").json()["messages"]) == 1 + number
        assert way({"sure": "1"}).status_code in (200, 302)
        assert len(staff.get(f"/cases/{case.id}.json").json()["messages"]) == 2 + number
    # A wrong code is answered as one, whatever is written with it.
    assert post(portal, "/disclose/case/", {"code": "0" * 40, **typed}).status_code == 404
    product = {"text": WEAKNESS, "role": "finder", "product": f"Pump of {SECRET}"}
    assert post(portal, "/disclose/", product).status_code == 409


def test_a_flood_is_slowed_down_and_what_was_typed_stays(portal, monkeypatch):
    from wardline.hub.docket import flood

    monkeypatch.setattr(flood, "BUDGET", 2.0)
    from wardline.hub.advisories import caseviews

    monkeypatch.setattr(caseviews, "METER", flood.Meter())
    codes = [post(portal, "/disclose/", {"text": "flood", "role": "finder"}) for _ in range(5)]
    assert [one.status_code for one in codes][:1] == [201]
    assert codes[-1].status_code == 429
    assert "flood" in text(codes[-1])
    [ticket] = re.findall(r'name="ticket" value="([^"]+)"', text(codes[-1]))
    monkeypatch.setattr(flood, "WAIT_SECONDS", -60)
    again = {"text": "flood", "role": "finder", "ticket": ticket}
    assert post(portal, "/disclose/", again).status_code == 201


def test_a_flood_of_codes_is_slowed_down_too(portal, monkeypatch):
    from wardline.hub.advisories import caseviews
    from wardline.hub.docket import flood

    code = handed_in(portal)
    monkeypatch.setattr(flood, "BUDGET", 2.0)
    monkeypatch.setattr(caseviews, "METER", flood.Meter())
    for _ in range(2):
        post(portal, "/disclose/case/", {"code": "0" * 40})
    slowed = post(portal, "/disclose/case/", {"code": code, "text": "kept words"})
    assert slowed.status_code == 429
    assert "kept words" in text(slowed)
    assert WEAKNESS not in text(slowed)
    [ticket] = re.findall(r'name="ticket" value="([^"]+)"', text(slowed))
    monkeypatch.setattr(flood, "WAIT_SECONDS", -60)
    again = {"code": code, "text": "kept words", "ticket": ticket}
    assert "kept words" in text(post(portal, "/disclose/case/", again))


def test_a_case_is_not_written_full_and_the_staff_may_still_answer(portal, monkeypatch):
    from wardline.hub.advisories import cases

    code = handed_in(portal)
    staff = portal.person("analyst", staff=True)
    page = f"/cases/{newest().id}/"
    monkeypatch.setattr(cases, "MOST_MESSAGES", 2)
    sent = [post(portal, "/disclose/case/", {"code": code, "text": "more"}) for _ in range(2)]
    assert [one.status_code for one in sent] == [200, 409]
    assert staff.post(page, {"do": "write", "text": "Enough."}).status_code == 302


def test_a_contact_is_shown_to_the_staff_and_to_that_very_party_alone(portal):
    code = handed_in(portal)
    staff = portal.person("analyst", staff=True)
    page = f"/cases/{newest().id}/"
    # Of the same kind, but somebody else.
    made = text(staff.post(page, {"do": "invite", "role": "finder", "member": ""}))
    [other] = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{8}){4}", made)
    assert "zq@made-up.example" in text(staff.get(page))
    assert "zq@made-up.example" in text(post(portal, "/disclose/case/", {"code": code}))
    shown = text(post(portal, "/disclose/case/", {"code": other}))
    assert WEAKNESS in shown
    assert "zq@made-up.example" not in shown


def test_a_change_from_an_older_look_does_not_open_a_closed_case_again(portal):
    from wardline.core.errors import NotFoundError
    from wardline.hub.advisories import cases

    handed_in(portal)
    case = newest()
    staff = portal.person("analyst", staff=True)
    cases.close(staff.actor, case.id)
    for change in (
        lambda: cases.settle(staff.actor, case.id, "TLP:GREEN", "", ""),
        lambda: cases.close(staff.actor, case.id),
        lambda: cases.invite(staff.actor, case.id, "maker"),
    ):
        with pytest.raises(NotFoundError):
            change()
    case.refresh_from_db()
    assert case.state == "closed"


def test_the_keeper_ends_keys_of_cases_that_are_gone_and_keeps_the_others(portal):
    import os
    import time
    import uuid

    from wardline.hub.advisories import cases
    from wardline.hub.keeper import Keeper
    from wardline.hub.settings import CONFIG

    class Base:
        """Answers as the database does, for the cases alone."""

        def read(self, query, _params):
            from django.db import connection

            if "advisories_case" not in str(query):
                return []
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall()

    handed_in(portal)
    kept, gone = newest().id, str(uuid.uuid4())
    cases.vault().ready(gone)
    folder = portal.data / "cases"
    old = time.time() - 7_200
    for path in folder.glob("*.key"):
        os.utime(path, (old, old))
    Keeper(CONFIG, Base()).sweep()
    assert (folder / f"{kept}.key").exists()
    assert not (folder / f"{gone}.key").exists()


def test_an_embargo_holds_the_advisory_back_until_its_day(provider):
    portal = provider.portal
    handed_in(portal)
    case = newest()
    staff = portal.person("analyst", staff=True)
    page = f"/cases/{case.id}/"
    day = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)).isoformat()
    document = provider.document()
    number = document["document"]["tracking"]["id"]
    settled = {"do": "settle", "tlp": "TLP:AMBER", "embargo": day, "advisory": number}
    assert staff.post(page, settled).status_code == 302
    assert day in text(staff.get(page))
    from wardline.hub.advisories import service

    with pytest.raises(UnprocessableError, match="embargo"):
        service.submit(staff.actor, json.dumps(document).encode())
    assert staff.post(page, {"do": "close"}).status_code == 409
    staff.post(page, {**settled, "embargo": ""})
    service.submit(staff.actor, json.dumps(document).encode())
    assert staff.post(page, {"do": "close"}).status_code == 302
    assert staff.post(page, {"do": "write", "text": "late"}).status_code == 409


def test_a_closed_case_can_be_destroyed_for_good(portal):
    code = handed_in(portal)
    case = newest()
    staff = portal.person("analyst", staff=True)
    page = f"/cases/{case.id}/"
    assert staff.post(page, {"do": "destroy"}).status_code == 409
    staff.post(page, {"do": "close"})
    assert staff.post(page, {"do": "destroy"}).status_code == 302
    assert post(portal, "/disclose/case/", {"code": code}).status_code == 404
    assert WEAKNESS not in text(staff.get(page))
    assert not (portal.data / "cases" / f"{case.id}.key").exists()


@pytest.mark.parametrize("typed", [{"text": " "}, {"text": "x" * 200_001, "sure": "1"}])
def test_what_cannot_be_taken_is_told(portal, typed):
    answer = post(portal, "/disclose/", {"role": "finder", **typed})
    assert answer.status_code in (400, 413)
