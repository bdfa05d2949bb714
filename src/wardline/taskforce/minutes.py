"""The paragraphs of minutes, and by which number each is cited for good."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

# How alike two paragraphs must be to be one that was corrected.
_ALIKE = 0.6


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what stands between empty lines."""
    found: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def numbered(texts: Sequence[str], before: Mapping[int, str], last: int) -> list[int]:
    """The number of each paragraph. `before`: those that stand; `last`: the highest ever given.

    1. What is the same keeps its number, wherever it moved.
    2. What was corrected keeps the number of what it is most like.
    3. What is new gets a number that nothing had.
    """
    left = dict(before)
    found: dict[int, int] = {}
    for place, text in enumerate(texts):
        same = next((number for number, old in left.items() if old == text), None)
        if same is not None:
            found[place] = same
            del left[same]
    for place, text in enumerate(texts):
        if place in found:
            continue
        alike = {number: _ratio(old, text) for number, old in left.items()}
        best = max(alike, key=lambda number: (alike[number], -number), default=None)
        if best is not None and alike[best] >= _ALIKE:
            found[place] = best
            del left[best]
        else:
            last += 1
            found[place] = last
    return [found[place] for place in range(len(texts))]


def _ratio(old: str, new: str) -> float:
    return difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()
