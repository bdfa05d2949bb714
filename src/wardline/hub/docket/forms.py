"""The form of a call for input: staff make one without code."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.hub.docket.calls import DECIDE_DAYS, Content, Question
from wardline.hub.words import paired

_SHAPE = "%Y-%m-%d %H:%M"
_TEXTS: dict[str, tuple[Any, int]] = {
    "title": (gettext_lazy("Title"), 2),
    "text": (gettext_lazy("What it is about"), 6),
    "questions": (gettext_lazy("Questions, one in a line"), 6),
    "rules": (gettext_lazy("Rules of reading"), 4),
    "policy": (gettext_lazy("What is made public"), 4),
}


class CallForm(forms.Form):
    """Each text in English, and in Spanish if it is there."""

    number = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Letters, digits and dashes, like rfi-2026. It stays for good."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    contact = forms.CharField(label=gettext_lazy("Whom to ask"), max_length=300)
    opens = forms.CharField(
        label=gettext_lazy("Opens"), help_text=gettext_lazy("Write it like 2026-01-31 09:00.")
    )
    closes = forms.CharField(
        label=gettext_lazy("Closes"), help_text=gettext_lazy("Write it like 2026-01-31 09:00.")
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone of both"),
        initial="America/New_York",
        help_text=gettext_lazy("Such as America/New_York. It is always shown."),
    )
    decide_days = forms.IntegerField(
        label=gettext_lazy("Days until a comment is decided on"),
        min_value=1,
        max_value=365,
        initial=DECIDE_DAYS,
    )
    late = forms.BooleanField(
        label=gettext_lazy("Take late comments, and mark them as late"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Put the texts in, each in both languages."""
        super().__init__(*args, **more)
        for name, (label, rows) in _TEXTS.items():
            for language, word in (("en", _("English")), ("es", _("Spanish"))):
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({word})",
                    required=language == "en",
                    # The height of a line in Spanish says which one it translates.
                    strip=name != "questions",
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
                )

    def clean(self) -> dict[str, Any]:
        """Times as RFC 3339 in the zone."""
        made: dict[str, Any] = super().clean() or {}
        try:
            zone = zoneinfo.ZoneInfo(made.get("zone", ""))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            self.add_error("zone", _("There is no such time zone."))
            return made
        for name in ("opens", "closes"):
            try:
                moment = dt.datetime.strptime(made.get(name, ""), _SHAPE).replace(tzinfo=zone)
            except ValueError:
                self.add_error(name, _("Write it like 2026-01-31 09:00."))
                continue
            made[name] = moment.isoformat()
        return made

    def content(self) -> Content:
        """What was typed, as a version of a call."""
        made = self.cleaned_data
        pairs = paired(made["questions_en"], made["questions_es"])
        questions = [
            Question(str(place), {"en": english} | ({"es": spanish} if spanish else {}))
            for place, (english, spanish) in enumerate(pairs, 1)
        ]
        words: dict[str, Any] = {
            name: {one: made[f"{name}_{one}"].strip() for one in ("en", "es")}
            for name in ("title", "text", "rules", "policy")
        }
        names = ("contact", "opens", "closes", "zone", "decide_days", "late")
        plain: dict[str, Any] = {name: made[name] for name in names}
        return Content(questions=questions, **plain, **words)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """A call's content as the form's fields."""
        zone = zoneinfo.ZoneInfo(content.zone)
        made: dict[str, Any] = {
            name: f"{dt.datetime.fromisoformat(getattr(content, name)).astimezone(zone):{_SHAPE}}"
            for name in ("opens", "closes")
        }
        for language in ("en", "es"):
            for name in ("title", "text", "rules", "policy"):
                made[f"{name}_{language}"] = getattr(content, name).get(language, "")
            lines = [one.text.get(language, "") for one in content.questions]
            made[f"questions_{language}"] = "\n".join(lines).rstrip("\n")
        names = ("contact", "zone", "decide_days", "late")
        return {**made, **{name: getattr(content, name) for name in names}}
