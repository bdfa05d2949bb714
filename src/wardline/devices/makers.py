"""Makers and brands under all the names that inventories use: a curated table that users extend.

Table: CSV with the columns maker, kind, alias. Kinds: name, former (bought, merged or renamed),
part (a maker's own unit that also stands alone), brand (a word on the device that tells the maker),
distributor (a name in the maker's column that says nothing of who made the device).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

from wardline.core.errors import UnprocessableError
from wardline.devices.fold import fold, split

# Words of a company's name that do not tell it from another.
FILLER = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "companies",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "sa",
        "sas",
        "spa",
        "bv",
        "nv",
        "plc",
        "ab",
        "as",
        "oy",
        "pty",
        "srl",
        "intl",
        "international",
        "global",
        "usa",
        "us",
        "america",
        "american",
        "north",
        "the",
        "of",
        "and",
        "medical",
        "med",
        "health",
        "healthcare",
        "care",
        "hc",
        "systems",
        "system",
        "sys",
        "technologies",
        "technology",
        "tech",
        "group",
        "holdings",
        "products",
        "product",
        "industries",
        "solutions",
        "services",
        "diagnostics",
        "diagnostic",
        "laboratories",
        "laboratory",
        "labs",
        "devices",
        "device",
        "instruments",
        "instrument",
        "electronics",
        "sciences",
        "scientific",
        "equipment",
        "mfg",
        "manufacturing",
        "div",
        "division",
        "europe",
        "deutschland",
        "developments",
    ]
)
_SEVERAL = re.compile(
    r"[/;|]| and |,(?! *(?:inc|llc|ltd|corp|co\b|dickinson))| dba | formerly | by "
)
_KINDS = ("name", "former", "part", "brand", "distributor")
_MIN_TYPO = 5
_TWO = 2


class Who(NamedTuple):
    """Who a text in a maker's column may mean: makers' ids, and its own telling words."""

    ids: frozenset[str]
    words: frozenset[str]
    # Nothing to go by: blank, "various", or a distributor.
    silent: bool
    exact: bool = True


SILENT = Who(frozenset(), frozenset(), silent=True)


class Makers:
    """The table, ready to be asked."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Index (maker, kind, alias) rows."""
        self._names: dict[str, set[str]] = {}
        self._quiet: set[str] = set()
        self._near: dict[str, list[str]] = {}
        self._words: dict[str, set[str]] = {}
        self._plain: dict[frozenset[str], frozenset[str]] = {}
        self.brands: dict[tuple[str, ...], set[str]] = {}
        self._heads: dict[str, list[tuple[str, ...]]] = {}
        for maker, kind, alias in rows:
            if kind == "brand":
                self._add_brand(split(alias).words, maker)
            elif kind == "distributor":
                self._quiet.update(_keys(alias))
            else:
                for key in _keys(alias):
                    self._names.setdefault(key, set()).add(maker)
                self._words.setdefault(maker, set()).update(split(alias).words)
        self._cache: dict[str, Who] = {}

    def _add_brand(self, words: tuple[str, ...], maker: str) -> None:
        if words:
            self.brands.setdefault(words, set()).add(maker)
            self._heads.setdefault(words[0], []).append(words)

    @classmethod
    def bundled(cls, more: bytes | None = None, name: str = "") -> Makers:
        """Our table, with the rows of a user's own `more` behind it. *Raises* InputError."""
        text = resources.files("wardline.devices").joinpath("data/makers.csv").read_text("utf-8")
        rows = _rows(text, "makers.csv")
        if more is not None:
            rows += _rows(more.decode("utf-8-sig", errors="replace"), name)
        return cls(rows)

    def who(self, text: str) -> Who:
        """Whom a text in a maker's column means."""
        known = self._cache.get(text)
        if known is None:
            known = self._cache[text] = self._ask(text)
        return known

    def _ask(self, text: str) -> Who:
        keys = _keys(text)
        if not keys or any(key in self._quiet for key in keys[:1]):
            return SILENT
        found = self._named(keys)
        words = frozenset(_telling(split(text).words))
        if found:
            return Who(frozenset(found), words, silent=False)
        for piece in _pieces(text):
            found |= self._named(_keys(piece)) or self._leading(piece)
        if found:
            return Who(frozenset(found), words, silent=False)
        close = self._close(keys[0])
        return Who(frozenset(close), words, silent=False, exact=not close)

    def _named(self, keys: list[str]) -> set[str]:
        for key in keys:
            if key in self._names:
                return set(self._names[key])
        return set()

    def _leading(self, piece: str) -> set[str]:
        """The maker whose alias the text begins with: "Philips Ultrasound Bothell"."""
        words = _telling(split(piece).words)
        for length in range(min(len(words), 3), 0, -1):
            key = "".join(words[:length])
            if len(key) >= _TWO and key in self._names:
                return set(self._names[key])
        return set()

    def _close(self, key: str) -> set[str]:
        """Makers whose name is a slip of the pen away."""
        if len(key) < _MIN_TYPO:
            return set()
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if not self._near:
            for name in self._names:
                if len(name) >= _MIN_TYPO:
                    self._near.setdefault(name[0], []).append(name)
        limit = 1 if len(key) < 8 else 2  # noqa: PLR2004 # one slip in a short word, two in a long one
        bucket = self._near.get(key[0], ())
        near = process.extract(key, bucket, scorer=OSA.distance, score_cutoff=limit, limit=8)
        best = min((distance for _, distance, _ in near), default=0)
        return {m for name, distance, _ in near if distance == best for m in self._names[name]}

    def branded(self, words: tuple[str, ...]) -> frozenset[str]:
        """Makers whose brand stands in the atoms `words`."""
        found: set[str] = set()
        for index, word in enumerate(words):
            for brand in self._heads.get(word, ()):
                if words[index : index + len(brand)] == brand:
                    found |= self.brands[brand]
        return frozenset(found)

    def plain_words(self, ids: frozenset[str]) -> frozenset[str]:
        """The words of all names of these makers: in a model's name they tell nothing."""
        known = self._plain.get(ids)
        if known is None:
            words = {word for maker in ids for word in self._words.get(maker, ())}
            known = self._plain[ids] = frozenset(words)
        return known

    def named(self, words: tuple[str, ...]) -> Who | None:
        """The maker whose whole alias these atoms are, or None."""
        found = self._names.get("".join(words)) if words else None
        return Who(frozenset(found), frozenset(words), silent=False) if found else None


class Owners:
    """The makers of all products, so that a device's maker is held against them once."""

    def __init__(self, all_owners: Iterable[Who]) -> None:
        """Index the makers by id, by telling word and by first letter."""
        self._all = list(all_owners)
        self._by_id: dict[str, set[int]] = {}
        self._by_word: dict[str, set[int]] = {}
        self._by_joint: dict[str, set[int]] = {}
        self._near: dict[str, list[str]] = {}
        for place, owners in enumerate(self._all):
            for maker in owners.ids:
                self._by_id.setdefault(maker, set()).add(place)
            for word in owners.words:
                self._by_word.setdefault(word, set()).add(place)
            self._by_joint.setdefault("".join(sorted(owners.words)), set()).add(place)
        for word in self._by_word:
            if len(word) >= _MIN_TYPO:
                self._near.setdefault(word[0], []).append(word)
        self._known: dict[Who, frozenset[int]] = {}

    def fitting(self, who: Who) -> frozenset[int]:
        """Ids (of the objects) of all owners that may be the maker `who`."""
        known = self._known.get(who)
        if known is None:
            found = {place for maker in who.ids for place in self._by_id.get(maker, ())}
            for place in self._alike(who):
                owners = self._all[place]
                if not (who.ids and owners.ids and who.exact and owners.exact):
                    found.add(place)
            known = self._known[who] = frozenset(id(self._all[place]) for place in found)
        return known

    def allowed(self, who: Who, brands: frozenset[str]) -> frozenset[int]:
        """`fitting`, and the owners of brands that stand on the device."""
        fitting = self.fitting(who)
        places = {place for maker in brands for place in self._by_id.get(maker, ())}
        return fitting | {id(self._all[place]) for place in places} if places else fitting

    def _alike(self, who: Who) -> set[int]:
        """Owners with a telling word in common: the same, a slip, a joint or a beginning of it."""
        from rapidfuzz.distance import OSA

        found = set(self._by_joint.get("".join(sorted(who.words)), ()))
        for word in who.words:
            found |= self._by_word.get(word, set())
            for other in self._near.get(word[0], ()) if len(word) >= _MIN_TYPO else ():
                limit = 1 if min(len(word), len(other)) < 8 else 2  # noqa: PLR2004 # as in _close
                begins = word.startswith(other) or other.startswith(word)
                if begins or OSA.distance(word, other, score_cutoff=limit) <= limit:
                    found |= self._by_word[other]
        return found


def _telling(words: tuple[str, ...]) -> list[str]:
    kept = [word for word in words if word not in FILLER]
    return kept or list(words)


def _keys(text: str) -> list[str]:
    """The forms under which a name is looked up: all its words joined, then its telling words."""
    words = split(text).words
    if not words:
        stripped = fold(text).strip()
        return [stripped] if stripped else []
    keys = ["".join(words)]
    telling = "".join(_telling(words))
    return keys if telling == keys[0] else [*keys, telling]


def _pieces(text: str) -> list[str]:
    inside = re.findall(r"\(([^()]{2,40})\)", text)
    outside = re.sub(r"\([^()]*\)", " ", text)
    parts = [*_SEVERAL.split(fold(outside)), *inside]
    return [part.strip() for part in parts if part.strip()]


def _rows(text: str, name: str) -> list[tuple[str, str, str]]:
    reader = csv.reader(io.StringIO(text))
    rows = []
    for row in reader:
        cells = [cell.strip() for cell in row]
        if (
            not any(cells)
            or cells[0].startswith("#")
            or [c.lower() for c in cells[:1]] == ["maker"]
        ):
            continue
        if len(cells) < 3 or cells[1].lower() not in _KINDS:  # noqa: PLR2004 # maker, kind, alias
            raise UnprocessableError(
                f"{name}, line {reader.line_num}: a row is 'maker,kind,alias'.",
                hint=f"The kind is one of: {', '.join(_KINDS)}.",
            )
        rows.append((cells[0], cells[1].lower(), cells[2]))
    return rows
