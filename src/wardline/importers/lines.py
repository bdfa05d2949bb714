"""Plain text: one value a line, in the forms that lists are published in.

Bare, defanged, with a comment or counts behind it; hosts files; rules of ad blockers, dnsmasq,
unbound; response policy zones; DROP, DShield and exit lists; sets and rules of firewalls. What
lets something pass (`@@`, `rpz-passthru`, `nomatch`) is no indicator.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from wardline.core.observables import classify
from wardline.importers import columns
from wardline.importers.base import Failure, Item, refuse_page

_MAX_LINE = 16_384
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "broadcasthost", "local"})
_COMMENT = re.compile(r"(?:#|//|;|!|\[adblock).*", re.IGNORECASE)
_BEHIND = re.compile(r"\s(?:#|;|//).*")
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*["{\[])')
_REVERSED = ".rpz-ip"
# Actions of response policy zones that let an answer through.
_PASSING = ("rpz-passthru", "rpz-tcp-only")
# Options of ad blockers with which a rule blocks nothing: it takes back another, or edits pages.
_CHANGING = frozenset({
    "badfilter", "removeparam", "queryprune", "removeheader", "csp", "permissions", "replace",
    "cookie", "hls", "jsonprune", "xmlprune", "urltransform", "uritransform", "elemhide", "ehide",
    "generichide", "ghide", "specifichide", "shide",
})  # fmt: skip
# Of a range that is no network, so many networks are made at most.
_MOST_NETWORKS = 8

Values = list[str]


class _Form(NamedTuple):
    """A form of lines, and the values in one that has it."""

    pattern: re.Pattern[str]
    values: Callable[[re.Match[str]], Values]


def _nothing(_match: re.Match[str]) -> Values:
    return []


def _first(match: re.Match[str]) -> Values:
    return [match[1]]


def _blocked(match: re.Match[str]) -> Values:
    """The name in a rule of an ad blocker, unless its options say that it blocks nothing."""
    options = {option.partition("=")[0].lower() for option in (match[2] or "").split(",")}
    return [match[1]] if _CHANGING.isdisjoint(options) else []


def _parts(match: re.Match[str]) -> Values:
    return match[1].split("/")


def _names(match: re.Match[str]) -> Values:
    """The names behind an address of a hosts file."""
    return [name for name in match[1].split() if name.lower() not in _LOCAL_NAMES]


def _zoned(match: re.Match[str]) -> Values:
    """The name of a response policy zone's entry; an address stands there backwards."""
    name, action = match[1].removeprefix("*."), match[2].lower()
    # An answer with its own name is the older way to say passthru.
    own = name.lower().removesuffix(".") == action.removeprefix("*.").removesuffix(".")
    if own or action.startswith(_PASSING):
        return []
    if not name.lower().endswith(_REVERSED):
        return [name.removesuffix(".")]
    parts = name[: -len(_REVERSED)].split(".")
    length, rest = parts[0], parts[1:][::-1]
    if len(rest) == 4:  # noqa: PLR2004 # an IPv4 address
        return [f"{'.'.join(rest)}/{length}"]
    return [f"{':'.join(rest).replace('zz', '')}/{length}"]


def _network(match: re.Match[str]) -> Values:
    """The network of a first and last address."""
    try:
        ends = [ipaddress.ip_address(match[place]) for place in (1, 2)]
        found = list(ipaddress.summarize_address_range(*ends))
    except (TypeError, ValueError):
        return [match[0]]
    return [str(one) for one in found] if len(found) <= _MOST_NETWORKS else [match[0]]


_ADDRESS = r"[0-9a-fA-F:.]+"
_FORMS = tuple(
    _Form(re.compile(pattern, re.IGNORECASE), values)
    for pattern, values in (
        # Ad blockers: what they let pass, and whom they block.
        (r"@@.*", _nothing),
        (r"\|\|([^\s/^$|*]+)\^?(?:\$(\S*))?", _blocked),
        # A hosts file.
        (r"(?:0\.0\.0\.0|127\.0\.0\.1|255\.255\.255\.255|::1?|fe80::1%\w+)\s+(.+)", _names),
        # dnsmasq (with a server behind the names they are forwarded, not blocked) and unbound.
        (r"address=/(.+)/[^/]*", _parts),
        (r"(?:server|local)=/(.+)/", _parts),
        (r"(?:server|local)=.*", _nothing),
        (
            r"local-zone:\s+\S+\s+(?:(?:always_|type)?transparent|nodefault|noview)",
            _nothing,
        ),
        (r"local-zone:\s+\"?([^\"\s]+?)\.?\"?\s+\w+", _first),
        (r"(?:local-data|server):.*", _nothing),
        # A response policy zone.
        (r"\$(?:ttl|origin|include)\b.*", _nothing),
        (r"(?:\S+\s+)?(?:\d+\s+)?(?:in\s+)?(?:soa|ns)\s.*", _nothing),
        (r"(\S+)\s+(?:\d+\s+)?(?:in\s+)?cname\s+(\S+)", _zoned),
        # DShield's blocks, ranges, the Tor project's exits.
        (r"start\s+end\s+netmask\b.*", _nothing),
        (rf"({_ADDRESS})\t({_ADDRESS})\t\d{{1,3}}(?:\t.*)?", _network),
        (rf"({_ADDRESS})\s*-\s*({_ADDRESS})", _network),
        (r"(?:exitnode|published|laststatus)\s.*", _nothing),
        (r"exitaddress\s+(\S+)(?:\s.*)?", _first),
        # Sets and rules of firewalls and web servers.
        (r"(?:create|flush)\s+\S.*|commit", _nothing),
        (r"add\s.*\snomatch(?:\s.*)?", _nothing),
        (r"add\s+\S+\s+([^\s,]+).*", _first),
        (r"deny\s+(?:from\s+)?([^\s;]+);?", _first),
    )
)
# Spaces are tried from their first only: else a line of them is gone through for each.
_COLUMNS = re.compile(r"[,;|\t]|(?<!\s)\s+(?=\d)")


class TextImporter:
    """The importer `text`."""

    name = "text"

    def sniff(self, head: bytes, name: str) -> bool:
        """Text whose first lines hold an observable, or a file that says it is text."""
        if b"\x00" in head or _JSON.match(head):
            return False
        lines = head.decode("utf-8", errors="replace").splitlines()[:50]
        return name.endswith((".txt", ".list", ".ioc")) or any(
            columns.is_value(value) for line in lines for value in _values(line[:_MAX_LINE])
        )

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each value."""
        refuse_page(data)
        text = data.decode("utf-8-sig", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            for value in _values(line[:_MAX_LINE]):
                yield columns.row({"value": value}, f"line {number}")


def _values(line: str) -> Values:
    """The values in a line; what is none of them is told apart by who asks."""
    line = line.strip()
    if not line or _COMMENT.fullmatch(line):
        return []
    line = _BEHIND.sub("", line).strip()
    if line.lower() in _LOCAL_NAMES:
        return []
    for form in _FORMS:
        match = form.pattern.fullmatch(line)
        if match is not None:
            return form.values(match)
    return [line if columns.is_value(line) else _leading(line)]


def _leading(line: str) -> str:
    """The value before counts, times and words in columns of their own; else the line itself.

    Of a line with two observables nobody knows which is meant.
    """
    cells = [cell.strip() for cell in _COLUMNS.split(line)]
    lone = len(cells) > 1 and not any(classify(cell) is not None for cell in cells[1:])
    return cells[0] if lone and columns.is_value(cells[0]) else line
