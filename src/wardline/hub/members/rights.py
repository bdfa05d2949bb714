"""Who may do what: the one table. Everything that asks for a right asks here."""

from __future__ import annotations

from enum import StrEnum

ROLES = ("admin", "analyst", "reviewer", "member", "docket-staff", "readonly")


class Need(StrEnum):
    """A right that a page or a verb asks for."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    READ = "read"  # see what the organization may see
    SHARE = "share"  # submit, and withdraw what the organization shared
    REVIEW = "review"  # decide on what the organization's own people hold back
    KEYS = "keys"  # the organization's API keys
    PEOPLE = "people"  # the organization's people and groups
    AUDIT = "audit"  # what the organization's people and keys did
    # For the people of the organization that runs the hub.
    STAFF_MEMBERS = "staff-members"
    STAFF_COLLECTIONS = "staff-collections"
    STAFF_FEEDS = "staff-feeds"
    STAFF_REVIEW = "staff-review"
    STAFF_AUDIT = "staff-audit"
    STAFF_SETTINGS = "staff-settings"
    STAFF_DOCKET = "staff-docket"
    STAFF_ADVISORIES = "staff-advisories"
    STAFF_BULLETINS = "staff-bulletins"


_READ = frozenset({Need.PUBLIC, Need.SIGNED_IN, Need.READ})
_MEMBER = _READ | {Need.SHARE}

ALLOWED: dict[str, frozenset[Need]] = {
    "admin": _MEMBER | {Need.REVIEW, Need.KEYS, Need.PEOPLE, Need.AUDIT},
    "analyst": _MEMBER | {Need.KEYS},
    "reviewer": _MEMBER | {Need.REVIEW},
    "member": _MEMBER,
    "docket-staff": _READ,
    "readonly": _READ,
}

# What a role gives besides, in the organization that runs the hub.
STAFF: dict[str, frozenset[Need]] = {
    "admin": frozenset(need for need in Need if need.startswith("staff-")),
    "analyst": frozenset(
        {
            Need.STAFF_COLLECTIONS,
            Need.STAFF_FEEDS,
            Need.STAFF_ADVISORIES,
            Need.STAFF_BULLETINS,
        }
    ),
    "reviewer": frozenset({Need.STAFF_REVIEW, Need.STAFF_AUDIT, Need.STAFF_BULLETINS}),
    "member": frozenset(),
    "docket-staff": frozenset({Need.STAFF_DOCKET, Need.STAFF_BULLETINS}),
    "readonly": frozenset(),
}


def allowed(role: str, *, operator: bool) -> frozenset[Need]:
    """The rights of `role`; an unknown role has none but what is public."""
    rights = ALLOWED.get(role, frozenset({Need.PUBLIC}))
    return rights | STAFF.get(role, frozenset()) if operator else rights
