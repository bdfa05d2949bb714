"""The forms of the room: what people type, with words that say what is asked for and why."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wardline.hub.members.credentials import SCOPES
from wardline.hub.members.rights import ROLES
from wardline.hub.members.service import KINDS

ROLE_WORDS = {
    "admin": _("Administrator: people, keys, sharing and review"),
    "analyst": _("Analyst: reads, shares, makes keys for programs"),
    "reviewer": _("Reviewer: reads, shares, decides on what is held back"),
    "member": _("Member: reads and shares"),
    "docket-staff": _("Docket staff: reads, moderates public comments"),
    "readonly": _("Reader: reads only"),
}
KIND_WORDS = {
    "federal": _("Federal agency"),
    "isac": _("ISAC or ISAO"),
    "hospital": _("Hospital"),
    "practice": _("Practice or clinic"),
    "health-plan": _("Health plan"),
    "clearinghouse": _("Clearinghouse"),
    "laboratory": _("Laboratory"),
    "pharmacy": _("Pharmacy"),
    "device-maker": _("Device maker"),
    "health-it": _("Health IT or EHR vendor"),
    "research": _("Research"),
    "other": _("Other"),
}
SCOPE_WORDS = {
    "read": _("Read what the organization may see"),
    "write": _("Share into collections that the organization may write to"),
    "delete": _("Delete what the organization shared"),
}
SCOPE_NAMES = {
    "read": _("read"),
    "write": _("share"),
    "delete": _("delete"),
    "vouched": _("publish for the hub"),
}
DAYS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("0", _("never")))


def zones() -> list[str]:
    """The names of time zones, UTC first."""
    names = [name for name in zoneinfo.available_timezones() if "/" in name]
    return [
        "UTC",
        *sorted(name for name in names if not name.startswith(("Etc/", "posix", "right"))),
    ]


def _roles() -> list[tuple[str, Any]]:
    return [(role, ROLE_WORDS[role]) for role in ROLES]


def _kinds() -> list[tuple[str, Any]]:
    return [(kind, KIND_WORDS[kind]) for kind in KINDS]


class NewPassword(forms.Form):
    """A password, typed once: who mistypes it gets a new link."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Four random words are good and easy to type."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )


class Join(NewPassword):
    """Who accepts an invitation."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you. The hub's staff and your organization see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        max_length=200,
    )
    zone = forms.CharField(
        label=_("Your time zone"),
        help_text=_("Times are shown in UTC and in this zone. For example America/Chicago."),
        widget=forms.TextInput(attrs={"list": "zones"}),
        initial="UTC",
        required=False,
        max_length=60,
    )
    field_order: Sequence[str] = ("name", "password", "zone")


class SetUp(Join):
    """The first person of a new hub."""

    organization = forms.CharField(
        label=_("The organization that runs this hub"),
        help_text=_("Members see this name."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=_kinds, initial="isac")
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
    )
    field_order: Sequence[str] = ("organization", "kind", "name", "email", "password", "zone")


class Account(forms.Form):
    """What a person may change of themselves."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    zone = forms.CharField(
        label=_("Your time zone"),
        help_text=_("For example America/Chicago."),
        widget=forms.TextInput(attrs={"list": "zones"}),
        max_length=60,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As my browser asks")), ("en", "English"), ("es", "Español")],
    )


class Invite(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person signs in with it. The link works only for this address."),
        max_length=254,
    )
    role = forms.ChoiceField(label=_("Role"), choices=_roles, initial="member")


class Role(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(label=_("Role"), choices=_roles)


class NewKey(forms.Form):
    """A key for a program."""

    label = forms.CharField(
        label=_("What will use it"), help_text=_("For example: SIEM in Denver."), max_length=200
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, SCOPE_WORDS[scope]) for scope in SCOPES if scope in SCOPE_WORDS],
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    days = forms.ChoiceField(
        label=_("It ends after"),
        help_text=_(
            "You are reminded before. A key that never ends is never forgotten by a thief."
        ),
        choices=DAYS,
        initial="365",
    )


class NewOrganization(forms.Form):
    """A new member of the consortium."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=_kinds, initial="hospital")


class GroupForm(forms.Form):
    """A sharing group."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    open = forms.BooleanField(
        label=_("Its members may see who else is in it"),
        help_text=_("Otherwise only the hub's staff knows."),
        required=False,
    )
    organizations = forms.MultipleChoiceField(
        label=_("Organizations in it"), widget=forms.CheckboxSelectMultiple, required=False
    )
