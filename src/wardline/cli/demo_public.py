"""The demo's end: the public answers, a person posts it, and the report rests on its words."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from wardline.core.clock import today_utc
from wardline.core.errors import ConfigError

CALL, QUESTION = "cybersecurity-rfi", "2"
QUOTE = "We learned of the loader three days after the hospital next door"
_LETTER = f"{QUOTE}, and on that day it was on two of our machines. (Made up.)"
_TEXTS = ("title", "publisher", "letter", "signed", "summary", "charge", "method", "risks")


def hear() -> str:
    """A clinic answers one of the open questions, without an account; a person posts it."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service
    from wardline.hub.members.actor import COMMAND_LINE

    record = Record("", answers={QUESTION: _LETTER}, organization="Two-Doctor Clinic (made up)")
    sent = service.submit(calls.find(CALL), service.Sent(record))
    service.screen_waiting()
    row = service.by_receipt(sent.tracking)
    service.decide(COMMAND_LINE, row.pk, service.Decision("post"))
    return f"receipt {sent.tracking}; public at /docket/, since a person read it"


def report(folder: Path) -> str:
    """A finding that quotes the answer, a recommendation that rests on it, and the report."""
    from wardline.hub.report import collecting
    from wardline.report.build import FORMATS, build

    resting = _advise(_find())
    forms = [form for form in FORMATS if form != "pdf" or find_spec("typst")]
    day = today_utc()
    built = build(collecting.snapshot(day), day, forms)
    folder.mkdir(exist_ok=True)
    for one in built:
        folder.joinpath(one.name).write_bytes(one.data)
    page = next(one.data for one in built if one.name.endswith(".html")).decode()
    if QUOTE not in page:
        raise ConfigError("The report does not quote the answer it rests on.")
    sizes = ", ".join(f"{one.name} {len(one.data) // 1000} kB" for one in built)
    return f"{resting}, whose words it quotes; {sizes}"


def _find() -> str:
    from wardline.hub.docket.service import ROOM
    from wardline.hub.evidence import findings
    from wardline.hub.evidence import service as evidence
    from wardline.hub.members.actor import COMMAND_LINE

    found, _next = evidence.find(evidence.Asked(q="loader", room=ROOM))
    content = findings.Content(
        "gap",
        "D",
        {"en": "News comes too late to small practices"},
        {"en": "Small practices learn of a threat days after their neighbours."},
        question=f"{CALL}/{QUESTION}",
    )
    made = findings.save(COMMAND_LINE, None, content)
    findings.cite(COMMAND_LINE, made.pk, found[0].pk, QUOTE)
    findings.publish(COMMAND_LINE, made.pk, made.version)
    return findings.name(made.pk)


def _advise(finding: str) -> str:
    from wardline.hub.members.actor import COMMAND_LINE
    from wardline.hub.report import service
    from wardline.report.model import Kind

    for name in _TEXTS:
        text = f"Made up for the demo: {name}."
        service.save_part(COMMAND_LINE, name, text, service.part_version(name))
    top = service.Content(title="Share what is known, with all, at once")
    above = service.add(COMMAND_LINE, Kind.IMPERATIVE, None, top)
    advice = service.Content(
        title="Send every warning to every practice within minutes",
        findings=(finding,),
        lead="The Department",
    )
    made = service.add(COMMAND_LINE, Kind.RECOMMENDATION, above.pk, advice)
    return f"{service.name(made)} rests on {finding}"
