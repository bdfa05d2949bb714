"""Visibilities and paths by their number in the database, cached by each writing process."""

from __future__ import annotations

from wardline.core.policy import Visibility
from wardline.hub.db import Transaction
from wardline.hub.exchange import queries
from wardline.hub.members.epoch import BUMP

# Each is kept for ever and asked for in every read of the peers that it names.
_MOST_PATHS = 500


class Names:
    """The numbers of visibilities and paths, and in which collections each visibility stands.

    `within` gives a copy for one transaction; the writer keeps it only after the commit, so a
    transaction that is rolled back leaves no number behind that the database does not know.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers: dict[Visibility, int] = {}
        self._visibilities: dict[int, Visibility] = {}
        self._present: set[tuple[int, int]] = set()
        self._paths: dict[str, int] = {}
        self._transaction: Transaction | None = None

    def within(self, transaction: Transaction) -> Names:
        """A copy that asks and writes in `transaction`."""
        copy = Names()
        copy._numbers = dict(self._numbers)
        copy._visibilities = dict(self._visibilities)
        copy._present = set(self._present)
        copy._paths = dict(self._paths)
        copy._transaction = transaction
        return copy

    def visibility(self, number: int) -> Visibility:
        """The visibility with `number`."""
        if number not in self._visibilities:
            assert self._transaction is not None  # noqa: S101 # made by `within`
            for found, key in self._transaction.rows(queries.VISIBILITIES, {}):
                self._remember(found, Visibility.from_key(key))
        return self._visibilities[number]

    def number(self, visibility: Visibility) -> int:
        """The number of `visibility`, given to it now if it has none."""
        known = self._numbers.get(visibility)
        if known is not None:
            return known
        assert self._transaction is not None  # noqa: S101 # made by `within`
        key = {"key": visibility.key()}
        self._transaction.run(queries.ADD_VISIBILITY, key)
        number: int = self._transaction.rows(queries.VISIBILITY, key)[0][0]
        self._remember(number, visibility)
        return number

    def place(self, collection: int, visibility: Visibility) -> int:
        """The number of `visibility`, with a note that it stands in `collection` from now on."""
        number = self.number(visibility)
        if (collection, number) not in self._present:
            assert self._transaction is not None  # noqa: S101 # made by `within`
            self._transaction.run(
                queries.ADD_PRESENCE, {"collection": collection, "visibility": number}
            )
            # Readers work out anew which visibilities they may ask for.
            self._transaction.run(BUMP, {})
            self._present.add((collection, number))
        return number

    def path(self, hubs: str) -> int | None:
        """The number of a path, given to it now if it has none; None: it came in here."""
        if not hubs:
            return None
        if hubs not in self._paths:
            assert self._transaction is not None  # noqa: S101 # made by `within`
            if not self._transaction.rows(queries.PATH, {"hubs": hubs}):
                giver = hubs.rpartition(",")[2]
                if hubs != giver and self._many_of(giver) >= _MOST_PATHS:
                    # Its own name is true of all that it gives; a lost path costs a duplicate.
                    return self.path(giver)
                self._transaction.run(queries.ADD_PATH, {"hubs": hubs})
                # Readers work out anew whom it leads through.
                self._transaction.run(BUMP, {})
            self._paths[hubs] = int(self._transaction.rows(queries.PATH, {"hubs": hubs})[0][0])
        return self._paths[hubs]

    def _many_of(self, giver: str) -> int:
        assert self._transaction is not None  # noqa: S101 # made by `within`
        return int(self._transaction.rows(queries.PATHS_OF, {"end": f"%,{giver}"})[0][0])

    def _remember(self, number: int, visibility: Visibility) -> None:
        self._numbers[visibility] = number
        self._visibilities[number] = visibility
