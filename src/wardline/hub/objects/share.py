"""Sharing in the portal: what was typed becomes objects, is screened, shown, and then released.

    typed → objects → the label and the gate (`screen.sharing`) → preview → release → receipt

What is released is, byte for byte, what the preview showed: the release is asked for by the digest
of those bytes, and under a number that can be used once.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import psycopg
from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.cells.model import in_steps
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    TooLargeError,
    UsageError,
)
from wardline.core.ids import split_id
from wardline.core.tlp import TLP
from wardline.hub.db import Transaction
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.service import Outcome, Sender, Way, every_version
from wardline.hub.exchange.sight import SMALLEST_CELL
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.objects import plain, terms
from wardline.hub.objects.models import Receipt
from wardline.hub.objects.receipts import Kept, keep
from wardline.hub.objects.service import Objects
from wardline.hub.objects.typed import Typed, label_of, objects_of, profile_of
from wardline.hub.settings import CONFIG
from wardline.hub.words import doubt_words, label_words
from wardline.importers import Failure, Item
from wardline.screen.replace import Case
from wardline.screen.sharing import Outgoing, Policy, Prepared, diff, prepare
from wardline.screen.stix import Gate

MOST_OBJECTS = 5000
_MOST_LINES = 400


class Checked(NamedTuple):
    """What would be released, and all that a person needs to decide."""

    prepared: Prepared
    failures: list[Failure]
    token: str
    collection: CollectionAccess
    audience: str


def new_token() -> str:
    """The number of a release, to be used once."""
    return str(uuid.uuid4())


def token_of(text: str) -> str:
    """The number that a form brings back. *Raises* UsageError where it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise UsageError(_("The form is not whole; reload the page.")) from None


def writable(objects: Objects, actor: Actor) -> list[CollectionAccess]:
    """The collections that the actor's organization may share into."""
    return [one for one in objects.sight.collections(actor.organization) if one.can_write]


def target(objects: Objects, actor: Actor, number: str) -> CollectionAccess:
    """The collection to share into. *Raises* UsageError where it may not be."""
    for one in writable(objects, actor):
        if one.uuid == number:
            return one
    raise UsageError(_("Choose the collection that it is for."))


def check(objects: Objects, actor: Actor, typed: Typed) -> Checked:
    """What would leave of `typed`. *Raises* WardlineError that says what to mend.

    1. Objects out of what was typed.
    2. The label, and the gate with the profile that was given for this once.
    """
    actor.require(Need.SHARE)
    access = target(objects, actor, typed.collection)
    found = objects_of(objects, actor, typed)
    things = [item.object for item in found if isinstance(item, Item)]
    failures = [item for item in found if isinstance(item, Failure)]
    if not things and not failures:
        raise UsageError(_("There is nothing to share yet."), hint=_("Paste or type something."))
    if len(things) > MOST_OBJECTS:
        raise TooLargeError(
            _("These are %(many)d objects; a page takes %(most)d at once.")
            % {"many": len(things), "most": MOST_OBJECTS},
            hint=_("Share a part of them, or use 'wardline share FILE'."),
        )
    label = label_of(typed.tlp)
    gate = Gate.of(profile_of(typed), case=Case())
    prepared = prepare(things, Policy(label, bool(typed.anonymous)), gate)
    return Checked(prepared, failures, new_token(), access, audience(objects, access, label))


def audience(objects: Objects, access: CollectionAccess, label: TLP | None) -> str:
    """Who will see it, in one sentence."""
    readers = objects.sight.readers(access.id)
    if label is TLP.RED:
        return _(
            "Only your organization, and those that %(title)s names as recipients, will see it; "
            "nobody else, and not the public."
        ) % {"title": access.title}
    # In elevens: an exact number would tell of each organization that comes or goes.
    if readers.everybody:
        told = in_steps(readers.members)
        who = _("All members of this hub will see it in %(title)s") % {"title": access.title}
        if told is not None:
            who = _(
                "All members of this hub, at least %(count)d organizations, will see it in "
                "%(title)s"
            ) % {"count": told, "title": access.title}
    elif (told := in_steps(readers.named)) is not None:
        who = _("At least %(count)d organizations that are named in %(title)s will see it") % {
            "count": told,
            "title": access.title,
        }
    else:
        who = _("Fewer than %(few)d organizations, named in %(title)s, will see it") % {
            "few": SMALLEST_CELL,
            "title": access.title,
        }
    if label is TLP.CLEAR:
        return _("%(who)s, and they may show it to everybody, the public too.") % {"who": who}
    if label is None:
        return _("%(who)s, as far as each object's own label lets them.") % {"who": who}
    return _("%(who)s; the public will not.") % {"who": who}


def shown(checked: Checked) -> dict[str, Any]:
    """A check as plain values: what the preview shows, and what its release sends."""
    prepared = checked.prepared
    return {
        "token": checked.token,
        "digest": prepared.digest,
        "collection": {"id": checked.collection.uuid, "title": checked.collection.title},
        "audience": checked.audience,
        "leaves": [raw.decode() for raw in prepared.raws],
        "items": [_item(item) for item in prepared.outgoing],
        "held": sum(len(item.doubts) for item in prepared.held),
        "invalid": sum(bool(item.issues) for item in prepared.outgoing),
        "failures": [failure._asdict() for failure in checked.failures],
        "counts": prepared.counts,
    }


def _item(item: Outgoing) -> dict[str, Any]:
    lines = diff(item)[2:]
    if item.issues:
        state = "invalid"
    elif item.raw is None:
        state = "stays"
    else:
        state = "changed" if item.found else "marked" if lines else "as-is"
    return {
        "id": str(item.before.get("id")),
        "kind": plain.kind_word(str(item.before.get("type"))),
        "title": plain.title(item.before),
        "state": state,
        "why": doubt_words(item.why),
        "diff": [visible(line) for line in lines[:_MOST_LINES]],
        "hidden": sorted({name for line in _texts(item) for name in invisible(line)}),
        "found": [
            {"where": one.pointer, "what": label_words(one.label), "now": one.replacement}
            for one in item.found
        ],
        "doubts": [{"where": one.pointer, "why": doubt_words(one.reason)} for one in item.doubts],
        "issues": [{"where": one.pointer, "why": one.message} for one in item.issues],
    }


def _texts(item: Outgoing) -> list[str]:
    return [] if item.raw is None else [msgspec.json.encode(item.before).decode()]


def invisible(text: str) -> list[str]:
    """The characters in `text` that cannot be seen, each once, as U+202E."""
    return [f"U+{ord(char):04X}" for char in dict.fromkeys(text) if _is_hidden(char)]


def visible(text: str) -> str:
    """`text` with every character that cannot be seen written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"⟦U+{ord(char):04X}⟧" if _is_hidden(char) else char for char in text)


def _is_hidden(char: str) -> bool:
    return char not in "\n\t" and terms.is_hidden(char)


class Asked(NamedTuple):
    """A release: of which preview, confirmed by which word, and whether a person looked."""

    token: str
    digest: str
    word: str
    reviewed: bool


def release(objects: Objects, actor: Actor, preview: Mapping[str, Any], asked: Asked) -> Receipt:
    """Release what `preview` showed. *Raises* WardlineError; then nothing was released.

    1. A release that was done already gives its receipt again.
    2. It must be what was shown last, confirmed, and passed by the gate or by a person.
    3. Objects, the gate's record, the audit log and the receipt go into one transaction.
    """
    actor.require(Need.SHARE)
    done = Receipt.objects.filter(id=asked.token, organization=actor.organization).first()
    if done is not None:
        return done
    if not preview or (preview["token"], preview["digest"]) != (asked.token, asked.digest):
        raise ConflictError(
            _("This is not what was checked last; nothing was released."),
            hint=_("Look at what would leave now, and confirm that."),
        )
    if asked.word.strip().casefold() not in ("share", _("share")):
        raise UsageError(_("Type the word to confirm; nothing was released."))
    if not preview["leaves"]:
        raise UsageError(_("Nothing of this may leave."))
    reviewed = answered(actor, preview, looked=asked.reviewed)
    access = target(objects, actor, preview["collection"]["id"])
    return _released(objects, actor, access, (preview, asked, reviewed))


def _released(
    objects: Objects,
    actor: Actor,
    access: CollectionAccess,
    what: tuple[Mapping[str, Any], Asked, bool],
) -> Receipt:
    """The receipt of what goes in now, in the same transaction."""
    preview, asked, reviewed = what
    at = objects.clock()

    def finish(transaction: Transaction, outcomes: list[Outcome]) -> None:
        told = [{"id": one.id, "state": one.state, "message": one.message} for one in outcomes]
        receipt = (
            *(asked.token, actor.organization, actor.user or 0, actor.name[:200]),
            *(access.uuid, asked.digest, reviewed, jsonio.encode(told).decode(), at),
        )
        keep(transaction, Kept(*receipt))

    sender = Sender(actor.organization, access.can_read, access.recipient)
    way = Way(reviewer=actor.name if reviewed else "")
    raws = [text.encode() for text in preview["leaves"]]
    try:
        objects.exchange.ingest(access.id, sender, raws, finish, way, actor)
    except (sqlite3.IntegrityError, psycopg.IntegrityError):
        # The same release came twice at once: the other one's receipt stands.
        return receipt(actor, asked.token)
    return receipt(actor, asked.token)


def answered(actor: Actor, preview: Mapping[str, Any], *, looked: bool) -> bool:
    """Whether a person answers for the doubts, who says that they looked at each place.

    *Raises* RefusedError where somebody else has to.
    """
    if not preview["held"]:
        return False
    if not looked or CONFIG["review.four_eyes"]:
        raise RefusedError(
            _("The gate has doubts; nothing was released."),
            hint=_("Edit it, say that you looked at each place, or ask for a review."),
        )
    if not actor.may(Need.REVIEW):
        raise ForbiddenError(
            _("Your role may not release what the gate has doubts about."),
            hint=_("Ask for a review; a reviewer of your organization decides."),
        )
    return True


def receipt(actor: Actor, number: str) -> Receipt:
    """A receipt of the actor's organization. *Raises* NotFoundError."""
    found = Receipt.objects.filter(id=number, organization=actor.organization).first()
    if found is None:
        raise NotFoundError(_("There is no such receipt."))
    return found


def receipts(actor: Actor) -> list[Receipt]:
    """What the actor's organization shared in the portal, the newest first."""
    return list(Receipt.objects.filter(organization=actor.organization).order_by("-at")[:200])


def outcomes(one: Receipt) -> list[dict[str, str]]:
    """What became of each object of a receipt."""
    return msgspec.json.decode(one.outcomes, type=list[dict[str, str]])


def withdraw(objects: Objects, actor: Actor, numbers: Sequence[str], reason: str, word: str) -> int:
    """Take back the organization's own objects, everywhere; how many were taken back.

    With a reason it is a recall, and all who have it are told why. *Raises* WardlineError.
    """
    actor.require(Need.SHARE)
    if word.strip().casefold() not in ("withdraw", _("withdraw")):
        raise UsageError(_("Type the word to confirm; nothing was withdrawn."))
    reason = reason.strip()
    _check_reason(reason)
    accesses = objects.sight.collections(actor.organization)
    gone = sum(_take_back(objects, actor, accesses, (number, reason)) for number in numbers)
    if not gone:
        raise NotFoundError(
            _("There is nothing of your organization's to withdraw here."),
            hint=_("It may have been withdrawn already."),
        )
    return gone


def _take_back(
    objects: Objects,
    actor: Actor,
    accesses: Sequence[CollectionAccess],
    what: tuple[str, str],
) -> bool:
    """Take one object back out of every collection; whether there was anything to take."""
    number, reason = what
    split = split_id(number)
    if split is None:
        return False
    identity = Identity(split[1].bytes, split[0])
    versions = objects.sight.versions(accesses, identity)
    own = [one.collection for one in versions if one.owner == actor.organization]
    gone = False
    for access in {one.id: one for one in own}.values():
        sender = Sender(actor.organization, access.can_read, access.recipient)
        done = objects.exchange.delete(access.id, sender, identity, every_version, reason, actor)
        gone = gone or bool(done.deleted)
    return gone


def _check_reason(reason: str) -> None:
    """The reason leaves too, to all who have the object."""
    from wardline.screen import screen

    if not reason:
        return
    if len(reason) > 1000:  # noqa: PLR2004 # a sentence or some
        raise UsageError(_("The reason is too long: at most 1,000 characters."))
    answer = screen(reason)
    if answer.findings:
        raise RefusedError(
            _("The reason holds %(what)s; nothing was withdrawn.")
            % {"what": label_words(answer.findings[0].label)},
            hint=_("Say what was wrong, naming nobody."),
        )
