"""The pages of objects: search, one object, its neighbours, its files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardline.core import jsonio, observables
from wardline.core.errors import NotFoundError, UsageError
from wardline.core.ids import split_id
from wardline.core.lifetime import why_not
from wardline.core.tlp import TLP
from wardline.hub.members.rights import Need
from wardline.hub.objects import detail, export, graph, plain, proposing, search, terms
from wardline.hub.objects.disclosing import Place, disclose
from wardline.hub.objects.service import Objects, objects
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

# A file of search results holds at most this many objects.
MOST_EXPORTED = 5000


def here() -> Objects:
    """The objects of this hub."""
    return objects(CONFIG.data)


@page("objects", Need.READ, csv="objects")
def objects_page(request: Request) -> Page | HttpResponseBase:
    """What the organization may see, newest first; the filters are those of the address."""
    query = dict(request.GET.lists())
    text = request.GET.get("q", "").strip()
    if split_id(text):
        return HttpResponseRedirect(reverse("object", kwargs={"number": text}))
    problem, status = "", 200
    own = here()
    try:
        filters = search.parse(query)
        results = own.search.run(request.actor.organization, filters, own.clock())
    except UsageError as error:
        filters, problem, status = search.Filters(text=text), str(error), 400
        results = search.Results([], "", 0, [])
    shown: list[Place] = list(results.items)
    titles = _titles(own, request.actor.organization, results.items, shown)
    disclose(own, request.actor, "view", "search", shown)
    data = {
        "objects": [
            _row(item, request.actor.organization, own.clock(), titles) for item in results.items
        ],
        "next": _address(request, results.after) if results.after else None,
        "behind": results.behind,
        "understood": [item._asdict() for item in results.observables],
        "problem": problem,
    }
    accesses = own.sight.collections(request.actor.organization)
    extra = {
        "filters": filters,
        "behind_words": _behind(results.behind),
        "collections": [one for one in accesses if one.can_read],
        "kinds": plain.kinds(),
        "labels": [(name, _tlp_name(name)) for name in search.TLP_NAMES],
        "twin": request.GET.urlencode(),
        "filtered": filters.any,
        "narrowed": filters._replace(text="", after="") != search.Filters(),
        "formats": export.NAMES,
        "query": [(name, value) for name, values in query.items() for value in values],
    }
    return Page("objects/list.html", data, status=status, extra=extra)


# What a relationship or a sighting ties together.
_ENDS = ("source_ref", "target_ref", "sighting_of_ref")


def _titles(
    own: Objects, organization: str, items: list[search.Item], shown: list[Place]
) -> dict[str, str]:
    """The titles of what relationships and sightings name, where it may be seen."""
    numbers = [item.object[name] for item in items for name in _ENDS if name in item.object]
    if not numbers:
        return {}
    ends = detail.ends(own, own.sight.collections(organization), numbers, shown)
    return {number: end["title"] for number, end in ends.items() if end["known"]}


def _value(obj: dict[str, Any], titles: dict[str, str]) -> str:
    """The second line of a row: the first value, or what is tied together."""
    tied = [str(obj[name]) for name in _ENDS if name in obj]
    if tied:
        return " → ".join(
            titles.get(one) or plain.kind_word(one.partition("--")[0]) for one in tied
        )
    stated = observables.of_object(obj)
    if not stated:
        return ""
    more = f" (+ {len(stated) - 1})" if len(stated) > 1 else ""
    shown = plain.shorten(observables.defang(stated[0].value)) + more
    return "" if shown == plain.title(obj) else shown


def _row(item: search.Item, organization: str, now: int, titles: dict[str, str]) -> dict[str, Any]:
    obj = item.object
    kind = str(obj.get("type"))
    return {
        "id": item.id,
        "type": kind,
        "kind": plain.kind_word(kind),
        "title": plain.title(obj),
        "value": _value(obj, titles),
        "tlp": terms.tlp_name(obj),
        "collection": item.collection.title,
        "added": item.added,
        "modified": str(obj.get("modified") or ""),
        "holds": why_not(obj, now) is None if kind == "indicator" else None,
        "own": item.owner == organization,
    }


def _address(request: Request, after: str) -> str:
    query = request.GET.copy()
    query["after"] = after
    return f"{reverse('objects')}?{query.urlencode()}"


def _behind(count: int) -> str:
    if not count:
        return ""
    if count >= search.MOST_BEHIND:
        return _("The search does not know the newest objects yet: more than %(count)d.") % {
            "count": search.MOST_BEHIND
        }
    return ngettext(
        "%(count)d object is newer than what the search knows; it is taken in right now.",
        "%(count)d objects are newer than what the search knows; they are taken in right now.",
        count,
    ) % {"count": count}


def _tlp_name(name: str) -> str:
    if name == "none":
        return _("no TLP label")
    return TLP[name.upper().replace("-", "_")].label


@page("object", Need.READ)
def object_page(request: Request, number: str) -> Page:
    """One object: in plain words first, then all that is known of it here."""
    own = here()
    try:
        seen = detail.find(own, request.actor.organization, number, request.GET.get("version", ""))
    except NotFoundError:
        gone = detail.gone(own, request.actor.organization, number)
        if not gone:
            raise
        kind = plain.kind_word(number.partition("--")[0])
        told = {"id": number, "kind": kind, "gone": gone}
        return Page("objects/gone.html", told, status=410)
    disclose(own, request.actor, "view", "object", seen.versions, number)
    shown: list[Place] = []
    data = detail.page(own, request.actor.organization, seen, shown)
    disclose(own, request.actor, "view", "neighbours", shown, number)
    extra = {
        "description_shown": plain.defang_text(data["description"]),
        "stix": _pretty(seen.shown.body),
        "formats": export.formats(seen.shown.body, own.clock()),
        "more_query": urlencode({"refers": number}),
        "may_withdraw": data["own"] and request.actor.may(Need.SHARE),
        "may_propose": proposing.may_propose(request.actor, seen),
        "proposed": proposing.waiting(request.actor, number),
    }
    return Page("objects/object.html", data, extra=extra)


def _pretty(body: bytes) -> str:
    """The object as STIX, in lines; what cannot be seen is written as an escape."""
    import json

    text = json.dumps(jsonio.decode(body), indent=2, ensure_ascii=False)
    return "".join(char if _shows(char) else f"\\u{ord(char):04x}" for char in text)


def _shows(char: str) -> bool:
    return char in "\n " or (terms.clean(char) == char and char.isprintable())


@page("object-graph", Need.READ)
def graph_page(request: Request, number: str) -> Page:
    """The neighbours of one object, as a picture and as a table."""
    own = here()
    steps = 2 if request.GET.get("steps") == "2" else 1
    seen = detail.find(own, request.actor.organization, number)
    disclose(own, request.actor, "view", f"graph of {steps}", seen.versions, number)
    shown: list[Place] = []
    data = graph.graph(own, seen, steps, shown)
    disclose(own, request.actor, "view", "neighbours", shown, number)
    names = {node["id"]: node for node in data["nodes"]}
    rows = [
        {"from": names[edge["from"]], "how": edge["how"], "to": names[edge["to"]]}
        for edge in data["edges"]
    ]
    extra = {
        "picture": graph.draw(data),
        "centre": data["nodes"][0],
        "rows": rows,
        "box": {"width": graph.WIDTH, "height": graph.HEIGHT},
    }
    return Page("objects/graph.html", {"id": number, "steps": steps, **data}, extra=extra)


@page("object-file", Need.READ)
def file_page(request: Request, number: str, form: str) -> HttpResponse:
    """One object as a file for a tool."""
    own = here()
    seen = detail.find(own, request.actor.organization, number, request.GET.get("version", ""))
    made = export.export([seen.shown.body], form, own.clock(), number)
    disclose(own, request.actor, "export", form, [seen.shown], number)
    return _file(made)


@page("objects-file", Need.READ)
def results_file(request: Request) -> HttpResponse:
    """What a search finds as a file for a tool, the newest 5,000."""
    own = here()
    form = request.GET.get("form", export.BUNDLE)
    filters = search.parse(dict(request.GET.lists()))
    results = own.search.run(request.actor.organization, filters, own.clock(), MOST_EXPORTED)
    bodies = [jsonio.encode(item.object) for item in results.items]
    made = export.export(bodies, form, own.clock(), "objects")
    disclose(own, request.actor, "export", form, results.items)
    return _file(made)


def _file(made: export.File) -> HttpResponse:
    response = HttpResponse(made.body, content_type=made.media)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
