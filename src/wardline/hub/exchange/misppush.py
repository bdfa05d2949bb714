"""A MISP server as a feed out: our reports and indicators as its events.

1. The events are those of our MISP feeds (`defend/mispfeed.py`): the same UUIDs by every way. What
   is sent is remembered for each event before it leaves, and once more with the server's answer:
   killed in between, the event is sent again, which changes nothing there. Members choose the
   UUIDs of their reports: an event that stood there before ours is not ours, and left alone.
2. An event is sent unpublished and looked at as it was stored. Only one that kept its label is
   published: MISP drops tags that the key may not set, and says nothing of it.
3. The distribution follows the label, so the server itself keeps what may go no further.
4. What was withdrawn here is deleted in the event there (MISP passes that on); an event of a report
   that was withdrawn is deleted whole, as its title would stay. What was only kept for its time,
   or may not be given any more, stays there: the peer has it.
5. What the server refuses is kept with its words; staff may let it be tried again.
6. Sending takes minutes. Before each event it is asked whether rights or the collection changed
   since all was read; then nothing more of it leaves, and it is read anew.
"""

from __future__ import annotations

import hashlib
import uuid as uuids
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.client.misp import Me, Misp, Stored
from wardline.core.clock import now
from wardline.core.errors import AwayError, ForbiddenError, NetworkError, UnprocessableError
from wardline.core.ids import split_id
from wardline.core.tlp import TLP
from wardline.defend import mispfeed
from wardline.defend.misp import NAMESPACE, TAGS
from wardline.hub.exchange import queries
from wardline.hub.exchange.clashes import Noted
from wardline.hub.exchange.incoming import HUB
from wardline.hub.exchange.models import Clash, Feed, MispEvent
from wardline.hub.exchange.service import Exchange

# Attributes in one request: PHP's limits on a request are a server's own.
_AT_ONCE = 2000
# At so many events a server may fail; at more it is taken for down.
_MOST_FAILED = 5
# Objects and references in what one push sends: an event holds an attribute for each reference of
# its report, so that few reports could name the same objects endlessly.
_MOST = 1_000_000
# Who gets it there: everybody, the communities connected to theirs, theirs, the key's own.
_DISTRIBUTION = {TLP.CLEAR: "3", TLP.GREEN: "2", TLP.AMBER: "1"}
_OWN_ONLY = "0"
_BY_TAG = {tag: tlp for tlp, tag in TAGS.items()}
_NO_LABEL = (
    "It did not keep the label {}, so the event was left unpublished. Give the key's role "
    "perm_tagger, and enable the TLP taxonomy there, then let it be sent again."
)
_NOT_STORED = "It stored the event without this ({} {}); its log says why."
_NOT_OURS = (
    "Another event stands there by this UUID, which this hub did not make; it was left as it is. "
    "If it may go, let its operator delete it, then let this be sent again."
)
_NOT_DELETED = "It was withdrawn here, and still stands there."


class _Sent(msgspec.Struct):
    """What was sent of one event: the object that each of its attributes tells of."""

    held: dict[str, str] = {}  # msgspec copies it
    reported: bool = False


class Done(NamedTuple):
    """What one event's turn did; counts are attributes."""

    sent: int = 0
    withdrawn: int = 0
    noted: Sequence[Noted] = ()


class _Wire(NamedTuple):
    """An event as it goes: its head, its attributes, and what they tell of by their UUIDs."""

    head: dict[str, Any]
    attributes: list[dict[str, Any]]
    held: dict[str, str]
    label: TLP


class OutdatedError(Exception):
    """What is being sent was read before rights or the collection changed."""


class Turn(NamedTuple):
    """One reading of what may leave: whether it still holds, and how to write down that it leaves.

    `done`: the events that this push came to, in whichever of its turns.
    """

    is_current: Callable[[], bool]
    tell: Callable[[], None]
    done: set[str]


class Task:
    """One push of one feed to one MISP server."""

    def __init__(self, feed: Feed, server: Misp, exchange: Exchange, turn: Turn) -> None:
        """Send for `feed` what may leave in this turn."""
        self._feed, self._server, self._exchange = feed, server, exchange
        self._turn = turn
        self._tell: Callable[[], None] | None = turn.tell
        self._rows = {row.event: row for row in MispEvent.objects.filter(feed=feed)}
        self._sent = {event: _read(row.held) for event, row in self._rows.items()}
        # The events that we made there, as far as we know.
        self._ours = {
            event
            for event, row in self._rows.items()
            if not row.stamp.startswith(MispEvent.REFUSED)
        }
        self._others: set[str] = set()
        # An attribute's UUID is bound to the event that it was first sent in, even when deleted.
        self._home = {number: event for event, sent in self._sent.items() for number in sent.held}
        again = Clash.objects.filter(giver=feed.id, direction="out", settled_at=0)
        # By key: what staff asks for while this push runs is the next one's.
        self._asked = dict(again.values_list("pk", "object"))
        self._again = set(self._asked.values())
        self._me = Me(publish=False, tag=False, add=False)

    def run(self, feed: mispfeed.Feed) -> Iterator[Done]:
        """Bring the server up to date; what became of each event that changed.

        Events at which the server fails are passed over; the first failure is raised in the end.
        *Raises* OutdatedError where `feed` is no more what may leave.
        """
        self._me = self._server.me()
        if not self._me.add:
            raise ForbiddenError(
                f"{self._server.client.host} does not let this key add events.",
                hint="Ask its operator for a role that may add and publish events, and tag them.",
            )
        if feed.size > _MOST:
            raise UnprocessableError(
                f"This is more than {_MOST:,} objects and references of reports to them.",
                hint="Divide the collection, or recall reports that name too much.",
            )
        failed: list[NetworkError] = []
        planned, here = self._plan(feed)
        for one in feed.events():
            try:
                yield from self._one(one, self._wire(one), here)
            except AwayError:
                raise
            except NetworkError as error:
                failed.append(error)
                if len(failed) > _MOST_FAILED:
                    raise
        for event in sorted(self._rows.keys() - planned):
            yield from self._left(event, here)
        Clash.objects.filter(pk__in=self._asked, settled_at=0).delete()
        if failed:
            # All others were sent: the next push begins with what failed, not with all of them.
            self._feed.cursor = self._feed.cursor or "0"
            self._feed.save(update_fields=["cursor"])
            raise failed[0]

    def _plan(self, feed: mispfeed.Feed) -> tuple[set[str], set[str]]:
        """The events to be, and the objects that their attributes tell of.

        Each event is made twice, and let go in between: all of them together may be large.
        """
        planned: set[str] = set()
        here: set[str] = set()
        new = []
        for one in feed.events():
            wire = self._wire(one)
            planned.add(one.uuid)
            here.update(wire.held.values())
            if one.uuid not in self._ours and not self._is_settled(one, wire):
                new.append(one.uuid)
        # Asked before anything is written down: what stands there now was made by somebody else.
        self._others = self._server.present(new)
        return planned, here

    def _check(self) -> None:
        """Nothing leaves that may leave no more. *Raises* OutdatedError."""
        if not self._turn.is_current():
            raise OutdatedError

    def _wire(self, one: mispfeed.Event) -> _Wire:
        """An event as it goes there, each attribute by a UUID that is this event's alone."""
        held: dict[str, str] = {}
        attributes = []
        label = _label(one.event)
        before = self._sent.get(one.uuid, _Sent()).held
        for attribute, source in zip(one.event["Attribute"], one.sources, strict=True):
            number = str(attribute["uuid"])
            other = str(uuids.uuid5(NAMESPACE, f"{one.uuid}/{number}"))
            if other in before or self._home.setdefault(number, one.uuid) != one.uuid:
                number = other
            own = max(label, _label(attribute))
            reach = "5" if own == label else _DISTRIBUTION.get(own, _OWN_ONLY)
            attributes.append({**attribute, "uuid": number, "distribution": reach})
            held[number] = source
        # MISP names the key's own organisation as creator: only that one may change an event.
        left_out = ("Attribute", "Orgc", "publish_timestamp")
        head = {name: value for name, value in one.event.items() if name not in left_out}
        reach = _DISTRIBUTION.get(label, _OWN_ONLY)
        return _Wire({**head, "distribution": reach, "published": False}, attributes, held, label)

    # --- One event

    def _is_settled(self, one: mispfeed.Event, wire: _Wire) -> bool:
        """Whether this was sent already, or refused, and nobody asks for it again."""
        row = self._rows.get(one.uuid)
        names = {_name(one.uuid, reported=one.reported), *wire.held.values()}
        asked = not self._feed.cursor or not self._again.isdisjoint(names)
        asked = asked and one.uuid not in self._turn.done
        return row is not None and row.stamp in _stamps(wire) and not asked

    def _one(self, one: mispfeed.Event, wire: _Wire, here: set[str]) -> Iterator[Done]:
        before = self._sent.get(one.uuid, _Sent()).held
        unsent = {number: name for number, name in before.items() if number not in wire.held}
        gone = self._withdrawn(unsent, here)
        if self._is_settled(one, wire) and not gone:
            return
        self._check()
        self._turn.done.add(one.uuid)
        stored, refused = _stamps(wire)
        if one.uuid in self._others:
            self._keep(one.uuid, refused, {}, reported=one.reported)
            yield Done(noted=[self._refused(one, wire, _NOT_OURS)])
            return
        self._keep(one.uuid, "", {**before, **wire.held}, reported=one.reported)
        answer = self._put(one.uuid, wire, gone)
        if answer.event is None:
            ours = one.uuid in self._ours
            kept = before if ours else {}
            self._keep(one.uuid, stored if ours else refused, kept, reported=one.reported)
            words = _NOT_OURS if answer.exists else answer.refusal
            yield Done(noted=[self._refused(one, wire, words)])
            return
        noted, stand = self._look(one, wire, answer.event, gone)
        kept = {
            number: unsent[number] for number in unsent if number not in gone or number in stand
        }
        self._keep(one.uuid, stored, {**kept, **wire.held}, reported=one.reported)
        names = {note.object for note in noted}
        sent = sum(name not in names for name in wire.held.values())
        yield Done(sent, len(gone) - len(stand), noted)

    def _put(self, event: str, wire: _Wire, gone: Iterable[str]) -> Stored:
        """Send an event in parts; what stands there in the end.

        What goes comes first: MISP takes no second attribute with the same value.
        """
        taken_back = [_deleted(number) for number in gone]
        whole = taken_back + wire.attributes
        parts = [whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)]
        answer = Stored(None)
        for number, part in enumerate(parts or [[]], 1):
            body = {**wire.head, "Attribute": part}
            answer = self._put_one(event, body, brief=number < len(parts))
            if answer.refusal:
                return answer
        return answer

    def _put_one(self, event: str, body: Mapping[str, Any], *, brief: bool) -> Stored:
        if self._tell is not None:
            self._tell()
            self._tell = None
        if event in self._ours:
            # Without a timestamp the edit is newer than whatever stands there.
            newer = {name: value for name, value in body.items() if name != "timestamp"}
            answer = self._server.edit(event, newer, brief=brief)
            if not answer.missing:
                return answer
            # Somebody there deleted it. MISP then refuses it by its blocklist, or takes it anew.
            self._ours.discard(event)
        answer = self._server.add(body)
        if answer.event is not None:
            self._ours.add(event)
        return answer

    def _look(
        self, one: mispfeed.Event, wire: _Wire, stored: Mapping[str, Any], gone: Mapping[str, str]
    ) -> tuple[list[Noted], set[str]]:
        """Publish what was stored as it was sent; what was not, and what still stands there."""
        stale = _stale(wire, stored)
        if stale:
            body = {**wire.head, "Attribute": stale}
            stored = self._put_one(one.uuid, body, brief=False).event or stored
        noted = [
            self._noted(wire, name, _NOT_STORED.format(attribute["type"], attribute["category"]))
            for attribute, name in _missing(wire, stored)
        ]
        there = {str(found.get("uuid")) for found in _attributes(stored)}
        stand = there & gone.keys()
        noted += [self._noted(wire, gone[one], _NOT_DELETED, "not-told") for one in sorted(stand)]
        if TAGS[wire.label] not in _tags(stored):
            words = _NO_LABEL.format(wire.label.label)
            return [*noted, self._refused(one, wire, words)], stand
        refusal = self._server.publish(one.uuid) if self._me.publish else ""
        return [*noted, *([self._refused(one, wire, refusal)] if refusal else [])], stand

    # --- What is not planned any more

    def _left(self, event: str, here: set[str]) -> Iterator[Done]:
        """An event of which nothing may be given now: taken back as far as it was withdrawn."""
        if event not in self._ours:
            self._rows[event].delete()
            return
        self._check()
        sent = self._sent[event]
        name = _name(event, reported=sent.reported)
        gone = self._withdrawn(sent.held, here)
        if sent.reported and self._is_withdrawn(name):
            refusal = self._server.delete(event)
            if not refusal:
                self._rows[event].delete()
                yield Done(withdrawn=len(gone))
                return
            # Its title stays there.
            yield Done(noted=[Noted(self._feed.id, name, "", "not-told", refusal)])
        if not gone:
            return
        answer = self._server.edit(event, {"Attribute": [_deleted(number) for number in gone]})
        if answer.refusal and not answer.missing:
            yield Done(noted=[Noted(self._feed.id, name, "", "not-told", answer.refusal)])
            return
        kept = {number: name for number, name in sent.held.items() if number not in gone}
        self._keep(event, self._rows[event].stamp, kept, reported=sent.reported)
        # One that did not keep its label was left unpublished, and stays so.
        labelled = answer.event is not None and not _BY_TAG.keys().isdisjoint(_tags(answer.event))
        if labelled and self._me.publish:
            self._server.publish(event)
        yield Done(withdrawn=len(gone))

    def _withdrawn(self, held: Mapping[str, str], here: set[str]) -> dict[str, str]:
        """Of attributes that are not sent now: those that were withdrawn, or stand elsewhere."""
        return {
            number: name
            for number, name in held.items()
            if name in here or self._is_withdrawn(name)
        }

    def _is_withdrawn(self, name: str) -> bool:
        """Whether somebody took an object back; that its time here ended is nobody's word."""
        split = split_id(name)
        if split is None:
            return False
        params = {"collection": self._feed.collection_id, "uuid": split[1].bytes}
        rows = self._exchange.database.read(queries.STONES_WHY, params)
        return any(kind == split[0] and (by != HUB or recall) for kind, by, recall in rows)

    # --- What is remembered and told

    def _keep(self, event: str, stamp: str, held: dict[str, str], *, reported: bool) -> None:
        text = msgspec.json.encode(_Sent(held, reported)).decode()
        values = {"stamp": stamp, "held": text}
        row, _ = MispEvent.objects.update_or_create(feed=self._feed, event=event, defaults=values)
        self._rows[event] = row

    def _noted(self, wire: _Wire, name: str, words: str, kind: str = "refused") -> Noted:
        return Noted(self._feed.id, name, str(wire.head["timestamp"]), kind, words)

    def _refused(self, one: mispfeed.Event, wire: _Wire, words: str) -> Noted:
        return self._noted(wire, _name(one.uuid, reported=one.reported), words[:500])


def _read(held: str) -> _Sent:
    return msgspec.json.decode(held, type=_Sent) if held else _Sent()


def _name(event: str, *, reported: bool) -> str:
    """What to call an event where the staff reads it."""
    return f"report--{event}" if reported else f"x-misp-event--{event}"


def _label(holder: Mapping[str, Any]) -> TLP:
    return max((_BY_TAG[name] for name in _tags(holder) if name in _BY_TAG), default=TLP.CLEAR)


def _tags(holder: Mapping[str, Any]) -> list[str]:
    return [str(tag.get("name")) for tag in _members(holder.get("Tag"))]


def _attributes(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _members(event.get("Attribute"))


def _members(value: Any) -> list[Mapping[str, Any]]:
    """The members of a list of a server's; what has another form holds nothing."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _deleted(number: str) -> dict[str, Any]:
    return {"uuid": number, "deleted": True, "timestamp": str(now() // 1_000_000)}


def _digest(wire: _Wire) -> str:
    """What tells two states of an event apart."""
    packed = msgspec.json.encode([wire.head, wire.attributes], order="sorted")
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def _stamps(wire: _Wire) -> tuple[str, str]:
    """How an event is remembered that was stored as this, and one that was refused."""
    digest = _digest(wire)
    return digest, MispEvent.REFUSED + digest


def _alive(wire: _Wire) -> list[dict[str, Any]]:
    return [one for one in wire.attributes if not one.get("deleted")]


def _missing(wire: _Wire, stored: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """What was sent and does not stand there, by its UUID or as the same value of another's."""
    found = _attributes(stored)
    numbers = {str(one.get("uuid")) for one in found}
    values = {(one.get("type"), str(one.get("value")).casefold()) for one in found}
    for one in _alive(wire):
        value = (one["type"], str(one["value"]).casefold())
        if one["uuid"] not in numbers and value not in values:
            yield one, wire.held[one["uuid"]]


def _stale(wire: _Wire, stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What MISP took for no change, as its timestamp (of whole seconds) is the same: made later.

    What somebody changed there later than we did stays as they have it.
    """
    found = {str(one.get("uuid")): one for one in _attributes(stored)}
    late = []
    for one in wire.attributes:
        there = found.get(one["uuid"])
        if there is None or str(there.get("timestamp")) != one["timestamp"]:
            continue
        same = str(there.get("value")).casefold() == str(one["value"]).casefold()
        wanted = there.get("to_ids") in (True, 1, "1")
        if one.get("deleted") or not same or wanted != one["to_ids"]:
            late.append({**one, "timestamp": str(int(one["timestamp"]) + 1)})
    return late
