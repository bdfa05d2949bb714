"""A CSAF document to be listed, searched, sorted and held against its other versions.

*Source*: CSAF 2.0 sections 3.1.11 (versions), 9.1.11 (viewer) and 9.1.12 (management system).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wardline.devices.csaf import text_of

# Semantic Versioning 2.0.0, as CSAF 3.1.11.2 takes it.
_SEMANTIC = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_SEVERITIES = ("low", "moderate", "medium", "important", "high", "critical")
_NEWEST = ("cvss_v4", "cvss_v3", "cvss_v2")
_DEEPEST = 60
_MOST_CHANGES = 500


class Facts(NamedTuple):
    """What a list of documents shows of one."""

    id: str
    version: str
    versioning: str
    title: str
    publisher: str
    category: str
    status: str
    released: str
    revised: str
    severity: str
    cvss: float
    cves: tuple[str, ...]


class Score(NamedTuple):
    """The score of a product for a vulnerability."""

    product_id: str
    cve: str
    base: float
    version: str
    vector: str


def facts_of(document: Mapping[str, Any]) -> Facts:
    """The facts of a document; what is missing is empty."""
    head = document.get("document")
    listed = document.get("vulnerabilities")
    cves = [text_of(item, "cve") for item in (listed if isinstance(listed, list) else ())]
    version = text_of(head, "tracking", "version")
    return Facts(
        text_of(head, "tracking", "id"),
        version,
        versioning_of(document),
        text_of(head, "title"),
        text_of(head, "publisher", "name"),
        text_of(head, "category"),
        text_of(head, "tracking", "status"),
        text_of(head, "tracking", "initial_release_date"),
        text_of(head, "tracking", "current_release_date"),
        text_of(head, "aggregate_severity", "text"),
        max((score.base for score in scores_of(document)), default=0.0),
        tuple(dict.fromkeys(filter(None, cves))),
    )


def versioning_of(document: Mapping[str, Any]) -> str:
    """Whether "semantic" or "integer" numbers are used, now or earlier (CSAF 3.1.11.2)."""
    tracking = document.get("document", {})
    tracking = tracking.get("tracking", {}) if isinstance(tracking, dict) else {}
    history = tracking.get("revision_history") if isinstance(tracking, dict) else None
    numbers = [text_of(item, "number") for item in (history if isinstance(history, list) else ())]
    numbers.append(text_of(tracking, "version"))
    return "semantic" if any(_SEMANTIC.fullmatch(number) for number in numbers) else "integer"


def order_of(facts: Facts) -> tuple[Any, ...]:
    """What tells the latest of several versions: the date, then the version."""
    found = _SEMANTIC.fullmatch(facts.version)
    if found:
        # A pre-release comes before its release.
        parts: tuple[int, ...] = (*map(int, found.groups()[:3]), 0 if found[4] else 1)
    else:
        parts = (int(facts.version),) if facts.version.isdecimal() else (0,)
    return facts.revised, parts


def scores_of(document: Mapping[str, Any]) -> Iterator[Score]:
    """The score that counts for each product and vulnerability.

    The highest base score wins, then the newest CVSS version (CSAF 9.1.11); the vector is shown as
    it stands, since it counts before the attributes beside it.
    """
    listed = document.get("vulnerabilities")
    for item in listed if isinstance(listed, list) else ():
        best: dict[str, Score] = {}
        scores = item.get("scores") if isinstance(item, dict) else None
        for entry in scores if isinstance(scores, list) else ():
            for score in _scores(entry, text_of(item, "cve")):
                known = best.get(score.product_id)
                if known is None or _counts(score) > _counts(known):
                    best[score.product_id] = score
        yield from best.values()


def _scores(entry: Any, cve: str) -> Iterator[Score]:
    products = entry.get("products") if isinstance(entry, dict) else None
    for key in _NEWEST:
        value = entry.get(key) if isinstance(entry, dict) else None
        base = value.get("baseScore") if isinstance(value, dict) else None
        if isinstance(base, int | float):
            for product in products if isinstance(products, list) else ():
                if isinstance(product, str):
                    yield Score(product, cve, float(base), key, text_of(value, "vectorString"))


def _counts(score: Score) -> tuple[float, int]:
    return score.base, -_NEWEST.index(score.version)


# -- search, filter, sort ------------------------------------------------------------------------


def fields_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path without numbers, text) of all that a search must reach (CSAF 9.1.12).

    The document level with its children, the CVEs, and the whole product tree.
    """
    yield from _texts("document", document.get("document"), 0)
    listed = document.get("vulnerabilities")
    for item in listed if isinstance(listed, list) else ():
        yield "vulnerabilities.cve", text_of(item, "cve")
    yield from _texts("product_tree", document.get("product_tree"), 0)


def _texts(path: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(f"{path}.{key}", inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(path, inner, depth + 1)
    elif isinstance(value, str | int | float):
        yield path, str(value)


def found_in(document: Mapping[str, Any], key: str, text: str) -> bool:
    """Whether a field with `key` in its path holds `text`, in any spelling of letters."""
    wanted = text.lower()
    return any(_on(path, key) and wanted in told.lower() for path, told in fields_of(document))


def _on(path: str, key: str) -> bool:
    return not key or f".{key}." in f".{path}."


def sort_key(document: Mapping[str, Any], key: str) -> tuple[int, float, str]:
    """What a document is sorted by: cvss, severity, or any field that can be searched."""
    facts = facts_of(document)
    if key == "cvss":
        return 0, facts.cvss, ""
    if key == "severity":
        word = facts.severity.lower()
        place = _SEVERITIES.index(word) if word in _SEVERITIES else -1
        return 0, float(place), word
    # The document's own title stands before those of its notes.
    found = [(path.count("."), text) for path, text in fields_of(document) if _on(path, key)]
    told = min(found, key=lambda pair: pair[0])[1] if found else ""
    return (0 if told else 1), 0.0, told.lower()


# -- two versions --------------------------------------------------------------------------------


class Difference(NamedTuple):
    """A place where two versions differ; None where it is missing in one of them."""

    place: str
    before: Any
    after: Any


def differences(before: Any, after: Any) -> list[Difference]:
    """Where two versions of a document differ, by JSON pointer, at most 500."""
    found: list[Difference] = []
    _differ("", before, after, found)
    return found[:_MOST_CHANGES]


def _differ(place: str, before: Any, after: Any, found: list[Difference]) -> None:
    if before == after or len(found) > _MOST_CHANGES or place.count("/") > _DEEPEST:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            name = key.replace("~", "~0").replace("/", "~1")
            _differ(f"{place}/{name}", before.get(key), after.get(key), found)
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            one = before[number] if number < len(before) else None
            two = after[number] if number < len(after) else None
            _differ(f"{place}/{number}", one, two, found)
    else:
        found.append(Difference(place, before, after))
