"""STIX patterns: planned, compiled and matched a second, beside the OASIS matcher in one run.

    python bench/patterns.py

stix2-matcher (BSD-3-Clause, in the dev group) is the reference implementation, made to be read and
not to be fast; it stands here because it is what others run.
"""

from __future__ import annotations

import gzip
import json
import time
import warnings
from pathlib import Path

from wardline.core.clock import format_timestamp
from wardline.core.matching import Observed, compile  # noqa: A004 # as re.compile
from wardline.core.plan import plan_of

SAMPLES = Path(__file__).parents[1] / "src/wardline/testing/samples"
SECOND = 1_000_000
START = 1_767_225_600 * SECOND


def rate(what, number, work):
    """Do `work` for a second, and say how many a second of processor time in its best run."""
    best, until = 0.0, time.process_time() + 1.0
    while time.process_time() < until or not best:
        started = time.process_time()
        work()
        best = max(best, number / (time.process_time() - started))
    print(f"{what:58} {best:14,.0f} /s")
    return best


def simple(number):
    """Plain patterns, each value new, as feeds have them."""
    made = []
    for at in range(number // 4):
        a, b, c = at >> 16 & 255, at >> 8 & 255, at & 255
        made += [
            f"[ipv4-addr:value = '10.{a}.{b}.{c}']",
            f"[domain-name:value = 'host{at}.evil.example']",
            f"[file:hashes.'SHA-256' = '{at:064x}']",
            f"[url:value = 'http://host{at}.evil.example/a/b?c={at}']",
        ]
    return made


def complex_(number):
    """Patterns of two and three observations with qualifiers."""
    return [
        f"([file:name LIKE '%{at}.exe' AND file:size > {at}] FOLLOWEDBY [network-traffic:"
        f"dst_ref.value IN ('198.51.100.{at % 250}', '203.0.113.9') AND network-traffic:dst_port"
        f" != 443]) WITHIN 300 SECONDS OR [process:command_line LIKE '%enc{at} %']"
        for at in range(number)
    ]


def regular(number):
    """Patterns with a regular expression, each another one."""
    return [f"[process:command_line MATCHES '(?i)enc{at}\\\\s+[a-z]+']" for at in range(number)]


def traffic(number):
    """Observations as a firewall log gives them."""
    return [
        Observed(
            {
                "0": {
                    "type": "network-traffic",
                    "dst_ref": "1",
                    "dst_port": 443 if at % 7 else 4444,
                    "protocols": ["tcp"],
                },
                "1": {"type": "ipv4-addr", "value": f"198.51.{at >> 8 & 255}.{at & 255}"},
            },
            START + at * SECOND,
            START + at * SECOND,
        )
        for at in range(number)
    ]


def bundle(seen):
    """The same for the OASIS matcher."""
    things = []
    for at, one in enumerate(seen):
        ids = {key: f"{thing['type']}--{at}-{key}" for key, thing in one.objects.items()}
        when = format_timestamp(one.first)
        things.append(
            {
                "type": "observed-data",
                "id": f"observed-data--{at}",
                "first_observed": when,
                "last_observed": when,
                "number_observed": 1,
                "object_refs": list(ids.values()),
            }
        )
        for key, thing in one.objects.items():
            fixed = {k: ids[v] if k.endswith("_ref") else v for k, v in thing.items()}
            things.append({"id": ids[key]} | fixed)
    return [{"type": "bundle", "objects": things}]


def real():
    """Patterns of Amnesty International's indicators."""
    found = []
    for path in sorted(SAMPLES.glob("*.stix2.json.gz")):
        objects = json.loads(gzip.decompress(path.read_bytes()))["objects"]
        found += [thing["pattern"] for thing in objects if thing.get("type") == "indicator"]
    return found


ONE = "[ipv4-addr:value = '198.51.100.77']"
TWO = "[network-traffic:dst_port = 4444 AND network-traffic:dst_ref.value = '198.51.100.77']"
LIKE = "[ipv4-addr:value LIKE '198.51.100.7%']"
MATCHES = "[ipv4-addr:value MATCHES '^198[.]51[.]100[.][0-9]7$']"
RANGE = "[ipv4-addr:value ISSUBSET '198.51.100.0/28']"
REPEATS = "[network-traffic:dst_port = 4444] REPEATS 5 TIMES WITHIN 60 SECONDS"
CHAIN = (
    "([ipv4-addr:value = '198.51.100.77'] FOLLOWEDBY [network-traffic:dst_port = 4444]) "
    "WITHIN 300 SECONDS"
)


def ours():
    plain = simple(40_000)
    rate("plan, plain patterns", len(plain), lambda: [plan_of(one) for one in plain])
    known = real()
    rate("plan, real patterns (Amnesty)", len(known), lambda: [plan_of(one) for one in known])
    hard = complex_(2000)
    rate("plan, patterns of three observations", len(hard), lambda: [plan_of(p) for p in hard])
    rate("compile, plain patterns", 4000, lambda: [compile(one) for one in plain[:4000]])
    rate("compile, patterns of three observations", len(hard), lambda: [compile(p) for p in hard])
    found = regular(2000)
    rate("compile, patterns with MATCHES", len(found), lambda: [compile(p) for p in found])
    seen = traffic(50_000)
    rates = {}
    for name, pattern in PATTERNS.items():
        matcher = compile(pattern)
        rates[name] = rate(f"match, {name}", len(seen), lambda matcher=matcher: matcher.match(seen))
    return rates


PATTERNS = {
    "one property": ONE,
    "two properties and a reference": TWO,
    "LIKE": LIKE,
    "MATCHES": MATCHES,
    "ISSUBSET": RANGE,
    "REPEATS WITHIN": REPEATS,
    "FOLLOWEDBY WITHIN": CHAIN,
}


def theirs(rates):
    warnings.simplefilter("ignore")
    from stix2matcher.matcher import Pattern

    hard = complex_(50)
    rate("OASIS: parse, patterns of three observations", 50, lambda: [Pattern(p) for p in hard])
    seen = traffic(500)
    things = bundle(seen)
    for name, pattern in PATTERNS.items():
        if pattern in (REPEATS, CHAIN):
            continue  # lists every combination: minutes
        other = Pattern(pattern, stix_version="2.1")
        assert len(compile(pattern).match(seen)) == len(set(other.match(things) or []) or [])
        its = rate(f"OASIS: match, {name}", len(seen), lambda other=other: other.match(things))
        print(f"{'':58} {rates[name] / its:14,.0f} times")


if __name__ == "__main__":
    theirs(ours())
