"""Whatever is shared and deleted in whatever order, each reader sees one latest of what is theirs.

The model keeps versions as they were shared and works out by hand what a reader may see; the rows
that `chains.arrange` plans must show every reader exactly that.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from wardline.core.policy import Recipient, Scope, Visibility, decide
from wardline.core.tlp import TLP
from wardline.hub.exchange.chains import Row, arrange

READERS = [
    Recipient("", public=True),
    Recipient("other"),
    Recipient("owner"),
    Recipient("third", named=True),
]


class Version(NamedTuple):
    number: int
    scopes: tuple[Scope, ...]  # the fullest rendition first


def scope(tlp: TLP) -> Scope:
    return Scope(tlp, "owner" if tlp is TLP.RED else "")


@st.composite
def histories(draw):
    """Versions in order of arrival, some of them deleted again."""
    numbers = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5, unique=True))
    versions = []
    for number in numbers:
        labels = draw(st.lists(st.sampled_from(list(TLP)), min_size=1, max_size=3, unique=True))
        versions.append(Version(number, tuple(scope(t) for t in sorted(labels, reverse=True))))
    gone = draw(st.lists(st.sampled_from(numbers), max_size=3, unique=True))
    return versions, gone


def folded(version: Version) -> list[Visibility]:
    fuller = [None, *version.scopes[:-1]]
    return [Visibility(s, u) for s, u in zip(version.scopes, fuller, strict=True)]


def expected(versions: list[Version], reader: Recipient) -> dict[int, Scope]:
    """The fullest rendition of each version that `reader` may see."""
    shown = {}
    for version in versions:
        seen = [s for s in version.scopes if decide(Visibility(s), reader).allowed]
        if seen:
            shown[version.number] = seen[0]
    return shown


class Store:
    """Applies plans as the batch does, and gives every new row a later place."""

    def __init__(self):
        self.rows: list[Row] = []
        self.clock = 0
        self.ids = 0

    def apply(self, rows):
        plan = arrange(rows)
        kept = {row.id: row for row in self.rows}
        for row in plan.delete:
            del kept[row.id]
        for row in plan.update:
            kept[row.id] = row
        for row in plan.insert:
            self.ids += 1
            self.clock += 1
            kept[self.ids] = row._replace(id=self.ids, added=self.clock)
        self.rows = list(kept.values())


def seen(store: Store, reader: Recipient) -> list[Row]:
    return [row for row in store.rows if decide(row.visibility, reader).allowed]


@settings(max_examples=300)
@given(histories())
def test_each_reader_sees_each_of_their_versions_once_and_one_latest(history):
    versions, gone = history
    store = Store()
    source = 0
    present: list[Version] = []
    for version in versions:
        new = []
        for visibility in folded(version):
            source += 1
            new.append(Row(version.number, visibility, visibility, 1, 1, "owner", source))
        before = {reader: {(r.version, r.added) for r in seen(store, reader)} for reader in READERS}
        store.apply(store.rows + new)
        present.append(version)
        check(store, present)
        for reader in READERS:
            if not any(decide(Visibility(s), reader).allowed for s in version.scopes):
                # What they may not see changes nothing for them, not even a place.
                assert {(r.version, r.added) for r in seen(store, reader)} == before[reader]
    for number in gone:
        store.rows = [row for row in store.rows if row.version != number]
        store.apply(store.rows)
        present = [version for version in present if version.number != number]
        check(store, present)


def check(store: Store, present: list[Version]) -> None:
    keys = [(row.version, row.visibility) for row in store.rows]
    assert len(set(keys)) == len(keys)
    for reader in READERS:
        rows = seen(store, reader)
        wanted = expected(present, reader)
        assert sorted(row.version for row in rows) == sorted(wanted)
        assert {row.version: row.folded.scope for row in rows} == wanted
        if wanted:
            assert [row.version for row in rows if row.latest] == [max(wanted)]
            assert [row.version for row in rows if row.first] == [min(wanted)]
