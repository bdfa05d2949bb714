"""The verbs on other CSAF providers: add one, take nothing more of it, see which are due, look.

What a look does stands in `pulling`. A key or a client certificate that lets us in stays in its
file, which its owner alone may read: only where it lies is kept.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.client.http import Certificate, Client, Credentials
from wardline.core.clock import now
from wardline.core.errors import (
    ConflictError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UsageError,
)
from wardline.hub.advisories.models import Provider
from wardline.hub.advisories.pulling import MOST_URL, Pull, in_words, plain
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.settings import CONFIG

_MINUTE = 60 * 1_000_000
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,99}")


class Pulled(NamedTuple):
    """What one pull did."""

    url: str
    taken: int
    aside: int
    problem: str


class Key(NamedTuple):
    """What lets us in at a provider: a file that holds it, and the header it goes in.

    *Shape*: in the file a key, or user:password; `header` empty: Authorization.
    """

    file: Path
    header: str = ""


class Shown(NamedTuple):
    """What a provider is shown, by the names of its columns; empty: nothing."""

    secret_file: str = ""
    secret_header: str = ""
    client_cert: str = ""
    client_key: str = ""


def add(
    actor: Actor, url: str, key: Key | None = None, certificate: Certificate | None = None
) -> Provider:
    """Add a provider by the address of its metadata, or by its domain.

    One that was taken out comes back with what was taken of it, and may name another namespace:
    somebody has looked. *Raises* UsageError, RefusedError, ConfigError, ConflictError.
    """
    actor.require(Need.STAFF_ADVISORIES)
    address, parts = _address(url)
    shown = _shown(key, certificate, parts.scheme)
    begun = {"active": True, "added_at": now(), "next_at": 0, "problem": "", "failures": 0}
    begun |= {"namespace": "", "marks": "{}", "known": "{}", **shown._asdict()}
    with transaction.atomic():
        made = Provider.objects.select_for_update().filter(url=address).first()
        if made is not None and made.active:
            raise ConflictError(_("This provider is added already."))
        made = made or Provider(id=str(uuid.uuid4()), url=address)
        for name, value in begun.items():
            setattr(made, name, value)
        made.save()
        told = {"host": parts.hostname, "key": bool(key), "certificate": bool(certificate)}
        audit.record(actor, Action.PROVIDER_ADDED, f"provider:{made.id}", told)
    return made


def _address(typed: str) -> tuple[str, SplitResult]:
    """The address of a provider's metadata. *Raises* UsageError."""
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}/.well-known/csaf/provider-metadata.json"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if len(address) > MOST_URL or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(_("This is no web address."), hint=_("It starts with https://."))
    if "@" in parts.netloc:
        raise UsageError(
            _("An address is shown to others: no name and password in it."),
            hint=_("Put user:password into a file: wardline csaf add --key-file FILE."),
        )
    if not parts.path.endswith("/provider-metadata.json"):
        raise UsageError(
            _("A provider is the address of its provider-metadata.json."),
            hint=_("Or type its domain alone, as example.org."),
        )
    return address, parts


def _shown(key: Key | None, certificate: Certificate | None, scheme: str) -> Shown:
    """What is kept of key and certificate. *Raises* UsageError, RefusedError, ConfigError."""
    made = Shown()
    if key is not None:
        if key.header and not _HEADER.fullmatch(key.header):
            raise UsageError(_("This is no name of a header."), hint=_("Like X-Api-Key."))
        _check_secret(key.file, scheme)
        made = made._replace(secret_file=str(key.file.resolve()), secret_header=key.header)
    if certificate is not None:
        _check_secret(certificate.key, scheme)
        certificate.context()
        paths = (str(path.resolve()) for path in certificate)
        made = made._replace(**dict(zip(("client_cert", "client_key"), paths, strict=True)))
    return made


def _check_secret(file: Path, scheme: str) -> None:
    """*Raises* UsageError, RefusedError for what could not be kept or sent safely."""
    try:
        mode = file.stat().st_mode
    except OSError:
        raise UsageError(
            _("There is no key file %(file)s.") % {"file": file},
            hint=_("Put the key, or user:password, into it, alone."),
        ) from None
    if mode & 0o077:
        raise RefusedError(
            _("Others on this machine can read the key file."), hint=f"chmod 600 {file}"
        )
    if scheme != "https" and not CONFIG["feeds.allow_private"]:
        raise RefusedError(_("http:// would send the key in the clear."), hint=_("Use https://."))


def client_of(one: Provider) -> Client:
    """A client that shows key and certificate to the provider's own origin alone.

    *Raises* UnavailableError, ConfigError where a file is gone.
    """
    credentials = certificate = None
    if one.secret_file:
        try:
            text = Path(one.secret_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnavailableError(
                _("The key file %(file)s cannot be read (%(kind)s).")
                % {"file": one.secret_file, "kind": type(error).__name__},
                hint=_("Put it back, or take the provider out and add it again."),
            ) from None
        named, header = Credentials(text.strip(), name=one.secret_header), one.secret_header
        credentials = named if header else Credentials.from_text(text)
    if one.client_cert:
        certificate = Certificate(Path(one.client_cert), Path(one.client_key))
    return Client(
        one.url,
        credentials,
        allow_private=CONFIG["feeds.allow_private"],
        certificate=certificate,
    )


def remove(actor: Actor, number: str) -> None:
    """Take nothing more of a provider, and mirror it no more; what was taken stays."""
    actor.require(Need.STAFF_ADVISORIES)
    gone: dict[str, Any] = {"active": False, **Shown()._asdict()}
    with transaction.atomic():
        if not Provider.objects.filter(id=number, active=True).update(**gone):
            raise NotFoundError(_("There is no such provider."))
        audit.record(actor, Action.PROVIDER_REMOVED, f"provider:{number}", {})


def providers() -> list[Provider]:
    """All that the hub takes from, in the order in which they were added; without what they told.

    What stands in their documents is read only where it is asked for.
    """
    known = Provider.objects.filter(active=True).order_by("added_at")
    return list(known.defer("seen", "marks", "known", "keys"))


def due(every: int) -> Iterator[Provider]:
    """Providers whose time has come, each claimed when it is asked for. *Units*: minutes.

    No other process takes it, and what a killed one did not come to is due as before.
    """
    rows = Provider.objects.filter(active=True, next_at__lte=now()).order_by("next_at")
    for number, next_at in list(rows.values_list("id", "next_at")):
        row = Provider.objects.filter(id=number, next_at=next_at, active=True)
        if row.update(next_at=now() + every * _MINUTE):
            yield Provider.objects.get(id=number)


def pull(one: Provider, who: Actor | Who, client: Client | None = None) -> Pulled:
    """Take what is new of a provider; a problem is kept with it, never raised."""
    taken = aside = 0
    problem = ""
    own = client
    try:
        own = own or client_of(one)
        for done in Pull(one, own).run():
            taken += done
            aside += not done
    except Exception as error:  # noqa: BLE001 # whatever it is, the next provider gets its turn
        problem = plain(in_words(error), 2000)
    finally:
        if client is None and own is not None:
            own.close()
    one.pulled_at, one.problem = now(), problem
    one.taken += taken
    one.failures = one.failures + 1 if problem else 0
    told = {"taken": taken, "aside": aside, "problem": bool(problem)}
    with transaction.atomic():
        one.save(update_fields=["pulled_at", "problem", "taken", "failures"])
        audit.record(who, Action.PROVIDER_PULLED, f"provider:{one.id}", told)
    return Pulled(one.url, taken, aside, problem)
