"""STIX 2.0 objects as STIX 2.1.

*Source*: STIX 2.1 appendix B (changes from 2.0); what 2.1 has no place for is kept as an
`x_stix20_…` property, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core import ids
from wardline.core.stix import vocab
from wardline.core.stix.sco import SCO

# 2.0 put these into `labels`; what is not in the vocabulary stays a label.
_TYPED_LABELS = {
    "indicator": ("indicator_types", vocab.INDICATOR_TYPE),
    "malware": ("malware_types", vocab.MALWARE_TYPE),
    "report": ("report_types", vocab.REPORT_TYPE),
    "threat-actor": ("threat_actor_types", vocab.THREAT_ACTOR_TYPE),
    "tool": ("tool_types", vocab.TOOL_TYPE),
}
_RENAMED: dict[str, dict[str, str]] = {
    "file": {"created": "ctime", "modified": "mtime", "accessed": "atime"},
    "directory": {"created": "ctime", "modified": "mtime", "accessed": "atime"},
    "process": {"created": "created_time", "binary_ref": "image_ref"},
    "user-account": {"password_last_changed": "credential_last_changed"},
    "windows-registry-key": {"modified": "modified_time"},
}
# An observable inside another's numbering may point at others; longer chains are malformed.
_MAX_CHAIN = 50


def is_stix20(obj: Mapping[str, Any]) -> bool:
    """Whether `obj` is of STIX 2.0: it has times, but no spec_version of its own."""
    kind = obj.get("type")
    if type(kind) is not str or kind in SCO:
        return False
    return obj.get("spec_version", "2.0") == "2.0" and "created" in obj


def upgrade(obj: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The STIX 2.1 object or objects that say what the STIX 2.0 object `obj` says."""
    new: dict[str, Any] = {**obj, "spec_version": "2.1"}
    kind = new.get("type")
    if kind in _TYPED_LABELS:
        _type_labels(new, *_TYPED_LABELS[str(kind)])
    if kind == "indicator":
        new.setdefault("pattern_type", "stix")
    if kind == "malware":
        # 2.0 asked every malware for a name, as 2.1 does of families.
        new.setdefault("is_family", True)
    if kind == "observed-data" and type(new.get("objects")) is dict:
        return _observed_data(new)
    return [new]


def _type_labels(obj: dict[str, Any], name: str, words: frozenset[str]) -> None:
    labels = obj.get("labels")
    if name in obj or type(labels) is not list:
        return
    typed = [label for label in labels if type(label) is str and label in words]
    others = [label for label in labels if label not in typed]
    if typed:
        obj[name] = typed
    if others:
        obj["labels"] = others
    else:
        obj.pop("labels", None)


def _observed_data(obj: dict[str, Any]) -> list[dict[str, Any]]:
    """The observables as objects of their own, and the observed-data that refers to them."""
    numbered = obj.pop("objects")
    done: dict[str, dict[str, Any]] = {}
    for number in numbered:
        _observable(number, numbered, done, 0)
    obj["object_refs"] = list(dict.fromkeys(made["id"] for made in done.values()))
    unique = {made["id"]: made for made in done.values()}
    return [*unique.values(), obj] if unique else [obj]


def _observable(
    number: str, numbered: Mapping[str, Any], done: dict[str, dict[str, Any]], depth: int
) -> str | None:
    """The new id of the observable with this number, made with all that it refers to."""
    if number in done:
        return str(done[number]["id"])
    source = numbered.get(number)
    if type(source) is not dict or type(source.get("type")) is not str or depth > _MAX_CHAIN:
        return None
    kind = source["type"]
    renamed = {_name(kind, name): value for name, value in source.items() if name != "type"}
    made: dict[str, Any] = {"type": kind, "spec_version": "2.1"}
    made |= _refer(renamed, numbered, done, depth + 1)
    made["id"] = ids.sco_id(made)
    done[number] = made
    return str(made["id"])


def _name(kind: str, name: str) -> str:
    new = _RENAMED.get(kind, {}).get(name, name)
    table = SCO.get(kind)
    if table is None or new in table.checks or new.startswith("x_"):
        return new
    return f"x_stix20_{new}"


def _refer(
    content: Any, numbered: Mapping[str, Any], done: dict[str, dict[str, Any]], depth: int
) -> Any:
    """`content` with numbers behind `_ref` and `_refs` replaced by identifiers."""
    if type(content) is list:
        return [_refer(item, numbered, done, depth) for item in content]
    if type(content) is not dict:
        return content
    out: dict[str, Any] = {}
    for name, value in content.items():
        if name.endswith("_ref") and type(value) is str:
            target = _observable(value, numbered, done, depth)
            if target is not None:
                out[name] = target
        elif name.endswith("_refs") and type(value) is list:
            targets = [_observable(v, numbered, done, depth) for v in value if type(v) is str]
            known = [target for target in targets if target is not None]
            if known:
                out[name] = known
        else:
            out[name] = _refer(value, numbered, done, depth)
    return out
