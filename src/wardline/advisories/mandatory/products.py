"""Products: defined once, never in a circle, and said of without contradiction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wardline.advisories.issues import Node, branches, groups, meant, products, vulnerabilities

Found = Iterator[tuple[str, str]]

_AFFECTED = ("first_affected", "known_affected", "last_affected")
_GROUPS = {
    "affected": _AFFECTED,
    "not affected": ("known_not_affected",),
    "fixed": ("first_fixed", "fixed"),
    "under investigation": ("under_investigation",),
}
STATUSES = (*(name for names in _GROUPS.values() for name in names), "recommended")
_WITH_PRODUCTS = ("flags", "remediations", "threats")
_RANGE_SIGN = re.compile(r"[<>]")
_RANGE_WORD = re.compile(
    r"(?<!\S)(?:after|all|before|earlier|later|prior|versions)(?!\S)", re.IGNORECASE
)
# The labels of a flag that are a VEX justification (section 3.2.3.5): all that the schema has.
_VEX = frozenset(
    {
        "component_not_present",
        "inline_mitigations_already_exist",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_not_present",
    }
)


def _texts(node: Node, key: str) -> Found:
    """The texts of a list, each with its place."""
    found = node.value.get(key)
    for at, one in enumerate(found if isinstance(found, list) else []):
        if isinstance(one, str):
            yield f"{node.pointer}/{key}/{at}", one


def _used_products(document: Node) -> Found:
    tree = document.child("product_tree")
    for group in tree.items("product_groups"):
        yield from _texts(group, "product_ids")
    for one in tree.items("relationships"):
        for key in ("product_reference", "relates_to_product_reference"):
            if one.text(key):
                yield f"{one.pointer}/{key}", one.text(key)
    for one in vulnerabilities(document):
        for status in STATUSES:
            yield from _texts(one.child("product_status"), status)
        for key in _WITH_PRODUCTS:
            for item in one.items(key):
                yield from _texts(item, "product_ids")
        for item in one.items("scores"):
            yield from _texts(item, "products")


def missing_products(document: Node) -> Found:
    """6.1.1."""
    known = {one.text("product_id") for one in products(document)}
    for pointer, number in _used_products(document):
        if number not in known:
            yield pointer, f"No product has the id {number!r}."


def _twice(named: Iterator[tuple[str, str]], what: str) -> Found:
    seen: set[str] = set()
    for pointer, number in named:
        if number in seen:
            yield pointer, f"The {what} {number!r} is defined more than once."
        seen.add(number)


def defined_twice(document: Node) -> Found:
    """6.1.2."""
    named = (
        (f"{one.pointer}/product_id", one.text("product_id"))
        for one in products(document)
        if one.text("product_id")
    )
    yield from _twice(named, "product id")


def circles(document: Node) -> Found:
    """6.1.3: a relationship's product may not rest on itself."""
    rests: dict[str, list[str]] = {}
    listed = list(document.child("product_tree").items("relationships"))
    for one in listed:
        made = one.child("full_product_name").text("product_id")
        parts = [one.text("product_reference"), one.text("relates_to_product_reference")]
        rests.setdefault(made, []).extend(parts)
    for one in listed:
        made = one.child("full_product_name").text("product_id")
        seen: set[str] = set()
        open_ = list(rests.get(made, ()))
        while open_:
            part = open_.pop()
            if part not in seen:
                seen.add(part)
                open_.extend(rests.get(part, ()))
        if made and made in seen:
            yield one.pointer, f"The product {made!r} is defined by itself."


def missing_groups(document: Node) -> Found:
    """6.1.4."""
    known = groups(document)
    for one in vulnerabilities(document):
        for key in _WITH_PRODUCTS:
            for item in one.items(key):
                for pointer, group in _texts(item, "group_ids"):
                    if group not in known:
                        yield pointer, f"No product group has the id {group!r}."


def groups_twice(document: Node) -> Found:
    """6.1.5."""
    listed = document.child("product_tree").items("product_groups")
    yield from _twice(
        ((f"{one.pointer}/group_id", one.text("group_id")) for one in listed), "product group id"
    )


def contradictions(document: Node) -> Found:
    """6.1.6."""
    for one in vulnerabilities(document):
        status = one.child("product_status")
        said: dict[str, str] = {}
        for name, keys in _GROUPS.items():
            for product in dict.fromkeys(text for key in keys for text in status.texts(key)):
                other = said.setdefault(product, name)
                if other != name:
                    yield status.pointer, f"{product!r} is called both {other} and {name}."


def hashes_twice(document: Node) -> Found:
    """6.1.25."""
    for product in products(document):
        for one in product.child("product_identification_helper").items("hashes"):
            named = (
                (f"{item.pointer}/algorithm", item.text("algorithm"))
                for item in one.items("file_hashes")
            )
            yield from _twice(named, "hash algorithm")


def _unrelated(key: str) -> Callable[[Node], Found]:
    def test(document: Node) -> Found:
        for one in vulnerabilities(document):
            for item in one.items(key):
                if "product_ids" not in item.value and "group_ids" not in item.value:
                    yield item.pointer, "It names neither a product nor a product group."

    return test


def ranges(document: Node) -> Found:
    """6.1.31."""
    for one in branches(document):
        name = one.text("name")
        if one.text("category") != "product_version":
            continue
        if _RANGE_SIGN.search(name) or _RANGE_WORD.search(name):
            yield f"{one.pointer}/name", f"{name!r} is a range; one version is asked for here."


def flags_twice(document: Node) -> Found:
    """6.1.33."""
    known = groups(document)
    for one in vulnerabilities(document):
        seen: set[str] = set()
        for flag in one.items("flags"):
            if flag.text("label") not in _VEX:
                continue
            for product in dict.fromkeys(meant(flag, known)):
                if product in seen:
                    yield flag.pointer, f"{product!r} has more than one justification."
                seen.add(product)


TESTS: dict[str, Callable[[Node], Found]] = {
    "6.1.1": missing_products,
    "6.1.2": defined_twice,
    "6.1.3": circles,
    "6.1.4": missing_groups,
    "6.1.5": groups_twice,
    "6.1.6": contradictions,
    "6.1.25": hashes_twice,
    "6.1.29": _unrelated("remediations"),
    "6.1.31": ranges,
    "6.1.32": _unrelated("flags"),
    "6.1.33": flags_twice,
}
