"""Every page of the portal in every role, as a browser shows it."""

from __future__ import annotations

import pytest

# A visit to every page in thirteen roles takes its time on two busy cores.
pytestmark = pytest.mark.timeout(2400)

ROLES = ("admin", "analyst", "reviewer", "member", "docket-staff", "readonly")
EVERYBODY = ("staff-admin", *ROLES, *(f"staff-{role}" for role in ROLES[1:]), "")
# A passkey is made and shown by the browser's own script interface: there is no other way.
SCRIPTS_ONLY = ("/account/2fa/webauthn/",)


@pytest.fixture(name="found", scope="module")
def found_fixture(visitor):
    """What each role can open."""
    return {role: visitor.crawl(role) for role in EVERYBODY}


def test_no_link_leads_nowhere(found):
    assert [(role, pages.broken) for role, pages in found.items() if pages.broken] == []


def test_every_registered_page_is_reached_by_links(found, site):
    reached = {route for pages in found.values() for route in pages.routes}
    ours = {entry["name"] for entry in site.addresses if entry["ours"]}
    missed = ours - reached
    assert not missed, f"no page links to {sorted(missed)}, or seed.py makes nothing to show"


def test_every_page_in_every_role_is_accessible_and_keeps_to_itself(found, visitor):
    wrong = [
        fault
        for role, pages in found.items()
        for path, html in pages.pages.items()
        if visitor.new(html)
        for fault in visitor.look(role, path)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_page_works_without_scripts(found, visitor):
    wrong = [
        f"{role} {path}: {fault}"
        for role, pages in found.items()
        for path, html in pages.pages.items()
        if not path.startswith(SCRIPTS_ONLY)
        for fault in visitor.faults(html)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_page_shows_the_same_without_scripts(found, visitor):
    plain = visitor.page("admin", scripts=False)
    for path in found["admin"].pages:
        plain.goto(visitor.site.url + path)
        assert plain.locator("h1").count() == 1, path
        assert plain.locator("main").inner_text().strip(), path
    plain.close()
