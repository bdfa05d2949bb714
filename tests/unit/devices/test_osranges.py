"""Operating systems by version: fixed only where the record shows it, else to be read."""

from __future__ import annotations

import pytest

from wardline.devices.model import Device
from wardline.devices.osranges import Answer, holds, read_ranges, running
from wardline.devices.osroad import OsRoad


def record(cve, vendor, *affected):
    """A CVE record in the form of cvelistV5: (product, {field: value} of each version)."""
    listed = [
        {"vendor": vendor, "product": product, "versions": versions}
        for product, *versions in affected
    ]
    return {"cveMetadata": {"cveId": cve}, "containers": {"cna": {"affected": listed}}}


def below(version, low="10.0.0", **more):
    return {
        "version": low,
        "lessThan": version,
        "status": "affected",
        "versionType": "custom",
    } | more


# Bounds as CVE-2024-21338, CVE-2024-23222 and the kernel's own records have them.
WINDOWS = record("CVE-2024-21338", "Microsoft",
                 ("Windows 10 Version 1809", below("10.0.17763.5458")),
                 ("Windows Server 2022", below("10.0.20348.2322")))  # fmt: skip
APPLE = record("CVE-2024-23222", "Apple",
               ("iOS and iPadOS", below("17.3", "unspecified")),
               ("macOS", below("14.3", "unspecified")))  # fmt: skip
TWO_LINES = record("CVE-2021-30860", "Apple",
                   ("iOS", below("14.8", "unspecified")),
                   ("iOS", below("12.5.5", "unspecified")))  # fmt: skip
STABLE = {"status": "unaffected", "versionType": "semver"}
LINUX = record("CVE-2026-10001", "Linux", (
    "Linux",
    {"version": "3.15", "status": "affected"},
    {"version": "0", "lessThan": "3.15", **STABLE},
    {"version": "5.15.149", "lessThanOrEqual": "5.15.*", **STABLE},
    {"version": "6.8", "lessThanOrEqual": "*", **STABLE, "versionType": "original_commit_for_fix"},
    {"version": "dc54d3d", "lessThan": "ff00112", "status": "affected", "versionType": "git"},
))  # fmt: skip
VXWORKS = record("CVE-2019-12255", "Wind River", ("VxWorks", {
    "version": "6.5", "lessThanOrEqual": "6.9.4", "status": "affected"}))  # fmt: skip


@pytest.mark.parametrize(
    ("told", "text", "answer"),
    [
        (WINDOWS, "Windows 10 1809 (10.0.17763.5457)", "yes"),
        (WINDOWS, "Windows 10 1809 (10.0.17763.5458)", "no"),
        (WINDOWS, "Windows 10 Enterprise LTSC build 17763.9999", "no"),
        (WINDOWS, "Windows Server 2022, 20348.100", "yes"),
        # A build that the record does not name, and texts without a build.
        (WINDOWS, "Windows 10 (10.0.14393.9999)", "unknown"),
        (WINDOWS, "Windows 10 Version 1809", "unknown"),
        (WINDOWS, "Windows 7", "unknown"),
        (APPLE, "iOS 17.2.1", "yes"),
        (APPLE, "iPadOS 17.3", "no"),
        (APPLE, "macOS 14.3.1", "no"),
        (APPLE, "macOS 13.6", "unknown"),
        (TWO_LINES, "iOS 12.5.4", "yes"),
        (TWO_LINES, "iOS 12.5.6", "unknown"),
        (TWO_LINES, "iOS 13.0", "unknown"),
        (TWO_LINES, "iOS 14.8", "no"),
        (LINUX, "Linux 5.15.148", "unknown"),
        (LINUX, "Linux kernel 5.15.149", "no"),
        (LINUX, "Linux 6.9.1", "no"),
        (LINUX, "Linux 5.10.200", "unknown"),
        # A distribution mends under an older number, and numbers itself.
        (LINUX, "Ubuntu 22.04 Linux 6.9.1", "unknown"),
        (LINUX, "Linux 5.15.149-generic", "unknown"),
        (LINUX, "Ubuntu 22.04", "unknown"),
        (VXWORKS, "VxWorks 6.9.4", "yes"),
        (VXWORKS, "VxWorks 6.9.4.12", "no"),
        (VXWORKS, "VxWorks 7", "unknown"),
    ],
)
def test_a_record_is_held_against_the_very_version(told, text, answer):
    [bounds] = read_ranges(told).values()
    has = running(text)
    assert (holds(bounds, has) if has else Answer.UNKNOWN) is Answer[answer.upper()]


def road(*records):
    entries = [("CVE-2024-21338", "Microsoft"), ("CVE-2024-21339", "Microsoft")]
    kev = [
        {"cveID": cve, "vendorProject": vendor, "product": "Windows", "dateAdded": "2024-03-04"}
        for cve, vendor in entries
    ]
    ranges = {cve: told for one in records for cve, told in read_ranges(one).items()}
    return OsRoad({"vulnerabilities": kev}, ranges)


def ask(made, text):
    [found] = made.findings(Device("1", extra={"os": text}))
    return found.status.value, found.cves


def test_what_is_mended_is_taken_out_and_what_is_unknown_stays():
    fixed, old = "Windows 10 10.0.17763.6000", "Windows 10 10.0.17763.5000"
    both = ("CVE-2024-21338", "CVE-2024-21339")
    assert ask(road(), fixed) == ("check", both)
    one = road(WINDOWS)
    assert ask(one, fixed) == ("check", both[1:])
    assert ask(one, old) == ("affected", both)
    other = record("CVE-2024-21339", "Microsoft", ("Windows 10", below("10.0.17763.5500")))
    assert ask(road(WINDOWS, other), fixed) == ("not_affected", both)
    # No fix is made for these any more: never told as not affected.
    assert ask(road(WINDOWS, other), "Windows 7") == ("check", both)


@pytest.mark.parametrize(
    "odd",
    [
        None, [], {}, {"cveMetadata": {"cveId": "x"}},
        record("CVE-2024-1", "x", ("y",)),
        {**WINDOWS, "containers": {"cna": {"affected": [5, {"versions": [None, {"version": 3}]}]}}},
    ],
)  # fmt: skip
def test_records_of_any_shape_are_taken(odd):
    for bounds in read_ranges(odd).values():
        assert holds(bounds, running("Windows 10 10.0.17763.6000")) is Answer.UNKNOWN
