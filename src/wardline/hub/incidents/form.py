"""Between what was typed and a report: every text is kept as typed, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext as _

from wardline.core.errors import WardlineError
from wardline.hub.incidents import moments
from wardline.hub.incidents.questions import SECTIONS, Question
from wardline.hub.portal.asked import number_in
from wardline.incidents.choices import KIND_OF, KINDS
from wardline.incidents.model import Action, Answer, FileSeen, Report, checked

# Answers by the name of their question; each a list, as a form sends them.
Typed = dict[str, list[str]]

LONGEST = 20_000
_LINE = 500
_MOST_LINES = 200
_MOST_VALUES = 5000
_MOST_AMOUNT = 1_000_000
_DIGITS = 12
QUESTIONS: dict[str, Question] = {one.name: one for part in SECTIONS for one in part.questions}
# Two ways to ask for the same place of the report.
_KIND, _ALSO = "what.kind", "what.also"
_SPACES = re.compile(r"[\s,\u00a0\u202f]")


class Answered(NamedTuple):
    """What came of what was typed: a report, or what is wrong by question."""

    report: Report | None
    errors: dict[str, str]


def of_post(data: Any) -> Typed:
    """What a form sent, of the questions that there are. *Shape*: `data` is a QueryDict."""
    return {name: data.getlist(name) for name in QUESTIONS if name in data}


def report_of(typed: Typed, base: Report | None, zone: str) -> Answered:
    """The report that `typed` says, over what of `base` the page does not ask.

    Times without a zone are in `zone`.
    """
    errors: dict[str, str] = {}
    tree: dict[str, Any] = {} if base is None else msgspec.to_builtins(base)
    for name, question in QUESTIONS.items():
        if name == _ALSO:
            continue
        try:
            value = _value(question, typed, zone, base)
        except ValueError as error:
            errors[name] = str(error)
            continue
        _put(tree, _place(name), value)
    _implied(tree, typed)
    return Answered(None, errors) if errors else _checked(tree)


def _checked(tree: Mapping[str, Any]) -> Answered:
    tree = {"what": {}, **tree}
    try:
        return Answered(checked(msgspec.convert(tree, Report)), {})
    except msgspec.ValidationError as error:
        place = re.search(r"`\$\.?(.*)`", str(error))
        pointer = re.sub(r"[.\[]", "/", place[1]).replace("]", "") if place else ""
        words = _("This does not fit: %(why)s.") % {"why": str(error).partition(" - at ")[0]}
        return Answered(None, {question_at(pointer): words})
    except WardlineError as error:
        if error.pointer == "/what":
            words = _("Choose what happened, or write one sentence; all else may stay empty.")
            return Answered(None, {_KIND: words})
        return Answered(None, {question_at(error.pointer): str(error)})


def question_at(pointer: str) -> str:
    """The question that asks for what stands at a JSON pointer of the report."""
    place = pointer.strip("/").replace("/", ".")
    found = (name for name in QUESTIONS if f"{place}.".startswith(f"{'.'.join(_place(name))}."))
    return next(found, "what.text")


def _place(name: str) -> list[str]:
    return (name if name not in (_KIND, _ALSO) else "what.actions").split(".")


def _put(tree: dict[str, Any], place: Sequence[str], value: Any) -> None:
    """Set what was answered; an empty answer leaves nothing."""
    *parts, last = place
    node = tree
    for part in parts:
        node = node.setdefault(part, {})
    if value in (None, "", [], ()):
        node.pop(last, None)
    else:
        node[last] = value


def _implied(tree: dict[str, Any], typed: Typed) -> None:
    """What a kind says by itself, where nothing else was answered."""
    chosen = {*typed.get(_KIND, ()), *typed.get(_ALSO, ())}
    touched = tree.setdefault("touched", {})
    for kind, place in (("vendor", "vendor"), ("device", "devices")):
        if kind in chosen:
            touched.setdefault(place, Answer.YES.value)


def _value(question: Question, typed: Typed, zone: str, base: Report | None) -> Any:
    """An answer as plain values of the report. *Raises* ValueError with a sentence for a person."""
    given = typed.get(question.name, [])
    text = given[0].replace("\r\n", "\n").strip() if given else ""
    match question.kind:
        case "one" if question.name == _KIND:
            return _actions([*given, *typed.get(_ALSO, [])], base)
        case "many":
            return _many(question, given, base)
        case "line":
            # One line, whatever was pasted.
            return _bounded(" ".join(text.split()), _LINE)
        case "text":
            return _bounded(text, LONGEST)
        case "lines" | "values":
            return _lines(question, text)
        case "number":
            return _whole(text)
        case "decimal":
            return _decimal(text)
        case "moment":
            found = moments.read(text, zone)
            return None if found is None else msgspec.to_builtins(found)
        case "files":
            return _files(given)
        case _:
            return text


def _actions(codes: Sequence[str], base: Report | None) -> list[Any]:
    """The actions of the chosen kinds, each once, and those that no kind stands for."""
    chosen = [action for code in codes if code in KIND_OF for action in KIND_OF[code].actions]
    kept = other_actions(base) if base is not None else []
    found = [one for place, one in enumerate([*chosen, *kept]) if one not in chosen[:place]]
    return [msgspec.to_builtins(one) for one in found]


def _many(question: Question, given: Sequence[str], base: Report | None) -> list[Any]:
    """What was chosen, and what an uploaded report says that the page does not offer."""
    offered = {one.code for one in question.choices}
    chosen = [code for code in given if code in offered]
    held = list(_held(base, question)) if base is not None else []
    if question.name != "touched.assets":
        return [*chosen, *(str(code) for code in held if code not in offered)]
    amounts = {one.variety: one for one in held}
    names = [*chosen, *(name for name in amounts if name not in offered)]
    return [msgspec.to_builtins(amounts.get(name, {"variety": name})) for name in names]


def _held(report: Report, question: Question) -> Any:
    value: Any = report
    for part in _place(question.name):
        value = getattr(value, part)
    return value


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(
            _("This has %(many)s characters; %(most)s are taken. Shorten it.")
            % {"many": f"{len(text):,}", "most": f"{most:,}"}
        )
    return text


def _lines(question: Question, text: str) -> list[str]:
    found = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    most = _MOST_VALUES if question.name == "attacker.observables" else _MOST_LINES
    if len(found) > most:
        raise ValueError(
            _("These are %(many)s lines; %(most)s are taken. Keep those that matter most.")
            % {"many": f"{len(found):,}", "most": f"{most:,}"}
        )
    return [_bounded(line, _LINE) for line in found]


def _whole(text: str) -> int | None:
    if not text:
        return None
    bare = _SPACES.sub("", text)
    if not (bare.isdecimal() and bare.isascii() and len(bare) <= _DIGITS):
        raise ValueError(_("Write a whole number, like 1200; an estimate is fine."))
    return int(bare)


def _decimal(text: str) -> float | None:
    if not text:
        return None
    bare = _SPACES.sub("", text)
    if not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", bare, re.ASCII) or float(bare) > _MOST_AMOUNT:
        raise ValueError(_("Write a number up to a million, like 36 or 1.5; an estimate is fine."))
    return float(bare)


def _files(given: Sequence[str]) -> list[dict[str, Any]]:
    """Files that the form carries on. *Shape*: SHA-256 or -, size or -, name."""
    found: list[dict[str, Any]] = []
    for line in given:
        digest, _space, rest = line.partition(" ")
        size, _space, name = rest.partition(" ")
        if name and re.fullmatch("[0-9a-f]{64}|-", digest):
            one: dict[str, Any] = {"name": name[:_LINE]}
            one |= {"sha256": digest} if digest != "-" else {}
            one |= {} if (known := number_in(size)) is None else {"size": known}
            found.append(one)
    return found[:_MOST_LINES]


def file_line(one: FileSeen) -> str:
    """A file as the form carries it on."""
    return f"{one.sha256 or '-'} {'-' if one.size is None else one.size} {one.name}"


def typed_of(report: Report, zone: str) -> Typed:
    """A report as a person would have typed it."""
    return {name: list(_typed(report, question, zone)) for name, question in QUESTIONS.items()}


def _typed(report: Report, question: Question, zone: str) -> Iterator[str]:
    value = _held(report, question)
    match question.kind:
        case _ if question.name in (_KIND, _ALSO):
            kinds = _kinds(report)
            yield from kinds[:1] if question.name == _KIND else kinds[1:]
        case "many" if question.name == "touched.assets":
            yield from (one.variety for one in value)
        case "many":
            yield from (str(one) for one in value)
        case "lines" | "values":
            yield "\n".join(value)
        case "moment":
            yield moments.written(value, zone)
        case "files":
            yield from (file_line(one) for one in value)
        case "number" | "decimal":
            yield "" if value is None else f"{value:.12g}"
        case _:
            yield str(value)


def _kinds(report: Report) -> list[str]:
    """The kinds that stand for a report's actions, the one with the most of them first."""
    left = list(report.what.actions)
    found = []
    for kind in sorted(KINDS, key=lambda one: -len(one.actions)):
        unsure = kind.code == "device" and report.touched.devices is not Answer.YES
        if not unsure and all(action in left for action in kind.actions):
            left = [action for action in left if action not in kind.actions]
            found.append(kind.code)
    return found


def other_actions(report: Report) -> list[Action]:
    """What a report says was done that no kind of the page stands for."""
    known = [action for code in _kinds(report) for action in KIND_OF[code].actions]
    return [action for action in report.what.actions if action not in known]


def filled(typed: Mapping[str, Sequence[str]]) -> bool:
    """Whether anything was typed or chosen, beside what a new form says by itself."""
    return any(
        name != "what.certainty" and any(value.strip() for value in values)
        for name, values in typed.items()
    )
