"""Builds `lexicon.gz`: every known word with what it can be, and known phrases that are no persons.

Use: python build_lexicon.py SOURCES SHARED OUT   (see README.md)
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import sources
import tables
import trade
import world
from sources import fold, latin

TIER = dict[str, int]


def _raise(tiers: TIER, words: object, tier: int) -> None:
    for word in words:
        if tier > tiers.get(word, 0):
            tiers[word] = tier


def given_names(root: Path) -> TIER:
    """Given names, tier 3 (everyday) to 1 (rare)."""
    tiers: TIER = {}
    first, _ = sources.census_1990(root)
    births = sources.births(400)
    by_locale, _ = sources.faker_people()
    _raise(tiers, births, 1)
    _raise(tiers, (w for w, n in births.items() if n >= 8000), 2)
    _raise(tiers, (w for w, n in births.items() if n >= 150000), 3)
    _raise(tiers, first[:3000], 2)
    _raise(tiers, first[:600], 3)
    for words in (
        *by_locale.values(),
        sources.mimesis_people()[0],
        sources.fakerjs_people(root)[0],
    ):
        _raise(tiers, words, 2)
    return tiers


def surnames(root: Path) -> TIER:
    """Surnames, tier 3 (everyday) to 1 (rare)."""
    tiers: TIER = {}
    _, last = sources.census_1990(root)
    _, by_locale = sources.faker_people()
    _raise(tiers, sources.census_2010(root), 1)
    _raise(tiers, last[:60000], 1)
    _raise(tiers, last[:12000], 2)
    _raise(tiers, last[:1500], 3)
    for words in (
        *by_locale.values(),
        sources.mimesis_people()[1],
        sources.fakerjs_people(root)[1],
    ):
        _raise(tiers, words, 2)
    return tiers


def vocabulary(root: Path, shared: Path) -> TIER:
    """English words, tier 3 (everyone's) to 1 (rare or of the trade)."""
    levels = sources.english(root)
    tiers: TIER = {}
    _raise(tiers, (w for w, n in levels.items() if n <= 60), 1)
    _raise(tiers, (w for w, n in levels.items() if n <= 40), 2)
    _raise(tiers, (w for w, n in levels.items() if n <= 20), 3)
    _raise(tiers, (w for w in sources.frequency()[:6000] if levels.get(w, 99) <= 50), 2)
    _raise(tiers, trade_words(shared), 1)
    _raise(tiers, sources.foreign(), 1)
    _raise(tiers, map(fold, world.JARGON.split()), 2)
    _raise(tiers, map(fold, world.FOREIGN_WORDS.split()), 2)
    return tiers


def trade_words(shared: Path) -> set[str]:
    """Words that public security and health prose writes in lower case, twice or more."""
    seen: Counter[str] = Counter()
    for text in prose(shared):
        seen.update(re.findall(r"(?<![\w.@/\\-])[a-z]{3,}(?![\w@/\\-]|\.\w)", text))
    return {word for word, count in seen.items() if count >= 3}


def prose(shared: Path) -> Iterator[str]:
    """Real public text: ATT&CK descriptions, advisories, KEV notes, comments."""
    for item in sources.attack_objects(shared):
        if item["type"] != "relationship" or "description" in item:
            text = re.sub(r"\(Citation:[^)]*\)", "", item.get("description", ""))
            yield re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for path in sorted(shared.glob("csaf/*/*.json")):
        yield from (n.get("text", "") for n in json.loads(path.read_text())["document"]["notes"])
    kev = json.loads((shared / "kev/known_exploited_vulnerabilities.json").read_text())
    yield from (item["shortDescription"] for item in kev["vulnerabilities"])
    for item in json.loads((shared / "comments/health-it-rfi-2025.json").read_text()):
        yield item["text"]


def phrases(shared: Path, plain: Callable[[str], bool]) -> dict[str, set[str]]:
    """Known names of firms, products, threats and places, as folded words; kind by phrase.

    A single word of `trade` counts only where it is neither a given name nor a plain word.
    """
    firms, products = sources.vendors(shared)
    threats, titles = sources.attack_names(shared)
    split = lambda text: [" ".join(x.split()) for x in text.split(";")]  # noqa: E731
    kinds = {
        "o": firms | products | set(split(tables.FIRMS)),
        "h": threats | set(split(tables.THREATS)),
        "x": titles | set(split(tables.PHRASES)) | set(split(trade.PHRASES)),
        "p": set(sources.cities(60000)),
    }
    found = {kind: set(filter(None, map(_phrase, names))) for kind, names in kinds.items()}
    for kind, text in (("o", trade.FIRMS), ("o", trade.PRODUCTS), ("h", trade.THREATS)):
        more = set(filter(None, map(_phrase, split(text))))
        found[kind] |= {name for name in more if " " in name or not plain(name)}
    return found


LEGAL = re.compile(
    r",?\s+(?:inc|llc|ltd|corp|corporation|company|co|gmbh|l\.?l\.?c|lp|pllc)\.?$", re.IGNORECASE
)


def _phrase(name: str) -> str:
    name = LEGAL.sub("", name.strip())
    words = [fold(w) for w in sources.WORD.findall(name)]
    return " ".join(words) if words and all(map(latin, words)) and len(words) <= 5 else ""


def flags(known: dict[str, set[str]]) -> dict[str, set[str]]:
    """Further marks of a word: title, role, month, place, firm, threat, eponym, drug …."""
    marks: dict[str, set[str]] = defaultdict(set)
    lists = {
        "t": tables.TITLES, "r": tables.ROLES, "c": tables.CREDENTIALS, "j": tables.SUFFIXES,
        "a": tables.PARTICLES, "m": tables.MONTHS, "e": tables.EPONYMS + " " + trade.EPONYMS,
        "n": tables.EPONYM_HEADS + " " + trade.EPONYM_HEADS, "b": trade.LABELS,
        "d": tables.DRUGS + " " + trade.DRUGS, "p": tables.STATES + " " + tables.COUNTRIES, "q": tables.PLACE_HEADS,
        "w": world.FUNCTION, "f": world.FOREIGN_WORDS,
    }  # fmt: skip
    for mark, words in lists.items():
        for word in words.split():
            marks[fold(word)].add(mark)
    for mark, names in known.items():
        for name in names:
            words = name.split()
            if mark in "ohp" and len(words) == 1:
                marks[words[0]].add(mark)
    return marks


def main(root: Path, shared: Path, out: Path) -> None:
    """Writes the packed lexicon."""
    given, last = given_names(root), surnames(root)
    words = vocabulary(root, shared)
    foreign = (
        sources.everyday(root) | sources.small_words(root) | set(map(fold, trade.FOREIGN.split()))
    )
    _raise(words, (w for w in foreign if max(given.get(w, 0), last.get(w, 0)) < 2), 1)
    known = phrases(shared, lambda w: given.get(w, 0) >= 2 or words.get(w, 0) >= 2)
    named = {*given, *last, *words}
    known["o"] |= {w for w in sources.makers(root) if w not in named}
    marks = flags(known)
    for word in sources.small_words(root):
        if max(given.get(word, 0), last.get(word, 0), words.get(word, 0)) < 2:
            marks[word].add("f")
    buckets: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word in sorted({*given, *last, *words, *marks}):
        if latin(word) and len(word) > 1:
            g, s, w = given.get(word, 0), last.get(word, 0), words.get(word, 0)
            code = f"{g}{s}{w}{''.join(sorted(marks.get(word, ())))}"
            buckets[word[:2]][code].append(word[2:])
    lines = ["\t".join([head, *_groups(codes)]) for head, codes in sorted(buckets.items())]
    lines += [f"={kind}\t{';'.join(n)}" for kind, n in sorted(_longer(known).items())]
    data = "\n".join(lines).encode()
    out.write_bytes(gzip.compress(data, 9, mtime=0))
    print(sum(map(len, (x.split() for x in lines))), len(data), out.stat().st_size)


def _groups(codes: dict[str, list[str]]) -> list[str]:
    return [f"{code} {' '.join(tails)}" for code, tails in sorted(codes.items())]


def _longer(known: dict[str, set[str]]) -> dict[str, list[str]]:
    """The phrases of two words and more; the shorter ones are marks of their word."""
    return {kind: sorted(n for n in names if " " in n) for kind, names in known.items()}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
