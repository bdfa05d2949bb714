"""How likely each candidate of a run begins or continues a person's name.

A linear-chain model of three labels (B begins a name, I continues it, O is none) whose weights
were learned by `tools/names/train.py`. Finding is plain Python: a group's weights are summed once
for each different key, and the forward-backward pass over a run gives the probabilities.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Hashable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from wardline.screen.names.features import GROUPS, View

_KEPT = 1 << 15  # remembered sums in a group; hostile text must not fill the memory


class Odds(NamedTuple):
    """Probabilities of one candidate."""

    begin: float
    inside: float

    @property
    def name(self) -> float:
        """That the word is part of a name."""
        return self.begin + self.inside


class Model:
    """The weights, and the sums already made."""

    def __init__(self, packed: bytes) -> None:
        head, *rows = zlib.decompress(packed, 31).decode().split("\n")
        facts = json.loads(head)
        moves, scale = facts["moves"], facts["scale"]
        self._moves = [[math.exp(moves.get(a + b, 0.0)) for b in "OBI"] for a in "OBI"]
        self._scale = 1.0 / scale
        self._weights = [_table(rows, str(number)) for number in range(len(GROUPS))]
        self._sums: list[dict[Hashable, tuple[int, int]]] = [{} for _ in GROUPS]

    def odds(self, run: Sequence[View]) -> list[Odds]:
        """The probabilities of each candidate of a run."""
        states = [self._state(view) for view in run]
        return _marginals(states, self._moves)

    def _state(self, view: View) -> tuple[float, float]:
        begin = inside = 0
        for number, key in enumerate(view):
            sums = self._sums[number]
            pair = sums.get(key)
            if pair is None:
                pair = self._sum(number, key)
            begin += pair[0]
            inside += pair[1]
        scale = self._scale
        return math.exp(min(begin * scale, 40.0)), math.exp(min(inside * scale, 40.0))

    def _sum(self, number: int, key: Hashable) -> tuple[int, int]:
        weights, sums = self._weights[number], self._sums[number]
        begin = inside = 0
        for name in GROUPS[number](key):
            pair = weights.get(name)
            if pair is not None:
                begin += pair[0]
                inside += pair[1]
        if len(sums) > _KEPT:
            sums.clear()
        sums[key] = begin, inside
        return begin, inside


def _table(rows: Sequence[str], prefix: str) -> dict[str, tuple[int, int]]:
    """The weights of one group by feature."""
    table: dict[str, tuple[int, int]] = {}
    for row in rows:
        pair, *names = row.split("\t")
        begin, inside = pair.split(" ")
        value = int(begin), int(inside)
        for name in names:
            if name[0] == prefix:
                table[name[1:]] = value
    return table


def _marginals(
    states: Sequence[tuple[float, float]], moves: Sequence[Sequence[float]]
) -> list[Odds]:
    """Forward and backward over a run, scaled at each step."""
    (oo, ob, oi), (bo, bb, bi), (io, ib, ii) = moves
    ahead: list[tuple[float, float, float]] = []
    o, b, i = 1.0, states[0][0], states[0][1]
    for place, (sb, si) in enumerate(states):
        if place:
            o, b, i = (
                o * oo + b * bo + i * io,
                (o * ob + b * bb + i * ib) * sb,
                (o * oi + b * bi + i * ii) * si,
            )
        total = o + b + i
        o, b, i = o / total, b / total, i / total
        ahead.append((o, b, i))
    out: list[Odds] = [Odds(0.0, 0.0)] * len(states)
    bo_, bb_, bi_ = 1.0, 1.0, 1.0
    for place in range(len(states) - 1, -1, -1):
        o, b, i = ahead[place]
        o, b, i = o * bo_, b * bb_, i * bi_
        total = o + b + i
        out[place] = Odds(b / total, i / total)
        sb, si = states[place]
        xb, xi = bb_ * sb, bi_ * si
        bo_, bb_, bi_ = (
            oo * bo_ + ob * xb + oi * xi,
            bo * bo_ + bb * xb + bi * xi,
            io * bo_ + ib * xb + ii * xi,
        )
        total = bo_ + bb_ + bi_
        bo_, bb_, bi_ = bo_ / total, bb_ / total, bi_ / total
    return out


@cache
def model() -> Model:
    """The model that ships with Wardline, read once."""
    return Model((files(__package__) / "data" / "model.gz").read_bytes())
