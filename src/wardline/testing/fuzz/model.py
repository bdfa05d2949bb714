"""What a target is, and how one input is given to it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import NamedTuple

from wardline.core.errors import WardlineError

# The longest that one small input may take on a busy machine.
SECONDS = 10.0


class Target(NamedTuple):
    """One parser that reads foreign bytes."""

    name: str
    # Reads the bytes to the end; what comes out is thrown away.
    run: Callable[[bytes], object]
    # What stands in such files; the fuzzer puts them in.
    words: tuple[str, ...] = ()
    # Errors besides WardlineError that the parser declares, for its own room to answer.
    declared: tuple[type[Exception], ...] = ()
    # Packages of others whose coverage guides, too.
    also: tuple[str, ...] = ()
    # The longest input.
    most: int = 4096
    # Whether it needs Django and a database (the portal).
    portal: bool = False


class Finding(Exception):  # noqa: N818 # what a fuzzer finds is no error of ours to handle
    """An input that a target does not take as promised."""


def give(target: Target, data: bytes) -> float:
    """Give one input; the seconds of processor time that it took. *Raises* Finding."""
    start = time.process_time()
    expected: tuple[type[Exception], ...] = (WardlineError, *target.declared)
    try:
        target.run(data)
    except expected:
        pass
    except Exception as error:
        raise Finding(
            f"{target.name}: {type(error).__name__} came out of {_place(error)} for {data!r}. Keep "
            f"that input in tests/fuzz/corpus/{target.name}/ and mend the parser."
        ) from error
    spent = time.process_time() - start
    if spent > SECONDS:
        raise Finding(f"{target.name}: {spent:.1f} s for {len(data)} bytes: {data!r}")
    return spent


def _place(error: BaseException) -> str:
    """The innermost line of our own code that let it pass."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "/wardline/" in one.filename]
    found = (ours or frames)[-1]
    return f"{found.filename.rpartition('/wardline/')[2]}:{found.lineno}"
