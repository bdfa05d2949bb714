"""Which bulletins concern the member: by its profile, its inventory and its work list. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wardline.agent.bulletins import THROUGH, Profile, Said, Text
from wardline.bulletins.model import SEVERITIES
from wardline.bulletins.readers import Reader, concern, owned

# Why a bulletin is shown, the surest first.
WHY = ("work-list", "owned", "everybody", "check")


class Owned(NamedTuple):
    """What the member has. Nothing of it ever leaves the machine."""

    # Product → how many of it; 0: named by a person, not counted.
    products: Mapping[str, int] = {}
    # Advisory or CVE → how many findings of it on the work list are not addressed yet.
    open: Mapping[str, int] = {}
    # The same for those that are.
    addressed: Mapping[str, int] = {}


class Matter(NamedTuple):
    """A bulletin that concerns the member, or may: why, what of theirs, and what was answered."""

    text: Text
    why: str
    # The member's products that it names, and how many of each.
    products: tuple[tuple[str, int], ...] = ()
    open: int = 0
    addressed: int = 0
    said: Said | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to act: not answered, or corrected since."""
        if self.text.withdrawn:
            return False
        said = self.said
        return said is None or said.state not in THROUGH or said.version < self.text.version


def reader(profile: Profile, systems: Sequence[str] = ()) -> Reader:
    """The member as a reader of bulletins."""
    return Reader(profile.kind, profile.size, profile.role, tuple(systems), profile.language)


def matter(text: Text, profile: Profile, have: Owned, said: Said | None = None) -> Matter | None:
    """Why a bulletin concerns the member; None: it does not. In doubt it does.

    1. A finding on the work list, or a product that it names, is sure.
    2. Its kinds and sizes exclude; products that are not found exclude only complete lists.
    """
    content = text.content
    found = owned((*content.systems, *content.devices), have.products)
    products = tuple((name, have.products[name]) for name in found)
    open_, addressed = (
        sum(many.get(one, 0) for one in content.advisories) for many in (have.open, have.addressed)
    )
    if open_ or addressed:
        return Matter(text, "work-list", products, open_, addressed, said)
    if found:
        return Matter(text, "owned", products, said=said)
    if not concern(content, reader(profile)).concerned:
        return None
    if not content.systems:
        return Matter(text, "everybody", said=said)
    return None if profile.complete else Matter(text, "check", said=said)


def in_order(matters: Iterable[Matter]) -> list[Matter]:
    """What waits first, then what is most urgent, then what is surest; else as they stood."""
    rank = {name: at for at, name in enumerate(SEVERITIES)}
    return sorted(
        matters,
        key=lambda one: (
            not one.waits,
            rank.get(one.text.content.severity, len(rank)),
            WHY.index(one.why),
        ),
    )


def counted(names: Iterable[str], typed: Iterable[str]) -> dict[str, int]:
    """Products as they are counted: `names` one for each device, `typed` by a person."""
    made = Counter(" ".join(name.split()) for name in names)
    return dict.fromkeys(typed, 0) | {name: many for name, many in made.items() if name}
