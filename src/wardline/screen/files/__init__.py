"""Attachments through the gate: read in a child process, screened text out; never the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.screen.files.model import LIMITS, Extract, Limits, Part
from wardline.screen.model import Decision, Finding, Residue, Screened

__all__ = ["Limits", "Placed", "ScreenedFile", "ScreenedPart", "screen_extract", "screen_file"]

# `screen(text, kind)`: the text engine, bound to a profile and a case.
ScreenText = Callable[[str, str | None], Screened]


class Placed(NamedTuple):
    """A finding or a doubt by its place, such as page 3, sheet "Staff" B17, or comments."""

    place: str
    # The label of what was replaced, or why a person has to look.
    label: str
    rule: str = ""
    replacement: str = ""


class ScreenedPart(NamedTuple):
    """One stretch of an attachment's text as it may leave."""

    place: str
    text: str
    findings: tuple[Finding, ...] = ()
    residue: tuple[Residue, ...] = ()


class ScreenedFile(NamedTuple):
    """The gate's answer for an attachment; with BLOCK nothing of it is given."""

    decision: Decision
    kind: str
    # The file's name as it may leave.
    name: str
    parts: tuple[ScreenedPart, ...] = ()
    findings: tuple[Placed, ...] = ()
    doubts: tuple[Placed, ...] = ()
    reason: str = ""

    @property
    def text(self) -> str:
        """All that may leave, as one text with the places as headings."""
        if len(self.parts) == 1:
            return self.parts[0].text
        return "\n\n".join(f"[{part.place}]\n{part.text.strip()}" for part in self.parts)


def screen_file(
    data: bytes,
    name: str,
    profile: Any = None,
    *,
    case: Any = None,
    strict: bool = False,
    limits: Limits = LIMITS,
    screen: ScreenText | None = None,
) -> ScreenedFile:
    """The gate's answer for an attachment: its texts, read in a child process and screened.

    `screen` replaces the text engine (for tests). Blocks for up to `limits.wall` seconds: call it
    from a thread where others wait.
    """
    from wardline.screen.files.run import read_apart
    from wardline.screen.stix_sheet import bound_engine

    engine = screen or bound_engine(profile, case, strict=strict)
    return screen_extract(read_apart(data, limits), name, engine, profile)


def screen_extract(
    extract: Extract, name: str, screen: ScreenText, profile: Any = None
) -> ScreenedFile:
    """The gate's answer for what was read from an attachment."""
    shown = screen(name, None)
    if extract.decision is Decision.BLOCK:
        return ScreenedFile(Decision.BLOCK, extract.kind, shown.text, reason=extract.reason)
    sheet = _Sheet()
    sheet.note("file name", shown, Part("file name", name))
    parts = tuple(_part(part, extract.kind, screen, profile, sheet) for part in extract.parts)
    decision = _worst(extract.decision, *sheet.decisions)
    reason = extract.reason or sheet.reason
    if decision is Decision.BLOCK:
        return ScreenedFile(
            decision,
            extract.kind,
            shown.text,
            (),
            tuple(sheet.findings),
            tuple(sheet.doubts),
            reason,
        )
    return ScreenedFile(
        decision,
        extract.kind,
        shown.text,
        parts,
        tuple(sheet.findings),
        tuple(sheet.doubts),
        reason,
    )


class _Sheet:
    """What was found in all parts."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.findings: list[Placed] = []
        self.doubts: list[Placed] = []
        self.reason = ""

    def note(self, place: str, answer: Screened, part: Part) -> None:
        self.decisions.append(answer.decision)
        for found in answer.findings:
            at = _place(place, part, found.start)
            self.findings.append(Placed(at, found.label, found.rule, found.replacement))
        self.doubts += [
            Placed(_place(place, part, left.start), left.reason) for left in answer.residue
        ]
        if answer.decision is not Decision.PASS and not self.reason:
            word = "must not leave" if answer.decision is Decision.BLOCK else "needs a person's eye"
            self.reason = f"The text at {place} {word}."


def _worst(*decisions: Decision) -> Decision:
    for worst in (Decision.BLOCK, Decision.HOLD):
        if worst in decisions:
            return worst
    return Decision.PASS


def _place(place: str, part: Part, offset: int) -> str:
    if not part.marks:
        return place
    index = bisect_right(part.marks, offset, key=lambda mark: mark.start) - 1
    return f"{place} {part.marks[index].place}" if index >= 0 else place


def _part(part: Part, kind: str, screen: ScreenText, profile: Any, sheet: _Sheet) -> ScreenedPart:
    # A place can hold a title that people gave (a sheet's name), so it is screened like a text.
    place = screen(part.place, None).text if '"' in part.place else part.place
    if kind == "stix":
        from wardline.screen.files.objects import screen_stix

        answer, findings, doubts = screen_stix(part.text, screen, profile)
        sheet.decisions.append(answer.decision)
        sheet.findings += findings
        sheet.doubts += doubts
        if answer.decision is not Decision.PASS:
            sheet.reason = sheet.reason or "An object in it needs a person's eye, or must stay."
        return ScreenedPart(place, answer.text)
    answer = screen(part.text, part.kind)
    sheet.note(place, answer, part)
    return ScreenedPart(place, answer.text, answer.findings, answer.residue)
