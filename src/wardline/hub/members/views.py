"""Pages of the room: one's own account, an organization's people and keys, the hub's members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, UsageError, WardlineError
from wardline.hub.audit.actions import WORDS, Action
from wardline.hub.audit.service import Who, about, called
from wardline.hub.members import forms, keys, links, people, service
from wardline.hub.members.adapter import remember_device
from wardline.hub.members.models import Link, User
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.portal.where import base_of
from wardline.hub.settings import CONFIG

_MOST_HISTORY = 200
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_DAY = 86_400_000_000


def _enter(request: Request, user: User) -> HttpResponseBase:
    """Sign somebody in who has just set a password, and show the first page."""
    login(request, user, backend=_BACKEND)
    record_authentication(request, user, method="password", reauthenticated=True)
    response = HttpResponseRedirect("/")
    remember_device(request, response, user.email)
    return response


def _again(template: str, form: Any, error: WardlineError, data: dict[str, Any]) -> Page:
    """The form once more, with all that was typed and what is wrong."""
    form.add_error(None, str(error))
    return Page(template, data, 409 if isinstance(error, ConflictError) else 400, {"form": form})


@page("join", Need.PUBLIC, methods=("GET", "POST"))
def join(request: Request, token: str) -> Page | HttpResponseBase:
    """Accept an invitation."""
    link = links.find(token, links.INVITE)
    assert link.organization is not None  # noqa: S101 # invitations have one
    data = {"email": link.email, "organization": link.organization.name, "role": link.role}
    form = forms.Join(request.POST or None)
    extra = {"form": form, "zones": forms.zones()}
    if request.method != "POST":
        return Page("members/join.html", data, extra=extra)
    if not form.is_valid():
        return Page("members/join.html", data, 400, extra)
    typed = form.cleaned_data
    try:
        user = people.join(
            token, typed["name"], typed["password"], typed["zone"], request.actor.address
        )
    except (UsageError, ConflictError) as error:
        return _again("members/join.html", form, error, data)
    messages.success(request, _("Welcome. You are signed in."))
    return _enter(request, user)


@page("set-up", Need.PUBLIC, methods=("GET", "POST"))
def set_up(request: Request, token: str) -> Page | HttpResponseBase:
    """The first start of a hub: who runs it, and its first administrator."""
    links.find(token, links.SET_UP)
    form = forms.SetUp(request.POST or None)
    extra = {"form": form, "zones": forms.zones()}
    if request.method != "POST":
        return Page("members/set_up.html", {}, extra=extra)
    if not form.is_valid():
        return Page("members/set_up.html", {}, 400, extra)
    typed = form.cleaned_data
    organization = {"name": typed["organization"], "kind": typed["kind"]}
    try:
        user = people.set_up(token, organization, typed, request.actor.address)
    except (UsageError, ConflictError) as error:
        return _again("members/set_up.html", form, error, {})
    messages.success(request, _("This hub is set up, and you are its first administrator."))
    return _enter(request, user)


@page("way-in", Need.PUBLIC, methods=("GET", "POST"))
def way_in(request: Request, token: str) -> Page | HttpResponseBase:
    """Come in again without the old password or second factor."""
    link = links.find(token, links.SIGN_IN)
    data = {"email": link.user.email if link.user else ""}
    form = forms.NewPassword(request.POST or None)
    if request.method != "POST":
        return Page("members/way_in.html", data, extra={"form": form})
    if not form.is_valid():
        return Page("members/way_in.html", data, 400, {"form": form})
    try:
        user = people.recover(token, form.cleaned_data["password"], request.actor.address)
    except UsageError as error:
        return _again("members/way_in.html", form, error, data)
    messages.success(request, _("Your password is changed. Set a second factor up again."))
    return _enter(request, user)


@page("enter", Need.PUBLIC, methods=("GET", "POST"))
def enter(request: Request, token: str) -> Page | HttpResponseBase:
    """Sign in as a made-up person of the demo."""
    link = links.find(token, links.ENTER)
    if request.method != "POST":
        user = link.user
        data = {
            "name": user.name if user else "",
            "organization": user.organization.name if user else "",
            "role": user.role if user else "",
        }
        return Page("members/enter.html", data)
    return _enter(request, people.enter(token))


@page("account", Need.SIGNED_IN, methods=("GET", "POST"))
def account(request: Request) -> Page | HttpResponseBase:
    """One's own account."""
    user = User.objects.select_related("organization").get(pk=request.actor.user or 0)
    data = {
        "name": user.name,
        "email": user.email,
        "organization": user.organization.name,
        "role": user.role,
        "zone": user.zone,
        "language": user.language,
        "second_factor": people.has_factor(user),
        "sessions": len(people.sessions(user)),
    }
    form = forms.Account(request.POST or None, initial=data)
    extra = {"form": form, "zones": forms.zones(), "role_words": forms.ROLE_WORDS.get(user.role)}
    if request.method != "POST":
        return Page("members/account.html", data, extra=extra)
    if not form.is_valid():
        return Page("members/account.html", data, 400, extra)
    try:
        people.change_self(request.actor, **form.cleaned_data)
    except UsageError as error:
        return _again("members/account.html", form, error, data)
    messages.success(request, _("Saved."))
    return redirect("account")


@page("people", Need.PEOPLE, csv="people")
def own_people(request: Request) -> Page:
    """The people of one's own organization, and the invitations that wait."""
    return people_page(request, request.actor.organization)


def people_page(request: Request, organization: str) -> Page:
    """The people of an organization that the actor manages."""
    owner = service.organization(organization)
    data = {
        "organization": {"id": owner.id, "name": owner.name, "kind": owner.kind},
        "people": [_row(user) for user in people.people(request.actor, organization)],
        "invitations": [
            _invitation(one) for one in people.invitations(request.actor, organization)
        ],
    }
    extra = {"form": forms.Invite(), "own": organization == request.actor.organization}
    return Page("members/people.html", data, extra=extra)


@page("staying", Need.SIGNED_IN)
def staying_page(request: Request) -> Page:
    """How long a sign-in lasts, and why; asked for while one types, it says that one is there."""
    data = {
        "idle": int(CONFIG["security.idle_minutes"]),
        "day": int(CONFIG["security.session_hours"]),
    }
    return Page("members/staying.html", data)


@page("history", Need.SIGNED_IN, csv="history")
def history(request: Request) -> Page:
    """What happened to one's own account, the newest first."""
    return Page("members/history.html", {"history": past(request.actor.user or 0)})


def past(user: int) -> list[dict[str, Any]]:
    """The newest events of an account, as its own page and its administrators' show them."""
    return [
        {
            "at": entry.at,
            "what": _(WORDS[Action(entry.action)]),
            "by": ""
            if entry.actor == str(user)
            else called(Who(entry.kind, entry.actor, entry.name)),
            "address": entry.address,
        }
        for entry in about(f"user:{user}", _MOST_HISTORY)
    ]


def _row(user: User) -> dict[str, Any]:
    return {
        "id": str(user.uuid),
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "active": user.is_active,
        "second_factor": people.has_factor(user),
        "last_sign_in": None
        if user.last_login is None
        else int(user.last_login.timestamp() * 1_000_000),
    }


def _invitation(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "email": link.email,
        "role": link.role,
        "by": link.made_by,
        "expires": link.expires_at,
        "too_old": link.expires_at <= now(),
    }


@page("invite", Need.SIGNED_IN, methods=("POST",), step_up=True)
def invite(request: Request, organization: UUID) -> Page:
    """Invite somebody; the link is shown once."""
    number = str(organization)
    form = forms.Invite(request.POST)
    people.may_manage(request.actor, number)
    owner = service.organization(number)
    data = {"organization": {"id": owner.id, "name": owner.name}}
    if not form.is_valid():
        return Page("members/invite.html", data, 400, {"form": form})
    typed = form.cleaned_data
    try:
        made = people.invite(request.actor, typed["email"], number, typed["role"])
    except (UsageError, ConflictError) as error:
        return _again("members/invite.html", form, error, data)
    shown = {**data, "email": typed["email"], "link": made.address(base_of(request))}
    return Page("members/link.html", shown, 201, {"days": 7})


@page("invitation-withdraw", Need.SIGNED_IN, methods=("POST",))
def withdraw_invitation(request: Request, number: UUID) -> HttpResponseBase:
    """End an invitation."""
    people.withdraw_invitation(request.actor, str(number))
    messages.success(request, _("The invitation is withdrawn; its link does not work any more."))
    back = request.POST.get("back", "")
    return redirect(back if _local(back) else "people")


def _local(path: str) -> bool:
    """Whether a form's `back` stays on this site."""
    return path.startswith("/") and not path.startswith(("//", "/\\"))


@page("person", Need.SIGNED_IN)
def person(request: Request, uuid: UUID) -> Page:
    """Somebody whom the actor manages."""
    user = people.person(request.actor, str(uuid))
    data = {
        **_row(user),
        "organization": user.organization.name,
        "sessions": [
            {"ip": one.ip, "browser": one.user_agent, "since": one.created_at.isoformat()}
            for one in people.sessions(user)
        ],
        "history": past(user.pk),
    }
    extra = {
        "form": forms.Role(initial={"role": user.role}),
        "self": user.pk == request.actor.user,
        "organization_id": user.organization_id,
    }
    return Page("members/person.html", data, extra=extra)


@page("person-change", Need.SIGNED_IN, methods=("POST",), step_up=True)
def change_person(request: Request, uuid: UUID, verb: str) -> Page | HttpResponseBase:
    """Another role, in or out, all sessions ended, or a new way in."""
    actor, number = request.actor, str(uuid)
    if verb == "role":
        people.change_role(actor, number, request.POST.get("role", ""))
        done = _("The role is changed; it holds from their next click on.")
    elif verb == "deactivate":
        people.deactivate(actor, number)
        done = _("The account is deactivated and signed out everywhere.")
    elif verb == "reactivate":
        people.reactivate(actor, number)
        done = _("The account is active again.")
    elif verb == "sign-out":
        ended = people.end_sessions(actor, number)
        done = _("Sessions ended: %(count)d.") % {"count": ended}
    elif verb == "way-in":
        made = people.way_in(actor, number)
        user = people.person(actor, number)
        shown = {"email": user.email, "link": made.address(base_of(request))}
        return Page("members/link.html", shown, 201, {"hours": 1})
    else:
        raise NotFoundError("There is nothing at this address.", hint="Start at the first page.")
    messages.success(request, done)
    return redirect("person", uuid=uuid)


@page("keys", Need.KEYS, csv="keys")
def own_keys(request: Request) -> Page:
    """The organization's keys."""
    return Page("members/keys.html", {"keys": [_key(row) for row in keys.listed(request.actor)]})


def _key(row: Any) -> dict[str, Any]:
    state = "revoked" if row.revoked_at else "active"
    if state == "active" and row.expires_at is not None and row.expires_at <= now():
        state = "expired"
    return {
        "id": row.id,
        "label": row.label,
        "can": row.scopes.split(","),
        "state": state,
        "created": row.created_at,
        "expires": row.expires_at,
        "revoked": row.revoked_at,
    }


@page("key-new", Need.KEYS, methods=("GET", "POST"), step_up=True)
def new_key(request: Request) -> Page:
    """Make a key; it is shown once."""
    form = forms.NewKey(request.POST or None)
    if request.method != "POST":
        return Page("members/key_new.html", {}, extra={"form": form})
    if not form.is_valid():
        return Page("members/key_new.html", {}, 400, {"form": form})
    typed = form.cleaned_data
    days = int(typed["days"])
    made = keys.make(
        request.actor, typed["label"], typed["scopes"], now() + days * _DAY if days else None
    )
    data = {"id": made.id, "key": made.secret, "label": typed["label"]}
    return Page("members/key_made.html", data, 201, {"base": base_of(request)})


@page("key-revoke", Need.KEYS, methods=("GET", "POST"))
def revoke_key(request: Request, number: UUID) -> Page | HttpResponseBase:
    """End a key, after its label was typed."""
    row = keys.own(request.actor, str(number))
    data = _key(row)
    if request.method != "POST":
        return Page("members/key_revoke.html", data)
    if request.POST.get("label", "").strip() != row.label.strip():
        wrong = _("Type the key's label exactly as it stands above, then revoke.")
        return Page("members/key_revoke.html", data, 400, {"wrong": wrong})
    keys.revoke(request.actor, str(number))
    messages.success(request, _("The key is revoked. It stops working within a second."))
    return redirect("keys")
