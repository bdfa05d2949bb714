"""What VERIS's own places tell, read as a report; whatever stands there, nothing raises."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from wardline.incidents import merge
from wardline.incidents.choices import DETECTED_BY
from wardline.incidents.model import ActorKind, Category, Certainty, Fidelity, Harm, Moment
from wardline.incidents.veris_words import CERTAINTY, DISCLOSURE, ENCRYPTED, INDUSTRY, UNITS

_MOST_LINE, _MOST_TEXT, _MOST_LINES = 500, 20_000, 200
_CVE_SPLIT = re.compile(r"[;,\s]+")
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TIME = re.compile(r"(0[1-9]|1[0-2]):([0-5]\d):([0-5]\d) ([AP])M", re.ASCII)
_STATE = re.compile(r"[A-Z]{2}", re.ASCII)


def told(record: Mapping[str, Any]) -> dict[str, Any]:
    """What VERIS's own places tell, as JSON values of a report; whatever stands there, it fits."""
    title, text = _split(record.get("summary"))
    certainty = {word: ours for ours, word in CERTAINTY.items()}
    sure = certainty.get(_word(record.get("security_incident")), Certainty.SUSPECTED)
    availability = at(record, "attribute", "availability")
    what = {
        "actions": _actions_of(at(record, "action")),
        "harms": [Harm.OPERATIONS_DISRUPTED.value] if availability else [],
        "certainty": "" if sure is Certainty.SUSPECTED else sure.value,
        "title": title,
        "text": text,
    }
    report = {
        "what": _full(what),
        "when": _when_of(at(record, "timeline")),
        "touched": _full({"assets": _assets_of(record)}),
        "care": _care_of(availability),
        "extent": _extent_of(record),
        "attacker": _attacker_of(record),
        "helped": _full(
            {
                "detected_by": _codes_of(at(record, "discovery_method")),
                "text": _text(record.get("discovery_notes")),
            }
        ),
        "victim": _victim_of(at(record, "victim")),
    }
    return {"what": report["what"]} | {name: part for name, part in report.items() if part}


def _full(part: dict[str, Any]) -> dict[str, Any]:
    """`part` without what is empty; 0 is an answer."""
    return {name: value for name, value in part.items() if value not in ("", None, [], {})}


def at(record: Any, *steps: str) -> dict[str, Any]:
    """The object at a place; empty where none is."""
    for step in steps:
        record = record.get(step) if type(record) is dict else None
    return record if type(record) is dict else {}


def _word(value: Any) -> str:
    return value[:_MOST_LINE] if type(value) is str else ""


def _text(value: Any) -> str:
    return value[:_MOST_TEXT] if type(value) is str else ""


def _words(value: Any) -> list[str]:
    """The words of a list; that nothing is known is an empty one."""
    found = [_word(v) for v in value if type(v) is str] if type(value) is list else []
    return [] if found == ["Unknown"] else found[:_MOST_LINES]


def is_count(value: Any) -> TypeGuard[int]:
    """Whether a value is a count as the report takes it."""
    return type(value) is int and 0 <= value <= 10**12


def _is_number(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float)


def _split(summary: Any) -> tuple[str, str]:
    """The title and the text of a summary."""
    text = _text(summary)
    title, gap, rest = text.partition("\n\n")
    if gap and title and rest and len(title) <= _MOST_LINE and "\n" not in title:
        return title, rest
    return "", text


def _actions_of(action: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for category in Category:
        found = action.get(category.value)
        if type(found) is not dict:
            continue
        cves = [cve for cve in _CVE_SPLIT.split(_text(found.get("cve"))) if cve]
        out.append(
            _full(
                {
                    "category": category.value,
                    "varieties": _words(found.get("variety")),
                    "vectors": _words(found.get("vector")),
                    "targets": _words(found.get("target")),
                    "name": _word(found.get("name")),
                    "cves": [cve[:_MOST_LINE] for cve in cves[:_MOST_LINES]],
                    "notes": _text(found.get("notes")),
                }
            )
        )
    return out


def _when_of(timeline: dict[str, Any]) -> dict[str, Any]:
    started = _started_of(at(timeline, "incident"))
    found = _after(started, at(timeline, "discovery"))
    contained = _after(found, at(timeline, "containment"))
    times = {"started": started, "found": found, "contained": contained}
    return {name: merge.values(moment) for name, moment in times.items() if moment}


def _started_of(date: dict[str, Any]) -> Moment | None:
    year, month, day = (date.get(name) for name in ("year", "month", "day"))
    if not (is_count(year) and dt.MINYEAR <= year <= dt.MAXYEAR):
        return None
    if not (is_count(month) and 1 <= month <= 12):  # noqa: PLR2004 # months
        return _moment(Fidelity.YEAR, year)
    if not (is_count(day) and 1 <= day <= calendar.monthrange(year, month)[1]):
        return _moment(Fidelity.MONTH, year, month)
    time = _TIME.fullmatch(_word(date.get("time")))
    if time is None:
        return _moment(Fidelity.DAY, year, month, day)
    hour = int(time[1]) % 12 + (12 if time[4] == "P" else 0)
    fidelity = Fidelity.SECOND if time[3] != "00" else Fidelity.MINUTE
    return _moment(fidelity, year, month, day, hour, int(time[2]), int(time[3]))


def _moment(fidelity: Fidelity, *parts: int) -> Moment:
    """The moment of year, month, day, hour, minute, second, as far as they are told."""
    padded = [*parts, *(1, 1, 1, 0, 0, 0)[len(parts) :]]
    year, month, day, hour, minute, second = padded
    at = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    return Moment(at=at, fidelity=fidelity)


def _after(start: Moment | None, duration: dict[str, Any]) -> Moment | None:
    """The moment that is `duration` after `start`, no finer than either."""
    value = duration.get("value")
    unit = next((each for each in UNITS if each[0] == duration.get("unit")), None)
    if start is None or unit is None or not _is_number(value):
        return None
    try:
        at = start.at + dt.timedelta(seconds=value * unit[1])
    except (OverflowError, ValueError):
        return None
    return Moment(at=at, fidelity=min(start.fidelity, unit[2], key=list(Fidelity).index))


def _assets_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = at(record, "asset").get("assets")
    out = []
    for asset in found if type(found) is list else []:
        if type(asset) is dict and type(asset.get("variety")) is str:
            amount = asset.get("amount")
            entry: dict[str, Any] = {"variety": _word(asset["variety"])}
            if is_count(amount) and amount:
                entry["amount"] = amount
            out.append(entry)
    return [] if out == [{"variety": "Unknown"}] else out[:_MOST_LINES]


def _care_of(availability: dict[str, Any]) -> dict[str, Any]:
    duration = at(availability, "duration")
    value, hours = duration.get("value"), None
    size = next((each[1] for each in UNITS if each[0] == duration.get("unit")), None)
    if _is_number(value) and size is not None:
        hours = value * (size / 3600)
        hours = hours if 0 <= hours <= 1_000_000 else None  # noqa: PLR2004 # model.Hours
    return _full({"downtime_hours": hours, "text": _text(availability.get("notes"))})


def _extent_of(record: Mapping[str, Any]) -> dict[str, Any]:
    data = at(record, "attribute", "confidentiality")
    disclosure = {word: ours.value for ours, word in DISCLOSURE.items()}
    encrypted = {word: ours.value for ours, word in ENCRYPTED.items()}
    listed, total = data.get("data"), data.get("data_total")
    kinds = [each.get("variety") for each in listed if type(each) is dict] if (
        type(listed) is list) else []  # fmt: skip # one step
    states = data.get("state")
    state = states[0] if type(states) is list and len(states) == 1 else None
    sites = at(record, "victim").get("locations_affected")
    return _full(
        {
            "disclosure": disclosure.get(_word(data.get("data_disclosure")), ""),
            "records": total if is_count(total) else None,
            "sites": sites if is_count(sites) else None,
            "data": _words(kinds),
            "encrypted": encrypted.get(_word(state), ""),
        }
    )


def _attacker_of(record: Mapping[str, Any]) -> dict[str, Any]:
    actor = at(record, "actor")
    kind = next((kind for kind in ActorKind if kind and type(actor.get(kind.value)) is dict), None)
    found = actor[kind.value] if kind else {}
    motives, names = _words(found.get("motive")), _words(found.get("name"))
    observables, files = _iocs_of(record.get("ioc"))
    return _full(
        {
            "kind": "" if kind in (None, ActorKind.UNKNOWN) else kind.value,
            "motive": motives[0] if len(motives) == 1 else "",
            "name": names[0] if len(names) == 1 else "",
            "observables": observables,
            "files": files,
            "text": _text(found.get("notes")),
        }
    )


def _iocs_of(listed: Any) -> tuple[list[str], list[dict[str, str]]]:
    """Values to look for, and files: a SHA-256 with a comment is one, named by the comment."""
    observables: list[str] = []
    files: list[dict[str, str]] = []
    for each in listed[:5000] if type(listed) is list else []:
        value = _word(each.get("indicator")) if type(each) is dict else ""
        comment = _word(each.get("comment")) if value else ""
        if _SHA256.fullmatch(value) and comment and len(files) < _MOST_LINES:
            files.append({"name": comment, "sha256": value})
        elif value:
            observables.append(value)
    return observables, files


def _codes_of(method: dict[str, Any]) -> list[str]:
    ours = {(each.who, each.how): each.code for each in DETECTED_BY if each.how != "Other"}
    return [
        ours.get((who, how), f"{who}:{how}")
        for who in ("external", "internal", "partner")
        for how in _words(at(method, who).get("variety"))
    ][:_MOST_LINES]


def _victim_of(victim: dict[str, Any]) -> dict[str, Any]:
    industry, size = _word(victim.get("industry")), _word(victim.get("employee_count"))
    prefixes = sorted(INDUSTRY, key=lambda each: -len(each[0]))
    kind = next((kind for number, kind in prefixes if industry.startswith(number)), "")
    state = _word(victim.get("state"))
    return _full(
        {
            # Of another industry, or of none that is known.
            "kind": "" if kind == "other" else kind or ("other" if industry else ""),
            "size": "" if size == "Unknown" else size,
            "state": state if _STATE.fullmatch(state) else "",
        }
    )
