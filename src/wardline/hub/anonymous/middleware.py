"""Takes from a request to the anonymous pages all that says who asks, before anything else sees it.

The front door drops the same (hub/gateway.py); this holds where the portal is reached otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from wardline.hub.gateway import is_anonymous

_TELLING = (
    "HTTP_AUTHORIZATION",
    "HTTP_COOKIE",
    "HTTP_FORWARDED",
    "HTTP_ORIGIN",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "REMOTE_HOST",
    "REMOTE_USER",
)


class Anonymous:
    """No cookie is read or set, and nothing tells where the reader came from or goes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer without knowing whom."""
        if not is_anonymous(request.path):
            return self.get_response(request)
        for name in _TELLING:
            request.META.pop(name, None)
        request.META["REMOTE_ADDR"] = ""
        response = self.get_response(request)
        response.cookies.clear()
        response["Referrer-Policy"] = "no-referrer"
        # Not even in the browser's history of this tab's pages.
        response["Cache-Control"] = "no-store"
        return response
