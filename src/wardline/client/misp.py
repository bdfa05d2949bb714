"""A client for the REST API of a MISP server: what was published, and events put there.

1. What changed is listed by the time of publication, in its order, from a time on (not by number of
   page: an event that is published again while we read would push another out of sight).
2. Events are fetched by their numbers, a few at a time, with what was deleted in them.
3. An event is added, edited or deleted by its UUID. MISP's no to one event (a value that it takes
   for invalid, a blocklist) is an answer; its no to the key is an error.

*Source*: MISP's OpenAPI (events/index, events/restSearch, events/add, edit, publish, delete,
users/view/me), and how MISP 2.5 behaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.client.http import Answer, Client
from wardline.core import jsonio
from wardline.core.errors import NetworkError

_LISTED = 1000
_LARGEST_LIST = 64_000
# In one question by UUID: an answer tells some 1 kB of each.
_ASKED = 200
_HEADERS = {"accept": "application/json", "content-type": "application/json"}
# Seconds to the year 2286; of longer ones Python reads no end.
_DIGITS = 10
# An answer becomes objects of several times its size in memory; ours ask for some events at a time.
MAX_BYTES = 32 * 2**20
_EXISTS = "already exists"


class Listed(NamedTuple):
    """An event as the index tells of it. *Units*: seconds since 1970."""

    id: str
    uuid: str
    timestamp: int
    published_at: int
    attributes: int
    distribution: str


class Me(NamedTuple):
    """What the key may do."""

    publish: bool
    tag: bool
    add: bool


class Stored(NamedTuple):
    """What became of an event that was sent: as it stands there, or why it was not taken."""

    event: Mapping[str, Any] | None
    refusal: str = ""
    exists: bool = False
    missing: bool = False


class Misp:
    """One MISP server, by its address (which may be below a path)."""

    def __init__(self, client: Client) -> None:
        """Talk through `client`, whose key goes into the header as MISP wants it: bare."""
        self.client = client
        self._root = client.base.rstrip("/") + "/"

    def me(self) -> Me:
        """What the key may do. *Raises* UnauthorizedError, ForbiddenError where it is not known."""
        found = self._json(self._checked("GET", "users/view/me"))
        role = found.get("Role") if isinstance(found, dict) else None
        if not isinstance(role, dict):
            raise self._strange()
        may = {name: role.get(f"perm_{name}") in (True, 1, "1") for name in _RIGHTS}
        return Me(may["publish"], may["tagger"], may["add"])

    def published(self, since: int) -> Iterator[list[Listed]]:
        """The events published at or after `since`, the earliest first, in parts.

        The last of a part may come again with the next one.
        """
        many, start = _LISTED, since
        while True:
            asked = {
                "published": 1,
                "publish_timestamp": start,
                "sort": "publish_timestamp",
                "direction": "asc",
                "limit": many,
                "page": 1,
            }
            part = self._index(asked)
            yield part
            if len(part) < many:
                return
            last = part[-1].published_at
            if last > start:
                start = last
                continue
            # More were published in one second than fit a part: ask for a larger one.
            many *= 4
            if many > _LARGEST_LIST:
                raise NetworkError(
                    f"{self.client.host} cannot be read past {start}: too many events share it.",
                    hint="Ask its operator whether publish_timestamp is a filter there.",
                )

    def present(self, uuids: Sequence[str]) -> set[str]:
        """Which of some events are there and may be seen by us, published or not."""
        found: set[str] = set()
        for start in range(0, len(uuids), _ASKED):
            part = list(uuids[start : start + _ASKED])
            found |= {one.uuid for one in self._index({"eventid": part, "limit": len(part)})}
        return found

    def events(self, numbers: Sequence[str]) -> list[Mapping[str, Any]]:
        """Published events whole, with what was deleted in them as far as the key lets us see."""
        asked = {
            "returnFormat": "json",
            "eventid": list(numbers),
            "published": 1,
            "deleted": [0, 1],
            "includeEventCorrelations": 0,
            "includeAttachments": 0,
        }
        found = self._json(self._checked("POST", "events/restSearch", asked))
        listed = found.get("response") if isinstance(found, dict) else found
        if not isinstance(listed, list):
            raise self._strange()
        events = [one.get("Event") for one in listed if isinstance(one, dict)]
        return [one for one in events if isinstance(one, dict)]

    def add(self, event: Mapping[str, Any]) -> Stored:
        """Add an event; `exists` where one with its UUID is there."""
        return self._event("events/add", event)

    def edit(self, uuid: str, event: Mapping[str, Any], *, brief: bool = False) -> Stored:
        """Change an event: what is not named stays. `brief`: its attributes are not answered."""
        return self._event(f"events/edit/{uuid}" + ("/metadata:1" if brief else ""), event)

    def publish(self, uuid: str) -> str:
        """Publish an event without a mail to everybody; why not, where it was refused."""
        return self._put(f"events/publish/{uuid}", {}).refusal

    def delete(self, uuid: str) -> str:
        """Delete an event; why not, where it was refused. That it is not there is no refusal."""
        done = self._put(f"events/delete/{uuid}", {})
        return "" if done.missing else done.refusal

    def _event(self, path: str, event: Mapping[str, Any]) -> Stored:
        done = self._put(path, event)
        if done == Stored(None):
            raise self._strange()
        return done

    def _put(self, path: str, body: Mapping[str, Any]) -> Stored:
        answer = self._ask("POST", path, body)
        told = self._told(answer)
        if answer.status < 300:  # noqa: PLR2004 # RFC 9110
            event = told.get("Event")
            return Stored(event if isinstance(event, dict) else None)
        words = _words(told)
        if answer.status == 404 and told:  # noqa: PLR2004 # RFC 9110
            return Stored(None, words, exists=_EXISTS in words, missing=_EXISTS not in words)
        if answer.status in (400, 403, 405) and _of_one(told):
            return Stored(None, words or f"It answered {answer.status}.")
        self.client.checked(answer, self._root + path)
        raise self._strange()

    def _index(self, asked: Mapping[str, Any]) -> list[Listed]:
        found = self._json(self._checked("POST", "events/index", asked))
        if not isinstance(found, list):
            raise self._strange()
        rows = [_listed(one) for one in found if isinstance(one, dict)]
        return [row for row in rows if _UUID.fullmatch(row.uuid)]

    def _checked(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        return self.client.checked(self._ask(method, path, body), self._root + path)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        content = None if body is None else msgspec.json.encode(body)
        return self.client.ask(method, self._root + path, headers=_HEADERS, content=content)

    def _json(self, answer: Answer) -> Any:
        try:
            return msgspec.json.decode(answer.body)
        except jsonio.BROKEN:
            raise self._strange() from None

    def _told(self, answer: Answer) -> dict[str, Any]:
        """The JSON object of any answer; empty where it is none (a proxy's page)."""
        try:
            found = msgspec.json.decode(answer.body)
        except jsonio.BROKEN:
            return {}
        return found if isinstance(found, dict) else {}

    def _strange(self) -> NetworkError:
        return NetworkError(
            f"{self.client.host} does not answer as a MISP server does.",
            hint="Give the address at which MISP's own pages are; a log-in page looks like this.",
        )


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_RIGHTS = ("publish", "tagger", "add")


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(
        str(row.get("id", "")),
        str(row.get("uuid", "")).lower(),
        _number(row.get("timestamp")),
        _number(row.get("publish_timestamp")),
        _number(row.get("attribute_count")),
        str(row.get("distribution", "")),
    )


def _number(value: Any) -> int:
    """MISP writes numbers as text or as numbers; 0 where it is neither."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def _of_one(told: Mapping[str, Any]) -> bool:
    """Whether a no is about what was sent, and not about the key."""
    return told.get("saved") is False or "errors" in told or "blocklist" in _words(told).lower()


def _words(told: Mapping[str, Any]) -> str:
    """What MISP says of a no, in one line."""
    errors = told.get("errors")
    parts = [told.get("message") or told.get("name"), errors]
    return " ".join(
        one if isinstance(one, str) else msgspec.json.encode(one).decode() for one in parts if one
    )[:500]
