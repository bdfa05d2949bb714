"""Which comments hold which words (`hub.fulltext`). What is not public is not in the index."""

from __future__ import annotations

from wardline.hub.fulltext import Index, asks, folded

INDEX = Index("docket_search", "docket_comment.id")
add, remove, narrowed = INDEX.add, INDEX.remove, INDEX.narrowed
page, every = INDEX.page, INDEX.every

__all__ = ["INDEX", "add", "asks", "every", "folded", "narrowed", "page", "remove"]
