"""Pages of the hub's staff: other providers and how they are doing, the sector's picture."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.cells.model import SMALLEST
from wardline.core.clock import now
from wardline.core.errors import NotFoundError, WardlineError, display
from wardline.hub.advisories import intake, picture
from wardline.hub.advisories.models import Aside, Provider
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

# A provider that was not looked at for a day has a problem, whatever it says.
_STALE = 24 * 3_600_000_000
_MOST_ASIDES = 200
# Of a number that every database takes.
_MOST_DIGITS = 18


@page("staff-advisory-providers", Need.STAFF_ADVISORIES, methods=("GET", "POST"), csv="providers")
def providers(request: Request) -> Page | HttpResponseBase:
    """The providers that the hub takes from, and how each one is doing; a new one."""
    extra: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        extra["url"] = request.POST.get("url", "")
        try:
            made = intake.add(request.actor, extra["url"])
        except WardlineError as error:
            extra["error"], status = error, display(error).status
        else:
            messages.success(request, _("The provider is added. The next look takes it in."))
            return redirect("staff-advisory-provider", number=made.id)
    known = sorted(intake.providers(), key=lambda one: (one.name, one.url))
    rows = [_row(one) for one in known]
    every = int(CONFIG["advisories.every_minutes"])
    data = {"every_minutes": every, "providers": rows}
    return Page("advisories/providers.html", data, status, extra)


def _row(one: Provider) -> dict[str, Any]:
    late = one.pulled_at is None or now() - one.pulled_at > _STALE
    return {
        "id": one.id,
        "url": one.url,
        "name": one.name,
        "role": one.role,
        "keyed": bool(one.secret_file or one.client_cert),
        "pulled": one.pulled_at,
        "taken": one.taken,
        "aside": one.asides.filter(taken=False).count(),
        "problem": one.problem,
        "failures": one.failures,
        "state": "problem" if one.problem else "late" if late else "good",
    }


@page("staff-advisory-provider", Need.STAFF_ADVISORIES, methods=("GET", "POST"), csv="asides")
def one_provider(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One provider: what of it was kept aside and why; look now, or take nothing more of it."""
    one = Provider.objects.filter(id=str(number), active=True).first()
    if one is None:
        raise NotFoundError(_("There is no such provider."), hint=_("See the list of providers."))
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            intake.remove(request.actor, one.id)
            messages.success(request, _("Nothing more is taken of it. What was taken stays."))
            return redirect("staff-advisory-providers")
        done = intake.pull(one, request.actor)
        if done.problem:
            messages.error(request, done.problem)
        else:
            told = _("Taken: %(taken)d. Kept aside: %(aside)d.")
            messages.success(request, told % {"taken": done.taken, "aside": done.aside})
        return redirect("staff-advisory-provider", number=number)
    if "aside" in request.GET:
        return _aside(one, request.GET["aside"])
    rows = one.asides.order_by("-at").defer("body")[:_MOST_ASIDES]
    data = {**_row(one), "asides": [_told(row) for row in rows]}
    return Page("advisories/provider.html", data)


def _told(row: Aside) -> dict[str, Any]:
    return {
        "key": row.pk,
        "url": row.url,
        "place": row.pointer,
        "why": row.reason,
        "taken": row.taken,
        "at": row.at,
    }


def _aside(one: Provider, key: str) -> HttpResponse:
    """A document that was kept aside, to be looked at: never shown as a page."""
    known = key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS
    found = one.asides.filter(pk=int(key)).first() if known else None
    if found is None or not found.body:
        raise NotFoundError(_("This document was not kept."))
    made = HttpResponse(bytes(found.body), content_type="application/octet-stream")
    made["Content-Disposition"] = 'attachment; filename="aside.json"'
    return made


@page("staff-advisory-picture", Need.STAFF_ADVISORIES, csv="cells")
def sector(request: Request) -> Page:
    """How many members advisories concern, have addressed them, how soon; no small cell."""
    known = picture.editions()
    told = [
        {"number": one.number + 1, "as_of": picture.body(one).as_of, "digest": one.digest}
        for one in known
    ]
    cells = picture.cells(known)
    tables = {
        name: [one for one in cells if one["table"] == name and one["count"] is not None]
        for name in ("advisory", "kind", "size", "took")
    }
    data = {"smallest": SMALLEST, "editions": told, "cells": cells}
    return Page("advisories/picture.html", data, extra={"tables": tables})
