"""Changes to a JSON object as values: where, and what stands there afterwards or that it goes.

Objects are never changed in place: what an edit does not touch is shared with the original.

*Source*: RFC 6901 (pointers); STIX 2.1 sections 2.8 (no empty lists), 7.2.3.1 (selectors).
"""

from __future__ import annotations

from bisect import bisect_left
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
    moves = _Moves(original, tree)
    for entry in result["granular_markings"]:
        moved = map(moves.moved, entry["selectors"])
        left = [selector for selector in moved if selector is not None]
        if left:
            markings.append({**entry, "selectors": left})
    if markings:
        result["granular_markings"] = markings
    else:
        del result["granular_markings"]


def selected(obj: Any, selector: str) -> Path:
    """The path in `obj` that a selector of a granular marking means, if it leads anywhere."""
    path: list[str | int] = []
    value = obj
    for part in selector.split("."):
        key: str | int = part
        if type(value) is list and part[:1] == "[" and part[1:-1].isdecimal():
            key = int(part[1:-1])
        path.append(key)
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(path)


_UNTOUCHED: Final[dict[str | int, Any]] = {}


class _Moves:
    """Where things stand after the edits of one tree.

    Selectors may be many: what one of them asks of a branch is worked out once, for all.
    """

    def __init__(self, original: Any, tree: dict[str | int, Any]) -> None:
        self._original, self._tree = original, tree
        # By the id of a branch: whether its value goes, and which members of its list do.
        self._gone: dict[int, bool] = {}
        self._lost: dict[int, list[int]] = {}

    def moved(self, selector: str) -> str | None:
        """Where the selected value stands now, or None where it went."""
        steps: list[str] = []
        value: Any = self._original
        tree: Any = self._tree
        for key in selected(value, selector):
            branches = tree if type(tree) is dict else _UNTOUCHED
            branch, holder = branches.get(key), value
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
            if branch is not None and self._goes(value, branch):
                return None
            if type(key) is int:
                before = bisect_left(self._members_lost(holder, branches), key)
                steps.append(f"[{key - before}]")
            else:
                steps.append(str(key))
            tree = branch
        return ".".join(steps)

    def _goes(self, value: Any, branch: Any) -> bool:
        if type(branch) is not dict:
            return branch is GONE
        if id(branch) not in self._gone:
            self._gone[id(branch)] = _rebuilt(value, branch) is GONE
        return self._gone[id(branch)]

    def _members_lost(self, holder: Any, branches: dict[str | int, Any]) -> list[int]:
        found = self._lost.get(id(branches))
        if found is None:
            found = self._lost[id(branches)] = sorted(
                at
                for at, branch in branches.items()
                if type(at) is int and at < len(holder) and self._goes(holder[at], branch)
            )
        return found
