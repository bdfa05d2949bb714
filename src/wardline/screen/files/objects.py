"""A STIX document as an attachment: each object through the gate for objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wardline.core import jsonio
from wardline.screen.files import Placed
from wardline.screen.model import Decision, Screened
from wardline.screen.stix import Gate, screen_objects


def screen_stix(
    text: str, screen: Callable[[str, str | None], Screened], profile: Any
) -> tuple[Screened, list[Placed], list[Placed]]:
    """The document as it may leave, with findings and doubts by JSON pointer.

    Objects that must stay are left out of the document; the others keep their order.
    """
    value = jsonio.decode(text.encode("utf-8"))
    is_bundle = type(value) is dict and value.get("type") == "bundle"
    listed = value.get("objects", []) if is_bundle else value if type(value) is list else [value]
    objects = [obj for obj in listed if type(obj) is dict] if type(listed) is list else []
    batch = screen_objects(objects, Gate(screen, profile))
    findings: list[Placed] = []
    doubts: list[Placed] = []
    for index, answer in enumerate(batch.objects):
        place = f"/objects/{index}"
        findings += [
            Placed(place + f.pointer, f.label, f.rule, f.replacement) for f in answer.findings
        ]
        doubts += [Placed(place + d.pointer, d.reason) for d in answer.doubts]
        if answer.decision is Decision.BLOCK:
            doubts.append(Placed(place, f"It was left out: {answer.reason}"))
    kept = [answer.object for answer in batch.objects if answer.object is not None]
    shown: Any = kept
    if is_bundle:
        shown = {"type": "bundle", "id": value.get("id"), "objects": kept}
    elif type(value) is dict:
        shown = kept[0] if kept else {}
    out = jsonio.encode(shown).decode("utf-8")
    return Screened(batch.decision, out, (), ()), findings, doubts
