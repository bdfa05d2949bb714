"""What a provider sends is asked for again only where it changed (RFC 9110 section 13.1).

Of lists only what they came with is remembered, and only after a look that missed none of their
documents. Metadata and keys are needed at each look: their bytes are kept too, so many and for a
day at most; a server that answers 304 for ever is found out then.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wardline.client.http import Answer, Client
from wardline.core.clock import now

# What an answer comes with, and what to ask with for a later one.
_ASKED_WITH = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
_MOST_MARK = 300
_MOST_BYTES = 2**20
_LONGEST = 24 * 3600 * 1_000_000
_UNCHANGED = 304

Marks = dict[str, str]


class Known(msgspec.Struct, frozen=True):
    """What stood at an address. *Units*: `at` in microseconds since 1970."""

    marks: Marks
    body: bytes
    at: int


class Asking:
    """The addresses of one provider during one look."""

    def __init__(self, client: Client, marks: str, known: str) -> None:
        """`marks` of lists and `known` bodies are what `Asking` gave at the look before."""
        self._client = client
        self._marks = msgspec.json.decode(marks, type=dict[str, Marks])
        self._known = msgspec.json.decode(known, type=dict[str, Known])
        self._new_marks: dict[str, Marks] = {}
        self._new_known: dict[str, Known] = {}

    def once(self, url: str) -> bytes:
        """What stands at an address. *Raises* NetworkError and its like."""
        return self._client.request("GET", url).body

    def known(self, url: str, most: int) -> bytes:
        """The same of what is needed at each look, from here where it did not change.

        *Raises* NetworkError and its like, for more than `most` bytes as well.
        """
        held = self._known.get(url)
        if held is not None and now() - held.at > _LONGEST:
            held = None
        answer = self._client.request("GET", url, headers=held.marks if held else {}, most=most)
        if held is not None and answer.status == _UNCHANGED:
            self._new_known[url] = held
            return held.body
        marks = _marks(answer.headers)
        if marks and len(answer.body) <= _MOST_BYTES:
            self._new_known[url] = Known(marks, answer.body, now())
        return answer.body

    def changed(self, url: str) -> bytes | None:
        """A list of documents; None where it is as it was at the last look."""
        held = self._marks.get(url, {})
        answer: Answer = self._client.request("GET", url, headers=held)
        if answer.status == _UNCHANGED and held:
            self._new_marks[url] = held
            return None
        self._new_marks[url] = _marks(answer.headers)
        return answer.body

    def bodies(self) -> str:
        """What to keep of metadata and keys, as JSON; the largest first to be left out."""
        kept: dict[str, Known] = {}
        size = 0
        for url, one in sorted(self._new_known.items(), key=lambda item: len(item[1].body)):
            size += len(one.body)
            if size <= _MOST_BYTES:
                kept[url] = one
        return msgspec.json.encode(kept).decode()

    def marks(self, *, whole: bool) -> str:
        """What to keep of lists, as JSON: of this look where it was whole, else of the last."""
        return msgspec.json.encode(self._new_marks if whole else self._marks).decode()


def _marks(headers: Mapping[str, str]) -> Marks:
    told = {name: headers.get(given, "") for given, name in _ASKED_WITH}
    return {name: text for name, text in told.items() if 0 < len(text) <= _MOST_MARK}
