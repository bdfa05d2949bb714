"""What a person typed, pasted or uploaded, and the objects that it becomes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline import importers
from wardline.core import ids, observables
from wardline.core.clock import format_millis
from wardline.core.errors import ConfigError, MalformedError, TooLargeError, UsageError
from wardline.core.observables import Observable
from wardline.core.tlp import TLP
from wardline.hub.members.actor import Actor
from wardline.hub.objects import plain
from wardline.hub.objects.service import Objects
from wardline.hub.portal.asked import number_in
from wardline.importers import Failure, Item
from wardline.importers.base import NAMESPACE
from wardline.screen.profile import Profile

KINDS = ("auto", "values", "stix", "incident")
MOST_BYTES = 4 * 2**20
_MOST_DAYS = 3650
_DAY = 86_400 * 1_000_000
# Kinds of values that become indicators out of a running text; a bare domain only if defanged.
_TAKEN = frozenset({"ipv4-addr", "ipv6-addr", "url", "md5", "sha1", "sha256", "sha512"})
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\[@\]|hxxp|\[dot\]|\[:\]", re.IGNORECASE)
_PARTS = re.compile(r"[^\s,;<>\"']+")
_LIST = re.compile(r"[\s,;]+")


class Typed(NamedTuple):
    """What a person typed or uploaded, as texts; kept as it is through every error."""

    text: str = ""
    file_name: str = ""
    kind: str = "auto"
    title: str = ""
    description: str = ""
    labels: str = ""
    days: str = "90"
    collection: str = ""
    tlp: str = "amber"
    anonymous: str = ""
    # The own organization's, for this one submission; never kept.
    own_name: str = ""
    own_domains: str = ""
    own_nets: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Typed:
        """What stands in a form, or in a draft."""
        return cls(**{name: str(values[name]) for name in cls._fields if name in values})

    def kept(self) -> dict[str, str]:
        """What a draft may hold: everything but the profile."""
        return self._replace(own_name="", own_domains="", own_nets="")._asdict()


def label_of(name: str) -> TLP | None:
    """The label that was chosen; None: each object's own. *Raises* UsageError."""
    if name == "as-marked":
        return None
    label = TLP.from_label(name.replace("-", "+"))
    if label is None:
        raise UsageError(_("Choose a TLP label."))
    return label


def profile_of(typed: Typed) -> Profile:
    """What is the organization's own, for the gate. *Raises* UsageError."""
    try:
        return Profile.from_mapping(
            {
                "name": typed.own_name.strip(),
                "domains": [word for word in _LIST.split(typed.own_domains) if word],
                "public_nets": [word for word in _LIST.split(typed.own_nets) if word],
            }
        )
    except ConfigError as error:
        raise UsageError(error.message, hint=error.hint) from None


def objects_of(objects: Objects, actor: Actor, typed: Typed) -> list[Item | Failure]:
    """The objects that `typed` becomes, and what of it cannot be read. *Raises* WardlineError."""
    data = typed.text.encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            _("This is too much at once: %(size)d MB; a page takes %(most)d.")
            % {"size": len(data) // 2**20 + 1, "most": MOST_BYTES // 2**20},
            hint=_("Share a part of it, or use 'wardline share FILE', which has no such limit."),
        )
    if typed.kind not in KINDS:
        raise UsageError(_("Choose what it is."))
    if not typed.text.strip():
        return []
    if typed.kind == "incident" or (typed.kind == "auto" and _is_prose(typed.text)):
        return list(_incident(objects, actor, typed))
    kind = {"values": "text", "stix": None, "auto": None}[typed.kind]
    try:
        found = list(importers.read(data, name=typed.file_name, kind=kind))
    except MalformedError as error:
        if typed.kind == "auto" and not typed.text.lstrip().startswith(("{", "[")):
            return list(_incident(objects, actor, typed))
        raise MalformedError(
            error.message, hint=_("Mend it, or choose what it is; your text stands below.")
        ) from None
    return [_ours(objects, actor, typed, item) for item in found]


def _is_prose(text: str) -> bool:
    """Whether lines are sentences: most of them hold several words."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    if not lines or text.lstrip().startswith(("{", "[")) or "," in lines[0]:
        return False
    return sum(len(line.split()) > 3 for line in lines) * 2 > len(lines)  # noqa: PLR2004 # a sentence has more


def _ours(objects: Objects, actor: Actor, typed: Typed, item: Item | Failure) -> Item | Failure:
    """An object made of a bare value gets an id of this organization's own, and what was typed."""
    if isinstance(item, Failure) or item.object.get("type") != "indicator":
        return item
    pattern = str(item.object.get("pattern"))
    if item.object["id"] != ids.named_id("indicator", NAMESPACE, pattern):
        return item
    return item._replace(object=_dressed(objects, actor, typed, item.object))


def _dressed(
    objects: Objects, actor: Actor, typed: Typed, indicator: Mapping[str, Any]
) -> dict[str, Any]:
    """An indicator as this organization says it: its own id, its end, its labels."""
    now = objects.clock() // 1000 * 1000
    stamp = format_millis(now)
    own = uuid.uuid5(NAMESPACE, objects.index.mark("sharer", actor.organization))
    made = {
        **indicator,
        "id": ids.named_id("indicator", own, str(indicator["pattern"])),
        "created": stamp,
        "modified": stamp,
        "valid_from": stamp,
    }
    if days := _days(typed.days):
        made["valid_until"] = format_millis(now + days * _DAY)
    labels = _labels(typed)
    if typed.title.strip():
        made["name"] = typed.title.strip()[:1000]
    if typed.description.strip():
        made["description"] = typed.description.strip()
    return {**made, **({"labels": labels} if labels else {})}


def _labels(typed: Typed) -> list[str]:
    named = (part.strip() for part in typed.labels.split(","))
    return list(dict.fromkeys(part[:200] for part in named if part))[:20]


def _days(text: str) -> int:
    """For how many days a value holds; 0: without end."""
    if not text.strip():
        return 0
    days = number_in(text.strip(), _MOST_DAYS)
    if days is None:
        raise UsageError(
            _("The number of days is no whole number up to %(most)d.") % {"most": _MOST_DAYS}
        )
    return days


def _incident(objects: Objects, actor: Actor, typed: Typed) -> list[Item]:
    """A text about something that happened: an incident, and the values that it names."""
    stamp = format_millis(objects.clock())
    first = next(line for line in typed.text.splitlines() if line.strip())
    incident: dict[str, Any] = {
        "type": "incident",
        "spec_version": "2.1",
        "id": ids.new_id("incident"),
        "created": stamp,
        "modified": stamp,
        "name": typed.title.strip()[:1000] or plain.shorten(first, 80),
        "description": typed.text.strip(),
    }
    labels = _labels(typed)
    things = [{**incident, **({"labels": labels} if labels else {})}]
    for value in _values(typed.text):
        bare = {
            "type": "indicator",
            "spec_version": "2.1",
            "name": value.value,
            "pattern": observables.to_pattern(value),
            "pattern_type": "stix",
        }
        made = _dressed(objects, actor, typed._replace(title="", description=""), bare)
        link = {
            "type": "relationship",
            "spec_version": "2.1",
            "id": ids.new_id("relationship"),
            "created": stamp,
            "modified": stamp,
            "relationship_type": "related-to",
            "source_ref": made["id"],
            "target_ref": incident["id"],
        }
        things += [made, link]
    return [Item(thing, "") for thing in things]


def _values(text: str) -> list[Observable]:
    """The values in a running text: what can be nothing else, and what was defanged."""
    found: dict[Observable, None] = {}
    for word in _PARTS.findall(text):
        item = observables.classify(word.rstrip(".:!?)"))
        if item is not None and (item.kind in _TAKEN or _DEFANGED.search(word)):
            found[item] = None
    return list(found)[:500]
