"""Object and granular markings of a STIX object, and what stays when part of it is withheld.

*Source*: STIX 2.1 section 7.2 (data markings), 7.2.3 (granular markings).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from wardline.core import tlp
from wardline.core.edits import GONE, Edit, apply, selected
from wardline.core.tlp import TLP

# What carries the markings is not itself taken apart by them.
_OWN = "granular_markings"

# Statements restrict the use of an object, not who may see it (STIX 2.1 section 7.2.1.3). These
# travel without their definition in public data, so their meaning is kept here.
STATEMENTS = frozenset(
    {
        "marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168",  # MITRE ATT&CK terms of use
        "marking-definition--17d82bb2-eeeb-4898-bda5-3ddbcd2b799d",  # MITRE CTI, earlier text
    }
)


class Meaning(NamedTuple):
    """What a marking means for who may see: a TLP label, a mere statement, or not known."""

    tlp: TLP | None
    known: bool


UNKNOWN = Meaning(None, known=False)
STATEMENT = Meaning(None, known=True)


def meaning(marking_id: str, definitions: Mapping[str, Meaning]) -> Meaning:
    """What `marking_id` means, by the published ids first, then by the hub's `definitions`."""
    label = tlp.BY_MARKING_ID.get(marking_id)
    if label is not None:
        return Meaning(label, known=True)
    if marking_id in STATEMENTS:
        return STATEMENT
    return definitions.get(marking_id, UNKNOWN)


def meaning_of_definition(marking: Mapping[str, Any]) -> Meaning:
    """What a marking-definition object means; a kind that we do not know stays unknown."""
    label = tlp.of_definition(dict(marking))
    if label is not None:
        return Meaning(label, known=True)
    return STATEMENT if marking.get("definition_type") == "statement" else UNKNOWN


def granular_by_marking(obj: Mapping[str, Any]) -> dict[str, list[str]]:
    """The selectors of each granular `marking_ref`; language markings are left out."""
    found: dict[str, list[str]] = {}
    for entry in obj.get("granular_markings") or ():
        marking = entry.get("marking_ref")
        if isinstance(marking, str):
            found.setdefault(marking, []).extend(entry.get("selectors") or ())
    return found


def without(obj: Mapping[str, Any], selectors: list[str]) -> dict[str, Any]:
    """`obj` without what `selectors` name, and without markings that named it.

    A list member is taken out of its list; a list or an object left empty goes as well, because
    STIX forbids empty lists (section 2.8) and an empty object would tell that something was there.
    Other markings go on naming what they named, also where it moved up in its list.
    """
    paths = (selected(obj, selector) for selector in selectors)
    return apply(dict(obj), (Edit(path, GONE) for path in paths if path[0] != _OWN))
