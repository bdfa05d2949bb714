"""Full-text search over public comments, by the database at hand: FTS5, or a GIN index.

Both hold the same folded words (no capitals, no accents), so both find the same. What is not public
is not in the index.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import connection

from wardline.core.errors import UsageError

_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'"([^"]*)"|(\S+)')
MOST_ASKED = 20
# PostgreSQL takes words of 2,046 bytes, and 1 MB of words.
_LONGEST_WORD = 100
_MOST_CHARACTERS = 500_000

MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE docket_search USING fts5(words, tokenize='ascii', prefix='2 3 4')",
    ),
    "postgresql": (
        "CREATE TABLE docket_search (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX docket_search_words ON docket_search USING gin (words)",
    ),
}
_INSERT = {
    "sqlite": "INSERT INTO docket_search (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO docket_search (id, words) VALUES (%s, to_tsvector('simple', %s))",
}
_DELETE = {
    "sqlite": "DELETE FROM docket_search WHERE rowid = %s",
    "postgresql": "DELETE FROM docket_search WHERE id = %s",
}
# The newest first; FTS5 walks its lists in that order, and PostgreSQL its primary key or the index.
_NEWEST = {
    "sqlite": "SELECT rowid FROM docket_search WHERE docket_search MATCH %s AND rowid < %s"
    " ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT id FROM docket_search WHERE words @@ to_tsquery('simple', %s)"
    " AND id < %s ORDER BY id DESC LIMIT %s",
}
_LAST = 2**62
# For a query set: what stands behind WHERE, with one parameter.
_WHERE = {
    "sqlite": "docket_comment.id IN (SELECT rowid FROM docket_search WHERE docket_search MATCH %s)",
    "postgresql": "docket_comment.id IN"
    " (SELECT id FROM docket_search WHERE words @@ to_tsquery('simple', %s))",
}


def folded(text: str) -> list[str]:
    """The words of a text as the index holds them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(plain)]


def add(comment: int, text: str) -> None:
    """Let a comment be found by what it says in public; in the place of what was there."""
    remove(comment)
    words = " ".join(map(_ascii, folded(text)))[:_MOST_CHARACTERS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT[connection.vendor], [comment, words])


def remove(comment: int) -> None:
    """Let a comment be found no more."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE[connection.vendor], [comment])


def newest(asked: str, before: int, many: int) -> list[int]:
    """The newest comments, older than `before` (0: all), that hold all words asked for."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST[connection.vendor], [_query(asked), before or _LAST, many])
        return [row[0] for row in cursor.fetchall()]


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


def narrowed(found: Any, asked: str) -> Any:
    """The query set with only comments that hold all words asked for. *Raises* UsageError."""
    query = _query(asked)
    if not query:
        return found
    return found.extra(where=[_WHERE[connection.vendor]], params=[query])  # noqa: S610 # constant SQL; the words are a parameter


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
