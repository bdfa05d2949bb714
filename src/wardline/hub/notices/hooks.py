"""The verbs on webhooks: addresses of an organization's own that are called for its events."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.hub.audit.service import Action, record
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.notices.calling import checked
from wardline.hub.notices.events import KINDS, Event
from wardline.hub.notices.models import Call, Hook

# What concerns the organization; what waits for a person, or tells on one, goes to people alone.
EVENTS = (Event.NEW, Event.RECALLED, Event.BULLETIN, Event.KEY, Event.FEED)
MOST = 10


def listed(actor: Actor) -> list[Hook]:
    """The hooks of the person's organization."""
    actor.require(Need.KEYS)
    return list(Hook.objects.filter(organization=actor.organization).order_by("created_at"))


def offered(actor: Actor) -> list[Event]:
    """What a hook of the person's organization can be called for."""
    return [event for event in EVENTS if actor.may(KINDS[event].need)]


def add(actor: Actor, url: str, events: Sequence[str]) -> Hook:
    """A new hook; its secret is shown once. *Raises* UsageError, ConflictError, ForbiddenError."""
    actor.require(Need.KEYS)
    url = checked(url)
    known = [str(event) for event in offered(actor) if event in events]
    if not known:
        raise UsageError(_("Choose at least one event."))
    own_hooks = Hook.objects.filter(organization=actor.organization)
    if own_hooks.filter(url=url).exists():
        raise ConflictError(_("There is a webhook to this address already."))
    if own_hooks.count() >= MOST:
        raise ConflictError(_("An organization has at most %(most)d webhooks.") % {"most": MOST})
    with transaction.atomic():
        hook = Hook.objects.create(
            id=str(uuid.uuid4()),
            organization_id=actor.organization,
            url=url,
            secret=secrets.token_hex(32),
            events=",".join(known),
            made_by=actor.name,
            created_at=now(),
        )
        record(actor, Action.WEBHOOK_ADDED, f"webhook:{hook.id}", {"events": known})
    return hook


def remove(actor: Actor, number: str) -> None:
    """Take a hook away, and what waits for it. *Raises* NotFoundError."""
    hook = own(actor, number)
    with transaction.atomic():
        hook.delete()
        record(actor, Action.WEBHOOK_REMOVED, f"webhook:{number}")


def resume(actor: Actor, number: str) -> None:
    """Switch a hook on again after it had failed too often. *Raises* NotFoundError."""
    hook = own(actor, number)
    with transaction.atomic():
        Hook.objects.filter(pk=hook.pk).update(active=True, failures=0, problem="")
        Call.objects.filter(hook=hook, sent_at=None, next_at=None).update(next_at=now(), tries=0)
        record(actor, Action.NOTICES_CHANGED, f"webhook:{number}", {"resumed": True})


def own(actor: Actor, number: str) -> Hook:
    """A hook of the person's own organization. *Raises* NotFoundError."""
    actor.require(Need.KEYS)
    hook = Hook.objects.filter(organization=actor.organization, id=number).first()
    if hook is None:
        raise NotFoundError(_("There is no such webhook."))
    return hook
