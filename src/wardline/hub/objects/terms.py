"""What an object is found by, and what a question asks for, as terms of the search index.

An object has *words* (its texts, as a person would type them) and *marks*: keyed digests of exact
things such as `type|indicator` or `at|evil.example`. A question's words look at words only; marks
are asked for by our own code alone, so nobody can ask for a mark that is not theirs to ask for
(`own|ORGANIZATION` would tell who shared what).
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from wardline.core import observables
from wardline.core.errors import UsageError
from wardline.core.observables import Observable
from wardline.core.tlp import BY_MARKING_ID, TLP

# More of one object is not searched for: a hostile one must not fill the index.
_MOST_WORDS = 16_000
_MOST_MARKS = 2_000
_MOST_DEPTH = 8
MOST_ASKED = 20
# Whatever is valid for longer is found as if it had no end.
LAST_YEAR = 2035
_LONGEST_ASKED = 2_000
# Properties that hold no words a person would look for, or whose words are marks.
_NO_WORDS = frozenset(
    {"id", "spec_version", "created", "modified", "valid_from", "valid_until", "first_seen",
     "last_seen", "pattern_type", "pattern_version", "object_marking_refs", "granular_markings",
     "lang", "payload_bin", "extension_type", "schema"}
)  # fmt: skip
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'")
_ASKED = re.compile(r'"([^"]*)"|(\S+)')
_PORT = re.compile(r"(.*[^:]):\d{1,5}")
# Addresses are found by their network at each fourth bit, from these on.
_NIBBLE = 4
_WIDEST = {4: 8, 6: 16}
# Ranges are narrower than this at fourth bits only, and wider than `_WIDEST` nowhere.
_SUBNET = 64


class Terms(NamedTuple):
    """What one object is found by."""

    words: str
    marks: str


class Marker:
    """Makes marks under a hub's secret, so that the index file names nobody by itself."""

    def __init__(self, secret: bytes) -> None:
        """Key the digests with `secret`."""
        self._key = hashlib.blake2b(secret, person=b"search").digest()[:32]

    def __call__(self, kind: str, value: str) -> str:
        """The mark of `value` as `kind`."""
        text = f"{kind}|{value}".encode("utf-8", "surrogatepass")
        return "k" + hashlib.blake2b(text, key=self._key, digest_size=8).hexdigest()


def of_object(obj: Mapping[str, Any], owner: str, mark: Marker) -> Terms:
    """The terms of an object that `owner` shared."""
    stated = _stated(obj)
    texts = [*_texts(obj), *(item.value for item in stated)]
    words = clean(" ".join(texts)[: _MOST_WORDS * 2])[:_MOST_WORDS]
    marks = dict.fromkeys(mark(*pair) for pair in _facts(obj, owner))
    for item in stated[:_MOST_MARKS]:
        marks.update(dict.fromkeys(mark(*pair) for pair in states(item)))
    return Terms(words, " ".join(list(marks)[:_MOST_MARKS]))


def _texts(value: Any, name: str = "", depth: int = 0) -> Iterator[str]:
    """All texts of an object that a person would look for."""
    if isinstance(value, str):
        if name == "pattern" or "--" not in value or not name.endswith(("_ref", "_refs")):
            yield value
    elif depth < _MOST_DEPTH and isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NO_WORDS:
                yield from _texts(inner, key, depth + 1)
    elif depth < _MOST_DEPTH and isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name, depth + 1)


def _stated(obj: Mapping[str, Any]) -> list[Observable]:
    """The observables of an object; of a pattern that is no plain list, those among its texts."""
    found = observables.of_object(obj)
    pattern = obj.get("pattern")
    if not found and isinstance(pattern, str):
        literals = _LITERAL.findall(pattern[: _MOST_WORDS * 2])
        classified = [observables.classify(text.replace("\\", "")) for text in literals]
        found = [item for item in classified if item is not None]
    return list(dict.fromkeys(found))


def _facts(obj: Mapping[str, Any], owner: str) -> Iterator[tuple[str, str]]:
    """What an object is filtered by."""
    yield "id", str(obj.get("id"))
    yield "type", str(obj.get("type"))
    yield "own", owner
    yield "tlp", tlp_name(obj)
    for label in _listed(obj.get("labels")):
        yield "label", label.casefold()
    for phase in obj.get("kill_chain_phases") or ():
        if isinstance(phase, Mapping):
            yield "phase", str(phase.get("phase_name")).casefold()
    for reference in references(obj):
        yield "ref", reference[1]
    yield from dates("modified", str(obj.get("modified") or obj.get("created") or ""))
    yield from _lifetime(obj)


def _lifetime(obj: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if obj.get("revoked") is True:
        yield "revoked", ""
    elif "" < str(obj.get("valid_until") or "")[:4] <= str(LAST_YEAR):
        yield from dates("until", str(obj["valid_until"]))
    else:
        yield "until", ""


def _listed(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def tlp_name(obj: Mapping[str, Any]) -> str:
    """The TLP label that an object carries, like 'amber-strict'; 'none' where it carries none."""
    refs = _listed(obj.get("object_marking_refs"))
    labels = [BY_MARKING_ID[ref] for ref in refs if ref in BY_MARKING_ID]
    return max(labels).name.lower().replace("_", "-") if labels else "none"


def label_of(name: str) -> TLP | None:
    """The label that `tlp_name` names."""
    return None if name == "none" else TLP.from_label(name.replace("-", "+"))


def references(obj: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each reference to another object: the property that holds it, and the id."""
    found: dict[tuple[str, str], None] = {}
    _refer(obj, found, 0)
    return list(found)[:_MOST_MARKS]


def _refer(value: Any, found: dict[tuple[str, str], None], depth: int) -> None:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for inner in value:
            _refer(inner, found, depth + 1)
        return
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        if isinstance(inner, Mapping) or (isinstance(inner, list) and not key.endswith("_refs")):
            _refer(inner, found, depth + 1)
        elif key.endswith(("_ref", "_refs")) and key not in ("object_marking_refs", "marking_ref"):
            several = inner if isinstance(inner, list) else [inner]
            found.update({(key, one): None for one in several if isinstance(one, str)})


def dates(kind: str, timestamp: str) -> Iterator[tuple[str, str]]:
    """The marks by which a moment is found in a range: its year, month and day."""
    if len(timestamp) >= len("2026-01-31"):
        yield kind, timestamp[:4]
        yield kind, timestamp[:7]
        yield kind, timestamp[:10]


def days_between(first: datetime, last: datetime) -> list[str]:
    """Years, months and days that together are all days from `first` to `last`.

    *Shape*: at most some 150 texts like '2026', '2026-02' and '2026-02-28'.
    """
    found: list[str] = []
    day = first.toordinal()
    end = min(last.toordinal(), datetime(9999, 12, 31, tzinfo=UTC).toordinal() - 1)
    while day <= end:
        date = datetime.fromordinal(day).replace(tzinfo=UTC)
        year_end = datetime(date.year, 12, 31, tzinfo=UTC).toordinal()
        after = date.replace(day=28).toordinal() + 4
        month_end = after - datetime.fromordinal(after).day
        if date.day == 1 and date.month == 1 and year_end <= end:
            found.append(f"{date.year:04d}")
            day = year_end + 1
        elif date.day == 1 and month_end <= end:
            found.append(f"{date.year:04d}-{date.month:02d}")
            day = month_end + 1
        else:
            found.append(f"{date:%Y-%m-%d}")
            day += 1
    return found


def states(item: Observable) -> Iterator[tuple[str, str]]:
    """The marks of an observable that an object states."""
    kind, value = item
    if kind in ("ipv4-addr", "ipv6-addr"):
        network = ipaddress.ip_network(value, strict=False)
        if network.prefixlen < network.max_prefixlen:
            yield "range", str(network)
        for length in range(_WIDEST[network.version], network.prefixlen + 1, _NIBBLE):
            yield "net", str(network.supernet(new_prefix=length))
        return
    if kind == "domain-name":
        yield "at", value
        yield from (("under", name) for name in _parents(value))
        return
    if kind == "email-addr":
        yield "at", value.casefold()
        yield from (("under", name) for name in _parents(value.rpartition("@")[2]))
        return
    yield "at", value.casefold() if kind != "url" else value
    host = observables.host_of(value) if kind == "url" else None
    if host is not None and host.kind == "domain-name":
        yield from (("under", name) for name in _parents(host.value))
    elif host is not None:
        yield from states(host)


def _parents(name: str) -> list[str]:
    """`name` and the domains above it, but for a bare top-level domain."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)][:12]


def asks(item: Observable) -> list[tuple[str, str]]:
    """The marks to look for an observable by: itself, what it lies in, and what lies in it."""
    kind, value = item
    if kind in ("ipv4-addr", "ipv6-addr"):
        return _asks_network(value)
    if kind == "domain-name":
        return [("under", value), *(("at", name) for name in _parents(value)[1:])]
    if kind == "url":
        host = observables.host_of(value)
        wider = []
        if host is not None and host.kind == "domain-name":
            wider = [("at", name) for name in _parents(host.value)]
        elif host is not None:
            wider = _asks_network(host.value)
        return [("at", value), *wider]
    return [("at", value.casefold())]


def _asks_network(value: str) -> list[tuple[str, str]]:
    network = ipaddress.ip_network(value, strict=False)
    widest = _WIDEST[network.version]
    most = network.max_prefixlen
    # Inside: the networks at the next fourth bit, at most 8 of them.
    length = min(max(widest, -(-network.prefixlen // _NIBBLE) * _NIBBLE), most)
    if length - network.prefixlen < _NIBBLE:
        inside = [("net", str(part)) for part in network.subnets(new_prefix=length)]
    else:
        raise UsageError(
            f"{value} is too wide a range to look for.",
            hint=f"Ask for /{widest} or a smaller network.",
        )
    # Ranges that end before that bit have no such network of their own.
    inside += [
        ("range", str(part))
        for between in range(network.prefixlen + 1, length)
        for part in network.subnets(new_prefix=between)
    ]
    around = [
        ("range", str(network.supernet(new_prefix=length)))
        for length in range(widest, network.prefixlen + (network.prefixlen < most))
        if length <= _SUBNET or length % _NIBBLE == 0
    ]
    return [*inside, *around]


def clean(text: str) -> str:
    """`text` without characters that cannot be seen: control, zero-width, direction marks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if char in "\r\n\t" else char
        for char in text
        if char in "\r\n\t" or not is_hidden(char)
    )


def is_hidden(char: str) -> bool:
    """Whether a character cannot be seen: a control, a zero-width or a direction mark."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")


class Asked(NamedTuple):
    """A question's text: what it asks the index, and what was understood as an observable."""

    # One part for each word; all must hold.
    parts: list[str]
    observables: list[Observable]


def of_question(text: str, mark: Marker) -> Asked:
    """What a person typed: words, "a phrase", a beginning*, observables however written."""
    asked = Asked([], [])
    for quoted, bare in _ASKED.findall(clean(text)[:_LONGEST_ASKED])[:MOST_ASKED]:
        word = quoted or bare
        found = [] if quoted else _observables(bare)
        either = [f"words : {phrase}"] if (phrase := _phrase(word, bare)) else []
        keys = dict.fromkeys(mark(*pair) for item in found for pair in asks(item))
        if keys:
            either.append(f"marks : ({' OR '.join(keys)})")
        if either:
            asked.parts.append(f"({' OR '.join(either)})")
        asked.observables.extend(found[:1])
    return asked


def _phrase(word: str, bare: str) -> str:
    """A word as the index reads it; punctuation parts it into a phrase."""
    plain = observables.refang(word)
    letters = re.sub(r"[^\w]+", " ", plain).replace("_", " ").strip()
    if not letters:
        return ""
    return f'"{letters}" *' if bare.endswith("*") else f'"{letters}"'


def _observables(word: str) -> list[Observable]:
    """What a word may be; without a scheme it may be either kind of web address."""
    found = observables.classify(word.rstrip(".;"))
    if found is None and (port := _PORT.fullmatch(observables.refang(word))):
        found = observables.classify(port[1])
    if found is None or found.kind == "file-name":
        return [found] if found else []
    if found.kind == "url" and "://" not in observables.refang(word):
        twin = observables.normalize("url", found.value.replace("http://", "https://", 1))
        return [found, twin] if twin else [found]
    return [found]


def any_of(mark: Marker, kind: str, values: Iterable[str]) -> str:
    """A part that holds where one of `values` is marked as `kind`."""
    return f"marks : ({' OR '.join(dict.fromkeys(mark(kind, value) for value in values))})"
