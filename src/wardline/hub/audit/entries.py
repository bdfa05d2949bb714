"""An entry of the log: what it holds, its bytes, its hash. Free of Django, for the exchange.

The bytes of an entry are canonical JSON (RFC 8785) of all its fields, the hash of the entry before
it among them; its hash is that of an RFC 6962 leaf. So the chain and the tree share one hash, and
a change of any field of any entry shows in both. `id` is random: nobody can guess an entry from
the hash of a neighbour's, which proofs show.
"""

from __future__ import annotations

import os
import pwd
import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from wardline.core import jsonio
from wardline.hub.audit.actions import Action
from wardline.hub.audit.tree import leaf_hash

# What stands before the first entry.
START = bytes(32)
_MOST_TEXT = 500
_MOST_TARGET = 300
_MOST_DETAIL = 64_000
# A secret of ours must never get into the log, whoever calls.
_SECRET = re.compile(r"wardline_[A-Za-z0-9_-]{43}")
# PostgreSQL takes no NUL; half surrogates do not travel as UTF-8.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class Who(NamedTuple):
    """Who did something: a user, a key, the command line, the system, or nobody signed in."""

    kind: str
    id: str
    name: str
    organization: str = ""
    address: str = ""


SYSTEM = Who("system", "", "the hub")


def command_line() -> Who:
    """The person at the hub's own command line, by the system's account."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return Who("command", name, f"{name} on the hub's command line")


class Holder(Protocol):
    """What the log needs of a key's holder (`members.credentials.Principal`)."""

    @property
    def key_id(self) -> str:
        """The key's id."""

    @property
    def name(self) -> str:
        """The organization's name."""

    @property
    def organization(self) -> str:
        """The organization's id."""


def by_key(holder: Holder) -> Who:
    """A program that showed a key."""
    return Who("key", holder.key_id, holder.name, holder.organization)


class Actor(Protocol):
    """What the log needs of `members.actor.Actor`."""

    @property
    def user(self) -> int | None:
        """The account's number; None for what is no person."""

    @property
    def name(self) -> str:
        """The name to show."""

    @property
    def organization(self) -> str:
        """The id of the organization acted for; empty: the hub."""

    @property
    def address(self) -> str:
        """Where the request came from; empty: not told."""

    @property
    def key(self) -> str:
        """The id of the key that a program showed; empty: none."""


def who(actor: Actor | Who) -> Who:
    """`actor` as it stands in the log."""
    if isinstance(actor, Who):
        return actor
    if actor.key:
        return Who("key", actor.key, actor.name, actor.organization, actor.address)
    if actor.user is None:
        return command_line() if actor.name else Who("nobody", "", "", "", actor.address)
    return Who("user", str(actor.user), actor.name, actor.organization, actor.address)


class Draft(NamedTuple):
    """An entry before it has its place in the chain."""

    id: str
    at: int
    who: Who
    action: str
    target: str
    # Canonical JSON of an object.
    detail: str
    # For disclosures: the stretch of date_added that was given.
    first: int | None = None
    last: int | None = None


class Entry(NamedTuple):
    """An entry in its place."""

    number: int
    draft: Draft
    previous: bytes
    hash: bytes


def draft(
    actor: Actor | Who,
    action: Action | str,
    target: str,
    detail: Mapping[str, Any] | None = None,
    *,
    at: int,
    span: tuple[int, int] | None = None,
) -> Draft:
    """A new entry. *Raises* ValueError for an action that is not in the table, or a secret."""
    person = Who(*(_clean(part, _MOST_TARGET) for part in who(actor)))
    body = _tidy(dict(detail or {}))
    text = jsonio.encode(body).decode()
    if len(text) > _MOST_DETAIL:
        text = jsonio.encode({"cut": f"the detail had {len(text)} characters"}).decode()
    target = _clean(target, _MOST_TARGET)
    if _SECRET.search(text) or _SECRET.search(target):
        raise ValueError("a secret key must not be written into the audit log")
    first, last = span or (None, None)
    return Draft(
        str(uuid.uuid4()),
        at,
        person,
        str(Action(action)),
        target,
        text,
        first,
        last,
    )


def place(one: Draft, number: int, previous: bytes) -> Entry:
    """`one` as entry `number`, behind the entry with the hash `previous`."""
    return Entry(number, one, previous, leaf_hash(body(one, number, previous)))


def body(one: Draft, number: int, previous: bytes) -> bytes:
    """The bytes that are hashed."""
    # The detail is canonical already: it is not parsed again.
    return jsonio.encode(_fields(one, number, previous, msgspec.Raw(one.detail.encode())))


def document(entry: Entry) -> dict[str, Any]:
    """An entry as JSON; its canonical bytes are those under the hash."""
    detail = msgspec.json.decode(entry.draft.detail)
    return _fields(entry.draft, entry.number, entry.previous, detail)


def hash_of(fields: Mapping[str, Any]) -> bytes:
    """The hash of an entry that somebody holds as JSON."""
    return leaf_hash(jsonio.encode(dict(fields)))


def _fields(one: Draft, number: int, previous: bytes, detail: Any) -> dict[str, Any]:
    actor = {"id": one.who.id, "kind": one.who.kind, "name": one.who.name}
    if one.who.address:
        actor["address"] = one.who.address
    fields: dict[str, Any] = {
        "action": one.action,
        "actor": actor,
        "at": one.at,
        "detail": detail,
        "id": one.id,
        "number": number,
        "organization": one.who.organization,
        "previous": previous.hex(),
        "target": one.target,
    }
    if one.first is not None:
        fields["first"], fields["last"] = one.first, one.last
    return fields


def _clean(text: str, most: int) -> str:
    return _UNFIT.sub("\ufffd", text)[:most]


def _tidy(value: Any) -> Any:
    """`value` with texts that every database takes, none of them endless."""
    if isinstance(value, str):
        return _clean(value, _MOST_TEXT)
    if isinstance(value, Mapping):
        return {_clean(str(key), _MOST_TEXT): _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    if isinstance(value, int) and abs(value) > jsonio.MAX_INTEGER:
        return str(value)
    return value
