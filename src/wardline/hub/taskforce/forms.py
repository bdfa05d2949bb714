"""The forms of each kind of sheet, of papers, certificates and rules."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wardline.hub.taskforce.fields import Day, Editor, Lines, Rows, Said, SheetForm
from wardline.hub.taskforce.words import DUTIES, EXERCISES, OBSERVED, RATINGS, ROLES
from wardline.taskforce import model

_TIME = _("Write it like 2026-01-31 09:00.")
_LONGEST = 300


# In a new row nothing is chosen: a row that nobody touched is none.
CHOOSE = ("", _("choose one"))


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput())


def _zone() -> forms.CharField:
    return forms.CharField(
        label=_("Time zone"),
        initial="America/New_York",
        help_text=_("Such as America/New_York. It is always shown."),
    )


def _duties() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Duties that it takes up"),
        choices=[(letter, f"{letter}: {word}") for letter, word in DUTIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SeatForm(SheetForm):
    """A seat for a part of the sector."""

    version = _version()
    since = Day(label=_("There is such a seat since"))
    until = Day(label=_("Until"), required=False)
    texts: ClassVar = {"title": Said(_("For whom the seat is"))}
    order: ClassVar = ("title", "since", "until")


class TermForm(SheetForm):
    """Somebody who sits on a seat."""

    version = _version()
    name = forms.CharField(label=_("Name"), max_length=200)
    organization = forms.CharField(label=_("Organization"), max_length=200, required=False)
    seat = forms.TypedChoiceField(label=_("Seat"), coerce=int)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()), initial="member")
    begins = Day(label=_("First day"))
    ends = Day(label=_("Last day"), required=False, help_text=_("Empty: it is not known yet."))


class MeetingForm(SheetForm):
    """A meeting as it is announced."""

    version = _version()
    start = forms.CharField(label=_("Begins"), help_text=_TIME)
    end = forms.CharField(label=_("Ends"), help_text=_TIME)
    zone = _zone()
    open = forms.BooleanField(
        label=_("Open to the public"), required=False, initial=True,
        help_text=_("One meeting in each quarter is open."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link to take part"), required=False, max_length=2000, assume_scheme="https",
        help_text=_("It is shown for open meetings only."),
    )  # fmt: skip
    contact = forms.CharField(label=_("Whom to ask"), max_length=_LONGEST)
    statements_until = forms.CharField(
        label=_("Statements are taken until"), required=False,
        help_text=_("Empty: none are taken. Write it like 2026-01-31 09:00."),
    )  # fmt: skip
    notice_on = Day(
        label=_("A notice was given elsewhere on"), required=False,
        help_text=_("Such as in the Federal Register. Without it, the day counts on which you "
                    "publish this."),
    )  # fmt: skip
    notice_cited = forms.CharField(
        label=_("Where that notice stands"), required=False, max_length=200,
        help_text=_("Such as 91 FR 12345."),
    )  # fmt: skip
    exceptional = forms.BooleanField(
        label=_("The head of the agency decided that less notice must do"), required=False
    )
    duties = _duties()
    cancelled = forms.BooleanField(label=_("The meeting is called off"), required=False)
    texts: ClassVar = {
        "title": Said(_("Title")),
        "place": Said(_("Place"), 2, required=False, hint=_("Or how to dial in.")),
        "accommodation": Said(
            _("Help to take part"), 2, required=False,
            hint=_("Sign language, captions, ramps; whom to ask, and until when."),
        ),
        "comment": Said(_("How to comment"), 2, required=False),
        "agenda": Said(_("Agenda, one item in a line"), 8, required=False),
        "closed_reason": Said(_("Why it is closed, if it is"), 2, required=False),
        "short_reason": Said(_("Why the notice is short, if it is"), 2, required=False),
        "cancelled_reason": Said(_("Why it is called off, if it is"), 2, required=False),
    }  # fmt: skip
    times: ClassVar = ("start", "end", "statements_until")
    order: ClassVar = (
        "title", "start", "end", "zone", "open", "closed_reason", "place", "link", "accommodation",
        "comment", "statements_until", "contact", "agenda", "duties", "notice_on", "notice_cited",
        "short_reason", "exceptional", "cancelled", "cancelled_reason",
    )  # fmt: skip


class MinutesForm(SheetForm):
    """Who was there, and what was said and decided."""

    version = _version()
    present = forms.TypedMultipleChoiceField(
        label=_("Members who were there"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    guests = Lines(
        label=_("Staff, guests and those who spoke"),
        help_text=_("One in a line. All can read their names."),
    )
    public = forms.IntegerField(
        label=_("How many of the public were there"), min_value=0, initial=0
    )
    texts: ClassVar = {
        "text": Said(
            _("What was said and decided"), 16,
            hint=_("A paragraph for each matter; each can be cited. Leave a line between them."),
        )
    }  # fmt: skip
    listed: ClassVar = ("guests",)


class ObjectiveForm(SheetForm):
    """What an exercise wants to see done."""

    capability = forms.CharField(label=_("Capability that it tests"), max_length=200)
    texts: ClassVar = {"text": Said(_("Objective"))}
    order: ClassVar = ("text", "capability")


class InjectForm(SheetForm):
    """What the facilitator brings in."""

    minute = forms.IntegerField(
        label=_("Minutes after the beginning"), min_value=0, max_value=20_160
    )
    to = forms.CharField(label=_("To whom"), max_length=200, required=False)
    objective = forms.TypedChoiceField(
        label=_("For which objective"), coerce=int, empty_value="0", required=False
    )
    texts: ClassVar = {
        "text": Said(_("What happens"), 3),
        "expected": Said(_("What should be done then"), 2, required=False),
    }
    order: ClassVar = ("minute", "text", "to", "expected", "objective")


class ExerciseForm(SheetForm):
    """An exercise or a device workshop as it is planned."""

    version = _version()
    kind = forms.ChoiceField(label=_("Kind"), choices=list(EXERCISES.items()), initial="tabletop")
    start = forms.CharField(label=_("Begins"), help_text=_TIME)
    end = forms.CharField(label=_("Ends"), help_text=_TIME)
    zone = _zone()
    participants = Lines(
        label=_("Who takes part"),
        help_text=_("Organizations, one in a line. Name no people: all can read it."),
    )
    duties = _duties()
    cancelled = forms.BooleanField(label=_("The exercise is called off"), required=False)
    texts: ClassVar = {
        "title": Said(_("Title")),
        "scope": Said(_("What it is about"), 4, hint=_("All can read it before the day.")),
        "place": Said(_("Place"), required=False),
    }
    times: ClassVar = ("start", "end")
    listed: ClassVar = ("participants",)
    order: ClassVar = (
        "title", "kind", "start", "end", "zone", "place", "scope", "participants", "duties",
        "cancelled",
    )  # fmt: skip


class RatingForm(SheetForm):
    """How well an objective was met."""

    objective = forms.TypedChoiceField(label=_("Objective"), coerce=int)
    rating = forms.ChoiceField(
        label=_("Rating"),
        choices=[CHOOSE, *((key, f"{key}: {word}") for key, word in RATINGS.items())],
    )
    texts: ClassVar = {"why": Said(_("Why"), 2, required=False)}


class ObservationForm(SheetForm):
    """What was seen."""

    kind = forms.ChoiceField(label=_("It is a"), choices=[CHOOSE, *OBSERVED.items()])
    objective = forms.TypedChoiceField(
        label=_("For which objective"), coerce=int, empty_value="0", required=False
    )
    texts: ClassVar = {
        "text": Said(_("What was seen"), 3),
        "cause": Said(_("Its cause"), 2, required=False),
    }
    order: ClassVar = ("kind", "text", "cause", "objective")


class ActionForm(SheetForm):
    """What is to be done, by which office, by when."""

    observation = forms.TypedChoiceField(
        label=_("For which observation"), coerce=int,
        help_text=_("Save a new observation first; then it can be chosen here."),
    )  # fmt: skip
    owner = forms.CharField(
        label=_("Who does it"), max_length=200, help_text=_("An office, not a person.")
    )
    due = Day(label=_("Due on"))
    done_on = Day(label=_("Done on"), required=False)
    texts: ClassVar = {"text": Said(_("What is to be done"), 2)}
    order: ClassVar = ("text", "observation", "owner", "due", "done_on")


class AfterActionForm(SheetForm):
    """What an exercise showed."""

    version = _version()
    texts: ClassVar = {"summary": Said(_("In short"), 6)}


class DutyForm(SheetForm):
    """What is in hand for a duty, and the next step."""

    version = _version()
    next_on = Day(label=_("Day of the next step"), required=False)
    texts: ClassVar = {
        "in_hand": Said(_("What is in hand"), 4, hint=_("Numbers are counted by themselves.")),
        "next_step": Said(_("Next step"), required=False),
    }
    order: ClassVar = ("in_hand", "next_step", "next_on")


class PaperForm(forms.Form):
    """A paper of a meeting."""

    title_en = forms.CharField(label=_("Title (English)"), max_length=_LONGEST)
    title_es = forms.CharField(label=_("Title (Spanish)"), max_length=_LONGEST, required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("At most 10 MB. Text, PDF, Word or Excel. Nobody else sees it yet."),
    )


class CertifyForm(forms.Form):
    """That the chair certified the minutes."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    chair = forms.TypedChoiceField(label=_("Chair who certified them"), coerce=int)
    on = Day(label=_("On"))

    def __init__(self, *args: Any, chairs: list[tuple[int, str]], **more: Any) -> None:
        """Offer those who were chair at some time."""
        super().__init__(*args, **more)
        field: Any = self.fields["chair"]
        field.choices = chairs


class RuleForm(forms.Form):
    """A dated setting."""

    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=3660)
    source = forms.CharField(label=_("Where that stands"), max_length=300)
    as_of = Day(label=_("You read it there on"))


_FORMS: dict[type[model.Sheet], tuple[type[SheetForm], dict[str, Rows]]] = {
    model.Seat: (SeatForm, {}),
    model.Term: (TermForm, {}),
    model.Meeting: (MeetingForm, {}),
    model.Minutes: (MinutesForm, {}),
    model.Exercise: (
        ExerciseForm,
        {
            "objectives": Rows(ObjectiveForm, _("Objectives")),
            "injects": Rows(InjectForm, _("Injects: only the staff see them")),
        },
    ),
    model.AfterAction: (
        AfterActionForm,
        {
            "ratings": Rows(RatingForm, _("Ratings")),
            "observations": Rows(ObservationForm, _("Observations")),
            "actions": Rows(ActionForm, _("Corrective actions")),
        },
    ),
    model.Duty: (DutyForm, {}),
}


def editor(kind: type[model.Sheet], choices: dict[str, list[tuple[Any, Any]]]) -> Editor:
    """The form of a kind of sheet, with what can be chosen in it."""
    form, rows = _FORMS[kind]
    return Editor(kind, form, rows, choices)
