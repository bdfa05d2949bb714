"""A text engine that knows a few private things, for tests of what stands around it."""

import re

import pytest

from wardline.screen.model import Decision, Finding, Residue, Screened

# Made-up people, places and secrets.
_KNOWN = (
    (re.compile(r"Jane Roe|Max Muster"), "NAME", "[NAME-1]"),
    (re.compile(r"\b(?:10|192\.168)(?:\.\d{1,3}){2,3}\b"), "PRIV_IP", "[IP-1]"),
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), "SSN", "[SSN]"),
    (re.compile(r"hunter2"), "SECRET", "[SECRET]"),
    (re.compile(r"[a-z.]+@stmary\.example"), "EMAIL", "[EMAIL-1]"),
    (re.compile(r"(?<=patient name: )\w+"), "NAME", "[NAME-2]"),
    (re.compile(r"(?<=mrn: )\d+"), "MRN", "[MRN]"),
)


def engine(text, kind=None):
    findings = sorted(
        Finding(*match.span(), label, "fake", stand_in)
        for pattern, label, stand_in in _KNOWN
        for match in pattern.finditer(text)
    )
    out, last = "", 0
    for found in findings:
        out += text[last : found.start] + found.replacement
        last = found.end
    residue = [Residue(m.start(), m.end(), "an odd number") for m in re.finditer("ODD", text)]
    residue += [Residue(m.start(), m.end(), "a possible name") for m in re.finditer("Vale", text)]
    decision = Decision.HOLD if residue else Decision.PASS
    if "STAYS" in text:
        decision = Decision.BLOCK
    return Screened(decision, out + text[last:], tuple(findings), tuple(residue))


PROFILE = {
    "name": "St. Mary (made up)",
    "domains": ["stmary.example"],
    "public_nets": ["203.0.113.0/24"],
    "ad": "STMARY",
    "staff": ["Jane Roe", "jroe"],
    "hosts": ["mri7"],
}


@pytest.fixture
def gate():
    from wardline.screen.stix import Gate

    return Gate(engine, PROFILE)
