"""The files of a CSAF provider and aggregator: who may fetch which, and what stands in each.

    /.well-known/csaf/…                      the hub's own documents
    /.well-known/csaf-aggregator/…           aggregator.json, and a folder for each mirror

What is TLP:CLEAR is for everybody. Other labels are answered to members: by session, or by API key
as Bearer or as the password of Basic, which CSAF downloaders can send. Nothing here redirects
(CSAF 2.0 section 7.1.6).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wardline.advisories import provider
from wardline.advisories.provider import Key, Listed, Publisher, Site
from wardline.core.clock import format_millis
from wardline.core.errors import NotFoundError, UnauthorizedError
from wardline.core.policy import Recipient
from wardline.core.tlp import TLP
from wardline.hub.advisories import keys, reading, service
from wardline.hub.advisories.models import Advisory, Provider, SigningKey, Version
from wardline.hub.members.keyed import principal_of
from wardline.hub.portal.route import Request
from wardline.hub.settings import CONFIG

OWN = ".well-known/csaf/"
AGGREGATOR = ".well-known/csaf-aggregator/"
# TLP:RED is fetched by those who are named; no list of it is announced.
_ANNOUNCED = (TLP.CLEAR, TLP.GREEN, TLP.AMBER)


class Shelf(NamedTuple):
    """The documents of one source, where they stand, and when that last changed."""

    source: str
    site: Site
    updated: str
    labels: tuple[TLP, ...]


def home(request: HttpRequest) -> str:
    """The hub's address, with a slash at its end."""
    address = str(CONFIG["portal.address"]) or request.build_absolute_uri("/")
    return address if address.endswith("/") else f"{address}/"


def shelf(request: HttpRequest, folder: str = "") -> Shelf:
    """The hub's own documents, or those of the mirror `folder`. *Raises* NotFoundError."""
    return _mirror(request, folder) if folder else _own(request)


def _own(request: HttpRequest) -> Shelf:
    base = home(request) + OWN
    held = keys.public()
    made = service.publisher()
    ours = made if made.namespace else made._replace(namespace=home(request).rstrip("/"))
    site = Site(base, ours, _keys(base, held))
    # Everybody reads this: what is not for everybody does not move it.
    public = Advisory.objects.filter(source="", tlp=TLP.CLEAR).order_by("-revised_at")
    moments = list(public.values_list("revised_at", flat=True)[:1])
    moments += [key.made_at for key in held]
    return Shelf("", site, format_millis(max(moments, default=0)), _ANNOUNCED)


def _keys(base: str, held: list[SigningKey]) -> list[Key]:
    return [Key(one.fingerprint, f"{base}openpgp/{one.fingerprint.upper()}.asc") for one in held]


def _mirror(request: HttpRequest, folder: str) -> Shelf:
    found = mirrors().filter(folder=folder).first()
    if found is None:
        raise NotFoundError(_("No provider is mirrored here."))
    base = f"{home(request)}{AGGREGATOR}{folder}/"
    told = _keys(base, keys.public())
    told += [
        Key(one["fingerprint"], f"{base}openpgp/{one['fingerprint'].upper()}.asc")
        for one in msgspec.json.decode(found.keys)
    ]
    site = Site(base, publisher_of(found), told, found.role, found.listed, found.mirrored)
    # A mirror is for everybody: only what everybody may see stands in it.
    return Shelf(found.id, site, found.updated or format_millis(0), (TLP.CLEAR,))


def mirrors() -> QuerySet[Provider]:
    """The providers that are mirrored: they allow it, and something of them is here."""
    held = Advisory.objects.exclude(source="").filter(tlp=TLP.CLEAR).values("source")
    return (
        Provider.objects.filter(active=True, mirrored=True, id__in=held)
        .exclude(folder="")
        .defer("seen", "marks", "known")
    )


def publisher_of(one: Provider) -> Publisher:
    """A provider as it calls itself."""
    return Publisher(one.name, one.namespace, one.category)


def reader(request: Request) -> Recipient:
    """Who fetches: a person who is signed in, a program with its key, or the public."""
    by_key = reading.recipient_of(principal_of(request))
    return reading.recipient(request.actor) if by_key.public else by_key


def label(folder: str, who: Recipient) -> TLP:
    """The label of a folder. *Raises* NotFoundError; UnauthorizedError for the public."""
    tlp = provider.FOLDERS.get(folder)
    if tlp is None:
        raise NotFoundError(_("There is no such folder: white, green, amber or red."))
    if tlp is not TLP.CLEAR and who.public:
        raise UnauthorizedError(
            _("This folder is for members."),
            hint=_("Send your API key as Bearer, or as the password of HTTP Basic."),
        )
    return tlp


def rows(held: Shelf, tlp: TLP, who: Recipient) -> QuerySet[Advisory]:
    """The documents in a folder that a reader may see."""
    labels = [tlp, TLP.AMBER_STRICT] if tlp is TLP.AMBER else [tlp]
    return reading.visible(who).filter(source=held.source, tlp__in=labels)


def listed(held: Shelf, tlp: TLP, who: Recipient) -> list[Listed]:
    """The same, as feeds and lists name them."""
    return [
        Listed(
            one.number,
            one.title,
            one.summary,
            tlp,
            one.released,
            one.revised,
            one.category,
            one.signed,
        )
        for one in rows(held, tlp, who).defer("words")
    ]


def version(held: Shelf, tlp: TLP, who: Recipient, path: str) -> Version:
    """The version that stands at YEAR/FILE. *Raises* NotFoundError."""
    found = rows(held, tlp, who).filter(path=path).first()
    if found is None:
        raise NotFoundError(_("There is no such document here, or you may not see it."))
    return reading.newest(found)


def aggregator(request: HttpRequest) -> dict[str, Any]:
    """The aggregator.json. *Raises* NotFoundError while no other provider is known."""
    kept = {one.id for one in mirrors()}
    known = Provider.objects.filter(active=True, listed=True).exclude(name="").order_by("name")
    known = known.defer("seen", "marks", "known", "keys")
    base = home(request) + AGGREGATOR
    told = [
        provider.Mirror(
            one.url,
            publisher_of(one),
            one.role,
            one.updated,
            f"{base}{one.folder}/provider-metadata.json" if one.id in kept else "",
        )
        for one in known
    ]
    if not told:
        raise NotFoundError(_("This hub lists no other providers yet."))
    last = max((one.pulled_at or one.added_at for one in known), default=0)
    made = shelf(request).site.publisher
    return provider.aggregator(f"{base}aggregator.json", made, told, format_millis(last))


def public_key(held: Shelf, name: str) -> str:
    """An armored public key by its fingerprint. *Raises* NotFoundError."""
    wanted = name.lower()
    for key in keys.public():
        if key.fingerprint == wanted:
            return key.public
    found = Provider.objects.filter(pk=held.source).first() if held.source else None
    for one in msgspec.json.decode(found.keys) if found else []:
        if one["fingerprint"].lower() == wanted:
            return str(one["text"])
    raise NotFoundError(_("There is no key with this fingerprint."))
