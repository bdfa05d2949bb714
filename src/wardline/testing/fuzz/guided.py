"""The guided fuzzer: atheris (libFuzzer) over one target, which ends the process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import UsageError
from wardline.testing.fuzz.model import SECONDS, Target, give
from wardline.testing.fuzz.quick import corpus
from wardline.testing.fuzz.rooms import portal

# An input may cost the process so much memory at most.
_MEGABYTES = 2048


class Run(NamedTuple):
    """How to fuzz."""

    seconds: int
    # The inputs that are kept; read, never written.
    kept: Path
    # Where new inputs and findings go.
    found: Path


def run(target: Target, how: Run) -> None:
    """Fuzz `target`; never comes back. Exit code 0: nothing was found, 77: a finding.

    *Raises* UsageError where atheris is not installed.
    """
    try:
        import atheris
    except ImportError:
        raise UsageError(
            "atheris is not installed.",
            hint="Install it (Linux on x86-64), or use --quick.",
        ) from None
    how.found.mkdir(parents=True, exist_ok=True)
    _import(atheris, target, corpus(how.kept))
    words = how.found.with_suffix(".dict")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words or ("0",)))
    atheris.Setup(_flags(target, how, words), lambda data: give(target, data))
    atheris.Fuzz()


def _import(atheris: Any, target: Target, kept: list[bytes]) -> None:
    """Have all that the target imports counted: it imports while it reads what is kept."""
    include = ["wardline", *target.also]
    with atheris.instrument_imports(include=include):
        if target.portal:
            portal()
        for data in [b"", *kept]:
            give(target, data)


def _flags(target: Target, how: Run, words: Path) -> list[str]:
    return [
        sys.argv[0],
        f"-max_total_time={how.seconds}",
        f"-timeout={int(SECONDS * 2)}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-max_len={target.most}",
        f"-artifact_prefix={how.found}/finding-",
        f"-dict={words}",
        "-print_final_stats=1",
        "-verbosity=1",
        str(how.found),
        *([str(how.kept)] if how.kept.is_dir() else []),
    ]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))
