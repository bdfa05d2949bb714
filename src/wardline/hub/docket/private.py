"""What of a comment may be private: for its author before sending, and for who decides."""

from __future__ import annotations

import re
from typing import Any

from wardline.docket.record import Record
from wardline.hub.docket.content import parts

# Who comments under a name wants to be named.
_SIGNED = ("name", "organization")
# It begins where a word does: linear in the text.
_MAIL = re.compile(r"(?<![\w.+'%-])[\w.+'%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def looked_at(record: Record) -> dict[str, str]:
    """The texts that the gate reads, by the name of their part."""
    return {name: text for name, text in parts(record).items() if name not in _SIGNED}


def findings(record: Record, most: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """What the gate finds in each part of a comment, by the stricter rules for public texts.

    *Units*: `most` in characters of all parts together, from the first on; None: all of them.
    """
    found, left = {}, most
    for name, text in looked_at(record).items():
        part = text if left is None else text[:left]
        left = None if left is None else left - len(part)
        if part and (told := _of(part)):
            found[name] = told
    return found


def _of(text: str) -> list[dict[str, Any]]:
    from wardline.screen.replace import Case
    from wardline.screen.text import screen

    answer = screen(text, case=Case(), strict=True)
    told: list[dict[str, Any]] = [
        {"start": one.start, "end": one.end, "label": one.label, "doubt": False}
        for one in answer.findings
    ]
    # An attacker's mail address may be shared; in a comment each one is somebody's, whether the
    # gate doubts it or, where a comment speaks of an attack, takes it for an indicator.
    mails = [match.span() for match in _MAIL.finditer(text)]
    doubts = [(one.start, one.end) for one in answer.residue]
    for spans in (mails, doubts):
        told += [
            {"start": start, "end": end, **_doubt(text[start:end])}
            for start, end in spans
            if not any(start < have["end"] and have["start"] < end for have in told)
        ]
    return sorted(told, key=lambda one: int(one["start"]))


def _doubt(text: str) -> dict[str, Any]:
    mail = "@" in text
    return {"label": "EMAIL" if mail else "DOUBT", "doubt": not mail}
