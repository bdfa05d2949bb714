"""A figure as SVG: the same bytes in every format, readable without colour.

Drawn by hand, for it must be the same to the byte wherever it is made: whole numbers for places,
one font family, no styles (a strict Content-Security-Policy refuses them), no dates. A series is
told by its pattern of fill or mark, by its words in the legend, and each value by its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from wardline.report.model import Figure
from wardline.report.words import HIDDEN

_WIDTH = 720
_LABEL = 210
_BAR = 18
_GAP = 10
_TOP = 12
_FONT = 13
_PLOT = _WIDTH - _LABEL - 90
_LINE_HEIGHT = 260
_LETTERS = 30
# Fill and outline; each series also has a pattern of its own. Contrast over 3:1 on white.
_TONES = ("#1a4480", "#8f4700", "#2e6a4a", "#6c3a91", "#59616b", "#a02c4a")
_MARKS = "osdtx+"


def svg(figure: Figure) -> str:
    """The picture of a figure."""
    if figure.chart == "line" and len(figure.categories) > 1:
        return _line(figure)
    return _bars(figure)


def shown(value: float | None, unit: str = "") -> str:
    """A value in words."""
    if value is None:
        return HIDDEN
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return f"{text} {unit}".strip()


def _bars(figure: Figure) -> str:
    many = len(figure.series)
    block = many * _BAR + _GAP
    top = _TOP + _legend_height(figure)
    height = top + len(figure.categories) * block + _GAP
    most = max((value for one in figure.series for value in one.values if value), default=1)
    parts = [*_legend(figure)]
    for row, category in enumerate(figure.categories):
        y = top + row * block
        middle = y + many * _BAR // 2 + 5
        parts.append(_text(_LABEL - 8, middle, _cut(category), end=True))
        for at in range(many):
            parts += _bar(figure, row, at, y + at * _BAR, most)
    base = f'<path d="M{_LABEL} {top - 4}V{height - _GAP}" stroke="#1b1b1b"/>'
    return _whole(height, [*_patterns(figure), *parts, base])


def _bar(figure: Figure, row: int, at: int, y: int, most: float) -> Iterator[str]:
    value = figure.series[at].values[row]
    if value is None:
        yield _text(_LABEL + 6, y + 13, HIDDEN)
        return
    width = max(1, round(value / most * _PLOT))
    tone = _TONES[at % len(_TONES)]
    yield (
        f'<rect x="{_LABEL}" y="{y + 1}" width="{width}" height="{_BAR - 3}" '
        f'fill="{_fill(figure, at)}" stroke="{tone}"/>'
    )
    yield _text(_LABEL + width + 6, y + 13, shown(value))


def _line(figure: Figure) -> str:
    top = _TOP + _legend_height(figure) + 10
    most = max((value for one in figure.series for value in one.values if value), default=1)
    step = (_WIDTH - 120) / (len(figure.categories) - 1)
    floor = top + _LINE_HEIGHT
    parts = [*_legend(figure), f'<path d="M50 {top}V{floor}H{_WIDTH - 50}" stroke="#1b1b1b"/>']
    every = max(1, len(figure.categories) // 8)
    for at, category in enumerate(figure.categories):
        if at % every == 0:
            parts.append(_text(60 + round(at * step), floor + 18, _cut(category, 12), middle=True))
    for at, series in enumerate(figure.series):
        spots = [
            (60 + round(n * step), floor - round(value / most * _LINE_HEIGHT), value)
            for n, value in enumerate(series.values)
            if value is not None
        ]
        parts += _curve(spots, at)
    return _whole(floor + 30, parts)


def _curve(spots: list[tuple[int, int, float]], at: int) -> Iterator[str]:
    tone = _TONES[at % len(_TONES)]
    path = "L".join(f"{x} {y}" for x, y, _ in spots)
    if path:
        yield f'<path d="M{path}" fill="none" stroke="{tone}" stroke-width="2"/>'
    for x, y, value in spots:
        yield _mark(x, y, at)
        yield _text(x, y - 9, shown(value), middle=True)


def _mark(x: int, y: int, at: int) -> str:
    """Another shape for each series."""
    tone = _TONES[at % len(_TONES)]
    shapes = {
        "o": f"M{x - 4} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "s": f"M{x - 4} {y - 4}h8v8h-8z",
        "d": f"M{x} {y - 5}l5 5l-5 5l-5 -5z",
        "t": f"M{x} {y - 5}l5 9h-10z",
        "x": f"M{x - 4} {y - 4}l8 8m0 -8l-8 8",
        "+": f"M{x} {y - 5}v10m-5 -5h10",
    }
    return f'<path d="{shapes[_MARKS[at % len(_MARKS)]]}" fill="{tone}" stroke="{tone}"/>'


def _legend_height(figure: Figure) -> int:
    return len(figure.series) * 20 if len(figure.series) > 1 else 0


def _legend(figure: Figure) -> Iterator[str]:
    """The names of the series, where there are several."""
    if len(figure.series) < 2:  # noqa: PLR2004 # one series needs no legend
        return
    for at, one in enumerate(figure.series):
        y = _TOP + at * 20
        if figure.chart == "line":
            yield _mark(_LABEL + 8, y + 5, at)
        else:
            tone = _TONES[at % len(_TONES)]
            yield (
                f'<rect x="{_LABEL}" y="{y - 2}" width="16" height="13" fill="{_fill(figure, at)}" '
                f'stroke="{tone}"/>'
            )
        yield _text(_LABEL + 24, y + 9, _cut(one.name, 60))


def _fill(figure: Figure, at: int) -> str:
    return _TONES[0] if at == 0 else f"url(#{figure.id}-{at})"


def _patterns(figure: Figure) -> Iterator[str]:
    """Hatchings: lines of another angle and distance for each series after the first."""
    for at in range(1, len(figure.series)):
        tone = _TONES[at % len(_TONES)]
        size = 4 + at
        yield (
            f'<pattern id="{figure.id}-{at}" width="{size}" height="{size}" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate({45 * at})">'
            f'<rect width="{size}" height="{size}" fill="#fff"/>'
            f'<path d="M0 0V{size}" stroke="{tone}" stroke-width="3"/></pattern>'
        )


def _text(x: int, y: int, text: str, *, end: bool = False, middle: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y}"{anchor}>{escape(text, quote=False)}</text>'


def _cut(text: str, most: int = _LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _whole(height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" font-family="Libertinus Serif, serif" '
        f'font-size="{_FONT}" fill="#1b1b1b">{"".join(parts)}</svg>'
    )
