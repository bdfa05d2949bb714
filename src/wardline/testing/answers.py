"""Made-up answers to a call for input, each with the codes that a reader would give it.

An answer has one or two codes, told in one or two sentences among others that mean nothing for it.
Nothing in it is about anybody.
"""

from __future__ import annotations

import random
from typing import NamedTuple

# Of each code: how people say it, in parts that are put together.
_SAID: dict[str, tuple[tuple[str, ...], ...]] = {
    "staff": (
        ("We have", "Our clinic has", "A small office has", "There is", "Here we count on"),
        ("no one who knows security", "one person for all computers", "nobody to hire for this",
         "too few trained people", "staff who leave for better pay", "a nurse who also does the IT"),
    ),
    "money": (
        ("We cannot pay for", "Our budget leaves nothing for", "Margins are too thin for",
         "Grants should cover", "It costs us too much to buy"),
        ("new firewalls", "a monitoring service", "licenses every year", "replacing old servers",
         "an outside assessment", "insurance premiums"),
    ),
    "devices": (
        ("The infusion pumps", "Our imaging machines", "Monitors at the bedside", "Lab analyzers",
         "Devices of the maker"),
        ("run an operating system that nobody patches", "cannot take an update without the vendor",
         "have passwords written into them", "come without a list of their software",
         "stay in use for twenty years"),
    ),
    "sharing": (
        ("Warnings", "Indicators", "Threat bulletins", "Alerts from the ISAC", "Attack reports"),
        ("reach us weeks too late", "are too technical to act on", "come by mail that nobody reads",
         "are never shared by our peers", "should flow in real time"),
    ),
    "law": (
        ("We fear", "Counsel warns of", "Nobody reports because of", "Rules should take away",
         "The regulator brings"),
        ("a fine after telling", "liability in court", "three agencies with different deadlines",
         "penalties under the privacy rule", "lawsuits once an incident is public"),
    ),
    "training": (
        ("Doctors", "New nurses", "Front desk workers", "Volunteers", "The whole workforce"),
        ("click on phishing links", "need short lessons, not slides", "were never taught passwords",
         "should drill for a downtime", "learn security in no school"),
    ),
    "legacy": (
        ("Our records system", "The billing software", "Half of the desktops", "The old server room",
         "An interface engine"),
        ("is out of support since years", "only runs on Windows 7", "cannot be replaced midyear",
         "breaks when it is patched", "depends on a program whose maker is gone"),
    ),
    "vendors": (
        ("Suppliers", "Our EHR company", "Cloud hosts", "Business associates", "Third parties"),
        ("refuse to tell us of their breaches", "write contracts without any security duty",
         "keep remote access open at night", "blame the customer", "were the door for the attackers"),
    ),
    "ransomware": (
        ("Ransomware", "An extortion gang", "Encrypted file shares", "A locked network",
         "The attack last spring"),
        ("diverted our ambulances", "stopped surgery for nine days", "hit the backups too",
         "cost more than a year's income", "sent us back to paper charts"),
    ),
    "rural": (
        ("In the countryside", "A critical access hospital", "On the reservation", "Out here",
         "Far from any city"),
        ("the broadband fails every week", "help is four hours away", "one outage closes the only ER",
         "we share one line with the school", "no consultant will travel to us"),
    ),
    "identity": (
        ("Logins", "Two-factor codes", "Shared accounts at nursing stations", "Badges", "Passwords"),
        ("slow the clinicians down", "are handed over between shifts", "stay active after people quit",
         "should be replaced by passkeys", "stop most of the break-ins"),
    ),
    "leaders": (
        ("Boards", "The executive suite", "Our trustees", "Hospital owners", "Chief officers"),
        ("see security as a line item", "never ask about cyber risk", "put no one in charge",
         "act only after the headline", "must answer for this in person"),
    ),
}  # fmt: skip
_ELSE = (
    "Thank you for asking.", "I have worked in health care for many years.",
    "We serve a community that counts on us.", "This matters to patients and their families.",
    "I hope that the agency listens this time.", "Please read the whole of my letter.",
    "Our association stands ready to help.", "Others will say it better than I can.",
    "The question is a good one.", "It has been like this for as long as I remember.",
    "We answered a survey on it before.", "Nothing changed since then.",
    "Happy to talk about it on the phone.", "I write for myself alone.",
)  # fmt: skip
CODES = tuple(sorted(_SAID))


class Answer(NamedTuple):
    """An answer and its codes, what it is mostly about first."""

    text: str
    codes: tuple[str, ...]


def make(seed: int, many: int) -> list[Answer]:
    """`many` made-up answers; the same for the same seed."""
    chance = random.Random(seed)
    return [_one(chance) for _ in range(many)]


def _one(chance: random.Random) -> Answer:
    codes = chance.sample(CODES, 1 if chance.random() < 0.75 else 2)
    said = [_sentence(chance, code) for code in codes]
    if chance.random() < 0.5:
        said.append(_sentence(chance, codes[0]))
    said += chance.sample(_ELSE, chance.randint(1, 4))
    chance.shuffle(said)
    return Answer(" ".join(said), tuple(codes))


def _sentence(chance: random.Random, code: str) -> str:
    return " ".join(chance.choice(part) for part in _SAID[code]) + "."
