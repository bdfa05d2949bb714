"""What a hospital answers to each advisory: never better than what people have decided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wardline.devices.answers import Answer, Checked, Stand, answers
from wardline.devices.track import Finding, Seen, State, Step

TODAY = date(2026, 11, 26)
SINCE = date(2026, 11, 1)
LATER = SINCE + timedelta(days=9)
WHY = "component_not_present"


def stand(state, *steps, reopened=""):
    return Stand(Finding("A1", "ICSMA-1", Seen(), state, steps, reopened), SINCE)


def step(to, **more):
    return Step(to, "R. Engineer", LATER, **more)


ASKED = stand(State.CHECK_MATCH)
AFFECTED = stand(State.AFFECTED)
SPARED = stand(State.NOT_AFFECTED, step(State.NOT_AFFECTED, justification=WHY))
FIXED = stand(State.VERIFIED, step(State.VERIFIED, version="2", fixes=True))
CLOSED = stand(State.CLOSED, step(State.VERIFIED, version="2", fixes=True), step(State.CLOSED))
PLANNED = stand(State.PLANNED, step(State.PLANNED, due=date(2027, 1, 31)))
SOMEDAY = stand(State.PLANNED, step(State.PLANNED))
HELD = stand(State.MITIGATED, step(State.MITIGATED, control="VLAN", tested=True, until=TODAY))
ENDED = stand(State.MITIGATED, step(State.MITIGATED, tested=True, until=LATER))
AGAIN = stand(State.AFFECTED, *SPARED.finding.steps, reopened="a new revision")


@pytest.mark.parametrize(
    ("stands", "state", "on", "devices", "addressed"),
    [
        ([], "not-concerned", SINCE, 0, 0),
        ([SPARED], "not-concerned", LATER, 0, 0),
        ([ASKED], "acknowledged", SINCE, 0, 0),
        ([ASKED, SPARED], "acknowledged", SINCE, 0, 0),
        ([ASKED, FIXED], "concerned", SINCE, 1, 1),
        ([AFFECTED, SPARED], "concerned", SINCE, 1, 0),
        ([AGAIN], "concerned", SINCE, 1, 0),
        ([FIXED, CLOSED, HELD], "done", LATER, 3, 3),
        ([FIXED, ENDED], "concerned", SINCE, 2, 1),
        ([PLANNED, FIXED], "planned", SINCE, 2, 1),
        ([PLANNED, SOMEDAY], "concerned", SINCE, 2, 0),
        ([PLANNED, AFFECTED], "concerned", SINCE, 2, 0),
    ],
)
def test_an_answer_is_what_the_work_list_proves(stands, state, on, devices, addressed):
    [made] = answers({"ICSMA-1": Checked(SINCE, whole=True)}, stands, TODAY)
    planned = date(2027, 1, 31) if state == "planned" else None
    assert made == Answer("ICSMA-1", state, on, planned, devices, addressed)


def test_an_inventory_with_losses_never_says_not_for_us():
    checked = {"ICSMA-1": Checked(SINCE, whole=False)}
    for stands in ([], [SPARED]):
        [made] = answers(checked, stands, TODAY)
        assert made.state == "acknowledged"


def test_what_was_not_held_against_the_inventory_is_not_answered():
    assert answers({}, [AFFECTED], TODAY) == []
