"""The form of a practice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wardline.hub.evidence.forms import Bilingual
from wardline.hub.practices.service import Content, Source
from wardline.hub.practices.words import FIELDS, FITS, SECTORS


class PracticeForm(Bilingual):
    """Each text in English, and in Spanish if it is there."""

    texts = {  # noqa: RUF012 # a table of constants
        "title": (_("Title"), 1, 200),
        **{f"text_{name}": (words, 3, 1500) for name, words in FIELDS.items()},
    }
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    number = forms.SlugField(
        label=_("Name in addresses"),
        max_length=60,
        help_text=_("Small letters, digits and dashes. It stays for good."),
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=SECTORS.items)
    small = forms.ChoiceField(label=_("Small organizations"), choices=FITS.items)
    large = forms.ChoiceField(label=_("Large organizations"), choices=FITS.items)
    sources = forms.CharField(
        label=_("Sources, one in a line"),
        help_text=_("Day | address | title, like 2026-01-31 | https://… | Its title"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    shown = forms.BooleanField(label=_("All may read it"), required=False)

    def content(self) -> Content:
        """What was typed, as a version of a practice."""
        made = {name: self.cleaned_data[name] for name in ("sector", "small", "large")}
        texts = {name: self.words(f"text_{name}") for name in FIELDS}
        sources = [_source(line) for line in self.cleaned_data["sources"].splitlines() if line]
        return Content(title=self.words("title"), texts=texts, sources=sources, **made)

    @classmethod
    def of(cls, number: str, version: int, made: Content, *, shown: bool) -> dict[str, Any]:
        """A practice as the form's fields."""
        named = {f"text_{name}": words for name, words in made.texts.items()}
        lines = [f"{one.seen} | {one.url} | {one.title}" for one in made.sources]
        return {
            "number": number,
            "version": version,
            "shown": shown,
            "sources": "\n".join(lines),
            **{name: getattr(made, name) for name in ("sector", "small", "large")},
            **cls.filled(title=made.title, **named),
        }


def _source(line: str) -> Source:
    day, _bar, rest = line.partition("|")
    url, _bar, title = rest.partition("|")
    return Source(title.strip() or url.strip(), url.strip(), day.strip())
