"""CSAF 2.0 advisories: their vulnerabilities, and a report that names the advisory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wardline.core import ids, jsonio
from wardline.core.clock import format_millis, now, parse_moment
from wardline.core.errors import MalformedError
from wardline.core.tlp import TLP
from wardline.importers.base import NAMESPACE, Failure, Item


class CsafImporter:
    """The importer `csaf`."""

    name = "csaf"

    def sniff(self, head: bytes, name: str) -> bool:
        """The document's own properties."""
        return b'"csaf_version"' in head

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """A vulnerability for each CVE, then the report."""
        advisory = jsonio.decode(data.removeprefix(b"\xef\xbb\xbf"))
        document = _dict(advisory, "document")
        tracking = _dict(document, "tracking")
        number = tracking.get("id")
        if type(number) is not str or not number:
            raise MalformedError("The advisory has no /document/tracking/id.")
        created = _moment(tracking.get("initial_release_date"))
        modified = _moment(tracking.get("current_release_date")) or created
        if created is None or modified is None:
            raise MalformedError("The advisory has no release date under /document/tracking.")
        marking = _marking(document)
        references = []
        listed = advisory.get("vulnerabilities", [])
        for index, entry in enumerate(listed if type(listed) is list else []):
            place = f"/vulnerabilities/{index}"
            cve = entry.get("cve") if type(entry) is dict else None
            if type(cve) is not str or not cve:
                yield Failure(place, "The vulnerability has no CVE; it stays in the advisory only.")
                continue
            found = _vulnerability(cve, entry, number, (created, modified, marking))
            references.append(found["id"])
            yield Item(found, place, format_millis(now()))
        yield Item(_report(number, document, (created, modified, marking), references), "/document")


def _vulnerability(
    cve: str, entry: Mapping[str, Any], number: str, stamp: tuple[str, str, str]
) -> dict[str, Any]:
    created, modified, marking = stamp
    notes = entry.get("notes")
    texts = [
        str(note["text"])
        for note in (notes if type(notes) is list else [])
        if type(note) is dict
        and note.get("category") in ("summary", "description", "general")
        and note.get("text")
    ]
    vulnerability: dict[str, Any] = {
        "type": "vulnerability",
        "spec_version": "2.1",
        # Named after advisory and CVE: another advisory's view of the CVE is another object.
        "id": ids.named_id("vulnerability", NAMESPACE, f"{number} {cve}"),
        "created": created,
        "modified": modified,
        "name": cve,
        "external_references": [
            {"source_name": "cve", "external_id": cve},
            {"source_name": "csaf", "external_id": number},
        ],
        "object_marking_refs": [marking],
    }
    if texts:
        vulnerability["description"] = texts[0]
    return vulnerability


def _report(
    number: str,
    document: Mapping[str, Any],
    stamp: tuple[str, str, str],
    references: list[str],
) -> dict[str, Any]:
    created, modified, marking = stamp
    links = document.get("references")
    urls = [
        {"source_name": "csaf", "url": str(link["url"])}
        for link in (links if type(links) is list else [])
        if type(link) is dict and link.get("url")
    ]
    publisher = _dict(document, "publisher").get("name") or "publisher"
    own = ids.named_id("report", NAMESPACE, f"{publisher} {number}")
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": own,
        "created": created,
        "modified": modified,
        "name": str(document.get("title") or number),
        "published": created,
        "report_types": ["vulnerability"],
        # A report refers to something; an advisory without a CVE to itself as its source.
        "object_refs": list(dict.fromkeys(references)) or [marking],
        "external_references": [{"source_name": str(publisher), "external_id": number}, *urls],
        "object_marking_refs": [marking],
    }


def _dict(holder: Any, name: str) -> dict[str, Any]:
    value = holder.get(name) if type(holder) is dict else None
    return value if type(value) is dict else {}


def _moment(value: Any) -> str | None:
    """An RFC 3339 time with any offset as a STIX timestamp."""
    micros = parse_moment(value) if type(value) is str else None
    return None if micros is None else format_millis(micros)


def _marking(document: Mapping[str, Any]) -> str:
    """The advisory's TLP; without one it stays in the community."""
    label = _dict(_dict(document, "distribution"), "tlp").get("label")
    found = TLP.from_label(label) if type(label) is str else None
    return (found if found is not None else TLP.GREEN).marking_id
