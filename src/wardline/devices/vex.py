"""VEX documents of other forms as advisories: OpenVEX 0.2 and CycloneDX.

*Source*: OpenVEX specification 0.2.0; CycloneDX 1.4 and later, `vulnerabilities[].analysis`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
# What CycloneDX and CSAF call the same (CycloneDX 1.6 impactAnalysisJustification).
_JUSTIFIED = {
    "code_not_present": "vulnerable_code_not_present",
    "code_not_reachable": "vulnerable_code_not_in_execute_path",
    "requires_configuration": "vulnerable_code_cannot_be_controlled_by_adversary",
    "requires_dependency": "component_not_present",
    "requires_environment": "vulnerable_code_cannot_be_controlled_by_adversary",
    "protected_by_compiler": "inline_mitigations_already_exist",
    "protected_at_runtime": "inline_mitigations_already_exist",
    "protected_at_perimeter": "inline_mitigations_already_exist",
    "protected_by_mitigating_control": "inline_mitigations_already_exist",
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
    products: list[Product] = []
    found: list[Vulnerability] = []
    for place, item in reader.items(document, "statements", ""):
        verdict = _OPENVEX.get(text_of(item, "status"))
        if verdict is None:
            reader.lose(f"{place}/status", "This status is none of OpenVEX.")
            continue
        cves = _named_in(item)
        if not cves:
            reader.lose(f"{place}/vulnerability", "The statement names no vulnerability.")
        found += [Vulnerability(cve, fix=text_of(item, "action_statement")) for cve in cves]
        said = text_of(item, "justification") or text_of(item, "impact_statement")
        for at, address in _addresses(reader, item, place):
            made = _from_address(address)
            if made is None:
                reader.lose(at, "The product has no name that a device could be found by.")
                continue
            maker, name, constraint = made
            named = Product((name,), maker, constraint, verdict, cves, label=name)
            products.append(replace(named, justification=said))
    return _advisory(document, file, (products, found)), tuple(reader.losses)


def _named_in(statement: dict[str, Any]) -> tuple[str, ...]:
    """The vulnerability of a statement under all its names, a CVE first."""
    named = statement.get("vulnerability")
    aliases = named.get("aliases") if isinstance(named, dict) else None
    names = [text_of(statement, "vulnerability", "name") or text_of(statement, "vulnerability")]
    names += (
        [name for name in aliases if isinstance(name, str)] if isinstance(aliases, list) else []
    )
    names += [text_of(statement, "vulnerability", "@id").rpartition("/")[2]] if not names[0] else []
    names = [name for name in names if name]
    return tuple(sorted(dict.fromkeys(names), key=lambda name: not name.startswith("CVE-"))[:1])


def _addresses(reader: Reader, statement: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    """Where each product stands, and its purl, CPE or id; OpenVEX 0.0 has them as plain texts."""
    listed = statement.get("products")
    if isinstance(listed, list):
        for number, item in enumerate(listed):
            if isinstance(item, str):
                yield f"{place}/products/{number}", item
    kept = {"products": [i for i in listed if not isinstance(i, str)]} if listed else {}
    for at, product in reader.items(
        kept if isinstance(listed, list) else statement, "products", place
    ):
        keys = ("purl", "cpe23", "cpe22")
        told = (text_of(product, "identifiers", key) for key in keys)
        yield at, next(filter(None, told), text_of(product, "@id"))


def _from_address(address: str) -> tuple[tuple[str, ...], str, Constraint] | None:
    """Maker, name and version in a purl or CPE, or the last part of any other address."""
    if address.startswith(("cpe:2.3:", "cpe:/")):
        parts = address.replace("cpe:/", "cpe:2.3:").split(":")
        maker, name, version = (*parts[3:6], "", "", "")[:3]
        plain = [part.replace("\\", "").replace("_", " ") for part in (maker, name)]
        return ((plain[0],), plain[1], _exactly("" if version in "*-" else version))
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
    products: list[Product] = []
    found: list[Vulnerability] = []
    for place, item in reader.items(document, "vulnerabilities", ""):
        state = text_of(item, "analysis", "state")
        verdict = _CYCLONEDX.get(state, Verdict.AFFECTED if not state else Verdict.UNKNOWN)
        if state and state not in _CYCLONEDX:
            reader.lose(
                f"{place}/analysis/state", "This state is none of CycloneDX; to be checked."
            )
        cve = text_of(item, "id")
        found.append(_rated(item, cve))
        said = text_of(item, "analysis", "justification")
        said = _JUSTIFIED.get(said, said) or text_of(item, "analysis", "detail")
        for at, entry in reader.items(item, "affects", place):
            reference = text_of(entry, "ref").rpartition("#")[2] or text_of(entry, "ref")
            component = known.get(reference) or known.get(text_of(entry, "ref"))
            if component is None:
                reader.lose(f"{at}/ref", f"No component has the reference {reference!r}.")
                continue
            products += _components(component, entry, (verdict, cve, said))
    return _advisory(document, file, (products, found)), tuple(reader.losses)


def _rated(item: dict[str, Any], cve: str) -> Vulnerability:
    """A vulnerability with its highest rating and what is recommended."""
    best = (0.0, "")
    ratings = item.get("ratings")
    for entry in ratings if isinstance(ratings, list) else ():
        score = entry.get("score") if isinstance(entry, dict) else None
        if isinstance(score, int | float) and 0 <= score <= 10:  # noqa: PLR2004 # CVSS
            best = max(best, (float(score), text_of(entry, "vector")))
    fix, step = text_of(item, "recommendation"), text_of(item, "workaround")
    return Vulnerability(cve, *best, fix=fix, step=step)


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


_IN_VERSIONS = {
    "affected": Verdict.AFFECTED,
    "unaffected": Verdict.NOT_AFFECTED,
    "unknown": Verdict.UNKNOWN,
}


def _components(
    component: dict[str, Any], entry: dict[str, Any], told: tuple[Verdict, str, str]
) -> Iterator[Product]:
    """A component as a product, or one for each version that `affects` lists."""
    verdict, cve, said = told
    maker, name = maker_of(component), text_of(component, "name")
    whole = Product(
        (name,),
        (maker,) if maker else (),
        _exactly(text_of(component, "version")),
        verdict,
        (cve,) if cve else (),
        label=name,
        justification=said,
    )
    listed = entry.get("versions")
    versions = [v for v in listed if isinstance(v, dict)] if isinstance(listed, list) else []
    if not versions or verdict in (Verdict.NOT_AFFECTED, Verdict.FIXED):
        yield whole
        return
    for item in versions:
        text = text_of(item, "version") or text_of(item, "range")
        status = text_of(item, "status") or "affected"
        yield replace(
            whole,
            constraint=_exactly(text),
            verdict=_IN_VERSIONS.get(status, Verdict.UNKNOWN) if status != "affected" else verdict,
        )


def _advisory(
    document: dict[str, Any], file: str, made: tuple[list[Product], list[Vulnerability]]
) -> Advisory:
    products, vulnerabilities = made
    name = (
        text_of(document, "@id")
        or text_of(document, "serialNumber")
        or file.rsplit("/", 1)[-1].removesuffix(".json")
    )
    released = text_of(document, "timestamp") or text_of(document, "metadata", "timestamp")
    revised = text_of(document, "last_updated") or released
    found = {item.cve: item for item in vulnerabilities}
    return Advisory(
        name, name, released, revised, tuple(products), tuple(found.values()), file=file
    )
