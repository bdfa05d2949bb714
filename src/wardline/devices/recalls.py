"""FDA recalls of devices as advisories: the product is prose, so a recall is rarely sure.

A recall names lots and serial numbers that a CMMS hardly records: what it does not plainly say of
all units is to be checked, never left out. What it names by device identifier, product code, serial
number or lot is kept beside the prose (`idroad`).
*Source*: openFDA device/recall and device/enforcement (field names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wardline.devices.csaf import Reader, text_of
from wardline.devices.model import Advisory, Product, Vulnerability
from wardline.devices.ranges import read_range
from wardline.devices.udi import identities_in
from wardline.devices.versions import ALL, Constraint, Kind, Term

_VERSIONS = re.compile(
    r"\b(?:software|firmware|sw|fw|application)?\s*(?:versions?|v\.?|releases?|rev(?:ision)?s?\.?)"
    r"\s*(?:numbers?|nos?\.?)?:?\s*"
    r"((?:v?\d|[<>=≤≥]|all\b|prior\b|[A-Z]\.\d)[^;\n]{0,120})",
    re.IGNORECASE,
)
_MODELS = re.compile(
    r"\b(?:model|ref|catalog(?:ue)?|product|part|item)\b\.?\s*(?:numbers?|nos?\.?|codes?|#)?:?\s*"
    r"([A-Z0-9][A-Z0-9./-]*\d[A-Z0-9./-]*)",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\ball (?:lots?|serial|units?|devices?|models?|versions?|distributed|product)")
_NAME_ENDS = re.compile(
    r"[;:\n]|\.\s|\b(?:model|ref|catalog|product|part|item|software|firmware)\b"
)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|excludes?|not affected|unaffected|other than|not in)\b"
)
_PRODUCT_CODE = re.compile(r"[A-Z]{3}")
_UNIT = re.compile(r"[A-Z0-9][A-Z0-9./-]{4,30}")
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_LONGEST_NAME = 120
_MOST_MODELS = 60
_SHOWN = 400


def is_recalls(document: dict[str, Any]) -> bool:
    """Whether a document is an answer of openFDA about recalls, or one recall out of it."""
    results = document.get("results")
    first = results[0] if isinstance(results, list) and results else document
    return (
        isinstance(first, dict) and "product_description" in first and "reason_for_recall" in first
    )


def read_recalls(reader: Reader) -> Iterator[Advisory]:
    """The recalls in a document; what cannot be used is a loss with its place."""
    if "results" not in reader.document:
        listed: Iterator[tuple[str, dict[str, Any]]] = iter([("", reader.document)])
    else:
        listed = reader.items(reader.document, "results", "")
    for place, item in listed:
        if not text_of(item, "product_description"):
            reader.lose(f"{place}/product_description", "A recall that does not name its product.")
            continue
        number = text_of(item, "product_res_number") or text_of(item, "recall_number")
        if not number:
            reader.lose(
                f"{place}/product_res_number", "A recall without a number; its place is it."
            )
        yield _advisory(item, number or f"FDA recall{place}", reader.file)


def _advisory(item: dict[str, Any], number: str, file: str) -> Advisory:
    description, reason = text_of(item, "product_description"), text_of(item, "reason_for_recall")
    status = text_of(item, "recall_status") or text_of(item, "status")
    cves = tuple(dict.fromkeys(_CVE.findall(f"{reason} {description}")))
    firm = text_of(item, "recalling_firm")
    names = _names(item, description)
    product = Product(
        names,
        (firm,) if firm else (),
        _constraint(f"{description}; {text_of(item, 'code_info')}"),
        cves=cves,
        label=names[0],
        identities=identities_in(f"{description} {text_of(item, 'code_info')} {_more(item)}"),
        code=_code(item),
        units=_units(f"{text_of(item, 'code_info')} {_more(item)}"),
    )
    words = filter(None, ("FDA recall", text_of(item, "classification"), status))
    dates = ("event_date_initiated", "recall_initiation_date", "event_date_posted", "report_date")
    released = next((day for key in dates if (day := _day(text_of(item, key)))), "")
    fix = _cut(text_of(item, "action"))
    return Advisory(
        id=number,
        title=f"{' '.join(words)}: {names[0]}",
        released=released,
        revised=_day(text_of(item, "event_date_terminated")) or released,
        products=(product,),
        vulnerabilities=tuple(Vulnerability(cve, fix=fix) for cve in cves or ("",)),
        file=file,
        risk=_cut(reason),
    )


def _more(item: dict[str, Any]) -> str:
    """Further codes, as enforcement reports have them."""
    return text_of(item, "more_code_info")


def _code(item: dict[str, Any]) -> str:
    code = text_of(item, "product_code").strip().upper()
    return code if _PRODUCT_CODE.fullmatch(code) else ""


def _units(text: str) -> frozenset[str]:
    """Words of `text` that can be a serial number or a lot; a word alone proves nothing.

    Nothing where units are taken out of it: those that are named would be the wrong ones.
    """
    if _EXCEPT.search(text.lower()):
        return frozenset()
    found = (word.strip("./-") for word in _UNIT.findall(text.upper()))
    return frozenset(word for word in found if any(c.isdigit() for c in word))


def _names(item: dict[str, Any], description: str) -> tuple[str, ...]:
    """The product's name, and the model numbers that stand in the prose."""
    plain = " ".join(description.split())
    end = _NAME_ENDS.search(plain.lower(), 3)
    head = plain[: end.start() if end else _LONGEST_NAME].strip(" ,-")[:_LONGEST_NAME]
    models = _MODELS.findall(f"{plain}; {text_of(item, 'code_info')}")
    told = [f"{head} {model}".strip() for model in dict.fromkeys(models[:_MOST_MODELS])]
    return tuple(dict.fromkeys((*filter(None, [head]), *told))) or (plain[:_LONGEST_NAME],)


def _constraint(text: str) -> Constraint:
    """Which units are meant; anything but "all" and a version needs a look at the device."""
    found = _VERSIONS.search(text)
    if found:
        slot = read_range(found[1].strip(" .,"))
        if slot.constraint.terms and not slot.models:
            return slot.constraint
    if _EVERY.search(text.lower()):
        return ALL
    told = "only some serial numbers, lots or product codes (see the recall)"
    return Constraint((Term(Kind.OPAQUE, text=told),), "", told)


def _day(text: str) -> str:
    """A day of openFDA as ISO: 2024-01-31 or 20240131."""
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"
