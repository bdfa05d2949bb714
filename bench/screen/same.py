"""Whether the gate says the same in another way: decision, text, findings and residue.

    python bench/screen/same.py                            this gate beside itself without short cuts
    git archive OLD src | tar -x -C /tmp/old && python bench/screen/same.py --old /tmp/old/src
        [--count 5000] [--seed 1] [--groups open …] [--show 10]

Without short cuts: every pattern is scanned as one over all of the text, each time it is asked for.
That proves the machinery of `scan.py` and `needs.py` for rules as they are now. `--old` proves a
change of anything beside an older version.

Each group gives `--count` texts, and some joined to long ones; every hostile kind is screened at
3 kB and 30 kB. Each side runs in its own process on the same texts. Processor seconds are shown.
"""

import argparse
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

GROUPS = ("open", "sealed", "fresh", "wild", "exam", "unseen")
SOURCE = Path(__file__).parents[2] / "src"
_JOINED = 40
_HOSTILE = (3_000, 30_000)


def _texts(seed, count, groups):
    from wardline.testing.screening.make import texts

    for group in groups:
        made = [
            {"set": group, "kind": item.kind, "text": item.text, "profile": item.profile}
            for item in texts(seed, count, group=group, reach="all")
        ]
        yield from made
        few = made[: _JOINED * 12]
        for first in range(0, len(few), _JOINED):
            joined = "\n\n".join(item["text"] for item in few[first : first + _JOINED])
            yield {**few[first], "set": f"{group} joined", "text": joined}


def _hostile():
    from hostile import kinds

    for name, make in kinds().items():
        for size in _HOSTILE:
            yield {
                "set": "hostile",
                "kind": "narrative",
                "text": make(size),
                "name": name,
                "profile": {},
            }


def _without_short_cuts():
    from wardline.screen import scan

    whole = functools.cache(scan.Scan)
    scan.Cues.where = lambda cues, _scan: cues.whole
    scan.Ways.finditer = lambda ways, view: whole(ways.pattern).finditer(view)


def _answers(path):
    """One answer a line for each text of a file; then the processor seconds by set."""
    from wardline.screen.profile import Profile
    from wardline.screen.text import screen

    taken, sizes = Counter(), Counter()
    with Path(path).open(encoding="utf-8", errors="surrogatepass") as lines:
        for line in lines:
            item = json.loads(line)
            profile = Profile.from_mapping(item["profile"])
            began = time.process_time()
            answer = screen(item["text"], profile, kind=item["kind"])
            taken[item["set"]] += time.process_time() - began
            sizes[item["set"]] += len(item["text"])
            print(json.dumps([answer.decision, answer.text, answer.findings, answer.residue]))
    print(json.dumps({name: (taken[name], sizes[name]) for name in taken}))


def _run(source, path, *options):
    ended = subprocess.run(
        [sys.executable, __file__, "--answer", path, *options],
        env={**os.environ, "PYTHONPATH": str(Path(source).resolve())},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    *answers, seconds = ended.stdout.splitlines()
    return answers, json.loads(seconds)


def _show(item, old, new):
    print(f"\n{item['set']}, {item.get('name', item['kind'])}")
    for name, mine, other in (("old", old, new), ("new", new, old)):
        for part in (2, 3):
            for each in mine[part]:
                if each not in other[part]:
                    start, end = each[:2]
                    print(f"  only {name}: {each} {item['text'][max(0, start - 30) : end + 20]!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--old", help="the folder src of an older version")
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=5_000, help="texts of each group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--groups", nargs="+", choices=GROUPS, default=GROUPS)
    parser.add_argument("--show", type=int, default=10, help="so many differences are shown")
    parser.add_argument("--answer", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.answer:
        if args.plain:
            _without_short_cuts()
        _answers(args.answer)
        return 0
    items = [*_texts(args.seed, args.count, args.groups), *_hostile()]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as handed:
        handed.write("".join(json.dumps(item) + "\n" for item in items))
        handed.flush()
        old, old_taken = _run(args.old or SOURCE, handed.name, *([] if args.old else ["--plain"]))
        new, new_taken = _run(SOURCE, handed.name)
    different = [i for i, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    for name, (seconds, size) in old_taken.items():
        now = new_taken[name][0]
        print(
            f"{name}: {size / 1e6:.2f} MB, old {seconds:.1f} s, new {now:.1f} s, {seconds / now:.2f} times"
        )
    for index in different[: args.show]:
        _show(items[index], json.loads(old[index]), json.loads(new[index]))
    print(f"{len(items)} texts, {len(different)} answers differ")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
