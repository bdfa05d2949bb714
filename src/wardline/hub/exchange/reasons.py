"""Why a peer takes something back, as all who have it are told: through the gate, in one line."""

from __future__ import annotations

_MOST = 1000
HELD = "Withdrawn by the hub that gave it. Its reason was held back by the privacy gate."


def safe(text: str) -> str:
    """`text` without line ends and control characters; `HELD` where it names what is private."""
    from wardline.screen import screen

    one = "".join(sign for sign in " ".join(text.split())[:_MOST] if sign.isprintable())
    return HELD if one and screen(one).findings else one
