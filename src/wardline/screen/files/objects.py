"""A STIX document as an attachment: each object through the gate for objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wardline.core import ids, jsonio, stix
from wardline.core.errors import MalformedError
from wardline.screen.files import Placed
from wardline.screen.model import Decision, Screened
from wardline.screen.stix import Gate, screen_objects


def screen_stix(
    text: str, screen: Callable[[str, str | None], Screened], profile: Any
) -> tuple[Screened, list[Placed], list[Placed]]:
    """The document as it may leave, with findings and doubts by JSON pointer.

    *Shape*: a bundle stays a bundle, anything else becomes one object a line. Objects that must
    stay are left out; the others keep their order.
    """
    doubts: list[Placed] = []
    values = _values(text, doubts)
    objects = [made for value in values for member in _members(value) for made in _as_21(member)]
    if not objects or any(stix.errors(obj) for obj in objects):
        return _as_text(text, screen)
    bundle = values[0] if len(values) == 1 and _is_bundle(values[0]) else None
    batch = screen_objects(objects, Gate(screen, profile), checked=True)
    findings: list[Placed] = []
    for index, answer in enumerate(batch.objects):
        place = f"/objects/{index}"
        findings += [
            Placed(place + f.pointer, f.label, f.rule, f.replacement) for f in answer.findings
        ]
        doubts += [Placed(place + d.pointer, d.reason) for d in answer.doubts]
        if answer.decision is Decision.BLOCK:
            doubts.append(Placed(place, f"It was left out: {answer.reason}"))
    kept = [answer.object for answer in batch.objects if answer.object is not None]
    if bundle is not None:
        out = jsonio.encode({"type": "bundle", "id": _bundle_id(bundle), "objects": kept})
    else:
        out = b"\n".join(jsonio.encode(obj) for obj in kept)
    return Screened(batch.decision, out.decode("utf-8"), (), ()), findings, doubts


def _as_21(obj: dict[str, Any]) -> list[dict[str, Any]]:
    return stix.upgrade(obj) if stix.is_stix20(obj) else [obj]


def _as_text(
    text: str, screen: Callable[[str, str | None], Screened]
) -> tuple[Screened, list[Placed], list[Placed]]:
    """What only looks like STIX is read as any other JSON."""
    answer = screen(text, "json")
    findings = [Placed("text", f.label, f.rule, f.replacement) for f in answer.findings]
    doubts = [Placed("text", left.reason) for left in answer.residue]
    return answer._replace(findings=(), residue=()), findings, doubts


def _values(text: str, doubts: list[Placed]) -> list[Any]:
    """The JSON values in a text: one, or one a line; a line that is none is left out."""
    try:
        return [jsonio.decode(text.encode("utf-8", "surrogatepass"))]
    except MalformedError:
        pass
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(jsonio.decode(line.encode("utf-8", "surrogatepass")))
            except MalformedError:
                doubts.append(Placed(f"line {number}", "It was left out: it is not valid JSON."))
    return found


def _is_bundle(value: Any) -> bool:
    return type(value) is dict and value.get("type") == "bundle"


def _members(value: Any) -> list[dict[str, Any]]:
    """The objects in a bundle, in a list, or the one object itself."""
    listed = value.get("objects") if _is_bundle(value) else value
    members = listed if type(listed) is list else [listed]
    return [member for member in members if type(member) is dict]


def _bundle_id(bundle: dict[str, Any]) -> str:
    stated = bundle.get("id")
    return str(stated) if ids.type_of(stated) == "bundle" else ids.new_id("bundle")
