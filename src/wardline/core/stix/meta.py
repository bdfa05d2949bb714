"""Meta objects (STIX 2.1 chapter 7) and custom objects (chapter 11). Tables of data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core.stix import vocab
from wardline.core.stix.kinds import (
    Issue,
    Verdict,
    dictionary,
    language,
    list_of,
    located,
    map_of,
    one_of,
    record,
    reference_except,
    string,
    text,
    timestamp,
)
from wardline.core.stix.model import COMMON, TypeTable, domain_object

_STATEMENT = record({"statement": text}, {})
_TLP = record({"tlp": one_of("white", "green", "amber", "red")}, {})


def _definition(obj: Mapping[str, Any]) -> list[Issue]:
    """A marking says what it is: by definition_type and definition, or by an extension (7.2.1)."""
    has_type, has_definition = "definition_type" in obj, "definition" in obj
    if not has_type and not has_definition:
        if obj.get("extensions"):
            return []
        return [
            Issue("", "A marking needs definition_type and definition, or an extension instead.")
        ]
    if has_type != has_definition:
        return [Issue("", "definition_type and definition must come together.")]
    check = {"statement": _STATEMENT, "tlp": _TLP}.get(str(obj["definition_type"]))
    verdict: Verdict = None
    if check is not None:
        verdict = check(obj["definition"])
    elif type(obj["definition"]) is not dict:
        verdict = "Expected an object."
    return located("/definition", verdict)


_NOT_FOR_MARKINGS = ("modified", "revoked", "labels", "confidence", "lang")

META: dict[str, TypeTable] = {
    "marking-definition": TypeTable(
        frozenset({"type", "spec_version", "id", "created"}),
        {
            **{name: check for name, check in COMMON.items() if name not in _NOT_FOR_MARKINGS},
            "name": string,
            "definition_type": text,
        },
        (_definition,),
    ),
    "language-content": domain_object(
        {
            "object_ref": reference_except("bundle"),
            "contents": map_of(language, dictionary),
        },
        {"object_modified": timestamp},
    ),
    "extension-definition": domain_object(
        {
            "name": text,
            "schema": text,
            "version": text,
            "extension_types": list_of(one_of(*vocab.EXTENSION_TYPE)),
            "created_by_ref": COMMON["created_by_ref"],
        },
        {"description": string, "extension_properties": list_of(string)},
    ),
}

# An object of a type that the standard does not know: the common properties alone.
CUSTOM = domain_object({}, {})
