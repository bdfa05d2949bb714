"""Words in the names of devices, by what they tell. A table of data; exempt from the size rule."""

from __future__ import annotations

# Tell nothing of which product it is: never asked for, never held against a device.
NEUTRAL = frozenset(
    "system systems sys device devices dev unit units module modules mod equipment equip software"
    " sw firmware fw hardware hw application applications platform platforms product products prod"
    " series family families model models mdl version versions ver rev release medical med"
    " healthcare health clinical hospital patient patients pt the of and or for with in on at by to"
    " all type types wireless wifi wlan lan network networked digital portable bedside adult"
    " neonatal pediatric peds neo icu nicu picu ccu ed er surg ward lab pacu room rm bay"
    " main spare loaner rental leased owned cart stand mount mounted rolling pole w wo incl"
    " including included based only related used various certain line lines generation gen color"
    " colour english us usa eu international tm part number no nr num pn sn ref cat catalog sku"
    " assy assembly kit set basic standard std configuration config option options opt a an"
    " physiological physiologic multi parameter multiparameter ac dc ii1 components"
    " component solution solutions technology technologies combination complete refurb"
    " refurbished old biomed ser serial asset tag inc corp co ltd llc gmbh lp machine machines based worn".split()
)
# Tell what kind of device it is. Asked for where nothing else tells, and two kinds never agree.
TYPES = {
    "monitor": "monitor",
    "monitors": "monitor",
    "mon": "monitor",
    "monitoring": "monitor",
    "pump": "pump",
    "pumps": "pump",
    "pmp": "pump",
    "infusion": "pump",
    "inf": "pump",
    "syringe": "pump",
    "syr": "pump",
    "ventilator": "ventilator",
    "ventilators": "ventilator",
    "vent": "ventilator",
    "server": "server",
    "servers": "server",
    "srv": "server",
    "svr": "server",
    "workstation": "workstation",
    "workstations": "workstation",
    "wkstn": "workstation",
    "ws": "workstation",
    "programmer": "programmer",
    "programmers": "programmer",
    "prgm": "programmer",
    "analyzer": "analyzer",
    "analyzers": "analyzer",
    "analyser": "analyzer",
    "bed": "bed",
    "beds": "bed",
    "defibrillator": "defibrillator",
    "defib": "defibrillator",
    "defibrillators": "defibrillator",
    "transmitter": "transmitter",
    "transmitters": "transmitter",
    "xmtr": "transmitter",
    "printer": "printer",
    "gateway": "gateway",
    "gateways": "gateway",
    "gw": "gateway",
    "ultrasound": "ultrasound",
    "us": "ultrasound",
    "client": "client",
    "hub": "hub",
    "router": "router",
    "station": "station",
    "sta": "station",
    "stn": "station",
    "controller": "controller",
    "ctrl": "controller",
    "controllers": "controller",
    "generator": "generator",
    "electrocardiograph": "ecg",
    "ecg": "ecg",
    "ekg": "ecg",
    "cardiograph": "ecg",
    "cardiographs": "ecg",
    "scanner": "scanner",
    "receiver": "receiver",
    "telemetry": "telemetry",
    "tele": "telemetry",
    "handheld": "handheld",
    "charger": "charger",
    "simulator": "simulator",
    "injector": "injector",
    "cpap": "cpap",
    "anesthesia": "anesthesia",
    "anesth": "anesthesia",
    "anes": "anesthesia",
}
# Kinds that are used for one another on one device.
KIN = (
    frozenset(("monitor", "telemetry", "transmitter", "receiver", "station")),
    frozenset(("pump", "controller", "syringe")),
    frozenset(("server", "workstation", "client", "station", "gateway")),
    frozenset(("ultrasound", "scanner")),
    frozenset(("ecg", "monitor", "handheld")),
    frozenset(("ventilator", "anesthesia")),
    frozenset(("hub", "gateway", "router")),
    frozenset(("station", "anesthesia", "workstation")),
)
# Variants of a product: asked for exactly, and a sibling where only one side has them.
MARKS = frozenset(
    "ii iii iv vi vii viii ix xi plus pro max mini xl lite light se le es hd sp xt dx lx gx cx"
    " duo dual quad next neo2 ultra advanced premium select elite edge expert quantum mk".split()
)
# Stand for other words in inventories.
SHORT = {
    "ctr": "center",
    "cntr": "center",
    "centre": "center",
    "info": "information",
    "cent": "central",
    "mgmt": "management",
    "mgr": "manager",
    "intg": "integrated",
    "pat": "patient",
    "resp": "respiratory",
    "prog": "programmer",
    "wkst": "workstation",
    "infus": "infusion",
    "syrg": "syringe",
    "univ": "universal",
    "diag": "diagnostic",
    "cardio": "cardio",
    "svc": "service",
    "adv": "advanced",
    "mtr": "meter",
    "acc": "accu",
    "img": "imaging",
    "comm": "communication",
    "telem": "telemetry",
    "xmitter": "transmitter",
    "pwr": "power",
    "hndhld": "handheld",
    "anaesthesia": "anesthesia",
    "haemodialysis": "hemodialysis",
    "analyser": "analyzer",
    "2": "2",
}
