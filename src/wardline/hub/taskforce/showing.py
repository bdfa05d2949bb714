"""Sheets as plain values, as pages and their twins show them, in the reader's language."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Any

from wardline.core.clock import format_timestamp, now, today_utc
from wardline.hub.docket import calls, reading
from wardline.hub.taskforce import facts, following, papers, rules, service, words
from wardline.hub.taskforce.models import Sheet
from wardline.hub.words import said
from wardline.taskforce import due, exercise, model, terms
from wardline.taskforce.due import Known
from wardline.taskforce.minutes import paragraphs

_FEW = 10


def local(text: str, zone: str) -> str:
    """A time in its zone, the zone printed."""
    moment = dt.datetime.fromisoformat(text).astimezone(zoneinfo.ZoneInfo(zone))
    return f"{moment:%Y-%m-%d %H:%M} {moment:%Z} ({zone})"


def over(end: str) -> bool:
    """Whether an end is past."""
    return dt.datetime.fromisoformat(end).timestamp() * 1e6 <= now()


def late(about: int = 0) -> list[dict[str, Any]]:
    """What is late or missing, of one sheet or of all."""
    return [one._asdict() for one in facts.late() if not about or one.about == about]


# --- members


def members(today: dt.date | None = None) -> list[dict[str, Any]]:
    """A row for each seat and who sits on it; who sat there before comes after."""
    day = today or today_utc()
    seats, sitting = service.public(model.Seat), service.public(model.Term)
    empty = {one.seat: one for one in terms.vacancies(seats, sitting, day)}
    found = []
    for number, seat in seats.items():
        of_seat = {n: t for n, t in sitting.items() if t.seat == number}
        rows = sorted(of_seat.items(), key=lambda one: one[1].begins, reverse=True)
        found += [_member(number, seat, key, term, day) for key, term in rows]
        if number in empty:
            since = empty[number].since.isoformat()
            found.append(_vacant(number, seat, since))
    order = {"now": 0, "empty": 0, "soon": 1, "before": 2}
    return sorted(found, key=lambda row: (order[row["state"]], row["seat_title"], row["begins"]))


def _member(number: int, seat: model.Seat, key: int, term: model.Term, day: dt.date) -> Any:
    state = "now" if terms.sits(term, day) else "soon"
    if term.ends and term.ends < day.isoformat():
        state = "before"
    return {
        "seat": number,
        "seat_title": said(seat.title),
        "member": key,
        "name": term.name,
        "organization": term.organization,
        "role": term.role,
        "role_words": str(words.ROLES[term.role]),
        "begins": term.begins,
        "ends": term.ends or None,
        "state": state,
    }


def _vacant(number: int, seat: model.Seat, since: str) -> dict[str, Any]:
    return {
        "seat": number,
        "seat_title": said(seat.title),
        "member": None,
        "name": "",
        "organization": "",
        "role": "",
        "role_words": "",
        "begins": since,
        "ends": None,
        "state": "empty",
    }


# --- meetings


def meeting_rows(every: Iterable[Known]) -> list[dict[str, Any]]:
    """Meetings as lines of the list."""
    asked = rules.rules()
    return [meeting_row(one, asked) for one in every]


def meeting_row(known: Known, asked: due.Rules) -> dict[str, Any]:
    """A meeting as a line of the list."""
    made = known.meeting
    given = due.noticed(known.versions)
    minutes = facts.minutes_state(known, asked)
    return {
        "number": known.number,
        "title": said(made.title),
        "when": local(made.start, made.zone),
        "start": made.start,
        "end": made.end,
        "zone": made.zone,
        "open": made.open,
        "state": "cancelled" if made.cancelled else "over" if over(made.end) else "coming",
        "notice_given": given.isoformat() if given else None,
        "notice_short": 0 if made.cancelled else due.short(known, asked),
        "minutes": minutes["state"],
        "minutes_by": minutes["by"],
        "minutes_late": minutes["late"],
    }


def meeting(sheet: Sheet, known: Known) -> dict[str, Any]:
    """A meeting with all that its page says."""
    made, asked = known.meeting, rules.rules()
    until = made.statements_until
    return {
        **meeting_row(known, asked),
        "until": local(made.end, made.zone),
        "place": said(made.place),
        # Who is not to come needs no way in.
        "link": made.link if made.open and not made.cancelled else "",
        "accommodation": said(made.accommodation),
        "comment": said(made.comment),
        "contact": made.contact,
        "agenda": model.lines(said(made.agenda)),
        "duties": list(made.duties),
        "closed_reason": "" if made.open else said(made.closed_reason),
        "short_reason": said(made.short_reason),
        "exceptional": made.exceptional,
        "notice_cited": made.notice_cited,
        "cancelled_reason": said(made.cancelled_reason) if made.cancelled else "",
        "moved_from": moved_from(known),
        "statements_until": local(until, made.zone) if until else None,
        "papers": papers.listed(sheet),
        "minutes_state": facts.minutes_state(known, asked),
    }


def moved_from(known: Known) -> list[str]:
    """The times for which a meeting was announced before, each once."""
    times = [local(one.meeting.start, one.meeting.zone) for one in known.versions]
    return [time for time in dict.fromkeys(times) if time != times[-1]]


def minutes(sheet: Sheet | None, made: model.Minutes | None = None) -> dict[str, Any] | None:
    """Minutes with who was there; None: there are none that everybody may read."""
    if sheet is None:
        return None
    told = made or service.content(sheet, sheet.shown)
    sitting = service.public(model.Term)
    signed = service.certified(sheet)
    corrected = not signed and sheet.certificates.exists()
    return {
        "number": sheet.pk,
        "paragraphs": paragraphs(said(told.text)),
        "present": [sitting[one].name for one in told.present if one in sitting],
        "guests": list(told.guests),
        "public": told.public,
        "certified_by": signed.chair if signed else None,
        "certified_on": signed.on.isoformat() if signed else None,
        # Somebody corrected what the chair had certified.
        "corrected": corrected,
    }


def statements(number: int) -> dict[str, Any] | None:
    """The call for statements to a meeting, and the newest of them; None: it has none."""
    call = calls.known(following.call_of(number))
    if call is None:
        return None
    rows, _next = reading.listed(reading.Filter(call=call.id), _FEW)
    return {"call": call.id, "phase": calls.phase(call), "newest": rows}


def versions(sheet: Sheet) -> list[dict[str, Any]]:
    """Since when each public version could be read."""
    return [
        {"version": one.version, "at": format_timestamp(one.at)} for one in service.history(sheet)
    ]


# --- exercises


def exercise_row(number: int, made: model.Exercise, *, reported: bool) -> dict[str, Any]:
    """An exercise as a line of the list."""
    return {
        "number": number,
        "title": said(made.title),
        "kind": made.kind,
        "kind_words": str(words.EXERCISES[made.kind]),
        "when": local(made.start, made.zone),
        "start": made.start,
        "end": made.end,
        "zone": made.zone,
        "duties": list(made.duties),
        "state": "cancelled" if made.cancelled else "over" if over(made.end) else "coming",
        "reported": reported,
    }


def exercises() -> list[dict[str, Any]]:
    """All public exercises, the newest first."""
    reported = set(
        Sheet.objects.filter(kind="after-action", shown__gt=0).values_list("about_id", flat=True)
    )
    rows = [
        exercise_row(number, made, reported=number in reported)
        for number, made in service.public(model.Exercise).items()
    ]
    return sorted(rows, key=lambda row: dt.datetime.fromisoformat(row["start"]), reverse=True)


def exercise_page(
    number: int, made: model.Exercise, after: model.AfterAction | None
) -> dict[str, Any]:
    """An exercise with its objectives, and what it showed. Injects are for the staff alone."""
    return {
        **exercise_row(number, made, reported=after is not None),
        "until": local(made.end, made.zone),
        "place": said(made.place),
        "scope": paragraphs(said(made.scope)),
        "participants": list(made.participants),
        "objectives": [
            {
                "id": one.id,
                "place": place,
                "text": said(one.text),
                "capability": one.capability,
                **_rating(one.id, after),
            }
            for place, one in enumerate(made.objectives, 1)
        ],
        "after": after_action(made, after, number) if after else None,
    }


def _rating(objective: int, after: model.AfterAction | None) -> dict[str, Any]:
    found = next(
        (one for one in (after.ratings if after else []) if one.objective == objective), None
    )
    return {
        "rating": found.rating if found else None,
        "rating_words": str(words.RATINGS[found.rating]) if found else "",
        "why": said(found.why) if found else "",
    }


def after_action(made: model.Exercise, after: model.AfterAction, number: int) -> dict[str, Any]:
    """An after-action report: summary, counts, observations, improvement plan."""
    today = today_utc()
    places = {one.id: place for place, one in enumerate(made.objectives, 1)}
    return {
        "summary": paragraphs(said(after.summary)),
        "counts": [
            {"rating": key, "words": str(words.RATINGS[key]), "count": count}
            for key, count in exercise.counts(after).items()
        ],
        "unrated": [places[one] for one in exercise.unrated(made, after)],
        "observations": [
            {
                "id": one.id,
                "kind": one.kind,
                "kind_words": str(words.OBSERVED[one.kind]),
                "text": said(one.text),
                "cause": said(one.cause),
                "objective": places.get(one.objective),
            }
            for one in after.observations
        ],
        "actions": [_action(one, number, today) for one in after.actions],
        "unanswered": exercise.unanswered(after),
    }


def _action(one: model.CorrectiveAction, number: int, today: dt.date) -> dict[str, Any]:
    state = exercise.state_of(one, today)
    return {
        "id": f"X-{number}.{one.id}",
        "observation": one.observation,
        "text": said(one.text),
        "owner": one.owner,
        "due": one.due,
        "done_on": one.done_on or None,
        "state": state,
        "state_words": str(words.ACTION_STATES[state]),
        "days_overdue": exercise.overdue(one, today),
    }
