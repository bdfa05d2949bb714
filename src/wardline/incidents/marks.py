"""What the law says of a report travels with it, so that every reader sees it (DESIGN L5).

As a statement marking with the legal text as it was read on a day, as labels, and as codes in our
extension of the incident. The text is handed in: statutes lapse and return.

*Source*: 6 U.S.C. 1504(d); STIX 2.1 section 7.2.1.3 (statement markings).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from wardline.core import ids, jsonio
from wardline.core.stix.suite import REPORT

# Ours: ids of what belongs to an incident are made in it from the incident's own id.
NAMESPACE = uuid.UUID("650e7ad4-7f09-52e3-9411-5b84c5474237")


class Mark(StrEnum):
    """One thing that the law says of what is shared; the value is the label."""

    VOLUNTARY = "voluntarily-shared"
    EXEMPT = "exempt-from-disclosure"
    NO_REGULATION = "no-regulatory-use"
    PRIVILEGE = "privilege-not-waived"
    # Only where the sharer says so.
    PROPRIETARY = "proprietary"


# On every report.
ALWAYS = (Mark.VOLUNTARY, Mark.EXEMPT, Mark.NO_REGULATION, Mark.PRIVILEGE)
WORDS = {
    Mark.VOLUNTARY: "Voluntarily shared.",
    Mark.EXEMPT: "Exempt from disclosure under freedom of information laws.",
    Mark.NO_REGULATION: "Not to be used to regulate the lawful activities of its sharer.",
    Mark.PRIVILEGE: "Sharing waives no privilege or protection.",
    Mark.PROPRIETARY: "The proprietary information of its sharer.",
}


class LegalText(NamedTuple):
    """A legal text in plain words, where it stands, and when somebody read it there."""

    text: str
    source: str
    as_of: dt.date


# What a member's own tools use until the hub tells a newer one; its day is old on purpose.
PROTECTIONS = LegalText(
    "What is shared under the Cybersecurity Information Sharing Act of 2015 keeps its privileges, "
    "is exempt from disclosure and is not used to regulate its sharer, with the exceptions that "
    "the law names and for as long as it is in force.",
    "6 U.S.C. 1504(d)",
    dt.date(2026, 3, 1),
)


def chosen(*, proprietary: bool) -> tuple[Mark, ...]:
    """The marks of a report."""
    return (*ALWAYS, Mark.PROPRIETARY) if proprietary else ALWAYS


def statement(marks: Iterable[Mark], legal: LegalText) -> dict[str, Any]:
    """The marking-definition that says `marks` and where they come from.

    Everybody who marks with the same words and the same text has the same object: it tells nobody
    who shared.
    """
    words = " ".join(WORDS[mark] for mark in marks)
    text = f"{words} {legal.text} ({legal.source}, as read on {legal.as_of.isoformat()})"
    definition = {"statement": text}
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": ids.named_id("marking-definition", NAMESPACE, jsonio.encode(definition).decode()),
        "created": f"{legal.as_of.isoformat()}T00:00:00.000Z",
        "definition_type": "statement",
        "definition": definition,
    }


def marks_of(obj: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The marks that an object carries, by its labels or by our extension."""
    told: set[Any] = set()
    extensions = obj.get("extensions")
    ours = extensions.get(REPORT) if isinstance(extensions, dict) else None
    for listed in (obj.get("labels"), ours.get("marks") if isinstance(ours, dict) else None):
        if isinstance(listed, list):
            told.update(item for item in listed if isinstance(item, str))
    return tuple(mark for mark in Mark if mark.value in told)
