"""The verbs on the Task Force's sheets: written as drafts, published by a person, certified.

    from wardline.hub.taskforce import service as taskforce

    taskforce.corrective_actions()     # for the report: what exercises showed is to be done

1. `save` makes a version. Nobody but the staff sees it.
2. `publish` shows the newest version to all, and does what follows from it: minutes and
   observations become evidence, an open meeting takes statements.
3. What was shown once is never taken off: a meeting is called off, a member's term ends.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, TypeVar

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core.clock import day_of, now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.taskforce import checks, following
from wardline.hub.taskforce.models import Certificate, Given, Sheet, Version
from wardline.hub.words import said
from wardline.taskforce import model, terms

ROOM = following.ROOM
_LONGEST_NOTE = 2_000
# Which sheet is about which: each of the latter has one of the former at most.
ABOUT = {"minutes": "meeting", "after-action": "exercise"}
T = TypeVar("T", bound=model.Sheet)


class Shown(NamedTuple):
    """A public version: what it says, and when everybody could read it first."""

    version: int
    content: Any
    at: int


def target(sheet: Sheet) -> str:
    """A sheet's name in the audit log."""
    return f"{sheet.kind}:{sheet.pk}"


# --- reading


def find(number: int, kind: str = "") -> Sheet:
    """The sheet of this number, public or not: for staff. *Raises* NotFoundError."""
    found = Sheet.objects.filter(pk=number, **({"kind": kind} if kind else {})).first()
    if found is None:
        raise NotFoundError(_("There is nothing of this number."))
    return found


def content(sheet: Sheet, version: int | None = None) -> Any:
    """What a version of a sheet says; the newest without one. *Raises* NotFoundError."""
    asked = sheet.version if version is None else version
    row = sheet.versions.filter(version=asked).first()
    if row is None:
        raise NotFoundError(_("There is no such version."))
    return decoded(sheet.kind, row)


def decoded(kind: str, row: Version) -> Any:
    """What a stored version says."""
    return msgspec.json.decode(row.content, type=model.KINDS[kind])


def public(kind: type[T]) -> dict[int, T]:
    """What everybody may read of a kind: the number → what it says."""
    name = name_of(kind)
    rows = Version.objects.filter(sheet__kind=name, sheet__shown__gt=0).select_related("sheet")
    found = {
        row.sheet_id: row for row in rows.order_by("sheet_id") if row.version == row.sheet.shown
    }
    return {number: decoded(name, row) for number, row in found.items()}


def newest(kind: type[T]) -> dict[int, T]:
    """The newest versions of a kind, drafts too: for staff."""
    name = name_of(kind)
    rows = Version.objects.filter(sheet__kind=name).select_related("sheet").order_by("sheet_id")
    return {row.sheet_id: decoded(name, row) for row in rows if row.version == row.sheet.version}


def name_of(kind: type) -> str:
    """The name of a kind of sheet."""
    return next(name for name, made in model.KINDS.items() if made is kind)


def shown(number: int, kind: str) -> Sheet:
    """A sheet that everybody may read. *Raises* NotFoundError."""
    found = Sheet.objects.filter(pk=number, kind=kind, shown__gt=0).first()
    if found is None:
        raise NotFoundError(_("There is nothing of this number."))
    return found


def history(sheet: Sheet) -> list[Shown]:
    """The public versions of a sheet, in order; the last one is read now."""
    rows = sheet.versions.filter(shown_at__isnull=False).order_by("version")
    return [Shown(row.version, decoded(sheet.kind, row), row.shown_at or 0) for row in rows]


def about(sheet: Sheet, kind: str, *, inside: bool = False) -> Sheet | None:
    """The minutes of a meeting, or the report on an exercise; `inside`: a draft too."""
    found = Sheet.objects.filter(about=sheet, kind=kind).first()
    return found if found is not None and (inside or found.shown) else None


# --- writing


def save(
    actor: Actor,
    made: model.Sheet,
    number: int | None = None,
    expected: int = 0,
    *,
    of: Sheet | None = None,
    name: str = "",
    at: int | None = None,
) -> Sheet:
    """Make a sheet (`number` None), or its next version; it is not public by that.

    `of`: the meeting or exercise that it is about. `expected` is the version that was changed.
    `at`: when (default: now). *Units*: microseconds since 1970.
    *Raises* ForbiddenError, UsageError, ConflictError.
    """
    actor.require(Need.STAFF_DOCKET)
    kind = name_of(type(made))
    made = _plain(made)
    checks.check(made)
    with transaction.atomic():
        sheet = _locked(number, kind, expected) if number else _new(kind, of, name)
        sheet.version += 1
        try:
            with transaction.atomic():
                sheet.save()
        except IntegrityError:
            raise ConflictError(
                _("Somebody else began this meanwhile; nothing was changed."),
                hint=_("Open theirs, and make your change there."),
            ) from None
        Version.objects.create(
            sheet=sheet,
            version=sheet.version,
            at=now() if at is None else at,
            by_name=actor.name[:200],
            content=msgspec.json.encode(made).decode(),
        )
        audit.record(actor, Action.TASKFORCE_SAVED, target(sheet), {"version": sheet.version})
    return sheet


def _new(kind: str, of: Sheet | None, name: str) -> Sheet:
    wanted = ABOUT.get(kind)
    if (of.kind if of else None) != wanted:
        raise UsageError(_("This is not about a meeting or an exercise; nothing was changed."))
    return Sheet(kind=kind, about=of, name=name, made_at=now())


def _locked(number: int, kind: str, expected: int) -> Sheet:
    sheet = Sheet.objects.select_for_update().filter(pk=number, kind=kind).first()
    if sheet is None:
        raise NotFoundError(_("There is nothing of this number."))
    if sheet.version != expected:
        raise ConflictError(
            _("Somebody else changed this meanwhile; nothing was changed."),
            hint=_("Open it, and make your change again."),
        )
    return sheet


def publish(actor: Actor, number: int, expected: int, at: int | None = None) -> Sheet:
    """Let everybody read the newest version. *Raises* UsageError that says what is missing."""
    actor.require(Need.STAFF_DOCKET)
    at = now() if at is None else at
    with transaction.atomic():
        sheet = _locked(number, find(number).kind, expected)
        made = content(sheet)
        before = [(one.content, day_of(one.at)) for one in history(sheet)]
        checks.before_shown(sheet, made, before, at)
        sheet.versions.filter(version=sheet.version, shown_at=None).update(shown_at=at)
        sheet.shown = sheet.version
        sheet.save()
        audit.record(actor, Action.TASKFORCE_PUBLISHED, target(sheet), {"version": sheet.version})
        following.FOLLOWS.get(sheet.kind, _nothing)(actor, sheet, made, at)
    return sheet


def _nothing(_actor: Actor, _sheet: Sheet, _made: Any, _at: int) -> None:
    """Nothing follows."""


def discard(actor: Actor, number: int, expected: int) -> None:
    """Throw away what nobody but the staff ever saw. *Raises* ConflictError where all did.

    `expected` is the version that was looked at: what somebody else wrote meanwhile stays.
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        sheet = _locked(number, find(number).kind, expected)
        if sheet.shown or sheet.sheets.exists() or sheet.papers.exists() or sheet.given.exists():
            raise ConflictError(
                _("This was public, or others rest on it. It stays for good."),
                hint=_("Change it instead; a meeting can be called off."),
            )
        audit.record(actor, Action.TASKFORCE_DISCARDED, target(sheet), {"version": sheet.version})
        sheet.delete()


def _plain(made: T) -> T:
    """A sheet whose texts hold nothing that turns or hides."""
    tidy: T = msgspec.convert(_neutral(msgspec.to_builtins(made)), type(made))
    return tidy


def _neutral(value: Any) -> Any:
    if isinstance(value, str):
        return neutral(value).strip()
    if isinstance(value, list):
        return [_neutral(one) for one in value]
    if isinstance(value, dict):
        return {key: _neutral(one) for key, one in value.items()}
    return value


# --- minutes


def certify(actor: Actor, minutes: int, chair: int, on: dt.date, expected: int) -> Certificate:
    """Write down that the chair certified the public version of a meeting's minutes.

    *Raises* UsageError where nobody sat as chair on that day, ConflictError.
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        sheet = find(minutes, "minutes")
        if not sheet.shown or sheet.shown != expected:
            raise ConflictError(
                _("The chair certifies what everybody can read; nothing was changed."),
                hint=_("Publish the minutes first, and read them again."),
            )
        term = terms.chairs(public(model.Term), on).get(chair)
        if term is None:
            raise UsageError(_("This person did not sit as chair on that day."))
        meeting = content(sheet.about, sheet.about.shown) if sheet.about else None
        if meeting is None or on < model.local_day(meeting.start, meeting.zone):
            raise UsageError(_("Minutes are certified after the meeting."))
        if on > day_of(now()):
            raise UsageError(_("This day is still to come."))
        made, new = Certificate.objects.get_or_create(
            minutes=sheet,
            version=sheet.shown,
            defaults={"chair": term.name, "on": on, "at": now(), "by_name": actor.name[:200]},
        )
        if not new:
            raise ConflictError(_("These minutes are certified already."))
        detail = {"version": sheet.shown, "on": on.isoformat()}
        audit.record(actor, Action.TASKFORCE_CERTIFIED, target(sheet), detail)
    return made


def certified(minutes: Sheet | None) -> Certificate | None:
    """The certificate of what everybody reads of these minutes."""
    if minutes is None or not minutes.shown:
        return None
    return minutes.certificates.filter(version=minutes.shown).first()


# --- the day of an exercise


def give(actor: Actor, exercise: int, inject: int, note: str) -> Given:
    """Write down that an inject was brought in now; again: what was seen then.

    *Raises* ForbiddenError, NotFoundError.
    """
    actor.require(Need.STAFF_DOCKET)
    sheet = find(exercise, "exercise")
    if all(one.id != inject for one in content(sheet).injects):
        raise NotFoundError(_("There is no such inject."))
    told = neutral(note.strip())[:_LONGEST_NOTE]
    with transaction.atomic():
        made, new = Given.objects.get_or_create(
            exercise=sheet,
            inject=inject,
            defaults={"at": now(), "by_name": actor.name[:200], "note": told},
        )
        if not new and told != made.note:
            made.note = told
            made.save()
        audit.record(actor, Action.TASKFORCE_INJECT_GIVEN, target(sheet), {"inject": inject})
    return made


def given(exercise: Sheet) -> dict[int, Given]:
    """What was brought in so far, by the inject's number."""
    return {row.inject: row for row in exercise.given.all()}


# --- for the report


def corrective_actions() -> list[dict[str, Any]]:
    """What public after-action reports say is to be done, as plain values, by due day.

    `id` ("X-3.12") is the same for ever. `evidence` names the observation as a source of evidence:
    room, source and part, as `evidence.of` takes them. The report can make each an action item.
    """
    from wardline.taskforce.exercise import overdue, state_of

    today = day_of(now())
    exercises = public(model.Exercise)
    found = []
    for sheet in Sheet.objects.filter(kind="after-action", shown__gt=0).order_by("id"):
        after: model.AfterAction = content(sheet, sheet.shown)
        exercise = exercises.get(sheet.about_id or 0)
        if exercise is None:
            continue
        seen = {one.id: one for one in after.observations}
        for one in after.actions:
            observed = seen.get(one.observation)
            found.append(
                {
                    "id": f"X-{sheet.about_id}.{one.id}",
                    "exercise": sheet.about_id,
                    "exercise_title": said(exercise.title),
                    "action": said(one.text),
                    "observation": said(observed.text) if observed else "",
                    "evidence": [
                        ROOM,
                        following.source_of(sheet),
                        following.part_of(one.observation),
                    ],
                    "duties": list(exercise.duties),
                    "owner": one.owner,
                    "due": one.due,
                    "state": state_of(one, today),
                    "done_on": one.done_on or None,
                    "days_overdue": overdue(one, today),
                }
            )
    return sorted(found, key=lambda row: (row["due"], row["id"]))
