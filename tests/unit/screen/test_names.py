"""What the finder of persons' names covers, keeps and asks about (all persons here are made up)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from wardline.screen.names import find
from wardline.screen.names.lexicon import fold, lexicon


def covered(text: str, **more: object) -> list[str]:
    """The stretches that are replaced."""
    return [text[s.start : s.end] for s in find(text, **more) if s.sure]


def touched(text: str, **more: object) -> list[str]:
    """The stretches that are replaced or asked about."""
    return [text[s.start : s.end] for s in find(text, **more)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maria Lopez called the help desk about the mail.", "Maria Lopez"),
        ("The nurse, Chukwuemeka Okafor, opened the attachment.", "Chukwuemeka Okafor"),
        ("Patient Zofia Wiśniewska was seen in the ER.", "Zofia Wiśniewska"),
        ("Prepared by Venkatesh Subramaniam, CISO.", "Venkatesh Subramaniam"),
        ("Contact: Min-jun Park, 555-201-3344.", "Min-jun Park"),
        ("Spoke with Fatima Al-Hassan this morning.", "Fatima Al-Hassan"),
        ("A guarantor named Joris van der Berg has paid.", "Joris van der Berg"),
        ("According to Siobhan O'Neill, who called twice, it froze.", "Siobhan O'Neill"),
        ("Regards,\nDanielle Campbell\nRN, ext 4411", "Danielle Campbell"),
    ],
)
def test_a_full_name_in_prose_is_covered(text: str, name: str) -> None:
    assert covered(text) == [name]


@pytest.mark.parametrize("name", ["Quani Fivehamo", "Zoudrak Rafibbe", "Brelto Vaskimee"])
def test_a_name_in_no_list_is_covered_by_its_place_in_the_sentence(name: str) -> None:
    assert all(not lexicon().code(fold(part)) for part in name.split())
    assert covered(f"Prepared by {name}, CISO.") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('pat="Mckee, Ronald" mrn=4711', "Mckee, Ronald"),
        ("patient=BUTLER^HEATHER acc=4711", "BUTLER^HEATHER"),
        ("label for wrong patient: HENDERSON, CASSANDRA DOB 11/06/2013", "HENDERSON, CASSANDRA"),
        ("JOSEPH HUNTER FROM PHARMACY REPORTED THAT THE PUMP FROZE", "JOSEPH HUNTER"),
        ("she says the mail also reached ashley murphy", "ashley murphy"),
    ],
)
def test_other_written_forms_are_covered(text: str, name: str) -> None:
    assert covered(text) == [name]


def test_a_surname_alone_after_a_title_is_covered() -> None:
    assert covered("I told Dr. Nurse and Mrs. Price about it.") == ["Nurse", "Price"]


def test_a_street_that_ends_in_dr_is_no_title() -> None:
    assert "Suite" not in "".join(touched("8319 Cedar Ridge Dr Suite 100"))


@pytest.mark.parametrize(
    "text",
    [
        "Infusion pumps from Baxter and monitors from Philips lost power.",
        "Epic and Ivanti released a fix for CVE-2024-21887.",
        "Patients with Parkinson's disease or Crohn's disease were told.",
        "A Foley catheter was placed; the Glasgow Coma Scale was 15.",
        "Screens were posted by Black Basta and Rhysida, not by Fancy Bear.",
        "The price will rise, and the bill may be due on Good Friday.",
        "Turner syndrome and a Jackson-Pratt drain were noted.",
        "Becton Dickinson, Henry Schein and Johnson Controls were asked.",
        "On March 1, 2025 our SOC saw beaconing during Patch Tuesday.",
    ],
)
def test_what_looks_like_a_name_and_is_none_is_kept(text: str) -> None:
    assert covered(text) == []


def test_the_same_words_are_a_person_or_not_by_their_place() -> None:
    assert covered("Will Price from pharmacy called the help desk.") == ["Will Price"]
    assert covered("The price will be announced by the pharmacy.") == []


def test_later_mentions_of_a_full_name_are_covered() -> None:
    text = "Patient Zofia Wiśniewska fell. Wiśniewska was moved; we told Zofia again."
    assert covered(text) == ["Zofia Wiśniewska", "Wiśniewska", "Zofia"]


def test_a_fence_is_never_entered() -> None:
    text = "Mail from Maria Lopez <maria.lopez@evil.example> came."
    start = text.index("Maria")
    fence = [(start, start + len("Maria Lopez"))]
    assert not any(s.start < fence[0][1] and fence[0][0] < s.end for s in find(text, fence))


def test_the_staff_list_is_found_in_any_case_and_alone() -> None:
    text = "see grunvik and Tollabe on it"
    spans = find(text, known=frozenset({"Tollabe Grunvik"}))
    assert [text[s.start : s.end] for s in spans] == ["grunvik", "Tollabe"]
    assert all(s.sure and s.rule == "names.staff" for s in spans)


def test_spans_are_in_order_and_apart() -> None:
    text = "Dr. Maria Lopez, LOPEZ^MARIA and Lopez, Maria; maria lopez. " * 3
    spans = find(text, kind="narrative", known=frozenset({"Maria Lopez"}))
    assert spans
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "^", "''", "-", "…", "\u0301", "李小龙", "A", "\ud800", "ß" * 50]
)
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(find(text), list)


@pytest.mark.parametrize(
    "piece",
    [
        "John ",
        "JOHN^",
        "O'",
        "Dr. ",
        "John-",
        "Zqxj ",
        "a\u0301",
        "van der ",
        "(John) ",
        "J.",
        "Becton ",
    ],
)
def test_long_hostile_text_gets_an_answer(piece: str) -> None:
    """Quadratic work on so much would run into the suite's time limit."""
    text = piece * (400_000 // len(piece))
    spans = find(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
