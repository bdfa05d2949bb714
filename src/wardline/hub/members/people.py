"""The verbs on people: invite, join, change a role, deactivate, let in again.

Each asks for the actor's right, changes and records in one transaction.
"""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import SYSTEM, Who, record
from wardline.hub.members import links, service
from wardline.hub.members.actor import Actor
from wardline.hub.members.links import INVITE, SET_UP, SIGN_IN, NewLink
from wardline.hub.members.models import Link, Organization, User
from wardline.hub.members.rights import ROLES, Need

_MOST_NAME = 200


def invite(actor: Actor, email: str, organization: str, role: str) -> NewLink:
    """A one-time link that makes its holder a person of `organization`.

    *Raises* UsageError, ConflictError, ForbiddenError, NotFoundError.
    """
    owner = _owner(actor, organization)
    email = _email(email)
    if role not in ROLES:
        raise UsageError(f"There is no role {role!r}.", hint=f"Roles are {', '.join(ROLES)}.")
    if User.objects.filter(email=email).exists():
        raise ConflictError(
            _("Somebody with this e-mail address has an account already."),
            hint=_("Use another address, or ask the hub's staff."),
        )
    with transaction.atomic():
        # The newest invitation of an address stands; another organization's is not ours to end.
        links.withdraw(purpose=INVITE, email=email, organization=owner)
        made = links.make(INVITE, actor.name, email=email, organization=owner, role=role)
        record(
            actor, Action.USER_INVITED, f"organization:{owner.id}", {"role": role, "link": made.id}
        )
    return made


def withdraw_invitation(actor: Actor, number: str) -> None:
    """End an invitation that was not used yet. *Raises* NotFoundError."""
    link = Link.objects.filter(id=number, purpose=INVITE, used_at=None, withdrawn_at=None).first()
    staff = actor.may(Need.STAFF_MEMBERS)
    # Of another organization, nobody learns whether there is one.
    if link is None or not (staff or link.organization_id == actor.organization):
        raise NotFoundError(_("There is no such invitation, or it was used already."))
    _owner(actor, str(link.organization_id))
    with transaction.atomic():
        links.withdraw(id=number)
        record(
            actor,
            Action.USER_INVITATION_WITHDRAWN,
            f"organization:{link.organization_id}",
            {"link": number},
        )


def invitations(actor: Actor, organization: str) -> list[Link]:
    """The invitations of an organization that still wait, the newest first."""
    _owner(actor, organization)
    return list(
        Link.objects.filter(
            purpose=INVITE, organization_id=organization, used_at=None, withdrawn_at=None
        ).order_by("-created_at")
    )


def join(token: str, name: str, password: str, zone: str, address: str) -> User:
    """Use an invitation up: the new person. *Raises* NotFoundError, UsageError."""
    with transaction.atomic():
        link = links.use(token, INVITE)
        assert link.organization is not None  # noqa: S101 # invitations have one
        user = _new(link.email, link.organization, link.role, name=name, password=password)
        _set_zone(user, zone)
        record(_self(user, address), Action.USER_JOINED, f"user:{user.pk}", {"role": user.role})
    return user


def set_up_link() -> NewLink | None:
    """The link for the first start, where nobody runs this hub yet; older ones end."""
    if Organization.objects.filter(operator=True, people__isnull=False).exists():
        return None
    with transaction.atomic():
        links.withdraw(purpose=SET_UP)
        return links.make(SET_UP, "first start")


def set_up(token: str, organization: dict[str, str], person: dict[str, str], address: str) -> User:
    """Use the first link up: the organization that runs the hub, and its first administrator.

    *Shape*: organization: name, kind; person: name, email, password, zone.
    """
    with transaction.atomic():
        links.use(token, SET_UP)
        number = service.add_organization(organization["name"], organization["kind"], SYSTEM)
        Organization.objects.filter(id=number).update(operator=True)
        owner = Organization.objects.get(id=number)
        user = _new(
            _email(person["email"]),
            owner,
            "admin",
            name=person["name"],
            password=person["password"],
        )
        _set_zone(user, person["zone"])
        actor = _self(user, address)
        record(actor, Action.USER_JOINED, f"user:{user.pk}", {"role": "admin"})
    return user


def people(actor: Actor, organization: str) -> list[User]:
    """An organization's people by name."""
    _owner(actor, organization)
    found = User.objects.filter(organization_id=organization)
    return list(found.order_by("-is_active", "name", "email"))


def everybody(actor: Actor) -> list[User]:
    """The people of all organizations by address. *Raises* ForbiddenError."""
    actor.require(Need.STAFF_MEMBERS)
    return list(User.objects.select_related("organization").order_by("email"))


def by_email(actor: Actor, email: str) -> User:
    """Whose account it is. *Raises* NotFoundError where there is none, ForbiddenError."""
    actor.require(Need.STAFF_MEMBERS)
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise NotFoundError(f"There is no account {email!r}.", hint="See 'wardline user list'.")
    return found


def person(actor: Actor, uuid: str) -> User:
    """Somebody the actor may manage. *Raises* NotFoundError for anybody else."""
    try:
        found = User.objects.select_related("organization").filter(uuid=uuid).first()
    except (ValidationError, ValueError):
        found = None
    own = found is not None and found.organization_id == actor.organization
    may = (own and actor.may(Need.PEOPLE)) or actor.may(Need.STAFF_MEMBERS)
    if found is None or not may:
        raise NotFoundError(_("There is no such person in your organization."))
    return found


def change_role(actor: Actor, uuid: str, role: str) -> User:
    """Give somebody another role, from their next click on."""
    if role not in ROLES:
        raise UsageError(f"There is no role {role!r}.", hint=f"Roles are {', '.join(ROLES)}.")
    with transaction.atomic():
        user = person(actor, uuid)
        _keep_an_administrator(user, leaves=role != "admin")
        before, user.role = user.role, role
        user.save(update_fields=["role"])
        record(
            actor, Action.USER_ROLE_CHANGED, f"user:{user.pk}", {"before": before, "after": role}
        )
    return user


def deactivate(actor: Actor, uuid: str) -> User:
    """End somebody's access at once: the account, its sessions, its links."""
    with transaction.atomic():
        user = person(actor, uuid)
        if user.pk == actor.user:
            raise ForbiddenError(
                _("You cannot deactivate your own account."),
                hint=_("Another administrator of your organization can."),
            )
        _keep_an_administrator(user, leaves=True)
        user.is_active = False
        user.save(update_fields=["is_active"])
        links.withdraw(user=user)
        _end_sessions(user)
        record(actor, Action.USER_DEACTIVATED, f"user:{user.pk}")
    return user


def reactivate(actor: Actor, uuid: str) -> User:
    """Let somebody in again."""
    with transaction.atomic():
        user = person(actor, uuid)
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(actor, Action.USER_REACTIVATED, f"user:{user.pk}")
    return user


def end_sessions(actor: Actor, uuid: str) -> int:
    """Sign somebody out everywhere; how many sessions that were."""
    with transaction.atomic():
        user = person(actor, uuid)
        ended = _end_sessions(user)
        record(actor, Action.SESSION_ENDED, f"user:{user.pk}", {"sessions": ended})
    return ended


def way_in(actor: Actor, uuid: str) -> NewLink:
    """A link for somebody who lost their password or second factor: it sets both anew.

    Whoever gives it out has to be sure of whom it reaches; it is recorded.
    """
    with transaction.atomic():
        user = person(actor, uuid)
        links.withdraw(purpose=SIGN_IN, user=user)
        made = links.make(SIGN_IN, actor.name, user=user)
        record(actor, Action.USER_CHANGED, f"user:{user.pk}", {"way_in": made.id})
    return made


def recover(token: str, password: str, address: str) -> User:
    """Use a way in up: a new password, no second factor, and no session but the one to come."""
    with transaction.atomic():
        user = links.use(token, SIGN_IN).user
        if user is None or not user.is_active:
            raise NotFoundError(_("This account is not active."), hint=_("Ask your administrator."))
        _check_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        _end_sessions(user)
        record(_self(user, address), Action.USER_PASSWORD_CHANGED, f"user:{user.pk}", {"link": 1})
    return user


def add_made_up(email: str, name: str, organization: str, role: str) -> NewLink:
    """A made-up person of a demonstration, without a password; the link signs in, once.

    Only the command line's demo calls this: no page makes such a link.
    """
    with transaction.atomic():
        owner = service.organization(organization)
        user = User.objects.create_user(email, None, organization=owner, role=role, name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        record(SYSTEM, Action.USER_JOINED, f"user:{user.pk}", {"role": role, "made_up": True})
        return links.make(links.ENTER, "demo", user=user)


def enter(token: str) -> User:
    """Use a demonstration's link up: who signs in."""
    with transaction.atomic():
        user = links.use(token, links.ENTER).user
        if user is None or not user.is_active:
            raise NotFoundError(_("This account is not active."), hint=_("Start the demo again."))
    return user


def change_self(actor: Actor, name: str, zone: str, language: str) -> User:
    """Change what a person may change of their own account."""
    actor.require(Need.SIGNED_IN)
    with transaction.atomic():
        user = User.objects.get(pk=actor.user or 0)
        user.name = _name(name)
        user.language = language if language in ("", "en", "es") else ""
        user.save(update_fields=["name", "language"])
        _set_zone(user, zone)
        record(actor, Action.USER_CHANGED, f"user:{user.pk}")
    return user


def change_language(actor: Actor, language: str) -> None:
    """Change the language of somebody who chose one; what their browser asks for stays theirs."""
    actor.require(Need.SIGNED_IN)
    if language not in ("en", "es"):
        return
    rows = User.objects.filter(pk=actor.user or 0).exclude(language__in=("", language))
    with transaction.atomic():
        if rows.update(language=language):
            record(actor, Action.USER_CHANGED, f"user:{actor.user}")


def has_factor(user: User) -> bool:
    """Whether a second factor (an app's codes or a passkey) is set up."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def sessions(user: User) -> list[UserSession]:
    """A person's sessions that are still open, the newest first."""
    found = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    return [session for session in found if session.exists()]


def may_manage(actor: Actor, organization: str) -> None:
    """Go on only if the actor manages these people. *Raises* NotFoundError, ForbiddenError."""
    _owner(actor, organization)


def _owner(actor: Actor, organization: str) -> Organization:
    """The organization whose people the actor may manage. *Raises* NotFoundError."""
    if organization != actor.organization:
        if not actor.may(Need.STAFF_MEMBERS):
            raise NotFoundError(_("There is no such organization."))
    else:
        actor.require(Need.PEOPLE)
    return service.organization(organization)


def _self(user: User, address: str) -> Who:
    return Who("user", str(user.pk), user.name or user.email, user.organization_id, address)


def _email(text: str) -> str:
    # Letters of other alphabets look like plain ones, and some become plain ones in small letters.
    email = text.strip().lower() if text.strip().isascii() else ""
    try:
        validate_email(email)
    except ValidationError:
        raise UsageError(
            _("This is no e-mail address that is taken here."),
            hint=_("Write it like name@hospital.example, a domain of other letters as xn--…."),
        ) from None
    return email


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _MOST_NAME or not name.isprintable():
        raise UsageError(
            _("A name has 1 to 200 characters that can be seen."),
            hint=_("Write your name as usual."),
        )
    return name


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages), hint=_("Four random words are good.")) from None


def _new(email: str, owner: Organization, role: str, **fields: Any) -> User:
    if User.objects.filter(email=email).exists():
        raise ConflictError(_("Somebody with this e-mail address has an account already."))
    user = User(email=email, organization=owner, role=role, name=_name(fields["name"]))
    _check_password(fields["password"], user)
    user.set_password(fields["password"])
    user.save()
    # The link went to this address, or by the hand of an administrator who answers for it.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _set_zone(user: User, zone: str) -> None:
    try:
        zoneinfo.ZoneInfo(zone or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            _("There is no time zone '%(zone)s'.") % {"zone": zone[:60]},
            hint=_("Write it like America/Chicago."),
        ) from None
    user.zone = zone or "UTC"
    user.save(update_fields=["zone"])


def _end_sessions(user: User) -> int:
    open_ones = sessions(user)
    for session in open_ones:
        session.end()
    return len(open_ones)


def _keep_an_administrator(user: User, *, leaves: bool) -> None:
    """Nobody may leave an organization without an administrator."""
    if not leaves or user.role != "admin" or not user.is_active:
        return
    rows = User.objects.select_for_update().filter(
        organization_id=user.organization_id, role="admin", is_active=True
    )
    if not [row.pk for row in rows if row.pk != user.pk]:
        raise ForbiddenError(
            _("This is the organization's only administrator."),
            hint=_("Make somebody else an administrator first."),
        )
