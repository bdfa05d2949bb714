"""What follows when a sheet is shown: evidence of minutes and observations, a call for statements.

Statements at meetings are comments of the docket: the same warning, drafts, receipt, gate and
moderation, and nothing is public before a person decided. Each open meeting that takes statements
has a call of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy, override

from wardline.hub.docket import calls
from wardline.hub.docket.calls import Call, Content, Question
from wardline.hub.evidence import service as evidence
from wardline.hub.evidence.service import Offer
from wardline.hub.members.actor import Actor
from wardline.hub.taskforce.models import Sheet
from wardline.hub.words import LANGUAGES
from wardline.taskforce import minutes, model

ROOM = "taskforce"
_PARAGRAPH = "paragraph:"
_SECOND = 1_000_000
_TITLE = gettext_lazy("Statements for the meeting “%(title)s”")
_TEXT = gettext_lazy(
    "The Task Force meets in public. You can send it a statement. It reads all of them."
)
_QUESTION = gettext_lazy("What do you want to tell the Task Force?")
_RULES = gettext_lazy(
    "A person reads each statement before it is shown. We take out what is private and say why. "
    "We hold back threats and what is not about this meeting. We change no word that you wrote."
)
_POLICY = gettext_lazy(
    "Your statement may be made public. You choose whether your name stands with it."
)


def source_of(sheet: Sheet) -> str:
    """A sheet's name as a source of evidence."""
    return f"{sheet.kind}:{sheet.pk}"


def part_of(observation: int) -> str:
    """An observation's name in its report, as evidence has it."""
    return f"observation:{observation}"


def call_of(meeting: int) -> str:
    """The id of a meeting's call for statements."""
    return f"meeting-{meeting}"


# --- minutes and reports become evidence


def _minutes(actor: Actor, sheet: Sheet, made: model.Minutes, _at: int) -> None:
    """Each paragraph of public minutes can be cited."""
    meeting = _of(sheet)
    if meeting is None:
        return
    texts = minutes.paragraphs(made.text.get("en", ""))
    numbers = minutes.numbered(texts, *_cited_before(sheet))
    offers = [
        Offer(
            ROOM,
            source_of(sheet),
            f"{_PARAGRAPH}{number}",
            "statement",
            text,
            f"/meetings/{sheet.about_id}/",
            f"{meeting.title['en']} ({number})"[:300],
            dated=meeting.start[:10],
        )
        for number, text in zip(numbers, texts, strict=True)
    ]
    evidence.record_all(actor, ROOM, source_of(sheet), offers)


def _cited_before(sheet: Sheet) -> tuple[dict[int, str], int]:
    """The paragraphs that stand as evidence by number, and the highest number ever given."""
    rows = evidence.ever_of(ROOM, source_of(sheet))
    numbers = {row.part: int(row.part.removeprefix(_PARAGRAPH)) for row in rows}
    standing = {numbers[row.part]: row.text for row in rows if row.state == "standing"}
    return standing, max(numbers.values(), default=0)


def _after_action(actor: Actor, sheet: Sheet, made: model.AfterAction, _at: int) -> None:
    """Each observation of a public report can be cited."""
    exercise = _of(sheet)
    if exercise is None:
        return
    offers = [
        Offer(
            ROOM,
            source_of(sheet),
            part_of(one.id),
            "observation",
            "\n\n".join(text for text in (one.text["en"], one.cause.get("en", "")) if text),
            f"/exercises/{sheet.about_id}/",
            f"{exercise.title['en']} ({one.id})"[:300],
            dated=exercise.start[:10],
        )
        for one in made.observations
    ]
    evidence.record_all(actor, ROOM, source_of(sheet), offers)


def _of(sheet: Sheet) -> Any:
    """What the public reads of the meeting or exercise that a sheet is about."""
    about = sheet.about
    if about is None or not about.shown:
        return None
    row = about.versions.get(version=about.shown)
    return msgspec.json.decode(row.content, type=model.KINDS[about.kind])


# --- an open meeting takes statements


def _meeting(actor: Actor, sheet: Sheet, made: model.Meeting, at: int) -> None:
    """Open, change or close the call for statements to a meeting."""
    call = calls.known(call_of(sheet.pk))
    until = model.moment(made.statements_until)
    to_come = until is not None and until.timestamp() * _SECOND > at
    wanted = made.open and not made.cancelled and to_come
    if call is None and not wanted:
        return
    if call is not None and not wanted and calls.phase(call) == "closed":
        return
    told = _statements(made, call, at, closing=not wanted)
    if call is None or told != calls.content(call):
        calls.save(actor, call_of(sheet.pk), told, call.version if call else 0)


def _statements(made: model.Meeting, call: Call | None, micros: int, *, closing: bool) -> Content:
    def both(words: Any, **values: str) -> dict[str, str]:
        found = {}
        for language in LANGUAGES:
            with override(language):
                found[language] = str(words) % values if values else str(words)
        return found

    titles = {
        language: both(_TITLE, title=made.title.get(language) or made.title["en"])[language]
        for language in LANGUAGES
    }
    at = dt.datetime.fromtimestamp(micros // _SECOND, dt.UTC)
    opens = calls.content(call).opens if call else at.isoformat()
    closes = (at + dt.timedelta(seconds=1)).isoformat() if closing else made.statements_until
    return Content(
        title=titles,
        text=both(_TEXT),
        questions=[Question("1", both(_QUESTION))],
        rules=both(_RULES),
        policy=both(_POLICY),
        contact=made.contact,
        opens=opens,
        closes=closes,
        zone=made.zone,
    )


FOLLOWS: dict[str, Callable[[Actor, Sheet, Any, int], None]] = {
    "minutes": _minutes,
    "after-action": _after_action,
    "meeting": _meeting,
}
