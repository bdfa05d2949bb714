"""What an advisory writes where the versions belong: ranges, lists, prose, models and conditions.

Of 144 CISA medical advisories 9 % put a model number there. `read_range` tells them apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wardline.devices.fold import fold
from wardline.devices.versions import (
    ALL,
    DATE,
    NOT_STATED,
    Constraint,
    Kind,
    Term,
    Version,
    parse_version,
)


class Slot(NamedTuple):
    """A version slot, read.

    `models` are model numbers or names that stand there, `either` short codes that may be a
    version or a model ("VS30", "BT03").
    """

    constraint: Constraint
    models: tuple[str, ...] = ()
    either: tuple[str, ...] = ()


_EVERY = re.compile(
    r"(?:vers:[a-z.]+/)?\*|all|any|(?:all|any)(?: \w+){0,3} (?:versions?|models?|releases?)"
    r"|(?:all|any) (?:versions?|models?|releases?|firmware|software)|all /\*"
)
_CONDITION = re.compile(
    r"\b(?:only if|only when|if|when|where|running|using|used with|used in|configured|deployments?"
    r"|with|without|unless|including|between|shipped|except|excluding|not including)\b"
)
_PROSE = (
    (re.compile(r"\b(?:version|versions)\b"), " "),
    (re.compile(r"\bbetween (\S+) and (\S+)"), r">= \1 <= \2"),
    (
        re.compile(
            r"\b(?:prior to|before|earlier than|lower than|less than|older than|preceding)\b"
        ),
        "<",
    ),
    (re.compile(r"^(?:all )?below\b"), "<"),
    (re.compile(r"\b(?:up to and including|up to|until|through to|through|thru)\b"), "<="),
    (re.compile(r"\b(?:starting with|starting from|starting at|since|from)\b"), ">="),
    (re.compile(r"\b(?:later than|newer than|higher than|greater than|after)\b"), ">"),
)
_BEHIND = re.compile(
    r"(?:\band\b|\bor\b|&|,)\s*(?:all\s+)?(prior|earlier|below|lower|older|previous|before|under"
    r"|later|newer|above|higher|greater|onwards?|up|after)\b(?:\s+(?:versions?|releases?))?"
)
_DOWN = frozenset(("prior", "earlier", "below", "lower", "older", "previous", "before", "under"))
_TOKEN = re.compile(r"<=|>=|=>|=<|!=|==|<|>|=|\||,|;|&|\band\b|\bor\b|\bto\b")
_OPERATORS = {
    "<=": "<=",
    "=<": "<=",
    ">=": ">=",
    "=>": ">=",
    "<": "<",
    ">": ">",
    "=": "=",
    "==": "=",
}
_SPAN = re.compile(r"(?:rev(?:isions?)?\.?|ed(?:itions?)?\.?) ?([a-z])\s*-\s*([a-z])")
_MODEL_WORD = re.compile(
    r"\b(?:models?|part|product id|reorder|catalog(?:ue)?|udi|ndc|ref|sku|pn|p/n|serial)\b"
    r"(?: ?(?:numbers?|nos?\.?|#))?[:#]*"
)
_ANNOUNCED = re.compile(r"^(?:versions?|releases?|revisions?|rev|sw|fw)\b[.: ]*")
_MAX = 2000
_MANY = 3


@lru_cache(maxsize=8192)
def read_range(text: str, *, ranged: bool = False) -> Slot:
    """What stands in a version slot; `ranged` where the branch is a product_version_range."""
    shown = " ".join(text.split())
    plain = fold(shown[:_MAX]).replace("≤", "<=").replace("≥", ">=").strip(" .,;:")
    plain = re.sub(r"^vers:[a-z.+-]+/", "", plain)
    plain = re.sub(r"^all/(?=[<>=])", "", plain)
    if not plain or plain in ("n/a", "unspecified", "unknown", "none", "-"):
        return Slot(NOT_STATED)
    if _EVERY.fullmatch(plain):
        return Slot(ALL)
    if DATE.search(plain) and "|" not in plain:
        return Slot(Constraint((Term(Kind.OPAQUE, text=shown),), "", shown))
    plain = re.sub(r"\b(?:up to and including|through and including)\b", "<=", plain)
    span = _SPAN.match(plain)
    plain, condition = _cut_condition(plain)
    if span:
        low, high = parse_version(span[1]), parse_version(span[2])
        term = Term(Kind.RANGE, low, ">=", high, "<=", span[0])
        return Slot(Constraint((term,), condition, shown))
    if not plain or _EVERY.fullmatch(plain):
        return Slot(Constraint((Term(Kind.ALL),), condition, shown))
    return _read_terms(plain, condition, shown, ranged)


def _cut_condition(plain: str) -> tuple[str, str]:
    """The text before what only holds under a condition, and the condition."""
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1].strip()
    found = _CONDITION.search(plain)
    if found and found[0] == "between" and not re.match(r"between \S*\d", plain[found.start() :]):
        return plain[: found.start()].strip(" ,;("), plain[found.start() :].strip(" )")
    if found and found[0] != "between":
        return plain[: found.start()].strip(" ,;("), plain[found.start() :].strip(" )")
    return plain, ""


def _read_terms(plain: str, condition: str, shown: str, ranged: bool) -> Slot:
    """1. prose to operators; 2. pairs of operator and operand; 3. terms, models, either."""
    plain = _operators(plain)
    pairs = _pairs(plain)
    terms: list[Term] = []
    models: list[str] = []
    either: list[str] = []
    asked_model = bool(_MODEL_WORD.search(plain))
    at = 0
    while at < len(pairs):
        operator, operand, _ = pairs[at]
        at += 1
        following = pairs[at] if at < len(pairs) else None
        if _opens(operator, following, ranged or operator != ""):
            assert following is not None  # noqa: S101 # _opens has looked
            terms.append(_range(operand, operator or ">=", following[1], following[0]))
            at += 1
        elif operator:
            terms.append(_bounded(operator, operand))
        else:
            _sort(operand, terms, (models, either), asked_model=asked_model)
    if not terms and (models or either):
        return Slot(Constraint((), condition, shown), tuple(models), tuple(either))
    if not terms:
        terms.append(Term(Kind.OPAQUE, text=shown))
    return Slot(Constraint(tuple(terms), condition, shown), tuple(models), tuple(either))


def _operators(plain: str) -> str:
    for pattern, operator in _PROSE:
        plain = pattern.sub(operator, plain)
    # "9.33 and prior": the operator moves before its operand.
    found = _BEHIND.search(plain)
    while found:
        operator = "<=" if found[1] in _DOWN else ">="
        head = plain[: found.start()].rstrip()
        cut = max(head.rfind("|"), head.rfind(","), head.rfind(" and "), head.rfind(";")) + 1
        operand = head[cut:].removeprefix("and ").strip()
        operand = operand.lstrip("<>= ")
        plain = f"{head[:cut]} {operator} {operand} | {plain[found.end() :]}"
        found = _BEHIND.search(plain)
    return re.sub(r"^(?:all|any)\b\s*(?=[<>=])", "", plain.strip(" |,;"))


def _pairs(plain: str) -> list[tuple[str, str, bool]]:
    """(operator, operand, whether nothing separates it from the one before)."""
    pairs: list[tuple[str, str, bool]] = []
    operator, joined, start = "", False, 0
    for found in [*_TOKEN.finditer(plain), None]:
        operand = plain[start : found.start() if found else len(plain)].strip(" .:-()")
        if operand:
            pairs.append((operator, operand, joined))
            operator, joined = "", True
        if found is None:
            break
        start = found.end()
        if found[0] == "to":
            operator, joined = ("<=" if pairs else ""), True
        elif found[0] in _OPERATORS:
            operator = _OPERATORS[found[0]]
        elif found[0] == "!=":
            operator = "!="
        else:
            joined = False
            operator = operator if not operand else ""
    return pairs


def _opens(operator: str, following: tuple[str, str, bool] | None, ranged: bool) -> bool:
    """Whether a pair is the lower end of the range that the following one closes."""
    if following is None or following[0] not in ("<", "<="):
        return False
    if operator in (">", ">="):
        return True
    return operator == "" and ranged is not None and following[2]


def _range(low: str, low_op: str, high: str, high_op: str) -> Term:
    text = f"{low_op} {low} {high_op} {high}"
    bottom, top = _bound(low), _bound(high)
    if bottom is None or top is None:
        return Term(Kind.OPAQUE, text=text)
    return Term(Kind.RANGE, bottom, low_op, top, high_op, text)


def _bound(text: str) -> Version | None:
    return None if DATE.search(text) else parse_version(text)


def _bounded(operator: str, operand: str) -> Term:
    version = _bound(operand)
    text = f"{operator} {operand}"
    if version is None or operator == "!=":
        return Term(Kind.OPAQUE, text=text)
    if operator == "=":
        return Term(Kind.EXACT, version, text=operand)
    if operator in ("<", "<="):
        return Term(Kind.RANGE, high=version, high_op=operator, text=text)
    return Term(Kind.RANGE, low=version, low_op=operator, text=text)


def _sort(
    operand: str, terms: list[Term], codes: tuple[list[str], list[str]], *, asked_model: bool
) -> None:
    """Put what stands without an operator where it belongs: version, model, or either."""
    models, either = codes
    found = _MODEL_WORD.search(operand)
    if found:
        before, behind = operand[: found.start()].strip(), operand[found.end() :].strip()
        if before:
            _sort(before, terms, codes, asked_model=False)
        if behind and not behind.startswith(("n/a", "none", "not ")):
            models.append(behind)
        return
    several = _ANNOUNCED.sub("", operand).split()
    if len(several) >= _MANY - 1 and all("." in item and parse_version(item) for item in several):
        terms.extend(Term(Kind.EXACT, parse_version(item), text=item) for item in several)
        return
    kind = classify(operand)
    if kind == "model" or (asked_model and kind == "either"):
        models.append(operand)
    elif kind == "either":
        either.append(operand)
        terms.append(Term(Kind.EXACT, parse_version(operand), text=operand))
    elif kind == "version":
        terms.append(Term(Kind.EXACT, parse_version(operand), text=operand))
    else:
        terms.append(Term(Kind.OPAQUE, text=operand))


# One way to read each: an underscore parts as well as it is part of a word.
_DOTTED = re.compile(r"[a-z]{0,3}[ .]?\d+[.\-_]\w(?:[.\-]?\w)*(?: .*)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[ .\-]?(?:r|sp|u|h|q)?\d*)?")
_CODE = re.compile(r"[a-z]{0,6}-?\d{3,}[a-z0-9-]*(?: ?\([a-z0-9]+\))?")
_SHORT_CODE = re.compile(r"[a-z]{1,3}[ -]?\d{1,2}[a-z]?")
_OPAQUE_WORD = re.compile(
    r"\b(?:windows|edition|operating|firmware|option|wireless|replaced|part #|released?|service"
    r"|released|manufactured|distributed)\b"
)


def classify(operand: str) -> str:
    """What a text without an operator is: "version", "model", "either" or "opaque"."""
    plain = operand.strip(" .:()")
    if DATE.search(plain) or _OPAQUE_WORD.search(plain):
        return "opaque"
    bare = re.sub(
        r"^(?:(?:version|ver|rev|release|sw|fw)[. ]*(?=[a-z]?\d)|v[. ]*(?=\d))", "", plain
    )
    if bare != plain and parse_version(bare):
        return "version"
    if _YEAR.fullmatch(plain) or _DOTTED.fullmatch(plain):
        return "version" if parse_version(plain) else "model"
    if _CODE.fullmatch(plain):
        return "model"
    if _SHORT_CODE.fullmatch(plain):
        return "either"
    version = parse_version(plain)
    if version is not None and len(re.findall(r"[a-z]{2,}", plain)) <= 1 and " " not in plain:
        return "version"
    if version is not None and re.fullmatch(
        r"[a-z]?[\d.x]+[a-z]?(?: (?:sp|sr|u|p|build|mr|r) ?\d+)*", plain
    ):
        return "version"
    if re.search(r"[a-z]{4,}|\d{3,}|[a-z]{2,3} ?\d", plain) or re.fullmatch(r"[a-z]{2,6}", plain):
        return "model"
    return "version" if version is not None else "opaque"
