"""Made-up persons in all the ways that names are built and written."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import sources
import world

OPEN, CLOSE = "\x01", "\x02"  # around a name in generated text


@dataclass
class Lists:
    """Where given names and surnames are drawn from."""

    census_given: list[str]
    census_last: list[str]
    rare_last: list[str]
    births: list[str]
    given: dict[str, list[str]]
    last: dict[str, list[str]]
    mixed_given: list[str]
    mixed_last: list[str]
    tricky_given: list[str]
    tricky_last: list[str]


def load(root: Path) -> Lists:
    """The lists, from the same sources as the lexicon."""
    given, last = sources.census_1990(root)
    english = {w for w, n in sources.english(root).items() if n <= 50}
    by_given, by_last = _with_case()
    both = [k for k in by_given if k in by_last and len(by_given[k]) > 20 and len(by_last[k]) > 20]
    mimesis, fakerjs = sources.mimesis_people(), sources.fakerjs_people(root)
    return Lists(
        given[:2500], last[:30000], sources.census_2010(root), sorted(sources.births(2000)),
        {k: by_given[k] for k in both}, {k: by_last[k] for k in both},
        sorted(mimesis[0] | fakerjs[0]), sorted(mimesis[1] | fakerjs[1]),
        [w for w in (*given[:1500], *sorted(sources.births(2000))) if w in english],
        [w for w in last[:8000] if w in english],
    )  # fmt: skip


def _with_case() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Faker's names by locale, accents kept."""
    import importlib
    import pkgutil
    import re

    from faker.providers import person

    given: dict[str, list[str]] = {}
    last: dict[str, list[str]] = {}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in sorted(dir(provider)):
            if re.match(r"(first|last)_(romanized_)?names?|(first|last)_name", attribute):
                values = getattr(provider, attribute)
                if isinstance(values, (tuple, list, dict)):
                    kind = given if attribute.startswith("first") else last
                    fit = [
                        str(v)
                        for v in values
                        if sources.latin(sources.fold(str(v).replace(" ", "").replace("-", "")))
                    ]
                    kind.setdefault(module.name, []).extend(fit)
    return given, last


PARTICLES = [
    "van",
    "van der",
    "van den",
    "de",
    "de la",
    "del",
    "di",
    "da",
    "dos",
    "von",
    "bin",
    "al-",
    "el-",
    "ten",
    "della",
    "St. ",
    "le",
    "la",
    "zu",
    "zum",
    "ten",
    "ter",
    "af",
    "dela",
    "de los",
    "van 't",
    "D'",
    "O'",
    "Mc",
    "Mac",
    "Fitz",
    *["O'", "Mc", "D'", "de la", "van der", "de", "Mac", "O'", "Mc"] * 2,
]
VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ia", "ou", "ee", "y", "ua", "io"]
ONSETS = [
    *list("bcdfghjklmnprstvwyz"),
    "ch",
    "sh",
    "th",
    "tr",
    "dr",
    "gr",
    "kr",
    "br",
    "qu",
    "st",
    "sl",
    "fl",
    "kw",
    "ng",
    "zh",
    "pr",
    "bl",
    "cl",
    "ph",
]
CODAS = [
    "",
    "",
    "",
    "",
    "n",
    "r",
    "l",
    "s",
    "k",
    "m",
    "t",
    "d",
    "th",
    "nd",
    "rt",
    "sh",
    "ck",
    "x",
    "z",
    "ng",
]


class Person:
    """One made-up person; `given` and `last` as usually written."""

    def __init__(self, rng: random.Random, lists: Lists) -> None:
        self.rng = rng
        self.given, self.last = self._pair(lists)
        self.middle = (
            rng.choice(lists.census_given).title()
            if rng.random() < 0.5
            else rng.choice("ABCDEFGHJKLMNPRSTW")
        )

    def _pair(self, lists: Lists) -> tuple[str, str]:
        rng, draw = self.rng, self.rng.random()
        if draw < 0.22:
            return _skew(rng, lists.census_given).title(), self._dress(
                _skew(rng, lists.census_last).title()
            )
        if draw < 0.30:
            return rng.choice(lists.births).title(), self._dress(
                rng.choice(lists.rare_last).title()
            )
        if draw < 0.40:
            region = rng.choice(sorted(world.GIVEN))
            return rng.choice(world.GIVEN[region].split()), rng.choice(world.LAST[region].split())
        if draw < 0.55:
            key, other = rng.choice(list(lists.given)), rng.choice(list(lists.last))
            last = lists.last[key if rng.random() < 0.85 else other]
            return rng.choice(lists.given[key]), self._dress(rng.choice(last))
        if draw < 0.65:
            return rng.choice(lists.mixed_given).title(), self._dress(
                rng.choice(lists.mixed_last).title()
            )
        if draw < 0.78:
            given = rng.choice(
                lists.tricky_given if rng.random() < 0.6 else lists.census_given[:600]
            ).title()
            last = rng.choice(
                lists.tricky_last if rng.random() < 0.8 else lists.census_last[:3000]
            ).title()
            return given, last
        return self._invent().capitalize(), self._dress(self._invent().capitalize())

    def _dress(self, last: str) -> str:
        draw = self.rng.random()
        if draw < 0.86:
            return last
        if draw < 0.91:
            return last + "-" + self._invent().capitalize()
        particle = self.rng.choice(PARTICLES)
        return (
            particle + ("" if particle[-1] in "-' c" or particle in {"Mac", "Fitz"} else " ") + last
        )

    def _invent(self) -> str:
        rng = self.rng
        plain = rng.random() < 0.5  # consonant and vowel in turn, or anything
        count = rng.choice([1, 2, 2, 2, 3, 3, 4]) if not plain else rng.choice([2, 2, 3, 3, 4])
        word = "".join(
            rng.choice(ONSETS)
            + rng.choice("aeiou" if plain else VOWELS)
            + ("" if plain else rng.choice(CODAS))
            for _ in range(count)
        )
        if not plain and rng.random() < 0.2:
            word = rng.choice("aeiou") + word
        return word if len(word) > 2 else word + "na"

    def mark(self, text: str) -> str:
        """The name with the marks around it."""
        return OPEN + text + CLOSE

    def full(self) -> str:
        """A full name in one of its usual forms."""
        rng, g, s, m = self.rng, self.given, self.last, self.middle
        initial = m[0] + "."
        forms = [
            (60, f"{g} {s}"), (8, f"{g} {initial} {s}"), (3, f"{g} {m[0]} {s}"), (4, f"{g} {m} {s}"),
            (5, f"{g[0]}. {s}"), (4, f"{g[0]}.{m[0]}. {s}"), (2, f"{g[0]}. {initial} {s}"),
            (1, f"{g} {s} Jr."), (1, f"{g} {s} III"), (1, f"{g} {s} Sr."), (1, f"{g[0]}{m[0]} {s}"), (1, f"{g} {s} II"), (1, f"{g} {s}, Jr."), (2, f"{s.upper()}, {g}"),
            (2, f"{g} {s.upper()}"), (1, f'{g} "{m}" {s}' if len(m) > 2 else f"{g} {s}"), (2, f"{s} {g}"),
            (2, f"{g}-{m} {s}" if len(m) > 2 else f"{g} {s}"),
        ]  # fmt: skip
        return self.mark(_weighted(rng, forms))

    def inverted(self) -> str:
        """Last, First in one of its forms."""
        rng, g, s, m = self.rng, self.given, self.last, self.middle
        forms = [
            (10, f"{s}, {g}"), (3, f"{s}, {g} {m[0]}."), (2, f"{s}, {g} {m[0]}"), (4, f"{s.upper()}, {g.upper()}"),
            (1, f"{s.upper()}, {g.upper()} {m[0]}"), (1, f"{s},{g}"), (1, f"{s}, {g[0]}."), (1, f"{s.upper()},{g.upper()}"),
        ]  # fmt: skip
        return self.mark(_weighted(rng, forms))

    def caret(self) -> str:
        """LAST^FIRST."""
        m = self.rng.choice(["", "^" + self.middle[0].upper(), "^" + self.middle[0].upper() + "^"])
        return self.mark(f"{self.last}^{self.given}{m}".upper().rstrip("^"))


def _skew(rng: random.Random, words: list[str]) -> str:
    """A word, the first ones more often."""
    return words[int(len(words) * rng.random() ** 2.5)]


def _weighted(rng: random.Random, forms: list[tuple[int, str]]) -> str:
    return rng.choices([f for _, f in forms], [w for w, _ in forms])[0]
