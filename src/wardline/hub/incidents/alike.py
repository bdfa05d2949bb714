"""Value back: what others shared that looks like an incident, among what its people may see.

Each hit is found by the search that everybody uses, so nobody is shown more than they could look
for themselves; what their own organization shared is left out. Whose it is, is told nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio, observables
from wardline.core.ids import split_id
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.chains import Identity
from wardline.hub.incidents import standard
from wardline.hub.members.actor import Actor
from wardline.hub.objects import plain
from wardline.hub.objects.disclosing import disclose
from wardline.hub.objects.search import Filters, Item
from wardline.hub.objects.service import Objects
from wardline.incidents import choices
from wardline.incidents.model import Report
from wardline.incidents.stix_write import TECHNIQUE, event_types

# Of each question so many are looked for, and so many hits of each shown.
_MOST_ASKED = 20
_MOST_EACH = 5
_MOST_SHOWN = 12
_MOST_INCIDENTS = 10
_MOST_REFERRING = 50
_LONG_WORD = 3
_KINDS = ("incident", "report", "campaign", "malware", "intrusion-set")
_DEVICES = ("vulnerability", "report", "course-of-action", "note")


class Found(NamedTuple):
    """Why something looks alike, and what it is."""

    why: str
    items: list[Item]


def alike(objects: Objects, actor: Actor, report: Report) -> dict[str, Any]:
    """What looks alike, what helped others, and the devices concerned, as plain values.

    All that is shown stands in the record of disclosures.
    """
    here = _Here(objects, actor.organization)
    groups = [
        Found(_("The same addresses, domains or files"), here.observables(report)),
        Found(_("The same techniques"), here.techniques(report)),
        Found(_("The same vendor or product"), here.words(_vendors(report), _KINDS)),
        Found(_("The same kind of incident"), here.kinds(report)),
        Found(
            _("About devices that you named"), here.words(report.touched.device_models, _DEVICES)
        ),
    ]
    shown = [one for group in groups for one in group.items]
    incidents = here.incidents(shown)
    disclose(objects, actor, "view", "alike", [*shown, *incidents.values()])
    return {
        "groups": [
            {"why": group.why, "objects": [_row(one) for one in group.items]}
            for group in groups
            if group.items
        ],
        "helped": _helped(here, incidents.values()),
    }


def _vendors(report: Report) -> list[str]:
    touched = report.touched
    return [name for name in (touched.vendor_name, touched.ehr_product) if name.strip()]


def _row(one: Item) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": plain.title(one.object),
        "kind": plain.kind_word(str(one.object.get("type"))),
        "added": one.added,
    }


class _Here:
    """The searches of one page; each object is found for its first reason only."""

    def __init__(self, objects: Objects, organization: str) -> None:
        self._objects = objects
        self._organization = organization
        self._seen: set[str] = set()
        self.accesses: list[CollectionAccess] = objects.sight.collections(organization)

    def _find(self, texts: Iterable[str], types: tuple[str, ...] = ()) -> list[Item]:
        found: list[Item] = []
        for text in list(dict.fromkeys(texts))[:_MOST_ASKED]:
            filters = Filters(text=text, types=types)
            many = _MOST_EACH + len(self._seen)
            hits = self._objects.search.run(
                self._organization, filters, self._objects.clock(), many
            ).items
            fresh = [one for one in hits if one.id not in self._seen and self._theirs(one)]
            self._seen |= {one.id for one in fresh[:_MOST_EACH]}
            found += fresh[:_MOST_EACH]
        return found[:_MOST_SHOWN]

    def _theirs(self, one: Item) -> bool:
        common = one.object.get("type") in (*standard.COMMON, "relationship", "identity")
        return one.owner != self._organization and not common

    def observables(self, report: Report) -> list[Item]:
        """What names the same observables."""
        hashes = (file.sha256 for file in report.attacker.files if file.sha256)
        typed = (observables.classify(text) for text in (*report.attacker.observables, *hashes))
        return self._find(one.value for one in typed if one is not None)

    def techniques(self, report: Report) -> list[Item]:
        """What names the same techniques of ATT&CK."""
        named = (one for one in report.attacker.techniques if TECHNIQUE.fullmatch(one))
        return self._find(f'"{one}"' for one in named)

    def words(self, names: Iterable[str], types: tuple[str, ...]) -> list[Item]:
        """What names a vendor, a product or a device."""
        asked = (" ".join(name.replace('"', " ").split()) for name in names)
        return self._find((f'"{one}"' for one in asked if len(one) >= _LONG_WORD), types)

    def kinds(self, report: Report) -> list[Item]:
        """Incidents of the same kind."""
        return self._find((f'"{one}"' for one in event_types(report)), ("incident",))

    def incidents(self, shown: Iterable[Item]) -> dict[str, Item]:
        """The incidents among what looks alike, and those that its objects belong to."""
        found: dict[str, Item] = {}
        for one in shown:
            if len(found) >= _MOST_INCIDENTS:
                break
            if one.object.get("type") == "incident":
                found[one.id] = one
                continue
            for link in self._referring(one.id):
                for end in ("source_ref", "target_ref"):
                    found |= self._incident(str(link.object.get(end, "")), link)
        return found

    def _referring(self, number: str) -> list[Item]:
        links = self._objects.search.referring(self.accesses, number, _MOST_REFERRING)
        return [one for one in links if one.object.get("type") == "relationship"]

    def _incident(self, number: str, link: Item) -> dict[str, Item]:
        split = split_id(number)
        if split is None or split[0] != "incident" or link.owner == self._organization:
            return {}
        identity = Identity(split[1].bytes, split[0])
        found = self._objects.sight.latest(self.accesses, [identity]).get(identity)
        if found is None:
            return {}
        body = jsonio.decode(found.body)
        return {number: Item(number, found.collection, found.added, found.owner, body)}

    def report(self, incident: Item) -> Report | None:
        """What an incident of others tells, as far as its objects may be seen."""
        refs = [ref for ref in _refs(incident.object) if split_id(ref)]
        identities = [Identity(s[1].bytes, s[0]) for r in refs if (s := split_id(r))]
        found = self._objects.sight.latest(self.accesses, identities)
        bodies = [jsonio.decode(one.body) for one in found.values()]
        return standard.report_of([incident.object, *bodies])


def _refs(value: Any, depth: int = 0) -> list[str]:
    """All identifiers that an incident's extensions name."""
    if isinstance(value, str):
        return [value] if "--" in value else []
    inner = value.values() if isinstance(value, Mapping) else value
    if depth > 6 or not isinstance(value, Mapping | list):  # noqa: PLR2004 # an extension's depth
        return []
    return [ref for one in inner for ref in _refs(one, depth + 1)][:200]


def _helped(here: _Here, incidents: Iterable[Item]) -> list[dict[str, str]]:
    """What helped in incidents that look alike, the most often told first; never how often."""
    counts: Counter[str] = Counter()
    for one in incidents:
        report = here.report(one)
        counts.update(report.helped.controls if report is not None else ())
    known = {one.code: one.label for one in choices.CONTROLS}
    return [
        {"code": code, "words": _(known[code])}
        for code, _count in counts.most_common()
        if code in known and code != "nothing"
    ]


def seen_by(objects: Objects, organization: str, numbers: Iterable[str]) -> list[dict[str, Any]]:
    """Which of the organization's own objects others told that they saw; no number under 11."""
    accesses = objects.sight.collections(organization)
    found = []
    for number in list(numbers)[:500]:
        split = split_id(number)
        if split is None or split[0] != "indicator":
            continue
        identity = Identity(split[1].bytes, split[0])
        stored = objects.sight.latest(accesses, [identity]).get(identity)
        if stored is None or stored.owner != organization:
            continue
        members = objects.sight.seen_by(stored.collection.id, identity)
        if members is not None:
            title = plain.title(jsonio.decode(stored.body))
            found.append({"id": number, "title": title, "members": members})
    return found
