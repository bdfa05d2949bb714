"""Made-up comments, codes, findings, meetings and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seeding import member


def heard(_data: Path, made: dict[str, Any]) -> list[str]:
    """Comments in every state, a campaign letter, a draft at its link."""
    from wardline.docket.record import File, Record
    from wardline.hub.docket import calls, drafts, service

    call = calls.find("cybersecurity-rfi")
    letter = "Please let small clinics share warnings without fear of a fine, and tell us first."
    sent = [
        Record("", text=letter, first_name="Made", last_name=f"Up {n}") for n in range(3)
    ] + [
        Record("", text="x" * 400 + " \u202e" + "no end " * 90, answers={"2": "<b>Old</b> pumps."},
               organization="Made-up Falls", files=[File("list.txt", "Pump, monitor")]),
        Record("", text="Write to zeb@made-up.example, room 12.", kind="anonymous"),
        Record("", text="Not about this call at all."),
        Record("", text="I take this back."),
    ]  # fmt: skip
    numbers = [service.submit(call, service.Sent(record)).tracking for record in sent]
    service.screen_waiting()
    service.group(call)
    rows = list(service.Comment.objects.filter(call=call).order_by("id"))
    staff = member(made, "staff-docket-staff")
    for row in (rows[0], rows[1], rows[3]):
        service.decide(staff, row.pk, service.Decision("post", note="Made up"))
    span = service.Span("text", 9, 28, "personal")
    service.decide(staff, rows[4].pk, service.Decision("post", [span]))
    service.decide(staff, rows[5].pk, service.Decision("withhold", reason="unrelated"))
    service.withdraw(numbers[6])
    service.submit(call, service.Sent(Record("", text="Waits for somebody to read it.")))
    for one in ("Waits too: call 555-0100.", letter):
        service.submit(call, service.Sent(Record("", text=one, kind="anonymous")))
    service.screen_waiting()
    service.group(call)
    key = drafts.new_key()
    drafts.save(key, call.id, {"comment": "Half a draft", "answers": {}, "kind": "individual"})
    return [f"/docket/draft/{key}/"]


def coded(_data: Path, made: dict[str, Any]) -> list[str]:
    """Answers that were coded, some differently; findings in each state, some broken."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls
    from wardline.hub.docket import service as docket
    from wardline.hub.evidence import codebooks, coding, findings, replies
    from wardline.hub.evidence import service as evidence

    staff, other = member(made, "staff-docket-staff"), member(made, "staff-admin")
    call = calls.find("cybersecurity-rfi")
    sent = docket.submit(call, docket.Sent(Record("", answers={"1": "We lack security skills."})))
    row = docket.Comment.objects.get(number=sent.number)
    docket.screen_waiting()
    docket.decide(staff, row.pk, docket.Decision("post"))
    (gone,) = evidence.of("docket", docket.source_of(row.pk))
    found, _ = evidence.find(evidence.Asked(kind="answer"))
    stay = [one for one in found if one.pk != gone.pk]
    for place, one in enumerate(stay[:2]):
        coding.code(staff, one.pk, [coding.Given("devices"), coding.Given("law")][: place + 1], 1)
        coding.code(other, one.pk, [coding.Given("devices")], 1)
    first = codebooks.shelf().newest
    codebooks.save(staff, type(first)(first.codes[:-1]), "One <less>", 1)
    words = {"en": "Made-up finding", "es": "Hallazgo inventado"}
    for state in ("draft", "published", "broken", "withdrawn"):
        content = findings.Content("gap", "B", words, words, "x" * 40, "cybersecurity-rfi/1")
        finding = findings.save(staff, None, content)
        findings.cite(staff, finding.pk, stay[0].pk, stay[0].text[:40])
        findings.cite(staff, finding.pk, gone.pk, "security skills")
        replies.to_finding(staff, finding.pk, {"en": "We made it up."})
        if state != "draft":
            findings.publish(staff, finding.pk, 1)
        if state == "withdrawn":
            findings.take_back(staff, finding.pk)
    replies.to_source(staff, stay[0].room, stay[0].source, {"en": "We did it."})
    docket.withdraw(sent.tracking)
    source = evidence.Outside("https://made-up.example/" + "x" * 200, "Made up", "A.", "2026-01-31")
    outside = evidence.add_outside(staff, source)
    return [f"/evidence/{gone.pk}/", f"/staff/evidence/{gone.pk}/", f"/evidence/{outside}/"]


def accounted(_data: Path, made: dict[str, Any]) -> list[str]:
    """A report that everybody reads, and an edition that waits for a second person."""
    import datetime as dt

    from wardline.hub.docket.models import Comment
    from wardline.hub.evidence import findings
    from wardline.hub.evidence import service as evidence
    from wardline.hub.report import collecting, service
    from wardline.report.model import Answer, Kind, Response, Status, Update

    staff, other = member(made, "staff-docket-staff"), member(made, "staff-admin")
    day = dt.date(2026, 10, 1)
    row = Comment.objects.filter(state="posted").order_by("id").first()
    source = next(iter(evidence.of("docket", f"comment:{row.pk}")))
    content = findings.Content("gap", "E", {"en": "Too late"}, {"en": "News comes too late."})
    told = findings.save(staff, None, content)
    findings.cite(staff, told.pk, source.pk, source.text[:40])
    findings.publish(staff, told.pk, told.version)
    texts = ("title", "publisher", "letter", "signed", "summary", "charge", "method", "risks")
    for name in texts:
        service.save_part(staff, name, f"Made up: {name}", 0)
    service.save_part(staff, "glossary", "Finding | what the evidence shows", 0)
    top = service.add(staff, Kind.IMPERATIVE, None, service.Content(title="Tell all, at once"))
    answer = Response(answer=Answer.PARTLY, on=day, text="Half of it.")
    one = service.Content(
        title="Send news to machines", findings=(findings.name(told.pk),), lead="The Department",
        asked=dt.date(2026, 3, 1), response=answer, due=dt.date(2026, 6, 1),
        updates=(Update(on=day, status=Status.UNDER_WAY, text="Begun."),),
    )  # fmt: skip
    made_one = service.add(staff, Kind.RECOMMENDATION, top.pk, one)
    service.add(staff, Kind.ACTION, made_one.pk, service.Content(title="x" * 200))
    snapshot = collecting.snapshot(day)
    waits = service.propose(staff, snapshot, day)
    service.release(other, waits.pk, snapshot)
    service.propose(staff, collecting.snapshot(day), day)
    return []


def met(_data: Path, made: dict[str, Any]) -> list[str]:
    """A made-up year of the Task Force, papers of a meeting, drafts of each kind."""
    import datetime as dt
    import zoneinfo

    import msgspec

    from wardline.docket.record import Record
    from wardline.hub.docket import calls
    from wardline.hub.docket import service as docket
    from wardline.hub.taskforce import papers, playing, rules, service
    from wardline.taskforce import model
    from wardline.testing import taskforce

    now = dt.datetime.now(zoneinfo.ZoneInfo(taskforce.ZONE))
    month = now.year * 12 + now.month - 11
    clock = {"hour": 13, "minute": 0, "second": 0, "microsecond": 0}
    first = now.replace(year=month // 12, month=month % 12 + 1, day=17, **clock)
    staff = member(made, "staff-docket-staff")
    steps = [
        step
        for step in taskforce.year(first)
        if step.at <= now and (step.certified is None or step.certified[1] <= now.date())
    ]
    sheets = playing.play(staff, steps)
    meeting = service.find(sheets["meeting:1"].pk)
    shown = []
    for title, whole in (("Made-up slides", True), ("x" * 280, False), ("A draft", None)):
        text = f"{title}. Ask Zebediah Quillfeather, 555-010-0199.".encode()
        paper = papers.add(staff, meeting, {"en": title}, text, "paper.txt")
        if whole is not None:
            shown.append(papers.show(staff, paper.pk, whole=whole).pk)
    gone = papers.add(staff, meeting, {"en": "Taken away"}, b"Made up.", "gone.txt")
    papers.show(staff, gone.pk, whole=False)
    papers.remove(staff, gone.pk)
    service.give(staff, sheets["exercise:1"].pk, 3, "The nurse called IT at once.")
    plan = service.content(sheets["exercise:1"])
    service.save(staff, plan)
    # One to come, to which a statement was sent.
    start = (now + dt.timedelta(days=30)).replace(**clock)
    coming = msgspec.structs.replace(
        service.content(meeting),
        start=start.isoformat(),
        end=(start + dt.timedelta(hours=2)).isoformat(),
        statements_until=(start - dt.timedelta(days=1)).isoformat(),
        title={"en": "Made-up meeting to come", "es": "Reunión inventada por venir"},
        notice_on=now.date().isoformat(),
        notice_cited="91 FR 12345 (made up)",
    )
    planned = service.save(staff, coming)
    service.publish(staff, planned.pk, 1)
    call = calls.find(f"meeting-{planned.pk}")
    docket.submit(call, docket.Sent(Record("", text="Hear the made-up clinics too.")))
    docket.screen_waiting()
    said = docket.Comment.objects.get(call=call)
    docket.decide(staff, said.pk, docket.Decision("post"))
    service.save(staff, model.Duty({"en": "Nothing yet."}), name="E")
    service.save(staff, model.Seat({"en": "Made-up laboratories"}, "2026-01-01"))
    rules.change(staff, "notice", 15, "A made-up source", now.date())
    # A crawl has a limit, and these stand deep.
    desk, here = "/staff/taskforce", f"/meetings/{meeting.pk}"
    return [
        f"{desk}/{meeting.pk}/preview/",
        f"{desk}/{planned.pk}/new/minutes/",
        f"{desk}/papers/{paper.pk}/",
        f"{here}.ics",
        f"{here}/papers/{shown[0]}/",
        f"{here}/papers/{shown[0]}/file",
    ]
