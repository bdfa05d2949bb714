"""What an organization tells the gate about itself; it never leaves the member."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wardline.core.errors import ConfigError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LISTS = ("domains", "public_nets", "staff", "ad", "hosts")
_MAX_SHAPE = 200
_MAX_ITEMS = 200_000


@dataclass(frozen=True)
class Profile:
    """The own organization: what is its own must not leave."""

    name: str = ""
    domains: tuple[str, ...] = ()
    public_nets: tuple[str, ...] = ()
    ad: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    mrn_shape: str = ""
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_mapping(cls, data: object) -> Profile:
        """The profile that decoded JSON or TOML holds.

        *Raises*: ConfigError where a value has the wrong type; unknown keys are kept in `unknown`.
        """
        if not isinstance(data, Mapping):
            raise ConfigError(
                "The profile is no table of settings.", hint='Write it as {"domains": ["…"]}.'
            )
        values: dict[str, Any] = {key: _words(key, data[key]) for key in _LISTS if key in data}
        values |= {key: _word(key, data[key]) for key in ("name", "mrn_shape") if key in data}
        known = {*_LISTS, "name", "mrn_shape"}
        unknown = tuple(sorted(str(key)[:60] for key in data if key not in known))
        profile = cls(**values, unknown=unknown)
        profile.check()
        return profile

    def check(self) -> None:
        """Raise ConfigError where a value cannot be used."""
        _ = self.nets, self.own_domains, self.mrn

    @cached_property
    def nets(self) -> tuple[Network, ...]:
        """The own public ranges."""
        try:
            return tuple(
                ipaddress.ip_network(net.strip(), strict=False) for net in self.public_nets
            )
        except ValueError:
            raise ConfigError(
                "The profile's public_nets holds something that is no network.",
                hint="Write each one like 198.51.100.0/24.",
            ) from None

    @cached_property
    def nets4(self) -> tuple[tuple[int, int], ...]:
        """The own IPv4 ranges as numbers: network and mask."""
        return tuple(
            (int(net.network_address), int(net.netmask))
            for net in self.nets
            if net.version == 4  # noqa: PLR2004 # IPv4
        )

    @cached_property
    def own_domains(self) -> frozenset[str]:
        """The own domains in small letters, without a leading dot or star."""
        found = {domain.strip().lower().lstrip("*.@").rstrip(".") for domain in self.domains}
        if any("." not in domain or " " in domain or "/" in domain for domain in found):
            raise ConfigError(
                "The profile's domains holds something that is no domain.",
                hint="Write each one like hospital.example.org.",
            )
        return frozenset(found)

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """The Active Directory prefixes in small letters."""
        return tuple(prefix.strip().rstrip("\\").lower() for prefix in self.ad if prefix.strip())

    @cached_property
    def mrn(self) -> Any:
        """The shape of the own medical record numbers as a linear-time pattern, or None."""
        if not self.mrn_shape:
            return None
        import re2

        from wardline.screen.scan import own

        shape = self.mrn_shape.strip().removeprefix("^").removesuffix("$")
        try:
            found = own(rb"(?i)\b(?:" + shape.encode("ascii") + rb")\b")
            bare = own(rb"(?i)(?:" + shape.encode("ascii") + rb")")
            empty = len(shape) > _MAX_SHAPE or bare.is_all_of(b"")
        except (re2.error, UnicodeEncodeError):
            empty = True
        if empty:
            raise ConfigError(
                "The profile's mrn_shape is no pattern that can be used.",
                hint="Write it like [A-Z]?[0-9]{7,8}.",
            )
        return found

    @cached_property
    def known_names(self) -> frozenset[str]:
        """The words of the staff list, folded as the gate folds what it reads."""
        return folded_words(self.staff)

    def owns_domain(self, domain: str) -> bool:
        """Whether `domain` is an own domain or stands below one."""
        if not self.own_domains:
            return False
        name = domain.lower().rstrip(".")
        while name:
            if name in self.own_domains:
                return True
            name = name.partition(".")[2]
        return False

    def owns_address(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        """Whether `address` lies in an own public range."""
        return any(address in net for net in self.nets if net.version == address.version)


def _words(key: str, value: object) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        if len(value) > _MAX_ITEMS:
            raise ConfigError(f"The profile's {key} has too many entries.", hint="Shorten it.")
        return tuple(item for item in value if item.strip())
    raise ConfigError(f"The profile's {key} is no list of texts.", hint=f'Write {key} = ["…"].')


def _word(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise ConfigError(f"The profile's {key} is no text.", hint=f'Write {key} = "…".')


def folded_words(texts: tuple[str, ...]) -> frozenset[str]:
    """The words of `texts`, folded as the gate folds what it reads."""
    from wardline.screen.fold import fold

    words = re.compile(r"[^\s,;^]+")
    return frozenset(word for text in texts for word in words.findall(fold(text).text))
