"""A made-up year of the Task Force on both databases, read from a running hub."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo

import httpx
import icalendar

PLAY = """
import datetime as dt, json, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.hub.evidence import service as evidence
from wardline.hub.members.actor import COMMAND_LINE
from wardline.hub.taskforce import papers, playing, service
from wardline.testing.taskforce import year
sheets = playing.play(COMMAND_LINE, year(dt.datetime.fromisoformat(sys.argv[2])))
meeting = service.find(sheets["meeting:1"].pk)
paper = papers.add(COMMAND_LINE, meeting, {"en": "Made-up slides"}, b"Old pumps.", "slides.txt")
papers.show(COMMAND_LINE, paper.pk, whole=True)
said = evidence.of("taskforce", f"minutes:{sheets['minutes:1'].pk}").count()
numbers = {key: sheet.pk for key, sheet in sheets.items()}
print(json.dumps({"sheets": numbers, "paper": paper.pk, "evidence": said}))
"""
# A year that is over: nothing of it moves with the day on which the test runs.
FIRST = dt.datetime(2024, 1, 17, 13, tzinfo=zoneinfo.ZoneInfo("America/New_York"))


def test_a_whole_year_is_played_and_read(hub):
    told = json.loads(hub.run(FIRST.isoformat(), code=PLAY))
    sheets = told["sheets"]
    assert told["evidence"] == 3
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        rows = {row["number"]: row for row in client.get("/meetings.json").json()["meetings"]}
        mine = {n: rows[sheets[f"meeting:{n}"]] for n in range(1, 13)}
        assert mine[4]["state"] == "cancelled"
        assert mine[8]["notice_short"] == 3
        assert [n for n, row in mine.items() if row["minutes"] != "done"] == [3, 4]
        data = client.get("/meetings.ics").content
        events = [
            one
            for one in icalendar.Calendar.from_ical(data).walk("VEVENT")
            if one["dtstart"].dt.year in (2024, 2025) or one["sequence"]
        ]
        assert sum(one["status"] == "CANCELLED" for one in events) >= 1
        number = sheets["meeting:1"]
        page = client.get(f"/meetings/{number}/").text
        assert "Made-up slides" in page
        file = client.get(f"/meetings/{number}/papers/{told['paper']}/file")
        assert file.content == b"Old pumps."
        codes = {one["code"] for one in client.get("/taskforce.json").json()["late"]}
        assert {"minutes-uncertified", "vacant", "action-overdue", "no-finding"} <= codes
        pdf = client.get(f"/exercises/{sheets['exercise:1']}/report.pdf")
        assert pdf.content.startswith(b"%PDF-")
        duties = client.get("/taskforce/progress.json").json()["duties"]
        assert sum(row["meetings"] for row in duties) >= 11
