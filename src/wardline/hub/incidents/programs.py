"""Reports from programs: JSON in, JSON out, in the same two steps as on the page.

    POST /incidents/reports/        a report          → what would leave, and `confirm`
    PUT  /incidents/reports/NUMBER/ the same, or more → a new version of that incident
    either with `confirm`                             → released, or waiting for its batch
    and with `review` (organization or hub)           → what the gate doubts waits for a reviewer

With an API key of scope write, or a session and its CSRF token. What is confirmed is what was
shown: `confirm` is the preview itself, signed for one organization and one hour. Nothing is kept
before. Asked again, however late, it is released once and told where it stands.
"""

from __future__ import annotations

import json
import uuid
from typing import Any
from uuid import UUID

import msgspec
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wardline.core import jsonio
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    MalformedError,
    TooLargeError,
    UsageError,
)
from wardline.hub.incidents import leaving, service
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Request, page
from wardline.hub.settings import CONFIG
from wardline.incidents import model

_HOUR_SECONDS = 3600


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """The body: a report and for whom, or the confirmation of what was shown."""

    report: msgspec.Raw = msgspec.Raw(b"")
    collection: str = ""
    tlp: str = "amber"
    release: str = "hub-only"
    # What the gate takes out as the organization's own: own_name, own_domains, own_nets.
    own: dict[str, str] = {}
    confirm: str = ""
    # Contradictions were looked at; places of doubt were.
    odd: bool = False
    reviewed: bool = False
    # Who is to look at the places of doubt, organization or hub, and a word to them.
    review: str = ""
    note: str = ""


def _json(view: Any) -> Any:
    """The declared view, with errors as problem documents (RFC 9457) instead of pages."""

    def shown(request: HttpRequest, **names: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view.route._answer(request, "json", names)  # noqa: SLF001 # a twin of its own
        return answer

    checked = require_http_methods(list(view.declared.methods))(shown)
    checked.declared = view.declared  # type: ignore[attr-defined]
    checked.route = view.route  # type: ignore[attr-defined]
    return checked


@_json
@page("incident-program", Need.SHARE, methods=("POST",))
def new_report(request: Request) -> HttpResponse:
    """A new incident: what would leave of it, or its release."""
    return _answered(request, "")


@_json
@page("incident-program-one", Need.SHARE, methods=("PUT",))
def put_report(request: Request, number: UUID) -> HttpResponse:
    """An incident under a number of the program's choice, new or with more answers."""
    return _answered(request, str(number))


def _answered(request: Request, named: str) -> HttpResponse:
    """Answer a report or a confirmation; `named`: the number in the address, if there is one."""
    sent = _body(request)
    if sent.confirm:
        return _released(request, sent, named)
    actor, number = request.actor, named or str(uuid.uuid4())
    asked = service.Asked(
        number, _is_ours(actor, number), sent.release, sent.collection, sent.tlp, sent.own
    )
    report = model.parse(bytes(sent.report))
    preview = service.check(here(), actor, report, asked)
    told = {
        "incident": number,
        "adds": preview["adds"],
        "audience": preview["audience"],
        "release": preview["release"],
        "due": preview["due"],
        "sha256": preview["digest"],
        "leaves": [json.loads(text) for text in preview["leaves"]],
        "items": preview["items"],
        "doubts": preview["held"],
        "odd": preview["odd"],
        "confirm": signing.dumps(preview, salt=_salt(actor), compress=True),
    }
    return _told(told, 200)


def _body(request: Request) -> Sent:
    try:
        body = request.body
    except RequestDataTooBig:
        raise TooLargeError(
            _("This is too long: at most %(most)d MB.") % {"most": CONFIG["portal.max_body"] >> 20},
            hint=_("Share logs and files on their own; a report is what a person tells."),
        ) from None
    try:
        sent = msgspec.json.decode(body, type=Sent)
    except msgspec.ValidationError as error:
        raise UsageError(str(error), hint=_("See /openapi.json.")) from None
    except jsonio.BROKEN:
        raise MalformedError(_("This is no JSON object."), hint=_("See /openapi.json.")) from None
    if not sent.confirm and not bytes(sent.report):
        raise UsageError(_("There is no report in it."), hint=_("See /openapi.json."))
    return sent


def _is_ours(actor: Actor, number: str) -> bool:
    """Whether it is a known incident of the organization's; another's looks like a new one."""
    return Incident.objects.filter(id=number, organization=actor.organization).exists()


def _salt(actor: Actor) -> str:
    return f"wardline incident program {actor.organization}"


def _released(request: Request, sent: Sent, named: str) -> HttpResponse:
    actor = request.actor
    if actor.user is not None and is_reauthentication_required(request, app=""):
        raise ForbiddenError(
            _("You have to confirm first who you are."),
            hint=_("Confirm at /account/reauthenticate/, or use a key."),
        )
    preview = _shown(actor, sent.confirm)
    if named and preview["incident"] != named:
        raise ConflictError(
            _("This was shown for another incident; nothing was released."),
            hint=_("Confirm it at the address at which it was shown."),
        )
    if sent.review:
        return _told(_state(_asked(actor, preview, sent)), 202)
    confirmed = service.Confirmed(
        preview["token"], preview["digest"], "share", odd=sent.odd, reviewed=sent.reviewed
    )
    return _told(_state(service.release(here(), actor, preview, confirmed)), 201)


def _shown(actor: Actor, confirm: str) -> dict[str, Any]:
    """What was shown; an hour later, only what was confirmed in time.

    A program that asks again, after a crash or for a reviewer's decision, is told where it stands.
    *Raises* ConflictError.
    """
    try:
        preview: dict[str, Any] = signing.loads(confirm, salt=_salt(actor))
        if service.confirmed_before(actor, preview["token"]) is None:
            signing.loads(confirm, salt=_salt(actor), max_age=_HOUR_SECONDS)
    except signing.SignatureExpired:
        raise ConflictError(
            _("What was shown is older than an hour; nothing was released."),
            hint=_("Send the report again, and confirm what is shown then."),
        ) from None
    except signing.BadSignature:
        raise ConflictError(
            _("This is not what was checked last; nothing was released."),
            hint=_("Look at what would leave now, and confirm that."),
        ) from None
    return preview


def _asked(actor: Actor, preview: dict[str, Any], sent: Sent) -> Version:
    """Send what the gate doubts to those who may decide, as the page does."""
    if not preview["held"]:
        raise UsageError(
            _("The gate doubts nothing of this."), hint=_("Confirm it without a review.")
        )
    return service.ask(here(), actor, preview, to=sent.review, note=sent.note)


def _state(row: Version) -> dict[str, Any]:
    leaving.follow()
    row.refresh_from_db()
    return {
        "incident": row.incident_id,
        "version": row.number,
        "state": row.state,
        "due": row.due_at,
        "released": row.released_at,
        "sha256": row.digest,
        "receipt": f"/incidents/{row.incident_id}/receipts/{row.number}.json",
        "objects": json.loads(row.outcomes),
    }


def _told(value: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json", status=status)
