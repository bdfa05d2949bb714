"""Addresses of CSAF files, for programs; each folder can be walked by hand too (7.1.14)."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, cast

import msgspec
from django.http import HttpResponse, HttpResponseBase
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from wardline.advisories import provider
from wardline.core.errors import NotFoundError, UnauthorizedError, WardlineError
from wardline.core.tlp import TLP
from wardline.hub.advisories import places, reading
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import answer
from wardline.hub.portal.route import Page, Request, page

_PLAIN = "text/plain; charset=utf-8"
_JSON = "application/json"
# A crawler comes again after a minute at the soonest, and asks with the ETag then.
_PUBLIC = "public, max-age=60, must-revalidate"

View = Callable[..., HttpResponseBase | Page]


def _for_programs(view: View) -> View:
    """The view, with refusals that a program understands: no way leads to a sign-in page."""

    @functools.wraps(view)
    def shown(request: Request, **names: Any) -> HttpResponseBase | Page:
        try:
            return view(request, **names)
        except WardlineError as error:
            refused = answer(request, error, "json")
            if isinstance(error, UnauthorizedError):
                refused["WWW-Authenticate"] = 'Bearer realm="csaf", Basic realm="csaf"'
            return refused

    return shown


def _sent(request: Request, body: bytes, media: str, tlp: TLP, mark: str = "") -> HttpResponse:
    """A file, or that it did not change (RFC 9110 section 13.1.2); `mark`: what tells its bytes."""
    tag = f'"{mark or hashlib.sha256(body).hexdigest()[:32]}"'
    held = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in held or tag in (one.removeprefix("W/") for one in held):
        made = HttpResponse(status=304)
    else:
        made = HttpResponse(body, content_type=media)
    made["ETag"] = tag
    if tlp is TLP.CLEAR:
        made["Cache-Control"] = _PUBLIC
        # Everybody may read it, programs in browsers too.
        made["Access-Control-Allow-Origin"] = "*"
        made["Cross-Origin-Resource-Policy"] = "cross-origin"
    return made


def _document(request: Request, value: Any) -> HttpResponse:
    return _sent(request, msgspec.json.format(msgspec.json.encode(value)), _JSON, TLP.CLEAR)


@page("csaf-metadata", Need.PUBLIC)
@_for_programs
def metadata(request: Request, mirror: str = "") -> HttpResponseBase:
    """The provider-metadata.json of the hub, or of a mirror."""
    held = places.shelf(request, mirror)
    return _document(request, provider.metadata(held.site, held.labels, held.updated))


@page("csaf-service", Need.PUBLIC)
@_for_programs
def service(request: Request, mirror: str = "") -> HttpResponseBase:
    """The ROLIE service document."""
    held = places.shelf(request, mirror)
    return _document(request, provider.service(held.site, held.labels))


@page("csaf-category", Need.PUBLIC)
@_for_programs
def category(request: Request, mirror: str = "") -> HttpResponseBase:
    """The ROLIE category document."""
    held = places.shelf(request, mirror)
    public = places.listed(held, TLP.CLEAR, reading.PUBLIC)
    return _document(request, provider.categories(public))


@page("csaf-key", Need.PUBLIC)
@_for_programs
def key(request: Request, name: str, mirror: str = "") -> HttpResponseBase:
    """A public OpenPGP key."""
    text = places.public_key(places.shelf(request, mirror), name)
    return _sent(request, text.encode(), "application/pgp-keys", TLP.CLEAR)


@page("csaf-aggregator", Need.PUBLIC)
@_for_programs
def aggregator(request: Request) -> HttpResponseBase:
    """The aggregator.json."""
    return _document(request, places.aggregator(request))


@page("csaf-folder", Need.PUBLIC)
@_for_programs
def folder(request: Request, label: str, mirror: str = "") -> Page | HttpResponseBase:
    """A label's folder, to walk by hand."""
    return _folder(request, label, "", mirror)


@page("csaf-year", Need.PUBLIC)
@_for_programs
def year(request: Request, label: str, when: int, mirror: str = "") -> Page | HttpResponseBase:
    """A year's folder, to walk by hand."""
    return _folder(request, label, f"{when:04d}", mirror)


def _folder(request: Request, label: str, when: str, mirror: str) -> Page:
    held, who = places.shelf(request, mirror), places.reader(request)
    tlp = places.label(label, who)
    found = provider.newest(places.listed(held, tlp, who))
    years = sorted({one.released[:4] for one in found}, reverse=True)
    if when and when not in years:
        raise NotFoundError(_("There is no document of this year."))
    names = [one.path.partition("/")[2] for one in found if when and one.path.startswith(when)]
    data = {"label": tlp.label, "year": when, "years": [] if when else years, "files": names}
    return Page("advisories/folder.html", data)


@page("csaf-list", Need.PUBLIC)
@_for_programs
def listing(request: Request, label: str, name: str, mirror: str = "") -> HttpResponseBase:
    """The feed, index.txt or changes.csv of a label."""
    held, who = places.shelf(request, mirror), places.reader(request)
    tlp = places.label(label, who)
    found = places.listed(held, tlp, who)
    if name == "feed.json":
        made = msgspec.json.encode(provider.feed(held.site, tlp, found, held.updated))
        return _sent(request, msgspec.json.format(made), _JSON, tlp)
    if name == "index.txt":
        return _sent(request, provider.index(found).encode(), _PLAIN, tlp)
    return _sent(request, provider.changes(found).encode(), "text/csv; charset=utf-8", tlp)


_ENDINGS = ("sha256", "sha512", "asc")


@page("csaf-file", Need.PUBLIC)
@_for_programs
def file(request: Request, label: str, when: int, name: str, mirror: str = "") -> HttpResponseBase:
    """A document, a digest of it, or the signature."""
    held, who = places.shelf(request, mirror), places.reader(request)
    tlp = places.label(label, who)
    stem, _dot, ending = name.rpartition(".")
    plain = stem if ending in _ENDINGS else name
    found = places.version(held, tlp, who, f"{when:04d}/{plain}")
    if ending == "asc":
        if not found.signature:
            raise NotFoundError(_("This document has no signature."))
        body, media = found.signature.encode(), "application/pgp-signature"
    elif ending in _ENDINGS:
        digest = cast("str", getattr(found, ending))
        body, media = f"{digest}  {plain}\n".encode(), _PLAIN
    else:
        body, media = bytes(found.body), _JSON
    return _sent(request, body, media, tlp, f"{found.sha256[:32]}.{ending}")
