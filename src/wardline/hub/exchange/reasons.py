"""Reasons as they are kept: why a peer takes something back, and what went wrong with a feed.

What a peer takes back all who have it are told: through the gate, in one line.
"""

from __future__ import annotations

from wardline.core.errors import WardlineError

_MOST = 1000
_MOST_PROBLEM = 2000
HELD = "Withdrawn by the hub that gave it. Its reason was held back by the privacy gate."


def safe(text: str) -> str:
    """`text` without line ends and control characters; `HELD` where it names what is private."""
    from wardline.screen import screen

    one = "".join(sign for sign in " ".join(text.split())[:_MOST] if sign.isprintable())
    return HELD if one and screen(one).findings else one


def problem(error: Exception) -> str:
    """What went wrong; of errors that are not ours only the kind, for they may quote a text."""
    if isinstance(error, (WardlineError, OSError)) and str(error):
        return plain(str(error))[:_MOST_PROBLEM]
    return (
        f"What it answers cannot be read or kept ({type(error).__name__}). "
        "Tell its operator; if it stays, tell us."
    )


def plain(text: str) -> str:
    """A text that every database takes: PostgreSQL keeps no NUL."""
    return text.replace("\0", "\ufffd")
