"""The pages on which a report is written: the form, the drafts, what was pasted too long."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from wardline.core.errors import UsageError, WardlineError
from wardline.hub.incidents import asking, drafts, files, form, service
from wardline.hub.incidents.form import LONGEST, QUESTIONS, Typed
from wardline.hub.members.rights import Need
from wardline.hub.objects import browser, plain, share
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG
from wardline.incidents import choices, model
from wardline.incidents.choices import Release

# What an answer may have before it is laid beside the draft.
_MOST = {
    name: LONGEST if one.kind == "text" else 500 * (5000 if one.kind == "values" else 200)
    for name, one in QUESTIONS.items()
    if one.kind in ("text", "lines", "values")
}
_MOST_FILES = 10
_ANONYMOUS = "/incidents/anonymous/new"

View = Callable[..., HttpResponseBase]


class Wish(NamedTuple):
    """For whom, and under which name, a report is to be released."""

    release: str = Release.HUB_ONLY.value
    collection: str = ""
    tlp: str = "amber"

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Wish:
        """What stands in a form, or in a draft."""
        wish = cls(**{name: str(values[name]) for name in cls._fields if name in values})
        known = wish.release in (Release.NAMED, Release.HUB_ONLY)
        return wish if known else wish._replace(release=Release.HUB_ONLY.value)


class Kept(NamedTuple):
    """A draft: what was typed, the wish, what it goes on from, the preview that was shown last."""

    typed: Typed
    wish: Wish
    # The report that the page shows a part of; empty: none. And the incident that it adds to.
    base: str = ""
    incident: str = ""
    # By question: the length of what was pasted and lies beside the draft.
    aside: Mapping[str, int] = {}
    preview: Mapping[str, Any] = {}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Kept:
        """What `drafts.load` gave."""
        found = {name: content[name] for name in cls._fields if name in content}
        return cls(
            **{**found, "typed": content.get("typed", {}), "wish": Wish.of(content.get("wish", {}))}
        )

    def content(self) -> dict[str, Any]:
        """For `drafts.save`."""
        return {**self._asdict(), "wish": self.wish._asdict()}


def with_key(view: View) -> View:
    """Give the browser the key to its drafts, and keep what comes after a session has ended."""

    @functools.wraps(view)
    def kept(request: HttpRequest, **names: Any) -> HttpResponseBase:
        fresh = browser.with_key(request)
        if request.method == "POST" and not cast("Request", request).actor.role:
            return _late(request)
        response = view(request, **names)
        if fresh:
            browser.keep(request, response, (fresh, browser.key(request)), drafts.DAYS)
        return response

    return kept


def _late(request: HttpRequest) -> HttpResponseBase:
    """Keep what came without a session, for whoever had the form; then they sign in."""
    key = browser.key(request)
    known = drafts.read_token(key, request.POST.get("token", ""))
    if known is None:
        return HttpResponseRedirect(resolve_url("account_login"))
    number = known[0]
    _save(key, known, _posted(request, known))
    query = urlencode({"next": reverse("incident-draft", kwargs={"number": number})})
    return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")


def _save(key: str, whose: tuple[str, int], held: Kept) -> None:
    drafts.save(key, *whose, held.content())


def _posted(request: HttpRequest, whose: tuple[str, int]) -> Kept:
    """A draft with what a form sent; what is too long for an answer is laid beside it."""
    key = browser.key(request)
    held = Kept.of(drafts.load(key, *whose))
    typed = form.of_post(request.POST)
    aside = dict(held.aside)
    for name, most in _MOST.items():
        text = typed[name][0] if typed.get(name) else ""
        if len(text) > most:
            drafts.save(key, *whose, {"text": text}, part=name)
            aside[name] = len(text)
            typed[name] = [""]
    wish = Wish.of(request.POST.dict())
    return held._replace(typed=typed, wish=wish, aside=aside, preview={})


@with_key
@page("incident-new", Need.SHARE, methods=("GET", "POST"))
def new_page(request: Request) -> Page | HttpResponseBase:
    """A new report; `?incident=` adds to one of the own organization's."""
    if request.method == "POST":
        return _sent(request, "")
    number = drafts.new_number()
    return _form(request, number, _begun(request, request.GET.get("incident", "")))


def _begun(request: Request, incident: str) -> Kept:
    """A new draft: empty but for what is known, or what an incident says by now."""
    if not incident:
        kind = service.kind_of(request.actor)
        return Kept({**asking.DEFAULTS, "victim.kind": [kind]}, Wish())
    one = service.find(request.actor, incident)
    report = model.parse(one.report.encode())
    last = service.newest(one)
    wish = Wish(last.choice, last.collection, last.tlp)
    return Kept(form.typed_of(report, zone_of(request)), wish, one.report, one.id)


@with_key
@page("incident-draft", Need.SHARE, methods=("GET", "POST"))
def draft_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Go on with a draft of this browser's."""
    if request.method == "POST":
        return _sent(request, str(number))
    content = drafts.load(browser.key(request), str(number), request.actor.user or 0)
    if not content:
        return Page("incidents/no_draft.html", {"id": str(number)})
    return _form(request, str(number), Kept.of(content))


def _sent(request: Request, number: str) -> Page | HttpResponseBase:
    """Keep what was sent first; then do what was asked for.

    1. Whose form it was: one of somebody else's who sat here goes to their own draft.
    2. Answers, files, a whole report out of a file.
    3. Saved, whatever is wrong with it.
    4. Checked, if that was asked for.
    """
    key = browser.key(request)
    known = drafts.read_token(key, request.POST.get("token", ""))
    if known is None or (number and known[0] != number):
        # A browser that lost its key: the form's texts are all here still.
        known = (number or drafts.new_number(), request.actor.user or 0)
    number, user = known
    held = _posted(request, known)
    if user != (request.actor.user or 0):
        _save(key, known, held)
        messages.info(request, _("That form was somebody else's; it went to their drafts."))
        return HttpResponseRedirect(reverse("incident-new"))
    told: list[str] = []
    problem = ""
    try:
        held = _with_incident(request, held)
        held, told = _with_files(request, held)
        held = _with_report(request, held)
    except WardlineError as error:
        problem = str(error)
    _save(key, known, held)
    errors = _too_long(held, request)
    do = request.POST.get("do", "")
    if problem or errors:
        return _form(request, number, held, errors=errors, problem=problem, told=told)
    if told or do == "file":
        return _form(request, number, held, told=told)
    if do != "check":
        messages.success(request, _("Saved as a draft. Nothing has left."))
        return HttpResponseRedirect(reverse("incident-draft", kwargs={"number": number}))
    return _checked(request, number, held)


def _checked(request: Request, number: str, held: Kept) -> Page | HttpResponseBase:
    """The preview of what was typed, or the form with what is wrong at its place."""
    base = model.parse(held.base.encode()) if held.base else None
    answered = form.report_of(held.typed, base, zone_of(request))
    if answered.report is None:
        return _form(request, number, held, errors=answered.errors)
    try:
        preview = service.check(
            here(), request.actor, answered.report, _asked(request, number, held)
        )
    except WardlineError as error:
        return _form(request, number, held, problem=str(error))
    held = held._replace(preview=preview)
    _save(browser.key(request), (number, request.actor.user or 0), held)
    return HttpResponseRedirect(reverse("incident-preview", kwargs={"number": number}))


def _asked(request: Request, number: str, held: Kept) -> service.Asked:
    return service.Asked(
        incident=held.incident or number,
        adds=bool(held.incident),
        release=held.wish.release,
        collection=held.wish.collection,
        tlp=held.wish.tlp,
        own=browser.profile(request),
    )


def _with_incident(request: Request, held: Kept) -> Kept:
    """A form that adds to an incident brings its number; it must be the organization's own."""
    incident = request.POST.get("incident", "")
    if held.incident or not incident:
        return held
    one = service.find(request.actor, incident)
    return held._replace(incident=one.id, base=one.report)


def _with_files(request: Request, held: Kept) -> tuple[Kept, list[str]]:
    """The draft with the fingerprints of uploaded files, and what is to be told of them."""
    uploads = [one for one in request.FILES.getlist("upload") if one.size is not None]
    if not uploads:
        return held, []
    if len(uploads) > _MOST_FILES:
        raise UsageError(
            _("These are %(many)d files; %(most)d are taken at once.")
            % {"many": len(uploads), "most": _MOST_FILES}
        )
    lines, told = list(held.typed.get("attacker.files", [])), []
    for upload in uploads:
        taken = files.take(str(upload.name), upload)
        lines.append(form.file_line(taken.seen))
        words = (
            _(
                "%(name)s holds macros. It was not opened, and is not kept: its fingerprint went "
                "into the report. Keep the file as evidence, packed with a password, and open it "
                "nowhere."
            )
            if taken.macros
            else _("%(name)s is not kept: its fingerprint (SHA-256) went into the report.")
        )
        told.append(words % {"name": taken.seen.name})
    typed = {**held.typed, "attacker.files": list(dict.fromkeys(lines))}
    return held._replace(typed=typed), told


def _with_report(request: Request, held: Kept) -> Kept:
    """The draft with the report out of a file in the place of what was typed."""
    upload = request.FILES.get("report")
    if upload is None or request.POST.get("do") != "file":
        return held
    # One byte more than is taken tells that it is too large.
    report = model.parse(upload.read(model.MOST_BYTES + 1))
    text = model.encode(report).decode()
    return held._replace(typed=form.typed_of(report, zone_of(request)), base=text)


def _too_long(held: Kept, request: Request) -> dict[str, str]:
    """What to do about each answer that was laid beside the draft just now."""
    sent = {
        name: len(request.POST.get(name, ""))
        for name, most in _MOST.items()
        if len(request.POST.get(name, "")) > most
    }
    words = _(
        "This was too long for an answer (%(size)s characters; %(most)s are taken). It is kept "
        "beside the draft. Write here in a few sentences what it shows; share a log on its own."
    )
    return {
        name: words % {"size": f"{size:,}", "most": f"{_MOST[name]:,}"}
        for name, size in sent.items()
        if name in held.aside
    }


def zone_of(request: Request) -> str:
    """The zone in which a person reads and writes times."""
    return str(getattr(request.user, "zone", "")) or "UTC"


def _form(
    request: Request,
    number: str,
    held: Kept,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    told: list[str] | None = None,
) -> Page:
    """The form with all that was typed."""
    wrong = errors or {}
    accesses = share.writable(here(), request.actor)
    wish = held.wish
    if len(accesses) == 1 and not wish.collection:
        wish = wish._replace(collection=accesses[0].uuid)
    user = request.actor.user or 0
    data = {
        "draft": number,
        "questions": asking.plain(),
        "collections": [{"id": one.uuid, "title": one.title} for one in accesses],
        "problem": problem,
        "errors": dict(wrong),
    }
    extra = {
        "sections": asking.sections(held.typed, wrong, wish.release, held.aside),
        "wrong": asking.wrong(wrong),
        "told": told or [],
        "token": drafts.token(browser.key(request), number, user),
        "action": reverse("incident-draft", kwargs={"number": number}),
        "incident": held.incident,
        "releases": [
            {"code": one.code, "label": _(one.label), "hint": _(one.hint)}
            for one in choices.RELEASES
            if one.code != Release.ANONYMOUS
        ],
        "release": wish.release,
        "collection": wish.collection,
        "tlp": wish.tlp,
        "labels": plain.tlp_choices(),
        "zone": zone_of(request),
        "anonymous": _anonymous(),
        "batch_hours": CONFIG["incidents.batch_hours"],
        "saved": (bool(held.typed) and request.method == "POST") or "/drafts/" in request.path,
    }
    return Page("incidents/form.html", data, 400 if wrong or problem else 200, extra)


def _anonymous() -> str:
    """Where one reports anonymously; empty while there is no such page."""
    try:
        resolve(_ANONYMOUS)
    except Resolver404:
        return ""
    return _ANONYMOUS


@with_key
@page("incident-draft-drop", Need.SHARE, methods=("POST",))
def drop_page(request: Request, number: UUID) -> HttpResponseBase:
    """Throw a draft away."""
    drafts.drop(str(number), request.actor.user or 0)
    messages.info(request, _("The draft was thrown away."))
    return HttpResponseRedirect(reverse("incidents"))


@with_key
@page("incident-aside", Need.SHARE)
def aside_page(request: Request, number: UUID, name: str) -> Page | HttpResponseBase:
    """What was pasted into an answer and was too long for it, as the file that it is."""
    held = drafts.load(browser.key(request), str(number), request.actor.user or 0, part=name)
    if name not in QUESTIONS or not held:
        return Page("incidents/no_draft.html", {"id": str(number)})
    answer = HttpResponse(str(held["text"]), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="pasted.txt"'
    return answer
