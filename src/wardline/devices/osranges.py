"""Which versions of an operating system a CVE record means, held against what a device runs.

Three answers, as everywhere: fixed only where the record itself shows it for this very line of
versions; affected only inside a bound of the same line; else unknown, and the device is to be read.
*Source*: CVE record format 5.1, containers.cna.affected (cvelistV5, CISA Vulnrichment).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from wardline.devices.csaf import text_of
from wardline.devices.fold import fold
from wardline.devices.versions import Answer

Parts = tuple[int, ...]
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_NUMBERS = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,4}")
_MOST = 500
# Windows counts its builds, and fixes by the fourth part: 10.0.17763.5458.
_WINDOWS = re.compile(
    r"\b10\.0\.(\d{5})\.(\d{1,5})\b|\b(?:build|version|ver|os)?\s*(\d{5})\.(\d{1,5})\b"
)
_APPLE = re.compile(r"\b(ios|ipados|macos|mac os x|os x)\b\D{0,12}(\d{1,2}(?:\.\d{1,2}){1,2})\b")
_VXWORKS = re.compile(r"\bvxworks\b\D{0,12}(\d{1,2}(?:\.\d{1,3}){1,3})\b")
# A kernel of the kernel's own; a distribution's carries fixes under an older number.
_LINUX = re.compile(r"\b(?:linux|kernel)\b\D{0,12}(\d{1,2}\.\d{1,3}\.\d{1,4})(?![\w.-])")
_DISTRIBUTIONS = re.compile(
    r"\b(?:ubuntu|debian|centos|red ?hat|rhel|fedora|suse|sles|oracle|amazon|rocky|alma|android"
    r"|yocto|wind ?river|generic|el\d)\b"
)


class Bound(NamedTuple):
    """A line of a record's `affected`: of which product, up to where, and what it says there."""

    vendor: str
    product: str
    status: str
    low: Parts
    high: Parts
    # Whether `high` itself is meant; `line`: all that begins with `high`, as "5.15.*".
    inclusive: bool = False
    line: bool = False


class Running(NamedTuple):
    """What a device says that it runs: the system, its product there, and its version."""

    system: str
    product: str
    version: Parts


def read_ranges(document: Any) -> dict[str, tuple[Bound, ...]]:
    """The bounds in one CVE record, by CVE; empty where it tells none."""
    cve = text_of(document, "cveMetadata", "cveId")
    if not _CVE.fullmatch(cve):
        return {}
    containers = document.get("containers")
    cna = containers.get("cna") if isinstance(containers, dict) else None
    bounds = tuple(_bounds(cna))[:_MOST]
    return {cve: bounds} if bounds else {}


def _bounds(cna: Any) -> Iterator[Bound]:
    for item in _objects(cna, "affected"):
        vendor, product = fold(text_of(item, "vendor")), fold(text_of(item, "product"))
        for version in _objects(item, "versions"):
            if text_of(version, "versionType") == "git":
                continue
            below, until = text_of(version, "lessThan"), text_of(version, "lessThanOrEqual")
            high = _parts((below or until).removesuffix(".*").removesuffix("*"))
            kind = (text_of(version, "status"), _parts(text_of(version, "version")))
            yield Bound(vendor, product, *kind, high, not below, until.endswith(".*"))


def _objects(owner: Any, key: str) -> list[dict[str, Any]]:
    value = owner.get(key) if isinstance(owner, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _parts(text: str) -> Parts:
    """A version as numbers; empty where it is none."""
    plain = text.strip()
    return tuple(map(int, plain.split("."))) if _NUMBERS.fullmatch(plain) else ()


def running(text: str) -> Running | None:
    """The system and its exact version in an inventory's cell; None where it tells no such."""
    plain = fold(text)
    found = _WINDOWS.search(plain)
    if found and "windows" in plain:
        return Running("Windows", "", (10, 0, int(found[1] or found[3]), int(found[2] or found[4])))
    found = _APPLE.search(plain)
    if found:
        product = "macos" if found[1] not in ("ios", "ipados") else "ios"
        return Running("Apple", product, _parts(found[2]))
    found = _VXWORKS.search(plain)
    if found:
        return Running("VxWorks", "vxworks", _parts(found[1]))
    found = _LINUX.search(plain)
    if found and not _DISTRIBUTIONS.search(plain):
        return Running("Linux", "linux", _parts(found[1]))
    return None


def holds(bounds: Iterable[Bound], has: Running) -> Answer:
    """Whether a record means what a device runs."""
    if has.system == "Windows":
        return _windows(bounds, has.version)
    own = [bound for bound in bounds if re.search(rf"\b{has.product}\b", bound.product)]
    if has.system == "Linux":
        return _linux(own, has.version)
    ends = [bound for bound in own if bound.status == "affected" and bound.high]
    if not ends:
        return Answer.UNKNOWN
    # Of several lines that were mended (iOS 12.5.5 and 14.8) the last one counts.
    last = max(bound.high for bound in ends)
    if has.version >= last and not any(_exactly(bound, has.version) for bound in ends):
        return Answer.NO
    same = [bound for bound in ends if bound.high[:1] == has.version[:1]]
    return Answer.YES if any(_below(bound, has.version) for bound in same) else Answer.UNKNOWN


def _windows(bounds: Iterable[Bound], has: Parts) -> Answer:
    """By the bounds of the device's own build alone: each build has fixes of its own."""
    build = [b for b in bounds if b.status == "affected" and b.high[:3] == has[:3] and b.high[3:]]
    if not build:
        return Answer.UNKNOWN
    return Answer.YES if any(_below(bound, has) for bound in build) else Answer.NO


def _linux(bounds: list[Bound], has: Parts) -> Answer:
    """Fixed within its own stable line, or since the line that the fix came with."""
    for bound in bounds:
        if bound.status != "unaffected" or not bound.low:
            continue
        in_line = bound.line and has[: len(bound.high)] == bound.high and has >= bound.low
        since = not bound.high and bound.inclusive and has >= bound.low and bound.low > (1,)
        if in_line or since:
            return Answer.NO
    return Answer.UNKNOWN


def _below(bound: Bound, has: Parts) -> bool:
    return has < bound.high or (bound.inclusive and has == bound.high)


def _exactly(bound: Bound, has: Parts) -> bool:
    return bound.inclusive and has == bound.high


def settled(
    cves: Iterable[str], ranges: Mapping[str, tuple[Bound, ...]], text: str
) -> dict[Answer, list[str]]:
    """The CVEs of a system by what their records say of the version in `text`."""
    told: dict[Answer, list[str]] = {answer: [] for answer in Answer}
    has = running(text)
    for cve in cves:
        bounds = ranges.get(cve, ())
        told[holds(bounds, has) if has and bounds else Answer.UNKNOWN].append(cve)
    return told
