"""JSON in and out, once: strict and bounded on the way in, canonical on the way out.

In: duplicate keys, NaN and infinities, lone surrogates, numbers past 2^53-1 and deep nesting are
refused (I-JSON, RFC 7493). Out: keys sorted, no spaces, UTF-8: RFC 8785 for everything that STIX
uses (see docs/divergences.md for numbers in exponent form).
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import jiter
import msgspec

from wardline.core.errors import MalformedError

# RFC 7493 section 2.2: integers outside this range do not travel.
MAX_INTEGER = 2**53 - 1
# No STIX object nests deeper than a dozen levels; the parser's own stack ends far above this.
MAX_DEPTH = 64

_ENCODER = msgspec.json.Encoder(order="sorted")


def decode(data: bytes) -> Any:
    """The value in `data`. *Raises* MalformedError, naming the place."""
    try:
        value = jiter.from_json(
            data, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="keys"
        )
    except (ValueError, RecursionError) as error:
        raise MalformedError(
            f"The text is not valid JSON: {error}.",
            hint="Each key may stand once; NaN and half surrogate pairs are not taken.",
        ) from None
    _check_limits(value)
    return value


def encode(value: Any) -> bytes:
    """`value` as canonical JSON bytes."""
    return _ENCODER.encode(_whole_floats(value) if _has_float(value) else value)


def _check_limits(root: Any) -> None:
    """Refuse what nests too deep or holds integers that do not travel.

    Walks level by level, so that its own depth is bounded by MAX_DEPTH.
    """
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            elif kind is int and not -MAX_INTEGER <= value <= MAX_INTEGER:
                raise MalformedError(
                    "A number is outside ±(2^53-1) and would change on its way.",
                    hint="Send it as a string.",
                )
            elif kind is float and not isfinite(value):
                raise MalformedError(
                    "A number is larger than a double can hold.", hint="Send it as a string."
                )
        level = [item for item in below if type(item) is not str]
        if not level:
            return
    raise MalformedError(
        f"The JSON nests deeper than {MAX_DEPTH} levels.", hint="Flatten it and send it again."
    )


def _has_float(value: Any) -> bool:
    kind = type(value)
    if kind is dict:
        return any(_has_float(item) for item in value.values() if type(item) is not str)
    if kind is list:
        return any(_has_float(item) for item in value if type(item) is not str)
    return kind is float


def _whole_floats(value: Any) -> Any:
    """`value` with floats that are whole written as integers (RFC 8785 section 3.2.2.3)."""
    kind = type(value)
    if kind is dict:
        return {key: _whole_floats(item) for key, item in value.items()}
    if kind is list:
        return [_whole_floats(item) for item in value]
    if kind is float and value.is_integer() and abs(value) <= MAX_INTEGER:
        return int(value)
    return value
