"""Rules for Suricata 5 and newer: DNS, TLS, HTTP, addresses, certificates and file hashes.

*Source*: the Suricata user guide, chapters "Rules Format", "DNS", "HTTP", "SSL/TLS" and "File
Keywords", and "Transformations" (dotprefix).
"""

from __future__ import annotations

from collections.abc import Sequence

from wardline.defend import sids, text
from wardline.defend.base import About, Claim, Entry, Facts, Output, Told, Value
from wardline.defend.edl import web_parts
from wardline.defend.sids import Rule
from wardline.defend.traffic import address_head, header

_FILES = {"md5": "filemd5", "sha1": "filesha1", "sha256": "filesha256"}
_FILE_PROTOCOLS = ("http", "smtp", "ftp-data", "smb")
# Suricata takes rules of up to 8,192 characters; a byte may need three.
_MAX_URI = 2000


class Suricata:
    """One rule for each way in which a value can be seen on the wire."""

    about = About(
        "suricata",
        "Suricata 5 and newer",
        "list the file under rule-files in suricata.yaml; hash lists lie beside it (--out)",
        kinds=frozenset({"domain-name", "ipv4-addr", "ipv6-addr", "url", *_FILES}),
        only="sees names, addresses, web requests, certificates and file hashes only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The rules of a value, or one rule with an exact header of a test."""
        value, facts = claim.value, claim.facts
        if value is None:
            made = header(claim.test)
            if isinstance(made, str):
                return made
            rule = _rule(facts, made.text(), "traffic", "")
            return Entry((4, made.text(), ""), (rule,), facts)
        if value.role == "cert":
            return _certificate(value, facts)
        if value.kind in _FILES:
            return Entry((5, value.kind, value.value), (), facts)
        if value.kind == "domain-name":
            return Entry((0, value.value, ""), _domain(value.value, facts), facts)
        if value.kind == "url":
            return _url(value.value, facts)
        return Entry((1, value.value, value.role), (_address(value, facts),), facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """All rules; the hashes in lists beside them, one rule for each list and protocol."""
        rules = [entry for entry in entries if entry.key[0] != 5]  # noqa: PLR2004 # the hashes' place
        hashes = entries[len(rules) :]
        sids.write(f"# {text.heading('Suricata', len(entries))}\n", rules, out)
        if not hashes:
            return
        if not told.beside:
            count = len(hashes)
            out.write(
                f"# {count} file hashes stand in lists beside the rules: use --out.\n".encode()
            )
            return
        for kind, keyword in _FILES.items():
            listed = [entry for entry in hashes if entry.key[1] == kind]
            if listed:
                out.beside(kind, "".join(f"{entry.key[2]}\n" for entry in listed).encode())
                newest = max(listed, key=lambda entry: entry.facts.modified).facts
                body = _file_rules(keyword, f"{told.beside}.{kind}")
                sids.write("", [Entry((), body, newest)], out)


def _rule(facts: Facts, head: str, what: str, options: str) -> Rule:
    told = f"{sids.message(facts, what)} {options}{sids.metadata(facts)}"
    return Rule(f"alert {head} ({told}", text.number(facts.id, head, options))


def _domain(name: str, facts: Facts) -> tuple[Rule, ...]:
    """The name and all below it, asked for, in a TLS greeting, and as a web host."""
    ends = f'dotprefix; content:".{name}";'
    return tuple(
        _rule(facts, f"{protocol} any any -> any any", f"{said} {name}", options)
        for protocol, said, options in (
            ("dns", "DNS query", f"dns.query; {ends} nocase; endswith; "),
            ("tls", "TLS name", f"tls.sni; {ends} nocase; endswith; "),
            # http.host is in lower case already, and Suricata objects to nocase there.
            ("http", "HTTP host", f"http.host; {ends} endswith; "),
        )
    )


def _address(value: Value, facts: Facts) -> Rule:
    return _rule(facts, address_head(value), f"address {value.value}", "")


def _url(url: str, facts: Facts) -> Entry | str:
    found = web_parts(url)
    if found is None:
        return "a rule matches URLs of http and https by host and path only"
    host, port, path = found
    raw = path.encode()
    if len(raw) > _MAX_URI:
        return f"its path is longer than {_MAX_URI:,} bytes"
    options = (
        f'http.host; content:"{text.content(host)}"; bsize:{len(host)}; '
        f'http.uri.raw; content:"{text.content(raw)}"; bsize:{len(raw)}; '
    )
    head = f"http any any -> any {port or 'any'}"
    rule = _rule(facts, head, f"web request {host}", options)
    return Entry((2, url, ""), (rule,), facts)


def _certificate(value: Value, facts: Facts) -> Entry | str:
    if value.kind != "sha1":
        return "Suricata knows certificates by SHA-1 only"
    pairs = ":".join(value.value[at : at + 2] for at in range(0, len(value.value), 2))
    options = f'tls.cert_fingerprint; content:"{text.content(pairs)}"; '
    rule = _rule(facts, "tls any any -> any any", "TLS certificate", options)
    return Entry((3, value.value, ""), (rule,), facts)


def _file_rules(keyword: str, file: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            f'alert {protocol} any any -> any any (msg:"Wardline file by {keyword[4:]}"; '
            f"{keyword}:{file};",
            text.number(protocol, keyword),
        )
        for protocol in _FILE_PROTOCOLS
    )
