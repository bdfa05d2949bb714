"""Texts that people write in several languages: kept by language, shown in the reader's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from django.utils.translation import get_language

LANGUAGES = ("en", "es")


def said(words: Mapping[str, str], language: str | None = None) -> str:
    """A text in the reader's language, else in English."""
    chosen = (language or get_language() or "en").split("-")[0]
    return words.get(chosen) or words.get("en", "")


def paired(english: str, other: str) -> list[tuple[str, str]]:
    """The lines of a text, each with what it is called in the other language, or an empty text.

    As many lines in both: one after the other. Else each stands beside the line of its height, so
    that an empty one holds the place of what nobody translated yet.
    """
    one, two = ([" ".join(line.split()) for line in text.splitlines()] for text in (english, other))
    told, also = list(filter(None, one)), list(filter(None, two))
    if len(told) == len(also):
        return list(zip(told, also, strict=True))
    return [pair for pair in zip_longest(one, two, fillvalue="") if pair[0]]
