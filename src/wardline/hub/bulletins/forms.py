"""The writer's form: each text in English, and in Spanish if it is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wardline.bulletins import practices
from wardline.bulletins.model import (
    KINDS,
    LANGUAGES,
    ROLES,
    SEVERITIES,
    SIZES,
    Bulletin,
    Link,
    Picture,
    Step,
    Words,
    said,
)
from wardline.bulletins.words import word
from wardline.core.tlp import TLP
from wardline.hub.words import paired

_DUE = re.compile(r"\s*\[(\d{4}-\d{2}-\d{2})\]\s*$", re.ASCII)
_TEXTS: dict[str, tuple[Any, int, Any]] = {
    "title": (gettext_lazy("Title"), 2, gettext_lazy("At most 120 characters.")),
    "concern": (
        gettext_lazy("Does this concern me?"),
        2,
        gettext_lazy("The first line. Yes or no, and how to find out."),
    ),
    "harm": (gettext_lazy("What could happen to patients"), 4, ""),
    "detect": (gettext_lazy("How to notice it"), 4, ""),
    "well": (gettext_lazy("What others did well"), 3, gettext_lazy("Names nobody.")),
}
_LISTS: dict[str, tuple[Any, Any]] = {
    "systems": (
        gettext_lazy("Only for whoever owns one of these"),
        gettext_lazy("One in a line. Leave it empty where it concerns everybody."),
    ),
    "devices": (gettext_lazy("Devices and programs"), gettext_lazy("One in a line.")),
    "advisories": (
        gettext_lazy("Advisories"),
        gettext_lazy("One in a line, like CVE-2026-12345 or a maker's own number."),
    ),
    "indicators": (gettext_lazy("Indicators"), gettext_lazy("STIX ids, one in a line.")),
    "references": (
        gettext_lazy("References"),
        gettext_lazy("One in a line: its title, a bar |, its address."),
    ),
}
_STEPS = gettext_lazy(
    "Three lines, the first thing first. A day in brackets at the end is when it is due: "
    "[2026-01-31]."
)


class BulletinForm(forms.Form):
    """A bulletin as one writes it."""

    revision = forms.IntegerField(widget=forms.HiddenInput())
    tlp = forms.ChoiceField(
        label=gettext_lazy("Who may read it (TLP)"),
        choices=[(one.label.removeprefix("TLP:").lower(), one.label) for one in TLP],
        help_text=gettext_lazy("Only TLP:CLEAR is public. A mail holds CLEAR and GREEN only."),
    )
    contact = forms.CharField(label=gettext_lazy("Whom to ask"), max_length=400, required=False)

    def __init__(
        self, *args: Any, recipients: Sequence[tuple[str, str]], language: str, **more: Any
    ) -> None:
        """Put the fields in, in the order in which a reader meets them."""
        super().__init__(*args, **more)
        made: dict[str, forms.Field] = {}
        made["severity"] = _choice(_("How urgent"), SEVERITIES, "severity", language)
        made["kinds"] = _choices(_("Kinds of organization"), KINDS, "kind", language)
        made["sizes"] = _choices(_("Sizes of organization"), SIZES, "size", language)
        for name in ("title", "concern", "harm"):
            made |= _both(name)
        for role in ROLES:
            made |= _steps(role, language)
        made |= _both("detect")
        for name, (label, hint) in _LISTS.items():
            made[name] = _area(label, 4, hint)
        made["practices"] = _practices(language)
        made |= _both("well")
        made["picture"] = forms.FileField(
            label=_("A picture"), help_text=_("A PNG file of at most 512 kB."), required=False
        )
        for one in LANGUAGES:
            label = _("What the picture shows, for whoever does not see it")
            made[f"alt_{one}"] = forms.CharField(label=f"{label} ({_named(one)})", required=False)
        made["no_picture"] = forms.BooleanField(label=_("Take the picture out"), required=False)
        made["recipients"] = forms.MultipleChoiceField(
            label=_("For TLP:RED alone: who may read it"),
            choices=list(recipients),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        head = {name: self.fields.pop(name) for name in ("revision", "tlp")}
        contact = self.fields.pop("contact")
        self.fields.update({**head, **made, "contact": contact})

    def content(self, before: Bulletin, picture: str) -> Bulletin:
        """What was typed; `picture` is the digest of a new one."""
        given = self.cleaned_data
        return msgspec.structs.replace(
            before,
            tlp=given["tlp"],
            severity=given["severity"],
            kinds=tuple(given["kinds"]),
            sizes=tuple(given["sizes"]),
            recipients=tuple(given["recipients"]),
            practices=tuple(given["practices"]),
            contact=" ".join(given["contact"].split()),
            steps={role: _read_steps(given, role) for role in ROLES},
            references=tuple(_link(line) for line in _lines(given["references"])),
            pictures=self._pictures(before, picture),
            **{
                name: tuple(_lines(given[name]))
                for name in ("systems", "devices", "advisories", "indicators")
            },
            **{name: _words(given, name) for name in _TEXTS},
        )

    def _pictures(self, before: Bulletin, picture: str) -> tuple[Picture, ...]:
        given = self.cleaned_data
        digest = picture or (before.pictures[0].digest if before.pictures else "")
        if given["no_picture"] or not digest:
            return ()
        return (Picture(digest, _words(given, "alt")),)

    @staticmethod
    def filled(content: Bulletin, revision: int) -> dict[str, Any]:
        """A bulletin as the form's fields."""
        names = ("tlp", "severity", "kinds", "sizes", "recipients", "practices", "contact")
        made: dict[str, Any] = {name: getattr(content, name) for name in names}
        made["revision"] = revision
        for name in ("systems", "devices", "advisories", "indicators"):
            made[name] = "\n".join(getattr(content, name))
        made["references"] = "\n".join(f"{one.title} | {one.url}" for one in content.references)
        for language in LANGUAGES:
            for name in _TEXTS:
                made[f"{name}_{language}"] = getattr(content, name).get(language, "")
            for role in ROLES:
                steps = content.steps.get(role, ())
                lines = [_step_line(one, language) for one in steps]
                made[f"steps_{role}_{language}"] = "\n".join(lines).rstrip("\n")
            alt = content.pictures[0].alt if content.pictures else {}
            made[f"alt_{language}"] = alt.get(language, "")
        return made


def _named(language: str) -> str:
    return _("English") if language == "en" else _("Spanish")


def _both(name: str) -> dict[str, forms.Field]:
    label, rows, hint = _TEXTS[name]
    return {
        f"{name}_{one}": _area(f"{label} ({_named(one)})", rows, hint, one) for one in LANGUAGES
    }


def _area(
    label: Any, rows: int, hint: Any, language: str = "", *, strip: bool = True
) -> forms.CharField:
    attributes: dict[str, Any] = {"rows": rows} | ({"lang": language} if language else {})
    widget = forms.Textarea(attrs=attributes)
    return forms.CharField(label=label, help_text=hint, required=False, strip=strip, widget=widget)


def _steps(role: str, language: str) -> dict[str, forms.Field]:
    name = f"{word('do', language)}: {word(f'role.{role}', language)}"
    # The height of a line in Spanish says which step it translates.
    return {
        f"steps_{role}_{one}": _area(f"{name} ({_named(one)})", 3, _STEPS, one, strip=False)
        for one in LANGUAGES
    }


def _choice(label: str, values: Sequence[str], group: str, language: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(one, word(f"{group}.{one}", language)) for one in values]
    )


def _choices(
    label: str, values: Sequence[str], group: str, language: str
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("None chosen: all."),
        choices=[(one, word(f"{group}.{one}", language)) for one in values],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _practices(language: str) -> forms.MultipleChoiceField:
    known = [
        (one.code, f"{one.code.upper()}: {said(one.name, language).text}")
        for table in practices.tables()
        for one in table.practices
    ]
    return forms.MultipleChoiceField(
        label=_("Practices that protect against it"),
        choices=known,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _lines(text: str) -> list[str]:
    return [line for one in text.splitlines() if (line := " ".join(one.split()))]


def _words(given: dict[str, Any], name: str) -> Words:
    """A text by language; what is empty is left out."""
    found = {one: given[f"{name}_{one}"].replace("\r\n", "\n").strip() for one in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _read_steps(given: dict[str, Any], role: str) -> tuple[Step, ...]:
    steps = []
    for english, spanish in paired(*(given[f"steps_{role}_{one}"] for one in LANGUAGES)):
        due = _DUE.search(english)
        text = {"en": _DUE.sub("", english)}
        if spanish:
            text["es"] = _DUE.sub("", spanish)
        steps.append(Step(text, due[1] if due else ""))
    return tuple(steps)


def _step_line(step: Step, language: str) -> str:
    due = f" [{step.due}]" if step.due and language == "en" else ""
    return f"{step.text.get(language, '')}{due}"


def _link(line: str) -> Link:
    title, bar, url = line.rpartition("|")
    return Link(title.strip() if bar else url.strip(), url.strip())


def spoken() -> str:
    """The language of whoever writes."""
    short = (get_language() or "en").split("-")[0]
    return short if short in LANGUAGES else "en"
