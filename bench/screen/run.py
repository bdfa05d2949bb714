"""The privacy gate's speed beside Presidio's regular expressions, and on hostile text.

    python bench/screen/run.py --engine "wardline screen --jsonl" [--rules-only "COMMAND"]
        [--peer-python PYTHON] [--mb 4] [--hostile-mb 1 2 4] [--ten] [--kinds NAME …]

Every engine is a program that speaks --jsonl, on one core (taskset), fed the same lines. Seconds
are processor seconds; those for one short line are the start-up and are taken off. A megabyte is 10^6 bytes of text in UTF-8.
"""

import argparse
import json
import resource
import shlex
import subprocess
import sys
from pathlib import Path

from hostile import kinds

from wardline.testing.screening.make import texts
from wardline.testing.screening.score import command, score
from wardline.testing.screening.table import table

HERE = Path(__file__).parent
LIMIT = 300


def _spent():
    """Processor seconds of all programs ended so far: another's load does not change them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(engine, records, limit=LIMIT):
    """Processor seconds of one run, or None when it did not end in time or answered wrongly."""
    sent = "".join(json.dumps(record) + "\n" for record in records)
    began = _spent()
    try:
        ended = subprocess.run(
            ["taskset", "-c", "1", *shlex.split(engine)], input=sent, capture_output=True, text=True,
            timeout=limit, check=False, encoding="utf-8",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    seconds = _spent() - began
    answers = ended.stdout.count("\n")
    if answers != len(records):
        print(
            f"  {answers} of {len(records)} answers; exit {ended.returncode}; {ended.stderr[:200]}"
        )
        return None
    return seconds


def startup(engine):
    return min(
        run(engine, [{"id": "0", "text": "a", "kind": "log", "profile": {}}]) for _ in range(3)
    )


def mixed(megabytes):
    """Realistic texts of all kinds, as many as fill that size."""
    records, size = [], 0
    for item in texts(20261125, 10**9, reach="all"):
        records.append(
            {"id": item.id, "text": item.text, "kind": item.kind, "profile": item.profile}
        )
        size += len(item.text.encode())
        if size >= megabytes * 1e6:
            return records, size / 1e6
    return records, size / 1e6


def speeds(engines, megabytes):
    records, size = mixed(megabytes)
    joined = "\n\n".join(record["text"] for record in records)
    one = [{"id": "1", "text": joined, "kind": "narrative", "profile": records[0]["profile"]}]
    print(f"| engine | start-up s | {len(records)} texts, {size:.1f} MB: MB/s | one text: MB/s |")
    print("|---|---|---|---|")
    for name, engine in engines.items():
        base = startup(engine)
        many = min(run(engine, records) or 1e9 for _ in range(2)) - base
        single = (run(engine, one) or 1e9) - base
        print(f"| {name} | {base:.2f} | {size / many:.2f} | {size / single:.2f} |", flush=True)


def recall(engines, count):
    items = list(texts(20261126, count, reach="ours"))
    for name, engine in engines.items():
        scored = score(items, command(engine))
        removed = [e for e in scored.spans if e.profile and e.span.action == "remove"]
        kept = [e for e in scored.spans if e.profile and e.span.action == "keep"]
        rows = {row.measure: row.found for row in table(scored)}
        print(
            f"{name}: recall {sum(e.good for e in removed) / len(removed):.3f} of {len(removed)}, "
            f"indicators destroyed {sum(not e.good for e in kept) / len(kept):.3f} of {len(kept)}, "
            f"hard negatives kept {rows['hard negatives kept']:.3f}, "
            f"span precision {rows['span precision'] or 0:.3f}"
        )


def hostile(engine, sizes, chosen, ten):
    base = startup(engine)
    print(
        f"\n| hostile text | {' | '.join(f'{size} MB: s' for size in sizes)} | last / first | MB/s |"
    )
    print("|---" * (len(sizes) + 3) + "|")
    slowest, worst = "", 0.0
    for name, make in kinds().items():
        if chosen and name not in chosen:
            continue
        times = []
        for size in sizes:
            record = {"id": "h", "text": make(int(size * 1e6)), "kind": "narrative", "profile": {}}
            taken = run(engine, [record])
            times.append(None if taken is None else max(taken - base, 0.001))
            if taken is None:
                break
        shown = " | ".join("over" if t is None else f"{t:.2f}" for t in times)
        if None in times:
            print(f"| {name} | {shown} | not in {LIMIT} s | |", flush=True)
            slowest, worst = name, 1e9
            continue
        if times[-1] > worst:
            slowest, worst = name, times[-1]
        print(
            f"| {name} | {shown} | {times[-1] / times[0]:.1f} | {sizes[-1] / times[-1]:.2f} |",
            flush=True,
        )
    if ten:
        for name in ("all kinds in turn", slowest):
            text = kinds()[name](10_000_000)
            taken = run(engine, [{"id": "h", "text": text, "kind": "narrative", "profile": {}}])
            print(f"10 MB of '{name}': {'over' if taken is None else f'{taken:.1f} s'}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="wardline screen --jsonl")
    parser.add_argument("--rules-only", help="the same without the names model, if there is one")
    parser.add_argument("--peer-python", help="a Python that has presidio-analyzer")
    parser.add_argument("--mb", type=float, default=4)
    parser.add_argument("--count", type=int, default=400, help="texts for recall")
    parser.add_argument("--hostile-mb", type=float, nargs="*", default=[1, 2, 4])
    parser.add_argument("--kinds", nargs="*", default=[])
    parser.add_argument("--ten", action="store_true", help="also 10 MB of the mix and the slowest")
    args = parser.parse_args()
    engines = {"wardline": args.engine}
    if args.rules_only:
        engines["wardline, rules only"] = args.rules_only
    if args.peer_python:
        engines["presidio, patterns"] = f"{args.peer_python} {HERE / 'presidio_side.py'}"
    if args.mb:
        speeds(engines, args.mb)
    if args.count:
        recall(engines, args.count)
    if args.hostile_mb:
        hostile(args.engine, args.hostile_mb, args.kinds, args.ten)
    return 0


sys.exit(main())
