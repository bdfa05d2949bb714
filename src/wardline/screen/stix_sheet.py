"""The gate of one organization, and the sheet on which the verdict over one object is noted."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.core.edits import GONE, Edit, Path, pointer
from wardline.screen.model import Decision, Finding, Residue, Screened
from wardline.screen.stix_own import Own

# `screen(text, kind)`: the text engine, bound to a profile and a case.
ScreenText = Callable[[str, str | None], Screened]

# `pseudonym(label, value)`: what stands for a value.
Pseudonym = Callable[[str, str], str]


def bound_engine(profile: Any, case: Any = None, *, strict: bool = False) -> ScreenText:
    """The real text engine for a profile (also as a mapping, or None) and a case."""
    from wardline.screen.profile import Profile
    from wardline.screen.text import screen

    if not isinstance(profile, Profile):
        profile = Profile.from_mapping(profile or {})

    def bound(text: str, kind: str | None) -> Screened:
        return screen(text, profile, kind=kind, case=case, strict=strict)

    return bound


def _one_of_its_kind(label: str, _: str) -> str:
    return f"[{label}-1]"


# Findings that say "this is a person's name". Where malware, groups and tools are named, and in
# published citations, a name is no person of the submitter's.
NAMES = frozenset({"NAME"})
# Not a label: leave the engine's doubts aside as well.
DOUBTS = "?"
# The engine's rule that takes out numbers which nothing explains: a doubt as well.
_UNEXPLAINED = "number.unexplained"
# Web addresses and citations of what is published elsewhere: paths, titles and report numbers
# look like accounts, marks and records there.
PUBLISHED = frozenset(
    {"NAME", "USER", "HOST", "SECRET", "MARKING", "DOB", "CARE_DATE", "ADDRESS", "ZIP", DOUBTS}
)
# A parameter called token in an attacker's address is the attacker's.
WEB = frozenset({"NAME", "USER", "MARKING", "SECRET/field.key", DOUBTS})
# Paths, command lines, mutexes: numbers are usual there.
TECHNICAL = frozenset({"NAME", DOUBTS})
_NOTHING: frozenset[str] = frozenset()
# Short texts come again and again; a verdict that takes long is not asked for twice.
_MOST_KNOWN = 32_768
_LONGEST_KNOWN = 512


class Found(NamedTuple):
    """Something that was taken out or replaced: where (JSON pointer), as what, by which rule."""

    pointer: str
    label: str
    rule: str
    # What stands there instead; empty where the whole value was taken out.
    replacement: str


class Doubt(NamedTuple):
    """Something that a person has to look at: where (JSON pointer) and why."""

    pointer: str
    reason: str


class Gate:
    """Screens for one organization: the text engine with a memory, and what is its own.

    One gate serves one profile (and one case); it may be shared by threads.
    """

    def __init__(
        self, screen: ScreenText, profile: Any = None, pseudonym: Pseudonym | None = None
    ) -> None:
        self._screen = screen
        self.own = Own(profile)
        self.pseudonym = pseudonym or _one_of_its_kind
        self._known: dict[tuple[str | None, str | bytes], Screened | None] = {}

    @classmethod
    def of(cls, profile: Any, *, case: Any = None, strict: bool = False) -> Gate:
        """The gate with the real text engine; `case` keeps pseudonyms over several objects."""
        pseudonym = case.pseudonym if case is not None else None
        return cls(bound_engine(profile, case, strict=strict), profile, pseudonym)

    def text(
        self, text: str, kind: str | None = None, ignore: frozenset[str] = _NOTHING
    ) -> Screened | None:
        """The engine's answer without the labels in `ignore`; None where the text may leave."""
        key = (kind, text if len(text) <= _LONGEST_KNOWN else _digest(text))
        try:
            verdict = self._known[key]
        except KeyError:
            verdict = self._fresh(text, kind)
            # Of longer texts only that they may leave is kept, by a digest: it holds no text.
            if verdict is None or len(text) <= _LONGEST_KNOWN:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[key] = verdict
        if verdict is None or not ignore:
            return verdict
        return _without(verdict, text, ignore)

    def _fresh(self, text: str, kind: str | None) -> Screened | None:
        verdict = self._screen(text, kind)
        nothing = not verdict.findings and not verdict.residue
        return None if verdict.decision is Decision.PASS and nothing else verdict


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _without(verdict: Screened, text: str, ignore: frozenset[str]) -> Screened | None:
    """`verdict` as if the labels in `ignore` had not been found."""
    findings = tuple(
        found
        for found in verdict.findings
        if found.label not in ignore
        and f"{found.label}/{found.rule}" not in ignore
        and not (DOUBTS in ignore and found.rule == _UNEXPLAINED)
    )
    residue = verdict.residue
    if DOUBTS in ignore:
        residue = ()
    elif "NAME" in ignore:
        residue = tuple(left for left in residue if "name" not in left.reason.lower())
    return _judged_again(verdict, text, findings, residue)


def _judged_again(
    verdict: Screened, text: str, findings: tuple[Finding, ...], residue: tuple[Residue, ...]
) -> Screened | None:
    """`verdict` with only these findings and doubts; None where nothing is left of it."""
    if len(findings) == len(verdict.findings) and len(residue) == len(verdict.residue):
        return verdict
    decision = verdict.decision
    marked = any(found.label == "MARKING" for found in findings)
    if decision is Decision.HOLD and not residue and not marked:
        decision = Decision.PASS
    if not findings and not residue and decision is Decision.PASS:
        return None
    return Screened(decision, replaced(text, findings), findings, residue)


def spared(verdict: Screened, text: str, spans: list[tuple[int, int]]) -> Screened | None:
    """`verdict` without what it says of published titles and names in `spans`."""

    def inside(start: int, end: int) -> bool:
        index = bisect_right(spans, (start, end)) - 1
        return any(a <= start and end <= b for a, b in spans[max(0, index) : index + 2])

    findings = tuple(
        f for f in verdict.findings if f.label not in PUBLISHED or not inside(f.start, f.end)
    )
    residue = tuple(left for left in verdict.residue if not inside(left.start, left.end))
    return _judged_again(verdict, text, findings, residue)


def replaced(text: str, findings: tuple[Finding, ...]) -> str:
    """`text` with each finding's replacement in its place."""
    parts: list[str] = []
    at = 0
    for found in sorted(findings):
        if found.start < at:
            continue
        parts += (text[at : found.start], found.replacement)
        at = found.end
    return "".join((*parts, text[at:]))


class Sheet:
    """What was found in one object: edits, findings, doubts, and whether it must stay."""

    __slots__ = ("attributed", "blocked", "doubts", "edits", "findings", "gate")

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.edits: list[Edit] = []
        self.findings: list[Found] = []
        self.doubts: list[Doubt] = []
        self.blocked = ""
        # The object is a person or an organization that an actor is attributed to.
        self.attributed = False

    def put(self, path: Path, value: Any, found: tuple[str, str, str]) -> None:
        """Replace what stands at `path`; `found` is label, rule and what stands there instead."""
        self.edits.append(Edit(path, value))
        self.findings.append(Found(pointer(path), *found))

    def remove(self, path: Path, label: str, rule: str) -> None:
        """Take out what stands at `path`."""
        self.edits.append(Edit(path, GONE))
        self.findings.append(Found(pointer(path), label, rule, ""))

    def hold(self, path: Path, reason: str) -> None:
        """Have a person look at `path`."""
        self.doubts.append(Doubt(pointer(path), reason))

    def block(self, path: Path, label: str, rule: str, reason: str) -> None:
        """Keep the whole object at home, because of what stands at `path`."""
        self.blocked = self.blocked or reason
        self.findings.append(Found(pointer(path), label, rule, ""))

    def take(self, path: Path, text: str, verdict: Screened | None) -> None:
        """Note the text engine's answer for the text at `path`."""
        if verdict is None:
            return
        where = pointer(path)
        self.findings.extend(Found(where, f.label, f.rule, f.replacement) for f in verdict.findings)
        if verdict.text != text:
            self.edits.append(Edit(path, verdict.text or GONE))
        if verdict.decision is Decision.BLOCK:
            self.blocked = self.blocked or "The text in it must not leave."
        elif verdict.decision is Decision.HOLD:
            reasons = dict.fromkeys(left.reason for left in verdict.residue)
            self.doubts.extend(Doubt(where, reason) for reason in reasons)
            if not reasons:
                self.doubts.append(Doubt(where, "The text needs a person's eye."))

    def adopt(self, path: Path, inner: Sheet) -> None:
        """Note what was found in an object that stands at `path`."""
        where = pointer(path)
        self.findings += [f._replace(pointer=where + f.pointer) for f in inner.findings]
        if not inner.blocked:
            self.doubts += [d._replace(pointer=where + d.pointer) for d in inner.doubts]

    def flag(self, path: Path, verdict: Screened | None, what: str) -> None:
        """Hold for what the engine found at `path`, where nothing may be changed silently."""
        if verdict is None:
            return
        labels = dict.fromkeys(found.label for found in verdict.findings)
        for label in labels or ("a doubt",):
            self.hold(path, f"{what} may hold something private ({label}).")
