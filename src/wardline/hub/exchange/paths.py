"""Paths: the hubs that an object passed, so that it is given back to none of them.

Each hub has an id of its own. Whoever gives an object on says through which hubs it came; the
receiver adds the giver. A hub never gives to a peer what came through that peer (`beyond` in the
queries), so an object goes around a ring once at most.
"""

from __future__ import annotations

import re

# Longer ones are cut at the old end: what they name there is far away.
MOST_HUBS = 32
_HUB = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


def onwards(told: str, giver: str) -> str:
    """The path of what `giver` gives and says that it came by `told`."""
    hubs = [one for one in _HUB.findall(told.lower()) if one != giver]
    return ",".join([*dict.fromkeys(hubs), giver][-MOST_HUBS:])


def giver(path: str) -> str:
    """Who gave what came by a path; empty: it came in here."""
    return path.rpartition(",")[2]


def through(path: str, hub: str) -> bool:
    """Whether a path leads through a hub."""
    return hub in path.split(",")
