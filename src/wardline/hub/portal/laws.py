"""The verbs on legal texts: dated settings that people read and staff keep true."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import NotFoundError, UsageError
from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import record
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.portal.models import Law

# A text that nobody looked at for this long is shown as old.
OLD_DAYS = 180


def listed() -> list[Law]:
    """All legal texts by title."""
    return list(Law.objects.all())


def find(name: str) -> Law:
    """One legal text. *Raises* NotFoundError."""
    found = Law.objects.filter(name=name).first()
    if found is None:
        raise NotFoundError(_("There is no such legal text."), hint=_("See the list at /legal/."))
    return found


def old(law: Law, today: dt.date) -> bool:
    """Whether somebody should read the source again."""
    return (today - law.as_of).days > OLD_DAYS


def change(actor: Actor, name: str, text: str, source: str, as_of: dt.date) -> Law:
    """Keep a text as it was read on `as_of`. *Raises* UsageError for a day to come."""
    actor.require(Need.STAFF_SETTINGS)
    law = find(name)
    if as_of > dt.datetime.now(dt.UTC).date():
        raise UsageError(_("The day on which the source was read cannot be in the future."))
    if not text.strip() or not source.strip():
        raise UsageError(_("A legal text needs its words and its source."))
    with transaction.atomic():
        law.text, law.source, law.as_of, law.changed_at = text, source, as_of, now()
        law.save()
        told = {"as_of": as_of.isoformat(), "source": source}
        record(actor, Action.SETTING_CHANGED, f"law:{name}", told)
    return law
