"""Sends the mails of the outbox: each once, and twice at most the one on its way at a kill.

1. Mails are claimed by moving their time on (the lease); two processes never claim the same.
2. Each is given to the mail server, and that it took it is noted on the disk (`handed`).
3. That they were sent is written down, for the whole batch in one transaction.
Killed between 2 and 3, the next process reads what the server took. The one mail of which nobody
knows goes again when its lease ends, with the same Message-ID and bytes.
"""

from __future__ import annotations

import smtplib
import ssl
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import F

from wardline.bulletins.mail import END, SETTINGS
from wardline.core.clock import now
from wardline.hub.notices import bouncing, handed
from wardline.hub.notices.composing import address, unsubscribing
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
_AT_ONCE = 100
_PERMANENT = 500


def send(at: int | None = None) -> int:
    """Send what is due; how many mails the server took."""
    moment = now() if at is None else at
    recover()
    claimed = _claim(moment)
    if not claimed:
        return 0
    try:
        connection = backend()
    except OSError as error:  # the password's or the certificates' file
        for mail in claimed:
            _later(mail, f"{type(error).__name__}: {error}", moment)
        return 0
    journal = handed.Journal(CONFIG.data)
    try:
        journal.claimed(mail.id for mail in claimed)
        sent = [mail for mail in claimed if _send(mail, connection, moment, journal)]
        _settle(sent, moment)
        journal.done()
    finally:
        # Where something went wrong the file stays, and the next round settles it.
        journal.close()
        connection.close()
    return len(sent)


def recover() -> None:
    """Settle what processes that were killed had handed over, and what they had not begun."""
    for path, left in handed.left(CONFIG.data):
        with transaction.atomic():
            Mail.objects.filter(pk__in=left.taken, sent_at=None).update(
                next_at=None, sent_at=now(), problem=""
            )
            Mail.objects.filter(pk__in=left.waiting, next_at__isnull=False).update(next_at=now())
        path.unlink(missing_ok=True)


def _claim(at: int) -> list[Mail]:
    """The next mails that are due, ours until the lease ends."""
    with transaction.atomic():
        due = (
            Mail.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(next_at__lte=at)
            .select_related("shared")
            .order_by("next_at")[:_AT_ONCE]
        )
        claimed = list(due)
        for mail in claimed:
            mail.tries += 1
            mail.next_at = at + LEASE
        # One statement: which value a row gets does not depend on the row.
        own = Mail.objects.filter(pk__in=[mail.pk for mail in claimed])
        own.update(tries=F("tries") + 1, next_at=at + LEASE)
    return claimed


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


def message(mail: Mail, token: str = "") -> EmailMessage:
    """The mail as it is sent: the same each time. `token` is its reader's, if it is known."""
    sender = str(CONFIG["mail.from"])
    domain = sender.rpartition("@")[2].strip("> ")
    if not token:
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
    text, html = mail.body, ""
    if mail.shared is not None:
        text, html = (_own(one, token) for one in (mail.shared.text, mail.shared.html))
    made = EmailMultiAlternatives(
        mail.subject, text, back or sender, [mail.address], headers=headers
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made


def _own(text: str, token: str) -> str:
    """A shared text with the addresses of one reader."""
    return text.replace(SETTINGS, address("/notices/settings/")).replace(END, unsubscribing(token))


def _send(
    mail: Mail, connection: EmailBackend, at: int, journal: handed.Journal | None = None
) -> bool:
    """Give one mail to the server; whether it took it. Without a journal that is settled here."""
    token = _wanted(mail)
    if not token:
        _over(mail, "no longer wanted")
        return False
    try:
        connection.open()
        made = message(mail, token)
        if journal is not None:
            journal.begin(mail.id)
        connection.send_messages([made])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _refused(mail, code, _text(said), at)
    except (smtplib.SMTPException, OSError) as error:
        _later(mail, f"{type(error).__name__}: {error}", at)
        # What is left of a broken connection is of no use to the next mail.
        connection.connection = None
    else:
        if journal is None:
            _settle([mail], at)
        else:
            journal.took(mail.id)
        return True
    return False


def _wanted(mail: Mail) -> str:
    """The token of a reader who wants and may have mails at this moment; empty: none is sent."""
    rows = Reader.objects.filter(
        user_id=mail.user_id, mail=True, user__is_active=True, user__organization__active=True
    )
    return rows.values_list("token", flat=True).first() or ""


def _settle(sent: list[Mail], at: int) -> None:
    """Write down that the server took mails."""
    with transaction.atomic():
        Mail.objects.filter(pk__in=[mail.pk for mail in sent]).update(
            next_at=None, sent_at=now(), problem=""
        )
        people = [mail.user_id for mail in sent]
        settled = Reader.objects.filter(user_id__in=people, bounced_at__lt=at - _settling())
        settled.update(bounces=0)


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
