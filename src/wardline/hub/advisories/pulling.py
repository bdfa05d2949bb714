"""Documents of other CSAF providers: found from their metadata, checked, taken in or kept aside.

1. provider-metadata.json is fetched, and the OpenPGP keys that it names, where they changed.
2. Its ROLIE feeds are read; where there are none, index and changes of its directories.
3. What is new or changed since is fetched with its digests and signature. A list that did not
   change since a look that missed nothing is not sent again (`asking`).
4. A wrong digest or signature, another's document, a changed document of the same version: kept
   aside, with the place and the reason. Faults by CSAF's own tests are listed, and it is taken.
A publisher's namespace belongs to the first provider that names it, for good; never ours. One bad
document or feed stops no other, one bad provider neither. A pull that is killed goes on where it
was: each document is one transaction, and the marks in `seen` are at most a hundred behind.

*Source*: CSAF 2.0 sections 7.1 and 7.3 (retrieving rules).
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from wardline.advisories import document as csaf
from wardline.advisories import openpgp, provider, schema
from wardline.advisories.issues import Issue, root
from wardline.advisories.mandatory.history import moment
from wardline.client.http import Client
from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import (
    ForbiddenError,
    InputError,
    NetworkError,
    NotFoundError,
    UnauthorizedError,
    UnavailableError,
    UnprocessableError,
    WardlineError,
)
from wardline.hub.advisories import keys, service
from wardline.hub.advisories.asking import Asking
from wardline.hub.advisories.models import Advisory, Aside, Provider, Version
from wardline.hub.advisories.service import Stored

# A document is kept aside whole up to this; larger ones by digest alone.
_MOST_ASIDE = 4 * 2**20
# And so far for each provider in all.
_MOST_KEPT = 64 * 2**20
_MOST_FEEDS = 100
_MOST_DOCUMENTS = 100_000
# So many documents may fail by the network; then the provider is left for the next time.
_MOST_MISSED = 10
_SEEN_EVERY = 100
# *Units*: characters.
MOST_URL, _MOST_ID, _MOST_VERSION, _MOST_DATE = 500, 300, 60, 40
# What may be over at the next look: such a document is tried again.
_PASSING = (NetworkError, UnavailableError, OperationalError, OSError)
# What is wrong with one feed, and says nothing of the next.
_ONE_FEED = (NotFoundError, ForbiddenError, UnauthorizedError, InputError)
_TRUSTED = "csaf_trusted_provider"
_SLUG = re.compile(r"[^a-z0-9]+")
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)


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


def in_words(error: Exception) -> str:
    """What went wrong; of errors that are not ours only the kind, for they may quote a text."""
    if isinstance(error, (WardlineError, OSError)) and str(error):
        return str(error)
    return _("It cannot be read or kept (%(kind)s).") % {"kind": type(error).__name__}


def plain(text: str, most: int) -> str:
    """A text that every database takes: without NUL, and clipped."""
    return text.replace("\0", "\ufffd")[:most]


def _namespace(text: str) -> str:
    """A namespace as two are compared."""
    return text.strip().rstrip("/").casefold()


def _joined(base: str, href: str) -> str:
    """An address; one that cannot be read is left as it is, and fails as that document alone."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _is_moment(text: str) -> bool:
    """Whether a text is an RFC 3339 time: it comes to stand in feeds and lists of ours."""
    told = len(text) <= _MOST_DATE and _RFC_3339.fullmatch(text)
    return bool(told) and moment(text) is not None


def _fitting(head: csaf.Head) -> csaf.Head:
    """A head as the tables take it. *Raises* _AsideError where its id or version does not fit."""
    for name, text, most in (("id", head.id, _MOST_ID), ("version", head.version, _MOST_VERSION)):
        if len(text) > most or "\0" in text:
            why = _("Its %(name)s is longer than %(most)d characters, or not plain text.")
            raise _AsideError(why % {"name": name, "most": most}, f"/document/tracking/{name}")
    return head._replace(
        title=plain(head.title, 300),
        summary=plain(head.summary, 2000),
        category=plain(head.category, 100),
        status=plain(head.status, 20),
        publisher=plain(head.publisher, 300),
        severity=plain(head.severity, 60),
        cves=tuple(dict.fromkeys(plain(one, 30) for one in head.cves)),
    )


class Pull:
    """One pull of one provider."""

    def __init__(self, one: Provider, client: Client) -> None:
        self._one = one
        self._asking = Asking(client, one.marks, one.known)
        self._seen: dict[str, str] = msgspec.json.decode(one.seen)
        self._keys: list[bytes] = []
        self._missed = 0
        # Whether a document is to be tried again that the lists may not name as new any more.
        self._left = False

    def run(self) -> Iterator[bool]:
        """Whether each new document was taken."""
        metadata = self._metadata()
        looked, whole = 0, False
        try:
            for at, found in enumerate(self._listed(metadata)):
                if at >= _MOST_DOCUMENTS:
                    why = _("It lists more than %(most)d documents; the rest is left out.")
                    raise UnprocessableError(why % {"most": _MOST_DOCUMENTS})
                if self._seen.get(found.url) == found.mark:
                    continue
                yield self._take(found)
                looked += 1
                if looked % _SEEN_EVERY == 0:
                    self._remember()
            # Only of lists whose documents all came to an end one way or the other.
            whole = not self._left
        finally:
            self._remember(whole=whole)

    def _remember(self, *, whole: bool = False) -> None:
        self._one.seen = msgspec.json.encode(self._seen).decode()
        self._one.marks = self._asking.marks(whole=whole)
        self._one.save(update_fields=["seen", "marks"])

    def _metadata(self) -> dict[str, Any]:
        """The provider's metadata, kept with it, and its keys."""
        told: dict[str, Any] = jsonio.decode(self._asking.known(self._one.url))
        faults = schema.provider(told)
        if faults:
            raise UnprocessableError(
                _("Its provider-metadata.json is not valid: %(why)s (%(place)s).")
                % {"why": faults[0].message, "place": faults[0].pointer or "/"}
            )
        publisher = told["publisher"]
        self._claim(publisher["namespace"])
        held = [self._key(one) for one in told.get("public_openpgp_keys", ())]
        self._keys = [str(one["text"]).encode() for one in held]
        row = self._one
        row.name = plain(publisher["name"], 200)
        row.namespace = plain(publisher["namespace"], 500)
        row.category, row.role = publisher["category"], told.get("role", "csaf_provider")
        row.listed = bool(told["list_on_CSAF_aggregators"])
        row.mirrored = bool(told["mirror_on_CSAF_aggregators"])
        row.updated = plain(told["last_updated"], 40)
        row.keys = msgspec.json.encode(held).decode()
        row.known = self._asking.bodies()
        row.folder = row.folder or self._folder()
        # Not the claim and whether it is active: they are others' to change meanwhile.
        named = ["name", "namespace", "category", "role", "listed", "mirrored"]
        row.save(update_fields=[*named, "updated", "keys", "known", "folder"])
        return told

    def _claim(self, namespace: str) -> None:
        """*Raises* UnprocessableError for a namespace that is not this provider's to speak for."""
        row, wanted = self._one, _namespace(namespace)
        others = Provider.objects.filter(active=True).exclude(id=row.id).exclude(namespace="")
        held = {_namespace(one) for one in others.values_list("namespace", flat=True)}
        if wanted in held | {"", _namespace(service.publisher().namespace)}:
            why = _("Its metadata claims a namespace that is not its own: %(namespace)s.")
        elif row.namespace and wanted != _namespace(row.namespace):
            why = _("Its metadata names another namespace than before: %(namespace)s.")
        else:
            return
        raise UnprocessableError(
            why % {"namespace": namespace}, hint=_("Ask the provider; nothing was taken.")
        )

    def _folder(self) -> str:
        """A folder by the provider's name that no other has."""
        slug = _SLUG.sub("-", self._one.name.casefold()).strip("-")[:60] or "provider"
        taken = Provider.objects.exclude(id=self._one.id).filter(folder=slug).exists()
        return f"{slug}-{self._one.id[:8]}" if taken else slug

    def _key(self, told: dict[str, Any]) -> dict[str, str]:
        """A public key of the provider. *Raises* UnprocessableError where it is another's."""
        wanted = str(told.get("fingerprint", "")).lower()
        schemes = (urlsplit(self._one.url).scheme, urlsplit(told["url"]).scheme)
        if not wanted and schemes == ("https", "http"):
            raise UnprocessableError(
                _("The OpenPGP key at %(url)s comes by http:// and without its fingerprint.")
                % {"url": told["url"]},
                hint=_("Ask the provider; nothing was taken."),
            )
        text = self._asking.known(told["url"])
        prints = openpgp.fingerprints(text)
        if not prints or (wanted and wanted not in prints):
            raise UnprocessableError(
                _("The OpenPGP key at %(url)s is not the one that its metadata names.")
                % {"url": told["url"]},
                hint=_("Ask the provider; nothing was taken."),
            )
        return {"fingerprint": wanted or prints[0], "text": openpgp.armored(text)}

    def _listed(self, metadata: dict[str, Any]) -> Iterator[Found]:
        parts = list(root(metadata).items("distributions"))
        feeds = [feed for part in parts for feed in part.child("rolie").items("feeds")]
        folders = [part.text("directory_url") for part in parts if part.text("directory_url")]
        if not feeds and not folders:
            raise UnprocessableError(_("Its metadata names neither a feed nor a directory."))
        if max(len(feeds), len(folders)) > _MOST_FEEDS:
            why = _("Its metadata names more than %(most)d feeds or directories.")
            raise UnprocessableError(why % {"most": _MOST_FEEDS})
        wrong: list[WardlineError] = []
        for feed in feeds:
            try:
                yield from self._open_feed(feed.text("tlp_label"), feed.text("url"))
            except _ONE_FEED as error:
                wrong.append(error)
        for folder in folders if not feeds else ():
            try:
                yield from self._directory(folder)
            except _ONE_FEED as error:
                wrong.append(error)
        if wrong:
            raise wrong[0]

    def _open_feed(self, label: str, url: str) -> Iterator[Found]:
        """A feed; one that is not for everybody is left out where we have no key to be let in."""
        try:
            yield from self._feed(url)
        except (UnauthorizedError, ForbiddenError):
            ours = self._one.secret_file or self._one.client_cert
            if label in ("WHITE", "UNLABELED") or ours:
                raise

    def _feed(self, url: str) -> Iterator[Found]:
        body = self._asking.changed(url)
        if body is None:
            return
        entries = root(jsonio.decode(body)).child("feed").items("entry")
        for entry in entries:
            links = [(one.text("rel"), one.text("href")) for one in entry.items("link")]
            source = entry.child("content").text("src")
            own = source or next((href for rel, href in links if rel == "self"), "")
            if not own:
                continue
            hashes = tuple(href for rel, href in links if rel == "hash")
            signature = next((href for rel, href in links if rel == "signature"), "")
            yield Found(_joined(url, own), entry.text("updated"), hashes, signature)

    def _directory(self, base: str) -> Iterator[Found]:
        base = base if base.endswith("/") else f"{base}/"
        text = self._asking.changed(urljoin(base, "changes.csv"))
        if text is None:
            return
        lines = text.decode("utf-8", "replace").splitlines()[: _MOST_DOCUMENTS + 1]
        try:
            rows = list(csv.reader(lines))
        except csv.Error:
            raise UnprocessableError(_("Its changes.csv cannot be read.")) from None
        for row in rows:
            if len(row) > 1 and row[0].endswith(".json"):
                url = _joined(base, row[0])
                yield Found(url, row[1], (f"{url}.sha512", f"{url}.sha256"), f"{url}.asc")

    def _take(self, found: Found) -> bool:
        """Take one document, or keep it aside; whether it was taken.

        What the network or the database may do better next time gets no mark in `seen`.
        """
        body, taken = b"", False
        try:
            body = self._asking.once(found.url)
            self._keep(found, body)
        except _AsideError as error:
            self._note(found, body, error.reason, error.pointer, taken=False)
        except (DatabaseError, ValueError, csv.Error, WardlineError, OSError) as error:
            self._missed += isinstance(error, _PASSING)
            if self._missed > _MOST_MISSED:
                raise
            pointer = error.pointer if isinstance(error, WardlineError) else ""
            self._note(found, body, in_words(error), pointer, taken=False)
            if not body or isinstance(error, _PASSING):
                self._left = True
                return False
        else:
            taken = True
        self._seen[found.url] = found.mark
        return taken

    def _keep(self, found: Found, body: bytes) -> None:
        if len(body) > service.MOST_BYTES:
            raise _AsideError(_("This file is larger than 32 MB."))
        proved = self._integrity(found, body)
        signature, signer = self._signed(found, body)
        document = jsonio.decode(body.removeprefix(b"\xef\xbb\xbf"))
        head = _fitting(csaf.head(document))
        self._theirs(found, head)
        standing = Advisory.objects.filter(source=self._one.id, number=head.id).first()
        if standing is not None and not csaf.later(head.version, standing.version):
            self._same(standing, found, body)
            return
        if not signature and proved:
            # Section 7.2.5: where the provider gives none, the mirror's own stands in; but not for
            # bytes that nothing of the provider's vouches for.
            signature, signer = keys.sign(body)
        stored = Stored(body, signature, signer, self._one.name)
        faults = csaf.check(document)
        try:
            with transaction.atomic():
                service.keep(self._one.id, head, document, stored)
                self._listed_faults(found, faults)
        except IntegrityError:
            # Another look at the same moment took it; or another document has its file name.
            standing = Advisory.objects.filter(source=self._one.id, number=head.id).first()
            if standing is None:
                raise
            self._same(standing, found, body)

    def _listed_faults(self, found: Found, faults: list[Issue]) -> None:
        """Beside a document that was taken: what is wrong with it by CSAF's own tests."""
        if not faults:
            Aside.objects.filter(provider=self._one, url=plain(found.url, MOST_URL)).delete()
            return
        more = _("%(many)d faults; the first: test %(test)s: %(why)s")
        first = faults[0]
        why = more % {"many": len(faults), "test": first.test, "why": first.message}
        self._note(found, b"", why, first.pointer, taken=True)

    def _integrity(self, found: Found, body: bytes) -> bool:
        """Whether there is a digest. *Raises* _AsideError for a wrong or a trusted one's none."""
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
        return checked > 0

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
        dates = (head.released, head.revised)
        if not head.id or not all(map(_is_moment, dates)):
            raise _AsideError(_("It has no id or no date of release."), "/document/tracking")
        if _namespace(head.namespace) != _namespace(self._one.namespace):
            why = _("It is of another publisher than this provider.")
            raise _AsideError(why, "/document/publisher/namespace")
        if urlsplit(found.url).path.rpartition("/")[2] != provider.file_name(head.id):
            why = _("Its file is not named after its id (CSAF 2.0 section 5.1).")
            raise _AsideError(why, "/document/tracking/id")

    def _same(self, standing: Advisory, found: Found, body: bytes) -> None:
        """Nothing, where these bytes were taken already. *Raises* _AsideError for other bytes."""
        digest = hashlib.sha256(body).hexdigest()
        if Version.objects.filter(advisory=standing, sha256=digest).exists():
            # What the network failed at meanwhile is over.
            gone = Aside.objects.filter(provider=self._one, url=plain(found.url, MOST_URL))
            gone.filter(taken=False).delete()
            return
        why = _("It changed without a later version: %(version)s stands here.")
        told = why % {"version": standing.version}
        raise _AsideError(told, "/document/tracking/version")

    def _note(self, found: Found, body: bytes, why: str, pointer: str, *, taken: bool) -> None:
        kept = self._one.asides.aggregate(many=Sum(Length("body")))["many"] if body else 0
        fits = len(body) <= _MOST_ASIDE and (kept or 0) + len(body) <= _MOST_KEPT
        Aside.objects.update_or_create(
            provider=self._one,
            url=plain(found.url, MOST_URL),
            defaults={
                "reason": plain(why, 2000),
                "pointer": plain(pointer, 300),
                "taken": taken,
                "digest": hashlib.sha256(body).hexdigest(),
                "body": body if fits else b"",
                "at": now(),
            },
        )

    def _beside(self, url: str) -> bytes | None:
        """A digest or signature; None where it is not there."""
        try:
            return self._asking.once(url)
        except NotFoundError:
            return None
