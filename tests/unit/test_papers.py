"""The threat model and the red team's page point at tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A table's row whose last cell names tests: paths, or a test's own name.
ROW = re.compile(r"^\| (?!---)(.+) \|$", re.MULTILINE)
PATHS = re.compile(r"(?:tests/)?[\w/]*test_\w+\.py|tests/[\w/]+")
NAMES = re.compile(r"\btest_\w+\b(?!\.py)")


def rows(page: str) -> list[tuple[str, str]]:
    """What each row is about, and its pointers."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    cells = [row.split(" | ") for row in ROW.findall(text)]
    return [(row[0], row[-1]) for row in cells if row[-1] not in ("test", "what")]


def names() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    return found


def missing(pointers: str, known: set[str], files: set[str]) -> list[str]:
    """The pointers that lead nowhere; a file may stand without its folder behind one with it."""
    lost = []
    for one in PATHS.findall(pointers):
        there = (ROOT / one).exists() if one.startswith("tests/") else one in files
        lost += [] if there else [one]
    plain = PATHS.sub("", pointers)
    return lost + [one for one in NAMES.findall(plain) if one not in known]


@pytest.mark.parametrize("page", ["threat-model.md", "red-team.md"])
def test_each_row_points_at_tests_that_exist(page):
    known = names()
    files = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    told = rows(page)
    assert len(told) > 30
    for about, pointers in told:
        assert PATHS.search(pointers) or NAMES.search(pointers) or "no test:" in pointers, about
        assert not missing(pointers, known, files), about


def test_a_pointer_that_leads_nowhere_is_seen():
    assert missing("tests/unit/test_papers.py", set(), set()) == []
    assert missing("`test_known`, test_gone", {"test_known"}, set()) == ["test_gone"]
    assert missing("tests/e2e/test_never.py, test_other.py", set(), {"test_papers.py"}) == [
        "tests/e2e/test_never.py",
        "test_other.py",
    ]
