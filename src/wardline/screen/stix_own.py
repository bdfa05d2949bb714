"""What belongs to the submitting organization, asked value by value instead of in running text.

*Source*: RFC 1918, 4193, 6598, 6762, 8375 (addresses and names that mean something at home only).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from wardline.screen.roles import PRIVATE


def listed(words: str) -> list[str]:
    """The words of a table that is written as running text."""
    return words.split()


class _Stretch(NamedTuple):
    """Consecutive addresses."""

    version: int
    first: int
    last: int


# The cloud's metadata service: the same at everybody's, and often attacked.
_EVERYBODYS = frozenset({"169.254.169.254", "169.254.170.2", "fd00:ec2::254"})
_HOME_ENDINGS = (
    ".local",
    ".lan",
    ".internal",
    ".intranet",
    ".intra",
    ".corp",
    ".home",
    ".localdomain",
    ".private",
    ".home.arpa",
)
_EMAIL = re.compile(r"[A-Za-z0-9_.+'%-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9_-]{12,512}={0,2}|[A-Za-z0-9+/]{12,512}={0,2}", re.ASCII)
_BASE64_MOST = 40
# A path too short to hold a mail address.
_SHORTEST_TAIL = 7
# Names of accounts that exist on every machine, or that say nothing of a person.
_NOBODY = frozenset(
    listed(
        "administrator admin root system guest public default user users defaultuser all test "
        "local localservice networkservice local_service network_service service daemon nobody "
        "www-data apache nginx postgres mysql sshd ubuntu ec2-user krbtgt defaultaccount "
        "wdagutilityaccount "
        "anonymous everyone trustedinstaller shared sandbox malware analyst john.doe username "
        "%username% $env:username $user [user] <user> {user} * all~1 administrateur administrador "
        "systemprofile oracle tomcat git backup postfix pi vagrant docker runner azureuser"
    )
)
_SID_OF_DOMAIN = re.compile(r"S-1-(?:5-21|12-1)(?:-\d{1,10}){3,15}", re.ASCII | re.IGNORECASE)
_HOME_FOLDER = re.compile(
    r"(?:\\Users\\|/Users/|/home/|\\Documents and Settings\\|\\Profiles\\)"
    r"([^\\/:*?\"<>|\r\n\0]{1,64})",
    re.IGNORECASE,
)
_SHORTEST_NAME = 3


class Own:
    """Answers whether a single value is the organization's own, from its profile."""

    def __init__(self, profile: Any = None) -> None:
        self._domains = tuple(f".{_host(domain)}" for domain in _strings(profile, "domains"))
        self._nets = _stretches(_strings(profile, "public_nets"))
        ad = _strings(profile, "ad")
        self._prefixes = tuple(prefix.lower().rstrip("\\-") for prefix in ad if prefix)
        hosts = (_host(name) for name in _strings(profile, "hosts"))
        self._hosts = frozenset(form for name in hosts for form in (name, name.partition(".")[0]))
        self._host_starts = tuple(f"{prefix}-" for prefix in self._prefixes)
        self._staff = frozenset(name.casefold() for name in _strings(profile, "staff"))

    def address(self, text: str) -> str | None:
        """Why an address or a range is the organization's own business, or None."""
        bare = text.strip().strip("[]").partition("%")[0]
        if bare in _EVERYBODYS or not (":" in bare or bare[-1:].isdigit()):
            return None
        stretch = _stretch(bare)
        if stretch is None:
            return None
        if any(_within(stretch, net) for net in self._nets):
            return "own-range"
        if any(_within(stretch, block) and stretch != block for block in _HOME_BLOCKS):
            return "private-address"
        return None

    def host(self, text: str) -> str | None:
        """Why a host name or an address is the organization's own, or None."""
        name = _host(text)
        if self._domains and f".{name}".endswith(self._domains):
            return "own-domain"
        if name.endswith(_HOME_ENDINGS):
            return "internal-name"
        if name.startswith(self._host_starts) or name.partition(".")[0] in self._hosts:
            return "own-host"
        return self.address(text)

    def email(self, text: str) -> str | None:
        """Why an e-mail address is the organization's own, or None."""
        local, _, host = text.strip().strip("<>").rpartition("@")
        reason = self.host(host) if local else None
        return reason or ("staff" if text.strip().casefold() in self._staff else None)

    def url(self, text: str) -> str | None:
        """Why a URL is private: its host, credentials in it, or a person's address in it."""
        try:
            parts = urlsplit(text if "://" in text else f"//{text}")
            host, password = parts.hostname, parts.password
        except ValueError:
            return None
        if host and (reason := self.host(host)):
            return reason
        if password:
            return "password-in-url"
        if not parts.query and not parts.fragment and len(parts.path) < _SHORTEST_TAIL:
            return None
        rest = unquote(unquote(f"{parts.path}?{parts.query}#{parts.fragment}"))
        return self._people_in(rest)

    def _people_in(self, text: str) -> str | None:
        """Own addresses in the tail of a URL, also as the base64 that phishing kits write."""
        tails = [text]
        for token in _BASE64.findall(text)[:_BASE64_MOST]:
            padded = token.rstrip("=").replace("-", "+").replace("_", "/")
            try:
                raw = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
            except (binascii.Error, ValueError):
                continue
            if b"@" in raw:
                tails.append(raw.decode("latin-1"))
        for tail in tails:
            for found in _EMAIL.findall(tail):
                if self.email(found):
                    return "own-mail-in-url"
        return None

    def account(self, text: str) -> str | None:
        """Why an account's name is the organization's own, or None; see also `nobody`."""
        domain, slash, login = text.strip().rpartition("\\")
        if slash and domain.lower() in self._prefixes:
            return "own-account"
        if "@" in text and self.email(text):
            return "own-account"
        if login.casefold() in self._staff:
            return "staff"
        return None

    def is_staff(self, text: str) -> bool:
        """Whether a name or an account stands in the list of the organization's people."""
        return text.strip().casefold() in self._staff


def is_nobody(account: str) -> bool:
    """Whether an account's name is of those that name no person (built in, or a placeholder)."""
    name = account.strip().rpartition("\\")[2].casefold().rstrip("$")
    return name in _NOBODY or len(name) < _SHORTEST_NAME or name.isdigit()


def domain_sids(text: str) -> list[tuple[int, int]]:
    """Where security identifiers stand that name one account of one domain."""
    return [match.span() for match in _SID_OF_DOMAIN.finditer(text)]


def home_folders(text: str) -> list[tuple[int, int]]:
    """Where the names of people stand in paths: the folder below Users, home and the like."""
    return [m.span(1) for m in _HOME_FOLDER.finditer(text) if not is_nobody(m[1])]


def emails(text: str) -> list[tuple[int, int]]:
    """Where e-mail addresses stand in `text`."""
    return [match.span() for match in _EMAIL.finditer(text)]


def _stretch(text: str) -> _Stretch | None:
    """The first and the last address of an address or a range, or None where it is neither."""
    try:
        if "/" in text:
            network = ipaddress.ip_network(text, strict=False)
            return _Stretch(
                network.version, int(network.network_address), int(network.broadcast_address)
            )
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped if mapped is not None else address
    return _Stretch(address.version, int(address), int(address))


def _within(inner: _Stretch, outer: _Stretch) -> bool:
    return (
        inner.version == outer.version and outer.first <= inner.first and inner.last <= outer.last
    )


def _host(text: str) -> str:
    name = text.strip().rstrip(".").lower().removeprefix("*.").lstrip("@.")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name


def _strings(profile: Any, field: str) -> list[str]:
    """A field of a profile as texts, whether it is a mapping or an object, one or many."""
    value = profile.get(field) if isinstance(profile, Mapping) else getattr(profile, field, None)
    if isinstance(value, str):
        return [value] if value.strip() else []
    if not isinstance(value, Iterable):
        return []
    return [str(item) for item in value if str(item).strip()]


def _stretches(texts: Iterable[str]) -> tuple[_Stretch, ...]:
    found = (_stretch(text.strip()) for text in texts)
    return tuple(stretch for stretch in found if stretch is not None)


_HOME_BLOCKS = _stretches(PRIVATE)
