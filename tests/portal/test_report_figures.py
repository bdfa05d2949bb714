"""The figures that the hub gives a report: devices and sightings, with no small cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile

import pytest

from wardline.advisories import answers
from wardline.core.cells.model import SMALLEST

DAY = dt.date(2026, 11, 1)


def at(day: str) -> int:
    return int(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp() * 1e6)


def figures(day: dt.date = DAY):
    from wardline.hub.report import figures as room

    return {one.id: one for one in room.every(day)}


def rows_of(figure) -> dict[str, tuple]:
    """A figure's values by category."""
    columns = [one.values for one in figure.series]
    return {name: tuple(one[at] for one in columns) for at, name in enumerate(figure.categories)}


@pytest.fixture(name="alone")
def alone_fixture(portal):
    """No answers, editions or sightings of other tests: they share one hub."""
    from wardline.hub.advisories.models import Answer, Edition, Step
    from wardline.hub.exchange.models import Record

    def clear():
        for model in (Step, Edition, Answer):
            model.objects.all().delete()
        Record.objects.filter(type="sighting").delete()

    clear()
    yield
    clear()


@pytest.fixture(name="pictured")
def pictured_fixture(alone, provider):
    """An edition of the picture: 33 hospitals are done, 4 practices and 14 pharmacies read it."""
    from wardline.hub.advisories import picture
    from wardline.hub.advisories.models import Advisory, Answer
    from wardline.hub.audit.service import command_line
    from wardline.hub.members.models import Organization

    row = provider.row(provider.publish())
    Advisory.objects.filter(pk=row.pk).update(first_at=at("2026-09-01"))
    moment = at("2026-09-03")
    for kind, state, many in (("hospital", "done", 33), ("practice", "acknowledged", 4),
                              ("pharmacy", "acknowledged", 14)):  # fmt: skip
        for _ in range(many):
            number = str(uuid.uuid4())
            Organization.objects.create(id=number, name=number, kind=kind, created_at=moment)
            steps = {f"{step}_at": moment for step in answers.reached(state)}
            Answer.objects.create(advisory=row, organization=number, state=state, size="Unknown",
                                  changed_at=moment, **steps)  # fmt: skip
    picture.build(at("2026-10-01") - 43_200_000_000, command_line())
    return row


def saw(many: int, day: str, each: int = 1, owners: list[str] | None = None) -> list[str]:
    """So many organizations told of sightings on a day; their ids."""
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.models import Presence, Record, Visibility

    number = collections.add_collection("Seen", read=["all"], write=["none"])
    place = collections.find(number)
    visible, _new = Visibility.objects.get_or_create(key="GREEN/|")
    Presence.objects.get_or_create(collection=place, visibility=visible)
    owners = owners or [str(uuid.uuid4()) for _ in range(many)]
    Record.objects.bulk_create(
        Record(collection=place, visibility=visible, folded=visible, latest=1, first=1,
               type="sighting", uuid=uuid.uuid4().bytes, version=1, version_text="", added=at(day),
               owner=owner, body=b"{}")
        for owner in owners for _ in range(each)
    )  # fmt: skip
    return owners


def test_devices_are_the_cells_of_the_published_picture_and_no_advisory_is_named(pictured):
    found = figures()
    told = {name: one for name, one in found.items() if one.about == "devices"}
    assert "figure-devices-kind" in told
    kinds = told["figure-devices-kind"]
    rows = rows_of(kinds)
    assert [one.name for one in kinds.series] == [
        "Read it", "It concerns them", "It does not concern them", "Done",
    ]  # fmt: skip
    true = {"hospitals": (33, 33, 0, 33), "pharmacies": (14, 0, 0, 0), "all kinds": (51, 33, 0, 33)}
    shown = [(name, at) for name, row in rows.items() for at in range(4) if row[at] is not None]
    assert shown
    assert all(rows[name][at] == true[name][at] >= SMALLEST for name, at in shown)
    # The four practices: not shown, nor what is left of a total.
    assert sum(at == 0 for _, at in shown) < 3
    for one in told.values():
        assert pictured.number not in f"{one.alt} {one.title} {one.source} {one.categories}"
    # Before the edition's day nothing of it was known.
    assert not any(one.about == "devices" for one in figures(dt.date(2026, 9, 30)).values())


def test_sightings_are_told_by_whole_quarters_in_whole_elevens(alone):
    saw(25, "2026-08-01", each=2)
    few = saw(10, "2026-05-05")
    saw(0, "2026-05-06", owners=few)  # the same ten again are ten
    saw(40, "2026-10-10")  # of a quarter that is not over
    saw(0, "2026-02-02", owners=[""] * 30)  # the hub itself is nobody
    found = figures()["figure-sightings"]
    rows = rows_of(found)
    assert list(rows)[-3:] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert len(rows) == 8
    assert rows["2026-Q3"] == (22, 44)
    assert rows["2026-Q2"] == rows["2026-Q1"] == (None, None)
    assert figures(dt.date(2026, 12, 31))["figure-sightings"].series[0].values[-1] == 33
    # A quarter stays as it was: one more organization in it is told to nobody.
    saw(1, "2026-08-02")
    assert figures()["figure-sightings"] == found


def test_without_eleven_there_is_no_figure(alone, portal):
    saw(10, "2026-08-01")
    assert not {"sightings", "devices"} & {one.about for one in figures().values()}


def test_every_format_has_both_figures_with_chart_and_table_and_is_built_the_same(pictured):
    from msgspec.structs import replace
    from pypdf import PdfReader

    from wardline.report import build, checks, reading
    from wardline.testing.reports import shaped

    saw(25, "2026-08-01")
    found = tuple(figures().values())
    snapshot = replace(shaped(10), figures=found)
    assert checks.problems(snapshot) == []
    snapshot = reading.read(reading.encode(snapshot))
    made = {one.name: one.data for one in build.build(snapshot, DAY)}
    assert made == {one.name: one.data for one in build.build(snapshot, DAY)}
    titles = [one.title for one in found if one.about in ("devices", "sightings")]
    assert len(titles) >= 2
    page = made["report.html"].decode()
    words = zipfile.ZipFile(io.BytesIO(made["report.docx"])).read("word/document.xml").decode()
    paper = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(made["report.pdf"])).pages)
    for title in titles:
        for text in (page, words, " ".join(paper.split())):
            assert f"{title}: the figures" in text
        assert title in made["report.json"].decode()
    charts = re.findall("<svg.*?</svg>", page)
    assert sum(">hospitals<" in one or ">2026-Q3<" in one for one in charts) == 2
