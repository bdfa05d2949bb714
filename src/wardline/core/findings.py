"""What an examination finds: each check fine, or something wrong with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from wardline.core.errors import WardlineError


class Level(StrEnum):
    """How soon something must be mended."""

    WRONG = "wrong"
    WATCH = "watch"


class Finding(NamedTuple):
    """One thing that is not as it should be, and how to mend it; never a secret."""

    level: Level
    what: str
    mend: str


def wrong(what: str, mend: str) -> Finding:
    """Something that must be mended now."""
    return Finding(Level.WRONG, what, mend)


def watch(what: str, mend: str) -> Finding:
    """Something that works, and will not for ever."""
    return Finding(Level.WATCH, what, mend)


S = TypeVar("S")


class Check(NamedTuple, Generic[S]):
    """One question that an examination asks of `S`."""

    name: str
    title: str
    find: Callable[[S], Iterable[Finding]]
    # Checks that must have found nothing wrong before this one can be asked.
    after: tuple[str, ...] = ()
    # It connects to other programs or machines.
    network: bool = False


class Outcome(NamedTuple):
    """What came of one check; `skipped` says why it was not asked."""

    name: str
    title: str
    findings: tuple[Finding, ...]
    skipped: str = ""

    @property
    def state(self) -> str:
        """fine, wrong, watch or skipped."""
        if self.skipped:
            return "skipped"
        levels = {finding.level for finding in self.findings}
        return next((level.value for level in Level if level in levels), "fine")


def examine(checks: Iterable[Check[S]], subject: S, *, offline: bool = False) -> Iterator[Outcome]:
    """The outcome of each check, in order. One that fails is a finding itself."""
    failed: set[str] = set()
    for check in checks:
        missing = [name for name in check.after if name in failed]
        if missing:
            outcome = Outcome(check.name, check.title, (), f"needs '{missing[0]}' to be fine")
            failed.add(check.name)
        elif check.network and offline:
            outcome = Outcome(check.name, check.title, (), "not asked: --offline")
        else:
            outcome = Outcome(check.name, check.title, tuple(_asked(check, subject)))
        if outcome.state == Level.WRONG:
            failed.add(check.name)
        yield outcome


def _asked(check: Check[S], subject: S) -> list[Finding]:
    try:
        return list(check.find(subject))
    except WardlineError as error:
        return [wrong(error.message, error.hint or "Mend that, then run this again.")]
    except Exception as error:  # noqa: BLE001 # what cannot be looked at is a finding, not an end
        # Its text may hold an address with a password: its name must do.
        return [
            wrong(
                f"This could not be looked at ({type(error).__name__}).",
                "Run this as the user that runs Wardline. If it stays so, tell us the name in "
                "brackets.",
            )
        ]
