"""The privacy gate on every way into the hub: what would have to be changed is not taken in.

The hub changes nothing that it is given (6 U.S.C. 1504(a)(3)): it refuses an object with the place
and the kind of what was found, never the value, and keeps nothing of it. Taking the private part
out is the member's own step (`wardline share`), where its profile is known.

A *source* that the hub's staff vouches for (publications such as ATT&CK, KEV, CSAF) names people
and machines rightly; of it only patients' identifiers and keys are refused.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import re2

if TYPE_CHECKING:
    from wardline.screen.stix import Gate as ObjectGate
    from wardline.screen.stix import ScreenedObject

# What no publication holds for a good reason.
_NEVER = frozenset(
    {"SSN", "MRN", "DOB", "CARE_DATE", "PLAN_ID", "PATIENT_URL", "CARD", "BIOMETRIC", "AGE90"}
)
_KEYS = "secret."
# Nearly no object of a source holds any of these; the rest is not looked at further. By RE2: 2 µs
# an object, where Python's own takes 180.
_CUE_WORDS = (
    rb"\d{3}[- ]\d\d[- ]\d{4}|(?:^|[^0-9a-f-])\d{4}[- ]\d{4}[- ]\d{4}|social sec|\bssn\b|\bmrn\b"
    rb"|medical record|patient|\bdob\b|birth|\bborn\b|medicare|medicaid|\bmbi\b|member id"
    rb"|subscriber|insur|admitted|discharged|\bchart\b|PID\||AKIA|ASIA|gh[pousr]_|github_pat|glpat-"
    rb"|xox[a-z]-|[sr]k_live|AIza|eyJ|PRIVATE KEY|KEY BLOCK|\bSG\.|npm_|pypi-"
)


def _cues() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(_CUE_WORDS, options)


_CUES = _cues()
# Deep in a publication's list of sources stand titles of articles, not cases.
_CITATION = re.compile(r"/external_references/\d+/")


class Way(NamedTuple):
    """How a batch comes in: who answers for it."""

    # Who of the sharer's people looked at what the gate found (6 U.S.C. 1503(d)(2)(A)): what is
    # not surely private then passes. Empty: nobody.
    reviewer: str = ""
    # The hub's staff vouches for the source.
    source: bool = False
    # The ids of objects in the batch for which it vouches, whoever sends the others.
    vouched: frozenset[str] = frozenset()


MEMBER = Way()
SOURCE = Way("staff", source=True)


class Refusal(NamedTuple):
    """Why an object is not taken in, and where it says so."""

    pointer: str
    message: str


class Tally:
    """What the gate said of one batch: counts, never a value."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.passed = 0
        self.refused = 0
        self.reviewed = 0
        self.found: Counter[str] = Counter()


class Gate:
    """The gate of one process; shared by its writing threads."""

    def __init__(self) -> None:
        """Load nothing yet: a hub that nobody writes to needs no word lists."""
        self._lock = threading.Lock()
        self._made: ObjectGate | None = None

    def judge(self, obj: dict[str, Any], raw: bytes, way: Way, tally: Tally) -> Refusal | None:
        """Why a valid object is refused, or None where it may come in."""
        source = way.source or obj["id"] in way.vouched
        if source and _CUES.search(raw) is None:
            tally.passed += 1
            return None
        from wardline.screen.stix import screen_object

        answer = screen_object(obj, self._gate(), checked=True)
        refusal = _surely(answer) if source or way.reviewer else _at_all(answer)
        if refusal is None:
            tally.passed += 1
            tally.reviewed += bool(answer.doubts or answer.findings)
        else:
            tally.refused += 1
        tally.found.update(found.label for found in answer.findings)
        if answer.doubts:
            tally.found["DOUBT"] += len(answer.doubts)
        return refusal

    def _gate(self) -> ObjectGate:
        if self._made is None:
            with self._lock:
                if self._made is None:
                    from wardline.screen.profile import Profile
                    from wardline.screen.stix import Gate as ObjectGate

                    # The hub knows no organization's own: profiles never leave the members.
                    self._made = ObjectGate.of(Profile())
        return self._made


def _at_all(answer: ScreenedObject) -> Refusal | None:
    """A refusal of whatever the gate found or doubts."""
    from wardline.screen.words import words

    # A confidentiality mark is for a person to judge; the gate has a doubt for it as well.
    found = [finding for finding in answer.findings if finding.label != "MARKING"]
    if found:
        first = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return Refusal(
            first.pointer,
            f"The privacy gate found {words(first.label)}{more}; nothing of this object was kept. "
            "'wardline share' replaces it and shows what leaves. Where it belongs to the threat, "
            f"{_AGAIN}",
        )
    if answer.object is None:
        return Refusal("", f"The privacy gate keeps it out: {answer.reason}")
    if answer.doubts:
        doubt = answer.doubts[0]
        return Refusal(
            doubt.pointer,
            f"A person has to look at this first ({doubt.reason.rstrip('.')}); nothing of this "
            f"object was kept. If all is well, {_AGAIN}",
        )
    return None


_AGAIN = "send it again with 'wardline share --reviewed' or the header 'Wardline-Reviewed: yes'."


def _surely(answer: ScreenedObject) -> Refusal | None:
    """A refusal of what no review lets pass."""
    from wardline.screen.words import words

    for found in answer.findings:
        never = found.label in _NEVER or found.rule.startswith(_KEYS)
        if never and not _CITATION.match(found.pointer):
            return Refusal(
                found.pointer,
                f"The privacy gate found {words(found.label)}; nothing of this object was kept.",
            )
    return None
