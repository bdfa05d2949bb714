"""Work orders out and back, letters, evidence: nothing lost, nothing private, nothing that runs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.errors import UnprocessableError
from wardline.devices import evidence
from wardline.devices.cells import guarded, unguarded, write_csv
from wardline.devices.evidence import Proof, rows
from wardline.devices.letter import Letter, letter
from wardline.devices.monday import Task
from wardline.devices.orders import COLUMNS, rows_back, rows_out
from wardline.devices.tongue import tongue
from wardline.devices.track import State, Step

TODAY = date(2026, 3, 2)


def task(number=7, **more):
    values = {
        "number": number,
        "tag": "=1+1",
        "ward": "ICU",
        "maker": "BD",
        "model": "Alaris 8015",
        "kind": "",
        "version": "9.33",
        "state": State.CHECK_VERSION,
        "advisory": "ICSMA-1",
        "outcome": "scheduled",
        "priority": 61.5,
        "sum": "",
        "fda": "controlled",
        "due": TODAY,
        "rule": "",
        "reason": "as the test says",
    }
    return Task(**(values | more))


def filled(*changes, tasks=None):
    """The orders as they come back, with cells filled in."""
    rows = list(csv.DictReader(io.StringIO(write_csv(COLUMNS, rows_out(tasks or [task()])))))
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@given(st.text())
def test_any_cell_comes_back_as_it_was_and_never_begins_a_formula(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_a_version_that_was_read_comes_back_as_verified():
    change = {"version_read": "12.1.2", "fixed": "Yes", "who": "B. Tech", "done_on": "3/1/2026"}
    steps, blank, losses = rows_back(filled(change), "orders.csv", TODAY, "")
    assert (blank, losses) == (0, [])
    [back] = steps
    assert (back.number, back.state) == (7, State.CHECK_VERSION)
    assert (back.step.to, back.step.version) == (State.VERIFIED, "12.1.2")
    assert (back.step.who, back.step.on) == ("B. Tech", date(2026, 3, 1))


def test_a_row_that_nobody_filled_in_is_blank_and_no_loss():
    assert rows_back(filled({"who": "B. Tech"}), "x", TODAY, "") == ([], 1, [])


def test_the_words_of_a_customer_only_notice_stay_in_the_house():
    [row] = rows_out([task(advisory="BD-7", reason="hush")], {"BD-7"})
    assert "BD-7" in row
    assert "hush" not in " ".join(row)


def test_the_order_of_columns_and_the_spelling_of_headings_do_not_matter():
    lines = "State;Notes;New State;FINDING;Reason\r\ncheck version;x;planned;7.0;'=soon\r\n"
    [back] = rows_back(lines.encode(), "x", TODAY, "R. Engineer")[0]
    assert (back.number, back.step.to, back.step.reason) == (7, State.PLANNED, "=soon")
    assert back.step.who == "R. Engineer"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"new_state": "done"}, "no state"),
        ({"reason": "hm"}, "names no new_state"),
        ({"new_state": "planned", "finding": "x"}, "no number of a finding"),
        ({"new_state": "planned", "fixed": "perhaps"}, "neither yes nor no"),
        ({"new_state": "planned", "until": "soon"}, "is no day"),
        ({"new_state": "planned", "done_on": "2026-03-03"}, "has not come yet"),
        ({"new_state": "not_affected", "justification": "so"}, "no justification"),
    ],
)
def test_a_row_that_cannot_be_taken_is_listed_with_its_line(change, words):
    good = {"new_state": "planned"}
    data = filled(change, good, tasks=[task(7), task(8)])
    steps, _, losses = rows_back(data, "orders.csv", TODAY, "R. Engineer")
    assert [back.number for back in steps] == [8]
    [loss] = losses
    assert (loss.file, loss.place) == ("orders.csv", "line 2")
    assert words in loss.reason


def test_orders_go_out_in_spanish_and_come_back_in_either_language():
    """As a technician fills them in: state, yes and day in her own words."""
    say = tongue("es")
    columns = [say(name) for name in COLUMNS]
    [row] = rows_out([task(assignee="B. Tech", outcome="defer")], (), say)
    cells = dict(zip(columns, row, strict=True))
    assert (cells["estado"], cells["clase"]) == ("leer versión", "aplazable")
    change = {"estado nuevo": "Verificado", "versión leída": "12.1.2", "corregido": "Sí"}
    out = write_csv(columns, [list((cells | change).values())])
    [back] = rows_back(out.encode("utf-8-sig"), "x", TODAY, "R. Ruiz")[0]
    assert (back.state, back.step.to) == (State.CHECK_VERSION, State.VERIFIED)
    assert (back.step.version, back.step.fixes, back.step.who) == ("12.1.2", True, "R. Ruiz")
    for state in State:
        for word in (state.value, say(state.value), say(state.value).upper()):
            lines = f"hallazgo;estado;new_state;justificación\r\n7;{word};retirado;\r\n"
            steps, _, losses = rows_back(lines.encode(), "x", TODAY, "R. Ruiz")
            assert losses == []
            assert [one.state for one in steps] == [state]


def test_whom_a_cmms_gave_the_work_to_is_kept():
    data = filled({"new_state": "in_work", "assignee": "B. Tech"})
    [back] = rows_back(data, "x", TODAY, "R. Engineer")[0]
    assert (back.step.assignee, back.step.who) == ("B. Tech", "R. Engineer")


def proof(**more):
    step = Step(State.MITIGATED, "R. Ruiz", TODAY, control="regla 7", tested=True, until=TODAY)
    values = {
        "number": 7, "tag": "T1", "ward": "UCI", "maker": "BD", "model": "Alaris", "advisory": "",
        "outcome": "out-of-cycle", "due": "2026-01-01", "state": State.MITIGATED,
        "addressed": False, "step": step,
        "reopened": "the version on record changed from '9.1' to '9.33'",
    }  # fmt: skip
    return Proof(**(values | more))


def test_evidence_in_spanish_has_no_english_of_ours_left():
    say = tongue("es")
    accepted = Step(State.ACCEPTED, "R. Ruiz", TODAY, reason="sin repuesto", leader="Dr. A")
    listed = [proof(), proof(step=accepted, state=State.ACCEPTED, addressed=True)]
    first, second = rows(listed, say)
    told = dict(zip(evidence.COLUMNS, first, strict=True))
    assert told["advisory"] == "un aviso solo para clientes"
    assert told["proof"] == "medida: regla 7 (comprobado)"
    assert told["asked_again"].startswith("la versión registrada cambió")
    assert (told["state"], told["addressed"]) == ("mitigado", "no")
    assert "aceptado por Dr. A, anotado por R. Ruiz; sin repuesto" in second
    lines = evidence.summary(listed, TODAY, say)
    assert lines == [
        "A 2026-03-02 (UTC): 2 hallazgos en 1 dispositivos.",
        "Resueltos: 1 (1 aceptado). Abiertos: 1, de ellos vencidos: 1.",
    ]


def test_another_file_is_refused_with_the_next_step():
    with pytest.raises(UnprocessableError, match="wardline devices orders"):
        rows_back(b"a,b\r\n1,2\r\n", "x", TODAY, "")


def test_a_letter_asks_five_questions_and_tells_no_more_than_models_versions_and_counts():
    tasks = [
        task(1, tag="TAG-1", ward="WARD-ICU"),
        task(2, tag="TAG-2", ward="WARD-ICU"),
        task(3, tag="TAG-2", ward="WARD-ICU", advisory="SECRET-7", version=""),
    ]
    facts = {
        "ICSMA-1": {"title": "BD Alaris 8015", "link": "https://example.org/1"},
        "SECRET-7": {"title": "Hush", "private": True},
    }
    text = letter(tasks, facts, Letter("BD", "Example Hospital", "R. Engineer", TODAY))
    assert "2  Alaris 8015, 9.33" in text
    assert "1  Alaris 8015, version not recorded" in text
    assert "ICSMA-1  BD Alaris 8015  https://example.org/1" in text
    assert all(f"\n{number}. " in text for number in range(1, 6))
    assert "\n6. " not in text
    for private in ("TAG-", "WARD", "SECRET", "Hush"):
        assert private not in text


def test_a_letter_leaves_out_what_was_typed_into_the_wrong_cell():
    """Made-up numbers of the house's own, in the cells of model and version."""
    tasks = [
        task(1, model="Alaris 8015 SN 4471023", version="9.33 s/n: AB-10293"),
        task(2, model="Alaris 8015 at 10.20.30.44", version="10.1.2.3"),
        task(3, model="Alaris 00:1a:2b:3c:4d:5e", version="Serial No. 99331"),
    ]
    text = letter(tasks, {}, Letter("BD", "Example Hospital", "R. Engineer", TODAY))
    assert "      1  Alaris 8015, 9.33\n" in text
    assert "      1  Alaris, version not recorded\n" in text
    # A version of four numbers is no address.
    assert "Alaris 8015 at, 10.1.2.3\n" in text
    for own in ("4471023", "10293", "10.20.30", "1a:2b", "99331"):
        assert own not in text
