"""What the first page says to somebody: what waits for them, what to do now, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardline.core.clock import now
from wardline.hub.bulletins import service as bulletins
from wardline.hub.docket import service as docket
from wardline.hub.exchange import collections, feeds
from wardline.hub.members import keys, people
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need
from wardline.hub.notices import bouncing
from wardline.hub.objects import plain, proposing, search
from wardline.hub.objects.disclosing import disclose
from wardline.hub.objects.service import objects
from wardline.hub.portal import laws
from wardline.hub.review import service as review
from wardline.hub.settings import CONFIG
from wardline.hub.taskforce import facts as taskforce

_DAY = 86_400_000_000
_SOON = 30 * _DAY
_MOST = 8
# What a person reads first; relations and bare observables stand behind these.
_KINDS = (
    "indicator",
    "report",
    "vulnerability",
    "campaign",
    "incident",
    "malware",
    "intrusion-set",
    "course-of-action",
    "note",
)


class Task(NamedTuple):
    """One thing that waits: what it is, and where it is done."""

    what: str
    address: str
    # Somebody else waits for it, or it has a deadline.
    urgent: bool


def tasks(actor: Actor) -> list[Task]:
    """What waits for `actor`, the urgent first."""
    found = [task for part in _PARTS for task in part(actor)]
    return sorted(found, key=lambda task: not task.urgent)


def newest(actor: Actor) -> list[dict[str, Any]]:
    """The newest of what the organization may see and did not share itself."""
    if not actor.may(Need.READ):
        return []
    here = objects(CONFIG.data)
    filters = search.parse({"type": list(_KINDS)})
    found = here.search.run(actor.organization, filters, here.clock(), many=3 * _MOST)
    shown = [item for item in found.items if item.owner != actor.organization][:_MOST]
    disclose(here, actor, "view", "home", shown)
    return [
        {
            "id": item.id,
            "title": plain.title(item.object),
            "kind": plain.kind_word(str(item.object.get("type"))),
            "collection": item.collection.title,
            "added": item.added,
        }
        for item in shown
    ]


def _held(actor: Actor) -> Iterator[Task]:
    if not actor.may(Need.SHARE):
        return
    waiting = [one for one in review.queue(actor) if one.mine]
    asked = [one for one in review.own(actor) if one.mine and one.closed_at is None]
    mine = {one.id for one in asked}
    count = len([one for one in waiting if one.id not in mine])
    if count:
        words = ngettext(
            "%(count)d submission waits for your review.",
            "%(count)d submissions wait for your review.",
            count,
        )
        yield Task(words % {"count": count}, _at("review"), urgent=True)
    if asked:
        words = ngettext(
            "A reviewer asks you about %(count)d submission of yours.",
            "Reviewers ask you about %(count)d submissions of yours.",
            len(asked),
        )
        yield Task(words % {"count": len(asked)}, _at("review"), urgent=True)


def _feeds(actor: Actor) -> Iterator[Task]:
    if not actor.may(Need.STAFF_FEEDS):
        return
    count = sum(bool(feed.problem) for feed in feeds.feeds())
    if count:
        words = ngettext("%(count)d feed has a problem.", "%(count)d feeds have a problem.", count)
        yield Task(words % {"count": count}, _at("staff-feeds"), urgent=True)


def _keys(actor: Actor) -> Iterator[Task]:
    if not actor.may(Need.KEYS):
        return
    at = now()
    alive = [
        key
        for key in keys.listed(actor)
        if key.revoked_at is None and (key.expires_at is None or key.expires_at > at)
    ]
    for key in alive:
        if key.expires_at is not None and key.expires_at - at < _SOON:
            days = (key.expires_at - at) // _DAY
            words = _("The key “%(label)s” ends in %(days)d days; make its successor now.")
            yield Task(words % {"label": key.label, "days": days}, _at("keys"), urgent=True)
    if not alive:
        words = _("Connect your firewall, SIEM or our agent: make its key.")
        yield Task(words, _at("key-new"), urgent=False)


def _people(actor: Actor) -> Iterator[Task]:
    user = User.objects.filter(pk=actor.user or 0).first()
    if user is not None and not people.has_factor(user):
        yield Task(_("Set up a second factor for your account."), _at("mfa_index"), urgent=False)
    if bouncing.stopped(actor.user or 0):
        words = _("Mails to you came back, so no more are sent. Set it right.")
        yield Task(words, _at("notices-settings"), urgent=True)
    if not actor.may(Need.PEOPLE):
        return
    here = [one for one in people.people(actor, actor.organization) if one.is_active]
    without = [one for one in here if one.pk != actor.user and not people.has_factor(one)]
    if without:
        words = ngettext(
            "%(count)d of your people has no second factor.",
            "%(count)d of your people have no second factor.",
            len(without),
        )
        yield Task(words % {"count": len(without)}, _at("people"), urgent=False)
    if sum(one.role == "admin" for one in here) < 2:  # noqa: PLR2004 # one and a deputy
        words = _("Invite a second administrator, for the day on which you are away.")
        yield Task(words, _at("people"), urgent=False)


def _staff(actor: Actor) -> Iterator[Task]:
    if actor.may(Need.STAFF_COLLECTIONS) and not collections.collections():
        words = _("Make the first collection; members then read it and share into it.")
        yield Task(words, _at("staff-collections"), urgent=True)
    if actor.may(Need.STAFF_SETTINGS):
        today = dt.datetime.now(dt.UTC).date()
        count = sum(laws.old(law, today) for law in laws.listed())
        if count:
            words = ngettext(
                "%(count)d legal text was not read at its source for half a year.",
                "%(count)d legal texts were not read at their source for half a year.",
                count,
            )
            yield Task(words % {"count": count}, _at("legal"), urgent=False)


def _heard(actor: Actor) -> Iterator[Task]:
    """Comments that wait for somebody who reads them."""
    if not actor.may(Need.STAFF_DOCKET):
        return
    waiting, late = docket.waiting()
    if waiting:
        words = ngettext(
            "%(count)d comment waits to be read.", "%(count)d comments wait to be read.", waiting
        )
        yield Task(words % {"count": waiting}, _at("staff-docket"), urgent=late > 0)


def _forced(actor: Actor) -> Iterator[Task]:
    """What is late or missing of the Task Force, and can still be mended."""
    if not actor.may(Need.STAFF_DOCKET):
        return
    count = sum(not one.past for one in taskforce.late())
    if count:
        words = ngettext(
            "%(count)d thing of the Task Force is late or missing.",
            "%(count)d things of the Task Force are late or missing.",
            count,
        )
        yield Task(words % {"count": count}, _at("staff-taskforce"), urgent=False)


def _proposed(actor: Actor) -> Iterator[Task]:
    """Changes that members propose to what the organization shared."""
    count = proposing.waiting(actor)
    if count:
        words = ngettext(
            "A member proposes %(count)d change to what you shared.",
            "Members propose %(count)d changes to what you shared.",
            count,
        )
        yield Task(words % {"count": count}, _at("proposals"), urgent=True)


def _written(actor: Actor) -> Iterator[Task]:
    """Bulletins that wait for a second person."""
    count = bulletins.waiting(actor)
    if count:
        words = ngettext(
            "%(count)d bulletin waits for your release.",
            "%(count)d bulletins wait for your release.",
            count,
        )
        yield Task(words % {"count": count}, _at("staff-bulletins"), urgent=True)


_PARTS = (_held, _proposed, _heard, _forced, _written, _feeds, _keys, _people, _staff)


def _at(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
