"""Sharing: what would leave, exactly; the same on the command line and in the portal."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wardline.core import jsonio, stix, tlp
from wardline.core.errors import RefusedError
from wardline.core.tlp import TLP
from wardline.screen.stix import Gate, ScreenedObject, screen_objects
from wardline.screen.stix_sheet import Doubt, Found


class Policy(NamedTuple):
    """What the sharer asks for."""

    tlp: TLP | None = None
    anonymous: bool = False


class Outgoing(NamedTuple):
    """One object on its way out: as it was, and the bytes that leave (None: it stays here)."""

    before: dict[str, Any]
    raw: bytes | None
    issues: tuple[stix.Issue, ...]
    # What the privacy gate replaced or took out, and what a person has to look at.
    found: tuple[Found, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    # Why it stays here.
    why: str = ""


class Prepared(NamedTuple):
    """All that would leave."""

    outgoing: list[Outgoing]

    @property
    def held(self) -> list[Outgoing]:
        """What a person has to look at before it leaves."""
        return [item for item in self.outgoing if item.doubts and item.raw is not None]

    @property
    def counts(self) -> dict[str, int]:
        """How often the gate found what, by label."""
        return dict(sorted(Counter(f.label for item in self.outgoing for f in item.found).items()))

    @property
    def raws(self) -> list[bytes]:
        """The bytes that leave, in order."""
        return [item.raw for item in self.outgoing if item.raw is not None and not item.issues]

    @property
    def digest(self) -> str:
        """The SHA-256 of what leaves: of the shown bytes, and of the sent ones."""
        return hashlib.sha256(b"\n".join(self.raws)).hexdigest()


def prepare(objects: Iterable[Mapping[str, Any]], policy: Policy, gate: Gate) -> Prepared:
    """What leaves of `objects` under `policy`. *Raises* RefusedError where it would widen a TLP.

    1. The label and anonymity that the sharer asks for.
    2. The privacy gate over what is valid, all together: references follow what it changes.
    """
    outgoing: list[Outgoing] = []
    listed = list(objects)
    hidden = {o.get("id") for o in listed if policy.anonymous and o.get("type") == "identity"}
    through: list[tuple[int, dict[str, Any]]] = []
    for obj in listed:
        if obj.get("id") in hidden:
            outgoing.append(Outgoing(dict(obj), None, (), why="It says who you are."))
            continue
        after = _marked(dict(obj), policy.tlp)
        if policy.anonymous:
            after = _anonymous(after, hidden)
        issues = tuple(stix.errors(after))
        if not issues:
            through.append((len(outgoing), after))
        outgoing.append(Outgoing(dict(obj), jsonio.encode(after), issues))
    screened = screen_objects([after for _, after in through], gate, checked=True)
    for (place, _), answer in zip(through, screened.objects, strict=True):
        outgoing[place] = _screened(outgoing[place], answer)
    return Prepared(outgoing)


def _screened(item: Outgoing, answer: ScreenedObject) -> Outgoing:
    """`item` as the gate lets it leave."""
    raw = None if answer.object is None else jsonio.encode(answer.object)
    return item._replace(raw=raw, found=answer.findings, doubts=answer.doubts, why=answer.reason)


def _marked(obj: dict[str, Any], label: TLP | None) -> dict[str, Any]:
    """`obj` under `label`, which may only be stricter than what it carries."""
    if label is None or obj.get("type") in ("marking-definition", "extension-definition"):
        return obj
    refs = obj.get("object_marking_refs")
    refs = refs if isinstance(refs, list) else []
    carried = [tlp.BY_MARKING_ID[ref] for ref in refs if ref in tlp.BY_MARKING_ID]
    if carried and max(carried) > label:
        raise RefusedError(
            f"{obj.get('id')} carries {max(carried).label}; {label.label} would widen it.",
            hint="Share it under its own label (leave --tlp out), or ask who marked it.",
        )
    others = [ref for ref in refs if ref not in tlp.BY_MARKING_ID]
    return {**obj, "object_marking_refs": [*others, label.marking_id]}


def _anonymous(obj: dict[str, Any], hidden: set[Any]) -> dict[str, Any]:
    """`obj` without its author and without references to identities that stay here."""
    kept = {name: value for name, value in obj.items() if name != "created_by_ref"}
    for name, value in list(kept.items()):
        if name.endswith("_ref") and value in hidden:
            del kept[name]
        elif name.endswith("_refs") and isinstance(value, list):
            left = [item for item in value if item not in hidden]
            if left:
                kept[name] = left
            else:
                del kept[name]
    return kept


def diff(item: Outgoing) -> list[str]:
    """What changes on the way out, as lines of a unified diff; empty where nothing does."""
    before = _pretty(item.before)
    after = [] if item.raw is None else _pretty(json.loads(item.raw))
    lines = difflib.unified_diff(before, after, "in your file", "what leaves", lineterm="", n=2)
    return list(lines)


def _pretty(obj: Mapping[str, Any]) -> list[str]:
    return json.dumps(obj, indent=2, sort_keys=True, ensure_ascii=False).splitlines()
