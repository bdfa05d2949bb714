"""The pages of the room: what one was told, what one wants to be told, and webhooks."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wardline.core.errors import WardlineError
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need
from wardline.hub.notices import contents, forms, hooks, service
from wardline.hub.notices.disclosing import Named, told
from wardline.hub.notices.events import KINDS, Event, detail, headline
from wardline.hub.notices.models import Hook, Notice
from wardline.hub.notices.reach import known, names, reach
from wardline.hub.objects.disclosing import Shown, disclose
from wardline.hub.objects.service import objects
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG


@page("notices", Need.SIGNED_IN, csv="notices")
def notices(request: Request) -> Page:
    """What one was told, the newest first."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None  # noqa: PLR2004 # 64 bits
    rows = service.listed(request.actor, before)
    shown = _rows(request, rows)
    data = {"unread": service.unread(request.actor.user or 0), "notices": shown}
    more = f"?before={rows[-1].pk}" if len(rows) == service.PAGE else ""
    return Page(
        "notices/list.html", data, extra={"more": more, "hooks": request.actor.may(Need.KEYS)}
    )


def _rows(request: Request, rows: list[Notice]) -> list[dict[str, Any]]:
    """Notices with the names of what the person may see now."""
    facts = [json.loads(row.facts) for row in rows]
    user = User.objects.select_related("organization").get(pk=request.actor.user or 0)
    asked = [one for fact in facts for one in told(fact)]
    called = _recorded(request, names(asked, reach(request.actor.organization, known())))
    return [
        {
            "id": str(row.uuid),
            "event": row.event,
            "at": row.at,
            "read": row.read_at is not None,
            "tlp": row.tlp,
            "headline": headline(row.event, fact),
            "detail": detail(row.event, fact) or contents.line(row.event, user, fact),
            "objects": [called[one.id].title for one in told(fact) if one.id in called],
            "link": _link(row, fact),
        }
        for row, fact in zip(rows, facts, strict=True)
    ]


def _link(row: Notice, fact: dict[str, Any]) -> str:
    """Where it leads: here, unlike in a mail, to the object itself whatever its label."""
    about = told(fact)
    alone = len(about) == 1 and fact.get("count") == 1
    return reverse("object", kwargs={"number": about[0].id}) if alone else row.link


def _recorded(request: Request, called: dict[str, Named]) -> dict[str, Named]:
    """The names that the page shows, once that is recorded."""
    here = objects(CONFIG.data)
    accesses = {one.uuid: one for one in here.sight.collections(request.actor.organization)}
    shown = {number: one for number, one in called.items() if one.collection in accesses}
    places = [Shown(accesses[one.collection], one.added) for one in shown.values()]
    disclose(here, request.actor, "view", "notices", places)
    return shown


@page("notices-read", Need.SIGNED_IN, methods=("POST",))
def read(request: Request) -> HttpResponseBase:
    """Mark one, or all, as read."""
    number = request.POST.get("id", "")
    service.mark_read(request.actor, str(_uuid(number)) if number else "")
    return redirect("notices")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's: answered as one that does not exist


@page("notices-settings", Need.SIGNED_IN, methods=("GET", "POST"))
def settings(request: Request) -> Page | HttpResponseBase:
    """What one wants to be told, how often, and when not."""
    user = User.objects.get(pk=request.actor.user or 0)
    row = service.reader(user)
    wanted = service.wanted(request.actor)
    may = reach(user.organization_id, known())
    titles = {may.uuids[number]: title for number, title in may.titles.items()}
    form = forms.Wishes(
        request.POST or None, initial=forms.initial(row), events=wanted, titles=titles
    )
    data = {
        "zone": user.zone,
        "mail": row.mail,
        "mailing": service.mailing(),
        "events": {str(event): str(choice.how) for event, choice in wanted.items()},
        "bounce": row.bounce,
        "bounced_at": row.bounced_at,
    }
    extra = {"form": form, "email": user.email, "device": KINDS[Event.DEVICE].words}
    if request.method != "POST":
        return Page("notices/settings.html", data, extra=extra)
    if not form.is_valid():
        return Page("notices/settings.html", data, 400, extra)
    wants_mail = form.cleaned_data["mail"]
    service.want(request.actor, form.wishes(), form.hours(user.zone), mail=wants_mail)
    messages.success(request, _("Saved."))
    return redirect("notices-settings")


@page("notices-unsubscribe", Need.PUBLIC, methods=("GET", "POST"))
def _unsubscribe(request: Request, token: str) -> Page:
    """End the mails to one address: a person presses a button, a mail program posts (RFC 8058)."""
    data = {"whose": service.unsubscribing(token), "done": request.method == "POST"}
    if request.method == "POST":
        service.unsubscribe(token)
    return Page("notices/unsubscribe.html", data)


# A mail program comes without a cookie: the token in the address is what it shows.
unsubscribe = csrf_exempt(_unsubscribe)


@page("webhooks", Need.KEYS, methods=("GET", "POST"), csv="webhooks")
def webhooks(request: Request) -> Page | HttpResponseBase:
    """The organization's webhooks, and a new one."""
    form = forms.NewHook(request.POST or None).offer(hooks.offered(request.actor))
    rows = [_hook(one) for one in hooks.listed(request.actor)]
    data = {"webhooks": rows}
    if request.method != "POST":
        return Page("notices/hooks.html", data, extra={"form": form})
    if not form.is_valid():
        return Page("notices/hooks.html", data, 400, {"form": form})
    try:
        made = hooks.add(request.actor, **form.cleaned_data)
    except WardlineError as error:
        form.add_error("url", str(error))
        return Page("notices/hooks.html", data, 400, {"form": form})
    return Page("notices/hook_made.html", {"url": made.url, "secret": made.secret})


def _hook(one: Hook) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": one.url,
        "events": [str(KINDS[Event(name)].words) for name in one.events.split(",")],
        "active": one.active,
        "failures": one.failures,
        "problem": one.problem,
        "answered_at": one.answered_at,
        "by": one.made_by,
        "created_at": one.created_at,
    }


@page("webhook-change", Need.KEYS, methods=("POST",))
def change_webhook(request: Request, number: UUID) -> HttpResponseBase:
    """Take a webhook away, or switch it on again."""
    if request.POST.get("do") == "resume":
        hooks.resume(request.actor, str(number))
        messages.success(request, _("The webhook is called again; what waited is sent now."))
    else:
        hooks.remove(request.actor, str(number))
        messages.success(request, _("The webhook is gone."))
    return redirect("webhooks")
