"""The verbs on notifications; each needs Django to be set up. Other rooms call `tell`.

What is told is written in the transaction of its cause, if one is open: both stand, or neither.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import NotFoundError, UnauthorizedError, UsageError
from wardline.hub.audit.service import SYSTEM, Action, record
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need, allowed
from wardline.hub.notices import disclosing
from wardline.hub.notices.events import KINDS, Event
from wardline.hub.notices.models import Call, Hook, Notice, Reader, Wish
from wardline.hub.notices.times import Hours, How, due
from wardline.hub.settings import CONFIG

PAGE = 50
_DAY_MINUTES = 24 * 60
_FILTERS = ("collections", "tlp", "types", "labels")
_MOST_WORDS = 50


class Told(NamedTuple):
    """One thing to tell: `key` names it for ever, `facts` are ids, counts and short labels."""

    key: str
    facts: Mapping[str, Any]
    link: str
    tlp: str


class Choice(NamedTuple):
    """What one person wants of one event."""

    how: How
    filters: Mapping[str, Sequence[str]]


def audience(organization: str, need: Need) -> list[User]:
    """The active people of an organization who have a right."""
    rows = User.objects.select_related("organization").filter(
        organization_id=organization, is_active=True, organization__active=True
    )
    return [one for one in rows if need in allowed(one.role, operator=one.organization.operator)]


def tell(
    event: Event, people: Iterable[User], told: Told, at: int | None = None, *, hooks: bool = True
) -> int:
    """Tell people of one thing, and their organizations' hooks; how many were told anew.

    Nobody is told twice of the same `key`.
    """
    moment = now() if at is None else at
    chosen = list({one.pk: one for one in people}.values())
    wishes, hours = choices(chosen, event), hours_of(chosen)
    mails = mailing()
    rows = []
    for one in chosen:
        urgent = KINDS[event].urgent
        when = due(wishes[one.pk].how, moment, hours[one.pk], urgent=urgent)
        rows.append(
            Notice(
                user=one,
                event=event,
                key=told.key,
                tlp=told.tlp,
                facts=json.dumps(told.facts),
                link=told.link,
                at=moment,
                mail_due=when if mails else None,
            )
        )
    with transaction.atomic():
        had = set(
            Notice.objects.filter(key=told.key, user__in=chosen).values_list("user_id", flat=True)
        )
        new = [row for row in rows if row.user_id not in had]
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        if hooks and event is not Event.DEVICE:
            call({one.organization_id for one in chosen}, event, told, moment)
    return len(new)


def call(organizations: set[str], event: Event, told: Told, at: int) -> None:
    """Queue a call of each hook that wants the event. Only references travel: no content."""
    hooks = Hook.objects.select_related("organization").filter(
        organization__in=organizations, active=True
    )
    had = set(Call.objects.filter(key=told.key, hook__in=hooks).values_list("hook_id", flat=True))
    objects = disclosing.told(told.facts)
    calls = []
    for hook in hooks:
        if event not in hook.events.split(",") or hook.id in had:
            continue
        number = str(uuid.uuid4())
        body = {
            "id": number,
            "event": str(event),
            "at": at,
            "tlp": told.tlp,
            "link": told.link,
            "count": int(told.facts.get("count", 1)),
            # An id may be made from what it names (STIX 2.1 section 2.9).
            "objects": [one.id for one in objects if one.open],
        }
        disclosing.by_call(hook, number, str(told.facts.get("uuid", "")), objects)
        calls.append(
            Call(
                id=number,
                hook=hook,
                key=told.key,
                body=json.dumps(body, sort_keys=True),
                created_at=at,
                next_at=at,
            )
        )
    Call.objects.bulk_create(calls, ignore_conflicts=True)


def choices(people: Iterable[User], event: Event) -> dict[int, Choice]:
    """What each person wants of an event, their wish or the default."""
    kind = KINDS[event]
    wishes = {wish.user_id: wish for wish in Wish.objects.filter(user__in=people, event=event)}
    found = {}
    for one in people:
        wish = wishes.get(one.pk)
        how = kind.how if wish is None or kind.urgent else How(wish.how)
        found[one.pk] = Choice(how, json.loads(wish.filters) if wish else {})
    return found


def hours_of(people: Iterable[User]) -> dict[int, Hours]:
    """Each person's hours."""
    kept = {row.user_id: row for row in Reader.objects.filter(user__in=people)}
    found = {}
    for one in people:
        row = kept.get(one.pk)
        found[one.pk] = (
            Hours(one.zone, row.quiet_from, row.quiet_to, row.digest_hour)
            if row
            else Hours(one.zone)
        )
    return found


# --- On the web --------------------------------------------------------------------------------


def unread(user: int) -> int:
    """How many notices a person has not read, as the header shows it."""
    return Notice.objects.filter(user_id=user, read_at=None).count()


def listed(actor: Actor, before: int | None = None) -> list[Notice]:
    """A page of a person's notices, the newest first."""
    rows = Notice.objects.filter(user_id=_person(actor))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:PAGE])


def _person(actor: Actor) -> int:
    """Whose notices the actor may touch: their own. *Raises* UnauthorizedError."""
    actor.require(Need.SIGNED_IN)
    if actor.user is None:
        raise UnauthorizedError(_("Only a person has notices."), hint=_("Sign in to the portal."))
    return actor.user


def mark_read(actor: Actor, number: str = "") -> int:
    """Mark one notice, or all, as read; how many that were.

    *Raises* NotFoundError for one that is not the person's own.
    """
    rows = Notice.objects.filter(user_id=_person(actor))
    if number:
        rows = rows.filter(uuid=number)
        if not rows.exists():
            raise NotFoundError(_("There is no such notice."))
    return rows.filter(read_at=None).update(read_at=now())


# --- What a person wants -----------------------------------------------------------------------


def reader(user: User) -> Reader:
    """A person's own row, made when it is first needed."""
    row, _made = Reader.objects.get_or_create(
        user=user, defaults={"token": secrets.token_urlsafe(32)}
    )
    return row


def readers(users: Iterable[User]) -> dict[int, Reader]:
    """People's own rows, by the people's numbers; made where they were never needed."""
    found = {row.user_id: row for row in Reader.objects.filter(user__in=users)}
    return {user.pk: found.get(user.pk) or reader(user) for user in users}


def wanted(actor: Actor) -> dict[Event, Choice]:
    """What the person wants of each event that their role can meet."""
    user = User.objects.get(pk=_person(actor))
    return {
        event: choices([user], event)[user.pk]
        for event, kind in KINDS.items()
        if actor.may(kind.need)
    }


def want(actor: Actor, wishes: Mapping[Event, Choice], hours: Hours, *, mail: bool) -> None:
    """Keep what the person wants; mails that wait move to the new hours."""
    user = User.objects.get(pk=_person(actor))
    _check(hours)
    with transaction.atomic():
        row = reader(user)
        row.quiet_from, row.quiet_to = hours.quiet_from, hours.quiet_to
        row.digest_hour = hours.digest_hour
        if mail and not row.mail:
            # They say that their address works (again).
            row.bounces, row.bounced_at, row.bounce = 0, None, ""
        row.mail = mail
        row.save()
        for event, choice in wishes.items():
            if not actor.may(KINDS[event].need):
                continue
            Wish.objects.update_or_create(
                user=user,
                event=event,
                defaults={"how": choice.how, "filters": json.dumps(_filters(choice.filters))},
            )
        _move(user)
        told = {str(event): str(choice.how) for event, choice in wishes.items()}
        told["mail"] = "on" if mail else "off"
        record(actor, Action.NOTICES_CHANGED, f"user:{user.pk}", told)


def _check(hours: Hours) -> None:
    minutes = (hours.quiet_from, hours.quiet_to)
    if not all(0 <= one < _DAY_MINUTES for one in minutes):
        raise UsageError(_("A time of day is from 00:00 to 23:59."))
    if not 0 <= hours.digest_hour < 24:  # noqa: PLR2004 # hours of a day
        raise UsageError(_("The hour of the digest is from 0 to 23."))


def _filters(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found = {}
    for name in _FILTERS:
        words = [str(word).strip()[:100] for word in given.get(name, ())][:_MOST_WORDS]
        found[name] = sorted({word for word in words if word})
    return found


def _move(user: User) -> None:
    """Give the notices that wait for a mail their time under the person's new wishes."""
    hours = hours_of([user])[user.pk]
    at = now()
    for row in Notice.objects.filter(user=user, mail_due__isnull=False):
        event = Event(row.event)
        how = choices([user], event)[user.pk].how
        row.mail_due = due(how, max(row.at, at), hours, urgent=KINDS[event].urgent)
        row.save(update_fields=["mail_due"])


def unsubscribe(token: str) -> None:
    """End all mails to whom a link was sent; what waits is not sent. Works again and again.

    *Raises* NotFoundError.
    """
    row = _by_token(token)
    with transaction.atomic():
        ended = Reader.objects.filter(pk=row.pk, mail=True).update(mail=False)
        Notice.objects.filter(user_id=row.user_id).update(mail_due=None)
        if ended:
            told = {"mail": "off", "why": "link"}
            record(SYSTEM, Action.NOTICES_CHANGED, f"user:{row.user_id}", told)


def unsubscribing(token: str) -> str:
    """Whose mails a link ends: the address, with its middle hidden. *Raises* NotFoundError."""
    name, _at, host = _by_token(token).user.email.partition("@")
    return f"{name[:1]}…@{host}"


def _by_token(token: str) -> Reader:
    row = Reader.objects.select_related("user").filter(token=token).first()
    if row is None:
        raise NotFoundError(
            _("This link is not known."), hint=_("Sign in and change your notifications there.")
        )
    return row


def mailing() -> bool:
    """Whether this hub sends mails: it needs a server, a sender and its own address for links."""
    return all(CONFIG[name] for name in ("mail.host", "mail.from", "portal.address"))
