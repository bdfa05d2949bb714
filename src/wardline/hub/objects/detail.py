"""All that the page of one object shows to one organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.clock import format_timestamp
from wardline.core.errors import NotFoundError
from wardline.core.ids import split_id
from wardline.core.observables import defang
from wardline.core.policy import decide
from wardline.core.tlp import BY_MARKING_ID, OBJECTS
from wardline.hub.advisories import service as advisories
from wardline.hub.exchange import peering
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.sight import SMALLEST_CELL, Stored
from wardline.hub.objects import plain, terms
from wardline.hub.objects.disclosing import Place
from wardline.hub.objects.search import Item
from wardline.hub.objects.service import Objects

# References that an object's page names; the rest is found by a search that it links to.
MOST_REFERRING = 100
_MOST_REFERENCES = 200
_HUB = ""


class Seen(NamedTuple):
    """One object as an organization sees it: its versions, the newest first, and where."""

    identity: Identity
    accesses: list[CollectionAccess]
    versions: list[Stored]

    @property
    def shown(self) -> Stored:
        """The version that the page is about."""
        return self.versions[0]


def find(objects: Objects, organization: str, number: str, version: str = "") -> Seen:
    """The object `number`. *Raises* NotFoundError alike for what is hidden and what is not there.

    `version`: show that one instead of the newest.
    """
    split = split_id(number)
    if split is not None:
        identity = Identity(split[1].bytes, split[0])
        accesses = objects.sight.collections(organization)
        versions = objects.sight.versions(accesses, identity)
        if version:
            versions.sort(key=lambda one: one.version_text != version)
        if versions and version in ("", versions[0].version_text):
            return Seen(identity, accesses, versions)
    raise NotFoundError(
        _("There is no such object here, or your organization may not see it."),
        hint=_("It may have been withdrawn. Search for what it was about."),
    )


def gone(objects: Objects, organization: str, number: str) -> list[dict[str, Any]]:
    """What was deleted or recalled of an object, if the asker could see it then; else nothing."""
    split = split_id(number)
    if split is None:
        return []
    accesses = objects.sight.collections(organization)
    return [_gone(one) for one in objects.sight.gone(accesses, Identity(split[1].bytes, split[0]))]


def page(objects: Objects, organization: str, seen: Seen, shown_too: list[Place]) -> dict[str, Any]:
    """The data of the object's page, as its JSON twin shows it.

    What it shows of other objects is put into `shown_too`, to be recorded.
    """
    shown = seen.shown
    obj = jsonio.decode(shown.body)
    now = objects.clock()
    described = plain.describe(obj, now)
    own = shown.owner == organization
    data: dict[str, Any] = {
        "id": obj["id"],
        "type": obj["type"],
        "kind": described.kind,
        "title": described.title,
        "says": described.says,
        "holds": described.holds,
        "valid": described.valid,
        "todo": described.todo,
        "description": described.description,
        "observables": [
            {"kind": item.kind, "value": item.value, "defanged": defang(item.value)}
            for item in described.observables
        ],
        "collection": {"id": shown.collection.uuid, "title": shown.collection.title},
        "collections": _collections(seen),
        "tlp": terms.tlp_name(obj),
        "tlp_words": plain.tlp_words(terms.tlp_name(obj)),
        "added": shown.added,
        "modified": obj.get("modified", ""),
        "created": obj.get("created", ""),
        "own": own,
        "released_by": _released(objects, organization, seen, shown_too),
        "why": _why(objects, shown),
        "markings": _markings(objects, seen.accesses, obj, shown_too),
        "gate": _gate(objects, organization, shown),
        "versions": [_version(one, shown) for one in seen.versions],
        "gone": [_gone(one) for one in objects.sight.gone(seen.accesses, seen.identity)],
        "seen_by": _seen_by(objects, organization, seen) if own else None,
        "advisories": _advisories(organization, obj),
    }
    return {**data, **relations(objects, seen, obj, shown_too)}


def _advisories(organization: str, obj: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Advisories on the CVE of a vulnerability, as far as the asker may see them."""
    if obj.get("type") != "vulnerability":
        return []
    told = [
        obj.get("name"),
        *(ref.get("external_id") for ref in obj.get("external_references", ())),
    ]
    cves = [one for one in told if isinstance(one, str) and one.upper().startswith("CVE-")]
    return advisories.about_cves(organization, cves)


def _collections(seen: Seen) -> list[dict[str, Any]]:
    found = {one.collection.uuid: one.collection.title for one in seen.versions}
    return [{"id": number, "title": title} for number, title in found.items()]


def _version(one: Stored, shown: Stored) -> dict[str, Any]:
    return {
        "version": one.version_text or format_timestamp(one.added),
        "added": one.added,
        "collection": one.collection.title,
        "tlp": terms.tlp_name(jsonio.decode(one.body)),
        "latest": one.latest,
        "shown": one is shown,
    }


def _gone(one: Any) -> dict[str, Any]:
    return {
        "version": one.version_text,
        "at": one.added,
        "collection": one.collection.title,
        "recall": one.recall,
    }


def _released(
    objects: Objects, organization: str, seen: Seen, shown_too: list[Place]
) -> dict[str, Any]:
    """Who shared it, as far as the asker may know: its own, the hub; no member is ever named."""
    owner = seen.shown.owner
    author = jsonio.decode(seen.shown.body).get("created_by_ref")
    named: dict[str, Any] = {}
    if isinstance(author, str):
        named = ends(objects, seen.accesses, [author], shown_too)[author]
    if owner == organization:
        words = _("Your organization shared it.")
    elif seen.shown.via is not None:
        way = " → ".join(peering.way(seen.shown.via))
        words = _("It came from another hub or a publication: %(way)s.") % {"way": way}
    elif owner == _HUB:
        words = _("The hub's staff published it.")
    else:
        words = _("A member shared it. Which one is not told to others.")
    return {"words": words, "author": named}


def _why(objects: Objects, shown: Stored) -> dict[str, str]:
    """By which rule the asker may see it: `core.policy` decides, here as everywhere."""
    access = shown.collection
    decision = decide(objects.sight.visibilities()[shown.visibility], access.recipient)
    if access.recipient.named:
        way = _("The collection %(title)s names your organization as a reader.")
    else:
        way = _("All members may read the collection %(title)s.")
    return {
        "rule": decision.rule,
        "reason": decision.reason,
        "collection": way % {"title": access.title},
    }


def _markings(
    objects: Objects,
    accesses: Sequence[CollectionAccess],
    obj: Mapping[str, Any],
    shown_too: list[Place],
) -> list[dict[str, str]]:
    """The markings of the object and of its parts, in plain words."""
    refs = [ref for ref in obj.get("object_marking_refs") or () if isinstance(ref, str)]
    parts = [
        (entry["marking_ref"], ", ".join(map(str, entry.get("selectors") or ())))
        for entry in obj.get("granular_markings") or ()
        if isinstance(entry, Mapping) and isinstance(entry.get("marking_ref"), str)
    ]
    listed = [*((ref, "") for ref in refs), *parts]
    known = _definitions(objects, accesses, [ref for ref, _part in listed], shown_too)
    return [
        {"id": ref, "part": part, "words": _marking_words(ref, known.get(ref))}
        for ref, part in listed
    ]


def _definitions(
    objects: Objects,
    accesses: Sequence[CollectionAccess],
    refs: Sequence[str],
    shown_too: list[Place],
) -> dict[str, Mapping[str, Any]]:
    found = objects.sight.latest(accesses, _identities(refs))
    shown_too.extend(found.values())
    defined = (jsonio.decode(one.body) for one in found.values())
    return {**{obj["id"]: obj for obj in defined}, **OBJECTS}


def _marking_words(ref: str, definition: Mapping[str, Any] | None) -> str:
    label = BY_MARKING_ID.get(ref)
    if label is not None:
        key = label.name.lower().replace("_", "-")
        return f"{label.label}: {plain.tlp_words(key)}"
    statement = ((definition or {}).get("definition") or {}).get("statement")
    if isinstance(statement, str):
        return _("Its sharer states: %(text)s") % {"text": plain.shorten(statement, 500)}
    return _("This hub cannot read this marking, and treats it as TLP:AMBER+STRICT.")


def _gate(objects: Objects, organization: str, shown: Stored) -> dict[str, Any] | None:
    """What the privacy gate's record says; who reviewed and what was found is for its sharer."""
    found = objects.sight.screened(shown)
    if found is None:
        return None
    limb = (
        _("A person looked at it before it was shared.")
        if found.limb == "manual"
        else _("The privacy gate found nothing private in it.")
    )
    source = "6 U.S.C. 1503(d)(2)(A)" if found.limb == "manual" else "6 U.S.C. 1503(d)(2)(B)"
    data = {"limb": found.limb, "words": limb, "source": source, "rules": found.rules}
    return {**data, "at": found.at} if shown.owner == organization else data


def _seen_by(objects: Objects, organization: str, seen: Seen) -> dict[str, Any]:
    """By how many members it was seen: for its sharer, and no number under 11."""
    counts = [
        objects.sight.seen_by(one.collection.id, seen.identity)
        for one in seen.versions
        if one.latest and one.owner == organization
    ]
    members = max((count for count in counts if count is not None), default=None)
    if members is None:
        words = _("Nobody told of a sighting, or fewer than %(few)d members did.") % {
            "few": SMALLEST_CELL
        }
    else:
        words = _("At least %(count)d members told that they saw it.") % {"count": members}
    return {"members": members, "words": words}


def _identities(numbers: Sequence[str]) -> list[Identity]:
    splits = [split_id(number) for number in dict.fromkeys(numbers)]
    return [Identity(split[1].bytes, split[0]) for split in splits if split is not None]


def ends(
    objects: Objects,
    accesses: Sequence[CollectionAccess],
    numbers: Sequence[str],
    shown_too: list[Place],
) -> dict[str, dict[str, Any]]:
    """Each of `numbers` as a link shows it; `known` is False for what is not here to be seen.

    Those that are known are put into `shown_too`, to be recorded.
    """
    found = objects.sight.latest(accesses, _identities(numbers))
    shown_too.extend(found.values())
    bodies = {obj["id"]: obj for obj in (jsonio.decode(one.body) for one in found.values())}
    listed = {}
    for number in dict.fromkeys(numbers):
        obj = bodies.get(number)
        kind = number.partition("--")[0]
        listed[number] = {
            "id": number,
            "type": kind,
            "kind": plain.kind_word(kind),
            "title": plain.title(obj) if obj else "",
            "known": obj is not None,
        }
    return listed


def relations(
    objects: Objects, seen: Seen, obj: Mapping[str, Any], shown_too: list[Place]
) -> dict[str, Any]:
    """References both ways: relationships by their other end, others by the property's name.

    All of them are put into `shown_too`, to be recorded.
    """
    number = obj["id"]
    out = terms.references(obj)[:_MOST_REFERENCES]
    referring = objects.search.referring(seen.accesses, number, MOST_REFERRING + 1)
    more = len(referring) > MOST_REFERRING
    relationships = [one for one in referring[:MOST_REFERRING] if _is_relationship(one)]
    others = [one for one in referring[:MOST_REFERRING] if not _is_relationship(one)]
    numbers = [ref for _name, ref in out]
    numbers += [_other_end(one.object, number) for one in relationships]
    known = ends(objects, seen.accesses, numbers, shown_too)
    shown_too.extend(referring[:MOST_REFERRING])
    return {
        "references": [{"how": name, **known[ref]} for name, ref in out],
        "relationships": [
            {
                "how": str(one.object.get("relationship_type")),
                "outward": one.object.get("source_ref") == number,
                "relationship": one.id,
                **known[_other_end(one.object, number)],
            }
            for one in relationships
        ],
        "referring": [_referring(one, number) for one in others],
        "more_referring": more,
    }


def _is_relationship(item: Item) -> bool:
    return item.object.get("type") == "relationship"


def _other_end(relationship: Mapping[str, Any], number: str) -> str:
    source, target = relationship.get("source_ref"), relationship.get("target_ref")
    return str(target if source == number else source)


def _referring(item: Item, number: str) -> dict[str, Any]:
    names = [name for name, ref in terms.references(item.object) if ref == number]
    kind = str(item.object.get("type"))
    return {
        "how": ", ".join(names),
        "id": item.id,
        "type": kind,
        "kind": plain.kind_word(kind),
        "title": plain.title(item.object),
        "known": True,
        "added": item.added,
    }
