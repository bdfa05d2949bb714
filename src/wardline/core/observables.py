"""Plain observables: one normal form for each kind, found in objects, patterns and bare text.

*Source*: STIX 2.1 chapters 6 and 9; RFC 5891 (domain names), RFC 5952 (IPv6), RFC 3986 (URLs).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_MAX_VALUE = 8192
# Longer values are not remembered: whoever sends many of them must not fill the memory.
_KEPT = 256
_HASH_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_BY_LENGTH = {length: kind for kind, length in _HASH_LENGTHS.items()}
_HEX = re.compile(r"[0-9a-f]+", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_TLD = re.compile(r"(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})", re.ASCII)
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}", re.ASCII)
_EMAIL_LOCAL = re.compile(r"[^\s@\"<>()\[\]\\,;:]{1,64}")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.ASCII | re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
# Endings of files that are top-level domains as well, or look like one: a bare word that ends in
# one is taken as a file name (docs/divergences.md).
_ENDINGS = (
    "apk bat bin cab chm cmd cpl css csv dat dll doc docm docx dmg elf exe gif hta htm html img "
    "ini iso jar jpeg jpg js json jse lnk log msi pdf php pkg png ppt pptx ps1 py rar rtf scr sh "
    "so svg swf sys tar tmp txt vbe vbs wsf xls xlsm xlsx xml zip"
)
_FILE_ENDINGS = frozenset(_ENDINGS.split())


class Observable(NamedTuple):
    """A kind (named after the STIX type, or the hash) and a value in normal form."""

    kind: str
    value: str


def normalize(kind: str, value: str) -> Observable | None:
    """`value` in the normal form of its kind, or None where it is none of that kind."""
    return _remembered(kind, value) if len(value) <= _KEPT else _normal(kind, value)


def _normal(kind: str, value: str) -> Observable | None:
    value = value.strip()
    if not value or len(value) > _MAX_VALUE:
        return None
    normal = _NORMAL.get(kind, _as_is)(kind, value)
    return None if normal is None else Observable(kind, normal)


_remembered = lru_cache(maxsize=65_536)(_normal)


def _as_is(_: str, value: str) -> str | None:
    return value


def _ip(kind: str, value: str) -> str | None:
    """An address, or a range with its host bits cleared; a range of one is the address."""
    wanted = 4 if kind == "ipv4-addr" else 6
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None
    if network.version != wanted or "%" in value:
        return None
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _domain(_: str, value: str) -> str | None:
    name = value.rstrip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except (UnicodeError, ValueError):
            return None
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not _TLD.fullmatch(labels[-1]):  # noqa: PLR2004 # RFC 1035: 253
        return None
    return name if all(_LABEL.fullmatch(label) for label in labels) else None


def _url(_: str, value: str) -> str | None:
    if not _SCHEME.match(value) or any(char.isspace() for char in value):
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    scheme = parts.scheme.lower()
    name = _host(host)
    if name is None:
        return None
    user = parts.netloc.rpartition("@")[0]
    shown = f":{port}" if port is not None and port != _DEFAULT_PORTS.get(scheme) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{scheme}://{f'{user}@' if user else ''}{name}{shown}{parts.path or '/'}{query}"


def _host(host: str) -> str | None:
    if ":" in host:
        address = _ip("ipv6-addr", host)
        return f"[{address}]" if address else None
    if _IPV4.fullmatch(host):
        return _ip("ipv4-addr", host)
    return _domain("", host) or (host.lower() if _LABEL.fullmatch(host.lower()) else None)


def host_of(url: str) -> Observable | None:
    """The host of a URL in normal form, as a domain or an address."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host:
        return None
    if ":" in host:
        return normalize("ipv6-addr", host)
    address = normalize("ipv4-addr", host) if _IPV4.fullmatch(host) else None
    return address or normalize("domain-name", host)


def _email(_: str, value: str) -> str | None:
    local, _at, host = value.rpartition("@")
    domain = _domain("", host)
    if domain is None or not _EMAIL_LOCAL.fullmatch(local):
        return None
    return f"{local}@{domain}"


def _hash(kind: str, value: str) -> str | None:
    digest = value.lower()
    return digest if len(digest) == _HASH_LENGTHS[kind] and _HEX.fullmatch(digest) else None


def _mac(_: str, value: str) -> str | None:
    address = value.lower().replace("-", ":")
    return address if _MAC.fullmatch(address) else None


_NORMAL = {
    "ipv4-addr": _ip,
    "ipv6-addr": _ip,
    "domain-name": _domain,
    "url": _url,
    "email-addr": _email,
    "mac-addr": _mac,
    "md5": _hash,
    "sha1": _hash,
    "sha256": _hash,
    "sha512": _hash,
}

_REFANG = (
    (re.compile(r"h(?:xx|tt|XX|TT)p(s?)(?=\[?:)", re.IGNORECASE), r"http\1"),
    (re.compile(r"\bf[x*]p(?=s?\[?:)", re.IGNORECASE), "ftp"),
    (re.compile(r"[\[({]\s?(?:\.|dot|punkt)\s?[\])}]|\\\.|\uff0e|\u3002", re.IGNORECASE), "."),
    (re.compile(r"[\[({]\s?(?:@|at)\s?[\])}]", re.IGNORECASE), "@"),
    (re.compile(r"[\[({]:[\])}]"), ":"),
    (re.compile(r"[\[({]/[\])}]"), "/"),
    (re.compile(r"[\[({]://[\])}]"), "://"),
)


def refang(text: str) -> str:
    """`text` with defanged observables as they really are; what is not defanged stays."""
    for pattern, plain in _REFANG:
        text = pattern.sub(plain, text)
    return text


def defang(value: str) -> str:
    """`value` so that nothing that shows it makes a link of it."""
    scheme, separator, rest = value.partition("://")
    if separator:
        return f"{scheme.replace('tt', 'xx', 1)}[://]{rest.replace('.', '[.]')}"
    return value.replace("@", "[@]").replace(".", "[.]")


def classify(text: str) -> Observable | None:
    """What a bare word is, defanged or not, or None where it is no observable."""
    word = refang(text.strip().strip("\"'<>,;"))
    if not word or len(word) > _MAX_VALUE or any(char.isspace() for char in word):
        return None
    if "://" in word:
        return normalize("url", word)
    if "@" in word:
        return normalize("email-addr", word)
    found = normalize("ipv4-addr", word) if word[0].isdigit() and "." in word else None
    if found is None and ":" in word:
        found = normalize("mac-addr", word) or normalize("ipv6-addr", word)
    if found is None and len(word) in _BY_LENGTH:
        found = normalize(_BY_LENGTH[len(word)], word)
    return found or _name_or_domain(word)


def _name_or_domain(word: str) -> Observable | None:
    head, slash, _ = word.partition("/")
    if slash:
        # A URL written without its scheme.
        host = _domain("", head.partition(":")[0])
        return normalize("url", f"http://{word}") if host else None
    ending = word.rpartition(".")[2].lower()
    if ending in _FILE_ENDINGS and not word.lower().startswith("www."):
        return Observable("file-name", word)
    return normalize("domain-name", word)


_HASH_KINDS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA1": "sha1",
    "SHA-256": "sha256",
    "SHA256": "sha256",
    "SHA-512": "sha512",
    "SHA512": "sha512",
    "SSDEEP": "ssdeep",
    "ssdeep": "ssdeep",
}
_HASH_NAMES = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "ssdeep": "SSDEEP",
}
# Object path → kind, for paths that state an observable by themselves.
_PATHS = {
    "ipv4-addr:value": "ipv4-addr",
    "ipv6-addr:value": "ipv6-addr",
    "domain-name:value": "domain-name",
    "url:value": "url",
    "email-addr:value": "email-addr",
    "mac-addr:value": "mac-addr",
    "mutex:name": "mutex",
    "file:name": "file-name",
    "directory:path": "directory",
    "process:name": "process-name",
    "process:command_line": "command-line",
    "windows-registry-key:key": "windows-registry-key",
    "email-message:from_ref.value": "email-addr",
    "email-message:sender_ref.value": "email-addr",
    "user-account:user_id": "user-account",
    "user-account:account_login": "user-account",
    "autonomous-system:number": "autonomous-system",
    "x509-certificate:serial_number": "x509-serial",
    "software:name": "software",
}
_HOST_PATHS = frozenset(
    {
        "network-traffic:dst_ref.value",
        "network-traffic:src_ref.value",
        "domain-name:resolves_to_refs[*].value",
    }
)
_HASH_PATH = re.compile(r"(?:file|artifact|x509-certificate):hashes\.(.+)")


def of_path(path: str, value: str) -> Observable | None:
    """The observable that an equality of an object path states, or None."""
    kind = _PATHS.get(path)
    if kind is not None:
        return normalize(kind, value)
    if path in _HOST_PATHS:
        return (
            normalize("ipv4-addr", value)
            or normalize("ipv6-addr", value)
            or normalize("domain-name", value)
        )
    match = _HASH_PATH.fullmatch(path)
    if match is None:
        return None
    hash_kind = _HASH_KINDS.get(match[1].strip("'"))
    return normalize(hash_kind, value) if hash_kind else None


def of_object(obj: Mapping[str, Any]) -> list[Observable]:
    """The plain observables that an indicator's pattern or an SCO states."""
    kind = obj.get("type")
    if kind == "indicator":
        from wardline.core.pattern import plain

        pattern = obj.get("pattern")
        if obj.get("pattern_type", "stix") != "stix" or type(pattern) is not str:
            return []
        return plain(pattern) or []
    found = [of_path(f"{kind}:{name}", str(value)) for name, value in _scalars(obj)]
    hashes = obj.get("hashes")
    if kind in ("file", "artifact", "x509-certificate") and type(hashes) is dict:
        found += [of_path(f"{kind}:hashes.{name}", str(h)) for name, h in hashes.items()]
    return list(dict.fromkeys(item for item in found if item is not None))


def _scalars(obj: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in obj.items() if type(value) in (str, int)]


_PATTERN_PATHS = {kind: path for path, kind in reversed(_PATHS.items())}


def to_pattern(observable: Observable) -> str:
    """A STIX pattern that states `observable`."""
    kind, value = observable
    path = _PATTERN_PATHS.get(kind)
    if kind in _HASH_NAMES:
        path = f"file:hashes.'{_HASH_NAMES[kind]}'"
    if path is None:
        path = f"x-{kind}:value"
    if kind == "autonomous-system":
        return f"[{path} = {int(value)}]"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{path} = '{escaped}']"
