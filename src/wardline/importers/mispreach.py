"""How far an event of a MISP server may go: what its distribution allows, narrowed by its tags.

A server gives its own organisation's events to that organisation's key as well. So, other than for
a feed's files (whose makers set the distribution for themselves), the distribution always counts:

- 0, your organisation only: it is taken no further, so not at all;
- 1, this community only: TLP:AMBER+STRICT, the members who may read the collection;
- 2, connected communities: TLP:AMBER, we are the connected one, and nobody behind us;
- 3, all communities: as the tags say, TLP:GREEN without one;
- 4, a sharing group: TLP:RED, the readers whom the collection names.

A part (object, attribute) is never shown more widely than what holds it.

*Source*: the MISP core format; MISP, distribution levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wardline.core.tlp import TLP

_OWN = "0"
_REACH = {"1": TLP.AMBER_STRICT, "2": TLP.AMBER, "3": TLP.CLEAR, "4": TLP.RED}
_INHERITS = "5"
# Seconds to the year 2286.
_DIGITS = 10
_DELETED = (True, 1, "1")


class Narrowed(NamedTuple):
    """An event with its labels as tags, and the UUIDs of the attributes that were deleted."""

    event: dict[str, Any]
    label: TLP
    deleted: list[str]


def narrowed(event: Mapping[str, Any], *, withdraw: bool) -> Narrowed | None:
    """What of an event may be taken in; None: it is its organisation's own.

    `withdraw`: deleted attributes are left out and told, as the giver may take back what it gave.
    """
    if _distribution(event) == _OWN:
        return None
    tags = _labels(event)
    reach = _REACH.get(str(event.get("distribution", "1")), TLP.RED)
    if reach is TLP.CLEAR and not tags:
        reach = TLP.GREEN
    label = max([reach, *tags])
    work = _Work(withdraw)
    parts = [work.holder(one, label) for one in _list(event.get("Object"))]
    taken = {
        **event,
        "Tag": _tagged(event, label),
        "Attribute": list(work.attributes(event, label, 0)),
        "Object": [one for one in parts if one is not None],
    }
    return Narrowed(taken, label, work.deleted)


class _Work:
    def __init__(self, withdraw: bool) -> None:
        self.deleted: list[str] = []
        self._withdraw = withdraw

    def holder(self, one: Mapping[str, Any], above: TLP) -> dict[str, Any] | None:
        """An object with what of it may be taken."""
        if _distribution(one) == _OWN:
            return None
        label = max(above, _reach(one))
        gone = one.get("deleted") in _DELETED
        held = list(self.attributes(one, label, _seconds(one), gone=gone))
        return {**one, "Attribute": held}

    def attributes(
        self, holder: Mapping[str, Any], above: TLP, since: int, *, gone: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The attributes of an event or object; a change of what holds one changes it as well."""
        for one in _list(holder.get("Attribute")):
            if _distribution(one) == _OWN:
                continue
            deleted = gone or one.get("deleted") in _DELETED
            if deleted and self._withdraw:
                self.deleted.append(str(one.get("uuid", "")).lower())
                continue
            label = max([above, _reach(one), *_labels(one)])
            later = {"timestamp": str(max(since, _seconds(one)))} if since else {}
            yield {**one, **later, "deleted": deleted, "Tag": _tagged(one, label)}


def _distribution(one: Mapping[str, Any]) -> str:
    return str(one.get("distribution", _INHERITS))


def _reach(one: Mapping[str, Any]) -> TLP:
    """How far the distribution alone lets it go; what nobody knows goes nowhere."""
    level = _distribution(one)
    return TLP.CLEAR if level == _INHERITS else _REACH.get(level, TLP.RED)


def _labels(one: Mapping[str, Any]) -> list[TLP]:
    found = [TLP.from_label(name) for name in _names(one) if _is_tlp(name)]
    # tlp:unclear and the like: a label that nobody can read is no permission.
    return [TLP.AMBER_STRICT if label is None else label for label in found]


def _tagged(one: Mapping[str, Any], label: TLP) -> list[dict[str, Any]]:
    word = label.label.removeprefix("TLP:").lower()
    others = [{"name": name} for name in _names(one) if not _is_tlp(name)]
    return [{"name": f"tlp:{word}"}, *others]


def _is_tlp(name: str) -> bool:
    return name.lower().startswith("tlp:")


def _names(one: Mapping[str, Any]) -> list[str]:
    return [str(tag["name"]).strip() for tag in _list(one.get("Tag")) if tag.get("name")]


def _list(value: Any) -> list[Mapping[str, Any]]:
    """MISP writes one member as itself, several as a list."""
    members = value if type(value) is list else [value]
    return [one for one in members if type(one) is dict]


def _seconds(one: Mapping[str, Any]) -> int:
    text = str(one.get("timestamp"))
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
