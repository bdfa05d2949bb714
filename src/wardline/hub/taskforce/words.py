"""Kinds, roles, ratings and what is late, in plain words. The keys are closed sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wardline.taskforce.due import Late

KINDS: dict[str, Any] = {
    "seat": gettext_lazy("seat"),
    "term": gettext_lazy("member"),
    "meeting": gettext_lazy("meeting"),
    "minutes": gettext_lazy("minutes"),
    "exercise": gettext_lazy("exercise"),
    "after-action": gettext_lazy("after-action report"),
    "duty": gettext_lazy("duty"),
}
ROLES: dict[str, Any] = {
    "chair": gettext_lazy("chair"),
    "co-chair": gettext_lazy("co-chair"),
    "member": gettext_lazy("member"),
}
EXERCISES: dict[str, Any] = {
    "seminar": gettext_lazy("seminar"),
    "workshop": gettext_lazy("workshop"),
    "tabletop": gettext_lazy("tabletop"),
    "game": gettext_lazy("game"),
    "drill": gettext_lazy("drill"),
    "functional": gettext_lazy("functional exercise"),
    "full-scale": gettext_lazy("full-scale exercise"),
}
# *Source*: HSEEP, revised January 2020, the four ratings of a core capability.
RATINGS: dict[str, Any] = {
    "P": gettext_lazy("Performed without Challenges"),
    "S": gettext_lazy("Performed with Some Challenges"),
    "M": gettext_lazy("Performed with Major Challenges"),
    "U": gettext_lazy("Unable to be Performed"),
}
OBSERVED: dict[str, Any] = {
    "strength": gettext_lazy("strength"),
    "improvement": gettext_lazy("area for improvement"),
}
ACTION_STATES: dict[str, Any] = {
    "open": gettext_lazy("open"),
    "overdue": gettext_lazy("overdue"),
    "done": gettext_lazy("done"),
}
DUTIES: dict[str, Any] = {
    "A": gettext_lazy("How other sectors guard themselves"),
    "B": gettext_lazy("What makes it hard for health care"),
    "C": gettext_lazy("Devices and software that link to health records"),
    "D": gettext_lazy("Help for groups of all sizes"),
    "E": gettext_lazy("Sharing threats at once"),
}
RULES: dict[str, Any] = {
    "notice": gettext_lazy("Days from a notice to its meeting"),
    "floor": gettext_lazy("The least days from a notice to its meeting"),
    "certify": gettext_lazy("Days for the chair to certify minutes"),
}


def _days(late: Late) -> str:
    told = ngettext("%(count)d day", "%(count)d days", late.days)
    return told % {"count": late.days}


def _month(late: Late) -> str:
    return formats.date_format(late.on, "F Y") if late.on else ""


def _quarter(late: Late) -> str:
    if late.on is None:
        return ""
    told = {"quarter": (late.on.month + 2) // 3, "year": late.on.year}
    return _("quarter %(quarter)d of %(year)d") % told


# code → the sentence; `name` is what it is about.
_LATE: dict[str, Callable[[Late, str], str]] = {
    "month-yet": lambda late, _name: (
        _("No meeting this month yet (%(month)s).") % {"month": _month(late)}
    ),
    "month-missing": lambda late, _name: _("No meeting in %(month)s.") % {"month": _month(late)},
    "quarter-yet": lambda late, _name: (
        _("No open meeting this quarter yet (%(quarter)s).") % {"quarter": _quarter(late)}
    ),
    "quarter-missing": lambda late, _name: (
        _("No open meeting in %(quarter)s.") % {"quarter": _quarter(late)}
    ),
    "notice-short": lambda late, name: (
        _("“%(name)s”: the notice is %(days)s short.") % {"name": name, "days": _days(late)}
    ),
    "agenda-missing": lambda late, name: (
        _("“%(name)s” is in %(days)s and has no agenda.") % {"name": name, "days": _days(late)}
    ),
    "minutes-missing": lambda late, name: (
        _("“%(name)s”: the minutes are %(days)s late.") % {"name": name, "days": _days(late)}
    ),
    "minutes-uncertified": lambda late, name: (
        _("“%(name)s”: the chair is %(days)s late to certify the minutes.")
        % {"name": name, "days": _days(late)}
    ),
    "minutes-certified-late": lambda late, name: (
        _("“%(name)s”: the minutes were certified %(days)s late.")
        % {"name": name, "days": _days(late)}
    ),
    "vacant": lambda late, name: (
        _("The seat “%(name)s” has been empty for %(days)s.") % {"name": name, "days": _days(late)}
    ),
    "term-ends": lambda late, name: (
        _("The term of %(name)s ends in %(days)s; nobody follows yet.")
        % {"name": name, "days": _days(late)}
    ),
    "action-overdue": lambda late, name: (
        _("An action is %(days)s overdue: %(name)s") % {"name": name, "days": _days(late)}
    ),
    "after-action-missing": lambda late, name: (
        _("“%(name)s” was %(days)s ago and has no report.") % {"name": name, "days": _days(late)}
    ),
    "no-finding": lambda _late, name: _("Duty %(name)s has no finding yet.") % {"name": name},
    "no-step": lambda _late, name: _("Duty %(name)s has no next step.") % {"name": name},
    "step-overdue": lambda late, name: (
        _("Duty %(name)s: the next step is %(days)s late.") % {"name": name, "days": _days(late)}
    ),
}
# What cannot be mended any more, and is told all the same.
PAST = ("month-missing", "quarter-missing", "minutes-certified-late")


def sentence(late: Late, name: str) -> str:
    """What is late, as one sentence in the reader's language."""
    return _LATE[late.code](late, name)
