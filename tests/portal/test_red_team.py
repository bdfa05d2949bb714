"""Attacks on the portal that no other test tries; docs/red-team.md lists them all."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "wardline"
EVIL = "evil.made-up.example"
PUBLIC = ("/", "/bulletins/", "/feeds/bulletins.atom", "/feeds/bulletins.json", "/meetings.ics",
          "/docket/", "/docket/api/v4/comments", "/.well-known/security.txt")  # fmt: skip


def declared():
    from wardline.hub.portal.urls import urlpatterns

    return [
        (re.sub(r"<(\w+:)?\w+>", lambda found: filling(found[1]), str(one.pattern)), one.callback)
        for one in urlpatterns
        if hasattr(getattr(one, "callback", None), "declared")
    ]


def filling(kind: str | None) -> str:
    return {"int:": "987654321", "uuid:": str(uuid.uuid4())}.get(kind or "", "nothing")


def put(monkeypatch, name: str, value) -> None:
    from wardline.hub.config import Value
    from wardline.hub.settings import CONFIG

    monkeypatch.setitem(CONFIG.values, name, Value(name, value, "test"))


@pytest.mark.parametrize(
    "header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED"]
)
def test_a_forged_host_stands_in_no_public_answer(portal, monkeypatch, header):
    put(monkeypatch, "portal.address", "https://hub.test/")
    client = portal.anybody()
    for address in PUBLIC:
        answer = client.get(address, secure=True, **{header: EVIL})
        told = f"{dict(answer.items())}{answer.content.decode()}"
        assert EVIL not in told, address


def test_every_form_asks_for_its_token(portal):
    """A form that another site sends in somebody's name does nothing, at any address."""
    from django.test import Client

    asked = 0
    for staff in (True, False):
        known = portal.person("admin", staff=staff)
        client = Client(enforce_csrf_checks=True)
        client.cookies = known.client.cookies
        for address, view in declared():
            if "POST" not in view.declared.methods:
                continue
            answer = client.post(f"/{address}", {}, secure=True, HTTP_ORIGIN=f"https://{EVIL}")
            # Without a session: addresses for keys, anonymous reports, the word of a mail's link.
            alone = address.startswith(
                ("advisories/answers/", "bulletins/answers/", "incidents/", "notices/unsub")
            )
            assert answer.status_code in ((400, 401, 403, 404, 422) if alone else (403,)), address
            asked += answer.status_code == 403
    assert asked > 100


def test_no_page_can_be_framed(portal):
    client = portal.person("admin", staff=True).client
    for address, view in declared():
        if "GET" in view.declared.methods:
            answer = client.get(f"/{address}", secure=True)
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address


@pytest.mark.parametrize(
    "there",
    [f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", f"https:{EVIL}", "javascript:alert(1)",
     f"\t//{EVIL}/", f"https://hub.test@{EVIL}/", f"http:///{EVIL}"],
)  # fmt: skip
def test_no_answer_leads_to_another_site(portal, there):
    person = portal.person("analyst")
    for client, address in (
        (portal.anybody(), "/account/login/"),
        (person.client, "/account/login/"),
        (person.client, "/account/reauthenticate/"),
        (person.client, "/account/logout/"),
        (portal.anybody(), "/language/"),
    ):
        sent = {"next": there, "language": "es", "login": "x@made-up.example", "password": "x"}
        for answer in (
            client.get(address, {"next": there}, secure=True),
            client.post(address, sent, secure=True),
        ):
            location = answer.get("Location", "/")
            assert location.startswith("/"), (address, location)
            assert not location.startswith(("//", "/\\")), (address, location)
            assert f'href="{there}"' not in answer.content.decode(), address


def test_a_session_that_somebody_else_chose_is_not_the_one_that_signs_in(portal):
    from django.conf import settings
    from django.core.cache import cache

    # Wrong sign-ins of other tests count against the address that all share.
    cache.clear()
    portal_person = portal.person("analyst", factor=False, confirmed=False)
    attacker, victim = portal.anybody(), portal.anybody()
    attacker.get("/account/login/", secure=True)
    session = attacker.session
    session["planted"] = True
    session.save()
    chosen = session.session_key
    victim.cookies[settings.SESSION_COOKIE_NAME] = chosen
    sent = {"login": portal_person.user.email, "password": "made-up pass phrase"}
    answer = victim.post("/account/login/", sent, secure=True)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != chosen
    attacker.cookies[settings.SESSION_COOKIE_NAME] = chosen
    assert "Signed in as" not in attacker.get("/", secure=True).content.decode()


def test_fields_that_no_form_has_change_nobody_s_rights(portal):
    from wardline.hub.members.models import User

    person = portal.person("readonly")
    kept = ("role", "organization_id", "is_active", "email", "password")
    before = User.objects.filter(pk=person.user.pk).values(*kept).get()
    more = {
        "role": "admin",
        "is_superuser": "on",
        "is_staff": "on",
        "operator": "on",
        "organization": portal.operator,
        "organization_id": portal.operator,
        "email": "other@made-up.example",
        "name": "Made Up",
        "zone": "UTC",
        "user": "1",
        "id": "1",
    }
    for address, view in declared():
        if "POST" in view.declared.methods:
            person.post(f"/{address}", more)
    assert User.objects.filter(pk=person.user.pk).values(*kept).get() == before


LOOKALIKES = (
    "\u0430dmin@made-up.example",  # a Cyrillic letter
    "admin@m\u0430de-up.example",
    "adm\u0131n@made-up.example",  # its capital is a plain one (CVE-2019-19844)
    "\u212admin@made-up.example",  # the sign of Kelvin, whose small letter is a plain one
    "admin\u200b@made-up.example",
    "admin\u202e@made-up.example",
    "a@made-up.example\r\nBcc: b@made-up.example",
    "a@made-up.example\nb@made-up.example",
    "a@made-up.example, b@made-up.example",
    '"a\r\nX: y"@made-up.example',
)  # fmt: skip


@pytest.mark.parametrize("address", LOOKALIKES)
def test_nobody_is_invited_under_a_name_that_looks_like_another_or_writes_headers(portal, address):
    from wardline.core.errors import UsageError
    from wardline.hub.members import people
    from wardline.hub.members.models import Link

    admin = portal.person("admin")
    with pytest.raises(UsageError):
        people.invite(admin.actor, address, admin.organization, "member")
    assert not Link.objects.filter(organization_id=admin.organization).exists()


def test_what_is_typed_is_no_template(portal):
    person = portal.person("analyst")
    typed = "{{ 7|add:7 }}{% now 'Y' %}${7*7}#{7*7}<script>alert(1)</script>"
    for address in ("/objects/", "/docket/", "/evidence/", "/advisories/", "/practices/"):
        told = person.get(address, q=typed).content.decode()
        assert "<script>alert(1)" not in told, address
        assert "49" not in re.findall(r'name="q"[^>]*value="([^"]*)"', told), address
        assert all("14" not in one for one in re.findall(r'name="q"[^>]*value="([^"]*)"', told))


def test_nothing_that_is_asked_for_writes_lines_into_the_log(portal, caplog):
    client = portal.person("analyst").client
    caplog.set_level("DEBUG")
    for text in ("%0aFAKE%20line", "%0d%0aFAKE", "%1b[31mFAKE", "%e2%80%a8FAKE", "%c2%85FAKE"):
        client.get(f"/nothing-{text}/", secure=True)
        client.get("/", {"q": text}, secure=True, HTTP_USER_AGENT="a\x1b[31mFAKE", HTTP_REFERER="x")
        client.post(f"/objects/{text}/talk/", {"text": "x"}, secure=True)
    said = [record.getMessage() for record in caplog.records]
    assert said
    assert all(line.isprintable() for line in said)


@pytest.mark.parametrize(
    "path",
    ["/static/../settings.py", "/static/%2e%2e/%2e%2e/settings.py", "/static/..%2f..%2fdb.sqlite3",
     "/static//etc/passwd", "/static/x/..\\..\\settings.py", "/static/\x00"],
)  # fmt: skip
def test_no_path_leaves_its_folder(portal, path):
    answer = portal.anybody().get(path, secure=True)
    assert answer.status_code in (301, 404)
    assert b"SECRET_KEY" not in answer.content
    assert b"root:" not in answer.content


def test_nothing_foreign_is_ever_made_into_objects_of_python():
    """pickle, marshal and their like run what they read: one file of our own uses one of them."""
    loads = re.compile(r"^\s*(?:import|from) (pickle|marshal|shelve|dill|yaml)\b", re.MULTILINE)
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if loads.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"defend/spool.py"}


def test_sessions_hold_json(portal):
    from django.conf import settings

    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


def test_bodies_that_are_no_text_are_refused_in_a_sentence(portal):
    """Once these were answered with 500: what is no UTF-8 is no DecodeError of the parser's."""
    from wardline.hub.members import service

    key = service.add_key(portal.organization(), "test", ["read", "write"]).secret
    client = portal.anybody()
    for address, body in (
        ("/advisories/answers/send", b'{"answers":[{"advisory":"\xff","state":"done"}]}'),
        ("/incidents/anonymous", b'{"token":"\xff","report":{}}'),
        ("/incidents/reports/", b'{"tlp":"\xff"}'),
        ("/advisories/answers/send", b'{"answers":' + b"[" * 100_000),
    ):
        answer = client.post(
            address,
            body,
            content_type="application/json",
            secure=True,
            HTTP_AUTHORIZATION=f"Bearer {key}",
        )
        assert answer.status_code == 400, (address, answer.content)
