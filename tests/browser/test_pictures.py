"""The pictures in docs/start show pages that are there; `tools/screens` takes them anew."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

PICTURES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "docs/screens/pictures.toml").read_text()
)


def address(visitor, told):
    """Where a picture's page is: its own address, or the first link to it on another page."""
    route = told["page"]
    if "<" not in route:
        return route
    names = [one["name"] for one in visitor.site.addresses if one["route"] == route]
    found = list(visitor.site.unlinked)
    if "from" in told:
        start = visitor.site.url + told["from"]
        html = httpx.get(start, cookies=visitor.cookies(told["role"]), timeout=60).text
        links = [urljoin(start, link).split("#")[0] for link in visitor.links(html)]
        found = [link.removeprefix(visitor.site.url) for link in links]
    return next((one for one in found if visitor.route_of(one) in names), "")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_of_a_page_that_is_there(name, visitor):
    told = PICTURES[name]
    assert told["page"] in {entry["route"] for entry in visitor.site.addresses}
    path = address(visitor, told)
    assert path, f"no link on {told.get('from')} leads to {told['page']}"
    assert visitor.picture(told["role"], path, name) == 200
