"""Pack MISP warning lists into the one file that ships: tools/build_warninglists.py FOLDER."""

from __future__ import annotations

import gzip
import ipaddress
import json
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/wardline/core/data/warninglists.json.gz"
# Addresses for documentation and exercises (RFC 5737): nobody's service stands there.
DOCUMENTATION = {"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"}
# Informational: blocking a sinkhole or a parked domain harms nobody.
LEFT_OUT = {"sinkholes", "parking-domain", "automated-malware-analysis"}


def ranges(entries: list[str]) -> list[tuple[int, int, int]]:
    """(version, first, last) of each range, merged where they touch."""
    networks = [ipaddress.ip_network(e, strict=False) for e in entries if e not in DOCUMENTATION]
    out = []
    for version in (4, 6):
        same = [n for n in networks if n.version == version]
        out += [
            (version, int(n.network_address), int(n.broadcast_address))
            for n in ipaddress.collapse_addresses(same)
        ]
    return out


def main() -> None:
    """Read every list in the folder and write the file."""
    lists = {}
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        if path.stem in LEFT_OUT:
            continue
        source = json.loads(path.read_text(encoding="utf-8"))
        entries = [str(entry).strip() for entry in source["list"]]
        packed = {"title": source["name"], "version": source["version"]}
        if source["type"] == "cidr":
            packed["ranges"] = ranges(entries)
        else:
            packed["names"] = sorted({entry.lower() for entry in entries})
        lists[path.stem] = packed
    data = json.dumps(lists, separators=(",", ":"), sort_keys=True).encode()
    TARGET.write_bytes(gzip.compress(data, compresslevel=9, mtime=0))
    sys.stdout.write(f"{len(lists)} lists, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
