"""What an indicator's pattern compares with, judged by the role of each value.

A pattern is never changed: what names something private is held, with the reason.

*Source*: STIX 2.1 chapter 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wardline.core.observables import normalize
from wardline.core.pattern import (
    Combined,
    Comparison,
    Node,
    Observation,
    PatternError,
    Qualified,
    parse,
)
from wardline.screen.stix_own import domain_sids, emails, home_folders
from wardline.screen.stix_sheet import DOUBTS, NAMES, WEB, Gate, Sheet
from wardline.screen.stix_values import in_file_name

_AT: tuple[str, ...] = ("pattern",)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NAMED_KEY = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)
_HASHLIKE = re.compile(r"[A-Fa-f0-9]{8,512}|\d{1,12}:[A-Za-z0-9+/:]{1,300}", re.ASCII)
# The line of a rule that says who wrote it, and where about it was published.
_AUTHOR = re.compile(r"^\s*(?:author|references?|description|title)\b", re.IGNORECASE)

Reason = str | None
Role = Callable[[Gate, str], Reason]


def judge(sheet: Sheet, pattern: str, pattern_type: object) -> None:
    """Note on `sheet` what in the pattern of an indicator needs a person's eye."""
    if pattern_type != "stix":
        _rule(sheet, pattern)
        return
    try:
        tree = parse(pattern)
    except PatternError:
        sheet.hold(_AT, "The pattern cannot be read.")
        return
    for comparison in _comparisons(tree):
        for reason in _reasons(sheet.gate, comparison):
            sheet.hold(_AT, reason)
    if "//" in pattern or "/*" in pattern:
        rest = _QUOTED.sub("''", pattern)
        for comment in _COMMENT.findall(rest):
            sheet.flag(_AT, sheet.gate.text(comment), "A comment in the pattern")


def _comparisons(node: Node) -> Iterator[Comparison]:
    """Every comparison in a pattern; its depth is bounded by the parser."""
    if isinstance(node, Comparison):
        yield node
    elif isinstance(node, Combined):
        for part in node.parts:
            yield from _comparisons(part)
    elif isinstance(node, Observation):
        yield from _comparisons(node.test)
    elif isinstance(node, Qualified):
        yield from _comparisons(node.part)


def _reasons(gate: Gate, comparison: Comparison) -> Iterator[str]:
    path = comparison.path
    for step in path:
        if not _NAMED_KEY.fullmatch(step.name) and gate.text(step.name, None, NAMES):
            yield "The pattern asks for a property whose name may hold something private."
    role = _role(comparison.type, path[0].name, path[-1].name)
    value = comparison.value
    for each in value if isinstance(value, tuple) else (value,):
        if type(each) is bytes:
            each = each.decode("latin-1")  # noqa: PLW2901 # bytes are read as the text in them
        elif type(each) is int and each > _LARGEST_COUNT:
            each = str(each)  # noqa: PLW2901 # a long number may be somebody's
        if type(each) is not str:
            continue
        reason = role(gate, each) or _written(gate, comparison.operator, each)
        if reason:
            yield reason


# What a pattern compares with was observed at an attacker's: odd numbers are usual there.
_ALARMS_ONLY = NAMES | {DOUBTS}
_LARGEST_COUNT = 10_000_000_000


def _written(gate: Gate, operator: str, value: str) -> Reason:
    """An own name inside an expression of LIKE or MATCHES."""
    if operator not in ("LIKE", "MATCHES"):
        return None
    for part in re.split(r"[^A-Za-z0-9.@-]+", value.replace("\\.", ".").replace("\\", " ")):
        bare = part.strip(".-")
        if "." in bare and gate.own.host(bare.rpartition("@")[2]):
            return "The pattern names a host or a domain of your own organization."
    return None


def _role(kind: str, first: str, last: str) -> Role:
    if first == "hashes":
        return _hash
    if kind == "email-message" and first in _RECIPIENTS:
        return _recipient
    if kind == "network-traffic":
        return _address if last == "value" else _text
    by_type = _ROLES.get(kind)
    if by_type is not None and not first.startswith("x_"):
        return by_type
    return _value if last == "value" else _text


_RECIPIENTS = frozenset({"to_refs", "cc_refs", "bcc_refs"})


def _hash(gate: Gate, value: str) -> Reason:
    return None if _HASHLIKE.fullmatch(value) else _text(gate, value)


def _address(gate: Gate, value: str) -> Reason:
    reason = gate.own.host(value)
    if reason:
        return f"The pattern names an address of your own or a private network ({reason})."
    return None if _is_any(value, "ipv4-addr", "ipv6-addr", "domain-name") else _text(gate, value)


def _is_any(value: str, *kinds: str) -> bool:
    """Whether a value is an observable of one of these kinds: then it tells nothing else."""
    return any(normalize(kind, value) is not None for kind in kinds)


def _host(gate: Gate, value: str) -> Reason:
    reason = gate.own.host(value)
    if reason:
        return f"The pattern names a host of your own organization ({reason})."
    return None if _is_any(value, "domain-name") else _text(gate, value)


def _url(gate: Gate, value: str) -> Reason:
    reason = gate.own.url(value)
    if reason:
        return f"The pattern's URL is your own or carries something private ({reason})."
    verdict = gate.text(value, None, WEB)
    return "The pattern's URL may carry something private." if verdict is not None else None


def _email(gate: Gate, value: str) -> Reason:
    reason = gate.own.email(value)
    if reason:
        return f"The pattern names a mail address of your own organization ({reason})."
    return None if _is_any(value, "email-addr") else _text(gate, value)


def _recipient(gate: Gate, value: str) -> Reason:
    return _email(gate, value) or (
        "The pattern names a recipient's mail address." if emails(value) else None
    )


def _account(gate: Gate, value: str) -> Reason:
    if gate.own.account(value):
        return "The pattern names an account of your own people."
    return _text(gate, value)


def _technical(gate: Gate, value: str) -> Reason:
    if home_folders(value) or domain_sids(value):
        return "The pattern holds the name or the identifier of an account."
    return _text(gate, value, "log")


def _file(gate: Gate, value: str) -> Reason:
    reason = _technical(gate, value)
    if reason is None and (verdict := in_file_name(gate, value)) is not None and verdict.findings:
        return f"The file's name may be private ({verdict.findings[0].label})."
    return reason


def _value(gate: Gate, value: str) -> Reason:
    """The value of an observable of an unknown type, or of one that is referred to."""
    return (_email if "@" in value else _address)(gate, value)


def _certificate(gate: Gate, value: str) -> Reason:
    for part in re.split(r"[=:,;/@\s\"']+", value):
        if "." in part and gate.own.host(part):
            return "The pattern names a host of your own organization."
    return _text(gate, value)


def _text(gate: Gate, value: str, kind: str | None = None) -> Reason:
    verdict = gate.text(value, kind, _ALARMS_ONLY)
    if verdict is None:
        return None
    labels = ", ".join(dict.fromkeys(found.label for found in verdict.findings)) or "a doubt"
    return f"A value in the pattern may be private ({labels})."


_ROLES: dict[str, Role] = {
    "ipv4-addr": _address,
    "ipv6-addr": _address,
    "domain-name": _host,
    "url": _url,
    "email-addr": _email,
    "mac-addr": lambda gate, value: None if _is_any(value, "mac-addr") else _text(gate, value),
    "user-account": _account,
    "file": _file,
    "directory": _technical,
    "process": _technical,
    "mutex": _technical,
    "windows-registry-key": _technical,
    "x509-certificate": _certificate,
}


def _rule(sheet: Sheet, pattern: str) -> None:
    """A rule in another language (YARA, Sigma, Snort …): read whole; its author may be named."""
    verdict = sheet.gate.text(pattern, "log", NAMES)
    sheet.flag(_AT, verdict, "The rule")
    if home_folders(pattern) or domain_sids(pattern):
        sheet.hold(_AT, "The rule holds the name or the identifier of an account.")
