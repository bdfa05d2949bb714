"""Pseudonyms: the same value has the same one in all texts of a case; the key stays at home."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from wardline.core.observables import refang
from wardline.screen.model import Screened

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9_]{1,19})-(\d{1,5})(?:\.(\d{1,5}))?\]")
# Counted up whenever a rule changes what it finds.
RULES_VERSION = "1"
_ADDRESSES = ("PRIV_IP", "OWN_PUBLIC_IP")
_BARE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\s,^]+")


@dataclass
class Case:
    """The pseudonyms of the texts that belong together.

    *Shape*: `key` maps a pseudonym to the value that it stands for, as first seen. It is the way
    back, so it never leaves the member.
    """

    key: dict[str, str] = field(default_factory=dict)
    _given: dict[tuple[str, str], str] = field(default_factory=dict)
    _last: Counter[str] = field(default_factory=Counter)
    _nets: dict[str, int] = field(default_factory=dict)
    _hosts: Counter[int] = field(default_factory=Counter)

    @classmethod
    def from_key(cls, key: Mapping[str, str]) -> Case:
        """The case whose `key` was kept: it goes on with the same pseudonyms."""
        case = cls(dict(key))
        for shown, value in key.items():
            match = PLACEHOLDER.fullmatch(shown)
            if match is None:
                continue
            label, number = match[1], int(match[2])
            normal = _normal(label, value)
            case._given[label, normal] = shown
            case._last[label] = max(case._last[label], number)
            net = _net(normal) if match[3] else None
            if net is not None:
                case._nets[net] = number
                case._hosts[number] = max(case._hosts[number], int(match[3]))
        return case

    def reserve(self, text: str) -> None:
        """Never give a number that `text` already uses."""
        if "[" not in text:
            return
        for match in PLACEHOLDER.finditer(text):
            if match[0] not in self.key:
                self._last[match[1]] = max(self._last[match[1]], int(match[2]))

    def pseudonym(self, label: str, value: str) -> str:
        """What stands for `value`."""
        normal = _normal(label, value)
        given = self._given.get((label, normal))
        if given is None:
            given = self._new(label, normal)
            self._given[label, normal] = given
            self.key[given] = value
        return given

    def _new(self, label: str, normal: str) -> str:
        net = _net(normal) if label in _ADDRESSES else None
        if net is None:
            self._last[label] += 1
            return f"[{label}-{self._last[label]}]"
        number = self._nets.get(net)
        if number is None:
            self._last[label] += 1
            number = self._nets[net] = self._last[label]
        self._hosts[number] += 1
        return f"[{label}-{number}.{self._hosts[number]}]"


def _normal(label: str, value: str) -> str:
    text = _SPACES.sub(" ", value.strip().lower())
    if label == "NAME":
        return " ".join(sorted(_WORDS.findall(text)))
    if label == "HOST":
        return text.partition(".")[0]
    if label in ("SSN", "CARD", "PHONE", "FAX", "MRN", "PLAN_ID"):
        return re.sub(r"[^a-z0-9]", "", text) or text
    return refang(text) if label in _ADDRESSES and not _BARE.fullmatch(text) else text


def _net(text: str) -> str | None:
    """The subnet that an address stands in: /24, or /64 of IPv6."""
    if _BARE.fullmatch(text):
        return text.rpartition(".")[0]
    try:
        address = ipaddress.ip_interface(text)
    except ValueError:
        return None
    size = 24 if address.version == 4 else 64  # noqa: PLR2004 # IPv4
    return str(ipaddress.ip_network(f"{address.ip}/{size}", strict=False))


@dataclass(frozen=True)
class Record:
    """What the audit keeps of one screening; never a removed value."""

    rules: str
    decision: str
    counts: dict[str, int]
    held: int
    digests: tuple[str, ...]
    limb: str = "6 U.S.C. 1503(d)(2)(B): technical capability"


def record(screened: Screened, text: str, key: bytes, *, reviewed: bool = False) -> Record:
    """The record of `screened`, with a keyed digest of each removed value of `text`.

    *Shape*: `reviewed` is True where a person has looked and decided (limb A of the law).
    """
    counts = Counter(finding.label for finding in screened.findings)
    removed = [f for f in screened.findings if f.label != "MARKING"]
    digests = {
        hmac.new(
            key,
            _normal(f.label, text[f.start : f.end]).encode("utf-8", "surrogatepass"),
            hashlib.sha256,
        ).hexdigest()
        for f in removed
    }
    limb = (
        "6 U.S.C. 1503(d)(2)(A): manual review"
        if reviewed
        else "6 U.S.C. 1503(d)(2)(B): technical capability"
    )
    return Record(
        RULES_VERSION,
        str(screened.decision),
        dict(sorted(counts.items())),
        len(screened.residue),
        tuple(sorted(digests)),
        limb,
    )
