"""Which codes an answer may get, learnt from those that people coded. Nothing counts a proposal.

TF-IDF over words, pairs of words and pieces of words, and a logistic regression for each code.
What the codebook says of a code (title, definition, examples) is learnt from too, so that a code
that nobody gave yet can be proposed. Pure; numpy is imported on use.

*Source*: G. Salton, C. Buckley, Term-weighting approaches in automatic text retrieval (1988).
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

_WORD = re.compile(r"[^\W\d_]+")
# *Units*: characters; what matters of an answer stands in its beginning.
_READ = 5_000
_PIECES = (4, 5)
_SHORT = 3
# The newest answers that it learns from: the time grows with their square.
MOST = 1_000
# Of the penalty: bench/coding/run.py gives the same from 0.001 to 0.02, and less above.
_RIDGE = 0.005
_STEPS = 300
_HALF = 0.5


class Learnt(NamedTuple):
    """An answer and the codes that people gave it."""

    text: str
    codes: Collection[str]


class Suggestion(NamedTuple):
    """A code, and how likely it is (0 to 1) that a person gives it."""

    code: str
    score: float


class Suggester:
    """What was learnt, ready to propose."""

    def __init__(self, learnt: Sequence[Learnt], said: Mapping[str, str]) -> None:
        """Learn from answers, and from what the codebook says of each code (`said`)."""
        import numpy as np

        taken = list(learnt)[-MOST:]
        self.codes = sorted(said)
        texts = [one.text for one in taken] + [said[code] for code in self.codes]
        counted = [Counter(features(text)) for text in texts]
        self._weights = _rarity(counted)
        self._places = {term: place for place, term in enumerate(self._weights)}
        rows = np.stack([self._row(one) for one in counted])
        goal = np.zeros((len(texts), len(self.codes)))
        for place, one in enumerate(taken):
            for code in one.codes:
                if code in said:
                    goal[place, self.codes.index(code)] = 1
        for place in range(len(self.codes)):
            goal[len(taken) + place, place] = 1
        self._slopes, self._bases = _regress(rows, goal)
        told = "\x00".join([*texts, *(str(sorted(one.codes)) for one in taken)])
        self.digest = hashlib.sha256(told.encode()).hexdigest()

    def suggest(self, text: str, many: int = 3) -> list[Suggestion]:
        """The likeliest codes of an answer, the likeliest first."""
        import numpy as np

        row = self._row(Counter(features(text)))
        raw = row @ self._slopes + self._bases
        scores = 1 / (1 + np.exp(-raw))
        found = sorted(zip(self.codes, map(float, scores), strict=True), key=_likeliest)
        return [Suggestion(code, score) for code, score in found[:many]]

    def _row(self, counted: Mapping[str, int]) -> np.ndarray[Any, Any]:
        """An answer as a row of length one; words that were never seen are left out."""
        import numpy as np

        row = np.zeros(len(self._places))
        for term, many in counted.items():
            if (place := self._places.get(term)) is not None:
                row[place] = (1 + math.log(many)) * self._weights[term]
        size = float(np.linalg.norm(row))
        return row / size if size else row


def features(text: str) -> Iterable[str]:
    """The words, pairs of words and pieces of words of a text, as often as they stand there."""
    plain = unicodedata.normalize("NFKD", text[:_READ].casefold())
    words = _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))
    for word in words:
        yield word
        if len(word) > _SHORT:
            padded = f"<{word}>"
            for size in _PIECES:
                for start in range(len(padded) - size + 1):
                    yield f"#{padded[start : start + size]}"
    for one, other in pairwise(words):
        yield f"{one} {other}"


def _likeliest(one: tuple[str, float]) -> tuple[float, str]:
    return (-one[1], one[0])


def _rarity(counted: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """How much a term weighs: the rarer, the more."""
    held: Counter[str] = Counter()
    for one in counted:
        held.update(one.keys())
    total = len(counted)
    return {
        term: 1 + math.log((1 + total) / (1 + many))
        for term, many in sorted(held.items())
        if many > 1 or total < _SHORT
    }


def _regress(
    rows: np.ndarray[Any, Any], goal: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """One logistic regression for each column of `goal`, all at once.

    1. The rows span at most as many dimensions as there are rows: the problem is solved there.
    2. Accelerated gradient steps (Nesterov); the step is one over the largest curvature.
    3. The slopes are put back into the terms' dimensions.
    """
    import numpy as np

    # 1.
    values, vectors = np.linalg.eigh(rows @ rows.T)
    kept = values > values.max() * 1e-10
    roots = np.sqrt(values[kept])
    small = vectors[:, kept] * roots
    # 2.
    total, codes = goal.shape
    wide = np.hstack([small, np.ones((total, 1))])
    ridge = np.full((wide.shape[1], 1), _RIDGE)
    ridge[-1] = 0
    step = 1 / (float(np.linalg.norm(wide, 2)) ** 2 / (4 * total) + _RIDGE / total)
    here = np.zeros((wide.shape[1], codes))
    ahead, pace = here.copy(), 1.0
    for _ in range(_STEPS):
        slope = wide.T @ (1 / (1 + np.exp(-(wide @ ahead))) - goal) / total
        there = ahead - step * (slope + ridge * ahead / total)
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) * _HALF
        ahead = there + (pace - 1) / faster * (there - here)
        here, pace = there, faster
    # 3.
    back = rows.T @ (vectors[:, kept] / roots)
    return back @ here[:-1], here[-1]
