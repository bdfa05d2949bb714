"""The questions of the five-minute report as the page asks them, in sections. A table of data.

A question's name is its place in the report (`when.found`), with a dot where the report nests;
`what.kind` and `what.also` are the two ways in which the page asks for actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from wardline.incidents import choices
from wardline.incidents.choices import Choice


class Question(NamedTuple):
    """One question.

    *Shape*: `kind` as line, text, lines, values, number, decimal, moment, one, many, select, files.
    """

    name: str
    label: Any
    kind: str = "line"
    hint: Any = ""
    choices: tuple[Choice, ...] = ()


class Section(NamedTuple):
    """A fieldset: its questions, a word on what it is for, and whether it is open at first."""

    key: str
    title: Any
    hint: Any
    questions: tuple[Question, ...]
    open: bool = False
    # How many questions stand there at once; those after them are folded away. 0: all.
    first: int = 0


def _offered(table: Iterable[Any]) -> tuple[Choice, ...]:
    """A table of `choices` as (code, label, hint)."""
    return tuple(Choice(one.code, one.label, getattr(one, "hint", "")) for one in table)


def _or_none(table: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return (Choice("", "Not answered"), *table)


_KINDS = _offered(choices.KINDS)
_OWN_WORDS = _("In your own words")

SECTIONS = (
    Section(
        "what",
        _("What happened?"),
        _("Only this has to be answered: choose what fits best, or write one sentence."),
        (
            Question(
                "what.kind",
                _("What fits best"),
                "one",
                choices=(*_KINDS, Choice("", "None of these", "Write it below.")),
            ),
            Question("what.also", _("It was more than one thing: also"), "many", choices=_KINDS),
            Question("what.harms", _("What harm did it do?"), "many", choices=choices.HARMS),
            Question(
                "what.text",
                _OWN_WORDS,
                "text",
                _("Leave names of patients and colleagues out. The privacy gate looks after you."),
            ),
            Question("what.title", _("A short name for it")),
            Question("what.certainty", _("How sure is it?"), "one", choices=choices.CERTAINTIES),
        ),
        open=True,
    ),
    Section(
        "when",
        _("When?"),
        _("As exactly as you know: a year, a month, a day, or a time."),
        (
            Question("when.found", _("We found it"), "moment"),
            Question("when.started", _("It began"), "moment"),
            Question("when.contained", _("It was contained"), "moment"),
            Question("when.recovered", _("We were back to normal"), "moment"),
        ),
        open=True,
    ),
    Section(
        "attacker",
        _("What is known of the attacker?"),
        _("This helps others most: they can look for it at once."),
        (
            Question(
                "attacker.observables",
                _("Addresses, domains, senders, hashes"),
                "values",
                _("One in a line, defanged or not."),
            ),
            Question(
                "attacker.files",
                _("Harmful files"),
                "files",
                _("A file is not kept: only its name, its size and its fingerprint (SHA-256)."),
            ),
            Question("attacker.text", _OWN_WORDS, "text"),
            Question("attacker.kind", _("Who was it?"), "one", choices=choices.ACTORS),
            Question("attacker.motive", _("Why?"), "select", choices=_or_none(choices.MOTIVES)),
            Question("attacker.name", _("A name that they use, or that others gave them")),
            Question(
                "attacker.techniques",
                _("ATT&CK techniques, if you know them"),
                "values",
                _("Like T1566.001, one in a line."),
            ),
            Question(
                "attacker.ransom.demanded",
                _("Was money demanded?"),
                "one",
                choices=choices.ANSWERS,
            ),
            Question("attacker.ransom.paid", _("Was it paid?"), "one", choices=choices.ANSWERS),
            Question("attacker.ransom.paid_at", _("When was it paid?"), "moment"),
            Question("attacker.ransom.amount", _("How much?"), "decimal"),
            Question("attacker.ransom.currency", _("In which currency?"), hint=_("As USD or BTC.")),
        ),
        open=True,
        first=3,
    ),
    Section(
        "touched",
        _("What did it touch?"),
        _("Systems, devices, and those who work for you."),
        (
            Question("touched.assets", _("Systems and things"), "many", choices=choices.ASSETS),
            Question(
                "touched.ehr", _("The electronic health record?"), "one", choices=choices.ANSWERS
            ),
            Question("touched.ehr_product", _("Which product is that?")),
            Question(
                "touched.devices",
                _("Connected medical devices?"),
                "one",
                choices=choices.ANSWERS,
            ),
            Question(
                "touched.device_models",
                _("Which devices"),
                "lines",
                _("Maker and model, one in a line."),
            ),
            Question("touched.device_count", _("How many devices"), "number"),
            Question(
                "touched.vendor",
                _("Did it come by, or happen at, a vendor or partner?"),
                "one",
                choices=choices.ANSWERS,
            ),
            Question("touched.vendor_name", _("Which vendor, or which product of theirs")),
        ),
    ),
    Section(
        "care",
        _("What did it do to the care of patients?"),
        _("Estimates are fine."),
        (
            Question(
                "care.diversion",
                _("Were patients sent elsewhere?"),
                "one",
                choices=choices.ANSWERS,
            ),
            Question("care.diversion_hours", _("For how many hours"), "decimal"),
            Question("care.downtime_hours", _("Hours without systems that you need"), "decimal"),
            Question("care.delayed", _("Patients whose care was delayed"), "number"),
            Question("care.cancelled", _("Visits or procedures that were cancelled"), "number"),
            Question(
                "care.harm",
                _("Did patients come to harm?"),
                "one",
                choices=choices.PATIENT_HARMS,
            ),
            Question("care.text", _OWN_WORDS, "text"),
        ),
    ),
    Section(
        "extent",
        _("How far did it go?"),
        _("Legal clocks depend on it; leave empty what nobody knows yet."),
        (
            Question(
                "extent.disclosure",
                _("Did data become known to others?"),
                "one",
                choices=choices.DISCLOSURES,
            ),
            Question("extent.data", _("Kinds of data"), "many", choices=choices.DATA),
            Question("extent.persons", _("Persons whose data they are"), "number"),
            Question("extent.records", _("Records"), "number"),
            Question("extent.sites", _("Sites that were touched"), "number"),
            Question(
                "extent.encrypted",
                _("Had you encrypted the data before?"),
                "one",
                choices=choices.ANSWERS,
            ),
        ),
    ),
    Section(
        "helped",
        _("What helped?"),
        _("How it was found and what worked: others can do it, too."),
        (
            Question(
                "helped.detected_by",
                _("How was it found?"),
                "many",
                choices=_offered(choices.DETECTED_BY),
            ),
            Question(
                "helped.controls", _("What worked against it?"), "many", choices=choices.CONTROLS
            ),
            Question("helped.text", _OWN_WORDS, "text"),
        ),
    ),
    Section(
        "needs",
        _("What do you need now?"),
        _("Others may be able to help."),
        (
            Question("needs.codes", _("We need"), "many", choices=choices.NEEDS),
            Question("needs.text", _OWN_WORDS, "text"),
        ),
    ),
    Section(
        "victim",
        _("What kind of organization are you?"),
        _("Never your name. It lets others judge whether it concerns them."),
        (
            Question("victim.kind", _("Kind"), "select", choices=_or_none(choices.VICTIMS)),
            Question(
                "victim.size",
                _("How many people work there?"),
                "select",
                choices=_or_none(choices.SIZES),
            ),
            Question("victim.state", _("State"), hint=_("Two letters, like TX.")),
        ),
    ),
)
