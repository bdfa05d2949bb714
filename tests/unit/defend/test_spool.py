"""What is filled on the disk gives the output of what is filled in memory, byte for byte."""

from __future__ import annotations

import random

import pytest

from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load, spool
from wardline.defend.listing import Listing
from wardline.defend.select import Rules
from wardline.testing.exporters import NOW, Sink, indicator, sample


def several_versions():
    """Indicators of all kinds, some in several versions, ended, not begun, revoked or shared."""
    rng = random.Random(4)  # made up
    made = sample()
    for one in list(made):
        more = {}
        if rng.random() < 0.3:
            more["valid_until"] = rng.choice(["2026-02-01T00:00:00Z", "2027-01-01T00:00:00Z"])
        if rng.random() < 0.1:
            more["valid_from"] = "2026-12-01T00:00:00Z"
        if rng.random() < 0.1:
            more["revoked"] = True
        if rng.random() < 0.3:
            more["modified"] = rng.choice(["2025-12-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"])
        if rng.random() < 0.2:
            more["pattern"] = rng.choice(made)["pattern"]
        if more:
            made.append({**one, **more})
    # Others state the same values, and end earlier or later.
    for number, one in enumerate(list(made)):
        if rng.random() < 0.3:
            until = rng.choice(["2026-02-01T00:00:00Z", "2026-12-01T00:00:00Z"])
            made.append(indicator(5000 + number, one["pattern"], valid_until=until))
    rng.shuffle(made)
    return made


@pytest.mark.parametrize("name", FORMATS)
def test_the_output_and_what_is_left_out_are_the_same(name, monkeypatch):
    monkeypatch.setattr(spool, "_RUN", 37)
    monkeypatch.setattr(spool, "_PIECE", 5)
    monkeypatch.setattr(spool, "_IN_MEMORY", 1000)
    rules = Rules(WarningLists.bundled())
    listing, filled = Listing(load(name), rules), spool.Spool(load(name), rules, NOW)
    for one in several_versions():
        listing.put(one)
        filled.put(one)
    first, second = Sink(), Sink()
    count = listing.write(NOW, first, "beside")
    assert filled.write(second, "beside") == count
    assert second.body == first.body
    assert second.files == first.files
    assert sorted(filled.left_out()) == sorted(listing.left_out(NOW))
    assert len(filled) == len(listing)
    filled.close()
