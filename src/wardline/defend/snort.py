"""Rules for Snort 3: DNS questions, web requests and addresses.

The syntax is Snort 3's (sticky buffers, `content:"…",nocase`); Snort 2 does not read it. Snort
shows no TLS name to its rules, so a name is seen in DNS and HTTP only.

*Source*: the Snort 3 rule writing guide; RFC 1035 section 3.1 (names on the wire).
"""

from __future__ import annotations

from collections.abc import Sequence

from wardline.defend import sids, text
from wardline.defend.base import About, Claim, Entry, Facts, Output, Told, Value
from wardline.defend.edl import web_parts
from wardline.defend.sids import Rule
from wardline.defend.traffic import address_head, header

# Snort's own limit of one content.
_MAX_CONTENT = 2000


class Snort:
    """One rule for each way in which a value can be seen on the wire."""

    about = About(
        "snort",
        "Snort 3",
        "snort -c snort.lua -R wardline.rules, or ips.include",
        kinds=frozenset({"domain-name", "ipv4-addr", "ipv6-addr", "url"}),
        only="sees names in DNS and HTTP, addresses and web requests only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The rules of a value, or one rule with an exact header of a test."""
        value, facts = claim.value, claim.facts
        if value is None:
            made = header(claim.test)
            if isinstance(made, str):
                return made
            return Entry((3, made.text(), ""), (_rule(facts, made.text(), "traffic", ""),), facts)
        if value.kind == "domain-name":
            return Entry((0, value.value, ""), _domain(value.value, facts), facts)
        if value.kind == "url":
            return _url(value.value, facts)
        return Entry((1, value.value, value.role), (_address(value, facts),), facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All rules."""
        del told
        sids.write(f"# {text.heading('Snort 3', len(entries))}\n", entries, out)


def _rule(facts: Facts, head: str, what: str, options: str) -> Rule:
    told = f"{sids.message(facts, what)} {options}{sids.metadata(facts)}"
    return Rule(f"alert {head} ({told}", text.number(facts.id, head, options))


def _domain(name: str, facts: Facts) -> tuple[Rule, ...]:
    """The name and all below it in a DNS question, and as a web host (itself, or below it)."""
    wire = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    plain = text.content(name)
    web = "http_header:field host;"
    return (
        _rule(
            facts,
            "udp any any -> any 53",
            f"DNS query {name}",
            # Behind the 12 bytes of the DNS head; the zero byte ends the name.
            f'content:"{text.content(wire)}",nocase,offset 12; ',
        ),
        _rule(
            facts,
            "http",
            f"HTTP host {name}",
            f'{web} content:"{plain}",nocase; bufferlen:{len(name)}; ',
        ),
        _rule(
            facts,
            "http",
            f"HTTP host below {name}",
            f'{web} content:".{plain}",nocase; isdataat:!1,relative; ',
        ),
    )


def _address(value: Value, facts: Facts) -> Rule:
    return _rule(facts, address_head(value), f"address {value.value}", "")


def _url(url: str, facts: Facts) -> Entry | str:
    found = web_parts(url)
    if found is None:
        return "a rule matches URLs of http and https by host and path only"
    host, port, path = found
    raw = path.encode()
    if len(raw) > _MAX_CONTENT:
        return f"its path is longer than {_MAX_CONTENT:,} bytes"
    shown = f"{host}:{port}" if port else host
    options = (
        f'http_header:field host; content:"{text.content(shown)}",nocase; bufferlen:{len(shown)}; '
        f'http_raw_uri; content:"{text.content(raw)}"; bufferlen:{len(raw)}; '
    )
    rule = _rule(facts, "http", f"web request {host}", options)
    return Entry((2, url, ""), (rule,), facts)
