"""The hub's settings: one table, each with its default, its place in file and environment.

A setting `a.b` stands in `wardline.toml` of the data folder as `b` under `[a]`, and in the
environment as `WARDLINE_A__B`, which wins.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError
from wardline.hub.forwarded import networks

FILE_NAME = "wardline.toml"
PREFIX = "WARDLINE_"
# Tells the processes of `wardline serve --exchange-only` that pages and keys are on another host.
EXCHANGE_ONLY = "WARDLINE_EXCHANGE_ONLY"
# Tells them where the front door listens.
LISTENS = "WARDLINE_LISTENS"


class Setting(NamedTuple):
    """One setting: its default, how its text is read, and what it is for."""

    default: Any
    parse: Callable[[str], Any]
    help: str


class Value(NamedTuple):
    """A setting's value and where it came from."""

    name: str
    value: Any
    source: str
    problem: str = ""


def _text(help_: str, default: str = "") -> Setting:
    """A text as it stands."""
    return Setting(default, str, help_)


def _flag(help_: str) -> Setting:
    """Yes or no; no where nobody says so."""
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

    def parse(value: str) -> bool:
        if value.lower() not in known:
            raise ValueError("expected true or false")
        return known[value.lower()]

    return Setting(default=False, parse=parse, help=help_)


def _whole(default: int, within: tuple[int, int], help_: str) -> Setting:
    """A whole number between two, which may be either."""
    low, high = within

    def parse(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(value)

    return Setting(default, parse, help_)


def _one_of(default: str, words: tuple[str, ...], help_: str) -> Setting:
    """One of some words."""

    def parse(value: str) -> str:
        if value not in words:
            raise ValueError(f"expected one of {', '.join(words)}")
        return value

    return Setting(default, parse, help_)


def _database(value: str) -> str:
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("expected postgresql://USER@HOST:PORT/NAME, or nothing for SQLite")
    return value


# With a plus and the 42 characters of a token, 64 in all (RFC 5321 section 4.5.3.1.1).
_MOST_NAME = 21


def _mailbox(value: str) -> str:
    name, _, host = value.rpartition("@")
    good = host and 0 < len(name) <= _MOST_NAME and value.isascii() and "+" not in name
    if value and not good:
        raise ValueError("expected an address as bounces@hub.example.org, its name 21 at most")
    return value


def _proxies(value: str) -> str:
    return ", ".join(map(str, networks(value)))


SETTINGS: dict[str, Setting] = {
    "database.url": Setting("", _database, "PostgreSQL address; empty: SQLite in the data folder"),
    "database.replica": Setting(
        "",
        _database,
        "a streaming replica of database.url, which pages are read from; empty: all is read there",
    ),
    "taxii.title": _text("title shown in TAXII discovery", "Wardline"),
    "taxii.contact": _text("contact shown in TAXII discovery"),
    "taxii.max_content_length": _whole(16 * 2**20, (1024, 2**30), "largest request body, in bytes"),
    "taxii.page_limit": _whole(1000, (1, 10_000), "most objects in one page"),
    "taxii.status_hours": _whole(48, (24, 8760), "how long a status is kept, in hours"),
    "stream.buffer_bytes": _whole(
        4 * 2**20, (65_536, 2**30), "what a slow stream reader may be behind, in bytes"
    ),
    "stream.heartbeat_seconds": _whole(15, (1, 300), "pause after which a stream says so"),
    "limits.key_per_second": _whole(
        1000, (0, 1_000_000), "requests a second that one key may make on average; 0: any"
    ),
    "limits.organization_per_second": _whole(
        3000, (0, 1_000_000), "the same for all keys of an organization together; 0: any"
    ),
    "limits.burst_seconds": _whole(
        30, (1, 3600), "seconds' worth of requests that may come at once"
    ),
    "limits.organization_writes": _whole(
        32, (0, 10_000), "batches of an organization that may wait to be taken in; 0: any"
    ),
    "limits.organization_streams": _whole(
        1000, (0, 20_000), "streams that an organization may have open; 0: any"
    ),
    "limits.silent_seconds": _whole(
        60,
        (2, 3600),
        "seconds after which a connection ends whose other side takes nothing, or stops in a body",
    ),
    "feeds.allow_private": _flag("let feeds be pulled from private addresses"),
    "feeds.every_minutes": _whole(
        0,
        (0, 10_080),
        "minutes between two pulls of a feed by 'wardline serve'; 0: only 'wardline feed pull'",
    ),
    "feeds.limit_minutes": _whole(
        30, (1, 1440), "minutes after which a pull that hangs is stopped, to go on later"
    ),
    "feeds.conflict_days": _whole(
        180,
        (1, 3650),
        "days after which a conflict with a peer is destroyed, once it comes no more",
    ),
    "mail.host": _text("SMTP server for notices and links; empty: no mail is sent"),
    "mail.port": _whole(587, (1, 65_535), "its port"),
    "mail.security": _one_of(
        "starttls", ("starttls", "tls", "none"), "encryption: starttls, tls or none"
    ),
    "mail.ca_file": _text("certificates that its own is checked with; empty: system"),
    "mail.user": _text("user name at the mail server; empty: none"),
    "mail.password_file": _text("file that holds the password"),
    "mail.from": _text("sender of the hub's mails, as wardline@example.org"),
    "mail.bounce_address": Setting(
        "",
        _mailbox,
        "where mails come back to, as bounces@hub.example.org; its server must take bounces+ANY@ "
        "and pipe it to 'wardline notices bounce'; empty: to mail.from, and nobody reads it",
    ),
    "notices.gap_seconds": _whole(
        60,
        (0, 3600),
        "least time between two notices of one collection, and two mails to one person",
    ),
    "webhooks.allow_private": _flag("let webhooks call private addresses and plain HTTP"),
    "portal.address": _text("the hub's address for links in mails, as https://hub.example.org/"),
    "portal.max_body": _whole(
        64 * 2**20, (2**16, 2**30), "largest form or upload in the portal, in bytes"
    ),
    "portal.threads": _whole(4, (1, 64), "pages that the portal makes at the same time"),
    "portal.trusted_proxies": Setting(
        "",
        _proxies,
        "addresses or networks of your proxies, with commas between: their X-Forwarded-For and "
        "-Proto are believed, nobody else's",
    ),
    "log.format": _one_of(
        "text", ("text", "json"), "lines on standard error: text, or json for collectors"
    ),
    "log.requests": _one_of(
        "faults",
        ("none", "faults", "all"),
        "which requests have a line of their own: none, faults (5xx) or all",
    ),
    "metrics.networks": Setting(
        "127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
        _proxies,
        "networks that may read /metrics, and at /healthz how a request came; what a proxy sends "
        "on that is not one of portal.trusted_proxies never may",
    ),
    "review.four_eyes": _flag("a held submission is released by two people, always"),
    "review.deadline_hours": _whole(
        72, (1, 8760), "hours until a decision on a held submission is due"
    ),
    "review.keep_days": _whole(
        14, (1, 365), "days until a held submission that nobody decided on is destroyed"
    ),
    "tokens.epoch_days": _whole(
        7, (1, 90), "days in which one key signs anonymous tokens; then it is destroyed"
    ),
    "tokens.grace_days": _whole(2, (0, 90), "days after its epoch in which a token is still taken"),
    "tokens.per_epoch": _whole(
        20, (1, 1000), "most anonymous tokens that an organization draws in an epoch"
    ),
    "anonymous.collection": _text(
        "id or alias of the collection for anonymous reports", "incidents"
    ),
    "anonymous.batch_least": _whole(
        3, (1, 100), "anonymous reports that are released together, at least"
    ),
    "anonymous.batch_days": _whole(3, (1, 30), "days after which fewer are released as well"),
    "anonymous.reply_days": _whole(
        30, (1, 365), "days until the reply box of an anonymous report is destroyed"
    ),
    "review.keys_file": _text(
        "file, on another disk than the backups, for the keys of what is held (and FILE.docket for "
        "those of comments); empty: a backup cannot open them"
    ),
    "bulletins.collection": _text(
        "id or alias of the collection for bulletins as STIX reports", "bulletins"
    ),
    "warnings.members": _whole(
        3, (2, 100), "so many members who share the same observable are a warning to all"
    ),
    "warnings.minutes": _whole(60, (1, 1440), "within so many minutes"),
    "incidents.batch_hours": _whole(
        6,
        (0, 168),
        "reports that only the hub knows the sender of leave together, every so many hours; "
        "0: at once",
    ),
    "advisories.publisher": _text(
        "name under which the hub publishes CSAF advisories; empty: taxii.title"
    ),
    "advisories.namespace": _text(
        "its namespace, as https://isac.example.org; empty: portal.address"
    ),
    "advisories.category": _one_of(
        "coordinator",
        ("coordinator", "discoverer", "other", "translator", "user", "vendor"),
        "its category in CSAF: coordinator, vendor, discoverer, user, translator or other",
    ),
    "advisories.two_people": _flag("an advisory is released by a second person"),
    "advisories.every_minutes": _whole(
        0,
        (0, 10_080),
        "minutes between two looks at other CSAF providers by 'wardline serve'; 0: only by hand",
    ),
    "security.second_factor": _one_of(
        "deciders",
        ("all", "deciders", "none"),
        "who needs a second factor: all, deciders (administrators and the hub's staff), none",
    ),
    "security.idle_minutes": _whole(
        30,
        (0, 1440),
        "minutes without activity after which a person confirms who they are; 0: never",
    ),
    "security.session_hours": _whole(
        12, (1, 72), "hours after which a person confirms who they are, whatever they do"
    ),
    "oidc.name": _text("identity provider's name on the sign-in button"),
    "oidc.server": _text("its address, where .well-known/openid-configuration is"),
    "oidc.client": _text("this hub's client id there"),
    "oidc.secret_file": _text("file that holds the client secret"),
    "security.contact": _text("contact in /.well-known/security.txt"),
}


class Config:
    """The settings in force for one data folder."""

    def __init__(self, data: Path, values: Mapping[str, Value]) -> None:
        """Keep the folder and the values; use `load` to make one."""
        self.data = data
        self.values = values

    def __getitem__(self, name: str) -> Any:
        """The value of a setting by its dotted name."""
        return self.values[name].value

    @property
    def sqlite_path(self) -> Path:
        """Where the embedded database lies."""
        return self.data / "wardline.sqlite3"

    @property
    def restoring(self) -> Path:
        """A file that is there from the first step of a restore to its last one."""
        return self.data / "restoring"

    def refuse_unfinished(self) -> None:
        """*Raises* ConfigError in a folder where a restore was cut off: that is no hub yet.

        Who was signed in when the backup was made is still so in it.
        """
        if self.restoring.exists():
            raise ConfigError(
                f"The restore into {self.data} did not end: what is there is no hub yet.",
                hint="Give the same 'wardline restore' again; it starts anew.",
            )


def load(data: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings for `data`. *Raises* ConfigError that names every wrong one."""
    values = inspect(data, environ)
    wrong = [f"{value.name} ({value.source}): {value.problem}" for value in values if value.problem]
    if wrong:
        raise ConfigError(
            f"Settings are wrong: {'; '.join(wrong)}.", hint="See 'wardline config check'."
        )
    return Config(data, {value.name: value for value in values})


def inspect(data: Path, environ: Mapping[str, str] = os.environ) -> list[Value]:
    """Every setting with its value, source and problem, those that are unknown at the end."""
    stored, file_problem = _read_file(data / FILE_NAME)
    found = [_resolve(name, stored, environ) for name in SETTINGS]
    names = {_variable(name) for name in SETTINGS}
    found.extend(
        Value(name, stored[name], FILE_NAME, "there is no such setting")
        for name in stored
        if name not in SETTINGS
    )
    found.extend(
        Value(name, "", "environment", "there is no such setting")
        for name in environ
        if name.startswith(PREFIX) and "__" in name and name not in names
    )
    if file_problem:
        found.append(Value(FILE_NAME, "", str(data / FILE_NAME), file_problem))
    return found


def _variable(name: str) -> str:
    return PREFIX + name.replace(".", "__").upper()


def _read_file(path: Path) -> tuple[dict[str, Any], str]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return {}, f"cannot be read: {error}"
    flat: dict[str, Any] = {}
    for section, content in document.items():
        if isinstance(content, dict):
            flat.update({f"{section}.{key}": value for key, value in content.items()})
        else:
            flat[section] = content
    return flat, ""


def _resolve(name: str, stored: Mapping[str, Any], environ: Mapping[str, str]) -> Value:
    setting = SETTINGS[name]
    if _variable(name) in environ:
        raw, source = environ[_variable(name)], "environment"
    elif name in stored:
        value = stored[name]
        raw, source = str(value).lower() if isinstance(value, bool) else str(value), FILE_NAME
    else:
        return Value(name, setting.default, "default")
    try:
        return Value(name, setting.parse(raw), source)
    except ValueError as error:
        return Value(name, raw, source, str(error))
