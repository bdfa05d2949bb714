"""Changes to a JSON object as values: where, and what stands there afterwards or that it goes.

Objects are never changed in place: what an edit does not touch is shared with the original.

*Source*: RFC 6901 (pointers); STIX 2.1 sections 2.8 (no empty lists), 7.2.3.1 (selectors).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

Path = tuple[str | int, ...]


class _Gone:
    """The value of an edit that takes something out."""

    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()


class Edit(NamedTuple):
    """What stands at `path` afterwards, or GONE."""

    path: Path
    value: Any


def pointer(path: Path) -> str:
    """`path` as a JSON pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def apply(obj: dict[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """`obj` with all edits, paths counted in the original; `obj` itself if there are none.

    A list or an object that an edit leaves empty goes as well. Granular markings follow: a
    selector of what went goes, an index behind a member that went moves up.
    """
    tree: dict[str | int, Any] = {}
    for path, value in edits:
        _plant(tree, path, value)
    if not tree:
        return obj
    changed = _rebuilt(obj, tree)
    result: dict[str, Any] = {} if changed is GONE else changed
    if "granular_markings" in result and "granular_markings" not in tree:
        _follow(result, obj, tree)
    return result


def _plant(tree: dict[str | int, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        below = tree.setdefault(step, {})
        if type(below) is not dict:
            return  # What holds this place went already.
        tree = below
    if tree.get(path[-1]) is not GONE:
        tree[path[-1]] = _Leaf(value) if value is not GONE else GONE


class _Leaf:
    """A new value, told apart from a branch of the tree of edits."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def _rebuilt(value: Any, tree: Any) -> Any:
    if tree is GONE:
        return GONE
    if type(tree) is _Leaf:
        return tree.value
    if type(value) is dict:
        pairs = ((k, _rebuilt(v, tree[k]) if k in tree else v) for k, v in value.items())
        made: Any = {key: item for key, item in pairs if item is not GONE}
    elif type(value) is list:
        items = (_rebuilt(v, tree[i]) if i in tree else v for i, v in enumerate(value))
        made = [item for item in items if item is not GONE]
    else:
        return value
    return made or GONE


def _follow(result: dict[str, Any], original: Any, tree: dict[str | int, Any]) -> None:
    """Granular markings of `result`, moved as the edits moved what they select."""
    markings = []
    for entry in result["granular_markings"]:
        moved = (_moved(selector, original, tree) for selector in entry["selectors"])
        left = [selector for selector in moved if selector is not None]
        if left:
            markings.append({**entry, "selectors": left})
    if markings:
        result["granular_markings"] = markings
    else:
        del result["granular_markings"]


def _moved(selector: str, original: Any, tree: Any) -> str | None:
    """Where the selected value stands now, or None where it went."""
    steps: list[str] = []
    value = original
    for part in selector.split("."):
        key: str | int = part
        if type(value) is list and part[:1] == "[" and part[1:-1].isdecimal():
            key = int(part[1:-1])
        branches = tree if type(tree) is dict else {}
        branch, holder = branches.get(key), value
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
        if branch is not None and _rebuilt(value, branch) is GONE:
            return None
        if type(key) is int:
            key -= sum(1 for at in branches if _went_before(holder, branches, at, key))
            part = f"[{key}]"  # noqa: PLW2901 # the same step, counted anew
        steps.append(part)
        tree = branch
    return ".".join(steps)


def _went_before(holder: Any, branches: dict[str | int, Any], at: str | int, key: int) -> bool:
    """Whether the member `at` of a list stood before `key` and is taken out."""
    if type(at) is not int or not at < key:
        return False
    return _rebuilt(holder[at], branches[at]) is GONE
