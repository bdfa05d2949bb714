"""What a peer gives that stands against what is here: by which rule it is decided.

A peer is believed about what it gave itself, and, where the agreement says so, about what another
peer gave first. All that public feeds give (those without a peer) is the hub's own here: one is
believed about what came by itself, and about later versions of what came by a feed that was ended,
as the same under a new address is another feed. Nothing that a peer says changes what began here,
or brings back what was withdrawn: so an error or an attack at one hub ends at the next. What it
could not see here does not stand against it, for a refusal would tell that it was there. Each
decision is kept for the staff.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wardline.core import jsonio
from wardline.core.clock import parse_timestamp
from wardline.core.policy import Visibility
from wardline.hub.db import Transaction
from wardline.hub.exchange import paths, queries, reasons
from wardline.hub.exchange.chains import Identity, Row
from wardline.hub.exchange.incoming import HUB, Incoming, Outcome, Sender, outcome
from wardline.hub.exchange.names import Names

# Each kind, and what was decided, in a sentence for whoever gave it.
KINDS = {
    "content": "The same version stands here with other content; the first one stays.",
    "newer": "A newer version stands here; an older one changes nothing.",
    "owner": "Somebody else shared this object here; only they may add versions.",
    "creator": "It names another creator than the version that stands here, which stays.",
    "withdrawn": "It was withdrawn here, and another hub does not bring it back.",
    "withdrawn-unseen": (
        "Taken; it was withdrawn here where the peer could not see it. Look whether it may stay."
    ),
    "unknown-creator": "Taken; its creator is not known here, so nobody vouches for the name.",
    "refused": "The peer did not take it.",
    "not-told": "It was withdrawn here, and the peer could not be told.",
    "invalid": "It is no valid object, or the privacy gate keeps it out.",
}
_Groups = dict[Identity, list[Incoming]]


class _Stone(NamedTuple):
    """That versions up to this one were withdrawn, and by whom."""

    version: int
    organization: str
    visibility: Visibility


class Aside(NamedTuple):
    """Something that was taken and that the staff should know of all the same."""

    kind: str
    object: str
    version: str = ""


class Foreign:
    """The rules for one batch of a peer's, in its transaction."""

    def __init__(
        self, transaction: Transaction, names: Names, collection: int, sender: Sender
    ) -> None:
        """Judge what `sender` gives into `collection`."""
        self._transaction = transaction
        self._names = names
        self._collection = collection
        self._sender = sender
        self._own = sender.organization
        # What was taken though something was withdrawn that the sender could not see.
        self.unseen: list[Aside] = []
        self._believed: frozenset[str] | None = None

    def refuse_withdrawn(
        self, groups: _Groups, stored: Mapping[Identity, Sequence[Row]]
    ) -> tuple[_Groups, dict[int, Outcome]]:
        """The groups without what was withdrawn here, and the outcomes of that."""
        refused: dict[int, Outcome] = {}
        if not self._transaction.rows(queries.ANY_STONE, {"collection": self._collection}):
            return groups, refused
        left: _Groups = {}
        for identity, items in groups.items():
            stands = any(self._sender.sees(row) for row in stored.get(identity, ()))
            stones = [] if stands else self._stones(identity)
            for item in items:
                against = [stone for stone in stones if _covers(stone, item)]
                if any(self._sender.reads(stone.visibility) for stone in against):
                    refused[item.position] = clash(item, "withdrawn")
                    continue
                left.setdefault(identity, []).append(item)
                if against:
                    self.unseen.append(
                        Aside("withdrawn-unseen", item.object["id"], item.version_text)
                    )
        return left, refused

    def judge(self, item: Incoming, newest: Row, body: bytes, *, gave: bool) -> Outcome | None:
        """Why another version than those here is not taken; None: it is.

        `gave`: whether a version that stands here is the sender's.
        """
        if not self.gave(newest) and not self._is_left(newest) and not self._relays(newest):
            return clash(item, "owner")
        if item.object.get("revoked") is True and not gave:
            # Relaying is for better versions: only who gave an object takes it back.
            return clash(item, "owner")
        if newest.version > item.version:
            return clash(item, "newer")
        stands = jsonio.decode(body)
        if stands.get("created_by_ref") != item.object.get("created_by_ref"):
            return clash(item, "creator")
        return None

    def gave(self, row: Row) -> bool:
        """Whether a version that stands here is the sender's."""
        if row.owner != self._own or self._own != HUB:
            return row.owner == self._own
        # What is not stored yet came in this batch.
        return row.id == 0 or self._came_by(row) == self._sender.giver

    def _came_by(self, row: Row) -> str:
        """Who gave a version; empty: it came in here."""
        rows = self._transaction.rows(queries.CAME_BY, {"id": row.id})
        return paths.giver(str(rows[0][0])) if rows else ""

    def _is_left(self, row: Row) -> bool:
        """Whether a version came by a public feed that was ended, so that another may go on."""
        if self._own != HUB or row.owner != HUB:
            return False
        giver = self._came_by(row)
        return bool(giver) and not self._transaction.rows(queries.FEED_STANDS, {"id": giver})

    def _relays(self, row: Row) -> bool:
        return row.owner != self._own and row.owner in self._peers()

    def _peers(self) -> frozenset[str]:
        """The other peers of whose objects the sender may bring newer versions."""
        if self._believed is None:
            rows = self._transaction.rows(queries.PEERS, {})
            relays = any(organization == self._own and may for organization, _, may in rows)
            self._believed = frozenset(str(row[0]) for row in rows) if relays else frozenset()
        return self._believed

    def _stones(self, identity: Identity) -> list[_Stone]:
        """What others than the sender withdrew; what it withdrew itself it may give again."""
        params = {"collection": self._collection, "uuid": identity.uuid}
        return [
            _Stone(
                (parse_timestamp(text) or 0) if text else 0,
                organization,
                self._names.visibility(visibility),
            )
            for kind, text, organization, visibility in self._transaction.rows(
                queries.STONES_AT, params
            )
            if kind == identity.type and (organization == HUB or organization != self._own)
        ]


def _covers(stone: _Stone, item: Incoming) -> bool:
    """A later version may come, unless all that it says is that the object was withdrawn."""
    return item.version <= stone.version or item.object.get("revoked") is True


def clash(item: Incoming, kind: str) -> Outcome:
    """`item` not taken by the rule `kind`."""
    return outcome(item, "failed", KINDS[kind], clash=kind)


class Noted(NamedTuple):
    """One clash as it is kept."""

    giver: str
    object: str
    version: str
    kind: str
    reason: str = ""


def note(
    transaction: Transaction, collection: int, direction: str, noted: Iterable[Noted], at: int
) -> None:
    """Keep clashes for the staff; the same again is counted."""
    for one in noted:
        params = {"collection": collection, "direction": direction, "at": at}
        told = {name: reasons.plain(text) for name, text in one._asdict().items()}
        transaction.run(queries.ADD_CLASH, params | told | {"object": told["object"][:300]})


def of_outcomes(
    sender: Sender, outcomes: Iterable[Outcome], asides: Iterable[Aside] = ()
) -> list[Noted]:
    """What of a peer's batch the staff should know of."""
    return [
        *(
            Noted(sender.giver, one.id, one.version[:60], one.clash or "invalid", one.message[:500])
            for one in outcomes
            if one.state == "failed"
        ),
        *(
            Noted(sender.giver, one.object, one.version[:60], one.kind, KINDS[one.kind])
            for one in asides
        ),
    ]
