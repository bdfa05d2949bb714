"""A first draft from what the exchange holds: an incident, an advisory, a KEV entry, or several.

Facts are filled in; what nobody knows stays a plain word that the writer replaces. Names of
organizations are never taken over: a bulletin tells what happened, not to whom.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

import msgspec

from wardline.bulletins.model import Bulletin, Link, Step, Words
from wardline.core.tlp import BY_MARKING_ID, TLP

Object = Mapping[str, Any]
_MOST_NAME = 60
_MOST = 40
_CSAF = "csaf"


class Template(msgspec.Struct, frozen=True):
    """The texts that a draft starts with; {what} and {product} are filled in."""

    title: Words
    concern: Words
    harm: Words
    detect: Words
    steps: dict[str, tuple[Words, ...]]


class Facts(NamedTuple):
    """What was found in the objects."""

    template: str
    what: str
    product: str
    due: str
    severity: str


@functools.cache
def templates() -> dict[str, Template]:
    """The templates by name: vulnerability, incident, plain."""
    data = resources.files("wardline.bulletins").joinpath("data/templates.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, Template])


def plain(contact: str = "") -> Bulletin:
    """A draft that was started from nothing."""
    return _filled(Facts("plain", "", "", "", "medium"), contact)


def start(objects: Sequence[Object], contact: str = "") -> Bulletin:
    """A draft from STIX objects, with the strictest of their labels."""
    if not objects:
        return plain(contact)
    facts = _facts(objects)
    made = _filled(facts, contact)
    ids = [str(one["id"]) for one in objects]
    return msgspec.structs.replace(
        made,
        tlp=label(objects),
        indicators=tuple(one for one in ids if one.startswith("indicator--"))[:_MOST],
        advisories=tuple(_unique(_advisories(objects)))[:_MOST],
        devices=tuple(_unique(_products(objects)))[:_MOST],
        systems=tuple(_unique(_products(objects)))[:_MOST],
        practices=_practices(facts.template),
        references=tuple(_links(objects))[:_MOST],
        sources=tuple(ids),
    )


def from_csaf(document: Object, contact: str = "") -> Bulletin:
    """A draft from a CSAF 2.0 document. *Source*: CSAF 2.0 sections 3.2.1 and 3.2.3."""
    head = _mapping(document.get("document"))
    tracking = _mapping(head.get("tracking"))
    label_ = _mapping(_mapping(head.get("distribution")).get("tlp")).get("label", "WHITE")
    products = _unique(_tree(_mapping(document.get("product_tree"))))
    name = products[0] if products else ""
    severity = str(_mapping(head.get("aggregate_severity")).get("text", "")).lower()
    facts = Facts(
        "vulnerability", str(head.get("title", ""))[:_MOST_NAME], name, "", _severity(severity)
    )
    holes = [_mapping(one) for one in _list(document.get("vulnerabilities"))]
    cves = [str(one["cve"]) for one in holes if one.get("cve")]
    links = [_mapping(one) for one in _list(head.get("references"))]
    tlp = TLP.from_label(str(label_)) or TLP.AMBER
    identifier = str(tracking.get("id", ""))
    return msgspec.structs.replace(
        _filled(facts, contact),
        tlp=tlp.label.removeprefix("TLP:").lower(),
        advisories=tuple(_unique([identifier, *cves]))[:_MOST],
        devices=tuple(products)[:_MOST],
        systems=tuple(products)[:_MOST],
        practices=_practices("vulnerability"),
        references=tuple(_safe(_link(one.get("summary"), one.get("url")) for one in links))[:_MOST],
        sources=(identifier,),
    )


def label(objects: Iterable[Object]) -> str:
    """The strictest TLP label of objects; what has none is GREEN, what cannot be read stricter."""
    found = TLP.CLEAR
    for one in objects:
        refs = one.get("object_marking_refs") or ()
        known = [BY_MARKING_ID.get(ref, TLP.AMBER_STRICT) for ref in refs] or [TLP.GREEN]
        found = max(found, *known)
    return found.label.removeprefix("TLP:").lower()


def _facts(objects: Sequence[Object]) -> Facts:
    incidents = [one for one in objects if one["type"] == "incident"]
    holes = [one for one in objects if one["type"] == "vulnerability"]
    if incidents or not holes:
        named = [one for one in objects if one["type"] in ("malware", "intrusion-set", "campaign")]
        what = str((named or [{}])[0].get("name", "")) or "An attack"
        severity = "high" if len(incidents) > 1 else "medium"
        return Facts("incident", what[:_MOST_NAME], "", "", severity)
    first = holes[0]
    listed = any(one.get("x_kev_date_added") for one in holes)
    due = min(
        (str(one["x_kev_due_date"]) for one in holes if one.get("x_kev_due_date")), default=""
    )
    products = _unique(_products(objects))
    product = products[0] if products else "this product"
    name = f"{str(first.get('name', ''))[:_MOST_NAME]}, {product}"
    return Facts("vulnerability", name, product, due, "critical" if listed else "high")


def _filled(facts: Facts, contact: str) -> Bulletin:
    template = templates()[facts.template]
    fill = functools.partial(_fill, what=facts.what, product=facts.product or "this product")
    due = facts.due if _is_day(facts.due) else ""
    steps = {
        role: tuple(
            Step(fill(text), due if n == 1 and role == "it" else "") for n, text in enumerate(texts)
        )
        for role, texts in template.steps.items()
    }
    return Bulletin(
        title=fill(template.title),
        concern=fill(template.concern),
        harm=fill(template.harm),
        detect=fill(template.detect),
        steps=steps,
        severity=facts.severity,
        contact=contact,
    )


def _fill(words: Words, what: str, product: str) -> Words:
    # Not str.format: what is filled in is foreign text, and may hold braces.
    return {
        language: text.replace("{what}", what).replace("{product}", product)
        for language, text in words.items()
    }


def _is_day(text: str) -> bool:
    return len(text) == len("2026-01-31") and text[4:5] == "-"


def _practices(template: str) -> tuple[str, ...]:
    if template == "vulnerability":
        return ("hicp-7", "hicp-5", "cpg-e1", "cpg-n1")
    return ("hicp-8", "hicp-4", "cpg-e7", "cpg-e3")


def _advisories(objects: Sequence[Object]) -> Iterator[str]:
    for one in objects:
        if one["type"] == "vulnerability":
            yield str(one.get("name", ""))
        for ref in _list(one.get("external_references")):
            named = _mapping(ref)
            if str(named.get("source_name", "")).lower() in ("cve", _CSAF):
                yield str(named.get("external_id", ""))


def _products(objects: Sequence[Object]) -> Iterator[str]:
    for one in objects:
        vendor, product = one.get("x_kev_vendor", ""), one.get("x_kev_product", "")
        yield " ".join(part for part in (str(vendor), str(product)) if part)
        if one["type"] == "software":
            yield f"{one.get('vendor', '')} {one.get('name', '')}".strip()


def _links(objects: Sequence[Object]) -> Iterator[Link]:
    refs = [_mapping(ref) for one in objects for ref in _list(one.get("external_references"))]
    return _safe(_link(ref.get("source_name"), ref.get("url")) for ref in refs)


def _link(title: object, url: object) -> Link:
    return Link(str(title or url or "")[:200], str(url or ""))


def _safe(links: Iterable[Link]) -> Iterator[Link]:
    seen: set[str] = set()
    for one in links:
        if one.url.startswith("https://") and one.url.isascii() and one.url not in seen:
            seen.add(one.url)
            yield one


def _tree(node: Object) -> Iterator[str]:
    """The full names of products in a product tree, however deep."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        product = _mapping(here.get("product"))
        if product.get("name"):
            yield str(product["name"])[:200]
        for one in _list(here.get("full_product_names")):
            yield str(_mapping(one).get("name", ""))[:200]
        waiting.extend(_mapping(one) for one in reversed(_list(here.get("branches"))))


def _severity(word: str) -> str:
    known = {"critical": "critical", "important": "high", "high": "high", "low": "low"}
    return known.get(word, "medium")


def _unique(texts: Iterable[str]) -> list[str]:
    return [one for one in dict.fromkeys(text.strip() for text in texts) if one]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
