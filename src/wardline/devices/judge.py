"""Whether a device is the product that one name means, and how sure that is."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from wardline.devices.names import Name
from wardline.devices.reading import Reading, find_code
from wardline.devices.words import KIN, TYPES


class Grip(IntEnum):
    """How firmly a name holds a device; higher is firmer."""

    NONE = 0
    CHECK = 1
    LIKELY = 2
    SURE = 3


class Held(NamedTuple):
    """The grip, how many atoms agree, and what a person should know of it."""

    grip: Grip
    weight: int
    note: str = ""


NOTHING = Held(Grip.NONE, 0)
_CATALOG = 5
_FIRM_DIGITS = 4
_TELLING = 5


class Vocabulary(NamedTuple):
    """The telling words of all products, and those that many of them share (brands, families)."""

    words: frozenset[str]
    common: frozenset[str]


def judge(name: Name, reading: Reading, told: Vocabulary) -> Held:
    """How firmly `name` holds the device behind `reading`."""
    vocabulary = told.words
    if name.banned and any(_has_all(reading, words) for words in name.banned):
        return NOTHING
    if name.short:
        return _by_short(name, reading)
    if name.whole:
        return _by_every_word(name, reading, vocabulary)
    if name.codes or name.span:
        return _by_code(name, reading, told)
    return _by_words(name, reading, told)


def _has_all(reading: Reading, words: tuple[str, ...]) -> bool:
    return all(word in reading.known or word in reading.model.at for word in words)


def _found(reading: Reading, word: str) -> bool:
    return word in reading.known or word in reading.every


def _by_short(name: Name, reading: Reading) -> Held:
    """An acronym: every part in the model, and nothing beside it that tells another product."""
    if not all(key in reading.model.at or key in reading.known for key in name.keys):
        return NOTHING
    extra = _unexplained(name, reading)
    if sum(map(len, name.keys)) < 3 or extra:  # noqa: PLR2004 # two letters are anything
        return NOTHING if extra else Held(Grip.CHECK, len(name.keys), "by its short name only")
    return Held(Grip.LIKELY, len(name.keys), "by its short name")


def _by_every_word(name: Name, reading: Reading, vocabulary: frozenset[str]) -> Held:
    """A name of everyday words: all of them, and hardly anything else."""
    if not name.keys or not all(
        key in reading.model.at or key in reading.known or TYPES.get(key, "") in reading.types
        for key in name.keys
    ):
        return NOTHING
    extra = _unexplained(name, reading)
    if extra & vocabulary or reading.numbers:
        shown = extra or {reading.model.words[place] for place in reading.numbers}
        return Held(Grip.CHECK, len(name.keys), _told("the device also says", shown))
    if len(name.keys) < 2:  # noqa: PLR2004 # one everyday word is weak
        bare = not extra and not reading.marks - set(name.keys)
        return Held(Grip.LIKELY if bare else Grip.CHECK, len(name.keys), "an everyday name")
    if extra:
        return Held(Grip.CHECK, len(name.keys), _told("the device also says", extra))
    return Held(Grip.SURE, len(name.keys))


def _unexplained(name: Name, reading: Reading) -> frozenset[str]:
    """Words of the model that the name does not have."""
    own = {*name.keys, *name.marks, *name.types, *name.soft, *(a for c in name.codes for a in c)}
    if name.span:
        own.add(name.span.prefix)
    extra: set[str] = set()
    for word in reading.loose:
        became = reading.origin.get(word, frozenset())
        if word not in own and not became & own:
            extra |= became or {word}
    return frozenset(extra)


def _bare(name: Name, reading: Reading) -> bool:
    """Whether the device says nothing beside what the name has."""
    wanted = {TYPES[word] for word in name.types}
    return (
        not reading.numbers
        and not reading.marks - set(name.marks) - name.soft - _code_atoms(name)
        and not reading.types - wanted
        and not _unexplained(name, reading)
    )


# -- names with a model number -------------------------------------------------------------------


def _by_code(name: Name, reading: Reading, told: Vocabulary) -> Held:
    states = _code_states(name, reading)
    if name.span:
        states.append("exact" if _in_span(name, reading) else "")
    missing = [key for key in name.keys if not _found(reading, key)]
    if all(state == "exact" for state in states):
        return _with_code(name, reading, (missing, told))
    if "" in states:
        return _without_code(name, reading, (missing, states, told))
    if len(missing) == len(name.keys):
        return NOTHING
    if "loose" in states and not missing and name.keys and "less" not in states:
        return Held(Grip.LIKELY, _weight(name, missing), "the letters of the model number differ")
    return Held(Grip.CHECK, _weight(name, missing), "a variant of the model number")


def _code_states(name: Name, reading: Reading) -> list[str]:
    """How each code stands on the device: in the model, or in the notes else in the notes."""
    states = [find_code(reading.model, code) for code in name.codes]
    taken = {atom for code, state in zip(name.codes, states, strict=True) if state for atom in code}
    for index, code in enumerate(name.codes):
        if states[index] or not reading.aside.words:
            continue
        others = [place for place in reading.numbers if reading.model.words[place] not in taken]
        if not any(_rival(reading, place, code) for place in others):
            states[index] = "exact" if find_code(reading.aside, code) == "exact" else ""
        elif _firm_code(code) and find_code(reading.aside, code) == "exact" and not taken:
            # The model has another number (a family's "630G"), the notes the one asked for.
            states[index] = "exact" if all(_found(reading, key) for key in name.keys) else ""
    return states


def _firm_code(code: tuple[str, ...]) -> bool:
    """Whether a code has letters and at least four digits: no number says that by chance."""
    digits = max((len(atom) for atom in code if atom.isdecimal()), default=0)
    return digits >= _FIRM_DIGITS and len(code) > 1


def _in_span(name: Name, reading: Reading) -> bool:
    span = name.span
    assert span is not None  # noqa: S101 # the caller has looked
    run = reading.model
    for index, word in enumerate(run.words):
        if not word.isdecimal() or len(word) > 6:  # noqa: PLR2004 # no model number is longer here
            continue
        before = run.words[index - 1] if index else ""
        behind = (
            index + 1 < len(run.words) and run.glued[index + 1] and run.words[index + 1].isalpha()
        )
        fits = before == span.prefix or (not span.prefix and not (run.glued[index] and before))
        if fits and span.low <= int(word) <= span.high and not behind:
            return True
    return False


def _firm(name: Name) -> bool:
    """Whether a code alone tells a product of a known maker."""
    for code in name.codes:
        digits = max((len(atom) for atom in code if atom.isdecimal()), default=0)
        if digits >= _FIRM_DIGITS or (digits >= 2 and len(code) > 1):  # noqa: PLR2004 # "MX40"
            return True
    return name.span is not None and bool(name.span.prefix)


def _with_code(name: Name, reading: Reading, more: tuple[list[str], Vocabulary]) -> Held:
    missing, told = more
    vocabulary = told.words
    weight = _weight(name, missing) + 2
    extra = _unexplained(name, reading)
    lost_marks = [mark for mark in name.marks if mark not in reading.every]
    if lost_marks and _spelled_away(name, reading, lost_marks):
        lost_marks = []
    new_marks = reading.marks - set(name.marks) - name.soft - _code_atoms(name)
    if missing:
        if extra & vocabulary:
            return NOTHING
        if not _firm(name) and len(missing) == len(name.keys):
            return NOTHING
        brand_only = len(missing) < len(name.keys) and set(name.keys) - set(missing) <= told.common
        if brand_only and reading.types - reading_types(name):
            # The brand and the number of another thing: "Pyxis Anesthesia 4000".
            return NOTHING
        if extra:
            return Held(Grip.CHECK, weight, _told("the device also says", extra))
    if not name.keys and not _firm(name):
        if (
            name.types
            and not extra
            and not lost_marks
            and not new_marks
            and not _clash(name, reading)
        ):
            kinds = {TYPES[word] for word in name.types} & (reading.types | reading.kinds)
            return Held(Grip.SURE if kinds else Grip.LIKELY, weight)
        return NOTHING if extra or new_marks else Held(Grip.CHECK, weight, "a short number only")
    if name.lone or (not name.keys and not name.types):
        known = extra & vocabulary
        if known - name.soft:
            return NOTHING
    if lost_marks and name.marks and not missing and len(name.keys) > 0 and not extra:
        strong = any(len(mark) > 2 or mark in ("ii", "se", "es") for mark in lost_marks)  # noqa: PLR2004 # "Plus"
        if strong:
            return Held(Grip.CHECK, weight, _told("not said", lost_marks))
    if new_marks & _VARIANTS:
        return Held(Grip.CHECK, weight, _told("the device is a variant", new_marks & _VARIANTS))
    if missing:
        return Held(Grip.LIKELY, weight, _told("not said", missing))
    return Held(Grip.SURE, weight)


_VARIANTS = frozenset(
    [
        "ii",
        "iii",
        "iv",
        "vi",
        "vii",
        "plus",
        "pro",
        "max",
        "mini",
        "xl",
        "lite",
        "light",
        "duo",
        "dual",
        "ultra",
        "premium",
        "elite",
    ]
)


def _spelled_away(name: Name, reading: Reading, lost: list[str]) -> bool:
    """Whether marks stand glued to another atom on the device: "PCU" for "PC unit"."""
    short = [word for word in reading.model.words if word.isalpha()]
    return bool(name.keys) and all(
        any(mark in word and len(word) <= len(mark) + 2 for word in short) for mark in lost
    )


def _code_atoms(name: Name) -> frozenset[str]:
    return frozenset(atom for code in name.codes for atom in code)


def _without_code(
    name: Name, reading: Reading, more: tuple[list[str], list[str], Vocabulary]
) -> Held:
    """The device gives no number for it, or another one (then it is a sibling)."""
    missing, states, told = more
    found = sum(state == "exact" for state in states)
    open_codes = [code for code, state in zip(name.codes, states, strict=False) if not state]
    for place in reading.numbers:
        if (
            any(_rival(reading, place, code) for code in open_codes)
            or (name.span and not states[-1] and _rival(reading, place, (name.span.prefix, "000")))
        ) and not _belongs(name, reading, place):
            return NOTHING
    if not (name.keys or found) or len(missing) * 2 > len(name.keys):
        return NOTHING
    if missing and (not _bare(name, reading) or set(name.keys) - set(missing) <= told.common):
        return NOTHING
    if _unexplained(name, reading) or name.lone:
        return NOTHING
    if any(mark not in reading.every for mark in name.marks if len(mark) > 1):
        return NOTHING
    if (reading.marks & _VARIANTS) - set(name.marks):
        return NOTHING
    if _clash(name, reading):
        return NOTHING
    if not found and set(name.keys) <= told.common and reading.types - reading_types(name):
        return NOTHING
    return Held(Grip.CHECK, _weight(name, missing), "the model number is not recorded")


def reading_types(name: Name) -> frozenset[str]:
    """The kinds of device that a name tells."""
    return frozenset(TYPES[word] for word in name.types)


def _belongs(name: Name, reading: Reading, place: int) -> bool:
    """Whether a number of the device is part of another code of the same name that was found."""
    number = reading.model.words[place]
    return any(number in code and find_code(reading.model, code) for code in name.codes)


def _rival(reading: Reading, place: int, code: tuple[str, ...]) -> bool:
    """Whether a number on the device stands where `code` should: then it is another model."""
    number = reading.model.words[place]
    wanted = max((len(atom) for atom in code if atom.isdecimal()), default=0)
    if len(number) >= _CATALOG and wanted != len(number):
        return False
    if number in code and find_code(reading.model, code):
        return False
    return not (
        not reading.model.glued[place]
        and reading.model.words[max(place - 1, 0)]
        in ("no", "nr", "bay", "room", "rm", "ward", "bed")
    )


def _weight(name: Name, missing: list[str]) -> int:
    return len(name.keys) - len(missing) + len(name.codes) + len(name.marks)


def _told(words: str, which: object) -> str:
    listed = ", ".join(sorted(which)) if isinstance(which, (frozenset, set, list, tuple)) else ""
    return f"{words}: {listed}" if listed else words


# -- names of words ------------------------------------------------------------------------------


def _clash(name: Name, reading: Reading) -> bool:
    """Whether name and device are two different kinds of device."""
    wanted = {TYPES[word] for word in name.types}
    if not wanted or not reading.types or wanted & reading.types:
        return False
    return not any(wanted & kin and reading.types & kin for kin in KIN)


def _by_words(name: Name, reading: Reading, told: Vocabulary) -> Held:
    vocabulary = told.words
    missing = [key for key in name.keys if not _found(reading, key)]
    lost_marks = [
        mark for mark in name.marks if mark not in reading.every and mark not in name.soft
    ]
    if lost_marks and _spelled_away(name, reading, lost_marks):
        lost_marks = []
    extra = _unexplained(name, reading)
    if len(missing) == len(name.keys) or _clash(name, reading):
        return NOTHING
    # At least one telling word has to stand in the model itself or where the model is blank.
    if reading.model.words and not any(key in reading.known for key in name.keys):
        return NOTHING
    weight = _weight(name, missing) - len(lost_marks)
    if missing:
        if len(missing) * 2 > len(name.keys) and _head_alone(name, reading, told):
            return Held(Grip.CHECK, weight, _told("not said", missing))
        if extra or len(missing) * 2 > len(name.keys) or lost_marks:
            return NOTHING
        if (reading.marks & _VARIANTS) - set(name.marks):
            return NOTHING
        if set(name.keys) - set(missing) <= reading.slips:
            # A word that only looks like the one asked for, and the others are not there.
            return NOTHING
        if set(name.keys) - set(missing) <= told.common and not _bare(name, reading):
            return NOTHING
        if len(missing) * 3 > len(name.keys):
            return Held(Grip.CHECK, weight, _told("not said", missing))
        return Held(Grip.LIKELY, weight, _told("not said", missing))
    if lost_marks:
        if not _bare(name, reading):
            return NOTHING
        return Held(Grip.CHECK, weight, _told("not said", lost_marks))
    shared = set(name.keys) <= told.common
    return _all_words(name, reading, (weight, extra & vocabulary, extra), shared=shared)


def _head_alone(name: Name, reading: Reading, told: Vocabulary) -> bool:
    """Whether the device gives only the first word of a name, one that no other product has."""
    head = name.keys[0]
    telling = len(head) >= _TELLING and head not in told.common
    return telling and head in reading.known and _bare(name, reading)


def _all_words(
    name: Name,
    reading: Reading,
    more: tuple[int, frozenset[str], frozenset[str]],
    *,
    shared: bool,
) -> Held:
    """Every word is there; what else the device says decides how sure it is."""
    weight, known, extra = more
    new_marks = (reading.marks & _VARIANTS) - set(name.marks) - name.soft
    numbers = [place for place in reading.numbers if not _is_catalog(reading, place)]
    wanted = {TYPES[word] for word in name.types}
    if wanted and len(name.keys) == 1 and not wanted & (reading.types | reading.kinds):
        # One word and another kind of thing, or none: a brand that many products share.
        told = numbers or extra or reading.types or reading.marks - set(name.marks) - name.soft
        if told and (shared or reading.types):
            return NOTHING
        if told:
            return Held(Grip.CHECK, weight, _told("not said", name.types))
        return Held(Grip.LIKELY, weight, _told("not said", name.types))
    if new_marks and not name.family:
        return NOTHING
    if name.family and new_marks:
        return Held(Grip.LIKELY, weight, _told("the device also says", new_marks))
    if name.family and not known:
        return Held(Grip.SURE if numbers or not extra else Grip.LIKELY, weight)
    if known or new_marks:
        return Held(Grip.CHECK, weight, _told("the device also says", known | new_marks))
    if numbers:
        shown = {reading.model.words[place] for place in numbers}
        return Held(Grip.CHECK, weight, _told("the device also has a number", shown))
    if extra:
        return Held(Grip.LIKELY, weight, _told("the device also says", extra))
    if reading.slips & set(name.keys) and len(name.keys) == 1 and not name.types:
        return Held(Grip.LIKELY, weight, "one letter differs")
    return Held(Grip.SURE, weight)


def _is_catalog(reading: Reading, place: int) -> bool:
    return len(reading.model.words[place]) >= _CATALOG
