"""Calls webhooks: signed, to public addresses only, again with growing pauses, never redirected.

The signature is the HMAC-SHA256 of `TIMESTAMP.BODY` under the hook's secret, in hexadecimal:
`Wardline-Signature: v1=…` beside `Wardline-Timestamp`. A receiver compares it, refuses an old
timestamp, and takes each `Wardline-Id` once.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

import wardline
from wardline.client import place as places
from wardline.core.clock import now
from wardline.core.errors import ForbiddenError, UsageError
from wardline.hub.notices.models import Call, Hook
from wardline.hub.settings import CONFIG

LEASE = 60 * 1_000_000
_SECOND = 1_000_000
_PAUSES = tuple(seconds * _SECOND for seconds in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400))
# So many failures in a row switch a hook off, until somebody switches it on again.
MOST_FAILURES = 25
_TIMEOUT = httpx.Timeout(10.0)
_AT_ONCE = 50
_MOST_URL = 1000
_GONE = 410


class Place(NamedTuple):
    """Where a hook's address leads now: the name, and one of its addresses, which was checked."""

    host: str
    address: str


def checked(url: str) -> str:
    """A hook's address as it is kept. *Raises* UsageError, ForbiddenError."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not url.isascii() or not url.isprintable() or len(url) > _MOST_URL:
        raise UsageError(_("This is no web address."), hint=_("It looks like https://HOST/PATH."))
    if parts.scheme != "https" and not (
        parts.scheme == "http" and CONFIG["webhooks.allow_private"]
    ):
        raise UsageError(_("A webhook's address starts with https://."))
    if parts.username or parts.password:
        raise UsageError(_("An address holds no user name: the signature says who calls."))
    place(url)
    return url.partition("#")[0]


def place(url: str) -> Place | None:
    """Where to connect; None: the name is not known now. *Raises* ForbiddenError for inner ones.

    Each answer of the name service must be a public address, and that one is then connected to:
    between check and call nothing is looked up again.
    """
    host = urlsplit(url).hostname or ""
    found = places.addresses(host)
    if not CONFIG["webhooks.allow_private"] and places.inner(found):
        raise ForbiddenError(
            _("%(host)s is an inner address, and webhooks may not call those.") % {"host": host},
            hint=_("If that is meant, an operator can set webhooks.allow_private."),
        )
    return Place(host, found[0]) if found else None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of Wardline-Signature."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def call(at: int | None = None) -> int:
    """Make the calls that are due; how many were answered well."""
    moment = now() if at is None else at
    due = (
        Call.objects.select_related("hook__organization")
        .filter(next_at__lte=moment, hook__active=True)
        .order_by("next_at")[:_AT_ONCE]
    )
    claimed = [one for one in due if _claim(one, moment)]
    if not claimed:
        return 0
    # No proxy of the environment: it would look the name up again, for us.
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
        return sum(_call(one, client, moment) for one in claimed)


def _claim(one: Call, at: int) -> bool:
    rows = Call.objects.filter(pk=one.pk, next_at=one.next_at)
    one.tries += 1
    return rows.update(next_at=at + LEASE, tries=one.tries) == 1


def _call(one: Call, client: httpx.Client, at: int) -> bool:
    if not one.hook.organization.active:
        # It is told nothing any more, not even that there was something.
        Call.objects.filter(pk=one.pk).update(next_at=None, problem="the organization is out")
        return False
    try:
        where = place(one.hook.url)
        if where is None:
            return _failed(one, "the name of its host is not known", at)
        status = _post(one, client, where)
    except ForbiddenError as error:
        return _failed(one, error.message, at)
    except (httpx.HTTPError, OSError) as error:
        return _failed(one, f"{type(error).__name__}: {error}", at)
    if httpx.codes.is_success(status):
        with transaction.atomic():
            Call.objects.filter(pk=one.pk).update(next_at=None, sent_at=now(), problem="")
            Hook.objects.filter(pk=one.hook_id).update(failures=0, problem="", answered_at=now())
        return True
    if status == _GONE:
        Hook.objects.filter(pk=one.hook_id).update(active=False)
    return _failed(one, f"answered {status}", at)


def _post(one: Call, client: httpx.Client, where: Place) -> int:
    body = one.body.encode()
    timestamp = str(now() // _SECOND)
    url = httpx.URL(one.hook.url)
    headers = {
        "host": url.netloc.decode(),
        "content-type": "application/json",
        "user-agent": f"wardline/{wardline.__version__}",
        "wardline-id": one.id,
        "wardline-timestamp": timestamp,
        "wardline-signature": signature(one.hook.secret, timestamp, body),
    }
    request = client.build_request(
        "POST",
        url.copy_with(host=where.address),
        content=body,
        headers=headers,
        extensions={"sni_hostname": where.host, "timeout": _TIMEOUT.as_dict()},
    )
    # The answer's body is not read: nothing in it concerns us.
    response = client.send(request, stream=True)
    response.close()
    return response.status_code


def _failed(one: Call, problem: str, at: int) -> bool:
    kept = " ".join(problem.split())[:300]
    more = one.tries <= len(_PAUSES)
    later = at + _PAUSES[one.tries - 1] if more else None
    Call.objects.filter(pk=one.pk).update(next_at=later, problem=kept)
    Hook.objects.filter(pk=one.hook_id).update(failures=F("failures") + 1, problem=kept)
    Hook.objects.filter(pk=one.hook_id, failures__gte=MOST_FAILURES).update(active=False)
    return False
