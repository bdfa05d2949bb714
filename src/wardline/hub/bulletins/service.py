"""The verbs on bulletins: start, write, ask, release, correct, withdraw. Needs Django set up.

    draft → asked → released      each step in one transaction with its record in the log
      ↑______|                    sent back

The second person is none of those who wrote. What is released goes its ways from rows that are
written in the same transaction (`Going`): a process that is killed leaves nothing half told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.bulletins import model, pictures, problems
from wardline.bulletins.model import Bulletin as Content
from wardline.core.clock import now
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    UnprocessableError,
    UsageError,
)
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.bulletins.models import Bulletin, Going, Named, Numbering, Picture, Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need

STATES = ("draft", "asked", "released")
# Days after which whoever said nothing is reminded, by severity.
REMIND_DAYS = {"critical": 1, "high": 3, "medium": 14}
_DAY = 86_400_000_000
_MOST_BYTES = 200_000
_MOST_REASON = 400
_STIX = "--"


def start(actor: Actor, content: Content) -> Version:
    """A new bulletin with its first draft."""
    actor.require(Need.STAFF_BULLETINS)
    at = now()
    with transaction.atomic():
        bulletin = Bulletin.objects.create(id=_number(at), changed_at=at, created_at=at)
        made = _new(bulletin, 1, content, actor, at)
        told = {"sources": list(content.sources)[:20]}
        audit.record(actor, Action.BULLETIN_STARTED, f"bulletin:{bulletin.id}", told)
    return made


def _number(at: int) -> str:
    """The next number of the year: one that was given is not given again, dropped or not."""
    year = dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC).year
    Numbering.objects.get_or_create(year=year)
    # Locked to the end of the transaction: two who start at once get two numbers.
    row = Numbering.objects.select_for_update().get(year=year)
    row.last += 1
    row.save()
    return f"WB-{year}-{row.last:04d}"


def _new(bulletin: Bulletin, number: int, content: Content, actor: Actor, at: int) -> Version:
    return Version.objects.create(
        bulletin=bulletin,
        number=number,
        state="draft",
        content=model.encode(content),
        digest=model.digest(content),
        writers=json.dumps([actor.user]),
        writer=actor.name[:200],
        changed_at=at,
    )


def content_of(version: Version) -> Content:
    """What a version says."""
    return model.decode(version.content)


def find(number: str) -> Bulletin:
    """A bulletin by its number, released or not: for the staff. *Raises* NotFoundError."""
    found = Bulletin.objects.filter(id=number).first()
    if found is None:
        raise NotFoundError(_("There is no such bulletin."))
    return found


def newest(bulletin: Bulletin) -> Version:
    """The newest version, which may be a draft."""
    return bulletin.versions.order_by("-number")[0]


def current(bulletin: Bulletin) -> Version | None:
    """The version that readers see."""
    return bulletin.versions.filter(number=bulletin.released).first() if bulletin.released else None


def save(actor: Actor, number: str, content: Content, revision: int) -> Version:
    """Keep a draft as it was typed, whole or not. *Raises* ConflictError, TooLargeError."""
    actor.require(Need.STAFF_BULLETINS)
    text = model.encode(content)
    if len(text.encode()) > _MOST_BYTES:
        raise TooLargeError(
            _("This bulletin is longer than a book."), hint=_("Take out what is not needed.")
        )
    with transaction.atomic():
        row = _draft(number, ("draft", "asked"))
        if row.revision != revision:
            raise ConflictError(
                _("Somebody else changed this draft meanwhile; nothing was changed."),
                hint=_("Open it again, and make your change again."),
            )
        writers = json.loads(row.writers)
        row.content, row.digest = text, model.digest(content)
        # Whatever a second person was asked to release is not this text.
        row.state, row.revision = "draft", revision + 1
        row.writers = json.dumps(sorted({*writers, actor.user}))
        row.writer, row.changed_at = actor.name[:200], now()
        row.save()
        told = {"version": row.number, "sha256": row.digest}
        audit.record(actor, Action.BULLETIN_CHANGED, f"bulletin:{number}", told)
    return row


def _draft(number: str, states: Sequence[str]) -> Version:
    """The newest version, locked, if it is in one of `states`. *Raises* ConflictError."""
    bulletin = Bulletin.objects.select_for_update().filter(id=number).first()
    if bulletin is None:
        raise NotFoundError(_("There is no such bulletin."))
    row = newest(bulletin)
    if row.state not in states:
        raise ConflictError(
            _("This version was released, or is not ready for that."),
            hint=_("Make a correction: it becomes the next version."),
        )
    return row


def keep_picture(data: bytes) -> str:
    """Keep a picture; its digest. *Raises* UsageError, TooLargeError."""
    kept = pictures.read(data)
    Picture.objects.get_or_create(
        digest=kept.digest, defaults={"data": kept.data, "made_at": now()}
    )
    return kept.digest


def check(content: Content) -> None:
    """Refuse what may not be released. *Raises* UnprocessableError that names every place."""
    found = problems.problems(content)
    if found:
        told = " ".join(f"{problems.place_words(one.place)}: {one.message}" for one in found[:5])
        more = _(" And %(n)d more.") % {"n": len(found) - 5} if len(found) > 5 else ""  # noqa: PLR2004
        raise UnprocessableError(f"{told}{more}", hint=found[0].hint, pointer=found[0].place)


def ask(actor: Actor, number: str) -> Version:
    """Ask a second person to release the draft. *Raises* UnprocessableError, ConflictError."""
    actor.require(Need.STAFF_BULLETINS)
    with transaction.atomic():
        row = _draft(number, ("draft",))
        check(content_of(row))
        row.state, row.note = "asked", ""
        row.save()
        told = {"version": row.number, "sha256": row.digest}
        audit.record(actor, Action.BULLETIN_ASKED, f"bulletin:{number}", told)
    return row


def send_back(actor: Actor, number: str, note: str) -> Version:
    """Give the draft back to its writers, and say why."""
    actor.require(Need.STAFF_BULLETINS)
    with transaction.atomic():
        row = _draft(number, ("asked",))
        row.state, row.note = "draft", _reason(note)
        row.save()
        told = {"version": row.number, "sha256": row.digest}
        audit.record(actor, Action.BULLETIN_RETURNED, f"bulletin:{number}", told)
    return row


def may_release(actor: Actor, row: Version) -> bool:
    """Whether the actor is the second person: staff, and none of those who wrote."""
    known = actor.user is not None and actor.may(Need.STAFF_BULLETINS)
    return known and actor.user not in json.loads(row.writers)


def release(actor: Actor, number: str, digest: str, word: str) -> Version:
    """Release what was asked for: the text of `digest`, under the label that was typed.

    1. The releaser is none of the writers, and releases what they saw.
    2. The version, its ways out and the record in the log stand in one transaction.

    *Raises* ForbiddenError, ConflictError, UsageError, UnprocessableError.
    """
    actor.require(Need.STAFF_BULLETINS)
    at = now()
    with transaction.atomic():
        row = _draft(number, ("asked",))
        if not may_release(actor, row):
            raise ForbiddenError(
                _("Two people release a bulletin, and you wrote on this one."),
                hint=_("Ask somebody who did not."),
            )
        content = content_of(row)
        label = model.tlp_of(content).label
        _confirmed(row, digest, word, label)
        check(content)
        row.state, row.releaser, row.released_at = "released", actor.name[:200], at
        row.save()
        bulletin = row.bulletin
        bulletin.released, bulletin.changed_at = row.number, at
        bulletin.first_at = bulletin.first_at or at
        bulletin.withdrawn_at, bulletin.reason = None, ""
        bulletin.save()
        _name(bulletin, content)
        _go(row, content, at)
        told = {"version": row.number, "sha256": row.digest, "tlp": label}
        audit.record(actor, Action.BULLETIN_RELEASED, f"bulletin:{number}", told)
    return row


def _confirmed(row: Version, digest: str, word: str, label: str) -> None:
    if digest != row.digest:
        raise ConflictError(
            _("This is not the text that you were shown; nothing was released."),
            hint=_("Look at it again, and release that."),
        )
    typed = word.strip().upper().removeprefix("TLP:")
    if typed != label.removeprefix("TLP:"):
        raise UsageError(
            _("Type the label, %(label)s, to release it.") % {"label": label},
            hint=_("It says who will be able to read this."),
        )


def _name(bulletin: Bulletin, content: Content) -> None:
    """Keep which advisories it names or was started from, as it stands now."""
    numbers = {*content.advisories, *(one for one in content.sources if _STIX not in one)}
    Named.objects.filter(bulletin=bulletin).delete()
    rows = [Named(bulletin=bulletin, advisory=one[:300]) for one in sorted(numbers)]
    Named.objects.bulk_create(rows)


def _go(row: Version, content: Content, at: int) -> None:
    """The ways that a version goes, each of which waits for nobody else."""
    # What an earlier version still had to tell is told by this one.
    Going.objects.filter(
        version__bulletin=row.bulletin_id, version__number__lt=row.number, done_at=None
    ).update(done_at=at)
    ways = {"stix": at, "hooks": at, "people": at}
    if content.severity in REMIND_DAYS:
        ways["remind"] = at + REMIND_DAYS[content.severity] * _DAY
    Going.objects.bulk_create(
        [Going(version=row, what=what, due_at=due) for what, due in ways.items()]
    )


def correct(actor: Actor, number: str, reason: str) -> Version:
    """A new draft from what was released last. *Raises* ConflictError, UsageError."""
    actor.require(Need.STAFF_BULLETINS)
    at = now()
    with transaction.atomic():
        row = _draft(number, ("released",))
        made = _new(row.bulletin, row.number + 1, content_of(row), actor, at)
        made.reason = _reason(reason)
        made.save()
        told = {"version": made.number}
        audit.record(actor, Action.BULLETIN_CORRECTED, f"bulletin:{number}", told)
    return made


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not told or len(told) > _MOST_REASON:
        raise UsageError(
            _("Say why, in at most %(most)d characters.") % {"most": _MOST_REASON},
            hint=_("Everybody who reads the bulletin reads this, too."),
        )
    return told


def withdraw(actor: Actor, number: str, reason: str) -> Bulletin:
    """Take a bulletin back: one person may. All who had it are told. *Raises* ConflictError."""
    actor.require(Need.STAFF_BULLETINS)
    at = now()
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().filter(id=number).first()
        row = current(bulletin) if bulletin else None
        if bulletin is None or row is None or bulletin.withdrawn_at is not None:
            raise ConflictError(_("There is nothing released to take back."))
        bulletin.withdrawn_at = bulletin.changed_at = at
        bulletin.reason = _reason(reason)
        bulletin.save()
        Going.objects.filter(version__bulletin=bulletin, done_at=None).update(done_at=at)
        Going.objects.bulk_create(
            [
                Going(version=row, what=what, due_at=at)
                for what in ("gone-stix", "gone-hooks", "gone-people")
            ],
            ignore_conflicts=True,
        )
        told = {"version": row.number}
        audit.record(actor, Action.BULLETIN_WITHDRAWN, f"bulletin:{number}", told)
    return bulletin


def drop(actor: Actor, number: str) -> None:
    """Throw away a draft that was never released. *Raises* ConflictError."""
    actor.require(Need.STAFF_BULLETINS)
    with transaction.atomic():
        row = _draft(number, ("draft", "asked"))
        bulletin, version = row.bulletin, row.number
        row.delete()
        if not bulletin.versions.exists():
            bulletin.delete()
        audit.record(actor, Action.BULLETIN_DROPPED, f"bulletin:{number}", {"version": version})


def waiting(actor: Actor) -> int:
    """How many bulletins wait for the actor as their second person."""
    if not actor.may(Need.STAFF_BULLETINS):
        return 0
    rows = Version.objects.filter(state="asked")
    return sum(may_release(actor, row) for row in rows)
