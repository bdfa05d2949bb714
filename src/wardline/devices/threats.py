"""What is known of CVEs beside the advisories: KEV, EPSS, and SSVC decisions by CISA."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from typing import Any, NamedTuple

from wardline.core.errors import MalformedError, UnprocessableError
from wardline.devices.csaf import text_of
from wardline.devices.rank import Kev, day_of
from wardline.devices.tables import decode

_MAX_BYTES = 256 << 20
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
    """EPSS probabilities by CVE, from the daily CSV, packed or not. *Raises* InputError."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(_MAX_BYTES)
        except (OSError, EOFError, zlib.error):
            raise MalformedError(f"{file} is damaged.", hint="Fetch it again.") from None
    lines = [line for line in decode(data).splitlines() if not line.startswith("#")]
    found = {}
    try:
        rows = list(csv.DictReader(io.StringIO("\n".join(lines), newline="")))
    except csv.Error:
        raise MalformedError(f"{file} is no CSV.", hint="Take the CSV of FIRST.") from None
    for row in rows:
        cve, value = str(row.get("cve", "")), str(row.get("epss", ""))
        if _CVE.fullmatch(cve) and re.fullmatch(r"[01](?:\.\d+)?(?:e-?\d+)?", value):
            found[cve] = float(value)
    if not found:
        raise UnprocessableError(f"{file} holds no EPSS values.", hint="Take the CSV of FIRST.")
    return found


class Decided(NamedTuple):
    """CISA's own SSVC decision points for a CVE; empty where it says nothing."""

    exploitation: str = ""
    automatable: str = ""
    technical_impact: str = ""


def read_ssvc(document: Any) -> dict[str, Decided]:
    """CISA's SSVC points in CVE records of Vulnrichment, by CVE; empty where there are none.

    Takes one record, or a list of them.
    """
    if isinstance(document, list):
        return {cve: told for item in document for cve, told in read_ssvc(item).items()}
    cve = text_of(document, "cveMetadata", "cveId")
    options = _options(document) if _CVE.fullmatch(cve) else {}
    told = Decided(
        options.get("exploitation", ""),
        options.get("automatable", ""),
        options.get("technical impact", ""),
    )
    return {cve: told} if any(told) else {}


def _options(document: Any) -> dict[str, str]:
    """The options of the newest SSVC decision in a record, in small letters."""
    containers = document.get("containers")
    extra = containers.get("adp") if isinstance(containers, dict) else None
    found: list[tuple[str, dict[str, str]]] = []
    for container in extra if isinstance(extra, list) else ():
        metrics = container.get("metrics") if isinstance(container, dict) else None
        for metric in metrics if isinstance(metrics, list) else ():
            other = metric.get("other") if isinstance(metric, dict) else None
            content = other.get("content") if isinstance(other, dict) else None
            options = content.get("options") if isinstance(content, dict) else None
            told = {
                key.lower(): value.lower()
                for option in (options if isinstance(options, list) else ())
                if isinstance(option, dict)
                for key, value in option.items()
                if isinstance(value, str)
            }
            if told:
                found.append((text_of(content, "timestamp"), told))
    return max(found, key=lambda pair: pair[0])[1] if found else {}
