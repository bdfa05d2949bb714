"""What each profile asks of a document (CSAF 2.0 section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wardline.advisories.issues import Node, groups, meant, vulnerabilities

Found = Iterator[tuple[str, str]]
Test = Callable[[Node], Found]

INFORMATIONAL = "csaf_informational_advisory"
RESPONSE = "csaf_security_incident_response"
ADVISORY = "csaf_security_advisory"
VEX = "csaf_vex"
_TELLING = ("description", "details", "general", "summary")
_VEX_STATUSES = ("fixed", "known_affected", "known_not_affected", "under_investigation")


def _for(*categories: str) -> Callable[[Test], Test]:
    """The test, for documents of these categories."""

    def narrowed(test: Test) -> Test:
        def run(document: Node) -> Found:
            if document.child("document").text("category") in categories:
                yield from test(document)

        return run

    return narrowed


@_for(INFORMATIONAL, RESPONSE)
def notes(document: Node) -> Found:
    """6.1.27.1."""
    if not any(
        one.text("category") in _TELLING for one in document.child("document").items("notes")
    ):
        yield "/document/notes", "A note is needed: description, details, general or summary."


@_for(INFORMATIONAL, RESPONSE)
def references(document: Node) -> Found:
    """6.1.27.2. A reference without a category is external (section 3.2.1.9)."""
    listed = document.child("document").items("references")
    if not any(one.value.get("category", "external") == "external" for one in listed):
        yield "/document/references", "A reference to an external source is needed."


@_for(INFORMATIONAL)
def no_vulnerabilities(document: Node) -> Found:
    """6.1.27.3."""
    if "vulnerabilities" in document.value:
        yield "/vulnerabilities", "An informational advisory lists no vulnerabilities."


@_for(ADVISORY, VEX)
def tree(document: Node) -> Found:
    """6.1.27.4."""
    if "product_tree" not in document.value:
        yield "/product_tree", "The product tree is missing."


def _each(key: str, sentence: str) -> Test:
    def test(document: Node) -> Found:
        for one in vulnerabilities(document):
            if key not in one.value:
                yield f"{one.pointer}/{key}", sentence

    return test


@_for(VEX)
def vex_status(document: Node) -> Found:
    """6.1.27.7."""
    for one in vulnerabilities(document):
        status = one.child("product_status")
        if not any(key in status.value for key in _VEX_STATUSES):
            yield status.pointer, f"One of {', '.join(_VEX_STATUSES)} is needed."


@_for(VEX)
def vex_id(document: Node) -> Found:
    """6.1.27.8."""
    for one in vulnerabilities(document):
        if "cve" not in one.value and "ids" not in one.value:
            yield one.pointer, "A CVE or another id is needed."


@_for(VEX)
def impact(document: Node) -> Found:
    """6.1.27.9."""
    known = groups(document)
    for one in vulnerabilities(document):
        told = {product for flag in one.items("flags") for product in meant(flag, known)}
        for threat in one.items("threats"):
            if threat.text("category") == "impact":
                told.update(meant(threat, known))
        for product in one.child("product_status").texts("known_not_affected"):
            if product not in told:
                yield (
                    f"{one.pointer}/product_status/known_not_affected",
                    f"It is not said why {product!r} is not affected.",
                )


@_for(VEX)
def action(document: Node) -> Found:
    """6.1.27.10."""
    known = groups(document)
    for one in vulnerabilities(document):
        told = {product for fix in one.items("remediations") for product in meant(fix, known)}
        for product in one.child("product_status").texts("known_affected"):
            if product not in told:
                yield (
                    f"{one.pointer}/product_status/known_affected",
                    f"It is not said what to do for {product!r}.",
                )


@_for(ADVISORY, VEX)
def some(document: Node) -> Found:
    """6.1.27.11."""
    if "vulnerabilities" not in document.value:
        yield "/vulnerabilities", "The vulnerabilities are missing."


TESTS: dict[str, Test] = {
    "6.1.27.1": notes,
    "6.1.27.2": references,
    "6.1.27.3": no_vulnerabilities,
    "6.1.27.4": tree,
    "6.1.27.5": _for(ADVISORY, VEX)(_each("notes", "Each vulnerability needs a note.")),
    "6.1.27.6": _for(ADVISORY)(_each("product_status", "Each vulnerability needs a status.")),
    "6.1.27.7": vex_status,
    "6.1.27.8": vex_id,
    "6.1.27.9": impact,
    "6.1.27.10": action,
    "6.1.27.11": some,
}
