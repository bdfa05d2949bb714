"""What is known of CVEs beside the advisories: KEV, EPSS, and SSVC decisions by CISA."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from wardline.core.errors import UnprocessableError
from wardline.devices.csaf import text_of
from wardline.devices.rank import Kev, day_of
from wardline.devices.tables import decode

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")


def read_kev(document: dict[str, Any], file: str) -> dict[str, Kev]:
    """KEV entries by CVE. *Raises* UnprocessableError where it is another document."""
    entries = document.get("vulnerabilities")
    if not isinstance(entries, list):
        raise UnprocessableError(
            f"{file} is no KEV catalog.", hint="Take known_exploited_vulnerabilities.json of CISA."
        )
    found = {}
    for entry in entries:
        cve, added = text_of(entry, "cveID"), day_of(text_of(entry, "dateAdded"))
        if _CVE.fullmatch(cve) and added is not None:
            found[cve] = Kev(added, day_of(text_of(entry, "dueDate")))
    return found


def read_epss(data: bytes, file: str) -> dict[str, float]:
    """EPSS probabilities by CVE, from the daily CSV. *Raises* UnprocessableError."""
    lines = [line for line in decode(data).splitlines() if not line.startswith("#")]
    found = {}
    for row in csv.DictReader(io.StringIO("\n".join(lines))):
        cve, value = str(row.get("cve", "")), str(row.get("epss", ""))
        if _CVE.fullmatch(cve) and re.fullmatch(r"[01](?:\.\d+)?(?:e-?\d+)?", value):
            found[cve] = float(value)
    if not found:
        raise UnprocessableError(f"{file} holds no EPSS values.", hint="Take the CSV of FIRST.")
    return found


def read_exploitation(document: dict[str, Any]) -> dict[str, str]:
    """CISA's SSVC "Exploitation" in a CVE record of Vulnrichment, by CVE; empty where none."""
    cve = text_of(document, "cveMetadata", "cveId")
    containers = document.get("containers")
    extra = containers.get("adp") if isinstance(containers, dict) else None
    for container in extra if isinstance(extra, list) else ():
        for metric in container.get("metrics") or () if isinstance(container, dict) else ():
            other = metric.get("other") if isinstance(metric, dict) else None
            content = other.get("content") if isinstance(other, dict) else None
            options = content.get("options") if isinstance(content, dict) else None
            for option in options if isinstance(options, list) else ():
                value = text_of(option, "Exploitation")
                if value and cve:
                    return {cve: value.lower()}
    return {}
