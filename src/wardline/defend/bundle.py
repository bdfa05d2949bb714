"""A STIX 2.1 bundle of the indicators themselves, byte for byte as the hub stored them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wardline.core.ids import named_id
from wardline.defend import claims, text
from wardline.defend.base import About, Claim, Entry, Output, Told

NAMESPACE = uuid.UUID("c0a6c3b9-2a9f-5a57-8a86-5d1c0a7f7d33")


class Stix:
    """Whole indicators of every pattern, complex ones and other pattern languages too."""

    about = About(
        "stix",
        "TAXII clients, SIEMs and platforms that read STIX 2.1",
        "import the bundle; each indicator carries its own valid_until",
        media="application/stix+json;version=2.1",
        whole=True,
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The indicator's canonical bytes."""
        if claim.object is None:
            return "stix carries whole indicators only"
        return Entry((claim.facts.id,), claims.raw(claim.object), claim.facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The bundle; its id follows from what stands in it."""
        del told
        mark = text.number(*(f"{entry.facts.id}/{entry.facts.modified}" for entry in entries))
        named = named_id("bundle", NAMESPACE, str(mark))
        out.write(b'{"type":"bundle","id":"' + named.encode() + b'"')
        if entries:
            out.write(b',"objects":[')
            for number, entry in enumerate(entries):
                out.write((b",\n" if number else b"\n") + entry.body)
            out.write(b"\n]")
        out.write(b"}\n")
