"""Feeds stay readable whatever somebody wrote into a title."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core import atom, xmltext

NS = "{http://www.w3.org/2005/Atom}"


def feed(text):
    head = atom.Feed(text, "https://hub.example/", "https://hub.example/f.atom", text, None, "en")
    one = atom.Entry(
        text,
        "https://hub.example/1",
        "2026-01-01T00:00:00Z",
        text,
        author=text,
        content=text,
        categories=(text,),
    )
    return ET.fromstring(atom.write(head, [one]))  # noqa: S314 # our own


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800", "<&\"'>]]>"])
def test_no_character_breaks_the_feed(odd):
    root = feed(f"a{odd}b")
    title = root.find(f"{NS}entry/{NS}title").text
    assert (title[0], title[-1]) == ("a", "b")
    assert root.find(f"{NS}entry/{NS}category").get("term") == title


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_is_read_as_it_was_written_but_for_what_xml_cannot_hold(text):
    made = f"<a b={xmltext.attribute(text)}>{xmltext.content(text)}</a>"
    read = ET.fromstring(made.encode()).text or ""  # noqa: S314 # our own
    kept = "".join(
        char if holds(char) else "\ufffd" for char in text.replace("\r\n", "\n").replace("\r", "\n")
    )
    assert read == kept


def holds(char):
    """Whether a parser of XML takes a character."""
    try:
        ET.fromstring(f"<a>{'&lt;' if char in '<&' else char}</a>".encode())  # noqa: S314 # our own
    except (ET.ParseError, UnicodeEncodeError):
        return False
    return True
