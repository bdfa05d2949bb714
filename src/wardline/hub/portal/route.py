"""How a page is declared: its name, the right that it asks for, the methods that it takes.

A view answers with a `Page` (or a redirect). From one declaration come the checks of method and
right, the JSON twin and the CSV of the same data, and the table that the tests walk through.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from wardline.core.errors import ForbiddenError, WardlineError
from wardline.docket.cells import guarded
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.portal import refusals
from wardline.hub.portal.acting import actor_of
from wardline.hub.portal.errors import answer
from wardline.hub.portal.waiting import confirm_first


class Page(NamedTuple):
    """What a view shows: a template and its data, which is the JSON twin as it is."""

    template: str
    # Plain values only: what stands here is what `.json` shows.
    data: Mapping[str, Any]
    status: int = 200
    # For the template alone: forms, and what only has a meaning on a screen.
    extra: Mapping[str, Any] | None = None
    # Cache-Control of the page, where it is not to be "no-store" as all others.
    cache: str = ""


class Declared(NamedTuple):
    """What was declared of a view."""

    name: str
    need: Need
    methods: tuple[str, ...]
    # The key in `Page.data` whose rows are the CSV; empty: there is none.
    csv: str
    # Whether the person must have shown within the last ten minutes who they are.
    step_up: bool


class Request(HttpRequest):
    """A request with who acts, as the middleware leaves it."""

    actor: Actor


View = Callable[..., Page | HttpResponseBase]


class Route(NamedTuple):
    """A declared view, and the view that Django calls."""

    declared: Declared
    view: View

    def __call__(self, request: HttpRequest, **names: Any) -> HttpResponseBase:
        """Answer one request with a page."""
        return self._answer(request, "html", names)

    def twin(self, form: str) -> Callable[..., HttpResponseBase]:
        """The view of the same data as `form`: json or csv."""

        def view(request: HttpRequest, **names: Any) -> HttpResponseBase:
            return self._answer(request, form, names)

        view.declared = self.declared  # type: ignore[attr-defined]
        return require_http_methods(["GET", "HEAD"])(view)

    def _answer(
        self, request: HttpRequest, form: str, names: Mapping[str, Any]
    ) -> HttpResponseBase:
        asked = cast("Request", request)
        if not hasattr(asked, "actor"):
            # A form that waited while its sender confirmed who they are (step-up).
            asked.actor = actor_of(request)
        try:
            asked.actor.require(self.declared.need)
            if self.declared.step_up and is_reauthentication_required(request, app=""):
                return confirm_first(request)
            made = self.view(asked, **names)
            if isinstance(made, Page):
                return _render(asked, made, form, self.declared)
        except WardlineError as error:
            if isinstance(error, ForbiddenError):
                refusals.note(asked.actor, self.declared.name, str(request.method))
            return answer(asked, error, form)
        return made


def page(
    name: str,
    need: Need,
    *,
    methods: Sequence[str] = ("GET",),
    csv: str = "",
    step_up: bool = False,
) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Declare a view. *Shape*: `methods` as GET, POST; HEAD comes with GET.

    `step_up`: only for somebody who confirmed a moment ago who they are; a form that was sent too
    late for that waits meanwhile, and goes on afterwards.
    """
    taken = ("HEAD", *methods) if "GET" in methods else tuple(methods)

    def declare(view: View) -> Callable[..., HttpResponseBase]:
        route = Route(Declared(name, need, tuple(methods), csv, step_up), view)

        @functools.wraps(view)
        def shown(request: HttpRequest, **names: Any) -> HttpResponseBase:
            return route(request, **names)

        shown.declared = route.declared  # type: ignore[attr-defined]
        shown.route = route  # type: ignore[attr-defined]
        checked = require_http_methods(list(taken))(shown)
        checked.declared = route.declared  # type: ignore[attr-defined]
        checked.route = route  # type: ignore[attr-defined]
        return checked

    return declare


def routes(*pairs: tuple[str, Callable[..., HttpResponseBase]]) -> list[URLPattern]:
    """URL patterns of declared views, with their twins: `objects/` also as `objects.json`."""
    found = []
    for address, view in pairs:
        declared: Declared = view.declared  # type: ignore[attr-defined]
        route: Route = view.route  # type: ignore[attr-defined]
        found.append(path(address, view, name=declared.name))
        if "GET" not in declared.methods:
            continue
        stem = address.rstrip("/") or "index"
        found.append(path(f"{stem}.json", route.twin("json"), name=f"{declared.name}.json"))
        if declared.csv:
            found.append(path(f"{stem}.csv", route.twin("csv"), name=f"{declared.name}.csv"))
    return found


def _render(request: Request, made: Page, form: str, declared: Declared) -> HttpResponse:
    if form == "json":
        return HttpResponse(
            msgspec.json.encode(made.data), content_type="application/json", status=made.status
        )
    if form == "csv":
        rows = _csv(made.data[declared.csv], declared.name, made.status)
        onward = made.data.get("next")
        if isinstance(onward, str) and "?" in onward:
            # Rows have no place for it: what one page does not hold is the next one's (RFC 8288).
            rows["Link"] = f'<{request.path}?{onward.partition("?")[2]}>; rel="next"'
        return rows
    context = {**made.data, **(made.extra or {}), "declared": declared}
    shown = render(request, made.template, context, status=made.status)
    if made.cache:
        shown["Cache-Control"] = made.cache
    return shown


def _csv(rows: Sequence[Mapping[str, Any]], name: str, status: int) -> HttpResponse:
    out = io.StringIO()
    if rows:
        writer = csv.writer(out)
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", status=status)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Any) -> str:
    """A cell that no spreadsheet runs as a formula."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
