"""Places in a text where only a person stands: after "reported by", before an address made of it.

What stands there is a name even where the word alone, or the model, would not say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from wardline.screen.model import NameSpan
from wardline.screen.names.lexicon import lexicon
from wardline.screen.names.tokens import Word, Words
from wardline.screen.sheet import rx
from wardline.screen.words import NO_NAME

AGENTS = frozenset(
    {
        "reported", "reviewed", "signed", "prepared", "motion", "second", "seconded", "moved",
        "witnessed", "dictated", "transcribed", "typed", "entered", "authored", "written",
        "countersigned", "interviewed", "escorted", "attested", "cosigned", "examined", "phoned",
        "chaired", "accompanied", "posted", "submitted", "escalated", "requested", "verified",
    }
)  # fmt: skip
HUMANS = frozenset(
    {
        "man", "woman", "person", "guy", "lady", "gentleman", "colleague", "nurse", "patient",
        "someone", "somebody", "boy", "girl", "friend", "employee", "clinician", "contractor",
        "caller", "physician", "doctor", "technician", "tech", "visitor", "resident", "witness",
        "daughter", "son", "wife", "husband", "brother", "sister", "child", "baby",
    }
)  # fmt: skip
TALKS = frozenset(
    {
        "spoke", "spoken", "speak", "speaking", "talked", "talk", "talking", "met", "meet",
        "follow", "followed", "discussed", "discuss", "belongs", "belonged", "consulted",
    }
)  # fmt: skip
_GREETINGS = frozenset({"hello", "hi", "dear", "hey", "hola", "bonjour"})
_NEAR = 5  # words between "discussed" and its "with"
_FAREWELLS = (
    "thanks", "thank you", "regards", "best", "sincerely", "cheers", "yours", "respectfully", "saludos",
    "cordially", "thx",
)  # fmt: skip
_HEAD = re.compile(
    r"(?:\A|\n)[ \t]*(--? ?|[–—~] ?)?"  # dashes on purpose
    r"([^\W\d_a-z][^\W\d_]*(?:['’ .-][^\W\d_]+){0,3})"  # both apostrophes
    r"([ \t\r]*(?:\n|\Z)|, | [(\[–—-] ?|: ?)"
)
_TIME = re.compile(r"\d{1,4}[/.:-]\d{1,2}")
_MORE = re.compile(r"\S")
_MAIL = re.compile(r"(?<![\w.%+-])([A-Za-z][A-Za-z0-9._%+-]{2,40})@")
_LETTERS = re.compile(r"[a-z]+")
_REACH = 90  # signs between a name and the address that is made of it
_CONTACT = re.compile(
    r"[^\W\d_]: ([^\W\d_a-z][^\W\d_]+(?:['’ -][^\W\d_a-z][^\W\d_]+){0,2})"
    r"(?:, | \()(?:tel|phone|cell|mobile|x\d|ext|\+\d|\(\d{3}\)|1?[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{4})"
)
_CELL = re.compile(
    r"(?:[>\"|\t\n';]|  |\A)([^\W\d_a-z][^\W\d_]+(?:['’ -][^\W\d_]+){0,2}, ?"
    r"[^\W\d_a-z][^\W\d_]+(?:['’ -][^\W\d_]+){0,2})(?=[<\"|\t\n\r';]|  |\Z)"
)
_DIARY = re.compile(
    r"\d:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?(?: [-–—])? ([^\W\d_a-z][^\W\d_]+"
    r"(?: [^\W\d_a-z][^\W\d_]+){0,2})(?= \(| -|, )"
)
_FIRMS = frozenset("ohd")
_TALKATIVE = frozenset({"chat"})
_LETTERLIKE = frozenset({"mail", "helpdesk", "chat"})
_SHUT = frozenset("ohdnqrtcjw")
_MOST_WORDS = 3


def tiers(word: Word) -> tuple[int, int, int]:
    """How usual a word is as given name, surname and English word."""
    code = word.code
    return (int(code[0]), int(code[1]), int(code[2])) if code else (0, 0, 0)


def fits(word: Word) -> bool:
    """Whether a word, in a person's place, can be the person."""
    given, last, english = tiers(word)
    if word.shape not in "CM" or "w" in word.code:
        return False
    if _SHUT & set(word.code[3:]) and (max(given, last) < 2 or english >= 2):
        return False
    return english < 2 or given >= 1 or last >= 2


def slotted(words: Words) -> Iterable[NameSpan]:
    """What follows "reported by", "a man called", "spoke to"."""
    for index in words.cues:
        after = index + 1
        if after >= len(words.words) or after in words.closed or words.gap(after) != " ":
            continue
        firm = "o" in words.words[after].code[3:] and words.words[index].fold in {"with", "to"}
        if firm or words.text[words.spans[after][1] : words.spans[after][1] + 2].strip().isdigit():
            continue
        if _cued(words, index) and (fits(words.words[after]) or _before_surname(words, after)):
            yield NameSpan(words.spans[after][0], _reach(words, after), "names.slot", True)


def _before_surname(words: Words, index: int) -> bool:
    """Whether a capitalized plain word stands before a surname ("spoke to Per Simonsen")."""
    if index + 1 >= len(words.words) or words.gap(index + 1) != " ":
        return False
    head, tail = words.words[index], words.words[index + 1]
    return head.shape + tail.shape == "CC" and tiers(tail)[1] >= 2 and fits(tail)


def _cued(words: Words, index: int) -> bool:
    cue, listed = words.words[index].fold, words.words
    if cue in {"with", "to"}:
        return any(w.fold in TALKS for w in listed[max(0, index - _NEAR) : index])
    if cue in _GREETINGS:
        return True
    before = listed[index - 1].fold if index else ""
    return before in (AGENTS if cue == "by" else HUMANS)


def _reach(words: Words, index: int) -> int:
    """Where the name ends that begins with this word."""
    limit = min(index + _MOST_WORDS, len(words.words))
    last = index
    while last + 1 < limit and last + 1 not in words.closed:
        word, gap = words.words[last + 1], words.gap(last + 1)
        if gap not in {" ", "-"} or word.shape not in "CM":
            break
        if tiers(words.words[last])[0] >= 2 and tiers(word)[1] >= 2 and last == index:
            last += 1
            continue
        if not fits(word):
            break
        plain = tiers(word)[2] >= 2 and gap == " " and tiers(word)[1] < 2
        if plain and tiers(words.words[index])[0] < 2:
            break
        last += 1
    return words.spans[last][1]


_INTRODUCED = re.compile(
    r"\b(?:(?:my|his|her|the|whose) name is|name is|name was|me llamo|mi nombre es|this is|voice calls as|calls? as|called as"
    r"|posing as|pretend\w* to be|claim\w* to be|goes by) ([^\W\d_][\w'’-]{1,24}(?: [A-Za-z]\.)?(?: [^\W\d_][\w'’-]{1,24}){1,2}?)"
    r"(?= (?:calling|speaking|from|with|in|at|over|and|of|de|del|con|again)\b|[,.;:!?)\n]|\Z)",
    re.IGNORECASE,
)


def introduced(words: Words) -> Iterable[NameSpan]:
    """Who says or is said to be somebody, in whatever letters: "my name is", "this is … calling"."""
    for match in _INTRODUCED.finditer(words.text):
        first = bisect_left(words.starts, match.start(1))
        end = bisect_left(words.starts, match.end(1))
        head = words.words[first:end]
        if len(head) < 2 or words.closed.intersection(range(first, end)):  # given, family
            continue
        if match[1].split()[0].lower() in NO_NAME:
            continue
        given, last = tiers(head[0]), tiers(head[-1])
        named = not head[0].code or given[0] >= 1
        plain = all(tiers(word)[2] >= 2 for word in head)  # usual words
        sure = given[0] >= 1 and last[1] >= 1
        if named and (sure or not plain):
            yield NameSpan(match.start(1), match.end(1), "names.introduced", True)


# Surnames of the Plains peoples are two plain words: "Dana Red Cloud", "TWO BEARS, DANA".
_PLAINS = (
    r"(?:two|three|many|red|white|black|blue|yellow|gray|little|big|tall|long|iron|lone|running|standing|sitting|walking"
    r"|spotted|crazy|good|kills|her|his)[ -](?:bulls?|horses?|clouds?|bears?|eagles?|hawks?|elks?|feathers?|crows?|wolf"
    r"|wolves|moons?|buffalo|hats?|shields?|lances?|goats|ponies|arrows?|hearts?|bird|fox|deer|thunder)"
)
_TWO_WORDS = re.compile(
    rf"(?<![\w'’-])(?:[A-Z][\w'’-]{{1,24}} (?:[A-Z]\. )?(?i:{_PLAINS})|(?i:{_PLAINS}), [A-Z][\w'’-]{{1,24}})\b"
)


def two_words(words: Words) -> Iterable[NameSpan]:
    """Persons whose surname is two words of the language, both with capitals, beside a given name."""
    for match in _TWO_WORDS.finditer(words.text):
        first = bisect_left(words.starts, match.start())
        end = bisect_left(words.starts, match.end())
        head = words.words[first:end]
        given = head[-1] if "," in match[0] else head[0] if head else None
        written = given is not None and all(word.shape in "CMU" for word in head)
        if not written or words.closed.intersection(range(first, end)) or given is None:
            continue
        if not given.code or (tiers(given)[0] >= 1 and fits(given)):
            yield NameSpan(match.start(), match.end(), "names.two-words", True)


def speakers(words: Words) -> Iterable[NameSpan]:
    """A given name and another word before "said" or "of": "Frank Friday of", "jason olson said"."""
    for index in words.verbs:
        if index < 2 or words.gap(index) != " " or words.gap(index - 1) != " ":
            continue
        head, tail = words.words[index - 2], words.words[index - 1]
        if {index - 2, index - 1} & words.closed or not _speaks(words, index, head, tail):
            continue
        yield NameSpan(words.spans[index - 2][0], words.spans[index - 1][1], "names.speaker", True)


def _speaks(words: Words, index: int, head: Word, tail: Word) -> bool:
    given, _, english = tiers(head)
    if given < 2 or "w" in head.code or "w" in tail.code:
        return False
    if head.shape == tail.shape == "U":
        return tiers(tail)[1] >= 2
    if (
        words.words[index].fold == "of"
        and words.words[min(index + 1, len(words.words) - 1)].shape not in "CM"
    ):
        return False
    if head.shape == tail.shape == "L":
        begins = index < 3 or "\n" in words.gap(index - 2) or words.gap(index - 2) == ". "
        return begins and tiers(tail)[1] >= 2 and tiers(tail)[2] < 2
    if head.shape != "C" or tail.shape not in "CM" or (english >= 2 and not fits(tail)):
        return False
    return not _FIRMS & set(tail.code[3:])


def contacts(words: Words) -> Iterable[NameSpan]:
    """Who stands between a label and a telephone number: "Questions: Preston, +1 …"."""
    starts = words.starts
    for match in _CONTACT.finditer(words.text):
        first, end = bisect_left(starts, match.start(1)), bisect_left(starts, match.end(1))
        head = words.words[first:end]
        if head and not words.closed.intersection(range(first, end)) and _called(head, 3):
            yield NameSpan(match.start(1), match.end(1), "names.contact", True)


def lone_given(words: Words, fenced: Sequence[tuple[int, int]]) -> Iterable[int]:
    """The given names that others took out without a surname ("user = Bethany Addison")."""
    for start, end in fenced:
        index = words.at(start)
        if index + 1 >= len(words.spans) or words.spans[index] != (start, end):
            continue
        head = words.words[index]
        if head.shape == "C" and (not head.code or tiers(head)[0] >= 1):
            yield index


def left_over(words: Words, fenced: Sequence[tuple[int, int]]) -> Iterable[NameSpan]:
    """The surnames of such given names."""
    for index in lone_given(words, fenced):
        after = index + 1
        if words.gap(after) not in {" ", ", "} or after in words.closed:
            continue
        if words.gap(after) == ", " and tiers(words.words[after])[0] < 2:
            continue
        last = after
        while "a" in words.words[last].code[3:] and last + 1 < len(words.words):
            last += 1
        if last - after < _MOST_WORDS and last not in words.closed and fits(words.words[last]):
            yield NameSpan(words.spans[after][0], words.spans[last][1], "names.rest", True)


def cells(words: Words) -> Iterable[NameSpan]:
    """A cell or an element that holds nothing but "Last, First"."""
    starts = words.starts
    for match in _CELL.finditer(words.text):
        first, end = bisect_left(starts, match.start(1)), bisect_left(starts, match.end(1))
        head = words.words[first:end]
        if len(head) < 2 or any(words.fenced(index) for index in range(first, end)):
            continue
        shut = words.closed.intersection(range(first, end))
        plain = not shut and all(fits(word) for word in head) and any(_known(w) for w in head)
        if plain or _turned(words, first, end):
            yield NameSpan(match.start(1), match.end(1), "names.cell", True)


def _turned(words: Words, first: int, end: int) -> bool:
    """Whether a usual given name stands after the comma, whatever stands before ("NURSE,BRUCE")."""
    comma = next((i for i in range(first + 1, end) if words.gap(i)[:1] == ","), end)
    if comma == end or any(
        "w" in words.words[i].code or words.words[i].shape == "L" for i in range(first, end)
    ):
        return False
    given = words.words[comma]
    if not given.code:
        return given.shape == words.words[first].shape == "U" and not words.words[first].code
    usual = given.code[0] >= "2" and given.code[2] < "3"
    return usual and not set("pmohd") & set(given.code[3:])


def diary(words: Words) -> Iterable[NameSpan]:
    """Who is named right after the time of a note: "11:38 PM - Tikish (ortho) wants his films"."""
    for match in _DIARY.finditer(words.text):
        first, end = words.at(match.start(1)), words.at(match.end(1))
        head = words.words[first:end]
        if head and not words.closed.intersection(range(first, end)) and _called(head, 2):
            yield NameSpan(match.start(1), match.end(1), "names.diary", True)


def _known(word: Word) -> bool:
    """Whether a word is a usual name, or in no list at all."""
    return not word.code or max(tiers(word)[:2]) >= 2


def heads(words: Words, kind: str | None) -> Iterable[NameSpan]:
    """Who writes and who is written to: signatures, greetings, and the heads of chat lines."""
    starts = words.starts
    for match in _HEAD.finditer(words.text):
        first = bisect_left(starts, match.start(2))
        end = bisect_left(starts, match.end(2))
        listed = range(first, end)
        if not listed or any(index in words.closed for index in listed):
            continue
        if _heads(words, match, [words.words[index] for index in listed], kind):
            yield NameSpan(match.start(2), words.spans[end - 1][1], "names.head", True)


def _heads(words: Words, match: re.Match[str], head: list[Word], kind: str | None) -> bool:
    sign = match[3]
    if not sign.strip():
        return _signs(words.text, match) and _called(head, 2)
    if sign[0] != ":" and _TIME.match(words.text, match.end()):
        return _called(head, 2)
    after = words.text[match.end() : match.end() + 1]
    if sign == ", ":
        begins = words.text.endswith("\n\n", 0, match.start() + 1) or match.start() == 0
        plain = 3 if kind in _LETTERLIKE else 2
        return begins and after.islower() and len(head) < _MOST_WORDS and _called(head, plain)
    return sign[0] == ":" and kind in _TALKATIVE and len(head) < _MOST_WORDS and _called(head, 2)


def _signs(text: str, match: re.Match[str]) -> bool:
    """Whether a line of its own is a signature."""
    if match[1]:
        return _MORE.search(text, match.end()) is None or match[1].startswith("--")
    before = text[max(0, match.start() - 40) : match.start()].rstrip().rpartition("\n")[2]
    return before.lower().rstrip(",.! ").endswith(_FAREWELLS)


def _called(head: list[Word], most: int) -> bool:
    """Whether all words fit a person, and the first is no plainer a word than `most`."""
    given, last, english = tiers(head[0])
    if not all(word.shape == "I" or fits(word) for word in head):
        return False
    return english < 2 or given >= 2 or (english <= most and given + last > 1)


_FILED = rx(rb"(?:^|[^A-Za-z0-9])([A-Z][a-z]{2,20})[_-]([A-Z][a-z]{2,20})[_.-]")


def filed(words: Words) -> Iterable[NameSpan]:
    """A usual given name and surname in the name of a file: `Harris_Emma_CT.pdf`."""
    if "_" not in words.text:
        return
    for match in _FILED.finditer(words.view):
        first, second = (lexicon().code(part.decode().lower()) for part in match.groups())
        if (
            max(first[2:3], second[2:3]) < "2"
            and (_couple(first, second) or _couple(second, first))
            and not words.fenced(words.at(match.start(1)))
        ):
            yield NameSpan(match.start(1), match.end(2), "names.file", True)


def _couple(given: str, last: str) -> bool:
    shut = set("ohdnqm") & set(given[3:] + last[3:])
    return given[:1] >= "2" and last[1:2] >= "2" and not shut


def addressed(words: Words) -> Iterable[NameSpan]:
    """Words beside an address that is made of them: "Lily,Parkinson,RN,lparkinson@…"."""
    if "@" not in words.text:
        return
    starts = words.starts
    for match in _MAIL.finditer(words.text):
        low, high = _line(words.text, match.start(), match.end())
        near = [
            index
            for index in range(bisect_left(starts, low), bisect_left(starts, high))
            if index not in words.closed and words.words[index].shape in "CMU"
        ]
        for index in _made_of(words, near, match[1].lower()) if near else ():
            yield NameSpan(*words.spans[index], "names.address", True)


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(start - _REACH, text.rfind("\n", max(0, start - _REACH), start) + 1)
    stop = text.find("\n", end, end + _REACH)
    return low, stop if stop >= 0 else min(len(text), end + _REACH)


def _made_of(words: Words, near: list[int], local: str) -> set[int]:
    """The words of which the address is made."""
    parts = _LETTERS.findall(local)
    joined = "".join(parts)
    found: set[int] = set()
    for place, index in enumerate(near):
        word = words.words[index]
        bare = "".join(_LETTERS.findall(word.fold))
        if len(bare) > 1 and fits(word) and _own(bare, parts, joined):
            found.add(index)
        following = near[place + 1] if place + 1 < len(near) else -1
        if following == index + 1 and bare:
            other = "".join(_LETTERS.findall(words.words[following].fold))
            if other and joined in {
                bare + other, other + bare, bare[0] + other, other[0] + bare,
                bare + other[0], other + bare[0],
            }:  # fmt: skip
                found |= {index, following}
    return found


def _own(bare: str, parts: list[str], joined: str) -> bool:
    if bare in parts:
        return len(bare) > 2 or len(parts) > 1
    return len(bare) > 3 and joined.startswith(bare) != joined.endswith(bare)
