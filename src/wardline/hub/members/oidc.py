"""Signing in by an identity provider: what django-allauth leaves out is done here.

1. A nonce of 256 bits goes along, and is kept in the person's session.
2. The answer's ID token must be signed by a key that the provider publishes, whichever way it came,
   and must hold that nonce. It is good for one answer.
3. The user information must be of the same subject as the token.

*Source*: OpenID Connect Core 1.0, sections 3.1.2.1, 3.1.3.7 and 5.3.2; OWASP ASVS 5.0, 10.5.1.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path

_KEY = "oidc_nonces"
# As many sign-ins may be under way in one browser.
_MOST = 5


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth is untyped
    """The way to the provider and back, with the checks above."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kept: Any) -> Any:
        """Who came back. *Raises* OAuth2Error."""
        if not kept["response"].get("id_token"):
            raise OAuth2Error("The identity provider gave no ID token.")
        claims = self._decode_id_token(app, kept["response"]["id_token"])
        _take(request, claims.get("nonce"))
        told = self._fetch_user_info(token.token)
        if told.get("sub") != claims.get("sub"):
            raise OAuth2Error("The user information is of somebody else than the ID token.")
        data = {"id_token": claims, "userinfo": told}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc] # allauth is untyped
    """The identity provider of the settings."""

    oauth2_adapter_class = Adapter

    @classmethod
    def get_package(cls) -> str:
        """Where allauth finds a provider's addresses: its own, or it would take this room's."""
        return str(OpenIDConnectProvider.get_package())

    def get_auth_params_from_request(self, request: HttpRequest, *_action: str) -> dict[str, Any]:
        """What goes along to the provider. Nothing of it comes from the asker's address."""
        nonce = secrets.token_urlsafe(32)
        kept = [*request.session.get(_KEY, []), nonce]
        request.session[_KEY] = kept[-_MOST:]
        return {**self.get_auth_params(), "nonce": nonce}


def _take(request: HttpRequest, nonce: Any) -> None:
    """Use up a nonce of this session. *Raises* OAuth2Error for one that is not of it, or none."""
    kept = [str(one) for one in request.session.get(_KEY, [])]
    given = str(nonce or "").encode()
    found = [one for one in kept if hmac.compare_digest(one.encode(), given)]
    if not found:
        raise OAuth2Error("The answer is not to a question of this browser.")
    request.session[_KEY] = [one for one in kept if one not in found]


def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the provider."""
    return _seen(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from it."""
    return _seen(OAuth2CallbackView, request, provider_id)


def _seen(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    try:
        answer: HttpResponseBase = view.adapter_view(Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer


# In the place of the library's own, under the same names.
_AT = "account/oidc/<str:provider_id>/login/"
urlpatterns = [
    path(_AT, login, name="openid_connect_login"),
    path(f"{_AT}callback/", callback, name="openid_connect_callback"),
]
