"""The goals of the issue, on generated inventories whose templates were kept away from building.

Real advisories and invented ones; the generator never asks the code that it measures.
"""

from __future__ import annotations

import pytest

from wardline.testing.devicereach import measure
from wardline.testing.inventories import items_of, make_advisories


@pytest.mark.parametrize("kind", ["real", "invented"])
def test_the_goals_are_reached(documents, kind):
    if kind == "real":
        items = [item for document in documents for item in items_of(document)]
    else:
        made = make_advisories("held", 77, 300)
        documents = [document for document, _ in made]
        items = [item for _, those in made for item in those]
    count = measure(documents, items, 41)
    assert count["both"] / (count["both"] + count["false"]) >= 0.97
    assert count["both"] / (count["both"] + count["missed"]) >= 0.97
    assert count["work both"] / (count["work both"] + count["work false"]) >= 0.95
    assert count["work both"] / (count["work both"] + count["work missed"]) >= 0.97
    assert count["affected missed"] <= 0.03 * count["affected"]
    assert count["told not"] <= 0.002 * count["affected"]
    assert count["told not, all or model"] == 0
    assert count["right"] / count["both"] >= 0.93
    assert count["model rows right"] >= 0.95 * count["model rows"]
    assert count["decoys sure"] <= 0.01 * count["decoys"]
