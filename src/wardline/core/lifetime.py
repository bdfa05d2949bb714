"""Whether an indicator holds at a time: one answer for hunts, block lists and the hub's lists.

*Source*: STIX 2.1 section 4.7 (valid_from, valid_until), 3.6 (revoked).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core.clock import parse_timestamp


def why_not(indicator: Mapping[str, Any], now: int) -> str | None:
    """Why `indicator` does not hold at `now` (microseconds), or None if it does."""
    if indicator.get("revoked") is True:
        return "revoked by its sharer"
    start, end = _instant(indicator, "valid_from"), _instant(indicator, "valid_until")
    if end is not None and end <= now:
        return f"expired on {str(indicator['valid_until'])[:10]}"
    if start is not None and start > now:
        return f"valid only from {str(indicator['valid_from'])[:10]}"
    return None


def next_change(indicator: Mapping[str, Any], now: int) -> int | None:
    """When the answer for `indicator` changes next by itself, or None if never."""
    moments = [_instant(indicator, "valid_from"), _instant(indicator, "valid_until")]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _instant(indicator: Mapping[str, Any], name: str) -> int | None:
    value = indicator.get(name)
    return parse_timestamp(value) if type(value) is str else None
