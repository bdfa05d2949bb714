"""The pages of the docket's staff: what waits, one comment, one letter, the calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, UsageError, WardlineError
from wardline.docket.formats import fit
from wardline.docket.record import Record
from wardline.docket.redact import REASONS, Span, everywhere
from wardline.docket.show import neutral
from wardline.hub.docket import calls, letters, reading, service
from wardline.hub.docket.content import parts
from wardline.hub.docket.forms import CallForm
from wardline.hub.docket.models import Call, Comment
from wardline.hub.docket.words import KINDS_SAID, REASON_WORDS, STATE_WORDS, part_words
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.words import label_words, said

_MANY = 100
_SOON = 2 * 86_400_000_000
# What the gate's labels are about, as a reason to redact; personal where nothing is said.
_REASON_OF = {"MARKING": "confidential", "SECRET": "security", "HOST": "security", "IP": "security"}


@page("staff-docket", Need.STAFF_DOCKET, csv="queue")
def queue(request: Request) -> Page:
    """What waits for a decision, the next deadline first; or a comment by its number."""
    names = ("state", "call", "number")
    given = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in names}
    state = given["state"] if given["state"] in service.STATES else "screened"
    which = {"number": given["number"]} if given["number"] else {"state": state}
    found = Comment.objects.filter(**which).order_by("due_at", "id")
    if given["call"]:
        found = found.filter(call_id=given["call"])
    rows = _rows(found.defer("sealed", "public")[:_MANY])
    data = {"queue": rows, "state": state, "counts": reading.counts()}
    extra = {
        "states": STATE_WORDS.items(),
        "given": given,
        "more": found.count() - len(rows),
        "twin": urlencode({name: value for name, value in given.items() if value}),
    }
    return Page("docket/queue.html", data, extra=extra)


def _rows(comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """Comments as lines of a list, each with how many sent the same letter."""
    found = list(comments)
    heads = {one.letter for one in found if one.letter is not None}
    of_letters = Comment.objects.filter(letter__in=heads).order_by()
    sizes = dict(of_letters.values_list("letter").annotate(many=Count("id"))) if heads else {}
    return [_row(one, sizes.get(one.letter, 1) if one.letter else 1) for one in found]


def _row(one: Comment, same: int) -> dict[str, Any]:
    left = one.due_at - now()
    late = one.state in service.OPEN
    return {
        "key": one.pk,
        "id": one.number,
        "state": one.state,
        "call": one.call_id,
        "kind_words": str(KINDS_SAID[one.kind]),
        "state_words": str(STATE_WORDS[one.state]),
        "found": [
            {"words": label_words(label), "count": many}
            for label, many in json.loads(one.labels).items()
        ],
        "size": one.size,
        "files": one.files,
        "letter": one.letter,
        "letter_size": same,
        "received": format_timestamp(one.received_at),
        "deadline": format_timestamp(one.due_at),
        "due": "" if not late else "late" if left < 0 else "soon" if left < _SOON else "",
    }


@page("staff-docket-comment", Need.STAFF_DOCKET, methods=("GET", "POST"))
def one(request: Request, key: int) -> Page | HttpResponseBase:
    """One comment with what the gate marks in it, and the decision."""
    comment, record = service.view(request.actor, key)
    if request.method != "POST":
        return _shown(comment, record, service.spans_of(comment))
    spans: list[Span] = []
    try:
        spans = _spans(request, record)
        verb = request.POST.get("do", "preview")
        if verb == "preview":
            service.computed(record, spans)
            return _shown(comment, record, spans, typed=request.POST.dict())
        if verb == "post":
            _as_shown(request, service.computed(record, spans))
        decision = service.Decision(
            verb, spans, request.POST.get("reason", ""), request.POST.get("note", "")
        )
        done = service.decide(request.actor, key, decision)
    except (UsageError, ConflictError) as error:
        status = 409 if isinstance(error, ConflictError) else 400
        typed = request.POST.dict()
        return _shown(comment, record, spans, typed=typed, error=error, status=status)
    messages.success(request, f"{done.number}: {STATE_WORDS[done.state]}")
    return HttpResponseRedirect(reverse("staff-docket"))


def _as_shown(request: Request, told: dict[str, str]) -> None:
    """Hold that what would be public is what was read. *Raises* ConflictError."""
    if request.POST.get("shown", "") != _mark_of(told):
        raise ConflictError(
            _("You changed your choice since you looked; nothing is public yet."),
            hint=_("What all would read now stands below. Read it, and press again."),
        )


def _mark_of(told: dict[str, str]) -> str:
    return hashlib.sha256(jsonio.encode(fit(told))).hexdigest()


def _part(name: str, text: str) -> dict[str, str]:
    return {"name": name, "words": part_words(name), "text": text}


def _spans(request: Request, record: Record) -> list[Span]:
    """The redactions that were chosen, and those of a text that was typed."""
    chosen = []
    for text in request.POST.getlist("span"):
        try:
            part, start, end, reason = json.loads(text)
            chosen.append(Span(str(part), int(start), int(end), str(reason)))
        except (ValueError, TypeError):
            raise UsageError(_("A choice cannot be read; nothing was changed.")) from None
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    if typed.strip():
        reason = request.POST.get("text_reason", "")
        if reason not in REASONS:
            raise UsageError(_("Say why this text is taken out; nothing was changed."))
        chosen += everywhere(parts(record), typed, reason)
    return list(dict.fromkeys(chosen))


def _shown(
    comment: Comment,
    record: Record,
    spans: list[Span],
    *,
    typed: dict[str, Any] | None = None,
    error: WardlineError | None = None,
    status: int = 200,
) -> Page:
    texts = parts(record)
    marks = _marks(record, texts)
    known = {(one["part"], one["start"], one["end"]) for one in marks}
    picked = {span[:3] for span in spans}
    for span in spans:
        if span[:3] not in known and span.part in texts:
            marks.append(_mark(texts, span, _("chosen by a person"), doubt=False))
    fresh = typed is None and comment.state in service.OPEN
    for mark in marks:
        place = (mark["part"], mark["start"], mark["end"])
        mark["checked"] = not mark["doubt"] if fresh else place in picked
    try:
        told = service.computed(record, spans if not fresh else _checked_spans(marks))
    except UsageError:
        told = {}
    (row,) = _rows([comment])
    data = {
        "comment": row,
        "parts": [_part(name, neutral(text)) for name, text in texts.items()],
        "preview": [_part(name, text) for name, text in told.items()],
        "shown": _mark_of(told),
        "digest": comment.digest,
    }
    extra = {
        "marks": marks,
        "typed": typed or {},
        "error": error,
        "reasons": REASON_WORDS.items(),
        "previewed": typed is not None and error is None,
    }
    return Page("docket/moderate.html", data, status, extra)


def _checked_spans(marks: list[dict[str, Any]]) -> list[Span]:
    return [
        Span(mark["part"], mark["start"], mark["end"], mark["reason"])
        for mark in marks
        if mark["checked"]
    ]


def _marks(record: Record, texts: dict[str, str]) -> list[dict[str, Any]]:
    made = []
    for part, found in service.findings(record).items():
        for one in found:
            label = one["label"]
            span = Span(part, one["start"], one["end"], _REASON_OF.get(label, "personal"))
            said = _("a doubt") if one["doubt"] else label_words(label)
            made.append(_mark(texts, span, said, doubt=one["doubt"]))
    return made


def _mark(texts: dict[str, str], span: Span, said: str, *, doubt: bool) -> dict[str, Any]:
    return {
        **span._asdict(),
        "value": json.dumps(list(span)),
        "text": neutral(texts[span.part][span.start : span.end]),
        "words": said,
        "place": part_words(span.part),
        "why": REASON_WORDS[span.reason],
        "doubt": doubt,
    }


@page("staff-docket-letter", Need.STAFF_DOCKET, methods=("GET", "POST"))
def letter(request: Request, head: int) -> Page | HttpResponseBase:
    """A campaign letter: read it once, and post all that say exactly the same."""
    error = None
    if request.method == "POST":
        try:
            many = letters.post_equal(request.actor, head, request.POST.get("digest", ""))
            messages.success(request, _("%(many)d comments are shown now.") % {"many": many})
            return HttpResponseRedirect(reverse("staff-docket"))
        except (UsageError, ConflictError) as wrong:
            error = wrong
    told = letters.read(request.actor, head)
    data = {**told._asdict(), "others": _rows(told.others)}
    return Page("docket/same.html", data, 409 if error else 200, {"error": error})


@page("staff-docket-calls", Need.STAFF_DOCKET)
def call_list(request: Request) -> Page:  # noqa: ARG001 # all pages have one signature
    """The calls for input."""
    rows = [
        {"id": call.id, "title": said(calls.content(call).title), "phase": calls.phase(call),
         "version": call.version}
        for call in calls.every()
    ]  # fmt: skip
    return Page("docket/calls.html", {"calls": rows})


@page("staff-docket-call-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def call_new(request: Request) -> Page | HttpResponseBase:
    """Make a new call for input."""
    form = CallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, form.cleaned_data["number"], 0)
    status = 400 if request.method == "POST" else 200
    return Page("docket/call_edit.html", {"id": ""}, status, {"form": form})


@page("staff-docket-call", Need.STAFF_DOCKET, methods=("GET", "POST"))
def call_edit(request: Request, number: str) -> Page | HttpResponseBase:
    """Change a call; the version before stays to be read."""
    call = calls.find(number)
    if request.method != "POST":
        form = CallForm(initial=_initial(call))
        return Page("docket/call_edit.html", {"id": call.id}, extra={"form": form})
    form = CallForm(request.POST)
    if form.is_valid():
        # No call has version 0: without the version that was changed nothing is saved.
        return _saved(request, form, call.id, number_in(request.POST.get("version", "")) or -1)
    return Page("docket/call_edit.html", {"id": call.id}, 400, {"form": form})


def _initial(call: Call) -> dict[str, Any]:
    return {"number": call.id, "version": call.version, **CallForm.filled(calls.content(call))}


def _saved(request: Request, form: CallForm, number: str, expected: int) -> Page | HttpResponseBase:
    try:
        call = calls.save(request.actor, number, form.content(), expected)
    except (UsageError, ConflictError) as error:
        form.add_error(None, str(error))
        return Page("docket/call_edit.html", {"id": number}, 400, {"form": form})
    messages.success(request, _("Saved as version %(version)d.") % {"version": call.version})
    return HttpResponseRedirect(reverse("docket-call", kwargs={"number": call.id}))
