"""Words and spellings for made-up inventories; a table of data, exempt from the size rule."""

from __future__ import annotations

MAKERS: dict[str, dict[str, tuple[str, ...]]] = {
    "tune": {
        "Becton, Dickinson and Company (BD)": (
            "BD",
            "Becton Dickinson",
            "CareFusion",
            "CAREFUSION 303 INC",
        ),
        "Philips": (
            "Philips",
            "PHILIPS MEDICAL SYSTEMS",
            "Philips Healthcare",
            "Phillips",
            "Agilent",
        ),
        "GE Healthcare": ("GE", "GE Healthcare", "GEHC", "GE MEDICAL SYSTEMS", "General Electric"),
        "General Electric (GE)": ("GE", "GE Healthcare", "GE Med Sys", "Datex-Ohmeda"),
        "Medtronic": ("Medtronic", "MEDTRONIC INC", "Medtronic MiniMed", "Covidien"),
        "Baxter": ("Baxter", "BAXTER HEALTHCARE CORP", "Baxter Intl"),
        "Hillrom": ("Hill-Rom", "Welch Allyn", "Hillrom", "Baxter"),
        "Dräger": ("Drager", "Draeger Medical", "DRAGER"),
        "Smiths Medical": ("Smiths", "SMITHS MEDICAL ASD INC", "ICU Medical"),
        "B. Braun": ("B Braun", "B. BRAUN MEDICAL"),
        "Abbott Laboratories": ("Abbott", "St Jude Medical"),
    },
    "held": {
        "Becton, Dickinson and Company (BD)": (
            "B-D",
            "BECTON DICKINSON & CO.",
            "Care Fusion",
            "Cardinal Health",
        ),
        "Philips": ("Philips Med. Sys.", "PHILIPS NA", "Respironics", "Philps", "Hewlett Packard"),
        "GE Healthcare": (
            "G.E.",
            "GE Medical Systems Info Tech",
            "Marquette",
            "General Electric Co",
        ),
        "General Electric (GE)": ("GE MED", "Ohmeda", "GE HealthCare Technologies"),
        "Medtronic": ("MDT", "Tyco Healthcare", "Medtronics", "Medtronic USA, Inc."),
        "Baxter": ("Baxter Hlthcare", "BAXTER INTERNATIONAL INC", "Gambro"),
        "Hillrom": ("Hill Rom Services", "WELCH-ALLYN", "Mortara Instrument"),
        "Dräger": ("Draegerwerk AG", "N.A. Drager", "Dräger Medical Inc"),
        "Smiths Medical": ("Smith Medical", "Smiths Med", "ICU MED"),
        "B. Braun": ("BBraun", "B/Braun Medical Inc."),
        "Abbott Laboratories": ("Abbott Labs", "SJM"),
    },
}
CORPORATE = {
    "tune": ("", "", " Inc", ", Inc.", " Corp", " Medical"),
    "held": ("", " LLC", " Corporation", " (USA)", " Med Sys", " Intl"),
}
KINDS = ("Monitor", "Infusion pump", "System", "Workstation", "Device", "Server", "Analyzer")
PREFIX = {
    "tune": ("", "", "v", "V ", "Ver ", "SW ", "Version "),
    "held": ("", "V", "sw: ", "Rev ", "FW ", "Software v", "rel. ", "s/w ver. "),
}
SUFFIX = {
    "tune": ("", "", "", " build 1204"),
    "held": ("", "", "", " (Build 77)", " bld 3"),
}
BLANKS = {
    "tune": ("", "", "unknown", "N/A", "-"),
    "held": ("", "", "TBD", "see notes", "?", "Unk", "not recorded"),
}
ODD = {
    "tune": ("2019-03-12", "XP SP3", "per vendor"),
    "held": ("03/12/2019", "Win 7", "SN 4471023", "latest as of PM", "Windows 10", "43536"),
}
NOTES = {
    "tune": ("", "", "", "PM due June", "loaner"),
    "held": ("", "", "moved from 4 West", "battery replaced 2021", "contract 55120"),
}
ROMAN = {"tune": (" II", " Plus"), "held": (" III", " Pro", " XL")}

STRANGERS = {
    "tune": (
        ("Masimo", "Radical-7"),
        ("Mindray", "Passport 12"),
        ("Stryker", "LIFEPAK 15"),
        ("Philips", "HeartStart MRx"),
        ("Medtronic", "Puritan Bennett 840"),
        ("Olympus", "CV-190"),
        ("GE", "Dash 4000"),
        ("Nihon Kohden", "BSM-6000"),
        ("Zoll", "R Series"),
        ("Baxter", "Flo-Gard 6201"),
        ("BD", "Vacutainer Rack"),
        ("Welch Allyn", "767 Otoscope"),
    ),
    "held": (
        ("Philips", "Efficia DFM100"),
        ("GE", "MAC 5500"),
        ("GE Healthcare", "Corometrics 250cx"),
        ("Medtronic", "Nellcor N-600x"),
        ("Philips", "SureSigns VM6"),
        ("Getinge", "Servo-i"),
        ("Hamilton Medical", "HAMILTON-C3"),
        ("Carefusion", "LTV 1200"),
        ("BD", "Nexiva"),
        ("Roche", "cobas 6000"),
        ("Abbott", "i-STAT 1"),
        ("Stryker", "System 8"),
        ("B. Braun", "Infusomat Space"),
        ("Smiths Medical", "Level 1 H-1200"),
        ("Drager", "Apollo"),
        ("Baxter", "Prismaflex Cart Cover"),
        ("Siemens", "Acuson S2000"),
        ("Spacelabs", "Ultraview"),
    ),
}

SYLLABLES = {
    "tune": ("vel", "cor", "mon", "tra", "lux", "ner", "pal", "dex", "sol", "qui", "bre", "han"),
    "held": ("zan", "fir", "gol", "wex", "ply", "tho", "mur", "jas", "kin", "rov", "ebb", "osc"),
}
ENDS = ("ia", "on", "ex", "is", "ara", "ium")
FIRMS = {
    "tune": (" Medical, Inc.", " Healthcare", " Biosystems", " Medical"),
    "held": (" Medizintechnik GmbH", " Instruments LLC", " Life Sciences, Inc.", ""),
}
TYPES = {
    "tune": ("Infusion Pump", "Patient Monitor", "Central Station", "Workstation", "Ventilator"),
    "held": ("Syringe Pump", "Telemetry Server", "Ultrasound System", "Gateway", "Analyzer", ""),
}

OTHERS = {
    "tune": ("Acme Medical", "Norwood Devices", "Mindray", "Nihon Kohden"),
    "held": ("Halden Instruments", "Quantex Health", "Masimo", "Fukuda Denshi"),
}
