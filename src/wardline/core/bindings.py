"""Which observations, bound to the parts of a pattern, fulfil it: found without trying all.

A pattern above its brackets is a tree of what must hold of a *binding*, a choice of distinct
observations. Each observation is an interval of time, and every rule of chapter 9 compares the
latest `first` (F) of one group with the earliest `last` (L) of another:

    Leaf    `demand` observations that fulfil one expression (REPEATS of it)
    All     each part, by distinct observations (AND)
    Order   as All, and F of each part ≤ L of every later part (FOLLOWEDBY)
    Near    F ≤ L + `span` of the part (WITHIN)
    Any     one of the parts (OR)

(START and STOP ask of each observation alone and are folded into the leaves.) A smaller F and a
larger L are never worse, so a part's whole freedom is a *frontier*: the pairs (F, L) that no other
pair beats. Frontiers are joined bottom-up in n log n. That answers all patterns in which no
observation is wanted twice. Where distinctness decides, the answer is exact too: first by counting
(a flow, for AND and one WITHIN), then by a search with a budget; a pattern that exceeds it raises
SearchLimitError and is never called "no match".

*Source*: STIX 2.1 section 9.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from heapq import heappush, heappushpop
from itertools import combinations_with_replacement, islice, product
from typing import NamedTuple

from wardline.core.errors import UnprocessableError

# Steps of the last search; about a second.
MAX_STEPS = 200_000
# Ways to choose among ORs that the last search tries.
MAX_WAYS = 512
# Observations that may be bound one by one in the last search.
MAX_BOUND = 512


class SearchLimitError(UnprocessableError):
    """Whether the pattern matches could not be decided within the limits."""


class Item(NamedTuple):
    """One observation: its number, its time, how often it was seen, the leaves it fulfils."""

    at: int
    first: int
    last: int
    number: int
    mask: int


class Leaf(NamedTuple):
    """`demand` observations that fulfil the expression of bit `bit`."""

    bit: int
    demand: int


class All(NamedTuple):
    """Each part, by distinct observations."""

    parts: tuple[Tree, ...]


class Order(NamedTuple):
    """Each part, none before an earlier one."""

    parts: tuple[Tree, ...]


class Any(NamedTuple):
    """One of the parts."""

    parts: tuple[Tree, ...]


class Near(NamedTuple):
    """A part within `span` microseconds."""

    part: Tree
    span: int


Tree = Leaf | All | Order | Any | Near
Binding = list[Item]


class Frontier(NamedTuple):
    """Pairs (F, L), both rising."""

    firsts: list[int]
    lasts: list[int]

    def last(self, first: int) -> int | None:
        """The largest L with F ≤ `first`."""
        at = bisect_right(self.firsts, first)
        return self.lasts[at - 1] if at else None


def _frontier(pairs: list[tuple[int, int]]) -> Frontier:
    pairs.sort(key=lambda pair: (pair[0], -pair[1]))
    kept = Frontier([], [])
    for first, last in pairs:
        if not kept.lasts or last > kept.lasts[-1]:
            kept.firsts.append(first)
            kept.lasts.append(last)
    return kept


class Search:
    """One search for a binding of `tree` among `items`."""

    def __init__(self, tree: Tree, items: Sequence[Item]) -> None:
        """Work out the frontiers of all parts."""
        self._tree = tree
        self._items = sorted(items, key=lambda item: item.first)
        self._known: dict[int, Frontier] = {}
        self.whole = self.frontier(tree)

    def frontier(self, node: Tree) -> Frontier:
        """The freedom of `node`, distinctness of its observations from others' left aside."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._work_out(node)
        return known

    def _work_out(self, node: Tree) -> Frontier:
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Near):
            inner = self.frontier(node.part)
            pairs = zip(inner.firsts, inner.lasts, strict=True)
            return _frontier([pair for pair in pairs if pair[0] <= pair[1] + node.span])
        parts = [self.frontier(part) for part in node.parts]
        if isinstance(node, Any):
            return _frontier(
                [pair for part in parts for pair in zip(part.firsts, part.lasts, strict=True)]
            )
        if not all(part.firsts for part in parts):
            return Frontier([], [])
        ordered = isinstance(node, Order)
        start = max(part.firsts[0] for part in parts)
        firsts = sorted({first for part in parts for first in part.firsts if first >= start})
        pairs_found = []
        for first in firsts:
            last = _joined(parts, first, ordered=ordered)
            if last is not None:
                pairs_found.append((first, last))
        return _frontier(pairs_found)

    def _leaf(self, leaf: Leaf) -> Frontier:
        """The demanded number with the largest `last`, for each `first` up to which one looks."""
        pairs: list[tuple[int, int]] = []
        bit, demand = 1 << leaf.bit, leaf.demand
        heap: list[int] = []
        for item in self._items:
            if not item.mask & bit:
                continue
            for _ in range(min(item.number, demand)):
                if len(heap) < demand:
                    heappush(heap, item.last)
                elif item.last > heap[0]:
                    heappushpop(heap, item.last)
                else:
                    break
            if len(heap) == demand:
                pairs.append((item.first, heap[0]))
        return _frontier(pairs)

    def find(self) -> Binding | None:
        """A binding, or None where there is none. *Raises* SearchLimitError."""
        if not self.whole.firsts:
            return None
        # The last pair is the newest; others are tried where its observations collide.
        for at in range(len(self.whole.firsts) - 1, max(-1, len(self.whole.firsts) - 9), -1):
            taken: dict[int, int] = {}
            found: Binding = []
            bound = self.whole.firsts[at], self.whole.lasts[at]
            if self._pick(self._tree, *bound, taken, found):
                return found
        return self._exact()

    def _pick(
        self, node: Tree, first: int, last: int, taken: dict[int, int], found: Binding
    ) -> bool:
        """Choose distinct observations with F ≤ `first` and L ≥ `last`; may fail by collision."""
        if isinstance(node, Leaf):
            return self._pick_leaf(node, (first, last), taken, found)
        if isinstance(node, Near):
            inner = self.frontier(node.part)
            for upper, lower in zip(inner.firsts, inner.lasts, strict=True):
                if upper <= first and lower >= last and upper <= lower + node.span:
                    return self._pick(node.part, upper, lower, taken, found)
            return False
        if isinstance(node, Any):
            for part in node.parts:
                best = self.frontier(part).last(first)
                if best is not None and best >= last:
                    return self._pick(part, first, last, taken, found)
            return False
        chosen: list[tuple[Tree, int, int]] = []
        bound = first
        for part in reversed(node.parts):
            best = self.frontier(part).last(bound)
            if best is None or best < last:
                return False
            need = best if isinstance(node, Order) else last
            chosen.append((part, bound, need))
            if isinstance(node, Order):
                bound = min(bound, best)
        # Those with the fewest candidates choose first.
        for part, upper, lower in sorted(chosen, key=self._scarcity):
            if not self._pick(part, upper, lower, taken, found):
                return False
        return True

    def _scarcity(self, choice: tuple[Tree, int, int]) -> int:
        return len(self.frontier(choice[0]).firsts)

    def _pick_leaf(
        self, leaf: Leaf, bound: tuple[int, int], taken: dict[int, int], found: Binding
    ) -> bool:
        bit, missing = 1 << leaf.bit, leaf.demand
        fitting = (
            item
            for item in self._items
            if item.mask & bit and item.first <= bound[0] and item.last >= bound[1]
        )
        # Observations that fulfil the least besides are taken before those that others may need.
        for item in sorted(fitting, key=lambda item: item.mask.bit_count()):
            free = item.number - taken.get(item.at, 0)
            if free <= 0:
                continue
            used = min(free, missing)
            taken[item.at] = taken.get(item.at, 0) + used
            found.append(item)
            missing -= used
            if not missing:
                return True
        return False

    def _exact(self) -> Binding | None:
        """Each choice among the ORs in turn, with one budget for all."""
        steps, limited = MAX_STEPS, False
        for number, way in enumerate(self._ways(self._tree)):
            if number >= MAX_WAYS:
                limited = True
                break
            search = _Distinct(way, self._items, steps)
            binding = search.solve()
            if binding is not None:
                return binding
            steps = search.left
            limited = limited or search.limited
        if limited:
            raise SearchLimitError(
                "Whether the pattern matches was not decided: its parts want the same "
                f"observations in more ways than {MAX_STEPS} steps can try.",
                hint="Make its parts more distinct, or its WITHIN shorter.",
            )
        return None

    def _ways(self, node: Tree) -> Iterator[Tree]:
        """`node` once for each choice among its Any parts that can be fulfilled."""
        if isinstance(node, Leaf):
            yield node
        elif isinstance(node, Any):
            for part in node.parts:
                if self.frontier(part).firsts:
                    yield from self._ways(part)
        elif isinstance(node, Near):
            for part in self._ways(node.part):
                yield Near(part, node.span)
        elif len({id(part) for part in node.parts}) == 1:
            # Copies under REPEATS: which of them chooses what makes no difference.
            ways = self._some(node.parts[0])
            for parts in combinations_with_replacement(ways, len(node.parts)):
                yield type(node)(parts)
        else:
            # The product may be large; MAX_WAYS ends it.
            for parts in product(*(self._some(part) for part in node.parts)):
                yield type(node)(parts)

    def _some(self, node: Tree) -> list[Tree]:
        """The first ways of `node`: one more than are tried, so that the limit is noticed."""
        return list(islice(self._ways(node), MAX_WAYS + 1))


def _joined(parts: list[Frontier], first: int, *, ordered: bool) -> int | None:
    """The largest L of all parts together with F ≤ `first`."""
    smallest: int | None = None
    bound = first
    for part in reversed(parts):
        best = part.last(bound)
        if best is None:
            return None
        smallest = best if smallest is None else min(smallest, best)
        if ordered:
            bound = min(bound, best)
    return smallest


class _Unit(NamedTuple):
    """A leaf in the last search, with what each other unit's `last` bounds of its `first`."""

    leaf: Leaf
    bounds: dict[int, int]


class _Distinct:
    """The search where the same observations are wanted more than once; no Any in `tree`."""

    def __init__(self, tree: Tree, items: list[Item], steps: int) -> None:
        self._units: list[_Unit] = []
        self._spread(tree)
        self._items = items
        self.left = steps
        self.limited = False

    def _spread(self, node: Tree) -> list[int]:
        """The units of `node`, with its bounds noted at them."""
        if isinstance(node, Leaf):
            self._units.append(_Unit(node, {}))
            return [len(self._units) - 1]
        if isinstance(node, Near):
            inside = self._spread(node.part)
            for one in inside:
                for other in inside:
                    self._bound(one, other, node.span)
            return inside
        parts = [self._spread(part) for part in node.parts]
        if isinstance(node, Order):
            earlier: list[int] = []
            for part in parts:
                for one in earlier:
                    for other in part:
                        self._bound(one, other, 0)
                earlier += part
        return [unit for part in parts for unit in part]

    def _bound(self, one: int, other: int, span: int) -> None:
        """`first` of `one` is at most `last` of `other` and `span`."""
        bounds = self._units[one].bounds
        bounds[other] = min(bounds.get(other, span), span)

    def solve(self) -> Binding | None:
        everything = _flow(self._units, self._items)
        if everything is None:
            return None
        spans = {tuple(sorted(unit.bounds.items())) for unit in self._units}
        if not any(spans):
            return everything
        bounds = self._units[0].bounds
        if len(spans) == len(set(bounds.values())) == 1 and len(bounds) == len(self._units):
            return self._window(next(iter(bounds.values())))
        return self._search()

    def _window(self, span: int) -> Binding | None:
        """One WITHIN around all: what lies in a window that ends at each `first` in turn."""
        for end in sorted({item.first for item in self._items}):
            inside = [i for i in self._items if i.first <= end and i.last >= end - span]
            found = _flow(self._units, inside)
            if found is not None:
                return found
        return None

    def _search(self) -> Binding | None:
        """Depth first, the scarcest unit next, in order of time; the budget ends it."""
        slots = [n for n, unit in enumerate(self._units) for _ in range(unit.leaf.demand)]
        if len(slots) > MAX_BOUND:
            self.limited = True
            return None
        scarce = {
            number: sum(1 for item in self._items if item.mask >> unit.leaf.bit & 1)
            for number, unit in enumerate(self._units)
        }
        slots.sort(key=lambda number: (scarce[number], number))
        chosen: list[int] = []
        used: dict[int, int] = {}
        return self._deeper(slots, chosen, used)

    def _deeper(self, slots: list[int], chosen: list[int], used: dict[int, int]) -> Binding | None:
        depth = len(chosen)
        if depth == len(slots):
            return [self._items[at] for at in chosen]
        unit = slots[depth]
        again = depth > 0 and slots[depth - 1] == unit
        for at in range(chosen[-1] if again else 0, len(self._items)):
            item = self._items[at]
            if not item.mask >> self._units[unit].leaf.bit & 1:
                continue
            if used.get(at, 0) >= item.number or not self._fits(unit, item, slots, chosen):
                continue
            self.left -= 1
            if self.left <= 0:
                self.limited = True
                return None
            used[at] = used.get(at, 0) + 1
            chosen.append(at)
            found = self._deeper(slots, chosen, used)
            if found is not None or self.limited:
                return found
            chosen.pop()
            used[at] -= 1
        return None

    def _fits(self, unit: int, item: Item, slots: list[int], chosen: list[int]) -> bool:
        bounds = self._units[unit].bounds
        for number, at in enumerate(chosen):
            other, there = slots[number], self._items[at]
            span = bounds.get(other)
            if span is not None and item.first > there.last + span:
                return False
            span = self._units[other].bounds.get(unit)
            if span is not None and there.first > item.last + span:
                return False
        return True


def _flow(units: list[_Unit], items: Sequence[Item]) -> Binding | None:
    """Distinct observations for all units, times left aside; observations of one mask are alike.

    Augmenting paths between units and masks: units by masks by paths, however many observations.
    """
    stock: dict[int, int] = {}
    for item in items:
        stock[item.mask] = stock.get(item.mask, 0) + item.number
    given: list[dict[int, int]] = [{} for _ in units]
    for number, unit in enumerate(units):
        missing = unit.leaf.demand
        while missing:
            moved = _augment(number, units, given, stock, missing)
            if not moved:
                return None
            missing -= moved
    return _handed_out(given, items)


def _augment(
    start: int,
    units: list[_Unit],
    given: list[dict[int, int]],
    stock: dict[int, int],
    wanted: int,
) -> int:
    """Give unit `start` some of a mask, others moving over for it; the amount, 0 if none."""
    came: dict[int, tuple[int, int]] = {}  # mask: (unit that wants it, that unit's own source)
    queue = [(start, -1)]
    reached = {start}
    while queue:
        unit, source = queue.pop(0)
        for mask, left in stock.items():
            if mask in came or not mask >> units[unit].leaf.bit & 1:
                continue
            came[mask] = (unit, source)
            if left:
                return _move(mask, came, given, stock, wanted)
            for other, has in enumerate(given):
                if other not in reached and has.get(mask):
                    reached.add(other)
                    queue.append((other, mask))
    return 0


def _move(
    mask: int,
    came: dict[int, tuple[int, int]],
    given: list[dict[int, int]],
    stock: dict[int, int],
    wanted: int,
) -> int:
    path = []
    at = mask
    amount = min(wanted, stock[mask])
    while True:
        unit, source = came[at]
        path.append((unit, at, source))
        if source < 0:
            break
        amount = min(amount, given[unit][source])
        at = source
    stock[mask] -= amount
    for unit, gained, source in path:
        given[unit][gained] = given[unit].get(gained, 0) + amount
        if source >= 0:
            given[unit][source] -= amount
    return amount


def _handed_out(given: list[dict[int, int]], items: Sequence[Item]) -> Binding:
    """Observations for the amounts of each mask."""
    wanted: dict[int, int] = {}
    for shares in given:
        for mask, amount in shares.items():
            wanted[mask] = wanted.get(mask, 0) + amount
    found = []
    for item in items:
        left = wanted.get(item.mask, 0)
        if left > 0:
            wanted[item.mask] = left - item.number
            found.append(item)
    return found
