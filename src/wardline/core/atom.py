"""Atom feeds (RFC 4287), written from plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wardline.core.xmltext import attribute, content

MEDIA = "application/atom+xml; charset=utf-8"


class Feed(NamedTuple):
    """A feed: `home` is the page it tells of and its id, `own` its own address.

    *Shape*: `updated` as RFC 3339; None while nothing was ever in it.
    """

    title: str
    home: str
    own: str
    author: str
    updated: str | None
    language: str = ""


class Entry(NamedTuple):
    """An entry; without an id its address is its id. *Shape*: times as RFC 3339."""

    title: str
    address: str
    updated: str
    summary: str
    id: str = ""
    author: str = ""
    published: str = ""
    # As HTML.
    content: str = ""
    categories: tuple[str, ...] = ()


# RFC 4287 wants a time also where nothing was published yet.
_NEVER = "2026-01-01T00:00:00.000000Z"


def write(feed: Feed, entries: Iterable[Entry]) -> str:
    """The feed as XML."""
    language = f" xml:lang={attribute(feed.language)}" if feed.language else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom"{language}>'
        f"{_element('title', feed.title)}{_element('id', feed.home)}"
        f"<updated>{feed.updated or _NEVER}</updated>{_author(feed.author)}"
        f'<link rel="self" href={attribute(feed.own)}/><link href={attribute(feed.home)}/>'
        f"{''.join(map(_entry, entries))}</feed>\n"
    )


def _entry(one: Entry) -> str:
    return (
        f"<entry>{_element('title', one.title)}{_element('id', one.id or one.address)}"
        f"<link href={attribute(one.address)}/>"
        f"{_element('published', one.published) if one.published else ''}"
        f"<updated>{one.updated}</updated>{_author(one.author)}"
        f"{''.join(f'<category term={attribute(term)}/>' for term in one.categories)}"
        f'<summary type="text">{content(one.summary)}</summary>'
        + (f'<content type="html">{content(one.content)}</content>' if one.content else "")
        + "</entry>"
    )


def _author(name: str) -> str:
    return f"<author>{_element('name', name)}</author>" if name else ""


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{content(text)}</{tag}>"
