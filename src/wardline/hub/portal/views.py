"""The first page, for somebody who is not signed in and for each role."""

from __future__ import annotations

import wardline
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

ADDRESSES = {
    "TAXII 2.1 discovery": "/taxii2/",
    "Push of one collection": "/stream/{collection-id}",
    "Block lists and rules": "/lists/{collection-id}/{format}",
    "All addresses (OpenAPI)": "/openapi.json",
    "Health": "/healthz",
}


@page("home", Need.PUBLIC)
def home(request: Request) -> Page:
    """What this is, and the next step for whoever came here."""
    data = {
        "title": CONFIG["taxii.title"],
        "version": wardline.__version__,
        "addresses": ADDRESSES,
    }
    return Page("portal/home.html", data)
