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
    """A database that gives the same rows to every query."""

    def __init__(self, rows):
        self.given = rows

    async def rows(self, _query, _params):
        return list(self.given)


def sight(*visibilities):
    return CollectionAccess(
        1, "u", None, "t", "", True, True, Recipient("org"), visibilities, epoch="7"
    )


def read(rows, access):
    return asyncio.run(
        Reader(Answers(rows), b"k" * 32, 100).page(access, EVERYTHING, "added, body")
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
