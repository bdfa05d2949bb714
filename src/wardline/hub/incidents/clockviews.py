"""The pages of clocks: those of the law and one's own, what runs for an incident, the worksheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core.clock import now
from wardline.core.errors import WardlineError, display
from wardline.core.ical import MEDIA
from wardline.hub.incidents import service, speaking, timing
from wardline.hub.incidents.models import Incident
from wardline.hub.members.rights import Need
from wardline.hub.portal.laws import OLD_DAYS
from wardline.hub.portal.route import Page, Request, page
from wardline.incidents import clocks, ical, model
from wardline.incidents.clocks import Due, Rule

STARTS = (
    ("found", gettext_lazy("it was found")),
    ("started", gettext_lazy("it began")),
    ("contained", gettext_lazy("it was contained")),
    ("paid", gettext_lazy("a ransom was paid")),
)
CONDITIONS = (
    ("always", gettext_lazy("every incident")),
    ("incident", gettext_lazy("an incident that happened, or may have happened")),
    ("breach", gettext_lazy("a breach of health information, where care is given or paid for")),
    ("breach-at-associate", gettext_lazy("a breach of health information held for somebody else")),
    ("personal-data", gettext_lazy("data of persons that became, or may have become, known")),
    ("disruption", gettext_lazy("work that was disrupted")),
    ("payment", gettext_lazy("a ransom that was demanded or paid")),
)
LEVELS = (
    ("", gettext_lazy("not judged yet")),
    ("low", gettext_lazy("low risk")),
    ("some", gettext_lazy("some risk")),
    ("high", gettext_lazy("high risk")),
)


class ClockForm(forms.Form):
    """A clock, as a person writes it."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("As: Contract with Made-up Health Plan: tell them."),
        max_length=200,
    )
    duty = forms.CharField(
        label=gettext_lazy("What is to be done"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
    )
    source = forms.CharField(
        label=gettext_lazy("Where that stands"),
        help_text=gettext_lazy("The law, or the section of the contract."),
        max_length=300,
    )
    as_of = forms.DateField(
        label=gettext_lazy("Read there on"),
        help_text=gettext_lazy("Write it like 2026-01-31."),
        widget=forms.DateInput(format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    start = forms.ChoiceField(label=gettext_lazy("It counts from when"), choices=STARTS)
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"),
        help_text=gettext_lazy("Hours or days, one of both."),
        min_value=1,
        max_value=36_500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=36_500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    condition = forms.ChoiceField(label=gettext_lazy("It applies to"), choices=CONDITIONS)
    pending = forms.CharField(
        label=gettext_lazy("Why it does not bind yet"), max_length=500, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Hours or days, one of both."""
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and (typed.get("hours") is None) == (typed.get("days") is None):
            self.add_error("hours", _("Give either hours or days."))
        return typed


def _initial(rule: Rule) -> dict[str, Any]:
    names = ("title", "duty", "source", "as_of", "hours", "days", "pending")
    values = {name: getattr(rule, name) for name in names}
    return {**values, "start": rule.start.value, "condition": rule.condition.value}


def _values(form: ClockForm, rule: Rule | None) -> dict[str, Any]:
    """What the form says, and what of a rule it does not ask for."""
    kept: dict[str, Any] = {}
    if rule is not None:
        kept = {"persons_from": rule.persons_from, "persons_to": rule.persons_to}
        kept |= {"after_year_end": rule.after_year_end}
    typed = {**form.cleaned_data, "as_of": form.cleaned_data["as_of"].isoformat()}
    return {name: value for name, value in {**kept, **typed}.items() if value is not False}


def _shown(rule: Rule) -> dict[str, Any]:
    today = dt.datetime.now(dt.UTC).date()
    return {
        "name": rule.name,
        "title": _(rule.title),
        "duty": _(rule.duty),
        "source": rule.source,
        "as_of": rule.as_of.isoformat(),
        "old": (today - rule.as_of).days > OLD_DAYS,
        "hours": rule.hours,
        "days": rule.days,
        "start": str(dict(STARTS)[rule.start.value]),
        "condition": str(dict(CONDITIONS)[rule.condition.value]),
        "pending": _(rule.pending) if rule.pending else "",
    }


@page("clocks", Need.SHARE)
def clocks_page(request: Request) -> Page:
    """The clocks of the law, and those of the organization."""
    data = {
        "federal": [_shown(rule) for rule in timing.federal()],
        "own": [_shown(rule) for rule in timing.own(request.actor.organization)],
        "advice": _(clocks.ADVICE),
    }
    extra = {
        "may_change": request.actor.may(Need.PEOPLE),
        "may_change_law": request.actor.may(Need.STAFF_SETTINGS),
    }
    return Page("incidents/clocks.html", data, extra=extra)


@page("clock-new", Need.PEOPLE, methods=("GET", "POST"))
def new_clock_page(request: Request) -> Page | HttpResponseBase:
    """Add a clock of the organization's own."""
    return _clock(request, request.actor.organization, None)


@page("clock", Need.PEOPLE, methods=("GET", "POST"))
def clock_page(request: Request, name: str) -> Page | HttpResponseBase:
    """Change or remove a clock of the organization's own."""
    owner = request.actor.organization
    return _clock(request, owner, timing.find(owner, name))


@page("staff-clock", Need.STAFF_SETTINGS, methods=("GET", "POST"))
def staff_clock_page(request: Request, name: str) -> Page | HttpResponseBase:
    """Keep a clock of the law true."""
    return _clock(request, timing.FEDERAL, timing.find(timing.FEDERAL, name))


def _clock(request: Request, owner: str, rule: Rule | None) -> Page | HttpResponseBase:
    form = ClockForm(request.POST or None, initial=_initial(rule) if rule else None)
    name = rule.name if rule else ""
    data = _shown(rule) if rule else {}
    extra = {"form": form, "own": bool(owner), "rule": rule}
    if request.method == "POST" and request.POST.get("remove"):
        timing.remove(request.actor, owner, name)
        messages.success(request, _("Removed."))
        return HttpResponseRedirect(reverse("clocks"))
    if request.method == "POST" and form.is_valid():
        try:
            timing.keep(request.actor, owner, name, _values(form, rule))
        except WardlineError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved, with its day."))
            return HttpResponseRedirect(reverse("clocks"))
    return Page("incidents/clock.html", data, 400 if request.method == "POST" else 200, extra)


# --- For one incident --------------------------------------------------------------------------


def for_incident(one: Incident, zone: str) -> list[dict[str, Any]]:
    """The clocks of an incident as its page shows them."""
    ended = timing.done(one)
    return [_due(each, zone, ended) for each in timing.running(one, zone)]


def _due(each: Due, zone: str, ended: Any) -> dict[str, Any]:
    mark = ended.get(each.rule.name)
    return {
        "name": each.rule.name,
        "title": _(each.rule.title),
        "duty": _(each.rule.duty),
        "source": each.rule.source,
        "as_of": each.rule.as_of.isoformat(),
        "pending": _(each.rule.pending) if each.rule.pending else "",
        "sure": each.sure.value,
        "why": speaking.why(each.why),
        "at": each.at.isoformat() if each.at else None,
        "day": each.day.isoformat() if each.day else None,
        "zone": zone,
        "missing": [_(one.question) for one in each.missing],
        "over": each.over,
        "done": {"by": mark.user_name, "at": mark.at} if mark else None,
    }


@page("incident-clock", Need.SHARE, methods=("POST",))
def done_page(request: Request, number: UUID, name: str) -> HttpResponseBase:
    """Say that what a clock asks for is done, or that it is not."""
    one = service.find(request.actor, str(number))
    timing.set_done(request.actor, one, name, is_done=bool(request.POST.get("done")))
    return HttpResponseRedirect(f"{reverse('incident', kwargs={'number': number})}#clocks")


@page("incident-calendar", Need.SHARE)
def calendar_page(request: Request, number: UUID) -> HttpResponseBase:
    """The clocks of an incident as a calendar file, with alarms; nothing of the incident in it."""
    one = service.find(request.actor, str(number))
    zone = str(getattr(request.user, "zone", "")) or "UTC"
    ended = timing.done(one)
    dues = [each for each in timing.running(one, zone) if each.rule.name not in ended]
    every = timing.rules(one.organization)
    answer = HttpResponse(ical.to_ics(dues, one.id, now(), every), content_type=MEDIA)
    answer["Content-Disposition"] = 'attachment; filename="incident-clocks.ics"'
    return answer


@page("incident-worksheet", Need.SHARE, methods=("GET", "POST"))
def worksheet_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """The four factors of 45 CFR 164.402(2), with what the report says already; for printing."""
    one = service.find(request.actor, str(number))
    factors = clocks.worksheet(model.parse(one.report.encode())) if one.report else []
    if request.method == "GET":
        return _worksheet(one, factors, timing.worksheet(one))
    sent = request.POST
    typed = {
        each.code: {
            "level": sent.get(f"{each.code}-level", ""),
            "text": sent.get(f"{each.code}-text", ""),
        }
        for each in factors
    }
    try:
        timing.save_worksheet(request.actor, one, typed)
    except WardlineError as error:
        return _worksheet(one, factors, typed, error)
    messages.success(request, _("Saved with the incident."))
    return HttpResponseRedirect(reverse("incident-worksheet", kwargs={"number": number}))


def _worksheet(
    one: Incident,
    factors: Sequence[clocks.Factor],
    typed: dict[str, dict[str, str]],
    error: WardlineError | None = None,
) -> Page:
    rows = [
        {
            "code": each.code,
            "question": _(each.question),
            "source": each.source,
            "told": speaking.told(each.told),
            "level": typed.get(each.code, {}).get("level", ""),
            "text": typed.get(each.code, {}).get("text", ""),
        }
        for each in factors
    ]
    data = {"incident": one.id, "factors": rows, "advice": _(clocks.ADVICE)}
    extra = {"error": error, "levels": LEVELS, "title": _(one.title)}
    return Page("incidents/worksheet.html", data, display(error).status if error else 200, extra)
