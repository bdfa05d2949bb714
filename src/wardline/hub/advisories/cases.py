"""Coordinated disclosure: a report of a weakness, a case for its parties, an advisory at its end.

A finder or maker needs no account: the report's case code (160 random bits, kept here as a digest)
opens the case, always in a body, never in an address. What is said is sealed under a key file of
the case in DIR/cases; to end the case for good is to destroy that file. Whoever is no party is
answered as if there were no such case, and nothing of it is in lists, notices or counts.

    open → closed (its advisory is published, or nothing came of it) → destroyed
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, NotFoundError, TooLargeError, UsageError
from wardline.core.tlp import TLP
from wardline.hub.advisories.models import Advisory, Case, Message, Party
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.members import service as members
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.review.sealing import Vault, of_room
from wardline.hub.settings import CONFIG

FOLDER = "cases"
ROLES = ("finder", "maker", "other")
STAFF = "staff"
# *Units*: characters.
MOST_TEXT = 200_000
# Of a case; the staff may always answer.
MOST_MESSAGES = 1_000
_CODE_BYTES = 20
# So long the same form shows its code again; later, whoever sits at that browser may be another.
_AGAIN = 3_600_000_000
_BLOCK = 8
_PUBLIC = audit.Who("nobody", "", "the public")


class Told(msgspec.Struct, frozen=True):
    """What a message says."""

    text: str
    product: str = ""
    contact: str = ""
    # Which party wrote it; 0: the staff, or written before this was kept.
    party: int = 0


class Opened(NamedTuple):
    """A case that was handed in: the code that leads to it, and whether it came before."""

    code: str
    again: bool = False


class Seat(NamedTuple):
    """A party at its case: as what it speaks there, and who that is in the log."""

    case: Case
    role: str
    who: Actor | Who
    party: int = 0


def vault() -> Vault:
    """The keys of the cases."""
    return of_room(CONFIG, FOLDER)


def hand_in(told: Told, role: str, actor: Actor | None = None, once: str = "") -> Opened:
    """Open a case; the code that leads to it, which is shown once. *Raises* UsageError.

    `once` is what a form was given when it was asked for: the same content from the same form is
    one case, however often it is sent.
    """
    _check(told)
    if role not in ROLES:
        raise UsageError(_("Say who you are: finder, maker or other."))
    at = now()
    own = actor.organization if actor is not None and actor.may(Need.SHARE) else ""
    who = actor if actor is not None and own else _PUBLIC
    code = _drawn(once, told, role, own) if once else secrets.token_hex(_CODE_BYTES)
    if once and _is_there(code):
        if not _is_there(code, since=at - _AGAIN):
            raise UsageError(_("This was sent already, and its case code was shown then."))
        return Opened(grouped(code), again=True)
    number = str(uuid.uuid4())
    try:
        with transaction.atomic():
            case = Case.objects.create(id=number, tlp=TLP.RED, received_at=at, changed_at=at)
            party = _seat(case, role, organization=own, code=_digest(code))
            _write(Seat(case, role, who, party.pk), told)
            audit.record(who, Action.CASE_OPENED, f"case:{number}", {})
    except BaseException as error:
        vault().destroy(number)
        # Two clicks at one moment: the other one was first.
        if once and isinstance(error, IntegrityError) and _is_there(code):
            return Opened(grouped(code), again=True)
        raise
    return Opened(grouped(code))


def _drawn(once: str, told: Told, role: str, organization: str) -> str:
    """The code that this form and content always give; without the master key it tells nothing."""
    content = msgspec.json.encode((told, role, organization))
    return vault().mark(b"case", once.encode(), content)[:_CODE_BYTES].hex()


def _is_there(code: str, *, since: int = 0) -> bool:
    return Party.objects.filter(code=_digest(code), case__received_at__gte=since).exists()


def by_code(typed: str) -> Seat:
    """The seat that a case code opens. *Raises* NotFoundError, for a closed door alike."""
    plain = "".join(one for one in typed.lower() if one in "0123456789abcdef")
    party = Party.objects.select_related("case").filter(code=_digest(plain)).first()
    if party is None or party.case.state == "destroyed":
        raise NotFoundError(
            _("No case has this code."), hint=_("It has five blocks of eight. Please check them.")
        )
    return Seat(party.case, party.role, _PUBLIC, party.pk)


def seats(actor: Actor) -> QuerySet[Case]:
    """The cases that a person may know of: all for the hub's staff, else those of the member."""
    found = Case.objects.order_by("-changed_at")
    if actor.may(Need.STAFF_ADVISORIES):
        return found
    if not actor.may(Need.SHARE):
        return found.none()
    return found.filter(parties__organization=actor.organization).distinct()


def seat(actor: Actor, number: str) -> Seat:
    """A person's seat at a case. *Raises* NotFoundError alike for what is hidden and missing."""
    case = seats(actor).filter(id=number).first()
    if case is None:
        raise NotFoundError(_("There is no such case here."))
    if actor.may(Need.STAFF_ADVISORIES):
        return Seat(case, STAFF, actor)
    party = case.parties.filter(organization=actor.organization).first()
    if party is None:
        raise NotFoundError(_("There is no such case here."))
    return Seat(case, party.role, actor, party.pk)


def write(at: Seat, told: Told) -> None:
    """Write to all parties of a case. *Raises* ConflictError where it is over."""
    _check(told)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=at.case.pk)
        if case.state != "open":
            raise ConflictError(_("This case is closed. Nothing more can be written."))
        if at.role != STAFF and case.messages >= MOST_MESSAGES:
            raise ConflictError(_("Too much was written in this case already."))
        _write(at._replace(case=case), told)
        audit.record(at.who, Action.CASE_MESSAGE, f"case:{case.id}", {"number": case.messages})


def invite(actor: Actor, number: str, role: str, organization: str = "") -> str:
    """Bring a member in, or somebody without an account, whose code is given; else empty."""
    actor.require(Need.STAFF_ADVISORIES)
    if role not in ROLES:
        raise UsageError(_("Say who you are: finder, maker or other."))
    if organization:
        members.organization(organization)
    code = "" if organization else secrets.token_hex(_CODE_BYTES)
    with transaction.atomic():
        case = _open(number)
        if organization and case.parties.filter(organization=organization).exists():
            raise ConflictError(_("This member is in the case already."))
        _seat(case, role, organization=organization, code=_digest(code) if code else None)
        told = {"role": role, "member": bool(organization)}
        audit.record(actor, Action.CASE_PARTY, f"case:{case.id}", told)
    return grouped(code)


def settle(actor: Actor, number: str, tlp: str, embargo: str, advisory: str) -> None:
    """Set label, day of the embargo and the id of the advisory that it will end in."""
    actor.require(Need.STAFF_ADVISORIES)
    label = TLP.from_label(tlp)
    if label is None:
        raise UsageError(_("Choose a TLP label."))
    if embargo and not _is_day(embargo):
        raise UsageError(_("Write the day like 2026-01-31."))
    with transaction.atomic():
        case = _open(number)
        case.tlp, case.embargo = label, embargo
        case.advisory = advisory.replace("\0", "").strip()[:300]
        told = {"tlp": label.name, "embargo": bool(embargo)}
        _changed(case, actor, told, "tlp", "embargo", "advisory")


def close(actor: Actor, number: str) -> None:
    """End a case: its advisory is out, or it names none."""
    actor.require(Need.STAFF_ADVISORIES)
    with transaction.atomic():
        case = _open(number)
        if case.advisory and not Advisory.objects.filter(source="", number=case.advisory).exists():
            raise ConflictError(
                _("Its advisory is not published yet."),
                hint=_("Publish it, or take its id out of the case."),
            )
        case.state = "closed"
        _changed(case, actor, {"state": "closed"}, "state")


def destroy(actor: Actor, number: str) -> None:
    """Destroy for good what a closed case said; that it was, and when, stays in the log."""
    actor.require(Need.STAFF_ADVISORIES)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(id=number, state="closed").first()
        if case is None:
            raise ConflictError(_("Only a closed case can be destroyed."))
        _end(actor, case)
    vault().destroy(number)


def restored(kept: Collection[str]) -> int:
    """After a restore: end again what has no key any more (`kept`: those it has); how many."""
    with transaction.atomic():
        gone = list(Case.objects.exclude(state="destroyed").exclude(id__in=kept))
        for case in gone:
            _end(audit.SYSTEM, case)
    return len(gone)


def _end(who: Actor | Who, case: Case) -> None:
    case.state, case.advisory, case.embargo = "destroyed", "", ""
    case.save(update_fields=["state", "advisory", "embargo"])
    case.written.all().delete()
    case.parties.all().delete()
    audit.record(who, Action.CASE_DESTROYED, f"case:{case.id}", {})


def shown(at: Seat) -> dict[str, Any]:
    """A case as its parties see it."""
    case = at.case
    box = vault()
    names = {one.id: one.name for one in members.organizations()}
    written = []
    for one in case.written.order_by("number"):
        told = msgspec.json.decode(box.open(case.id, one.number, bytes(one.sealed)), type=Told)
        # How somebody can be reached is for the staff, and for that very party.
        mine = at.party != 0 and told.party == at.party
        contact = told.contact if at.role == STAFF or mine else ""
        written.append(
            {
                "number": one.number,
                "role": one.role,
                "at": one.at,
                "text": told.text,
                "product": told.product,
                "contact": contact,
            }
        )
    parties = [
        {
            "role": one.role,
            "member": names.get(one.organization, "") if at.role == STAFF else "",
        }
        for one in case.parties.order_by("id")
    ]
    return {**row(case), "as": at.role, "parties": parties, "messages": written}


def row(case: Case) -> dict[str, Any]:
    """A case in a list: nothing of what it says."""
    return {
        "id": case.id,
        "state": case.state,
        "tlp": TLP(case.tlp).name.lower().replace("_", "-"),
        "embargo": case.embargo,
        "advisory": case.advisory,
        "received": format_timestamp(case.received_at),
        "changed": format_timestamp(case.changed_at),
        "count": case.messages,
    }


def grouped(code: str) -> str:
    """A code in blocks, to be read aloud."""
    return "-".join(code[at : at + _BLOCK] for at in range(0, len(code), _BLOCK))


def _open(number: str) -> Case:
    """An open case, locked for the caller's transaction. *Raises* NotFoundError."""
    case = Case.objects.select_for_update().filter(id=number, state="open").first()
    if case is None:
        raise NotFoundError(_("There is no such open case."))
    return case


def _changed(case: Case, actor: Actor, told: dict[str, Any], *fields: str) -> None:
    case.changed_at = now()
    case.save(update_fields=[*fields, "changed_at"])
    audit.record(actor, Action.CASE_CHANGED, f"case:{case.id}", told)


def _seat(case: Case, role: str, *, organization: str = "", code: str | None = None) -> Party:
    return Party.objects.create(
        case=case, role=role, organization=organization, code=code, since=now()
    )


def _write(at: Seat, told: Told) -> None:
    case = at.case
    case.messages += 1
    case.changed_at = now()
    case.save(update_fields=["messages", "changed_at"])
    said = msgspec.structs.replace(told, party=at.party)
    sealed = vault().seal(case.id, case.messages, msgspec.json.encode(said))
    Message.objects.create(
        case=case, number=case.messages, role=at.role, sealed=sealed, at=case.changed_at
    )


def _check(told: Told) -> None:
    if not told.text.strip():
        raise UsageError(_("There is nothing to send yet."))
    if len(told.text) + len(told.product) + len(told.contact) > MOST_TEXT:
        raise TooLargeError(_("This is too long. Send the main points."))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2026-01-31") and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
