"""Judging one object by its type's table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wardline.core import ids
from wardline.core.stix.kinds import Issue, escape, located, type_name
from wardline.core.stix.meta import CUSTOM, META
from wardline.core.stix.model import TypeTable, selectors_exist
from wardline.core.stix.sco import SCO
from wardline.core.stix.sdo import SDO, SRO
from wardline.core.stix.suite import table_of

TABLES: dict[str, TypeTable] = {**SDO, **SRO, **SCO, **META}
# More are not read by anybody; the first ones tell what is wrong.
MAX_ISSUES = 50
_NAME = re.compile(r"[a-z0-9_]{3,250}", re.ASCII)


# Names that were found to be fine; hostile data cannot grow it past this.
_FINE = {"id", "type"}
_MOST_FINE = 8192


def _name_is_fine(name: str) -> bool:
    """Section 3.1: 3 to 250 of small letters, digits and '_'; only 'id' is shorter."""
    if _NAME.fullmatch(name) is None:
        return False
    if len(_FINE) < _MOST_FINE:
        _FINE.add(name)
    return True


def errors(obj: dict[str, Any]) -> list[Issue]:
    """Every violation of a MUST of STIX 2.1 in `obj`, at most MAX_ISSUES; empty if it is valid."""
    kind = obj.get("type")
    table = TABLES.get(kind) if type(kind) is str else None
    if table is None:
        if kind == "bundle":
            return [Issue("/type", "A bundle is a container: send the objects in it.")]
        if type_name(kind) is not None:
            return located("/type", type_name(kind))
        table = table_of(obj) or (CUSTOM_OBSERVABLE if _is_custom_observable(obj) else CUSTOM)
    issues = _judge(obj, kind, table)
    return issues[:MAX_ISSUES]


def _judge(obj: dict[str, Any], kind: Any, table: TypeTable) -> list[Issue]:
    issues: list[Issue] = []
    if not table.required <= obj.keys():
        issues.extend(
            Issue("", f"The property {name!r} is required.")
            for name in sorted(table.required - obj.keys())
        )
    checks = table.checks
    for name, value in obj.items():
        check = checks.get(name)
        if check is not None:
            verdict = check(value)
            if verdict is not None:
                issues.extend(located(f"/{escape(name)}", verdict))
        elif name not in _FINE and not _name_is_fine(name):
            issues.append(
                Issue(
                    f"/{escape(name)}",
                    "A property name has 3 to 250 small letters, digits and '_'.",
                )
            )
        elif value is None:
            issues.append(Issue(f"/{name}", "null is no value; leave the property out instead."))
    if "id" in obj and ids.type_of(obj["id"]) != kind:
        issues.append(Issue("/id", f"Expected an identifier like {kind}--UUID."))
    if not issues:
        for rule in table.rules:
            issues.extend(rule(obj))
        if "granular_markings" in obj:
            issues.extend(selectors_exist(obj))
    return issues


def _is_custom_observable(obj: Mapping[str, Any]) -> bool:
    """Whether an object of an unknown type says that it is an observable (section 7.3.1)."""
    extensions = obj.get("extensions")
    return type(extensions) is dict and any(
        type(content) is dict and content.get("extension_type") == "new-sco"
        for content in extensions.values()
    )


CUSTOM_OBSERVABLE = CUSTOM._replace(required=frozenset({"type", "id"}))


def warnings(obj: dict[str, Any]) -> list[Issue]:
    """What STIX 2.1 says SHOULD be otherwise: vocabularies, custom names, references to CVE."""
    kind = obj.get("type")
    table = TABLES.get(kind) if type(kind) is str else None
    if table is None:
        return []
    issues: list[Issue] = []
    for name, words in table.vocabularies.items():
        stated = obj.get(name)
        issues.extend(
            Issue(f"/{name}", f"{value[:60]!r} is not in the open vocabulary.")
            for value in (stated if type(stated) is list else [stated])
            if type(value) is str and value not in words
        )
    issues.extend(
        Issue(f"/{escape(name)}", "A custom property should start with 'x_'.")
        for name in obj
        if name not in table.checks and name not in _OWN and not name.startswith("x_")
    )
    return issues[:MAX_ISSUES]


_OWN = frozenset({"type", "id", "definition"})


def is_sco(kind: str) -> bool:
    """Whether `kind` is one of the standard's observables."""
    return kind in SCO


def version_of(obj: Mapping[str, Any]) -> str | None:
    """The text of an object's version: modified, else created, else None (TAXII 2.1 section 5)."""
    version = obj.get("modified", obj.get("created"))
    return version if type(version) is str else None


def is_versioned(obj: Mapping[str, Any]) -> bool:
    """Whether an object has versions: observables and markings have none."""
    return "modified" in obj
