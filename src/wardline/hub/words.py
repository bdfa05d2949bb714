"""Words in the reader's language: what people wrote in several, and what the privacy gate says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wardline.screen.words import WORDS as LABELS

LANGUAGES = ("en", "es")
# A sentence of the gate's with what it found in brackets, as "The content may be private (NAME).".
_WITH_WHAT = re.compile(r"(.*?)\((see )?([^()]*)\)([.?:].*)", re.DOTALL)


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


def label_words(label: str) -> str:
    """A label of the gate's in plain words, with the label itself (`screen.words`)."""
    if label == "DOUBT":
        return _("a doubt")
    if not label.isupper():
        # A sentence: why a person has to look.
        return doubt_words(label)
    plain = LABELS.get(label)
    return f"{_(plain) if plain else _('something private')} ({label})"


def doubt_words(reason: str) -> str:
    """Why the gate asks for a person, or keeps something back; listed in `gatewords`."""
    if not reason:
        return ""
    told = _(reason)
    match = _WITH_WHAT.fullmatch(reason) if told == reason else None
    if match is None:
        return told
    before, see, what, after = match.groups(default="")
    listed = f"{before}({see}%(what)s){after}"
    known = _(listed)
    return reason if known == listed else known % {"what": _(what) if what else ""}
