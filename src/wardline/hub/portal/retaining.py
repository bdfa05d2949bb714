"""The staff's pages on retention: how long things are kept, and what a change destroys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, UsageError, WardlineError, display
from wardline.hub.audit import forgetting
from wardline.hub.audit.service import Through
from wardline.hub.exchange import collections, retention
from wardline.hub.members.rights import Need
from wardline.hub.objects.service import objects
from wardline.hub.portal import forms
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG


class _Kept(NamedTuple):
    """Something that is kept for a number of days, and the page that changes it."""

    title: str
    # None: for ever.
    days: int | None
    form: type[forms.RetentionForm]
    template: str
    # What a number of days would destroy now; plain values, as the twin shows them.
    preview: Callable[[int | None], dict[str, Any]]
    retain: Callable[[int | None], None]
    number: str = ""


@page("staff-retention", Need.STAFF_SETTINGS, csv="collections")
def retention_page(request: Request) -> Page:  # noqa: ARG001 # the same for all of the staff
    """For how long each collection, and the log its disclosures, keeps."""
    rows = [
        {"id": one.uuid, "title": one.title, "keeps_days": collections.retained(one)}
        for one in collections.collections()
    ]
    data = {"collections": rows, "disclosures_days": _rule().days}
    return Page("portal/staff_retention.html", data)


@page("staff-retain", Need.STAFF_SETTINGS, methods=("GET", "POST"), step_up=True)
def retain_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One collection: ask what a number of days would destroy now, then say that it is meant."""
    found = collections.find(str(number))

    def preview(days: int | None) -> dict[str, Any]:
        past = retention.past(objects(CONFIG.data).database, found.uuid, days, now())
        return _preview(days, past.versions, past.left, past.oldest, past.newest)

    def retain(days: int | None) -> None:
        collections.retain(found.uuid, days, request.actor)

    kept = _Kept(
        found.title,
        collections.retained(found),
        forms.RetentionForm,
        "portal/staff_retain.html",
        preview,
        retain,
        found.uuid,
    )
    return _asked(request, kept)


@page("staff-retain-disclosures", Need.STAFF_SETTINGS, methods=("GET", "POST"), step_up=True)
def retain_disclosures_page(request: Request) -> Page | HttpResponseBase:
    """The log's disclosures: ask what a number of days would destroy, then say that it is meant."""

    def preview(days: int | None) -> dict[str, Any]:
        past = forgetting.past(Through().rows, days, now())
        return _preview(days, past.gone, past.left, past.oldest, past.newest)

    def retain(days: int | None) -> None:
        with transaction.atomic():
            forgetting.set_rule(Through(), request.actor, days, now())

    kept = _Kept(
        _("The record of disclosures"),
        _rule().days,
        forms.DisclosureRetentionForm,
        "portal/staff_retain_disclosures.html",
        preview,
        retain,
    )
    return _asked(request, kept)


def _rule() -> forgetting.Rule:
    return forgetting.rule(Through().rows)


def _asked(request: Request, kept: _Kept) -> Page | HttpResponseBase:
    """Show what is kept; what another number of days would destroy; or set it."""
    data: dict[str, Any] = {"title": kept.title, "keeps_days": kept.days, "preview": None}
    if kept.number:
        data["id"] = kept.number
    asked = request.POST or (request.GET if "days" in request.GET else None)
    form = kept.form(asked, initial={"days": data["keeps_days"]})
    extra: dict[str, Any] = {"form": form, "error": None}
    if asked is None:
        return Page(kept.template, data, extra=extra)
    if not form.is_valid():
        return Page(kept.template, data, 400, extra)
    days = form.cleaned_data["days"]
    data["preview"] = kept.preview(days)
    if request.method == "GET":
        return Page(kept.template, data, extra=extra)
    try:
        _confirm(request, data["preview"]["destroyed"])
        kept.retain(days)
    except WardlineError as error:
        extra["error"] = error
        return Page(kept.template, data, display(error).status, extra)
    messages.success(request, _("Saved. What is past its time is destroyed within some minutes."))
    return redirect("staff-retention")


def _preview(
    days: int | None, destroyed: int, left: int, oldest: int | None, newest: int | None
) -> dict[str, Any]:
    return {
        "days": days,
        "destroyed": destroyed,
        "left": left,
        "oldest": oldest,
        "newest": newest,
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
