"""The pages of the practices: for everybody, and for the staff who write them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from wardline.core.errors import ConflictError, UsageError
from wardline.hub.evidence.views import filters
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.practices import service
from wardline.hub.practices.forms import PracticeForm
from wardline.hub.practices.models import Practice
from wardline.hub.practices.words import FIELDS, SECTORS


@page("practices", Need.PUBLIC, csv="practices")
def practices(request: Request) -> Page:
    """How other sectors protect themselves, with filters in the URL."""
    given = filters(request, ("sector", "fits", "q"))
    data = {"practices": service.listed(service.Asked(**given))}
    extra = {
        "filters": given,
        "filtered": any(given.values()),
        "sectors": SECTORS.items(),
        "twin": urlencode({key: value for key, value in given.items() if value}),
    }
    return Page("practices/practices.html", data, extra=extra)


@page("practice", Need.PUBLIC)
def practice(request: Request, number: str) -> Page:
    """One practice: the same texts for each, so that they can be compared."""
    told = service.whole(service.shown(number))
    extra = {"texts": [(words, told[name]) for name, words in FIELDS.items()]}
    return Page("practices/practice.html", {"practice": told}, extra=extra)


@page("staff-practices", Need.STAFF_DOCKET, csv="practices")
def staff_list(request: Request) -> Page:
    """All practices, also those that are not shown."""
    data = {"practices": service.listed(service.Asked(), inside=True)}
    return Page("practices/staff_practices.html", data)


@page("staff-practice-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def staff_new(request: Request) -> Page | HttpResponseBase:
    """Write a practice down."""
    return _edited(request, None)


@page("staff-practice", Need.STAFF_DOCKET, methods=("GET", "POST"))
def staff_one(request: Request, number: str) -> Page | HttpResponseBase:
    """Change a practice, or show it to all or to nobody."""
    return _edited(request, service.find(number))


def _edited(request: Request, row: Practice | None) -> Page | HttpResponseBase:
    initial = {"version": 0}
    if row is not None:
        initial = PracticeForm.of(row.id, row.version, service.content(row), shown=row.shown)
    form = PracticeForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            number = row.id if row else told["number"].lower()
            try:
                service.save(
                    request.actor,
                    number,
                    form.content(),
                    told["version"] or 0,
                    shown=told["shown"],
                )
            except (UsageError, ConflictError) as error:
                form.add_error(None, str(error))
                status = 409 if isinstance(error, ConflictError) else 400
            else:
                return HttpResponseRedirect(reverse("staff-practices"))
    data = {"practice": service.whole(row) if row else None}
    return Page("practices/edit.html", data, status, {"form": form})
