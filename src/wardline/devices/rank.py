"""What comes first, and by when: SSVC for deployers, BOD 26-04, KEV, and a sum that is shown.

Unknown is never low: what is not recorded counts as the more dangerous side. A tested control with
an end date lowers the exposure, never the harm.
*Source*: CERT/CC SSVC deployer tree 1.0.0, Human Impact 2.0.2; CISA BOD 26-04; FDA postmarket
cybersecurity guidance (2016), section VII (controlled and uncontrolled risk).
"""

from __future__ import annotations

import csv
import io
import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from wardline.devices.fold import fold
from wardline.devices.model import Advisory, Device

CLASSES = ("immediate", "out-of-cycle", "scheduled", "defer")


class Kev(NamedTuple):
    """One entry of CISA's catalog of known exploited vulnerabilities."""

    added: date
    due: date | None


class Threat(NamedTuple):
    """What is known of CVEs beside the advisories: KEV entries, EPSS and SSVC exploitation."""

    kev: Mapping[str, Kev]
    epss: Mapping[str, float]
    exploitation: Mapping[str, str]
    # CISA's word on the other two SSVC points, where it has decided them.
    automatable: Mapping[str, str] = {}
    technical: Mapping[str, str] = {}


class Policy(NamedTuple):
    """The hospital's own days for each SSVC class, counted from the advisory's release."""

    days: Mapping[str, int]
    name: str = "the hospital's policy"


DEFAULT_POLICY = Policy({"immediate": 3, "out-of-cycle": 14, "scheduled": 60, "defer": 180})


class Points(NamedTuple):
    """The decision points of one finding, each a word of its standard."""

    exploitation: str
    exposure: str
    automatable: str
    technical_impact: str
    safety_impact: str
    mission_impact: str
    human_impact: str
    publicly_exposed: str
    in_kev: str


class Rank(NamedTuple):
    """Class, priority inside it (with its sum), due date (with its rule), and the FDA's mark."""

    outcome: str
    priority: float
    sum: str
    due: str
    rule: str
    fda: str
    points: Points


def rank(
    device: Device,
    advisory: Advisory,
    cves: tuple[str, ...],
    around: tuple[Threat, Policy, int],
) -> Rank:
    """The rank of a finding; `around` are the threat, the policy and how many devices share it."""
    threat, policy, count = around
    points = decide(device, advisory, cves, threat)
    outcome = _deployer()[
        (points.exploitation, points.exposure, points.automatable, points.human_impact)
    ]
    value, text = _priority(points, (cves, threat), count)
    due, rule = _due(points, (advisory, cves, outcome), (threat, policy))
    return Rank(outcome, value, text, due, rule, _fda(points), points)


def decide(device: Device, advisory: Advisory, cves: tuple[str, ...], threat: Threat) -> Points:
    """The decision points, from what the inventory, the advisory and the catalogs say."""
    vectors = tuple(
        item.vector for item in advisory.vulnerabilities if item.cve in cves or not cves
    )
    safety, mission = _harm(device.kind, device.model, device.extra.get("role", ""), advisory.title)
    human = _human()[(safety, mission)]
    automatable, technical, near = _from_vectors(vectors)
    automatable = _decided(threat.automatable, cves, ("yes", "no")) or automatable
    technical = _decided(threat.technical, cves, ("total", "partial")) or technical
    exposure, public = _exposure(device, near=near)
    return Points(
        exploitation=_exploitation(advisory, cves, threat),
        exposure=exposure,
        automatable=automatable,
        technical_impact=technical,
        safety_impact=safety,
        mission_impact=mission,
        human_impact=human,
        publicly_exposed=public,
        in_kev="yes" if any(cve in threat.kev for cve in cves) else "no",
    )


# -- decision points -----------------------------------------------------------------------------

_NONE_KNOWN = re.compile(r"\bno (?:known )?public(?:ly available)? exploit", re.IGNORECASE)
_POC_EPSS = 0.1


def _exploitation(advisory: Advisory, cves: tuple[str, ...], threat: Threat) -> str:
    told = {threat.exploitation.get(cve, "") for cve in cves}
    if "active" in told or any(cve in threat.kev for cve in cves):
        return "active"
    if "poc" in told or any(threat.epss.get(cve, 0) >= _POC_EPSS for cve in cves):
        return "public poc"
    if "none" in told or _NONE_KNOWN.search(advisory.exploitability):
        return "none"
    return "public poc"


def _decided(told: Mapping[str, str], cves: tuple[str, ...], words: tuple[str, str]) -> str:
    """CISA's decision: the worse word where one CVE has it, the better where all have."""
    worse, better = words
    said = [told.get(cve, "") for cve in cves]
    if worse in said:
        return worse
    return better if said and all(word == better for word in said) else ""


@lru_cache(maxsize=8192)
def _from_vectors(vectors: tuple[str, ...]) -> tuple[str, str, bool]:
    """Automatable, Technical Impact, and whether an attacker has to be near; the worst counts."""
    parts = [dict(item.partition(":")[::2] for item in vector.split("/")) for vector in vectors]
    known = [part for part in parts if "AV" in part]
    if not known:
        return "yes", "total", False
    automatable = any(
        part["AV"] == "N"
        and part.get("AC") == "L"
        and part.get("PR", "N") == "N"
        and part.get("UI", "N") == "N"
        for part in known
    )
    total = any(
        (part.get("C") or part.get("VC")) == "H" and (part.get("I") or part.get("VI")) == "H"
        for part in known
    )
    near = all(part["AV"] in ("A", "L", "P") for part in known)
    blank = len(known) < len(parts)
    return (
        ("yes" if automatable or blank else "no"),
        ("total" if total or blank else "partial"),
        near,
    )


_OPEN = re.compile(r"\b(?:internet|public|dmz|guest|open|external|wan|cloud|hosted|remote)\b")
# "No" alone answers whether it is on the network; "no firewall" says the opposite of small.
_SMALL = re.compile(
    r"(?<!not )(?<!non-)\b(?:standalone|stand alone|stand-alone|not (?:net|conn)\w*|no conn\w*"
    r"|offline|air.?gap\w*|isolated|disconnected|off network)\b"
    r"|\bno (?:network|lan|wi-?fi|wlan|ethernet|ip)(?: (?:access|address|port|card|conn\w*))?"
    r"(?=$|[,;.)])"
)
_NOT_THERE = re.compile(r"(?:no|n|none|false|0)\W*")
_UNKNOWN = re.compile(
    r"\W*|(?:unknown|unk|n/?a|tbd|tba|null|nil|not (?:known|recorded|checked))\W*"
)
# What a column such as "Internet facing" or "Exposure" says of a device that can be reached.
_EXPOSED = re.compile(r"(?:yes|y|true|1|x|high)\b")
_CONTROLLED = re.compile(
    r"\b(?:vlan\S*|segment\w*|internal|clinical|private|firewall\w*|med\w*|yes)\b"
)


def _exposure(device: Device, *, near: bool) -> tuple[str, str]:
    """System Exposure (SSVC) and whether it is publicly exposed (BOD 26-04)."""
    network, exposure = (_recorded(device.extra.get(name, "")) for name in ("network", "exposure"))
    told = f"{network} {exposure}".strip()
    reached = _EXPOSED.match(exposure) or _is_public(device.extra.get("ip", ""))
    if reached or _OPEN.search(told):
        return "open", "yes"
    if _SMALL.search(told) or _NOT_THERE.fullmatch(network):
        return "small", "no"
    if _has_control(device) or _CONTROLLED.search(told) or told or near:
        return "controlled", "no"
    return "open", "no"


def _recorded(text: str) -> str:
    """A cell folded; empty where it only says that nobody knows."""
    plain = fold(text).strip()
    return "" if _UNKNOWN.fullmatch(plain) else plain


# What of an inventory's further columns counts here.
_COUNTS = ("role", "network", "exposure", "ip", "control", "control_until")


def alike(device: Device) -> tuple[str | None, ...]:
    """All that the rank of a finding asks of its device: those that share it have one rank."""
    return (device.kind, device.model, *map(device.extra.get, _COUNTS))


def _has_control(device: Device) -> bool:
    """A tested control counts only with the date on which it ends."""
    return bool(device.extra.get("control") and device.extra.get("control_until"))


def in_force(device: Device, today: date) -> Device:
    """`device` without a control that has ended, or whose end cannot be read."""
    if "control" not in device.extra and "control_until" not in device.extra:
        return device
    until = written_day(device.extra.get("control_until", ""))
    if until is not None and until >= today and device.extra.get("control"):
        return device
    kept = {k: v for k, v in device.extra.items() if k not in ("control", "control_until")}
    return replace(device, extra=kept)


_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")


# The number of a day of 2000 to 2099 in spreadsheets. *Source*: ECMA-376 part 1, 18.17.4.1 (1900).
_SERIAL_DAY = re.compile(
    r"3(?:6(?:5(?:2[6-9]|[3-9]\d)|[6-9]\d\d)|[7-9]\d{3})|[4-6]\d{4}|7[0-2]\d{3}"
)
_SERIAL_START = date(1899, 12, 30)


def written_day(text: str) -> date | None:
    """A day as a CMMS writes it: ISO, month/day/year, or a spreadsheet's number; else None."""
    if _SERIAL_DAY.fullmatch(text.strip()):
        return _SERIAL_START + timedelta(days=int(text))
    found = _US_DAY.match(text.strip())
    if not found:
        return day_of(text.strip())
    try:
        return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None


def _is_public(text: str) -> bool:
    try:
        return ipaddress.ip_address(text.strip()).is_global
    except ValueError:
        return False


_LIFE = re.compile(
    r"\b(?:life.?support\w*|life.?sustain\w*|ventilat\w*|defib\w*|anesthe\w*|anaesth\w*|infusion"
    r"|pumps?|syringe|pca|dialys\w*|hemodialys\w*|pacemaker|pacer|icd|crt|insulin|balloon|heart"
    r"|ecmo|perfusion|incubator|warmer|radiation|linac|surgical|robot|ablation|impella"
    # Brands that a CMMS writes without saying what they are.
    r"|alaris|plum|medfusion|cadd|symbiq|volumat|evita|puritan|aisys|prisma(?:flex|x)"
    r"|lifepak|zoll|minimed|tandem|omnipod|trilogy)\b"
)
_WATCH = re.compile(
    r"\b(?:monitors?|monitoring|telemetry|fetal|central|ecg|ekg|electrocardiograph|vital|oximet\w*"
    r"|patient|alarm|glucose|blood|analyz\w*|laborator\w*|gas|bed|dispens\w*|medstation|pyxis"
    r"|imaging|ct|mri|mr|ultrasound|x.?ray|pet|angio\w*|cath\w*|holter|ehr|emr|record\w*)\b"
)
_OFFICE = re.compile(
    r"\b(?:printer|portal|license|report\w*|archive|training|billing|maintenance|service tool"
    r"|dashboard|app|viewer)\b"
)
_HIGH = re.compile(r"\b(?:life|high|critical|very high|class iii|iii|severe|catastrophic|5|20)\b")
_LOW = re.compile(r"\b(?:low|minimal|negligible|non.?clinical|class i|none)\b")


@lru_cache(maxsize=16384)
def _harm(kind: str, model: str, role: str, title: str) -> tuple[str, str]:
    """Safety Impact and Mission Impact by what the device does and what the inventory says.

    The advisory's title can only raise them: it may tell of a pump what the inventory does not.
    """
    text, told = fold(f"{kind} {model}"), fold(role)
    if _HIGH.search(told) or _LIFE.search(text) or (not told and _LIFE.search(fold(title))):
        return "catastrophic", "mef failure"
    if _LOW.search(told):
        return "marginal", "degraded"
    if _WATCH.search(text):
        return "critical", "mef support crippled"
    if _OFFICE.search(text):
        return "marginal", "mef support crippled"
    return "critical", "mef failure"


# -- the sum -------------------------------------------------------------------------------------

_HARM = {"low": 0.25, "medium": 0.5, "high": 0.75, "very high": 1.0}
_SHARE = {"small": 0.2, "controlled": 0.5, "open": 1.0}
_LIKELY = {"none": 0.2, "public poc": 0.6, "active": 1.0}
_MANY = 100


def _priority(
    points: Points, likely: tuple[tuple[str, ...], Threat], count: int
) -> tuple[float, str]:
    cves, threat = likely
    epss = max((threat.epss.get(cve, 0.0) for cve in cves), default=0.0)
    terms = (
        (50, "harm", _HARM[points.human_impact]),
        (25, "likelihood", max(_LIKELY[points.exploitation], epss)),
        (15, "exposure", _SHARE[points.exposure]),
        (10, "count", min(1.0, math.log1p(count) / math.log1p(_MANY))),
    )
    total = round(sum(weight * value for weight, _, value in terms), 1)
    text = " + ".join(f"{weight}·{value:.2f} {name}" for weight, name, value in terms)
    return total, f"{text} = {total}"


def _fda(points: Points) -> str:
    """The FDA's mark: uncontrolled where serious harm may follow and nothing holds it off."""
    serious = points.safety_impact in ("critical", "catastrophic")
    reachable = points.exposure == "open" or points.exploitation == "active"
    return "uncontrolled" if serious and reachable else "controlled"


# -- due -----------------------------------------------------------------------------------------

_DAYS = re.compile(r"(\d+) days")


def _due(
    points: Points,
    what: tuple[Advisory, tuple[str, ...], str],
    rules: tuple[Threat, Policy],
) -> tuple[str, str]:
    """The earliest of KEV, BOD 26-04 and the hospital's policy, and the rule that set it."""
    advisory, cves, outcome = what
    threat, policy = rules
    dates: list[tuple[date, str]] = []
    released = day_of(advisory.released) or day_of(advisory.revised)
    for cve in cves:
        entry = threat.kev.get(cve)
        if entry is not None and entry.due is not None:
            dates.append((entry.due, f"CISA KEV due date for {cve}"))
    bod = _bod()[
        (points.in_kev, points.publicly_exposed, points.automatable, points.technical_impact)
    ]
    days = _DAYS.match(bod)
    start = min((threat.kev[cve].added for cve in cves if cve in threat.kev), default=released)
    if days and start:
        dates.append((start + timedelta(days=int(days[1])), f"CISA BOD 26-04: {bod}"))
    if released:
        wait = policy.days.get(outcome, DEFAULT_POLICY.days[outcome])
        dates.append((released + timedelta(days=wait), f"{policy.name}: {outcome} in {wait} days"))
    if not dates:
        return "", "no date is known to count from"
    due, rule = min(dates)
    return due.isoformat(), rule


@lru_cache(maxsize=8192)
def day_of(text: str) -> date | None:
    """The day of an ISO timestamp or date, or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


# -- tables --------------------------------------------------------------------------------------


def _table(name: str) -> list[list[str]]:
    path = resources.files("wardline.devices").joinpath(f"data/ssvc/{name}")
    return [row[1:] for row in csv.reader(io.StringIO(path.read_text("utf-8")))][1:]


@cache
def _deployer() -> dict[tuple[str, ...], str]:
    return {
        tuple(row[:-1]): row[-1] for row in _table("deployer_patch_application_priority_1_0_0.csv")
    }


@cache
def _human() -> dict[tuple[str, ...], str]:
    return {tuple(row[:-1]): row[-1] for row in _table("human_impact_1_0_0.csv")}


@cache
def _bod() -> dict[tuple[str, ...], str]:
    return {tuple(row[:-1]): row[-1] for row in _table("cisa_bod_26_04_1_0_0.csv")}
