"""Forms of the staff's pages: an item, a part, an edition's day."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.hub.report import service
from wardline.hub.report.parts import PARTS
from wardline.hub.report.service import Content
from wardline.hub.report.words import ANSWERS, KINDS, STATUSES
from wardline.report.model import MOST_LINE, MOST_TEXT, MOST_TITLE, Answer, Response, Status, Update

_FINDING = re.compile(r"F-[1-9][0-9]{0,15}", re.ASCII)
_EVIDENCE = re.compile(r"E-[1-9][0-9]{0,14}", re.ASCII)
_MOST_NAMED = 2_000
_DAY = gettext_lazy("Such as 2027-03-01.")


class Day(forms.DateField):
    """A day that may be left out."""

    def __init__(self, label: Any) -> None:
        """Take a day as it is typed; the browsers' own pickers hide where the keyboard is."""
        widget = forms.DateInput(format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


class ItemForm(forms.Form):
    """An imperative, a recommendation or an action item."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    title = forms.CharField(label=gettext_lazy("Title"), max_length=MOST_TITLE)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    findings = forms.CharField(
        label=gettext_lazy("Findings that it rests on"),
        help_text=gettext_lazy("Their numbers, such as F-3 F-12."),
        required=False,
        max_length=_MOST_NAMED,
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence that it comes from"),
        help_text=gettext_lazy("Such as what was seen in an exercise: E-7."),
        required=False,
        max_length=_MOST_NAMED,
    )
    lead = forms.CharField(label=gettext_lazy("Who leads"), required=False, max_length=MOST_LINE)
    due = Day(gettext_lazy("Due"))
    asked = Day(gettext_lazy("Asked for a response on"))
    answer = forms.ChoiceField(label=gettext_lazy("Response"), required=False)
    answered = Day(gettext_lazy("Response of"))
    plan = forms.CharField(
        label=gettext_lazy("The plan, or the reason"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    told = Day(gettext_lazy("Progress: as of"))
    status = forms.ChoiceField(label=gettext_lazy("Progress: how far"), required=False)
    news = forms.CharField(
        label=gettext_lazy("Progress: what happened"),
        help_text=gettext_lazy("Each progress that you save is added to those before."),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **more)
        for name, words in (("answer", ANSWERS.items()), ("status", STATUSES.items())):
            field: Any = self.fields[name]
            field.choices = [("", _("none")), *((str(one), told) for one, told in words)]

    def clean_findings(self) -> tuple[str, ...]:
        """The names of findings, each once."""
        wrong = _("Write the numbers of findings, such as F-3 F-12.")
        return self._names("findings", _FINDING, wrong)

    def clean_evidence(self) -> tuple[str, ...]:
        """The names of evidence, each once."""
        wrong = _("Write the numbers of evidence, such as E-7 E-12.")
        return self._names("evidence", _EVIDENCE, wrong)

    def _names(self, field: str, pattern: re.Pattern[str], wrong: str) -> tuple[str, ...]:
        names = self.cleaned_data[field].upper().replace(",", " ").split()
        if not all(pattern.fullmatch(name) for name in names):
            raise forms.ValidationError(wrong)
        return tuple(dict.fromkeys(names))

    def clean(self) -> dict[str, Any]:
        """Days that belong to a response and to progress."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("answer") and not given.get("answered"):
            self.add_error("answered", _("Say on which day the response was given."))
        if given.get("status") and not given.get("told"):
            self.add_error("told", _("Say for which day this is."))
        return given

    def content(self, before: Content | None = None) -> Content:
        """What was typed, as the next version of an item."""
        given = self.cleaned_data
        response = None
        if given["answer"]:
            on = given["answered"]
            response = Response(answer=Answer(given["answer"]), on=on, text=given["plan"].strip())
        updates = before.updates if before else ()
        if given["status"]:
            text = given["news"].strip()
            updates += (Update(on=given["told"], status=Status(given["status"]), text=text),)
        return Content(
            title=given["title"],
            text=given["text"].replace("\r\n", "\n").strip(),
            findings=given["findings"],
            evidence=given["evidence"],
            source=given.get("source", "") or (before.source if before else ""),
            lead=given["lead"].strip(),
            due=given["due"],
            asked=given["asked"],
            response=response,
            updates=updates,
        )

    @staticmethod
    def filled(item: service.Held) -> dict[str, Any]:
        """An item as the form's fields."""
        made = item.content
        told = made.response
        return {
            "version": item.item.version,
            "title": made.title,
            "text": made.text,
            "findings": " ".join(made.findings),
            "evidence": " ".join(made.evidence),
            "lead": made.lead,
            "due": made.due,
            "asked": made.asked,
            "answer": told.answer.value if told else "",
            "answered": told.on if told else None,
            "plan": told.text if told else "",
        }


class NewForm(ItemForm):
    """A new item: what it is, and below which one."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    parent = forms.ChoiceField(label=gettext_lazy("Below"), required=False)
    # The corrective action that it is made from.
    source = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    field_order = ("kind", "parent")

    def offer(self, below: list[tuple[int, str]]) -> NewForm:
        """The form with items to choose from."""
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, words) for one, words in KINDS.items()]
        parent: Any = self.fields["parent"]
        parent.choices = [("", _("none")), *((str(key), words) for key, words in below)]
        return self


class PartForm(forms.Form):
    """A text or a list of the report."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    text = forms.CharField(required=False, widget=forms.Textarea())

    def of(self, name: str) -> PartForm:
        """The form for one part."""
        part = PARTS[name]
        field = self.fields["text"]
        field.label, field.help_text = part.words, part.help
        field.widget.attrs["rows"] = part.rows
        return self


class EditionForm(forms.Form):
    """The day that an edition is of."""

    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=_DAY,
        widget=forms.DateInput(format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
