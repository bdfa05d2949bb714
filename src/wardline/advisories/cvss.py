"""CVSS 2.0, 3.0 and 3.1: scores reckoned from a vector, and a vector's values by name.

*Source*: FIRST, "A Complete Guide to CVSS 2.0" section 3.2; CVSS 3.0 and 3.1 specification
sections 5 to 8 (the two differ in how they round, and in the modified impact of a changed scope).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

_IMPACT3 = {"H": 0.56, "L": 0.22, "N": 0.0}
_WEIGHTS3: dict[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": _IMPACT3,
    "I": _IMPACT3,
    "A": _IMPACT3,
    "E": {"X": 1.0, "H": 1.0, "F": 0.97, "P": 0.94, "U": 0.91},
    "RL": {"X": 1.0, "U": 1.0, "W": 0.97, "T": 0.96, "O": 0.95},
    "RC": {"X": 1.0, "C": 1.0, "R": 0.96, "U": 0.92},
    "CR": {"X": 1.0, "H": 1.5, "M": 1.0, "L": 0.5},
    "IR": {"X": 1.0, "H": 1.5, "M": 1.0, "L": 0.5},
    "AR": {"X": 1.0, "H": 1.5, "M": 1.0, "L": 0.5},
}
# Privileges weigh more when the scope changes.
_PRIVILEGES = {False: {"N": 0.85, "L": 0.62, "H": 0.27}, True: {"N": 0.85, "L": 0.68, "H": 0.5}}
_BASE3 = ("AV", "AC", "PR", "UI", "S", "C", "I", "A")
_TEMPORAL3 = ("E", "RL", "RC")
_IMPACT2 = {"N": 0.0, "P": 0.275, "C": 0.66}
_NEED2 = {"L": 0.5, "M": 1.0, "H": 1.51, "ND": 1.0}
_WEIGHTS2: dict[str, Mapping[str, float]] = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": _IMPACT2,
    "I": _IMPACT2,
    "A": _IMPACT2,
    "E": {"U": 0.85, "POC": 0.9, "F": 0.95, "H": 1.0, "ND": 1.0},
    "RL": {"OF": 0.87, "TF": 0.9, "W": 0.95, "U": 1.0, "ND": 1.0},
    "RC": {"UC": 0.9, "UR": 0.95, "C": 1.0, "ND": 1.0},
    "CDP": {"N": 0.0, "L": 0.1, "LM": 0.3, "MH": 0.4, "H": 0.5, "ND": 0.0},
    "TD": {"N": 0.0, "L": 0.25, "M": 0.75, "H": 1.0, "ND": 1.0},
    "CR": _NEED2,
    "IR": _NEED2,
    "AR": _NEED2,
}
_BASE2 = ("AV", "AC", "Au", "C", "I", "A")
# The properties of FIRST's JSON schemas, by the vector's abbreviations.
_NAMES2 = {
    "AV": "accessVector",
    "AC": "accessComplexity",
    "Au": "authentication",
    "C": "confidentialityImpact",
    "I": "integrityImpact",
    "A": "availabilityImpact",
    "E": "exploitability",
    "RL": "remediationLevel",
    "RC": "reportConfidence",
    "CDP": "collateralDamagePotential",
    "TD": "targetDistribution",
    "CR": "confidentialityRequirement",
    "IR": "integrityRequirement",
    "AR": "availabilityRequirement",
}
_NAMES3 = {
    "AV": "attackVector",
    "AC": "attackComplexity",
    "PR": "privilegesRequired",
    "UI": "userInteraction",
    "S": "scope",
    "C": "confidentialityImpact",
    "I": "integrityImpact",
    "A": "availabilityImpact",
    "E": "exploitCodeMaturity",
    "RL": "remediationLevel",
    "RC": "reportConfidence",
    "CR": "confidentialityRequirement",
    "IR": "integrityRequirement",
    "AR": "availabilityRequirement",
}
_NAMES3 |= {f"M{key}": f"modified{_NAMES3[key][0].upper()}{_NAMES3[key][1:]}" for key in _BASE3}
_LEVELS3 = {"H": "HIGH", "M": "MEDIUM", "L": "LOW", "N": "NONE", "X": "NOT_DEFINED"}
_VALUES3: dict[str, Mapping[str, str]] = {
    "AV": {"N": "NETWORK", "A": "ADJACENT_NETWORK", "L": "LOCAL", "P": "PHYSICAL"},
    "UI": {"N": "NONE", "R": "REQUIRED"},
    "S": {"U": "UNCHANGED", "C": "CHANGED"},
    "E": {"U": "UNPROVEN", "P": "PROOF_OF_CONCEPT", "F": "FUNCTIONAL", "H": "HIGH"},
    "RL": {"O": "OFFICIAL_FIX", "T": "TEMPORARY_FIX", "W": "WORKAROUND", "U": "UNAVAILABLE"},
    "RC": {"U": "UNKNOWN", "R": "REASONABLE", "C": "CONFIRMED"},
}
_LEVELS2 = {"N": "NONE", "P": "PARTIAL", "C": "COMPLETE"}
_LEVEL2 = {"L": "LOW", "M": "MEDIUM", "H": "HIGH", "N": "NONE", "ND": "NOT_DEFINED"}
_VALUES2: dict[str, Mapping[str, str]] = {
    "AV": {"L": "LOCAL", "A": "ADJACENT_NETWORK", "N": "NETWORK"},
    "AC": _LEVEL2,
    "Au": {"M": "MULTIPLE", "S": "SINGLE", "N": "NONE"},
    "C": _LEVELS2,
    "I": _LEVELS2,
    "A": _LEVELS2,
    "E": {"U": "UNPROVEN", "POC": "PROOF_OF_CONCEPT", "F": "FUNCTIONAL", "H": "HIGH"},
    "RL": {"OF": "OFFICIAL_FIX", "TF": "TEMPORARY_FIX", "W": "WORKAROUND", "U": "UNAVAILABLE"},
    "RC": {"UC": "UNCONFIRMED", "UR": "UNCORROBORATED", "C": "CONFIRMED"},
    "CDP": {"LM": "LOW_MEDIUM", "MH": "MEDIUM_HIGH", **_LEVEL2},
    "TD": _LEVEL2,
    "CR": _LEVEL2,
    "IR": _LEVEL2,
    "AR": _LEVEL2,
}
# CVSS 3 section 5, table 14: the lowest score of each severity.
_SEVERITIES = ((9.0, "CRITICAL"), (7.0, "HIGH"), (4.0, "MEDIUM"), (0.1, "LOW"), (0.0, "NONE"))


class Scores(NamedTuple):
    """The three scores of a vector."""

    base: float
    temporal: float
    environmental: float


def severity(score: float) -> str:
    """The word for a score of CVSS 3."""
    return next(word for least, word in _SEVERITIES if score >= least)


def parts(vector: str) -> dict[str, str]:
    """The values of a vector by abbreviation; empty where it is none."""
    text = vector.removeprefix("CVSS:3.0/").removeprefix("CVSS:3.1/").strip("()")
    pairs = [one.partition(":") for one in text.split("/")]
    found = {key: value for key, colon, value in pairs if colon}
    return found if len(found) == len(pairs) else {}


def named(vector: str) -> dict[str, str]:
    """A vector's values as the properties of FIRST's schemas."""
    if not vector.startswith("CVSS:3"):
        return {
            _NAMES2[key]: _VALUES2[key].get(value, "NOT_DEFINED")
            for key, value in parts(vector).items()
            if key in _NAMES2
        }
    found = {}
    for key, value in parts(vector).items():
        if key in _NAMES3:
            plain = key.removeprefix("M")
            found[_NAMES3[key]] = {**_LEVELS3, **_VALUES3.get(plain, {})}.get(value, "")
    return found


def scores(vector: str) -> Scores | None:
    """The scores of a vector, or None where it lacks a part or has an unknown one."""
    given = parts(vector)
    try:
        return _scores3(given, vector) if vector.startswith("CVSS:3") else _scores2(given)
    except KeyError:
        return None


# --- version 3


def _scores3(given: Mapping[str, str], vector: str) -> Scores:
    newer = vector.startswith("CVSS:3.1")
    base_of = {key: given[key] for key in _BASE3}
    times = math.prod(_WEIGHTS3[key][given.get(key, "X")] for key in _TEMPORAL3)
    changed = base_of["S"] == "C"
    impact = _impact3(1 - _left(base_of, {}), changed=changed)
    base = _total3(impact, base_of, newer=newer)
    modified = {
        key: value if (value := given.get(f"M{key}", "X")) != "X" else base_of[key]
        for key in _BASE3
    }
    mixed = min(1 - _left(modified, given), 0.915)
    own = modified["S"] == "C"
    harm = _impact3(mixed, changed=own, newer=newer, modified=True)
    around = _total3(harm, modified, newer=newer)
    return Scores(base, _up(base * times, newer=newer), _up(around * times, newer=newer))


def _left(values: Mapping[str, str], needs: Mapping[str, str]) -> float:
    return math.prod(
        1 - _WEIGHTS3[key][values[key]] * _WEIGHTS3[f"{key}R"][needs.get(f"{key}R", "X")]
        for key in ("C", "I", "A")
    )


def _impact3(part: float, *, changed: bool, newer: bool = False, modified: bool = False) -> float:
    if not changed:
        return 6.42 * part
    if newer and modified:
        # CVSS 3.1 section 7.3: the modified impact alone was changed.
        return 7.52 * (part - 0.029) - 3.25 * (part * 0.9731 - 0.02) ** 13
    return 7.52 * (part - 0.029) - 3.25 * (part - 0.02) ** 15


def _total3(impact: float, values: Mapping[str, str], *, newer: bool) -> float:
    changed = values["S"] == "C"
    privileges = _PRIVILEGES[changed][values["PR"]]
    ways = (_WEIGHTS3[key][values[key]] for key in ("AV", "AC", "UI"))
    ease = 8.22 * math.prod(ways) * privileges
    if impact <= 0:
        return 0.0
    return _up(min((1.08 if changed else 1.0) * (impact + ease), 10), newer=newer)


def _up(value: float, *, newer: bool) -> float:
    """Rounded up to one decimal. *Source*: CVSS 3.1 appendix A; 3.0 rounds up as it is."""
    if not newer:
        return math.ceil(round(value, 10) * 10) / 10
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


# --- version 2


def _scores2(given: Mapping[str, str]) -> Scores:
    weights = {key: table[given.get(key, "ND")] for key, table in _WEIGHTS2.items() if key in given}
    if not weights.keys() >= set(_BASE2):
        raise KeyError
    impact = 10.41 * (1 - math.prod(1 - weights[key] for key in ("C", "I", "A")))
    ease = 20 * weights["AV"] * weights["AC"] * weights["Au"]
    times = math.prod(weights.get(key, 1.0) for key in ("E", "RL", "RC"))
    base = _base2(impact, ease)
    harm = 10.41 * (
        1 - math.prod(1 - weights[key] * weights.get(f"{key}R", 1.0) for key in ("C", "I", "A"))
    )
    around = round(_base2(min(10, harm), ease) * times, 1)
    damage, spread = weights.get("CDP", 0.0), weights.get("TD", 1.0)
    environmental = round((around + (10 - around) * damage) * spread, 1)
    return Scores(base, round(base * times, 1), environmental)


def _base2(impact: float, ease: float) -> float:
    factor = 0.0 if impact == 0 else 1.176
    return round((0.6 * impact + 0.4 * ease - 1.5) * factor, 1)


def properties(vector: str) -> tuple[str, ...]:
    """The properties that a vector of this version may state."""
    return tuple((_NAMES3 if vector.startswith("CVSS:3") else _NAMES2).values())
