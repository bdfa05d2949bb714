"""The goals of the issue, on generated inventories whose templates were kept away from building.

Real advisories and invented ones; the generator never asks the code that it measures.
"""

from __future__ import annotations

from collections import Counter

import pytest

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Device
from wardline.testing.inventories import items_of, make_advisories, make_rows

WORK = ("affected", "check")


def measure(documents, items, seed):
    matcher = Matcher(Catalog([read_csaf(d, "x")[0] for d in documents], Makers.bundled()))
    count: Counter[str] = Counter()
    for row in make_rows(items, "held", seed, 2500):
        cells = row.cells
        device = Device(
            cells["asset_id"],
            cells["manufacturer"],
            cells["model"],
            cells["software_version"],
            notes=cells["notes"],
        )
        got = {
            f.advisory.id: f for f in matcher.findings(device) if f.advisory.id not in row.ignore
        }
        for advisory in set(got) | set(row.truth) - row.ignore:
            add(count, row, row.truth.get(advisory), got.get(advisory))
        if row.kind == "decoy":
            count["decoys"] += 1
            count["decoys sure"] += any(f.sure and f.status != "not_affected" for f in got.values())
    return count


def add(count, row, truth, finding):
    status = finding.status.value if finding else None
    count["both"] += bool(truth and status)
    count["false"] += truth is None
    count["missed"] += status is None
    count["right"] += truth is not None and status == truth
    count["work both"] += truth in WORK and status in WORK
    count["work false"] += truth not in WORK and status in WORK
    count["work missed"] += truth in WORK and status not in WORK
    if truth == "affected":
        count["affected"] += 1
        count["affected missed"] += status not in WORK
        count["told not"] += status == "not_affected"
        count["told not, all or model"] += status == "not_affected" and (
            row.every or row.kind == "model"
        )
    if row.kind == "model" and truth:
        count["model rows"] += 1
        count["model rows right"] += status == truth


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
