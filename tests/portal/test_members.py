"""People and keys: invited, in, changed, out; each right with its refusal beside it."""

from __future__ import annotations

import re
import uuid

import pytest

from wardline.core.errors import WardlineError

PASSWORD = "four random made-up words"


def address(name: str = "new") -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}@made-up.example"


def link_in(answer) -> str:
    return re.search(r'https?://[^"<\s]+', answer.content.decode().split('class="wl-wrap"')[1])[0]


def alike(answer) -> str:
    """A page without what differs from request to request."""
    text = re.sub(
        r"number \w+|[0-9a-f-]{36}|\d{4}-[\d-]+ [\d:]+|\d\d:\d\d", "", answer.content.decode()
    )
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def invited(admin, email: str, role: str = "member") -> str:
    """The path of a new invitation, made on the page as a person would."""
    answer = admin.post(f"/people/invite/{admin.organization}/", {"email": email, "role": role})
    assert answer.status_code == 201, answer.content.decode()
    return path(link_in(answer))


def test_from_invitation_to_signed_in(portal):
    admin, email = portal.person("admin"), address()
    link = invited(admin, email, "analyst")
    client = portal.anybody()
    assert email in client.get(link, secure=True).content.decode()
    # A mail scanner opens it as well: it still works.
    assert client.get(link, secure=True).status_code == 200
    typed = {"name": "Ana Made-Up", "password": PASSWORD, "zone": "America/Chicago"}
    answer = client.post(link, typed, secure=True)
    assert answer.status_code == 302
    assert "Signed in as Ana Made-Up" in client.get("/", secure=True).content.decode()
    again = portal.anybody()
    assert again.get(link, secure=True).status_code == 404
    assert "used, withdrawn or is too old" in again.post(link, typed, secure=True).content.decode()
    shown = client.get("/account.json", secure=True).json()
    assert (shown["role"], shown["zone"]) == ("analyst", "America/Chicago")


def test_what_was_typed_is_kept_when_a_password_is_too_weak(portal):
    link = invited(portal.person("admin"), address())
    client = portal.anybody()
    typed = {"name": "Bo <b>Made-Up", "password": "password", "zone": "UTC"}
    answer = client.post(link, typed, secure=True)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "at least 12 characters" in text
    assert 'value="Bo &lt;b&gt;Made-Up"' in text
    assert client.get(link, secure=True).status_code == 200


def test_an_invitation_ends_when_withdrawn_replaced_or_too_old(portal):
    from wardline.hub.members.models import Link

    admin, email = portal.person("admin"), address()
    first = invited(admin, email)
    second = invited(admin, email)
    assert portal.anybody().get(first, secure=True).status_code == 404
    number = Link.objects.get(email=email, withdrawn_at=None).id
    assert (
        portal.person("admin").post(f"/people/invitation/{number}/withdraw/").status_code == 404
    )  # another organization's administrator
    assert admin.post(f"/people/invitation/{number}/withdraw/").status_code == 302
    assert portal.anybody().get(second, secure=True).status_code == 404
    third = invited(admin, email)
    Link.objects.filter(email=email).update(expires_at=1)
    assert portal.anybody().get(third, secure=True).status_code == 404


def test_an_invitation_is_ended_by_its_own_organization_alone(portal):
    first, other, email = portal.person("admin"), portal.person("admin"), address()
    link = invited(first, email)
    theirs = invited(other, email)
    assert portal.anybody().get(link, secure=True).status_code == 200
    [waiting] = first.get("/people.json").json()["invitations"]
    # Whether there is such an invitation, another organization is not told either.
    real = other.post(f"/people/invitation/{waiting['id']}/withdraw/")
    none = other.post(f"/people/invitation/{uuid.uuid4()}/withdraw/")
    assert (real.status_code, none.status_code) == (404, 404)
    assert alike(real) == alike(none)
    typed = {"name": "Ana Made-Up", "password": PASSWORD, "zone": "UTC"}
    assert portal.anybody().post(link, typed, secure=True).status_code == 302
    assert portal.anybody().post(theirs, typed, secure=True).status_code == 409


@pytest.mark.parametrize("role", ["analyst", "reviewer", "member", "readonly"])
def test_only_an_administrator_invites_and_only_to_their_own(portal, role):
    person, other = portal.person(role), portal.person("admin")
    form = {"email": address(), "role": "admin"}
    assert person.post(f"/people/invite/{person.organization}/", form).status_code == 403
    assert person.post(f"/people/invite/{other.organization}/", form).status_code == 404
    assert other.post(f"/people/invite/{person.organization}/", form).status_code == 404
    staff = portal.person("admin", staff=True)
    assert staff.post(f"/people/invite/{person.organization}/", form).status_code == 201


def test_nobody_of_another_organization_can_be_seen_or_changed(portal):
    admin, other = portal.person("admin"), portal.person("analyst")
    number = other.user.uuid
    assert admin.get(f"/people/{number}/").status_code == 404
    nobody = admin.get(f"/people/{uuid.uuid4()}/")
    theirs = admin.get(f"/people/{number}/")
    assert alike(nobody) == alike(theirs)
    for verb in ("role", "deactivate", "reactivate", "sign-out", "way-in"):
        answer = admin.post(f"/people/{number}/{verb}/", {"role": "readonly"})
        assert answer.status_code == 404, verb
    other.user.refresh_from_db()
    assert (other.user.role, other.user.is_active) == ("analyst", True)


def test_a_deactivated_person_is_out_at_the_next_click(portal):
    admin = portal.person("admin")
    person = portal.person("analyst", admin.organization)
    assert person.get("/account/").status_code == 200
    assert admin.post(f"/people/{person.user.uuid}/deactivate/").status_code == 302
    assert person.get("/account/").status_code == 302
    login = portal.anybody().post(
        "/account/login/",
        {"login": person.user.email, "password": "made-up pass phrase"},
        secure=True,
    )
    assert login.status_code == 302 or "not correct" in login.content.decode()
    assert "inactive" in login.get("Location", "inactive")
    assert admin.post(f"/people/{person.user.uuid}/reactivate/").status_code == 302


def test_the_last_administrator_stays(portal):
    admin = portal.person("admin")
    answer = admin.post(f"/people/{admin.user.uuid}/role/", {"role": "readonly"})
    assert answer.status_code == 403
    assert "only administrator" in answer.content.decode()
    second = portal.person("admin", admin.organization)
    assert second.post(f"/people/{admin.user.uuid}/role/", {"role": "readonly"}).status_code == 302
    assert admin.get("/people/").status_code == 403


def test_who_lost_everything_comes_in_again_and_their_sessions_end(portal):
    admin = portal.person("admin")
    person = portal.person("reviewer", admin.organization)
    assert person.get("/account/").status_code == 200
    answer = admin.post(f"/people/{person.user.uuid}/way-in/")
    link, client = path(link_in(answer)), portal.anybody()
    assert client.post(link, {"password": PASSWORD}, secure=True).status_code == 302
    assert client.get("/account.json", secure=True).json()["second_factor"] is False
    assert person.get("/account/").status_code == 302
    assert portal.anybody().get(link, secure=True).status_code == 404


def test_a_decider_without_a_second_factor_is_led_to_one(portal):
    without = portal.person("admin", factor=False)
    answer = without.get("/people/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/2fa/"
    assert without.get("/account/2fa/totp/activate/").status_code == 200
    assert portal.person("analyst", factor=False).get("/keys/").status_code == 200


def test_making_a_key_asks_once_more_who_it_is_and_then_goes_on(portal):
    person = portal.person("analyst", factor=False, confirmed=False)
    form = {"label": "SIEM", "scopes": ["read"], "days": "30"}
    answer = person.post("/keys/new/", form)
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer["Location"]
    done = person.client.post(answer["Location"], {"password": "made-up pass phrase"}, secure=True)
    # What had been sent meanwhile was not lost.
    assert done.status_code == 201
    assert "wardline_" in done.content.decode()


def test_a_key_is_shown_once_and_ends_when_its_label_is_typed(portal):
    from wardline.hub.members.credentials import digest
    from wardline.hub.members.models import Key

    person = portal.person("analyst")
    form = {"label": "Firewall in Made-Up Town", "scopes": ["read", "write"], "days": "365"}
    made = person.post("/keys/new/", form)
    secret = re.search(r"wardline_[\w-]{43}", made.content.decode())[0]
    row = Key.objects.get(digest=digest(secret))
    assert (row.organization_id, row.scopes) == (person.organization, "read,write")
    assert secret not in person.get("/keys/").content.decode()
    other = portal.person("admin")
    assert other.get(f"/keys/{row.id}/revoke/").status_code == 404
    assert other.post(f"/keys/{row.id}/revoke/", {"label": row.label}).status_code == 404
    assert person.post(f"/keys/{row.id}/revoke/", {"label": "firewall"}).status_code == 400
    assert person.post(f"/keys/{row.id}/revoke/", {"label": row.label}).status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_no_page_gives_the_right_to_answer_for_publications(portal):
    answer = portal.person("admin").post(
        "/keys/new/", {"label": "x", "scopes": ["vouched"], "days": "30"}
    )
    assert answer.status_code == 400


def test_wrong_passwords_lock_out_a_stranger_and_not_the_owner(portal):
    owner = portal.person("analyst", factor=False)
    login = {"login": owner.user.email, "password": "made-up pass phrase"}
    known = portal.anybody()
    assert (
        known.post("/account/login/", login, secure=True, REMOTE_ADDR="192.0.2.1").status_code
        == 302
    )
    known.post("/account/logout/", secure=True)
    stranger = portal.anybody()
    for _ in range(6):
        stranger.post(
            "/account/login/", {**login, "password": "wrong"}, secure=True, REMOTE_ADDR="192.0.2.66"
        )
    refused = stranger.post("/account/login/", login, secure=True, REMOTE_ADDR="192.0.2.66")
    assert refused.status_code == 200
    assert "Too many" in refused.content.decode()
    assert (
        known.post("/account/login/", login, secure=True, REMOTE_ADDR="192.0.2.1").status_code
        == 302
    )


def test_the_history_of_an_account_tells_what_happened(portal):
    owner = portal.person("analyst", factor=False)
    client = portal.anybody()
    login = {"login": owner.user.email, "password": "wrong one"}
    client.post("/account/login/", login, secure=True, REMOTE_ADDR="192.0.2.9")
    client.post("/account/login/", {**login, "password": "made-up pass phrase"}, secure=True)
    rows = client.get("/account/history.json", secure=True).json()["history"]
    assert [row["what"] for row in rows[:2]] == ["signed in", "was refused at sign-in"]
    assert rows[1]["address"] == "192.0.2.9"
    other = portal.person("analyst").get("/account/history.json").json()["history"]
    assert all(row["address"] != "192.0.2.9" for row in other)


def test_the_first_start_is_set_up_once(portal):
    from wardline.hub.members import links, people

    made = links.make(links.SET_UP, "test")
    form = {
        "organization": f"Made-Up ISAC {uuid.uuid4().hex[:6]}",
        "kind": "isac",
        "name": "First Person",
        "email": address("first"),
        "password": PASSWORD,
        "zone": "UTC",
    }
    client = portal.anybody()
    assert client.post(f"/set-up/{made.token}/", form, secure=True).status_code == 302
    assert "Signed in as First Person" in client.get("/account/2fa/", secure=True).content.decode()
    assert portal.anybody().get(f"/set-up/{made.token}/", secure=True).status_code == 404
    assert people.set_up_link() is None
    from wardline.hub.members.models import Organization

    Organization.objects.filter(name=form["organization"]).update(operator=False)


def test_an_organization_that_is_out_is_out_everywhere(portal):
    staff, person = portal.person("admin", staff=True), portal.person("admin")
    number = person.organization
    assert person.get("/keys/").status_code == 200
    assert staff.post(f"/staff/members/{number}/deactivate/").status_code == 302
    assert person.get("/keys/").status_code == 302
    assert staff.post(f"/staff/members/{number}/activate/").status_code == 302
    assert person.get("/keys/").status_code == 200
    own = staff.post(f"/staff/members/{staff.organization}/deactivate/")
    assert own.status_code == 403


def test_who_is_in_a_group_is_known_to_those_who_may(portal):
    from wardline.hub.members import groups

    staff = portal.person("admin", staff=True)
    inside, outside = portal.person("member"), portal.person("member")
    form = {
        "name": f"Made-up group {uuid.uuid4().hex[:6]}",
        "description": "",
        "organizations": [inside.organization],
    }
    answer = staff.post("/staff/groups/", form)
    number = answer["Location"].split("/")[-2]
    group = groups.find(inside.actor, number)
    assert groups.members(inside.actor, group) is None
    with pytest.raises(WardlineError):
        groups.find(outside.actor, number)
    assert staff.post(f"/staff/groups/{number}/", {**form, "open": "on"}).status_code == 302
    known = groups.members(inside.actor, groups.find(inside.actor, number))
    assert [one.id for one in known] == [inside.organization]
    assert staff.post(f"/staff/groups/{number}/", {"remove": form["name"]}).status_code == 302
    with pytest.raises(WardlineError):
        groups.find(staff.actor, number)


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\u202eb", "a\u200bb", "a\x00b"])
def test_a_name_that_hides_something_is_refused(portal, name):
    link = invited(portal.person("admin"), address())
    answer = portal.anybody().post(link, {"name": name, "password": PASSWORD}, secure=True)
    assert answer.status_code == 400


def test_a_csv_of_people_runs_no_formula(portal):
    admin = portal.person("admin")
    admin.user.name = "=HYPERLINK(1)"
    admin.user.save()
    answer = admin.get("/people.csv")
    assert "'=HYPERLINK(1)" in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]


def test_a_double_click_on_join_makes_one_person(portal):
    from wardline.hub.members.models import User

    email = address()
    link = invited(portal.person("admin"), email)
    typed = {"name": "Twice Made-Up", "password": PASSWORD}
    first = portal.anybody().post(link, typed, secure=True)
    second = portal.anybody().post(link, typed, secure=True)
    assert (first.status_code, second.status_code) == (302, 404)
    assert User.objects.filter(email=email).count() == 1


@pytest.mark.parametrize(
    "password",
    [
        "Hospital2026!",
        "P4ssw0rdP4ssw0rd",
        "welcomehospital1",
        "Wardline-2026-!!",
        "qwertyuiop1234",
        "abcabcabcabcabc",
        "123456789012",
        "!!!Dragon!!!2019",
        "Summer.Nurse.99",
        "Northwood.Clinic1",
        "Zyxwvutsrqponm",
    ],
)
def test_stretched_common_passwords_and_words_of_the_field_are_refused(portal, password):
    from wardline.core.errors import UsageError
    from wardline.hub.members import people
    from wardline.hub.members.models import Organization, User

    owner = Organization.objects.get(id=portal.organization("Northwood Valley"))
    with pytest.raises(UsageError):
        people._check_password(password, User(email="x@y.example", organization=owner))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Xk7#pqLw92vTz",
        "843920175526",
        "hospital teapot violin gravel",
        "ñandú-cobre-lento-azul",
        "a passphrase nobody else would think of",
        "dF&$kk*)(22s~~",
    ],
)
def test_what_is_hard_to_guess_is_taken_whatever_it_is_made_of(portal, password):
    from wardline.hub.members import people
    from wardline.hub.members.models import Organization, User

    owner = Organization.objects.get(id=portal.organization())
    people._check_password(password, User(email="x@y.example", organization=owner))
