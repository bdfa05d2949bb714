"""What stands in the way of a report: the place, what is wrong there, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from wardline.core.errors import UnprocessableError


class Problem(NamedTuple):
    """One thing that must be mended; `pointer` is a JSON pointer into the snapshot (RFC 6901)."""

    code: str
    pointer: str
    # The place in words: "Recommendation 2.3 (rec-7)".
    where: str
    what: str
    how: str

    def __str__(self) -> str:
        """All of it as one line."""
        return f"{self.pointer or '/'}: {self.where}: {self.what} {self.how}"


class ProblemsError(UnprocessableError):
    """A snapshot that is no report yet; `problems` lists all that was found."""

    code = "unprocessable"

    def __init__(self, message: str, problems: Sequence[Problem], *, form: bool) -> None:
        """Keep the list, and whether it is about the form of the file."""
        super().__init__(message, hint=problems[0].how, pointer=problems[0].pointer)
        self.problems = tuple(problems)
        self.form = form

    def told(self) -> list[dict[str, Any]]:
        """The problems as plain values."""
        return [one._asdict() for one in self.problems]


def pointer(*parts: str | int) -> str:
    """A JSON pointer. *Source*: RFC 6901 section 3."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
