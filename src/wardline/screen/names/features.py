"""What the model looks at: the word, its neighbours, and how they are joined.

Each function gives the features of one *group* from a small key, so that the finder adds up a
group's weights once for each different key and remembers the sum. Training and finding call the
same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.screen.names.tokens import Word, Words

_DIGITS = str.maketrans("0123456789\n\t\v\f", "0000000000⏎⇥⇥⏎", "\r")


class View(NamedTuple):
    """The keys of one candidate, one for each group."""

    word: tuple[str, str, str, str]  # word folded, shape, code, marks of the document
    before: tuple[str, str]  # reduced word before, gap
    after: tuple[str, str]
    before2: str
    after2: str
    pair_before: tuple[str, str, str]  # reduced kinds of the neighbours and the gap
    pair_after: tuple[str, str, str]
    cue_before: tuple[str, str]  # kind of the word and the word before
    cue_after: tuple[str, str]
    around: tuple[str, str, str, str]  # word before the run, word after it, place in it, kind


_NOTHING = Word("", "", "", "", 0, "", "<>", None, "")  # before the first word and after the last


def views(words: Words, run: tuple[int, int]) -> list[View]:
    """The keys of all candidates of a run."""
    first, end = run
    around = [*_near(words, first - 2, first), *words.words[first:end], *_near(words, end, end + 2)]
    around = [word.owner or word for word in around]  # "Ann's chart" reads as "Ann chart"
    gaps = [_gap(words.gap(index)) for index in range(first, end + 1)]
    head, tail = around[1].context + gaps[0], gaps[-1] + around[-2].context
    size = str(min(end - first, 6))
    heading = "h" if words.heading(first, end) else ""
    out: list[View] = []
    for place in range(end - first):
        far, left, word, right, beyond = around[place : place + 5]
        before, after, kind = gaps[place], gaps[place + 1], word.kind
        form = word.shape
        marks = "l" if form != "L" and word.raw.lower() in words.lower else ""
        marks += heading
        if word.fold in words.locals:
            marks += "a"
        out.append(
            View(
                (word.fold, form, word.code, marks),
                (left.context, before),
                (right.context, after),
                far.context,
                beyond.context,
                (left.kind, before, kind),
                (kind, after, right.kind),
                (kind, left.context + before),
                (kind, after + right.context),
                (head, tail, size, kind),
            )
        )
    return out


def _near(words: Words, first: int, end: int) -> list[Word]:
    """The words of a range, with nothing beyond the text's ends."""
    size = len(words.words)
    return [words.words[i] if 0 <= i < size else _NOTHING for i in range(first, end)]


def _gap(gap: str) -> str:
    """A gap as a kind: digits alike, spaces counted to two."""
    if gap == " ":
        return gap
    kind = gap.translate(_DIGITS)
    while "00" in kind:
        kind = kind.replace("00", "0")
    while "   " in kind:
        kind = kind.replace("   ", "  ")
    if len(kind) > 5:
        kind = kind[:2] + "~" + kind[-2:]
    return kind


def of_word(key: tuple[str, str, str, str]) -> list[str]:
    """Features of the word alone."""
    word, form, code, marks = key
    known = code or "000"
    out = [
        "s" + form,
        "c" + known,
        "cs" + known[:3] + form,
        "g" + known[0] + known[1],
        "w" + known[2] + form,
    ]
    out += ["k" + mark for mark in known[3:]]
    for mark in marks:
        out += ["m" + mark + form, "mc" + mark + known[:3] + form, "mm" + mark + known]
    if code and (code[2] >= "1" or len(code) > 3):
        out.append("=" + word)
        out.append("=" + form + word)
    if not code or code[2] <= "1":
        out += [
            "e1" + word[-1:],
            "e2" + word[-2:],
            "e3" + word[-3:],
            "b2" + word[:2],
            "b3" + word[:3],
        ]
        out += ["e2" + form + word[-2:], "v" + _pattern(word), "z" + form + str(min(len(word), 12))]
        out += ["t" + word[i : i + 3] for i in range(min(len(word), 14) - 2)]
    return out


def _pattern(word: str) -> str:
    """Vowels and consonants in turn, the first eight."""
    return "".join("v" if c in "aeiouy" else "c" for c in word[:8])


def of_before(key: tuple[str, str]) -> list[str]:
    """Features of the word before."""
    return ["p" + key[0], "h" + key[1], "ph" + key[0] + key[1]]


def of_after(key: tuple[str, str]) -> list[str]:
    """Features of the word after."""
    return ["n" + key[0], "f" + key[1], "nf" + key[1] + key[0]]


def of_before2(key: str) -> list[str]:
    """Features of the second word before."""
    return ["P" + key]


def of_after2(key: str) -> list[str]:
    """Features of the second word after."""
    return ["N" + key]


def of_pair_before(key: tuple[str, str, str]) -> list[str]:
    """Features of the pair with the word before."""
    before, gap, kind = key
    return [
        "q" + "|".join(key),
        "Q" + before[:2] + before[-1:] + gap + kind[:3] + kind[-1:],
        "x" + before[-1:] + gap + kind[-1:],
        "X" + before + gap,
    ]


def of_pair_after(key: tuple[str, str, str]) -> list[str]:
    """Features of the pair with the word after."""
    kind, gap, after = key
    return [
        "r" + "|".join(key),
        "R" + kind[:3] + kind[-1:] + gap + after[:2] + after[-1:],
        "y" + kind[-1:] + gap + after[-1:],
        "Y" + gap + after,
    ]


def of_cue_before(key: tuple[str, str]) -> list[str]:
    """Features of the word's kind with the word before."""
    return ["u" + key[0][:3] + key[0][-1:] + key[1]]


def of_cue_after(key: tuple[str, str]) -> list[str]:
    """Features of the word's kind with the word after."""
    return ["U" + key[0][:3] + key[0][-1:] + key[1]]


def of_around(key: tuple[str, str, str, str]) -> list[str]:
    """Features of what stands around the whole run."""
    head, tail, size, kind = key
    short = kind[:3] + kind[-1:]
    return [
        "A" + head,
        "B" + tail,
        "C" + size + kind[-1:],
        "D" + head + kind[-1:],
        "E" + tail + kind[-1:],
        "F" + size + short,
    ]


GROUPS: tuple[Callable[[Any], list[str]], ...] = (
    of_word, of_before, of_after, of_before2, of_after2,
    of_pair_before, of_pair_after, of_cue_before, of_cue_after, of_around,
)  # fmt: skip
