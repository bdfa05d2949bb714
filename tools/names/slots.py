"""What stands in made-up texts beside names: places, firms, threats, devices, numbers, hosts."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import sources
import tables
import trade
from people import Lists, Person


class Slots:
    """Draws one filler for each slot of a template."""

    def __init__(self, rng: random.Random, lists: Lists, shared: Path) -> None:
        self.rng, self.lists = rng, lists
        firms, products = sources.vendors(shared)
        threats, _ = sources.attack_names(shared)
        self.firms = sorted(firms) + _list(tables.FIRMS) * 6 + _list(trade.FIRMS) * 6
        families = [_model(rng, p) for p in _list(trade.PRODUCTS) * 3]
        self.products = sorted(p for p in products if len(p) < 40) + families
        self.threats = sorted(threats) + (_list(tables.THREATS) + _list(trade.THREATS)) * 6
        self.phrases = [
            p.capitalize() if rng.random() < 0.3 else _title(p)
            for p in _list(tables.PHRASES) + _list(trade.PHRASES)
        ]
        self.cities = sources.cities(60000)
        self.eponyms = (tables.EPONYMS + " " + trade.EPONYMS).split()
        self.heads = (tables.EPONYM_HEADS + " " + trade.EPONYM_HEADS).split()
        self.drugs = (tables.DRUGS + " " + trade.DRUGS).split()
        self.roles = [r for r in tables.ROLES.split() if len(r) > 3]
        self.person = self.new()
        self.table: dict[str, Callable[[], str]] = {
            "N": self.full, "NF": self.inverted, "NC": self.caret, "G": self.given_only, "L": self.last_only,
            "G0": lambda: self.person.mark(self.person.given), "L0": lambda: self.person.mark(self.person.last),
            "N0": lambda: self.person.mark(f"{self.person.given} {self.person.last}"),
            "ORG": self.firm, "HOSP": self.hospital, "THR": self.threat, "PROD": self.product, "EPO": self.eponym,
            "PLACE": self.place, "STREET": self.street, "DRUG": lambda: self._case(rng.choice(self.drugs)),
            "PHR": lambda: rng.choice(self.phrases), "MONTH": self.month, "DATE": self.date, "NUM": self.number,
            "HOST": self.host, "MAIL": self.mail, "USER": self.user, "IP": self.address, "DEPT": self.department,
            "ROLE": lambda: rng.choice(self.roles), "CROLE": lambda: rng.choice(self.roles).capitalize(),
            "CRED": lambda: rng.choice(["MD", "RN", "PharmD", "DO", "BSN, RN", "CISSP", "Ph.D.", "M.D.", "LPN", "PA-C", "Esq.", "MPH", "FACP", "CNA"]),
            "GX": self.new().given.title, "LX": self.person_word,
            "ACR": lambda: "".join(rng.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(rng.randint(2, 5))),
            "TITLE": lambda: rng.choice([t.capitalize() for t in tables.TITLES.split() if len(t) > 4] + ["Spokeswoman", "Spokesman", "Councilman", "Superintendent", "Paramedic", "Deputy", "Counselor", "Judge", "Justice", "Nurse Practitioner", "Chef", "Agent", "Trooper", "Special Agent", "Pharmacist", "Technician"]) if rng.random() < 0.4 else rng.choice(["Dr.", "Dr", "Mr.", "Ms.", "Mrs.", "Mr", "Nurse", "Prof.", "Professor", "Sgt.", "Officer", "Judge", "Rev.", "Sister", "Captain", "Senator", "Doctor", "Miss", "Detective", "Attorney"]),
            "PHONE": self.phone, "CVE": lambda: f"CVE-20{rng.randint(10, 26)}-{rng.randint(1000, 59999)}",
            "VER": lambda: ".".join(str(rng.randint(0, 30)) for _ in range(rng.randint(2, 4))),
            "INV": self.invented, "BRAND": self.brand, "WORD": lambda: rng.choice(["urgent", "invoice", "payroll", "badge", "label", "printer", "login"]),
        }  # fmt: skip

    def fill(self, slot: str) -> str:
        """What stands in the slot."""
        return self.table[slot]()

    def new(self) -> Person:
        """Another person, remembered for later mentions."""
        self.person = Person(self.rng, self.lists)
        return self.person

    def full(self) -> str:
        return self.new().full()

    def inverted(self) -> str:
        return self.new().inverted()

    def caret(self) -> str:
        return self.new().caret()

    def given_only(self) -> str:
        person = self.new()
        return person.mark(person.given)

    def last_only(self) -> str:
        person = self.new()
        return person.mark(person.last)

    def _case(self, word: str) -> str:
        return word.capitalize() if self.rng.random() < 0.6 else word

    def invented(self) -> str:
        """A made-up word that names no person."""
        return Person._invent(self.person).capitalize()  # noqa: SLF001

    def brand(self) -> str:
        """A made-up product or malware word."""
        end = self.rng.choice(
            [
                "",
                "Care",
                "Loader",
                "RAT",
                "Link",
                "Med",
                "Lock",
                "Stealer",
                "Net",
                "Tech",
                "Soft",
                "Bot",
                "Vue",
                "ware",
                "crypt",
                "Scan",
            ]
        )
        return self.invented() + end

    def firm(self) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.55:
            name = rng.choice(self.firms)
            return _title(name) if name.islower() else name
        word = (
            rng.choice([self.person_word(), self.invented(), self.invented()])
            if draw < 0.8
            else self.invented()
        )
        if draw < 0.7:
            return f"{word} {rng.choice(['Medical', 'Health', 'Systems', 'Technologies', 'Inc.', 'LLC', 'Corp', 'Group', 'Labs', 'Diagnostics', 'Software', 'Healthcare', 'Networks', 'Pharmaceuticals'])}"
        if draw < 0.8:
            return f"{word} & {self.person_word()} {rng.choice(['LLP', 'Associates', 'Co.', 'LLC', 'Inc.'])}".strip()
        return word if draw < 0.9 else self.brand()

    def person_word(self) -> str:
        """A surname used for something else than a person."""
        return Person(self.rng, self.lists).last.title()

    def hospital(self) -> str:
        rng = self.rng
        head = rng.choice([
            self.person_word(), self.invented(), self.city(), self.city(), "St. " + rng.choice(["Mary's", "Luke's", "Joseph", "Anne's", "Jude", "Vincent", "John's", "Francis"]),
            rng.choice(["Mercy", "Trinity", "Memorial", "Sacred Heart", "Good Samaritan", "Providence", "Hope", "Faith", "Grace", "Lakeview", "Riverside"]),
        ])  # fmt: skip
        tail = rng.choice(
            [
                "Hospital",
                "Health",
                "Medical Center",
                "Clinic",
                "Memorial Hospital",
                "Regional Medical Center",
                "General Hospital",
                "Healthcare",
                "Health System",
                "Care",
                "Family Practice",
                "Children's Hospital",
                "Community Hospital",
                "Nursing Home",
                "University",
                "Medctr",
                "Cancer Institute",
                "County Clinic",
            ]
        )
        return f"{head} {tail}"

    def city(self) -> str:
        rng = self.rng
        if rng.random() < 0.6:
            return rng.choice(self.cities)
        word = (
            self.person_word()
            if rng.random() < 0.5
            else self.rng.choice(self.lists.census_given).title()
        )
        return rng.choice(
            [
                f"Lake {word}",
                f"Port {word}",
                f"New {word}",
                f"North {word}",
                f"{word}ville",
                f"{word}ton",
                f"{word}burgh",
                f"West {word}",
                f"{word}mouth",
                f"East {word}",
                f"{word}shire",
                f"{word}haven",
                f"{word} Falls",
                f"{word}view",
                f"South {word}",
                f"{word}town",
            ]
        )

    def place(self) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.35:
            return f"{self.city()}, {rng.choice(['MN', 'CA', 'TX', 'Ohio', 'FL', 'NJ', 'Texas', 'Virginia', 'IL', 'WA', 'PA'])}"
        if draw < 0.5:
            return rng.choice(tables.STATES.split() + tables.COUNTRIES.split()).capitalize()
        if draw < 0.6:
            return self.person_word() + " County"
        return self.city()

    def street(self) -> str:
        rng = self.rng
        word = rng.choice([self.person_word(), rng.choice(self.lists.census_given).title()])
        kind = rng.choice(
            [
                "Street",
                "St",
                "Avenue",
                "Ave",
                "Road",
                "Drive",
                "Lane",
                "Way",
                "Court",
                "Points",
                "Knoll",
                "Mills",
                "Estate",
                "Plaza",
                "Boulevard",
                "Rapids",
                "Grove",
                "Roads",
                "Lake",
                "Point",
                "Cove",
                "Ridge",
            ]
        )
        unit = rng.choice(["", "", f" Apt. {rng.randint(1, 999)}", f" Suite {rng.randint(1, 999)}"])
        return f"{rng.randint(1, 99999)} {word} {kind}{unit}"

    def threat(self) -> str:
        name = self.rng.choice(self.threats) if self.rng.random() < 0.75 else self.brand()
        return _title(name) if name.islower() else name

    def product(self) -> str:
        rng = self.rng
        if rng.random() < 0.6:
            return rng.choice(self.products)
        return f"{rng.choice([self.invented(), self.brand(), self.person_word()])} {rng.choice(['X', 'XL', 'Pro', 'Plus', str(rng.randint(1, 900)), 'MX' + str(rng.randint(1, 900)), 'II'])}".strip()

    def eponym(self) -> str:
        rng = self.rng
        word, other = (rng.choice(self.eponyms).capitalize() for _ in range(2))
        form = rng.choice(
            [
                "{}'s disease",
                "{} " + rng.choice(self.heads),
                "{}'s",
                "{} " + rng.choice(self.heads),
                "{}-" + other + " " + rng.choice(self.heads),
                "{}-" + other,
                "{}",
                "{}'s " + rng.choice(self.heads),
            ]
        )
        if rng.random() < 0.06:
            return rng.choice(
                [
                    "Apgar score",
                    "Glasgow Coma Scale",
                    "Foley",
                    "Doppler",
                    "Holter",
                    "Pap smear",
                    "Down syndrome",
                    "Lou Gehrig's disease",
                    "Guillain-Barre",
                    "Epstein-Barr virus",
                    "Hodgkin lymphoma",
                ]
            )
        return form.format(word)

    def month(self) -> str:
        return self.rng.choice(tables.MONTHS.split()).capitalize()

    def date(self) -> str:
        rng = self.rng
        m, d, y = (
            rng.choice(tables.MONTHS.split()[:12]).capitalize(),
            rng.randint(1, 28),
            rng.randint(1930, 2026),
        )
        return rng.choice(
            [
                f"{m} {d}, {y}",
                f"{d} {m[:3]} {y}",
                f"{y}-0{rng.randint(1, 9)}-{d:02}",
                f"{rng.randint(1, 12)}/{d}/{y}",
                f"{m} {y}",
                f"{d:02}-{m[:3].upper()}-{y}",
            ]
        )

    def number(self) -> str:
        rng = self.rng
        return rng.choice(
            [
                str(rng.randint(1, 10**9)),
                f"MRN {rng.randint(10**5, 10**8)}",
                f"INC{rng.randint(10**6, 10**7)}",
                f"{rng.randint(1, 999)},{rng.randint(100, 999)}",
                f"HAR-{rng.randint(10**6, 10**8)}",
            ]
        )

    def host(self) -> str:
        word = self.invented().lower()
        return self.rng.choice(
            [
                f"{word.upper()}-PC{self.rng.randint(1, 999)}",
                f"srv{word}{self.rng.randint(1, 99)}",
                f"{word}.corp.{self.invented().lower()}.local",
                f"pacs{self.rng.randint(1, 99)}.{word}.org",
                f"{word}.icu",
                f"hxxp://{word}[.]su/dl/{word}.zip",
            ]
        )

    def user(self) -> str:
        p = Person(self.rng, self.lists)
        g, s = p.given.lower().split()[0], p.last.lower().replace(" ", "")
        return self.rng.choice(
            [g[0] + s, f"{g}.{s}", g[0] + s + str(self.rng.randint(0, 9)), f"CORP\\{g[0]}{s}"]
        )

    def mail(self) -> str:
        return f"{self.user().split(chr(92))[-1]}@{self.invented().lower()}.{self.rng.choice(['org', 'com', 'net', 'su'])}"

    def address(self) -> str:
        return ".".join(str(self.rng.randint(1, 254)) for _ in range(4))

    def phone(self) -> str:
        a, b, c = (
            self.rng.randint(200, 989),
            self.rng.randint(200, 989),
            self.rng.randint(1000, 9999),
        )
        return self.rng.choice(
            [f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"+1 {a} {b} {c}"]
        )

    def department(self) -> str:
        return self.rng.choice(
            [
                "Radiology",
                "radiology",
                "Pharmacy",
                "pharmacy",
                "the lab",
                "lab",
                "Oncology",
                "ICU",
                "the ICU",
                "Billing",
                "billing",
                "IT",
                "HR",
                "Emergency",
                "surgery",
                "Labor and Delivery",
                "Cardiology",
                "admissions",
                "Information Security",
                "Facilities",
                "Biomed",
                "Health Information Management",
                "the help desk",
                "Nursing",
                "4 West",
                "the east wing",
            ]
        )


def _model(rng: random.Random, family: str) -> str:
    """A device's family as it is written, now and then with a number."""
    name = _title(family) if rng.random() < 0.8 else family
    return f"{name} {rng.choice('ABCEGMNTVX')}{rng.randint(1, 990)}" if rng.random() < 0.3 else name


def _list(text: str) -> list[str]:
    return [" ".join(x.split()) for x in text.split(";")]


def _title(phrase: str) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in phrase.split())
