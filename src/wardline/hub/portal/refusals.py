"""Who was refused a page stands in the audit log: a few entries tell it, a flood tells no more.

*Source*: OWASP ASVS 5.0, 16.3.2.
"""

from __future__ import annotations

from django.core.cache import cache

from wardline.hub.audit import service as audit
from wardline.hub.members.actor import Actor

# One entry in an hour for one person and page, and so many in an hour for one person.
_SECONDS = 3600
MOST = 20


def note(actor: Actor, page: str, method: str, why: str = "right") -> None:
    """Record that `actor` was refused a page: its declared name, never the address with its ids.

    `why`: `right` (role or organization), or `form` (a form that did not come from our page).
    """
    if actor.user is None:
        return
    if not cache.add(f"refused:{actor.user}:{page}:{method}:{why}", 1, _SECONDS):
        return
    counter = f"refused:{actor.user}"
    cache.add(counter, 0, _SECONDS)
    many = cache.incr(counter)
    if many <= MOST:
        told = {"method": method, "role": actor.role, "why": why, "last": many == MOST}
        audit.record(actor, audit.Action.PAGE_REFUSED, f"page:{page}", told)
