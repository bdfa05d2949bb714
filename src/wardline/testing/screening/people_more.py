"""Made-up people of the groups whose words stand in a module of their own."""

from __future__ import annotations

import random
from types import ModuleType

from wardline.testing.screening.people import Person, faker_lists


def person_of(words: ModuleType, rng: random.Random, origin: str = "") -> Person:
    """Somebody by origin as in `people.person`, from the lists and syllables of a group."""
    kind = origin or rng.choices(("common", "world", "oov", "tricky"), (44, 28, 12, 16))[0]
    first, last = _MAKERS[kind](words, rng)
    return Person(first, last, rng.choice("ABCDEFGHIJKLMNOPRSTVWZ"), kind)


def _common(words: ModuleType, rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists(rng.choice(words.COMMON))
    family = rng.choice(last)
    if rng.random() < 0.05:
        family = f"{family}-{rng.choice(last)}"
    return rng.choice(first), family


def _world(words: ModuleType, rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.4:
        given, family = rng.choice(words.HAND)
        return rng.choice(given.split()), rng.choice(family.split("|"))
    first, last = faker_lists(rng.choice(words.WORLD))
    return rng.choice(first), rng.choice(last)


def _unheard(words: ModuleType, rng: random.Random) -> tuple[str, str]:
    starts, middles, ends = (part.split() for part in words.SYLLABLES)

    def word(parts: int) -> str:
        inner = "".join(rng.choice(middles) for _ in range(parts))
        return str(rng.choice(starts) + inner + rng.choice(ends)).capitalize()

    return word(1), word(rng.choice((1, 2)))


def _tricky(words: ModuleType, rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists(rng.choice(words.COMMON))
    if rng.random() < 0.5:
        first = words.WORDS_FIRST.split()
    else:
        last = words.WORDS_LAST.split()
    return rng.choice(first), rng.choice(last)


_MAKERS = {"common": _common, "world": _world, "oov": _unheard, "tricky": _tricky}
