"""The readers' pages: list, bulletin, paper, calendar, feeds, profile, answers."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wardline.bulletins import calendar, feeds, lessons, paper
from wardline.bulletins.model import ROLES, SIZES
from wardline.bulletins.readers import Reader
from wardline.bulletins.words import word
from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import UsageError
from wardline.core.ical import MEDIA
from wardline.hub.bulletins import answers, audience, links, profiles, reading, shown
from wardline.hub.bulletins.words import ANSWER_WORDS
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of
from wardline.hub.settings import CONFIG


@page("bulletins", Need.PUBLIC, csv="bulletins")
def bulletins(request: Request) -> Page:
    """What the reader may read: what concerns them first, or all of it."""
    reader, profile = profiles.of_actor(request.actor)
    everything = request.GET.get("all") == "yes" or request.actor.user is None
    rows = reading.listed(request.actor, reader, everything=everything)
    data = {"bulletins": rows, "everything": everything}
    extra = {"reader": reader, "profile": profile, "person": request.actor.user is not None}
    return Page("bulletins/list.html", data, extra=extra)


def _reader(request: Request) -> Reader:
    """Whoever reads, in the role that the address asks for."""
    reader, _profile = profiles.of_actor(request.actor)
    role = request.GET.get("role", reader.role)
    return reader._replace(role=role if role in ROLES else "")


@page("bulletin", Need.PUBLIC)
def bulletin(request: Request, number: str) -> Page:
    """One bulletin as it stands now."""
    return _page(request, reading.find(request.actor, number), newest=True)


@page("bulletin-version", Need.PUBLIC)
def bulletin_version(request: Request, number: str, version: int) -> Page:
    """A bulletin as it stood in one of its versions."""
    found = reading.find(request.actor, number, version)
    return _page(request, found, newest=version == found.bulletin.released)


def _page(request: Request, found: reading.Open, *, newest: bool) -> Page:
    reader = _reader(request)
    reading.note_given(request.actor, found)
    member = request.actor.may(Need.SHARE)
    mine = answers.own(found.bulletin, request.actor.organization) if member else []
    counted = answers.counts(found.bulletin)
    data = {
        "bulletin": reading.whole(
            found, reader, audience.organization_of(request.actor), base_of(request)
        ),
        "indicators": reading.indicators(request.actor, found),
        "linked": links.advisories_of(request.actor, found),
        "answers": counted,
        "mine": [{"state": one.state, "at": one.at} for one in mine],
        "newest": newest,
    }
    extra = {
        "roles": [(one, word(f"role.{one}", reader.language)) for one in ROLES],
        "role": reader.role,
        "word": {
            name: word(name, reader.language)
            for name in ("indicators", "advisories", "history", "who")
        },
        "choices": ANSWER_WORDS.items(),
        "said": ANSWER_WORDS.get(mine[0].state) if mine else "",
        "answered": [{**one, "words": ANSWER_WORDS[one["state"]]} for one in counted["states"]],
        "may_answer": member and newest,
        "dated": _dated(found),
    }
    return Page("bulletins/bulletin.html", data, extra=extra)


def _dated(found: reading.Open) -> bool:
    steps = [step for one in found.content.steps.values() for step in one]
    return any(step.due for step in steps)


@page("bulletin-picture", Need.PUBLIC)
def picture(request: Request, number: str, version: int, which: int) -> HttpResponse:
    """A picture of a version."""
    found = reading.find(request.actor, number, version)
    return HttpResponse(reading.picture(found.content, which), content_type="image/png")


@page("bulletin-sheet", Need.PUBLIC)
def sheet(request: Request, number: str) -> HttpResponse:
    """The bulletin on one sheet of paper, as an accessible PDF."""
    found = reading.find(request.actor, number)
    reading.note_given(request.actor, found)
    reader = _reader(request)
    made = shown.made(*found, reader, base_of(request))
    data = paper.pdf(made, reading.prints(found.content, reader))
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@page("bulletin-dates", Need.PUBLIC)
def dates(request: Request, number: str) -> HttpResponse:
    """The due days of one bulletin, for a calendar."""
    return _calendar(request, [reading.find(request.actor, number)], f"{number}.ics")


@page("bulletins-dates", Need.PUBLIC)
def all_dates(request: Request) -> HttpResponse:
    """The due days of all bulletins that the reader may read, for a calendar."""
    found = list(reading.every(audience.organization_of(request.actor)))
    return _calendar(request, found, "bulletins.ics")


def _calendar(request: Request, found: list[reading.Open], name: str) -> HttpResponse:
    reader = _reader(request)
    dated = [(one.content, shown.issue(one.bulletin, one.row, base_of(request))) for one in found]
    for one in found:
        reading.note_given(request.actor, one)
    data = calendar.to_ics(dated, reader.role, reader.language, now())
    answer = HttpResponse(data, content_type=MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# --- Education ---------------------------------------------------------------------------------


@page("bulletin-lesson", Need.PUBLIC)
def lesson(request: Request, number: str) -> Page:
    """A short lesson made from a bulletin."""
    found, reader = reading.find(request.actor, number), _reader(request)
    reading.note_given(request.actor, found)
    made = lessons.lesson(found.content, reader.role, reader.language)
    data = {
        "id": number,
        "version": found.row.number,
        "title": made.title,
        "cards": [one._asdict() for one in made.cards],
        "questions": [one._asdict() for one in made.questions],
        "glossary": [one._asdict() for one in made.glossary],
        "withdrawn": found.bulletin.withdrawn_at is not None,
    }
    extra = {"word": {one: word(one, reader.language) for one in ("lesson", "quiz", "glossary")},
             "tlp_label": found.content.tlp, "role": reader.role}  # fmt: skip
    return Page("bulletins/lesson.html", data, extra=extra)


@page("bulletin-tabletop", Need.PUBLIC)
def tabletop(request: Request, number: str) -> Page:
    """A draft of an exercise made from a bulletin."""
    found, reader = reading.find(request.actor, number), _reader(request)
    reading.note_given(request.actor, found)
    made = lessons.tabletop(found.content, reader.language)
    data = {
        "id": number,
        "version": found.row.number,
        "title": made.title,
        "purpose": made.purpose,
        "scenario": made.scenario,
        "injects": [one._asdict() for one in made.injects],
        "roles": [one._asdict() for one in made.roles],
        "close": list(made.close),
        "withdrawn": found.bulletin.withdrawn_at is not None,
    }
    extra = {"word": {"tabletop": word("tabletop", reader.language)},
             "tlp_label": found.content.tlp}  # fmt: skip
    return Page("bulletins/tabletop.html", data, extra=extra)


# --- Feeds: public, whoever asks ----------------------------------------------------------------


@page("bulletins-atom", Need.PUBLIC)
def atom(request: Request) -> HttpResponseBase:
    """The newest public bulletins as Atom."""
    items, changed = reading.public_items(_language(request), base_of(request))
    text = feeds.atom(_feed(request), items, changed)
    return _cached(request, text.encode(), "application/atom+xml; charset=utf-8")


@page("bulletins-json-feed", Need.PUBLIC)
def json_feed(request: Request) -> HttpResponseBase:
    """The newest public bulletins as JSON Feed."""
    items, _changed = reading.public_items(_language(request), base_of(request))
    data = jsonio.encode(feeds.json_feed(_feed(request), items))
    return _cached(request, data, "application/feed+json; charset=utf-8")


def _language(request: Request) -> str:
    asked = request.GET.get("language", "")
    return profiles.known(asked or get_language() or "en")


def _feed(request: Request) -> feeds.Feed:
    title = _("Bulletins") + f" · {CONFIG['taxii.title']}"
    base = base_of(request).rstrip("/")
    home, own = f"{base}{reverse('bulletins')}", f"{base}{request.get_full_path()}"
    return feeds.Feed(title, home, own, str(CONFIG["taxii.title"]), _language(request))


def _cached(request: Request, data: bytes, kind: str) -> HttpResponseBase:
    """An answer that a feed reader need not fetch twice (RFC 9110 section 13.1.2)."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    same = tag in request.headers.get("If-None-Match", "")
    answer: HttpResponseBase = (
        HttpResponseNotModified() if same else HttpResponse(data, content_type=kind)
    )
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-cache"
    answer["Vary"] = "Accept-Language"
    return answer


# --- What a reader says ------------------------------------------------------------------------


@page("bulletin-answer", Need.SHARE, methods=("POST",))
def answer(request: Request, number: str) -> HttpResponseBase:
    """Keep what the reader's organization says of a bulletin."""
    found = reading.find(request.actor, number)
    answers.answer(request.actor, found.bulletin, request.POST.get("state", ""))
    messages.success(request, _("Thank you. It is counted, and nobody sees whose answer it is."))
    return redirect("bulletin", number=number)


class ProfileForm(forms.Form):
    """Who reads."""

    size = forms.ChoiceField(label=gettext_lazy("How large is your organization?"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("What is your work?"), required=False)
    systems = forms.CharField(
        label=gettext_lazy("Systems and devices that you own"),
        help_text=gettext_lazy("One in a line, as maker and model. Nobody else sees this list."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    everything = forms.BooleanField(
        label=gettext_lazy("Tell me of all bulletins, also those that do not concern me"),
        required=False,
    )

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        """Put the choices in."""
        super().__init__(*args, **more)
        for name, values in (("size", SIZES), ("role", ROLES)):
            known = [(one, word(f"{name}.{one}", language)) for one in values]
            choices = [("", _("I would rather not say")), *known]
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=choices, required=False
            )


@page("bulletins-profile", Need.SIGNED_IN, methods=("GET", "POST"))
def profile(request: Request) -> Page | HttpResponseBase:
    """What a person tells of themselves, so that only what concerns them comes."""
    reader, kept = profiles.of_actor(request.actor)
    told = {
        "size": reader.size,
        "role": reader.role,
        "systems": "\n".join(reader.systems),
        "everything": bool(kept and kept.everything),
    }
    form = ProfileForm(request.POST or None, initial=told, language=reader.language)
    data = {**told, "kind": reader.kind, "systems": list(reader.systems)}
    extra = {"form": form, "kind_words": word(f"kind.{reader.kind}", reader.language)}
    if request.method != "POST":
        return Page("bulletins/profile.html", data, extra=extra)
    if not form.is_valid():
        return Page("bulletins/profile.html", data, 400, extra)
    given = form.cleaned_data
    try:
        profiles.keep(
            request.actor,
            given["size"],
            given["role"],
            given["systems"].splitlines(),
            everything=given["everything"],
        )
    except UsageError as error:
        form.add_error(None, str(error))
        return Page("bulletins/profile.html", data, 400, extra)
    messages.success(request, _("Saved."))
    return redirect("bulletins")
