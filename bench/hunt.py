"""The hunt beside its limit and its peers, in one run.

    python bench/hunt.py [RECORDS] [INDICATORS] [REPEATS]

Made-up records and indicators are kept in /tmp/hunt. Each line gives wall and processor seconds;
the ratios at the end are of medians over the repeats, in which all take turns.

The peers are looser: grep finds parts of values, Polars and DuckDB compare raw strings only. What
"merely parsing" means is told three times, since the hunt looks at every field, known or not:
DuckDB with the seven fields in which this log holds observables, DuckDB with all fields that this
log has, and our own pass with one indicator that stands nowhere.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path("/tmp/hunt")  # noqa: S108 # a bench's own folder
WORDS = ["health", "mail", "update", "cdn", "portal", "login", "secure", "bank", "pay", "doc"]
ENDS = ("com", "net", "org", "example", "de")


def indicators(count):
    """Domains, addresses, hashes and URLs, one a line."""
    path = FOLDER / f"bench-{count}.txt"
    if not path.exists():
        rng = random.Random(7)
        made = []
        for number in range(count):
            name = f"{rng.choice(WORDS)}-{rng.getrandbits(36):x}.{rng.choice(ENDS)}"
            kind = number % 10
            if kind < 4:
                made.append(name)
            elif kind < 7:
                made.append(".".join(str(rng.randrange(1, 224)) for _ in range(4)))
            elif kind < 9:
                made.append(hashlib.sha256(name.encode()).hexdigest())
            else:
                made.append(f"http://{name}/{rng.choice(WORDS)}/{rng.getrandbits(40):x}.php")
        path.write_text("\n".join(made) + "\n")
    return path


def records(count, values):
    """Zeek's conn, dns and http records as JSON lines; one in a thousand holds a value."""
    path = FOLDER / f"bench-{count}.jsonl"
    planted = path.with_suffix(".planted")
    if not path.exists():
        rng = random.Random(8)
        names = [
            f"{rng.choice(WORDS)}{n}.{rng.choice(WORDS)}-x{n % 997}.com" for n in range(20_000)
        ]
        places = []
        with path.open("w") as out:
            for number in range(1, count + 1):
                record = _record(rng, number, names)
                if rng.random() < 0.001:
                    value = rng.choice(values)
                    places.append(number)
                    record["note" if len(value) == 64 else "query"] = value
                out.write(json.dumps(record, separators=(",", ":")) + "\n")
        planted.write_text(json.dumps(places))
    return path, len(json.loads(planted.read_text()))


def _record(rng, number, names):
    record = {
        "ts": 1_795_000_000 + number / 100,
        "uid": f"C{rng.getrandbits(64):016x}",
        "id.orig_h": f"10.4.{rng.randrange(256)}.{rng.randrange(1, 255)}",
        "id.orig_p": rng.randrange(1024, 65535),
        "id.resp_h": f"192.0.{rng.randrange(256)}.{rng.randrange(256)}",
        "id.resp_p": 443,
    }
    kind = rng.random()
    if kind < 0.4:
        return record | {"_path": "conn", "proto": "tcp", "orig_bytes": rng.randrange(10**6)}
    if kind < 0.7:
        return record | {"_path": "dns", "query": rng.choice(names), "rcode_name": "NOERROR"}
    host = rng.choice(names)
    url = f"http://{host}/{rng.choice(WORDS)}/{rng.getrandbits(40):x}.html?id={number}"
    more = {"host": host, "url": url, "status_code": 200, "user_agent": "Mozilla/5.0 (X11; Linux)"}
    return record | {"_path": "http", **more, "sha256": f"{rng.getrandbits(256):064x}"}


_taken = {}


def median(name):
    """Median wall and processor seconds of a step."""
    return [statistics.median(one) for one in zip(*_taken[name], strict=True)]


class Watch:
    """Wall and processor seconds of a step, children included."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self._wall, self._spent = time.perf_counter(), _spent()
        return self

    def __exit__(self, *_):
        self.wall = time.perf_counter() - self._wall
        self.spent = _spent() - self._spent
        _taken.setdefault(self.name, []).append((self.wall, self.spent))
        print(f"{self.name:<44} {self.wall:8.2f} s wall {self.spent:8.2f} s processor", flush=True)


def _spent():
    sums = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in sums)


def ours(log, listed):
    import argparse

    from wardline.cli.hunt import given
    from wardline.core.clock import now
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.engine import Hunt, Options
    from wardline.hunt.times import reader
    from wardline.hunt.wanted import want

    with Watch("  load the indicators"):
        arguments = argparse.Namespace(indicators=[listed])
        wanted = want(given(arguments), now(), WarningLists.bundled())
    with Watch("wardline hunt") as watch:
        found = list(Hunt(wanted, Options(moment=reader(None, now()))).run([log]))
    return watch, len({hit.line for hit in found})


def own_pass(log):
    """Our own engine, which looks at every word and compares it with one value."""
    from wardline.core.clock import now
    from wardline.core.observables import Observable
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.engine import Hunt, Options
    from wardline.hunt.wanted import want

    wanted = want([Observable("domain-name", "nowhere.example")], now(), WarningLists({}))
    with Watch("our own pass, with one indicator"):
        list(Hunt(wanted, Options()).run([log]))


SEVEN = ("id.orig_h", "id.resp_h", "query", "host", "url", "sha256", "note")
ALL = (*SEVEN, "ts", "uid", "id.orig_p", "id.resp_p", "_path", "proto", "orig_bytes")
ALL += ("rcode_name", "status_code", "user_agent")


def duckdb_parse(log, names, title):
    import duckdb

    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    counts = ", ".join(f'count("{name}")' for name in names)
    with Watch(title), duckdb.connect() as base:
        base.execute(
            f"SELECT {counts} FROM read_json('{log}', columns={{{columns}}}, "  # noqa: S608 # our own
            "format='newline_delimited')"
        ).fetchall()


def polars_scan(log, listed):
    try:
        import polars as pl
    except ImportError:
        print("Polars is not installed here: not measured (pip install polars)")
        return None
    values = pl.Series(listed.read_text().split())
    names = ("id.resp_h", "query", "host", "url", "sha256", "note")
    schema = dict.fromkeys(names, pl.String)
    with Watch("Polars (raw strings, equal only)") as watch:
        any_of = pl.any_horizontal(*(pl.col(n).is_in(values.implode()) for n in names))
        pl.scan_ndjson(log, schema=schema).filter(any_of).collect()
    return watch


def grep(log, listed):
    with Watch("grep -F -f (parts of values too)") as watch:
        subprocess.run(["grep", "-c", "-F", "-f", listed, log], capture_output=True, check=False)
    return watch


SAMPLE, PATTERNS = 400, 40


def oasis(log, listed, count, wanted):
    """Seconds that stix2-matcher would take: patterns are compiled once, and records matched."""
    from stix2matcher.matcher import Pattern

    values = [
        v for v in listed.read_text().split()[: 4 * PATTERNS] if v[0].isalpha() and "/" not in v
    ]
    started = time.process_time()
    patterns = [Pattern(f"[domain-name:value = '{value}']") for value in values[:PATTERNS]]
    compiled = (time.process_time() - started) / len(patterns)
    with log.open() as stream:
        records = [_observed(json.loads(next(stream))) for _ in range(SAMPLE)]
    started = time.process_time()
    for pattern in patterns:
        for record in records:
            pattern.match([record])
    matched = (time.process_time() - started) / (len(patterns) * SAMPLE)
    print(
        f"stix2-matcher: {compiled * 1e6:,.0f} µs a pattern, {matched * 1e6:,.1f} µs for each pattern "
        f"and record, on {len(patterns)} patterns and {SAMPLE} records"
    )
    return wanted * compiled + wanted * count * matched


def _observed(record):
    """A record as observed data, as small as it can be."""
    host = record.get("query") or record.get("host") or "none.example"
    addresses = (record["id.orig_h"], record["id.resp_h"])
    made = {str(n): {"type": "ipv4-addr", "value": one} for n, one in enumerate(addresses)}
    return {
        "type": "observed-data",
        "first_observed": "2026-01-01T00:00:00Z",
        "last_observed": "2026-01-01T00:00:00Z",
        "number_observed": 1,
        "objects": {**made, "2": {"type": "domain-name", "value": host}},
    }


BARE = {
    "DuckDB parses the seven fields": SEVEN,
    "DuckDB parses all fields of this log": ALL,
}


def main():
    numbers = [int(one) for one in sys.argv[1:]]
    count, wanted, repeats = [*numbers, *(1_000_000, 100_000, 3)[len(numbers) :]]
    FOLDER.mkdir(exist_ok=True)
    listed = indicators(wanted)
    log, planted = records(count, listed.read_text().split())
    print(f"{count:,} records, {log.stat().st_size / 1e6:,.0f} MB, {wanted:,} indicators")
    for _ in range(repeats):
        _, lines = ours(log, listed)
        own_pass(log)
        for title, names in BARE.items():
            duckdb_parse(log, names, title)
    grep(log, listed)
    polars_scan(log, listed)
    print(f"{planted:,} planted, {lines:,} found; the others stand on a warning list")
    mine = median("wardline hunt")
    for name in ("our own pass, with one indicator", *BARE):
        bare = median(name)
        print(f"times {name}: {mine[0] / bare[0]:.2f} ({mine[1] / bare[1]:.2f} of processor time)")
    for name in ("grep -F -f (parts of values too)", "Polars (raw strings, equal only)"):
        if name not in _taken:
            continue
        other = median(name)
        print(
            f"{name}: {other[0] / mine[0]:.1f} times as long ({other[1] / mine[1]:.1f} processor)"
        )
    print(
        f"stix2-matcher, scaled: {oasis(log, listed, count, wanted) / mine[1]:,.0f} times as long"
    )


if __name__ == "__main__":
    main()
