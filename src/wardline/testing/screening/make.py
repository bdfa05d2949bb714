"""Made-up labelled texts by seed: the same seed gives the same texts, byte for byte.

Names follow the installed version of Faker; the lock file holds it still.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

from wardline.testing.screening.base import Site
from wardline.testing.screening.model import Labelled, Span
from wardline.testing.screening.weave import Template, templates, weave

GROUPS = ("open", "sealed", "fresh", "wild", "exam", "unseen")
# One text in this many is spelled with tricks of Unicode.
_TWISTED = 14
_DIGIT_LABELS = frozenset("SSN CARD MRN PHONE FAX ACCOUNT DOB".split())
_LETTER_LABELS = frozenset(("NAME", "EMAIL"))
_LOOKALIKE = str.maketrans("aeocpxi", "аеосрхі")  # noqa: RUF001 # Cyrillic on purpose
_FULLWIDTH = {ord(str(n)): 0xFF10 + n for n in range(10)}
_HYPHENS = "\u2010\u2011\u2013\u2212"


def texts(
    seed: int, count: int, *, group: str = "open", reach: str = "ours", kind: str = ""
) -> Iterator[Labelled]:
    """That many labelled texts of a group and reach (`all`: both); each template in turn.

    *Raises*: ConfigError where the group is unknown or Faker is not installed.
    """
    groups = GROUPS if group == "all" else (group,)
    chosen = [
        (name, template)
        for name in groups
        for template in templates(name)
        if reach in ("all", template.reach) and kind in ("", template.kind)
        for _ in range(template.weight)
    ]
    order = random.Random(f"{seed}/order")
    order.shuffle(chosen)
    for number in range(count):
        name, template = chosen[number % len(chosen)]
        yield _one(seed, number, name, template)


def _one(seed: int, number: int, group: str, template: Template) -> Labelled:
    rng = random.Random(f"{seed}/{group}/{template.name}/{number}")
    site = Site(rng, group)
    text, spans = weave(template, site, group)
    if rng.randrange(_TWISTED) == 0:
        text, spans = _twisted(text, spans, rng)
    return Labelled(
        f"{group[0]}-{seed}-{number:05d}", template.kind, text, site.profile(), spans,
        template.name, template.reach, group,
    )  # fmt: skip


def _twisted(
    text: str, spans: tuple[Span, ...], rng: random.Random
) -> tuple[str, tuple[Span, ...]]:
    """The same text with half of its private values in odd but readable letters."""
    parts, moved, at, length = [], [], 0, 0
    for span in spans:
        before, value = text[at : span.start], text[span.start : span.end]
        twist, spelled = _spelled(span, value, rng)
        parts += [before, spelled]
        start = length + len(before)
        length = start + len(spelled)
        moved.append(span._replace(start=start, end=length, twist=twist))
        at = span.end
    parts.append(text[at:])
    return "".join(parts), tuple(moved)


def _spelled(span: Span, value: str, rng: random.Random) -> tuple[str, str]:
    """The name of the trick and the value as it is spelled then."""
    if span.action != "remove" or rng.random() < 0.5:
        return "", value
    ways: dict[str, Callable[[str], str]] = {}
    if span.label in _DIGIT_LABELS:
        ways = {"fullwidth": lambda v: v.translate(_FULLWIDTH), "hyphen": _hyphens(rng),
                "nbsp": lambda v: v.replace(" ", "\u00a0"), "zero-width": _zero_width(rng)}  # fmt: skip
    elif span.label in _LETTER_LABELS:
        ways = {"lookalike": lambda v: v.translate(_LOOKALIKE), "zero-width": _zero_width(rng),
                "nbsp": lambda v: v.replace(" ", "\u00a0"),
                "decomposed": lambda v: unicodedata.normalize("NFD", v)}  # fmt: skip
    if not ways:
        return "", value
    name = rng.choice(sorted(ways))
    spelled = ways[name](value)
    return (name, spelled) if spelled != value else ("", value)


def _hyphens(rng: random.Random) -> Callable[[str], str]:
    hyphen = rng.choice(_HYPHENS)
    return lambda value: value.replace("-", hyphen)


def _zero_width(rng: random.Random) -> Callable[[str], str]:
    def broken(value: str) -> str:
        at = rng.randrange(1, len(value)) if len(value) > 1 else 1
        return value[:at] + rng.choice("\u200b\u200d\u2060\u00ad\ufeff") + value[at:]

    return broken
