"""Incidents of others: a bundle made to hang the reader is read in the time of its length."""

from __future__ import annotations

import time

from wardline.core.stix.suite import CORE
from wardline.incidents.stix import from_stix

COMMON = {
    "spec_version": "2.1",
    "created": "2026-01-01T00:00:00.000Z",
    "modified": "2026-01-01T00:00:00.000Z",
}


def number(kind, at):
    return f"{kind}--0b1f7d7e-55f0-4f0e-8f0b-{at:012x}"


def bundle(size):
    """Incidents that lead to each other, and notes that nobody reads."""
    core = {
        "extension_type": "property-extension",
        "determination": "confirmed",
        "investigation_status": "open",
    }
    incidents = [
        {
            **COMMON,
            "type": "incident",
            "id": number("incident", at),
            "name": "x",
            "extensions": {CORE: core},
        }
        for at in range(size)
    ]
    links = [
        {
            **COMMON,
            "type": "relationship",
            "id": number("relationship", at),
            "relationship_type": "led-to",
            "source_ref": number("incident", at),
            "target_ref": number("incident", (at * 7) % size),
        }
        for at in range(size)
    ]
    notes = [{**COMMON, "type": "note", "id": number("note", at)} for at in range(size)]
    return [*incidents, *links, *notes]


def test_many_incidents_in_one_bundle_take_linear_time():
    def seconds(size):
        objects = bundle(size)
        start = time.process_time()
        assert len(from_stix(objects)) == size
        return time.process_time() - start

    seconds(100)
    small, large = seconds(1_000), seconds(8_000)
    # Eight times as many: quadratic work would take sixty-four times as long.
    assert large < 30 * max(small, 0.01)
