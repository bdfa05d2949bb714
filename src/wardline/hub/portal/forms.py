"""Forms of the staff's pages: collections, feeds, legal texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wardline.core.tlp import TLP
from wardline.hub.audit.forgetting import FEWEST_DAYS
from wardline.hub.exchange.collections import MOST_DAYS


class CollectionForm(forms.Form):
    """A collection: what it is for, who reads, who writes."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    read_all = forms.BooleanField(label=_("All members may read"), required=False)
    read = forms.MultipleChoiceField(
        label=_("Named readers"),
        help_text=_("TLP:RED reaches only those who are named."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    write_all = forms.BooleanField(label=_("All members may share into it"), required=False)
    write = forms.MultipleChoiceField(
        label=_("Named sharers"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def named(self, verb: str) -> list[str]:
        """The readers or writers, as the exchange takes them."""
        everybody = ["all"] if self.cleaned_data[f"{verb}_all"] else []
        return [*everybody, *self.cleaned_data[verb]] or ["none"]

    def offer(self, choices: list[tuple[str, str]]) -> CollectionForm:
        """The form with organizations and groups to choose from."""
        for name in ("read", "write"):
            field: Any = self.fields[name]
            field.choices = choices
        return self


class FeedForm(forms.Form):
    """A peer to pull from."""

    url = forms.URLField(
        label=_("Address"),
        help_text=_("For TAXII 2.1, the address of one collection."),
        max_length=2000,
        assume_scheme="https",
    )
    kind = forms.ChoiceField(label=_("Kind"))
    collection = forms.ChoiceField(label=_("Into the collection"))

    def offer(self, kinds: list[str], collections: list[tuple[str, str]]) -> FeedForm:
        """The form with kinds and collections to choose from."""
        for name, choices in (("kind", [(k, k) for k in kinds]), ("collection", collections)):
            field: Any = self.fields[name]
            field.choices = choices
        return self


class AgreementForm(forms.Form):
    """What was agreed with a peer."""

    ceiling = forms.ChoiceField(
        label=_("The strictest label that may leave to it"),
        help_text=_("TLP:AMBER and stricter only where the agreement says so."),
        choices=[(one.name, one.label) for one in TLP],
        initial=TLP.GREEN.name,
    )
    relays = forms.BooleanField(
        label=_("It may bring newer versions of what another peer gave first"),
        required=False,
        initial=True,
    )
    agreement = forms.CharField(
        label=_("Where the agreement is written"), required=False, max_length=500
    )


class PeerForm(AgreementForm):
    """Another hub or server."""

    name = forms.CharField(label=_("Name"), max_length=200)
    hub = forms.CharField(
        label=_("Its hub id"),
        help_text=_("Only needed where it sends to us and is never asked."),
        required=False,
        max_length=36,
    )
    field_order = ("name", "ceiling", "relays", "agreement", "hub")


class RetentionForm(forms.Form):
    """For how long a collection keeps."""

    days = forms.IntegerField(
        label=_("Days that each version is kept"),
        help_text=_("Empty: for ever. A newer version of the same object has its own time."),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class DisclosureRetentionForm(RetentionForm):
    """For how long the log keeps who was given what."""

    days = forms.IntegerField(
        label=_("Days that each disclosure is kept"),
        help_text=_("At least a year (365). Empty: for ever."),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class LawForm(forms.Form):
    """A legal text as somebody read it at its source."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))
    source = forms.CharField(label=_("Source"), max_length=200)
    as_of = forms.DateField(
        label=_("Read at the source on"),
        help_text=_("Write it like 2026-01-31."),
        widget=forms.DateInput(format="%Y-%m-%d"),
        initial=lambda: dt.datetime.now(dt.UTC).date(),
    )
