"""The contract of all exporters (entry-point group `wardline.exporters`), as a test class.

class TestMine(ExporterContract):
    exporter = MyExporter()
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from wardline.core.warninglists import WarningLists
from wardline.defend.base import Exporter
from wardline.defend.listing import Listing
from wardline.defend.select import Left, Rules

# 2026-09-21, in microseconds.
NOW = 1_790_000_000_000_000
# Names that would become syntax in one tool or another if they were let through.
HOSTILE = (
    'x"; sid:1; content:"a',
    "a\nalert ip any any -> any any (sid:1;)",
    "a\r\n0.0.0.0 hospital.example",
    "tab\there",
    "|41 41|",
    "back\\slash\\",
    "*/ } rule x { condition: true } /*",
    '=HYPERLINK("http://x")',
    "`| delete`",
    "'; DROP TABLE x; --",
    "$(reboot)",
    "\u2028new line\u0085next\u202eright to left",
    "{{7*7}} %s {0} ${x}",
    "---\ntitle: mine",
    "-",
    "",
    "x" * 5000,
    "é漢\U0001f600",
)
_HASHES = {
    "md5": ("file:hashes.MD5", 32),
    "sha1": ("file:hashes.'SHA-1'", 40),
    "sha256": ("file:hashes.'SHA-256'", 64),
}


class Sink:
    """An output in memory, and the files beside it."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.parts: list[bytes] = []
        self.files: dict[str, bytes] = {}

    def write(self, data: bytes) -> None:
        """Add to the output."""
        self.parts.append(data)

    def beside(self, suffix: str, data: bytes) -> None:
        """Keep a file beside the output."""
        self.files[suffix] = data

    @property
    def body(self) -> bytes:
        """The whole output."""
        return b"".join(self.parts)


def indicator(number: int, pattern: str, **more: Any) -> dict[str, Any]:
    """A made-up indicator."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }


def literal(text: str) -> str:
    """A string as a pattern writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def sample() -> list[dict[str, Any]]:
    """Indicators of every kind, with hostile names and hostile values."""
    numbers = itertools.count()
    return [
        indicator(next(numbers), pattern, name=name, confidence=number % 101)
        for number, (pattern, name) in enumerate(_patterns())
    ]


def _patterns() -> Iterator[tuple[str, str]]:
    for at, name in enumerate(HOSTILE):
        yield f"[ipv4-addr:value = '203.0.113.{at}']", name
        yield f"[domain-name:value = 'h{at}.evil.example']", name
        yield f"[url:value = {literal('https://evil.example/a?q=' + name.replace(' ', '+'))}]", name
        for path, length in _HASHES.values():
            yield f"[{path} = '{at:0{length}x}']", name
        for path in ("file:name", "process:command_line", "mutex:name"):
            yield f"[{path} = {literal(name)}]", name
        yield f"[process:name = 'a.exe' AND process:command_line = {literal(name)}]", name
    yield "[ipv6-addr:value = '2001:db8::1']", "six"
    yield "[ipv4-addr:value = '198.51.100.0/25']", "range"
    yield "[network-traffic:src_ref.value = '203.0.113.200']", "source"
    yield (
        (
            "[network-traffic:dst_ref.value = '203.0.113.201' AND network-traffic:dst_port = 8443 "
            "AND network-traffic:protocols[*] = 'tcp']"
        ),
        "with port",
    )
    yield "[x509-certificate:hashes.'SHA-1' = '" + "c" * 40 + "']", "certificate"
    yield "[email-addr:value = 'bad+x@evil.example']", "mail"
    yield "[a:b = 'c'] FOLLOWEDBY [a:b = 'd']", "sequence"
    yield "[process:command_line LIKE '%evil_%']", "like"


class ExporterContract:
    """What every exporter must do; set `exporter` in a subclass."""

    exporter: ClassVar[Exporter]
    rules: ClassVar[Rules] = Rules(WarningLists.bundled())

    def listing(self, indicators: Iterable[dict[str, Any]]) -> Listing:
        """A listing of the exporter's own, filled."""
        listing = Listing(self.exporter, self.rules)
        for one in indicators:
            listing.put(one)
        return listing

    def written(self, indicators: Iterable[dict[str, Any]], now: int = NOW) -> bytes:
        """The output of `indicators`."""
        sink = Sink()
        self.listing(indicators).write(now, sink, "beside.name")
        return sink.body

    def left(self, indicators: Iterable[dict[str, Any]], now: int = NOW) -> list[Left]:
        """What is left out of `indicators`."""
        return list(self.listing(indicators).left_out(now))

    def test_it_says_what_it_is_for(self) -> None:
        about = self.exporter.about
        assert about.name
        assert about.tool
        assert about.load
        assert "/" in about.media
        assert about.whole or (about.kinds and about.only)

    def test_the_same_indicators_in_any_order_give_the_same_bytes(self) -> None:
        every = sample()
        assert self.written(every) == self.written(reversed(every)) == self.written(every + every)

    def test_what_is_not_in_it_is_told_with_a_reason(self) -> None:
        for one in sample():
            listing = self.listing([one])
            lefts = list(listing.left_out(NOW))
            assert listing.entries(NOW) or lefts, one["pattern"]
            assert all(left.reason and left.indicator == one["id"] for left in lefts)

    def test_what_does_not_hold_is_not_in_it(self) -> None:
        empty = self.written([])
        for change in (
            {"revoked": True},
            {"valid_until": "2026-02-01T00:00:00Z"},
            {"valid_from": "2030-01-01T00:00:00Z"},
            # TLP:RED
            {"object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]},
        ):
            every = [{**one, **change} for one in sample()]
            assert not self.listing(every).entries(NOW)
            if not self.exporter.about.serial:
                assert self.written(every) == empty

    def test_protected_values_are_not_in_it(self) -> None:
        patterns = (
            "[ipv4-addr:value = '8.8.8.8']",
            "[domain-name:value = 'microsoft.com']",
            "[url:value = 'https://login.microsoftonline.com/common/oauth2']",
            "[domain-name:value = 'microsoft.com' AND domain-name:value = 'google.com']",
        )
        for number, pattern in enumerate(patterns):
            assert not self.listing([indicator(number, pattern)]).entries(NOW), pattern

    def test_a_changed_listing_equals_a_new_one(self) -> None:
        every = sample()
        changed = self.listing(every)
        self._write(changed)
        newer = [{**one, "modified": "2026-03-01T00:00:00.000Z"} for one in every[::3]]
        for one in newer:
            changed.put(one)
        for one in every[1::3]:
            changed.remove(one["id"])
        fresh = self.listing([*newer, *every[2::3]])
        assert self._write(changed) == self._write(fresh)

    def test_an_older_version_never_stands_again(self) -> None:
        for one in sample():
            revoked = {**one, "revoked": True, "modified": "2026-03-01T00:00:00.000Z"}
            assert not self.listing([revoked, one]).entries(NOW)

    def _write(self, listing: Listing) -> bytes:
        sink = Sink()
        listing.write(NOW, sink, "beside.name")
        return sink.body
