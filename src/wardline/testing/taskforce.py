"""A made-up year of a Task Force: what its staff writes down, and when. All names are made up.

Twelve meetings, the first of them on `first`: the fourth is called off, the sixth is moved by two
weeks, the eighth is announced three days short; the minutes of the third wait for the chair. Two
exercises, one of them a device workshop. One member leaves and nobody follows.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator

import msgspec

from wardline.taskforce import model
from wardline.taskforce.steps import Step

ZONE = "America/New_York"
CALLED_OFF, MOVED, SHORT, UNCERTIFIED = 4, 6, 8, 3
MEETINGS = 12
_SEATS = (
    ("hospitals", "Hospitals", "Hospitales"),
    ("clinics", "Small clinics", "Clínicas pequeñas"),
    ("makers", "Device makers", "Fabricantes de aparatos"),
    ("patients", "Patients", "Pacientes"),
)
_NAMES = ("Ada Made-Up", "Ben Invented", "Cleo Fictional", "Dan Imaginary")
_MATTERS = (
    ("E", "How a small clinic gets a warning the same day", "Cómo recibe un aviso una clínica"),
    ("C", "Old pumps that nobody can patch", "Bombas viejas que nadie puede reparar"),
    ("B", "What keeps a rural hospital from acting", "Qué frena a un hospital rural"),
    ("A", "What banks learned from sharing", "Qué aprendieron los bancos"),
    ("D", "A one-page guide for offices without IT", "Una guía de una hoja"),
)


def days(count: int) -> dt.timedelta:
    """So many days."""
    return dt.timedelta(days=count)


def year(first: dt.datetime) -> list[Step]:
    """All steps of the year in order. `first`: the beginning of the first meeting, with a zone."""
    steps = [*_people(first), *_meetings(first), *_exercises(first), *_duties(first)]
    return sorted(steps, key=lambda step: step.at)


def _people(first: dt.datetime) -> Iterator[Step]:
    begin = first - days(60)
    for place, (key, english, spanish) in enumerate(_SEATS):
        seat = model.Seat({"en": english, "es": spanish}, begin.date().isoformat())
        yield Step(begin, f"seat:{key}", seat)
        ends = (first + days(200)).date().isoformat() if place == len(_SEATS) - 1 else ""
        term = model.Term(
            _NAMES[place],
            0,
            begin.date().isoformat(),
            ends,
            "chair" if place == 0 else "member",
            f"Made-up {english}",
        )
        of_seat = (("seat", (f"seat:{key}",)),)
        yield Step(begin + days(1), f"term:{key}", term, numbers=of_seat)


def start_of(first: dt.datetime, place: int) -> dt.datetime:
    """When the meeting of a place (1 to 12) begins at first."""
    month = first.month - 1 + place - 1
    local = first.astimezone(zoneinfo.ZoneInfo(ZONE))
    return local.replace(year=local.year + month // 12, month=month % 12 + 1)


def _meeting(first: dt.datetime, place: int) -> model.Meeting:
    start = start_of(first, place)
    letter, english, spanish = _MATTERS[place % len(_MATTERS)]
    opened = place % 3 == 1
    return model.Meeting(
        title={"en": f"Meeting {place}: {english}", "es": f"Reunión {place}: {spanish}"},
        start=start.isoformat(),
        end=(start + dt.timedelta(hours=3)).isoformat(),
        zone=ZONE,
        open=opened,
        place={"en": "Made-up Hall, room 4", "es": "Sala inventada 4"},
        contact="taskforce@made-up.example",
        link="https://meet.made-up.example/join" if opened else "",
        accommodation={"en": "Captions and sign language. Ask us five days ahead."},
        comment={"en": "You can speak for three minutes. Sign up at the door."} if opened else {},
        agenda={"en": f"Opening\n{english}\nWhat the public says\nNext steps"},
        closed_reason={} if opened else {"en": "Trade secrets: 5 U.S.C. 552b(c)(4)."},
        statements_until=(start - days(1)).isoformat() if opened else "",
        duties=[letter],
    )


def _meetings(first: dt.datetime) -> Iterator[Step]:
    for place in range(1, MEETINGS + 1):
        made, key = _meeting(first, place), f"meeting:{place}"
        start = dt.datetime.fromisoformat(made.start)
        if place == SHORT:
            why = {"en": "The room was lost to a flood."}
            yield Step(start - days(12), key, msgspec.structs.replace(made, short_reason=why))
        else:
            yield Step(start - days(20), key, made)
        if place == CALLED_OFF:
            why = {"en": "A storm shut the building.", "es": "Una tormenta cerró el edificio."}
            off = msgspec.structs.replace(made, cancelled=True, cancelled_reason=why)
            yield Step(start - days(2), key, off)
            continue
        if place == MOVED:
            start += days(14)
            made = msgspec.structs.replace(
                made, start=start.isoformat(), end=(start + dt.timedelta(hours=3)).isoformat()
            )
            yield Step(start - days(18), key, made)
        yield _minutes(place, made, start)


def _minutes(place: int, made: model.Meeting, start: dt.datetime) -> Step:
    here = ("term:hospitals", "term:clinics", "term:makers")
    told = model.Minutes(
        text={
            "en": f"The chair opened the meeting.\n\n{made.title['en']}: members heard two "
            "speakers. A clinic told that a warning came nine days late.\n\n"
            "Decided: staff will bring a draft to the next meeting."
        },
        guests=["Eve Pretend, speaker"],
        public=14 if made.open else 0,
    )
    signed = ("term:hospitals", (start + days(30)).date()) if place != UNCERTIFIED else None
    return Step(
        start + days(10),
        f"minutes:{place}",
        told,
        f"meeting:{place}",
        signed,
        numbers=(("present", here),),
    )


def _exercises(first: dt.datetime) -> Iterator[Step]:
    plans = (
        ("tabletop", "Ransom note at a 25-bed hospital", "Rescate en un hospital pequeño", "B", 95),
        ("workshop", "Device workshop: infusion pumps", "Taller de bombas de infusión", "C", 215),
    )
    for place, (kind, english, spanish, letter, after) in enumerate(plans, 1):
        start = first + days(after)
        plan = model.Exercise(
            title={"en": english, "es": spanish},
            kind=kind,
            start=start.isoformat(),
            end=(start + dt.timedelta(hours=4)).isoformat(),
            zone=ZONE,
            scope={"en": "Can care go on when screens stay dark?\n\nNobody is graded."},
            place={"en": "Made-up Hall"},
            participants=["Hospital of Made-up Falls", "Made-up Clinic", "Made-up Pumps, Inc."],
            duties=[letter],
            objectives=_objectives(),
            injects=_injects(),
            last=5,
        )
        yield Step(start - days(30), f"exercise:{place}", plan)
        yield Step(start + days(21), f"after:{place}", _after(start), f"exercise:{place}")


def _objectives() -> list[model.Objective]:
    return [
        model.Objective(
            1, {"en": "Tell all units within 15 minutes"}, "Operational Communications"
        ),
        model.Objective(2, {"en": "Give drugs from paper orders"}, "Public Health and Medical"),
    ]


def _injects() -> list[model.Inject]:
    return [
        model.Inject(3, 0, {"en": "A nurse sees a ransom note."}, "Ward 3", {"en": "Call IT."}, 1),
        model.Inject(4, 20, {"en": "Phones fail too."}, "Everybody", {"en": "Send runners."}, 1),
        model.Inject(5, 60, {"en": "A pump shows a wrong rate."}, "ICU", {}, 2),
    ]


def _after(start: dt.datetime) -> model.AfterAction:
    due = (start + days(60)).date().isoformat()
    later = (start + days(400)).date().isoformat()
    return model.AfterAction(
        summary={"en": "Care went on. Phones were the weak point."},
        ratings=[
            model.Rating(1, 1, "M", {"en": "Half of the units heard of it after an hour."}),
            model.Rating(2, 2, "S", {"en": "Paper orders were found late."}),
        ],
        observations=[
            model.Observation(3, "strength", {"en": "Nurses switched to paper at once."}, 2),
            model.Observation(
                4,
                "improvement",
                {"en": "Nobody knew who calls the other units.", "es": "Nadie sabía quién llama."},
                1,
                {"en": "The call list is older than the building."},
            ),
        ],
        actions=[
            model.CorrectiveAction(5, 4, {"en": "Write a new call list."}, "Safety office", due),
            model.CorrectiveAction(6, 4, {"en": "Buy radios."}, "Supply office", later),
            model.CorrectiveAction(7, 4, {"en": "Test runners."}, "Nursing", due, due),
        ],
        last=7,
    )


def _duties(first: dt.datetime) -> Iterator[Step]:
    for place, letter in enumerate(model.DUTIES[:4]):
        duty = model.Duty(
            {"en": "We read what people sent us, and ask experts.", "es": "Leemos y preguntamos."},
            {"en": "Bring a first draft to the members."},
            (first + days(120 + 200 * place)).date().isoformat(),
        )
        yield Step(first + days(5), f"duty:{letter}", duty)
