"""The pages of what was reported: the list, one incident, its receipts, its files, its end."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core.errors import NotFoundError, WardlineError, display
from wardline.hub.audit import proving, reading
from wardline.hub.audit import service as audit
from wardline.hub.exchange import collections as named
from wardline.hub.incidents import alike, clockviews, drafts, form, leaving, service
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.incidents.writing import Kept, with_key, zone_of
from wardline.hub.members.rights import Need
from wardline.hub.objects import browser, share
from wardline.hub.objects.typed import label_of
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.incidents import choices, model
from wardline.incidents.clocks import ADVICE

STATES = {
    "waiting": gettext_lazy("waits to leave with others"),
    "released": gettext_lazy("released"),
    "review": gettext_lazy("waits for a reviewer"),
    "approved": gettext_lazy("approved; waits to leave with others"),
    "refused": gettext_lazy("refused by a reviewer"),
    "expired": gettext_lazy("nobody reviewed it in time"),
    "stopped": gettext_lazy("could not leave: look at it"),
    "withdrawn": gettext_lazy("withdrawn"),
}


@with_key
@page("incidents", Need.SHARE, csv="incidents")
def incidents_page(request: Request) -> Page:
    """What the organization reported, and the drafts of this browser."""
    leaving.follow()
    user, key = request.actor.user or 0, browser.key(request)
    data = {
        "incidents": [
            {**_row(one), "next": _next(one, zone_of(request))}
            for one in service.listed(request.actor)
        ]
    }
    extra = {
        "drafts": [
            {"number": one.number, "title": _title(one.content), "at": one.changed_at}
            for one in drafts.listed(key, user)
        ],
        "elsewhere": drafts.elsewhere(key, user),
    }
    return Page("incidents/list.html", data, extra=extra)


def _title(content: dict[str, Any]) -> str:
    """What a draft is called: its own title, or the beginning of its text."""
    typed = Kept.of(content).typed
    for name in ("what.title", "what.text"):
        text = (typed.get(name) or [""])[0].strip()
        if text:
            return text.splitlines()[0][:80]
    code = (typed.get("what.kind") or [""])[0]
    kind = choices.KIND_OF.get(code)
    return _(kind.label) if kind else _("A report without a name yet")


def _next(one: Incident, zone: str) -> dict[str, Any] | None:
    """The clock that runs out next, of those whose end is known and that are not done."""
    found = (
        each
        for each in clockviews.for_incident(one, zone)
        if not each["done"] and not each["over"] and (each["at"] or each["day"])
    )
    each = next(found, None)
    return each and {name: each[name] for name in ("title", "at", "day", "zone", "sure")}


def _row(one: Incident) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": _(one.title),
        "state": one.state,
        "words": str(STATES.get(one.state, one.state)),
        "release": one.choice,
        "reported": one.created_at,
        "changed": one.changed_at,
        "by": one.user_name,
    }


@page("incident", Need.SHARE)
def incident_page(request: Request, number: UUID) -> Page:
    """One incident: what was sent, who can see it, its versions and receipts."""
    leaving.follow()
    one = service.find(request.actor, str(number))
    found = service.versions(one)
    data = {
        **_row(one),
        "versions": [_version(request, row) for row in found],
        "report": json.loads(found[0].report or "{}"),
        "clocks": clockviews.for_incident(one, zone_of(request)),
        "alike": _alike(request, one),
        "seen_by": alike.seen_by(here(), request.actor.organization, service.sent(one)),
        "advice": _(ADVICE),
    }
    last = found[0]
    extra = {
        "last": data["versions"][0],
        "answers": _answers(last),
        "can_withdraw": any(row.state in service.STANDING for row in found),
        "submission": last.submission if last.state in ("review", "approved") else "",
        "problem": next(
            (told["message"] for told in json.loads(last.outcomes) if told["state"] == "failed"), ""
        ),
    }
    return Page("incidents/incident.html", data, extra=extra)


def _alike(request: Request, one: Incident) -> dict[str, Any]:
    """What others shared that looks alike; nothing while a reviewer has the report."""
    if not one.report or one.state in ("review", "approved"):
        return {"groups": [], "helped": []}
    return alike.alike(here(), request.actor, model.parse(one.report.encode()))


def _version(request: Request, row: Version) -> dict[str, Any]:
    try:
        access = share.target(here(), request.actor, row.collection)
        audience, title = share.audience(here(), access, label_of(row.tlp)), access.title
    except WardlineError:
        audience, title = "", _collection(row.collection)
    return {
        "number": row.number,
        "state": row.state,
        "words": str(STATES.get(row.state, row.state)),
        "release": row.choice,
        "release_words": _(choices.label(choices.RELEASES, row.choice)),
        "tlp": row.tlp,
        "collection": {"id": row.collection, "title": title},
        "audience": audience,
        "by": row.user_name,
        "at": row.at,
        "due": row.due_at,
        "released": row.released_at,
        "sha256": row.digest,
        "objects": len(json.loads(row.objects_sent)),
    }


def _collection(number: str) -> str:
    try:
        return str(named.find(number).title)
    except NotFoundError:
        return number


def _answers(row: Version) -> list[dict[str, str]]:
    """What the report says, question by question, in the words of the form."""
    if not row.report:
        return []
    typed = form.typed_of(model.parse(row.report.encode()), "UTC")
    found = []
    for name, question in form.QUESTIONS.items():
        labels = {one.code: _(one.label) for one in question.choices}
        values = [labels.get(value, value) for value in typed[name] if value]
        if question.kind == "moment":
            # An hour says of which zone it is; a day is a day wherever it was.
            values = [
                one if " " not in one else f"{one.removesuffix(' UTC')} UTC" for one in values
            ]
        if values:
            found.append({"label": str(question.label), "text": "\n".join(values)})
    return found


@page("incident-receipt", Need.SHARE)
def receipt_page(request: Request, number: UUID, version: int) -> Page:
    """What one release sent, and the proof that it stands in the public log."""
    one = service.find(request.actor, str(number))
    row = next((row for row in service.versions(one) if row.number == version), None)
    if row is None or not row.entry:
        raise NotFoundError(
            _("There is no receipt for this yet: nothing has left."),
            hint=_("It is made when the report leaves."),
        )
    audit.seal()
    entry = reading.one(row.entry)
    if entry is None:
        raise NotFoundError(_("The log has no such entry."))
    data = {
        **proving.proved(entry),
        "incident": one.id,
        "version": row.number,
        "sha256": row.digest,
        "leaves": json.loads(row.objects_sent),
        "objects": json.loads(row.outcomes),
    }
    extra = {
        "told": _version(request, row),
        "kept": bool(data["proof"]["head"]),
        "whole": "\n".join(share.visible(text) for text in data["leaves"]),
    }
    return Page("incidents/receipt.html", data, extra=extra)


@page("incident-file", Need.SHARE)
def file_page(request: Request, number: UUID, form: str) -> HttpResponseBase:
    """The newest report as a file: report, stix or veris."""
    one = service.find(request.actor, str(number))
    content = service.file_of(one, form)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="incident-{form}.json"'
    return answer


@page("incident-withdraw", Need.SHARE, methods=("GET", "POST"), step_up=True)
def withdraw_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Take back all that an incident's versions released, and what waits."""
    one = service.find(request.actor, str(number))
    data: dict[str, Any] = {"objects": service.sent(one), "problem": ""}
    back = reverse("incident", kwargs={"number": number})
    extra = {"back": back, "what": _(one.title), "reason": request.POST.get("reason", "")}
    if request.method == "GET":
        return Page("objects/withdraw.html", data, extra=extra)
    sent = request.POST
    try:
        service.withdraw(
            here(), request.actor, one, reason=sent.get("reason", ""), word=sent.get("word", "")
        )
    except WardlineError as error:
        data["problem"] = str(error)
        return Page("objects/withdraw.html", data, display(error).status, extra)
    messages.success(
        request,
        _(
            "Withdrawn. Members are told by the stream and with their next pull; what they had "
            "already, they may still have."
        ),
    )
    return HttpResponseRedirect(back)
