"""The verbs on the hub's own advisories: check, publish, release by a second person, withdraw.

    upload → checked (schema, mandatory tests, our own rules) → [waiting] → published

What is published is signed and stays: a new version stands before it, nothing is taken away. To
withdraw is to publish a revision that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.advisories import document as csaf
from wardline.advisories import provider
from wardline.advisories.document import Head
from wardline.advisories.issues import Issue
from wardline.advisories.mandatory.history import moment
from wardline.core import jsonio
from wardline.core.clock import format_millis, now
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    UnprocessableError,
    UsageError,
)
from wardline.core.tlp import TLP
from wardline.hub.advisories import keys, reading
from wardline.hub.advisories.models import Advisory, Case, Cve, Named, Version, Waiting
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.members import peers
from wardline.hub.members import service as members
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.settings import CONFIG

# The largest advisories known have some 15 MB.
MOST_BYTES = 32 * 2**20
# Clocks differ; a date beyond this is in the future.
_SLACK = 5 * 60 * 1_000_000


class Checked(NamedTuple):
    """A document that was looked at: its head, what is wrong with it."""

    head: Head
    document: dict[str, Any]
    body: bytes
    issues: list[Issue]


class Outcome(NamedTuple):
    """What became of a document: its key in the list, or that it waits for a second person."""

    key: int
    waiting: bool


def publisher() -> provider.Publisher:
    """Who publishes here."""
    return provider.Publisher(
        name=CONFIG["advisories.publisher"] or CONFIG["taxii.title"],
        namespace=CONFIG["advisories.namespace"] or CONFIG["portal.address"].rstrip("/"),
        category=CONFIG["advisories.category"],
        contact=str(CONFIG["security.contact"]).removeprefix("mailto:"),
    )


def check(data: bytes) -> Checked:
    """Look at an uploaded document. *Raises* MalformedError, TooLargeError; faults are issues."""
    if len(data) > MOST_BYTES:
        raise TooLargeError(_("This file is larger than 32 MB."))
    text = data.removeprefix(b"\xef\xbb\xbf")
    document = jsonio.decode(text)
    if not isinstance(document, dict):
        raise UnprocessableError(_("This is no CSAF document: it has no properties."))
    head = csaf.head(document)
    issues = [*csaf.check(document), *_own(head)]
    return Checked(head, document, text, issues)


def _own(head: Head) -> list[Issue]:
    """What this hub asks besides: it is ours, it is released, and it is later than what stands."""
    found = []
    if any("\0" in text for text in head if isinstance(text, str)):
        why = _("A NUL character stands in its head, which no database takes. Take it out.")
        found.append(Issue("hub", "/document", why))
    if head.status not in csaf.RELEASED:
        why = _("A draft is not published. Set the status to interim or final.")
        found.append(Issue("hub", "/document/tracking/status", why))
    ours = publisher().namespace
    if not ours:
        why = _("This hub has no namespace yet. Its operator sets advisories.namespace.")
        found.append(Issue("hub", "/document/publisher/namespace", why))
    elif head.namespace.rstrip("/") != ours.rstrip("/"):
        why = _("This is another publisher's. Add that publisher as a provider instead.")
        found.append(Issue("hub", "/document/publisher/namespace", why))
    if _micros(head.revised) > now() + _SLACK:
        why = _("This date is still to come. Publish it then.")
        found.append(Issue("hub", "/document/tracking/current_release_date", why))
    number = head.id.replace("\0", "")
    until = Case.objects.filter(state="open", advisory=number).exclude(embargo="")
    for day in until.values_list("embargo", flat=True):
        if day > format_millis(now())[:10]:
            why = _("It is under embargo until %(day)s.") % {"day": day}
            found.append(Issue("hub", "/document/tracking/id", why))
    standing = Advisory.objects.filter(source="", number=number).first()
    if standing is not None and not csaf.later(head.version, standing.version):
        why = _("Version %(version)s is published already; a revision has a higher number.")
        told = why % {"version": standing.version}
        found.append(Issue("hub", "/document/tracking/version", told))
    return found


def submit(actor: Actor, data: bytes, named: Sequence[str] = ()) -> Outcome:
    """Publish a document or its next version, or let it wait for a second person.

    `named`: the organizations that a TLP:RED document is for. *Raises* UnprocessableError with the
    first fault.
    """
    actor.require(Need.STAFF_ADVISORIES)
    checked = check(data)
    _refuse(checked.issues)
    readers = _readers(checked.head.tlp, named)
    if not CONFIG["advisories.two_people"]:
        return Outcome(_publish(checked, actor, "", readers).pk, waiting=False)
    with transaction.atomic():
        row = Waiting.objects.create(
            number=checked.head.id,
            title=checked.head.title,
            version=checked.head.version,
            tlp=checked.head.tlp,
            body=checked.body,
            named=msgspec.json.encode(readers).decode(),
            at=now(),
            by_user=actor.user,
            by_name=actor.name[:200],
        )
        told = {"version": row.version}
        audit.record(actor, Action.ADVISORY_SUBMITTED, f"advisory:{row.number}"[:200], told)
    return Outcome(row.pk, waiting=True)


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for a second person, the oldest first."""
    actor.require(Need.STAFF_ADVISORIES)
    return list(Waiting.objects.order_by("at").defer("body"))


def find_waiting(actor: Actor, key: int) -> Waiting:
    """One that waits. *Raises* NotFoundError."""
    actor.require(Need.STAFF_ADVISORIES)
    found = Waiting.objects.filter(pk=key).first()
    if found is None:
        raise NotFoundError(_("Nothing waits here. Somebody may have decided meanwhile."))
    return found


def release(actor: Actor, key: int) -> Advisory:
    """Publish what another person submitted. *Raises* ForbiddenError for the same person."""
    row = find_waiting(actor, key)
    if row.by_user == actor.user:
        raise ForbiddenError(
            _("A second person has to release it: you submitted it yourself."),
            hint=_("Ask a colleague on the hub's staff."),
        )
    checked = check(bytes(row.body))
    _refuse(checked.issues)
    with transaction.atomic():
        if not Waiting.objects.filter(pk=row.pk).delete()[0]:
            raise ConflictError(_("Somebody else decided on it just now."))
        return _publish(checked, actor, row.by_name, msgspec.json.decode(row.named))


def refuse(actor: Actor, key: int) -> None:
    """Throw away what waits."""
    row = find_waiting(actor, key)
    with transaction.atomic():
        if not Waiting.objects.filter(pk=row.pk).delete()[0]:
            raise ConflictError(_("Somebody else decided on it just now."))
        told = {"version": row.version}
        audit.record(actor, Action.ADVISORY_REFUSED, f"advisory:{row.number}"[:200], told)


def withdraw(actor: Actor, key: int, reason: str) -> Outcome:
    """Publish the revision that takes an advisory of the hub's back; as any, by two if so set."""
    actor.require(Need.STAFF_ADVISORIES)
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError(_("Say why it is withdrawn: readers need the reason."))
    found = Advisory.objects.filter(pk=key, source="", withdrawn=False).first()
    if found is None:
        raise NotFoundError(_("There is no such advisory of this hub, or it is withdrawn already."))
    made = csaf.withdrawn(reading.document(found), reason, format_millis(now()))
    named = list(Named.objects.filter(advisory=found).values_list("organization", flat=True))
    return submit(actor, msgspec.json.encode(made), named)


def _refuse(issues: Sequence[Issue]) -> None:
    if issues:
        first = issues[0]
        raise UnprocessableError(
            _("The document has %(many)d faults. The first: %(why)s")
            % {"many": len(issues), "why": first.message},
            hint=_("Test %(test)s at %(place)s.")
            % {"test": first.test, "place": first.pointer or "/"},
            pointer=first.pointer,
        )


def _readers(tlp: TLP, named: Sequence[str]) -> list[str]:
    if tlp is not TLP.RED:
        return []
    known = {one.id for one in members.organizations() if one.active}
    readers = [one for one in dict.fromkeys(named) if one in known]
    if not readers:
        raise UsageError(
            _("A TLP:RED advisory needs the members that it is for."), hint=_("Choose them.")
        )
    return readers


def _publish(checked: Checked, actor: Actor, first: str, readers: Sequence[str]) -> Advisory:
    """Store and sign a version; on return everybody who may see it does."""
    head = checked.head
    signature, signer = keys.sign(checked.body)
    stored = Stored(
        checked.body, signature, signer, first or actor.name, actor.name if first else ""
    )
    try:
        with transaction.atomic():
            row = keep("", head, checked.document, stored)
            Named.objects.filter(advisory=row).delete()
            Named.objects.bulk_create([Named(advisory=row, organization=one) for one in readers])
            told = {"version": head.version, "tlp": TLP(head.tlp).name, "named": len(readers)}
            done = Action.ADVISORY_WITHDRAWN if row.withdrawn else Action.ADVISORY_PUBLISHED
            audit.record(actor, done, target(row), told)
    except IntegrityError:
        raise ConflictError(
            _("Another document has this file name, or this version was published just now."),
            hint=_("Look at the list, and choose another id or version."),
        ) from None
    return row


class Stored(NamedTuple):
    """A version's bytes, and who answers for them."""

    body: bytes
    signature: str
    signer: str
    by_name: str = ""
    second_name: str = ""


def keep(source: str, head: Head, document: Any, stored: Stored) -> Advisory:
    """Put a version in the place of what stood; within the caller's transaction."""
    at = now()
    row = Advisory.objects.select_for_update().filter(source=source, number=head.id).first()
    if row is None:
        row = Advisory(source=source, number=head.id, first_at=at)
    row.path = f"{head.released[:4]}/{provider.file_name(head.id)}"
    row.tlp, row.title, row.summary, row.category = (
        head.tlp,
        head.title,
        head.summary,
        head.category,
    )
    row.publisher, row.version, row.status = head.publisher[:300], head.version, head.status
    row.released, row.revised, row.revised_at = head.released, head.revised, _micros(head.revised)
    row.score, row.severity, row.signed = head.score, head.severity[:60], bool(stored.signature)
    row.withdrawn = head.title.startswith(csaf.WITHDRAWN)
    row.words = reading.words(document)
    row.save()
    Version.objects.create(
        advisory=row,
        version=head.version,
        body=stored.body,
        sha256=hashlib.sha256(stored.body).hexdigest(),
        sha512=hashlib.sha512(stored.body).hexdigest(),
        signature=stored.signature,
        signer=stored.signer,
        at=at,
        by_name=stored.by_name[:200],
        second_name=stored.second_name[:200],
    )
    Cve.objects.filter(advisory=row).delete()
    Cve.objects.bulk_create([Cve(advisory=row, cve=one[:30].upper()) for one in head.cves])
    return row


def about_cves(organization: str, cves: Sequence[str]) -> list[dict[str, Any]]:
    """The advisories on some CVEs that an organization may see: for the page of an object."""
    found = reading.of_cves(peers.recipient(organization), cves)
    return [{"key": one.pk, "id": one.number, "title": one.title} for one in found]


def target(row: Advisory) -> str:
    """An advisory's name in the audit log."""
    return f"advisory:{row.pk}"


def _micros(text: str) -> int:
    """The instant of an RFC 3339 time; 0 for what is none. *Units*: microseconds since 1970."""
    found = moment(text)
    return int(found.timestamp() * 1_000_000) if found else 0
