"""Who may read which advisory, and what a reader is shown of it. `core.policy` decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wardline.advisories import provider
from wardline.advisories.issues import Node, branches, products, root, vulnerabilities
from wardline.core.clock import format_timestamp
from wardline.core.errors import NotFoundError
from wardline.core.policy import Decision, Recipient, Scope, Visibility, decide
from wardline.core.tlp import TLP
from wardline.hub.advisories.models import Advisory, Cve, Named, Version
from wardline.hub.members import peers
from wardline.hub.members.actor import Actor
from wardline.hub.members.credentials import Principal
from wardline.hub.members.rights import Need

PAGE = 50
# Of each kind on a page; the rest stands in the file.
_MOST_SHOWN = 200
_MOST_TERMS = 10
PUBLIC = Recipient("", public=True)


class Asked(NamedTuple):
    """What a list of advisories is asked for; empty: all."""

    q: str = ""
    cve: str = ""
    source: str = ""
    page: int = 1


def recipient(actor: Actor) -> Recipient:
    """A person as a reader; whoever may not read what members read is the public."""
    return peers.recipient(actor.organization) if actor.may(Need.READ) else PUBLIC


def recipient_of(principal: Principal | None) -> Recipient:
    """A program as a reader."""
    if principal is None or "read" not in principal.scopes:
        return PUBLIC
    return peers.recipient(principal.organization)


def decision(tlp: TLP, reader: Recipient, *, named: bool = False) -> Decision:
    """Whether a reader may see what has a label."""
    return decide(Visibility(Scope(tlp)), reader._replace(named=named))


def visible(reader: Recipient) -> QuerySet[Advisory]:
    """The advisories that a reader may know of."""
    labels = [tlp for tlp in TLP if decision(tlp, reader).allowed]
    told = Q(tlp__in=labels)
    if decision(TLP.RED, reader, named=True).allowed:
        mine = Named.objects.filter(organization=reader.organization).values("advisory")
        told |= Q(tlp=TLP.RED, id__in=mine)
    return Advisory.objects.filter(told)


def find(reader: Recipient, key: int) -> Advisory:
    """An advisory. *Raises* NotFoundError alike for what is hidden and what is not there."""
    found = visible(reader).filter(pk=key).first()
    if found is None:
        raise NotFoundError(
            _("There is no such advisory here, or you may not see it."),
            hint=_("Members sign in, or send their API key, to see more."),
        )
    return found


def newest(advisory: Advisory) -> Version:
    """The version that stands."""
    return Version.objects.get(advisory=advisory, version=advisory.version)


def document(advisory: Advisory) -> Any:
    """The document that stands."""
    return msgspec.json.decode(bytes(newest(advisory).body))


def search(reader: Recipient, asked: Asked) -> tuple[list[Advisory], int]:
    """A page of advisories, the latest revision first, and how many there are in all."""
    found = visible(reader)
    for word in fold(asked.q).split()[:_MOST_TERMS]:
        found = found.filter(words__contains=word)
    if asked.cve:
        found = found.filter(id__in=_about([asked.cve.strip()]))
    if asked.source:
        found = found.filter(source="" if asked.source == "own" else asked.source)
    rows = found.order_by("-revised_at", "-id").defer("words")
    start = (asked.page - 1) * PAGE
    return list(rows[start : start + PAGE]), rows.count()


def of_cves(reader: Recipient, cves: Iterable[str]) -> list[Advisory]:
    """The advisories on any of some CVEs, for the page of a vulnerability."""
    found = visible(reader).filter(id__in=_about(cves)).defer("words")
    return list(found.order_by("-revised_at", "-id")[:PAGE])


def _about(cves: Iterable[str]) -> QuerySet[Cve, Any]:
    """Which advisories name one of some CVEs."""
    return Cve.objects.filter(cve__in=[one.upper() for one in cves]).values("advisory")


def fold(text: str) -> str:
    """A text as the search compares it."""
    return re.sub(r"[^\w.+-]+", " ", text.casefold())


def words(doc: Any) -> str:
    """What a search looks through: id, title, publisher, makers and products, CVEs."""
    node = root(doc)
    head = node.child("document")
    told = [head.child("tracking").text("id"), head.text("title")]
    told.append(head.child("publisher").text("name"))
    told += [one.text("name") for one in branches(node)]
    told += [one.text("name") for one in products(node)]
    told += [one.text("cve") for one in vulnerabilities(node)]
    return " ".join(dict.fromkeys(fold(" ".join(told)).split()))


# --- what pages show


def row(one: Advisory) -> dict[str, Any]:
    """An advisory in a list."""
    return {
        "key": one.pk,
        "id": one.number,
        "title": one.title,
        "publisher": one.publisher,
        "version": one.version,
        "tlp": TLP(one.tlp).name.lower().replace("_", "-"),
        "label": TLP(one.tlp).label,
        "score": one.score if one.score >= 0 else None,
        "severity": one.severity,
        "revised": format_timestamp(one.revised_at),
        "withdrawn": one.withdrawn,
    }


def whole(one: Advisory, *, staff: bool = False) -> dict[str, Any]:
    """An advisory's page: what it says, plainly, and where its files are.

    `staff`: who published and released each version is for them alone.
    """
    doc = root(document(one))
    head = doc.child("document")
    versions = list(one.versions.order_by("-at", "-id").defer("body"))
    # The tree is walked once, however many weaknesses name its products.
    tree = {each.text("product_id"): each.text("name") for each in products(doc)}
    notes = [_note(note) for note in head.items("notes")]
    references = [
        {"text": ref.text("summary") or ref.text("url"), "url": ref.text("url")}
        for ref in head.items("references")
    ]
    vulns = list(vulnerabilities(doc))
    names = _products(doc)
    return {
        **row(one),
        "source": one.source,
        "status": one.status,
        "category": one.category,
        "released": one.released,
        "notes": notes[:_MOST_SHOWN],
        "references": references[:_MOST_SHOWN],
        "vulnerabilities": [_vulnerability(each, tree) for each in vulns[:_MOST_SHOWN]],
        "products": names[:_MOST_SHOWN],
        "more": _more(notes=notes, references=references, vulnerabilities=vulns, products=names),
        "versions": [_version(version, names=staff) for version in versions],
        "file": one.path,
        "folder": provider.LABELS.get(TLP(one.tlp), "AMBER").lower(),
        "cves": list(Cve.objects.filter(advisory=one).order_by("id").values_list("cve", flat=True)),
    }


def _more(**found: list[Any]) -> dict[str, int]:
    """How many of each kind are not shown."""
    return {name: max(0, len(told) - _MOST_SHOWN) for name, told in found.items()}


def _note(node: Node) -> dict[str, str]:
    return {"title": node.text("title") or node.text("category"), "text": node.text("text")}


def _version(one: Version, *, names: bool) -> dict[str, Any]:
    told = {"version": one.version, "at": one.at, "sha256": one.sha256, "signer": one.signer}
    return {**told, "by": one.by_name, "second": one.second_name} if names else told


def _products(doc: Node) -> list[str]:
    """Makers and products of the tree, each once, as the document writes them."""
    found = [one.text("name") for one in products(doc) if one.text("name")]
    return list(dict.fromkeys(found))


def _vulnerability(node: Node, tree: dict[str, str]) -> dict[str, Any]:
    """A weakness; `tree`: the names of the products by their ids."""
    status = node.child("product_status")
    scores = [
        {"score": score, "vector": item.child(key).text("vectorString")}
        for item in node.items("scores")
        for key in ("cvss_v3", "cvss_v2")
        if isinstance(score := item.child(key).value.get("baseScore"), (int, float))
    ]
    notes = [_note(note) for note in node.items("notes")]
    affected = _names(status, ("known_affected", "first_affected"), tree)
    fixed = _names(status, ("fixed", "first_fixed"), tree)
    fixes = [
        {"category": fix.text("category"), "text": fix.text("details"), "url": fix.text("url")}
        for fix in node.items("remediations")
    ]
    return {
        "cve": node.text("cve"),
        "title": node.text("title"),
        "cwe": node.child("cwe").text("name"),
        "notes": notes[:_MOST_SHOWN],
        "scores": scores[:5],
        "affected": affected[:_MOST_SHOWN],
        "fixed": fixed[:_MOST_SHOWN],
        "remediations": fixes[:_MOST_SHOWN],
        "more": _more(notes=notes, affected=affected, fixed=fixed, remediations=fixes),
    }


def _names(status: Node, keys: tuple[str, ...], tree: dict[str, str]) -> list[str]:
    told = [tree.get(one, one) for key in keys for one in status.texts(key)]
    return list(dict.fromkeys(told))
