"""Sends the mails of the outbox: at least once, and twice only where a process dies in between.

1. A mail is claimed by moving its time on (the lease); two processes never claim the same.
2. It is given to the mail server.
3. That it was sent is written down.
Killed between 2 and 3, it is sent again when the lease ends, with the same Message-ID and bytes.
"""

from __future__ import annotations

import smtplib
import ssl
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from wardline.core.clock import now
from wardline.hub.notices import bouncing
from wardline.hub.notices.composing import unsubscribing
from wardline.hub.notices.models import Mail, Reader
from wardline.hub.settings import CONFIG

LEASE = 5 * 60 * 1_000_000
_SECOND = 1_000_000
# Some two days, as mail servers do (RFC 5321 section 4.5.4.1).
_PAUSES = tuple(
    seconds * _SECOND for seconds in (60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400)
)
_TIMEOUT = 20
# A mail that is taken may still come back: only what was refused before that is over with it.
_SETTLED = 14 * 86_400 * _SECOND
_AT_ONCE = 50
_PERMANENT = 500


def send(at: int | None = None) -> int:
    """Send what is due; how many mails the server took."""
    moment = now() if at is None else at
    due = Mail.objects.filter(next_at__lte=moment).order_by("next_at")[:_AT_ONCE]
    claimed = [mail for mail in due if _claim(mail, moment)]
    if not claimed:
        return 0
    try:
        connection = backend()
    except OSError as error:  # the password's or the certificates' file
        for mail in claimed:
            _later(mail, f"{type(error).__name__}: {error}", moment)
        return 0
    try:
        return sum(_send(mail, connection, moment) for mail in claimed)
    finally:
        connection.close()


def _claim(mail: Mail, at: int) -> bool:
    rows = Mail.objects.filter(pk=mail.pk, next_at=mail.next_at)
    mail.tries += 1
    return rows.update(next_at=at + LEASE, tries=mail.tries) == 1


def backend() -> EmailBackend:
    """The way to the operator's mail server, as the settings say."""
    file = CONFIG["mail.password_file"]
    password = Path(file).read_text(encoding="utf-8").strip() if file else None
    made = EmailBackend(
        host=CONFIG["mail.host"],
        port=CONFIG["mail.port"],
        username=CONFIG["mail.user"] or None,
        password=password,
        use_tls=CONFIG["mail.security"] == "starttls",
        use_ssl=CONFIG["mail.security"] == "tls",
        timeout=_TIMEOUT,
    )
    # A hospital's mail server often has a certificate of the hospital's own.
    made.ssl_context = ssl.create_default_context(cafile=CONFIG["mail.ca_file"] or None)
    return made


def message(mail: Mail) -> EmailMessage:
    """The mail as it is sent: the same each time."""
    sender = str(CONFIG["mail.from"])
    domain = sender.rpartition("@")[2].strip("> ")
    token = Reader.objects.values_list("token", flat=True).get(user_id=mail.user_id)
    headers = {
        "Message-ID": f"<{mail.id}@{domain}>",
        "Date": formatdate(mail.created_at / _SECOND),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{unsubscribing(token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    # Whom it is from stands in the header; where it comes back to, on the envelope.
    back = bouncing.sender(mail.id)
    if back:
        headers["From"] = sender
    return EmailMessage(mail.subject, mail.body, back or sender, [mail.address], headers=headers)


def _send(mail: Mail, connection: EmailBackend, at: int) -> bool:
    if not Reader.objects.filter(user_id=mail.user_id, mail=True).exists():
        _over(mail, "no longer wanted")
        return False
    try:
        connection.open()
        connection.send_messages([message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _refused(mail, code, _text(said), at)
    except (smtplib.SMTPException, OSError) as error:
        _later(mail, f"{type(error).__name__}: {error}", at)
        # What is left of a broken connection is of no use to the next mail.
        connection.connection = None
    else:
        Mail.objects.filter(pk=mail.pk).update(next_at=None, sent_at=now(), problem="")
        settled = Reader.objects.filter(user_id=mail.user_id, bounced_at__lt=at - _settling())
        settled.update(bounces=0)
        return True
    return False


def _settling() -> int:
    """How long a refusal counts although a mail was taken since: as long as mails may come back."""
    return _SETTLED if CONFIG["mail.bounce_address"] else 0


def _text(said: Any) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:300]


def _refused(mail: Mail, code: int, said: str, at: int) -> None:
    """The server does not take the address: for now, or (5xx) not at all."""
    if code < _PERMANENT:
        _later(mail, f"{code} {said}", at)
        return
    _over(mail, f"{code} {said}")
    bouncing.bounced(mail.user_id, f"{code} {said}", at)


def _later(mail: Mail, problem: str, at: int) -> None:
    if mail.tries > len(_PAUSES):
        _over(mail, problem)
        return
    pause = _PAUSES[mail.tries - 1]
    Mail.objects.filter(pk=mail.pk).update(next_at=at + pause, problem=_text(problem))


def _over(mail: Mail, problem: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(next_at=None, problem=_text(problem))
