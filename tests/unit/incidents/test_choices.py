"""The form's tables: every code is VERIS's where VERIS has one, and each part says who sees it."""

from __future__ import annotations

import pytest

from wardline.incidents import choices as c
from wardline.incidents.model import Category, Report
from wardline.incidents.veris import words


def test_each_kind_presets_actions_in_veris_words():
    for kind in c.KINDS:
        assert kind.actions, kind.code
        for action in kind.actions:
            for field, found in (
                ("variety", action.varieties),
                ("vector", action.vectors),
                ("target", action.targets),
            ):
                known = words().get(f"action.{action.category}.{field}", frozenset())
                assert set(found) <= known, (kind.code, field)


@pytest.mark.parametrize(
    ("table", "path"),
    [
        (c.DATA, "attribute.confidentiality.data.variety"),
        (c.ASSETS, "asset.assets.variety"),
        (c.MOTIVES, "actor.external.motive"),
        (c.SIZES, "victim.employee_count"),
    ],
)
def test_codes_are_words_of_veris(table, path):
    assert {each.code for each in table} <= words()[path]


def test_ways_of_finding_are_those_of_veris():
    for each in c.DETECTED_BY:
        assert each.how in words()[f"discovery_method.{each.who}.variety"], each.code


@pytest.mark.parametrize(
    "table",
    [c.KINDS, c.DATA, c.ASSETS, c.DETECTED_BY, c.CONTROLS, c.NEEDS, c.SIZES, c.VICTIMS, c.MOTIVES],
)
def test_no_code_and_no_words_stand_twice(table):
    assert len({each.code for each in table}) == len(table)
    assert len({each.label for each in table}) == len(table)


def test_every_category_of_veris_can_be_chosen():
    assert {action.category for kind in c.KINDS for action in kind.actions} == set(Category)


def test_every_part_of_the_report_says_who_sees_it_under_every_release():
    assert [section.code for section in c.SECTIONS] == list(Report.__struct_fields__)
    for section in c.SECTIONS:
        assert set(section.seen) == set(c.Release)
        assert all(sentence.endswith(".") for sentence in section.seen.values())


def test_a_code_of_somebody_else_is_shown_as_it_is():
    assert c.label(c.DATA, "Medical") == "Health records"
    assert c.label(c.DATA, "Made up") == "Made up"


def test_a_kind_is_known_again_by_its_actions():
    for kind in c.KINDS:
        assert c.kind_of(kind.actions).actions == kind.actions
    assert c.kind_of(()) is None
