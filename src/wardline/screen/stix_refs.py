"""How objects of one batch hang together.

The roles they give each other, and what follows when one of them stays or gets a new identifier.

*Source*: STIX 2.1 sections 2.9 (deterministic identifiers) and 2.10 (references).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wardline.core import ids, jsonio
from wardline.core.edits import GONE, Edit, Path, apply, pointer
from wardline.core.stix.validate import TABLES
from wardline.screen.stix_own import Own
from wardline.screen.stix_scos import Roles

# Longer chains of references that fall one after the other are no honest data.
_MOST_ROUNDS = 64
_MAX_NESTING = 100
_STANDS_NOT = "It refers to something that stays, and cannot stand without it."
_MARKINGS = frozenset({"object_marking_refs", "granular_markings"})
_SENDERS = ("from_ref", "sender_ref")
_RECIPIENTS = ("to_refs", "cc_refs", "bcc_refs")
_ATTRIBUTING = frozenset({"attributed-to", "impersonates"})


def references(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every reference in an object, with its place; markings are none."""
    if len(path) > _MAX_NESTING:
        return
    if type(value) is list:
        for index, member in enumerate(value):
            if type(member) in (dict, list):
                yield from references(member, (*path, index))
        return
    for key, member in value.items():
        kind = type(member)
        if key in _MARKINGS:
            continue
        if kind is str:
            if key.endswith("_ref"):
                yield (*path, key), member
        elif kind is list and key.endswith("_refs"):
            for index, each in enumerate(member):
                if type(each) is str:
                    yield (*path, key, index), each
        elif kind in (dict, list):
            yield from references(member, (*path, key))


def roles_of(objects: Sequence[dict[str, Any]], own: Own) -> Roles:
    """Who each object is for the others."""
    recipients: set[str] = set()
    senders: set[str] = set()
    behind: set[str] = set()
    attributed: set[str] = set()
    for obj in objects:
        kind = obj.get("type")
        if kind == "email-message":
            senders.update(ref for name in _SENDERS for ref in _refs(obj, name))
            recipients.update(ref for name in _RECIPIENTS for ref in _refs(obj, name))
        elif kind in ("ipv4-addr", "ipv6-addr", "domain-name"):
            if type(obj.get("value")) is str and own.host(obj["value"]):
                behind.update(_refs(obj, "resolves_to_refs"))
        elif kind == "relationship" and str(obj.get("relationship_type")) in _ATTRIBUTING:
            attributed.update(_refs(obj, "target_ref"))
    if not (recipients or senders or behind or attributed):
        return Roles()
    return Roles(*map(frozenset, (recipients, senders, behind, attributed)))


def _refs(obj: dict[str, Any], name: str) -> list[str]:
    value = obj.get(name)
    members = value if type(value) is list else [value]
    return [member for member in members if type(member) is str]


class Links:
    """What stays and what changes in a batch, until all that refers to it has followed."""

    def __init__(
        self,
        objects: Sequence[dict[str, Any]],
        valid: Callable[[dict[str, Any]], bool],
        *,
        rename: bool = True,
    ) -> None:
        self._objects = objects
        self._valid = valid
        self._rename = rename
        self._edits: dict[int, list[Edit]] = {}
        self._with_id: dict[str, list[int]] = {}
        self._referring: dict[str, set[int]] = {}
        self._pending: set[int] = set()
        self.forms: dict[int, dict[str, Any]] = {}
        self.blocked: dict[int, str] = {}
        self.removed: dict[int, tuple[str, ...]] = {}
        self.renamed: dict[str, str] = {}
        self.dropped: set[str] = set()

    def note(self, index: int, *, blocked: str, edits: list[Edit]) -> None:
        """That the object at `index` stays, or is to be edited."""
        self._pending.add(index)
        self._edits[index] = edits
        if blocked:
            self.blocked[index] = blocked

    def settle(self) -> None:
        """Follow every reference until nothing changes any more."""
        if not self._pending:
            return
        self._index()
        for _ in range(_MOST_ROUNDS):
            changed = {gone for index in self._pending for gone in self._rebuild(index)}
            self._pending = {
                index
                for changed_id in changed
                for index in self._referring.get(changed_id, ())
                if index not in self.blocked
            }
            if not self._pending:
                return
        for index in self._pending:
            self.blocked[index] = "The chain of references to something that stays is too long."

    def _index(self) -> None:
        for index, obj in enumerate(self._objects):
            if type(obj.get("id")) is str:
                self._with_id.setdefault(obj["id"], []).append(index)
            for _, target in references(obj):
                self._referring.setdefault(target, set()).add(index)

    def _rebuild(self, index: int) -> Iterator[str]:
        """Make the object anew from what is known now; the identifiers that changed by it."""
        obj = self._objects[index]
        own_id = obj.get("id")
        if index not in self.blocked:
            form = self._form(index, obj)
            if form is not obj and not (form.get("type") and self._valid(form)):
                self.blocked[index] = _STANDS_NOT
            elif form is not obj:
                new_id = _identifier(obj, form) if self._rename else str(own_id)
                if new_id != own_id:
                    form["id"] = new_id
                self.forms[index] = form
                if type(own_id) is str and new_id != self.renamed.get(own_id, own_id):
                    self.renamed[own_id] = new_id
                    yield own_id
        if (
            index in self.blocked
            and type(own_id) is str
            and own_id not in self.dropped
            and all(other in self.blocked for other in self._with_id[own_id])
        ):
            self.dropped.add(own_id)
            yield own_id

    def _form(self, index: int, obj: dict[str, Any]) -> dict[str, Any]:
        edits = list(self._edits.get(index, ()))
        removed = []
        for path, target in references(obj):
            if target in self.dropped:
                edits.append(Edit(path, GONE))
                removed.append(pointer(path))
            elif target in self.renamed:
                edits.append(Edit(path, self.renamed[target]))
        self.removed[index] = tuple(removed)
        return apply(obj, edits)


def _identifier(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The identifier of a changed object: an observable's follows from what it says."""
    names = ids.CONTRIBUTING.get(str(before["type"]), ())
    if all(before.get(name) == after.get(name) for name in names):
        return str(after.get("id", ""))
    if any(after.get(name) not in (None, {}, []) for name in names):
        return ids.sco_id(after)
    # Nothing is left that makes one; the old one was made from what must not be guessed.
    content = {name: value for name, value in after.items() if name != "id"}
    return ids.named_id(str(after["type"]), ids.NAMESPACE, jsonio.encode(content).decode())


def keeps_rules(obj: dict[str, Any]) -> bool:
    """Whether an observable inside observed-data still has what its type asks for."""
    table = TABLES.get(str(obj.get("type")))
    if table is None:
        return True
    return table.required - {"id"} <= obj.keys() and not any(rule(obj) for rule in table.rules)
