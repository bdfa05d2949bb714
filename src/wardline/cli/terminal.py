"""What commands say at a terminal that foreign words cannot steer."""

from __future__ import annotations

import sys


def clean(text: str) -> str:
    """Foreign words as they may stand on a terminal: nothing in them steers it."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def say(text: str) -> None:
    """Print `text`, which may hold foreign words."""
    print(clean(text))


def tell(text: str) -> None:
    """Say `text`, which may hold foreign words, beside the data: on standard error."""
    sys.stderr.write(clean(f"{text}\n"))
