"""Bytes of any origin → a snapshot; every error of form with its JSON pointer."""

from __future__ import annotations

import hashlib
import re
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from wardline.core import jsonio
from wardline.report.model import Snapshot
from wardline.report.problems import Problem, ProblemsError, pointer

_ENCODER = msgspec.json.Encoder(order="sorted")
_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_SHOWN = 3


def read(data: bytes) -> Snapshot:
    """The snapshot in a JSON document. *Raises* MalformedError, ProblemsError (all of them)."""
    value = jsonio.decode(data)
    if not isinstance(value, dict):
        raise _refused([_problem("", "The document is no object.")])
    problems: list[Problem] = []
    fields = {one.name: one for one in msgspec.structs.fields(Snapshot)}
    hints = get_type_hints(Snapshot, include_extras=True)
    problems += [
        _problem(pointer(key), "A snapshot has no such key.") for key in value if key not in fields
    ]
    made: dict[str, Any] = {}
    for name, field in fields.items():
        if name in value:
            made[name] = _part(value[name], hints[name], name, problems)
        elif field.required:
            problems.append(_problem(pointer(name), f"The key {name!r} is missing."))
    if problems:
        raise _refused(problems)
    return Snapshot(**made)


def encode(snapshot: Snapshot) -> bytes:
    """A snapshot as canonical JSON; `read` gives it back."""
    return _ENCODER.encode(snapshot)


def digest(snapshot: Snapshot) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(encode(snapshot)).hexdigest()


def _part(value: Any, hint: Any, name: str, problems: list[Problem]) -> Any:
    """A key's value; lists one by one, so that each faulty entry is told."""
    if get_origin(hint) is not tuple or not isinstance(value, list):
        return _converted(value, hint, (name,), problems)
    of = get_args(hint)[0]
    return tuple(_converted(one, of, (name, at), problems) for at, one in enumerate(value))


def _converted(value: Any, hint: Any, at: tuple[str | int, ...], problems: list[Problem]) -> Any:
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        text = str(error)
        found = _AT.search(text)
        steps: list[str | int] = []
        if found:
            text = text[: found.start()]
            steps = [one[1] or int(one[2] or 0) for one in _STEP.finditer(found["path"])]
        problems.append(_problem(pointer(*at, *steps), f"{text}."))
        return None


def _problem(at: str, what: str) -> Problem:
    how = "Write it as docs/report.schema.json says."
    return Problem("form", at, "The snapshot", what, how)


def _refused(problems: list[Problem]) -> ProblemsError:
    many = len(problems)
    places = ", ".join(one.pointer or "/" for one in problems[:_SHOWN])
    more = f" and {many - _SHOWN} more" if many > _SHOWN else ""
    return ProblemsError(
        f"This is no snapshot of a report: {many} {'place is' if many == 1 else 'places are'} "
        f"wrong ({places}{more}). {problems[0].what}",
        problems,
        form=True,
    )
