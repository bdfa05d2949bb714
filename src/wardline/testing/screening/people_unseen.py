"""Made-up people of the group "unseen"."""

from __future__ import annotations

import random

from wardline.testing.screening import lists_unseen as words
from wardline.testing.screening.people import Person


def somebody(rng: random.Random, origin: str = "") -> Person:
    """Somebody made up: a given and a family name of one of many peoples, or of none."""
    if origin == "oov" or (not origin and rng.random() < 0.15):
        first, inner, end = (part.split() for part in words.SYLLABLES)
        return Person(rng.choice(first) + rng.choice(("", rng.choice(inner))) + rng.choice(end),
                      rng.choice(first) + rng.choice(inner) + rng.choice(end), rng.choice("ABCDEFGHJKLMRST"), "oov")  # fmt: skip
    fit = [each for each in words.CULTURES if not origin or each[2] == origin]
    given, family, sub = rng.choice(fit)
    return Person(
        rng.choice(given.split()),
        rng.choice(family.split("|")),
        rng.choice("ABCDEFGHJKLMRST"),
        sub,
    )
