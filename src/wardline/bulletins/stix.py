"""A bulletin as a STIX report, with a vulnerability for each CVE that it names.

*Source*: STIX 2.1 sections 4.16 (report), 4.18 (vulnerability), 3.6 (versioning).
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from wardline.bulletins.model import Bulletin, said, tlp_of
from wardline.bulletins.sheet import Issue
from wardline.core import ids
from wardline.core.clock import format_millis
from wardline.core.tlp import TLP

NAMESPACE = uuid.UUID("0b6ad6d9-6a2d-4e8e-8a55-9f4b8f0b5a11")
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_MOST = 2000


def report_id(number: str) -> str:
    """The id of a bulletin's report: the same in each version."""
    return ids.named_id("report", NAMESPACE, number)


def to_stix(
    bulletin: Bulletin, issue: Issue, first: int, at: int, vulnerabilities: uuid.UUID
) -> list[dict[str, Any]]:
    """The report, and what it refers to that is not in the exchange by itself.

    *Units*: `first` and `at` in microseconds: the first release, and this version's.
    `vulnerabilities` is the namespace in which a CVE has its id.
    """
    found = [one for one in bulletin.advisories if _CVE.fullmatch(one)]
    holes = [_vulnerability(one, first, vulnerabilities) for one in found]
    about = _identity()
    refs = [*bulletin.indicators, *(one["id"] for one in holes)]
    return [
        *holes,
        *([] if refs else [about]),
        _report(bulletin, issue, (first, at), refs or [about["id"]]),
    ]


def _report(
    bulletin: Bulletin, issue: Issue, span: tuple[int, int], refs: list[str]
) -> dict[str, Any]:
    texts = [said(words, "en").text for words in (bulletin.concern, bulletin.harm)]
    kind = "vulnerability" if bulletin.advisories else "threat-report"
    address = [{"source_name": "bulletin", "url": issue.address, "external_id": issue.number}]
    named = [
        {"source_name": "cve" if _CVE.fullmatch(one) else "csaf", "external_id": one}
        for one in bulletin.advisories
    ]
    links = [
        {"source_name": one.title[:200] or "reference", "url": one.url}
        for one in bulletin.references
    ]
    report: dict[str, Any] = {
        "type": "report",
        "spec_version": "2.1",
        "id": report_id(issue.number),
        "created": format_millis(span[0]),
        "modified": format_millis(span[1]),
        "name": said(bulletin.title, "en").text,
        "description": "\n\n".join(text for text in texts if text)[:_MOST],
        "report_types": [kind],
        "published": format_millis(span[0]),
        "object_refs": list(dict.fromkeys(refs)),
        "external_references": [*(address if issue.address else []), *named, *links],
        "object_marking_refs": [tlp_of(bulletin).marking_id],
    }
    if not report["external_references"]:
        del report["external_references"]
    return report | ({"revoked": True} if issue.withdrawn else {})


def _vulnerability(cve: str, at: int, namespace: uuid.UUID) -> dict[str, Any]:
    return {
        "type": "vulnerability",
        "spec_version": "2.1",
        "id": ids.named_id("vulnerability", namespace, cve),
        "created": format_millis(at),
        "modified": format_millis(at),
        "name": cve,
        "external_references": [{"source_name": "cve", "external_id": cve}],
        "object_marking_refs": [TLP.CLEAR.marking_id],
    }


def _identity() -> dict[str, Any]:
    """Who wrote it: a report refers to something, and may have nothing else to refer to."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": ids.named_id("identity", NAMESPACE, "bulletins"),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": "Bulletins of this hub",
        "identity_class": "group",
        "object_marking_refs": [TLP.CLEAR.marking_id],
    }
