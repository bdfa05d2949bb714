"""Full-text search by the database at hand, for every room: FTS5, or a GIN index.

Both hold the same folded words (no capitals, no accents), so both find the same. A room says what
is in its index; the search tells ids and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import connection, transaction

from wardline.core.errors import UsageError

_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'"([^"]*)"|(\S+)')
MOST_ASKED = 20
# PostgreSQL takes words of 2,046 bytes, and 1 MB of words.
_LONGEST_WORD = 100
_MOST_CHARACTERS = 500_000
_LAST = 2**62
_MOST_AT_ONCE = 5_000
# The statements; NAME and COLUMN are constants of our rooms, never foreign text.
_MAKE = {
    "sqlite": ("CREATE VIRTUAL TABLE NAME USING fts5(words, tokenize='ascii', prefix='2 3 4')",),
    "postgresql": (
        "CREATE TABLE NAME (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX NAME_words ON NAME USING gin (words)",
    ),
}
_INSERT = {
    "sqlite": "INSERT INTO NAME (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO NAME (id, words) VALUES (%s, to_tsvector('simple', %s))",
}
_DELETE = {
    "sqlite": "DELETE FROM NAME WHERE rowid = %s",
    "postgresql": "DELETE FROM NAME WHERE id = %s",
}
# The newest first; FTS5 walks its lists in that order, and PostgreSQL its primary key or the index.
_NEWEST = {
    "sqlite": "SELECT rowid FROM NAME WHERE NAME MATCH %s AND rowid < %s"
    " ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM NAME WHERE words @@ to_tsquery('simple', %s)"
    " AND id < %s ORDER BY id DESC LIMIT %s",
}
_EVERY = {
    "sqlite": "SELECT rowid FROM NAME WHERE NAME MATCH %s",
    "postgresql": "SELECT id FROM NAME WHERE words @@ to_tsquery('simple', %s)",
}
# For a query set: what stands behind WHERE, with one parameter.
_WHERE = {
    "sqlite": "COLUMN IN (SELECT rowid FROM NAME WHERE NAME MATCH %s)",
    "postgresql": "COLUMN IN (SELECT id FROM NAME WHERE words @@ to_tsquery('simple', %s))",
}


class Index:
    """The words of one table's rows, found by id."""

    def __init__(self, name: str, column: str) -> None:
        """Keep the index's table `name`, and the `column` (table.id) that its ids are of."""
        self._name, self._column = name, column

    def make(self, vendor: str) -> tuple[str, ...]:
        """The statements that make the index, for a migration."""
        return tuple(self._sql(statement) for statement in _MAKE[vendor])

    def add(self, number: int, text: str) -> None:
        """Let a row be found by what it says; in the place of what was there."""
        self.remove(number)
        words = " ".join(map(_ascii, folded(text)))[:_MOST_CHARACTERS]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(_INSERT[connection.vendor]), [number, words])

    def remove(self, number: int) -> None:
        """Let a row be found no more."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(_DELETE[connection.vendor]), [number])

    def newest(self, asked: str, before: int, many: int) -> list[int]:
        """The newest rows, older than `before` (0: all), that hold all words asked for."""
        with connection.cursor() as cursor:
            statement = self._sql(_NEWEST[connection.vendor])
            cursor.execute(statement, [_query(asked), before or _LAST, many])
            return [row[0] for row in cursor.fetchall()]

    def page(self, found: Any, asked: str, before: int, many: int) -> list[Any]:
        """The newest rows of a query set that hold all words asked for, older than `before`.

        Taken from the index in portions: neither a frequent word nor a filter reads all rows.
        """
        rows: list[Any] = []
        portion = 2 * many
        while len(rows) < many:
            ids = self.newest(asked, before, portion)
            rows += found.filter(id__in=ids).order_by("-id")[: many - len(rows)]
            if len(ids) < portion:
                break
            before, portion = ids[-1], min(4 * portion, _MOST_AT_ONCE)
        return rows

    def every(self, asked: str) -> set[int]:
        """All rows that hold all words asked for. *Raises* UsageError."""
        query = _query(asked)
        with transaction.atomic(), connection.cursor() as cursor:
            _by_index(cursor, sure=True)
            cursor.execute(self._sql(_EVERY[connection.vendor]), [query])
            found = {row[0] for row in cursor.fetchall()}
            _by_index(cursor, sure=False)
        return found

    def narrowed(self, found: Any, asked: str) -> Any:
        """The query set with only rows that hold all words asked for. *Raises* UsageError."""
        query = _query(asked)
        if not query:
            return found
        where = [self._sql(_WHERE[connection.vendor])]
        return found.extra(where=where, params=[query])  # noqa: S610 # constant SQL; the words are a parameter

    def _sql(self, statement: str) -> str:
        return statement.replace("NAME", self._name).replace("COLUMN", self._column)


def _by_index(cursor: Any, *, sure: bool) -> None:
    """Let PostgreSQL take the index, or whatever it thinks is best again.

    Of a word that is in most rows it would read all rows: what it costs to unpack each one's words
    is not in its reckoning (measured: 30 ms, by the index 11).
    """
    if connection.vendor == "postgresql":
        cursor.execute("SELECT set_config('enable_seqscan', %s, true)", ["off" if sure else "on"])


def folded(text: str) -> list[str]:
    """The words of a text as the index holds them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(plain)]


def asks(asked: str) -> bool:
    """Whether there is a word in it to look for."""
    return bool(_WORD.search(asked))


def _query(asked: str) -> str:
    """The question as the database has it. *Raises* UsageError."""
    terms = [term for term in _terms(asked) if term]
    if len(terms) > MOST_ASKED:
        raise UsageError(f"Search for at most {MOST_ASKED} words at once.")
    if connection.vendor == "sqlite":
        return " AND ".join(map(_fts5, terms))
    return " & ".join(map(_tsquery, terms))


def _terms(asked: str) -> list[list[str]]:
    """Words, and "words that follow each other"; the last word may go on."""
    return [
        [_ascii(word) for word in folded(phrase or word)] for phrase, word in _ASKED.findall(asked)
    ]


def _ascii(word: str) -> str:
    """A word in letters that both databases take as they are."""
    return word if word.isascii() else "x" + word.encode().hex()


def _fts5(term: list[str]) -> str:
    return f'"{" ".join(term)}"' + ("*" if len(term) == 1 else "")


def _tsquery(term: list[str]) -> str:
    return f"{term[0]}:*" if len(term) == 1 else f"({' <-> '.join(term)})"
