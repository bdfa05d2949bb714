"""Names that a sentence gives: "my name is …", known to the lists or not."""

from __future__ import annotations

import re

from wardline.screen.names.lexicon import fold, lexicon
from wardline.screen.names.tokens import TITLES
from wardline.screen.sheet import Sheet, rx
from wardline.screen.words import NO_NAME

# Who says it, or of whom it is said: what follows is the name, known or not.
_OWN_NAME = rx(
    rb"\b(?:my|his|her|patients?|patient's|pt's) (?:full |first |last |legal |real )?name(?:'s| is| was) "
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_MOST_NAMES = 3
_TITLE = re.compile(r"([^\W\d_]+)\.? ")
# `apt29`, `svc_backup`, `unit-7`: a code, no person's name.
_CODED = re.compile(r"[-_]?\d|_")
_CAMEL = re.compile(r"([A-Z][a-z]+)([A-Z][a-z]+)")
_INFLECTED = re.compile(r"[a-z]+(?:ed|ing|ly)")


def _may_be_named(word: str) -> bool:
    """Whether a word in a name's place can be one: no usual word, and no threat's name."""
    code = lexicon().code(fold(word)) or lexicon().code(fold(word.rpartition("-")[2]))
    given, last, english = map(int, code[:3] or "000")
    camel = _CAMEL.fullmatch(word)
    if camel and any(k == "h" for _, k in lexicon().phrases(camel[1].lower(), camel[2].lower())):
        return False
    if not code:
        return not _INFLECTED.fullmatch(word)
    if "w" in code or ("h" in code and (given < 2 or english >= 2)):  # noqa: PLR2004 # tiers
        return False
    if english >= 2 and word.islower():  # noqa: PLR2004 # a usual word
        return given >= 2  # noqa: PLR2004 # a usual name as well
    return not english or given >= 1 or last >= 2  # noqa: PLR2004 # a usual surname


def screen(sheet: Sheet) -> None:
    """Take out the name in "my name is …", written large or small."""
    for match in list(_OWN_NAME.finditer(sheet.low)):
        start = end = match.end()
        title = _TITLE.match(sheet.text, start)
        if title and title[1].lower() in TITLES:
            start = end = title.end()
        large = False
        for place in range(_MOST_NAMES):
            word = _NAME_WORD.match(sheet.text, end + bool(place))
            if word is None or word[0].lower() in NO_NAME:
                break
            if place and (not large or not word[0][0].isupper() or sheet.text[end] != " "):
                break
            if _CODED.match(sheet.text, word.end()) or not (place or _may_be_named(word[0])):
                break
            large = word[0][0].isupper()
            end = word.end()
        # Most names are known as such before.
        if end > start and sheet.is_open(start, end):
            sheet.claim(start, end, "NAME", "cue.name")
