"""The writers' pages: what there is, a new one, the draft, its preview, its release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.bulletins import mail, model, paper, problems
from wardline.bulletins.model import KINDS, LANGUAGES, ROLES, SIZES
from wardline.bulletins.readers import Reader
from wardline.bulletins.words import word
from wardline.core.clock import format_timestamp
from wardline.core.errors import NotFoundError, WardlineError, display
from wardline.hub.bulletins import audience, profiles, reading, service, shown, sources, telling
from wardline.hub.bulletins.forms import BulletinForm, spoken
from wardline.hub.bulletins.models import Bulletin, Version
from wardline.hub.bulletins.words import STATE_WORDS, WAY_WORDS
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of

_MANY = 200


@page("staff-bulletins", Need.STAFF_BULLETINS, csv="bulletins")
def desk(request: Request) -> Page:
    """All bulletins with the state of their newest version, what waits first."""
    rows = [_row(request, one) for one in Bulletin.objects.order_by("-changed_at")[:_MANY]]
    order = ("asked", "draft", "released")
    rows.sort(key=lambda one: order.index(one["state"]))
    return Page("bulletins/desk.html", {"bulletins": rows}, extra={"states": STATE_WORDS})


def _row(request: Request, bulletin: Bulletin) -> dict[str, Any]:
    row = service.newest(bulletin)
    content = service.content_of(row)
    return {
        "id": bulletin.id,
        "title": model.said(content.title, spoken()).text,
        "tlp": content.tlp,
        "version": row.number,
        "state": row.state,
        "state_words": str(STATE_WORDS[row.state]),
        "writer": row.writer,
        "mine": row.state == "asked" and service.may_release(request.actor, row),
        "withdrawn": bulletin.withdrawn_at is not None,
        "changed": format_timestamp(row.changed_at),
    }


@page("staff-bulletin-new", Need.STAFF_BULLETINS, methods=("GET", "POST"))
def new(request: Request) -> Page | HttpResponseBase:
    """Start a bulletin: from nothing, from objects of the exchange, or from an advisory's file."""
    typed = request.POST.get("from", request.GET.get("from", "")).strip()
    data = {"from": typed[:4000]}
    if request.method != "POST":
        return Page("bulletins/new.html", data)
    file = request.FILES.get("file")
    try:
        content = (
            sources.from_file(file.read())
            if isinstance(file, UploadedFile) and file.size
            else sources.from_ids(request.actor, typed)
        )
        row = service.start(request.actor, content)
    except WardlineError as error:
        return Page("bulletins/new.html", data, display(error).status, {"error": error})
    messages.success(request, _("Started. The facts are filled in; read and change every line."))
    return HttpResponseRedirect(reverse("staff-bulletin", kwargs={"number": row.bulletin_id}))


@page("staff-bulletin", Need.STAFF_BULLETINS, methods=("GET", "POST"))
def edit(request: Request, number: str) -> Page | HttpResponseBase:
    """The draft, with all that still keeps it from being released; released: how far it went."""
    bulletin = service.find(number)
    row = service.newest(bulletin)
    before = service.content_of(row)
    form = BulletinForm(
        request.POST or None,
        request.FILES or None,
        initial=BulletinForm.filled(before, row.revision),
        recipients=telling.recipients(),
        language=spoken(),
    )
    if request.method != "POST":
        return _edit(request, bulletin, row, form)
    if not form.is_valid():
        return _edit(request, bulletin, row, form, 400)
    try:
        upload = request.FILES.get("picture")
        given = upload.read() if isinstance(upload, UploadedFile) and upload.size else b""
        digest = service.keep_picture(given) if given else ""
        revision = form.cleaned_data["revision"]
        service.save(request.actor, number, form.content(before, digest), revision)
    except WardlineError as error:
        form.add_error(None, str(error))
        return _edit(request, bulletin, row, form, display(error).status)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("staff-bulletin", kwargs={"number": number}))


def _edit(
    request: Request, bulletin: Bulletin, row: Version, form: BulletinForm, status: int = 200
) -> Page:
    content = service.content_of(row)
    wrong = problems.problems(content)
    data = {
        "id": bulletin.id,
        "title": model.said(content.title, spoken()).text,
        "version": row.number,
        "state": row.state,
        "state_words": str(STATE_WORDS[row.state]),
        "tlp": content.tlp,
        "digest": row.digest,
        "note": row.note,
        "released": bulletin.released,
        "withdrawn": bulletin.withdrawn_at is not None,
        "problems": [
            {"place": one.place, "message": one.message, "hint": one.hint} for one in wrong
        ],
        "went": telling.standing(bulletin),
    }
    extra = {
        "form": form,
        "wrong": [(problems.place_words(one.place), one) for one in wrong],
        "may_release": row.state == "asked" and service.may_release(request.actor, row),
        "went_said": [(WAY_WORDS[str(one["what"])], one) for one in telling.standing(bulletin)],
        "label": model.tlp_of(content).label,
    }
    return Page("bulletins/edit.html", data, status, extra)


@page("staff-bulletin-preview", Need.STAFF_BULLETINS)
def preview(request: Request, number: str) -> Page:
    """The newest version as one reader would get it, by page, mail and paper."""
    bulletin = service.find(number)
    row = service.newest(bulletin)
    content = service.content_of(row)
    reader = _asked(request)
    made = shown.made(bulletin, row, content, reader, base_of(request))
    organization = "a member" if request.GET.get("member", "yes") != "no" else ""
    told = audience.decision(content, organization)
    data = {
        "id": number,
        "version": row.number,
        "digest": row.digest,
        "reader": reader._asdict(),
        "may_read": told.allowed,
        "why": told.reason,
        "concerned": made.concern.concerned,
        "title": made.title.text,
        "title_language": made.title.language,
        "tlp": content.tlp,
        "severity_words": made.severity,
        "who": made.who,
        "notes": list(made.notes),
        "parts": reading.parts(made),
        "pictures": reading.pictures(content, reader),
        "subject": mail.subject(made),
        "mail": mail.plain(made).replace(mail.SETTINGS, "…").replace(mail.END, "…"),
    }
    return Page("bulletins/preview.html", data, extra=_choices(request, reader))


def _choices(request: Request, reader: Reader) -> dict[str, Any]:
    here = spoken()
    return {
        "kinds": [(one, word(f"kind.{one}", here)) for one in KINDS],
        "sizes": [(one, word(f"size.{one}", here)) for one in SIZES],
        "roles": [(one, word(f"role.{one}", here)) for one in ROLES],
        "languages": [(one, {"en": "English", "es": "Español"}[one]) for one in LANGUAGES],
        "asked": reader,
        "member": request.GET.get("member", "yes") != "no",
        "systems": ", ".join(reader.systems),
        "query": request.GET.urlencode(),
    }


def _asked(request: Request) -> Reader:
    """The reader that the address names."""
    given = request.GET
    systems = tuple(one.strip() for one in given.get("systems", "").split(",") if one.strip())
    known = {"kind": KINDS, "size": SIZES, "role": ROLES}
    asked = {
        name: value if (value := given.get(name, "")) in values else ""
        for name, values in known.items()
    }
    language = profiles.known(given.get("language", "") or spoken())
    return Reader(**asked, systems=systems[: profiles.MOST_SYSTEMS], language=language)


@page("staff-bulletin-sheet", Need.STAFF_BULLETINS)
def preview_sheet(request: Request, number: str) -> HttpResponse:
    """The newest version on paper, as one reader would print it."""
    bulletin = service.find(number)
    row = service.newest(bulletin)
    content, reader = service.content_of(row), _asked(request)
    made = shown.made(bulletin, row, content, reader, base_of(request))
    data = paper.pdf(made, reading.prints(content, reader))
    return HttpResponse(data, content_type="application/pdf")


@page("staff-bulletin-picture", Need.STAFF_BULLETINS)
def preview_picture(_request: Request, number: str, which: int) -> HttpResponse:
    """A picture of the newest version."""
    content = service.content_of(service.newest(service.find(number)))
    return HttpResponse(reading.picture(content, which), content_type="image/png")


@page("staff-bulletin-do", Need.STAFF_BULLETINS, methods=("POST",))
def act(request: Request, number: str) -> HttpResponseBase:
    """Ask for the release, send back, correct, or throw a draft away."""
    what, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if what == "ask":
        service.ask(request.actor, number)
        messages.success(request, _("It waits for a second person now."))
    elif what == "back":
        service.send_back(request.actor, number, reason)
        messages.success(request, _("It is a draft again."))
    elif what == "correct":
        service.correct(request.actor, number, reason)
        messages.success(request, _("Change it, then ask a second person again."))
    elif what == "drop":
        service.drop(request.actor, number)
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(reverse("staff-bulletins"))
    else:
        raise NotFoundError(_("There is no such step."))
    return HttpResponseRedirect(reverse("staff-bulletin", kwargs={"number": number}))


@page("staff-bulletin-release", Need.STAFF_BULLETINS, methods=("POST",), step_up=True)
def release(request: Request, number: str) -> HttpResponseBase:
    """Release the version that was shown."""
    sent = request.POST
    service.release(request.actor, number, sent.get("digest", ""), sent.get("word", ""))
    messages.success(request, _("Released. It is on its page now, and goes out."))
    return HttpResponseRedirect(reverse("staff-bulletin", kwargs={"number": number}))


@page("staff-bulletin-withdraw", Need.STAFF_BULLETINS, methods=("POST",), step_up=True)
def withdraw(request: Request, number: str) -> HttpResponseBase:
    """Take a released bulletin back."""
    service.withdraw(request.actor, number, request.POST.get("reason", ""))
    messages.success(request, _("It was taken back, and all who had it are told."))
    return HttpResponseRedirect(reverse("staff-bulletin", kwargs={"number": number}))
