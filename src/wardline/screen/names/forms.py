"""Written forms that decide by themselves: known phrases, eponyms, titles, LAST^FIRST, pairs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from wardline.screen.model import NameSpan
from wardline.screen.names.lexicon import Lexicon, fold, lexicon
from wardline.screen.names.tokens import Word, Words

_CARET = re.compile(
    r"(?:(?<![\w^])|(?<=\d\^))[^\W\d_][^\W\d_'-]{0,40}\^[^\W\d_][^\W\d_'-]{0,40}(?:\^[^\W\d_]{1,40})?(?!\w)"
)
# "Dr" is also a street's ending: what may follow it there.
_STREET = frozenset(
    {
        "suite", "apt", "unit", "ste", "floor", "fl", "rm", "room", "bldg", "lot", "nw", "ne", "sw",
        "se", "north", "south", "east", "west",
    }
)  # fmt: skip
_SYSTEMS = frozenset(
    "LN L SCT SNM CPT C4 I9 I10 ICD HL7 CVX MVX UCUM NDC CP PH FX NET PRN MR AN PI SS MD DOCTOR NURSE".split()
)
_NO_SURNAME = frozenset("cwmnqrt")
_CLOSE = 3  # at most so many signs between the words of a phrase


def close_known(words: Words, lex: Lexicon) -> None:
    """Takes the candidates away that belong to a known firm, threat, place or eponym."""
    for index in words.leads:
        if "e" in words.words[index].code[3:]:
            _close_eponym(words, index)
        following = words.words[index + 1].fold if index + 1 < len(words.words) else ""
        for rest, kind in lex.phrases(words.words[index].fold, following):
            end = index + 1 + len(rest)
            if not _reads(words, index, end, rest):
                continue
            if kind != "p" or not _personal(words.words[index], words.words[end - 1]):
                for place in range(index, end):
                    words.close(place)
            break


def _reads(words: Words, first: int, end: int, rest: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand there, right beside each other."""
    if tuple(w.fold for w in words.words[first + 1 : end]) != rest:
        return False
    return all(
        words.spans[i][0] - words.spans[i - 1][1] <= _CLOSE and "\n" not in words.gap(i)
        for i in range(first + 1, end)
    )


def _personal(head: Word, tail: Word) -> bool:
    """Whether a place's name could as well be a person's ("Santa Maria" could)."""
    return head.code[:1] >= "2" and tail.code[1:2] >= "2"


def _close_eponym(words: Words, index: int) -> None:
    """Takes "Turner" out of "Turner syndrome" and "Jackson-Pratt drain"."""
    for after in range(index + 1, min(index + 3, len(words.words))):
        if words.gap(after) not in {" ", "-"}:
            return
        if "n" in words.words[after].code[3:]:
            for place in range(index, after):
                words.close(place)
            return


def carets(words: Words, fenced: Sequence[tuple[int, int]]) -> Iterable[NameSpan]:
    """LAST^FIRST^M."""
    if "^" not in words.text:
        return
    starts = [start for start, _ in fenced]
    for match in _CARET.finditer(words.text):
        at = bisect_right(starts, match.end() - 1) - 1
        if (at < 0 or fenced[at][1] <= match.start()) and _personlike(match[0]):
            yield NameSpan(match.start(), match.end(), "names.caret", True)


_TERM = re.compile(r"[^\W\d_][\w'’-]+(?: [a-z]{4,}){1,2}")


def _personlike(joined: str) -> bool:
    """Whether the first two parts are no plain words or codes ("GLUCOSE^FASTING")."""
    first, second = joined.split("^")[:2]
    coded = second.upper() in _SYSTEMS or (first.islower() and second.isupper())
    if _TERM.fullmatch(second):  # "Whipple procedure"
        return False
    if coded or len(first) < len("Ng"):  # a code and its system ("elig^LN", "K^LN")
        return False
    codes = [lexicon().code(fold(part)) for part in (first, second)]
    if any(code[:1] >= "2" or code[1:2] >= "2" for code in codes):
        return True
    return all(code[2:3] in {"", "0"} for code in codes)


def titled(words: Words) -> Iterable[NameSpan]:
    """The capitalized words after a title that only persons bear."""
    for index in words.titles:
        if index in words.closed or _firm_ms(words, index) or _unit(words, index):
            continue
        last = index
        limit = min(index + 4, len(words.words) - 1)
        while last < limit and _particle(words, last + 1):
            last += 1
        while last < limit and _follows(words, last + 1, first=last == index):
            last += 1
        if last > index and words.words[last].shape != "L":
            start, end = words.spans[index + 1][0], words.spans[last][1]
            yield NameSpan(start, end, "names.title", True)


def _unit(words: Words, index: int) -> bool:
    """Whether a small title after a number is a unit of time ("841 ms.")."""
    before = words.text[max(0, words.spans[index][0] - 2) : words.spans[index][0]].rstrip()
    return words.words[index].shape == "L" and before[-1:].isdigit()


def _firm_ms(words: Words, index: int) -> bool:
    """Whether a title in capitals stands before a word that is not ("MS Windows")."""
    after = words.words[index + 1].shape if index + 1 < len(words.words) else ""
    return words.words[index].shape == "U" and after != "U"


def _particle(words: Words, index: int) -> bool:
    """Whether a word is a small one before a surname ("Ms. van 't Erve")."""
    word = words.words[index]
    return (
        word.shape == "L"
        and ("a" in word.code[3:] or word.raw == "t")
        and words.gap(index) in {" ", ". ", " '", " ’"}
    )


def _follows(words: Words, index: int, *, first: bool) -> bool:
    """Whether a word goes on with the name after a title."""
    word, gap = words.words[index], words.gap(index)
    if gap not in {" ", ". ", "-", " '", " ’"} or (index in words.closed and not first):
        return False
    if first and gap == "-":
        return False
    code, form = word.code, word.shape
    if form not in "CMUI" or "w" in code or "c" in code or word.fold in _STREET:
        return False
    if first:
        return True
    if gap == ". " and words.words[index - 1].shape != "I":
        return False
    return form in "CM" and code[2:3] < "2" and not _NO_SURNAME.intersection(code[3:])


def pairs(words: Words, run: tuple[int, int]) -> Iterable[NameSpan]:
    """A given name beside a surname: sure if neither is a word or anything else, else possible.

    In lower case only the sure ones count.
    """
    for index in range(run[0], run[1] - 1):
        head, tail = words.words[index], words.words[index + 1]
        if words.gap(index + 1) != " " or not _pair(head, tail):
            continue
        plain = head.code[0] == "3" and head.code[2] < "2" and tail.code[2] < "2"
        sure = plain and len(head.code) == len(tail.code) == 3
        if sure or head.shape == "C":
            start, end = words.spans[index][0], words.spans[index + 1][1]
            yield NameSpan(start, end, "names.pair", sure)


def _pair(head: Word, tail: Word) -> bool:
    """Whether two words, in one case, are a given name and a surname rather than plain words."""
    given, last = head.code, tail.code
    if head.shape + tail.shape not in {"CC", "CM", "LL"} or given[:1] < "2" or last[1:2] < "2":
        return False
    words = given[2] >= "2" and (given[0] < "3" or last[2] >= "2")
    return not words and not _NO_SURNAME & set(last[3:])


def alone(words: Words, run: tuple[int, int]) -> Iterable[NameSpan]:
    """An everyday given name that is no word, place or firm ("Jessica"), wherever it stands."""
    for index in range(*run):
        word = words.words[index]
        after = words.words[index + 1].code[3:] if index + 1 < run[1] else ""
        plain = len(word.code) != 3 or word.code[0] < "3" or word.code[2] >= "2"
        if word.shape == "C" and not plain and not _NO_SURNAME & set(after):
            yield NameSpan(*words.spans[index], "names.given", True)
