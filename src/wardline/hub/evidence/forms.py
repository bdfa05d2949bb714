"""Forms of the staff's pages: a finding, a code, a source outside, a reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.evidence.codebook import Code, Codebook
from wardline.hub.evidence.findings import Content
from wardline.hub.evidence.words import DUTIES, FINDING_KINDS
from wardline.hub.words import LANGUAGES


class Bilingual(forms.Form):
    """A form with texts in English, and in Spanish if there is one."""

    # Name → words, rows, the most characters.
    texts: dict[str, tuple[Any, int, int]] = {}  # noqa: RUF012 # a table of constants

    def __init__(self, *args: Any, **more: Any) -> None:
        """Put the texts in, each in both languages."""
        super().__init__(*args, **more)
        for name, (label, rows, most) in self.texts.items():
            for language, word in (("en", _("English")), ("es", _("Spanish"))):
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({word})",
                    required=language == "en",
                    max_length=most,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
                )

    def words(self, name: str) -> dict[str, str]:
        """A text by language."""
        return {one: self.cleaned_data[f"{name}_{one}"].strip() for one in LANGUAGES}

    @staticmethod
    def filled(**texts: dict[str, str]) -> dict[str, str]:
        """Texts by language as the form's fields."""
        return {f"{name}_{one}": text for name, by in texts.items() for one, text in by.items()}


class FindingForm(Bilingual):
    """A finding."""

    texts = {  # noqa: RUF012 # a table of constants
        "title": (gettext_lazy("Title"), 2, 200),
        "text": (gettext_lazy("What the evidence shows"), 6, 5000),
    }
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=FINDING_KINDS.items)
    duty = forms.ChoiceField(label=gettext_lazy("Duty"), choices=DUTIES.items)
    sector = forms.CharField(
        label=gettext_lazy("Sector"),
        help_text=gettext_lazy("Such as hospitals, device makers, rural."),
        max_length=40,
        required=False,
    )
    question = forms.ChoiceField(label=gettext_lazy("Question"), required=False)

    def offer(self, questions: list[str]) -> FindingForm:
        """The form with questions to choose from."""
        field: Any = self.fields["question"]
        field.choices = [("", _("none")), *((one, one) for one in questions)]
        return self

    def content(self) -> Content:
        """What was typed, as a version of a finding."""
        made = {name: self.cleaned_data[name] for name in ("kind", "duty", "sector", "question")}
        return Content(title=self.words("title"), text=self.words("text"), **made)


class CodeForm(Bilingual):
    """A code of the codebook."""

    texts = {  # noqa: RUF012 # a table of constants
        "title": (gettext_lazy("Title"), 1, 100),
        "definition": (gettext_lazy("When to give it"), 3, 1000),
    }
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Small letters, digits and dashes."),
        max_length=60,
    )
    examples = forms.CharField(
        label=gettext_lazy("Examples, one in a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=3000,
    )
    parent = forms.ChoiceField(label=gettext_lazy("It is a part of"), required=False)
    of = forms.MultipleChoiceField(
        label=gettext_lazy("It takes the place of these earlier codes"),
        help_text=gettext_lazy("Two for one join them. The same one for two splits it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Why you change it"), max_length=1000, required=False)

    def offer(self, book: Codebook, before: Codebook, own: str) -> CodeForm:
        """The form with parents and earlier codes to choose from."""
        parent: Any = self.fields["parent"]
        known = [one.id for one in book.codes if one.id != own]
        parent.choices = [("", _("none")), *((one, one) for one in known)]
        of: Any = self.fields["of"]
        of.choices = [(one.id, one.id) for one in before.codes]
        if not before.codes:
            del self.fields["of"]
        return self

    def made(self) -> Code:
        """What was typed, as a code."""
        told = self.cleaned_data
        lines = [line.strip() for line in told["examples"].splitlines() if line.strip()]
        words = {name: self.words(name) for name in ("title", "definition")}
        of = told.get("of", [])
        return Code(told["code"].lower(), **words, examples=lines, parent=told["parent"], of=of)


class OutsideForm(forms.Form):
    """Words of a source outside of this hub."""

    url = forms.URLField(label=gettext_lazy("Address"), max_length=2000, assume_scheme="https")
    title = forms.CharField(label=gettext_lazy("Title of the source"), max_length=300)
    dated = forms.CharField(
        label=gettext_lazy("Its day"), help_text=gettext_lazy("Write a day like 2026-01-31.")
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish"))],
    )
    text = forms.CharField(
        label=gettext_lazy("The words that you want to cite, letter by letter"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
    )


class ReplyForm(Bilingual):
    """What was done."""

    texts = {"reply": (gettext_lazy("What was done"), 3, 2000)}  # noqa: RUF012 # as above
