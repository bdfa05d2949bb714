"""What holds for every page: declared methods and rights, twins, headers, errors that teach."""

from __future__ import annotations

import re

import pytest

from wardline.hub.members.rights import ROLES, Need, allowed


def declared():
    """Every declared view with its address, as the address resolver knows them."""
    from wardline.hub.portal.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        view = getattr(pattern, "callback", None)
        if view is not None and hasattr(view, "declared"):
            found.append((str(pattern.pattern), view.declared))
    return found


def filled(address: str) -> str:
    """An address with made-up values, which name nothing that exists."""
    number = "00000000-0000-4000-8000-000000000000"
    return "/" + re.sub(r"<[^>]*>", number, re.sub(r"<int:[^>]*>", "999999999", address))


@pytest.mark.parametrize(
    ("role", "staff"), [("", False), *((role, staff) for role in ROLES for staff in (False, True))]
)
def test_each_page_opens_for_those_with_the_right_and_for_nobody_else(portal, role, staff):
    client = portal.person(role, staff=staff).client if role else portal.anybody()
    rights = allowed(role, operator=staff) | {Need.PUBLIC}
    for address, view in declared():
        if "GET" not in view.methods:
            continue
        status = client.get(filled(address), secure=True).status_code
        if view.need in rights:
            assert status in (200, 404), address
        elif role:
            assert status == 403, address
        else:
            assert status in (302, 401), address


def test_a_page_takes_only_its_methods(portal):
    client = portal.person("admin", staff=True).client
    for address, view in declared():
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            if method not in view.methods:
                answer = client.generic(method, filled(address), secure=True)
                assert answer.status_code == 405, (method, address)


def test_the_first_page_is_for_anybody_and_has_a_twin(portal):
    page = portal.anybody().get("/", secure=True)
    assert page.status_code == 200
    assert "TAXII 2.1" in page.content.decode()
    twin = portal.anybody().get("/index.json", secure=True)
    assert twin.json()["addresses"]["TAXII 2.1 discovery"] == "/taxii2/"


def test_every_answer_forbids_what_is_not_ours(portal):
    for path in ("/", "/index.json", "/nothing-here/", "/account/login/"):
        answer = portal.anybody().get(path, secure=True)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]


def test_an_address_that_is_not_there_says_what_to_do(portal):
    answer = portal.anybody().get("/nothing-here/", secure=True)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
    twin = portal.anybody().get("/nothing-here.json", secure=True)
    assert twin.json()["status"] == 404


def test_a_deactivated_person_and_organization_are_nobody_at_once(portal):
    from wardline.hub.members.models import Organization, User

    first, second = portal.person("admin"), portal.person("admin")
    assert "Signed in as" in first.get("/").content.decode()
    User.objects.filter(pk=first.user.pk).update(is_active=False)
    Organization.objects.filter(pk=second.organization).update(active=False)
    assert "Signed in as" not in first.get("/").content.decode()
    assert "Signed in as" not in second.get("/").content.decode()


def test_a_form_of_another_site_is_refused(portal):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "a@b.example", "password": "x"}, secure=True)
    assert answer.status_code == 403
    assert "copy what you typed" in answer.content.decode()
