"""Django's settings, made from the hub's own (`hub.config`). The data folder is WARDLINE_DATA."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from wardline.hub.config import Config, load
from wardline.hub.db import patient

# 16 kB pages hold a dozen objects each: reading a page of objects then costs 0.8 µs an object
# instead of 1.9 with SQLite's default of 4 kB, and inserts are 1.4 times faster (docs/adr/0004).
SQLITE_PAGE_SIZE = 16_384


def databases(config: Config) -> dict[str, Any]:
    """Django's DATABASES for `config`."""
    from psycopg.conninfo import conninfo_to_dict

    url = config["database.url"]
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.sqlite_path),
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": f"PRAGMA page_size={SQLITE_PAGE_SIZE};"
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
        }
    # As libpq reads it: several hosts, of which one takes writes, are one address.
    found: dict[str, Any] = dict(conninfo_to_dict(patient(url)))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname", ""),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": str(found.pop("port", "")),
        "OPTIONS": found,
        "CONN_HEALTH_CHECKS": True,
    }


def providers(config: Config) -> dict[str, Any]:
    """The identity provider of the settings, as allauth wants it; none without oidc.server."""
    ours = {"provider_class": "wardline.hub.members.oidc.Provider", "OAUTH_PKCE_ENABLED": True}
    if not config["oidc.server"]:
        return {"openid_connect": {**ours, "APPS": []}}
    path = config["oidc.secret_file"]
    app = {
        "provider_id": "sso",
        "name": config["oidc.name"] or "Single sign-on",
        "client_id": config["oidc.client"],
        "secret": Path(path).read_text(encoding="utf-8").strip() if path else "",
        "settings": {
            "server_url": config["oidc.server"],
            "token_auth_method": "client_secret_basic",
        },
    }
    return {"openid_connect": {**ours, "APPS": [app]}}


CONFIG = load(Path(os.environ.get("WARDLINE_DATA", "data")))
DATABASES = {"default": {**databases(CONFIG), "CONN_MAX_AGE": 300}}
INSTALLED_APPS = [
    # Before allauth: our templates stand in for its own.
    "wardline.hub.portal",
    "wardline.hub.members",
    "wardline.hub.advisories",
    "wardline.hub.audit",
    "wardline.hub.bulletins",
    "wardline.hub.docket",
    "wardline.hub.evidence",
    "wardline.hub.exchange",
    "wardline.hub.incidents",
    "wardline.hub.notices",
    "wardline.hub.objects",
    "wardline.hub.practices",
    "wardline.hub.report",
    "wardline.hub.review",
    "wardline.hub.statistics",
    "wardline.hub.taskforce",
    "wardline.hub.tokens",
    "wardline.hub.anonymous",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
# Signs nothing that lasts: `setup.portal` puts in the secret that all processes of a hub share.
SECRET_KEY = secrets.token_hex(32)

# --- The portal. The front door (hub/gateway.py) is the only one that reaches it: it sets these
# headers itself, whatever a client sent.
ALLOWED_HOSTS = ["*"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = False
ROOT_URLCONF = "wardline.hub.portal.urls"
WSGI_APPLICATION = "wardline.hub.portal.wsgi.application"
APPEND_SLASH = True
MIDDLEWARE = [
    # First, and last on the way out: what says who asks must not get any further.
    "wardline.hub.anonymous.middleware.Anonymous",
    "wardline.hub.portal.middleware.SecurityHeaders",
    "wardline.hub.portal.static.Static",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "wardline.hub.portal.middleware.Acting",
    "wardline.hub.portal.middleware.SecondFactor",
    "wardline.hub.portal.staying.Staying",
    "wardline.hub.portal.middleware.Locale",
    "django.middleware.common.CommonMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wardline.hub.portal.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "wardline.hub.portal.templatetags.portal"],
        },
    }
]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wardline.hub.portal.static.Storage"},
}
# Sessions and counters lie in the database: what ends in one process ends in all.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wardline.hub.portal.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIG["portal.max_body"]
# Nothing that somebody sends lies in a temporary file.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = CONFIG["portal.max_body"]

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "wardline.hub.members.passwords.PredictableValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "wardline.hub.members.adapter.AccountAdapter"
# Five wrong passwords in five minutes for one account in one kind of browser, ten a minute from
# one address; what is counted lies in the database, for all processes.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SOCIALACCOUNT_ADAPTER = "wardline.hub.members.adapter.SocialAdapter"
# The operator chose the provider: whom it knows by a verified address is that person here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = providers(CONFIG)
MFA_TOTP_ISSUER = CONFIG["taxii.title"]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True
