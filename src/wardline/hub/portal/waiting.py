"""A form that waits while its sender confirms who they are: sealed, and of a bounded size.

1. What was sent is sealed with a key that only the sender's browser holds, in a cookie.
2. The sealed form waits in the session, the person confirms.
3. It is opened, and goes on as if it had just been sent: its token was checked when it came.
The session's row, a backup of it and whoever reads the database see noise.
"""

from __future__ import annotations

import os
import re
import zlib
from typing import Any

import msgspec
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wardline.core.errors import ForbiddenError

# Each request of a session reads all of it, so what waits there is small.
MOST_BYTES = 100_000
_NONCE = 12
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = "waiting"


class _Form(msgspec.Struct):
    """What was sent, as it goes on."""

    path: str
    query: str
    body: str


def confirm_first(request: HttpRequest) -> HttpResponseBase:
    """Let the person confirm who they are, and come back; a form goes on then.

    *Raises* ForbiddenError for a form that is too large to wait, or brings a file.
    """
    query = urlencode({"next": request.get_full_path()})
    response = HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")
    if request.method == "POST":
        key = os.urandom(32)
        request.session[STATE_SESSION_KEY] = {
            "callback": f"{__name__}.go_on",
            "state": {"sealed": _seal(request, key)},
        }
        response.set_cookie(
            _cookie(request), key.hex(), secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


def _seal(request: HttpRequest, key: bytes) -> str:
    if request.FILES:
        raise ForbiddenError(
            _("You have to confirm first who you are; a file cannot wait for that."),
            hint=_("Confirm at /account/reauthenticate/, go back, and send the form again."),
        )
    body = request.POST.urlencode()
    if len(body) > MOST_BYTES:
        raise ForbiddenError(
            _("You have to confirm first who you are; this form is too large to wait for that."),
            hint=_("Go back, confirm at /account/reauthenticate/, and send the form again."),
        )
    form = _Form(request.path, request.GET.urlencode(), body)
    nonce = os.urandom(_NONCE)
    packed = zlib.compress(msgspec.json.encode(form))
    return (nonce + AESGCM(key).encrypt(nonce, packed, _whose(request))).hex()


def go_on(request: HttpRequest, state: dict[str, Any]) -> HttpResponseBase:
    """Send on the form that waited; without its key, show the page that it came from."""
    name = _cookie(request)
    form = _open(request, state, request.COOKIES.get(name, ""))
    if form is None:
        return HttpResponseRedirect("/")
    request.method = "POST"
    request.GET, request.POST = QueryDict(form.query), QueryDict(form.body)
    request.path = request.path_info = form.path
    found = resolve(form.path)
    response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    response.delete_cookie(name, samesite="Lax")
    return response


def _open(request: HttpRequest, state: dict[str, Any], key: str) -> _Form | None:
    if not _KEY.fullmatch(key):
        return None
    sealed = bytes.fromhex(str(state["sealed"]))
    try:
        packed = AESGCM(bytes.fromhex(key)).decrypt(
            sealed[:_NONCE], sealed[_NONCE:], _whose(request)
        )
    except InvalidTag:
        return None
    return msgspec.json.decode(zlib.decompress(packed), type=_Form)


def _whose(request: HttpRequest) -> bytes:
    """One person's form goes on for nobody else."""
    return f"wardline waiting {request.user.pk}".encode()


def _cookie(request: HttpRequest) -> str:
    return f"__Host-{_NAME}" if request.is_secure() else _NAME
