"""What a sheet must hold: to be kept as a draft, and to be shown to all."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardline.core.clock import day_of
from wardline.core.errors import ConflictError, UsageError
from wardline.hub.taskforce import rules
from wardline.hub.taskforce.models import Sheet
from wardline.taskforce import due, model

_MOST_TEXT = 200_000
_MOST_ROWS = 200


def check(made: model.Sheet) -> None:
    """Pass what may be kept as a draft. *Raises* UsageError that says what is wrong."""
    for name in made.__struct_fields__:
        value = getattr(made, name)
        if isinstance(value, dict) and sum(map(len, value.values())) > _MOST_TEXT:
            raise UsageError(_("A text is too long for this page; nothing was changed."))
        if isinstance(value, list) and len(value) > _MOST_ROWS:
            raise UsageError(_("There are too many rows; nothing was changed."))
    title = getattr(made, "title", None)
    if title is not None and not title.get("en"):
        raise UsageError(_("Give it a title in English."))
    if isinstance(made, (model.Meeting, model.Exercise)):
        _times(made)
    if isinstance(made, model.Meeting):
        _notice(made)
    if isinstance(made, model.Exercise):
        _objectives(made)
    if isinstance(made, model.AfterAction):
        _after_action(made)
    pairs = {"since": "until", "begins": "ends"}
    for first, last in pairs.items():
        if hasattr(made, first):
            _span(getattr(made, first), getattr(made, last))


def _span(first: str, last: str) -> None:
    begins, ends = model.day(first), model.day(last)
    if begins is None or (last and ends is None):
        raise UsageError(_("Write a day like 2026-01-31."))
    if ends is not None and ends < begins:
        raise UsageError(_("It ends before it begins."))


def _times(made: model.Meeting | model.Exercise) -> None:
    start, end = model.moment(made.start), model.moment(made.end)
    if start is None or end is None:
        raise UsageError(_("Write a time like 2026-01-31 09:00."))
    if end <= start:
        raise UsageError(_("It ends before it begins."))
    try:
        zoneinfo.ZoneInfo(made.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise UsageError(_("There is no such time zone. Write it like America/New_York.")) from None


def _notice(made: model.Meeting) -> None:
    if bool(made.notice_on) != bool(made.notice_cited):
        raise UsageError(
            _("A notice that was given elsewhere needs its day and its citation."),
            hint=_("Such as 91 FR 12345."),
        )
    if made.notice_on and model.day(made.notice_on) is None:
        raise UsageError(_("Write a day like 2026-01-31."))
    if made.statements_until and model.moment(made.statements_until) is None:
        raise UsageError(_("Write a time like 2026-01-31 09:00."))


def _objectives(made: model.Exercise) -> None:
    known = {0, *(one.id for one in made.objectives)}
    if any(one.objective not in known for one in made.injects):
        raise UsageError(_("An inject names an objective that is not there."))


def _after_action(made: model.AfterAction) -> None:
    rated = [one.objective for one in made.ratings]
    if len(set(rated)) != len(rated):
        raise UsageError(_("An objective has one rating; nothing was changed."))
    known = {one.id for one in made.observations}
    for one in made.actions:
        if one.observation not in known:
            raise UsageError(_("An action answers an observation of this report."))
        for text in (one.due, one.done_on):
            if text and model.day(text) is None:
                raise UsageError(_("Write a day like 2026-01-31."))


# --- to be shown


def before_shown(sheet: Sheet, made: Any, before: Sequence[tuple[Any, dt.date]], at: int) -> None:
    """Pass what may be shown to all; `before`: what was shown, and since which day.

    *Raises* UsageError, ConflictError that says what is missing and what to do.
    """
    if sheet.about is not None and not sheet.about.shown:
        raise ConflictError(
            _("Show first what it is about; nothing was changed."),
            hint=_("Publish the meeting or the exercise."),
        )
    if isinstance(made, model.Meeting):
        _meeting(made, before, at)
    if isinstance(made, model.AfterAction):
        _causes(made)


def _meeting(made: model.Meeting, before: Sequence[tuple[model.Meeting, dt.date]], at: int) -> None:
    if made.cancelled:
        if not made.cancelled_reason.get("en"):
            raise UsageError(_("Say why the meeting is called off."))
        return
    if not made.open and not made.closed_reason.get("en"):
        raise UsageError(
            _("Say why the meeting is closed, and name the exemption."),
            hint=_("Such as 5 U.S.C. 552b(c)(4)."),
        )
    start = dt.datetime.fromisoformat(made.start)
    # What has been is written down as it was; the lateness is seen.
    if start.timestamp() * 1e6 <= at:
        return
    today = day_of(at)
    versions = [due.Published(*one) for one in before] + [due.Published(made, today)]
    _in_time(made, due.Known(0, versions))


def _in_time(made: model.Meeting, known: due.Known) -> None:
    asked = rules.rules()
    ahead = due.days_ahead(known)
    told = ngettext("%(count)d day", "%(count)d days", ahead) % {"count": ahead}
    if ahead < asked.floor and not made.exceptional:
        raise ConflictError(
            _("This meeting is only %(days)s away. The least notice is %(floor)d days.")
            % {"days": told, "floor": asked.floor},
            hint=_(
                "Choose a later day, or name the notice that was given elsewhere. Or tick that the "
                "head of the agency decided so."
            ),
        )
    if ahead < asked.notice and not made.short_reason.get("en"):
        raise UsageError(
            _("This meeting is only %(days)s away; %(notice)d days of notice are asked for.")
            % {"days": told, "notice": asked.notice},
            hint=_("Say why the notice is short; all can read it."),
        )


def _causes(made: model.AfterAction) -> None:
    for one in made.observations:
        if one.kind == "improvement" and not one.cause.get("en"):
            raise UsageError(
                _("An area for improvement needs its cause, before all can read it."),
            )
