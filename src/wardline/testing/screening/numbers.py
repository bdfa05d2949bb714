"""Numbers with check digits, as their standards define them."""

from __future__ import annotations

import random

_VIN_LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = dict(
    zip(_VIN_LETTERS, (*range(10), 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, *range(2, 10)),
        strict=True)
)  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def luhn_total(digits: str) -> int:
    """The Luhn sum; a valid number gives a multiple of ten. *Source*: ISO/IEC 7812-1."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def with_luhn(digits: str) -> str:
    """The digits and their check digit."""
    return digits + str(-luhn_total(digits + "0") % 10)


def digits(rng: random.Random, count: int) -> str:
    """That many digits; the first is never 0."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def card(rng: random.Random) -> str:
    """A payment card number of a scheme's length and prefix, valid by Luhn."""
    prefix, length = rng.choice(
        (("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16))
    )
    return with_luhn(prefix + digits(rng, length - len(prefix) - 1))


def npi(rng: random.Random) -> str:
    """A National Provider Identifier. *Source*: 45 CFR 162.406 (Luhn after the prefix 80840)."""
    body = rng.choice("12") + digits(rng, 8)
    return with_luhn("80840" + body)[5:]


def dea(rng: random.Random, last_initial: str) -> str:
    """A DEA registration number. *Source*: 21 CFR 1301; (d1+d3+d5)+2(d2+d4+d6) ends in d7."""
    body = digits(rng, 6)
    odd, even = (sum(int(body[i]) for i in places) for places in ((0, 2, 4), (1, 3, 5)))
    second = last_initial if "A" <= last_initial <= "Z" else "9"
    return f"{rng.choice('ABFGMPR')}{second}{body}{(odd + 2 * even) % 10}"


def mbi(rng: random.Random) -> str:
    """A Medicare Beneficiary Identifier without dashes. *Source*: CMS, MBI format, 11 places."""
    letter = _MBI_LETTERS
    either = letter + "0123456789"
    places = ("123456789", letter, either, "0123456789", letter, either, "0123456789", letter,
              letter, "0123456789", "0123456789")  # fmt: skip
    return "".join(rng.choice(place) for place in places)


def vin(rng: random.Random) -> str:
    """A vehicle identification number with its check digit. *Source*: 49 CFR 565.15."""
    places = [rng.choice(_VIN_LETTERS) for _ in range(13)] + list(digits(rng, 4))
    total = sum(_VIN_VALUES[c] * w for c, w in zip(places, _VIN_WEIGHTS, strict=True))
    places[8] = "0123456789X"[total % 11]
    return "".join(places)


def ssn(rng: random.Random) -> tuple[str, str, str]:
    """The three parts of a Social Security number that may have been issued."""
    area = rng.choice([n for n in (rng.randrange(1, 900), rng.randrange(1, 665)) if n != 666])
    return f"{area:03d}", f"{rng.randrange(1, 100):02d}", f"{rng.randrange(1, 10000):04d}"
