"""The short form: what was typed becomes a report, and stands there again where it did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wardline.incidents.model import Category, Harm, Report, parse

CATEGORIES: dict[str, Any] = {
    Category.MALWARE: _("malware, ransomware too"),
    Category.HACKING: _("hacking: stolen passwords, weak points used"),
    Category.SOCIAL: _("people deceived: phishing, calls, false invoices"),
    Category.MISUSE: _("somebody misused what they were allowed to"),
    Category.PHYSICAL: _("theft, loss or damage of things"),
    Category.ERROR: _("a mistake: sent to the wrong one, wrongly set up"),
    Category.ENVIRONMENTAL: _("fire, water, power"),
    Category.UNKNOWN: _("not known yet"),
}
HARMS: dict[str, Any] = {
    Harm.DATA_TAKEN: _("data was taken"),
    Harm.OPERATIONS_DISRUPTED: _("work or care was disrupted"),
}
_LINES = ("title", "found", "vendor")
_TEXTS = ("text", "observables", "attacker", "helped", "needs")


class Typed(NamedTuple):
    """What stood in the form, as it was typed."""

    token: str = ""
    fields: Mapping[str, str] = {}
    categories: Sequence[str] = ()
    harms: Sequence[str] = ()


def typed(sent: QueryDict) -> Typed:
    """What was typed into a form."""
    names = (*_LINES, *_TEXTS)
    return Typed(
        sent.get("token", ""),
        {name: sent.get(name, "") for name in names},
        sent.getlist("category"),
        sent.getlist("harm"),
    )


def report_of(form: Typed) -> Report:
    """The report in a form. *Raises* InputError that names the place."""
    fields = form.fields
    found = fields["found"].strip()
    when = {"found": {"at": f"{found}T00:00:00Z", "fidelity": "day"}} if found else {}
    vendor = fields["vendor"].strip()
    touched = {"vendor": "yes", "vendor_name": vendor} if vendor else {}
    observables = [line.strip() for line in fields["observables"].splitlines() if line.strip()]
    tree = {
        "what": {
            "title": fields["title"],
            "text": fields["text"],
            "actions": [{"category": name} for name in form.categories],
            "harms": list(form.harms),
        },
        "when": when,
        "touched": touched,
        "attacker": {"observables": observables, "text": fields["attacker"]},
        "helped": {"text": fields["helped"]},
        "needs": {"text": fields["needs"]},
    }
    return parse(msgspec.json.encode(tree))
