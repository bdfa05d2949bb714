"""Kinds, states, duties in plain words. The keys are closed sets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# What an evidence can be.
KINDS: dict[str, Any] = {
    "answer": _("what somebody said in a public comment"),
    "figure": _("a figure of the statistics"),
    "observation": _("what was seen in an exercise"),
    "statement": _("what was said in a meeting"),
    "practice": _("what another sector does"),
    "advisory": _("what an advisory or the sector picture says"),
    "outside": _("a source outside of this hub"),
}
# What people code: words of people.
CODED_KINDS = ("answer", "statement", "observation")
FINDING_KINDS: dict[str, Any] = {
    "risk": _("risk"),
    "gap": _("gap"),
    "challenge": _("challenge"),
    "practice": _("good practice"),
}
# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(c)(1)(A) to (E).
DUTIES: dict[str, Any] = {
    "A": _("A: how other sectors protect themselves"),
    "B": _("B: what makes it hard for health care"),
    "C": _("C: medical devices and health records"),
    "D": _("D: help for organizations of all sizes"),
    "E": _("E: sharing of threats in real time"),
}
FINDING_STATES: dict[str, Any] = {
    "draft": _("draft"),
    "published": _("published"),
    "withdrawn": _("taken back"),
}
BROKEN: dict[str, Any] = {
    "withdrawn": _("its author took it back"),
    "changed": _("its text was changed, and these words are gone"),
}
