"""What one browser keeps for a person: the key to their drafts, their organization's profile."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from django.http import HttpRequest

from wardline.hub.objects import drafts

DRAFT, OWN = "draft", "own"


def name(request: HttpRequest, cookie: str) -> str:
    """A cookie's name: no other host, and nobody on the way, can set it; without TLS it is bare."""
    return f"__Host-{cookie}" if request.is_secure() else cookie


def keep(request: HttpRequest, response: Any, cookie: tuple[str, str], days: int) -> None:
    """Give the browser a cookie, by its full name; 0 days: until it is closed."""
    age = days * 86_400 or None
    safe = request.is_secure()
    response.set_cookie(*cookie, max_age=age, secure=safe, httponly=True, samesite="Lax")


def key(request: HttpRequest) -> str:
    """The key to the drafts of this browser; empty where it has none."""
    return request.COOKIES.get(name(request, DRAFT), "")


def with_key(request: HttpRequest) -> str:
    """The full name of the cookie with the key to the drafts if it was made now; else empty.

    The key stands in the request from then on.
    """
    cookie = name(request, DRAFT)
    if drafts.number(request.COOKIES.get(cookie, ""), 0):
        return ""
    request.COOKIES[cookie] = drafts.new_key()
    return cookie


def profile(request: HttpRequest) -> dict[str, str]:
    """The own organization's profile, which this browser keeps and nobody else."""
    try:
        packed = base64.b64decode(request.COOKIES.get(name(request, OWN), ""), validate=True)
        return msgspec.json.decode(packed, type=dict[str, str]) if packed else {}
    except (ValueError, msgspec.DecodeError):
        return {}
