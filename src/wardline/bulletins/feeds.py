"""Released bulletins as feeds: Atom (RFC 4287) and JSON Feed 1.1. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from wardline.bulletins.mail import rich
from wardline.bulletins.sheet import Sheet
from wardline.core import atom as core_atom
from wardline.core.clock import format_timestamp


class Item(NamedTuple):
    """A bulletin in a feed. *Units*: microseconds since 1970."""

    made: Sheet
    published: int
    updated: int


class Feed(NamedTuple):
    """A feed: its title, its page, its own address, the hub that speaks."""

    title: str
    home: str
    own: str
    author: str
    language: str


def atom(feed: Feed, items: Sequence[Item], changed: int) -> str:
    """The feed as Atom. *Units*: `changed`, microseconds, when anything in it last changed."""
    updated = format_timestamp(changed)
    told = core_atom.Feed(feed.title, feed.home, feed.own, feed.author, updated, feed.language)
    return core_atom.write(told, map(_entry, items))


def _entry(item: Item) -> core_atom.Entry:
    made = item.made
    return core_atom.Entry(
        made.title.text,
        made.issue.address,
        format_timestamp(item.updated),
        summary(made),
        published=format_timestamp(item.published),
        content=body(made),
        categories=(made.tlp, made.severity),
    )


def json_feed(feed: Feed, items: Sequence[Item]) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": one.made.issue.address,
                "url": one.made.issue.address,
                "title": one.made.title.text,
                "summary": summary(one.made),
                "content_html": body(one.made),
                "date_published": format_timestamp(one.published),
                "date_modified": format_timestamp(one.updated),
                "language": one.made.language,
                "tags": [one.made.tlp, one.made.severity],
            }
            for one in items
        ],
    }


def summary(made: Sheet) -> str:
    """The first line: does this concern me; before it, that it was taken back or corrected."""
    first = next((one for one in made.parts if one.name == "concern"), None)
    return " ".join([*made.notes, *(line.text for line in (first.lines if first else ()))])


def body(made: Sheet) -> str:
    """The bulletin as HTML without the mail's frame and foot."""
    page = rich(made)
    start = page.index(">", page.index("<div")) + 1
    return page[start : page.rindex("<hr>")]
