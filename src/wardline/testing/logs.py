"""A hospital's network log, made up: ordinary traffic, and given observables at known lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping

from wardline.core.observables import Observable, host_of

# Ordinary destinations: reserved names (RFC 2606) and made-up addresses of documentation ranges.
_SITES = (
    "ehr.hospital.example",
    "mail.hospital.example",
    "updates.vendor.example",
    "pacs.hospital.example",
    "time.example.net",
    "www.example.org",
    "portal.insurer.example",
    "cdn.example.com",
)
_START = 1_795_000_000.0


def zeek_log(rng: random.Random, lines: int, planted: Mapping[int, Observable]) -> Iterator[bytes]:
    """Zeek's JSON lines; `planted` gives the observable that stands in a line (from 1)."""
    moment = _START
    for number in range(1, lines + 1):
        moment += rng.random() * 0.2
        record: dict[str, object] = {
            "_path": "dns",
            "ts": round(moment, 6),
            "uid": f"C{rng.getrandbits(60):015x}",
            "id.orig_h": f"10.{rng.randrange(4, 8)}.{rng.randrange(256)}.{rng.randrange(1, 255)}",
            "id.orig_p": rng.randrange(1024, 65535),
            "id.resp_h": "10.4.0.53",
            "id.resp_p": 53,
            "query": rng.choice(_SITES),
        }
        observable = planted.get(number)
        if observable is not None:
            _plant(record, observable)
        yield json.dumps(record).encode() + b"\n"


def _plant(record: dict[str, object], observable: Observable) -> None:
    kind, value = observable
    if kind == "domain-name":
        record["query"] = value
    elif kind.startswith("ipv"):
        record |= {"_path": "conn", "id.resp_h": value, "id.resp_p": 443}
        del record["query"]
    elif kind == "url":
        host = host_of(value)
        record |= {"_path": "http", "host": host.value if host else "", "uri": value}
        del record["query"]
    else:
        record |= {"_path": "files", kind: value}
        del record["query"]
