"""STIX 2.0 objects as STIX 2.1.

*Source*: STIX 2.1 appendix B (changes from 2.0); what 2.1 has no place for is kept as an
`x_stix20_…` property, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
# An observable's id may be made from another's; longer chains are malformed.
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
    inside = {
        number: _renamed(source)
        for number, source in obj.pop("objects").items()
        if type(source) is dict and type(source.get("type")) is str
    }
    known: dict[str, str] = {}
    for number in inside:
        _identify(number, inside, known, ())
    made = {
        known[number]: {**_refer(content, known), "id": known[number]}
        for number, content in inside.items()
    }
    obj["object_refs"] = list(made)
    return [*made.values(), obj]


def _renamed(source: Mapping[str, Any]) -> dict[str, Any]:
    kind = source["type"]
    named = {_name(kind, name): value for name, value in source.items() if name != "type"}
    return named | {"type": kind, "spec_version": "2.1"}


def _identify(
    number: str, inside: Mapping[str, dict[str, Any]], known: dict[str, str], above: tuple[str, ...]
) -> None:
    """Work out the id of an observable, and before it those of the others that it is made from.

    One that stands in the circle `above` it, or too far down, has none yet and is left out of it.
    """
    if number in known or number in above or len(above) > _MAX_CHAIN or number not in inside:
        return
    content = inside[number]
    own = {"type": content["type"]} | {
        name: content[name] for name in ids.CONTRIBUTING.get(content["type"], ()) if name in content
    }
    for other in _targets(own):
        _identify(other, inside, known, (*above, number))
    known[number] = ids.sco_id(_refer(own, known))


def _name(kind: str, name: str) -> str:
    new = _RENAMED.get(kind, {}).get(name, name)
    table = SCO.get(kind)
    if table is None or new in table.checks or new.startswith("x_"):
        return new
    return f"x_stix20_{new}"


def _targets(content: Any) -> Iterator[str]:
    """The numbers behind `_ref` and `_refs`."""
    if type(content) is list:
        for item in content:
            yield from _targets(item)
    elif type(content) is dict:
        for name, value in content.items():
            if name.endswith("_ref") and type(value) is str:
                yield value
            elif name.endswith("_refs") and type(value) is list:
                yield from (item for item in value if type(item) is str)
            else:
                yield from _targets(value)


def _refer(content: Any, known: Mapping[str, str]) -> Any:
    """`content` with numbers behind `_ref` and `_refs` replaced by identifiers."""
    if type(content) is list:
        return [_refer(item, known) for item in content]
    if type(content) is not dict:
        return content
    out: dict[str, Any] = {}
    for name, value in content.items():
        if name.endswith("_ref") and type(value) is str:
            if value in known:
                out[name] = known[value]
        elif name.endswith("_refs") and type(value) is list:
            targets = [known[item] for item in value if type(item) is str and item in known]
            if targets:
                out[name] = targets
        else:
            out[name] = _refer(value, known)
    return out
