"""What goes into matching and what comes out: devices, advisories, matches, losses."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from wardline.devices.versions import Constraint


class Status(StrEnum):
    """What is known of one device under one advisory."""

    AFFECTED = "affected"
    CHECK = "check"
    NOT_AFFECTED = "not_affected"


class Level(StrEnum):
    """How sure it is that the device is the product that the advisory names."""

    SURE = "sure"
    LIKELY = "likely"
    CHECK = "check"


class Loss(NamedTuple):
    """Something that could not be taken from a file: where it stands, and why."""

    file: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Device:
    """One row of an inventory; texts are kept as they were written.

    `number_cell` says that the version came from a cell that holds a number, where a spreadsheet
    drops zeros at the end (9.10 becomes 9.1). `extra` holds what else ranking can use.
    """

    asset_id: str
    maker: str = ""
    model: str = ""
    version: str = ""
    kind: str = ""
    notes: str = ""
    location: str = ""
    place: str = ""
    number_cell: bool = False
    extra: dict[str, str] = field(default_factory=dict)


class Verdict(StrEnum):
    """What an advisory says of a product (CSAF 2.0 section 3.2.3.9, product_status)."""

    AFFECTED = "known_affected"
    NOT_AFFECTED = "known_not_affected"
    FIXED = "fixed"
    UNKNOWN = "under_investigation"


@dataclass(frozen=True, slots=True)
class Product:
    """One product of an advisory: its names, its versions and what is said of it.

    `names` are alternatives; each is text as the advisory has it. `context` are further words that
    a device of this product may carry (the title, the other products).
    """

    names: tuple[str, ...]
    makers: tuple[str, ...]
    constraint: Constraint
    verdict: Verdict = Verdict.AFFECTED
    cves: tuple[str, ...] = ()
    label: str = ""
    doubt: str = ""
    # Why it is not affected, where a VEX says so.
    justification: str = ""
    # By what else a device may be known as this product: see devices.idroad.
    identities: frozenset[str] = frozenset()
    # FDA's code for what kind of device it is (21 CFR 862-892), three letters.
    code: str = ""
    # Serial numbers and lots that the advisory names.
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """What ranking needs of one CVE."""

    cve: str
    score: float = 0.0
    vector: str = ""
    fix: str = ""
    # What can be done until there is a fix (remediation category mitigation or workaround).
    step: str = ""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory, made small."""

    id: str
    title: str
    released: str
    revised: str
    products: tuple[Product, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    exploitability: str = ""
    file: str = ""
    # What may happen, in the advisory's own words; where people read it.
    risk: str = ""
    link: str = ""
    # What stands for the content (tree, vulnerabilities, notes), without dates and numbers.
    substance: str = ""
    # A notice for customers only, entered by hand: its words never leave.
    private: bool = False


class Match(NamedTuple):
    """One device under one advisory, with the reason that a person can read."""

    device: Device
    advisory: Advisory
    status: Status
    level: Level
    reason: str
    cves: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether nobody has to look: the product is certain and its status decided."""
        return self.level is Level.SURE and self.status is not Status.CHECK
