"""Texts of others in XML: escaped, and without what no XML document may hold. Pure."""

from __future__ import annotations

import re
from xml.sax import saxutils

# *Source*: XML 1.0 section 2.2 (Char). Readers refuse a document with any other, escaped or not.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def content(text: str) -> str:
    """`text` as the content of an element."""
    return saxutils.escape(_NO_XML.sub("\ufffd", text))


def attribute(text: str) -> str:
    """`text` as the value of an attribute, with its quotes."""
    return saxutils.quoteattr(_NO_XML.sub("\ufffd", text))
