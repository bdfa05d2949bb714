"""What a member can say of an advisory, and which steps that reaches."""

from __future__ import annotations

import datetime as dt

from wardline.core.errors import UsageError

# In the order in which work goes; "not-concerned" ends it at once.
STATES = ("acknowledged", "not-concerned", "concerned", "planned", "done")
SIZES = ("1 to 10", "11 to 100", "101 to 1000", "1001 to 10000", "Over 10000", "Unknown")
_MOST_DEVICES = 10_000_000


def check(state: str, planned: str, devices: int | None, addressed: int | None) -> None:
    """Refuse what cannot be. *Raises* UsageError that says what to do."""
    if state not in STATES:
        raise UsageError(
            f"There is no answer {state[:40]!r}.", hint=f"Choose one of {', '.join(STATES)}."
        )
    if state == "planned" and not _is_day(planned):
        raise UsageError("A plan needs its day.", hint="Write it like 2026-01-31.")
    if state != "planned" and planned:
        raise UsageError("Only a plan has a day.", hint="Choose 'planned', or take the day out.")
    for count in (devices, addressed):
        if count is not None and not 0 <= count <= _MOST_DEVICES:
            raise UsageError("A number of devices is between 0 and 10,000,000.")
    if addressed is not None and (devices is None or addressed > devices):
        raise UsageError(
            "More devices are addressed than there are.", hint="Give both numbers, or none."
        )


def moment(on: str, within: tuple[int, int]) -> int:
    """When a state was reached: the start of the day `on`, else the end of `within`.

    It is never before the advisory stood here nor after the answer came: `within`.
    *Units*: microseconds since 1970. *Raises* UsageError.
    """
    first, last = within
    if not on:
        return last
    if not _is_day(on):
        raise UsageError("'on' is a day.", hint="Write it like 2026-01-31.")
    day = dt.datetime.combine(dt.date.fromisoformat(on), dt.time(), dt.UTC)
    at = int(day.timestamp()) * 1_000_000
    if at > last:
        raise UsageError("What has not come yet was not reached.", hint="Give a day that has come.")
    return max(first, at)


def _is_day(text: str) -> bool:
    try:
        # fromisoformat takes weeks too.
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def reached(state: str) -> tuple[str, ...]:
    """The steps that an answer reaches: whoever is done was concerned, and has read it."""
    return {
        "acknowledged": ("acknowledged",),
        "not-concerned": ("acknowledged", "spared"),
        "concerned": ("acknowledged", "concerned"),
        "planned": ("acknowledged", "concerned"),
        "done": ("acknowledged", "concerned", "done"),
    }[state]
