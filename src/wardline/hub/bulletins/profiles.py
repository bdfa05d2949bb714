"""What a person told of themselves: size, role, systems; and the reader that this makes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wardline.bulletins.model import LANGUAGES, ROLES, SIZES
from wardline.bulletins.readers import Reader
from wardline.core.errors import UnauthorizedError, UsageError
from wardline.hub.bulletins.models import Profile
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
from wardline.hub.members.rights import Need

MOST_SYSTEMS = 200
_MOST_NAME = 100


def reader(user: User, profile: Profile | None, language: str = "") -> Reader:
    """A person as a reader; without a profile only their organization's kind is known."""
    spoken = language or user.language or "en"
    kept = profile or Profile()
    return Reader(
        user.organization.kind, kept.size, kept.role, tuple(json.loads(kept.systems)), known(spoken)
    )


def known(language: str) -> str:
    """A language that bulletins are written in."""
    short = language.split("-", maxsplit=1)[0]
    return short if short in LANGUAGES else "en"


def of_actor(actor: Actor) -> tuple[Reader, Profile | None]:
    """Whoever reads a page, and what they told of themselves."""
    language = known(get_language() or "en")
    user = User.objects.select_related("organization").filter(pk=actor.user or 0).first()
    if user is None:
        return Reader(language=language), None
    profile = Profile.objects.filter(user=user).first()
    return reader(user, profile, language), profile


def of_people(people: Iterable[User]) -> dict[int, Profile]:
    """The profiles of people, by their numbers."""
    return {row.user_id: row for row in Profile.objects.filter(user__in=people)}


def keep(actor: Actor, size: str, role: str, systems: Iterable[str], *, everything: bool) -> None:
    """Keep what a person tells of themselves. *Raises* UsageError, UnauthorizedError."""
    actor.require(Need.SIGNED_IN)
    if actor.user is None:
        raise UnauthorizedError("Only a person has a profile.", hint="Sign in to the portal.")
    names = list(dict.fromkeys(name for one in systems if (name := " ".join(one.split()))))
    if size not in ("", *SIZES) or role not in ("", *ROLES):
        raise UsageError(_("Choose a size and a role from the lists."))
    if len(names) > MOST_SYSTEMS or any(len(one) > _MOST_NAME for one in names):
        raise UsageError(
            _("At most %(most)d systems, each of at most %(long)d characters.")
            % {"most": MOST_SYSTEMS, "long": _MOST_NAME},
            hint=_("Name the makers and models that matter most."),
        )
    given = {"size": size, "role": role, "systems": json.dumps(names), "everything": everything}
    Profile.objects.update_or_create(user_id=actor.user, defaults=given)
