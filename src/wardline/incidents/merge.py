"""What one JSON document has that another lacks, and putting it back (RFC 7396, merge patch).

A standard's form carries what it has a place for; the patch carries the rest, so that nothing is
lost on the way, and what somebody changes in the standard's own places is not undone.
"""

from __future__ import annotations

from typing import Any

import msgspec

from wardline.incidents.model import Report


def difference(base: Any, wanted: Any) -> Any:
    """The merge patch that makes `wanted` (which holds no null) of `base`; {} where they agree."""
    if type(base) is not dict or type(wanted) is not dict:
        return wanted
    patch = {name: None for name in base if name not in wanted}
    for name, value in wanted.items():
        if name not in base:
            patch[name] = value
        elif base[name] != value or type(base[name]) is not type(value):
            patch[name] = difference(base[name], value)
    return patch


def patched(base: Any, patch: Any) -> Any:
    """`base` with `patch` laid over it."""
    if type(patch) is not dict:
        return patch
    out = dict(base) if type(base) is dict else {}
    for name, value in patch.items():
        if value is None:
            out.pop(name, None)
        else:
            out[name] = patched(out.get(name), value)
    return out


def values(struct: msgspec.Struct) -> Any:
    """`struct` as JSON values."""
    return msgspec.json.decode(msgspec.json.encode(struct))


def report_of(base: Any, patch: Any) -> tuple[Report | None, tuple[str, ...]]:
    """The report that `base` with `patch` over it tells, and the parts of `patch` left out.

    What another tool changed may have left a part of the patch without what it refers to; that
    part is left out, the others stay. None: not even `base` fits.
    """
    whole = _converted(patched(base, patch))
    if whole is not None:
        return whole, ()
    kept, left = base, []
    for name, part in patch.items() if type(patch) is dict else ():
        tried = patched(kept, {name: part})
        if _converted(tried) is None:
            left.append(f"/{name}")
        else:
            kept = tried
    return _converted(kept), tuple(left)


def _converted(value: Any) -> Report | None:
    try:
        return msgspec.convert(value, Report)
    except (msgspec.ValidationError, RecursionError):
        return None
