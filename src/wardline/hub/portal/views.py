"""The first page, for somebody who is not signed in and for each role."""

from __future__ import annotations

from typing import Any

import wardline
from wardline.hub.members.rights import Need
from wardline.hub.portal import start
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
    data: dict[str, Any] = {
        "title": CONFIG["taxii.title"],
        "version": wardline.__version__,
        "addresses": ADDRESSES,
    }
    if not request.actor.may(Need.SIGNED_IN):
        return Page("portal/welcome.html", data)
    data["tasks"] = [task._asdict() for task in start.tasks(request.actor)]
    data["newest"] = start.newest(request.actor)
    return Page("portal/home.html", data, extra={"may_share": request.actor.may(Need.SHARE)})
