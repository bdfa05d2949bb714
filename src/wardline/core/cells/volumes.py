"""Volumes: so many editions each, of incidents of their own, planned each for itself.

What must be proven grows with the square of the editions: each span between two of them. An
incident is counted by one edition, so volumes have no incident in common. Whatever worlds are
possible in each are possible together: a cell over any span, also across volumes, is 0 where each
part is, and 11 or more where one part is. A span that is small has only parts that are small, and
those stay open. So nothing is lost by planning a volume alone, and its time is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from wardline.core.cells.model import Figure

# A year of quarterly editions. The last one of a volume takes the longest (bench/cells.py).
EDITIONS = 4


def begin(edition: int) -> int:
    """The first edition of the volume that an edition is of."""
    return edition // EDITIONS * EDITIONS


def inside(published: Sequence[Figure], edition: int) -> list[Figure]:
    """The figures of the volume of `edition`, their editions counted from its first."""
    first = begin(edition)
    return [
        one._replace(edition=one.edition - first)
        for one in published
        if first <= one.edition < first + EDITIONS
    ]


def back(figures: Sequence[Figure], edition: int) -> list[Figure]:
    """The inverse of `inside`: editions counted from the first of all."""
    first = begin(edition)
    return [one._replace(edition=one.edition + first) for one in figures]
