"""What the gate costs: objects with a silent and with the real text engine, and attachments.

    python bench/screen_objects.py SHARED/data

CPU seconds of one thread for objects; wall time for attachments, which start a process each.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from pathlib import Path

from wardline.core import jsonio
from wardline.importers.base import Item
from wardline.importers.misp import MispImporter
from wardline.importers.stix import StixImporter
from wardline.screen.files import screen_file
from wardline.screen.files.extract import extract
from wardline.screen.files.run import read_apart
from wardline.screen.model import Decision, Screened
from wardline.screen.stix import Gate, screen_object, screen_objects

PROFILE = {"domains": ["stmary.example"], "public_nets": ["203.0.113.0/24"], "ad": "STMARY"}
T = "2026-01-02T03:04:05.000Z"


def silent(text, _kind):
    return Screened(Decision.PASS, text, (), ())


def plain(number):
    """An indicator of 1.4 kB, as feeds send them."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012x}",
        "created_by_ref": "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5",
        "created": T,
        "modified": T,
        "name": f"C2 address {number}",
        "description": "Beacon of the loader in "
        + "campaigns against hospitals " * 24
        + str(number),
        "indicator_types": ["malicious-activity"],
        "pattern": f"[ipv4-addr:value = '45.{number % 250}.{number // 250 % 250}.7']",
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": T,
        "labels": ["ransomware", "healthcare"],
        "confidence": 85,
        "kill_chain_phases": [
            {"kill_chain_name": "mitre-attack", "phase_name": "command-and-control"}
        ],
        "object_marking_refs": ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],
        "external_references": [
            {"source_name": "vendor", "url": f"https://vendor.example/{number}"}
        ],
    }


def rate(name, objects, gate, *, checked=False):
    start = time.process_time()
    answers = [screen_object(obj, gate, checked=checked) for obj in objects]
    spent = time.process_time() - start
    said = dict(Counter(answer.decision.value for answer in answers))
    print(f"{name}: {len(objects) / spent:,.0f} objects/s {said}")


def survival(data):
    """Indicators of public collections that pass with their pattern as it was."""
    gate, total, kept = Gate.of(PROFILE), 0, 0
    files = [(path, StixImporter()) for path in sorted(data.glob("stix/*.json"))]
    files += [(path, MispImporter()) for path in sorted(data.glob("misp/*.json"))]
    for path, importer in files:
        objects = [i.object for i in importer.read(path.read_bytes()) if isinstance(i, Item)]
        for obj, answer in zip(objects, screen_objects(objects, gate).objects, strict=True):
            if obj["type"] == "indicator":
                total += 1
                passed = answer.decision is Decision.PASS and answer.object is not None
                kept += passed and answer.object["pattern"] == obj["pattern"]
    print(f"public indicators that survive: {kept} of {total}")


def attachments():
    log = b"2026-01-02T03:04:05Z fw01 action=deny src=59.104.197.214 dst=62.83.149.189 rule=geo\n"
    for name, content in (("3 words", b"three plain words"), ("1 MB of log", log * 12_000)):
        start = time.perf_counter()
        read_apart(content)
        apart = time.perf_counter()
        extract(content)
        here = time.perf_counter()
        screen_file(content, "x", PROFILE)
        whole = time.perf_counter()
        print(
            f"{name}: read in a child {1e3 * (apart - start):.0f} ms, "
            f"in the same process {1e3 * (here - apart):.1f} ms, "
            f"read and screened {1e3 * (whole - here):.0f} ms"
        )


def main():
    data = Path(sys.argv[1])
    quiet = Gate(silent, PROFILE)
    indicators = [plain(number) for number in range(20_000)]
    print(f"indicators of {len(jsonio.encode(indicators[0]))} bytes")
    rate("plain indicators, silent engine", indicators, quiet)
    rate("plain indicators, silent engine, checked before", indicators, quiet, checked=True)
    rate("plain indicators, real engine", indicators[:2_000], Gate.of(PROFILE))
    with gzip.open(data / "stix" / "attack-28984.ndjson.gz") as lines:
        attack = [jsonio.decode(line) for line in lines]
    rate("ATT&CK, silent engine", attack, quiet)
    rate("ATT&CK, real engine, every 7th", attack[::7], Gate.of(PROFILE))
    survival(data)
    attachments()


if __name__ == "__main__":
    main()
