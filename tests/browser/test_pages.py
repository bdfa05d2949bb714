"""Every page of the portal in every role, as a browser shows it."""

from __future__ import annotations

import pytest

ROLES = ("admin", "analyst", "reviewer", "member", "docket-staff", "readonly")
EVERYBODY = ("staff-admin", *ROLES, *(f"staff-{role}" for role in ROLES[1:]), "")


@pytest.fixture(name="found", scope="module")
def found_fixture(visitor):
    """What each role can open."""
    return {role: visitor.crawl(role) for role in EVERYBODY}


def test_no_link_leads_nowhere(found):
    assert [(role, pages.broken) for role, pages in found.items() if pages.broken] == []


def test_every_registered_page_is_reached_by_links(found, site):
    reached = {route for pages in found.values() for route in pages.routes}
    ours = {entry["name"] for entry in site.addresses if entry["ours"]}
    assert ours - reached == set(), "no page links to these, or seed.py makes nothing to show"


def test_every_page_in_every_role_is_accessible_and_keeps_to_itself(found, visitor):
    wrong = [
        fault
        for role, pages in found.items()
        for path, html in pages.pages.items()
        if visitor.new(html)
        for fault in visitor.look(role, path)
    ]
    assert wrong == []


def test_every_page_works_without_scripts(found, visitor):
    wrong = [
        (role, path, fault)
        for role, pages in found.items()
        for path, html in pages.pages.items()
        for fault in visitor.faults(html)
    ]
    assert wrong == []


def test_a_page_shows_the_same_without_scripts(found, visitor):
    for path in found["admin"].pages:
        plain = visitor.page("admin", scripts=False)
        plain.goto(visitor.site.url + path)
        assert plain.locator("h1").count() == 1, path
        assert plain.locator("main").inner_text().strip(), path
        plain.close()
