"""What the report's forms offer, in words that a tired reader knows. Tables of data.

`code` is what a report keeps (VERIS's word where VERIS has one); `label` and `hint` are plain
English, marked for translation by whoever shows them. A code that is in no table here is kept and
shown as it is: the tables help to choose, they refuse nothing.

*Source*: VERIS 1.4 (enumerations); Incident Core Extension 2.1 for STIX 2.1, section 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from wardline.incidents.model import (
    Action,
    ActorKind,
    Answer,
    Category,
    Certainty,
    Disclosure,
    Harm,
    PatientHarm,
)


class Choice(NamedTuple):
    """One thing to choose: what is kept, what is shown, and a line of help."""

    code: str
    label: str
    hint: str = ""


class Kind(NamedTuple):
    """A kind of incident and the VERIS actions that it presets; no variety: it is not known."""

    code: str
    label: str
    hint: str
    actions: tuple[Action, ...]


class Detection(NamedTuple):
    """A way in which it was found: VERIS's discovery method, and STIX's."""

    code: str
    label: str
    # VERIS: who found it (internal, external, partner) and how.
    who: str
    how: str
    # detection-methods-ov of the incident extension suite.
    stix: str


def _act(
    category: Category,
    *varieties: str,
    by: tuple[str, ...] = (),
    whom: tuple[str, ...] = (),
) -> Action:
    return Action(category=category, varieties=varieties, vectors=by, targets=whom)


_PHISHING = _act(Category.SOCIAL, "Phishing", by=("Email",), whom=("End-user or employee",))
_STOLEN = _act(Category.HACKING, "Use of stolen creds", by=("Web application",))

KINDS: tuple[Kind, ...] = (
    Kind(
        "ransomware",
        "Ransomware: files are locked or encrypted",
        "A note asks for money, files have new endings, or systems will not start.",
        (_act(Category.MALWARE, "Ransomware"),),
    ),
    Kind(
        "extortion",
        "Someone threatens to publish our data",
        "Data was copied and money is asked for; nothing has to be encrypted.",
        (
            _act(Category.HACKING),
            _act(Category.SOCIAL, "Extortion"),
        ),
    ),
    Kind(
        "mailbox",
        "Someone got into a mailbox or an account",
        "Mail was sent or read by a stranger, or a log-in came from an odd place.",
        (_STOLEN,),
    ),
    Kind(
        "phishing",
        "Phishing: a fake message asked for a password or a click",
        "Tell it also if nobody fell for it: others get the same message.",
        (_PHISHING,),
    ),
    Kind(
        "payment-fraud",
        "A fake message changed where money goes",
        "An invoice, payroll or bank account was changed by somebody who pretended.",
        (_act(Category.SOCIAL, "Pretexting", by=("Email",), whom=("Finance",)),),
    ),
    Kind(
        "phone-fraud",
        "Someone called the help desk and pretended to be one of us",
        "A password or a second factor was reset for a stranger.",
        (_act(Category.SOCIAL, "Pretexting", by=("Phone",), whom=("Helpdesk",)),),
    ),
    Kind(
        "intrusion",
        "Someone broke into a system over the network",
        "A server, a firewall or remote access was used by a stranger.",
        (_act(Category.HACKING),),
    ),
    Kind(
        "vulnerability",
        "A known weakness was used before we closed it",
        "Name the CVE if you know it.",
        (_act(Category.HACKING, "Exploit vuln", by=("Web application",)),),
    ),
    Kind(
        "malware",
        "A virus or other malware, not ransomware",
        "The antivirus warned, or a computer did what nobody asked for.",
        (_act(Category.MALWARE),),
    ),
    Kind(
        "vendor",
        "It happened at a vendor or business associate",
        "A biller, a cloud service, an EHR host or another company that works for you told you.",
        (_act(Category.HACKING, by=("Partner",)),),
    ),
    Kind(
        "denial",
        "Denial of service: flooded, slow or unreachable",
        "Phones, portal or network were kept busy from outside.",
        (_act(Category.HACKING, "DoS"),),
    ),
    Kind(
        "device",
        "A connected medical device misbehaves",
        "A pump, monitor, scanner or its server acts oddly. First make the patient safe.",
        (_act(Category.UNKNOWN),),
    ),
    Kind(
        "lost",
        "A lost laptop, phone, drive or paper",
        "It is missing, and nobody is known to have taken it.",
        (_act(Category.ERROR, "Loss"),),
    ),
    Kind(
        "stolen",
        "A stolen laptop, phone, drive or paper",
        "It was taken from an office, a car or a home.",
        (_act(Category.PHYSICAL, "Theft"),),
    ),
    Kind(
        "wrong-person",
        "The wrong person got data",
        "Mail, fax, a letter or a portal showed one patient's data to somebody else.",
        (_act(Category.ERROR, "Misdelivery"),),
    ),
    Kind(
        "exposed",
        "Data was open on the internet by mistake",
        "A folder, a database or a page could be seen by anybody.",
        (_act(Category.ERROR, "Misconfiguration"),),
    ),
    Kind(
        "snooping",
        "Someone of ours looked at records without need",
        "A neighbor's, a relative's or a celebrity's record was opened.",
        (_act(Category.MISUSE, "Privilege abuse", by=("LAN access",)),),
    ),
    Kind(
        "insider",
        "Someone of ours took or misused data",
        "Data was copied, sold or taken along to another job.",
        (_act(Category.MISUSE, "Data mishandling"),),
    ),
    Kind(
        "disposal",
        "Data was thrown away or sold without being wiped",
        "Paper in the trash, or a drive or a copier that was given away.",
        (_act(Category.ERROR, "Disposal error"),),
    ),
    Kind(
        "outage",
        "A failed system or update, no attacker known",
        "A faulty update, a broken part, or a change that went wrong.",
        (_act(Category.ERROR, "Malfunction"),),
    ),
    Kind(
        "nature",
        "Fire, water, power or weather",
        "A data center or a network room was hit.",
        (_act(Category.ENVIRONMENTAL),),
    ),
    Kind(
        "unknown",
        "We do not know yet",
        "Say in one sentence what you see. You can add more later.",
        (_act(Category.UNKNOWN),),
    ),
)

HARMS: tuple[Choice, ...] = (
    Choice(
        Harm.DATA_TAKEN,
        "Data was taken",
        "It could be used for fraud or identity theft.",
    ),
    Choice(
        Harm.OPERATIONS_DISRUPTED,
        "Work was disrupted",
        "Systems, care or business could not go on as usual.",
    ),
)
CERTAINTIES: tuple[Choice, ...] = (
    Choice(Certainty.CONFIRMED, "It happened", "You are sure."),
    Choice(Certainty.SUSPECTED, "It looks like it", "You are still finding out."),
    Choice(Certainty.NEAR_MISS, "It nearly happened", "It was stopped before it did harm."),
    Choice(Certainty.FALSE_ALARM, "It was a false alarm", "Keep others from chasing it."),
)
ANSWERS: tuple[Choice, ...] = (
    Choice(Answer.EMPTY, "Not answered"),
    Choice(Answer.YES, "Yes"),
    Choice(Answer.NO, "No"),
    Choice(Answer.UNKNOWN, "Not known"),
)
DISCLOSURES: tuple[Choice, ...] = (
    Choice(Disclosure.EMPTY, "Not answered"),
    Choice(Disclosure.YES, "Yes, others saw or took data"),
    Choice(Disclosure.POTENTIALLY, "Perhaps", "Others could have seen it."),
    Choice(Disclosure.NO, "No"),
    Choice(Disclosure.UNKNOWN, "Not known"),
)
PATIENT_HARMS: tuple[Choice, ...] = (
    Choice(PatientHarm.EMPTY, "Not answered"),
    Choice(PatientHarm.NONE, "No patient came to harm"),
    Choice(PatientHarm.SUSPECTED, "A patient may have come to harm"),
    Choice(PatientHarm.CONFIRMED, "A patient came to harm"),
    Choice(PatientHarm.UNKNOWN, "Not known"),
)
ACTORS: tuple[Choice, ...] = (
    Choice(ActorKind.EMPTY, "Not answered"),
    Choice(ActorKind.EXTERNAL, "Somebody from outside"),
    Choice(ActorKind.INTERNAL, "Somebody of ours"),
    Choice(ActorKind.PARTNER, "A vendor or partner"),
    Choice(ActorKind.UNKNOWN, "Not known"),
)
MOTIVES: tuple[Choice, ...] = (
    Choice("Financial", "Money"),
    Choice("Espionage", "Spying"),
    Choice("Ideology", "A cause or a belief"),
    Choice("Grudge", "Revenge or a grudge"),
    Choice("Fun", "Curiosity or fun"),
    Choice("Fear", "Pressure or fear"),
    Choice("Convenience", "Convenience"),
    Choice("Secondary", "To get at somebody else"),
    Choice("NA", "None: it was a mistake or an accident"),
    Choice("Other", "Another"),
    Choice("Unknown", "Not known"),
)
DATA: tuple[Choice, ...] = (
    Choice("Medical", "Health records", "Diagnoses, treatment, images, results."),
    Choice("Personal", "Names, addresses, dates of birth"),
    Choice("Sensitive Personal", "Social Security numbers and the like"),
    Choice("Payment", "Card numbers"),
    Choice("Bank", "Bank accounts"),
    Choice("Credentials", "Passwords and log-ins"),
    Choice("Multi-factor credential", "Second factors"),
    Choice("API key", "Keys of programs"),
    Choice("Internal", "Internal papers", "Contracts, plans, staff matters."),
    Choice("Secrets", "Trade secrets and research"),
    Choice("Source code", "Source code"),
    Choice("System", "Settings of systems and networks"),
    Choice("Other", "Other data"),
    Choice("Unknown", "Not known"),
)
ASSETS: tuple[Choice, ...] = (
    Choice("U - Desktop or laptop", "Computers at desks, laptops"),
    Choice("S - File", "File servers"),
    Choice("S - Mail", "Mail"),
    Choice("S - Database", "Databases"),
    Choice("S - Web application", "Web sites, portals, web applications"),
    Choice("S - Authentication", "Log-in servers"),
    Choice("S - Directory", "Active Directory"),
    Choice("S - Backup", "Backups"),
    Choice("S - VM host", "Virtual machine hosts"),
    Choice("S - Print", "Print servers"),
    Choice("S - Configuration or patch management", "Management and update servers"),
    Choice("S - Other", "Another server"),
    Choice("N - Firewall", "Firewall"),
    Choice("N - Remote access", "VPN or remote access"),
    Choice("N - Router or switch", "Routers, switches"),
    Choice("N - WLAN", "Wireless network"),
    Choice("N - NAS", "Network storage"),
    Choice("N - PBX", "Telephone system"),
    Choice("N - Camera", "Cameras"),
    Choice("N - Access reader", "Door readers"),
    Choice("U - Mobile phone", "Phones"),
    Choice("U - Tablet", "Tablets"),
    Choice("U - Peripheral", "Printers, scanners, fax machines"),
    Choice("M - Documents", "Paper"),
    Choice("M - Flash drive", "USB sticks"),
    Choice("M - Disk drive", "Disks"),
    Choice("M - Tapes", "Tapes"),
    Choice("P - End-user or employee", "A person who was deceived"),
    Choice("E - Other", "Connected devices"),
    Choice("Other", "Something else"),
    Choice("Unknown", "Not known"),
)
SIZES: tuple[Choice, ...] = (
    Choice("1 to 10", "1 to 10 people"),
    Choice("11 to 100", "11 to 100 people"),
    Choice("101 to 1000", "101 to 1,000 people"),
    Choice("1001 to 10000", "1,001 to 10,000 people"),
    Choice("10001 to 25000", "10,001 to 25,000 people"),
    Choice("25001 to 50000", "25,001 to 50,000 people"),
    Choice("50001 to 100000", "50,001 to 100,000 people"),
    Choice("Over 100000", "More than 100,000 people"),
    Choice("Unknown", "Not known"),
)
# Kinds of organizations: CONTRACT, `org add --kind`.
VICTIMS: tuple[Choice, ...] = (
    Choice("hospital", "Hospital or health system"),
    Choice("practice", "Practice or clinic"),
    Choice("health-plan", "Health plan or insurer"),
    Choice("clearinghouse", "Clearinghouse or biller"),
    Choice("laboratory", "Laboratory"),
    Choice("pharmacy", "Pharmacy"),
    Choice("device-maker", "Maker of medical devices"),
    Choice("health-it", "Health IT or EHR vendor"),
    Choice("research", "Research"),
    Choice("federal", "Federal agency"),
    Choice("isac", "Information sharing organization"),
    Choice("other", "Another"),
)

DETECTED_BY: tuple[Detection, ...] = (
    Detection("employee", "Somebody of ours noticed", "internal", "Reported by employee",
              "user-reporting"),
    Detection("antivirus", "Antivirus or endpoint protection", "internal", "Antivirus",
              "automated-tool"),
    Detection("monitoring", "Our monitoring of systems", "internal", "Infrastructure monitoring",
              "proprietary-solution"),
    Detection("network-monitoring", "Our monitoring of the network", "internal", "Nids",
              "automated-tool"),
    Detection("host-monitoring", "Our monitoring of hosts", "internal", "Hids", "automated-tool"),
    Detection("logs", "We looked through logs", "internal", "Log review", "human-review"),
    Detection("dlp", "Data loss prevention", "internal", "Data loss prevention",
              "automated-tool"),
    Detection("review", "A check or an audit of ours", "internal", "It review", "human-review"),
    Detection("outage", "Systems stopped working", "internal", "Other", "system-outage"),
    Detection("break-in", "Signs of a break-in", "internal", "Break in discovered",
              "human-review"),
    Detection("attacker", "The attacker told us", "external", "Actor disclosure",
              "message-from-attacker"),
    Detection("patient", "A patient or customer told us", "external", "Customer",
              "external-notification"),
    Detection("police", "Police or an agency told us", "external", "Law enforcement",
              "external-notification"),
    Detection("researcher", "A security researcher told us", "external", "Security researcher",
              "external-notification"),
    Detection("stranger", "Somebody else outside told us", "external", "Unrelated 3rd party",
              "external-notification"),
    Detection("provider", "Our security provider", "partner", "Monitoring service",
              "commercial-solution"),
    Detection("vendor", "A vendor or business associate told us", "partner", "Other",
              "external-notification"),
    Detection("shared", "An indicator that others shared", "external", "Other",
              "external-notification"),
    Detection("unknown", "Not known", "internal", "Unknown", ""),
)  # fmt: skip # a table: one line would not hold a row

CONTROLS: tuple[Choice, ...] = (
    Choice("backups", "Backups that could be restored"),
    Choice("mfa", "A second factor at log-in"),
    Choice("endpoint", "Endpoint protection stopped or isolated it"),
    Choice("mail-filter", "The mail filter"),
    Choice("block-lists", "Block lists or rules, also from Wardline"),
    Choice("segmentation", "Separated networks"),
    Choice("disconnect", "Taking systems off the network quickly"),
    Choice("accounts", "Locking accounts, changing passwords"),
    Choice("patching", "Updates were in place"),
    Choice("encryption", "The data was encrypted"),
    Choice("least-privilege", "People had only the rights they need"),
    Choice("staff", "Somebody noticed and told at once"),
    Choice("downtime", "Downtime procedures and paper"),
    Choice("plan", "A plan that had been practised"),
    Choice("provider", "A security provider"),
    Choice("insurer", "The insurer's team"),
    Choice("agency", "Help of an agency or the police"),
    Choice("peers", "Help of another hospital or practice"),
    Choice("luck", "Luck"),
    Choice("nothing", "Nothing helped"),
)
NEEDS: tuple[Choice, ...] = (
    Choice("containment", "Help to stop it", "Now."),
    Choice("forensics", "Help to find out what happened"),
    Choice("recovery", "Help to get systems back"),
    Choice("decryption", "A way to decrypt files"),
    Choice("indicators", "What to look for", "Addresses, files, rules."),
    Choice("care", "Other hospitals that can take patients"),
    Choice("staff", "People"),
    Choice("equipment", "Equipment on loan"),
    Choice("vendor", "Somebody at the vendor who answers"),
    Choice("device-maker", "Somebody at the device maker who answers"),
    Choice("agency", "A contact at an agency or the police"),
    Choice("legal", "A checklist of duties and clocks"),
    Choice("words", "Words for patients, staff and press"),
    Choice("nothing", "Nothing right now"),
)


class Release(StrEnum):
    """Under which name a report goes out; the submitter chooses."""

    NAMED = "named"
    HUB_ONLY = "hub-only"
    ANONYMOUS = "anonymous"


RELEASES: tuple[Choice, ...] = (
    Choice(Release.NAMED, "With our name", "Readers see that it is yours."),
    Choice(
        Release.HUB_ONLY,
        "Only the hub knows",
        "The hub's name stands in for yours; times and numbers are told roughly.",
    ),
    Choice(
        Release.ANONYMOUS,
        "Anonymous",
        "Nobody is told who you are, the hub neither; your words can still give you away.",
    ),
)

_READERS = "All who may read the collection see it, with your name."
_WITHOUT = "All who may read the collection see it, without your name."
_NOBODY = "All who may read the collection see it; nobody knows that it is yours."
_SAME = {
    Release.NAMED: _READERS,
    Release.HUB_ONLY: _WITHOUT,
    Release.ANONYMOUS: _NOBODY,
}
_ROUGH_TIMES = {
    Release.NAMED: _READERS,
    Release.HUB_ONLY: "The hub sees it as you told it. Others see the day, without your name.",
    Release.ANONYMOUS: "The hub and all others see the month; nobody knows that it is yours.",
}
_ROUGH_COUNTS = {
    Release.NAMED: _READERS,
    Release.HUB_ONLY: (
        "The hub sees it as you told it. Others see rounded numbers, without your name."
    ),
    Release.ANONYMOUS: (
        "The hub and all others see rounded numbers; nobody knows that it is yours."
    ),
}


class Section(NamedTuple):
    """A part of the report, and who will see it under each release."""

    code: str
    label: str
    seen: Mapping[Release, str]


SECTIONS: tuple[Section, ...] = (
    Section("what", "What happened", _SAME),
    Section("when", "When", _ROUGH_TIMES),
    Section("touched", "What it touched", _ROUGH_COUNTS),
    Section("care", "Care of patients", _ROUGH_COUNTS),
    Section("extent", "How far it went", _ROUGH_COUNTS),
    Section("attacker", "The attacker", _ROUGH_COUNTS),
    Section("helped", "What helped", _SAME),
    Section("needs", "What you need now", _SAME),
    Section(
        "victim",
        "Your organization",
        {
            Release.NAMED: _READERS,
            Release.HUB_ONLY: (
                "The hub sees it all. Others see the kind and the size, never the state."
            ),
            Release.ANONYMOUS: "The hub and all others see the kind of organization, no more.",
        },
    ),
)

DETECTIONS = {each.code: each for each in DETECTED_BY}
KIND_OF = {each.code: each for each in KINDS}


def label(table: tuple[Choice, ...] | tuple[Detection, ...], code: str) -> str:
    """The plain words of a code, or the code itself where the table does not know it."""
    return next((each.label for each in table if each.code == code), code)


def kind_of(actions: tuple[Action, ...]) -> Kind | None:
    """The kind that presets exactly these actions, if there is one."""
    return next((kind for kind in KINDS if kind.actions == actions), None)
