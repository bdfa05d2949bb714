"""Made-up incidents, statistics and proposals."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seeding import member, number


def reported(data: Path, made: dict[str, Any]) -> list[str]:
    """Incidents of the hospital and of the hub's own organization, in several states."""
    from wardline.hub.exchange import collections
    from wardline.hub.incidents import service, timing
    from wardline.hub.objects.service import open_objects
    from wardline.incidents import model

    sector = next(one.uuid for one in collections.collections() if one.title == "Made-up sector")
    hub = open_objects(data)
    told = {
        "what": {
            "actions": [{"category": "malware", "varieties": ["Ransomware"]}],
            "harms": ["operations-disrupted"],
            "certainty": "confirmed",
            "text": "Files of the made-up radiology were locked; a note asks for money.",
        },
        "when": {"found": {"at": "2026-11-24T14:00:00Z", "fidelity": "hour"}},
        "extent": {"persons": 612, "disclosure": "potentially", "data": ["Medical"]},
        "attacker": {"observables": ["hxxps://pay[.]made-up-heron[.]example/" + "x" * 200]},
        "helped": {"controls": ["backups"], "detected_by": ["employee"]},
    }
    report = model.parse(json.dumps(told).encode())
    for role in ("analyst", "staff-analyst"):
        actor = member(made, role)
        for choice in ("named", "hub-only"):
            asked = service.Asked(str(uuid.uuid4()), False, choice, sector, "amber", {})
            preview = service.check(hub, actor, report, asked)
            sure = service.Confirmed(
                preview["token"], preview["digest"], "share", odd=True, reviewed=True
            )
            if preview["held"]:
                service.ask(hub, actor, preview, to="hub", note="")
            else:
                service.release(hub, actor, preview, sure)
    rule = {
        "title": "Contract with the made-up plan: tell its security office",
        "duty": "Call the office, then write.",
        "source": "Contract, section 7",
        "as_of": "2026-11-01",
        "start": "found",
        "hours": 48,
        "condition": "always",
    }
    for role in ("admin", "staff-admin"):
        actor = member(made, role)
        timing.keep(actor, actor.organization, "", rule)
    draft = f"/incidents/drafts/{uuid.uuid4()}/"
    return [draft, f"{draft}preview/", f"{draft}pasted/what.text/"]


def counted(_data: Path, _made: dict[str, Any]) -> list[str]:
    """Two editions of the statistics, of made-up incidents."""
    import datetime as dt

    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service
    from wardline.incidents import model
    from wardline.incidents.counted import Taken

    def source(before: int) -> Iterator[Taken]:
        for one in range(150):
            kind = ("hospital", "hospital", "practice", "laboratory")[one % 4]
            day = dt.datetime(2025 + one // 100, 2, 3, tzinfo=dt.UTC)
            report = model.Report(
                what=model.What(actions=(model.Action(category=model.Category.MALWARE),)),
                when=model.When(found=model.Moment(at=day)),
                care=model.Care(downtime_hours=float(one % 40)),
                helped=model.Helped(controls=("backups",)),
                victim=model.Victim(kind=kind, size="101 to 1000", state="OH"),
            )
            at = int(day.timestamp() * 1e6) + one
            if at < before:
                yield Taken(f"made up {one}", at, f"member {one}", kind, report)

    for year in (2025, 2026):
        as_of = dt.datetime(year, 10, 1, tzinfo=dt.UTC)
        service.build(int(as_of.timestamp() * 1e6), command_line(), source)
    return []


def proposed(data: Path, made: dict[str, Any]) -> list[str]:
    """Changes proposed to the hospital, one of them declined, and one by it to the hub."""
    from wardline.hub.objects import changes, detail, proposing, share
    from wardline.hub.objects.service import open_objects

    hub = open_objects(data)
    other, own = member(made, "staff-member"), member(made, "analyst")
    ours = share.outcomes(share.receipts(own)[-1])[0]["id"]
    theirs = number("intrusion-set", "actor")
    tokens = [number("indicator", f"proposal {place}")[-36:] for place in range(3)]
    asked = ((other, ours, True), (other, ours, False), (own, theirs, False))
    for token, (actor, thing, named) in zip(tokens, asked, strict=True):
        seen = detail.find(hub, actor.organization, thing)
        obj = json.loads(seen.shown.body)
        sent = {
            "p.name": "Gateway of a <i>gang</i>",
            "p.labels": "made-up\nlonger",
            "p.confidence": "50",
        }
        typed = changes.typed(obj, {**sent, "p.description": "Seen \u202e in two phishing waves."})
        proposing.propose(
            hub, actor, seen, proposing.Asked(token, typed, "We had the same.", named)
        )
    proposing.decline(hub, own, tokens[1], "It has another use by now.")
    return []
