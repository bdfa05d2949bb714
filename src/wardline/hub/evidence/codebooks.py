"""The codebook's versions: the newest can be changed until somebody codes with it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, NotFoundError
from wardline.docket.show import neutral
from wardline.evidence import codebook
from wardline.evidence.codebook import Carried, Code
from wardline.evidence.codebook import Codebook as Book
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.evidence.models import Codebook
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.words import said

_LONGEST_NOTE = 1_000


class Shelf(NamedTuple):
    """All versions, the oldest first; version 1 stands first."""

    books: list[Book]

    @property
    def version(self) -> int:
        """The newest version; 0: there is none."""
        return len(self.books)

    @property
    def newest(self) -> Book:
        """The newest codebook; an empty one where there is none."""
        return self.books[-1] if self.books else Book()

    def carry(self, codes: list[str], version: int) -> Carried:
        """Codes of a version in the newest one."""
        return codebook.carry(codes, self.books[version - 1 :])

    def titles(self) -> dict[str, str]:
        """The title of each code in the reader's language."""
        return {code.id: said(code.title) for code in self.newest.codes}


def shelf() -> Shelf:
    """All versions as they stand now."""
    rows = Codebook.objects.order_by("version").values_list("content", flat=True)
    return Shelf([codebook.read(text) for text in rows])


def save(actor: Actor, book: Book, note: str, expected: int) -> int:
    """Keep a codebook; its version. The newest one is replaced while nobody coded with it.

    `expected` is the version that was changed (0: there is none). *Raises* UsageError that says
    what is wrong, ConflictError, ForbiddenError.
    """
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        rows = list(Codebook.objects.select_for_update().order_by("version"))
        if len(rows) != expected:
            raise ConflictError(
                _("Somebody else changed the codebook meanwhile; nothing was changed."),
                hint=_("Open it, and make your change again."),
            )
        open_one = rows.pop() if rows and rows[-1].used_at is None else None
        codebook.check(book, codebook.read(rows[-1].content) if rows else Book())
        row = open_one or Codebook(version=len(rows) + 1)
        row.at, row.by_name = now(), actor.name[:200]
        row.note = neutral(note.strip())[:_LONGEST_NOTE]
        row.content = codebook.write(book)
        row.save()
        detail = {"version": row.version, "codes": len(book.codes)}
        audit.record(actor, Action.CODEBOOK_SAVED, f"codebook:{row.version}", detail)
    return row.version


def change(actor: Actor, was: str, code: Code | None, note: str, expected: int) -> int:
    """Put a code in the place of `was` (new where that is empty); None takes `was` out."""
    known = shelf()
    frozen = Codebook.objects.filter(version=known.version, used_at=None).first() is None
    codes = list(known.newest.codes)
    if frozen:
        # The next version begins as this one is; each code takes up itself.
        codes = [msgspec.structs.replace(one, of=[]) for one in codes]
    place = next((at for at, one in enumerate(codes) if one.id == was), len(codes))
    if was and place == len(codes):
        raise NotFoundError(_("There is no such code."))
    if code is not None and was and code.id != was and not code.of:
        before = earlier(known, frozen=frozen)
        kept = [was] if was in {one.id for one in before.codes} else []
        code = msgspec.structs.replace(code, of=list(codes[place].of) or kept)
    codes[place : place + 1] = [code] if code else []
    if was and (code is None or code.id != was):
        parent = code.id if code else ""
        codes = [
            msgspec.structs.replace(one, parent=parent) if one.parent == was else one
            for one in codes
        ]
    return save(actor, Book(codes), note, expected)


def earlier(known: Shelf, *, frozen: bool | None = None) -> Book:
    """The version whose codes the next change takes up."""
    if frozen is None:
        frozen = Codebook.objects.filter(version=known.version, used_at=None).first() is None
    if frozen:
        return known.newest
    return known.books[-2] if known.version > 1 else Book()


def use(version: int) -> None:
    """Freeze a version: somebody codes with it. *Raises* ConflictError where it is not the newest.

    Within the transaction of the coding.
    """
    row = Codebook.objects.select_for_update().order_by("-version").first()
    if row is None or row.version != version:
        raise ConflictError(
            _("The codebook was changed meanwhile; nothing was kept."),
            hint=_("Open the answer again: its codes may be others now."),
        )
    if row.used_at is None:
        Codebook.objects.filter(version=version).update(used_at=now())


def shown(version: int | None = None) -> dict[str, Any]:
    """A version as plain values; the newest without one. *Raises* NotFoundError."""
    known = shelf()
    asked = known.version if version is None else version
    row = Codebook.objects.filter(version=asked).first()
    if row is None:
        raise NotFoundError(_("There is no such version of the codebook."))
    book = known.books[asked - 1]
    before = known.books[asked - 2] if asked > 1 else Book()
    return {
        "version": asked,
        "at": format_timestamp(row.at),
        "note": row.note,
        "frozen": row.used_at is not None,
        "codes": [_code(code, depth) for depth, code in codebook.ordered(book)],
        "changes": [one._asdict() for one in codebook.changes(before, book)] if asked > 1 else [],
        "versions": list(range(known.version, 0, -1)),
    }


def _code(code: Code, depth: int) -> dict[str, Any]:
    return {
        "code": code.id,
        "title": said(code.title),
        "definition": said(code.definition),
        "examples": list(code.examples),
        "parent": code.parent,
        "depth": depth,
    }


def ship() -> None:
    """Put a first codebook into a hub that has none: nobody used it yet, so it can be changed."""
    if Codebook.objects.exists():
        return
    data = files("wardline.hub.evidence").joinpath("data/first-codebook.json").read_text("utf-8")
    book = codebook.read(data)
    codebook.check(book, Book())
    Codebook.objects.get_or_create(
        version=1, defaults={"at": now(), "by_name": "wardline", "content": codebook.write(book)}
    )
