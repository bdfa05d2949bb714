"""The statistics in words for readers: each table, each value. Tables of data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardline.hub.members.forms import KIND_WORDS

TABLES = {
    "kind": _("Who was hit: the kind of organization"),
    "action": _("What was done"),
    "harm": _("What it did"),
    "vector": _("By which way it came"),
    "size": _("How large the organization is"),
    "region": _("Where: region of the Department of Health and Human Services"),
}
VALUES: dict[str, dict[str, object]] = {
    "kind": dict(KIND_WORDS),
    "action": {
        "malware": _("Malware, ransomware among it"),
        "hacking": _("Hacking"),
        "social": _("Deceiving people: phishing and the like"),
        "misuse": _("Misuse by insiders"),
        "physical": _("Theft or other physical action"),
        "error": _("Error"),
        "environmental": _("Fire, water, power"),
        "unknown": _("Not known"),
    },
    "harm": {
        "data-taken": _("Data taken"),
        "operations-disrupted": _("Operations disrupted"),
        "both": _("Both: data taken and operations disrupted"),
        "none-named": _("Neither was named"),
    },
    "vector": {
        "email": _("E-mail"),
        "web": _("Web"),
        "remote-access": _("Remote access"),
        "partner": _("A partner or an update"),
        "person": _("Phone, message or in person"),
        "physical": _("On the premises, or by a medium"),
        "other": _("Another way"),
        "unknown": _("Not known"),
    },
    "size": {
        "1 to 10": _("1 to 10 people"),
        "11 to 100": _("11 to 100 people"),
        "101 to 1000": _("101 to 1,000 people"),
        "1001 to 10000": _("1,001 to 10,000 people"),
        "Over 10000": _("More than 10,000 people"),
        "Unknown": _("Not known"),
    },
    "region": {
        "1": _("1 (Boston)"),
        "2": _("2 (New York)"),
        "3": _("3 (Philadelphia)"),
        "4": _("4 (Atlanta)"),
        "5": _("5 (Chicago)"),
        "6": _("6 (Dallas)"),
        "7": _("7 (Kansas City)"),
        "8": _("8 (Denver)"),
        "9": _("9 (San Francisco)"),
        "10": _("10 (Seattle)"),
        "unknown": _("Not known"),
    },
}
GROUP_KINDS = {
    "hospital": _("Hospitals"),
    "practice": _("Practices and clinics"),
    "payer": _("Health plans and clearinghouses"),
    "supplier": _("Makers, vendors, laboratories, pharmacies"),
    "public": _("Agencies, research and others"),
}
GROUP_SIZES = {
    "small": _("up to 100 people"),
    "middle": _("101 to 1,000 people"),
    "large": _("more than 1,000 people"),
    "unknown": _("size not told"),
}
MEASURES = {
    "downtime": _("Systems were down for"),
    "patients": _("Patients whose care was delayed or cancelled"),
    "find": _("From the beginning until it was found"),
    "contain": _("From finding it until it was contained"),
    "controls": _("What helped"),
}
CONTROLS = {
    "backups": _("Backups that could be restored"),
    "mfa": _("A second factor at log-in"),
    "endpoint": _("Endpoint protection stopped or isolated it"),
    "mail-filter": _("The mail filter"),
    "block-lists": _("Block lists or rules, also from Wardline"),
    "segmentation": _("Separated networks"),
    "disconnect": _("Taking systems off the network quickly"),
    "accounts": _("Locking accounts, changing passwords"),
    "patching": _("Updates were in place"),
    "encryption": _("The data was encrypted"),
    "least-privilege": _("People had only the rights they need"),
    "staff": _("Somebody noticed and told at once"),
    "downtime": _("Downtime procedures and paper"),
    "plan": _("A plan that had been practised"),
    "provider": _("A security provider"),
    "insurer": _("The insurer's team"),
    "agency": _("Help of an agency or the police"),
    "peers": _("Help of another hospital or practice"),
    "luck": _("Luck"),
    "nothing": _("Nothing helped"),
}
HOUR_BANDS = {
    0: _("less than 1 hour"),
    1: _("1 to 4 hours"),
    4: _("4 to 12 hours"),
    12: _("12 to 24 hours"),
    24: _("1 to 3 days"),
    72: _("3 to 7 days"),
    168: _("1 to 2 weeks"),
    336: _("2 to 4 weeks"),
    720: _("1 to 3 months"),
    2160: _("3 months or more"),
}
PATIENT_BANDS = {
    0: _("none"),
    1: _("1 to 10 patients"),
    11: _("11 to 50 patients"),
    51: _("51 to 100 patients"),
    101: _("101 to 500 patients"),
    501: _("501 to 1,000 patients"),
    1001: _("1,001 to 5,000 patients"),
    5001: _("more than 5,000 patients"),
}


def band(measure: str, start: int | None) -> str:
    """A band of a benchmark in words; empty for none."""
    bands = PATIENT_BANDS if measure == "patients" else HOUR_BANDS
    return "" if start is None else str(bands[start])


def group(name: str) -> str:
    """A group of organizations in words."""
    kind, size = name.split("/")
    return f"{GROUP_KINDS[kind]}, {GROUP_SIZES[size]}"
