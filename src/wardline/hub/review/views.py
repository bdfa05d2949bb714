"""Pages of the review queue: what waits, one submission with its marks, and the decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    UsageError,
    WardlineError,
)
from wardline.hub.exchange import collections
from wardline.hub.members import service as members
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import in_words
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.review import content as contents
from wardline.hub.review import ending, service, showing, unnamed
from wardline.hub.review.service import Summary
from wardline.hub.words import label_words

STATES: dict[str, Any] = {
    "waiting": gettext_lazy("waits for a reviewer"),
    "claimed": gettext_lazy("is being reviewed"),
    "returned": gettext_lazy("waits for its submitter's answer"),
    "approved": gettext_lazy("waits for a second person"),
    "queued": gettext_lazy("approved; leaves with others"),
    "released": gettext_lazy("released"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("withdrawn"),
    "expired": gettext_lazy("expired"),
}
_SOON = 24 * 3_600_000_000


@page("review", Need.SHARE, csv="queue")
def queue(request: Request) -> Page:
    """What waits for a decision, the next deadline first, and what one sent oneself."""
    rows = service.queue(request.actor)
    own = service.own(request.actor)
    titles = _titles([*rows, *own])
    data = {
        "queue": [_row(one, titles) for one in rows],
        "own": [_row(one, titles) for one in own],
    }
    decides = request.actor.may(Need.REVIEW) or request.actor.may(Need.STAFF_REVIEW)
    extra = {
        "mine": [row for row in data["queue"] if row["mine"]],
        "others": [row for row in data["queue"] if not row["mine"]],
        "decides": decides,
    }
    return Page("review/queue.html", data, extra=extra)


@page("review-one", Need.SHARE)
def one(request: Request, number: UUID) -> Page:
    """One submission: what it says, what the gate marks in it, and the steps that one may take."""
    return _shown(request, str(number))


@page("review-approve", Need.SHARE, methods=("POST",), step_up=True)
def approve(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Approve, and release where no second person is needed; the word is typed to confirm."""
    if request.POST.get("word", "").strip().casefold() not in ("release", _("release").casefold()):
        error = UsageError(_("Type the word “release” to confirm; nothing was released."))
        return _shown(request, str(number), error)
    try:
        state = service.approve(request.actor, str(number), _revision(request))
    except (UsageError, ConflictError, InputError) as error:
        return _shown(request, str(number), error)
    if state == "released":
        messages.success(
            request, _("Released, exactly as it was shown. What was held is destroyed.")
        )
    elif state == "queued":
        messages.success(request, _("Approved. It leaves when it is due, together with others."))
    else:
        messages.success(request, _("Approved. A second person has to approve it as well."))
    return HttpResponseRedirect(reverse("review"))


@page("review-step", Need.SHARE, methods=("POST",))
def step(request: Request, number: UUID, verb: str) -> Page | HttpResponseBase:
    """Every other step."""
    take = _STEPS.get(verb)
    if take is None:
        raise NotFoundError(_("There is no such step."))
    try:
        told = take(request, str(number))
    except (UsageError, ConflictError, InputError) as error:
        return _shown(request, str(number), error)
    messages.success(request, told)
    if service.summary(request.actor, str(number)).state in ending.OPEN:
        return HttpResponseRedirect(reverse("review-one", kwargs={"number": number}))
    return HttpResponseRedirect(reverse("review"))


def _claim(request: Request, number: str) -> str:
    service.claim(request.actor, number)
    return _("It is yours to review now.")


def _unclaim(request: Request, number: str) -> str:
    service.unclaim(request.actor, number)
    return _("It is back in the queue.")


def _ask(request: Request, number: str) -> str:
    service.ask(request.actor, number, request.POST.get("question", ""))
    return _("Returned to its submitter with your question.")


def _answer(request: Request, number: str) -> str:
    service.answer(request.actor, number, request.POST.get("answer", ""))
    return _("Your answer went to the reviewer.")


def _redact(request: Request, number: str) -> str:
    edits = showing.chosen(request.POST.getlist("edit"))
    text = request.POST.get("text", "")
    if text.strip():
        opened = service.read(request.actor, number)
        found = contents.everywhere(opened.objects, text, request.POST.get("replacement", ""))
        edits += [edit for edit in found if not _overlaps(edit, edits)]
    service.redact(request.actor, number, _revision(request), edits)
    return _("Replaced. Look at it again before you decide.")


def _overlaps(edit: contents.Edit, others: list[contents.Edit]) -> bool:
    return any(
        (one.object, one.pointer) == (edit.object, edit.pointer)
        and one.start < edit.end
        and edit.start < one.end
        for one in others
    )


def _refuse(request: Request, number: str) -> str:
    service.refuse(request.actor, number, request.POST.get("reason", ""))
    return _("Refused. What was held is destroyed; its submitter sees your reason.")


def _withdraw(request: Request, number: str) -> str:
    service.withdraw(request.actor, number)
    return _("Withdrawn. What was held is destroyed.")


_STEPS: dict[str, Callable[[Request, str], str]] = {
    "claim": _claim,
    "unclaim": _unclaim,
    "return": _ask,
    "answer": _answer,
    "redact": _redact,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _revision(request: Request) -> int:
    try:
        return int(request.POST.get("revision", ""))
    except ValueError:
        raise UsageError(_("The form is not whole; reload the page.")) from None


def _shown(request: Request, number: str, error: WardlineError | None = None) -> Page:
    """The page of one submission, with all that was typed where something was wrong."""
    told = service.summary(request.actor, number)
    data: dict[str, Any] = {"submission": _row(told, _titles([told]))}
    extra: dict[str, Any] = {"error": "", "typed": request.POST, "steps": told.steps}
    status = 200
    if error is not None:
        extra["error"] = f"{in_words(error.message)} {in_words(error.hint)}"
        status = 409 if isinstance(error, ConflictError) else 400
    if told.state not in ending.OPEN:
        data["reason"] = service.reason(request.actor, number)
        return Page("review/one.html", data, status, extra)
    opened = service.read(request.actor, number)
    texts = showing.marked(opened.objects)
    data |= _content(opened, texts)
    extra |= _marked(opened, texts, set(request.POST.getlist("edit")))
    return Page("review/one.html", data, status, extra)


def _content(opened: service.Opened, texts: list[showing.Shown]) -> dict[str, Any]:
    """What an open submission says, as plain values."""
    changes = showing.changes(opened.original, opened.objects)
    return {
        "objects": opened.objects,
        "remarks": [
            {"at": format_timestamp(one.at), "by": one.by, "text": one.text}
            for one in opened.remarks
        ],
        "changes": [change._asdict() for change in changes],
        "marks": [
            {"object": text.object, "pointer": text.pointer, **mark._asdict()}
            for text in texts
            for mark in text.marks
        ],
    }


def _marked(opened: service.Opened, texts: list[showing.Shown], picked: set[str]) -> dict[str, Any]:
    """Its texts with what may be replaced in them; `picked`: what was chosen already."""
    return {
        "preview": "\n".join(line.decode() for line in opened.preview),
        "texts": [
            {
                "number": text.object + 1,
                "type": opened.objects[text.object]["type"],
                "pointer": text.pointer,
                "segments": text.segments,
            }
            for text in texts
        ],
        "choices": [
            {
                "value": (value := showing.choice(text, mark)),
                "text": text.text[mark.start : mark.end],
                "pointer": text.pointer,
                "number": text.object + 1,
                "mark": mark,
                "checked": value in picked if picked else not mark.doubt,
            }
            for text in texts
            for mark in text.marks
        ],
    }


def _titles(rows: list[Summary]) -> dict[str, str]:
    """The names of collections and organizations in `rows`, by id."""
    found = {one.id: one.name for one in members.organizations()} if rows else {}
    for one in rows:
        if one.collection not in found:
            try:
                found[one.collection] = str(collections.find(one.collection).title)
            except NotFoundError:
                found[one.collection] = one.collection
    return found


def _row(one: Summary, titles: dict[str, str]) -> dict[str, Any]:
    left = one.deadline_at - now()
    return {
        "id": one.id,
        "state": one.state,
        "state_words": str(STATES[one.state]),
        "mine": one.mine,
        "anonymous": one.organization == unnamed.NOBODY,
        "organization": titles.get(one.organization, one.organization),
        "submitter": one.submitter,
        "collection": titles.get(one.collection, one.collection),
        "audience": one.audience,
        "reviewer": one.reviewer,
        "four_eyes": one.four_eyes,
        "revision": one.revision,
        "objects": one.objects,
        "found": [
            {"words": label_words(label), "count": many} for label, many in one.labels.items()
        ],
        "sent": format_timestamp(one.created_at),
        "deadline": format_timestamp(one.deadline_at),
        "due": "" if one.closed_at else "late" if left < 0 else "soon" if left < _SOON else "",
        "destroyed_at": format_timestamp(one.closed_at or one.expires_at),
        "released": one.released,
    }
