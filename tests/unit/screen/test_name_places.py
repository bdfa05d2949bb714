"""Names by their place: fields, columns, files; heads and makers that are none (all made up)."""

from __future__ import annotations

import pytest

from wardline.screen.model import Decision
from wardline.screen.names import find
from wardline.screen.text import screen


def covered(text: str) -> list[str]:
    """The stretches that are replaced."""
    return [text[s.start : s.end] for s in find(text) if s.sure]


def gone(text: str, *values: str) -> bool:
    """Whether none of the values is left in what may leave."""
    shown = screen(text).text
    return not any(value in shown for value in values)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[ptname Ottokar, Belinda] [build 7]", "Ottokar, Belinda"),
        ("enrollee = Sunny Barker\nregion = west", "Sunny Barker"),
        ("PATIENT LAST NM : LAKES\nPLAN : GOLD", "LAKES"),
        ("First Nm ....... Corinna\nSex ............ F", "Corinna"),
        ("/find?rx=12&last=Fontaine&state=OH", "Fontaine"),
        ("Guarantor ______ Brannigan, Theo", "Brannigan, Theo"),
        ("<td>Requester Name</td><td>Mirela Costea</td>", "Mirela Costea"),
        ("Attending OLGA PETRENKO  PCP IAN MARSHALL", "IAN MARSHALL"),
    ],
)
def test_a_person_s_field_is_covered(text: str, name: str) -> None:
    assert name in covered(text)


@pytest.mark.parametrize(
    "text",
    [
        "Guarantor Name: unknown",
        "family = Conti",
        "Brand Name: Radiometer",
        "Insured Nm\nChassis Serial",
        "STAFF_NAME            PC_NAME            LAST_LOGON",
        "BEGIN:VEVENT\nMETHOD:REQUEST",
    ],
)
def test_heads_of_fields_and_what_is_no_person_stay(text: str) -> None:
    assert covered(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "Farid ten Broeke",
        "Ilse van der Meer",
        "Ana de la Fuente",
        "Kenji D'Amico",
        "Róisín O’Shea",  # noqa: RUF001 # as word processors write it
        "Trip Callahan",
        "Jean-Luc Okonjo",
    ],
)
def test_a_name_with_small_words_and_signs_is_one_name(name: str) -> None:
    assert covered(f"The chart of {name} was opened twice.") == [name]


def test_last_and_first_without_a_space_are_one_name_but_not_in_two_cells() -> None:
    assert covered("op3  KOWALSKA,HALINA  8812") == ["KOWALSKA,HALINA"]
    cells = "Acct,Last,First,Town\n7,Kowalska,Halina,Ely\n8,Petrenko,Olga,Ely\n"
    assert screen(cells).text.splitlines()[1].count(",") == 3


def test_what_a_field_named_is_found_in_the_note_and_with_a_possessive() -> None:
    text = (
        '{"resourceType":"Patient","name":[{"family":"Brannigan","given":["Fiadh"]}],'
        '"note":"Fiadh\'s pump beeped"}'
    )
    assert gone(text, "Fiadh", "Brannigan")


def test_a_key_whose_value_is_a_term_of_machines_names_nobody() -> None:
    text = '{"displayName":"Role.DisplayName"}\n{"displayName":"Halina Kowalska"}'
    assert screen(text).text.count("displayName") == 2


def test_a_name_in_a_folder_s_name_is_covered() -> None:
    assert gone("The folder Jessica_Thompson_ct on the share.", "Jessica", "Thompson")


@pytest.mark.parametrize(
    "address", ["romeroval[.]lol", "carterbay[dot]cam", "evans@hilldale[.]icu", "kim(.)example"]
)
def test_a_defanged_address_is_no_name(address: str) -> None:
    assert not any(part in " ".join(covered(f"then {address} again")) for part in address.split())


@pytest.mark.parametrize(
    "text", ["2823-3^K^LN", "80048^BMP^L", "7^elig^LN", "MS-DRG 870 was billed", "Staff Nurse II"]
)
def test_codes_and_ranks_are_no_names(text: str) -> None:
    assert covered(text) == []


def test_a_department_in_brackets_after_a_name_is_no_account() -> None:
    shown = screen("Joined: Halina Kowalska (pharmacy), Theo Brannigan (tbran7)").text
    assert "(pharmacy)" in shown
    assert "tbran7" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "The tunnel used rel-11_23_27 and 005010X222A1.",
        "Switch EX4300-48T, guide (0020,000d).",
        "Ticket SIR5388221 and TT4308042.",
        "Seen on 02-24-25 at the mill.",
        "Accepted as 1qXy2z-0003Kp-1T by the relay.",
    ],
)
def test_numbers_with_an_explanation_stay_and_hold_nothing(text: str) -> None:
    answer = screen(text)
    assert (answer.decision, answer.text) == (Decision.PASS, text)


@pytest.mark.parametrize("number", ["JQU267M75799", "6365177502W", "C78756556-1", "996-361685"])
def test_an_identifier_of_no_known_kind_is_taken_out(number: str) -> None:
    answer = screen(f"It was for {number} at last.")
    assert number not in answer.text
    assert answer.decision is Decision.PASS


def test_cells_that_a_comma_parts_are_numbers_of_their_own() -> None:
    assert gone("x,88.00,6011586807259199,y", "6011586807259199")
    assert "88.00" in screen("x,88.00,6011586807259199,y").text
