"""How hard a text is to read: the grade of a school in the United States, and mean sentences.

English by Flesch and Kincaid (1975); Spanish by Fernández Huerta's ease, put on the same scale of
grades by Crawford (1984). Syllables are counted by groups of vowels.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]?")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúüàèâêô]+")
_SPANISH = re.compile(r"[aeo\u00e1\u00e9\u00f3\u00ed\u00fa]|[iuü](?![aeoáéó])")


class Grade(NamedTuple):
    """The grade of a text, and how many words its mean sentence has."""

    grade: float
    sentence: float
    words: int


def grade(texts: list[str], language: str = "en") -> Grade:
    """The grade of texts, each of which is one sentence or more."""
    sentences = [
        found
        for text in texts
        for part in _SENTENCE.findall(text)
        if (found := _WORD.findall(part))
    ]
    words = [word.lower() for sentence in sentences for word in sentence]
    if not words:
        return Grade(0.0, 0.0, 0)
    mean = len(words) / len(sentences)
    if language == "es":
        syllables = sum(max(1, len(_SPANISH.findall(word))) for word in words)
        # Crawford: sentences and syllables in 100 words.
        per_hundred, in_hundred = 100 / mean, 100 * syllables / len(words)
        return Grade(-0.205 * per_hundred + 0.049 * in_hundred - 3.407, mean, len(words))
    syllables = sum(map(_syllables, words))
    return Grade(0.39 * mean + 11.8 * syllables / len(words) - 15.59, mean, len(words))


def _syllables(word: str) -> int:
    found = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and found > 1:
        found -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and found > 1:
        found -= 1
    return max(1, found)
