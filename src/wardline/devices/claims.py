"""What a run of the matching claims of each device: the facts that tracking keeps and compares.

A claim's key is the device's tag; where two rows carry the same tag, or none, what else the row
says stands beside it, so that no answer is taken for another device and no row is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from wardline.devices.fold import fold
from wardline.devices.match import Finding
from wardline.devices.model import Advisory, Device, Level, Status
from wardline.devices.rank import Rank, Threat
from wardline.devices.track import State, Told

_EXTRA = (
    "serial",
    "ip",
    "mac",
    "network",
    "exposure",
    "role",
    "udi",
    "os",
    "control",
    "control_until",
)


class Claim(NamedTuple):
    """A device under an advisory in one run; `asset` is its key, `body` what is shown of it."""

    asset: str
    advisory: str
    told: Told
    body: dict[str, Any]


def keys_of(devices: Iterable[Device]) -> list[str]:
    """A key for each device, in order; the same device has the same key in the next run."""
    listed = list(devices)
    tags = Counter(device.asset_id for device in listed)
    keys, seen = [], Counter[str]()
    for device in listed:
        plain = device.asset_id != device.place and tags[device.asset_id] == 1
        key = device.asset_id if plain else _described(device)
        seen[key] += 1
        keys.append(numbered(key, seen[key]))
    return keys


def numbered(key: str, number: int) -> str:
    """The key of a row; one that is like an earlier one in all is told from it by its number."""
    return key if number == 1 else f"{key} #{number}"


def tag_of(device: Device) -> str:
    """What stands for a device when a run asks whether it is still there."""
    return _described(device) if device.asset_id == device.place else device.asset_id


def _described(device: Device) -> str:
    extra = device.extra
    parts = [
        "" if device.asset_id == device.place else device.asset_id,
        extra.get("serial", "") or extra.get("mac", "") or extra.get("ip", ""),
    ]
    if not parts[1]:
        parts += [device.maker, device.model or device.kind, device.location]
    return " / ".join(filter(None, parts)) or device.place


def fingerprint(device: Device) -> str:
    """Which device stands behind a tag, so that a tag on another device is seen."""
    parts = (device.maker, device.model, device.extra.get("serial", ""))
    return " ".join(" ".join(parts).split())


def revision_of(advisory: Advisory) -> str:
    """Which revision it is, with the digest of its content (see track.Seen)."""
    return " #".join(filter(None, (advisory.revised, advisory.substance)))


def asks(status: Status, level: Level) -> State | None:
    """What the matching asks: is it this product, which version, or what to do; None: nothing."""
    if status is Status.NOT_AFFECTED:
        return None
    if level is not Level.SURE:
        return State.CHECK_MATCH
    return State.AFFECTED if status is Status.AFFECTED else State.CHECK_VERSION


def claim(key: str, device: Device, finding: Finding, ranked: tuple[Rank, Threat]) -> Claim:
    """What this run says of one device under one advisory."""
    rank, threat = ranked
    cves = finding.cves
    told = Told(
        revision=revision_of(finding.advisory),
        version=device.version.strip(),
        network=fold(" ".join(filter(None, map(device.extra.get, ("network", "exposure"))))),
        device=fingerprint(device),
        in_kev=any(cve in threat.kev for cve in cves) if threat.kev else None,
        epss=max((threat.epss.get(cve, 0.0) for cve in cves), default=0.0) if threat.epss else None,
        asks=asks(finding.status, finding.level),
    )
    body = {
        "device": facts_of(device),
        "status": finding.status.value,
        "level": finding.level.value,
        "sure": finding.sure,
        "reason": finding.reason,
        "cves": list(cves),
        "class": rank.outcome,
        "priority": rank.priority,
        "priority_sum": rank.sum,
        "due": rank.due or None,
        "due_rule": rank.rule,
        "fda_risk": rank.fda,
        "safety_impact": rank.points.safety_impact,
        "exposure": rank.points.exposure,
        "exploitation": rank.points.exploitation,
    }
    if finding.stated and finding.status is not Status.NOT_AFFECTED:
        body["stated"] = finding.stated
    return Claim(key, finding.advisory.id, told, body)


def facts_of(device: Device) -> dict[str, str]:
    """What is kept of a device: the raw texts of its row."""
    facts = {
        "asset_id": device.asset_id,
        "maker": device.maker,
        "model": device.model,
        "version": device.version,
        "kind": device.kind,
        "location": device.location,
        "place": device.place,
    }
    facts |= {name: device.extra[name] for name in _EXTRA if device.extra.get(name)}
    return {name: text for name, text in facts.items() if text}


def facts_of_advisory(advisory: Advisory) -> dict[str, Any]:
    """What is kept of an advisory, so that the Monday page needs no file."""
    fixes = dict.fromkeys(item.fix for item in advisory.vulnerabilities if item.fix)
    steps = dict.fromkeys(item.step for item in advisory.vulnerabilities if item.step)
    return {
        "id": advisory.id,
        "title": advisory.title,
        "released": advisory.released,
        "revised": advisory.revised,
        "risk": advisory.risk,
        "link": advisory.link,
        "private": advisory.private,
        "fixes": list(fixes),
        "steps": list(steps),
    }
