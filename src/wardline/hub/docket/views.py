"""The docket's public pages: calls, comments, letters, rules and counts, the feed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core import atom
from wardline.core.clock import format_timestamp
from wardline.core.errors import UsageError
from wardline.docket import formats
from wardline.docket.record import Record
from wardline.hub.docket import calls, exchange, reading, service
from wardline.hub.docket.models import Call, Comment
from wardline.hub.docket.words import KINDS_SAID
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of
from wardline.hub.settings import CONFIG

_FEED = 50
# Of one file of the bulk download; *Units*: comments, and characters of what they say.
_MOST_BULK = 20_000
_MOST_TEXT = 32_000_000
_CHUNK = 50


@page("docket", Need.PUBLIC)
def docket(request: Request) -> Page:
    """The calls for input, and the newest comments."""
    rows, _next = reading.listed(reading.Filter(), 10)
    data = {"calls": [_call_row(call) for call in calls.every()], "newest": rows}
    return Page("docket/docket.html", data)


def _call_row(call: Call) -> dict[str, Any]:
    told = calls.shown(call)
    names = ("id", "title", "phase", "opens", "closes", "late")
    return {name: told[name] for name in names}


@page("docket-call", Need.PUBLIC)
def call_page(request: Request, number: str) -> Page:
    """A call for input as it stands now."""
    call = calls.find(number)
    data = {"call": calls.shown(call), "versions": reading.call_versions(call)}
    return Page("docket/call.html", data, extra={"newest": True})


@page("docket-call-version", Need.PUBLIC)
def call_version(request: Request, number: str, version: int) -> Page:
    """A call as it stood in one of its versions."""
    call = calls.find(number)
    told = calls.shown(call, calls.content(call, version)) | {"version": version}
    data = {"call": told, "versions": reading.call_versions(call)}
    return Page("docket/call.html", data, extra={"newest": version == call.version})


@page("docket-comments", Need.PUBLIC, csv="comments")
def comments(request: Request) -> Page:
    """The public comments, with filters in the URL."""
    query = request.GET.dict()
    problem = ""
    try:
        asked = reading.asked(query)
        rows, after = reading.listed(asked)
    except UsageError as error:
        asked, rows, after, problem = reading.Filter(), [], 0, str(error)
    kept = {name: value for name, value in query.items() if value and name != "before"}
    data = {
        "comments": rows,
        "next": f"{reverse('docket-comments')}?{urlencode({**kept, 'before': after})}"
        if after
        else None,
    }
    extra = {
        "filters": asked,
        "filtered": bool(kept),
        "calls": [_call_row(call) for call in calls.every()],
        "kinds": KINDS_SAID.items(),
        "problem": problem,
        "twin": urlencode({name: value for name, value in query.items() if value}),
        "kept": urlencode(kept),
    }
    return Page("docket/comments.html", data, 400 if problem else 200, extra)


@page("docket-comment", Need.PUBLIC)
def comment_page(request: Request, key: int) -> Page:
    """One comment, at its own address for good."""
    return Page("docket/comment.html", {"comment": reading.whole(reading.public_comment(key))})


@page("docket-letter", Need.PUBLIC)
def letter_page(request: Request, head: int) -> Page:
    """A campaign letter: shown once, with how many sent it and what each one changed."""
    after = number_in(request.GET.get("after", "")) or 0
    return Page("docket/letter.html", reading.letter(head, after))


@page("docket-rules", Need.PUBLIC, csv="calls")
def rules(request: Request) -> Page:
    """By which rules comments are read, and how many are in which state."""
    data = {"calls": reading.counts(), "reasons": reading.reason_list()}
    return Page("docket/rules.html", data)


@page("docket-log", Need.PUBLIC, csv="decisions")
def log(request: Request) -> Page:
    """Every decision on a comment, with its reason; to take along."""
    before = request.GET.get("before", "")
    rows, after = reading.decisions(before)
    older = f"{reverse('docket-log')}?{urlencode({'before': after})}" if after else None
    extra = {"twin": urlencode({"before": before} if before else {})}
    return Page("docket/log.html", {"decisions": rows, "next": older}, extra=extra)


@page("docket-bulk", Need.PUBLIC)
def bulk(request: Request) -> HttpResponse:
    """The public comments in the 60 columns of a bulk download, the oldest first.

    What does not fit one file goes on in the next: `Link: rel="next"` (RFC 8288) leads to it.
    """
    query = request.GET.dict()
    asked = reading.asked(query)._replace(copies="1")
    after = number_in(query.get("after", "")) or 0
    found = reading.query(asked).filter(id__gt=after).order_by("id").defer("sealed")
    taken: list[Record] = []
    size = 0
    for one in found[: _MOST_BULK + 1].iterator(chunk_size=_CHUNK):
        if len(taken) == _MOST_BULK or (taken and size + one.size > _MOST_TEXT):
            more = urlencode({**query, "after": after})
            break
        taken.append(exchange.published(one))
        size, after = size + one.size, one.pk
    else:
        more = ""
    answer = HttpResponse(formats.write_csv(taken), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="comments.csv"'
    if more:
        address = base_of(request).rstrip("/") + reverse("docket-bulk")
        answer["Link"] = f'<{address}?{more}>; rel="next"'
    return answer


@page("docket-feed", Need.PUBLIC)
def feed(request: Request) -> HttpResponse:
    """The newest public comments as Atom (RFC 4287)."""
    public = Comment.objects.filter(state__in=service.PUBLIC, leads=True)
    found = list(reading.cut(public).order_by("-decided_at")[:_FEED])
    base = base_of(request).rstrip("/")
    updated = format_timestamp(found[0].decided_at or 0) if found else None
    home, title = base + reverse("docket"), _("Comments") + f" · {CONFIG['taxii.title']}"
    told = atom.Feed(title, home, base + request.path, CONFIG["taxii.title"], updated)
    entries = (_entry(base, one) for one in reading.rows_of(found))
    return HttpResponse(atom.write(told, entries), content_type=atom.MEDIA)


def _entry(base: str, row: dict[str, Any]) -> atom.Entry:
    address = base + reverse("docket-comment", kwargs={"key": row["key"]})
    return atom.Entry(row["id"], address, row["posted"], row["said"], author=row["who"])
