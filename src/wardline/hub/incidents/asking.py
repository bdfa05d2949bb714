"""The form as a template shows it: every question with what was typed, chosen, or is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wardline.hub.incidents.form import QUESTIONS, Typed, filled
from wardline.hub.incidents.questions import SECTIONS, Question, Section
from wardline.incidents.choices import SECTIONS as PARTS
from wardline.incidents.choices import Release

_SEEN = {part.code: part.seen for part in PARTS}
# What a new form has chosen by itself.
DEFAULTS: Typed = {"what.certainty": ["suspected"]}


def plain() -> list[dict[str, Any]]:
    """The questions as plain values: what a program needs to write a report."""
    return [
        {
            "section": part.key,
            "title": str(part.title),
            "questions": [
                {
                    "name": one.name,
                    "label": str(one.label),
                    "kind": one.kind,
                    "choices": [[choice.code, _(choice.label)] for choice in one.choices],
                }
                for one in part.questions
            ],
        }
        for part in SECTIONS
    ]


def sections(
    typed: Typed, errors: Mapping[str, str], release: str, aside: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The sections for the template. *Shape*: `aside` by question: the size of what lies apart."""
    return [_section(part, typed, errors, release, aside) for part in SECTIONS]


def _section(
    part: Section,
    typed: Typed,
    errors: Mapping[str, str],
    release: str,
    aside: Mapping[str, int],
) -> dict[str, Any]:
    names = [one.name for one in part.questions]
    first = part.first or len(names)
    asked = [
        _question(one, typed.get(one.name, []), errors.get(one.name, ""), aside)
        for one in part.questions
    ]
    return {
        "key": part.key,
        "title": part.title,
        "hint": part.hint,
        "open": part.open or _told(names, typed, errors),
        "seen": _(_SEEN[part.key][Release(release)]) if release in set(Release) else "",
        "questions": asked[:first],
        "more": asked[first:],
        "more_open": _told(names[first:], typed, errors),
    }


def _told(names: Sequence[str], typed: Typed, errors: Mapping[str, str]) -> bool:
    """Whether any of these questions has an answer, or a wrong one."""
    wrong = any(name in errors for name in names)
    return wrong or filled({name: typed.get(name, []) for name in names})


def _question(
    one: Question, given: Sequence[str], error: str, aside: Mapping[str, int]
) -> dict[str, Any]:
    chosen = list(given) or DEFAULTS.get(one.name, [""] if one.kind in ("one", "select") else [])
    options = [
        {
            "code": choice.code,
            "id": f"{_id(one.name)}-{place}",
            "label": _(choice.label),
            "hint": _(choice.hint) if choice.hint else "",
            "chosen": choice.code in chosen,
        }
        for place, choice in enumerate(one.choices)
    ]
    return {
        "name": one.name,
        "id": _id(one.name),
        "label": one.label,
        "hint": one.hint,
        "kind": one.kind,
        "options": options,
        "folded": one.name == "what.also" and not any(o["chosen"] for o in options),
        "values": list(given) if one.kind == "files" else [],
        "files": [line.split(" ", 2)[-1] for line in given] if one.kind == "files" else [],
        "text": given[0] if given else "",
        "error": error,
        "aside": aside.get(one.name, 0),
    }


def _id(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")


def wrong(errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong, in the order of the form, as links to its places."""
    return [
        {"id": _id(name), "label": str(QUESTIONS[name].label), "words": errors[name]}
        for name in QUESTIONS
        if name in errors
    ]
