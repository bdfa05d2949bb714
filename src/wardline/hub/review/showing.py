"""How a held submission is shown: its texts with what the gate marks in them, and what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from wardline.core.errors import UsageError
from wardline.hub.review.content import Edit, Piece, texts
from wardline.hub.words import doubt_words, label_words
from wardline.screen.profile import Profile
from wardline.screen.stix import Gate, screen_objects


class Mark(NamedTuple):
    """A stretch that the gate marks, why, and what could stand there."""

    start: int
    end: int
    label: str
    words: str
    replacement: str
    # Of a text that only a person can judge: nothing has to be replaced.
    doubt: bool


class Shown(NamedTuple):
    """A text with its marks."""

    object: int
    pointer: str
    text: str
    marks: list[Mark]

    @property
    def segments(self) -> list[tuple[str, Mark | None]]:
        """The text in pieces, marked or not."""
        found: list[tuple[str, Mark | None]] = []
        at = 0
        for mark in self.marks:
            if mark.start < at:
                continue
            found.append((self.text[at : mark.start], None))
            found.append((self.text[mark.start : mark.end], mark))
            at = mark.end
        found.append((self.text[at:], None))
        return [(text, mark) for text, mark in found if text]


def marked(objects: Sequence[dict[str, Any]]) -> list[Shown]:
    """Every text of `objects`; those in which the gate found something have marks."""
    gate = Gate.of(Profile())
    places: dict[tuple[int, str], list[tuple[str, str, bool]]] = {}
    for number, answer in enumerate(screen_objects(objects, gate, checked=True).objects):
        for found in answer.findings:
            told = (found.label, found.replacement, False)
            places.setdefault((number, found.pointer), []).append(told)
        for doubt in answer.doubts:
            places.setdefault((number, doubt.pointer), []).append((doubt.reason, "", True))
    return [
        Shown(piece.object, piece.pointer, piece.text, _marks(gate, piece, places))
        for piece in texts(objects)
    ]


def _marks(
    gate: Gate, piece: Piece, places: dict[tuple[int, str], list[tuple[str, str, bool]]]
) -> list[Mark]:
    told = places.get((piece.object, piece.pointer))
    if not told:
        return []
    verdict = gate.text(piece.text)
    spans = []
    if verdict is not None:
        spans = [
            Mark(
                one.start, one.end, one.label, label_words(one.label), one.replacement, doubt=False
            )
            for one in verdict.findings
        ]
        spans += [
            Mark(one.start, one.end, "DOUBT", doubt_words(one.reason), "[REMOVED]", doubt=True)
            for one in verdict.residue
        ]
    if not spans:
        # The gate judged the whole value, by where it stands.
        label, replacement, doubt = told[0]
        spans = [
            Mark(
                0,
                len(piece.text),
                label,
                label_words(label),
                replacement or "[REMOVED]",
                doubt=doubt,
            )
        ]
    return sorted(spans)


def choice(shown: Shown, mark: Mark) -> str:
    """An edit as the value of a check box."""
    return json.dumps([shown.object, shown.pointer, mark.start, mark.end, mark.replacement])


def chosen(values: Sequence[str]) -> list[Edit]:
    """The edits in check boxes that were sent. *Raises* UsageError."""
    edits = []
    for value in values:
        try:
            number, pointer, start, end, replacement = json.loads(value)
            edit = Edit(int(number), str(pointer), int(start), int(end), str(replacement))
        except (ValueError, TypeError):
            raise UsageError("A choice cannot be read; nothing was changed.") from None
        edits.append(edit)
    return list(dict.fromkeys(edits))


class Change(NamedTuple):
    """A text before and after the reviewers' edits."""

    object: int
    pointer: str
    before: str
    after: str


def changes(original: Sequence[dict[str, Any]], objects: Sequence[dict[str, Any]]) -> list[Change]:
    """What the reviewers changed since it was submitted."""
    before = {(one.object, one.pointer): one.text for one in texts(original)}
    return [
        Change(one.object, one.pointer, before.get((one.object, one.pointer), ""), one.text)
        for one in texts(objects)
        if before.get((one.object, one.pointer)) != one.text
    ]
