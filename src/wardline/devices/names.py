"""An advisory's product name in prose, taken apart: words, model numbers, lists, spans, exceptions.

One text gives several alternatives: "MX800/700/600" is any of three models, "PIC iX" in brackets
another name of the same thing, "MX400-MX850" a span of numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from wardline.devices.fold import fold, split
from wardline.devices.versions import Version, parse_version
from wardline.devices.words import MARKS, NEUTRAL, SHORT, TYPES

MODEL_FOLLOWS = "\x1f"
EITHER = "\x1e"
_MAX_NAME = 300
_MAX_ALTERNATIVES = 48


class Span(NamedTuple):
    """Models between two numbers with the same letters before them."""

    prefix: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name a product.

    `keys` tell it, `marks` tell its variant, `types` its kind; each of `codes` (a row of atoms) has
    to stand on the device. `soft` may. `banned` names what is excepted. `whole` marks names made of
    everyday words only, which need every word and the maker.
    """

    text: str
    keys: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    codes: tuple[tuple[str, ...], ...] = ()
    span: Span | None = None
    soft: frozenset[str] = frozenset()
    banned: tuple[tuple[str, ...], ...] = ()
    version: Version | None = None
    family: bool = False
    whole: bool = False
    short: bool = False
    lone: bool = False


_EXCEPT = re.compile(r",?\s*\(?\b(?:not including|excluding|except(?:ing| for)?|but not)\b(.*)")
_WITH = re.compile(
    r"\s*\b(?:used with|enabled with|in combination with|with|w/|running|installed (?:on|in)|using"
    r"|integrated as|for use with|on windows|part of)\b(?=\s)"
)
_FAMILY = re.compile(r"\b(?:series|family|families|line|products|models|range|variants)\b")
_INCLUDES = re.compile(r"\b(?:including|includes|incl\.?)\s*")
_TOKEN = re.compile(r"[a-z0-9+][a-z0-9+.\-]*|[/,&()]")
_NUMBER_WORDS = re.compile(
    r"\b(?:models?|parts?|catalog(?:ue)?|product|reorder|serial|ref|sku|udi|ndc|order)\b"
    r"(?:[ /]*(?:model|ndc|reorder|id|ref))*[ ]*(?:numbers?|nos?\.|id|#)[: ]*"
)
_VERSION_TOKEN = re.compile(r"v?\d+(?:\.\d+)*\.(?:\d+|x)|v\d+|\d+\.x")
_SPAN_TOKEN = re.compile(r"([a-z]*)(\d+)-([a-z]*)(\d+)")
_LONG_PREFIX = 5


def parse_names(text: str) -> tuple[Name, ...]:
    """The alternatives in one product text of an advisory.

    1. the model behind the family; 2. exceptions; 3. brackets; 4. lists and spans; 5. words.
    """
    base, _, model = text[:_MAX_NAME].lstrip(EITHER).partition(MODEL_FOLLOWS)
    plain = fold(base)
    banned: tuple[tuple[str, ...], ...] = ()
    found = _EXCEPT.search(plain)
    if found:
        banned = _banned(found[1])
        plain = plain[: found.start()]
    names: list[Name] = []
    soft: set[str] = set()
    core, inside = _brackets(plain)
    core = _NUMBER_WORDS.sub(" ", core)
    core, windows = _cut_windows(core)
    soft.update(windows)
    core, cut = _cut_with(core)
    soft.update(split(cut).words)
    extra: list[str] = []
    shorts: list[str] = []
    for content in inside:
        _sort_bracket(content, extra, shorts, soft)
    if model:
        return _with_model(core, model, (soft, banned))
    family = bool(_FAMILY.search(core))
    rows = _alternatives(core)
    if len(rows) > 1:
        soft.update(split(core).words)
    names.extend(_build(tokens, text, (soft, banned, family)) for tokens in rows)
    for content in extra:
        names.extend(_code_only(content, core, (soft, banned)))
    names.extend(_acronym(content, core) for content in shorts)
    return tuple(_unique(names))[:_MAX_ALTERNATIVES]


def _with_model(
    core: str, model: str, more: tuple[set[str], tuple[tuple[str, ...], ...]]
) -> tuple[Name, ...]:
    """Names of a family with a model number that stood in the version's place."""
    soft, banned = more
    plain = _NUMBER_WORDS.sub(" ", fold(model))
    names = []
    for variant in _optional_letter(plain):
        bare, inside = _brackets(variant)
        quiet = soft | {word for content in inside for word in split(content).words}
        for piece in re.split(r"\s+/\s+|,", bare):
            rows = _alternatives(f"{core} {piece.strip()}")
            names += [_build(row, f"{core} {piece}", (quiet, banned, False)) for row in rows]
    return tuple(_unique(names))[:_MAX_ALTERNATIVES]


def _optional_letter(text: str) -> list[str]:
    """Both readings of "522(K)": 522 and 522K."""
    if not re.search(r"\d\([a-z]{1,2}\)", text):
        return [text]
    return [re.sub(r"(\d)\(([a-z]{1,2})\)", form, text) for form in (r"\1\2", r"\1")]


def _banned(text: str) -> tuple[tuple[str, ...], ...]:
    pieces = re.split(r",|\band\b|/", text)
    kept = []
    for piece in pieces:
        words = tuple(
            word
            for word in split(re.sub(r"\br\d+(?:-\d+)?\b|\bproduct line\b", " ", piece)).words
            if word not in NEUTRAL
        )
        if words:
            kept.append(words)
    return tuple(kept)


def _brackets(text: str) -> tuple[str, list[str]]:
    """The text outside of brackets, and what stood inside each pair."""
    inside: list[str] = []
    outside: list[str] = []
    depth, start = 0, 0
    for index, char in enumerate(text):
        if char == "(":
            if depth == 0:
                outside.append(text[start:index])
                start = index + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if depth == 0:
                inside.append(text[start:index].strip("( "))
                start = index + 1
    if depth:
        inside.append(text[start:].strip("( "))
    else:
        outside.append(text[start:])
    return " ".join(outside).strip(), [content for content in inside if content]


_WINDOWS = re.compile(r"\bwindows (?:server )?(?:xp|vista|nt|ce|\d+)(?: r2)?(?:[- ]based)?")


def _cut_windows(core: str) -> tuple[str, tuple[str, ...]]:
    """The name without the operating system under it, which inventories hardly ever tell."""
    rest = _WINDOWS.sub(" ", core)
    if rest == core or not split(rest).words:
        return core, ()
    return rest, split(core).words


def _cut_with(core: str) -> tuple[str, str]:
    found = _WITH.search(core)
    if found and found.start() > 0 and split(core[: found.start()]).words:
        return core[: found.start()], core[found.end() :]
    return core, ""


def _sort_bracket(content: str, extra: list[str], shorts: list[str], soft: set[str]) -> None:
    """Codes, short names, or side talk."""
    bare = _NUMBER_WORDS.sub(" ", content).strip()
    listed = _INCLUDES.sub("", bare)
    if re.search(r"\d{3,}", bare) or (listed != bare and re.search(r"\d", bare)):
        extra.append(listed)
    elif re.fullmatch(r"[a-z]{2,8}(?:[ -][a-z0-9]{1,3})?|[a-z]+\d{1,2}", bare) and not (
        set(split(bare).words) & (NEUTRAL | {"turnkey", "all", "only"})
    ):
        shorts.append(bare)
    else:
        soft.update(split(content).words)


def _acronym(content: str, core: str) -> Name:
    words = tuple(word for word in split(content).words)
    soft = frozenset(split(core).words)
    return Name(content, keys=words, soft=soft, short=True)


def _code_only(
    content: str, core: str, more: tuple[set[str], tuple[tuple[str, ...], ...]]
) -> list[Name]:
    """Names by a number in brackets: "(718132)", "(MX400-550)", "(865240/41/42)"."""
    soft, banned = more
    quiet = frozenset(soft) | frozenset(split(core).words)
    names = []
    for tokens in _alternatives(content):
        made = _build(tokens, content, (soft, banned, False))
        if made.codes or made.span:
            names.append(
                Name(
                    content,
                    marks=(),
                    codes=made.codes,
                    span=made.span,
                    soft=quiet | frozenset((*made.keys, *made.types)),
                    banned=banned,
                    lone=True,
                )
            )
    return names


# -- lists ---------------------------------------------------------------------------------------


def _alternatives(core: str) -> list[list[str]]:
    """Token rows, one for each model or product that a list names."""
    tokens = _TOKEN.findall(core)
    if tokens.count("/") and _slash_products(core):
        return [row for part in _slash_products(core) for row in _alternatives(part)]
    if " and " in core or "," in core:
        parts = [part for part in re.split(r",| and ", core) if part.strip()]
        if len(parts) > 1 and _is_product_list(parts):
            return [row for part in _shared(parts) for row in _alternatives(part)]
    return _code_list(_join_span(tokens))


def _is_product_list(parts: list[str]) -> bool:
    """Whether "A and B" are two products: a code in each, or one telling word each."""
    if not all(_tells(part) for part in parts):
        return False
    if all(any(char.isdigit() for char in part) for part in parts):
        return True
    return all(len(part.split()) == 1 for part in parts)


def _tells(part: str) -> bool:
    """Whether a part of a list is a name by itself: a code, or a word that tells."""
    words = split(part).words
    return any(char.isdigit() for char in part) or any(
        len(word) > 3 and word not in NEUTRAL and word not in TYPES and word not in MARKS  # noqa: PLR2004 # CRT, ICD and the like tell nothing alone
        for word in words
    )


def _shared(parts: list[str]) -> list[str]:
    """Parts of a list where a bare code takes over the words before the first one."""
    head = re.split(r"\b\S*\d", parts[0], maxsplit=1)[0].strip()
    return [
        f"{head} {part}" if index and head and not _has_word(part) else part
        for index, part in enumerate(parts)
    ]


def _has_word(part: str) -> bool:
    return any(
        len(word) > 3 and word not in NEUTRAL and word not in TYPES  # noqa: PLR2004 # as in _tells
        for word in split(part).words
    )


def _slash_products(core: str) -> list[str]:
    """The products in "Assurity/Allure" and "ELI 150c/BUR 150c", or nothing."""
    groups = re.findall(r"\b[a-z]{4,}(?:/[a-z]{4,})+\b", core)
    if len(groups) > 1 and not any(char.isdigit() for char in core):
        return [part.strip() for part in core.split("/")]
    found = re.search(r"\b([a-z]{4,})((?:/[a-z]{4,})+)\b", core)
    if found:
        options = [found[1], *found[2].strip("/").split("/")]
        if all(word not in NEUTRAL and word not in TYPES for word in options):
            return [core.replace(found[0], word, 1) for word in options]
    parts = core.split("/")
    if (
        len(parts) > 1
        and all(re.search(r"[a-z]{2,} ?\d", part) for part in parts)
        and any(re.search(r"[a-z]{2,} \d", part) for part in parts[1:])
    ):
        tail = re.split(r"\d[a-z0-9]*", parts[-1])[-1]
        return [part if tail in part else f"{part} {tail}" for part in parts]
    return []


def _join_span(tokens: list[str]) -> list[str]:
    """Tokens without "series" before a span: "MX (MX400-550)" has been taken apart already."""
    return [token for token in tokens if token not in ("(", ")", "&")]


def _code_list(tokens: list[str]) -> list[list[str]]:
    """One row of tokens for each code where several stand in a row."""
    runs: list[tuple[int, int]] = []
    start = None
    for index, token in enumerate([*tokens, ""]):
        code = _is_code(token)
        joint = token in ("/", ",", "and")
        if code and start is None:
            start = index
        elif not code and not joint and start is not None:
            end = index
            while tokens[end - 1] in ("/", ",", "and"):
                end -= 1
            if sum(map(_is_code, tokens[start:end])) > 1 and _is_list(tokens[start:end]):
                runs.append((start, end))
            start = None
    if not runs:
        return [[token for token in tokens if token not in ("/", ",")]]
    first, last = runs[0]
    codes = _inherit([token for token in tokens[first:last] if _is_code(token)])
    rest = [token for token in tokens[last:] if token not in ("/", ",")]
    return [[*tokens[:first], code, *rest] for code in codes]


def _is_code(token: str) -> bool:
    return any(char.isdigit() for char in token) and not _VERSION_TOKEN.fullmatch(token)


def _is_list(run: list[str]) -> bool:
    """Whether codes are listed (with marks between, or alike) and not one code with blanks."""
    if any(token in ("/", ",", "and") for token in run):
        return True
    shapes = {re.sub(r"\d+", "9", token) for token in run}
    return len(shapes) == 1 and all(len(token) > 2 for token in run)  # noqa: PLR2004 # "TC10 TC20"


def _inherit(codes: list[str]) -> list[str]:
    """Codes with the letters that only the first of them carries: MX800/700 → MX800, MX700."""
    made = []
    prefix, digits = "", ""
    for code in codes:
        found = re.match(r"([a-z-]*)(\d+)", code)
        if found and found[1]:
            prefix, digits = found[1], found[2]
            made.append(code)
        elif found and prefix:
            kept = digits[: max(0, len(digits) - len(found[2]))]
            made.append(f"{prefix}{kept}{code}")
        elif found and digits and len(found[2]) < len(digits):
            made.append(f"{digits[: len(digits) - len(found[2])]}{code}")
        else:
            digits = found[2] if found else digits
            made.append(code)
    return made


# -- one name ------------------------------------------------------------------------------------


def _build(
    tokens: list[str], text: str, more: tuple[set[str], tuple[tuple[str, ...], ...], bool]
) -> Name:
    soft, banned, family = more
    keys: list[str] = []
    marks: list[str] = []
    types: list[str] = []
    codes: list[tuple[str, ...]] = []
    span: Span | None = None
    version: Version | None = None
    for index, token in enumerate(_with_letters(tokens)):
        last = index >= len(tokens) - 2
        found = _SPAN_TOKEN.fullmatch(token)
        if found and found[3] in ("", found[1]) and int(found[2][:9]) < int(found[4][:9]):
            span = Span(found[1], int(found[2][:9]), int(found[4][:9]))
        elif _VERSION_TOKEN.fullmatch(token) and (last or "." in token) and index:
            version = version or parse_version(token)
        elif any(char.isdigit() for char in token):
            _add_code(token, codes, keys)
        else:
            _add_words(token, (keys, marks, types), soft)
    codes = _glue_prefix(codes, marks)
    whole = not codes and not span and not any(len(word) > 2 for word in keys)  # noqa: PLR2004 # "EC", "AP" tell too little alone
    if whole:
        words = [word for token in tokens for word in split(token).words]
        keys = [word for word in words if word not in ("the", "of", "and", "for")]
        marks, types = [], []
    return Name(
        text=text,
        keys=tuple(dict.fromkeys(keys)),
        marks=tuple(dict.fromkeys(marks)),
        types=tuple(dict.fromkeys(types)),
        codes=tuple(dict.fromkeys(codes)),
        span=span,
        soft=frozenset(soft),
        banned=banned,
        version=version,
        family=family or span is not None,
        whole=whole,
    )


def _with_letters(tokens: list[str]) -> list[str]:
    """Tokens with one or two letters joined to the number behind them: "h 232" is one model."""
    joined: list[str] = []
    for token in tokens:
        short = joined and joined[-1].isalpha() and len(joined[-1]) <= 2  # noqa: PLR2004 # "h", "NM"
        number = token[0].isdigit() and not _VERSION_TOKEN.fullmatch(token)
        if short and number and joined[-1] not in NEUTRAL and joined[-1] not in MARKS:
            joined[-1] += f"-{token}"
            continue
        joined.append(token)
    return joined


def _glue_prefix(codes: list[tuple[str, ...]], marks: list[str]) -> list[tuple[str, ...]]:
    """Codes as they are; short words before them stay marks only where no code has them."""
    for code in codes:
        for word in code:
            if word in marks:
                marks.remove(word)
    return codes


def _add_code(token: str, codes: list[tuple[str, ...]], keys: list[str]) -> None:
    """A token with digits as a code; a long word hyphenated to it is a word ("Hamilton-T1")."""
    kept = []
    for piece in token.split("-"):
        if piece.isalpha() and len(piece) >= _LONG_PREFIX:
            if piece not in NEUTRAL:
                keys.append(piece)
        elif piece:
            kept.append(piece)
    words = split("-".join(kept)).words
    if any(word.isdecimal() for word in words):
        codes.append(words)


def _add_words(token: str, sorts: tuple[list[str], list[str], list[str]], soft: set[str]) -> None:
    keys, marks, types = sorts
    for word in split(token).words:
        word = SHORT.get(word, word)  # noqa: PLW2901 # an abbreviation is read as its word
        if word in NEUTRAL:
            soft.add(word)
        elif word in TYPES:
            types.append(word)
        elif word in MARKS or len(word) <= 2:  # noqa: PLR2004 # variants: "ES", "S3", "iX"
            marks.append(word)
        else:
            keys.append(word)


def _unique(names: list[Name]) -> list[Name]:
    seen: dict[tuple[object, ...], Name] = {}
    for name in names:
        key = (name.keys, name.marks, name.types, name.codes, name.span, name.version)
        seen.setdefault(key, name)
    return list(seen.values())
