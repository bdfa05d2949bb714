"""Makes mails of what is due: one for each person, of all that waits for them.

A mail holds words only of what is TLP:CLEAR or GREEN and can be seen at that moment; of anything
above it says that there is something, and where to sign in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.hub.audit.service import SYSTEM, Action, record
from wardline.hub.members.models import User
from wardline.hub.notices import contents, disclosing, service
from wardline.hub.notices.disclosing import Named
from wardline.hub.notices.events import KINDS, OPEN, Event, detail, headline
from wardline.hub.notices.models import Body, Mail, Notice, Reader
from wardline.hub.notices.reach import known, names, reach
from wardline.hub.settings import CONFIG

# Shared bodies of the mails of one transaction, by digest.
Bodies = dict[str, Body]
# A digest names the newest; the page has all.
_MOST = 30


# So many people's mails are made in one transaction: some 100 ms.
_TOGETHER = 50


def gather(at: int | None = None, most: int | None = None) -> int:
    """Make a mail for each person for whom something is due; how many mails that were.

    `most`: for so many people at a time, so that what was made is sent meanwhile.
    """
    moment = now() if at is None else at
    waiting = Notice.objects.filter(mail_due__lte=moment).values_list("user_id", flat=True)
    people = sorted(set(waiting))[:most]
    made = 0
    for start in range(0, len(people), _TOGETHER):
        made += _gather(people[start : start + _TOGETHER], moment)
    return made


def _gather(people: Sequence[int], at: int) -> int:
    """In one transaction: the mails are made, and their notices wait no longer; how many."""
    with transaction.atomic():
        rows: dict[int, list[Notice]] = {}
        # Those that another process made meanwhile are not among them.
        waiting = Notice.objects.select_for_update().filter(user__in=people, mail_due__lte=at)
        for row in waiting.order_by("user_id", "at", "id"):
            rows.setdefault(row.user_id, []).append(row)
        users = User.objects.select_related("organization").filter(pk__in=rows)
        kept = service.readers(users)
        bodies: Bodies = {}
        mailed = [
            kept[user.pk].pk
            for user in users
            if _mailed(user, kept[user.pk], rows[user.pk], at, bodies)
        ]
        Reader.objects.filter(pk__in=mailed).update(mailed_at=at)
    return len(mailed)


def _mailed(user: User, kept: Reader, rows: Sequence[Notice], at: int, bodies: Bodies) -> bool:
    """Make a person's mail, if they want it now; whether it was made."""
    own = Notice.objects.filter(pk__in=[row.pk for row in rows])
    early = kept.mailed_at + int(CONFIG["notices.gap_seconds"]) * 1_000_000
    if early > at and not any(KINDS[Event(row.event)].urgent for row in rows):
        # The next one takes all that comes until then.
        own.update(mail_due=early)
        return False
    mail = None
    if kept.mail and user.is_active and user.organization.active:
        mail, named = _compose(user, kept.token, rows, at, bodies)
        mail.save(force_insert=True)
        disclosing.by_mail(user, mail.id, named)
        told = {"mail": mail.id, "notices": len(rows)}
        record(SYSTEM, Action.DISCLOSED_NOTICE, f"user:{user.pk}", told)
    own.update(mail=mail, mail_due=None)
    return mail is not None


def _compose(
    user: User, token: str, rows: Sequence[Notice], at: int, bodies: Bodies
) -> tuple[Mail, list[Named]]:
    """The mail, and the objects that it names."""
    alone = _whole(user, rows[0], at, bodies) if len(rows) == 1 else None
    if alone is not None:
        return alone, []
    hub = str(CONFIG["taxii.title"])
    called = [_called(user, row) for row in rows[-_MOST:]]
    with translation.override(user.language or "en"):
        parts = [_part(user, *both) for both in zip(rows[-_MOST:], called, strict=True)]
        if len(rows) > _MOST:
            parts.insert(0, _("%(n)d earlier ones are on the page.") % {"n": len(rows) - _MOST})
        first = headline(rows[0].event, json.loads(rows[0].facts))
        many = _("%(n)d notices") % {"n": len(rows)}
        subject = f"{hub}: {first if len(rows) == 1 else many}"
        body = "\n\n".join([*parts, _foot(token)])
    mail = Mail(
        id=str(uuid.uuid4()),
        user=user,
        address=user.email,
        # One line, whatever the hub is called.
        subject=" ".join(subject.split())[:200],
        body=body + "\n",
        created_at=at,
        next_at=at,
    )
    return mail, [one for each in called for one in each.values()]


def _whole(user: User, row: Notice, at: int, bodies: Bodies) -> Mail | None:
    """The mail that one notice makes alone, where its room has one and a mail may hold it."""
    if row.tlp not in OPEN:
        return None
    found = contents.content(row.event, user, json.loads(row.facts))
    if found is None:
        return None
    digest = hashlib.sha256(f"{found.text}\0{found.html}".encode()).hexdigest()
    if digest not in bodies:
        given = {"text": found.text, "html": found.html, "made_at": at}
        bodies[digest] = Body.objects.get_or_create(digest=digest, defaults=given)[0]
    return Mail(
        id=str(uuid.uuid4()),
        user=user,
        address=user.email,
        subject=" ".join(found.subject.split())[:200],
        body="",
        shared=bodies[digest],
        created_at=at,
        next_at=at,
    )


def _called(user: User, row: Notice) -> dict[str, Named]:
    """The objects of a notice that a mail may name, as far as they can be seen now."""
    objects = [one for one in disclosing.told(json.loads(row.facts)) if one.open]
    return names(objects, reach(user.organization_id, known())) if objects else {}


def _part(user: User, row: Notice, called: Mapping[str, Named]) -> str:
    facts = json.loads(row.facts)
    lines = [f"{headline(row.event, facts)} ({_when(row.at, user.zone)})"]
    if row.event in (Event.NEW, Event.RECALLED):
        lines += _objects(user, facts, called)
    if row.tlp in OPEN:
        told = detail(row.event, facts) or contents.line(row.event, user, facts)
        lines += [f"  {line}" for line in told.splitlines() if line]
    else:
        lines.append("  " + _("A mail may not say more of it. Sign in:"))
    lines.append(f"  {address(row.link)}")
    return "\n".join(lines)


def _objects(user: User, facts: dict[str, Any], called: Mapping[str, Named]) -> list[str]:
    """The names that a mail may hold, and how many things it may not."""
    may = reach(user.organization_id, known())
    title = may.titles.get(facts["collection"], "")
    lines = [_("  In: %(title)s") % {"title": title}] if title and facts["common"] else []
    lines += [f"  - {one.title}" for one in called.values()]
    closed = sum(count for tlp, count in facts["counts"].items() if tlp not in OPEN)
    if closed and closed < facts["count"]:
        lines.append("  " + _("%(n)d of them may not be named in a mail.") % {"n": closed})
    return lines


def _foot(token: str) -> str:
    settings, end = address("/notices/settings/"), unsubscribing(token)
    return "-- \n" + _("Change what you are told: %(settings)s\nEnd these mails: %(end)s") % {
        "settings": settings,
        "end": end,
    }


def address(path: str) -> str:
    """A page of this hub as an address; made from the settings, never from a request."""
    return f"{str(CONFIG['portal.address']).rstrip('/')}{path}"


def unsubscribing(token: str) -> str:
    """The address that ends a person's mails (RFC 8058)."""
    return address(f"/notices/unsubscribe/{token}/")


def _when(at: int, zone: str) -> str:
    try:
        place = zoneinfo.ZoneInfo(zone or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        place = zoneinfo.ZoneInfo("UTC")
    return f"{dt.datetime.fromtimestamp(at / 1_000_000, place):%Y-%m-%d %H:%M} {place.key}"
