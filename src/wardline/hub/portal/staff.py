"""Pages of the hub's staff: collections and their rights, feeds and their health, legal texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub.exchange import collections, feeds
from wardline.hub.members import groups, peers, service
from wardline.hub.members.rights import Need
from wardline.hub.portal import forms, laws
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

# A feed that was not pulled for a day has a problem, whatever it says.
_STALE = 24 * 3_600_000_000


def _choices(request: Request, held: Collection[str] = ()) -> list[tuple[str, str]]:
    """Groups and organizations to choose from; those in `held` stand there whatever they are.

    What is not offered would lose its right when somebody saves another title.
    """
    words, out = _("Group: %(name)s"), _("%(name)s (out for now)")
    known = [(g.id, words % {"name": g.name}) for g in groups.listed(request.actor)]
    known += [
        (one.id, one.name if one.active else out % {"name": one.name})
        for one in service.organizations()
        if one.active or one.id in held
    ]
    unseen = {*held} - {number for number, _name in known} - {"all", "none"}
    return [*((number, _("A group that you are not in")) for number in sorted(unseen)), *known]


@page("staff-collections", Need.STAFF_COLLECTIONS, methods=("GET", "POST"), csv="collections")
def collections_page(request: Request) -> Page | HttpResponseBase:
    """All collections; a new one."""
    form = forms.CollectionForm(request.POST or None, initial={"read_all": True})
    form.offer(_choices(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            number = collections.add_collection(
                typed["title"],
                description=typed["description"],
                read=form.named("read"),
                write=form.named("write"),
                actor=request.actor,
            )
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The collection is made."))
            return redirect("staff-collection", number=number)
    rows = [_collection(one) for one in collections.collections()]
    status = 400 if request.method == "POST" else 200
    return Page("portal/staff_collections.html", {"collections": rows}, status, {"form": form})


def _collection(one: Any) -> dict[str, Any]:
    read, write = collections.readers_and_writers(one)
    return {
        "id": one.uuid,
        "title": one.title,
        "description": one.description,
        "read": read,
        "write": write,
        "newest": one.last_added or None,
    }


@page("staff-collection", Need.STAFF_COLLECTIONS, methods=("GET", "POST"))
def collection_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One collection: its title, its readers and writers."""
    found = collections.find(str(number))
    data = _collection(found)
    form = forms.CollectionForm(
        request.POST or None,
        initial={**data, "read_all": "all" in data["read"], "write_all": "all" in data["write"]},
    ).offer(_choices(request, {*data["read"], *data["write"]}))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            collections.change_collection(
                request.actor,
                str(number),
                typed["title"],
                typed["description"],
                form.named("read"),
                form.named("write"),
            )
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Rights follow at once."))
            return redirect("staff-collection", number=number)
    status = 400 if request.method == "POST" else 200
    return Page("portal/staff_collection.html", data, status, {"form": form})


@page("staff-feeds", Need.STAFF_FEEDS, methods=("GET", "POST"), csv="feeds")
def feeds_page(request: Request) -> Page | HttpResponseBase:
    """The feeds and how each one is doing; a new one."""
    form = forms.FeedForm(request.POST or None).offer(
        list(feeds.KINDS), [(one.uuid, one.title) for one in collections.collections()]
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            feeds.add(typed["url"], typed["kind"], typed["collection"], None, request.actor)
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The feed is added. The next pull takes it in."))
            return redirect("staff-feeds")
    names = {one.organization_id: one.organization.name for one in peers.peers()}
    rows = [feed_shown(one, names) for one in feeds.feeds()]
    status = 400 if request.method == "POST" else 200
    data = {"every_minutes": int(CONFIG["feeds.every_minutes"]), "feeds": rows}
    return Page("portal/staff_feeds.html", data, status, {"form": form})


def feed_shown(one: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A feed and how it is doing; `names` are those of the peers by their organizations."""
    every = int(CONFIG["feeds.every_minutes"]) * 60_000_000
    late = one.pulled_at is None or now() - one.pulled_at > max(_STALE, 3 * every)
    running = one.lease_until > now()
    return {
        "id": one.id,
        "direction": one.direction,
        "kind": one.kind,
        "url": one.url,
        "peer": names.get(one.peer, ""),
        "collection": one.collection.title,
        "pulled": one.pulled_at,
        "added": one.added,
        "refused": one.failed,
        "withdrawn": one.withdrawn,
        "problem": one.problem,
        "failures": one.failures,
        "running_since": one.started_at if running else None,
        "next": one.next_at if every and one.next_at and not running else None,
        "state": "problem" if one.problem else "late" if late else "good",
    }


@page("legal", Need.PUBLIC)
def legal(request: Request) -> Page:
    """What the law says, as somebody read it on a day, for everybody."""
    today = dt.datetime.now(dt.UTC).date()
    rows = [
        {
            "name": law.name,
            "title": law.title,
            "source": law.source,
            "text": law.text,
            "as_of": law.as_of.isoformat(),
            "old": laws.old(law, today),
        }
        for law in laws.listed()
    ]
    extra = {"may_change": request.actor.may(Need.STAFF_SETTINGS)}
    return Page("portal/legal.html", {"laws": rows}, extra=extra)


@page("staff-law", Need.STAFF_SETTINGS, methods=("GET", "POST"))
def law_page(request: Request, name: str) -> Page | HttpResponseBase:
    """Keep one legal text true."""
    law = laws.find(name)
    data = {"title": law.title, "text": law.text, "source": law.source}
    form = forms.LawForm(request.POST or None, initial=data)
    if request.method == "POST" and form.is_valid():
        try:
            laws.change(request.actor, name, **form.cleaned_data)
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved, with its day."))
            return redirect("legal")
    status = 400 if request.method == "POST" else 200
    return Page("portal/staff_law.html", data, status, {"form": form})
