"""The suite's words for what a report says, and back. Tables of data.

*Source*: Incident Core Extension 2.1 for STIX 2.1, sections 4 and 5; STIX 2.1 section 10.
"""

from __future__ import annotations

from typing import Any

from wardline.core.stix.suite import CORE, EVENT, IMPACT, REPORT, TASK
from wardline.incidents.model import Category, Certainty, Disclosure

DETERMINATION = {
    Certainty.CONFIRMED: "confirmed",
    Certainty.SUSPECTED: "suspected",
    Certainty.NEAR_MISS: "blocked",
    Certainty.FALSE_ALARM: "false-positive",
}
CERTAINTY = {word: certainty for certainty, word in DETERMINATION.items()} | {
    "failed-attempt": Certainty.NEAR_MISS
}
LOSS = {
    Disclosure.YES: "confirmed-loss",
    Disclosure.POTENTIALLY: "suspected-loss",
    Disclosure.NO: "none",
}
DISCLOSURE = {
    "exploited-loss": Disclosure.YES,
    "confirmed-loss": Disclosure.YES,
    "suspected-loss": Disclosure.POTENTIALLY,
    "contained": Disclosure.POTENTIALLY,
    "none": Disclosure.NO,
}
# A kind of data in VERIS's words → information-type-ov; the first of each is read back.
INFORMATION = {
    "Medical": "phi",
    "Personal": "pii",
    "Sensitive Personal": "pii",
    "Payment": "payment",
    "Bank": "financial",
    "Credentials": "credentials-user",
    "Multi-factor credential": "credentials-user",
    "Session key": "credentials-user",
    "API key": "credentials-user",
    "Digital certificate": "credentials-user",
    "Internal": "proprietary",
    "Secrets": "proprietary",
    "Source code": "proprietary",
    "Copyrighted": "proprietary",
    "Classified": "classified-material",
    "System": "system",
}
# Of a kind that the vocabulary has no word for, or that is not known.
OTHER_INFORMATION = "other"
KIND_OF_DATA = {word: kind for kind, word in reversed(INFORMATION.items())} | {
    "credentials-admin": "Credentials"
}
# An action's category and variety → event-type-ov; "": whatever the variety.
EVENT_TYPES: dict[tuple[Category, str], str] = {
    (Category.MALWARE, "Ransomware"): "ransomware",
    (Category.MALWARE, "Worm"): "worm-spreading",
    (Category.MALWARE, "DoS"): "denial-of-service",
    (Category.MALWARE, "Export data"): "data-exfiltration",
    (Category.MALWARE, "Destroy data"): "destruction",
    (Category.MALWARE, ""): "infected-by-known-malware",
    (Category.HACKING, "Use of stolen creds"): "theft-access-credentials",
    (Category.HACKING, "Exploit vuln"): "exploit",
    (Category.HACKING, "SQLi"): "sql-injection",
    (Category.HACKING, "XSS"): "xss",
    (Category.HACKING, "DoS"): "denial-of-service",
    (Category.HACKING, "Scan network"): "network-scanning",
    (Category.HACKING, "Brute force"): "brute-force-attempt",
    (Category.HACKING, ""): "unauthorized-access-system",
    (Category.SOCIAL, "Phishing"): "dissemination-phishing-emails",
    (Category.SOCIAL, "Spam"): "spam",
    (Category.SOCIAL, "Extortion"): "negotiation",
    (Category.SOCIAL, ""): "illegitimate-use-name",
    (Category.MISUSE, "Privilege abuse"): "unauthorized-access-information",
    (Category.MISUSE, "Data mishandling"): "unauthorized-use",
    (Category.MISUSE, "Unapproved hardware"): "unauthorized-equipment",
    (Category.MISUSE, ""): "policy-violation",
    (Category.PHYSICAL, "Theft"): "equipment-theft",
    (Category.PHYSICAL, "Wiretapping"): "wiretapping",
    (Category.PHYSICAL, "Destruction"): "vandalism",
    (Category.PHYSICAL, ""): "unauthorized-access-system",
    (Category.ERROR, "Loss"): "equipment-loss",
    (Category.ERROR, "Misdelivery"): "unauthorized-release",
    (Category.ERROR, "Publishing error"): "unauthorized-release",
    (Category.ERROR, "Misconfiguration"): "misconfiguration",
    (Category.ERROR, ""): "unintentional",
    (Category.ENVIRONMENTAL, ""): "natural",
    (Category.UNKNOWN, ""): "undetermined",
}
# event-type-ov → an action, for incidents of others.
ACTIONS: dict[str, tuple[Category, str]] = {
    word: action for action, word in reversed(EVENT_TYPES.items()) if word != "undetermined"
} | {
    "known-malware": (Category.MALWARE, ""),
    "dissemination-malware-email": (Category.MALWARE, ""),
    "data-exfiltration": (Category.HACKING, ""),
    "unauthorized-access-system": (Category.HACKING, ""),
    "compromised-system": (Category.HACKING, ""),
    "exploit-attempt": (Category.HACKING, "Exploit vuln"),
    "denial-of-service": (Category.HACKING, "DoS"),
    "ransomware-payment": (Category.MALWARE, "Ransomware"),
    "policy-violation": (Category.MISUSE, ""),
}
DETECTED = {
    "user-reporting": "employee",
    "user-report": "employee",
    "message-from-attacker": "attacker",
    "system-outage": "outage",
    "human-review": "review",
    "commercial-solution": "provider",
    "external-notification": "stranger",
}
# The first letter of an asset in VERIS's words → entity-type-ov.
ENTITIES = {
    "S": "computers-server",
    "N": "network-device",
    "U": "computers-personal",
    "T": "system",
    "E": "system",
}
MOBILE = ("U - Mobile phone", "U - Tablet")
ASSETS = {
    "computers-server": "S - Unknown",
    "domain-controller": "S - Directory",
    "network-device": "N - Unknown",
    "computers-personal": "U - Desktop or laptop",
    "computers-mobile": "U - Mobile phone",
    "system": "Unknown",
}
PERSONS = "individual"
MOTIVATION = {
    "Financial": "personal-gain",
    "Espionage": "organizational-gain",
    "Ideology": "ideology",
    "Grudge": "revenge",
    "Fun": "personal-satisfaction",
    "Fear": "coercion",
}
MOTIVE = {word: motive for motive, word in MOTIVATION.items()}
# Words of VERIS → how the integrity of data suffered (integrity-alteration-enum).
ALTERATION = {
    "Ransomware": "potential-modification",
    "Modify data": "potential-modification",
    "Destroy data": "potential-destruction",
}

_OASIS = "identity--8ce3f695-d5a4-4dc8-9e93-a65af453a31a"
_SUITE_AT = (
    "https://github.com/oasis-open/cti-stix-common-objects/tree/main/"
    "extension-definition-specifications/incident-ef7"
)


def _definition(number: str, name: str, made: str, *, kind: str) -> dict[str, Any]:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": number,
        "created": made,
        "modified": made,
        "created_by_ref": _OASIS,
        "name": name,
        "schema": _SUITE_AT,
        "version": "2.1.0" if number == CORE else "1.0.0",
        "extension_types": [kind],
    }


# What the objects are made of, so that a reader who does not know it can look it up.
DEFINITIONS: tuple[dict[str, Any], ...] = (
    _definition(
        CORE, "Incident Core Extension", "2020-10-19T20:51:00.000Z", kind="property-extension"
    ),
    _definition(IMPACT, "Impact Extension", "2023-05-16T21:01:53.607Z", kind="new-sdo"),
    _definition(EVENT, "Event Extension", "2023-05-16T20:47:23.388Z", kind="new-sdo"),
    _definition(TASK, "Task Extension", "2023-05-16T21:24:16.596Z", kind="new-sdo"),
    {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": REPORT,
        "created": "2026-03-01T00:00:00.000Z",
        "modified": "2026-03-01T00:00:00.000Z",
        "created_by_ref": "identity--a8db0c5b-1ce7-5b6f-8f0c-5a6f3c8e4d21",
        "name": "Health care incident report",
        "description": (
            "What a five-minute report of a health care incident tells beyond the incident "
            "extension suite: report (the rest), absent (what the suite's objects say and the "
            "report does not), marks (what the law says of it)."
        ),
        "schema": "docs/adr/0016-incident-report.md of Wardline",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    },
)
