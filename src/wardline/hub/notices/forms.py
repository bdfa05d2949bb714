"""The forms of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wardline.hub.notices.events import KINDS, Event
from wardline.hub.notices.models import Reader
from wardline.hub.notices.service import Choice
from wardline.hub.notices.times import Hours, How

HOW_WORDS = (
    (How.NOW, _("at once")),
    (How.HOURLY, _("each hour")),
    (How.DAILY, _("once a day")),
    (How.NEVER, _("never by mail")),
)
_TLP = [
    (word.lower(), f"TLP:{word}") for word in ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
]
_TYPES = (
    "indicator",
    "malware",
    "vulnerability",
    "attack-pattern",
    "course-of-action",
    "campaign",
    "intrusion-set",
    "threat-actor",
    "tool",
    "infrastructure",
    "report",
    "sighting",
)
# A plain field: the browser's own for times has inner stops without a visible focus.
_TIME = forms.TimeInput(attrs={"placeholder": "22:00", "inputmode": "numeric"}, format="%H:%M")


class Wishes(forms.Form):
    """How often, when not, and which new objects."""

    def __init__(
        self, *args: Any, events: Mapping[Event, Choice], titles: Mapping[str, str], **kept: Any
    ) -> None:
        """Ask for `events`; `titles` are the collections that may be chosen, by their ids."""
        super().__init__(*args, **kept)
        for event, choice in events.items():
            if KINDS[event].urgent:
                continue
            self.fields[f"how_{event}"] = forms.ChoiceField(
                label=KINDS[event].words, choices=HOW_WORDS, initial=choice.how
            )
        new = events[Event.NEW].filters if Event.NEW in events else {}
        shared: Any = {"required": False, "widget": forms.CheckboxSelectMultiple}
        self.fields["collections"] = forms.MultipleChoiceField(
            label=_("Only from these collections"),
            help_text=_("None chosen means all."),
            choices=list(titles.items()),
            initial=list(new.get("collections", ())),
            **shared,
        )
        self.fields["tlp"] = forms.MultipleChoiceField(
            label=_("Only with these TLP labels"),
            help_text=_("None chosen means all."),
            choices=_TLP,
            initial=list(new.get("tlp", ())),
            **shared,
        )
        self.fields["types"] = forms.MultipleChoiceField(
            label=_("Only these types"),
            help_text=_("None chosen means all."),
            choices=[(name, name) for name in _TYPES],
            initial=list(new.get("types", ())),
            **shared,
        )
        self.fields["labels"] = forms.CharField(
            label=_("Only with one of these labels"),
            help_text=_("With a comma between, as: malicious-activity, ransomware"),
            required=False,
            max_length=1000,
            initial=", ".join(new.get("labels", ())),
        )
        self.order_fields([name for name in self.fields if name.startswith("how_")])

    mail = forms.BooleanField(label=_("Send me mails"), required=False)
    digest_hour = forms.IntegerField(
        label=_("Hour of the daily mail"),
        help_text=_("From 0 to 23, in your time zone."),
        min_value=0,
        max_value=23,
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        help_text=_("In these hours no mail is sent but of a new device; twice the same: none."),
        widget=_TIME,
    )
    quiet_to = forms.TimeField(label=_("Quiet until"), widget=_TIME)

    def hours(self, zone: str) -> Hours:
        """The hours as they were typed."""
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        return Hours(
            zone,
            start.hour * 60 + start.minute,
            end.hour * 60 + end.minute,
            self.cleaned_data["digest_hour"],
        )

    def wishes(self) -> dict[Event, Choice]:
        """The wishes as they were chosen."""
        given = self.cleaned_data
        filters = {name: given[name] for name in ("collections", "tlp", "types")}
        filters["labels"] = [word.lower() for word in given["labels"].split(",")]
        return {
            event: Choice(How(given[f"how_{event}"]), filters if event is Event.NEW else {})
            for event in Event
            if f"how_{event}" in given
        }


def initial(row: Reader) -> dict[str, Any]:
    """What a person chose before, as the form shows it."""
    return {
        "mail": row.mail,
        "digest_hour": row.digest_hour,
        "quiet_from": f"{row.quiet_from // 60:02}:{row.quiet_from % 60:02}",
        "quiet_to": f"{row.quiet_to // 60:02}:{row.quiet_to % 60:02}",
    }


class NewHook(forms.Form):
    """A webhook's address and what it is called for."""

    url = forms.CharField(
        label=_("Address"),
        help_text=_("It starts with https:// and is reached from the internet."),
        max_length=1000,
        widget=forms.URLInput,
    )
    events = forms.MultipleChoiceField(label=_("Call it for"), widget=forms.CheckboxSelectMultiple)

    def offer(self, events: Sequence[Event]) -> NewHook:
        """The form with events to choose from."""
        field: Any = self.fields["events"]
        field.choices = [(str(event), KINDS[event].words) for event in events]
        return self
