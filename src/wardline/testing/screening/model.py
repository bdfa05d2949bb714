"""A labelled text: what stands where, and what a gate must do with it.

`remove` must not leave, `keep` is a threat observable that must survive, `neg` looks private and
is not, `either` may go or stay and is not judged. Offsets count code points, `end` excluded, as in the gate's own answers (CONTRACT).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wardline.core.errors import MalformedError


class Span(NamedTuple):
    """One labelled stretch; `twist` names the trick of spelling played on it, mostly none."""

    start: int
    end: int
    label: str
    action: str
    sub: str = ""
    twist: str = ""


class Labelled(NamedTuple):
    """One made-up text with its labels; `reach` is ours or foreign, `group` names its templates."""

    id: str
    kind: str
    text: str
    profile: dict[str, Any]
    spans: tuple[Span, ...]
    template: str = ""
    reach: str = "ours"
    group: str = "open"

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of one line."""
        return self._asdict() | {"spans": [span._asdict() for span in self.spans]}


def read(record: dict[str, Any]) -> Labelled:
    """A labelled text from its JSON shape; keys that it lacks take their defaults.

    *Raises*: MalformedError where a required key is missing or of another type.
    """
    try:
        spans = tuple(Span(**span) for span in record["spans"])
        known = {key: record[key] for key in Labelled._fields if key in record}
        return Labelled(**known | {"spans": spans})
    except (KeyError, TypeError) as error:
        raise MalformedError(
            f"This labelled text is not in the expected shape ({error}). "
            "Each line needs id, kind, text, profile and spans."
        ) from None
