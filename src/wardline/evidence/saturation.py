"""Whether coding still finds anything new: new codes in each ten answers, and a picture. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

BLOCK = 10
_WIDTH, _HEIGHT, _FOOT, _LEFT = 640, 220, 40, 40


class Block(NamedTuple):
    """Ten answers, or the last few."""

    first: int
    last: int
    new: int
    total: int


def blocks(coded: Sequence[Collection[str]], size: int = BLOCK) -> list[Block]:
    """How many codes were given for the first time in each block of answers, in their order."""
    seen: set[str] = set()
    found = []
    for start in range(0, len(coded), size):
        before = len(seen)
        part = coded[start : start + size]
        seen.update(code for codes in part for code in codes)
        found.append(Block(start + 1, start + len(part), len(seen) - before, len(seen)))
    return found


def picture(found: Sequence[Block], title: str, words: str) -> str:
    """The blocks as bars, as an SVG element; the table beside it says the same.

    *Shape*: `title` and `words` are for those who hear the picture.
    """
    most = max((one.new for one in found), default=0) or 1
    step = (_WIDTH - _LEFT) / max(len(found), 1)
    high = _HEIGHT - _FOOT - 20
    bars = []
    every = -(-len(found) // 12) if found else 1
    for place, one in enumerate(found):
        tall = high * one.new / most
        left = _LEFT + place * step
        top = 20 + high - tall
        middle = left + step * 0.4
        bars.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{tall:.1f}" '
            f'fill="#005ea2"/><text x="{middle:.1f}" y="{top - 5:.1f}" font-size="13" '
            f'text-anchor="middle" fill="#1b1b1b">{one.new}</text>'
        )
        if place % every == 0:
            bars.append(
                f'<text x="{middle:.1f}" y="{_HEIGHT - 18}" font-size="12" text-anchor="middle" '
                f'fill="#1b1b1b">{one.first}-{one.last}</text>'
            )
    base = 20 + high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="saturation-title saturation-words"><title id="saturation-title">'
        f'{escape(title)}</title><desc id="saturation-words">{escape(words)}</desc>'
        f'<line x1="{_LEFT}" y1="{base}" x2="{_WIDTH}" y2="{base}" stroke="#565c65"/>'
        f"{''.join(bars)}</svg>"
    )
