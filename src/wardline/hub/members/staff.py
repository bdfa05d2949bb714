"""Pages of the hub's staff: the organizations that take part, and the groups they share in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.hub.members import forms, groups, service
from wardline.hub.members.rights import Need
from wardline.hub.members.views import people_page
from wardline.hub.portal.route import Page, Request, page


@page("staff", Need.STAFF_MEMBERS)
def start(request: Request) -> Page:
    """What the hub's staff can do."""
    organizations = service.organizations()
    data = {
        "organizations": len(organizations),
        "active": sum(one.active for one in organizations),
        "groups": len(groups.listed(request.actor)),
    }
    extra = {"may_settings": request.actor.may(Need.STAFF_SETTINGS)}
    return Page("members/staff.html", data, extra=extra)


@page("members", Need.STAFF_MEMBERS, methods=("GET", "POST"), csv="members")
def members(request: Request) -> Page | HttpResponseBase:
    """All organizations; a new one."""
    form = forms.NewOrganization(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            typed = form.cleaned_data
            try:
                number = service.enrol(request.actor, typed["name"], typed["kind"])
            except (ConflictError, UsageError) as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("Added. Invite its first administrator now."))
                return redirect("member", organization=number)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "active": one.active,
            "operator": one.operator,
            "added": one.created_at,
        }
        for one in service.organizations()
    ]
    return Page("members/members.html", {"members": rows}, status, {"form": form})


@page("member", Need.STAFF_MEMBERS, csv="people")
def member(request: Request, organization: UUID) -> Page:
    """One organization and its people."""
    made = people_page(request, str(organization))
    owner = service.organization(str(organization))
    extra = {
        **(made.extra or {}),
        "staff": True,
        "active": owner.active,
        "operator": owner.operator,
    }
    return made._replace(extra=extra)


@page("member-change", Need.STAFF_MEMBERS, methods=("POST",), step_up=True)
def change_member(request: Request, organization: UUID, verb: str) -> HttpResponseBase:
    """Let an organization in or out; its keys, sessions and streams follow within a second."""
    if verb not in ("activate", "deactivate"):
        raise NotFoundError("There is nothing at this address.", hint="Start at the first page.")
    service.set_active(request.actor, str(organization), active=verb == "activate")
    if verb == "activate":
        messages.success(request, _("The organization takes part again."))
    else:
        messages.success(
            request, _("The organization is out: its keys, sessions and streams have ended.")
        )
    return redirect("member", organization=organization)


@page("groups", Need.STAFF_MEMBERS, methods=("GET", "POST"), csv="groups")
def groups_page(request: Request) -> Page | HttpResponseBase:
    """All sharing groups; a new one."""
    form = _form(request)
    rows = [
        {
            "id": group.id,
            "name": group.name,
            "open": group.open,
            "organizations": group.organizations.count(),
        }
        for group in groups.listed(request.actor)
    ]
    return _saved(request, None, form) or Page(
        "members/groups.html",
        {"groups": rows},
        400 if request.method == "POST" else 200,
        {"form": form},
    )


@page("group", Need.STAFF_MEMBERS, methods=("GET", "POST"))
def group(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One sharing group."""
    found = groups.find(request.actor, str(number))
    inside = groups.members(request.actor, found) or []
    data = {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "open": found.open,
        "organizations": [one.id for one in inside],
    }
    if request.method == "POST" and request.POST.get("remove") == found.name:
        groups.remove(request.actor, found.id)
        messages.success(request, _("The group is removed."))
        return redirect("groups")
    form = _form(request, initial=data)
    return _saved(request, found.id, form) or Page(
        "members/group.html", data, 400 if request.method == "POST" else 200, {"form": form}
    )


def _form(request: Request, initial: dict[str, Any] | None = None) -> forms.GroupForm:
    form = forms.GroupForm(request.POST or None, initial=initial)
    # One that is out for now stays in its groups.
    inside = (initial or {}).get("organizations", ())
    choices = [
        (one.id, one.name) for one in service.organizations() if one.active or one.id in inside
    ]
    form.fields["organizations"].choices = choices  # type: ignore[attr-defined] # a choice field
    return form


def _saved(request: Request, number: str | None, form: forms.GroupForm) -> HttpResponseBase | None:
    """Where to go after a valid form was kept; None: show it."""
    if request.method != "POST" or not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        made = groups.save(
            request.actor,
            number,
            typed["name"],
            typed["description"],
            open_to_members=typed["open"],
            organizations=typed["organizations"],
        )
    except (ConflictError, UsageError) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved. Rights follow at once."))
    return redirect("group", number=made)
