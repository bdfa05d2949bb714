"""Pages of advisories: for everybody what is clear, for members what is theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wardline.advisories.answers import SIZES
from wardline.core.errors import NotFoundError
from wardline.core.policy import Scope, Visibility, decide
from wardline.core.tlp import TLP
from wardline.hub.advisories import answering, places, reading
from wardline.hub.advisories.models import Advisory, Provider
from wardline.hub.bulletins import links
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page


@page("advisories", Need.PUBLIC, csv="advisories")
def advisories(request: Request) -> Page:
    """All that the reader may see, the latest revision first; filters stand in the address."""
    who = places.reader(request)
    number = number_in(request.GET.get("page", ""), 10**6) or 1
    # No database takes a NUL, and nothing that is looked for has one.
    typed = {name: request.GET.get(name, "")[:300] for name in ("q", "cve", "source")}
    filters = {name: text.replace("\0", "") for name, text in typed.items()}
    found, total = reading.search(who, reading.Asked(**filters, page=number))
    # Whose documents the reader sees none of is not told either.
    held = reading.visible(who).exclude(source="").values("source")
    named = Provider.objects.filter(id__in=held).exclude(name="").order_by("name")
    data: dict[str, Any] = {
        "filters": filters,
        "total": total,
        "page": number,
        "advisories": [reading.row(one) for one in found],
    }
    query = request.GET.copy()
    query["page"] = str(number + 1)
    more = query.urlencode() if number * reading.PAGE < total else ""
    kept = request.GET.copy()
    kept.pop("page", None)
    extra = {
        "more": more,
        "sources": list(named.values_list("id", "name")),
        "kept": kept.urlencode(),
        "filtered": any(filters.values()),
        "member": not who.public,
        "cases": request.actor.may(Need.SHARE),
    }
    return Page("advisories/advisories.html", data, extra=extra)


@page("advisory", Need.PUBLIC)
def advisory(request: Request, key: int) -> Page | HttpResponseBase:
    """One advisory: what it says, what to do, its versions and files."""
    who = places.reader(request)
    found = reading.find(who, key)
    data = {
        **reading.whole(found, staff=request.actor.may(Need.STAFF_ADVISORIES)),
        "why": why(found, who),
        "files": addresses(request, found),
        "answered": answering.answered(found),
        "answer": answering.own(who, found),
        "bulletins": links.bulletins_on(request.actor, found, get_language() or "en"),
    }
    extra = {
        "member": not who.public,
        "answers": request.actor.may(Need.SHARE),
        "states": answering.state_words(),
        "sizes": SIZES,
        "writes": request.actor.may(Need.STAFF_BULLETINS),
    }
    return Page("advisories/advisory.html", data, extra=extra)


def why(found: Advisory, who: Any) -> str:
    """By which rule the reader may see it."""
    named = found.tlp == TLP.RED
    told = decide(Visibility(Scope(TLP(found.tlp))), who._replace(named=named))
    return told.reason


def addresses(request: Request, found: Advisory) -> dict[str, str]:
    """Where an advisory's document, digests and signature are; none where it is not mirrored."""
    folder = ""
    if found.source:
        made = places.mirrors().filter(id=found.source).first()
        if made is None or found.tlp != TLP.CLEAR:
            return {}
        folder = made.folder
    try:
        held = places.shelf(request, folder)
    except NotFoundError:
        return {}
    tlp = TLP.AMBER if found.tlp == TLP.AMBER_STRICT else TLP(found.tlp)
    address = held.site.at(tlp, found.path)
    made_ = {_("CSAF document"): address, "SHA-256": f"{address}.sha256"}
    made_ |= {"SHA-512": f"{address}.sha512"}
    return {**made_, "OpenPGP": f"{address}.asc"} if found.signed else made_
