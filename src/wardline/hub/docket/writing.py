"""The pages of those who write: the form, its check, drafts, the receipt, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp
from wardline.core.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UsageError,
    WardlineError,
)
from wardline.docket.record import KINDS, File, Record
from wardline.hub.docket import attachments, calls, drafts, flood, service
from wardline.hub.docket.content import pack, parts
from wardline.hub.docket.models import Call, Comment
from wardline.hub.docket.words import PRIVATE_WORDS, REASON_WORDS, STATE_WORDS, part_words
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import new_once, once_in
from wardline.hub.portal.route import Page, Request, page

KIND_WORDS: dict[str, Any] = {
    "individual": gettext_lazy("for myself"),
    "organization": gettext_lazy("for an organization"),
    "anonymous": gettext_lazy("without a name"),
}
_LONGEST_LINE = 300
_AROUND = 20
# *Units*: characters. The check answers at once: of long texts it reads the first, and says so.
_MOST_CHECKED = 50_000


@page("docket-write", Need.PUBLIC, methods=("GET", "POST"))
def write(request: Request, number: str) -> Page | HttpResponseBase:
    """Write a comment, check it, keep it as a draft, or send it."""
    call = calls.find(number)
    if request.method != "POST":
        # Empty yet: a browser may keep it, so that "back" finds what was typed, with or without
        # scripts, and knows it again.
        empty = _form(request, call, {"once": new_once()})
        return empty._replace(cache="private, no-cache")
    typed = _typed(request.POST)
    do = request.POST.get("do", "check")
    try:
        if not _may_send(request, typed):
            return _slowed(request, call, typed)
        if do == "draft":
            return _kept(call, typed)
        if do == "send":
            return _sent(request, call, typed)
        return _checked(request, call, typed)
    except (InputError, UsageError, ConflictError) as error:
        return _form(request, call, typed, error=error, status=400)
    except RateLimitedError as error:
        return _form(request, call, typed, error=error, status=429)


@page("docket-draft", Need.PUBLIC, methods=("GET",))
def draft(request: Request, key: str) -> Page:
    """A draft, at its secret link."""
    number, typed = drafts.load(key)
    return _form(request, calls.find(number), {**typed, "draft": key})


@page("docket-receipt", Need.PUBLIC, methods=("GET", "POST"))
def receipt(request: Request) -> Page | HttpResponseBase:
    """What became of a comment, by its tracking number; and its end, if its author wants that."""
    if request.method != "POST":
        return Page("docket/receipt.html", {"comment": None})
    typed = request.POST.get("tracking", "")
    do = request.POST.get("do", "look")
    try:
        comment = service.by_receipt(typed)
        if do == "withdraw" and request.POST.get("sure") == "yes":
            comment = service.withdraw(typed)
    except NotFoundError as error:
        extra = {"error": error, "typed": typed}
        return Page("docket/receipt.html", {"comment": None}, 404, extra)
    if do == "withdraw" and comment.state != "withdrawn":
        unsure = UsageError(_("Tick the box to say that you are sure. Nothing was changed."))
        extra = {"error": unsure, "typed": typed}
        return Page("docket/receipt.html", {"comment": _status(comment)}, 400, extra)
    if do == "original" and comment.sealed is not None:
        answer = HttpResponse(pack(service.opened(comment)), content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="comment.json"'
        return answer
    return Page("docket/receipt.html", {"comment": _status(comment)}, extra={"typed": typed})


def _status(comment: Comment) -> dict[str, Any]:
    return {
        "number": comment.number,
        "key": comment.pk,
        "call": comment.call_id,
        "state": comment.state,
        "state_words": str(STATE_WORDS[comment.state]),
        "received": format_timestamp(comment.received_at),
        "due": format_timestamp(comment.due_at) if comment.state in service.OPEN else None,
        "decided": format_timestamp(comment.decided_at) if comment.decided_at else None,
        "reasons": [str(REASON_WORDS[one]) for one in service.reasons(comment)],
        "note": comment.note,
        "digest": comment.digest,
        "public": comment.state in service.PUBLIC,
    }


def _typed(form: Mapping[str, str]) -> dict[str, Any]:
    """What a form holds of ours."""
    answers = {
        name.removeprefix("answer-"): form.get(name, "").replace("\r\n", "\n")
        for name in form
        if name.startswith("answer-")
    }
    kind = form.get("kind", "")
    return {
        "answers": answers,
        "comment": form.get("comment", "").replace("\r\n", "\n"),
        "kind": kind if kind in KINDS else "individual",
        "name": form.get("name", "").strip()[:_LONGEST_LINE],
        "organization": form.get("organization", "").strip()[:_LONGEST_LINE],
        "draft": form.get("draft", ""),
        "once": once_in(form.get("once", "")),
    }


def _record(call: Call, typed: Mapping[str, Any], files: list[File]) -> Record:
    asked = {question.id for question in calls.content(call).questions}
    first, _, last = typed["name"].rpartition(" ")
    anonymous = typed["kind"] == "anonymous"
    made = Record(
        "",
        text=_clean(typed["comment"]),
        first_name="" if anonymous else _clean(first),
        last_name="" if anonymous else _clean(last),
        organization=_clean(typed["organization"]) if typed["kind"] == "organization" else "",
        answers={
            question: _clean(text)
            for question, text in typed["answers"].items()
            if question in asked and text.strip()
        },
        files=files,
    )
    same = made.said_by == typed["kind"]
    return made if same else Record(**{**_fields(made), "kind": typed["kind"]})


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _clean(text: str) -> str:
    return text if text.strip() else ""


def _files(request: Request) -> tuple[list[File], list[service.Upload]]:
    given = request.FILES.getlist("file")
    if len(given) > service.MOST_FILES:
        raise UsageError(_("Send at most five files."))
    taken = [attachments.take(one.read(), one.name or "") for one in given]
    return [file for file, _ in taken], [upload for _, upload in taken]


def _sent(request: Request, call: Call, typed: dict[str, Any]) -> Page | HttpResponseBase:
    """Send it: the receipt, or the form again with what is in the way."""
    files, uploads = _files(request)
    record, language = _record(call, typed, files), get_language() or "en"
    done = service.submit(call, service.Sent(record, language, uploads, once=typed["once"]))
    drafts.drop(typed["draft"])
    data = {**done._asdict(), "call": call.id, "decide_days": call.decide_days}
    extra = {"draft": typed["draft"]}
    return Page("docket/sent.html", data, status=200 if done.again else 201, extra=extra)


def _slowed(request: Request, call: Call, typed: dict[str, Any]) -> Page:
    error = RateLimitedError(
        _("Very many comments come from your network just now. Yours is not sent yet."),
        retry_after=flood.WAIT_SECONDS,
        hint=_("What you wrote still stands below."),
    )
    return _form(request, call, typed, error=error, status=429, ticket=flood.ticket())


def _may_send(request: Request, typed: Mapping[str, Any]) -> bool:
    answer = flood.Answer(request.POST.get("ticket", ""), request.POST.get("proof", ""))
    if answer.ticket and flood.METER.solved(answer):
        return True
    size = _size(typed)
    many = len(request.FILES.getlist("file"))
    return flood.METER.take(request.META.get("REMOTE_ADDR", ""), size, many)


def _size(typed: Mapping[str, Any]) -> int:
    return len(typed["comment"]) + sum(map(len, typed["answers"].values()))


def _kept(call: Call, typed: dict[str, Any]) -> HttpResponseBase:
    if _size(typed) > service.MOST_TEXT:
        raise TooLargeError(
            _("Your comment is too long for this page."),
            hint=_("Send the main points here, and add the rest as a file."),
        )
    key = typed.pop("draft")
    try:
        drafts.load(key)
    except NotFoundError:
        key = drafts.new_key()
    drafts.save(key, call.id, typed)
    return HttpResponseRedirect(f"{reverse('docket-draft', kwargs={'key': key})}?kept=1")


def _checked(request: Request, call: Call, typed: dict[str, Any]) -> Page:
    """The form with the gate's hints; nothing is kept."""
    files, _uploads = _files(request)
    record = _record(call, typed, files)
    texts = parts(record)
    if not texts:
        raise UsageError(_("There is nothing to check yet. Write something first."))
    hints = []
    for part, found in service.findings(record, _MOST_CHECKED).items():
        for one in found:
            text = texts[part][one["start"] : one["end"]]
            around = texts[part][max(0, one["start"] - _AROUND) : one["end"] + _AROUND]
            hints.append(
                {
                    "where": part_words(part),
                    "text": text[:_LONGEST_LINE],
                    "around": around[:_LONGEST_LINE],
                    "what": _what(one),
                }
            )
    told: dict[str, Any] = {"hints": hints, "checked": True, "had_files": bool(files)}
    whole = sum(map(len, texts.values())) <= _MOST_CHECKED
    return _form(request, call, typed, whole=whole, **told)


def _what(found: Mapping[str, Any]) -> Any:
    if found["doubt"]:
        return _("something we cannot judge")
    return PRIVATE_WORDS.get(found["label"], _("something private"))


def _form(
    request: Request,
    call: Call,
    typed: Mapping[str, Any],
    *,
    error: WardlineError | None = None,
    status: int = 200,
    **extra: Any,
) -> Page:
    """The form with what was typed. The twin shows the call, never what somebody typed."""
    told = calls.shown(call)
    answers = typed.get("answers", {})
    boxes = [{**one, "typed": answers.get(one["id"], "")} for one in told["questions"]]
    late = told["phase"] == "closed" and told["late"]
    more = {
        "typed": {"kind": "individual", **typed},
        "boxes": boxes,
        "kinds": [(kind, KIND_WORDS[kind]) for kind in KINDS],
        "error": error,
        "takes": told["phase"] == "open" or late,
        "kept": request.GET.get("kept") == "1",
        "bits": flood.BITS,
        "wait": flood.WAIT_SECONDS,
        **extra,
    }
    return Page("docket/write.html", {"call": told}, status, more)
