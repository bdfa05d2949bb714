"""Attachments through the gate: read in a child process, screened text out; never the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.screen.files.model import LIMITS, PEOPLE, PLACES, Extract, Limits, Part
from wardline.screen.files.spread import spread
from wardline.screen.model import Decision, Finding, Residue, Screened
from wardline.screen.replace import PLACEHOLDER, Case

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

    extract = read_apart(data, limits)
    if screen is not None:
        return screen_extract(extract, name, screen, profile)
    # One case for the whole file: the same value has the same pseudonym in all its parts.
    case = case if case is not None else Case()
    engine = bound_engine(profile, case, strict=strict)
    return screen_extract(extract, name, engine, profile, case.pseudonym)


def screen_extract(
    extract: Extract,
    name: str,
    screen: ScreenText,
    profile: Any = None,
    pseudonym: Callable[[str, str], str] | None = None,
) -> ScreenedFile:
    """The gate's answer for what was read from an attachment.

    `pseudonym(label, value)` gives what stands for the names that the file states as authors'.
    """
    if extract.decision is Decision.BLOCK:
        shown = screen(name, None).text
        return ScreenedFile(Decision.BLOCK, extract.kind, shown, reason=extract.reason)
    parts = (Part("file name", name), *extract.parts)
    sheet = _Sheet()
    if extract.kind == "stix":
        answers = [screen(name, None), *(sheet.objects(p, screen, profile) for p in parts[1:])]
    else:
        named = pseudonym or _counted()
        first = [
            _stated(part.text, _STATED[part.kind], named)
            if part.kind in _STATED
            else screen(part.text, part.kind)
            for part in parts
        ]
        answers = spread([part.text for part in parts], first)
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


def _counted() -> Callable[[str, str], str]:
    """Pseudonyms of authors and positions, counted in one file."""
    given: dict[tuple[str, str], str] = {}
    words = {"NAME": "AUTHOR"}

    def pseudonym(label: str, value: str) -> str:
        stand_in = f"[{words.get(label, label)}-{len(given) + 1}]"
        return given.setdefault((label, value), stand_in)

    return pseudonym


# Kinds of parts whose every line goes: the label of what they hold, and the rule.
_STATED = {PEOPLE: ("NAME", "document.author"), PLACES: ("ADDRESS", "picture.position")}


def _stated(text: str, what: tuple[str, str], pseudonym: Callable[[str, str], str]) -> Screened:
    """The answer for a part that names people or places only: each line is one."""
    label, rule = what
    findings: list[Finding] = []
    lines: list[str] = []
    at = 0
    for line in text.split("\n"):
        stand_in = line if PLACEHOLDER.fullmatch(line) else pseudonym(label, line)
        if stand_in != line:
            findings.append(Finding(at, at + len(line), label, rule, stand_in))
        lines.append(stand_in)
        at += len(line) + 1
    return Screened(Decision.PASS, "\n".join(lines), tuple(findings), ())


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
