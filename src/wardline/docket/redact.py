"""The public text of a comment: its original and the spans that people took out, each with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wardline.core.errors import UsageError
from wardline.docket.show import neutral

# Why something is not shown. *Source*: the 2016 request for information (no proprietary, personal,
# sensitive or confidential information); 5 U.S.C. 552(b)(4), (6).
REASONS = ("personal", "proprietary", "confidential", "security", "abusive", "unrelated")


class Span(NamedTuple):
    """Code points `start` to `end` (excluded) of one part of a comment, and why they are out."""

    # Where: "text", "name", "organization", "answer:1", "file:0".
    part: str
    start: int
    end: int
    reason: str


def public(parts: Mapping[str, str], spans: Iterable[Span]) -> dict[str, str]:
    """`parts` as everybody may read them. *Raises* UsageError for a span that fits nothing.

    Spans that touch or overlap become one; it names the reason of each.
    """
    by_part: dict[str, list[Span]] = {name: [] for name in parts}
    for span in spans:
        if span.part not in by_part or not 0 <= span.start < span.end <= len(parts[span.part]):
            raise UsageError("A redaction does not fit this comment; nothing was changed.")
        if span.reason not in REASONS:
            raise UsageError("Say for each redaction why it is made; nothing was changed.")
        by_part[span.part].append(span)
    return {name: _without(text, by_part[name]) for name, text in parts.items()}


def everywhere(parts: Mapping[str, str], text: str, reason: str) -> list[Span]:
    """A span for each place where `text` stands. *Raises* UsageError where it stands nowhere."""
    found = []
    for name, part in parts.items():
        start = part.find(text) if text.strip() else -1
        while start >= 0:
            found.append(Span(name, start, start + len(text), reason))
            start = part.find(text, start + len(text))
    if not found:
        raise UsageError("This text does not stand there.", hint="Copy it from the page.")
    return found


def _without(text: str, spans: list[Span]) -> str:
    out: list[str] = []
    at = 0
    for start, end, reasons in _merged(spans):
        out += [neutral(text[at:start]), f"[redacted: {', '.join(reasons)}]"]
        at = end
    return "".join([*out, neutral(text[at:])])


def _merged(spans: list[Span]) -> list[tuple[int, int, list[str]]]:
    merged: list[tuple[int, int, list[str]]] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if merged and span.start <= merged[-1][1]:
            start, end, reasons = merged[-1]
            more = [] if span.reason in reasons else [span.reason]
            merged[-1] = (start, max(end, span.end), [*reasons, *more])
        else:
            merged.append((span.start, span.end, [span.reason]))
    return merged
