"""Inventories that are documents: SBOMs (CycloneDX, SPDX), FHIR, and CHPL products.

Each thing in them is a device or a loss with its place; nothing is dropped unseen.
*Source*: CycloneDX 1.4 to 1.6 (JSON, XML); SPDX 2.3 (JSON, tag-value) and 3.0 (JSON-LD); HL7 FHIR
R4 and R5 (Device, CapabilityStatement, Bundle, bulk NDJSON); ONC CHPL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wardline.devices.csaf import text_of
from wardline.devices.model import Device, Loss
from wardline.devices.udi import split_udi
from wardline.devices.vex import components_of, maker_of

_DEEPEST = 30


class Taking:
    """One document being taken apart, with the losses so far."""

    def __init__(self, file: str) -> None:
        """`file` is named in each loss."""
        self.file = file
        self.losses: list[Loss] = []

    def lose(self, place: str, reason: str) -> None:
        """List something that could not be taken."""
        self.losses.append(Loss(self.file, place, reason))

    def items(self, owner: dict[str, Any], key: str, place: str) -> Iterator[tuple[str, Any]]:
        """The objects in a list, with their places; anything else is a loss."""
        value = owner.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.lose(f"{place}/{key}", "This should be a list.")
            return
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield f"{place}/{key}/{number}", item
            else:
                self.lose(f"{place}/{key}/{number}", "This should be an object.")


def read_devices(document: Any, file: str) -> tuple[list[Device], list[Loss]]:
    """The devices or products in a JSON document, and what could not be taken."""
    taking = Taking(file)
    found = list(_devices(taking, document))
    if not found and not taking.losses:
        taking.lose("", "No device, component or product is recognized in this JSON.")
    return found, taking.losses


def _devices(taking: Taking, document: Any) -> Iterator[Device]:
    if isinstance(document, list):
        for number, item in enumerate(document):
            yield from _listed(taking, item, f"/{number}")
    elif not isinstance(document, dict):
        return
    elif document.get("bomFormat") == "CycloneDX":
        yield from _cyclonedx(taking, document)
    elif "spdxVersion" in document:
        yield from _spdx(taking, document)
    elif "@graph" in document:
        yield from _spdx3(taking, document)
    elif document.get("resourceType"):
        yield from _fhir(taking, document, "", 0)
    elif "softwareProducts" in document:
        yield from _chpl(taking, document, "")
    elif isinstance(document.get("results"), list):
        # The answer of CHPL's own search.
        for place, item in taking.items(document, "results", ""):
            yield _product(item, place)


def _listed(taking: Taking, item: Any, place: str) -> Iterator[Device]:
    """An entry of a list: CHPL's products, one of them, or a FHIR resource."""
    if isinstance(item, dict) and "softwareProducts" in item:
        yield from _chpl(taking, item, place)
    elif isinstance(item, dict) and item.get("resourceType"):
        yield from _fhir(taking, item, place, 0)
    elif isinstance(item, dict) and item.get("chplProductNumber"):
        yield _product(item, place)
    else:
        taking.lose(place, "This is no product and no FHIR resource.")


# -- SBOMs ---------------------------------------------------------------------------------------


def _cyclonedx(taking: Taking, document: dict[str, Any]) -> Iterator[Device]:
    listed = document.get("components")
    if listed is not None and not isinstance(listed, list):
        taking.lose("/components", "This should be a list.")
    for number, item in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(item, dict):
            taking.lose(f"/components/{number}", "This should be an object.")
    for number, component in enumerate(components_of(document)):
        place = f"component {number + 1}"
        yield Device(
            text_of(component, "bom-ref") or place,
            maker_of(component),
            text_of(component, "name"),
            text_of(component, "version"),
            kind=text_of(component, "description"),
            place=place,
        )


def _spdx(taking: Taking, document: dict[str, Any]) -> Iterator[Device]:
    for place, item in taking.items(document, "packages", ""):
        yield _package(item, place)


def _package(item: dict[str, Any], place: str) -> Device:
    """An SPDX 2 package."""
    makers = (text_of(item, "supplier"), text_of(item, "originator"))
    maker = next((text for text in makers if text and text != "NOASSERTION"), "")
    version = text_of(item, "versionInfo")
    return Device(
        text_of(item, "SPDXID") or place,
        maker.removeprefix("Organization:").removeprefix("Person:").strip(),
        text_of(item, "name"),
        "" if version == "NOASSERTION" else version,
        kind=text_of(item, "summary"),
        place=place,
    )


def _spdx3(taking: Taking, document: dict[str, Any]) -> Iterator[Device]:
    """The packages of an SPDX 3 graph; suppliers stand in it as elements of their own."""
    listed = list(taking.items(document, "@graph", ""))
    names = {
        text_of(item, "spdxId") or text_of(item, "@id"): text_of(item, "name") for _, item in listed
    }
    for place, item in listed:
        kind = text_of(item, "type") or text_of(item, "@type")
        # Also ai_AIPackage and dataset_DatasetPackage, which are packages by their class.
        if not kind.endswith("Package"):
            continue
        supplier = item.get("suppliedBy")
        reference = supplier[0] if isinstance(supplier, list) and supplier else supplier
        yield Device(
            text_of(item, "spdxId") or text_of(item, "@id") or place,
            names.get(reference, "") if isinstance(reference, str) else "",
            text_of(item, "name"),
            text_of(item, "software_packageVersion") or text_of(item, "packageVersion"),
            kind=text_of(item, "summary"),
            place=place,
        )


# Tags of SPDX 2 that we read, and what they are called in its JSON.
_TAGS = {
    "PackageName": "name",
    "SPDXID": "SPDXID",
    "PackageVersion": "versionInfo",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageSummary": "summary",
}


def read_tag_value(text: str) -> list[Device]:
    """The packages of an SPDX 2 document in its tag-value form."""
    packages: list[tuple[str, dict[str, Any]]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        tag, colon, value = line.partition(":")
        tag = tag.strip()
        if not colon or tag not in _TAGS:
            inside = inside and tag not in ("FileName", "SnippetSPDXID", "LicenseID")
            continue
        if tag == "PackageName":
            packages.append((f"line {number}", {}))
            inside = True
        if inside and packages:
            packages[-1][1].setdefault(_TAGS[tag], value.strip())
    return [_package(item, place) for place, item in packages]


# -- FHIR ----------------------------------------------------------------------------------------


def _fhir(taking: Taking, resource: dict[str, Any], place: str, depth: int) -> Iterator[Device]:
    kind = resource.get("resourceType")
    if depth > _DEEPEST:
        taking.lose(place, f"Bundles deeper than {_DEEPEST} levels are not opened.")
    elif kind == "Bundle":
        for at, entry in taking.items(resource, "entry", place):
            inner = entry.get("resource")
            if isinstance(inner, dict):
                yield from _fhir(taking, inner, f"{at}/resource", depth + 1)
            else:
                taking.lose(at, "An entry without a resource.")
    elif kind == "CapabilityStatement":
        yield from _software(taking, resource, place)
    elif kind == "Device":
        yield _fhir_device(resource, place)
    elif kind != "OperationOutcome":
        taking.lose(place, f"A {str(kind)[:40]} is no device; left out.")


def _software(taking: Taking, resource: dict[str, Any], place: str) -> Iterator[Device]:
    """The server behind a CapabilityStatement: the EHR's own software and version."""
    software = text_of(resource, "software", "name") or text_of(resource, "name")
    if not software:
        taking.lose(f"{place}/software", "The server does not say which software it is.")
        return
    yield Device(
        text_of(resource, "implementation", "url") or text_of(resource, "url") or software,
        text_of(resource, "publisher"),
        software,
        text_of(resource, "software", "version"),
        kind="EHR software",
        place=place or "/software",
    )


def _fhir_device(resource: dict[str, Any], place: str) -> Device:
    names = [text_of(_first(resource, "deviceName"), "name"), text_of(resource, "displayName")]
    names += [text_of(item, "value") for item in _items(resource, "name")]
    named = next(filter(None, names), "")
    number = text_of(resource, "modelNumber")
    versions = [text_of(item, "value") for item in _items(resource, "version")]
    udi = text_of(_first(resource, "udiCarrier"), "carrierHRF")
    udi = udi or text_of(_first(resource, "udiCarrier"), "deviceIdentifier")
    parts = split_udi(udi) if udi else None
    extra = {
        "serial": text_of(resource, "serialNumber") or (parts.serial if parts else ""),
        "udi": udi,
        "lot": text_of(resource, "lotNumber") or (parts.lot if parts else ""),
        "status": text_of(resource, "status"),
    }
    kinds = resource.get("type")
    kind = kinds[0] if isinstance(kinds, list) and kinds else kinds
    return Device(
        text_of(_first(resource, "identifier"), "value") or text_of(resource, "id") or place,
        text_of(resource, "manufacturer"),
        " ".join(filter(None, (named, number))) or (parts.model if parts else ""),
        " / ".join(filter(None, versions)),
        kind=text_of(kind, "text") or text_of(_first(kind or {}, "coding"), "display"),
        location=text_of(resource, "location", "display"),
        place=place or "/",
        extra={name: text for name, text in extra.items() if text},
    )


def _items(resource: Any, key: str) -> list[dict[str, Any]]:
    value = resource.get(key) if isinstance(resource, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _first(resource: Any, key: str) -> dict[str, Any]:
    return next(iter(_items(resource, key)), {})


# -- CHPL ----------------------------------------------------------------------------------------


def _chpl(taking: Taking, item: dict[str, Any], place: str) -> Iterator[Device]:
    """Certified EHR products: developer, product and version."""
    for at, product in taking.items(item, "softwareProducts", place):
        yield _product(product, at)


def _product(product: dict[str, Any], place: str) -> Device:
    """A product in either form of CHPL: names as objects or as texts."""

    def name(key: str) -> str:
        return text_of(product, key, "name") or text_of(product, key)

    return Device(
        text_of(product, "chplProductNumber") or place,
        name("developer"),
        name("product"),
        name("version"),
        kind="EHR software",
        place=place,
    )
