"""The settings: what cannot be read, and what contradicts something else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from wardline.core.findings import Check, Finding, watch, wrong
from wardline.hub.doctor.scene import Scene
from wardline.hub.review.keysfile import ROOMS

_HOURS_A_DAY = 24
_SAFE_SSL = frozenset({"require", "verify-ca", "verify-full"})


def readable(scene: Scene) -> Iterator[Finding]:
    """Each setting is known and has a value of its kind."""
    for one in scene.values:
        if one.problem:
            yield wrong(
                f"{one.name} ({one.source}): {one.problem}.",
                "Correct it; 'wardline config check' shows all of them.",
            )


def mail(scene: Scene) -> Iterator[Finding]:
    """What is needed to send mails, or nothing of it."""
    if not scene["mail.host"]:
        needs = [name for name in ("mail.from", "mail.bounce_address") if scene[name]]
        if needs:
            yield wrong(
                f"{needs[0]} is set, but mail.host is not: no mail is sent.",
                "Set mail.host to your SMTP server.",
            )
        return
    if not scene["mail.from"]:
        yield wrong(
            "mail.host is set, but mail.from is not: mails would have no sender.",
            "Set mail.from, as wardline@hub.example.org.",
        )
    if bool(scene["mail.user"]) != bool(scene["mail.password_file"]):
        yield wrong("Of mail.user and mail.password_file only one is set.", "Set both, or neither.")
    if scene["mail.security"] == "none" and not local(scene["mail.host"]):
        yield wrong(
            "mail.security is none: links and passwords go over the network in the clear.",
            "Set mail.security to starttls or tls.",
        )


def address(scene: Scene) -> Iterator[Finding]:
    """The address that stands in mails and feeds."""
    told = scene["portal.address"]
    parts = urlsplit(told)
    if not told:
        if scene["mail.host"] or scene["oidc.server"]:
            yield wrong(
                "portal.address is not set: links in mails lead to where the hub listens, which "
                "others cannot reach.",
                "Set portal.address, as https://hub.example.org/.",
            )
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield wrong("portal.address is no web address.", "Write it as https://hub.example.org/.")
    elif parts.scheme == "http" and not local(parts.hostname):
        yield wrong(
            "portal.address begins with http://: keys and sessions would travel in the clear.",
            "Give the hub a certificate (--tls-cert, --tls-key) or a proxy that has one, and "
            "write https://.",
        )
    elif parts.path not in ("", "/"):
        yield wrong(
            "portal.address has a path: the hub answers at the root of its address only.",
            "Give it a host name of its own.",
        )


def review(scene: Scene) -> Iterator[Finding]:
    """The times of the review, of tokens and of anonymous reports fit each other."""
    if scene["review.deadline_hours"] > scene["review.keep_days"] * _HOURS_A_DAY:
        yield wrong(
            "review.deadline_hours is longer than review.keep_days: a submission is destroyed "
            "before its decision is due.",
            "Make review.keep_days longer, or the deadline shorter.",
        )
    if scene["tokens.grace_days"] > scene["tokens.epoch_days"]:
        yield watch(
            "tokens.grace_days is longer than tokens.epoch_days: tokens of three keys are taken "
            "at the same time, so that fewer members stand behind each.",
            "Make the grace shorter than the epoch.",
        )


def sign_in(scene: Scene) -> Iterator[Finding]:
    """The identity provider, and the second factor."""
    given = {name: bool(scene[f"oidc.{name}"]) for name in ("server", "client", "secret_file")}
    if any(given.values()) and not all(given.values()):
        lacking = ", ".join(f"oidc.{name}" for name, there in given.items() if not there)
        yield wrong(
            f"Signing in by your identity provider is set up in part: {lacking} is missing.",
            "Set it, or take the other oidc settings away.",
        )
    parts = urlsplit(scene["oidc.server"])
    if given["server"] and parts.scheme != "https" and not local(parts.hostname or ""):
        yield wrong(
            "oidc.server does not begin with https://: anybody on the way could sign in.",
            "Write its address with https://.",
        )
    if scene["security.second_factor"] == "none":
        yield watch(
            "Nobody needs a second factor (security.second_factor = none): one stolen pass word "
            "releases bulletins and opens the review queue.",
            "Set it to deciders or all.",
        )
    if not scene["security.idle_minutes"]:
        yield watch(
            "Sessions never pause (security.idle_minutes = 0), also on shared screens.",
            "Set it to 30.",
        )


def inner(scene: Scene) -> Iterator[Finding]:
    """Doors that tests open and that should be shut after them."""
    for name, what in (("feeds", "feeds may be pulled from"), ("webhooks", "webhooks may call")):
        if scene[f"{name}.allow_private"]:
            yield watch(
                f"{name}.allow_private is on: {what} addresses inside your network, so who may "
                "set one up can reach your inner servers through the hub.",
                "Switch it off, unless your peers are inside.",
            )


def database(scene: Scene) -> Iterator[Finding]:
    """The way to a database on another machine is encrypted."""
    parts = urlsplit(scene["database.url"])
    query = parse_qs(parts.query)
    host = parts.hostname or (query.get("host") or [""])[0]
    if not host or host.startswith("/") or local(host):
        return
    if (query.get("sslmode") or [""])[0] not in _SAFE_SSL:
        yield wrong(
            "The database is on another machine, and database.url does not ask for TLS: all "
            "that the hub holds travels in the clear.",
            "Add ?sslmode=verify-full to database.url, with sslrootcert=FILE.",
        )


def backups(scene: Scene) -> Iterator[Finding]:
    """A place for the keys of what is sealed, apart from the data."""
    if scene["review.keys_file"]:
        place = scene.config.data.resolve()
        if Path(scene["review.keys_file"]).resolve().is_relative_to(place):
            yield wrong(
                "review.keys_file lies in the data folder: what takes the folder takes the keys.",
                "Put it on another disk than the data and the backups.",
            )
    elif any(any((scene.data / room).glob("*.key")) for room in ROOMS):
        yield watch(
            "review.keys_file is not set: a backup cannot open what is sealed ("
            f"{', '.join(ROOMS.values())}).",
            "Set it to a file on another disk (docs/backup.md).",
        )


def local(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")


CHECKS: tuple[Check[Scene], ...] = (
    Check("settings", "Settings", readable),
    Check("mail-settings", "Settings of mail", mail),
    Check("address", "The hub's public address", address),
    Check("review-settings", "Times that must fit each other", review),
    Check("sign-in", "Signing in", sign_in),
    Check("inner-addresses", "Doors to the inner network", inner),
    Check("database-way", "The way to the database", database),
    Check("keys-place", "Where backups find their keys", backups, ("folder",)),
)
