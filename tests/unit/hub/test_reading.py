"""A reader whose sight is of an older epoch learns of it also where a page is empty."""

from __future__ import annotations

import asyncio

import pytest

from wardline.core.policy import Recipient
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.filters import Asked, Match
from wardline.hub.exchange.reading import Reader, StaleRightsError

EVERYTHING = Asked(Match(), None, None, None, "")


class Answers:
    """A database that gives the same rows to every query; its copy may have others, or be none."""

    def __init__(self, rows, copy=None):
        self.given, self.copy = rows, copy

    async def rows(self, _query, _params):
        return list(self.given)

    async def copied_rows(self, _query, _params):
        return self.copy


def sight(*visibilities):
    return CollectionAccess(
        1, "u", None, "t", "", True, True, Recipient("org"), visibilities, epoch="7"
    )


def read(rows, access, copy=None):
    return asyncio.run(
        Reader(Answers(rows, copy), b"k" * 32, 100).page(access, EVERYTHING, "added, body")
    )


@pytest.mark.parametrize("access", [sight(), sight(3)])
def test_an_empty_page_of_an_older_epoch_is_read_again(access):
    row = ("8",) if not access.visibilities else (None, None, "8")
    with pytest.raises(StaleRightsError):
        read([row], access)


@pytest.mark.parametrize("access", [sight(), sight(3)])
def test_an_empty_page_of_this_epoch_is_empty(access):
    row = ("7",) if not access.visibilities else (None, None, "7")
    assert read([row], access).rows == []


def test_a_page_comes_from_the_copy_and_its_cursor_ends_where_the_copy_does():
    primary = [(1, b"a", "7"), (2, b"b", "7")]
    page = read(primary, sight(3), copy=primary[:1])
    assert page.rows == primary[:1]
    assert (page.span(), page.next) == ((1, 1), None)


@pytest.mark.parametrize("copy", [None, [], [(1, b"a", "6")], [(None, None, "6")]])
def test_a_copy_that_is_silent_or_behind_the_asker_s_rights_is_not_asked_twice(copy):
    primary = [(1, b"a", "7"), (2, b"b", "7")]
    assert read(primary, sight(3), copy=copy).rows == primary
