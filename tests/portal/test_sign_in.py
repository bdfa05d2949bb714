"""Signing in by an app's code, by a recovery code, and by an identity provider."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

PASSWORD = "made-up pass phrase"


def sign_in(client, email: str):
    return client.post("/account/login/", {"login": email, "password": PASSWORD}, secure=True)


def code_of(secret: str, at: float) -> str:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    assert at
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_app_is_set_up_and_then_asked_for(portal, monkeypatch):
    from allauth.mfa.totp.internal import auth

    # The clock stands still: one code, used twice, is of one step of thirty seconds.
    at = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: at))
    person = portal.person("admin", factor=False)
    page = person.get("/account/2fa/totp/activate/").content.decode()
    # The picture is an element: the policy of the page loads no data addresses.
    assert "<svg" in page
    assert "data:image" not in page
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    code = code_of(secret, at)
    done = person.post("/account/2fa/totp/activate/", {"code": code})
    assert done.status_code == 302
    assert person.get("/people/").status_code == 200
    client = portal.anybody()
    first = sign_in(client, person.user.email)
    assert "/2fa/authenticate/" in first["Location"]
    # The password alone opens nothing.
    assert client.get("/account/", secure=True).status_code == 302
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"}, secure=True)
    assert wrong.status_code == 200
    from django.core.cache import cache

    cache.clear()  # a code is taken once; the one that set the app up is used again here
    right = client.post("/account/2fa/authenticate/", {"code": code}, secure=True)
    assert right.status_code == 302
    assert client.get("/account/", secure=True).status_code == 200


def test_a_recovery_code_works_once(portal):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = portal.person("analyst", factor=False)
    TOTP.activate(person.user, generate_totp_secret())
    code = RecoveryCodes.activate(person.user).get_unused_codes()[0]
    for expected in (302, 200):
        client = portal.anybody()
        sign_in(client, person.user.email)
        answer = client.post("/account/2fa/authenticate/", {"code": code}, secure=True)
        assert answer.status_code == expected


class Provider:
    """A small OpenID provider: it knows one person, and says what it was asked."""

    def __init__(self, email: str, *, verified: bool = True):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.email, self.verified, self.nonce = email, verified, ""
        self.address = ""
        self.asked: list[str] = []
        # What a forger or a broken provider would put in the place of the right claims.
        self.claims: dict[str, object] = {}
        self.signs_with = self.key

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, object]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            places = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "userinfo_endpoint": "userinfo",
                "jwks_uri": "jwks",
            }
            return {"issuer": self.address} | {k: f"{self.address}/{v}" for k, v in places.items()}
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]}
        who = {"sub": f"sub of {self.email}", "email": self.email, "email_verified": self.verified}
        if path == "/userinfo":
            return who
        assert form["code_verifier"], "no PKCE"
        claims = {**who, "iss": self.address, "aud": "wardline", "nonce": self.nonce}
        claims |= {"iat": int(time.time()), "exp": int(time.time()) + 60}
        claims = {k: v for k, v in (claims | self.claims).items() if v is not None}
        token = jwt.encode(claims, self.signs_with, "RS256", {"kid": "k1"})
        return {"access_token": "made-up", "token_type": "Bearer", "id_token": token}


@contextlib.contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def reply(self):
            size = int(self.headers.get("content-length") or 0)
            form = parse_qs(self.rfile.read(size).decode())
            body = json.dumps(provider.answer(urlsplit(self.path).path, form)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = reply  # noqa: N815 # as the library names them

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def by_provider(client, provider: Provider):
    """Go to the provider and come back, as a browser would."""
    from django.test import override_settings

    from wardline.hub.config import Config, Value
    from wardline.hub.settings import CONFIG, providers

    told = {"server": provider.address, "client": "wardline", "name": "Made-up SSO"}
    values = {f"oidc.{k}": Value(f"oidc.{k}", v, "test") for k, v in told.items()}
    settings = providers(Config(CONFIG.data, {**CONFIG.values, **values}))
    with override_settings(SOCIALACCOUNT_PROVIDERS=settings):
        page = client.get("/account/login/", secure=True).content.decode()
        assert "Sign in with Made-up SSO" in page
        away = client.post("/account/oidc/sso/login/?process=login", secure=True)
        asked = parse_qs(urlsplit(away["Location"]).query)
        provider.nonce = asked["nonce"][0]
        back = {"code": "made-up", "state": asked["state"][0]}
        return client.get("/account/oidc/sso/login/callback/", back, secure=True)


@pytest.mark.parametrize("verified", [True, False])
def test_a_provider_signs_in_whom_it_knows_by_a_verified_address(portal, verified):
    from allauth.account.models import EmailAddress

    person = portal.person("analyst", factor=False)
    EmailAddress.objects.create(
        user=person.user, email=person.user.email, verified=True, primary=True
    )
    client = portal.anybody()
    with running(Provider(person.user.email, verified=verified)) as provider:
        by_provider(client, provider)
        assert "/token" in provider.asked
    status = client.get("/account/", secure=True).status_code
    assert status == (200 if verified else 302)


def test_a_provider_makes_no_account(portal):
    from wardline.hub.members.models import User

    client = portal.anybody()
    with running(Provider("stranger@made-up.example")) as provider:
        answer = by_provider(client, provider)
    assert client.get("/account/", secure=True).status_code == 302
    assert not User.objects.filter(email="stranger@made-up.example").exists()
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": None},
        {"nonce": ""},
        {"nonce": "of another browser"},
        {"sub": "somebody else"},
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"exp": 1},
    ],
    ids=lambda claims: " ".join(f"{k}={v}" for k, v in claims.items()),
)
def test_a_token_that_is_not_the_answer_to_our_question_opens_nothing(portal, claims):
    from allauth.account.models import EmailAddress

    person = portal.person("analyst", factor=False)
    EmailAddress.objects.create(
        user=person.user, email=person.user.email, verified=True, primary=True
    )
    client = portal.anybody()
    provider = Provider(person.user.email)
    provider.claims = claims
    with running(provider):
        answer = by_provider(client, provider)
    assert answer.status_code == 401
    assert client.get("/account/", secure=True).status_code == 302
    # The same without the fault opens.
    provider.claims = {}
    with running(provider):
        by_provider(client, provider)
    assert client.get("/account/", secure=True).status_code == 200


def test_a_token_signed_by_another_opens_nothing(portal):
    from allauth.account.models import EmailAddress

    person = portal.person("analyst", factor=False)
    EmailAddress.objects.create(
        user=person.user, email=person.user.email, verified=True, primary=True
    )
    client = portal.anybody()
    provider = Provider(person.user.email)
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with running(provider):
        by_provider(client, provider)
    assert client.get("/account/", secure=True).status_code == 302


def test_a_nonce_is_good_for_one_answer(portal):
    client = portal.anybody()
    with running(Provider("stranger@made-up.example")) as provider:
        by_provider(client, provider)
        assert provider.nonce not in client.session.get("oidc_nonces", [])
        seen = {provider.nonce}
        by_provider(client, provider)
        assert provider.nonce not in seen


def test_what_goes_to_the_provider_is_not_the_askers_word(portal):
    from django.test import override_settings

    from wardline.hub.config import Config, Value
    from wardline.hub.settings import CONFIG, providers

    with running(Provider("a@made-up.example")) as provider:
        told = {"server": provider.address, "client": "wardline", "name": "Made-up SSO"}
        values = {f"oidc.{k}": Value(f"oidc.{k}", v, "test") for k, v in told.items()}
        settings = providers(Config(CONFIG.data, {**CONFIG.values, **values}))
        with override_settings(SOCIALACCOUNT_PROVIDERS=settings):
            path = "/account/oidc/sso/login/?process=login&auth_params=nonce%3Dmine"
            away = portal.anybody().post(path, secure=True)
    assert parse_qs(urlsplit(away["Location"]).query)["nonce"] != ["mine"]
    nobody = portal.anybody().get("/account/oidc/no-such/login/", secure=True)
    assert nobody.status_code == 404
