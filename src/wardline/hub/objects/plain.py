"""An object in plain words: what it says, whether it holds, what one can do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wardline.core import observables
from wardline.core.clock import parse_timestamp
from wardline.core.lifetime import why_not
from wardline.core.observables import Observable
from wardline.hub.objects import terms

# What a title or a list shows of a text that somebody made 10,000 characters long.
_TITLE = 160
_MOST_SHOWN = 50

_WORD = re.compile(r"[^\s,;()<>\"']+[.:][^\s,;()<>\"']*[^\s,;()<>\"'.:!?]")

# Type → the word for one, the sentence that introduces it, the next step.
_KINDS = {
    "indicator": (
        gettext_lazy("Indicator"),
        gettext_lazy("It tells by which traces something bad can be recognized."),
        gettext_lazy(
            "Look for it in your logs, and block it: the list of its collection goes into your "
            "firewall by itself (see Collections)."
        ),
    ),
    "malware": (
        gettext_lazy("Malware"),
        gettext_lazy("It describes harmful software."),
        gettext_lazy("Look below for the indicators by which it can be found, and hunt for them."),
    ),
    "tool": (
        gettext_lazy("Tool"),
        gettext_lazy("It describes software that attackers use, though it may have honest uses."),
        gettext_lazy("Check whether it runs with you where nobody needs it."),
    ),
    "attack-pattern": (
        gettext_lazy("Way of attack"),
        gettext_lazy("It describes how attackers go about something."),
        gettext_lazy("Look below for what stops it (courses of action) and for indicators."),
    ),
    "threat-actor": (
        gettext_lazy("Threat actor"),
        gettext_lazy("It describes people who attack."),
        gettext_lazy("Look below for the ways and tools they are known for."),
    ),
    "intrusion-set": (
        gettext_lazy("Group of attacks"),
        gettext_lazy("It describes attacks that are believed to come from one hand."),
        gettext_lazy("Look below for the ways and tools they are known for."),
    ),
    "campaign": (
        gettext_lazy("Campaign"),
        gettext_lazy("It describes a series of attacks with one aim."),
        gettext_lazy("Check whether you are among its targets, and hunt for its indicators."),
    ),
    "infrastructure": (
        gettext_lazy("Infrastructure"),
        gettext_lazy("It describes machines and services that attackers use."),
        gettext_lazy("Look below for its indicators, and block them."),
    ),
    "vulnerability": (
        gettext_lazy("Vulnerability"),
        gettext_lazy("It describes a weakness in software or a device."),
        gettext_lazy("Check whether you run what has it; update it, or shield it until you can."),
    ),
    "course-of-action": (
        gettext_lazy("Course of action"),
        gettext_lazy("It describes what can be done about a threat."),
        gettext_lazy("Check whether you do it already; plan it if not."),
    ),
    "report": (
        gettext_lazy("Report"),
        gettext_lazy("It puts together what is known of one matter."),
        gettext_lazy("Read it, and follow the objects that it names."),
    ),
    "grouping": (
        gettext_lazy("Grouping"),
        gettext_lazy("It puts together objects that belong to one matter."),
        gettext_lazy("Follow the objects that it names."),
    ),
    "note": (
        gettext_lazy("Note"),
        gettext_lazy("Somebody adds something to other objects."),
        gettext_lazy("Read it with the objects that it is about."),
    ),
    "opinion": (
        gettext_lazy("Opinion"),
        gettext_lazy("Somebody says how far they agree with other objects."),
        gettext_lazy("Weigh it before you block because of the objects that it is about."),
    ),
    "relationship": (
        gettext_lazy("Relationship"),
        gettext_lazy("It says how two objects belong together."),
        gettext_lazy("Follow its two ends."),
    ),
    "sighting": (
        gettext_lazy("Sighting"),
        gettext_lazy("Somebody met what an object describes."),
        gettext_lazy("It is out there: look for it in your own logs first."),
    ),
    "observed-data": (
        gettext_lazy("Observed data"),
        gettext_lazy("Somebody saw this; whether it is bad is not said."),
        gettext_lazy("Do not block because of it alone."),
    ),
    "identity": (
        gettext_lazy("Identity"),
        gettext_lazy("It names a person, an organization or a group."),
        gettext_lazy("Nothing needs to be done."),
    ),
    "location": (
        gettext_lazy("Location"),
        gettext_lazy("It names a place."),
        gettext_lazy("Nothing needs to be done."),
    ),
    "incident": (
        gettext_lazy("Incident"),
        gettext_lazy("It describes something that happened."),
        gettext_lazy("Look below for what was met, and hunt for it."),
    ),
    "impact": (
        gettext_lazy("Impact"),
        gettext_lazy("It says what an incident did."),
        gettext_lazy("Read it with the incident that it belongs to."),
    ),
    "event": (
        gettext_lazy("Event"),
        gettext_lazy("It says what was done in an incident, and when."),
        gettext_lazy("Read it with the incident that it belongs to."),
    ),
    "task": (
        gettext_lazy("Task"),
        gettext_lazy("It says what was, or is to be, done about an incident."),
        gettext_lazy("Read it with the incident that it belongs to."),
    ),
    "extension-definition": (
        gettext_lazy("Extension"),
        gettext_lazy("It says how objects carry more than the standard has a place for."),
        gettext_lazy("Nothing needs to be done."),
    ),
    "marking-definition": (
        gettext_lazy("Marking"),
        gettext_lazy("It says how marked objects may be used."),
        gettext_lazy("Keep to it when you pass marked objects on."),
    ),
}
_OTHER = (
    gettext_lazy("Observable"),
    gettext_lazy(
        "It is a plain fact, such as an address or a file; whether it is bad is not said."
    ),
    gettext_lazy("Look below for what others say of it before you block it."),
)

# FIRST TLP 2.0 in plain words.
_TLP = {
    "clear": gettext_lazy("Everybody may see it and pass it on."),
    "green": gettext_lazy(
        "You may pass it on within the health care community, but not to the public."
    ),
    "amber": gettext_lazy(
        "You may pass it on within your organization, and to clients who need it to protect "
        "themselves."
    ),
    "amber-strict": gettext_lazy("You may pass it on within your organization only."),
    "red": gettext_lazy("It is for the named recipients only; do not pass it on."),
    "none": gettext_lazy(
        "It carries no TLP label. This hub treats it as TLP:GREEN: pass it on within the health "
        "care community only."
    ),
}


# The same for whoever chooses a label.
_TLP_OF_OTHERS = {
    "clear": gettext_lazy("Everybody may see it and pass it on."),
    "green": gettext_lazy(
        "The recipients may pass it on within the health care community, but not to the public."
    ),
    "amber": gettext_lazy(
        "The recipients may pass it on within their organizations, and to clients who need it to "
        "protect themselves."
    ),
    "amber-strict": gettext_lazy("The recipients may pass it on within their organizations only."),
    "red": gettext_lazy("It is for the named recipients only; they may not pass it on."),
}


class Plain(NamedTuple):
    """One object for a person to read; texts of the object itself are as its sharer wrote them."""

    kind: str
    title: str
    says: str
    # Whether it holds now: a sentence; empty for what has no lifetime.
    holds: str
    valid: bool
    todo: str
    description: str
    observables: list[Observable]


def kind_word(kind: str) -> str:
    """The word for an object of a STIX type."""
    return str(_KINDS.get(kind, _OTHER)[0])


def kinds() -> list[tuple[str, str]]:
    """The types that a filter offers, with their words, in the order of the words."""
    return sorted(((kind, kind_word(kind)) for kind in _KINDS), key=lambda pair: pair[1])


def tlp_words(label: str) -> str:
    """What a TLP label allows, in one sentence."""
    return str(_TLP.get(label, _TLP["none"]))


def tlp_choices() -> list[tuple[str, str]]:
    """The labels that a sharer may choose, with what each one means."""
    return [(name, str(words)) for name, words in _TLP_OF_OTHERS.items()]


def shorten(text: str, most: int = _TITLE) -> str:
    """`text` without what cannot be seen, cut where it is too long to show in a line."""
    seen = " ".join(terms.clean(text[: most * 4]).split())
    return seen if len(seen) <= most else f"{seen[: most - 1]}…"


def title(obj: Mapping[str, Any]) -> str:
    """What an object is called in lists: shown defanged where it is an address."""
    for name in ("name", "value", "abstract", "path", "key", "subject", "definition_type"):
        text = obj.get(name)
        if isinstance(text, str) and text.strip():
            return _shown(shorten(text))
    kind = obj.get("type")
    if kind == "relationship":
        return shorten(str(obj.get("relationship_type")))
    stated = observables.of_object(obj)
    if stated:
        return _shown(shorten(stated[0].value))
    return shorten(str(obj.get("pattern") or obj.get("content") or kind_word(str(kind))))


def defang_text(text: str) -> str:
    """A text in which every address is defanged: a phone must not make a link of it."""
    return _WORD.sub(lambda found: _shown(found[0]), text)


def _shown(text: str) -> str:
    found = observables.classify(text)
    return observables.defang(text) if found and found.kind != "file-name" else text


def describe(obj: Mapping[str, Any], now: int) -> Plain:
    """`obj` in plain words, as it stands at `now`."""
    kind = str(obj.get("type"))
    word, says, todo = map(str, _KINDS.get(kind, _OTHER))
    stated = observables.of_object(obj)[:_MOST_SHOWN]
    holds, valid = _holds(obj, now)
    if kind == "indicator":
        says = _indicator(stated)
        todo = todo if valid else _("Do nothing because of it: it does not hold (any more).")
    elif kind == "sighting":
        says = _sighting(obj)
    description = obj.get("description") or obj.get("content") or obj.get("explanation") or ""
    text = terms.clean(description) if isinstance(description, str) else ""
    return Plain(word, title(obj), says, holds, valid, todo, text, stated)


def _indicator(stated: list[Observable]) -> str:
    if not stated:
        return _("It describes traces that are more than a plain value; see its pattern.")
    kinds_of = sorted({item.kind for item in stated})
    return ngettext(
        "It says: whoever meets this value may be under attack. Kind: %(kinds)s.",
        "It says: whoever meets one of these %(count)d values may be under attack. "
        "Kinds: %(kinds)s.",
        len(stated),
    ) % {"count": len(stated), "kinds": ", ".join(kinds_of)}


def _sighting(obj: Mapping[str, Any]) -> str:
    count = obj.get("count")
    if not isinstance(count, int):
        return str(_KINDS["sighting"][1])
    return ngettext(
        "Somebody met what an object describes, %(count)d time.",
        "Somebody met what an object describes, %(count)d times.",
        count,
    ) % {"count": count}


def _holds(obj: Mapping[str, Any], now: int) -> tuple[str, bool]:
    if obj.get("revoked") is True:
        return _("Its sharer has revoked it: it no longer holds."), False
    if obj.get("type") != "indicator":
        return "", True
    until = obj.get("valid_until")
    end = parse_timestamp(until) if isinstance(until, str) else None
    why = why_not(obj, now)
    if why is not None:
        day = str(until if end is not None and end <= now else obj.get("valid_from"))[:10]
        if end is not None and end <= now:
            return _("It ended on %(day)s (UTC) and no longer holds.") % {"day": day}, False
        return _("It holds only from %(day)s (UTC) on.") % {"day": day}, False
    if end is None:
        return _("It holds; its sharer gave no end."), True
    return _("It holds until %(day)s (UTC).") % {"day": str(until)[:10]}, True
