"""VERIS's words, and how they say what the report's enumerations say. Tables of data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from wardline.incidents.model import Answer, Certainty, Disclosure, Fidelity

SCHEMA_VERSION = "1.4.0"
YEARS = (1950, 2050)

CERTAINTY = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.SUSPECTED: "Suspected",
    Certainty.NEAR_MISS: "Near miss",
    Certainty.FALSE_ALARM: "False positive",
}
DISCLOSURE = {
    Disclosure.NO: "No",
    Disclosure.POTENTIALLY: "Potentially",
    Disclosure.YES: "Yes",
    Disclosure.UNKNOWN: "Unknown",
}
ENCRYPTED = {
    Answer.YES: "Stored encrypted",
    Answer.NO: "Stored unencrypted",
    Answer.UNKNOWN: "Unknown",
}
# The longest prefix of an industry's number wins; the first of each kind is written.
INDUSTRY: tuple[tuple[str, str], ...] = (
    ("622", "hospital"),
    ("621511", "laboratory"),
    ("6215", "laboratory"),
    ("6211", "practice"),
    ("621", "practice"),
    ("524114", "health-plan"),
    ("518210", "clearinghouse"),
    ("456110", "pharmacy"),
    ("446110", "pharmacy"),
    ("339112", "device-maker"),
    ("3391", "device-maker"),
    ("334510", "device-maker"),
    ("513210", "health-it"),
    ("541715", "research"),
    ("5417", "research"),
    ("923120", "federal"),
    ("8139", "isac"),
    ("00", "other"),
)
UNITS: tuple[tuple[str, int, Fidelity], ...] = (
    ("Weeks", 604_800, Fidelity.DAY),
    ("Days", 86_400, Fidelity.DAY),
    ("Hours", 3600, Fidelity.HOUR),
    ("Minutes", 60, Fidelity.MINUTE),
    ("Seconds", 1, Fidelity.SECOND),
)


@lru_cache(maxsize=1)
def words() -> Mapping[str, frozenset[str]]:
    """VERIS's enumerations: dotted path → words."""
    path = resources.files("wardline.incidents").joinpath("data/veris/words.json")
    return {name: frozenset(found) for name, found in json.loads(path.read_text("utf-8")).items()}
