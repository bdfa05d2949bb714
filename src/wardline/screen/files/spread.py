"""What was found in one part of an attachment is taken out of its other parts too.

The text engine sees one part at a time: a mail's recipient is named in its headers, and greeted in
its body; a patient stands in a table, and in the comment beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from wardline.screen.model import Finding, Residue, Screened
from wardline.screen.stix_sheet import replaced

# Labels whose values mean the same person or thing wherever they stand.
_SPREADING = frozenset(
    "NAME USER HOST MRN ACCOUNT PLAN_ID LICENSE SSN EMAIL PHONE FAX DEVICE_SERIAL SECRET".split()  # a table
)
_MOST_VALUES = 500
_SHORTEST = 5
_SHORTEST_NAME = 6
_LONGEST = 200


class _Value(NamedTuple):
    label: str
    replacement: str


def spread(texts: Sequence[str], answers: Sequence[Screened]) -> list[Screened]:
    """`answers` for `texts`, with each value that one of them found taken out of all."""
    values = _values(texts, answers)
    if not values or len(texts) == 1:
        return list(answers)
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    longest_first = sorted(values, key=len, reverse=True)
    pattern = re2.compile("(?i)" + "|".join(map(re.escape, longest_first)), options)
    return [
        _again(text, answer, values, pattern) for text, answer in zip(texts, answers, strict=True)
    ]


def _values(texts: Sequence[str], answers: Sequence[Screened]) -> dict[str, _Value]:
    """The telling values that were found, in small letters."""
    found: dict[str, _Value] = {}
    for text, answer in zip(texts, answers, strict=True):
        for finding in answer.findings:
            value = text[finding.start : finding.end]
            if finding.label in _SPREADING and _telling(finding.label, value):
                found.setdefault(value.lower(), _Value(finding.label, finding.replacement))
            if len(found) >= _MOST_VALUES:
                return found
    return found


def _telling(label: str, value: str) -> bool:
    """Whether a value is no common word and no piece of one."""
    if not _SHORTEST <= len(value) <= _LONGEST or value != value.strip():
        return False
    if label == "NAME":
        return len(value) >= _SHORTEST_NAME and any(mark in value for mark in " ,^")
    return any(char.isdigit() or char in "._@\\-" for char in value)


def _again(text: str, answer: Screened, values: dict[str, _Value], pattern: object) -> Screened:
    taken = sorted((finding.start, finding.end) for finding in answer.findings)
    more: list[Finding] = []
    at = 0
    for match in pattern.finditer(text):  # type: ignore[attr-defined] # a pattern of re2, which has no types
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        free = at >= len(taken) or end <= taken[at][0]
        value = values.get(text[start:end].lower())
        if free and value is not None and _alone(text, start, end):
            more.append(Finding(start, end, value.label, "again", value.replacement))
    if not more:
        return answer
    findings = tuple(sorted((*answer.findings, *more)))
    starts = [finding.start for finding in more]
    residue = tuple(left for left in answer.residue if not _covered(left, more, starts))
    return answer._replace(text=replaced(text, findings), findings=findings, residue=residue)


def _covered(left: Residue, more: list[Finding], starts: list[int]) -> bool:
    """Whether a doubt lies inside what was taken out now."""
    index = bisect_right(starts, left.start) - 1
    return index >= 0 and left.end <= more[index].end


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch is no part of a longer word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())
