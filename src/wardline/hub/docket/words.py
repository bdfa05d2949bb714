"""States and reasons in plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

STATE_WORDS: dict[str, Any] = {
    "received": _("received; a person will read it"),
    "screened": _("waits for a person to read it"),
    "posted": _("shown in full"),
    "redacted": _("shown, with parts taken out"),
    "withheld": _("not shown"),
    "withdrawn": _("taken back by its author"),
}
REASON_WORDS: dict[str, Any] = {
    "personal": _("it is about a person's private life"),
    "proprietary": _("it is a trade secret"),
    "confidential": _("it was told in trust"),
    "security": _("it could help an attack"),
    "abusive": _("it is a threat or an insult"),
    "unrelated": _("it is not about this call"),
}
KINDS_SAID: dict[str, Any] = {
    "individual": _("a person"),
    "organization": _("an organization"),
    "anonymous": _("no name"),
}
# What the gate finds, for who writes: without its label, in their language.
PRIVATE_WORDS: dict[str, Any] = {
    "ACCOUNT": _("an account number"),
    "ADDRESS": _("a street address"),
    "AGE90": _("an age over 89"),
    "BIOMETRIC": _("a sign of somebody's body, as a fingerprint"),
    "CARD": _("a payment card number"),
    "CARE_DATE": _("a date of care"),
    "DEVICE_SERIAL": _("a device's serial number"),
    "DOB": _("a date of birth"),
    "EMAIL": _("a mail address"),
    "FAX": _("a fax number"),
    "HOST": _("a computer's own name"),
    "ID": _("a number that may be a person's"),
    "LICENSE": _("a license number"),
    "MAC": _("a device's network address"),
    "MARKING": _("a mark that it is secret"),
    "MRN": _("a patient's record number"),
    "NAME": _("a person's name"),
    "PATIENT_URL": _("a link to a patient's record"),
    "PHONE": _("a telephone number"),
    "PHOTO": _("a person's picture"),
    "PLAN_ID": _("a health plan number"),
    "PRIV_IP": _("a network address inside a house"),
    "SECRET": _("a password or key"),
    "SSN": _("a social security number"),
    "URL": _("a link to something personal"),
    "USER": _("a name to sign in with"),
    "VEHICLE": _("a vehicle's number"),
    "ZIP": _("a postal code"),
}


def part_words(part: str) -> str:
    """What a part of a comment is called: "answer:2" is question 2."""
    kind, _colon, rest = part.partition(":")
    if kind == "answer":
        return gettext("question %(id)s") % {"id": rest}
    if kind == "file":
        number, _colon, which = rest.partition(":")
        told = {"number": int(number) + 1}
        return (
            gettext("name of file %(number)d") % told
            if which
            else gettext("file %(number)d") % told
        )
    names = {"name": gettext("name"), "organization": gettext("organization")}
    return names.get(kind, gettext("other comment"))
