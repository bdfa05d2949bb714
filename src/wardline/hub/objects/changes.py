"""Changes to an object, property by property: what may be changed, as a form; what was, as a diff.

Pure but for the words. A change has `before` and `after`; without one of them the property was, or
shall be, not there.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core.errors import UsageError
from wardline.core.stix.kinds import Check
from wardline.core.stix.model import COMMON
from wardline.core.stix.validate import TABLES

Changes = dict[str, dict[str, Any]]

# What an object is known by, whose it is and who may see it are its owner's alone.
_FIXED = frozenset(
    {"id", "type", "spec_version", "created", "modified", "created_by_ref", "extensions"}
    | {"object_marking_refs", "granular_markings"}
)
_JSON = frozenset({"external_references", "kill_chain_phases"})
_WORDS = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "pattern": gettext_lazy("Pattern"),
    "labels": gettext_lazy("Labels"),
    "confidence": gettext_lazy("Confidence (0 to 100)"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_until": gettext_lazy("Valid until"),
    "indicator_types": gettext_lazy("Kinds of indicator"),
    "revoked": gettext_lazy("Revoked: it holds no longer"),
    "external_references": gettext_lazy("References"),
    "kill_chain_phases": gettext_lazy("Phases of an attack"),
    "aliases": gettext_lazy("Other names"),
    "lang": gettext_lazy("Language"),
}
_MOST_TOKENS = 4000
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


class Field(NamedTuple):
    """One property as a form shows it."""

    name: str
    label: str
    # text, lines (one a line), number, yes-no or json.
    kind: str
    text: str
    there: bool


class Part(NamedTuple):
    """A stretch of a difference: same, gone or new."""

    op: str
    text: str


class Row(NamedTuple):
    """One property of a change, to be read."""

    name: str
    label: str
    before: str
    after: str
    parts: list[Part]
    # What it says now, where that is not what it said when the change was proposed.
    now: str | None


def label(name: str) -> str:
    """What a property is called."""
    return str(_WORDS.get(name) or name.replace("_", " ").capitalize())


def fields(obj: Mapping[str, Any]) -> list[Field]:
    """The properties that may be changed: those that it has, then those that it may have."""
    table = TABLES.get(str(obj["type"]))
    checks = dict(table.checks) if table is not None else dict(COMMON)
    names = [name for name in obj if _open(name)]
    names += [name for name in checks if _open(name) and name not in obj]
    return [_field(obj, name, checks.get(name)) for name in names]


def _open(name: str) -> bool:
    return name not in _FIXED and not name.endswith(("_ref", "_refs"))


def _field(obj: Mapping[str, Any], name: str, check: Check | None) -> Field:
    there = name in obj
    kind = _kind_of(obj[name]) if there else _kind_for(name, check)
    return Field(name, label(name), kind, as_text(obj[name]) if there else "", there)


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, int):
        return "number"
    if isinstance(value, str):
        return "text"
    lines = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "lines" if lines else "json"


def _kind_for(name: str, check: Check | None) -> str:
    """How a property that is not there yet is asked for: by what its check takes."""
    if check is None or name in _JSON:
        return "json"
    for kind, example in (("lines", ["x"]), ("yes-no", True), ("number", 1)):
        if check(example) is None:
            return kind
    return "json" if check({"x": "x"}) is None else "text"


def as_text(value: Any) -> str:
    """A value as a form shows it; `typed` reads it back."""
    kind = _kind_of(value)
    if kind == "yes-no":
        return "true" if value else "false"
    if kind == "lines":
        return "\n".join(value)
    return str(value) if kind in ("text", "number") else json.dumps(value, indent=1)


def typed(obj: Mapping[str, Any], sent: Mapping[str, str]) -> Changes:
    """The changes that a form holds; names are `p.NAME`. *Raises* UsageError at what is no value.

    What was not touched is no change, and what was emptied is to go.
    """
    found: Changes = {}
    for field in fields(obj):
        text = sent.get(f"p.{field.name}")
        if text is None or _even(text) == _even(field.text):
            continue
        change: dict[str, Any] = {"before": obj[field.name]} if field.there else {}
        if _even(text):
            change["after"] = _value(field, _even(text))
        found[field.name] = change
    return found


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _value(field: Field, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if field.kind == "text":
        return text
    if field.kind == "yes-no":
        return text == "true"
    try:
        return json.loads(text) if field.kind == "json" else int(text)
    except ValueError:
        raise UsageError(
            _("%(field)s: this is no %(kind)s.")
            % {"field": field.label, "kind": "JSON" if field.kind == "json" else _("number")}
        ) from None


def applied(obj: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """`obj` with the changes that it does not have yet."""
    made = dict(obj)
    for name, change in changes.items():
        if "after" in change:
            made[name] = change["after"]
        else:
            made.pop(name, None)
    return made


def left(obj: Mapping[str, Any], changes: Changes) -> Changes:
    """The changes that `obj` does not have yet."""
    return {name: one for name, one in changes.items() if obj.get(name) != one.get("after")}


def rows(changes: Changes, obj: Mapping[str, Any] | None = None) -> list[Row]:
    """The changes to read; `obj`: the object as it is now, for who may know."""
    found = []
    for name, change in changes.items():
        before, after = _shown(change.get("before")), _shown(change.get("after"))
        now = _shown(obj.get(name)) if obj is not None else before
        base = now if now != before else before
        parts = list(_parts(base, after))
        found.append(Row(name, label(name), before, after, parts, now if now != before else None))
    return found


def _shown(value: Any) -> str:
    return "" if value is None else as_text(value)


def _parts(before: str, after: str) -> Iterator[Part]:
    """The difference word by word; of very long texts line by line."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) + len(new) > _MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for op, a, b, c, d in steps:
        if op == "equal":
            yield Part("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Part("gone", "".join(old[a:b]))
        if c < d:
            yield Part("new", "".join(new[c:d]))
