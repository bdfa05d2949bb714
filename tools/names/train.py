"""Trains the name model and writes `model.gz`: weights of a chain model over runs of candidates.

Use: python train.py SOURCES SHARED OUT [documents]   (see README.md; fixed seed, one core)

1. Make labelled texts (generate.py, and those of `wardline.testing.screening`), fence what the gate's rules
   decide on, and cut them into runs of candidates as the finder does.
2. Fit a conditional random field (python-crfsuite, L-BFGS with L1 and L2).
3. Leave out runs of real prose where the first model is sure of a name that no label knows (a
   researcher thanked in an advisory), and fit again.
4. Keep the weights that matter, as small whole numbers.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import generate
import people
import pycrfsuite

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
import itertools

from wardline.screen import text as gate
from wardline.screen.fold import fold
from wardline.screen.names import features, forms, labels
from wardline.screen.names.lexicon import lexicon
from wardline.screen.names.tokens import Words, runs
from wardline.screen.profile import Profile
from wardline.screen.sheet import Sheet
from wardline.testing.screening.make import texts

SEED = 20261125
DROPPED = 0.25  # share of candidates that lose context in training
SCALE = 24  # a weight of 1.0 is this whole number
CACHE: dict[tuple[int, object], list[str]] = {}


def strings(view: features.View) -> list[str]:
    """All features of a candidate, each with its group's number."""
    out: list[str] = []
    for number, (group, key) in enumerate(zip(features.GROUPS, view, strict=True)):
        found = CACHE.get((number, key))
        if found is None:
            found = CACHE[number, key] = [f"{number}{name}" for name in group(key)]
        out += found
    return out


def truth(words: Words, run: tuple[int, int], spans: list[tuple[int, int]]) -> list[str]:
    """B, I or O of each candidate."""
    out = []
    for index in range(*run):
        start, end = words.spans[index]
        if words.words[index].owner is not None:
            end -= len("'s")
        held = [s for s in spans if s[0] <= start and end <= s[1]]
        before = words.spans[index - 1][0] if index > run[0] else -1
        out.append("O" if not held else "I" if before >= held[0][0] else "B")
    return out


def tested(groups: str, count: int) -> Iterator[tuple[str, str, list[tuple[int, int]], dict]]:
    """Texts of the test kit as (kind, text, names, profile), the plainly spelled ones."""
    for group in filter(None, groups.split(",")):
        for item in texts(SEED, count, group=group, reach="all"):
            if not any(span.twist for span in item.spans) and fold(item.text).text == item.text:
                names = [(s.start, s.end) for s in item.spans if s.label == "NAME"]
                yield "made", item.text, names, item.profile


def fenced(rng: random.Random, text: str, profile: dict) -> list[tuple[int, int]]:
    """What the rules decide on; names that they find are left in half of the texts."""
    sheet = Sheet(fold(text), Profile.from_mapping(profile), "")
    if sheet.text != text:
        return []
    gate.ruled(sheet, strict=False)
    drop = rng.random() < 0.5
    claims = [(c.start, c.end) for c in sheet.claims if not (drop and c.label == "NAME")]
    return sorted(claims + sheet.kept)


def sequences(documents: Iterator) -> Iterator[tuple[str, list[list[str]], list[str]]]:
    """Runs as (kind, features, labels)."""
    lex = lexicon()
    rng = random.Random(SEED)  # noqa: S311 # no secret
    for kind, text, spans, *profile in documents:
        fences = fenced(rng, text, profile[0] if profile else {}) if kind == "made" else []
        words = Words(text, fences, lex)
        forms.close_known(words, lex)
        labels.shut_heads(words)
        for run in runs(words):
            views = features.views(words, run)
            known = truth(words, run, spans)
            if kind == "made" or "B" in known or not unlabelled(words, run):
                yield kind, [_some(rng, strings(v)) for v in views], known


def unlabelled(words: Words, run: tuple[int, int]) -> bool:
    """Whether a run of real prose looks like a person whom no label knows (a president, a researcher)."""
    codes = [(words.words[i].code or "000") for i in range(*run) if words.words[i].shape in "CUM"]
    before = words.words[run[0] - 1].code[3:] if run[0] else ""
    pair = any(a[0] >= "2" and b[1] >= "2" for a, b in itertools.pairwise(codes))
    alone = any(c[0] == "3" and c[2] < "2" and len(c) == 3 for c in codes)
    titled = "t" in before or any("t" in c[3:] for c in codes)
    return pair or alone or titled


def _some(rng: random.Random, names: list[str]) -> list[str]:
    """The features, now and then without most of the context.

    So the model learns to trust the word lists and the shape where the sentence is a new one.
    """
    if rng.random() > DROPPED:
        return names
    gone = {group for group in "1234789" if rng.random() < 0.5}
    return [name for name in names if name[0] not in gone]


def fit(rows: list, path: str, rounds: int) -> None:
    """Trains on the rows and writes crfsuite's own model file."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for _, xs, ys in rows:
        trainer.append(xs, ys)
    trainer.set_params({"c1": 0.12, "c2": 0.02, "max_iterations": rounds, "feature.minfreq": 2})
    trainer.train(path)


def doubtful(rows: list, path: str) -> list:
    """The rows without runs of real prose in which the model sees a name that no label knows."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    kept = []
    for kind, xs, ys in rows:
        if kind in {"prose", "speech", "novel"} and "B" not in ys:
            tagger.set(xs)
            if any(tagger.marginal("O", i) < 0.35 for i in range(len(xs))):
                continue
        kept.append((kind, xs, ys))
    return kept


def pack(path: str, out: Path) -> None:
    """Writes the weights: transitions, and per feature B and I against O."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    info = tagger.info()
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, label), weight in info.state_features.items():
        weights[name][label] = weight
    rows: dict[str, list[str]] = defaultdict(list)
    for name, by in sorted(weights.items()):
        base = by.get("O", 0.0)
        pair = [round((by.get(label, 0.0) - base) * SCALE) for label in "BI"]
        if max(map(abs, pair)) >= 2:
            rows[f"{pair[0]} {pair[1]}"].append(name)
    moves = {"".join(key): round(value, 4) for key, value in info.transitions.items()}
    head = json.dumps({"scale": SCALE, "moves": moves})
    body = "\n".join(f"{pair}\t" + "\t".join(names) for pair, names in sorted(rows.items()))
    out.write_bytes(gzip.compress(f"{head}\n{body}".encode(), 9, mtime=0))
    print(sum(map(len, rows.values())), "weights,", out.stat().st_size, "bytes")


def main(
    root: str, shared: str, out: str, count: str = "30000", groups: str = "open,sealed,fresh,wild"
) -> None:
    """The whole way from the sources to the packed model."""
    begin = time.time()
    lists = people.load(Path(root))
    made = generate.documents(SEED, Path(root), Path(shared), lists, int(count))
    rows = list(sequences(itertools.chain(made, tested(groups, int(count) // 5))))
    print(len(rows), "runs", round(time.time() - begin), "s", flush=True)
    model = str(Path(out).with_suffix(".crfsuite"))
    fit(rows, model, 35)
    rows = doubtful(rows, model)
    print(len(rows), "runs kept", round(time.time() - begin), "s", flush=True)
    fit(rows, model, 110)
    pack(model, Path(out))
    Path(model).unlink()  # nothing of it ships
    print(round(time.time() - begin), "s")


if __name__ == "__main__":
    main(*sys.argv[1:])
