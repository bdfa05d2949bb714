"""What is a name once is a name everywhere: later mentions, and the organization's staff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wardline.screen.model import NameSpan
from wardline.screen.names.lexicon import fold, lexicon
from wardline.screen.names.tokens import Word, Words

_ALONE = frozenset({"names.title", "names.field"})  # rules after which a single word is enough
_PART = re.compile(r"[^\W\d_]{3,}")


def staff(words: Words, known: frozenset[str]) -> Iterable[NameSpan]:
    """The parts of the staff's full names, wherever they stand."""
    return _parts(words, [name for name in known if len(name.split()) > 1], "names.staff")


def again(words: Words, found: Sequence[NameSpan], taken: Sequence[str] = ()) -> Iterable[NameSpan]:
    """Later mentions of the parts of a sure full name, or of a name after a title or in a field."""
    sure = [(words.text[s.start : s.end], s.rule) for s in found if s.sure]
    full = [
        name
        for name, rule in sure
        if rule in _ALONE or any(c in name for c in " ,^") or _usual(name)
    ]
    return _parts(words, [*full, *filter(_personal, taken)], "names.again")


def _usual(name: str) -> bool:
    """Whether a single word is a usual name and nothing else."""
    code = lexicon().code(fold(name))
    return len(code) == len("000") and max(code[:2]) >= "2" > code[2]


_OWNED = frozenset({"'s", "’s"})  # as word processors write it
_JOINT = re.compile(r"[a-z][A-Z]|\w[./:=]\w|\d")


def _personal(name: str) -> bool:
    """Whether what a field held can be a person's name: no term of machines, not all plain words."""
    if _JOINT.search(name):
        return False
    codes = [lexicon().code(fold(part)) for part in _PART.findall(name)]
    return any(not code or max(code[:2]) >= "2" for code in codes)


def _parts(words: Words, names: Iterable[str], rule: str) -> Iterable[NameSpan]:
    parts = {fold(part) for name in names for part in _PART.findall(name)}
    if not parts:
        return
    for index, word in enumerate(words.words):
        bare = word.fold[:-2] if word.fold[-2:] in _OWNED else word.fold
        if bare not in parts or index in words.closed:
            continue
        if (_own(word) or _inside(words, index)) and not _ending(words, index):
            start, end = words.spans[index]
            yield NameSpan(start, end - len(word.fold) + len(bare), rule, True)


def _own(word: Word) -> bool:
    """Whether a word alone, in this case, still speaks of the person."""
    code, form = word.code, word.shape
    if "w" in code:
        return False
    if not code or code[2] == "0":
        return form != "L" or len(word.raw) > 3
    return form in "CM" and (code[0] >= "2" or code[1] >= "2")


def _inside(words: Words, index: int) -> bool:
    """Whether a plain word stands capitalized where no sentence begins."""
    if words.words[index].shape not in "CM" or not index or words.gap(index) != " ":
        return False
    return words.words[index - 1].shape == "L" and words.words[index].fold not in words.lower


def _ending(words: Words, index: int) -> bool:
    """Whether a plain word before a comma is rather a letter's end ("Best,")."""
    return words.words[index].code[2:3] == "3" and words.gap(index + 1)[:1] == ","
