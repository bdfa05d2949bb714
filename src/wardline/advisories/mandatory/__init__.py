"""The mandatory tests of CSAF 2.0, section 6.1: what a document must pass to be valid.

    products.py   6.1.1 to 6.1.6, 6.1.25, 6.1.29, 6.1.31 to 6.1.33: ids, groups, statuses
    scores.py     6.1.7 to 6.1.10: CVSS, reckoned by cvss.py
    words.py      6.1.11 to 6.1.13, 6.1.15, 6.1.23, 6.1.24, 6.1.26, 6.1.28
    history.py    6.1.14, 6.1.16 to 6.1.22, 6.1.30: versions
    profiles.py   6.1.27.1 to 6.1.27.11

Each test is a function of a document that gives its issues; `TESTS` lists all in order.
*Source*: OASIS CSAF 2.0, section 6.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wardline.advisories.issues import Issue, Node, root
from wardline.advisories.mandatory import history, products, profiles, scores, words

Test = Callable[[Node], Iterator[tuple[str, str]]]

TESTS: dict[str, Test] = dict(
    sorted(
        {
            **products.TESTS,
            **scores.TESTS,
            **words.TESTS,
            **history.TESTS,
            **profiles.TESTS,
        }.items(),
        key=lambda one: [int(part) for part in one[0].split(".")],
    )
)


def check(document: Any) -> list[Issue]:
    """Every fault that the mandatory tests find; a broken document gives issues, never an error."""
    node = root(document)
    return [
        Issue(number, pointer, message)
        for number, test in TESTS.items()
        for pointer, message in test(node)
    ]
