"""VEX documents of other forms as advisories: OpenVEX 0.2 and CycloneDX.

*Source*: OpenVEX specification 0.2.0; CycloneDX 1.4 and later, `vulnerabilities[].analysis`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from wardline.devices.csaf import Reader, text_of
from wardline.devices.model import Advisory, Loss, Product, Verdict, Vulnerability
from wardline.devices.ranges import read_range
from wardline.devices.versions import ALL, Constraint

_OPENVEX = {
    "affected": Verdict.AFFECTED,
    "not_affected": Verdict.NOT_AFFECTED,
    "fixed": Verdict.FIXED,
    "under_investigation": Verdict.UNKNOWN,
}
_CYCLONEDX = {
    "exploitable": Verdict.AFFECTED,
    "not_affected": Verdict.NOT_AFFECTED,
    "false_positive": Verdict.NOT_AFFECTED,
    "resolved": Verdict.FIXED,
    "resolved_with_pedigree": Verdict.FIXED,
    "in_triage": Verdict.UNKNOWN,
}


def is_openvex(document: dict[str, Any]) -> bool:
    """Whether a document says that it is OpenVEX."""
    return "openvex" in str(document.get("@context", ""))


def is_cyclonedx_vex(document: dict[str, Any]) -> bool:
    """Whether a document is a CycloneDX BOM that tells of vulnerabilities."""
    return document.get("bomFormat") == "CycloneDX" and "vulnerabilities" in document


def read_openvex(document: dict[str, Any], file: str) -> tuple[Advisory, tuple[Loss, ...]]:
    """An OpenVEX document as an advisory."""
    reader = Reader(document, file)
    products, cves = [], []
    for place, item in reader.items(document, "statements", ""):
        verdict = _OPENVEX.get(text_of(item, "status"))
        if verdict is None:
            reader.lose(f"{place}/status", "This status is none of OpenVEX.")
            continue
        cve = text_of(item, "vulnerability", "name") or text_of(item, "vulnerability")
        cves.append(cve)
        for at, product in reader.items(item, "products", place):
            address = text_of(product, "identifiers", "purl") or text_of(product, "@id")
            made = _from_address(address)
            if made is None:
                reader.lose(at, "The product has no name that a device could be found by.")
                continue
            maker, name, constraint = made
            products.append(Product((name,), maker, constraint, verdict, (cve,), label=name))
    return _advisory(document, file, (products, cves)), tuple(reader.losses)


def _from_address(address: str) -> tuple[tuple[str, ...], str, Constraint] | None:
    """Maker, name and version in a purl, or the last part of any other address."""
    if not address.startswith("pkg:"):
        name = unquote(address.rstrip("/").rpartition("/")[2])
        return ((), name, ALL) if name else None
    path = address[4:].split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    path, _, version = path.rpartition("@") if "@" in path else (path, "", "")
    parts = [unquote(part) for part in path.split("/") if part][1:]
    if not parts:
        return None
    return tuple(parts[:-1]), parts[-1], _exactly(unquote(version))


def _exactly(version: str) -> Constraint:
    return read_range(version).constraint if version else ALL


def read_cyclonedx(document: dict[str, Any], file: str) -> tuple[Advisory, tuple[Loss, ...]]:
    """The vulnerabilities of a CycloneDX BOM as an advisory."""
    reader = Reader(document, file)
    known = {text_of(item, "bom-ref"): item for item in components_of(document)}
    products, cves = [], []
    for place, item in reader.items(document, "vulnerabilities", ""):
        state = text_of(item, "analysis", "state")
        verdict = _CYCLONEDX.get(state, Verdict.AFFECTED if not state else Verdict.UNKNOWN)
        cve = text_of(item, "id")
        cves.append(cve)
        for at, entry in reader.items(item, "affects", place):
            reference = text_of(entry, "ref").rpartition("#")[2] or text_of(entry, "ref")
            component = known.get(reference) or known.get(text_of(entry, "ref"))
            if component is None:
                reader.lose(f"{at}/ref", f"No component has the reference {reference!r}.")
                continue
            products.append(_component(component, verdict, cve))
    return _advisory(document, file, (products, cves)), tuple(reader.losses)


def components_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All components of a BOM, nested ones too, the described one first."""
    metadata = document.get("metadata")
    first = metadata.get("component") if isinstance(metadata, dict) else None
    listed = document.get("components")
    found = [
        item
        for item in [first, *(listed if isinstance(listed, list) else ())]
        if isinstance(item, dict)
    ]
    for item in found:
        inner = item.get("components")
        # The list grows while it is read: nested components come behind.
        found += (
            [part for part in inner if isinstance(part, dict)] if isinstance(inner, list) else []
        )
    return found


def maker_of(component: dict[str, Any]) -> str:
    """Who made a component, from whichever field says so."""
    return (
        text_of(component, "manufacturer", "name")
        or text_of(component, "supplier", "name")
        or text_of(component, "publisher")
        or text_of(component, "group")
    )


def _component(component: dict[str, Any], verdict: Verdict, cve: str) -> Product:
    maker, name = maker_of(component), text_of(component, "name")
    constraint = _exactly(text_of(component, "version"))
    return Product((name,), (maker,) if maker else (), constraint, verdict, (cve,), label=name)


def _advisory(
    document: dict[str, Any], file: str, made: tuple[list[Product], list[str]]
) -> Advisory:
    products, cves = made
    name = (
        text_of(document, "@id")
        or text_of(document, "serialNumber")
        or file.rsplit("/", 1)[-1].removesuffix(".json")
    )
    released = text_of(document, "timestamp") or text_of(document, "metadata", "timestamp")
    found = tuple(Vulnerability(cve) for cve in dict.fromkeys(cves))
    return Advisory(name, name, released, released, tuple(products), found, file=file)
