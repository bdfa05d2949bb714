"""Class, sum and due date of a finding."""

from __future__ import annotations

from datetime import date

import pytest

from wardline.devices.model import Advisory, Device, Vulnerability
from wardline.devices.rank import (
    DEFAULT_POLICY,
    Kev,
    Threat,
    in_force,
    rank,
    written_day,
)

OPEN = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
NEAR = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
CVE = "CVE-2025-10001"
NO_THREAT = Threat({}, {}, {})


def advisory(vector=OPEN, told="No known public exploits specifically target this."):
    item = Vulnerability(CVE, 9.8, vector)
    return Advisory("A-1", "t", "2025-01-10", "2025-01-10", (), (item,), told)


def ranked(device, *, threat=NO_THREAT, about=None, count=1):
    return rank(device, about or advisory(), (CVE,), (threat, DEFAULT_POLICY, count))


VENTILATOR = Device("1", "Hamilton", "T1", kind="Ventilator")


def test_known_exploited_on_life_support_is_first_and_kev_sets_the_date():
    kev = Threat({CVE: Kev(date(2025, 2, 1), date(2025, 2, 3))}, {}, {})
    result = ranked(VENTILATOR, threat=kev)
    assert result.outcome == "immediate"
    assert result.due == "2025-01-13"
    assert "immediate in 3 days" in result.rule
    late = ranked(Device("1", "X", "Ventilator", extra={"network": "standalone"}), threat=kev)
    assert (late.due, late.rule) == ("2025-01-24", "the hospital's policy: out-of-cycle in 14 days")


def test_bod_26_04_sets_the_date_where_it_is_earliest():
    portal = Device("2", "X", "Patient Portal", extra={"network": "internet facing"})
    result = ranked(portal)
    assert (result.due, result.rule) == ("2025-01-13", "CISA BOD 26-04: 3 days")


def test_unknown_is_never_low():
    blank = ranked(Device("3", "X", "Thing"), about=advisory("", ""))
    assert blank.points.exploitation == "public poc"
    assert blank.points.exposure == "open"
    assert blank.points.automatable == "yes"
    assert blank.points.human_impact == "high"


def test_a_tested_control_lowers_the_exposure_and_never_the_harm():
    extra = {"control": "firewall rule 7", "control_until": "2026-01-01"}
    held = ranked(Device("4", "Hamilton", "T1", kind="Ventilator", extra=extra))
    free = ranked(VENTILATOR)
    undated = ranked(
        Device("4", "Hamilton", "T1", kind="Ventilator", extra={"control": "firewall rule 7"})
    )
    assert held.points.exposure == "controlled"
    assert free.points.exposure == undated.points.exposure == "open"
    assert held.points.human_impact == free.points.human_impact
    assert held.priority < free.priority


@pytest.mark.parametrize(
    ("extra", "exposure"),
    [
        # As columns of a CMMS say it: "Internet facing", "Networked", "VLAN".
        ({"exposure": "Yes"}, "open"),
        ({"exposure": "TRUE", "network": "VLAN 30"}, "open"),
        ({"exposure": "High"}, "open"),
        ({"exposure": "No"}, "controlled"),
        ({"exposure": "unknown"}, "open"),
        ({"network": "No"}, "small"),
        ({"network": "none"}, "small"),
        ({"network": "no network connection"}, "small"),
        ({"network": "standalone"}, "small"),
        ({"network": "Yes"}, "controlled"),
        ({"network": "VLAN 30"}, "controlled"),
        # What says that nothing holds it off is not small.
        ({"network": "no firewall"}, "controlled"),
        ({"network": "VLAN 7, no segmentation"}, "controlled"),
        ({"network": "not isolated"}, "controlled"),
        ({"network": "firewall: none"}, "controlled"),
        # And a cell that says nothing is unknown.
        ({"network": "unknown"}, "open"),
        ({"network": "N/A"}, "open"),
        ({"network": "?"}, "open"),
    ],
)
def test_what_an_inventory_says_of_the_network(extra, exposure):
    points = ranked(Device("6", "X", "Thing", extra=extra)).points
    assert points.exposure == exposure
    assert (points.publicly_exposed == "yes") == (extra.get("exposure") in ("Yes", "TRUE", "High"))


def test_the_sum_is_shown_and_adds_up():
    result = ranked(VENTILATOR, count=40)
    terms = [term.split()[0].split("·") for term in result.sum.split(" = ")[0].split(" + ")]
    total = sum(float(weight) * float(value) for weight, value in terms)
    assert abs(total - result.priority) < 0.3
    assert result.fda == "uncontrolled"


def test_near_attacks_on_office_devices_can_wait():
    printer = Device("5", "X", "Label printer", extra={"network": "VLAN 30"})
    assert ranked(printer, about=advisory(NEAR)).outcome == "defer"


def test_a_control_counts_until_its_last_day_and_only_with_a_day_that_can_be_read():
    extra = {"control": "rule 7", "control_until": "2026-03-01", "network": "vlan 7"}
    device = Device("4", "Hamilton", "T1", kind="Ventilator", extra=extra)
    assert in_force(device, date(2026, 3, 1)) == device
    after = in_force(device, date(2026, 3, 2))
    assert after.extra == {"network": "vlan 7"}
    odd = Device("4", extra={"control": "rule 7", "control_until": "when we can"})
    assert in_force(odd, date(2026, 3, 1)).extra == {}
    assert written_day("3/1/2026") == date(2026, 3, 1)
    assert written_day("31/12/2026") is None


def test_the_fda_mark_says_controlled_only_where_something_holds_it_off():
    held = {"control": "rule 7", "control_until": "2026-03-01"}
    assert ranked(VENTILATOR).fda == "uncontrolled"
    assert ranked(Device("4", "Hamilton", "T1", kind="Ventilator", extra=held)).fda == "controlled"
    active = Threat({}, {}, {CVE: "active"})
    exploited = Device("4", "Hamilton", "T1", kind="Ventilator", extra=held)
    assert ranked(exploited, threat=active).fda == "uncontrolled"
    assert ranked(Device("5", "X", "Thing"), about=advisory("", "")).fda == "uncontrolled"
