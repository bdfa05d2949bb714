"""What goes into the privacy gate and what comes out: labels, profile, findings, decision.

Offsets count Unicode code points of the text as it was given, `end` excluded.

*Source*: 45 CFR 164.514(b)(2)(i) (the 18 Safe Harbor identifiers); 6 U.S.C. 1503(d)(2).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Decision(StrEnum):
    """What the gate says of a text."""

    PASS = "pass"  # noqa: S105 # a verdict, no password
    HOLD = "hold"
    BLOCK = "block"


class Finding(NamedTuple):
    """A stretch that must not leave, by which rule, and what stands there instead."""

    start: int
    end: int
    label: str
    rule: str
    replacement: str


class Residue(NamedTuple):
    """A stretch that no rule explains: a person has to look."""

    start: int
    end: int
    reason: str


class NameSpan(NamedTuple):
    """A person's name, or what may be one (`sure` is False: leave it, and ask a person)."""

    start: int
    end: int
    rule: str
    sure: bool


class Screened(NamedTuple):
    """The gate's answer for one text; `text` is what may leave once the decision allows it."""

    decision: Decision
    text: str
    findings: tuple[Finding, ...]
    residue: tuple[Residue, ...]
