"""Scans find what their patterns match, though they look only where a text has what these need."""

from __future__ import annotations

import importlib

import pytest

from wardline.screen.needs import needs
from wardline.screen.scan import Cues, Scan, View, Ways, parted
from wardline.testing.screening.make import texts

ROOMS = (
    "cues", "dates", "dicom", "fields", "hl7", "mail", "marks", "markup", "numbers", "observe",
    "secrets", "shapes", "table",
)  # fmt: skip
SCANS = {
    f"{room}.{name}": value
    for room in ROOMS
    for name, value in vars(importlib.import_module(f"wardline.screen.{room}")).items()
    if isinstance(value, Scan | Ways)
}


def _view(text: bytes) -> View:
    view = View(text)
    view.cues = Cues(text.lower())
    return view


def _spans(scan: Scan | Ways, text: bytes | bytearray) -> list[tuple[int, int]]:
    return [hit.span() for hit in scan.finditer(text)]


@pytest.fixture(scope="module")
def samples() -> list[bytes]:
    """Short texts of all kinds, and long ones of many blocks."""
    short = [item.text.encode("latin-1", "replace") for item in texts(11, 60, reach="all")]
    return [*short, b"\n\n".join(short), b" ".join(short).replace(b"\n", b" ")]


@pytest.mark.parametrize("name", SCANS)
def test_every_pattern_of_the_gate_finds_what_it_matches(name: str, samples: list[bytes]) -> None:
    plain = Scan(SCANS[name].pattern, longest=name == "cues._SCAN")
    for text in samples:
        for written in (text, text.lower()):
            assert _spans(SCANS[name], _view(written)) == _spans(plain, written)


@pytest.mark.parametrize("name", [name for name, scan in SCANS.items() if type(scan) is Ways])
def test_ways_give_the_groups_of_the_whole_pattern(name: str, samples: list[bytes]) -> None:
    scan = SCANS[name]
    whole = Scan(scan.pattern)
    for text in samples:
        found = zip(scan.finditer(_view(text)), whole.finditer(text), strict=True)
        for mine, other in found:
            groups = range(whole.groups + 1)
            assert [mine.span(group) for group in groups] == [other.span(g) for g in groups]


def test_what_was_not_there_is_found_once_a_word_is_cut() -> None:
    scan = Scan(rb"\bfax\b")
    text = b"prefax 555"
    view = _view(text)
    assert scan.finditer(view) == []
    view[:3] = b"\1\1\1"
    view.cues.cut(3)
    view.cues.again(view)
    assert _spans(scan, view) == [(3, 6)]


def test_a_pattern_learnt_late_is_found_in_a_text_looked_through_before() -> None:
    view = _view(b"the zyzzyva weevil")
    assert Scan(rb"\bthe\b").finditer(view)
    assert _spans(Scan(rb"zyzzyva"), view) == [(4, 11)]


@pytest.mark.parametrize(
    ("pattern", "without", "held"),
    [
        (rb"\bvin\b|truck", b"the vine", b"trucks"),
        (rb"\d{3}-\d{2}-\d{4}", b"call 555-1234", b"123-45-6789"),
        (rb"[a-f0-9]{32}", b"deadbeef", b"d41d8cd98f00b204e9800998ecf8427e"),
        (rb"[a-z]+://[a-z]+", b"a:/b and c", b"http://a"),
        (rb"(?:\r\n|x)y?", b"a", b"ax"),
    ],
)
def test_a_text_without_what_a_pattern_needs_has_no_match(
    pattern: bytes, without: bytes, held: bytes
) -> None:
    assert Scan(pattern).finditer(_view(without)) == []
    assert Scan(pattern).finditer(_view(held))


@pytest.mark.parametrize(
    ("pattern", "in_line", "blind"),
    [
        (rb"\bcard \d+\b", True, True),
        (rb"(?:^|\n)to: [a-z]+", True, True),
        (rb"<[a-z]+>([^<>]+)<", False, False),
        (rb"user [^\s\x00-\x03]+", True, True),
        (rb"a\sb", False, True),
        (rb"[a-z\x01] \d", True, False),
    ],
)
def test_where_matches_can_lie(pattern: bytes, in_line: bool, blind: bool) -> None:
    assert needs(pattern)[1:] == (in_line, blind)


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        (rb"a|b[|]c|(?:d|e)", [b"a", b"b[|]c", b"(?:d|e)"]),
        (rb"\b(?:a|b\|)\b", [rb"\b(?:a)\b", rb"\b(?:b\|)\b"]),
        (rb"(?:a|b)c", [b"(?:a|b)c"]),
        (rb"(?:a)(?:b|c)", [b"(?:a)(?:b|c)"]),
        (rb"[]|]x|[^\]|]", [b"[]|]x", rb"[^\]|]"]),
    ],
)
def test_ways_of_a_pattern(pattern: bytes, ways: list[bytes]) -> None:
    assert parted(pattern) == ways
