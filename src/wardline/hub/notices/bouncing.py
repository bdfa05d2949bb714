"""Mails that come back: read as a mail server gives them, believed only for the mail they answer.

1. Each mail has an envelope sender of its own, `NAME+TOKEN@HOST` of mail.bounce_address. The token
   is the mail's id with a MAC of ours: only who had that mail in hand can send it back.
2. What comes to such an address is looked through for a delivery status (RFC 3464). A failure that
   is for good (5.x.x) counts once for its mail, and only while its person has that address.
3. After three, with nothing delivered between them, no mail is sent; the web tells the person.

*Source*: RFC 3461 section 4.4, RFC 3464 section 2.3, RFC 3463 section 2; VERP is D. J. Bernstein's.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import hmac
import re
import uuid
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from wardline.core.clock import now
from wardline.hub.audit.service import SYSTEM, Action, record
from wardline.hub.notices import service
from wardline.hub.notices.models import Mail, Reader
from wardline.hub.settings import CONFIG

# A report holds the headers of the mail, or all of it; ours are a few kB.
MOST_BYTES = 2 * 2**20
_MOST_PARTS = 100
_MAC = 10
_ID = 16
_HARD = re.compile(r"\s*5\.\d{1,3}\.\d{1,3}")
# Where a mail server writes to whom it delivers; the last is the report's own.
_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "To")


class Verdict(NamedTuple):
    """What became of a mail that came back: `noted`, `off` (no more are sent), or `ignored`."""

    state: str
    why: str


def sender(mail: str) -> str:
    """The envelope sender of a mail (its id); empty where the settings give no address for it."""
    base = str(CONFIG["mail.bounce_address"])
    if not base:
        return ""
    name, _, host = base.rpartition("@")
    return f"{name}+{_token(uuid.UUID(mail).bytes)}@{host}"


def _token(number: bytes) -> str:
    mac = salted_hmac("notices.bouncing", number, algorithm="sha256").digest()[:_MAC]
    return base64.b32encode(number + mac).decode().rstrip("=").lower()


def mail_of(address: str) -> str:
    """The id of the mail whose envelope sender this is; empty for any other address."""
    token = address.rpartition("@")[0].rpartition("+")[2].upper()
    try:
        data = base64.b32decode(token + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return ""
    number = data[:_ID]
    # The whole token: its last character has bits that its bytes do not.
    good = len(number) == _ID and hmac.compare_digest(token.lower(), _token(number))
    return str(uuid.UUID(bytes=number)) if good else ""


def take(raw: bytes, to: str = "", at: int | None = None) -> Verdict:
    """Take one mail that came back. `to`: to whom it was delivered, if the server says so apart."""
    if len(raw) > MOST_BYTES:
        return Verdict("ignored", "it is too large for a report of delivery")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        number = next(filter(None, map(mail_of, _recipients(message, to))), "")
        failure = _failure(message)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        # The library's own way with what is no mail at all.
        return Verdict("ignored", f"it cannot be read ({type(error).__name__})")
    if not number:
        return Verdict("ignored", "it is not addressed to the sender of a mail of ours")
    if not failure:
        return Verdict("ignored", "it reports no failure that is for good")
    return _note(number, failure, now() if at is None else at)


def _recipients(message: Message, to: str) -> Iterator[str]:
    yield to
    for name in _TO:
        yield from (one for _, one in getaddresses([str(v) for v in message.get_all(name, [])]))


def _failure(message: Message) -> str:
    """What a report of delivery says of a failure for good; empty: it says of none."""
    for count, part in enumerate(message.walk()):
        if count > _MOST_PARTS:
            break
        if part.get_content_type() != "message/delivery-status":
            continue
        # A block of fields for the mail, then one for each recipient.
        for block in part.get_payload():
            if not isinstance(block, EmailMessage | Message):
                continue
            action = str(block.get("Action", "")).strip().lower()
            status = _HARD.match(str(block.get("Status", "")))
            if action == "failed" and status:
                said = str(block.get("Diagnostic-Code", "")) or "the mail came back"
                return _line(f"{status.group().strip()} {said}")
    return ""


def _line(text: str) -> str:
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(shown.split())[:300]


def _note(number: str, said: str, at: int) -> Verdict:
    with transaction.atomic():
        mail = Mail.objects.select_for_update().select_related("user").filter(pk=number).first()
        if mail is None:
            return Verdict("ignored", "that mail is too old to be known")
        if mail.bounced_at is not None:
            return Verdict("ignored", "that mail came back already")
        Mail.objects.filter(pk=number).update(bounced_at=at, problem=said)
        if mail.address.lower() != mail.user.email.lower():
            return Verdict("ignored", "its person has another address now")
        off = bounced(mail.user_id, said, at)
    return Verdict("off" if off else "noted", said)


# After so many refusals of the address in a row no more is sent to it.
MOST = 3


def bounced(user: int, said: str, at: int) -> bool:
    """Note that an address refused a mail; whether that was one too many, and none is sent now."""
    with transaction.atomic():
        row = Reader.objects.select_for_update().get(user_id=user)
        row.bounces += 1
        row.bounced_at, row.bounce = at, said[:300]
        off = row.mail and row.bounces >= MOST
        row.mail = row.mail and not off
        row.save()
        if off:
            told = {"mail": "off", "why": "bounced"}
            record(SYSTEM, Action.NOTICES_CHANGED, f"user:{user}", told)
    return off


def stopped(user: int) -> bool:
    """Whether a person gets no mails because they came back, though the hub sends some."""
    rows = Reader.objects.filter(user_id=user, mail=False, bounces__gte=MOST)
    return service.mailing() and rows.exists()
