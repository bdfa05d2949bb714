"""Fills a new hub with made-up organizations, people and objects; prints what a browser needs.

`python tests/browser/seed.py DATA`, in a process of its own: Django is set up once in a process.
An area that wants its pages seen with content adds a function to `FILLED`; those there are stand
in `seeding_*.py` by subject.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from seeding import NAMESPACE, ROLES, member, number
from seeding_advice import advised, told
from seeding_exchange import held, invited, kept, noticed, peered, published, shared
from seeding_incidents import counted, proposed, reported
from seeding_taskforce import accounted, coded, heard, met

# What whoever adds an area here needs, too.
__all__ = ["FILLED", "NAMESPACE", "ROLES", "member", "number"]


def people() -> Iterator[tuple[str, Any]]:
    """One person of each role at a hospital, and the same at the hub's own organization."""
    from wardline.hub.members import service
    from wardline.hub.members.models import Organization, User

    hospital = service.add_organization("Hospital of Made-up Falls", "hospital")
    hub = service.add_organization("Made-up Sector ISAC", "isac")
    Organization.objects.filter(id=hub).update(operator=True)
    for owner, prefix in ((hospital, ""), (hub, "staff-")):
        for role in ROLES:
            user = User.objects.create_user(
                f"{prefix}{role}@made-up.example",
                "made-up pass phrase",
                organization_id=owner,
                role=role,
                name=f"Sam {role.title()}",
                zone="America/Chicago",
            )
            yield f"{prefix}{role}", user
    # Who signs out in a test, and takes nobody else's session along.
    leaving = User.objects.create_user(
        "leaving@made-up.example",
        "made-up pass phrase",
        organization_id=hospital,
        role="member",
        name="Lee Leaving",
    )
    yield "leaving", leaving


# What fills the hub, in this order: each is given the data folder and the people by role, and gives
# the addresses of pages to which no link leads.
FILLED: list[Callable[[Path, dict[str, Any]], list[str]]] = [
    invited,
    published,
    shared,
    held,
    reported,
    counted,
    noticed,
    kept,
    proposed,
    heard,
    # Before a finding breaks: no report is built on one that is published and broken.
    accounted,
    coded,
    met,
    told,
    advised,
    peered,
]


def sessions(made: dict[str, Any]) -> dict[str, str]:
    """A session cookie for each person, as signing in with a second factor makes one."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client

    found = {}
    for role, user in made.items():
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() + 3600, "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def addresses() -> list[dict[str, Any]]:
    """Every page of the portal that answers GET: its name, its address, whether it is ours."""
    from django.urls import URLPattern, get_resolver

    found: list[dict[str, Any]] = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if not isinstance(entry, URLPattern):
                walk(entry.url_patterns, route)
                continue
            declared = getattr(entry.callback, "declared", None)
            if declared is not None and "GET" not in declared.methods:
                continue
            if not route.endswith((".json", ".csv")):
                found.append({"name": entry.name, "route": f"/{route}", "ours": bool(declared)})

    walk(get_resolver().url_patterns, "")
    return found


def main() -> None:
    from wardline.hub import setup

    data = Path(sys.argv[1])
    setup.migrate(data)
    setup.portal(data)
    from django.conf import settings

    made = dict(people())
    unlinked = [address for fill in FILLED for address in fill(data, made)]
    told = {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": sessions(made),
        "addresses": addresses(),
        "unlinked": unlinked,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
