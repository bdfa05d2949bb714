"""The Task Force's public pages: members, meetings, exercises, duties, rules; calendar and feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core import atom
from wardline.core.clock import format_timestamp
from wardline.core.errors import NotFoundError
from wardline.core.ical import MEDIA
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of
from wardline.hub.settings import CONFIG
from wardline.hub.taskforce import facts, papers, progress, rules, service, showing, words
from wardline.hub.taskforce.models import Sheet
from wardline.hub.words import said
from wardline.taskforce import ical, model
from wardline.taskforce.due import Known

_FEED = 50


@page("taskforce", Need.PUBLIC, csv="late")
def start(request: Request) -> Page:
    """The Task Force at a glance: the next meeting, and what is late or missing."""
    rows = showing.meeting_rows(facts.meetings())
    sitting = showing.members()
    data = {
        "next": next((row for row in rows if row["state"] == "coming"), None),
        "late": showing.late(),
        "members": sum(row["state"] == "now" for row in sitting),
        "empty_seats": sum(row["state"] == "empty" for row in sitting),
        "meetings": len(rows),
        "exercises": len(showing.exercises()),
    }
    return Page("taskforce/start.html", data)


@page("taskforce-members", Need.PUBLIC, csv="members")
def members(request: Request) -> Page:
    """Who sits on the Task Force, for whom, and which seats are empty."""
    return Page("taskforce/members.html", {"members": showing.members()})


@page("taskforce-rules", Need.PUBLIC, csv="rules")
def rule_list(request: Request) -> Page:
    """By which rules lateness is counted, each with its source and day."""
    extra = {"may_change": request.actor.may(Need.STAFF_DOCKET)}
    return Page("taskforce/rules.html", {"rules": rules.listed()}, extra=extra)


@page("taskforce-progress", Need.PUBLIC, csv="duties")
def progress_page(request: Request) -> Page:
    """How far the Task Force is with each duty of the law."""
    return Page("taskforce/progress.html", {"duties": progress.listed()})


# --- meetings


@page("meetings", Need.PUBLIC, csv="meetings")
def meetings(request: Request) -> Page:
    """All meetings, those to come first."""
    rows = showing.meeting_rows(facts.meetings())
    coming = [row for row in rows if row["state"] == "coming"]
    others = [row for row in reversed(rows) if row["state"] != "coming"]
    late = [one for one in showing.late() if one["kind"] == "meeting" or one["code"] in _OF_TIME]
    data = {"meetings": [*coming, *others], "late": late}
    extra = {"coming": coming, "others": others}
    return Page("taskforce/meetings.html", data, extra=extra)


_OF_TIME = ("month-yet", "month-missing", "quarter-yet", "quarter-missing")


def _known(number: int) -> Known:
    found = next((one for one in facts.meetings() if one.number == number), None)
    if found is None:
        raise NotFoundError(_("There is no such meeting."), hint=_("See the list of meetings."))
    return found


@page("meeting", Need.PUBLIC)
def meeting(request: Request, number: int) -> Page:
    """One meeting: when, where, how to take part, papers, minutes, statements."""
    known = _known(number)
    sheet = service.shown(number, "meeting")
    data = {
        "meeting": showing.meeting(sheet, known),
        "minutes": showing.minutes(service.about(sheet, "minutes")),
        "statements": showing.statements(number),
        "versions": showing.versions(sheet),
        "late": showing.late(number),
    }
    return Page("taskforce/meeting.html", data)


@page("meeting-paper", Need.PUBLIC)
def paper(request: Request, number: int, paper: int) -> Page:
    """A paper of a meeting, as text."""
    found = papers.public(paper, number)
    data = {
        "paper": papers.told(found),
        "text": found.text,
        "meeting": number,
        "meeting_title": said(_known(number).meeting.title),
    }
    return Page("taskforce/paper.html", data)


@page("meeting-paper-file", Need.PUBLIC)
def paper_file(request: Request, number: int, paper: int) -> HttpResponse:
    """A paper's file, where the staff show it; never opened within the portal."""
    found = papers.public(paper, number)
    if not found.whole:
        raise NotFoundError(_("Only the text of this paper is shown."))
    return attached(papers.opened(found)[0], found.name)


def attached(data: bytes, name: str) -> HttpResponse:
    """Bytes to keep, which no browser runs."""
    answer = HttpResponse(data, content_type="application/octet-stream")
    safe = "".join(char if char.isalnum() or char in ".-_ " else "_" for char in name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_ascii(safe)}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace("?", "_")


# --- for programs


@page("meetings-calendar", Need.PUBLIC)
def calendar(request: Request) -> HttpResponse:
    """All meetings as a calendar to subscribe to (RFC 5545)."""
    stamps = facts.stamps()
    entries = [_entry(request, one, stamps[one.number]) for one in facts.meetings()]
    return _ics(ical.to_ics(entries, _("Task Force meetings")), "meetings.ics")


@page("meeting-calendar", Need.PUBLIC)
def meeting_calendar(request: Request, number: int) -> HttpResponse:
    """One meeting for a calendar."""
    entry = _entry(request, _known(number), facts.stamps()[number])
    return _ics(ical.to_ics([entry], _("Task Force meetings")), f"meeting-{number}.ics")


def _ics(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _entry(request: Request, known: Known, stamp: tuple[UUID, int]) -> ical.Entry:
    made = known.meeting
    uuid, at = stamp
    address = _address(request, known.number)
    opened = _("Open to the public.") if made.open else _("Closed to the public.")
    lines = [opened, said(made.comment), said(made.accommodation), said(made.agenda), address]
    if made.open and made.link and not made.cancelled:
        lines.insert(1, _("Take part: %(link)s") % {"link": made.link})
    if made.cancelled:
        lines.insert(0, _("Called off: %(why)s") % {"why": said(made.cancelled_reason)})
    return ical.Entry(
        uid=f"{uuid}@wardline",
        sequence=len(known.versions) - 1,
        changed=dt.datetime.fromtimestamp(at / 1e6, dt.UTC),
        start=dt.datetime.fromisoformat(made.start),
        end=dt.datetime.fromisoformat(made.end),
        summary=said(made.title),
        description="\n".join(line for line in lines if line),
        location=" ".join(said(made.place).split()),
        url=address,
        cancelled=made.cancelled,
    )


def _address(request: Request, number: int) -> str:
    return base_of(request).rstrip("/") + reverse("meeting", kwargs={"number": number})


@page("meetings-feed", Need.PUBLIC)
def feed(request: Request) -> HttpResponse:
    """The newest of meetings and minutes as Atom (RFC 4287)."""
    found = Sheet.objects.filter(kind__in=("meeting", "minutes"), shown__gt=0)
    shown = [(service.history(sheet)[-1].at, sheet) for sheet in found]
    shown.sort(key=lambda one: (-one[0], one[1].pk))
    base = base_of(request).rstrip("/")
    known = {one.number: one for one in facts.meetings()}
    home, title = (
        base + reverse("meetings"),
        _("Task Force meetings") + f" · {CONFIG['taxii.title']}",
    )
    updated = format_timestamp(shown[0][0]) if shown else None
    told = atom.Feed(title, home, base + request.path, CONFIG["taxii.title"], updated)
    entries = (_told(request, sheet, at, known) for at, sheet in shown[:_FEED])
    return HttpResponse(atom.write(told, entries), content_type=atom.MEDIA)


def _told(request: Request, sheet: Sheet, at: int, every: Mapping[int, Known]) -> atom.Entry:
    known = every[(sheet.about_id if sheet.kind == "minutes" else sheet.pk) or 0]
    name = said(known.meeting.title)
    title = _("Minutes: %(name)s") % {"name": name} if sheet.kind == "minutes" else name
    if sheet.kind == "meeting" and known.meeting.cancelled:
        title = _("Called off: %(name)s") % {"name": name}
    when = showing.local(known.meeting.start, known.meeting.zone)
    address = _address(request, known.number)
    return atom.Entry(title, address, format_timestamp(at), when, id=f"urn:uuid:{sheet.uuid}")


# --- exercises


@page("exercises", Need.PUBLIC, csv="exercises")
def exercises(request: Request) -> Page:
    """All exercises and device workshops."""
    return Page("taskforce/exercises.html", {"exercises": showing.exercises()})


@page("exercise-actions", Need.PUBLIC, csv="actions")
def actions(request: Request) -> Page:
    """What exercises showed is to be done: by whom, until when, what is overdue."""
    rows = service.corrective_actions()
    for row in rows:
        row["state_words"] = str(words.ACTION_STATES[row["state"]])
    return Page("taskforce/actions.html", {"actions": rows})


@page("exercise", Need.PUBLIC)
def exercise(request: Request, number: int) -> Page:
    """One exercise, and what it showed."""
    return Page("taskforce/exercise.html", {"exercise": exercise_of(number)})


def exercise_of(number: int) -> dict[str, Any]:
    """What everybody may read of an exercise. *Raises* NotFoundError."""
    sheet = service.shown(number, "exercise")
    report = service.about(sheet, "after-action")
    after: model.AfterAction | None = service.content(report, report.shown) if report else None
    return showing.exercise_page(number, service.content(sheet, sheet.shown), after)


@page("exercise-report", Need.PUBLIC)
def exercise_report(request: Request, number: int) -> HttpResponse:
    """The after-action report as an accessible PDF."""
    from wardline.hub.taskforce.printed import after_action_pdf

    told = exercise_of(number)
    if told["after"] is None:
        raise NotFoundError(_("This exercise has no report yet."))
    answer = HttpResponse(after_action_pdf(told), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="exercise-{number}.pdf"'
    return answer
