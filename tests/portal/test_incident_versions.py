"""Later versions of a report: what they say, and what stands where one cannot leave."""

from __future__ import annotations

import uuid

import pytest

from reporting import check, confirm, incident_in, report


@pytest.fixture(name="person")
def person_fixture(portal):
    return portal.person("member")


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Report {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


@pytest.mark.parametrize("release", ["named", "hub-only"])
def test_a_later_version_has_the_first_ones_times_and_says_only_what_changed(
    person, collection, monkeypatch, release
):
    """The moment of the confirmation is told to nobody, days later neither."""
    from dataclasses import replace

    from wardline.core.clock import now
    from wardline.hub.incidents import writing

    seen = "198.51.100.77"
    address, preview = report(person, collection, release=release, **{"attacker.observables": seen})
    first, number = incident_in(preview), address.split("/")[2]
    later = replace(writing.here(), clock=lambda: now() + 3 * 86_400_000_000)
    monkeypatch.setattr(writing, "here", lambda: later)
    page = f"/incidents/new/?incident={number}"
    more = {"incident": number, "attacker.observables": seen, "extent.persons": "20"}
    _where, shown = check(person, collection, page, release=release, **more)
    again = incident_in(shown)
    assert again["created"] == first["created"]
    assert again["modified"] > first["modified"]
    assert not [raw for raw in shown["leaves"] if '"type":"indicator"' in raw]


def test_a_version_that_cannot_leave_leaves_the_incident_as_it_stood(
    person, collection, monkeypatch
):
    from wardline.core.errors import UnprocessableError
    from wardline.hub.audit import reading
    from wardline.hub.audit import service as audit
    from wardline.hub.incidents import leaving

    address, _preview = report(person, collection, release="named")
    number = address.split("/")[2]

    def stands():
        shown = person.get(address.rstrip("/") + ".json").json()
        return shown["state"], shown["title"], shown["report"], shown["versions"]

    before = stands()
    page = f"/incidents/new/?incident={number}"
    more = {"incident": number, "extent.persons": "20", "what.kind": "ransomware"}
    where, later = check(person, collection, page, release="named", **more)

    def refused(*_):
        raise UnprocessableError("It does not fit.")

    with monkeypatch.context() as patched:
        patched.setattr(leaving, "leave", refused)
        assert confirm(person, where, later).status_code == 422
    assert stands() == before
    report_file = person.get(f"{address}file/report/").json()
    assert "persons" not in report_file.get("extent", {})
    audit.seal()
    told = [one.draft.action for one in reading.every(reading.Filter(target=f"incident:{number}"))]
    assert told == [
        "incident.reported", "incident.released", "incident.reported", "incident.withdrawn"
    ]  # fmt: skip # in their order
    assert confirm(person, where, later).status_code == 302
    assert len(stands()[3]) == 2
