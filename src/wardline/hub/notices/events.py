"""What one can be told of, how often unless one says otherwise, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wardline.hub.members.rights import Need
from wardline.hub.notices.times import How

# What may stand in a mail, which anybody on its way can read (FIRST TLP 2.0: GREEN may go to the
# community by channels that are not public; a mail to a member's own address is one).
OPEN = frozenset({"clear", "green"})


class Event(StrEnum):
    """The closed set of events."""

    NEW = "new"
    RECALLED = "recalled"
    REVIEW = "review"
    KEY = "key"
    FEED = "feed"
    CONFLICT = "conflict"
    CLOCK = "clock"
    SEVERAL = "several"
    PROPOSAL = "proposal"
    DEVICE = "device"
    BULLETIN = "bulletin"


class Kind(NamedTuple):
    """One event: for whom, its name, how often by default."""

    need: Need
    words: Any
    how: How
    # Does not wait for the end of quiet hours, and cannot be switched off.
    urgent: bool = False


KINDS: dict[Event, Kind] = {
    Event.NEW: Kind(Need.READ, gettext_lazy("Something new in my collections"), How.DAILY),
    Event.RECALLED: Kind(Need.READ, gettext_lazy("Something was recalled or deleted"), How.NOW),
    Event.REVIEW: Kind(Need.SHARE, gettext_lazy("A held submission waits for me"), How.NOW),
    Event.KEY: Kind(Need.KEYS, gettext_lazy("A key will expire"), How.DAILY),
    Event.SEVERAL: Kind(
        Need.READ, gettext_lazy("Several members report the same within an hour"), How.NOW, True
    ),
    Event.PROPOSAL: Kind(
        Need.SHARE, gettext_lazy("A proposed change to an object, or the answer to mine"), How.NOW
    ),
    Event.CLOCK: Kind(
        Need.SHARE, gettext_lazy("A clock of an incident of ours runs out soon"), How.NOW
    ),
    Event.BULLETIN: Kind(Need.READ, gettext_lazy("A bulletin concerns me"), How.NOW),
    Event.FEED: Kind(Need.STAFF_FEEDS, gettext_lazy("A feed fails"), How.HOURLY),
    Event.CONFLICT: Kind(
        Need.STAFF_FEEDS, gettext_lazy("New conflicts with peers, once a day at most"), How.DAILY
    ),
    Event.DEVICE: Kind(
        Need.SIGNED_IN, gettext_lazy("Somebody signed in as me on a new device"), How.NOW, True
    ),
}


def headline(event: str, facts: Mapping[str, Any]) -> str:
    """One line that names nothing: it may stand in any mail."""
    count = int(facts.get("count", 1))
    if event == Event.NEW:
        return ngettext("%(n)d new object for you", "%(n)d new objects for you", count) % {
            "n": count
        }
    if event == Event.RECALLED:
        return ngettext(
            "%(n)d object that you may have received was recalled or deleted",
            "%(n)d objects that you may have received were recalled or deleted",
            count,
        ) % {"n": count}
    if event == Event.CONFLICT:
        return ngettext(
            "%(n)d new conflict with a peer", "%(n)d new conflicts with peers", count
        ) % {"n": count}
    if event == Event.REVIEW:
        return _review(str(facts.get("step", "")))
    if event == Event.PROPOSAL:
        return _proposal(str(facts.get("step", "")))
    if event == Event.BULLETIN:
        return _bulletin(str(facts.get("step", "")))
    if event == Event.CLOCK:
        return (
            _("A clock of an incident of yours has run out")
            if facts.get("late")
            else _("A clock of an incident of yours runs out soon")
        )
    return {
        Event.SEVERAL: _("Several members report the same thing now: look for it with you"),
        Event.KEY: _("A key of your organization expires soon"),
        Event.FEED: _("A feed fails"),
        Event.DEVICE: _("Your account was used on a device that was not seen before"),
    }.get(Event(event), str(event))


def detail(event: str, facts: Mapping[str, Any]) -> str:
    """What to know and do, for whoever may see all of it."""
    if event == Event.RECALLED:
        return _("Take it out of your tools. Reason: %(reason)s") % {
            "reason": facts.get("reason") or _("none was given")
        }
    if event == Event.KEY:
        return _("Key %(label)s. Make a new one, change over, then revoke the old one.") % {
            "label": facts.get("label", "")
        }
    if event == Event.CLOCK:
        return _("%(clock)s: until %(end)s.") % {
            "clock": _(str(facts.get("clock", ""))),
            "end": str(facts.get("end", "")).replace("T", " "),
        }
    if event == Event.FEED:
        return _("%(host)s: %(problem)s") % {
            "host": facts.get("host", ""),
            "problem": facts.get("problem", ""),
        }
    if event == Event.CONFLICT:
        return _("Each was decided by a rule. Look whether something has to be mended.")
    if event == Event.DEVICE:
        return _("From %(address)s. If it was not you, change your password now.") % {
            "address": facts.get("address", "")
        }
    return ""


def _bulletin(step: str) -> str:
    return {
        "corrected": _("A bulletin was corrected: read it again"),
        "withdrawn": _("A bulletin was taken back: do not act on it"),
        "reminder": _("A bulletin still waits for your answer"),
    }.get(step, _("A bulletin concerns you"))


def _review(step: str) -> str:
    return {
        "second": _("A held submission waits for a second decision: yours"),
        "answer": _("A reviewer asks something about your submission"),
        "stopped": _("A report of yours could not leave: look at it"),
        "released": _("Your held submission was released"),
        "refused": _("Your held submission was refused"),
        "expired": _("Your held submission was destroyed: nobody decided in time"),
    }.get(step, _("A held submission waits for you"))


def _proposal(step: str) -> str:
    return {
        "taken": _("Your proposal was taken: a new version says so"),
        "declined": _("Your proposal was declined; the reason stands beside it"),
        "withdrawn": _("A change that was proposed to you was withdrawn"),
        "stands": _("Your proposal has ended: the object says so already"),
        "gone": _("Your proposal has ended: the object is gone"),
        "expired": _("Your proposal has ended: nobody decided in time"),
    }.get(step, _("A member proposes a change to an object that you shared"))
