"""What a CSAF provider, trusted provider and aggregator put beside their documents.

One layout for the hub's own documents and for each mirror, all under one address `base`:

    provider-metadata.json, service.json, category.json, openpgp/FINGERPRINT.asc
    white/feed.json, white/index.txt, white/changes.csv, white/2026/ID.json (.sha256 .sha512 .asc)
    green/…, amber/…, red/…

*Source*: CSAF 2.0 sections 5.1 and 7.1; RFC 8322 (ROLIE) and its JSON form as section 7.1.15 shows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from wardline.core.tlp import TLP

SCHEMA = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"
# Section 3.2.1.5.2: the labels that CSAF 2.0 has; AMBER+STRICT has none of its own.
LABELS = {TLP.CLEAR: "WHITE", TLP.GREEN: "GREEN", TLP.AMBER: "AMBER", TLP.RED: "RED"}
FOLDERS = {label.lower(): tlp for tlp, label in LABELS.items()}
_OTHER = re.compile(r"[^+\-a-z0-9]+")
_CSAF = {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}


class Publisher(NamedTuple):
    """Who publishes (section 3.2.1.8)."""

    name: str
    namespace: str
    category: str
    contact: str = ""
    authority: str = ""

    def document(self) -> dict[str, str]:
        """As it stands in documents and metadata."""
        told = {"category": self.category, "name": self.name, "namespace": self.namespace}
        if self.contact:
            told["contact_details"] = self.contact
        if self.authority:
            told["issuing_authority"] = self.authority
        return told


class Listed(NamedTuple):
    """A document as feeds and lists name it. *Shape*: times as RFC 3339."""

    id: str
    title: str
    summary: str
    tlp: TLP
    released: str
    revised: str
    category: str
    signed: bool = True

    @property
    def path(self) -> str:
        """Its place in its label's folder."""
        return f"{self.released[:4]}/{file_name(self.id)}"


class Key(NamedTuple):
    """A public OpenPGP key, and where it is."""

    fingerprint: str
    url: str


class Site(NamedTuple):
    """Where documents stand, and whose they are. *Shape*: `base` ends with a slash."""

    base: str
    publisher: Publisher
    keys: Sequence[Key] = ()
    role: str = "csaf_trusted_provider"
    listed: bool = True
    mirrored: bool = True

    def at(self, tlp: TLP, place: str) -> str:
        """An address in a label's folder."""
        return f"{self.base}{LABELS[tlp].lower()}/{place}"


class Mirror(NamedTuple):
    """Another provider, and where this hub mirrors it; empty where it does not."""

    url: str
    publisher: Publisher
    role: str
    updated: str
    at: str


def file_name(number: str) -> str:
    """The name of a document's file by its tracking id (section 5.1)."""
    return f"{_OTHER.sub('_', number.lower())}.json"


def metadata(site: Site, labels: Sequence[TLP], updated: str) -> dict[str, Any]:
    """The provider-metadata.json, with a feed and a directory for each of `labels`."""
    feeds = [
        {
            "summary": f"All advisories with {tlp.label}",
            "tlp_label": LABELS[tlp],
            "url": site.at(tlp, "feed.json"),
        }
        for tlp in labels
    ]
    rolie = {
        "feeds": feeds,
        "categories": [f"{site.base}category.json"],
        "services": [f"{site.base}service.json"],
    }
    told: dict[str, Any] = {
        "canonical_url": f"{site.base}provider-metadata.json",
        "distributions": [
            {"rolie": rolie},
            *({"directory_url": site.at(tlp, "")} for tlp in labels),
        ],
        "last_updated": updated,
        "list_on_CSAF_aggregators": site.listed,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": site.mirrored,
        "publisher": site.publisher.document(),
        "role": site.role,
    }
    if site.keys:
        told["public_openpgp_keys"] = [
            {"fingerprint": key.fingerprint.upper(), "url": key.url} for key in site.keys
        ]
    return told


def newest(documents: Iterable[Listed]) -> list[Listed]:
    """Documents, the latest revision first."""
    return sorted(documents, key=lambda one: (one.revised, one.id), reverse=True)


def feed(site: Site, tlp: TLP, documents: Iterable[Listed], updated: str) -> dict[str, Any]:
    """The ROLIE feed of a label."""
    listed = newest(documents)
    name = f"csaf-feed-tlp-{LABELS[tlp].lower()}"
    return {
        "feed": {
            "id": name,
            "title": f"{site.publisher.name}: CSAF feed ({tlp.label})",
            "link": [
                {"rel": "self", "href": site.at(tlp, "feed.json")},
                {"rel": "service", "href": f"{site.base}service.json"},
            ],
            "category": [_CSAF],
            "updated": listed[0].revised if listed else updated,
            "entry": [_entry(site, one) for one in listed],
        }
    }


def _entry(site: Site, one: Listed) -> dict[str, Any]:
    address = site.at(one.tlp, one.path)
    links = [
        {"rel": "self", "href": address},
        {"rel": "hash", "href": f"{address}.sha256"},
        {"rel": "hash", "href": f"{address}.sha512"},
    ]
    if one.signed:
        links.append({"rel": "signature", "href": f"{address}.asc"})
    told: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "link": links,
        "published": one.released,
        "updated": one.revised,
        "content": {"type": "application/json", "src": address},
        "format": {"schema": SCHEMA, "version": "2.0"},
    }
    if one.category:
        told["category"] = [{"term": one.category}]
    if one.summary:
        told["summary"] = {"content": one.summary}
    return told


def service(site: Site, labels: Sequence[TLP]) -> dict[str, Any]:
    """The ROLIE service document."""
    collections = [
        {
            "title": f"CSAF feed ({tlp.label})",
            "href": site.at(tlp, "feed.json"),
            "categories": {"category": [_CSAF]},
        }
        for tlp in labels
    ]
    workspace = {"title": f"{site.publisher.name}: CSAF feeds", "collection": collections}
    return {"service": {"workspace": [workspace]}}


def categories(documents: Iterable[Listed]) -> dict[str, Any]:
    """The ROLIE category document: what the entries are sorted by."""
    terms = sorted({one.category for one in documents if one.category})
    return {"categories": {"category": [{"term": term} for term in terms]}}


def index(documents: Iterable[Listed]) -> str:
    """The index.txt: one path in a line."""
    return "".join(f"{one.path}\n" for one in newest(documents))


def changes(documents: Iterable[Listed]) -> str:
    """The changes.csv: path and date, the latest first, no heading."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows((one.path, one.revised) for one in newest(documents))
    return made.getvalue()


def aggregator(
    url: str, publisher: Publisher, mirrors: Sequence[Mirror], updated: str
) -> dict[str, Any]:
    """The aggregator.json. A lister, as long as fewer than two others are mirrored (7.2.5)."""
    kept = sum(bool(one.at) for one in mirrors)
    told: dict[str, Any] = {
        "category": "aggregator" if kept > 1 else "lister",
        "name": publisher.name,
        "namespace": publisher.namespace,
    }
    if publisher.contact:
        told["contact_details"] = publisher.contact
    if publisher.authority:
        told["issuing_authority"] = publisher.authority
    return {
        "aggregator": told,
        "aggregator_version": "2.0",
        "canonical_url": url,
        "csaf_providers": [_mirror(one, shown=kept > 1) for one in mirrors],
        "last_updated": updated,
    }


def _mirror(one: Mirror, *, shown: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "metadata": {
            "last_updated": one.updated,
            "publisher": one.publisher.document(),
            "role": one.role,
            "url": one.url,
        }
    }
    # A lister lists no mirror on its own domain (7.2.4).
    if one.at and shown:
        told["mirrors"] = [one.at]
    return told
