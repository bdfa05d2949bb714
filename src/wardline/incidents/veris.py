"""The report as a VERIS 1.4 record and back; records of others in, and out again as they came.

    1. What VERIS has a place for stands there, in VERIS's words; a word of ours that it does not
       know becomes "Other".
    2. What it has no place for stands in `plus.wardline`, as a merge patch over what the record
       alone tells (`merge.py`): so report → VERIS → report loses nothing, and what somebody
       changes in VERIS's own places counts.
    3. Of a foreign record, what the report has no place for is kept beside it (`Kept`) and goes
       out again where nothing else stands there by then.

*Source*: VERIS 1.4 (verisc-merged.json); NAICS 2022 (industries).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from wardline.core.errors import UnprocessableError
from wardline.incidents import merge
from wardline.incidents.choices import DETECTIONS
from wardline.incidents.model import (
    Action,
    Category,
    Fidelity,
    Harm,
    Moment,
    Report,
    checked,
)
from wardline.incidents.veris_read import at, is_count, told
from wardline.incidents.veris_words import (
    CERTAINTY,
    DISCLOSURE,
    ENCRYPTED,
    INDUSTRY,
    SCHEMA_VERSION,
    UNITS,
    YEARS,
    words,
)


class Kept(NamedTuple):
    """What a foreign record says at a place (its steps) that the report has no place for."""

    steps: tuple[str, ...]
    # What this module would have written there; None: nothing.
    was: Any
    value: Any


class Foreign(NamedTuple):
    """A VERIS record as a report, and what the report has no place for."""

    report: Report
    kept: tuple[Kept, ...] = ()
    # Parts of an earlier report of ours that no longer fit what the record says.
    lost: tuple[str, ...] = ()

    @property
    def unread(self) -> list[str]:
        """Where in the record stands what the report does not show (JSON pointers)."""
        places = ["/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in kept.steps)
                  for kept in self.kept]  # fmt: skip # one step
        return [*places, *(f"/plus/wardline{part}" for part in self.lost)]


# -- out -----------------------------------------------------------------------------------------


def to_veris(
    report: Report, *, incident_id: str, today: dt.date, kept: Sequence[Kept] = ()
) -> dict[str, Any]:
    """`report` as a valid VERIS 1.4 record. `today` stands in where no time is told at all."""
    record = _plainly(report, incident_id, today)
    rest = merge.difference(told(record), merge.values(report))
    for each in kept:
        _put_back(record, each)
    if rest:
        plus = record.get("plus")
        record["plus"] = {**(plus if type(plus) is dict else {}), "wardline": rest}
    return record


def _plainly(report: Report, incident_id: str, today: dt.date) -> dict[str, Any]:
    """What VERIS has a place for."""
    record: dict[str, Any] = {
        "schema_name": "verisc",
        "schema_version": SCHEMA_VERSION,
        "incident_id": incident_id,
        "security_incident": CERTAINTY[report.what.certainty],
        "summary": _summary(report.what.title, report.what.text),
        "timeline": _timeline(report, today),
        "action": _actions(report.what.actions),
        "actor": _actor(report),
        "asset": _assets(report),
        "discovery_method": _discovery(report.helped.detected_by),
    }
    parts = {
        "discovery_notes": report.helped.text,
        "attribute": _attributes(report),
        "victim": _victim(report),
        "ioc": _iocs(report),
    }
    return record | {name: value for name, value in parts.items() if value}


def _summary(title: str, text: str) -> str:
    """The title, an empty line, the text."""
    return f"{title}\n\n{text}" if title and text else title or text


def _known(path: str, found: Iterable[str], *, empty: str = "Unknown") -> list[str]:
    """VERIS's words for `found`, each once; "Other" stands for what it does not know."""
    allowed = words()[path]
    out = dict.fromkeys(word if word in allowed else "Other" for word in found)
    return list(out) or [empty]


def _timeline(report: Report, today: dt.date) -> dict[str, Any]:
    when = report.when
    first = when.started or when.found
    timeline: dict[str, Any] = {"incident": _date(first, today)}
    if when.found:
        timeline["discovery"] = _duration(when.started, when.found)
    if when.contained:
        timeline["containment"] = _duration(when.found, when.contained)
    return timeline


def _date(first: Moment | None, today: dt.date) -> dict[str, Any]:
    if first is None:
        return {"year": min(max(today.year, YEARS[0]), YEARS[1])}
    at, finest = first.at, list(Fidelity).index(first.fidelity)
    date: dict[str, Any] = {"year": min(max(at.year, YEARS[0]), YEARS[1])}
    if finest >= 1:
        date["month"] = at.month
    if finest >= 2:  # noqa: PLR2004 # year, month, day
        date["day"] = at.day
    if finest > 2:  # noqa: PLR2004 # finer than a day
        date["time"] = f"{at:%I:%M:%S} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 # noon
    return date


def _duration(start: Moment | None, end: Moment) -> dict[str, Any]:
    """From `start` to `end` in the largest unit that is whole; the unit alone where it is open."""
    seconds = int((end.at - start.at).total_seconds()) if start else -1
    if seconds < 0:
        return {"unit": "Unknown"}
    unit, size, _ = next(each for each in UNITS if seconds % each[1] == 0)
    return {"unit": unit, "value": seconds // size}


def _actions(actions: tuple[Action, ...]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for category in Category:
        same = [action for action in actions if action.category is category]
        if same:
            out[category.value] = _action(category.value, same)
    return out or {"unknown": {}}


def _action(name: str, same: list[Action]) -> dict[str, Any]:
    """One of VERIS's actions: it has room for one of each category."""
    out: dict[str, Any] = {}
    if name != "unknown":
        out["variety"] = _known(f"action.{name}.variety", _all(same, "varieties"))
    if f"action.{name}.vector" in words():
        out["vector"] = _known(f"action.{name}.vector", _all(same, "vectors"))
    if name == "social":
        out["target"] = _known("action.social.target", _all(same, "targets"))
    named = next((action.name for action in same if action.name), "")
    if name == "malware" and named:
        out["name"] = named
    cves = list(dict.fromkeys(_all(same, "cves")))
    if name in ("malware", "hacking") and cves:
        out["cve"] = "; ".join(cves)
    notes = [action.notes for action in same if action.notes]
    if notes:
        out["notes"] = "\n\n".join(notes)
    return out


def _all(actions: list[Action], field: str) -> list[str]:
    return [word for action in actions for word in getattr(action, field)]


def _actor(report: Report) -> dict[str, Any]:
    attacker = report.attacker
    kind = attacker.kind.value or "unknown"
    actor: dict[str, Any] = {"notes": attacker.text} if attacker.text else {}
    if kind != "unknown":
        motive = (attacker.motive,) if attacker.motive else ()
        actor["motive"] = _known(f"actor.{kind}.motive", motive)
        if kind in ("external", "internal"):
            actor["variety"] = ["Unknown"]
        if kind == "partner":
            actor["country"] = ["Unknown"]
        if kind != "internal" and attacker.name:
            actor["name"] = [attacker.name]
    return {kind: actor}


def _assets(report: Report) -> dict[str, Any]:
    assets: dict[str, dict[str, Any]] = {}
    for asset in report.touched.assets:
        variety = _known("asset.assets.variety", [asset.variety])[0]
        entry = assets.setdefault(variety, {"variety": variety})
        if asset.amount:
            entry["amount"] = entry.get("amount", 0) + asset.amount
    return {"assets": list(assets.values()) or [{"variety": "Unknown"}], "cloud": ["Unknown"]}


def _discovery(codes: tuple[str, ...]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for code in codes:
        who, how = _discovered(code)
        if who == "unknown" or how == "Unknown":
            continue
        if who == "other":
            out["other"] = True
        elif how not in out.setdefault(who, {"variety": []})["variety"]:
            out[who]["variety"].append(how)
    return out or {"unknown": True}


def _discovered(code: str) -> tuple[str, str]:
    """Who found it and how: of a code of ours, or of one like "external:Audit"."""
    if code in DETECTIONS:
        return DETECTIONS[code].who, DETECTIONS[code].how
    who, _, how = code.partition(":")
    known = how in words().get(f"discovery_method.{who}.variety", ())
    return (who, how) if known else ("other", "")


def _attributes(report: Report) -> dict[str, Any]:
    extent, care = report.extent, report.care
    out: dict[str, Any] = {}
    if extent.disclosure or extent.records is not None or extent.data or extent.encrypted:
        data = {"data_disclosure": DISCLOSURE.get(extent.disclosure, "Unknown")}
        out["confidentiality"] = data | _data(report)
    if Harm.OPERATIONS_DISRUPTED in report.what.harms or care.downtime_hours is not None:
        variety = "Obscuration" if _locked(report) else "Interruption"
        out["availability"] = {"variety": [variety]}
        if care.downtime_hours is not None:
            out["availability"]["duration"] = {"unit": "Hours", "value": care.downtime_hours}
        if care.text:
            out["availability"]["notes"] = care.text
    return out


def _data(report: Report) -> dict[str, Any]:
    extent = report.extent
    out: dict[str, Any] = {}
    if extent.records is not None:
        out["data_total"] = extent.records
    if extent.data:
        kinds = _known("attribute.confidentiality.data.variety", extent.data)
        out["data"] = [{"variety": kind} for kind in kinds]
        if "Medical" in extent.data:
            out["data_victim"] = ["Patient"]
    if extent.encrypted:
        out["state"] = [ENCRYPTED[extent.encrypted]]
    return out


def _locked(report: Report) -> bool:
    """Whether ransomware made data unreadable: VERIS calls that obscuration."""
    return any("Ransomware" in action.varieties for action in report.what.actions)


def _victim(report: Report) -> dict[str, Any]:
    victim = report.victim
    if not (victim.kind or victim.size or victim.state or report.extent.sites is not None):
        return {}
    numbers = {kind: number for number, kind in reversed(INDUSTRY)}
    sizes = words()["victim.employee_count"]
    out: dict[str, Any] = {
        "country": ["US"] if victim.state else ["Unknown"],
        "employee_count": victim.size if victim.size in sizes else "Unknown",
        "industry": numbers.get(victim.kind, "00"),
        "government": ["Federal"] if victim.kind == "federal" else ["Unknown"],
    }
    if victim.state:
        out["state"] = victim.state
    if report.extent.sites is not None:
        out["locations_affected"] = report.extent.sites
    return out


def _iocs(report: Report) -> list[dict[str, str]]:
    seen = [{"indicator": value} for value in report.attacker.observables]
    files = [
        {"indicator": file.sha256, "comment": file.name}
        for file in report.attacker.files
        if file.sha256
    ]
    return seen + files


def _put_back(record: dict[str, Any], kept: Kept) -> None:
    """Put a foreign value where it stood, unless the report says something else there now."""
    place: Any = record
    for step in kept.steps[:-1]:
        if type(place) is not dict or type(place.setdefault(step, {})) is not dict:
            return
        place = place[step]
    if type(place) is dict and place.get(kept.steps[-1]) == kept.was:
        place[kept.steps[-1]] = kept.value


# -- in ------------------------------------------------------------------------------------------


def from_veris(record: Any) -> Foreign:
    """The report that a VERIS record tells. *Raises* UnprocessableError where it is none."""
    if type(record) is not dict or not ({"action", "security_incident"} & record.keys()):
        raise UnprocessableError(
            "This is no VERIS record: it has neither an action nor security_incident.",
            hint="VERIS records are described at verisframework.org.",
        )
    rest = at(record, "plus", "wardline")
    report, lost = merge.report_of(told(record), rest)
    if report is None:
        raise UnprocessableError("The VERIS record cannot be read as a report.")
    report = checked(report)
    year = at(record, "timeline", "incident").get("year")
    today = dt.date(year, 1, 1) if is_count(year) and 1 <= year <= dt.MAXYEAR else dt.date.min
    ours = _plainly(report, str(record.get("incident_id", "")), today)
    return Foreign(report, tuple(_kept(ours, record, ())), lost)


def _kept(ours: Any, theirs: Any, steps: tuple[str, ...]) -> Iterable[Kept]:
    """Where `theirs` says something that `ours` does not."""
    for name, value in theirs.items():
        here = (*steps, name)
        mine = ours.get(name)
        if here in (("plus", "wardline"), ("incident_id",)) or value is None:
            continue
        if type(value) is dict and (type(mine) is dict or (mine is None and value)):
            yield from _kept(mine or {}, value, here)
        elif mine != value:
            yield Kept(here, mine, value)
