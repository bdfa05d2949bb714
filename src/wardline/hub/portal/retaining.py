"""The staff's pages on retention: how long each collection keeps, and what a change destroys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, UsageError, WardlineError, display
from wardline.hub.exchange import collections, retention
from wardline.hub.members.rights import Need
from wardline.hub.objects.service import objects
from wardline.hub.portal import forms
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG


@page("staff-retention", Need.STAFF_SETTINGS, csv="collections")
def retention_page(request: Request) -> Page:  # noqa: ARG001 # the same for all of the staff
    """For how long each collection keeps."""
    rows = [
        {"id": one.uuid, "title": one.title, "keeps_days": collections.retained(one)}
        for one in collections.collections()
    ]
    return Page("portal/staff_retention.html", {"collections": rows})


@page("staff-retain", Need.STAFF_SETTINGS, methods=("GET", "POST"), step_up=True)
def retain_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One collection: ask what a number of days would destroy now, then say that it is meant."""
    found = collections.find(str(number))
    data: dict[str, Any] = {
        "id": found.uuid,
        "title": found.title,
        "keeps_days": collections.retained(found),
        "preview": None,
    }
    asked = request.POST or (request.GET if "days" in request.GET else None)
    form = forms.RetentionForm(asked, initial={"days": data["keeps_days"]})
    extra: dict[str, Any] = {"form": form, "error": None}
    if asked is None:
        return Page("portal/staff_retain.html", data, extra=extra)
    if not form.is_valid():
        return Page("portal/staff_retain.html", data, 400, extra)
    days = form.cleaned_data["days"]
    data["preview"] = _preview(found.uuid, days)
    if request.method == "GET":
        return Page("portal/staff_retain.html", data, extra=extra)
    try:
        _confirm(request, data["preview"]["destroyed"])
        collections.retain(found.uuid, days, request.actor)
    except WardlineError as error:
        extra["error"] = error
        return Page("portal/staff_retain.html", data, display(error).status, extra)
    messages.success(request, _("Saved. What is past its time is destroyed within some minutes."))
    return redirect("staff-retention")


def _preview(number: str, days: int | None) -> dict[str, Any]:
    """What would be destroyed now; plain values, as the twin shows them."""
    past = retention.past(objects(CONFIG.data).database, number, days, now())
    return {
        "days": days,
        "destroyed": past.versions,
        "left": past.left,
        "oldest": past.oldest,
        "newest": past.newest,
    }


def _confirm(request: Request, destroyed: int) -> None:
    """Pass only if the person saw how many it is. *Raises* UsageError, ConflictError."""
    if not destroyed:
        return
    seen = number_in(request.POST.get("seen", ""))
    if seen is None or seen < destroyed:
        raise ConflictError(
            _("It would destroy more than you were shown; nothing was changed."),
            hint=_("Look at the numbers as they are now, and confirm those."),
        )
    if not request.POST.get("sure"):
        raise UsageError(_("Say that you know that this cannot be undone; nothing was changed."))
