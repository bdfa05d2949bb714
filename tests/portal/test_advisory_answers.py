"""Members' answers to advisories, and the sector's picture made of them; no small cell."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from wardline.core.errors import UsageError

SMALLEST = 11
_DAY = 86_400 * 1_000_000


def at(text):
    return int(dt.datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp() * 1e6)


def answer(person, row, state, **more):
    return person.post(f"/advisories/{row.pk}/answer/", {"state": state, **more})


def own(person, row):
    return person.get(f"/advisories/{row.pk}.json").json()["answer"]


def test_a_member_answers_and_changes_it_and_sees_its_own_alone(provider):
    row = provider.row(provider.publish(tlp="GREEN"))
    person, other = provider.portal.person("member"), provider.portal.person("member")
    assert own(person, row) is None
    assert answer(person, row, "acknowledged", size="11 to 100").status_code == 302
    answer(person, row, "planned", planned="2027-01-31", devices="12", addressed="3")
    told = own(person, row)
    assert (told["state"], told["planned_for"]) == ("planned", "2027-01-31")
    assert (told["devices"], told["addressed"], told["size"]) == (12, 3, "11 to 100")
    assert told["done"] is None
    answer(person, row, "done", devices="12", addressed="12")
    assert own(person, row)["done"] >= told["acknowledged"]
    assert own(other, row) is None
    assert person.get("/advisories/answers.json").json()["answers"][0]["state"] == "done"
    assert other.get("/advisories/answers.json").json()["answers"] == []


@pytest.mark.parametrize(
    "typed",
    [
        {"state": "no"}, {"state": "planned"}, {"state": "planned", "planned": "soon"},
        {"state": "done", "devices": "x"}, {"state": "done", "devices": "3", "addressed": "4"},
        {"state": "done", "addressed": "4"}, {"state": "done", "size": "huge"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(provider, typed):
    row = provider.row(provider.publish())
    person = provider.portal.person("member")
    page = person.client.post(f"/advisories/{row.pk}/answer/", typed, secure=True, follow=True)
    assert "usa-alert--error" in page.content.decode()
    assert own(person, row) is None


def test_who_may_not_read_an_advisory_cannot_answer_it(provider):
    named, other = provider.portal.person("member"), provider.portal.person("member")
    row = provider.row(provider.publish(tlp="RED", named=[named.organization]))
    assert answer(other, row, "done").status_code == 404
    assert answer(named, row, "done").status_code == 302
    assert answer(provider.portal.person("readonly"), row, "done").status_code == 403


def test_a_program_answers_with_counts_and_its_key(provider):
    row = provider.row(provider.publish(tlp="AMBER"))
    owner = provider.portal.organization()
    key = provider.key(owner, can=("read", "write"))

    def sent(body, token=key):
        return provider.portal.anybody().post(
            "/advisories/answers/send",
            json.dumps(body),
            content_type="application/json",
            secure=True,
            HTTP_AUTHORIZATION=f"Bearer {token}",
        )

    one = {"advisory": row.number, "state": "concerned", "devices": 40, "addressed": 10}
    told = sent({"answers": [one, {"advisory": "NOWHERE", "state": "done"}]}).json()["answers"]
    assert [entry["kept"] for entry in told] == [True, False]
    person = provider.portal.person("member", owner)
    assert own(person, row)["devices"] == 40
    assert sent({"answers": [{**one, "inventory": ["pump 1"]}]}).status_code == 400
    assert sent({"answers": [one]}, provider.key(owner)).status_code == 403
    assert sent({"answers": [one]}, "wardline_nothing").status_code == 401
    member = person.client.post(
        "/advisories/answers/send", json.dumps({"answers": [one]}), "application/json", secure=True
    )
    assert member.status_code == 401


def test_the_day_that_a_program_tells_counts_and_never_lies_outside(provider):
    from wardline.hub.advisories.models import Advisory, Answer

    row = provider.row(provider.publish())
    Advisory.objects.filter(pk=row.pk).update(first_at=at("2026-03-05"))

    def reached(state, on):
        owner = provider.portal.organization()
        made = provider.portal.anybody().post(
            "/advisories/answers/send",
            json.dumps({"answers": [{"advisory": row.number, "state": state, "on": on}]}),
            content_type="application/json",
            secure=True,
            HTTP_AUTHORIZATION=f"Bearer {provider.key(owner, can=('read', 'write'))}",
        )
        [told] = made.json()["answers"]
        kept = Answer.objects.filter(advisory=row, organization=owner).first()
        return told["kept"], kept.done_at if kept else None

    assert reached("done", "2026-03-12") == (True, at("2026-03-12"))
    # Nobody can have been done before it stood here, nor tomorrow.
    assert reached("done", "2026-01-01") == (True, at("2026-03-05"))
    assert reached("done", "2999-01-01") == (False, None)
    assert reached("done", "soon") == (False, None)


def test_programs_are_told_the_form_of_an_answer():
    import msgspec

    from wardline.advisories.answers import STATES
    from wardline.hub.advisories import answerviews
    from wardline.hub.openapi import document

    told = document("made up")["paths"]["/advisories/answers/send"]["post"]
    form = told["requestBody"]["content"]["application/json"]["schema"]
    one = form["properties"]["answers"]["items"]
    assert set(one["properties"]) == {
        field.name for field in msgspec.structs.fields(answerviews.One)
    }
    assert one["properties"]["state"]["enum"] == list(STATES)


def put(row, many, state, start="2026-01-05", kind="hospital", size="11 to 100"):
    """Answers of many made-up members, as they came on one day."""
    import uuid

    from wardline.advisories import answers
    from wardline.hub.advisories.models import Answer
    from wardline.hub.members.models import Organization

    moment = at(start)
    for _ in range(many):
        number = str(uuid.uuid4())
        Organization.objects.create(id=number, name=number, kind=kind, created_at=moment)
        steps = {f"{step}_at": moment for step in answers.reached(state)}
        Answer.objects.create(
            advisory=row, organization=number, state=state, size=size, changed_at=moment, **steps
        )


def test_others_are_told_how_many_answered_in_whole_elevens(provider):
    row = provider.row(provider.publish())
    person = provider.portal.person("member")
    path = f"/advisories/{row.pk}.json"
    for many, told in ((10, None), (1, 11), (10, 11), (1, 22)):
        put(row, many, "concerned")
        assert person.get(path).json()["answered"] == told


def test_the_picture_tells_counts_of_eleven_and_more_for_good(provider):
    from wardline.hub.advisories import picture
    from wardline.hub.advisories.models import Advisory, Answer
    from wardline.hub.audit.service import command_line

    Answer.objects.all().delete()
    row, few = (provider.row(provider.publish()) for _ in range(2))
    red = provider.row(provider.publish(tlp="RED", named=[provider.portal.organization()]))
    Advisory.objects.filter(pk__in=[row.pk, few.pk, red.pk]).update(first_at=at("2026-01-01"))
    put(row, 40, "done")
    put(row, 20, "not-concerned", "2026-03-01", kind="practice")
    put(few, 3, "done")
    put(red, 30, "done")
    staff = provider.portal.person("analyst", staff=True)
    first, new = picture.build(at("2026-04-01"), command_line())
    assert new

    def cells():
        told = staff.get("/staff/advisories/picture.json").json()["cells"]
        return {(one["table"], one["value"], one["step"]): one["count"] for one in told}

    told = cells()
    assert min(count for count in told.values() if count is not None) >= SMALLEST
    # With the row's 40 beside it, this total would tell of the three.
    assert told["advisory", "all", "done"] == 43
    assert told["advisory", row.number, "done"] is None
    assert not any(few.number in key or red.number in key for key in told)
    # Four more were done: not told before there are eleven.
    put(row, 4, "done", "2026-05-05")
    picture.build(at("2026-06-01"), command_line())
    assert cells()["advisory", "all", "done"] == 43
    put(row, 9, "done", "2026-06-05")
    picture.build(at("2026-07-01"), command_line())
    assert cells()["advisory", "all", "done"] in (43, 56)
    again, new = picture.build(at("2026-04-01"), command_line())
    assert (again.digest, new) == (first.digest, False)
    page = staff.get("/staff/advisories/picture/")
    assert page.status_code == 200
    assert first.digest in page.content.decode()
    with pytest.raises(UsageError):
        picture.build(at("2026-02-01"), command_line())
    assert provider.portal.person("admin").get("/staff/advisories/picture/").status_code == 403
