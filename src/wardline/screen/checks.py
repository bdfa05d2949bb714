"""Check digits and shapes of numbers. A check alone never decides: context does."""

from __future__ import annotations

import re

_VIN_VALUES = dict(zip("ABCDEFGH", range(1, 9), strict=True)) | dict(
    zip("JKLMN", range(1, 6), strict=True)
)
_VIN_VALUES |= {"P": 7, "R": 9} | dict(zip("STUVWXYZ", range(2, 10), strict=True))
_VIN_VALUES |= {str(digit): digit for digit in range(10)}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
# First digits and lengths of card numbers (ISO/IEC 7812 issuers in use).
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
)


def luhn(digits: str) -> bool:
    """Whether the last digit fits (ISO/IEC 7812-1)."""
    total = sum(map(int, digits[-1::-2]))
    return (total + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def card(digits: str) -> bool:
    """Whether `digits` has the form of a payment card number and fits its check digit."""
    return _CARD.fullmatch(digits) is not None and luhn(digits)


def iban(text: str) -> bool:
    """Whether the check digits of an account fit (ISO 13616, ISO/IEC 7064 MOD 97-10)."""
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def npi(digits: str) -> bool:
    """Whether `digits` is a National Provider Identifier (45 CFR 162.406)."""
    return len(digits) == 10 and digits[0] in "12" and luhn("80840" + digits)  # noqa: PLR2004 # 10


def dea(text: str) -> bool:
    """Whether two letters and seven digits fit as a DEA registration (21 CFR 1301)."""
    digits = [int(char) for char in text[2:] if char.isdigit()]
    if len(digits) != 7:  # noqa: PLR2004 # seven digits
        return False
    odd, even = digits[0] + digits[2] + digits[4], digits[1] + digits[3] + digits[5]
    return (odd + 2 * even) % 10 == digits[6]


def vin(text: str) -> bool:
    """Whether 17 characters fit the check digit of a vehicle (49 CFR 565.15)."""
    try:
        total = sum(
            _VIN_VALUES[char] * weight for char, weight in zip(text, _VIN_WEIGHTS, strict=True)
        )
    except (KeyError, ValueError):
        return False
    return "0123456789X"[total % 11] == text[8]


def ssn(digits: str) -> bool:
    """Whether nine digits can be a social security number or an individual tax number."""
    return (
        len(digits) == 9  # noqa: PLR2004 # nine digits
        and digits[:3] not in ("000", "666")
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )
