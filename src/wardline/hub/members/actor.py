"""Who acts: a person in the portal, or whoever has the command line of the hub's machine."""

from __future__ import annotations

from typing import NamedTuple

from wardline.core.errors import ForbiddenError, UnauthorizedError
from wardline.hub.members.rights import Need, allowed


class Actor(NamedTuple):
    """A person (or the command line) with what it may do."""

    # The person's number; None: nobody is signed in, or the command line.
    user: int | None
    name: str
    organization: str
    organization_name: str
    role: str
    # Of the organization that runs the hub.
    operator: bool
    address: str = ""
    # The id of the API key that a program showed; then there is no person.
    key: str = ""

    def may(self, need: Need) -> bool:
        """Whether the actor has a right."""
        return need in allowed(self.role, operator=self.operator)

    def require(self, need: Need) -> None:
        """Go on only with the right. *Raises* UnauthorizedError, ForbiddenError."""
        if self.may(need):
            return
        if not self.role:
            raise UnauthorizedError("Please sign in first.")
        raise ForbiddenError(
            "Your role does not allow this.",
            hint="An administrator of your organization can change your role.",
        )


NOBODY = Actor(None, "", "", "", "", operator=False)
# Whoever can run commands on the hub's machine has its data anyway; the audit log says so.
COMMAND_LINE = Actor(None, "command line", "", "", "admin", operator=True)
