"""What comes in, from whom, and what became of it: the values that `batch` works with."""

from __future__ import annotations

from typing import Any, NamedTuple

from wardline.core.policy import Recipient, Rendition, Visibility, decide
from wardline.hub.exchange import paths
from wardline.hub.exchange.chains import Identity, Row

# The owner of what the hub itself puts in (`wardline publish`, feeds).
HUB = ""


class Outcome(NamedTuple):
    """What became of one submitted object: 'added', 'duplicate' or 'failed'."""

    id: str
    version: str
    state: str
    message: str = ""
    pointer: str = ""
    # By which rule something of a peer's was not taken (`clashes.py`).
    clash: str = ""


class Sender(NamedTuple):
    """Who submits: its organization, and how it stands to the collection as a reader."""

    organization: str
    can_read: bool
    recipient: Recipient
    # The hubs that it came through, the giver last, with commas between; empty: it comes in here.
    # What came from elsewhere is judged by more rules (`clashes.py`).
    path: str = ""

    @property
    def giver(self) -> str:
        """Who gave it to us, as paths name them: a hub, or a feed without a peer."""
        return paths.giver(self.path)

    def sees(self, row: Row) -> bool:
        """Whether the sender may know of `row`: it is theirs, or they may read it."""
        return self.organization == row.owner or self.reads(row.visibility)

    def reads(self, visibility: Visibility) -> bool:
        """Whether the sender may read what has `visibility`; the hub itself reads all."""
        if self.organization == HUB:
            return True
        return self.can_read and decide(visibility, self.recipient).allowed


HUB_SENDER = Sender(HUB, can_read=True, recipient=Recipient(HUB, named=True))


class Incoming(NamedTuple):
    """A valid object on its way in: its place in the batch, its renditions and their bytes."""

    position: int
    object: dict[str, Any]
    identity: Identity
    version: int
    version_text: str
    renditions: list[Rendition]
    bodies: list[bytes]


def outcome(item: Incoming, state: str, message: str = "", clash: str = "") -> Outcome:
    """What became of `item`."""
    place = f"/objects/{item.position}"
    return Outcome(item.object["id"], item.version_text, state, message, place, clash)
