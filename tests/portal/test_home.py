"""The first page tells each role what waits for it, and nobody what is not theirs."""

from __future__ import annotations


def what(person) -> list[str]:
    return [task["what"] for task in person.get("/index.json").json()["tasks"]]


def test_a_new_analyst_is_told_to_connect_and_a_reader_is_not(portal):
    assert any("make its key" in text for text in what(portal.person("analyst")))
    assert what(portal.person("readonly")) == []


def test_a_key_that_ends_soon_is_urgent_and_only_for_its_organization(portal):
    from wardline.core.clock import now
    from wardline.hub.members import service

    person, other = portal.person("analyst"), portal.person("analyst")
    ends = now() + 5 * 86_400_000_000 + 3_600_000_000
    service.add_key(person.organization, "Firewall West", ["read"], ends)
    tasks = person.get("/index.json").json()["tasks"]
    assert tasks[0]["urgent"]
    assert "“Firewall West” ends in 5 days" in tasks[0]["what"]
    assert not any("Firewall West" in text for text in what(other))


def test_an_administrator_learns_who_lacks_a_second_factor(portal):
    admin = portal.person("admin")
    portal.person("member", admin.organization, factor=False)
    assert "1 of your people has no second factor." in what(admin)
    member = portal.person("member", admin.organization)
    assert "1 of your people has no second factor." not in what(member)


def test_staff_are_asked_to_read_old_laws(portal):
    staff = portal.person("admin", staff=True)
    assert any("legal text" in text for text in what(staff))
    assert not any("legal text" in text for text in what(portal.person("admin")))


def test_who_is_not_signed_in_learns_how_to_come_in_and_no_more(portal):
    answer = portal.anybody().get("/index.json", secure=True).json()
    assert set(answer) == {"title", "version", "addresses"}
    page = portal.anybody().get("/", secure=True).content.decode()
    assert "by invitation" in page
