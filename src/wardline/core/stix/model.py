"""The shape of a type's table, and the properties that all types share.

*Source*: STIX 2.1 section 3.2 (common properties), 7.2.3 (granular markings), 7.3 (extensions).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wardline.core.clock import instant
from wardline.core.stix import vocab
from wardline.core.stix.kinds import (
    Check,
    Issue,
    Verdict,
    boolean,
    constant,
    escape,
    external_reference,
    integer,
    language,
    list_of,
    located,
    one_of,
    reference,
    string,
    timestamp,
)

Rule = Callable[[Mapping[str, Any]], list[Issue]]


class TypeTable(NamedTuple):
    """All that the standard asks of one type."""

    required: frozenset[str]
    checks: Mapping[str, Check]
    rules: tuple[Rule, ...] = ()
    # Suggested values of open vocabularies: property → values (section 10).
    vocabularies: Mapping[str, frozenset[str]] = {}


_SELECTOR = re.compile(r"(?:[^.\[\]]{1,250}|\[\d{1,9}\])(?:\.(?:[^.\[\]]{1,250}|\[\d{1,9}\]))*")
_DEFINITION = re.compile(r"extension-definition--[0-9a-f-]{36}", re.ASCII)
_EXTENSION_TYPE = one_of(*vocab.EXTENSION_TYPE)


def _granular_marking(value: Any) -> Verdict:
    if type(value) is not dict:
        return "Expected an object."
    issues = []
    if ("lang" in value) == ("marking_ref" in value):
        issues.append(Issue("", "Expected exactly one of 'lang' and 'marking_ref'."))
    if "lang" in value:
        issues += located("/lang", language(value["lang"]))
    if "marking_ref" in value:
        issues += located("/marking_ref", _MARKING(value["marking_ref"]))
    issues += located("/selectors", _SELECTORS(value.get("selectors")))
    return issues or None


def _selector(value: Any) -> Verdict:
    if type(value) is str and len(value) <= 2000 and _SELECTOR.fullmatch(value):  # noqa: PLR2004 # bounds the work
        return None
    return "Expected a selector like name or labels.[0]."


_MARKING = reference("marking-definition")
_SELECTORS = list_of(_selector)


def extensions(predefined: Mapping[str, Check]) -> Check:
    """The extensions property of a type with these known extensions (section 7.3)."""

    def check(value: Any) -> Verdict:
        if type(value) is not dict or not value:
            return "Expected a dictionary of extensions that is not empty."
        issues: list[Issue] = []
        for name, content in value.items():
            pointer = f"/{escape(name)}"
            if type(content) is not dict:
                issues.append(Issue(pointer, "Expected an object."))
            elif _DEFINITION.fullmatch(name):
                kind = content.get("extension_type")
                issues += located(f"{pointer}/extension_type", _EXTENSION_TYPE(kind))
                if name in predefined:
                    issues += located(pointer, predefined[name](content))
            elif name in predefined:
                issues += located(pointer, predefined[name](content))
            elif name.startswith("extension-definition--"):
                issues.append(Issue(pointer, "Expected extension-definition--UUID."))
        return issues or None

    return check


MARKING_PROPERTIES: dict[str, Check] = {
    "object_marking_refs": list_of(_MARKING),
    "granular_markings": list_of(_granular_marking),
}
COMMON: dict[str, Check] = {
    "spec_version": constant("2.1"),
    "created_by_ref": reference("identity"),
    "created": timestamp,
    "modified": timestamp,
    "revoked": boolean,
    "labels": list_of(string),
    "confidence": integer(0, 100),
    "lang": language,
    "external_references": list_of(external_reference),
    "extensions": extensions({}),
    **MARKING_PROPERTIES,
}
COMMON_REQUIRED = frozenset({"type", "spec_version", "id", "created", "modified"})


def not_before(first: str, second: str, *, equal: bool = True) -> Rule:
    """The rule that `second` is not before `first` (or, if not `equal`, after it)."""
    words = "not be before" if equal else "be after"

    def rule(obj: Mapping[str, Any]) -> list[Issue]:
        if first not in obj or second not in obj:
            return []
        early, late = obj[first], obj[second]
        if type(early) is not str or type(late) is not str:
            return []
        if early == late and equal:
            return []
        start, end = instant(early), instant(late)
        if start is None or end is None or end > start or (equal and end == start):
            return []
        return [Issue(f"/{second}", f"{second} must {words} {first}.")]

    return rule


def needs_one(*names: str) -> Rule:
    """The rule that at least one of `names` is there."""

    def rule(obj: Mapping[str, Any]) -> list[Issue]:
        if any(name in obj for name in names):
            return []
        return [Issue("", f"At least one of {', '.join(names)} is required.")]

    return rule


def exactly_one(*names: str) -> Rule:
    """The rule that exactly one of `names` is there."""

    def rule(obj: Mapping[str, Any]) -> list[Issue]:
        if sum(name in obj for name in names) == 1:
            return []
        return [Issue("", f"Exactly one of {', '.join(names)} is required.")]

    return rule


def together(*names: str) -> Rule:
    """The rule that `names` come all together or not at all."""

    def rule(obj: Mapping[str, Any]) -> list[Issue]:
        there = sum(name in obj for name in names)
        if there in (0, len(names)):
            return []
        return [Issue("", f"{', '.join(names)} must come together.")]

    return rule


def requires(name: str, other: str) -> Rule:
    """The rule that `name` does not come without `other`."""

    def rule(obj: Mapping[str, Any]) -> list[Issue]:
        if name in obj and other not in obj:
            return [Issue(f"/{name}", f"{name} must not come without {other}.")]
        return []

    return rule


def selectors_exist(obj: Mapping[str, Any]) -> list[Issue]:
    """Each selector of a granular marking names something in the object (section 7.2.3.1)."""
    issues = []
    for index, entry in enumerate(obj.get("granular_markings") or ()):
        selectors = entry.get("selectors") if type(entry) is dict else None
        for number, selector in enumerate(selectors if type(selectors) is list else ()):
            if type(selector) is str and not _resolves(obj, selector.split(".")):
                issues.append(
                    Issue(
                        f"/granular_markings/{index}/selectors/{number}",
                        f"The object has nothing at {selector[:80]!r}.",
                    )
                )
    return issues


def _resolves(value: Any, path: list[str]) -> bool:
    for part in path:
        if type(value) is list and part.startswith("["):
            index = part[1:-1]
            if not index.isdecimal() or int(index) >= len(value):
                return False
            value = value[int(index)]
        elif type(value) is dict and part in value:
            value = value[part]
        else:
            return False
    return True


_COMMON_RULES: tuple[Rule, ...] = (not_before("created", "modified"),)


def domain_object(
    required: Mapping[str, Check],
    optional: Mapping[str, Check],
    *rules: Rule,
    vocabularies: Mapping[str, frozenset[str]] | None = None,
) -> TypeTable:
    """The table of an SDO or SRO: the common properties and its own."""
    return TypeTable(
        COMMON_REQUIRED | required.keys(),
        {**COMMON, **required, **optional},
        _COMMON_RULES + rules,
        vocabularies or {},
    )


def observable(
    required: Mapping[str, Check],
    optional: Mapping[str, Check],
    *rules: Rule,
    predefined: Mapping[str, Check] | None = None,
    vocabularies: Mapping[str, frozenset[str]] | None = None,
) -> TypeTable:
    """The table of an SCO: fewer common properties, and its predefined extensions."""
    return TypeTable(
        frozenset({"type", "id"}) | required.keys(),
        {
            "spec_version": constant("2.1"),
            "defanged": boolean,
            "extensions": extensions(predefined or {}),
            **MARKING_PROPERTIES,
            **required,
            **optional,
        },
        rules,
        vocabularies or {},
    )
