"""Strict readers of three formats whose own tools cannot be installed everywhere.

They refuse whatever the tools' documentation does not allow, so that a test that reads an
output with them would see foreign text become syntax.

*Source*: the Suricata user guide, "Rules Format" and "Payload Keywords"; the Snort 3 rule writing
guide; the Zeek documentation, "Intelligence Framework" and "ASCII reader".
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ADDRESS = r"(?:any|[0-9a-f.:/]+)"
_PORT = r"(?:any|\d{1,5})"
_HEAD = re.compile(
    rf"alert (ip|tcp|udp|icmp|dns|tls|http|smtp|smb|ftp-data)"
    rf"(?: {_ADDRESS} {_PORT} (?:->|<>) {_ADDRESS} {_PORT})? \("
)
# Quoted text as msg and content may hold it here: no quote, backslash, semicolon or control.
_QUOTED = re.compile(r'"([^"\\;\x00-\x1f\x7f]*)"')
_HEX = re.compile(r"\|(?:[0-9A-F]{2}(?: [0-9A-F]{2})*)\|")
_WORD = re.compile(r"[a-z0-9_.]+")
_BARE = re.compile(r"[A-Za-z0-9 ,.:_!+<>=*/@-]*")
SURICATA_WORDS = frozenset(
    [
        "msg",
        "dns.query",
        "tls.sni",
        "http.host",
        "http.uri.raw",
        "tls.cert_fingerprint",
        "dotprefix",
        "content",
        "nocase",
        "endswith",
        "bsize",
        "metadata",
        "sid",
        "rev",
        "filemd5",
        "filesha1",
        "filesha256",
    ]
)
SNORT_WORDS = frozenset(
    [
        "msg",
        "content",
        "http_header",
        "http_raw_uri",
        "bufferlen",
        "isdataat",
        "metadata",
        "sid",
        "rev",
    ]
)
_ZEEK_TYPES = frozenset(
    f"Intel::{name}"
    for name in [
        "ADDR",
        "SUBNET",
        "URL",
        "SOFTWARE",
        "EMAIL",
        "DOMAIN",
        "USER_NAME",
        "CERT_HASH",
        "PUBKEY_HASH",
        "FILE_HASH",
        "FILE_NAME",
    ]
)


class RuleError(ValueError):
    """The text is not what the format allows."""


class Option(NamedTuple):
    """One option: its word, and its value as the engine sees it."""

    word: str
    value: str


class Parsed(NamedTuple):
    """A rule: its head, and its options in order."""

    head: str
    options: tuple[Option, ...]

    def all(self, word: str) -> list[str]:
        """The values of each option called `word`."""
        return [option.value for option in self.options if option.word == word]

    def one(self, word: str) -> str:
        """The only value of `word`. *Raises* RuleError."""
        found = self.all(word)
        if len(found) != 1:
            raise RuleError(f"{word} stands {len(found)} times in {self.head}")
        return found[0]


def rules(text: str, words: frozenset[str]) -> list[Parsed]:
    """All rules of a file. *Raises* RuleError."""
    found = [rule(line, words) for line in text.split("\n") if line and not line.startswith("#")]
    sids = [one.one("sid") for one in found]
    if len(set(sids)) != len(sids):
        raise RuleError("two rules have one sid")
    return found


def rule(line: str, words: frozenset[str]) -> Parsed:
    """One rule. *Raises* RuleError."""
    head = _HEAD.match(line)
    if head is None:
        raise RuleError(f"this is no head of a rule: {line[:80]!r}")
    at, options = head.end(), []
    while not line.startswith(")", at):
        option, at = _option(line, at, words)
        options.append(option)
        at += line.startswith(" ", at)
    if at + 1 != len(line):
        raise RuleError(f"text stands behind the rule: {line[at:][:80]!r}")
    return Parsed(head[0], tuple(options))


def _option(line: str, at: int, words: frozenset[str]) -> tuple[Option, int]:
    word = _WORD.match(line, at)
    if word is None or word[0] not in words:
        raise RuleError(f"this is no option: {line[at : at + 40]!r}")
    at = word.end()
    if line.startswith(";", at):
        return Option(word[0], ""), at + 1
    if not line.startswith((":", " "), at):
        raise RuleError(f"{word[0]} does not end: {line[at : at + 40]!r}")
    value, end = _value(line, at + 1)
    if not line.startswith(";", end):
        raise RuleError(f"{word[0]} does not end: {line[end : end + 40]!r}")
    return Option(word[0], value), end + 1


def _value(line: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(line, at)
    if quoted is None:
        bare = _BARE.match(line, at)
        return (bare[0], bare.end()) if bare else ("", at)
    # Snort writes modifiers behind the quoted text.
    more = _BARE.match(line, quoted.end())
    return _unhex(quoted[1]), more.end() if more else quoted.end()


def _unhex(text: str) -> str:
    """A content as the bytes that the engine looks for, one character a byte."""
    out = _HEX.sub(lambda m: bytes.fromhex(m[0][1:-1]).decode("latin-1"), text)
    if "|" in _HEX.sub("", text):
        raise RuleError(f"a bar stands alone in {text[:80]!r}")
    return out


def zeek_intel(text: str) -> list[dict[str, str]]:
    """The lines of an intelligence file, by field. *Raises* RuleError."""
    lines = text.split("\n")
    if lines.pop() != "" or not lines or not lines[0].startswith("#fields\t"):
        raise RuleError("the file does not start with #fields and end with a new line")
    names = lines[0].split("\t")[1:]
    found = []
    for line in lines[1:]:
        cells = line.split("\t")
        if line.startswith("#") or len(cells) != len(names) or not all(cells):
            raise RuleError(f"this line has not one filled cell for each field: {line[:80]!r}")
        if not all(cell.isprintable() for cell in cells):
            raise RuleError(f"a control character stands in {line[:80]!r}")
        row = dict(zip(names, cells, strict=True))
        if row["indicator_type"] not in _ZEEK_TYPES:
            raise RuleError(f"Zeek has no type {row['indicator_type']!r}")
        found.append(row)
    return found
