"""How well coders agree, beyond what chance would give. Pure.

*Source*: J. Cohen, A coefficient of agreement for nominal scales (1960); K. Krippendorff, Computing
Krippendorff's alpha-reliability (2011), nominal data, any number of coders, missing values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

# Who coded what: item → coder → the codes that this coder gave it.
Codings = Mapping[Any, Mapping[Any, Collection[str]]]
_PAIR = 2


class Agreement(NamedTuple):
    """How well one code is agreed on, over the items that two or more people coded."""

    code: str
    # How many items two or more people coded, and in how many of them somebody gave the code.
    items: int
    given: int
    # The share of pairs of coders that agree; None where there is no pair.
    observed: float | None
    # Cohen's kappa: of exactly two coders. None: there are not two, or nothing to agree on.
    kappa: float | None
    # Krippendorff's alpha: of all coders. None: nobody disagrees and nothing varies.
    alpha: float | None


def cohen(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two coders' values for the same items.

    None where there is no item, or where both gave one and the same value to all.
    """
    if not pairs:
        return None
    total = len(pairs)
    agreed = sum(one == other for one, other in pairs) / total
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[value] * second[value] for value in first) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def krippendorff(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal data.

    *Shape*: for each unit, the values that its coders gave; who gave none is left out.
    None where nothing can be compared, or where there is but one value.
    """
    values: Counter[Hashable] = Counter()
    disagreed = 0.0
    for unit in units:
        if len(unit) < _PAIR:
            continue
        counted = Counter(unit)
        values.update(counted)
        unequal = sum(many * (len(unit) - many) for many in counted.values())
        disagreed += unequal / (len(unit) - 1)
    total = values.total()
    expected = sum(many * (total - many) for many in values.values())
    if not expected:
        return None
    return 1 - (total - 1) * disagreed / expected


def per_code(codings: Codings, codes: Iterable[str]) -> list[Agreement]:
    """The agreement on each code: given or not given, by each who coded the item."""
    shared = [by for by in codings.values() if len(by) >= _PAIR]
    coders = {coder for by in shared for coder in by}
    return [_of(code, shared, sorted(coders, key=str)) for code in codes]


def disagreed(by: Mapping[Any, Collection[str]]) -> list[str]:
    """The codes that some who coded an item gave, and some did not."""
    every = {code for codes in by.values() for code in codes}
    return sorted(code for code in every if not all(code in codes for codes in by.values()))


def _of(
    code: str, shared: Sequence[Mapping[Any, Collection[str]]], coders: Sequence[Hashable]
) -> Agreement:
    units = [[code in codes for codes in by.values()] for by in shared]
    pairs = [pair for unit in units for pair in combinations(unit, _PAIR)]
    kappa = None
    if len(coders) == _PAIR:
        kappa = cohen([tuple(code in by[coder] for coder in coders) for by in shared])  # type: ignore[misc] # two of them
    return Agreement(
        code,
        len(units),
        sum(any(unit) for unit in units),
        sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        kappa,
        krippendorff(units),
    )
