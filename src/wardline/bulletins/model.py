"""What a bulletin says, as values: every text by language, English always."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from wardline.core.tlp import TLP

LANGUAGES = ("en", "es")
SEVERITIES = ("critical", "high", "medium", "low")
# HICP has a volume for small organizations and one for medium and large ones.
SIZES = ("small", "medium", "large")
# In the order in which a page shows them: whoever has no security person comes first.
ROLES = ("office-manager", "it", "security", "biomedical", "executive")
STEPS = 3
# The kinds of organization that the hub's register knows (CONTRACT, `wardline org add`).
KINDS = (
    "federal", "isac", "hospital", "practice", "health-plan", "clearinghouse", "laboratory",
    "pharmacy", "device-maker", "health-it", "research", "other",
)  # fmt: skip

Words = dict[str, str]


class Said(NamedTuple):
    """A text, and the language that it is in."""

    text: str
    language: str


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to do; `due` is a day as 2026-01-31, or empty."""

    text: Words
    due: str = ""


class Link(msgspec.Struct, frozen=True):
    """A reference."""

    title: str
    url: str


class Picture(msgspec.Struct, frozen=True):
    """A picture: its SHA-256 in hex, and what it shows, for whoever does not see it."""

    digest: str
    alt: Words


class Bulletin(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One bulletin; an empty list of kinds, sizes or systems means all."""

    title: Words
    tlp: str = "clear"
    severity: str = "medium"
    kinds: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    # For TLP:RED: the organizations that it names as its recipients, by id.
    recipients: tuple[str, ...] = ()
    # "Does this concern me?", and what could happen to patients.
    concern: Words = {}
    harm: Words = {}
    steps: dict[str, tuple[Step, ...]] = {}
    detect: Words = {}
    # STIX ids, whose objects are shown as they stand in the exchange when the page is made.
    indicators: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    # CVE numbers and CSAF tracking ids.
    advisories: tuple[str, ...] = ()
    # Codes of `practices`, as hicp-1 or cpg-e1.
    practices: tuple[str, ...] = ()
    well: Words = {}
    references: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    contact: str = ""
    # The ids of what it was started from.
    sources: tuple[str, ...] = ()


_DECODER = msgspec.json.Decoder(Bulletin)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode(bulletin: Bulletin) -> str:
    """The one text of a bulletin: equal bulletins give equal texts."""
    return _ENCODER.encode(bulletin).decode()


def decode(text: str) -> Bulletin:
    """What `encode` was given."""
    return _DECODER.decode(text)


def digest(bulletin: Bulletin) -> str:
    """SHA-256 of `encode`, in hex: what two people agree on."""
    return hashlib.sha256(encode(bulletin).encode()).hexdigest()


def said(words: Words, language: str) -> Said:
    """A text in the reader's language, else in English."""
    text = words.get(language, "")
    return Said(text, language) if text else Said(words.get("en", ""), "en")


def tlp_of(bulletin: Bulletin) -> TLP:
    """Its label; what cannot be read is as strict as can be."""
    found = TLP.from_label(bulletin.tlp)
    return TLP.RED if found is None else found
