"""CVSS: one score a product and version, reckoned rightly, saying what its vector says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wardline.advisories import cvss, schema
from wardline.advisories.issues import Node, vulnerabilities

Found = Iterator[tuple[str, str]]

_SCORES = ("base", "temporal", "environmental")
_KEYS = ("cvss_v2", "cvss_v3")


def _objects(document: Node) -> Iterator[Node]:
    for one in vulnerabilities(document):
        for score in one.items("scores"):
            for key in _KEYS:
                if isinstance(score.value.get(key), dict):
                    yield score.child(key)


def twice(document: Node) -> Found:
    """6.1.7."""
    for one in vulnerabilities(document):
        seen: set[tuple[str, str]] = set()
        for score in one.items("scores"):
            for key in _KEYS:
                if key not in score.value:
                    continue
                version = score.child(key).text("version") or key
                for product in dict.fromkeys(score.texts("products")):
                    if (product, version) in seen:
                        yield score.pointer, f"{product!r} has two scores of CVSS {version}."
                    seen.add((product, version))


def invalid(document: Node) -> Found:
    """6.1.8."""
    for one in _objects(document):
        for issue in schema.cvss(one):
            yield issue.pointer, issue.message


def wrong(document: Node) -> Found:
    """6.1.9."""
    for one in _objects(document):
        right = cvss.scores(one.text("vectorString"))
        if right is None:
            continue
        for name, value in zip(_SCORES, right, strict=True):
            said = one.value.get(f"{name}Score")
            if isinstance(said, (int, float)) and abs(said - value) > 1e-6:  # noqa: PLR2004 # floats
                yield f"{one.pointer}/{name}Score", f"The vector gives {value}, not {said}."
            word = one.text(f"{name}Severity")
            if word and word != cvss.severity(value):
                right_word = cvss.severity(value)
                yield f"{one.pointer}/{name}Severity", f"The vector gives {right_word}, not {word}."


def inconsistent(document: Node) -> Found:
    """6.1.10. What the vector leaves open contradicts nothing, as in OASIS' own files of 6.2.19."""
    for one in _objects(document):
        vector = one.text("vectorString")
        said = cvss.named(vector)
        if vector.startswith("CVSS:3") and one.text("version") not in ("", vector[5:8]):
            yield f"{one.pointer}/version", "The vector is of another version of CVSS."
        for name in cvss.properties(vector):
            value, right = one.text(name), said.get(name, "")
            if value and right and value != right:
                yield f"{one.pointer}/{name}", f"The vector says {right}, not {value}."


TESTS: dict[str, Callable[[Node], Found]] = {
    "6.1.7": twice,
    "6.1.8": invalid,
    "6.1.9": wrong,
    "6.1.10": inconsistent,
}
