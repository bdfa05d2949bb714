"""The dated settings: how many days of notice, how long for the minutes, and by which law.

A new hub begins with what we read; its staff reads the source again and keeps them true.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now, today_utc
from wardline.core.errors import NotFoundError, UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.taskforce.models import Rule
from wardline.hub.taskforce.words import RULES
from wardline.taskforce.due import Rules

# A source that nobody read for so long is shown as old.
OLD_DAYS = 180
_MOST_DAYS = 3660


def rules() -> Rules:
    """The numbers that hold now."""
    found = dict(Rule.objects.values_list("name", "days"))
    return Rules(**{name: found[name] for name in Rules._fields if name in found})


def listed() -> list[dict[str, Any]]:
    """Each setting with its source and the day on which somebody read it."""
    rows = {row.name: row for row in Rule.objects.all()}
    return [
        {
            "name": name,
            "words": str(RULES[name]),
            "days": rows[name].days,
            "source": rows[name].source,
            "as_of": rows[name].as_of.isoformat(),
            "old": (today_utc() - rows[name].as_of).days > OLD_DAYS,
        }
        for name in Rules._fields
        if name in rows
    ]


def find(name: str) -> Rule:
    """One setting. *Raises* NotFoundError."""
    found = Rule.objects.filter(name=name).first()
    if found is None:
        raise NotFoundError(_("There is no such rule."))
    return found


def change(actor: Actor, name: str, days: int, source: str, as_of: dt.date) -> Rule:
    """Keep a setting as its source was read on `as_of`. *Raises* UsageError."""
    actor.require(Need.STAFF_DOCKET)
    if as_of > today_utc():
        raise UsageError(_("The day on which the source was read cannot be in the future."))
    if not source.strip() or not 0 <= days <= _MOST_DAYS:
        raise UsageError(_("A rule needs its days and its source."))
    with transaction.atomic():
        rule = find(name)
        was = rule.days
        rule.days, rule.source, rule.as_of, rule.changed_at = days, source, as_of, now()
        rule.save()
        detail = {"was": was, "days": days, "as_of": as_of.isoformat()}
        audit.record(actor, Action.SETTING_CHANGED, f"rule:{name}", detail)
    return rule
