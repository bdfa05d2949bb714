"""The staff's pages: the desk, drafts and publishing, papers, certificates, an exercise's day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core.clock import day_of, format_timestamp, now
from wardline.core.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    RateLimitedError,
    UsageError,
    WardlineError,
    display,
)
from wardline.docket.show import neutral
from wardline.hub.evidence import findings
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.taskforce import forms, papers, progress, rules, service, showing
from wardline.hub.taskforce.fields import Editor
from wardline.hub.taskforce.models import Sheet
from wardline.hub.taskforce.words import DUTIES, KINDS
from wardline.hub.words import said
from wardline.taskforce import model
from wardline.taskforce.due import Known, Published
from wardline.taskforce.exercise import timeline

_TROUBLE = (UsageError, ConflictError, InputError, RateLimitedError)
# What is begun at the desk; minutes and reports are begun at what they are about.
_BEGUN = ("seat", "term", "meeting", "exercise")


@page("staff-taskforce", Need.STAFF_DOCKET, csv="sheets")
def desk(request: Request) -> Page:  # noqa: ARG001 # all pages have one signature
    """What is late, what is a draft, and all sheets to go on with."""
    rows = [_row(sheet) for sheet in Sheet.objects.select_related("about").order_by("kind", "-id")]
    data = {"sheets": rows, "late": showing.late()}
    extra = {
        "begun": [(kind, KINDS[kind]) for kind in _BEGUN],
        "drafts": [row for row in rows if row["draft"]],
        "groups": [
            (KINDS[kind], [row for row in rows if row["kind"] == kind])
            for kind in model.KINDS
            if any(row["kind"] == kind for row in rows)
        ],
        "duties": _duties(),
    }
    return Page("taskforce/desk.html", data, extra=extra)


def _duties() -> list[dict[str, Any]]:
    drafts = findings.drafts_by_duty()
    sheets = dict(Sheet.objects.filter(kind="duty").values_list("name", "pk"))
    return [
        {**row, "drafts": drafts[row["duty"]], "sheet": sheets.get(row["duty"])}
        for row in progress.listed()
    ]


def _row(sheet: Sheet) -> dict[str, Any]:
    return {
        "number": sheet.pk,
        "kind": sheet.kind,
        "kind_words": str(KINDS[sheet.kind]),
        "name": name_of(sheet),
        "version": sheet.version,
        "shown": sheet.shown,
        "draft": sheet.version != sheet.shown,
        "address": _address(sheet),
    }


def name_of(sheet: Sheet) -> str:
    """What a sheet is called."""
    if sheet.about is not None:
        return f"{KINDS[sheet.kind]}: {name_of(sheet.about)}"
    if sheet.kind == "duty":
        return f"{sheet.name}: {DUTIES[sheet.name]}"
    made = service.content(sheet)
    return str(made.name) if isinstance(made, model.Term) else said(made.title)


def _address(sheet: Sheet) -> str:
    """Where everybody reads it; empty: nobody does yet."""
    if not sheet.shown:
        return ""
    number = {"number": sheet.about_id or sheet.pk}
    where: dict[str, tuple[str, dict[str, int]]] = {
        "seat": ("taskforce-members", {}),
        "term": ("taskforce-members", {}),
        "duty": ("taskforce-progress", {}),
        "meeting": ("meeting", number),
        "minutes": ("meeting", number),
        "exercise": ("exercise", number),
        "after-action": ("exercise", number),
    }
    page_name, kwargs = where[sheet.kind]
    return reverse(page_name, kwargs=kwargs)


# --- drafts


@page("staff-taskforce-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def new(request: Request, kind: str) -> Page | HttpResponseBase:
    """Begin a seat, a member, a meeting, an exercise or the progress of a duty."""
    letter = kind.removeprefix("duty-")
    if letter != kind and letter in DUTIES:
        return _begun(request, "duty", None, letter)
    if kind not in _BEGUN:
        raise NotFoundError(_("There is nothing of this kind to begin."))
    return _begun(request, kind, None)


@page("staff-taskforce-about", Need.STAFF_DOCKET, methods=("GET", "POST"))
def new_about(request: Request, number: int, kind: str) -> Page | HttpResponseBase:
    """Begin the minutes of a meeting, or the report on an exercise."""
    of = service.find(number, service.ABOUT.get(kind, "-"))
    have = service.about(of, kind, inside=True)
    if have is not None:
        return HttpResponseRedirect(reverse("staff-taskforce-edit", kwargs={"number": have.pk}))
    return _begun(request, kind, of)


def _begun(
    request: Request, kind: str, of: Sheet | None, name: str = ""
) -> Page | HttpResponseBase:
    made = model.KINDS[kind]
    editor = forms.editor(made, choices(made, of))
    extra: dict[str, Any] = {"of": _row(of) if of else None, "notes": _notes(of) if of else []}
    data = {"number": None, "kind": kind, "kind_words": str(KINDS[kind]), "name": name}
    if request.method != "POST":
        return _edit_page(data, editor.fill(None, 0), **extra)
    editor.take(request.POST, None)

    def save() -> Sheet:
        return service.save(request.actor, editor.content(), of=of, name=name)

    return _saved(request, data, editor, save, extra)


@page("staff-taskforce-edit", Need.STAFF_DOCKET, methods=("GET", "POST"))
def edit(request: Request, number: int) -> Page | HttpResponseBase:
    """Change a sheet, publish it, or throw a draft away."""
    sheet = service.find(number)
    made = model.KINDS[sheet.kind]
    editor = forms.editor(made, choices(made, sheet.about, sheet))
    extra = {"of": _row(sheet.about) if sheet.about else None, **_more(sheet)}
    data = _row(sheet)
    if request.method != "POST":
        return _edit_page(data, editor.fill(service.content(sheet), sheet.version), **extra)
    editor.take(request.POST, service.content(sheet))
    if request.POST.get("do") == "discard":
        return _discarded(request, sheet, data, editor, extra)

    def save() -> Sheet:
        return service.save(request.actor, editor.content(), number, editor.version)

    return _saved(request, data, editor, save, extra)


def _more(sheet: Sheet) -> dict[str, Any]:
    about = {made: kind for kind, made in service.ABOUT.items()}
    follows = about.get(sheet.kind)
    return {
        "follows": follows,
        "follows_words": KINDS[follows] if follows else "",
        "versions": [
            {"version": row.version, "at": format_timestamp(row.at), "by": row.by_name,
             "shown": row.shown_at is not None}
            for row in sheet.versions.order_by("-version")
        ],
        "previewed": sheet.kind in ("meeting", "minutes", "exercise", "after-action"),
        "certify": sheet.kind == "minutes" and bool(sheet.shown),
        "notes": _notes(sheet.about) if sheet.kind == "after-action" and sheet.about else [],
    }  # fmt: skip


def _notes(exercise: Sheet) -> list[dict[str, str]]:
    """What was noted on the day, for whoever writes the report."""
    if exercise.kind != "exercise":
        return []
    injects = {one.id: said(one.text) for one in service.content(exercise).injects}
    return [
        {"inject": injects.get(number, ""), "note": row.note}
        for number, row in service.given(exercise).items()
        if row.note
    ]


def _saved(
    request: Request, data: dict[str, Any], editor: Editor, save: Any, extra: dict[str, Any]
) -> Page | HttpResponseBase:
    if not editor.valid():
        return _edit_page(data, editor, status=400, **extra)
    try:
        sheet = save()
    except _TROUBLE as error:
        return _edit_page(data, editor, error=error, status=display(error).status, **extra)
    here = reverse("staff-taskforce-edit", kwargs={"number": sheet.pk})
    if request.POST.get("do") != "publish":
        messages.success(request, _("The draft is kept. Nobody else sees it."))
        return HttpResponseRedirect(here)
    try:
        service.publish(request.actor, sheet.pk, sheet.version)
    except _TROUBLE as error:
        text = _("The draft is kept, but it is not public: %(why)s")
        messages.error(request, text % {"why": str(error)})
        return HttpResponseRedirect(here)
    messages.success(request, _("Everybody can read it now."))
    return HttpResponseRedirect(_address(service.find(sheet.pk)))


def _discarded(
    request: Request, sheet: Sheet, data: dict[str, Any], editor: Editor, extra: dict[str, Any]
) -> Page | HttpResponseBase:
    try:
        service.discard(request.actor, sheet.pk, editor.version)
    except ConflictError as error:
        return _edit_page(data, editor, error=error, status=409, **extra)
    messages.success(request, _("The draft is gone."))
    return HttpResponseRedirect(reverse("staff-taskforce"))


def _edit_page(
    data: dict[str, Any],
    editor: Editor,
    *,
    error: WardlineError | None = None,
    status: int = 200,
    **extra: Any,
) -> Page:
    wrong = bool(editor.form.errors or any(any(one["set"].errors) for one in editor.sets))
    more = {"form": editor.form, "sets": editor.sets, "error": error, "wrong": wrong, **extra}
    return Page("taskforce/edit.html", data, status, more)


def choices(
    kind: type[model.Sheet], of: Sheet | None, sheet: Sheet | None = None
) -> dict[str, list[tuple[Any, Any]]]:
    """What can be chosen in a form: seats, members, objectives, observations."""
    if kind is model.Term:
        return {"seat": [(n, said(one.title)) for n, one in service.newest(model.Seat).items()]}
    if kind is model.Minutes:
        sitting = service.public(model.Term).items()
        return {"present": [(n, one.name) for n, one in sitting]}
    if kind is model.Exercise:
        objectives = service.content(sheet).objectives if sheet else []
        return {"objective": [forms.CHOOSE, *_texts(objectives)]}
    if kind is model.AfterAction and of is not None:
        seen = service.content(sheet).observations if sheet else []
        return {
            "objective": [forms.CHOOSE, *_texts(service.content(of).objectives)],
            "observation": [forms.CHOOSE, *_texts(seen)],
        }
    return {}


def _texts(rows: list[Any]) -> list[tuple[Any, Any]]:
    return [(one.id, said(one.text)[:80]) for one in rows]


@page("staff-taskforce-preview", Need.STAFF_DOCKET)
def preview(request: Request, number: int) -> Page:  # noqa: ARG001 # as above
    """A draft exactly as all would read it."""
    sheet = service.find(number)
    of = sheet.about or sheet
    extra = {"preview": sheet.pk}
    if of.kind == "meeting":
        made = service.content(of)
        known = Known(of.pk, [*_before(of), Published(made, day_of(now()))])
        noted = service.about(of, "minutes", inside=True)
        data = {
            "meeting": showing.meeting(of, known),
            "minutes": showing.minutes(noted, service.content(noted)) if noted else None,
            "statements": None,
            "versions": showing.versions(of),
            "late": [],
        }
        return Page("taskforce/meeting.html", data, extra=extra)
    if of.kind == "exercise":
        report = service.about(of, "after-action", inside=True)
        after = service.content(report) if report else None
        data = {"exercise": showing.exercise_page(of.pk, service.content(of), after)}
        return Page("taskforce/exercise.html", data, extra=extra)
    raise NotFoundError(_("There is no page of its own to look at."))


def _before(meeting: Sheet) -> list[Published]:
    return [Published(one.content, day_of(one.at)) for one in service.history(meeting)]


# --- papers


@page("staff-taskforce-papers", Need.STAFF_DOCKET, methods=("GET", "POST"))
def paper_list(request: Request, number: int) -> Page | HttpResponseBase:
    """The papers of a meeting; a new one."""
    sheet = service.find(number, "meeting")
    error: WardlineError | None = None
    status = 200
    form = forms.PaperForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        status = 400
        if form.is_valid():
            typed = form.cleaned_data
            title = {one: typed[f"title_{one}"] for one in ("en", "es") if typed[f"title_{one}"]}
            try:
                file = typed["file"]
                made = papers.add(request.actor, sheet, title, file.read(), file.name or "")
            except _TROUBLE as wrong:
                error, status = wrong, display(wrong).status
            else:
                messages.success(request, _("Taken. Read it, then show it to all."))
                address = reverse("staff-taskforce-paper", kwargs={"number": made.pk})
                return HttpResponseRedirect(address)
    data = {"meeting": number, "title": name_of(sheet), "papers": papers.listed(sheet, inside=True)}
    return Page("taskforce/papers.html", data, status, {"form": form, "error": error})


@page("staff-taskforce-paper", Need.STAFF_DOCKET, methods=("GET", "POST"))
def paper_page(request: Request, number: int) -> Page | HttpResponseBase:
    """One paper with what the gate marks in it: show it, or remove it."""
    paper = papers.find(number)
    back = reverse("staff-taskforce-papers", kwargs={"number": paper.meeting_id})
    if request.method == "POST":
        verb = request.POST.get("do", "")
        if verb == "remove":
            papers.remove(request.actor, number)
            messages.success(request, _("The paper is removed."))
        elif verb == "show":
            papers.show(request.actor, number, whole=request.POST.get("whole") == "yes")
            messages.success(request, _("Everybody can read it now."))
        else:
            raise UsageError(_("There is no such step."))
        return HttpResponseRedirect(back)
    text = papers.opened(paper)[1] if paper.sealed is not None else ""
    data = {
        "paper": papers.told(paper),
        "meeting": paper.meeting_id,
        "text": neutral(text),
        "labels": msgspec.json.decode(paper.labels),
    }
    return Page("taskforce/paper_edit.html", data, extra={"marks": papers.marks(text)})


# --- minutes


@page("staff-taskforce-certify", Need.STAFF_DOCKET, methods=("GET", "POST"))
def certify(request: Request, number: int) -> Page | HttpResponseBase:
    """Write down that the chair certified a meeting's minutes."""
    sheet = service.find(number, "minutes")
    chairs = [
        (key, one.name)
        for key, one in service.public(model.Term).items()
        if one.role in ("chair", "co-chair")
    ]
    posted = request.POST if request.method == "POST" else None
    form = forms.CertifyForm(posted, chairs=chairs, initial={"version": sheet.shown})
    error: WardlineError | None = None
    if posted is not None and form.is_valid():
        typed = form.cleaned_data
        try:
            service.certify(request.actor, number, typed["chair"], typed["on"], typed["version"])
        except _TROUBLE as wrong:
            error = wrong
        else:
            messages.success(request, _("The minutes are certified."))
            return HttpResponseRedirect(_address(sheet))
    data = {"number": number, "title": name_of(sheet), "minutes": showing.minutes(
        sheet if sheet.shown else None)}  # fmt: skip
    status = display(error).status if error else 200 if posted is None else 400
    return Page("taskforce/certify.html", data, status, {"form": form, "error": error,
                                                         "chairs": chairs})  # fmt: skip


# --- the day of an exercise


@page("staff-taskforce-day", Need.STAFF_DOCKET, methods=("GET", "POST"), csv="steps")
def day(request: Request, number: int) -> Page | HttpResponseBase:
    """The facilitator's view: what comes next, what was given, what was seen."""
    sheet = service.find(number, "exercise")
    if request.method == "POST":
        inject = number_in(request.POST.get("inject", "")) or 0
        service.give(request.actor, number, inject, request.POST.get("note", ""))
        return HttpResponseRedirect(
            reverse("staff-taskforce-day", kwargs={"number": number}) + f"#inject-{inject}"
        )
    made: model.Exercise = service.content(sheet)
    rows = service.given(sheet)
    times = {one: dt.datetime.fromtimestamp(row.at / 1e6, dt.UTC) for one, row in rows.items()}
    steps = []
    for step in timeline(made, times, dt.datetime.fromtimestamp(now() / 1e6, dt.UTC)):
        row = rows.get(step.inject.id)
        steps.append(
            {
                "id": step.inject.id,
                "due": format_timestamp(int(step.due.timestamp() * 1e6)),
                "local": showing.local(step.due.isoformat(), made.zone),
                "minute": step.inject.minute,
                "to": step.inject.to,
                "text": said(step.inject.text),
                "expected": said(step.inject.expected),
                "objective": next(
                    (said(o.text) for o in made.objectives if o.id == step.inject.objective), ""
                ),
                "given": format_timestamp(row.at) if row else None,
                "by": row.by_name if row else "",
                "note": row.note if row else "",
                "late": step.late,
            }
        )
    waiting = next((one["id"] for one in steps if one["given"] is None), None)
    data = {"number": number, "title": said(made.title), "when": showing.local(
        made.start, made.zone), "over": showing.over(made.end), "steps": steps,
        "next": waiting}  # fmt: skip
    return Page("taskforce/day.html", data)


# --- rules


@page("staff-taskforce-rule", Need.STAFF_DOCKET, methods=("GET", "POST"))
def rule(request: Request, name: str) -> Page | HttpResponseBase:
    """Keep one dated setting true."""
    found = rules.find(name)
    told = next(one for one in rules.listed() if one["name"] == name)
    initial = {"days": found.days, "source": found.source, "as_of": found.as_of}
    form = forms.RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rules.change(request.actor, name, **form.cleaned_data)
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved, with its day."))
            return HttpResponseRedirect(reverse("taskforce-rules"))
    status = 400 if request.method == "POST" else 200
    return Page("taskforce/rule.html", {"rule": told}, status, {"form": form})
