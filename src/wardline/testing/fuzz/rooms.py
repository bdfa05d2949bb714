"""How the bytes of each target are read: a function for each parser.

Rooms are imported when a target runs: the list alone needs none of them, and the guided fuzzer
counts the coverage of what it sees imported. Those of the hub are named in strings, since what
stands here needs no Django (pyproject.toml).
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from wardline.hunt.model import BrokenRecordError

# 2027-01-15T08:00:00Z: the clock of all targets.
_NOW = 1_800_000_000_000_000
_LIMIT = 1 << 20


def _hub(name: str) -> Any:
    """Something of the hub: "http:Request" is `Request` in wardline/hub/http.py."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(f"wardline.hub.{module}"), attribute)


def portal() -> None:
    """A hub in a folder of its own, for the targets that need one."""
    setup = import_module("wardline.hub.setup")
    data = Path(tempfile.mkdtemp(prefix="wardline-fuzz-hub-"))
    setup.migrate(data)
    setup.portal(data)


def _drain(found: Iterable[Any]) -> None:
    deque(found, maxlen=0)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _in_file(name: str, data: bytes, use: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory(prefix="wardline-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        use(path)


# The language: core


def json(data: bytes) -> None:
    from wardline.core import jsonio

    canonical = jsonio.parse(data).canonical
    if jsonio.parse(canonical).canonical != canonical:
        raise AssertionError("Canonical JSON changes when it is read again.")


def stix(data: bytes) -> None:
    """Everything that is done with an object before it is stored."""
    from wardline.core import ids, jsonio, lifetime, markings, observables, policy, stix, tlp

    value = jsonio.decode(data)
    if not isinstance(value, dict):
        return
    for obj in stix.upgrade(value) if stix.is_stix20(value) else [value]:
        stix.warnings(obj)
        if stix.errors(obj):
            continue
        observables.of_object(obj)
        policy.fold(obj, "owner", {})
        for selectors in markings.granular_by_marking(obj).values():
            markings.without(obj, selectors)
        lifetime.why_not(obj, _NOW)
        lifetime.next_change(obj, _NOW)
        tlp.of_definition(obj)
        if obj["type"] in ids.CONTRIBUTING:
            ids.sco_id(obj)


def pattern(data: bytes) -> None:
    """Parsed, planned for a hunt, and matched against two observations."""
    from wardline.core import matching, pattern, plan

    text = _text(data)
    pattern.parse(text)
    pattern.plain(text)
    plan.plan_of(text)
    seen: dict[str, dict[str, Any]] = {
        "0": {"type": "ipv4-addr", "value": "203.0.113.9"},
        "1": {"type": "domain-name", "value": "evil.example", "resolves_to_refs": ["0"]},
        "2": {"type": "file", "name": "a.exe", "size": 5, "hashes": {"MD5": "cd34" * 8}},
    }
    one = matching.Observed(seen, _NOW, _NOW)
    matching.compile(text).match([one, one._replace(first=_NOW + 1, last=_NOW + 2, number=3)])


def regex(data: bytes) -> None:
    from wardline.core import literals, regex

    text = _text(data)
    regex.fault(text)
    literals.required(text)
    regex.searcher(text)("a" * 200 + "b")


def marking(data: bytes) -> None:
    from wardline.core import jsonio, markings, stix, tlp

    tlp.TLP.from_label(_text(data))
    value = jsonio.decode(data)
    if isinstance(value, dict) and not stix.errors(value):
        markings.meaning_of_definition(value)
        markings.granular_by_marking(value)


def timestamp(data: bytes) -> None:
    from wardline.core import clock

    micros = clock.parse_timestamp(_text(data))
    if micros is not None and clock.parse_timestamp(clock.format_timestamp(micros)) != micros:
        raise AssertionError("A time changes when it is written and read again.")


def observable(data: bytes) -> None:
    from wardline.core import comparing, ids, observables

    text = _text(data)
    observables.defang(observables.refang(text))
    observables.host_of(text)
    comparing.network(text)
    ids.split_id(text)
    found = observables.classify(text)
    if found is not None:
        again = observables.normalize(found.kind, found.value)
        if again != found:
            raise AssertionError("A normal value changes when it is made normal again.")
        observables.to_pattern(found)


# Formats in


@lru_cache
def _importer(kind: str) -> Any:
    from wardline import importers

    return importers.load(kind)


def importer(kind: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from wardline.core import stix
        from wardline.importers.base import Item

        made = _importer(kind)
        made.sniff(data[:4096], "x")
        for found in made.read(data):
            if isinstance(found, Item):
                stix.errors(found.object)

    return run


def import_any(data: bytes) -> None:
    from wardline import importers

    importers.unpack(data, _LIMIT)
    _drain(importers.read(data, name="x"))


# Logs: hunt


def reader(name: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from wardline.hunt import readers, times

        made = readers.load(name)
        made.sniff(data[:65_536], "x")
        moment = times.reader(None, _NOW)
        for _, line in made.lines(io.BytesIO(data)):
            try:
                record = made.parse(line)
            except BrokenRecordError:
                continue
            if record is not None:
                moment(record.time)
                for cell in record.cells:
                    moment(cell.value)

    return run


def hunt(data: bytes) -> None:
    """A whole hunt through a file of any format: archives, packed, UTF-16."""
    from wardline.testing.readers import WANTED, hunt, indicator

    wanted = [indicator(pattern, number) for number, pattern in enumerate(WANTED)]
    _in_file("x.log", data, lambda path: hunt([path], wanted, workers=1))


# The gate: screen


def screen(kind: str | None) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from wardline.screen.text import screen

        text = _text(data)
        made = screen(text, kind=kind)
        if any(not 0 <= one.start <= one.end <= len(text) for one in made.findings):
            raise AssertionError("A finding lies outside the text.")

    return run


def screen_stix(data: bytes) -> None:
    from wardline.core import jsonio
    from wardline.screen.profile import Profile
    from wardline.screen.stix import Gate, screen_objects

    value = jsonio.decode(data)
    found = value.get("objects", [value]) if isinstance(value, dict) else value
    if isinstance(found, list):
        objects = [one for one in found if isinstance(one, dict)]
        screen_objects(objects, Gate.of(Profile(name="Made-up Hospital")))


def attachment(data: bytes) -> None:
    from wardline.screen.files.extract import extract

    extract(data)


def profile(data: bytes) -> None:
    from wardline.agent.screening import read_profile

    _in_file("p.toml", data, read_profile)


# Devices


def inventory(data: bytes) -> None:
    from wardline.devices.inventory import Inventory

    _drain(Inventory(data, "x").devices())


def advisory(data: bytes) -> None:
    """CSAF, VEX in two forms, recalls; what is shown and compared of it."""
    from wardline.devices import csafview, sources

    document, _ = sources.read_document(data, "x")
    sources.wrong_hashes("x", data, {"sha256": data, "sha512": data})
    if document is not None:
        sources.read_parsed(document, "x")
        csafview.facts_of(document)
        csafview.versioning_of(document)
        _drain(csafview.scores_of(document))
        _drain(csafview.fields_of(document))
        csafview.differences(document, {})
        csafview.sort_key(document, "title")


def threats(data: bytes) -> None:
    from wardline.core.errors import WardlineError
    from wardline.devices import sources, threats

    document, _ = sources.read_document(data, "x")
    if document is not None:
        threats.read_ssvc(document)
        try:
            threats.read_kev(document, "x")
        except WardlineError:
            pass
    threats.read_epss(data, "x")


def udi(data: bytes) -> None:
    from wardline.devices import ranges, udi, versions

    text = _text(data)
    udi.split_udi(text)
    ranges.read_range(text)
    ranges.read_range(text, ranged=True)
    versions.read_versions(text)


def orders(data: bytes) -> None:
    import datetime as dt

    from wardline.devices.orders import rows_back

    rows_back(data, "x", dt.date(2027, 1, 15), "made up")


def csaf_check(data: bytes) -> None:
    """The mandatory tests of CSAF 2.0 and its schema, and a bulletin made of it."""
    from wardline.advisories import document, schema
    from wardline.bulletins import starting
    from wardline.core import jsonio

    value = jsonio.decode(data)
    document.check(value)
    schema.provider(value)
    schema.aggregator(value)
    if isinstance(value, dict):
        document.head(value)
        starting.from_csaf(value)


def openpgp(data: bytes) -> None:
    from wardline.advisories import openpgp

    openpgp.verify(data, b"made up", [])
    openpgp.Keys(data)


# Incidents, docket, report


def incident(data: bytes) -> None:
    """A report in our JSON, written as STIX and VERIS and read again."""
    from wardline.incidents import model

    model.encode(model.parse(data))


def incident_stix(data: bytes) -> None:
    from wardline.core import jsonio
    from wardline.incidents.stix import from_stix

    value = jsonio.decode(data)
    found = value.get("objects") if isinstance(value, dict) else value
    from_stix(found if isinstance(found, list) else [value])


def veris(data: bytes) -> None:
    from wardline.core import jsonio
    from wardline.incidents.veris import from_veris

    from_veris(jsonio.decode(data))


def clocks(data: bytes) -> None:
    from wardline.incidents.clocks import parse_rules

    parse_rules(data)


def token(data: bytes) -> None:
    """A token that was pasted, requests for tokens, and a key that a hub publishes."""
    from wardline.core.errors import WardlineError
    from wardline.incidents import tokens

    for read in (
        lambda: tokens.read(_text(data)),
        lambda: tokens.parse(data),
        lambda: tokens.requests(data, 3),
        lambda: tokens.read_spki(data),
    ):
        try:
            read()
        except WardlineError:
            continue


def docket(data: bytes) -> None:
    from wardline.docket import formats

    _drain(formats.read(data, "x"))


def tracking(data: bytes) -> None:
    from wardline.docket import tracking

    number = tracking.read(_text(data))
    if number is not None and tracking.read(number) != number:
        raise AssertionError("A tracking number changes when it is read again.")


def snapshot(data: bytes) -> None:
    from wardline.core.errors import WardlineError
    from wardline.report import facts, reading

    try:
        facts.decode(data)
    except WardlineError:
        pass
    reading.read(data)


def picture(data: bytes) -> None:
    from wardline.bulletins import pictures

    pictures.read(data)


# What peers answer: client


def stream(data: bytes) -> None:
    from wardline.client.sse import Parser

    parser = Parser()
    half = len(data) // 2
    parser.feed(data[:half])
    parser.feed(data[half:])


@lru_cache(1)
def _copy() -> Any:
    """An agent's copy of one collection."""
    from wardline.agent.copy import Copy

    copy = Copy(Path(tempfile.mkdtemp(prefix="wardline-fuzz-agent-")), create=True)
    copy.set_collections([("x", "Made up", "https://hub.example/")])
    return copy


def events(data: bytes) -> None:
    """What a hub's stream tells an agent, event by event."""
    from wardline.agent import sync
    from wardline.client.sse import Parser
    from wardline.core.errors import WardlineError

    for event in Parser().feed(data):
        try:
            sync._store(_copy(), "x", [event], _NOW)  # noqa: SLF001 # between parser and copy
        except WardlineError:
            continue


class _Peer:
    """A TAXII server whose every answer is the same bytes."""

    base = host = "https://peer.example/taxii2/"

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._left = 20

    def request(self, *_: Any, **__: Any) -> Any:
        from wardline.client.http import Answer
        from wardline.core.errors import NetworkError

        self._left -= 1
        if self._left < 0:
            raise NetworkError("The made-up peer has said enough.")
        return Answer(200, {"x-taxii-date-added-last": "2026-01-01T00:00:00Z"}, self._body)

    def sleep(self, _seconds: float) -> None:
        """No time passes here."""


def taxii_peer(data: bytes) -> None:
    from wardline.client.taxii import Taxii, Taxii20
    from wardline.core.errors import WardlineError

    url = "https://peer.example/taxii2/collections/x/"
    for ask in (
        lambda: Taxii(_Peer(data)).collections(),  # type: ignore[arg-type]
        lambda: _drain(Taxii(_Peer(data)).pages(url)),  # type: ignore[arg-type]
        lambda: Taxii(_Peer(data)).deleted(url, None),  # type: ignore[arg-type]
        lambda: Taxii(_Peer(data)).standing(url, ["x"]),  # type: ignore[arg-type]
        lambda: Taxii(_Peer(data)).object(url, "x"),  # type: ignore[arg-type]
        lambda: Taxii(_Peer(data)).hub(),  # type: ignore[arg-type]
        lambda: Taxii(_Peer(data)).add(url, [b"{}"]),  # type: ignore[arg-type]
        lambda: _drain(Taxii20(_Peer(data)).pages(url)),  # type: ignore[arg-type]
    ):
        try:
            ask()
        except WardlineError:
            continue


# The hub


def http(data: bytes) -> None:
    """A request: the first line is the query, then headers to an empty line, then the body."""
    head, _, body = data.partition(b"\n\n")
    query, *lines = head.split(b"\n")
    headers = [
        (name.strip().lower(), value.strip())
        for name, _, value in (line.partition(b":") for line in lines)
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/taxii2/",
        "query_string": query,
        "headers": headers,
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    request = _hub("http:Request")(scope, receive)
    media = _hub("http:Media")("application/taxii+json", "2.1")
    for name in (b"accept", b"content-type", b"accept-encoding"):
        value = request.header(name) or ""
        _hub("http:accepts")(value, media)
        _hub("http:is_content")(value, media)
        _hub("http:_coding")(value)
    asyncio.run(request.body(_LIMIT))
    _hub("exchange.filters:parse")(request.query(), ("id", "type", "version", "spec_version"))


def cursor(data: bytes) -> None:
    """A cursor that was changed is refused; no bytes are one by chance."""
    _hub("exchange.cursor:unseal")(b"made-up secret", _text(data), None, "bound")


def config(data: bytes) -> None:
    """Settings: each problem is told with its name."""
    load = _hub("config:load")
    name = _hub("config:FILE_NAME")
    _in_file(name, data, lambda path: load(path.parent, {}))


def heads(data: bytes) -> None:
    """Tree heads and proofs that somebody kept."""
    from wardline.core.errors import WardlineError

    for read in ("pinned_heads", "proof_in"):
        try:
            _hub(f"audit.verify:{read}")(data)
        except WardlineError:
            continue


def keys_file(data: bytes) -> None:
    _in_file("keys", data, _hub("review.keysfile:read"))


def reply_address(data: bytes) -> None:
    _hub("anonymous.box:read_address")(_text(data))


def bounce(data: bytes) -> None:
    """A mail that came back (RFC 3464)."""
    _hub("notices.bouncing:take")(data, at=_NOW)


def search(data: bytes) -> None:
    """A search as it stands in an address."""
    from urllib.parse import parse_qs

    _hub("objects.search:parse")(parse_qs(_text(data), max_num_fields=None))


def moment(data: bytes) -> None:
    """A time as a person types it."""
    for zone in ("UTC", "America/New_York"):
        _hub("incidents.moments:read")(_text(data), zone)
