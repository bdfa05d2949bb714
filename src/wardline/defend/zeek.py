"""A file for Zeek's intelligence framework.

*Source*: the Zeek documentation, "Intelligence Framework" (types, metadata) and the ASCII input
reader (`#fields`, tabs, `-` for what is unset).
"""

from __future__ import annotations

from collections.abc import Sequence

from wardline.defend import text
from wardline.defend.base import MARK, About, Claim, Entry, Output, Told, Value, pour

_FIELDS = (
    "indicator",
    "indicator_type",
    "meta.source",
    "meta.desc",
    "meta.url",
    # Not read by Zeek itself; a script may redefine Intel::MetaData to expire by it.
    "meta.valid_until",
    "meta.confidence",
)
_TYPES = {
    "domain-name": "DOMAIN",
    "url": "URL",
    "email-addr": "EMAIL",
    "md5": "FILE_HASH",
    "sha1": "FILE_HASH",
    "sha256": "FILE_HASH",
    "file-name": "FILE_NAME",
    "user-account": "USER_NAME",
    "software": "SOFTWARE",
}


class ZeekIntel:
    """One line for each value, typed as Zeek types it."""

    about = About(
        "zeek-intel",
        "Zeek (intelligence framework), Security Onion",
        'redef Intel::read_files += { "/path/wardline.intel" };',
        kinds=frozenset({"ipv4-addr", "ipv6-addr", *_TYPES}),
        only="knows addresses, names, URLs, e-mail, file hashes and names, users and software only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The value's line."""
        value, facts = claim.value, claim.facts
        if value is None:
            return "zeek-intel carries single values only"
        typed = _typed(value)
        if isinstance(typed, str):
            return typed
        shown, kind = typed
        if text.line(shown, len(shown)) != shown:
            return "it holds blanks or control characters that a line of Zeek's would change"
        told = f"{text.title(facts)} ({text.comment(facts)})"
        cells = (
            shown,
            f"Intel::{kind}",
            f"{MARK} {facts.tlp.label}",
            told,
            f"urn:stix:{facts.id}",
            text.until(facts),
            "" if facts.confidence is None else str(facts.confidence),
        )
        line = "\t".join(_cell(cell) for cell in cells)
        return Entry((kind, shown), f"{line}\n", facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The head and all lines."""
        del told
        out.write(("#fields\t" + "\t".join(_FIELDS) + "\n").encode())
        pour(entries, out)


def _typed(value: Value) -> tuple[str, str] | str:
    if value.kind in ("ipv4-addr", "ipv6-addr"):
        return value.value, "SUBNET" if "/" in value.value else "ADDR"
    if value.role == "cert":
        if value.kind != "sha1":
            return "Zeek knows certificates by SHA-1 only"
        return value.value, "CERT_HASH"
    if value.kind == "url":
        # Zeek builds a URL as host and path, without the scheme.
        return value.value.partition("://")[2], "URL"
    return value.value, _TYPES[value.kind]


def _cell(data: str) -> str:
    """A cell that the ASCII reader takes as it is: one line, no tab, never empty."""
    plain = " ".join(text.line(data, 8192).split()) if data else ""
    if plain in ("", "-", "(empty)"):
        return "-" if not plain else f"\\x{ord(plain[0]):02x}{plain[1:]}"
    escaped = plain.replace("\\", "\\x5c")
    return f"\\x23{escaped[1:]}" if escaped.startswith("#") else escaped
