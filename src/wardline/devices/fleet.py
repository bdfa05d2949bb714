"""An inventory made ready, so that one new advisory is answered at once.

The devices' atoms are indexed once; a new advisory is only held against devices that share a rare
atom with one of its names, or a word a slip away.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable

from wardline.devices.catalog import Catalog, Entry
from wardline.devices.fold import split
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Advisory, Device, Match

_MIN_SLIP = 5
_LONG = 8


class Fleet:
    """The devices of one hospital, by their words."""

    def __init__(self, devices: Iterable[Device], makers: Makers) -> None:
        """Index `devices`; those with the same texts are one group."""
        self.makers = makers
        self.groups: list[list[Device]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        places: dict[tuple[str, str, str, str], int] = {}
        for device in devices:
            key = (device.maker, device.model, device.kind, device.notes)
            place = places.get(key)
            if place is None:
                place = places[key] = len(self.groups)
                self.groups.append([])
                self._index(device, place)
            self.groups[place].append(device)
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            if len(word) >= _MIN_SLIP and word.isalpha():
                self._near[word[0]].append(word)
                self._near[f"-{word[-2:]}"].append(word)

    def _index(self, device: Device, place: int) -> None:
        atoms = split(device.model or device.kind).words
        words = {*atoms, *(left + right for left, right in itertools.pairwise(atoms))}
        words.update(split(device.notes).words)
        if device.kind:
            words.update(split(device.kind).words)
        for word in words:
            self._by_word[word].append(place)

    def match(self, advisory: Advisory) -> list[Match]:
        """What one advisory comes to for all devices."""
        catalog = Catalog([advisory], self.makers)
        places: set[int] = set()
        for entry in catalog.entries:
            for word in self._anchors(entry):
                places.update(self._by_word.get(word, ()))
        matcher = Matcher(catalog)
        return [match for place in sorted(places) for match in matcher.match(self.groups[place])]

    def _anchors(self, entry: Entry) -> set[str]:
        """The rare words by which a name's devices can be found, with slips and joints."""
        name = entry.name
        numbers = {atom for code in name.codes for atom in code if atom.isdecimal()}
        rare = min(name.keys, key=lambda key: len(self._by_word.get(key, ())), default="")
        words = {*sorted(numbers, key=len, reverse=True)[:1], rare, *self._close(rare)}
        if name.span:
            words.add(name.span.prefix)
        for left, right in zip(name.keys, (*name.keys[1:], *name.types), strict=False):
            words.add(left + right)
        if len(name.keys) > 1 and not name.codes:
            words.update(name.keys)
        return words - {""}

    def _close(self, key: str) -> list[str]:
        if len(key) < _MIN_SLIP:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        limit = 1 if len(key) < _LONG else 2
        found = []
        for bucket in (self._near.get(key[0], ()), self._near.get(f"-{key[-2:]}", ())):
            near = process.extract(key, bucket, scorer=OSA.distance, score_cutoff=limit, limit=20)
            found += [str(word) for word, _, _ in near]
        return found
