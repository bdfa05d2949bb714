"""Bulletins for members' programs: all that the organization may read, and its answers."""

from __future__ import annotations

import json

import pytest


class Program:
    """A program that shows its organization's API key."""

    def __init__(self, portal, organization: str = "", can=("read", "write")):
        from wardline.hub.members import service

        self.organization = organization or portal.organization()
        made = service.add_key(self.organization, "agent", list(can))
        self.id, self.client = made.id, portal.anybody()
        self.headers = {"Authorization": f"Bearer {made.secret}"}

    def pull(self, *numbers):
        return self.client.get(
            "/bulletins/pull.json", {"id": list(numbers)}, secure=True, headers=self.headers
        )

    def listed(self) -> dict[str, dict]:
        return {one["id"]: one for one in self.pull().json()["bulletins"]}

    def send(self, *answers):
        body = json.dumps({"answers": [{"bulletin": b, "state": s} for b, s in answers]})
        return self.client.post("/bulletins/answers/send", body, content_type="application/json",
                                secure=True, headers=self.headers)  # fmt: skip


def log(number: str) -> list[tuple[str, str]]:
    from wardline.hub.audit import service as audit

    return [(one.action, one.actor) for one in audit.about(f"bulletin:{number}", 20)]


@pytest.mark.parametrize("tlp", ["clear", "amber", "red"])
def test_a_program_takes_what_its_organization_may_read_and_the_log_tells(portal, released, tlp):
    one, other = Program(portal), Program(portal)
    named = (one.organization,) if tlp == "red" else ()
    number = released(tlp=tlp, recipients=named, systems=("Made-up Pump",), sources=("X-1",))
    row = one.listed()[number]
    assert (row["version"], row["withdrawn"]) == (1, False)
    assert (number in other.listed()) == (tlp != "red")
    [told] = one.pull(number).json()["bulletins"]
    assert told["sha256"] == row["sha256"]
    assert told["content"]["systems"] == ["Made-up Pump"]
    assert set(told["content"]["steps"]) >= {"it", "office-manager"}
    # For whom else it is, and from what it was started, is the staff's.
    assert not {"recipients", "sources"} & set(told["content"])
    assert (("bulletin.given", one.id) in log(number)) == (tlp != "clear")
    assert len(other.pull(number).json()["bulletins"]) == (tlp != "red")


def test_a_program_without_a_good_key_or_right_gets_nothing(portal, released):
    from wardline.hub.members import service

    number = released(tlp="green")
    anybody = portal.anybody()
    told = anybody.get("/bulletins/pull.json", {"id": [number]}, secure=True)
    assert told.json() == {"bulletins": []}
    bad = {"Authorization": "Bearer made-up"}
    assert anybody.get("/bulletins/pull.json", secure=True, headers=bad).status_code == 401
    writes = Program(portal, can=("write",))
    assert writes.pull().status_code == 403
    reads = Program(portal, can=("read",))
    assert reads.pull().status_code == 200
    assert reads.send((number, "done")).status_code == 403
    service.revoke_key(reads.id)
    assert reads.pull().status_code == 401
    good = Program(portal)
    assert good.pull(*[f"WB-2026-{n:04d}" for n in range(51)]).status_code == 400
    assert good.client.post("/bulletins/answers/send", b"{]", content_type="application/json",
                            secure=True, headers=good.headers).status_code == 400  # fmt: skip


def test_a_program_answers_for_its_organization(portal, room, released):
    from wardline.hub.bulletins import answers, service

    program = Program(portal)
    number, hidden = released(), released(tlp="red", recipients=(room.writer.organization,))
    sent = program.send((number, "doing"), (number, "maybe"), (hidden, "done"), ("WB-1", "done"))
    assert [one["kept"] for one in sent.json()["answers"]] == [True, False, False, False]
    # What is hidden and what is not there are answered alike.
    told = [one["why"] for one in sent.json()["answers"][2:]]
    assert told[0] == told[1]
    program.send((number, "done"))
    assert answers.newest(service.find(number)) == {program.organization: "done"}
    assert log(number)[:2] == [("bulletin.answered", program.id)] * 2


def test_a_stricter_correction_and_a_withdrawal_reach_programs(portal, room, writer, released):
    from wardline.hub.bulletins import service

    program = Program(portal)
    gone, back = released(tlp="green"), released()
    assert {gone, back} <= set(program.listed())
    writer.post(f"/staff/bulletins/{gone}/do/", {"do": "correct", "reason": "Too wide"})
    form = room.filled(gone) | {"tlp": "red", "recipients": [writer.organization]}
    assert writer.post(f"/staff/bulletins/{gone}/", form).status_code == 302
    room.agree(gone)
    service.withdraw(room.second.actor, back, "Made up")
    listed = program.listed()
    assert gone not in listed
    assert program.pull(gone).json() == {"bulletins": []}
    assert listed[back]["withdrawn"]
    assert program.pull(back).json()["bulletins"][0]["withdrawn_reason"] == "Made up"


def test_a_program_is_told_of_all_bulletins_however_many_there_are(portal, released, monkeypatch):
    from wardline.hub.bulletins import reading

    monkeypatch.setattr(reading, "_LOOKED", 1)
    numbers = [released() for _ in range(3)]
    client = portal.anybody()
    listed = client.get("/bulletins/pull.json", secure=True).json()["bulletins"]
    assert set(numbers) <= {one["id"] for one in listed}
    texts = client.get("/bulletins/pull.json", {"id": numbers}, secure=True).json()["bulletins"]
    assert {one["id"] for one in texts} == set(numbers)
    # A page shows the newest alone.
    assert len(client.get("/bulletins.json", secure=True).json()["bulletins"]) <= 1
