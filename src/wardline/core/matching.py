"""STIX 2.1 patterns against observations.

    matcher = compile("[ipv4-addr:value = '198.51.100.1'] REPEATS 5 TIMES WITHIN 60 SECONDS")
    matcher.match(observations)        all at once: bindings as tuples of positions
    follower = matcher.follow()        one by one, in order of time:
    follower.take(observed, number)    the bindings that this observation completes
    follower.finish()                  those that were left to the end

**What is reported.** A pattern of one observation (`matcher.single`) reports each observation that
fulfils it. Any other reports *disjoint* bindings: as soon as observations complete the pattern
they are reported and used up, so that 1,000 log-ins against `REPEATS 5 TIMES` are 200 bindings and
not their 8e12 combinations. A pattern has a binding here if and only if it has one by the standard.

**Numbers.** `Observed.number` (`number_observed`) makes one observation count as that many; its
position stands once in a binding all the same.

**Memory of a follower.** Observations that fulfil no part are not kept (of the others: five
integers). With one WITHIN around the whole: those of one window. Of observations that fulfil the
same parts with none of others between, as many as the pattern can bind. At most MAX_KEPT in all (or
what REPEATS asks for, if that is more); what is dropped beyond is counted in `Follower.dropped`:
then a binding may have been missed.

**Loose.** With `loose`, equality (=, IN) of values that `core.observables` knows also holds between
normal forms: case of domains and hashes, punycode, IPv6 spellings. Off, it is the standard's.

*Source*: STIX 2.1 chapter 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wardline.core import bindings, observing
from wardline.core.bindings import Item, Leaf, SearchLimitError
from wardline.core.clock import parse_timestamp
from wardline.core.pattern import Combined, Node, Observation, PatternError, Qualified, parse
from wardline.core.regex import UnsupportedError

__all__ = [
    "Follower",
    "Matcher",
    "Observed",
    "PatternError",
    "SearchLimitError",
    "UnsupportedError",
    "compile",
    "observed_data",
]

# Observation expressions that are bound one by one; ORs of them count as one.
MAX_LEAVES = 256
# Observations that REPEATS can ask for in all.
MAX_DEMAND = 1_000_000
# Copies of a sequence under REPEATS, times the observations in it.
MAX_COPIES = 1_024
MAX_KEPT = 200_000
# A follower searches again when this share of what it keeps is new.
_SHARE = 64

Windows = tuple[tuple[int, int], ...]


class Observed(NamedTuple):
    """One observation: its objects by key or id, its time in microseconds, how often seen."""

    objects: Mapping[str, Mapping[str, Any]]
    first: int
    last: int
    number: int = 1


def observed_data(
    thing: Mapping[str, Any], objects: Mapping[str, Mapping[str, Any]]
) -> Observed | None:
    """What an observed-data object says, or None where it lacks its times.

    `objects` are those of its bundle by id (STIX 2.1); STIX 2.0 carries them inside.
    """
    inside = thing.get("objects")
    found: dict[str, Mapping[str, Any]] = {}
    if isinstance(inside, Mapping):
        found = {key: one for key, one in inside.items() if isinstance(one, Mapping)}
    refs = thing.get("object_refs")
    for ref in refs if isinstance(refs, list) else []:
        one = objects.get(ref) if type(ref) is str else None
        if isinstance(one, Mapping):
            found[ref] = one
    times = [thing.get("first_observed"), thing.get("last_observed")]
    first, last = (parse_timestamp(time) if type(time) is str else None for time in times)
    number = thing.get("number_observed")
    if first is None or last is None:
        return None
    return Observed(found, first, last, number if type(number) is int else 1)


def compile(pattern: str, *, loose: bool = False) -> Matcher:  # noqa: A001 # as re.compile
    """A matcher for `pattern`.

    *Raises* PatternError (not a pattern, or larger than can be evaluated), UnsupportedError (a
    MATCHES that has no linear form).
    """
    builder = _Builder()
    tree = builder.build(parse(pattern), ())
    tests = [_leaf_test(leaf, loose=loose) for leaf in builder.leaves]
    return Matcher(pattern, tree, tests)


class _Draft(NamedTuple):
    """A leaf before it has its number: expressions of which one holds, each in its windows."""

    choices: tuple[tuple[Node, Windows], ...]


class _Builder:
    """The tree of what must hold of a binding, from the parsed pattern."""

    def __init__(self) -> None:
        self.leaves: list[_Draft] = []

    def build(self, node: Node, windows: Windows) -> bindings.Tree:
        made = self._make(node, windows)
        return self._leaf(made) if isinstance(made, _Draft) else made

    def _make(self, node: Node, windows: Windows) -> bindings.Tree | _Draft:
        if isinstance(node, Observation):
            return _Draft(((node.test, windows),))
        if isinstance(node, Qualified):
            return self._qualified(node, windows)
        if not isinstance(node, Combined):
            raise TypeError(node)  # the parser makes no others
        if node.operator == "OR":
            return self._any([self._make(part, windows) for part in node.parts])
        parts = tuple(self.build(part, windows) for part in node.parts)
        return bindings.All(parts) if node.operator == "AND" else bindings.Order(parts)

    def _any(self, parts: list[bindings.Tree | _Draft]) -> bindings.Tree | _Draft:
        """Single observations of which any will do are one leaf."""
        choices = [choice for part in parts if isinstance(part, _Draft) for choice in part.choices]
        others = [part for part in parts if not isinstance(part, _Draft)]
        if not others:
            return _Draft(tuple(choices))
        if choices:
            others.append(self._leaf(_Draft(tuple(choices))))
        return bindings.Any(tuple(others))

    def _leaf(self, draft: _Draft) -> Leaf:
        if len(self.leaves) >= MAX_LEAVES:
            raise PatternError(f"it joins more than {MAX_LEAVES} observations", 1)
        self.leaves.append(draft)
        return Leaf(len(self.leaves) - 1, 1)

    def _qualified(self, node: Qualified, windows: Windows) -> bindings.Tree | _Draft:
        if node.qualifier == "START":
            return self._make(node.part, (*windows, (int(node.first), node.second)))
        made = self._make(node.part, windows)
        if node.qualifier == "WITHIN":
            # One observation is always within any span of itself.
            if isinstance(made, _Draft):
                return made
            return bindings.Near(made, round(node.first * 1_000_000))
        if node.first == 1:
            return made
        tree = self._leaf(made) if isinstance(made, _Draft) else made
        return _repeated(tree, int(node.first))


def _repeated(tree: bindings.Tree, times: int) -> bindings.Tree:
    """`times` disjoint bindings of `tree`; AND can be repeated part by part, sequences cannot."""
    if isinstance(tree, Leaf):
        if tree.demand * times > MAX_DEMAND:
            raise PatternError(f"REPEATS asks for more than {MAX_DEMAND} observations", 1)
        return Leaf(tree.bit, tree.demand * times)
    if isinstance(tree, bindings.All):
        return bindings.All(tuple(_repeated(part, times) for part in tree.parts))
    if times * _demand(tree) > MAX_COPIES:
        raise PatternError(f"REPEATS of a sequence asks for more than {MAX_COPIES} observations", 1)
    return bindings.All((tree,) * times)


def _demand(tree: bindings.Tree) -> int:
    """The most observations that a binding of `tree` holds."""
    if isinstance(tree, Leaf):
        return tree.demand
    if isinstance(tree, bindings.Near):
        return _demand(tree.part)
    demands = [_demand(part) for part in tree.parts]
    return max(demands) if isinstance(tree, bindings.Any) else sum(demands)


def _least(tree: bindings.Tree) -> int:
    """The fewest observations that a binding of `tree` holds."""
    if isinstance(tree, Leaf):
        return tree.demand
    if isinstance(tree, bindings.Near):
        return _least(tree.part)
    counts = [_least(part) for part in tree.parts]
    return min(counts) if isinstance(tree, bindings.Any) else sum(counts)


LeafTest = Callable[[Observed], bool]


def _leaf_test(draft: _Draft, *, loose: bool) -> LeafTest:
    groups: dict[Windows, list[Node]] = {}
    for node, windows in draft.choices:
        groups.setdefault(windows, []).append(node)
    choices = []
    for windows, nodes in groups.items():
        whole = nodes[0] if len(nodes) == 1 else Combined("OR", tuple(nodes))
        choices.append((observing.test(whole, loose=loose), windows))
    if len(choices) == 1 and not choices[0][1]:
        only = choices[0][0]
        return lambda observed: only(observed.objects)
    return lambda observed: any(
        _during(observed, windows) and holds(observed.objects) for holds, windows in choices
    )


def _during(observed: Observed, windows: Windows) -> bool:
    """Some instant of the observation is at or after START and before STOP (section 9.5.1)."""
    return all(observed.first < stop and observed.last >= start for start, stop in windows)


def _item(at: int, observed: Observed, mask: int) -> Item:
    """An observation for the search; a `last` before `first` and a number below 1 are mistakes."""
    first, last, number = observed.first, observed.last, observed.number
    return Item(at, first, max(first, last), max(1, number), mask)


class Matcher:
    """A compiled pattern."""

    def __init__(self, pattern: str, tree: bindings.Tree, tests: list[LeafTest]) -> None:
        """Keep the tree above the brackets, and the test of each pair of brackets."""
        self.pattern = pattern
        self.tree = tree
        self.tests = tests
        self.single = tree == Leaf(0, 1) and isinstance(tree, Leaf)
        self.reach = _reach(tree)

    def test(self, observed: Observed) -> bool:
        """Whether `observed` fulfils some pair of brackets; if `single`, the whole pattern."""
        return any(test(observed) for test in self.tests)

    def mask(self, observed: Observed) -> int:
        """The pairs of brackets that `observed` fulfils, a bit for each."""
        return sum(1 << bit for bit, test in enumerate(self.tests) if test(observed))

    def match(self, observed: Sequence[Observed]) -> list[tuple[int, ...]]:
        """Bindings, each as positions in `observed`. *Raises* SearchLimitError."""
        if self.single:
            test = self.tests[0]
            return [(at,) for at, one in enumerate(observed) if test(one)]
        items = []
        for at, one in enumerate(observed):
            mask = self.mask(one)
            if mask:
                items.append(_item(at, one, mask))
        items.sort(key=lambda item: item.first)
        if not bindings.Search(self.tree, items).whole.firsts:
            return []
        follower = self.follow()
        found = [binding for item in items for binding in follower.add(item)]
        return found + follower.finish()

    def follow(self) -> Follower:
        """An empty follower of this pattern."""
        return Follower(self)


class Follower:
    """Observations one by one, in order of `first`; see the module for memory and reports."""

    def __init__(self, matcher: Matcher) -> None:
        """Nothing seen yet."""
        self.dropped = 0
        self._matcher = matcher
        self._tree = matcher.tree
        self._demand = _demand(matcher.tree)
        self._least = _least(matcher.tree)
        self._exchangeable = not _near_inside(matcher.tree)
        self._kept: list[Item] = []
        self._counts = [0] * len(matcher.tests)
        self._new = 0
        self._now = 0

    @property
    def kept(self) -> int:
        """How many observations are kept."""
        return len(self._kept)

    @property
    def waiting(self) -> list[int]:
        """The numbers (`Item.at`) of the observations that are kept."""
        return [item.at for item in self._kept]

    def take(self, observed: Observed, index: int) -> list[tuple[int, ...]]:
        """The bindings that `observed`, called `index`, completes.

        *Raises* SearchLimitError: the pattern is undecided for these records; give it up.
        """
        mask = self._matcher.mask(observed)
        if not mask:
            return []
        if self._matcher.single:
            return [(index,)]
        return self.add(_item(index, observed, mask))

    def add(self, item: Item) -> list[tuple[int, ...]]:
        """As `take`, of an observation whose brackets are known."""
        if self._matcher.single:
            return [(item.at,)]
        self._kept.append(item)
        self._count(item, 1)
        self._now = max(self._now, item.first)
        self._new += 1
        if self._new * _SHARE < len(self._kept):
            return []
        return self._settle()

    def finish(self) -> list[tuple[int, ...]]:
        """The bindings among what is kept."""
        return self._settle()

    def _settle(self) -> list[tuple[int, ...]]:
        """Report and use up bindings until there is none, then forget what cannot take part."""
        self._new = 0
        found: list[tuple[int, ...]] = []
        search: bindings.Search | None = None
        while self._enough() and _possible(self._tree, self._counts):
            search = bindings.Search(self._tree, self._kept)
            binding = search.find()
            if binding is None:
                break
            found.append(tuple(sorted({item.at for item in binding})))
            self._use_up(binding)
            search = None
        self._forget(search)
        return found

    def _enough(self) -> bool:
        """Whether there are as many observations as the smallest binding has."""
        have = 0
        for item in self._kept:
            have += item.number
            if have >= self._least:
                return True
        return False

    def _use_up(self, binding: Iterable[Item]) -> None:
        used = {item.at for item in binding}
        for item in self._kept:
            if item.at in used:
                self._count(item, -1)
        self._kept = [item for item in self._kept if item.at not in used]

    def _count(self, item: Item, sign: int) -> None:
        mask = item.mask
        while mask:
            low = mask & -mask
            self._counts[low.bit_length() - 1] += sign * item.number
            mask ^= low

    def _forget(self, search: bindings.Search | None) -> None:
        """Drop what no later observation can complete."""
        kept = self._kept
        if self._matcher.reach is not None:
            oldest = self._now - self._matcher.reach
            kept = [item for item in kept if item.last >= oldest]
        if search is not None:
            kept = self._still_in_order(kept, search)
        if self._exchangeable:
            kept = self._newest_of_runs(kept)
        most = max(MAX_KEPT, self._demand)
        if len(kept) > most:
            self.dropped += len(kept) - most
            kept = kept[-most:]
        if len(kept) != len(self._kept) or kept is not self._kept:
            self._kept = kept
            self._counts = [0] * len(self._counts)
            for item in kept:
                self._count(item, 1)

    def _still_in_order(self, kept: list[Item], search: bindings.Search) -> list[Item]:
        """Without what came before all that must precede it."""
        floors: dict[int, float] = {}
        _floors(self._tree, search, float("-inf"), floors)
        left = []
        for item in kept:
            if item.last >= self._now:
                left.append(item)
                continue
            mask = sum(
                1 << bit
                for bit, floor in floors.items()
                if item.mask >> bit & 1 and item.last >= floor
            )
            if mask:
                left.append(item if mask == item.mask else item._replace(mask=mask))
        return left

    def _newest_of_runs(self, kept: list[Item]) -> list[Item]:
        """Of instants with one mask and none of another between, as many as can be bound.

        To every other observation they stand alike, as long as each is later than all before the
        run, and a later one is best met by the newest.
        """
        left: list[Item] = []
        run: list[Item] = []
        horizon = float("-inf")
        for item in kept:
            alone = item.first == item.last and item.first > horizon
            if not alone or (run and item.mask != run[0].mask):
                left += self._newest(run)
                horizon = max([horizon, *(one.last for one in run)])
                run = []
                alone = item.first == item.last and item.first > horizon
            if alone:
                run.append(item)
            else:
                left.append(item)
                horizon = max(horizon, item.last)
        return left + self._newest(run)

    def _newest(self, run: list[Item]) -> list[Item]:
        number = 0
        for at in range(len(run) - 1, -1, -1):
            number += run[at].number
            if number >= self._demand:
                return run[at:]
        return run


def _reach(tree: bindings.Tree) -> int | None:
    """The longest time between observations of one binding; None where nothing bounds it."""
    if isinstance(tree, bindings.Near):
        return tree.span
    if isinstance(tree, Leaf):
        return 0 if tree.demand == 1 else None
    if isinstance(tree, bindings.Any):
        spans = [_reach(part) for part in tree.parts]
        return None if None in spans else max(span for span in spans if span is not None)
    return None


def _near_inside(tree: bindings.Tree, depth: int = 0) -> bool:
    """Whether a WITHIN stands below the top."""
    if isinstance(tree, Leaf):
        return False
    if isinstance(tree, bindings.Near):
        return depth > 0 or _near_inside(tree.part, depth + 1)
    return any(_near_inside(part, depth + 1) for part in tree.parts)


def _possible(tree: bindings.Tree, counts: list[int]) -> bool:
    """Whether there are enough observations for each part, whenever they were."""
    if isinstance(tree, Leaf):
        return counts[tree.bit] >= tree.demand
    if isinstance(tree, bindings.Near):
        return _possible(tree.part, counts)
    parts = (_possible(part, counts) for part in tree.parts)
    return any(parts) if isinstance(tree, bindings.Any) else all(parts)


def _floors(
    tree: bindings.Tree, search: bindings.Search, floor: float, floors: dict[int, float]
) -> None:
    """For each leaf, the time before which no observation has what must precede it."""
    if isinstance(tree, Leaf):
        floors[tree.bit] = min(floors.get(tree.bit, float("inf")), floor)
    elif isinstance(tree, bindings.Near):
        _floors(tree.part, search, floor, floors)
    else:
        ordered = isinstance(tree, bindings.Order)
        for part in tree.parts:
            _floors(part, search, floor, floors)
            if ordered:
                firsts = search.frontier(part).firsts
                floor = max(floor, firsts[0] if firsts else float("inf"))
