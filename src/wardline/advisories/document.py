"""What the hub needs to know of a CSAF document; and the revision that withdraws one."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from wardline.advisories import mandatory, schema
from wardline.advisories.issues import Issue, root, vulnerabilities
from wardline.advisories.mandatory.history import Version, read
from wardline.core.errors import UnprocessableError
from wardline.core.policy import UNMARKED
from wardline.core.tlp import TLP

# A title of a page, a mail's subject.
_LONGEST = 300
WITHDRAWN = "Withdrawn: "
# The status that a published document may have; drafts stay with their author.
RELEASED = ("final", "interim")


class Head(NamedTuple):
    """The head of a document. *Shape*: times as RFC 3339, as they stand."""

    id: str
    title: str
    summary: str
    category: str
    version: str
    status: str
    released: str
    revised: str
    tlp: TLP
    publisher: str
    namespace: str
    cves: tuple[str, ...]
    # The worst CVSS base score in it; -1 where there is none.
    score: float
    severity: str


def check(document: Any) -> list[Issue]:
    """Every fault by schema and mandatory tests; none: it is valid CSAF 2.0."""
    return [*schema.csaf(document), *mandatory.check(document)]


def head(document: Any) -> Head:
    """The head of a document, however broken it is."""
    node = root(document).child("document")
    tracking, publisher = node.child("tracking"), node.child("publisher")
    label = node.child("distribution").child("tlp").text("label")
    found = [one.text("cve") for one in vulnerabilities(root(document)) if one.text("cve")]
    score = _worst(document)
    return Head(
        id=tracking.text("id"),
        title=node.text("title")[:_LONGEST],
        summary=_summary(document),
        category=node.text("category"),
        version=tracking.text("version"),
        status=tracking.text("status"),
        released=tracking.text("initial_release_date"),
        revised=tracking.text("current_release_date"),
        tlp=_label(label),
        publisher=publisher.text("name"),
        namespace=publisher.text("namespace"),
        cves=tuple(dict.fromkeys(found)),
        score=score,
        severity=node.child("aggregate_severity").text("text"),
    )


def _label(text: str) -> TLP:
    """The label; what carries none goes no further than the community."""
    found = TLP.from_label(text)
    return UNMARKED if found is None else found


def _summary(document: Any) -> str:
    for note in root(document).child("document").items("notes"):
        if note.text("category") in ("summary", "description", "general"):
            return note.text("text")[:2000]
    return ""


def _worst(document: Any) -> float:
    found = [
        value
        for one in vulnerabilities(root(document))
        for item in one.items("scores")
        for key in ("cvss_v3", "cvss_v2")
        if isinstance(value := item.child(key).value.get("baseScore"), (int, float))
    ]
    return float(max(found, default=-1.0))


def later(version: str, than: str) -> bool:
    """Whether a version comes after another; what cannot be read does not."""
    one, other = read(version), read(than)
    return one is not None and other is not None and _order(one) > _order(other)


def _order(version: Version) -> tuple[Any, ...]:
    return version[:4]


def withdrawn(document: dict[str, Any], reason: str, at: str) -> dict[str, Any]:
    """The revision that takes an advisory back: its history stays, what it claimed is gone.

    *Shape*: `at` as RFC 3339. It has the form of CSAF 2.1's profile "Withdrawn", within 2.0.
    """
    made = copy.deepcopy({"document": document["document"]})
    told = made["document"]
    tracking = told["tracking"]
    now = read(str(tracking["version"]))
    if now is None:
        raise UnprocessableError("The version of this advisory cannot be read.")
    semantic = "." in str(tracking["version"])
    number = f"{now.major + 1}.0.0" if semantic else str(now.major + 1)
    told["category"] = "csaf_base"
    told["title"] = f"{WITHDRAWN}{told['title']}"
    told["notes"] = [
        {"category": "description", "title": "Reasoning for Withdrawal", "text": reason}
    ]
    told.pop("aggregate_severity", None)
    tracking |= {"version": number, "status": "final", "current_release_date": at}
    entry = {"date": at, "number": number, "summary": f"Withdrawn: {reason}"}
    tracking["revision_history"] = [*tracking["revision_history"], entry]
    return made
