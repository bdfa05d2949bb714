"""The verbs on clocks: the dated rules in force, what runs for an incident, reminders, worksheets.

Rules are Wardline's own table (`incidents.clocks.standard`), changed by the hub's staff, and those
that an organization's administrators add for its states and contracts. A draft, never legal advice.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, RefusedError, UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.incidents.models import Clock, Done, Incident
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.words import label_words
from wardline.incidents import clocks, model
from wardline.incidents.clocks import Due, Rule

FEDERAL = ""
_MOST_OWN = 50
_SECOND = 1_000_000
# How long before the end one is reminded: days for clocks of days, hours for those of hours.
_DAYS = (14, 3, 1)
_HOURS = (24, 4, 1)
# After its end a clock is told of once, as long as somebody may still act on it.
_LATE = dt.timedelta(days=2)
_MOST_TEXT = 4000
_NAME = re.compile(r"[^a-z0-9]+")


def federal() -> tuple[Rule, ...]:
    """The clocks of the law, as the hub's staff keep them."""
    kept = {row.name: _rule(row) for row in Clock.objects.filter(organization=FEDERAL)}
    return tuple(kept.get(rule.name, rule) for rule in clocks.standard())


def own(organization: str) -> tuple[Rule, ...]:
    """The clocks that an organization added."""
    rows = Clock.objects.filter(organization=organization) if organization else ()
    return tuple(_rule(row) for row in rows)


def rules(organization: str) -> tuple[Rule, ...]:
    """All clocks that may run for an organization."""
    return (*federal(), *own(organization))


def _rule(row: Clock) -> Rule:
    return msgspec.json.decode(row.rule, type=Rule)


def find(organization: str, name: str) -> Rule:
    """One clock. *Raises* NotFoundError."""
    listed = own(organization) if organization else federal()
    found = next((rule for rule in listed if rule.name == name), None)
    if found is None:
        raise NotFoundError(_("There is no such clock."), hint=_("See the list of clocks."))
    return found


def keep(actor: Actor, organization: str, name: str, values: Mapping[str, Any]) -> Rule:
    """Keep a clock: one of the own organization's, or, for the hub's staff, one of the law's.

    `name` is empty for a new one. *Raises* UsageError, UnprocessableError.
    """
    _may(actor, organization)
    new = not name
    name = name or _name_of(str(values.get("title", "")))
    given = {key: value for key, value in values.items() if value not in (None, "")}
    rule = clocks.rules_of([{**given, "name": name}])[0]
    if rule.as_of > dt.datetime.now(dt.UTC).date():
        raise UsageError(_("The day on which the source was read cannot be in the future."))
    rows = Clock.objects.filter(organization=organization)
    if new and (rows.filter(name=name).exists() or name in {one.name for one in federal()}):
        raise ConflictError(_("There is a clock with this title already."))
    if new and rows.count() >= _MOST_OWN:
        raise UsageError(_("These are enough clocks; remove one first."))
    text = msgspec.json.encode(rule).decode()
    with transaction.atomic():
        rows.update_or_create(
            organization=organization,
            name=name,
            defaults={"rule": text, "user_name": actor.name[:200], "changed_at": now()},
        )
        told = {"source": rule.source, "as_of": rule.as_of.isoformat()}
        audit.record(actor, Action.INCIDENT_CLOCK_CHANGED, f"clock:{name}", told)
    return rule


def remove(actor: Actor, organization: str, name: str) -> None:
    """Take an own clock away; one of the law's goes back to what Wardline knows."""
    _may(actor, organization)
    find(organization, name)
    with transaction.atomic():
        Clock.objects.filter(organization=organization, name=name).delete()
        told = {"removed": True}
        audit.record(actor, Action.INCIDENT_CLOCK_CHANGED, f"clock:{name}", told)


def _may(actor: Actor, organization: str) -> None:
    actor.require(Need.PEOPLE if organization else Need.STAFF_SETTINGS)
    if organization not in (FEDERAL, actor.organization):
        raise NotFoundError(_("There is no such clock."))


def _name_of(title: str) -> str:
    made = _NAME.sub("-", title.casefold()).strip("-")[:60].strip("-")
    if not made:
        raise UsageError(_("A clock needs a title."))
    return f"own-{made}"


# --- What runs ---------------------------------------------------------------------------------


def running(one: Incident, zone: str, at: int | None = None) -> list[Due]:
    """The clocks that run, or may run, for an incident; days are counted in `zone`."""
    if not one.report:
        return []
    report = model.parse(one.report.encode())
    moment = dt.datetime.fromtimestamp((now() if at is None else at) / _SECOND, dt.UTC)
    return clocks.due(report, rules(one.organization), moment, zone_of(zone))


def zone_of(name: str) -> dt.tzinfo:
    """A zone by its IANA name; UTC for one that nobody knows."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def done(one: Incident) -> dict[str, Done]:
    """What was said to be done, by the name of its clock."""
    return {row.clock: row for row in Done.objects.filter(incident=one)}


def set_done(actor: Actor, one: Incident, name: str, *, is_done: bool) -> None:
    """Say that what a clock asks for is done, or not; reminders follow."""
    actor.require(Need.SHARE)
    if name not in {rule.name for rule in rules(one.organization)}:
        raise NotFoundError(_("There is no such clock."))
    with transaction.atomic():
        if is_done:
            made = {"user_name": actor.name[:200], "at": now()}
            Done.objects.get_or_create(incident=one, clock=name, defaults=made)
        else:
            Done.objects.filter(incident=one, clock=name).delete()
        told = {"clock": name, "done": is_done}
        audit.record(actor, Action.INCIDENT_CLOCK_CHANGED, f"incident:{one.id}", told)


def end_of(each: Due, zone: dt.tzinfo) -> dt.datetime | None:
    """The last instant of a clock: of a day, its end where its people are."""
    if each.at is not None:
        return each.at
    if each.day is None:
        return None
    return dt.datetime.combine(each.day, dt.time(23, 59, 59), zone)


# --- Reminders ---------------------------------------------------------------------------------


def remind(at: int | None = None) -> int:
    """Tell of clocks that are about to run out, once in each span; how many people were told."""
    moment = dt.datetime.fromtimestamp((now() if at is None else at) / _SECOND, dt.UTC)
    return sum(_remind(one, moment) for one in Incident.objects.exclude(report=""))


def _remind(one: Incident, moment: dt.datetime) -> int:
    reporter = User.objects.filter(pk=one.user).first()
    zone = zone_of(reporter.zone if reporter is not None else "UTC")
    ended = done(one)
    told = 0
    for each in running(one, str(zone), int(moment.timestamp() * _SECOND)):
        end = end_of(each, zone)
        if end is None or each.rule.name in ended or moment > end + _LATE:
            continue
        span = _span(each, end - moment)
        if span is None:
            continue
        key = f"clock:{one.id}:{each.rule.name}:{int(end.timestamp())}:{span}"
        facts = {"clock": each.rule.title, "end": end.isoformat(), "late": span == "late"}
        people = _people(one)
        what = notices.Told(key, facts, f"/incidents/{one.id}/", "amber")
        told += notices.tell(
            Event.CLOCK, people, what, int(moment.timestamp() * _SECOND), hooks=False
        )
    return told


def _span(each: Due, left: dt.timedelta) -> str | None:
    """The reminder that is due now: the nearest one only."""
    if left < dt.timedelta(0):
        return "late"
    if each.at is not None:
        spans = [(f"{h}h", dt.timedelta(hours=h)) for h in _HOURS if h < (each.rule.hours or 0)]
    else:
        spans = [(f"{d}d", dt.timedelta(days=d)) for d in _DAYS if d < (each.rule.days or 0)]
    due = [name for name, before in spans if left <= before]
    return due[-1] if due else None


def _people(one: Incident) -> Iterable[User]:
    """Who reported it, and the administrators: somebody has to be there."""
    may = notices.audience(one.organization, Need.SHARE)
    admins = {user.pk for user in notices.audience(one.organization, Need.PEOPLE)}
    return [user for user in may if user.pk == one.user or user.pk in admins]


# --- The worksheet -----------------------------------------------------------------------------

LEVELS = ("", "low", "some", "high")


def worksheet(one: Incident) -> dict[str, dict[str, str]]:
    """What was written into the four-factor worksheet: by factor its level and its text."""
    kept: dict[str, dict[str, str]] = json.loads(one.worksheet or "{}")
    return kept


def save_worksheet(actor: Actor, one: Incident, typed: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the worksheet. *Raises* RefusedError for texts with identifiers of persons in them."""
    from wardline.screen import screen

    actor.require(Need.SHARE)
    kept = {}
    for code, values in typed.items():
        text, level = values.get("text", "").strip(), values.get("level", "")
        if level not in LEVELS or len(text) > _MOST_TEXT:
            raise UsageError(
                _("A text of the worksheet is too long: at most %(most)s characters.")
                % {"most": f"{_MOST_TEXT:,}"}
            )
        found = screen(text).findings if text else ()
        if found:
            raise RefusedError(
                _("A text of the worksheet holds %(what)s; it was not saved.")
                % {"what": label_words(found[0].label)},
                hint=_("Say it naming nobody: the worksheet is about the risk, not the persons."),
            )
        kept[code] = {"level": level, "text": text}
    with transaction.atomic():
        Incident.objects.filter(id=one.id).update(worksheet=json.dumps(kept))
        told = {"levels": {code: values["level"] for code, values in kept.items()}}
        audit.record(actor, Action.INCIDENT_WORKSHEET_SAVED, f"incident:{one.id}", told)
