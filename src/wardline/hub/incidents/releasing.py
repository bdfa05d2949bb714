"""The pages between a report and its release: what would leave, the word, or a review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, WardlineError, display
from wardline.hub.incidents import drafts, form, service
from wardline.hub.incidents.writing import Kept, with_key
from wardline.hub.members.rights import Need
from wardline.hub.objects import browser, share
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

_MOST_SHOWN = 100


def _held(request: Request, number: UUID) -> Kept:
    content = drafts.load(browser.key(request), str(number), request.actor.user or 0)
    return Kept.of(content)


@with_key
@page("incident-preview", Need.SHARE)
def preview_page(request: Request, number: UUID) -> Page:
    """Exactly what leaves, for whom, under which name, and what was taken out and why."""
    preview = _held(request, number).preview
    if not preview:
        return Page("incidents/no_draft.html", {"id": str(number)})
    return _preview(request, number, preview)


def _preview(
    request: Request, number: UUID, preview: Mapping[str, Any], error: WardlineError | None = None
) -> Page:
    items = preview["items"]
    extra = {
        "error": error,
        "draft": str(number),
        "shown": items[:_MOST_SHOWN],
        "not_shown": max(0, len(items) - _MOST_SHOWN),
        "may_review": request.actor.may(Need.REVIEW) and not CONFIG["review.four_eyes"],
        "whole": "\n".join(share.visible(text) for text in preview["leaves"]),
        "many": len(preview["leaves"]),
        "odd_at": [
            {"label": str(form.QUESTIONS[name].label), "words": _(one["message"])}
            for one in preview["odd"]
            for name in [form.question_at(one["pointer"])]
        ],
        "step_up": True,
    }
    status = display(error).status if error else 200
    return Page("incidents/preview.html", preview, status, extra)


@with_key
@page("incident-release", Need.SHARE, methods=("POST",), step_up=True)
def release_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Release what the preview showed; asked again, the same incident is shown."""
    preview = _held(request, number).preview
    sent = request.POST
    confirmed = service.Confirmed(
        sent.get("token", ""),
        sent.get("digest", ""),
        sent.get("word", ""),
        odd=bool(sent.get("odd")),
        reviewed=bool(sent.get("reviewed")),
    )
    try:
        done = service.release(here(), request.actor, preview, confirmed)
    except WardlineError as error:
        if preview:
            return _preview(request, number, preview, error)
        raise
    drafts.drop(str(number), request.actor.user or 0)
    if done.state == "released":
        messages.success(request, _("Released. This is what left."))
    else:
        messages.success(
            request, _("Confirmed. It leaves with others; nothing more is to be done.")
        )
    return HttpResponseRedirect(reverse("incident", kwargs={"number": done.incident_id}))


@with_key
@page("incident-review", Need.SHARE, methods=("POST",))
def review_page(request: Request, number: UUID) -> HttpResponseBase:
    """Send what the gate has doubts about to those who may decide."""
    preview = _held(request, number).preview
    sent = request.POST
    if not preview or sent.get("digest") != preview["digest"]:
        raise ConflictError(
            _("This is not what was checked last; nothing was sent."),
            hint=_("Look at it again, and send that."),
        )
    to, note = sent.get("to", "organization"), sent.get("note", "")
    done = service.ask(here(), request.actor, preview, to=to, note=note)
    drafts.drop(str(number), request.actor.user or 0)
    messages.success(request, _("It waits for a reviewer now. Nothing has left yet."))
    return HttpResponseRedirect(reverse("incident", kwargs={"number": done.incident_id}))
