"""JSON in and out, once: strict and bounded on the way in, canonical on the way out.

In: duplicate keys, NaN and infinities, lone surrogates, numbers past 2^53-1 and deep nesting are
refused (I-JSON, RFC 7493). Out: keys sorted, no spaces, UTF-8: RFC 8785 for everything that STIX
uses (see docs/divergences.md for numbers in exponent form).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jiter
import msgspec

from wardline.core.errors import MalformedError

# RFC 7493 section 2.2: integers outside this range do not travel.
MAX_INTEGER = 2**53 - 1
# No STIX object nests deeper than a dozen levels; the parser's own stack ends far above this.
MAX_DEPTH = 64

# All that msgspec raises for foreign bytes: a text in it that is no UTF-8 is no DecodeError.
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_ENCODER = msgspec.json.Encoder(order="sorted")


class Parsed(NamedTuple):
    """A value and its canonical bytes."""

    value: Any
    canonical: bytes


def parse(data: bytes) -> Parsed:
    """The value in `data`, and the same value in canonical form. *Raises* MalformedError."""
    try:
        value = jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True)
        if _check_limits(value):
            value = _whole_floats(value)
        return Parsed(value, _ENCODER.encode(value))
    except (ValueError, RecursionError) as error:
        raise MalformedError(
            f"The text is not valid JSON: {str(error).rstrip('.')}.",
            hint="Each key may stand once; NaN and half surrogate pairs are not taken.",
        ) from None


def decode(data: bytes) -> Any:
    """The value in `data`. *Raises* MalformedError, naming the place."""
    return parse(data).value


def encode(value: Any) -> bytes:
    """`value`, made by ourselves, as canonical JSON bytes."""
    return _ENCODER.encode(value)


def _check_limits(root: Any) -> bool:
    """Refuse what nests too deep or holds numbers that do not travel; whether floats stand in it.

    Walks level by level, so that its own depth is bounded by MAX_DEPTH.
    """
    floats = False
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            elif kind is int or kind is float:
                floats = floats or kind is float
                if not -MAX_INTEGER <= value <= MAX_INTEGER:
                    raise MalformedError(
                        "A number is outside ±(2^53-1) and would change on its way.",
                        hint="Send it as a string.",
                    )
        level = [item for item in below if type(item) is not str]
        if not level:
            return floats
    raise MalformedError(
        f"The JSON nests deeper than {MAX_DEPTH} levels.", hint="Flatten it and send it again."
    )


def _whole_floats(value: Any) -> Any:
    """`value` with floats that are whole written as integers (RFC 8785 section 3.2.2.3)."""
    kind = type(value)
    if kind is dict:
        return {key: _whole_floats(item) for key, item in value.items()}
    if kind is list:
        return [_whole_floats(item) for item in value]
    if kind is float and value.is_integer():
        return int(value)
    return value
