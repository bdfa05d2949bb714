"""What all slots share: the organization of a text, pieces, dates, telephone numbers."""

from __future__ import annotations

import random
import string
import uuid
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from wardline.core.errors import ConfigError
from wardline.testing.screening import lists, lists_fresh, people_more, people_unseen
from wardline.testing.screening import people as folk

ALNUM = string.ascii_letters + string.digits
MONTHS = (
    "January February March April May June July August September October November December"
).split()

# Groups whose words stand in a module of their own, so that they can be kept apart.
MORE = ("wild", "exam")
# The group whose slots and people are its own as well.
UNSEEN = "unseen"


def group_words(group: str) -> ModuleType:
    """The words of a group.

    *Raises*: ConfigError where the group is not installed.
    """
    if group not in (*MORE, UNSEEN):
        return lists_fresh if group == "fresh" else lists
    try:
        return import_module(f"wardline.testing.screening.lists_{group}")
    except ImportError:
        raise ConfigError(f"The group of texts '{group}' is not installed here.") from None


class Piece(NamedTuple):
    """A stretch of text with its label; plain text has none."""

    text: str
    label: str = ""
    action: str = ""
    sub: str = ""


class Site:
    """The organization and the people of one text; everything that has to agree in it."""

    def __init__(self, rng: random.Random, group: str = "open") -> None:
        """Draw the organization."""
        self.rng = rng
        self.group = group
        self.people: dict[str, folk.Person] = {}
        self.kept: dict[str, Piece] = {}
        stem = "".join(rng.choice("bdfghklmnprstvz") + rng.choice("aeiou") for _ in range(3))
        words = group_words(group)
        word, suffix = rng.choice(words.ORG_KINDS)
        self.name = f"{stem.capitalize()} {word}"
        self.domain = f"{stem}{suffix}.{rng.choice(words.ORG_TLDS)}"
        self.ad = stem.upper()[:6]
        self.net = f"{first_octet(rng)}.{rng.randrange(256)}.{rng.randrange(256)}"

    def profile(self) -> dict[str, object]:
        """What the organization would have configured."""
        return {
            "domains": [self.domain],
            "ad": self.ad,
            "name": self.name,
            "public_nets": [f"{self.net}.0/24"],
        }

    def person(self, key: str, origin: str = "") -> folk.Person:
        """The person of this key in this text."""
        if key not in self.people:
            self.people[key] = self._somebody(origin)
        return self.people[key]

    def _somebody(self, origin: str) -> folk.Person:
        if self.group == UNSEEN:
            return people_unseen.somebody(self.rng, origin)
        if self.group in MORE:
            return people_more.person_of(group_words(self.group), self.rng, origin)
        who = folk.fresh_person if self.group == "fresh" else folk.person
        return who(self.rng, origin)


Maker = Callable[[Site, str], Piece]
MAKERS: dict[str, Maker] = {}


def slot(name: str) -> Callable[[Maker], Maker]:
    """Register the maker of the slot of this name."""

    def add(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return add


def remove(label: str, text: str, sub: str = "") -> Piece:
    """What must not leave."""
    return Piece(text, label, "remove", sub)


def keep(label: str, text: str, sub: str = "") -> Piece:
    """What must survive."""
    return Piece(text, label, "keep", sub)


def neg(label: str, text: str, sub: str = "") -> Piece:
    """What looks private and is not."""
    return Piece(text, label, "neg", sub)


def first_octet(rng: random.Random) -> int:
    """The first number of a public IPv4 address outside the special ranges."""
    return rng.choice([n for n in range(11, 223) if n not in (100, 127, 169, 172, 192, 198, 203)])


def made_word(rng: random.Random, parts: int = 3) -> str:
    """A word of no language, of that many syllables."""
    return "".join(rng.choice("bcdfghjklmnprstvwz") + rng.choice("aeiou") for _ in range(parts))


def drawn(rng: random.Random, count: int, alphabet: str = ALNUM) -> str:
    """That many characters of an alphabet."""
    return "".join(rng.choice(alphabet) for _ in range(count))


def hexed(rng: random.Random, count: int) -> str:
    """That many hexadecimal digits."""
    return drawn(rng, count, "0123456789abcdef")


def date_text(rng: random.Random, first: int, last: int, style: str = "") -> str:
    """A date in one of the ways in which people and systems write it."""
    year, month, day = rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29)
    name = MONTHS[month - 1]
    ways = {
        "iso": f"{year}-{month:02d}-{day:02d}",
        "compact": f"{year}{month:02d}{day:02d}",
        "us": f"{month:02d}/{day:02d}/{year}",
        "short": f"{month}/{day}/{year % 100:02d}",
        "long": f"{name} {day}, {year}",
        "dmy": f"{day} {name[:3]} {year}",
        "oracle": f"{day:02d}-{name[:3].upper()}-{year}",
        "dots": f"{day:02d}.{month:02d}.{year}",
        "dashes": f"{month:02d}-{day:02d}-{year}",
        "ordinal": f"{name} {day}{_ordinal(day)}, {year}",
        "medium": f"{name[:3]}. {day}, {year}",
        "es": f"{day} de {SPANISH[month - 1]} de {year}",
    }
    usual = ("iso", "us", "us", "short", "long", "long", "dmy", "oracle", "dashes", "ordinal",
             "medium")  # fmt: skip
    return ways[style or rng.choice(usual)]


SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def phone_text(rng: random.Random, style: str = "") -> str:
    """A North American number that is nobody's service line, or one from abroad."""
    area, office = rng.randrange(201, 980), rng.randrange(202, 990)
    line = f"{rng.randrange(10000):04d}"
    ways = {
        "dash": f"{area}-{office}-{line}",
        "paren": f"({area}) {office}-{line}",
        "dot": f"{area}.{office}.{line}",
        "space": f"{area} {office} {line}",
        "plus": f"+1 {area} {office} {line}",
        "plusdash": f"+1-{area}-{office}-{line}",
        "one": f"1-{area}-{office}-{line}",
        "tight": f"({area}){office}-{line}",
        "e164": f"+1{area}{office}{line}",
        "raw": f"{area}{office}{line}",
        "slash": f"{area}/{office}-{line}",
        "uk": f"+44 20 7946 {line}",
        "mx": f"+52 55 {rng.randrange(1000, 9999)} {line}",
        "de": f"+49 30 {rng.randrange(100000, 999999)}",
    }
    usual = ("dash", "dash", "paren", "paren", "dot", "space", "plus", "plusdash", "one", "tight",
             "e164", "uk", "mx", "de")  # fmt: skip
    return ways[style or rng.choice(usual)]


def made_uuid(rng: random.Random) -> uuid.UUID:
    """A random UUID that follows the seed."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def once(site: Site, key: str, make: Callable[[], Piece]) -> Piece:
    """The piece of this key in this text, made on first use."""
    if key not in site.kept:
        site.kept[key] = make()
    return site.kept[key]
