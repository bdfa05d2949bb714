"""Pages of the hub's staff: publish an advisory, release, withdraw; the signing key."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp
from wardline.core.errors import WardlineError, display
from wardline.core.tlp import TLP
from wardline.hub.advisories import keys, reading, service
from wardline.hub.advisories.models import Advisory, Waiting
from wardline.hub.members import service as members
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG


@page("staff-advisories", Need.STAFF_ADVISORIES)
def desk(request: Request) -> Page:
    """What the hub published, what waits, and where to go on."""
    own = Advisory.objects.filter(source="").order_by("-revised_at", "-id")[:100]
    made = service.publisher()
    data = {
        "publisher": made.document(),
        "two_people": bool(CONFIG["advisories.two_people"]),
        "waiting": [_waiting(one) for one in service.waiting(request.actor)],
        "advisories": [reading.row(one) for one in own],
    }
    keys_too = request.actor.may(Need.STAFF_SETTINGS)
    return Page("advisories/desk.html", data, extra={"keys_too": keys_too})


def _waiting(one: Waiting) -> dict[str, Any]:
    return {
        "key": one.pk,
        "id": one.number,
        "title": one.title,
        "version": one.version,
        "tlp": TLP(one.tlp).name.lower().replace("_", "-"),
        "at": format_timestamp(one.at),
        "by": one.by_name,
    }


@page("staff-advisory-publish", Need.STAFF_ADVISORIES, methods=("GET", "POST"), step_up=True)
def publish(request: Request) -> Page | HttpResponseBase:
    """Look at a file; then publish exactly what was looked at."""
    extra: dict[str, Any] = {"members": _members()}
    if request.method == "GET":
        return Page("advisories/publish.html", {"issues": []}, extra=extra)
    upload = request.FILES.get("file")
    typed = request.POST.get("text", "")
    data = upload.read() if upload is not None else typed.encode()
    named = request.POST.getlist("named")
    extra |= {"text": data.decode("utf-8", "replace"), "named": named}
    try:
        if request.POST.get("do") == "publish":
            return _done(request, service.submit(request.actor, data, named))
        checked = service.check(data)
    except WardlineError as error:
        extra["error"] = error
        return Page("advisories/publish.html", {"issues": []}, display(error).status, extra)
    issues = [one._asdict() for one in checked.issues]
    extra["checked"] = {**checked.head._asdict(), "label": checked.head.tlp.label}
    return Page("advisories/publish.html", {"issues": issues}, 422 if issues else 200, extra)


def _members() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in members.organizations() if one.active]


def _done(request: Request, made: service.Outcome) -> HttpResponseBase:
    if made.waiting:
        messages.success(request, _("It waits for a second person to release it."))
        return redirect("staff-advisories")
    messages.success(request, _("It is published and signed."))
    return redirect("advisory", key=made.key)


@page("staff-advisory-waiting", Need.STAFF_ADVISORIES, methods=("GET", "POST"), step_up=True)
def waiting_one(request: Request, key: int) -> Page | HttpResponseBase:
    """What another person submitted: read it, then release or refuse it."""
    row = service.find_waiting(request.actor, key)
    checked = service.check(bytes(row.body))
    known = {one.id: one.name for one in members.organizations()}
    named = [known.get(one, one) for one in msgspec.json.decode(row.named)]
    issues = [one._asdict() for one in checked.issues]
    data = {**_waiting(row), "named": named, "issues": issues}
    extra: dict[str, Any] = {
        "text": bytes(row.body).decode(),
        "head": checked.head._asdict(),
        "own": row.by_user == request.actor.user,
    }
    if request.method == "POST":
        try:
            if request.POST.get("do") == "release":
                made = service.release(request.actor, key)
                return _done(request, service.Outcome(made.pk, waiting=False))
            service.refuse(request.actor, key)
        except WardlineError as error:
            extra["error"] = error
            return Page("advisories/waiting.html", data, display(error).status, extra)
        messages.success(request, _("It is refused, and thrown away."))
        return redirect("staff-advisories")
    return Page("advisories/waiting.html", data, extra=extra)


@page("staff-advisory-withdraw", Need.STAFF_ADVISORIES, methods=("GET", "POST"), step_up=True)
def withdraw(request: Request, key: int) -> Page | HttpResponseBase:
    """Take an advisory back by a revision that says why."""
    found = reading.find(reading.recipient(request.actor), key)
    data = reading.row(found)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            return _done(request, service.withdraw(request.actor, key, reason))
        except WardlineError as error:
            extra = {"error": error, "reason": reason}
            return Page("advisories/withdraw.html", data, display(error).status, extra)
    return Page("advisories/withdraw.html", data)


@page("staff-advisory-key", Need.STAFF_SETTINGS, methods=("GET", "POST"), step_up=True)
def signing_key(request: Request) -> Page | HttpResponseBase:
    """The keys that sign, and their successor."""
    if request.method == "POST":
        keys.renew(request.actor)
        messages.success(request, _("A new key signs from now on. The old one stays listed."))
        return redirect("staff-advisory-key")
    rows = [
        {"fingerprint": one.fingerprint.upper(), "made": one.made_at, "retired": one.retired_at}
        for one in keys.public()
    ]
    return Page("advisories/key.html", {"keys": rows})
