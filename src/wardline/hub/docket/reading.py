"""Public comments as lists and pages show them: filters, rows, letters, counts. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NotFoundError, UsageError
from wardline.docket import letters
from wardline.docket.redact import REASONS
from wardline.docket.show import beginning
from wardline.hub.docket import calls, search, service
from wardline.hub.docket.content import begun, words
from wardline.hub.docket.models import Answered, Call, Comment
from wardline.hub.docket.service import PUBLIC
from wardline.hub.docket.words import KINDS_SAID, REASON_WORDS, STATE_WORDS
from wardline.hub.evidence import findings, replies
from wardline.hub.evidence import service as evidence
from wardline.hub.portal.asked import number_in
from wardline.hub.words import said

PAGE = 25
_SNIPPET = 300
# Of a comment a list reads what it shows: the database cuts its text, which may be a book.
_ROW_FIELDS = ("id", "call_id", "number", "state", "kind", "letter", "decided_at", "files")
_CUT = 4_000
_LOG = 1_000


class Filter(NamedTuple):
    """What a reader asked for; it stands in the URL."""

    q: str = ""
    call: str = ""
    question: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    copies: str = ""
    before: int = 0


def asked(query: Mapping[str, str]) -> Filter:
    """The filters in a query. *Raises* UsageError that names the one that is wrong."""
    before = number_in(query.get("before", "") or "0")
    if before is None:
        raise UsageError(_("This link to older comments is not whole."))
    names = ("q", "call", "question", "kind", "since", "until", "copies")
    given = {name: query.get(name, "").replace("\x00", "").strip()[:2000] for name in names}
    return Filter(**given, before=before)


def query(asked_for: Filter) -> Any:
    """The public comments that a filter leaves."""
    found = Comment.objects.filter(state__in=PUBLIC)
    if not asked_for.copies:
        found = found.filter(leads=True)
    if asked_for.call:
        found = found.filter(call_id=asked_for.call)
    if asked_for.kind:
        found = found.filter(kind=asked_for.kind)
    if asked_for.question:
        found = found.filter(answered__question=asked_for.question[: service.LONGEST_QUESTION])
    for name, lookup, plus in (("since", "gte", 0), ("until", "lt", 86_400_000_000)):
        text = getattr(asked_for, name)
        if text:
            at = calls.micros(f"{text}T00:00:00+00:00")
            if at is None:
                raise UsageError(_("Write a day like 2026-01-31."))
            found = found.filter(**{f"decided_at__{lookup}": at + plus})
    if asked_for.before:
        found = found.filter(id__lt=asked_for.before)
    return search.narrowed(found, asked_for.q)


def listed(asked_for: Filter, many: int = PAGE) -> tuple[list[dict[str, Any]], int]:
    """The rows of one page, newest first, and where the next begins (0: there is none)."""
    found = cut(query(asked_for._replace(q="")))
    if search.asks(asked_for.q):
        found = search.page(found, asked_for.q, asked_for.before, many + 1)
    else:
        found = list(found.order_by("-id")[: many + 1])
    rows = found[:many]
    return rows_of(rows), rows[-1].pk if len(found) > many else 0


def cut(found: Any) -> Any:
    """The comments of a query set with what `rows_of` shows, and no more."""
    return found.only(*_ROW_FIELDS).annotate(beginning=Left("public", _CUT))


def rows_of(comments: list[Comment]) -> list[dict[str, Any]]:
    """Rows, each with how many sent the same letter."""
    heads = {one.letter for one in comments if one.letter is not None}
    counted = (
        Comment.objects.filter(letter__in=heads, state__in=PUBLIC)
        .values_list("letter")
        .annotate(many=Count("id"))
    )
    sizes = dict(counted) if heads else {}
    return [row(one, sizes.get(one.letter, 1) if one.letter else 1) for one in comments]


def told(comment: Comment) -> dict[str, str]:
    """The public parts of a comment."""
    return msgspec.json.decode(comment.public, type=dict[str, str]) if comment.public else {}


def who(texts: Mapping[str, str]) -> str:
    """Who comments, as they wish to be named."""
    named = [texts.get("name", ""), texts.get("organization", "")]
    return ", ".join(name for name in named if name) or _("No name given")


def row(comment: Comment, letter_size: int = 1) -> dict[str, Any]:
    """A public comment in a list."""
    texts = _first(comment)
    return {
        "key": comment.pk,
        "id": comment.number,
        "call": comment.call_id,
        "who": who(texts),
        "kind": comment.kind,
        "state": comment.state,
        "said": beginning(words(texts), _SNIPPET),
        "posted": format_timestamp(comment.decided_at or 0),
        "letter": comment.letter,
        "letter_size": letter_size,
        "files": comment.files,
    }


def _first(comment: Comment) -> dict[str, str]:
    """The parts of a comment as far as a line of a list goes; all of them where none were cut."""
    held = comment.__dict__.get("beginning")
    if held is None:
        return told(comment)
    texts = begun(held)
    enough = len(held) < _CUT or len(beginning(words(texts), _SNIPPET)) > _SNIPPET
    return texts if enough else told(comment)


def public_comment(key: int) -> Comment:
    """A comment that everybody may know of. *Raises* NotFoundError, the same for all others."""
    found = Comment.objects.select_related("call").filter(pk=key).first()
    if found is None or found.state in service.OPEN:
        raise NotFoundError(
            _("There is no such comment, or nobody has read it yet."),
            hint=_("A person reads each comment before it is shown."),
        )
    return found


def whole(comment: Comment) -> dict[str, Any]:
    """All that everybody may know of a comment."""
    texts = told(comment)
    made = calls.content(comment.call, comment.call_version)
    asked_for = {question.id: said(question.text) for question in made.questions}
    same = _letter_size(comment)
    return {
        "key": comment.pk,
        "id": comment.number,
        "call": comment.call_id,
        "call_title": said(made.title),
        "state": comment.state,
        "state_words": str(STATE_WORDS[comment.state]),
        "kind": comment.kind,
        "kind_words": str(KINDS_SAID[comment.kind]),
        "who": who(texts) if texts else "",
        "answers": [
            {
                "id": name.removeprefix("answer:"),
                "question": asked_for.get(name.removeprefix("answer:"), ""),
                "text": text,
            }
            for name, text in texts.items()
            if name.startswith("answer:")
        ],
        "text": texts.get("text", ""),
        "files": [
            {"name": texts.get(f"file:{n}:name", ""), "text": texts.get(f"file:{n}", "")}
            for n in range(comment.files)
            if f"file:{n}" in texts
        ],
        "redactions": [
            {"reason": span.reason, "why": str(REASON_WORDS[span.reason])}
            for span in service.spans_of(comment)
        ],
        "reason": str(REASON_WORDS[comment.reason]) if comment.reason else "",
        "note": comment.note,
        "late": comment.late,
        "received": format_timestamp(comment.received_at),
        "posted": format_timestamp(comment.decided_at) if comment.decided_at else None,
        # Of what was sent; of one that is withheld or gone it would only help to guess.
        "digest": comment.digest if comment.state in PUBLIC else None,
        "letter": comment.letter if same > 1 else None,
        "letter_size": same,
        "findings": findings.citing(evidence.of(service.ROOM, service.source_of(comment.pk))),
        "replies": replies.of_source(service.ROOM, service.source_of(comment.pk))
        if comment.state in PUBLIC
        else [],
    }


def _letter_size(comment: Comment) -> int:
    """How many public comments send the same letter."""
    if comment.letter is None or comment.state not in PUBLIC:
        return 1
    return Comment.objects.filter(letter=comment.letter, state__in=PUBLIC).count()


def letter(head: int, after: int = 0, many: int = PAGE) -> dict[str, Any]:
    """A campaign letter: its text once, and how each one that was sent differs from it."""
    sent = Comment.objects.filter(letter=head, state__in=PUBLIC).order_by("id")
    first = sent.first()
    if first is None:
        raise NotFoundError(_("There is no such letter."))
    text = words(told(first))
    page = list(sent.filter(id__gt=after)[: many + 1])
    return {
        "letter": head,
        "call": first.call_id,
        "sent": sent.count(),
        "text": text,
        "copies": [
            {
                **row(one),
                "differences": [
                    part._asdict() for part in letters.differences(text, words(told(one)), 3_000)
                ],
            }
            for one in page[:many]
        ],
        "next": page[many - 1].pk if len(page) > many else 0,
    }


def counts() -> list[dict[str, Any]]:
    """For each call: how many comments are in which state, and how many are late."""
    found: dict[str, dict[str, int]] = {}
    for call, state, many in (
        Comment.objects.values_list("call_id", "state").annotate(many=Count("id")).order_by()
    ):
        found.setdefault(call, {})[state] = many
    late = dict(
        Comment.objects.filter(state__in=service.OPEN, due_at__lt=now())
        .values_list("call_id")
        .annotate(many=Count("id"))
        .order_by()
    )
    rows = []
    for call in calls.every():
        states = found.get(call.id, {})
        rows.append(
            {
                "call": call.id,
                "title": said(calls.content(call).title),
                **{state: states.get(state, 0) for state in service.STATES},
                "late": late.get(call.id, 0),
                "decide_days": call.decide_days,
            }
        )
    return rows


def answered(call: str) -> dict[str, int]:
    """How many public comments answer each question of a call that anybody answered."""
    found = Answered.objects.filter(comment__call_id=call, comment__state__in=PUBLIC)
    return dict(found.values_list("question").annotate(many=Count("id")).order_by())


def decisions(before: str = "") -> tuple[list[dict[str, Any]], str]:
    """The public log of decisions, the newest first: what became of which comment, and why.

    *Shape*: a page of it, and where the next begins (empty: there is none). *Raises* UsageError.
    """
    found = Comment.objects.filter(
        state__in=(*PUBLIC, "withheld", "withdrawn"), decided_at__isnull=False
    )
    if before:
        at, key = (number_in(part) for part in f"{before}-".split("-")[:2])
        if at is None or key is None:
            raise UsageError(_("This link to older decisions is not whole."))
        found = found.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=key))
    # The order stands in an index, the rest behind long texts: only what is shown is fetched.
    keys = list(found.order_by("-decided_at", "-id").values_list("pk", flat=True)[: _LOG + 1])
    held = Comment.objects.defer("sealed", "public").in_bulk(keys[:_LOG])
    rows = [held[key] for key in keys[:_LOG]]
    after = f"{rows[-1].decided_at}-{rows[-1].pk}" if len(keys) > _LOG else ""
    return [_decision(one) for one in rows], after


def _decision(one: Comment) -> dict[str, Any]:
    return {
        "at": format_timestamp(one.decided_at or 0),
        "id": one.number,
        "key": one.pk,
        "call": one.call_id,
        "state": one.state,
        "state_words": str(STATE_WORDS[one.state]),
        "reasons": service.reasons(one),
        "why": [str(REASON_WORDS[name]) for name in service.reasons(one)],
        "note": one.note,
        "received": format_timestamp(one.received_at),
        "within_time": (one.decided_at or 0) <= one.due_at,
    }


def reason_list() -> list[dict[str, str]]:
    """Why something may not be shown."""
    return [{"id": one, "words": str(REASON_WORDS[one])} for one in REASONS]


def call_versions(call: Call) -> list[dict[str, Any]]:
    """The versions of a call, the newest first."""
    rows = call.versions.order_by("-version").values_list("version", "at")
    return [{"version": version, "at": format_timestamp(at)} for version, at in rows]
