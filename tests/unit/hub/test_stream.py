"""A slow reader is cut off at its limit, and costs the others nothing."""

from __future__ import annotations

import pytest

from wardline.core.errors import UsageError
from wardline.core.policy import Recipient
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.stream import Subscriber, start_of
from wardline.hub.members.credentials import Principal


def subscriber():
    recipient = Recipient("o")
    access = CollectionAccess(
        1,
        "u",
        None,
        "t",
        "",
        can_read=True,
        can_write=False,
        recipient=recipient,
        visibilities=(1,),
        epoch="1",
    )
    return Subscriber(Principal("k", "o", "n", frozenset({"read"}), None), access, "u", 0)


def test_what_waits_travels_as_one_chunk():
    reader = subscriber()
    reader.offer(b"a", 1, 10)
    reader.offer(b"b", 2, 10)
    assert (reader.drain(), reader.cursor, reader.size) == (b"ab", 2, 0)
    assert reader.drain() == b""


def test_a_reader_that_falls_behind_is_cut_off_with_its_cursor_kept():
    reader = subscriber()
    reader.offer(b"x" * 8, 1, 10)
    reader.offer(b"y" * 8, 2, 10)
    assert reader.closed
    # What it did not get is behind its cursor: it resumes without loss.
    assert reader.cursor == 1
    assert reader.drain() == b"x" * 8


def test_where_a_stream_starts():
    assert start_of(None, {}, 42) == 42
    assert start_of("1970-01-01T00:00:00.000007Z", {}, 42) == 7
    assert start_of("", {"added_after": "1970-01-01T00:00:01Z"}, 42) == 1_000_000
    with pytest.raises(UsageError):
        start_of("7", {}, 42)
