"""Every error that Wardline answers with, and the one table of how it is shown.

    WardlineError
    ├── UsageError            the command was called wrongly
    ├── ConfigError           a setting or the data folder is wrong
    ├── NetworkError          a peer cannot be reached or does not answer as agreed
    │   └── AwayError         it cannot be reached at all
    ├── InputError            foreign bytes that cannot be taken
    │   ├── MalformedError    not JSON, or JSON that breaks a safety limit
    │   ├── UnprocessableError  well-formed, but not what the standard asks
    │   ├── TooLargeError     over a stated size
    │   ├── MediaTypeError    a Content-Type that is not taken here
    │   └── TimedOutError     the rest of a request did not come
    ├── RefusedError          policy says no
    │   ├── UnauthorizedError no valid credentials
    │   └── ForbiddenError    known, but not allowed
    ├── NotFoundError         no such thing, or none that the asker may know of
    ├── MethodError           the address does not take this method
    ├── NotAcceptableError    none of the offered media types is accepted
    ├── ConflictError         what is there stands against it
    ├── RateLimitedError      too many requests
    └── UnavailableError      cannot be done right now; try again

Each class has a stable `code`; `DISPLAY` maps it to the HTTP status (RFC 9110), the title in a
TAXII error resource or problem document (RFC 9457), and the exit code (CONTRACT).
"""

from __future__ import annotations

from typing import NamedTuple


class WardlineError(Exception):
    """A failure with a sentence that is safe to show and the next step to take."""

    code = "internal"

    def __init__(self, message: str, *, hint: str = "", pointer: str = "") -> None:
        """Keep `message` (what and where), `hint` (what to do), `pointer` (JSON pointer)."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.pointer = pointer

    def __str__(self) -> str:
        """The message, and the hint after it."""
        return f"{self.message} {self.hint}".rstrip()


class UsageError(WardlineError):
    """The command was called wrongly."""

    code = "usage"


class ConfigError(WardlineError):
    """A setting or the data folder is wrong."""

    code = "configuration"


class NetworkError(WardlineError):
    """A peer cannot be reached or does not answer as agreed."""

    code = "network"


class AwayError(NetworkError):
    """A peer cannot be reached at all: what was to be done there is still to be done."""


class InputError(WardlineError):
    """Foreign bytes that cannot be taken."""

    code = "input"


class MalformedError(InputError):
    """Not JSON, or JSON that breaks a safety limit."""

    code = "malformed"


class UnprocessableError(InputError):
    """Well-formed, but not what the standard asks."""

    code = "unprocessable"


class TooLargeError(InputError):
    """Over a stated size."""

    code = "too-large"


class MediaTypeError(InputError):
    """A Content-Type that is not taken here."""

    code = "media-type"


class TimedOutError(InputError):
    """The rest of a request did not come."""

    code = "timed-out"


class RefusedError(WardlineError):
    """Policy says no."""

    code = "refused"


class UnauthorizedError(RefusedError):
    """No valid credentials."""

    code = "unauthorized"


class ForbiddenError(RefusedError):
    """The asker is known, but not allowed."""

    code = "forbidden"


class NotFoundError(WardlineError):
    """No such thing, or none that the asker may know of."""

    code = "not-found"


class MethodError(WardlineError):
    """The address does not take this method; `allow` lists those that it takes."""

    code = "method"

    def __init__(self, message: str, *, allow: str) -> None:
        """Keep `allow`, the value of the Allow header."""
        super().__init__(message, hint=f"It takes {allow}.")
        self.allow = allow


class NotAcceptableError(WardlineError):
    """None of the offered media types is accepted."""

    code = "not-acceptable"


class ConflictError(WardlineError):
    """What is there stands against it."""

    code = "conflict"


class RateLimitedError(WardlineError):
    """Too many requests; `retry_after` is in seconds."""

    code = "rate-limited"

    def __init__(self, message: str, *, retry_after: int, hint: str = "") -> None:
        """Keep `retry_after`, the value of the Retry-After header."""
        super().__init__(message, hint=hint or f"Try again in {retry_after} s.")
        self.retry_after = retry_after


class UnavailableError(WardlineError):
    """It cannot be done right now."""

    code = "unavailable"


class Display(NamedTuple):
    """How one error code is shown outside."""

    status: int
    title: str
    exit_code: int


# Exit codes: CONTRACT ("0 fine, 1 findings, 2 usage, 3 configuration, 4 network, 5 refused, 70").
DISPLAY: dict[str, Display] = {
    "internal": Display(500, "Internal error", 70),
    "usage": Display(400, "Wrong call", 2),
    "configuration": Display(500, "Configuration error", 3),
    "network": Display(502, "Peer not reached", 4),
    "input": Display(400, "Input not taken", 2),
    "malformed": Display(400, "Malformed request", 2),
    "unprocessable": Display(422, "Not valid", 2),
    "too-large": Display(413, "Too large", 2),
    "timed-out": Display(408, "Request not complete", 4),
    "media-type": Display(415, "Media type not taken", 2),
    "refused": Display(403, "Refused by policy", 5),
    "unauthorized": Display(401, "Credentials needed", 5),
    "forbidden": Display(403, "Not allowed", 5),
    "not-found": Display(404, "Not found", 2),
    "method": Display(405, "Method not taken", 2),
    "not-acceptable": Display(406, "No acceptable media type", 2),
    "conflict": Display(409, "Conflict", 2),
    "rate-limited": Display(429, "Too many requests", 4),
    "unavailable": Display(503, "Unavailable", 4),
}


def display(error: WardlineError) -> Display:
    """How `error` is shown: HTTP status, title, exit code."""
    return DISPLAY[error.code]
