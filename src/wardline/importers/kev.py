"""CISA's catalog of Known Exploited Vulnerabilities, as JSON or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wardline.core import ids, jsonio
from wardline.core.clock import format_millis, parse_timestamp
from wardline.core.errors import MalformedError
from wardline.core.tlp import TLP
from wardline.importers.base import NAMESPACE, Failure, Item

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LINK = re.compile(r"https?://[^\s;,]{4,500}")
# The catalog's names → ours.
_KEPT = {
    "vendorProject": "x_kev_vendor",
    "product": "x_kev_product",
    "dateAdded": "x_kev_date_added",
    "dueDate": "x_kev_due_date",
    "requiredAction": "x_kev_required_action",
    "knownRansomwareCampaignUse": "x_kev_ransomware_use",
}


class KevImporter:
    """The importer `kev`."""

    name = "kev"

    def sniff(self, head: bytes, name: str) -> bool:
        """The catalog's own column names."""
        return b"cveID" in head and b"vendorProject" in head

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """A vulnerability for each entry."""
        released = ""
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            catalog = jsonio.decode(data.removeprefix(b"\xef\xbb\xbf"))
            entries = catalog.get("vulnerabilities")
            released = _instant(str(catalog.get("dateReleased", "")))
            if type(entries) is not list:
                raise MalformedError("The catalog has no list of vulnerabilities.")
        else:
            text = data.decode("utf-8-sig", errors="replace")
            try:
                entries = list(csv.DictReader(io.StringIO(text, newline="")))
            except csv.Error as error:
                raise MalformedError(f"The catalog is no CSV: {error}.") from None
        for number, entry in enumerate(entries):
            place = f"/vulnerabilities/{number}"
            if type(entry) is not dict or not _CVE.fullmatch(str(entry.get("cveID"))):
                yield Failure(place, "An entry needs a cveID like CVE-2026-12345.")
            elif not _DATE.fullmatch(str(entry.get("dateAdded"))):
                yield Failure(place, "An entry needs a dateAdded like 2026-01-31.")
            else:
                yield Item(_vulnerability(entry), place, released)


def _instant(released: str) -> str:
    """The catalog's release as a STIX timestamp, or nothing."""
    micros = parse_timestamp(released)
    return "" if micros is None else format_millis(micros)


def _vulnerability(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The vulnerability for an entry; equal entries give equal bytes.

    Its version is the day it was listed; an entry that CISA changed since gets the version of the
    catalog that changed it (`Item.revised`).
    """
    cve = str(entry["cveID"])
    day = str(entry["dateAdded"])
    links = [
        {"source_name": "reference", "url": link}
        for link in dict.fromkeys(_LINK.findall(str(entry.get("notes", ""))))
    ]
    vulnerability: dict[str, Any] = {
        "type": "vulnerability",
        "spec_version": "2.1",
        "id": ids.named_id("vulnerability", NAMESPACE, cve),
        "created": f"{day}T00:00:00.000Z",
        "modified": f"{day}T00:00:00.000Z",
        "name": cve,
        "external_references": [
            {"source_name": "cve", "external_id": cve},
            *links,
        ],
        "object_marking_refs": [TLP.CLEAR.marking_id],
    }
    description = str(entry.get("shortDescription") or entry.get("vulnerabilityName") or "")
    if description:
        vulnerability["description"] = description
    for theirs, ours in _KEPT.items():
        if entry.get(theirs):
            vulnerability[ours] = str(entry[theirs])
    cwes = entry.get("cwes")
    if type(cwes) is list and cwes:
        vulnerability["x_kev_cwes"] = [str(cwe) for cwe in cwes]
    return vulnerability
