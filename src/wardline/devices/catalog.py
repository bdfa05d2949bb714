"""Advisories made ready: names are indexed by their rarest atoms.

So no device is ever held against every product.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from wardline.devices.fold import fold, split
from wardline.devices.judge import Vocabulary
from wardline.devices.makers import Makers, Owners, Who
from wardline.devices.model import Advisory, Product
from wardline.devices.names import MODEL_FOLLOWS, Name, parse_names
from wardline.devices.reading import is_loose
from wardline.devices.words import MARKS, NEUTRAL, TYPES

_MIN_SLIP = 5
_BEFORE_NUMBER = re.compile(r"([a-z]+)[ -]?(?=\d)")
_LONG = 8
_ANCHORS = 2
# A word that this many names have tells a family, not a product.
_SHARED = 3


@dataclass(slots=True, eq=False)
class Entry:
    """One name of one maker's product with everything that uses it."""

    name: Name
    makers: tuple[str, ...]
    owners: Who
    # Where it stands among all names: the order in which answers come.
    place: int
    uses: list[int] = field(default_factory=list)


class Table(dict[str, dict[int, list[Entry]]]):
    """Names under an atom, by the id of the object of their owners."""

    def put(self, word: str, entry: Entry) -> None:
        """Hang `entry` under `word`."""
        self.setdefault(word, {}).setdefault(id(entry.owners), []).append(entry)


class Catalog:
    """All names of all advisories, ready to be asked."""

    def __init__(self, advisories: Iterable[Advisory], makers: Makers) -> None:
        """Index `advisories`."""
        self.makers = makers
        self.advisories: list[Advisory] = []
        self.products: list[tuple[int, Product]] = []
        self.entries: list[Entry] = []
        self._owners: dict[Who, Who] = {}
        self._interned: dict[tuple[object, ...], Entry] = {}
        self._parsed: dict[tuple[object, ...], list[Entry]] = {}
        for advisory in advisories:
            self._add(advisory)
        self._index()

    def _add(self, advisory: Advisory) -> None:
        number = len(self.advisories)
        self.advisories.append(advisory)
        for product in advisory.products:
            place = len(self.products)
            self.products.append((number, product))
            for entry in self._entries(product, frozenset(split(advisory.title).words)):
                if not entry.uses or entry.uses[-1] != place:
                    entry.uses.append(place)

    def _entries(self, product: Product, title: frozenset[str]) -> Iterator[Entry]:
        for text in product.names:
            # What the title says beside the name explains it on a device ("CARESCAPE" for "B650").
            beside = frozenset(filter(is_loose, title)) - set(split(text).words)
            key = (text, product.makers, beside)
            known = self._parsed.get(key)
            if known is None:
                known = self._parsed[key] = list(self._make(text, product.makers, beside))
            yield from known

    def _make(self, text: str, vendors: tuple[str, ...], beside: frozenset[str]) -> Iterator[Entry]:
        made = owners_of(self.makers, vendors, text)
        owners = self._owners.setdefault(made, made)
        quiet = self._maker_words(vendors, owners)
        for parsed in parse_names(text):
            name = without_maker(parsed, quiet)
            if beside - name.soft:
                name = replace(name, soft=name.soft | beside)
            if not (name.keys or name.codes or name.span):
                continue
            key = (name, vendors)
            entry = self._interned.get(key)
            if entry is None:
                entry = self._interned[key] = Entry(name, vendors, owners, len(self.entries))
                self.entries.append(entry)
            yield entry

    def _maker_words(self, vendors: tuple[str, ...], owners: Who) -> frozenset[str]:
        words = {word for vendor in vendors for word in split(vendor).words}
        words |= self.makers.plain_words(owners.ids)
        return frozenset(word for word in words if (word,) not in self.makers.brands)

    def _index(self) -> None:
        """1. how often each atom stands in names; 2. names under their rarest ones."""
        count: Counter[str] = Counter()
        for entry in self.entries:
            count.update(set(entry.name.keys))
        self.vocabulary = frozenset(count)
        common = frozenset(word for word, number in count.items() if number >= _SHARED)
        self.told = Vocabulary(self.vocabulary, common)
        self.by_word = Table()
        self.by_number = Table()
        self.by_prefix = Table()
        self.without_number = Table()
        for entry in self.entries:
            self._place(entry, count)
        self._ready_slips()
        self.owners = Owners(self._owners)
        self.anchored = Table()
        for table in (self.by_word, self.by_number, self.by_prefix):
            for word in filter(None, table):
                for entries in table[word].values():
                    for entry in entries:
                        self.anchored.put(word, entry)
        self.codes = frozenset(self.by_number)

    def _place(self, entry: Entry, count: Counter[str]) -> None:
        name = entry.name
        rare = sorted(set(name.keys), key=lambda key: (count[key], key))
        if name.codes:
            numbers = {atom for code in name.codes for atom in code if atom.isdecimal()}
            for atom in sorted(numbers, key=len, reverse=True)[: len(name.codes)]:
                self.by_number.put(atom, entry)
        elif name.span:
            self.by_prefix.put(name.span.prefix, entry)
        elif name.whole or name.short:
            self.by_word.put(rare[0], entry)
        else:
            for key in rare[:_ANCHORS]:
                self.by_word.put(key, entry)
        if name.codes or name.span:
            for key in rare[:1]:
                self.without_number.put(key, entry)

    def _ready_slips(self) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        self.vendors: dict[str, Who] = {}
        for entry in self.entries:
            lead = next(iter(split(" ".join(entry.makers)).words), "")
            if len(lead) >= _MIN_SLIP and lead in entry.owners.words:
                self.vendors.setdefault(lead, entry.owners)
        self._joined: dict[str, tuple[str, ...]] = {}
        for word in sorted(self.vocabulary | {word for word in TYPES if len(word) >= _LONG - 1}):
            if len(word) >= _MIN_SLIP:
                self._near[word[0]].append(word)
                self._near[f"-{word[-2:]}"].append(word)
        for entry in self.entries:
            keys = (*entry.name.keys, *entry.name.types)
            for left, right in itertools.pairwise(keys):
                self._joined.setdefault(left + right, (left, right))
            for mark in entry.name.marks:
                for key in entry.name.keys:
                    self._joined.setdefault(key + mark, (key, mark))
        self._slips: dict[str, tuple[str, ...]] = {}

    def undo_slip(self, word: str) -> tuple[str, ...]:
        """The telling words that `word` is a slip or the beginning of; several where they tie."""
        known = self._slips.get(word)
        if known is None:
            known = self._slips[word] = tuple(self._search(word))
        return known

    def _search(self, word: str) -> list[str]:
        if len(word) < _MIN_SLIP or word in NEUTRAL or word in TYPES or word in MARKS:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        limit = 1 if len(word) < _LONG else 2
        for bucket in (self._near.get(word[0]), self._near.get(f"-{word[-2:]}")):
            if not bucket:
                continue
            near = process.extract(word, bucket, scorer=OSA.distance, score_cutoff=limit, limit=8)
            best = min((distance for _, distance, _ in near), default=0)
            least = _LONG - 1 if best > 1 else _MIN_SLIP
            close = [str(w) for w, d, _ in near if d == best and min(len(w), len(word)) >= least]
            if close:
                return close
        begun = [full for full in self._near.get(word[0], ()) if full.startswith(word)]
        return begun if len(begun) == 1 and len(word) * 2 >= len(begun[0]) else []

    def taken_apart(self, word: str) -> tuple[str, ...]:
        """The telling words that were written as one."""
        return self._joined.get(word, ())


def owners_of(makers: Makers, vendors: tuple[str, ...], text: str) -> Who:
    """Whom a product belongs to: its vendor, and whoever owns a brand in its name."""
    ids: set[str] = set(makers.branded(split(text.replace(MODEL_FOLLOWS, " ")).words))
    words: set[str] = set()
    silent, exact = True, True
    for vendor in vendors:
        who = makers.who(vendor)
        ids |= who.ids
        words |= who.words
        silent = silent and who.silent
        exact = exact and who.exact
    return Who(frozenset(ids), frozenset(words), silent=silent and not ids, exact=exact)


def without_maker(name: Name, quiet: frozenset[str]) -> Name:
    """The name without its maker's own words, unless nothing would be left."""
    # "ELI 280" stays whole even where the maker is called ELI.
    quiet = quiet - frozenset(_BEFORE_NUMBER.findall(fold(name.text)))
    if name.short or not quiet & {*name.keys, *name.marks}:
        return name
    keys = tuple(key for key in name.keys if key not in quiet)
    marks = tuple(mark for mark in name.marks if mark not in quiet)
    if not (keys or name.codes or name.span or marks):
        return name
    if not keys and not name.codes and not name.span:
        keys, marks = marks, ()
        return replace(name, keys=keys, marks=marks, whole=True)
    return replace(name, keys=keys, marks=marks, soft=name.soft | quiet)
