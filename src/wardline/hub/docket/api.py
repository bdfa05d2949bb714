"""The docket for programs, shaped like version 4 of the API of regulations.gov (JSON:API).

Where it fits: comments and dockets, their filters, sorting and paging. What is not public does not
exist here either. No key is needed.

*Source*: open.gsa.gov/api/regulationsgov (v4); JSON:API 1.0.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpResponse
from django.urls import reverse

from wardline.core.errors import NotFoundError, UsageError, WardlineError, display
from wardline.hub.docket import calls, exchange, reading, search
from wardline.hub.docket.models import Call, Comment
from wardline.hub.docket.service import PUBLIC
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Request, page
from wardline.hub.portal.where import base_of

# *Source*: as above: pages of 5 to 250, at most 20 of them.
_LEAST, _MOST, _PAGES = 5, 250, 20
_SHOWN = ("number", "call_id", "decided_at")
# Up to so many hits are looked up one by one; with more, an index is read from end to end.
_FEW = 500
_SORTS = {"postedDate": "decided_at", "lastModifiedDate": "decided_at", "documentId": "id"}
View = Callable[..., dict[str, Any]]


def _document(view: View) -> Callable[..., HttpResponse]:
    """The view's JSON:API document; errors as JSON:API has them."""

    @functools.wraps(view)
    def shown(request: Request, **names: Any) -> HttpResponse:
        status = 200
        try:
            made = view(request, **names)
        except WardlineError as error:
            told = display(error)
            status = told.status
            one = {"status": str(status), "title": told.title, "detail": str(error)}
            made = {"errors": [one]}
        answer = HttpResponse(msgspec.json.encode(made), content_type="application/vnd.api+json")
        answer.status_code = status
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return shown


@page("docket-api-comments", Need.PUBLIC)
@_document
def comments(request: Request) -> dict[str, Any]:
    """Public comments: filter[docketId], [searchTerm], [postedDate][ge|le], sort, page[...]."""
    number = _whole(request, "page[number]", 1, 1, _PAGES)
    size = _whole(request, "page[size]", _MOST, _LEAST, _MOST)
    total, rows = _found(request, (number - 1) * size, size)
    pages = -(-total // size)
    meta = {
        "hasNextPage": number < min(pages, _PAGES),
        "hasPreviousPage": number > 1,
        "numberOfElements": len(rows),
        "pageNumber": number,
        "pageSize": size,
        "totalElements": total,
        "totalPages": min(pages, _PAGES),
        "firstPage": number == 1,
        "lastPage": number >= min(pages, _PAGES),
    }
    return {"data": [_item(request, one) for one in rows], "meta": meta}


def _found(request: Request, start: int, many: int) -> tuple[int, list[Comment]]:
    """How many comments are asked for, and those of one page."""
    given = request.GET
    asked = reading.Filter(
        call=given.get("filter[docketId]", "").replace("\x00", ""),
        since=given.get("filter[postedDate][ge]", given.get("filter[postedDate]", "")),
        until=given.get("filter[postedDate][le]", given.get("filter[postedDate]", "")),
        copies="1",
    )
    found = reading.query(asked).order_by(*_order(request))
    term = given.get("filter[searchTerm]", "")
    if not search.asks(term):
        return found.count(), list(found.only(*_SHOWN)[start : start + many])
    # Numbers alone are joined here: the database would read each comment to its end for its day.
    having = search.every(term)
    if len(having) < _FEW:
        found = found.filter(id__in=having)
    if asked.call or asked.since or asked.until or len(having) < _FEW:
        numbers = [one for one in found.values_list("id", flat=True) if one in having]
        total, page = len(numbers), numbers[start : start + many]
    else:
        # What is in the index is public, and nothing else is asked for: all of it is found.
        total, page = len(having), _page(found.values_list("id", flat=True), having, start, many)
    rows = found.only(*_SHOWN).in_bulk(page)
    return total, [rows[one] for one in page if one in rows]


def _page(ordered: Any, having: set[int], start: int, many: int) -> list[int]:
    """The numbers of one page: of all in their order no more are read than it takes."""
    numbers: list[int] = []
    read, portion = 0, 2 * (start + many)
    while len(numbers) < start + many:
        some = list(ordered[read : read + portion])
        numbers += [one for one in some if one in having]
        if len(some) < portion:
            break
        read, portion = read + portion, 2 * portion
    return numbers[start : start + many]


def _order(request: Request) -> list[str]:
    order = []
    for name in request.GET.get("sort", "-postedDate").split(","):
        column = _SORTS.get(name.lstrip("-"))
        if column is None:
            raise UsageError(f"sort takes {', '.join(_SORTS)}, each also with '-' before it.")
        order.append(f"-{column}" if name.startswith("-") else column)
    return [*order, "id"]


def _whole(request: Request, name: str, usual: int, low: int, high: int) -> int:
    number = number_in(request.GET.get(name, str(usual)), high)
    if number is None or number < low:
        raise UsageError(f"{name} is a whole number from {low} to {high}.")
    return number


@page("docket-api-comment", Need.PUBLIC)
@_document
def comment(request: Request, number: str) -> dict[str, Any]:
    """One public comment with all that it says."""
    asked = Comment.objects.filter(number=number.replace("\x00", ""), state__in=PUBLIC)
    found = asked.order_by("-id").first()
    if found is None:
        raise NotFoundError(f"There is no comment {number[:120]!r}.")
    record = exchange.published(found)
    item = _item(request, found)
    item["attributes"] |= {
        "comment": record.text,
        "commentOn": found.call_id,
        "firstName": record.first_name or None,
        "lastName": record.last_name or None,
        "organization": record.organization or None,
        "category": record.said_by,
        "receiveDate": record.received,
        "restrictReasonType": record.columns.get("Restrict Reason Type"),
        "restrictReason": record.columns.get("Restrict Reason"),
        "duplicateComments": reading.whole(found)["letter_size"] - 1,
        # Ours: the answer to each question of the call.
        "answers": record.answers,
    }
    item["relationships"] = {"attachments": {"data": _attachments(record)}}
    return {"data": item, "included": _included(record)}


def _attachments(record: Any) -> list[dict[str, str]]:
    return [{"type": "attachments", "id": f"{record.id}/{n}"} for n, _ in enumerate(record.files)]


def _included(record: Any) -> list[dict[str, Any]]:
    return [
        {**one, "attributes": {"title": file.name, "docAbstract": file.text, "fileFormats": None}}
        for one, file in zip(_attachments(record), record.files, strict=True)
    ]


def _item(request: Request, one: Comment) -> dict[str, Any]:
    posted = exchange.day(one.decided_at or 0)
    address = reverse("docket-api-comment", kwargs={"number": one.number})
    attributes = {
        "documentType": "Public Submission",
        "agencyId": one.call_id.partition("-")[0].upper(),
        "docketId": one.call_id,
        "title": f"Comment {one.number}",
        "objectId": str(one.pk),
        "postedDate": posted,
        "lastModifiedDate": posted,
        "withdrawn": False,
        "highlightedContent": "",
    }
    return {
        "id": one.number,
        "type": "comments",
        "attributes": attributes,
        "links": {"self": f"{base_of(request).rstrip('/')}{address}"},
    }


@page("docket-api-dockets", Need.PUBLIC)
@_document
def dockets(request: Request) -> dict[str, Any]:
    """The calls for input as dockets."""
    rows = [_docket(request, call) for call in calls.every()]
    return {"data": rows, "meta": {"totalElements": len(rows), "hasNextPage": False}}


@page("docket-api-docket", Need.PUBLIC)
@_document
def docket(request: Request, number: str) -> dict[str, Any]:
    """One call for input as a docket."""
    return {"data": _docket(request, calls.find(number))}


def _docket(request: Request, call: Call) -> dict[str, Any]:
    told = calls.shown(call)
    address = reverse("docket-api-docket", kwargs={"number": call.id})
    attributes = {
        "agencyId": call.id.partition("-")[0].upper(),
        "docketType": "Nonrulemaking",
        "title": told["title"],
        "dkAbstract": told["text"],
        "objectId": call.id,
        "commentStartDate": told["opens_at"],
        "commentEndDate": told["closes_at"],
        "openForComment": told["phase"] == "open",
        "questions": told["questions"],
    }
    return {
        "id": call.id,
        "type": "dockets",
        "attributes": attributes,
        "links": {"self": f"{base_of(request).rstrip('/')}{address}"},
    }
