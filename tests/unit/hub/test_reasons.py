"""What a peer says of a withdrawal, as all who have the object read it. All of it is made up."""

from __future__ import annotations

import pytest

from wardline.hub.exchange import reasons


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("A wrong host was named.", "A wrong host was named."),
        ("Two\r\nlines\tand a \x1b[2J screen", "Two lines and a [2J screen"),
        ("Shown right\u202e to left.", "Shown right to left."),
        ("", ""),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_a_reason_is_one_line_that_steers_nothing(said, told):
    assert reasons.safe(said) == told


@pytest.mark.parametrize(
    "said", ["It named patient MRN 00482913.", "Call Nurse Maria Delgado, SSN 219-09-9999."]
)
def test_a_reason_that_names_a_patient_is_held_back_and_the_withdrawal_is_not(said):
    assert reasons.safe(said) == reasons.HELD
