"""What organizations answer to bulletins, what a bulletin is started from, what the log keeps."""

from __future__ import annotations

import json
import uuid

from wardline.core.clock import now

DAY = 86_400_000_000


def text(answer) -> str:
    return answer.content.decode()


# --- Answers -----------------------------------------------------------------------------------


def test_answers_are_counted_in_elevens_and_never_under_eleven(portal, released):
    number = released()

    def shown() -> dict:
        data = portal.anybody().get(f"/bulletins/{number}.json", secure=True).json()["answers"]
        return {one["state"]: one["count"] for one in data["states"]} | {"all": data["answered"]}

    def says(many: int, state: str) -> None:
        for _ in range(many):
            path = f"/bulletins/{number}/answer/"
            assert portal.person("analyst").post(path, {"state": state}).status_code == 302

    says(10, "done")
    assert set(shown().values()) == {None}
    says(1, "done")
    assert shown() == {"seen": None, "not-concerned": None, "doing": None, "done": 11, "all": 11}
    before = shown()
    says(3, "doing")
    assert shown() == before
    data = portal.anybody().get(f"/bulletins/{number}.json", secure=True).json()["answers"]
    assert data["hours"] == 0
    reader = portal.person("readonly")
    assert reader.post(f"/bulletins/{number}/answer/", {"state": "done"}).status_code == 403
    assert "shows no counts" not in text(reader.get(f"/bulletins/{number}/"))


def test_an_answer_that_is_given_again_is_kept_once(portal, released):
    from wardline.hub.bulletins.models import Answer

    number, person = released(), portal.person("analyst")
    for state in ("doing", "doing", "done", "done", "doing"):
        path = f"/bulletins/{number}/answer/"
        assert person.post(path, {"state": state}).status_code == 302
    kept = Answer.objects.filter(organization=person.user.organization_id).order_by("id")
    assert list(kept.values_list("state", flat=True)) == ["doing", "done", "doing"]


def test_who_said_nothing_is_reminded_once_and_who_is_through_is_not(portal, room, released):
    silent, done, doing = (portal.person("analyst") for _ in range(3))
    number = released(severity="critical")
    room.go()
    for person, state in ((done, "done"), (doing, "doing")):
        person.post(f"/bulletins/{number}/answer/", {"state": state})
    room.go(now() + DAY - 3_600_000_000)
    assert [one["step"] for one in room.told(silent)] == ["new"]
    for _ in range(2):
        room.go(now() + DAY + 3_600_000_000)
    steps = [[one["step"] for one in room.told(person)] for person in (silent, doing, done)]
    assert steps == [["new", "reminder"], ["new", "reminder"], ["new"]]


# --- Started from facts ------------------------------------------------------------------------


def test_a_csaf_file_fills_the_facts_in(room, writer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    document = {
        "document": {
            "title": "Made-up Pump: hole in the web page",
            "distribution": {"tlp": {"label": "GREEN"}},
            "tracking": {"id": "MADE-UP-2026-07"},
            "aggregate_severity": {"text": "Critical"},
            "references": [{"summary": "More", "url": "https://made-up.example/7"}],
        },
        "product_tree": {"branches": [{"branches": [{"product": {"name": "Made-up Pump 3"}}]}]},
        "vulnerabilities": [{"cve": "CVE-2026-4242"}],
    }
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())
    started = writer.post("/staff/bulletins/new/", {"file": file})
    number = started["location"].rstrip("/").rpartition("/")[2]
    draft = room.filled(number)
    assert draft["advisories"] == "MADE-UP-2026-07\nCVE-2026-4242"
    assert draft["devices"] == "Made-up Pump 3"
    assert (draft["tlp"], draft["severity"]) == ("green", "critical")
    assert "Made-up Pump 3" in draft["concern_en"]
    broken = SimpleUploadedFile("a.json", b"[1]")
    assert writer.post("/staff/bulletins/new/", {"file": broken}).status_code == 400
    missing = writer.post("/staff/bulletins/new/", {"from": f"indicator--{uuid.uuid4()}"})
    assert missing.status_code == 404


def test_every_step_is_in_the_log(portal, writer, second, released):
    from wardline.hub.audit import service as audit

    number = released(tlp="amber")
    reader = portal.person("analyst")
    for _ in range(2):
        reader.get(f"/bulletins/{number}/")
    reader.post(f"/bulletins/{number}/answer/", {"state": "seen"})
    second.post(f"/staff/bulletins/{number}/withdraw/", {"reason": "Made up"})
    actions = [one.action for one in audit.about(f"bulletin:{number}", 20)]
    assert actions == ["bulletin.withdrawn", "bulletin.answered", "bulletin.given",
                       "bulletin.released", "bulletin.asked", "bulletin.started"]  # fmt: skip


def test_the_number_of_a_dropped_draft_is_not_given_again(writer, written):
    first = written()
    assert writer.post(f"/staff/bulletins/{first}/do/", {"do": "drop"}).status_code == 302
    assert writer.get(f"/staff/bulletins/{first}/").status_code == 404
    second, third = written(), written()
    numbers = [int(one.rpartition("-")[2]) for one in (first, second, third)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_the_ten_thousandth_number_of_a_year_is_followed_by_the_next(writer, written):
    from wardline.hub.bulletins.models import Numbering

    year = int(written().split("-")[1])
    stood = Numbering.objects.get(year=year).last
    Numbering.objects.filter(year=year).update(last=9_998)
    numbers = [written().rpartition("-")[2] for _ in range(3)]
    Numbering.objects.filter(year=year).update(last=stood)
    assert numbers == ["9999", "10000", "10001"]


def test_an_advisory_and_its_bulletin_link_to_each_other_for_whoever_may_read_both(
    portal, provider, room, writer
):
    member, public = portal.person("analyst"), portal.anybody()
    document = provider.publish(tlp="GREEN")
    key, number = provider.row(document).pk, document["document"]["tracking"]["id"]
    page = text(writer.get(f"/advisories/{key}/"))
    assert f"/staff/bulletins/new/?from={number}" in page
    assert "/staff/bulletins/new/" not in text(member.get(f"/advisories/{key}/"))
    made = writer.post("/staff/bulletins/new/", {"from": number})["location"]
    bulletin = made.rstrip("/").rpartition("/")[2]
    # The number is taken out and the label lowered: it was started from it still.
    form = room.filled(bulletin) | {
        "advisories": "",
        "tlp": "clear",
        "contact": "a@made-up.example",
    }
    assert writer.post(f"/staff/bulletins/{bulletin}/", form).status_code == 302
    assert member.get(f"/advisories/{key}.json").json()["bulletins"] == []
    room.agree(bulletin)
    [there] = member.get(f"/advisories/{key}.json").json()["bulletins"]
    assert there["id"] == bulletin
    assert f'href="/bulletins/{bulletin}/"' in text(member.get(f"/advisories/{key}/"))
    [back] = member.get(f"/bulletins/{bulletin}.json").json()["linked"]
    assert (back["key"], back["id"]) == (key, number)
    assert f'href="/advisories/{key}/"' in text(member.get(f"/bulletins/{bulletin}/"))
    # The bulletin is everybody's, the advisory is not: the public is not told of it.
    shown = public.get(f"/bulletins/{bulletin}.json", secure=True).json()
    assert shown["linked"] == []
    assert number not in json.dumps(shown)


def test_an_advisory_does_not_tell_of_a_bulletin_that_is_not_for_its_reader(
    portal, provider, room, writer
):
    one, other = portal.person("analyst"), portal.person("analyst")
    document = provider.publish(tlp="WHITE")
    key, number = provider.row(document).pk, document["document"]["tracking"]["id"]
    bulletin = room.released(tlp="red", recipients=(one.organization,), sources=(number,))
    assert [row["id"] for row in one.get(f"/advisories/{key}.json").json()["bulletins"]] == [
        bulletin
    ]
    for client in (other.client, portal.anybody()):
        assert bulletin not in text(client.get(f"/advisories/{key}.json", secure=True))
    assert writer.post("/staff/bulletins/new/", {"from": f"{number} CVE-2026-1"}).status_code == 404


def test_a_bulletin_from_an_advisory_takes_the_stricter_label_and_its_recipients(
    portal, provider, room, writer
):
    named = portal.organization()
    document = provider.publish(tlp="RED", named=(named,))
    number = document["document"]["tracking"]["id"]
    # Who may not see it cannot start from it, and learns nothing.
    assert writer.post("/staff/bulletins/new/", {"from": number}).status_code == 404
    from wardline.hub.advisories.models import Named

    Named.objects.create(advisory=provider.row(document), organization=writer.organization)
    made = writer.post("/staff/bulletins/new/", {"from": number})["location"]
    form = room.filled(made.rstrip("/").rpartition("/")[2])
    assert form["tlp"] == "red"
    assert set(form["recipients"]) == {named, writer.organization}
