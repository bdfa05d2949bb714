"""Inventories that are JSON: CycloneDX, SPDX, FHIR Device and CapabilityStatement, CHPL products.

*Source*: CycloneDX 1.4+; SPDX 2.3; HL7 FHIR R4 and R5 (Device, CapabilityStatement.software); CHPL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wardline.devices.csaf import text_of
from wardline.devices.model import Device, Loss
from wardline.devices.vex import components_of, maker_of


def read_devices(document: Any, file: str) -> tuple[list[Device], list[Loss]]:
    """The devices or products in a JSON document, and what could not be taken."""
    found = list(_devices(document))
    if found:
        return found, []
    return [], [Loss(file, "", "No device, component or product is recognized in this JSON.")]


def _devices(document: Any) -> Iterator[Device]:
    if isinstance(document, list):
        for place, item in enumerate(document):
            yield from _chpl(item, f"/{place}") if isinstance(item, dict) else ()
    elif not isinstance(document, dict):
        return
    elif document.get("bomFormat") == "CycloneDX":
        for place, component in enumerate(components_of(document)):
            yield _component(component, f"component {place + 1}")
    elif "spdxVersion" in document:
        yield from _spdx(document)
    elif document.get("resourceType"):
        yield from _fhir(document, "")
    elif "softwareProducts" in document:
        yield from _chpl(document, "")


def _component(component: dict[str, Any], place: str) -> Device:
    return Device(
        text_of(component, "bom-ref") or place,
        maker_of(component),
        text_of(component, "name"),
        text_of(component, "version"),
        kind=text_of(component, "description"),
        place=place,
    )


def _spdx(document: dict[str, Any]) -> Iterator[Device]:
    packages = document.get("packages")
    for place, item in enumerate(packages if isinstance(packages, list) else ()):
        maker = text_of(item, "supplier") or text_of(item, "originator")
        yield Device(
            text_of(item, "SPDXID") or f"package {place + 1}",
            "" if maker == "NOASSERTION" else maker.removeprefix("Organization:").strip(),
            text_of(item, "name"),
            text_of(item, "versionInfo"),
            kind=text_of(item, "summary"),
            place=f"/packages/{place}",
        )


def _fhir(resource: dict[str, Any], place: str) -> Iterator[Device]:
    kind = resource.get("resourceType")
    if kind == "Bundle":
        entries = resource.get("entry")
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            inner = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(inner, dict):
                yield from _fhir(inner, f"{place}/entry/{number}")
    elif kind == "CapabilityStatement":
        software = text_of(resource, "software", "name")
        if software:
            version = text_of(resource, "software", "version")
            maker = text_of(resource, "publisher")
            yield Device(text_of(resource, "url") or software, maker, software, version)
    elif kind == "Device":
        yield _fhir_device(resource, place)


def _fhir_device(resource: dict[str, Any], place: str) -> Device:
    names = [text_of(_first(resource, "deviceName"), "name"), text_of(resource, "displayName")]
    names += [text_of(item, "value") for item in _items(resource, "name")]
    model = " ".join(filter(None, (*names[:1], text_of(resource, "modelNumber"))))
    versions = [text_of(item, "value") for item in _items(resource, "version")]
    return Device(
        text_of(resource, "id") or text_of(_first(resource, "identifier"), "value") or place,
        text_of(resource, "manufacturer"),
        model or next(filter(None, names), ""),
        " / ".join(filter(None, versions)),
        kind=text_of(resource, "type", "text"),
        place=place,
        extra={"serial": text_of(resource, "serialNumber")},
    )


def _items(resource: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = resource.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _first(resource: dict[str, Any], key: str) -> dict[str, Any]:
    return next(iter(_items(resource, key)), {})


def _chpl(item: dict[str, Any], place: str) -> Iterator[Device]:
    """Certified EHR products: developer, product and version."""
    for number, product in enumerate(_items(item, "softwareProducts")):
        yield Device(
            text_of(product, "chplProductNumber") or f"{place}/softwareProducts/{number}",
            text_of(product, "developer", "name"),
            text_of(product, "product", "name"),
            text_of(product, "version", "name"),
            kind="EHR software",
            place=f"{place}/softwareProducts/{number}",
        )
