"""A letter to a maker with five questions: what leaves is models, versions and how many, no more.

Tags, wards, serial numbers, addresses and notices for customers only stay in the house.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from wardline.devices.monday import Task
from wardline.devices.tongue import ENGLISH, Tongue


class Letter(NamedTuple):
    """Who writes to whom, and when."""

    maker: str
    hospital: str
    person: str
    today: date
    tongue: Tongue = ENGLISH


_QUESTIONS = (
    (
        "Which of the models and versions above are affected, which are not, and why not? A VEX "
        "statement with its justification (CSAF, OpenVEX or CycloneDX) would answer it for all "
        "your customers."
    ),
    (
        "Which version fixes it for each of these models, when can we have it, and who installs "
        "it? If there will be none, please say so."
    ),
    (
        "What may we do until then (ports to close, networks to part, settings to change) without "
        "losing your support, and how do we test that it holds?"
    ),
    "Where on the device do we read the installed version, and how do we see that the fix is in?",
    (
        "Where do you publish advisories that programs can read (CSAF 2.0) and an SBOM of these "
        "versions, and whom do we tell of a fault?"
    ),
)


def letter(tasks: Iterable[Task], advisories: Mapping[str, Mapping[str, Any]], to: Letter) -> str:
    """The letter as text; `tasks` are the open findings on this maker's devices."""
    listed, say = list(tasks), to.tongue
    who = to.person or to.hospital or say("your customer")
    if to.person and to.hospital:
        who = say("{person} of {hospital}", person=to.person, hospital=to.hospital)
    lines = [to.today.isoformat(), "", say("To {maker}, product security", maker=to.maker), ""]
    lines += [say("From {who}", who=who), ""]
    lines += [say("Five questions about devices of yours that we use"), ""]
    lines += _devices(listed, say)
    lines += _advisories(listed, advisories, say)
    lines += ["", say("Please tell us:"), ""]
    for number, question in enumerate(_QUESTIONS, 1):
        lines += [*_wrapped(f"{number}. {say(question)}"), ""]
    end = "Please answer within 14 days; until then we treat these devices as affected."
    return "\n".join((*lines, say(end), ""))


def _devices(tasks: Iterable[Task], say: Tongue) -> list[str]:
    devices = {
        (
            task.tag,
            _without_own(_INNER.sub("", task.model or task.kind)),
            _without_own(task.version),
        )
        for task in tasks
    }
    counts = Counter((model, version) for _, model, version in devices)
    return [
        say("We have these models and versions:"),
        *(
            f"  {count:>5,}  {model}, {version or say('version not recorded')}"
            for (model, version), count in sorted(counts.items())
        ),
    ]


def _advisories(
    tasks: Iterable[Task], advisories: Mapping[str, Mapping[str, Any]], say: Tongue
) -> list[str]:
    lines = ["", say("These advisories may concern them:")]
    for name in dict.fromkeys(task.advisory for task in tasks):
        facts = advisories.get(name, {})
        if not facts.get("private"):
            told = (name, str(facts.get("title") or ""), str(facts.get("link") or ""))
            lines.append("  " + "  ".join(filter(None, told)))
    return lines


# A serial number or an address that somebody typed into the model or the version.
_OWN = re.compile(
    r"\b(?:s/?n|serial(?: ?(?:number|no\.?|nr\.?|#))?)[:.# ]*[a-z0-9][a-z0-9-]{3,}\b"
    r"|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b",
    re.IGNORECASE,
)
# Only of models: a version may have four numbers too.
_INNER = re.compile(r"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b")


def _without_own(text: str) -> str:
    return " ".join(_OWN.sub("", text).split()).strip(" ,;-")


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 88, subsequent_indent="   ")
