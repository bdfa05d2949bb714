"""Match 50,000 made-up devices against 2,400 made-up advisories, beside the cheapest way there is.

The unit is the cost of folding the names and one dictionary look-up for each device. Run:
`python bench/devices.py [devices] [advisories]`. Prints one JSON document.
"""

from __future__ import annotations

import gc
import json
import random
import re
import resource
import sys
import time
import unicodedata

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.fleet import Fleet
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Device
from wardline.testing.inventories import make_advisories, make_rows

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def main() -> None:
    """Make the data, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    advisories = int(sys.argv[2]) if len(sys.argv) > 2 else 2_400
    made = make_advisories("held", 11, advisories)
    items = [item for _, those in made for item in those]
    chance = random.Random(3)
    rows = []
    while len(rows) < count:
        some = chance.sample(items, min(len(items), 400))
        rows += make_rows(some, "held", chance.randrange(1 << 30), 2_000)
    devices = [_device(row.cells) for row in rows[:count]]
    parsed = [read_csaf(document, "made")[0] for document, _ in made]
    names = {_fold(item.maker, item.name): item for item in items}
    del made, items, rows
    # As the command does: nothing here is circular, and scanning for circles costs half the time.
    gc.collect()
    gc.disable()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = min(
        _timed(lambda: [names.get(_fold(d.maker, d.model)) for d in devices]) for _ in range(3)
    )
    makers = Makers.bundled()
    matcher: list[Matcher] = []
    catalog = _timed(lambda: matcher.append(Matcher(Catalog(parsed, makers))))
    found: list[int] = []
    match = _timed(lambda: found.append(sum(1 for _ in matcher[0].match(devices))))
    fleet: list[Fleet] = []
    ready = _timed(lambda: fleet.append(Fleet(devices, makers)))
    one = sorted(_timed(lambda a=a: fleet[0].match(a)) for a in parsed[:: max(1, advisories // 60)])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "devices": count,
                "advisories": advisories,
                "findings": found[0],
                "unit_s": round(unit, 4),
                "catalog_s": round(catalog, 2),
                "match_s": round(match, 2),
                "match_ratio": round((catalog + match) / unit, 1),
                "fleet_ready_s": round(ready, 2),
                "one_advisory_median_s": round(one[len(one) // 2], 4),
                "one_advisory_ratio": round(one[len(one) // 2] / unit, 3),
                "one_advisory_worst_ratio": round(one[-1] / unit, 3),
                "peak_mb": round(after / 1024),
                "peak_mb_before": round(before / 1024),
            }
        )
    )


def _device(cells: dict[str, str]) -> Device:
    return Device(
        cells["asset_id"],
        cells["manufacturer"],
        cells["model"],
        cells["software_version"],
        notes=cells["notes"],
    )


def _fold(maker: str, model: str) -> str:
    """Maker and model as a careful dictionary would have them: no accents, small, words only."""
    return f"{_plain(maker)}|{_plain(model)}"


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", bare.casefold()).split())


def _timed(call: object) -> float:
    start = time.process_time()
    call()  # type: ignore[operator]
    return time.process_time() - start


if __name__ == "__main__":
    main()
