"""Which comments hold which words (`hub.fulltext`). What is not public is not in the index."""

from __future__ import annotations

from wardline.hub.fulltext import Index, asks, folded

INDEX = Index("docket_search", "docket_comment.id")
add, remove, newest, narrowed = INDEX.add, INDEX.remove, INDEX.newest, INDEX.narrowed

__all__ = ["INDEX", "add", "asks", "folded", "narrowed", "newest", "remove"]
