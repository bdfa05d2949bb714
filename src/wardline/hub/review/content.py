"""What a held submission holds, and how a reviewer's edits change it. Pure.

The bytes that `preview` gives are those that are released: canonical JSON, one object a line.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core import ids, jsonio, stix
from wardline.core.errors import MalformedError, TooLargeError, UnprocessableError, UsageError

MOST_OBJECTS = 100
MOST_BYTES = 2**20
_PAD = 4096
# What an object is known by is no text to edit.
_FIXED = frozenset({"id", "type", "spec_version", "created", "modified"})


class Remark(msgspec.Struct, frozen=True):
    """A question of a reviewer or an answer of the submitter; sealed like the rest."""

    at: int
    by: str
    text: str


class Content(msgspec.Struct, frozen=True):
    """All that is sealed."""

    original: list[dict[str, Any]]
    objects: list[dict[str, Any]]
    remarks: list[Remark] = []


class Edit(NamedTuple):
    """Put `replacement` for the code points from start to end of a text of one object."""

    object: int
    pointer: str
    start: int
    end: int
    replacement: str


class Piece(NamedTuple):
    """A text of an object: where it stands."""

    object: int
    pointer: str
    text: str


_DECODER = msgspec.json.Decoder(Content)


def pack(content: Content) -> bytes:
    """`content` as bytes to seal; padded, so that the length of what is sealed tells little."""
    packed = msgspec.json.encode(content)
    return packed + b" " * (-len(packed) % _PAD)


def unpack(data: bytes) -> Content:
    """What `pack` was given."""
    return _DECODER.decode(data)


def objects_of(
    content: bytes | Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """The STIX objects in what somebody submits. *Raises* InputError that names the place."""
    value: Any = jsonio.decode(content) if isinstance(content, bytes) else content
    if isinstance(value, Mapping):
        value = value["objects"] if "objects" in value and "id" not in value else value
        value = (
            value.get("objects", [])
            if isinstance(value, Mapping) and value.get("type") == "bundle"
            else value
        )
    objects = [value] if isinstance(value, Mapping) else list(value)
    if not objects or not all(isinstance(obj, Mapping) for obj in objects):
        raise MalformedError("There are no STIX objects in it.")
    if len(objects) > MOST_OBJECTS or len(jsonio.encode(objects)) > MOST_BYTES:
        raise TooLargeError(
            f"A person can review at most {MOST_OBJECTS} objects and {MOST_BYTES} bytes at once.",
            hint="Send it in several parts.",
        )
    made = [dict(jsonio.decode(jsonio.encode(obj))) for obj in objects]
    check(made)
    return made


def check(objects: Sequence[dict[str, Any]]) -> None:
    """Pass if all are valid STIX. *Raises* UnprocessableError that names the place."""
    for position, obj in enumerate(objects):
        issues = stix.errors(obj)
        if issues:
            raise UnprocessableError(
                f"Object {position + 1} is not valid STIX 2.1: {issues[0].message}",
                pointer=f"/{position}{issues[0].pointer}",
            )


def preview(objects: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """Each object exactly as it is released."""
    return [jsonio.encode(obj) for obj in objects]


def labels(objects: Sequence[dict[str, Any]]) -> dict[str, int]:
    """What the privacy gate finds in `objects`: label → how often."""
    from wardline.screen.profile import Profile
    from wardline.screen.stix import Gate, screen_objects

    counts: Counter[str] = Counter()
    for answer in screen_objects(objects, Gate.of(Profile()), checked=True).objects:
        counts.update(found.label for found in answer.findings)
        if answer.doubts:
            counts["DOUBT"] += len(answer.doubts)
    return dict(sorted(counts.items()))


def texts(objects: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    """Every text that may be edited, with its place."""
    for number, obj in enumerate(objects):
        for name, value in obj.items():
            if name not in _FIXED:
                yield from _texts(number, f"/{_escaped(name)}", value)


def _texts(number: int, pointer: str, value: Any) -> Iterator[Piece]:
    if isinstance(value, str):
        yield Piece(number, pointer, value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(number, f"{pointer}/{_escaped(name)}", item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(number, f"{pointer}/{place}", item)


def everywhere(objects: Sequence[Mapping[str, Any]], text: str, replacement: str) -> list[Edit]:
    """Edits that put `replacement` for each place where `text` stands."""
    if not text.strip():
        raise UsageError("Say which text is to be replaced.")
    found = []
    for piece in texts(objects):
        start = piece.text.find(text)
        while start >= 0:
            found.append(Edit(piece.object, piece.pointer, start, start + len(text), replacement))
            start = piece.text.find(text, start + len(text))
    if not found:
        raise UsageError("This text does not stand there.", hint="Copy it from the page.")
    return found


def apply(objects: Sequence[dict[str, Any]], edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """`objects` with `edits`, still valid. *Raises* UsageError, UnprocessableError.

    An observable whose identifier says its value (STIX 2.1 section 2.9) gets the one of its new
    value, and references follow: the old one would let anybody who guesses the value confirm it.
    """
    made = copy.deepcopy(list(objects))
    by_text: dict[tuple[int, str], list[Edit]] = {}
    for edit in edits:
        by_text.setdefault((edit.object, edit.pointer), []).append(edit)
    for (number, pointer), those in by_text.items():
        if not 0 <= number < len(made):
            raise UsageError("There is no such object.")
        _change(made[number], pointer, those)
    renamed = {
        old["id"]: ids.sco_id(new)
        for old, new in zip(objects, made, strict=True)
        if old != new and old["type"] in ids.CONTRIBUTING and old["id"] == ids.sco_id(old)
    }
    if renamed:
        made = [_renamed(obj, renamed) for obj in made]
    check(made)
    return made


def _change(obj: dict[str, Any], pointer: str, edits: list[Edit]) -> None:
    *path, last = [_plain(part) for part in pointer.split("/")[1:]]
    if (path or [last])[0] in _FIXED:
        raise UsageError("What an object is known by cannot be edited.")
    try:
        holder: Any = obj
        for part in path:
            holder = holder[int(part) if isinstance(holder, list) else part]
        place: Any = int(last) if isinstance(holder, list) else last
        text = holder[place]
    except (KeyError, IndexError, ValueError, TypeError):
        text = None
    if not isinstance(text, str):
        raise UsageError(f"There is no text at {pointer[:200]!r}.")
    before = len(text)
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        if not 0 <= edit.start <= edit.end <= before:
            raise UsageError(f"Two edits of {pointer[:200]!r} overlap, or one is outside of it.")
        text = text[: edit.start] + edit.replacement + text[edit.end :]
        before = edit.start
    holder[place] = text


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, dict):
        return {key: _renamed(item, renamed) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, renamed) for item in value]
    return value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _plain(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
