"""The privacy gate's speed beside Presidio's regular expressions, and on hostile text.

    python bench/screen/run.py [--peer-python PYTHON] [--mb 2] [--count 400]
        [--hostile-mb 1 2 4] [--worst 5] [--kinds NAME …] [--ten-limit 60]

1. Speed: the same texts to each engine, each in a warm process on one core: everything is loaded
   and 60 other texts were screened before the clock runs. Seconds are processor seconds of the
   screening alone (`time.process_time`), so that others' load does not count. Many short texts,
   then all of them as one text. A megabyte is 10^6 bytes of UTF-8. Rules only: the same gate with
   a finder of names that finds none.
2. Recall and harm beside Presidio, on the same texts.
3. Hostile texts: all kinds at an eighth and a quarter of a megabyte; the worst by what these
   promise for more are then measured at the asked sizes, and at 10 MB against a limit by the
   clock on the wall.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile import kinds

from wardline.screen import text as gate
from wardline.screen.profile import Profile
from wardline.testing.screening.make import texts
from wardline.testing.screening.score import command, function, score
from wardline.testing.screening.table import table

HERE = Path(__file__).parent
LIMIT = 120
FORK = multiprocessing.get_context("fork")


def _profile(item):
    return Profile.from_mapping(item.profile)


def mixed(seed, megabytes):
    """Realistic texts of all kinds, as many as fill that size."""
    made, size = [], 0
    for item in texts(seed, 10**9, reach="all"):
        made.append(item)
        size += len(item.text.encode())
        if size >= megabytes * 1e6:
            return made, size / 1e6
    return made, size / 1e6


def _apart(work, limit):
    """What `work()` gives in a child process, or None when it is not done within the limit."""
    mine, theirs = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: theirs.send(work()))
    began = time.monotonic()
    child.start()
    theirs.close()
    try:
        answer = mine.recv() if mine.poll(limit) else None
    except EOFError:
        answer = None
    if answer is None:
        child.kill()
    child.join()
    return answer, time.monotonic() - began


def _gate_seconds(items, names):
    if not names:
        gate.names.find = lambda *_args, **_named: []
    for item in _warming():
        gate.screen(item.text, _profile(item), kind=item.kind)
    profiles = [_profile(item) for item in items]
    began = time.process_time()
    for item, profile in zip(items, profiles, strict=True):
        gate.screen(item.text, profile, kind=item.kind)
    return time.process_time() - began


def _warming():
    """Texts that are not among those measured: whatever an engine remembers is no help."""
    return list(texts(7, 60, reach="all"))


def _peer_seconds(python, items, one):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as handed:
        sets = ([i.text for i in _warming()], [i.text for i in items], [one.text])
        handed.write("".join(json.dumps(each) + "\n" for each in sets))
        handed.flush()
        ended = subprocess.run(
            [python, HERE / "presidio_side.py", "--speed", handed.name],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return json.loads(ended.stdout)


def speeds(peer, megabytes):
    items, size = mixed(20261125, megabytes)
    joined = "\n\n".join(item.text for item in items)
    one = items[0]._replace(text=joined, kind="narrative", spans=())
    measured = {
        name: [
            _apart(lambda each=each, names=names: _gate_seconds(each, names), 600)[0]
            for each in (items, [one])  # a process each: the second learns nothing from the first
        ]
        for name, names in (("wardline, rules only", False), ("wardline, rules and names", True))
    }
    if peer:
        measured["presidio, patterns"] = _peer_seconds(peer, items, one)
    print(f"| engine | {len(items)} texts, {size:.1f} MB: MB/s | one text: MB/s | times the peer |")
    print("|---|---|---|---|")
    base = measured.get("presidio, patterns")
    for name, taken in measured.items():
        many, single = (size / each for each in taken)
        times = " / ".join(f"{b / t:.1f}" for b, t in zip(base, taken, strict=True)) if base else ""
        print(f"| {name} | {many:.2f} | {single:.2f} | {times} |", flush=True)


def recall(peer, count):
    items = list(texts(20261126, count, reach="ours"))

    def own(text, profile, *, kind):
        return gate.screen(text, Profile.from_mapping(profile), kind=kind)

    engines = {"wardline": function(own)}
    if peer:
        engines["presidio, patterns"] = command(f"{peer} {HERE / 'presidio_side.py'}")
    for name, engine in engines.items():
        scored = score(items, engine)
        removed = [e for e in scored.spans if e.profile and e.span.action == "remove"]
        kept = [e for e in scored.spans if e.profile and e.span.action == "keep"]
        rows = {row.measure: row.found for row in table(scored)}
        print(
            f"{name}: recall {sum(e.good for e in removed) / len(removed):.3f} of {len(removed)}, "
            f"indicators destroyed {sum(not e.good for e in kept) / len(kept):.3f} of {len(kept)}, "
            f"hard negatives kept {rows['hard negatives kept']:.3f}, "
            f"span precision {rows['span precision'] or 0:.3f}",
            flush=True,
        )


def _hostile_seconds(make, size):
    text = make(int(size * 1e6))
    began = time.process_time()
    answer = gate.screen(text, Profile(), kind="narrative")
    return time.process_time() - began, str(answer.decision)


def _measured(make, size, limit=LIMIT):
    answer, wall = _apart(lambda: _hostile_seconds(make, size), limit)
    return (None, "over the limit", wall) if answer is None else (*answer, wall)


def worst(count):
    """The kinds that promise to be slowest at larger sizes."""
    promised = {}
    for name, make in kinds().items():
        small, large = (_measured(make, size)[0] for size in (0.125, 0.25))
        if small is None or large is None:
            promised[name] = float("inf")
        else:
            promised[name] = large * max(1.0, large / max(small, 0.01) / 2) ** 2
    ranked = sorted(promised, key=promised.get, reverse=True)
    print(f"\nall {len(ranked)} kinds screened at 0.125 and 0.25 MB; the worst: {ranked[:count]}")
    return ranked[:count]


def hostile(chosen, sizes, ten_limit):
    print(f"\n| hostile text | {' | '.join(f'{s:g} MB: s' for s in sizes)} | last / first | MB/s |"
          " 10 MB: s on the wall | answer |")  # fmt: skip
    print("|---" * (len(sizes) + 5) + "|")
    for name in chosen:
        make = kinds()[name]
        times = [_measured(make, size)[0] for size in sizes]
        shown = " | ".join("over" if t is None else f"{t:.2f}" for t in times)
        good = None not in times
        ratio = f"{times[-1] / times[0]:.1f}" if good else "-"
        rate = f"{sizes[-1] / times[-1]:.2f}" if good else "-"
        _, decision, wall = _measured(make, 10, ten_limit)
        print(f"| {name} | {shown} | {ratio} | {rate} | {wall:.1f} | {decision} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer-python", help="a Python that has presidio-analyzer")
    parser.add_argument("--mb", type=float, default=2)
    parser.add_argument("--count", type=int, default=400, help="texts for recall")
    parser.add_argument("--hostile-mb", type=float, nargs="*", default=[1, 2, 4])
    parser.add_argument("--kinds", nargs="*", default=[], help="these kinds, not the worst")
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--ten-limit", type=float, default=60)
    args = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if args.mb:
        speeds(args.peer_python, args.mb)
    if args.count:
        recall(args.peer_python, args.count)
    if args.hostile_mb:
        unknown = set(args.kinds) - set(kinds())
        if unknown:
            parser.error(f"there is no kind {sorted(unknown)}; choose of {sorted(kinds())}")
        chosen = args.kinds or worst(args.worst)
        hostile(chosen, args.hostile_mb, args.ten_limit)
    return 0


sys.exit(main())
