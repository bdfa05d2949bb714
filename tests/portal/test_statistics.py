"""The statistics: editions, the page for everybody, benchmarks for members; no small cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random

import pytest

from wardline.core.errors import ConflictError, UsageError
from wardline.incidents.counted import Taken
from wardline.incidents.model import (
    Action,
    Care,
    Category,
    Certainty,
    Fidelity,
    Harm,
    Helped,
    Moment,
    Report,
    Victim,
    What,
    When,
)
from wardline.testing.attacker import Attacker

SMALLEST = 11


def at(text):
    return int(dt.datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp() * 1e6)


def report(dice, day, kind="hospital"):
    """A made-up report of an incident that was found on a day."""
    found = dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")
    hours = dice.choice([2, 6, 20, 30, 100])
    return Report(
        what=What(
            actions=(
                Action(
                    category=dice.choice([Category.MALWARE, Category.MALWARE, Category.SOCIAL]),
                    vectors=(dice.choice(["Email", "Email attachment", "VPN"]),),
                ),
            ),
            harms=(dice.choice(list(Harm)),),
            certainty=Certainty.CONFIRMED,
        ),
        when=When(
            started=Moment(at=found - dt.timedelta(hours=30), fidelity=Fidelity.HOUR),
            found=Moment(at=found, fidelity=Fidelity.HOUR),
            contained=Moment(at=found + dt.timedelta(hours=hours), fidelity=Fidelity.HOUR),
        ),
        care=Care(downtime_hours=float(hours)),
        helped=Helped(controls=("backups",)),
        victim=Victim(kind=kind, size="101 to 1000", state=dice.choice(["TX", "OH"])),
    )


def made_up(many, day, label, kind="hospital", members=10_000):
    dice = random.Random(f"{label}{kind}")
    return [
        Taken(f"{label}{kind}{n}", at(day) + n, f"{label}{kind}{n % members}", kind, made)
        for n, made in enumerate(report(dice, day, kind) for _ in range(many))
    ]


FIRST = [
    *made_up(90, "2025-11-20", "a"),
    *made_up(30, "2025-11-20", "a", "practice"),
    *made_up(14, "2025-11-20", "a", "laboratory"),
    *made_up(3, "2025-11-20", "a", "pharmacy"),
]
# One laboratory more, two pharmacies, and many others.
SECOND = [
    *FIRST,
    *made_up(60, "2026-02-10", "b"),
    *made_up(25, "2026-02-10", "b", "practice"),
    *made_up(1, "2026-02-10", "b", "laboratory"),
    *made_up(2, "2026-02-10", "b", "pharmacy"),
]


@pytest.fixture(name="published", scope="module")
def published_fixture(portal):
    """Two editions of made-up incidents."""
    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service

    def source(taken):
        return lambda before: (one for one in taken if one.at < before)

    service.build(at("2026-01-01"), command_line(), source(FIRST))
    service.build(at("2026-04-01"), command_line(), source(SECOND))
    return portal


def cells(portal):
    told = portal.anybody().get("/statistics.json", secure=True).json()
    return {(one["table"], one["value"], one["quarter"]): one for one in told["cells"]}


def test_anybody_reads_counts_and_none_is_under_eleven(published):
    found = cells(published)
    counts = [one["count"] for one in found.values() if one["count"] is not None]
    assert len(counts) > 20
    assert min(counts) >= SMALLEST
    assert found["kind", "hospital", "all"]["count"] == 150
    # 5 pharmacies, and kinds of which there is none, look alike.
    assert found["kind", "pharmacy", "all"]["count"] is None
    assert found["kind", "federal", "all"]["count"] is None


def test_one_new_incident_does_not_show_in_the_next_edition(published):
    found = cells(published)
    assert found["kind", "laboratory", "all"]["count"] in (14, None)
    assert found["kind", "laboratory", "all"]["as_of"] in ("2026-01-01", None)
    assert found["kind", "hospital", "all"]["as_of"] == "2026-04-01"


def test_nobody_can_reckon_a_small_count_from_all_that_was_published(published):
    from wardline.hub.statistics import service
    from wardline.incidents import tables

    known = service.editions()
    cohorts = service._cohorts(known)
    attacker = Attacker(tables.book(cohorts), service.every_figure(known))
    labs = [sum(row.kind == "laboratory" for row in cohort.rows) for cohort in cohorts]
    assert labs == [14, 1]
    for kind, span in (("laboratory", (0, 1)), ("pharmacy", (-1, 0)), ("pharmacy", (-1, 1))):
        low, high = attacker.bounds("kind", (kind, None), span)
        assert low == 0, kind
        assert high >= SMALLEST, kind


def test_the_page_says_it_in_words_and_the_twins_say_the_same(published):
    page = published.anybody().get("/statistics/", secure=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Hospital" in text
    assert "not shown" in text
    assert "2026-Q1" in text
    rows = list(
        csv.DictReader(
            io.StringIO(published.anybody().get("/statistics.csv", secure=True).content.decode())
        )
    )
    told = {(row["table"], row["value"], row["quarter"]): row["count"] for row in rows}
    assert told == {
        key: "" if one["count"] is None else str(one["count"])
        for key, one in cells(published).items()
    }


def test_an_edition_is_kept_with_its_fingerprint(published):
    import hashlib

    told = published.anybody().get("/statistics/editions/2.json", secure=True).json()
    assert hashlib.sha256(told["body"].encode()).hexdigest() == told["digest"]
    assert json.loads(told["body"])["as_of"] == told["as_of"] == "2026-04-01"
    assert published.anybody().get("/statistics/editions/9/", secure=True).status_code == 404
    page = published.anybody().get("/statistics/editions/1/", secure=True).content.decode()
    assert "Who was hit: the kind of organization" in page
    assert ">kind<" not in page


def test_a_published_date_is_reckoned_again_and_a_changed_row_is_found(published):
    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service
    from wardline.hub.statistics.models import Row

    edition, new = service.build(at("2026-04-01"), command_line(), lambda _: ())
    assert not new
    assert edition.number == 1
    one = Row.objects.filter(kind="hospital", edition=1).first()
    Row.objects.filter(pk=one.pk).update(kind="practice")
    try:
        with pytest.raises(ConflictError):
            service.build(at("2026-04-01"), command_line())
    finally:
        Row.objects.filter(pk=one.pk).update(kind="hospital")
    service.build(at("2026-04-01"), command_line())


def test_editions_go_forward_and_never_into_the_future(published):
    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service

    with pytest.raises(UsageError, match="later edition"):
        service.build(at("2026-02-01"), command_line())
    with pytest.raises(UsageError, match="still to come"):
        service.build(at("2999-01-01"), command_line())


def test_publishing_stands_in_the_audit_log(published):
    from wardline.hub.audit import service as audit

    entry = audit.about("edition:1", 1)[0]
    assert entry.action == "statistics.published"


def test_benchmarks_are_for_members_and_for_groups_that_are_large_enough(published):
    assert published.anybody().get("/benchmarks.json", secure=True).status_code in (302, 401, 403)
    told = published.person("readonly").get("/benchmarks.json").json()
    found = {(one["group"], one["measure"]): one for one in told["benchmarks"]}
    hospitals = found["hospital/middle", "downtime"]
    assert hospitals["organizations"] >= 2 * SMALLEST
    assert hospitals["organizations"] % SMALLEST == 0
    assert hospitals["median_from"] in (1, 4, 12, 24, 72)
    assert (
        hospitals["quartile_from"] <= hospitals["median_from"] <= hospitals["upper_quartile_from"]
    )
    assert found["hospital/middle", "controls"]["named"] == ["backups"]
    # 55 practices have quartiles; 20 laboratories and pharmacies have nothing.
    assert found["practice/middle", "contain"]["quartile_from"] is not None
    assert not any(group.startswith("supplier/") for group, _ in found)
    text = published.person("readonly").get("/benchmarks/").content.decode()
    assert "Hospitals, 101 to 1,000 people" in text
    assert "Backups that could be restored" in text


def test_incidents_come_from_the_exchange_as_they_were_at_a_time(portal):
    import uuid

    from wardline.core.clock import now
    from wardline.core.policy import Recipient
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.service import HUB_SENDER, SOURCE, Sender
    from wardline.hub.objects.service import objects
    from wardline.hub.statistics.source import keyed, store
    from wardline.incidents import stix
    from wardline.incidents.stix_write import Stamp

    hub = objects(portal.data)
    number = collections.add_collection(
        f"Incidents {uuid.uuid4().hex[:6]}", read=["all"], write=["all"]
    )
    person = portal.person()
    access = next(one for one in hub.sight.collections(person.organization) if one.uuid == number)
    sender = Sender(person.organization, access.can_read, Recipient(person.organization))
    told = report(random.Random(5), "2026-03-03", "practice")
    stamp = Stamp(stix.new_id(), now(), now())
    made = stix.to_stix(told, stamp)
    alike = ("marking-definition", "extension-definition")
    before = now()
    common = [json.dumps(one).encode() for one in made if one["type"] in alike]
    own = [json.dumps(one).encode() for one in made if one["type"] not in alike]
    hub.exchange.ingest(access.id, HUB_SENDER, common, way=SOURCE)
    outcomes = hub.exchange.ingest(access.id, sender, own, way=SOURCE)
    assert "failed" not in {one.state for one in outcomes}, outcomes
    mine = keyed(stamp.incident_id)
    assert mine not in {one.incident for one in store(before)}
    found = {one.incident: one for one in store(now() + 1)}[mine]
    assert found.member == keyed(person.organization)
    assert found.kind == "hospital"
    assert found.report.what == told.what
    assert found.report.care.downtime_hours == told.care.downtime_hours
    assert found.report.when == told.when
    assert person.organization not in repr(found)


def test_an_incident_counts_once_when_the_portals_secret_is_renewed(portal):
    from wardline.hub.exchange.models import Setting
    from wardline.hub.statistics.source import keyed

    before = keyed("incident--made-up")
    row = Setting.objects.get(name="portal_secret")
    Setting.objects.filter(name="portal_secret").update(value="0" * 64)
    try:
        assert keyed("incident--made-up") == before
    finally:
        row.save()
