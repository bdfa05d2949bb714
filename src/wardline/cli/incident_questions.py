"""The report's questions in a terminal: each may be skipped with Enter, none is asked twice."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from wardline.incidents import choices as c
from wardline.incidents.model import Report

# Gives the person's answer to a prompt; None ends the questions.
Ask = Callable[[str], str | None]
# Called with the report so far after each answer.
Save = Callable[[dict[str, Any]], None]

_TIME = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)"
    r"(?:[ T](\d\d?)(?::(\d\d)(?::(\d\d))?)?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_FIDELITIES = ("year", "month", "day", "hour", "minute", "second")


class Question(NamedTuple):
    """One question: where its answer stands in the report, and what it takes."""

    place: str
    words: str
    # text, number, time, one, many, lines, kind
    takes: str = "text"
    table: tuple[c.Choice, ...] = ()


def _codes(table: Iterable[c.Detection | c.Kind]) -> tuple[c.Choice, ...]:
    return tuple(c.Choice(each.code, each.label) for each in table)


_YES_NO = tuple(choice for choice in c.ANSWERS if choice.code)
QUESTIONS: tuple[Question, ...] = (
    Question("what.actions", "What happened?", "kind", _codes(c.KINDS)),
    Question("what.text", "In your own words (no names of patients):"),
    Question("what.certainty", "How sure are you?", "one", c.CERTAINTIES),
    Question("what.harms", "What harm did it do?", "many", c.HARMS),
    Question("when.started", "When did it start?", "time"),
    Question("when.found", "When was it found?", "time"),
    Question("when.contained", "When was it stopped?", "time"),
    Question("when.recovered", "When were systems back?", "time"),
    Question("touched.assets", "What did it touch?", "assets", c.ASSETS),
    Question("touched.ehr", "Did it touch the EHR?", "one", _YES_NO),
    Question("touched.devices", "Did it touch connected devices?", "one", _YES_NO),
    Question("touched.vendor", "Was a vendor involved?", "one", _YES_NO),
    Question("touched.vendor_name", "Which vendor?"),
    Question("care.diversion", "Were patients diverted?", "one", _YES_NO),
    Question("care.downtime_hours", "How many hours were systems down?", "number"),
    Question("care.delayed", "How many treatments were delayed?", "number"),
    Question("care.cancelled", "How many were cancelled?", "number"),
    Question(
        "care.harm",
        "Did a patient come to harm?",
        "one",
        tuple(p for p in c.PATIENT_HARMS if p.code),
    ),
    Question(
        "extent.disclosure",
        "Did others see or take data?",
        "one",
        tuple(choice for choice in c.DISCLOSURES if choice.code),
    ),
    Question("extent.data", "Which kinds of data?", "many", c.DATA),
    Question("extent.records", "How many records?", "number"),
    Question("extent.persons", "How many persons?", "number"),
    Question("extent.encrypted", "Was the data encrypted?", "one", _YES_NO),
    Question("attacker.kind", "Who did it?", "one", tuple(a for a in c.ACTORS if a.code)),
    Question(
        "attacker.observables",
        "Addresses, domains, hashes that you saw, with spaces between:",
        "lines",
    ),
    Question("attacker.ransom.demanded", "Was a ransom demanded?", "one", _YES_NO),
    Question("attacker.ransom.paid", "Was it paid?", "one", _YES_NO),
    Question("attacker.ransom.paid_at", "When was it paid?", "time"),
    Question("helped.detected_by", "How was it found?", "many", _codes(c.DETECTED_BY)),
    Question("helped.controls", "What helped?", "many", c.CONTROLS),
    Question("needs.codes", "What do you need now?", "many", c.NEEDS),
    Question("victim.kind", "What kind of organization are you?", "one", c.VICTIMS),
    Question("victim.size", "How many people work there?", "one", c.SIZES),
)


def typed(prompt: str) -> str | None:
    """One line from the terminal; the prompt goes to stderr, as stdout is data."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def ask_all(report: dict[str, Any], ask: Ask, save: Save, zone: dt.tzinfo) -> dict[str, Any]:
    """`report` with the answers; each is saved before the next question."""
    write = sys.stderr.write
    write("Press Enter to skip a question; what is skipped stays as it was.\n")
    for question in QUESTIONS:
        prompt = _prompt(question, _get(report, question.place))
        while True:
            answer = ask(prompt)
            if answer is None:
                return report
            if not answer.strip():
                break
            fault = _take(report, question, answer.strip(), zone)
            if not fault:
                save(report)
                break
            write(f"  {fault}\n")
    return report


def _prompt(question: Question, known: Any) -> str:
    lines = [f"\n{question.words}"]
    lines += [f"  {number:>2} {each.label}" for number, each in enumerate(question.table, 1)]
    if question.takes in ("many", "assets"):
        lines.append("  (several: 1,3)")
    if question.takes == "time":
        lines.append("  (2026-01-31 14:00, or as much of it as you know)")
    if known not in (None, "", [], ()):
        shown = msgspec.json.encode(known).decode()
        lines.append(f"  so far: {shown[:200]}")
    return "\n".join(lines) + "\n> "


def _take(report: dict[str, Any], question: Question, answer: str, zone: dt.tzinfo) -> str:
    """Put an answer where it belongs; a sentence where it cannot be."""
    value, fault = _READERS[question.takes](question, answer, zone)
    if fault:
        return fault
    before = _get(report, question.place)
    _set(report, question.place, value)
    try:
        msgspec.convert({"what": {}, **report}, Report)
    except msgspec.ValidationError as error:
        _set(report, question.place, before)
        return f"This cannot be: {error}."
    return ""


def _get(report: dict[str, Any], place: str) -> Any:
    value: Any = report
    for step in place.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _set(report: dict[str, Any], place: str, value: Any) -> None:
    *steps, last = place.split(".")
    for step in steps:
        report = report.setdefault(step, {})
    if value is None:
        report.pop(last, None)
    else:
        report[last] = value


_Read = tuple[Any, str]


def _text(_: Question, answer: str, __: dt.tzinfo) -> _Read:
    return answer, ""


def _number(_: Question, answer: str, __: dt.tzinfo) -> _Read:
    bare = answer.replace(",", "").replace(" ", "")
    try:
        return int(bare), ""
    except ValueError:
        pass
    try:
        return float(bare), ""
    except ValueError:
        return None, "Write a number, such as 1200."


def _lines(_: Question, answer: str, __: dt.tzinfo) -> _Read:
    return answer.replace(",", " ").split(), ""


def _picked(question: Question, answer: str) -> tuple[list[str], str]:
    """The codes of a list of numbers or codes."""
    found = []
    for word in (part.strip() for part in answer.split(",")):
        if word.isdecimal() and 1 <= int(word) <= len(question.table):
            found.append(question.table[int(word) - 1].code)
        elif any(choice.code == word for choice in question.table):
            found.append(word)
        elif word:
            return [], f"{word!r} is not in the list: give numbers from 1 to {len(question.table)}."
    return [str(code) for code in dict.fromkeys(found)], ""


def _one(question: Question, answer: str, _: dt.tzinfo) -> _Read:
    found, fault = _picked(question, answer)
    if not fault and len(found) != 1:
        fault = "Choose one."
    return (None, fault) if fault else (found[0], "")


def _many(question: Question, answer: str, _: dt.tzinfo) -> _Read:
    return _picked(question, answer)


def _kind(question: Question, answer: str, _: dt.tzinfo) -> _Read:
    found, fault = _picked(question, answer)
    actions = [msgspec.to_builtins(action) for code in found for action in c.KIND_OF[code].actions]
    return actions, fault


def _assets(question: Question, answer: str, _: dt.tzinfo) -> _Read:
    found, fault = _picked(question, answer)
    return [{"variety": code} for code in found], fault


def _time(_: Question, answer: str, zone: dt.tzinfo) -> _Read:
    """A moment, as exact as it was typed; without a zone it is the reporter's."""
    match = _TIME.fullmatch(answer)
    if match is None:
        return None, "Write it like 2026-01-31 14:00, or 2026-01-31, or 2026-01."
    parts = [int(part) for part in match.groups()[:6] if part is not None]
    padded = [*parts, *(1, 1, 1, 0, 0, 0)[len(parts) :]]
    try:
        where = (
            dt.datetime.strptime(match[7].replace("Z", "+0000"), "%z").tzinfo if match[7] else zone
        )
        year, month, day, hour, minute, second = padded
        at = dt.datetime(year, month, day, hour, minute, second, tzinfo=where)
        # A date without an hour is told as that day: no zone moves it.
        instant = at.astimezone(dt.UTC) if len(parts) > 3 else at.replace(tzinfo=dt.UTC)  # noqa: PLR2004 # year, month, day
    except (ValueError, OverflowError):
        return None, "There is no such day or hour: check it."
    return {"at": instant.isoformat(), "fidelity": _FIDELITIES[len(parts) - 1]}, ""


_READERS: dict[str, Callable[[Question, str, dt.tzinfo], _Read]] = {
    "text": _text,
    "number": _number,
    "time": _time,
    "one": _one,
    "many": _many,
    "lines": _lines,
    "kind": _kind,
    "assets": _assets,
}
