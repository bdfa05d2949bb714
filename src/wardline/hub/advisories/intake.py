"""Documents of other CSAF providers: found from their metadata, checked, taken in or kept aside.

1. provider-metadata.json is fetched, and the OpenPGP keys that it names.
2. Its ROLIE feeds are read; where there are none, index and changes of its directories.
3. What is new or changed since is fetched with its digests and signature.
4. A wrong digest or signature, another's document, a changed document of the same version: kept
   aside, with the place and the reason. Faults by CSAF's own tests are listed, and it is taken.
A pull that is killed goes on where it was: each document is one transaction, with its mark in
`seen` after it.

*Source*: CSAF 2.0 sections 7.1 and 7.3 (retrieving rules).
"""

from __future__ import annotations

import csv
import hashlib
import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.advisories import document as csaf
from wardline.advisories import openpgp, provider, schema
from wardline.advisories.issues import root
from wardline.client.http import Client
from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthorizedError,
    UnprocessableError,
    UsageError,
    WardlineError,
)
from wardline.hub.advisories import keys, service
from wardline.hub.advisories.models import Advisory, Aside, Provider, Version
from wardline.hub.advisories.service import Stored
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.settings import CONFIG

# A document is kept aside whole up to this; larger ones by digest alone.
_MOST_ASIDE = 4 * 2**20
_MOST_DOCUMENTS = 100_000
_MINUTE = 60 * 1_000_000
_TRUSTED = "csaf_trusted_provider"
_SLUG = re.compile(r"[^a-z0-9]+")


class Pulled(NamedTuple):
    """What one pull did."""

    url: str
    taken: int
    aside: int
    problem: str


class Found(NamedTuple):
    """A document that a provider lists: where it is, its mark of change, digests, signature."""

    url: str
    mark: str
    hashes: tuple[str, ...]
    signature: str


class _AsideError(Exception):
    """A document that is not taken, and why."""

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(reason)
        self.reason, self.pointer = reason, pointer


def add(actor: Actor, url: str) -> Provider:
    """Add a provider by the address of its metadata, or by its domain. *Raises* UsageError."""
    actor.require(Need.STAFF_ADVISORIES)
    address = url.strip()
    if "://" not in address:
        address = f"https://{address}/.well-known/csaf/provider-metadata.json"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(_("This is no web address."), hint=_("It starts with https://."))
    if not parts.path.endswith("/provider-metadata.json"):
        raise UsageError(
            _("A provider is the address of its provider-metadata.json."),
            hint=_("Or type its domain alone, as example.org."),
        )
    if Provider.objects.filter(url=address).exists():
        raise ConflictError(_("This provider is added already."))
    with transaction.atomic():
        made = Provider.objects.create(id=str(uuid.uuid4()), url=address[:500], added_at=now())
        audit.record(actor, Action.PROVIDER_ADDED, f"provider:{made.id}", {"host": parts.hostname})
    return made


def remove(actor: Actor, number: str) -> None:
    """Take nothing more of a provider, and mirror it no more; what was taken stays."""
    actor.require(Need.STAFF_ADVISORIES)
    with transaction.atomic():
        if not Provider.objects.filter(id=number, active=True).update(active=False):
            raise NotFoundError(_("There is no such provider."))
        audit.record(actor, Action.PROVIDER_REMOVED, f"provider:{number}", {})


def due(every: int) -> list[Provider]:
    """Providers whose time has come, each claimed: no other process takes it. *Units*: minutes."""
    at = now()
    rows = Provider.objects.filter(active=True, next_at__lte=at).order_by("next_at")
    claim = {"next_at": at + every * _MINUTE}
    return [
        one
        for one in rows
        if Provider.objects.filter(id=one.id, next_at=one.next_at).update(**claim)
    ]


def pull(one: Provider, who: Actor | Who, client: Client | None = None) -> Pulled:
    """Take what is new of a provider; a problem is kept with it, never raised."""
    taken = aside = 0
    problem = ""
    own = client or Client(one.url, allow_private=CONFIG["feeds.allow_private"])
    try:
        for done in _Pull(one, own).run():
            taken += done
            aside += not done
    except (WardlineError, OSError) as error:
        problem = str(error)
    finally:
        if client is None:
            own.close()
    one.pulled_at, one.problem = now(), problem
    one.taken += taken
    one.failures = one.failures + 1 if problem else 0
    told = {"taken": taken, "aside": aside, "problem": bool(problem)}
    with transaction.atomic():
        one.save(update_fields=["pulled_at", "problem", "taken", "failures"])
        audit.record(who, Action.PROVIDER_PULLED, f"provider:{one.id}", told)
    return Pulled(one.url, taken, aside, problem)


class _Pull:
    """One pull of one provider."""

    def __init__(self, one: Provider, client: Client) -> None:
        self._one, self._client = one, client
        self._seen: dict[str, str] = msgspec.json.decode(one.seen)
        self._keys: list[bytes] = []

    def run(self) -> Iterator[bool]:
        """Whether each new document was taken."""
        metadata = self._metadata()
        for found in self._listed(metadata):
            if self._seen.get(found.url) == found.mark:
                continue
            yield self._take(found)
            self._seen[found.url] = found.mark
            self._one.seen = msgspec.json.encode(self._seen).decode()
            self._one.save(update_fields=["seen"])

    def _metadata(self) -> dict[str, Any]:
        """The provider's metadata, kept with it, and its keys."""
        told: dict[str, Any] = self._json(self._one.url)
        faults = schema.provider(told)
        if faults:
            raise UnprocessableError(
                _("Its provider-metadata.json is not valid: %(why)s (%(place)s).")
                % {"why": faults[0].message, "place": faults[0].pointer or "/"}
            )
        publisher = told["publisher"]
        held = [self._key(one) for one in told.get("public_openpgp_keys", ())]
        self._keys = [str(one["text"]).encode() for one in held]
        row = self._one
        row.name, row.namespace = publisher["name"][:200], publisher["namespace"][:500]
        row.category, row.role = publisher["category"], told.get("role", "csaf_provider")
        row.listed = bool(told["list_on_CSAF_aggregators"])
        row.mirrored = bool(told["mirror_on_CSAF_aggregators"])
        row.updated = told["last_updated"]
        row.keys = msgspec.json.encode(held).decode()
        row.folder = row.folder or self._folder()
        row.save()
        return told

    def _folder(self) -> str:
        """A folder by the provider's name that no other has."""
        plain = _SLUG.sub("-", self._one.name.casefold()).strip("-")[:60] or "provider"
        taken = Provider.objects.exclude(id=self._one.id).filter(folder=plain).exists()
        return f"{plain}-{self._one.id[:8]}" if taken else plain

    def _key(self, told: dict[str, Any]) -> dict[str, str]:
        """A public key of the provider. *Raises* UnprocessableError where it is another's."""
        text = self._client.request("GET", told["url"]).body
        prints = openpgp.fingerprints(text)
        wanted = str(told.get("fingerprint", "")).lower()
        if not prints or (wanted and wanted not in prints):
            raise UnprocessableError(
                _("The OpenPGP key at %(url)s is not the one that its metadata names.")
                % {"url": told["url"]},
                hint=_("Ask the provider; nothing was taken."),
            )
        return {"fingerprint": wanted or prints[0], "text": text.decode("ascii", "replace")}

    def _listed(self, metadata: dict[str, Any]) -> Iterator[Found]:
        feeds = directories = 0
        parts = list(root(metadata).items("distributions"))
        for part in parts:
            for feed in part.child("rolie").items("feeds"):
                feeds += 1
                yield from self._open_feed(feed.text("tlp_label"), feed.text("url"))
        if feeds:
            return
        for part in parts:
            if part.text("directory_url"):
                directories += 1
                yield from self._directory(part.text("directory_url"))
        if not directories:
            raise UnprocessableError(_("Its metadata names neither a feed nor a directory."))

    def _open_feed(self, label: str, url: str) -> Iterator[Found]:
        """A feed; one that is not for everybody is left out where we are not let in."""
        try:
            yield from self._feed(url)
        except (UnauthorizedError, ForbiddenError):
            if label in ("WHITE", "UNLABELED"):
                raise

    def _feed(self, url: str) -> Iterator[Found]:
        entries = root(self._json(url)).child("feed").items("entry")
        for at, entry in enumerate(entries):
            links = [(one.text("rel"), one.text("href")) for one in entry.items("link")]
            source = entry.child("content").text("src")
            own = source or next((href for rel, href in links if rel == "self"), "")
            if not own or at >= _MOST_DOCUMENTS:
                continue
            hashes = tuple(href for rel, href in links if rel == "hash")
            signature = next((href for rel, href in links if rel == "signature"), "")
            yield Found(urljoin(url, own), entry.text("updated"), hashes, signature)

    def _directory(self, base: str) -> Iterator[Found]:
        base = base if base.endswith("/") else f"{base}/"
        text = self._client.request("GET", urljoin(base, "changes.csv")).body
        for row in csv.reader(text.decode("utf-8", "replace").splitlines()[:_MOST_DOCUMENTS]):
            if len(row) > 1 and row[0].endswith(".json"):
                url = urljoin(base, row[0])
                yield Found(url, row[1], (f"{url}.sha512", f"{url}.sha256"), f"{url}.asc")

    def _take(self, found: Found) -> bool:
        """Take one document, or keep it aside; whether it was taken."""
        body = b""
        try:
            body = self._client.request("GET", found.url).body
            with transaction.atomic():
                self._keep(found, body)
        except _AsideError as error:
            self._aside(found, body, error.reason, error.pointer)
        except WardlineError as error:
            if not body:
                raise
            self._aside(found, body, str(error), error.pointer)
        else:
            return True
        return False

    def _keep(self, found: Found, body: bytes) -> None:
        self._integrity(found, body)
        signature, signer = self._signed(found, body)
        document = jsonio.decode(body.removeprefix(b"\xef\xbb\xbf"))
        head = csaf.head(document)
        self._theirs(found, head)
        standing = Advisory.objects.filter(source=self._one.id, number=head.id).first()
        if standing is not None and not csaf.later(head.version, standing.version):
            self._same(standing, body)
            return
        if not signature:
            # Section 7.2.5: where the provider gives none, the mirror's own stands in.
            signature, signer = keys.sign(body)
        stored = Stored(body, signature, signer, self._one.name)
        service.keep(self._one.id, head, document, stored)
        faults = csaf.check(document)
        if faults:
            more = _("%(many)d faults; the first: test %(test)s: %(why)s")
            first = faults[0]
            why = more % {"many": len(faults), "test": first.test, "why": first.message}
            self._note(found, b"", why, first.pointer, taken=True)
        else:
            Aside.objects.filter(provider=self._one, url=found.url).delete()

    def _integrity(self, found: Found, body: bytes) -> None:
        """Every digest that is there is right. *Raises* _AsideError; a trusted one's has one."""
        checked = 0
        for url in found.hashes:
            algorithm = url.rpartition(".")[2]
            if algorithm not in ("sha256", "sha512"):
                continue
            told = self._beside(url)
            if told is None:
                continue
            right = hashlib.new(algorithm, body).hexdigest()
            said = told.decode("ascii", "replace").split()
            if not said or said[0].lower() != right:
                raise _AsideError(
                    _("Its %(name)s digest is %(right)s, and %(url)s says another.")
                    % {"name": algorithm, "right": right, "url": url}
                )
            checked += 1
        if not checked and self._one.role == _TRUSTED:
            raise _AsideError(
                _("It has no SHA-256 or SHA-512 digest, as a trusted provider's has.")
            )

    def _signed(self, found: Found, body: bytes) -> tuple[str, str]:
        """The provider's signature, if it is there and right."""
        told = self._beside(found.signature) if found.signature else None
        if told is None:
            if self._one.role == _TRUSTED:
                raise _AsideError(_("It has no OpenPGP signature, as a trusted provider's has."))
            return "", ""
        signer = openpgp.verify(told, body, self._keys)
        if not signer:
            raise _AsideError(
                _("The signature at %(url)s is not of a key of this provider, or not right.")
                % {"url": found.signature}
            )
        return told.decode("ascii", "replace"), signer

    def _theirs(self, found: Found, head: csaf.Head) -> None:
        if not head.id or not re.match(r"\d{4}-", head.released):
            raise _AsideError(_("It has no id or no date of release."), "/document/tracking")
        if head.namespace.rstrip("/") != self._one.namespace.rstrip("/"):
            why = _("It is of another publisher than this provider.")
            raise _AsideError(why, "/document/publisher/namespace")
        if urlsplit(found.url).path.rpartition("/")[2] != provider.file_name(head.id):
            why = _("Its file is not named after its id (CSAF 2.0 section 5.1).")
            raise _AsideError(why, "/document/tracking/id")

    def _same(self, standing: Advisory, body: bytes) -> None:
        """Nothing, where these bytes were taken already. *Raises* _AsideError for other bytes."""
        digest = hashlib.sha256(body).hexdigest()
        if Version.objects.filter(advisory=standing, sha256=digest).exists():
            return
        why = _("It changed without a later version: %(version)s stands here.")
        told = why % {"version": standing.version}
        raise _AsideError(told, "/document/tracking/version")

    def _aside(self, found: Found, body: bytes, reason: str, pointer: str) -> None:
        self._note(found, body, reason, pointer, taken=False)

    def _note(self, found: Found, body: bytes, why: str, pointer: str, *, taken: bool) -> None:
        Aside.objects.update_or_create(
            provider=self._one,
            url=found.url[:500],
            defaults={
                "reason": why[:2000],
                "pointer": pointer[:300],
                "taken": taken,
                "digest": hashlib.sha256(body).hexdigest(),
                "body": body if len(body) <= _MOST_ASIDE else b"",
                "at": now(),
            },
        )

    def _beside(self, url: str) -> bytes | None:
        """A digest or signature; None where it is not there."""
        try:
            return self._client.request("GET", url).body
        except NotFoundError:
            return None

    def _json(self, url: str) -> Any:
        return jsonio.decode(self._client.request("GET", url).body)
