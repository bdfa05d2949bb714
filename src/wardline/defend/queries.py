"""Searches for Splunk, Microsoft Sentinel and Elastic, written by pySigma's own back-ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from wardline.core.pattern import Combined, Comparison, Node
from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Output, Told
from wardline.defend.detection import Dialect
from wardline.defend.fields import ELASTIC, KINDS, KQL, SPLUNK
from wardline.defend.sigma import Made, document, entry_of, rules, shared

_ONLY = "has no field for this kind"
_SHOWN = 100
# The back-end writes numbers of a list as text, which KQL does not compare with a number. Inside
# a string the quotes would be escaped, so no value can look like this.
_NUMBERS = re.compile(r'(PortNumber) in~ \(("\d+"(?:, "\d+")*)\)')


class _Converter:
    """Rules as searches of one back-end; what it has converted once it remembers by its text."""

    def __init__(self, dialect: Dialect, backend: Callable[[], Any]) -> None:
        """Make the back-end when it is needed: pySigma takes a tenth of a second to load."""
        self._dialect = dialect
        self._make = backend
        self._known: dict[str, tuple[str, str]] = {}

    def all(self, made: Iterator[Made]) -> Iterator[tuple[Made, str]]:
        """Each rule with its search."""
        from sigma.collection import SigmaCollection

        engine = self._make()
        known, self._known = self._known, {}
        for one in made:
            before = known.get(one.id)
            if before is not None and before[0] == one.detection:
                query = before[1]
            else:
                collection = SigmaCollection.from_yaml(document(one, self._dialect))
                query = str(engine.convert(collection)[0])
            self._known[one.id] = (one.detection, query)
            yield one, query


def _splunk() -> Any:
    from sigma.backends.splunk.splunk import SplunkBackend

    return SplunkBackend()


def _kusto() -> Any:
    from sigma.backends.kusto.kusto import KustoBackend

    return KustoBackend()


def _lucene() -> Any:
    from sigma.backends.elasticsearch.elasticsearch_lucene import LuceneBackend

    return LuceneBackend()


def _texts(test: Node | None) -> Iterator[tuple[str, bool]]:
    """Each text that a test compares with, and whether by LIKE."""
    if isinstance(test, Comparison):
        many = test.value if isinstance(test.value, tuple) else (test.value,)
        for value in many:
            if type(value) is str:
                yield value, test.operator == "LIKE"
    elif isinstance(test, Combined):
        for part in test.parts:
            yield from _texts(part)


def _origins(made: Made) -> list[str]:
    """Where the rule comes from, one line an indicator; long lists are cut and say so."""
    told = [text.comment(facts) for facts in dict.fromkeys(made.facts)]
    more = len(told) - _SHOWN
    return told[:_SHOWN] + ([f"and {more} more indicators"] if more > 0 else [])


class Splunk:
    """Saved searches on the Common Information Model, as a savedsearches.conf."""

    about = About(
        "splunk",
        "Splunk (Common Information Model)",
        "put it into an app as local/savedsearches.conf; the searches are not scheduled",
        kinds=frozenset(KINDS),
        only=_ONLY,
    )

    def __init__(self) -> None:
        """Nothing is converted yet."""
        self._converter = _Converter(SPLUNK, _splunk)

    def entry(self, claim: Claim) -> Entry | str:
        """The detection in the model's fields."""
        texts = [(claim.value.value, False)] if claim.value else _texts(claim.test)
        # A star always is a wildcard there, and nothing stands for exactly one character.
        if any("*" in text or (like and "_" in text) for text, like in texts):
            return "Splunk's search cannot say a literal * or exactly one character"
        return entry_of(claim, SPLUNK, "splunk")

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """One stanza a search."""
        del told
        out.write(f"# {text.heading('Splunk', len(entries))}\n".encode())
        for made, query in self._converter.all(rules(entries)):
            source = SPLUNK[made.category].source
            comments = "".join(f"# {line}\n" for line in _origins(made))
            title = text.words(made.title)
            title += "" if made.id[:8] in title else f" {made.id[:8]}"
            out.write(
                f"\n{comments}[Wardline {title}]\n"
                f"description = {made.tlp()} {made.id}\n"
                f"search = {source} ({query})\nis_scheduled = 0\n".encode()
            )


class Kql:
    """Queries on the ASIM parsers of Microsoft Sentinel (mail: EmailEvents of Defender XDR)."""

    about = About(
        "kql",
        "Microsoft Sentinel (ASIM), Defender XDR for mail",
        "one query a block, parted by empty lines; paste or deploy as analytics rules",
        kinds=frozenset(KINDS),
        only=_ONLY,
    )

    def __init__(self) -> None:
        """Nothing is converted yet."""
        self._converter = _Converter(KQL, _kusto)

    def entry(self, claim: Claim) -> Entry | str:
        """The detection in ASIM's fields."""
        # The back-end would widen a wildcard inside a text to "contains".
        if any(
            like and ("_" in text or "%" in text.strip("%")) for text, like in _texts(claim.test)
        ):
            return "a wildcard inside a text would become wider in KQL"
        return entry_of(claim, KQL, "kql")

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """One block a query."""
        del told
        out.write(f"// {text.heading('Microsoft Sentinel', len(entries))}\n".encode())
        for made, query in self._converter.all(rules(entries)):
            comments = "".join(f"// {line}\n" for line in _origins(made))
            out.write(
                f"\n// {text.words(made.title)} {made.tlp()} {made.id}\n{comments}"
                f"{KQL[made.category].source}\n| where {_numbers(query)}\n".encode()
            )


def _numbers(query: str) -> str:
    return _NUMBERS.sub(lambda found: found[0].replace(" in~ ", " in ").replace('"', ""), query)


class Elastic:
    """Detection rules on the Elastic Common Schema, as Kibana imports them (one JSON a line)."""

    about = About(
        "elastic",
        "Elastic Security (Elastic Common Schema)",
        "Kibana: Security, Rules, Import rules (.ndjson); they come in switched off",
        media="application/x-ndjson",
        kinds=frozenset(KINDS),
        only=_ONLY,
    )

    def __init__(self) -> None:
        """Nothing is converted yet."""
        self._converter = _Converter(ELASTIC, _lucene)

    def entry(self, claim: Claim) -> Entry | str:
        """The detection in ECS fields."""
        return entry_of(claim, ELASTIC, "elastic")

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """One rule a line."""
        del told
        for made, query in self._converter.all(rules(entries)):
            rule = {
                "rule_id": made.id,
                "name": f"Wardline: {made.title}",
                "description": f"{shared(made)} {made.tlp()}",
                "note": "\n".join(_origins(made)),
                "type": "query",
                "language": "lucene",
                "query": query,
                "index": ELASTIC[made.category].source.split(","),
                "risk_score": 73,
                "severity": "high",
                "from": "now-6m",
                "interval": "5m",
                "enabled": False,
                "version": max(1, made.modified() // 1_000_000),
                "tags": ["Wardline", made.tlp()],
            }
            out.write((json.dumps(rule, sort_keys=True) + "\n").encode())
