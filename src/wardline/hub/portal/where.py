"""The hub's own address, for links that people carry elsewhere."""

from __future__ import annotations

from django.http import HttpRequest

from wardline.hub.settings import CONFIG


def base_of(request: HttpRequest) -> str:
    """The operator's address for this hub, else the one that was asked, with a slash at the end.

    A mail's link is never made from a request: its Host header is the sender's word.
    """
    configured = CONFIG["portal.address"]
    return f"{configured.rstrip('/')}/" if configured else request.build_absolute_uri("/")
