"""docs/asvs.md: no requirement of levels 1 and 2 is left out, and each proof is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# How many requirements of levels 1 and 2 each chapter of OWASP ASVS 5.0.0 has.
COUNTS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9}
COUNTS |= {13: 13, 14: 9, 15: 13, 16: 16, 17: 7}


def paper() -> str:
    return (ROOT / "docs/asvs.md").read_text()


def test_every_requirement_of_levels_1_and_2_stands_there_once():
    numbers = re.findall(r"(?<![\d.])(\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d.])", paper())
    rows = [n for line in paper().splitlines() for n in _first_cell(line)]
    assert len(rows) == len(set(rows)), [n for n in rows if rows.count(n) > 1]
    found = dict.fromkeys(COUNTS, 0)
    for number in rows:
        found[int(number.split(".")[0])] += 1
    assert found == COUNTS
    assert set(rows) <= set(numbers)


def _first_cell(line: str) -> list[str]:
    cell = line.split("|")[1] if line.startswith("| ") else line
    if not re.match(r"^\s*\d+\.\d+\.\d+", cell):
        return []
    return re.findall(r"\d+\.\d+\.\d+", cell)


def test_every_file_it_names_is_there():
    named = re.findall(r"\b((?:tests|docs)/[\w./-]+\.(?:py|md))", paper())
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
