"""The table of reach of issue 7, on inventories and advisories of seeds that are given.

Run: `python bench/devices_reach.py FOLDER-OF-CSAF SEED [SEED…]`. Prints one JSON document for each
seed: on the real advisories in the folder, and on 300 made-up ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wardline.testing.devicereach import measure, shares
from wardline.testing.inventories import items_of, make_advisories


def main() -> None:
    """Measure each seed."""
    folder, *seeds = sys.argv[1:]
    real = [json.loads(path.read_bytes()) for path in sorted(Path(folder).rglob("*.json"))]
    for seed in map(int, seeds):
        made = make_advisories("held", seed, 300)
        told = {
            "seed": seed,
            "real": shares(measure(real, [one for d in real for one in items_of(d)], seed)),
            "made up": shares(
                measure([d for d, _ in made], [one for _, those in made for one in those], seed)
            ),
        }
        print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
