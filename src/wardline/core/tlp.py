"""The Traffic Light Protocol: five labels, their STIX marking-definitions, and TLP 1 mapped.

*Source*: FIRST TLP 2.0; the OASIS common object repository for the TLP 2.0 marking ids; STIX 2.1
section 7.2.1.4 for the four of TLP 1.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

# OASIS common object repository: the extension that carries `tlp_2_0`.
TLP2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"


class TLP(IntEnum):
    """A label; the larger the number, the fewer may see."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """As FIRST writes it, for example TLP:AMBER+STRICT."""
        return f"TLP:{self.name.replace('_', '+')}"

    @property
    def marking_id(self) -> str:
        """The id of the TLP 2.0 marking-definition."""
        return _TLP2_IDS[self]

    @classmethod
    def from_label(cls, text: str) -> TLP | None:
        """The label in `text` ("tlp:amber+strict", "Amber", "white"), or None."""
        word = text.strip().upper().removeprefix("TLP:").strip()
        name = {"WHITE": "CLEAR", "AMBER+STRICT": "AMBER_STRICT"}.get(word, word)
        return cls.__members__.get(name)


_TLP2_IDS = {
    TLP.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    TLP.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    TLP.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    TLP.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    TLP.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
# STIX 2.1 section 7.2.1.4. TLP:AMBER of 2017 let the recipient's clients see: it stays AMBER.
_TLP1_IDS = {
    "white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
BY_MARKING_ID: dict[str, TLP] = {
    **{marking: tlp for tlp, marking in _TLP2_IDS.items()},
    _TLP1_IDS["white"]: TLP.CLEAR,
    _TLP1_IDS["green"]: TLP.GREEN,
    _TLP1_IDS["amber"]: TLP.AMBER,
    _TLP1_IDS["red"]: TLP.RED,
}


def _tlp2_object(tlp: TLP) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": tlp.marking_id,
        "created": "2022-10-01T00:00:00.000Z",
        "name": tlp.label,
        "extensions": {
            TLP2_EXTENSION: {
                "extension_type": "property-extension",
                "tlp_2_0": tlp.label.removeprefix("TLP:").lower(),
            }
        },
    }


def _tlp1_object(color: str, marking: str) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": marking,
        "created": "2017-01-20T00:00:00.000Z",
        "definition_type": "tlp",
        "name": f"TLP:{color.upper()}",
        "definition": {"tlp": color},
    }


# The nine published objects, by id.
OBJECTS: dict[str, dict[str, Any]] = {
    **{tlp.marking_id: _tlp2_object(tlp) for tlp in TLP},
    **{marking: _tlp1_object(color, marking) for color, marking in _TLP1_IDS.items()},
}


def of_definition(marking: dict[str, Any]) -> TLP | None:
    """The TLP that a marking-definition object states, or None where it states none."""
    known = BY_MARKING_ID.get(marking.get("id", ""))
    if known is not None:
        return known
    extension = (marking.get("extensions") or {}).get(TLP2_EXTENSION) or {}
    stated = extension.get("tlp_2_0") or (marking.get("definition") or {}).get("tlp")
    return TLP.from_label(stated) if isinstance(stated, str) else None
