"""A MISP feed that follows what comes and goes is, file for file, the one made anew."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend.mispfeed import Feed, Named, build, of

HUB = Named("Made-up hub", "6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b11")
NUMBERS = [str(uuid.UUID(int=number + 1)) for number in range(4)]
INDICATORS = [f"indicator--{number}" for number in NUMBERS]
IDENTITIES = [f"identity--{number}" for number in NUMBERS[:2]]
REPORTS = [f"report--{number}" for number in NUMBERS[:3]]
STAMPS = st.sampled_from(["2026-01-02T03:04:05.000Z", "2026-02-02T00:00:00.000Z"])


@pytest.fixture(name="lists", scope="module")
def lists_fixture():
    return WarningLists.bundled()


def made(kind: str, ids: list[str], **own):
    common = {
        "type": st.just(kind),
        "id": st.sampled_from(ids),
        "created": STAMPS,
        "modified": STAMPS,
    }
    more = {
        "created_by_ref": st.sampled_from(IDENTITIES),
        "object_marking_refs": st.sampled_from([[TLP.CLEAR.marking_id], [TLP.AMBER.marking_id]]),
    }
    return st.fixed_dictionaries({**common, **own}, optional={} if kind == "identity" else more)


PATTERNS = st.sampled_from(
    [
        "[domain-name:value = 'a.made-up.example']",
        "[ipv4-addr:value = '203.0.113.9' OR domain-name:value = 'b.made-up.example']",
        # Holds nothing that can be said.
        "no pattern",
    ]
)
OBJECTS = st.one_of(
    made("indicator", INDICATORS, pattern=PATTERNS, pattern_type=st.just("stix")),
    made("identity", IDENTITIES, name=st.sampled_from(["One", "Two"])),
    made(
        "report",
        REPORTS,
        name=st.sampled_from(["A case", "Another"]),
        object_refs=st.lists(st.sampled_from([*INDICATORS, *REPORTS]), max_size=4),
    ),
)
STEPS = st.lists(
    st.one_of(OBJECTS, st.sampled_from([*INDICATORS, *IDENTITIES, *REPORTS])), max_size=30
)


@settings(deadline=None)
@given(steps=STEPS)
def test_whatever_comes_and_goes_it_is_as_if_made_anew(lists, steps):
    feed, standing = Feed(HUB, lists), {}
    for step in steps:
        if isinstance(step, str):
            assert feed.remove(step) == (standing.pop(step, None) is not None)
        else:
            feed.put(step)
            standing[step["id"]] = step
        # Asked in between: what is made then must not outlive its reasons.
        feed.file("manifest.json")
    anew = build(reversed(standing.values()), HUB, lists)
    assert {name: feed.file(name) for name in feed.names()} == anew.files
    assert (feed.attributes, len(feed)) == (anew.attributes, len(standing))
    made = of(standing.values(), HUB, lists)
    assert made.size == feed.size
    whole = list(made.events())
    assert [one.uuid for one in whole] == [name[:-5] for name in sorted(anew.files) if "-" in name]
    assert sum(len(one.sources) for one in whole) == anew.attributes


def test_a_change_makes_only_its_own_event_anew(lists):
    feed = Feed(HUB, lists)
    objects = [
        {
            "type": "indicator",
            "id": f"indicator--{uuid.UUID(int=number)}",
            "created": f"2026-01-{number:02d}T00:00:00.000Z",
            "modified": "2026-02-01T00:00:00.000Z",
            "pattern": f"[domain-name:value = 'n{number}.made-up.example']",
            "pattern_type": "stix",
        }
        for number in range(1, 29)
    ]
    for obj in objects:
        feed.put(obj)
    before = {name: feed.file(name) for name in feed.names()}
    feed.put({**objects[0], "modified": "2026-03-01T00:00:00.000Z"})
    after = {name: feed.file(name) for name in feed.names()}
    # The very same bytes in memory: they were not made a second time.
    fresh = [name for name in after if after[name] is not before[name]]
    assert len(fresh) == 3
    assert {"manifest.json", "hashes.csv"} < set(fresh)
