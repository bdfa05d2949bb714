"""What a maker's VEX says of a fault, held against other advisories on the same device.

A statement settles nothing by itself: the finding becomes a question that a person confirms.
"""

from __future__ import annotations

from wardline.devices.match import Finding
from wardline.devices.model import Level, Status


def settle(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """`findings` of one device; where a VEX excuses all CVEs of one, it is to be confirmed."""
    excused = {
        cve: finding
        for finding in findings
        if finding.stated and finding.level is not Level.CHECK
        for cve in finding.cves
    }
    if not excused:
        return findings
    return tuple(_asked(finding, excused) for finding in findings)


def _asked(finding: Finding, excused: dict[str, Finding]) -> Finding:
    open_ = finding.status is not Status.NOT_AFFECTED and finding.cves
    if not open_ or not all(cve in excused for cve in finding.cves):
        return finding
    first = excused[finding.cves[0]]
    said = f"{first.advisory.id} states for it: {first.stated}; confirm that"
    return finding._replace(
        status=Status.CHECK, reason=f"{finding.reason}; {said}", stated=first.stated
    )
