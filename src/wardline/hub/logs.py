"""What the hub's processes tell their operator: lines on standard error, as text or as JSON.

Nothing in a line is about a person. Of an error only its kind and its place in the code are told,
for its text may hold what somebody sent (a database names the value that it refused). What a
library logs is told by its template, without what was put into it. A request is told by its
number, area, method, status and time: no address, no path, no key, no browser. Of requests where
nobody may be known there is no line at all.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from wardline.core.clock import format_timestamp
from wardline.core.errors import WardlineError
from wardline.hub.config import Config

requests = logging.getLogger("wardline.requests")
# What a record of a request carries (`extra`).
FIELDS = ("number", "area", "method", "status", "ms")
_FRAMES = 12
# RFC 9110 section 9; what else a client sends as a method is its own text.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_FAULT = 500


def start(process: str, settings: Config) -> None:
    """Tell what `process` does on standard error from now on, as `log.format` says."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(process, as_json=settings["log.format"] == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # That a page is not there is no fault of ours, and its address may be a one-time link.
    logging.getLogger("django").setLevel(logging.ERROR)
    # Which requests are told is `wanted`'s to say.
    requests.setLevel(logging.INFO)


def wanted(told: str, status: int) -> bool:
    """Whether a request has a line: `told` is log.requests."""
    return told == "all" or (told == "faults" and status >= _FAULT)


def request(number: str, area: str, method: str, status: int, seconds: float) -> None:
    """One line for one answered request."""
    shown = method if method in _METHODS else "other"
    values = (number, area, shown, status, round(seconds * 1000, 1))
    requests.info("answered", extra=dict(zip(FIELDS, values, strict=True)))


class Lines(logging.Formatter):
    """One line for each record, and nothing private in it."""

    def __init__(self, process: str, *, as_json: bool) -> None:
        """Write as `process`."""
        super().__init__()
        self._process, self._as_json = process, as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": format_timestamp(int(record.created * 1_000_000)),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": _message(record),
        }
        told |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        headers = getattr(getattr(record, "request", None), "headers", None)
        if "number" not in told and headers is not None:
            told["number"] = headers.get("X-Request-Number", "")
        if record.exc_info and record.exc_info[1] is not None:
            told |= _failure(record.exc_info[1], record.exc_info[2])
        if self._as_json:
            return json.dumps(told, ensure_ascii=False)
        more = [f"{name}={value}" for name, value in told.items() if name not in _SHOWN]
        words = [f"wardline {self._process}: {told['message']}", *more]
        return " ".join(words).replace("\n", " ")


_SHOWN = frozenset({"at", "level", "process", "logger", "message"})


def _message(record: logging.LogRecord) -> str:
    """Our own words as they are; of a library's the template alone."""
    if record.name.startswith("wardline"):
        return record.getMessage()
    template = str(record.msg) if record.args else "text left out"
    return f"{template} ({record.module}:{record.lineno})"


def _failure(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    """The kind of an error and where it was; its text only where it is ours, made to be shown."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    told = {"error": type(error).__name__, "trace": places}
    return {**told, "said": str(error)} if isinstance(error, WardlineError) else told


def _short(path: str) -> str:
    """A file from its package on: where it is installed is nobody's concern."""
    for mark in ("/site-packages/", "/src/", "/lib/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/")[2]
