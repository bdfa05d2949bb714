"""The proof that an entry is in the log: its path to the newest head above it (RFC 6962)."""

from __future__ import annotations

from typing import Any

from wardline.hub.audit import queries, tree
from wardline.hub.audit.entries import Entry, document
from wardline.hub.audit.log import Stored, TreeHead
from wardline.hub.audit.service import Through


def proved(found: Entry) -> dict[str, Any]:
    """An entry with its proof, as `wardline audit verify` takes it.

    To the newest kept head above it, or to the log as it is now: `head` is then empty.
    """
    through = Through()
    kept = through.rows(queries.HEAD_ABOVE, {"number": found.number})
    stored = Stored(through)
    if kept:
        head = TreeHead(*kept[0])
    else:
        size = int(through.rows(queries.SIZE, {})[0][0])
        head = TreeHead(None, 0, size, stored.head(size))
    # What is in the chain never changes, so nothing has to be held still for this.
    path = tree.inclusion(found.number, head.size, stored)
    return {
        "entry": document(found),
        "hash": found.hash.hex(),
        "proof": {
            "size": head.size,
            "root": head.root.hex(),
            "path": [step.hex() for step in path],
            "head": head.day or ("on demand" if kept else ""),
        },
    }
