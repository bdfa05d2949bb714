"""Attachments through the gate: read in a child process, screened text out; never the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.screen.files.model import LIMITS, Extract, Limits, Part
from wardline.screen.files.spread import spread
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

    if screen is None:
        from wardline.screen.replace import Case

        # One case for the whole file: the same value has the same pseudonym in all its parts.
        screen = bound_engine(profile, case if case is not None else Case(), strict=strict)
    return screen_extract(read_apart(data, limits), name, screen, profile)


def screen_extract(
    extract: Extract, name: str, screen: ScreenText, profile: Any = None
) -> ScreenedFile:
    """The gate's answer for what was read from an attachment."""
    if extract.decision is Decision.BLOCK:
        shown = screen(name, None).text
        return ScreenedFile(Decision.BLOCK, extract.kind, shown, reason=extract.reason)
    parts = (Part("file name", name), *extract.parts)
    sheet = _Sheet()
    if extract.kind == "stix":
        answers = [screen(name, None), *(sheet.objects(p, screen, profile) for p in parts[1:])]
    else:
        answers = spread(
            [part.text for part in parts], [screen(part.text, part.kind) for part in parts]
        )
    # A place can hold a title that people gave (a sheet's name), so it is screened like a text.
    places = [screen(p.place, None).text if '"' in p.place else p.place for p in parts]
    for place, part, answer in zip(places, parts, answers, strict=True):
        sheet.note(place, answer, part)
    screened = tuple(
        ScreenedPart(place, answer.text, answer.findings, answer.residue)
        for place, answer in zip(places, answers, strict=True)
    )
    decision = _worst(extract.decision, *(answer.decision for answer in answers))
    return ScreenedFile(
        decision,
        extract.kind,
        screened[0].text,
        screened[1:] if decision is not Decision.BLOCK else (),
        tuple(sheet.findings),
        tuple(sheet.doubts),
        extract.reason or sheet.reason,
    )


class _Sheet:
    """What was found in all parts."""

    def __init__(self) -> None:
        self.findings: list[Placed] = []
        self.doubts: list[Placed] = []
        self.reason = ""

    def note(self, place: str, answer: Screened, part: Part) -> None:
        """Take the engine's answer for a part."""
        for found in answer.findings:
            at = _place(place, part, found.start)
            self.findings.append(Placed(at, found.label, found.rule, found.replacement))
        self.doubts += [
            Placed(_place(place, part, left.start), left.reason) for left in answer.residue
        ]
        if answer.decision is not Decision.PASS and not self.reason:
            word = "must not leave" if answer.decision is Decision.BLOCK else "needs a person's eye"
            self.reason = f"In {place}: something {word}."

    def objects(self, part: Part, screen: ScreenText, profile: Any) -> Screened:
        """Have a STIX document judged object by object, and take what was found."""
        from wardline.screen.files.objects import screen_stix

        answer, findings, doubts = screen_stix(part.text, screen, profile)
        self.findings += findings
        self.doubts += doubts
        return answer


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
