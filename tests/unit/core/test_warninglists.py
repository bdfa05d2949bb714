"""What must never be blocked is not, and what must be can be."""

from __future__ import annotations

import pytest

from wardline.core.observables import Observable, classify
from wardline.core.warninglists import WarningLists

LISTS = WarningLists.bundled()


@pytest.mark.parametrize(
    "value",
    [
        "8.8.8.8",
        "8.8.8.0/24",
        "0.0.0.0/0",
        "10.1.2.3",
        "192.168.0.0/16",
        "127.0.0.1",
        "224.0.0.5",
        "2001:4860:4860::8888",
        "google.com",
        "www.google.com",
        "co.uk",
        "github.io",
        "pki.goog",
        "ocsp.digicert.com",
        "http://ocsp.digicert.com/path",
        "https://www.google.com/",
        "d41d8cd98f00b204e9800998ecf8427e",
        "104.16.1.1",
    ],
)
def test_protected(value):
    hit = LISTS.hit(classify(value))
    assert hit is not None
    assert hit.reason.endswith(".")


@pytest.mark.parametrize(
    "value",
    [
        "203.0.113.7",
        "198.51.100.0/24",
        "evil.example",
        "notgoogle.com",
        "evil.blogspot.com",
        "https://drive.google.com/uc?id=x",
        "44d88612fea8a8f36de82e1278abb02f0",
        "1.178.1.9",
    ],
)
def test_not_protected(value):
    observable = classify(value)
    assert observable is None or LISTS.hit(observable) is None


def test_a_rented_cloud_protects_ranges_but_not_single_addresses():
    assert LISTS.hit(classify("1.178.1.0/24")).list_name == "amazon-aws"


def test_own_names_and_ranges_are_protected():
    lists = WarningLists.with_own(["hospital.example"], ["203.0.113.0/24"])
    for value in ("hospital.example", "ehr.hospital.example", "203.0.113.9", "203.0.0.0/16"):
        assert lists.hit(classify(value)).list_name == "own"
    assert lists.hit(classify("https://ehr.hospital.example/a/b")).list_name == "own"
    assert lists.hit(classify("otherhospital.example")) is None


def test_the_quick_look_that_many_questions_bring_changes_no_answer():
    listed = {
        "a": {
            "title": "names",
            "names": ["login.hospital.example", "www.portal.example", "single"],
        },
        "b": {"title": "below", "names": [".cloud.example", ".deep.cdn.example", ".local"]},
    }
    heads = ("", "www.", "x.", "x.y.", "www.x.", "notx")
    tails = (
        *("login.hospital.example", "hospital.example", "portal.example", "single", "example"),
        *("cloud.example", "deep.cdn.example", "cdn.example", "local", "evil.example", "x.local"),
    )
    names = [head + tail for head in heads for tail in tails]
    busy = WarningLists(listed)
    for number in range(3000):
        assert busy.hit(Observable("domain-name", f"h{number}.evil.example")) is None
    answers = [WarningLists(listed).hit(Observable("domain-name", name)) for name in names]
    assert [busy.hit(Observable("domain-name", name)) for name in names] == answers
    assert 10 < sum(answer is not None for answer in answers) < len(names)
