"""The practices that a bulletin's mitigations are mapped to: HICP and the HPH goals, dated.

The names are those of the two publications; what each asks is said in words of our own.
*Source*: data/practices.json names the edition, the publisher and the day.
"""

from __future__ import annotations

import functools
from importlib import resources

import msgspec

from wardline.bulletins.model import Words


class Practice(msgspec.Struct, frozen=True):
    """One practice or goal: `level` is practice, essential or enhanced."""

    code: str
    level: str
    name: Words
    text: Words
    # Where this name was read on the table's day `checked`; empty: nowhere yet (data/NOTICE.md).
    source: str = ""


class Table(msgspec.Struct, frozen=True):
    """A publication: its title, edition, publisher, address."""

    title: str
    edition: str
    publisher: str
    url: str
    # The day on which the names were put together (data/NOTICE.md).
    as_of: str
    # The day on which the names were compared with what can be read of the publication.
    checked: str
    practices: tuple[Practice, ...]


@functools.cache
def tables() -> tuple[Table, ...]:
    """Both publications."""
    data = resources.files("wardline.bulletins").joinpath("data/practices.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Table, ...])


@functools.cache
def by_code() -> dict[str, tuple[Table, Practice]]:
    """Each practice with its publication."""
    return {one.code: (table, one) for table in tables() for one in table.practices}
