"""The privacy gate for one text: find, decide, replace.

1. Fold the text to plain characters; refuse what cannot be read.
2. Take out secrets, marks, and what a structure names (HL7, tables, mail, keys).
3. Decide every observable by role and fence it.
4. Take out what cue words, shapes, dates and numbers show.
5. Take out the same values wherever else they stand.
6. Take out names; what is only possibly one is left to a person.
7. Leave every unexplained number to a person.
8. Put pseudonyms in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wardline.screen import (
    columns,
    cues,
    dates,
    dicom,
    fields,
    hl7,
    layouts,
    logins,
    mail,
    marks,
    markup,
    names,
    numbers,
    observe,
    own_names,
    secrets,
    shapes,
    table,
)
from wardline.screen.fold import Folded, fold, unreadable
from wardline.screen.model import Decision, Finding, Residue, Screened
from wardline.screen.profile import Profile
from wardline.screen.replace import PLACEHOLDER, Case
from wardline.screen.sheet import GONE, Claim, Sheet, once

MAX_TEXT = 32 << 20
_NO_PROFILE = Profile()
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
# A text with so many unreadable characters is no text.
_MOST_UNREADABLE = 0.05
_FEW_UNREADABLE = 8


def screen(
    text: str,
    profile: Profile = _NO_PROFILE,
    *,
    kind: str | None = None,
    case: Case | None = None,
    strict: bool = False,
) -> Screened:
    """`text` as it may leave, what was taken out, and whether it may leave at all.

    *Shape*: `kind` is a hint only. `case` keeps pseudonyms over several texts. `strict` is for
    what the public will read: weaker signs are enough to ask a person.
    """
    reason = _refusal(text)
    if reason:
        return Screened(Decision.BLOCK, "", (), (Residue(0, len(text), reason),))
    folded = fold(text)
    sheet = Sheet(folded, profile, kind or "")
    ruled(sheet, strict=strict)
    _names(sheet)
    _accounts_of_names(sheet)
    dates.near_names(sheet)
    own_names.screen(sheet)
    numbers.near_names(sheet)
    dates.in_rows(sheet)
    numbers.residue(sheet, strict=strict)
    return _answer(text, sheet, case if case is not None else Case())


def ruled(sheet: Sheet, *, strict: bool) -> None:
    """Apply all rules but those for names (2 to 5)."""
    _fence_pseudonyms(sheet)
    _settled(sheet, strict=strict)


def _refusal(text: str) -> str:
    """Why the text cannot be screened, or an empty text."""
    if len(text) > MAX_TEXT:
        return "The text is longer than 32 million characters; send it in parts."
    bad = unreadable(text) if not text.isascii() else 0
    bad += sum(1 for _ in _BINARY.finditer(text))
    if bad > _FEW_UNREADABLE and bad > _MOST_UNREADABLE * len(text):
        return "This is no readable text; send it as the file that it is."
    return ""


def _fence_pseudonyms(sheet: Sheet) -> None:
    if "[" in sheet.text:
        for match in PLACEHOLDER.finditer(sheet.text):
            sheet.stand(*match.span())


def _structures(sheet: Sheet) -> None:
    """What a place or a name beside a value says of it."""
    shapes.organization(sheet)
    hl7.screen(sheet)
    dicom.screen(sheet)
    layouts.statements(sheet)
    table.screen(sheet)
    mail.screen(sheet)
    markup.screen(sheet)
    columns.screen(sheet)
    layouts.screen(sheet)
    shapes.paths(sheet)
    shapes.numbered(sheet)
    observe.portals(sheet)
    fields.screen(sheet)


def _rules(sheet: Sheet, *, strict: bool, first: bool) -> None:
    secrets.screen(sheet)
    if first:
        marks.screen(sheet, strict=strict)
        _structures(sheet)
    shapes.placed(sheet)
    shapes.accounts(sheet)
    logins.screen(sheet)
    numbers.dotted(sheet)
    numbers.devices(sheet)
    observe.screen(sheet)
    dates.decide(sheet)
    cues.screen(sheet)
    cues.beside_account(sheet)
    cues.backward(sheet)
    shapes.named(sheet)
    shapes.hosts(sheet)
    shapes.places(sheet)
    dates.loose(sheet)
    numbers.phones(sheet)
    numbers.persons(sheet)
    dates.beside(sheet)
    _again(sheet)


_MOST_ROUNDS = 5


def _settled(sheet: Sheet, *, strict: bool) -> None:
    """Apply the rules until they find nothing more: what is taken out parts what stood beside it."""
    for number in range(_MOST_ROUNDS):
        before = len(sheet.claims)
        if number:
            sheet.again()
        _rules(sheet, strict=strict, first=number == 0)
        if len(sheet.claims) == before:
            return


_SPREADS = frozenset(
    ("USER", "HOST", "MRN", "ACCOUNT", "PLAN_ID", "DEVICE_SERIAL", "LICENSE", "SSN", "SECRET")
)
_MOST_VALUES = 400
_SHORTEST = 5


def _again(sheet: Sheet) -> None:
    """Take out what was taken out once wherever else it stands."""
    seen: dict[bytes, str] = {}
    view = sheet.folded.text.encode("latin-1", "replace").lower()
    for claim in sheet.claims:
        if claim.label in _SPREADS and claim.end - claim.start >= _SHORTEST:
            value = view[claim.start : claim.end]
            if claim.label == "USER":
                value = value.rpartition(b"\\")[2]
            if len(value) >= _SHORTEST and _telling(value):
                seen.setdefault(value, claim.label)
        if len(seen) >= _MOST_VALUES:
            break
    for position, value in _places(sheet.low, list(seen)):
        end = position + len(value)
        if not _word_char(sheet.low, position - 1) and not _word_char(sheet.low, end):
            sheet.claim(position, end, seen[value], "again")


def _telling(value: bytes) -> bool:
    """Whether a value is no common word."""
    return value.translate(None, b"0123456789._") != value


def _word_char(low: bytearray, position: int) -> bool:
    if not 0 <= position < len(low):
        return False
    return chr(low[position]).isalnum()


# Code systems and registers, which look like names to a reader of shapes.
_CODE_SYSTEMS = frozenset(
    ("LOINC", "SNOMED", "RXNORM", "HCPCS", "UCUM", "NUCC", "CVX", "NDC", "ICD", "CPT", "DICOM")
)


def _names(sheet: Sheet) -> None:
    fenced = sorted([(c.start, c.end) for c in sheet.claims] + sheet.kept)
    known = sheet.profile.known_names
    taken = [sheet.text[c.start : c.end] for c in sheet.claims if c.label == "NAME"]
    for span in names.find(sheet.text, fenced, sheet.kind or None, known, taken[:_MOST_VALUES]):
        if not sheet.is_open(span.start, span.end):
            continue
        if sheet.text[span.start : span.end].upper() in _CODE_SYSTEMS:
            continue
        if span.sure:
            sheet.claim(span.start, span.end, "NAME", span.rule)
            _user_beside(sheet, span.end)
        else:
            sheet.doubt(span.start, span.end, "this may be a person's name")
    for claim in [c for c in sheet.claims if c.label == "NAME"]:
        rest = _AFTER_QUOTE.match(sheet.text, claim.end, claim.end + 30)
        if rest and sheet.is_open(*rest.span(1)) and sheet.text[claim.end - 1].isupper():
            sheet.claim(*rest.span(1), "NAME", "names.rest")
    _glue(sheet)


def _glue(sheet: Sheet) -> None:
    """Leave no sign between a name's two parts that two rules took out ("C.E." and "Gutros")."""
    ends = {claim.end for claim in sheet.claims if claim.label in ("USER", "NAME")}
    for index, claim in enumerate(sheet.claims):
        for gap in (" ", ". "):
            first = claim.start - len(gap)
            if claim.label == "NAME" and first in ends and sheet.text[first : claim.start] == gap:
                sheet.claims[index] = claim._replace(start=first)
                sheet.raw[first : claim.start] = sheet.low[first : claim.start] = GONE * len(gap)


# What a quotation mark had parted from a name: 'Ann O'Casey'.
_AFTER_QUOTE = re.compile(r"('[A-Z][a-z]{2,20})'")


_NAME_PART = re.compile(r"[a-z]+")
_LEAST_PART = 4
# Accounts cut long names after so many letters.
_CUT_NAME = 6
_MOST_PARTS = 300
_MOST_WORDS = 8


def _accounts_of_names(sheet: Sheet) -> None:
    """Take out accounts that are made of a name that was taken out: `jdoering`, `doeri22`."""
    parts: dict[str, set[str]] = {}
    for claim in sheet.claims:
        if claim.label == "NAME" and len(parts) < _MOST_PARTS:
            words = _NAME_PART.findall(sheet.text[claim.start : claim.end].lower())
            # A real name has no more; what has is a flood of words.
            for word in words[:_MOST_WORDS]:
                if len(word) >= _LEAST_PART:
                    firsts = (w[0] for w in words[:_MOST_WORDS] if w != word)
                    parts.setdefault(word, set()).update(firsts)
    heads: dict[bytes, list[str]] = {}
    for part in parts:
        heads.setdefault(part[:5].encode("latin-1", "replace"), []).append(part)
    for position, head in _places(sheet.raw, list(heads)):
        start, end = position, position + len(head)
        while start > 0 and sheet.raw[start - 1] in _ACCOUNT_BYTES:
            start -= 1
        while end < len(sheet.raw) and sheet.raw[end] in _ACCOUNT_BYTES:
            end += 1
        word = sheet.raw[start:end].rstrip(b"._-").decode("latin-1")
        if any(_is_made_of(word, part, position - start, parts[part]) for part in heads[head]):
            sheet.claim(start, start + len(word), "USER", "user.of-name")


_FEW_WORDS = 4


def _places(view: bytearray, words: list[bytes]) -> list[tuple[int, bytes]]:
    """Where each of `words` stands: few are searched one by one, many in one scan."""
    if len(words) > _FEW_WORDS and len(view) > _MUCH:
        pattern = once(b"|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        return [(m.start(), bytes(view[m.start() : m.end()])) for m in pattern.finditer(view)]
    found: list[tuple[int, bytes]] = []
    for word in words:
        position = view.find(word)
        while position >= 0:
            found.append((position, word))
            position = view.find(word, position + len(word))
    return found


_MUCH = 4_096
_TWO = 2
# What administrators write before their name.
_OF_ADMIN = re.compile(r"(?:a|adm|admin|da|sa|svc|t[012])[-_.]")
_ACCOUNT_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789._-")


def _is_made_of(word: str, part: str, lead: int, initials: set[str]) -> bool:
    """Whether `word` is an initial or a first name, the name, and perhaps another initial or digits."""
    if len(word) < 4 or len(word) > 40 or word == part:  # noqa: PLR2004 # accounts are longer
        return False
    prefix = _OF_ADMIN.match(word, 0, lead)
    before, after = word[prefix.end() if prefix else 0 : lead], word[lead:]
    if len(before) == _TWO and before.isalpha() and before[0] in initials:
        before = before[0]  # two first names
    same = 0
    while same < min(len(part), len(after)) and part[same] == after[same]:
        same += 1
    rest, whole = after[same:], same == len(part)
    digits = rest.isdigit() and len(rest) <= 4  # noqa: PLR2004 # a year at most
    cut = same >= _CUT_NAME or digits or rest in initials
    if not whole and (before not in ("", *initials) or not cut):
        return False
    if not whole and not rest and len(part) - same > 3:  # noqa: PLR2004 # another word
        return False
    if before == "" and rest == "":
        return prefix is not None
    short = not before or before in initials or before.endswith((".", "_"))
    return short and (not rest or digits or rest in initials or rest[0] in "._-")


_BESIDE = re.compile(rb" ?[(\[]([a-z][a-z0-9._-]{2,30})[)\]]")
_NO_BESIDE = frozenset(b"she her him his they them the who rn md phd ciso cio ceo".split())


def _user_beside(sheet: Sheet, end: int) -> None:
    """Take out the account that stands in brackets after a name."""
    match = _BESIDE.match(sheet.raw, end, end + 40)
    if match and match[1] not in _NO_BESIDE and not _plain(match[1].decode("latin-1")):
        sheet.take(match.span(1), "USER", "user.beside-name")


def _plain(word: str) -> bool:
    """Whether a word in brackets is rather a department or a role ("(network)", "(legal)")."""
    code = names.lexicon().code(word)
    return code[2:3] >= "1" or "r" in code[3:] or "b" in code[3:]


def _merged(claims: Iterable[Claim]) -> list[Claim]:
    """The claims in order, those that touch inside each other as one."""
    merged: list[Claim] = []
    for claim in sorted(claims):
        last = merged[-1] if merged else None
        if last is not None and claim.start < last.end:
            wide = last if last.end - last.start >= claim.end - claim.start else claim
            merged[-1] = Claim(last.start, max(last.end, claim.end), wide.label, wide.rule)
        else:
            merged.append(claim)
    return merged


def _answer(text: str, sheet: Sheet, case: Case) -> Screened:
    case.reserve(text)
    folded = sheet.folded
    pieces: list[str] = []
    findings: list[Finding] = []
    position = 0
    for claim in _merged(sheet.claims):
        start, end = folded.span(claim.start, claim.end)
        start = max(start, position)
        if start >= end:
            continue
        value = text[start:end]
        marked = claim.label == "MARKING"
        shown = (
            value if marked else case.pseudonym(claim.label, folded.text[claim.start : claim.end])
        )
        findings.append(Finding(start, end, claim.label, claim.rule, shown))
        pieces += (text[position:start], shown)
        position = end
    pieces.append(text[position:])
    residue = _residue(sheet, folded)
    held = bool(residue) or any(finding.label == "MARKING" for finding in findings)
    decision = Decision.HOLD if held else Decision.PASS
    return Screened(decision, "".join(pieces), tuple(findings), residue)


def _residue(sheet: Sheet, folded: Folded) -> tuple[Residue, ...]:
    found = sorted({(*folded.span(a, b), reason) for a, b, reason in sheet.open})
    return tuple(Residue(*item) for item in found)
