"""Sigma rules: one for each category of log, with lists of values; one for each complex test.

*Source*: the Sigma specification 2.0.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from wardline.core.ids import named_id
from wardline.defend import text
from wardline.defend.base import FOREVER, About, Claim, Entry, Facts, Output, Told
from wardline.defend.detection import Dialect, Item, Unsaid, of_test, of_value, quoted
from wardline.defend.fields import KINDS, SIGMA

NAMESPACE = uuid.UUID("8d1f7a52-6c0f-5d0c-b6ea-0d0c8b9e5a11")
# Elasticsearch takes 1,024 clauses in a query, and a name needs two.
MOST = 500
# One value in this many begins a rule.
_BEGINS = 250
_TITLES = {
    "dns": "DNS query for a shared name",
    "proxy": "Web request for a shared URL",
    "network_connection": "Connection with a shared address",
    "process_creation": "Process with a shared hash, name or command line",
    "file_event": "File with a shared name",
    "email": "Mail from a shared address",
}
_NAMES_MOST = 256


class Made(NamedTuple):
    """A rule: what it is about, its detection in Sigma's YAML, and the facts behind it."""

    id: str
    title: str
    category: str
    detection: str
    facts: list[Facts]

    def tlp(self) -> str:
        """The strictest label of what stands in it."""
        return max(fact.tlp for fact in self.facts).label

    def modified(self) -> int:
        """The newest change of what stands in it."""
        return max(fact.modified for fact in self.facts)


def entry_of(claim: Claim, dialect: Dialect, name: str) -> Entry | str:
    """The detection of a claim in the tool's fields, or why there is none."""
    try:
        if claim.value is not None:
            category, items = of_value(claim.value, dialect)
            key = (0, category, claim.value.kind, claim.value.value, claim.value.role)
            return Entry(key, items, claim.facts)
        if claim.test is None:
            return f"{name} carries no such pattern"
        condition = of_test(claim.test, dialect)
    except Unsaid as reason:
        return str(reason)
    key = (1, condition.category, claim.facts.id, condition.condition, repr(condition.selections))
    return Entry(key, condition, claim.facts)


def rules(entries: Sequence[Entry]) -> Iterator[Made]:
    """The rules of all entries: lists first, in pieces that all tools take, then the tests."""
    values = [entry for entry in entries if entry.key[0] == 0]
    for category, of_category in groupby(values, key=lambda entry: entry.key[1]):
        for place, listed in _pieces(category, of_category):
            yield _list(category, place, listed)
    for entry in entries[len(values) :]:
        yield _test(entry)


def _pieces(category: str, entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Pieces of at most MOST entries, each with a name for its place.

    A piece begins where the value itself says so, not at a count: one value more or less changes
    one rule, and all others keep their id and their text.
    """
    begin, turn, piece = "", 0, list[Entry]()
    for entry in entries:
        starts = text.number(*entry.key[2:]) % _BEGINS == 0
        if piece and (starts or len(piece) >= MOST):
            yield f"{category}/{begin}/{turn}", piece
            begin, turn, piece = (
                ("/".join(entry.key[2:]), 0, []) if starts else (begin, turn + 1, [])
            )
        piece.append(entry)
    if piece:
        yield f"{category}/{begin}/{turn}", piece


def _list(category: str, place: str, listed: list[Entry]) -> Made:
    """One rule of up to MOST values; each value says where it comes from."""
    by_field: dict[str, list[str]] = {}
    for entry in listed:
        told = text.comment(entry.facts)
        for field, value in _items(entry):
            by_field.setdefault(field, []).append(f"            - {value}  # {told}")
    lines = ["    selection:"]
    for field, values in by_field.items():
        lines.append(f"        - {field}:")
        lines += values
    lines.append("    condition: selection")
    named = named_id("rule", NAMESPACE, place).partition("--")[2]
    title = f"{_TITLES[category]} ({named[:8]})"
    return Made(named, title, category, "\n".join(lines), [entry.facts for entry in listed])


def _items(entry: Entry) -> list[Item]:
    items: list[Item] = entry.body
    return items


def _test(entry: Entry) -> Made:
    facts, made = entry.facts, entry.body
    lines = []
    for name, body in made.selections.items():
        lines.append(f"    {name}:")
        lines += [f"        {line}" for line in body]
    lines.append(f"    condition: {made.condition}")
    named = named_id("rule", NAMESPACE, f"{facts.id}/{entry.key[3:]}").partition("--")[2]
    title = f"Shared pattern {text.words(facts.name) or facts.id}"[:_NAMES_MOST]
    return Made(named, title, made.category, "\n".join(lines), [facts])


def shared(made: Made) -> str:
    """How many indicators stand in the rule."""
    return f"{text.many(len(made.facts), 'indicator', 'indicators')} shared through Wardline."


def document(made: Made, dialect: Dialect) -> str:
    """The rule as a YAML document."""
    log = dialect[made.category]
    product = f"    product: {log.product}\n" if log.product else ""
    ends = [fact.until for fact in made.facts if fact.until < FOREVER]
    until = f" The first of them ends at {text.moment(min(ends))}." if ends else ""
    told = f" {text.comment(made.facts[0])}" if len(made.facts) == 1 else ""
    # A Sigma tag knows no plus sign: tlp.amber-strict.
    tlp = made.tlp().removeprefix("TLP:").lower().replace("+", "-")
    return (
        f"title: {quoted(made.title)}\n"
        f"id: {made.id}\n"
        "status: experimental\n"
        f"description: {quoted(f'{shared(made)}{until}{told}')}\n"
        "author: Wardline\n"
        f"date: {text.moment(min(fact.modified for fact in made.facts))[:10]}\n"
        f"modified: {text.moment(made.modified())[:10]}\n"
        f"tags:\n    - tlp.{tlp}\n"
        f"logsource:\n    category: {made.category}\n{product}"
        f"detection:\n{made.detection}\n"
        "falsepositives:\n    - Visits by the security team while it looks into the indicator\n"
        "level: high\n"
    )


class Sigma:
    """Sigma rules as one YAML stream."""

    about = About(
        "sigma",
        "Security Onion, Graylog, and every SIEM that sigma-cli converts for",
        "sigma convert -t TARGET wardline.yml",
        media="application/yaml; charset=utf-8",
        kinds=frozenset(KINDS),
        only="has no category of log for this kind",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The detection in Sigma's own fields."""
        return entry_of(claim, SIGMA, "sigma")

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All rules, parted by `---`."""
        del told
        out.write(f"# {text.heading('Sigma', len(entries))}\n".encode())
        for number, made in enumerate(rules(entries)):
            out.write((("---\n" if number else "") + document(made, SIGMA)).encode())
