"""How well devices are matched: made-up rows whose truth is known, held against what was found.

The generator (`inventories`) never asks the code that is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.makers import Makers
from wardline.devices.match import Finding, Matcher
from wardline.devices.model import Device
from wardline.testing.inventories import Item, Row, make_rows

WORK = ("affected", "check")


def measure(documents: Iterable[dict[str, Any]], items: list[Item], seed: int) -> Counter[str]:
    """Count what is found on 2,500 rows of the held-back templates, by what it should have been."""
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
            _add(count, row, row.truth.get(advisory), got.get(advisory))
        if row.kind == "decoy":
            count["decoys"] += 1
            count["decoys sure"] += any(f.sure and f.status != "not_affected" for f in got.values())
    return count


def _add(count: Counter[str], row: Row, truth: str | None, finding: Finding | None) -> None:
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


def shares(count: Counter[str]) -> dict[str, float]:
    """The figures of issue 7's table of reach."""

    def of(part: str, *wholes: str) -> float:
        whole = sum(count[name] for name in wholes)
        return round(count[part] / whole, 4) if whole else 0.0

    return {
        "product precision": of("both", "both", "false"),
        "product recall": of("both", "both", "missed"),
        "work list precision": of("work both", "work both", "work false"),
        "work list recall": of("work both", "work both", "work missed"),
        "affected but missed": of("affected missed", "affected"),
        "affected but told not affected": of("told not", "affected"),
        "of them on all versions and model rows": count["told not, all or model"],
        "status right": of("right", "both"),
        "model rows right": of("model rows right", "model rows"),
        "sibling decoys called sure": of("decoys sure", "decoys"),
    }
