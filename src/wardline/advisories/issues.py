"""What a check of a document finds, and how a document's parts are walked without trusting them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Issue(NamedTuple):
    """One fault: the test that failed ("6.1.7", "schema"), where (JSON pointer), why."""

    test: str
    pointer: str
    message: str


class Node(NamedTuple):
    """An object in a document, and where it stands."""

    pointer: str
    value: dict[str, Any]

    def text(self, key: str) -> str:
        """The text at `key`, or nothing."""
        found = self.value.get(key)
        return found if isinstance(found, str) else ""

    def texts(self, key: str) -> list[str]:
        """The texts in the list at `key`."""
        found = self.value.get(key)
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def child(self, key: str) -> Node:
        """The object at `key`; empty where there is none."""
        found = self.value.get(key)
        return Node(f"{self.pointer}/{key}", found if isinstance(found, dict) else {})

    def items(self, key: str) -> Iterator[Node]:
        """The objects in the list at `key`."""
        found = self.value.get(key)
        for at, one in enumerate(found if isinstance(found, list) else []):
            if isinstance(one, dict):
                yield Node(f"{self.pointer}/{key}/{at}", one)


def root(document: Any) -> Node:
    """A document as a node."""
    return Node("", document if isinstance(document, dict) else {})


def vulnerabilities(document: Node) -> Iterator[Node]:
    """The items of /vulnerabilities."""
    return document.items("vulnerabilities")


def branches(document: Node) -> Iterator[Node]:
    """Every branch of the product tree, however deep, in the order of the document."""
    stack = list(document.child("product_tree").items("branches"))[::-1]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(list(one.items("branches"))[::-1])


def products(document: Node) -> Iterator[Node]:
    """Every full product name: of branches, of the list, of relationships."""
    tree = document.child("product_tree")
    for branch in branches(document):
        if isinstance(branch.value.get("product"), dict):
            yield branch.child("product")
    yield from tree.items("full_product_names")
    for one in tree.items("relationships"):
        if isinstance(one.value.get("full_product_name"), dict):
            yield one.child("full_product_name")


def groups(document: Node) -> dict[str, list[str]]:
    """The products of each product group."""
    listed = document.child("product_tree").items("product_groups")
    return {one.text("group_id"): one.texts("product_ids") for one in listed}


def meant(node: Node, known: dict[str, list[str]]) -> list[str]:
    """The products that an item names, itself and by its groups."""
    found = node.texts("product_ids")
    for group in node.texts("group_ids"):
        found += known.get(group, [])
    return found
