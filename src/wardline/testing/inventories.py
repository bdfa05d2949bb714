"""Made-up advisories of the CSAF shape and made-up inventories with the truth beside each device.

Nothing here asks `wardline.devices`: versions are made as numbers, so the truth is known before
anything is written down, and only then the mess of a CMMS is laid over it. Two parts of the
templates exist: "tune", to build with, and "held", to measure with (other spellings, other version
forms, other decoys). Makers, families and devices of the synthetic part are invented.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wardline.testing.inventory_words import (
    BLANKS,
    CORPORATE,
    ENDS,
    FIRMS,
    MAKERS,
    NOTES,
    ODD,
    OTHERS,
    PREFIX,
    ROMAN,
    STRANGERS,
    SUFFIX,
    SYLLABLES,
    TYPES,
)

AFFECTED, CHECK, NOT_AFFECTED, UNCLEAR = "affected", "check", "not_affected", "unclear"


class Bound(NamedTuple):
    """What a product's truth is: all versions, a range of numbers, a list, or models."""

    kind: str
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()
    closed: bool = True
    listed: tuple[tuple[int, ...], ...] = ()
    prefix: str = ""
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A product under one advisory as the generator knows it."""

    advisory: str
    maker: str
    name: str
    bound: Bound


@dataclass(slots=True)
class Row:
    """One made-up device: its cells, and the truth for each advisory that concerns it.

    `kind` tells what was made: affected, clear, blank, odd, model, decoy, lookalike, stranger.
    `ignore` are advisories for which no truth is claimed.
    """

    cells: dict[str, str]
    kind: str
    truth: dict[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    every: bool = False


# -- what advisories say, read simply ------------------------------------------------------------

_NUMBERS = r"(\d+(?:\.\d+)+)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Bound]], ...] = (
    (re.compile(rf"<= ?[vV]?{_NUMBERS}"), lambda m: Bound("range", high=_ints(m[1]))),
    (re.compile(rf"< ?[vV]?{_NUMBERS}"), lambda m: Bound("range", high=_ints(m[1]), closed=False)),
    (
        re.compile(rf">= ?{_NUMBERS} ?\| ?<= ?{_NUMBERS}"),
        lambda m: Bound("range", low=_ints(m[1]), high=_ints(m[2])),
    ),
    (
        re.compile(r"<= ?([A-Z])\.(\d\d)"),
        lambda m: Bound("range", high=(int(m[2]),), prefix=f"{m[1]}."),
    ),
    (re.compile(rf"{_NUMBERS}(?: \| \d+(?:\.\d+)+)*"), lambda m: Bound("list", listed=_many(m[0]))),
    (re.compile(r"vers:all/\*"), lambda _: Bound("all")),
    (
        re.compile(
            r"(?:[A-Z]{2,4}-\d{3,4}|\d{4,5}[A-Z]?)(?: \| (?:[A-Z]{2,4}-\d{3,4}|\d{4,5}[A-Z]?))*"
        ),
        lambda m: Bound("models", models=tuple(p.strip() for p in m[0].split("|"))),
    ),
)


def _ints(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _many(text: str) -> tuple[tuple[int, ...], ...]:
    return tuple(_ints(part.strip()) for part in text.split("|"))


def items_of(document: dict[str, Any]) -> list[Item]:
    """The products of an advisory whose versions are plain enough to know the truth of."""
    key = document["document"]["tracking"]["id"]
    found = []
    for vendor in document["product_tree"]["branches"]:
        for product in vendor.get("branches", ()):
            for leaf in product.get("branches", ()):
                bound = _bound(leaf["name"].strip())
                found.append(Item(key, vendor["name"], product["name"], bound))
    return found


def _bound(text: str) -> Bound:
    for pattern, make in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return make(match)
    return Bound("unclear")


def _state(bound: Bound, version: tuple[int, ...] | None) -> str:
    """The truth for a version (None: not known)."""
    if bound.kind == "all":
        return AFFECTED
    if bound.kind == "unclear":
        return UNCLEAR
    if version is None or bound.kind == "models":
        return CHECK
    if bound.kind == "list":
        return AFFECTED if any(_same(version, one) for one in bound.listed) else NOT_AFFECTED
    size = max(len(version), len(bound.low), len(bound.high))
    have, low, high = (_pad(part, size) for part in (version, bound.low, bound.high))
    above = not bound.low or have >= low
    below = have <= high if bound.closed else have < high
    return AFFECTED if above and below else NOT_AFFECTED


def _pad(parts: tuple[int, ...], size: int) -> tuple[int, ...]:
    return parts + (0,) * (size - len(parts))


def _same(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    size = max(len(one), len(other))
    return _pad(one, size) == _pad(other, size)


# -- spelling ------------------------------------------------------------------------------------


class Maker:
    """Makes rows out of items; all chance comes from `chance`."""

    def __init__(self, items: Iterable[Item], part: str, chance: random.Random) -> None:
        """Use the templates of `part`."""
        self.items = [item for item in items if item.bound.kind != "unclear"]
        self.all = list(items) if isinstance(items, list) else self.items
        self.part = part
        self.chance = chance
        self.numbers = {
            number for item in self.all for number in re.findall(r"\d+", item.name.lower())
        }
        self.count = 0

    def pick(self, options: tuple[str, ...]) -> str:
        """One of `options`."""
        return self.chance.choice(options)

    def maker(self, name: str) -> str:
        """A maker as a CMMS may have it."""
        known = MAKERS[self.part].get(name)
        if known:
            return self.pick(known)
        plain = re.sub(
            r",? \(?(?:Inc\.?|LLC|Corp\.?|GmbH|AG|Ltd\.?)\)?$", "", name.split(" (", maxsplit=1)[0]
        )
        text = plain + self.pick(CORPORATE[self.part])
        text = text.upper() if self.chance.random() < 0.3 else text
        return _slip(text, self.chance) if self.chance.random() < 0.05 else text

    def model(self, item: Item) -> str:
        """A model as a CMMS may have it, for one product of the item."""
        text = _simple(item.name, self.chance)
        text = re.sub(r"^(?:BD|GE|Philips|Siemens|Baxter|Natus) ", "", text)
        roll = self.chance.random()
        if roll < 0.15:
            text = text.upper()
        elif roll < 0.3:
            text = re.sub(
                r"([A-Za-z])-?(\d{2,})", r"\1 \2" if self.part == "tune" else r"\1-\2", text
            )
        elif roll < 0.4:
            text = text.lower()
        if self.chance.random() < 0.12:
            text = _slip_word(text, self.chance)
        roll = self.chance.random()
        if roll < 0.08:
            text = f"{self.maker(item.maker)} {text}"
        elif roll < 0.16 and self.part == "held":
            text = f"{text} {self.chance.randint(860000, 869999)}"
        elif roll < 0.2:
            text = text.replace(" ", "  ") if self.part == "tune" else text.replace(" ", "_")
        return text

    def version(self, item: Item, version: tuple[int, ...]) -> str:
        """A version as a CMMS may have it."""
        digits = ".".join(f"{part:02d}" if item.bound.prefix else str(part) for part in version)
        if item.bound.prefix:
            return f"{item.bound.prefix}{digits}"
        suffix = "" if item.bound.kind == "list" else self.pick(SUFFIX[self.part])
        return f"{self.pick(PREFIX[self.part])}{digits}{suffix}"

    def row(self, item: Item, kind: str, version: tuple[int, ...] | None, shown: str) -> Row:
        """A device of `item` with its truth under every advisory that names the same product."""
        self.count += 1
        cells = {
            "asset_id": f"A{self.count:06d}",
            "manufacturer": self.maker(item.maker) if self.chance.random() > 0.04 else "",
            "model": self.model(item),
            "software_version": shown,
            "notes": self.pick(NOTES[self.part]),
        }
        truth, ignore = self.truths(item, version)
        return Row(cells, kind, truth, ignore, every=item.bound.kind == "all")

    def truths(
        self, item: Item, version: tuple[int, ...] | None
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Truth by advisory; those with products that are nearly the same are left aside."""
        own = _bag(item.name)
        states: dict[str, set[str]] = {}
        ignore = set()
        for other in self.all:
            if _bag(other.name) == own and other.maker.split()[0] == item.maker.split()[0]:
                states.setdefault(other.advisory, set()).add(_state(other.bound, version))
            elif _bag(other.name) & own and _related(_bag(other.name), own):
                ignore.add(other.advisory)
        truth = {}
        for advisory, found in states.items():
            if UNCLEAR in found:
                ignore.add(advisory)
                continue
            best = next(state for state in (AFFECTED, CHECK, NOT_AFFECTED) if state in found)
            truth[advisory] = best
        return truth, frozenset(ignore - set(truth))


def _related(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two products share enough words that no truth is claimed between them."""
    return len(one & other) * 2 >= min(len(one), len(other))


def _bag(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+|\d+", name.lower())) - _EMPTY_WORDS


_EMPTY_WORDS = frozenset(
    [
        "system",
        "systems",
        "pump",
        "pumps",
        "the",
        "and",
        "of",
        "with",
        "series",
        "monitor",
        "bd",
        "ge",
        "philips",
    ]
)


def _simple(name: str, chance: random.Random) -> str:
    """One product of a name: brackets and side talk dropped, one of a list chosen."""
    text = re.sub(r"\s*\([^()]*\)", "", name)
    text = re.split(r",? (?:with|not including|used with|integrated|system integration)\b", text)[0]
    found = re.search(r"([A-Za-z]+)(\d+)-[A-Za-z]*(\d+)", text)
    if found and int(found[2]) < int(found[3]):
        middle = (int(found[2]) // 50 + 1) * 50 if int(found[2]) >= 100 else int(found[2])
        text = text.replace(found[0], f"{found[1]}{min(middle, int(found[3]))}")
    if re.search(r"\d\w*/[A-Za-z]+ ?\d", text) and re.search(r"/[A-Za-z]+ \d", text):
        text = chance.choice(text.split("/"))
    for group in re.findall(r"[A-Za-z]*\d+[A-Za-z]*(?:/[A-Za-z]*\d+[A-Za-z]*)+", text):
        parts = group.split("/")
        prefix = re.match(r"[A-Za-z]*", parts[0])
        part = chance.choice(parts)
        text = text.replace(group, part if part[0].isalpha() or not prefix else prefix[0] + part)
    if len(text.split()) > 3 and chance.random() < 0.3:
        text = re.sub(
            r" (?:Patient|Wireless|Syringe|Infusion|Medical|System|unit|Device)\b", "", text
        )
    return " ".join(text.split())


def _slip(text: str, chance: random.Random) -> str:
    """One letter swapped, lost or doubled, never the first."""
    places = [i for i in range(2, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not places or len(text) < 6:
        return text
    at = chance.choice(places)
    how = chance.randrange(3)
    if how == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if how == 1 else text[:at] + text[at] + text[at:]


def _slip_word(text: str, chance: random.Random) -> str:
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if long:
        at = chance.choice(long)
        words[at] = _slip(words[at], chance)
    return " ".join(words)


# -- kinds of rows -------------------------------------------------------------------------------


def _inside(bound: Bound, chance: random.Random) -> tuple[int, ...]:
    if bound.kind == "list":
        return chance.choice(bound.listed)
    if bound.closed and chance.random() < 0.3:
        return bound.high
    for _ in range(40):
        parts = list(bound.high)
        at = chance.randrange(len(parts))
        parts[at] = chance.randint(0, max(parts[at], 0))
        made = tuple(parts)
        if _state(bound, made) == AFFECTED:
            return made
    return bound.low or bound.high


def _outside(bound: Bound, chance: random.Random) -> tuple[int, ...]:
    top = max(bound.listed) if bound.kind == "list" else bound.high
    for _ in range(40):
        parts = list(top)
        at = chance.randrange(len(parts))
        parts[at] += chance.randint(1, 3)
        parts[at + 1 :] = [0] * (len(parts) - at - 1)
        made = tuple(parts)
        if _state(bound, made) == NOT_AFFECTED:
            return made
    return (top[0] + 1, *top[1:])


def make_rows(items: list[Item], part: str, seed: int, count: int) -> list[Row]:
    """`count` devices: affected, clear, blank, odd, model rows, decoys, look-alikes, strangers."""
    chance = random.Random(seed)  # noqa: S311 # test data, to be the same each time
    maker = Maker(items, part, chance)
    versioned = [i for i in maker.items if i.bound.kind in ("range", "list")]
    every = [i for i in maker.items if i.bound.kind == "all"]
    models = [i for i in maker.items if i.bound.kind == "models"]
    rows: list[Row] = []
    while len(rows) < count:
        roll = chance.random()
        if roll < 0.25 and versioned:
            item = chance.choice(versioned)
            version = _inside(item.bound, chance)
            rows.append(maker.row(item, "affected", version, maker.version(item, version)))
        elif roll < 0.40 and versioned:
            item = chance.choice(versioned)
            version = _outside(item.bound, chance)
            rows.append(maker.row(item, "clear", version, maker.version(item, version)))
        elif roll < 0.50:
            item = chance.choice(versioned or every)
            rows.append(maker.row(item, "blank", None, maker.pick(BLANKS[part])))
        elif roll < 0.55:
            item = chance.choice(versioned or every)
            rows.append(maker.row(item, "odd", None, maker.pick(ODD[part])))
        elif roll < 0.68 and every:
            item = chance.choice(every)
            shown = maker.pick(("", "1.2", "unknown", "3.0.1"))
            rows.append(maker.row(item, "all", None, shown))
        elif roll < 0.76 and models:
            rows.append(_model_row(maker, chance.choice(models)))
        elif roll < 0.88:
            row = _decoy(maker, chance.choice(maker.items))
            rows += [row] if row else []
        elif roll < 0.93:
            rows.append(_lookalike(maker, chance.choice(maker.items)))
        else:
            rows.append(_stranger(maker))
    return rows


def _model_row(maker: Maker, item: Item) -> Row:
    """A device whose model number is one that stands in the version's place."""
    row = maker.row(item, "model", None, maker.pick(("", "1.0", "unknown", "2.4")))
    code = maker.chance.choice(item.bound.models)
    family = row.cells["model"]
    how = maker.chance.randrange(3)
    if how == 0:
        row.cells["model"] = f"{family} {code}"
    elif how == 1 and re.search(r"[A-Z]|\d{5}", code):
        row.cells["model"] = code
    else:
        row.cells["notes"] = f"{row.cells['notes']} model {code}".strip()
    row.truth = {item.advisory: AFFECTED}
    for other in maker.all:
        if other.advisory != item.advisory and _bag(other.name) & _bag(item.name):
            row.ignore |= {other.advisory}
    return row


def _decoy(maker: Maker, item: Item) -> Row | None:
    """A sibling: the same family with another number, or with a variant's mark behind it."""
    name = _simple(item.name, maker.chance)
    if "/" in name:
        return None
    numbers = [n for n in re.findall(r"\d+", name) if len(n) > 1]
    number = ""
    if numbers:
        old = maker.chance.choice(numbers)
        for _ in range(20):
            at = maker.chance.randrange(len(old))
            number = (
                old[:at] + str((int(old[at]) + maker.chance.randint(1, 8)) % 10) + old[at + 1 :]
            )
            if number not in maker.numbers and number[0] != "0":
                break
        else:
            return None
        name = name.replace(old, number, 1)
    elif maker.chance.random() < 0.5:
        name += maker.pick(ROMAN[maker.part])
        if any(
            len(_bag(other.name)) > 1
            and _bag(name) - _bag(item.name) <= _bag(other.name)
            and _bag(other.name) <= _bag(name)
            for other in maker.all
        ):
            return None
    else:
        return None
    if maker.part == "held" and maker.chance.random() < 0.3:
        name = name.upper()
    row = maker.row(item, "decoy", None, maker.pick(("", "1.0", "2.1", "9.9")))
    row.cells["model"] = name
    row.truth = {}
    row.ignore = frozenset(
        other.advisory
        for other in maker.all
        if _covers(other.name, number)
        or (not numbers and other.advisory != item.advisory and _bag(other.name) & _bag(name))
    )
    return row


def _covers(name: str, number: str) -> bool:
    """Whether a span in a name holds the number, or the number stands in it."""
    if not number:
        return False
    if number in re.findall(r"\d+", name):
        return True
    spans = re.findall(r"[A-Za-z]+(\d+)-[A-Za-z]*(\d+)", name)
    return any(int(low) <= int(number) <= int(high) for low, high in spans)


def _lookalike(maker: Maker, item: Item) -> Row:
    """Another maker's device whose model carries the same number or everyday words."""
    name = _simple(item.name, maker.chance)
    coined = maker.pick(("Vantera", "Corvia", "Medisys", "Lumera"))
    words = name.split()
    row = maker.row(item, "lookalike", None, "1.0")
    row.cells["manufacturer"] = maker.pick(OTHERS[maker.part])
    row.cells["model"] = " ".join([coined, *words[1:]]) if len(words) > 1 else f"{coined} {name}"
    row.truth, row.ignore = {}, frozenset()
    return row


def _stranger(maker: Maker) -> Row:
    """A device that no advisory of these names."""
    name, model = maker.chance.choice(STRANGERS[maker.part])
    maker.count += 1
    cells = {
        "asset_id": f"A{maker.count:06d}",
        "manufacturer": name,
        "model": model,
        "software_version": maker.pick(("", "1.0", "2.3.1")),
        "notes": "",
    }
    ignore = frozenset(
        other.advisory
        for other in maker.all
        if _bag(other.name) <= _bag(model) and _bag(other.name)
    )
    return Row(cells, "stranger", {}, ignore)


# -- synthetic advisories ------------------------------------------------------------------------

_WRITTEN: dict[str, tuple[Callable[[Bound, str, str], str], ...]] = {
    "tune": (
        lambda b, lo, hi: f"<= {hi}" if b.closed else f"< {hi}",
        lambda b, lo, hi: f"vers:all/{'<=' if b.closed else '<'}V{hi}",
        lambda b, lo, hi: f"{hi} and prior" if b.closed else f"versions prior to {hi}",
    ),
    "held": (
        lambda b, lo, hi: f"{hi} and earlier" if b.closed else f"All versions before {hi}",
        lambda b, lo, hi: f"Version {hi} or lower" if b.closed else f"earlier than v{hi}",
        lambda b, lo, hi: f"vers:generic/{'<=' if b.closed else '<'}{hi}",
        lambda b, lo, hi: f"up to and including {hi}" if b.closed else f"<{hi}",
        lambda b, lo, hi: f"V{hi} & below" if b.closed else f"prior to Version {hi}",
    ),
}


def make_advisories(part: str, seed: int, count: int) -> list[tuple[dict[str, Any], list[Item]]]:
    """CSAF documents of invented makers, each with the items that it means."""
    chance = random.Random(seed)  # noqa: S311 # test data, to be the same each time
    makers = [_coined(part, chance) + chance.choice(FIRMS[part]) for _ in range(max(4, count // 6))]
    return [_advisory(part, number, (chance, chance.choice(makers))) for number in range(count)]


def _coined(part: str, chance: random.Random) -> str:
    word = "".join(chance.choice(SYLLABLES[part]) for _ in range(chance.choice((2, 2, 3))))
    return (word + chance.choice(ENDS)).capitalize()


def _advisory(
    part: str, number: int, made: tuple[random.Random, str]
) -> tuple[dict[str, Any], list[Item]]:
    chance, maker = made
    key = f"SYN-{part}-{number:04d}"
    family = _coined(part, chance)
    items: list[Item] = []
    products: list[dict[str, Any]] = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        name, bound, text = _product(part, family, chance)
        items.append(Item(key, maker, name, bound))
        category = "product_version_range" if bound.kind == "range" else "product_version"
        identifier = f"CSAFPID-{len(products) + 1:04d}"
        leaf = {"name": f"{name}: {text}", "product_id": identifier}
        branch = {"category": category, "name": text, "product": leaf}
        products.append({"category": "product_name", "name": name, "branches": [branch]})
    ids = [f"CSAFPID-{index + 1:04d}" for index in range(len(products))]
    score = {"baseScore": 9.8, "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}
    document = {
        "document": {
            "title": f"{maker} {family}",
            "category": "csaf_security_advisory",
            "tracking": {
                "id": key,
                "initial_release_date": "2025-01-14T07:00:00.000000Z",
                "current_release_date": "2025-01-14T07:00:00.000000Z",
            },
        },
        "product_tree": {"branches": [{"category": "vendor", "name": maker, "branches": products}]},
        "vulnerabilities": [
            {
                "cve": f"CVE-2025-{10000 + number}",
                "product_status": {"known_affected": ids},
                "scores": [{"cvss_v3": score, "products": ids}],
            }
        ],
    }
    return document, items


def _product(part: str, family: str, chance: random.Random) -> tuple[str, Bound, str]:
    letters = "".join(
        chance.choice("ABCDEFGHKLMNPRSTVX") for _ in range(chance.choice((0, 1, 2, 2)))
    )
    number = chance.randint(11, 99) * chance.choice((1, 10, 100))
    code = f"{letters}{number}"
    kind = chance.choice(TYPES[part])
    name = (
        f"{family} {code} {kind}".strip() if chance.random() < 0.75 else f"{family} {kind}".strip()
    )
    roll = chance.random()
    if roll < 0.15:
        return name, Bound("all"), "vers:all/*" if part == "tune" else "All versions"
    if roll < 0.27:
        models = tuple(f"{family[:3].upper()}-{chance.randint(1000, 9999)}" for _ in range(3))
        return f"{family} {kind}".strip(), Bound("models", models=models), " | ".join(models)
    high = tuple(chance.randint(1, 12) for _ in range(chance.choice((2, 2, 3, 4))))
    bound = Bound("range", high=high, closed=chance.random() < 0.6)
    text = ".".join(map(str, high))
    if roll < 0.4:
        low = (max(0, high[0] - 1), 0)
        bound = Bound("range", low=low, high=high)
        return (
            name,
            bound,
            f">= {low[0]}.{low[1]} | <= {text}"
            if part == "tune"
            else f"{low[0]}.{low[1]} through {text}",
        )
    return name, bound, chance.choice(_WRITTEN[part])(bound, "", text)
