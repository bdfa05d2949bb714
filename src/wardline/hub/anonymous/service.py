"""The verbs of anonymous reporting: hand in, look into a reply box, answer. Needs Django set up.

Nothing here takes a request, an address or an actor: what is not given cannot be kept.
"""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import (
    ConflictError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
    UnprocessableError,
    UsageError,
)
from wardline.hub.anonymous import box, limits, objects
from wardline.hub.audit import service as audit
from wardline.hub.exchange import collections
from wardline.hub.exchange.service import Way, refusal
from wardline.hub.review import content as contents
from wardline.hub.review import service as review
from wardline.hub.settings import CONFIG
from wardline.hub.tokens import service as tokens
from wardline.incidents.model import Report, encode
from wardline.incidents.tokens import DAY, read

_MOST_ANSWER = 4000
# Letters that wait for one report: whoever has more to say says it in one.
_MOST_WAITING = 5


class Receipt(NamedTuple):
    """What whoever handed a report in is told."""

    # The secret address of the reply box: the only way to read or write anything there.
    address: str
    # The day on which it comes before the reviewers, and the one on which the box is destroyed.
    reviewed_from: str
    until: str


class Said(NamedTuple):
    """One message of a conversation."""

    day: str
    by_reporter: bool
    text: str


class Conversation(NamedTuple):
    """A reply box as its reporter sees it."""

    # 'letter-box', a state of the review, or 'gone'.
    state: str
    messages: list[Said]
    # Answers that wait for the next emptying.
    waiting: int
    # Why it was refused.
    reason: str
    # What was released of it.
    released: list[str]


def collection() -> Any:
    """The collection for anonymous reports. *Raises* UnavailableError where there is none."""
    try:
        return collections.find(CONFIG["anonymous.collection"])
    except NotFoundError:
        raise UnavailableError(
            _("This hub takes no anonymous reports yet."),
            hint=_(
                "Its staff makes a collection with the alias 'incidents', or sets "
                "anonymous.collection."
            ),
        ) from None


def hand_in(text: str, report: Report) -> Receipt:
    """Take a report for a token, once.

    1. The token: whole, this hub's, of an epoch that is still good.
    2. The privacy gate. What it refuses stays with its writer, and the token stays good.
    3. In one transaction: the token is spent, the report sealed into the letter box, its reply box
       made. *Raises* InputError, ConflictError for a spent token, RateLimitedError.
    """
    target = collection()
    token = read(text)
    through, at = audit.Through(), now()
    tokens.check(through.rows, CONFIG, token, at)
    keys = box.vault(CONFIG)
    secret = box.address(keys, token.signed, encode(report))
    day = box.day_of(at)
    receipt = _receipt(secret, day)
    if tokens.is_spent(through.rows, token):
        return _again(through, secret, day, receipt)
    limits.REPORTS.count(token.spent)
    made = objects.made(report, day * DAY)
    labels = _screened(made)
    number = str(uuid.uuid4())
    content = box.Report(target.uuid, made, labels)
    with transaction.atomic():
        spent = tokens.spend(through, token)
        if spent:
            box.put(through, keys, box.Put(number, "report", number, content), day)
            box.open_box(through, secret, number, day + 1 + CONFIG["anonymous.reply_days"])
    return receipt if spent else _again(through, secret, day, receipt)


def _again(through: audit.Through, secret: str, day: int, receipt: Receipt) -> Receipt:
    """The receipt of the same report sent with the same token before. *Raises* ConflictError."""
    if through.rows(box.BOX, {"digest": box.digest(secret), "day": day}):
        return receipt
    raise tokens.was_spent()


def _receipt(secret: str, day: int) -> Receipt:
    until = day + 1 + CONFIG["anonymous.reply_days"]
    return Receipt(secret, _shown(day + 1), _shown(until))


def _screened(made: list[dict[str, Any]]) -> dict[str, int]:
    """What the gate found in what a report became. *Raises* UnprocessableError: it stays out."""
    contents.check(made)
    refused = refusal(contents.preview(made), Way(reviewer="nobody yet"))
    if refused is not None:
        raise UnprocessableError(
            _("{why} Your token was not used.").format(why=refused.message),
            hint=_("Take it out of your text and send it again."),
        )
    return contents.labels(made)


def look(text: str) -> Conversation:
    """A reply box by its secret address. *Raises* NotFoundError for any other."""
    through, at = audit.Through(), now()
    number = _submission(through, text, box.day_of(at))
    waiting = int(through.rows(box.ANSWERS, {"about": number})[0][0])
    if through.rows(box.WAITS, {"about": number}):
        return Conversation("letter-box", [], waiting, "", [])
    told = review.told_reporter(number)
    if told is None:
        return Conversation("gone", [], waiting, "", [])
    messages = [Said(_shown(box.day_of(one.at)), one.mine, one.text) for one in told.remarks]
    return Conversation(told.state, messages, waiting, told.reason, told.released)


def answer(text: str, message: str) -> None:
    """Put a message of the reporter into the letter box. *Raises* ConflictError once it ended."""
    through, at = audit.Through(), now()
    number = _submission(through, text, box.day_of(at))
    message = message.strip()
    if not message or len(message) > _MOST_ANSWER:
        raise UsageError(
            _("Write something, in at most {most} characters.").format(most=_MOST_ANSWER)
        )
    waits = bool(through.rows(box.WAITS, {"about": number}))
    if not waits and not review.is_open(number):
        raise ConflictError(
            _("The review of this report has ended; nobody would read this."),
            hint=_("Send a new report with a new token."),
        )
    with transaction.atomic():
        waiting = int(through.rows(box.ANSWERS, {"about": number})[0][0])
        if waiting >= _MOST_WAITING:
            raise RateLimitedError(
                _(
                    "{waiting} messages wait already; they are passed on after midnight (UTC)."
                ).format(waiting=waiting),
                retry_after=int((DAY - at % DAY) // 1_000_000) + 1,
            )
        letter = box.Put(str(uuid.uuid4()), "answer", number, box.Answer(message))
        box.put(through, box.vault(CONFIG), letter, box.day_of(at))


def _submission(through: audit.Through, text: str, day: int) -> str:
    secret = box.read_address(text)
    rows = through.rows(box.BOX, {"digest": box.digest(secret), "day": day}) if secret else []
    if not rows:
        limits.GUESSES.count(limits.EVERYBODY)
        raise NotFoundError(
            _("There is no reply box at this address, or its time is over."),
            hint=_("Copy the whole address; it has 32 letters and digits."),
        )
    return str(rows[0][0])


def _shown(day: int) -> str:
    return format_timestamp(day * DAY)[:10]
