"""The after-action report of an exercise, as it is printed: the same words as on its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wardline.hub.settings import CONFIG
from wardline.taskforce.typeset import Part, Report, Sub, Table, pdf


def after_action_pdf(told: dict[str, Any]) -> bytes:
    """The PDF of an exercise as `showing.exercise_page` tells it. *Raises* ConfigError."""
    after = told["after"]
    facts = [
        (_("Kind"), told["kind_words"]),
        (_("Begins"), told["when"]),
        (_("Ends"), told["until"]),
        (_("Place"), told["place"]),
        (_("Who takes part"), ", ".join(told["participants"])),
        (_("Duties"), ", ".join(told["duties"])),
    ]
    parts = [
        Part(_("In short"), after["summary"]),
        Part(_("What it is about"), told["scope"]),
        _objectives(told["objectives"]),
        Part(_("Observations"), subs=[_observation(one) for one in after["observations"]]),
        _actions(after["actions"]),
    ]
    return pdf(
        Report(
            CONFIG["taxii.title"],
            (get_language() or "en").split("-")[0],
            _("After-action report"),
            told["title"],
            [(name, text) for name, text in facts if text],
            parts,
        )
    )


def _objectives(rows: list[dict[str, Any]]) -> Part:
    table = Table(
        (4, 3, 4),
        (_("Objective"), _("Capability"), _("Rating")),
        [(f"{one['place']}. {one['text']}", one["capability"], _rating(one)) for one in rows],
    )
    return Part(_("Objectives and ratings"), table=table)


def _rating(one: dict[str, Any]) -> str:
    if not one["rating"]:
        return _("not rated")
    return f"{one['rating']}: {one['rating_words']}. {one['why']}".strip()


def _observation(one: dict[str, Any]) -> Sub:
    lines = [one["text"]]
    if one["cause"]:
        lines.append(f"{_('Its cause:')} {one['cause']}")
    if one["objective"]:
        lines.append(_("For objective %(number)s") % {"number": one["objective"]})
    return Sub(f"{one['id']}. {one['kind_words']}", lines)


def _actions(rows: list[dict[str, Any]]) -> Part:
    table = Table(
        (2, 5, 3, 2, 2),
        (_("Number"), _("What"), _("Who"), _("Due"), _("State")),
        [(one["id"], one["text"], one["owner"], one["due"], one["state_words"]) for one in rows],
    )
    none = () if rows else (_("No action is planned yet."),)
    return Part(_("Improvement plan"), none, table=table)
