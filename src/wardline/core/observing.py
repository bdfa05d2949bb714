"""One observation against one observation expression, compiled to closures.

An object path starts at an object of its type and is followed through properties, list indices,
dictionary keys and references (`_ref`, `_refs`, resolved among the observation's own objects).
All comparisons that AND joins are met by one and the same object (section 9.5: "satisfiable with
the same type of object"). Comparisons of *different* types that AND joins, which the standard does
not allow and the field writes all the same, are met by one object of each type.

*Source*: STIX 2.1 sections 9.5 to 9.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from wardline.core import comparing
from wardline.core.observables import normalize, of_path
from wardline.core.pattern import Combined, Comparison, Node, Step

Objects = Mapping[str, Mapping[str, Any]]
Predicate = Callable[[Mapping[str, Any], Objects], bool]
Test = Callable[[Objects], bool]
_ABSENT = object()
# Values that one path may reach in one object; lists of lists of references could reach more.
MAX_VALUES = 100_000


def test(node: Node, *, loose: bool) -> Test:
    """A test whether an observation's objects fulfil the expression `node` inside brackets."""
    kinds = _kinds(node)
    if kinds:
        split = _by_kind(node, kinds)
        predicates = {
            kind: _predicate(part, kind, loose=loose) for kind, part in sorted(split.items())
        }
        if len(predicates) == 1:
            return _one_kind(*next(iter(predicates.items())))
        return _some_kind(predicates)
    if not isinstance(node, Combined):
        return lambda _: False
    parts = node.parts if node.operator == "OR" else _grouped(node.parts)
    tests = [test(part, loose=loose) for part in parts]
    if node.operator == "OR":
        return lambda objects: any(one(objects) for one in tests)
    return lambda objects: all(one(objects) for one in tests)


def _by_kind(node: Node, kinds: frozenset[str]) -> dict[str, Node]:
    """What concerns each kind: of a long OR its own parts alone."""
    if not isinstance(node, Combined) or node.operator != "OR" or len(kinds) == 1:
        return dict.fromkeys(kinds, node)
    parts: dict[str, list[Node]] = {}
    for part in node.parts:
        for kind in _kinds(part):
            parts.setdefault(kind, []).append(part)
    return {kind: Combined("OR", tuple(own)) for kind, own in parts.items()}


def _one_kind(kind: str, predicate: Predicate) -> Test:
    def found(objects: Objects) -> bool:
        for thing in objects.values():
            if thing.get("type") == kind and predicate(thing, objects):
                return True
        return False

    return found


def _some_kind(predicates: dict[str, Predicate]) -> Test:
    def found(objects: Objects) -> bool:
        for thing in objects.values():
            kind = thing.get("type")
            predicate = predicates.get(kind) if type(kind) is str else None
            if predicate is not None and predicate(thing, objects):
                return True
        return False

    return found


def _kinds(node: Node) -> frozenset[str]:
    """The object types of which one object alone can fulfil `node`; none: it takes several."""
    if isinstance(node, Comparison):
        return frozenset((node.type,))
    if not isinstance(node, Combined):
        return frozenset()
    parts = [_kinds(part) for part in node.parts]
    if node.operator == "AND":
        return frozenset.intersection(*parts)
    return frozenset.union(*parts) if all(parts) else frozenset()


def _grouped(parts: tuple[Node, ...]) -> list[Node]:
    """Conjuncts that one object can fulfil together, as one; AND in parentheses is opened."""
    flat: list[Node] = []
    for part in parts:
        opened = isinstance(part, Combined) and part.operator == "AND"
        flat += part.parts if isinstance(part, Combined) and opened else (part,)
    groups: dict[frozenset[str], list[Node]] = {}
    alone: list[Node] = []
    for part in flat:
        kinds = _kinds(part)
        if kinds:
            groups.setdefault(kinds, []).append(part)
        else:
            alone.append(part)
    joined = [g[0] if len(g) == 1 else Combined("AND", tuple(g)) for g in groups.values()]
    return joined + alone


def _predicate(node: Node, kind: str, *, loose: bool) -> Predicate:
    """What an object of type `kind` must fulfil: comparisons of other types are false for it."""
    if isinstance(node, Comparison):
        return _compare(node, loose=loose) if node.type == kind else _never
    if not isinstance(node, Combined):
        return _never
    nodes = node.parts if node.operator == "AND" else _merged(node.parts)
    parts = [_predicate(part, kind, loose=loose) for part in nodes]
    if node.operator == "AND":
        if _never in parts:
            return _never
        return lambda thing, objects: all(part(thing, objects) for part in parts)
    parts = [part for part in parts if part is not _never]
    if len(parts) == 1:
        return parts[0]
    return lambda thing, objects: any(part(thing, objects) for part in parts)


def _merged(parts: tuple[Node, ...]) -> list[Node]:
    """An OR's equalities of one path as one IN, which is looked up instead of walked."""
    sets: dict[tuple[object, ...], dict[Any, None]] = {}
    others: list[Node] = []
    for part in parts:
        values = _constants(part)
        # Text with text, numbers with numbers; True is no 1.
        sort = {str: str, int: int, float: int}.get(type(values[0])) if values else None
        alike = (str,) if sort is str else (int, float)
        if sort is None or not all(type(value) in alike for value in values):
            others.append(part)
        elif isinstance(part, Comparison):
            known = sets.setdefault((part.type, part.path, sort), {})
            known.update(dict.fromkeys(values))
    joined = [
        Comparison(str(kind), cast("tuple[Step, ...]", path), "IN", tuple(values))
        for (kind, path, _), values in sets.items()
    ]
    return [*joined, *others]


def _constants(part: Node) -> tuple[Any, ...]:
    """What an equality or IN compares with; nothing for other tests."""
    if not isinstance(part, Comparison) or part.negated or part.operator not in ("=", "IN"):
        return ()
    return part.value if isinstance(part.value, tuple) else (part.value,)


def _never(_thing: Mapping[str, Any], _objects: Objects) -> bool:
    return False


def _compare(comparison: Comparison, *, loose: bool) -> Predicate:
    reach = _reach(comparison.path)
    if comparison.operator == "EXISTS":
        wanted = not comparison.negated
        return lambda thing, objects: bool(reach(thing, objects)) is wanted
    check = comparing.check(comparison)
    if loose:
        check = _loosened(comparison, check)
    name = comparison.path[0].name
    if len(comparison.path) > 1 or comparison.path[0].at is not None or _coded(name):
        return lambda thing, objects: any(map(check, reach(thing, objects)))
    # The commonest comparison, of a property of the object itself, without detours.
    if not loose and comparison.operator == "=" and not comparison.negated:
        value = comparison.value
        if type(value) is str:
            return lambda thing, _: thing.get(name) == value

    def direct(thing: Mapping[str, Any], _objects: Objects) -> bool:
        seen = thing.get(name, _ABSENT)
        return seen is not _ABSENT and check(seen)

    return direct


def _coded(name: str) -> bool:
    """Whether a property of this name holds bytes, in base64 or hexadecimal."""
    return name.endswith(("_bin", "_hex"))


def _loosened(comparison: Comparison, check: comparing.Check) -> comparing.Check:
    """Equality of an observable also by its normal form: case, punycode, leading zeros."""
    path = comparison.path_text()
    values = _constants(comparison)
    observables = [of_path(path, value) for value in values if type(value) is str]
    normal = {found.value: found.kind for found in observables if found is not None}
    if not normal:
        return check
    kinds = frozenset(normal.values())

    def loosened(seen: Any) -> bool:
        if check(seen):
            return True
        if type(seen) is not str:
            return False
        forms = (normalize(kind, seen) for kind in kinds)
        return any(form is not None and form.value in normal for form in forms)

    return loosened


def _reach(path: tuple[Step, ...]) -> Callable[[Mapping[str, Any], Objects], list[Any]]:
    """The values at `path` of an object; references are followed where the path goes on."""
    last = len(path) - 1
    steps = [(step.name, step.at, number < last) for number, step in enumerate(path)]

    def reach(thing: Mapping[str, Any], objects: Objects) -> list[Any]:
        found: list[Any] = [thing]
        for name, at, more in steps:
            if name:
                found = _named(found, name)
                if more and at is None and name.endswith("_ref"):
                    found = _referred(found, objects)
            if at is not None:
                found = _indexed(found, at)
                if more and name.endswith("_refs"):
                    found = _referred(found, objects)
            if not found:
                return found
        return found

    return reach


def _named(values: list[Any], name: str) -> list[Any]:
    found = [value[name] for value in values if isinstance(value, Mapping) and name in value]
    if _coded(name):
        return [comparing.native(name, value) for value in found]
    return found


def _indexed(values: list[Any], at: int | str) -> list[Any]:
    lists = [value for value in values if type(value) in (list, tuple)]
    if at == "*":
        members = [member for value in lists for member in value[:MAX_VALUES]]
        return list(_distinct(members)) if len(lists) > 1 else members
    return [value[at] for value in lists if type(at) is int and at < len(value)]


def _distinct(members: list[Any]) -> Iterator[Any]:
    """Each structure once, so that references in a circle do not multiply."""
    seen: set[int] = set()
    for member in members[:MAX_VALUES]:
        if isinstance(member, Mapping | list):
            if id(member) in seen:
                continue
            seen.add(id(member))
        yield member


def _referred(values: list[Any], objects: Objects) -> list[Any]:
    """The objects that references name by their key, or by their id."""
    found = []
    for value in dict.fromkeys(value for value in values if type(value) is str):
        thing = objects.get(value)
        if thing is None:
            thing = next((one for one in objects.values() if one.get("id") == value), None)
        if thing is not None:
            found.append(thing)
    return found
