"""The papers in Spanish: each sentence that the code says is in the catalog, with its places."""

from __future__ import annotations

import ast
import inspect
import re
import string
from datetime import date, timedelta

import pytest

from wardline.cli import deskpapers
from wardline.core.errors import UsageError
from wardline.devices import evidence, harm, letter, orders, pages, tongue
from wardline.devices import monday as room
from wardline.devices.makers import Makers
from wardline.devices.model import Device
from wardline.devices.monday import About, Task, monday
from wardline.devices.rank import CLASSES
from wardline.devices.track import State
from wardline.testing.inventories import items_of, make_rows

SPANISH = tongue.tongue("es")
TODAY = date(2026, 3, 2)


def said(module):
    """All literal sentences that a module gives to `say`."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("say", "say.many", "page.about.tongue"):
                for one in node.args:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value


def everything():
    for module in (room, pages, letter, deskpapers, evidence, orders):
        yield from said(module)
    yield from (*orders.COLUMNS, *evidence.COLUMNS, *(state.value for state in State))
    yield from (text for text, _ in (*room._STEPS.values(), room._CONFIRM))
    yield from (text for _, *texts in pages._TAIL for text in texts)
    yield from letter._QUESTIONS
    yield from deskpapers._SHEET
    yield from (harm.UNKNOWN, *(sentence for _, sentence in harm._SENTENCES))
    yield "Please answer within 14 days; until then we treat these devices as affected."
    yield "Write down what the device shows; if its label names another model, say so."


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_sentence_is_in_the_catalog_and_nothing_else():
    texts = set(everything())
    assert len(texts) > 60
    assert texts - set(tongue.SPANISH) == set()
    labels = {line.what for line in pages.rows_of(page("es").jobs[0])}
    assert labels - set(tongue.SPANISH) == set()


@pytest.mark.parametrize("english", tongue.SPANISH)
def test_a_translation_keeps_the_places(english):
    spanish = tongue.SPANISH[english]
    assert places(spanish) == places(english)
    assert spanish != english


def page(language, **more):
    values = {
        "number": 1, "tag": "T1", "ward": "", "maker": "BD", "model": "Alaris 8015", "kind": "pump",
        "version": "9.33", "state": State.AFFECTED, "advisory": "A-1", "outcome": "out-of-cycle",
        "priority": 61.5, "sum": "50·0.75 harm + 25·0.20 likelihood = 42.5", "fda": "uncontrolled",
        "due": TODAY - timedelta(days=1),
        "rule": "the hospital's policy: out-of-cycle in 30 days", "reason": "x",
        "reopened": "the version on record changed from '9.1' to '9.33'",
    }  # fmt: skip
    about = About(TODAY, 24, 1, 2000, 3, "", tongue.tongue(language))
    return monday([Task(**(values | more))], {}, about, Makers.bundled())


def test_a_page_in_spanish_has_no_english_of_ours_left():
    made = page("es")
    for text in (pages.monday_text(made), pages.monday_html(made)):
        assert "Dispositivos médicos, semana del 2026-03-02" in text
        assert "Un paciente podría recibir demasiado" in text
        assert "norma del hospital: fuera de ciclo en 30 días" in text
        assert "la versión registrada cambió de" in text
        plain = re.sub(r"<head>.*</head>", "", text, flags=re.DOTALL)
        words = re.sub(r"wardline devices \w+", "", plain)
        found = re.findall(r"\b(?:the|and|with|could|device|devices|patient|harm)\b", words)
        assert found == []
    assert '<html lang="es">' in pages.monday_html(made)


def test_what_a_maker_or_an_inventory_says_stays_in_its_own_words():
    made = page("es", ward="The harm ward {count}", maker="Immediate {x} Inc.")
    text = pages.monday_text(made)
    assert "The harm ward {count}" in text
    assert "Immediate {x} Inc." in text


@pytest.mark.parametrize("outcome", CLASSES)
def test_each_class_has_its_word(outcome):
    assert SPANISH.machine(outcome) != outcome
    assert tongue.ENGLISH.machine(outcome) == outcome


# Words of ours in the matching's sentences; what is quoted or told in brackets is others' own.
_OURS = re.compile(
    r"\b(?:the|is|are|its|not|said|named|recorded|record|maker|model|version|meant|lies|within"
    r"|outside|cannot|held|against|told|notes|under|condition|device|says|also|read|confirm|states"
    r"|faults|known|everyday|letter|differs|variant|short|advisory|this|label|all|of|by)\b"
)


def test_every_sentence_of_the_matching_has_its_spanish(documents, matcher):
    items = [item for document in documents for item in items_of(document)]
    rows = make_rows(items, "held", 7, 500)
    devices = [
        Device("1", row.cells["manufacturer"], row.cells["model"], row.cells["software_version"],
               notes=row.cells["notes"])
        for row in rows
    ]  # fmt: skip
    reasons = {one.reason for device in devices for one in matcher.findings(device)}
    assert len(reasons) > 150
    for reason in reasons:
        plain = re.sub(r"'.*?'(?=[;,) ]|$)|\(.*?\)", "", SPANISH.reason(reason))
        # Makers, and words of the device, stand without quotes.
        plain = re.sub(r"(= |el del aviso es )[^;]*|: [^;]*", "", plain)
        plain = re.sub(r"la versión .*? (?=está|no se)", "", plain)
        assert _OURS.findall(plain) == [], (reason, SPANISH.reason(reason))
    assert tongue.ENGLISH.reason(reason) == reason


@pytest.mark.parametrize(
    "parts",
    [
        (
            "its device identifier (GS1 123456789012) is named in A-1 as 'Pump: 9'",
            "no version is recorded",
            "meant: all of them",
            "its serial number 'SN123' is named there",
        ),
        (
            "its device identifier (GS1 1) is named in A-1 as 'P'",
            "version 9.3",
            "meant: <= 9.3",
            "its lot 'L1234' is named there",
        ),
        ("the same maker (BD) and FDA product code FRN as in A-1, 'Pump': read the label",),
        (
            "operating system 'W' is Windows, in which 102 faults are known to be exploited (KEV)",
            "by their CVE records this version is affected by 3 (CVE-1) and has the fix of 9",
            "read which of its updates are installed",
        ),
        (
            "operating system 'XP' is Windows, in which 9 faults are known to be exploited (KEV)",
            "its maker makes no more fixes for it",
        ),
        (
            "maker 'BD'",
            "model 'Alaris' is named in A-1 as 'Alaris'",
            "version 9.3 lies within '<= 9.3'",
            "VEX-1 states for it: component_not_present",
            "confirm that",
        ),
    ],
)
def test_sentences_of_numbers_and_systems_have_their_spanish(parts):
    told = SPANISH.reason("; ".join(parts))
    plain = re.sub(r"'.*?'|\(.*?\)|component_not_present", "", told)
    assert _OURS.findall(plain) == [], told


def test_a_letter_in_spanish():
    to = letter.Letter("BD", "Hospital H", "R. Ruiz", TODAY, SPANISH)
    task = Task(1, "T1", "ICU", "BD", "Alaris", "", "", State.AFFECTED, "A-1", "defer", 1.0, "", "",
                None, "", "")  # fmt: skip
    text = letter.letter([task], {"A-1": {"title": "Alaris"}}, to)
    assert "De R. Ruiz de Hospital H" in text
    assert "versión no registrada" in text
    assert "Responda en 14 días" in text


def test_another_language_is_refused_with_those_that_there_are():
    with pytest.raises(UsageError, match="no language 'fr'"):
        tongue.tongue("fr")
