"""Words of the group "unseen": what a tester with other habits writes; every person is made up.

A table of data, longer than a file of code. Names are drawn apart, given and family, so that no pair is anybody.
"""

from __future__ import annotations

ORG_KINDS = (
    ("Valley Medical Group", "vmg"), ("Lutheran Hospital", "luth"), ("Pediatrics Associates", "peds"),
    ("Tribal Health Authority", "tha"), ("County Hospital District", "chd"), ("Renal Partners", "renal"),
    ("Veterans Home", "vets"), ("Women's Hospital", "wh"), ("Eye Surgery Center", "eye"), ("University Physicians", "up"),
)  # fmt: skip
ORG_TLDS = ("org", "org", "com", "net", "edu", "us")

# Given names, family names, and how the list is counted.
CULTURES: tuple[tuple[str, str, str], ...] = (
    ("Debra Keith Tammy Brandon Cheryl Wayne Kelsey Travis Lindsay Darrell Gail Norman Heather Curtis Peggy Duane",
     "Hutchins|Wheeler|Lambert|Pruitt|Stahl|Kirkland|McAllister|O'Dowd|Fitzgerald|Vickers|Hensley|Mabry|Tolliver|Buchanan", "common"),
    ("Marisol Ernesto Yesenia Rigoberto Graciela Octavio Araceli Efraín Lourdes Ramón Noemí Isidro",
     "Villaseñor|Ocampo|Zamudio|Arredondo|de la Garza|Bustamante|Quiñones|Echeverría|Montes de Oca|Galván|Tovar|Peñaloza", "world"),
    ("Nguyet Tuan Hanh Khoa Bich Minh Thao Quang", "Nguyễn|Tran|Huynh|Dang|Vuong|Truong|Lieu", "world"),
    ("Pa Mai Xeng Kao Tou Bao Yer Chue", "Xiong|Vang|Moua|Lor|Thao|Yang|Her", "world"),
    ("Folasade Babatunde Ngozi Chukwuemeka Adaeze Olumide Ifeoma Tunde", "Adeyemi|Okonkwo|Eze|Ogunleye|Nwachukwu|Balogun|Afolabi", "world"),
    ("Tigist Dawit Selam Bekele Meron Yonas Hirut", "Tesfaye|Gebremariam|Wolde|Haile|Mengistu|Kebede", "world"),
    ("Lakshmi Venkatesh Sowmya Arjun Meenakshi Karthik Deepa", "Subramanian|Iyer|Krishnamurthy|Reddy|Patwardhan|Banerjee|Chettiar", "world"),
    ("Layla Bassam Huda Tariq Rania Nabil Samira", "al-Rashidi|Haddad|Khoury|El-Masri|Abdulkarim|Barakat|Zaitoun", "world"),
    ("Oksana Bohdan Halyna Taras Svitlana Mykola", "Kovalchuk|Shevchenko|Melnyk|Bondarenko|Hrytsenko|Zelinska", "world"),
    ("Leilani Keoni Sina Tavita Malia Sione", "Kealoha|Tuiasosopo|Faleolo|Kahananui|Fonoti|Leavasa", "world"),
    ("Yazzie Shawnee Dezba Hok'ee Nizhoni", "Begaye|Tsosie|Benally|Manygoats|Etsitty|Two Bulls", "world"),
    ("Ji-woo Seung Hye-jin Min-jun Eun", "Kwon|Baek|Noh|Hwang|Jang|Choi", "world"),
    ("Wei Xiaoling Guanyu Meifeng Jianhong", "Zheng|Ouyang|Xie|Lü|Huang|Qian", "world"),
    ("Fabiola Jean-Robert Mirlande Wilner Nadège", "Désir|Pierre-Louis|Toussaint|Jean-Baptiste|Estimé|Dorvil", "world"),
    ("Agnieszka Zbigniew Małgorzata Piotr", "Wojciechowski|Kaczmarek|Dąbrowska|Szymański", "world"),
    ("Siobhan Padraig Niamh Eoin", "Ó Súilleabháin|Mac Giolla|Breathnach|Kinsella", "world"),
    ("Hovhannes Anahit Siranush Gevorg", "Harutyunyan|Ter-Petrosyan|Sargsyan|Hakobyan", "world"),
    ("Anneliese Joris Saskia Diederik", "van der Meer|van den Berg|ter Haar|Hoekstra", "world"),
    ("Corazon Rodrigo Maricel Jun-Jun Ligaya", "Dela Cruz|Macaraeg|Pangilinan|Sumulong|Batungbacal", "world"),
    ("Grace Hope Faith Rusty Summer Chase Hunter Dale Sandy Misty",
     "Pope|Bishop|Winter|Street|Law|Early|Best|Sharp|Frost|Wells|Church|Parrish", "tricky"),
    ("May April Will Mark Bill Art Rose Ivy Grant Drew",
     "Day|Nurse|Green|Long|Short|Marsh|Stone|Waters|Bird|Lamb|Cook|Baker", "tricky"),
)  # fmt: skip
# The second surname of a Spanish name.
SECOND_SURNAMES = (
    "Villaseñor",
    "Ocampo",
    "Zamudio",
    "Arredondo",
    "Bustamante",
    "Quiñones",
    "Echeverría",
    "Galván",
    "Tovar",
)
SYLLABLES = (
    "Qua Thri Zel Vo Ery Kso Ombra Plu Wyr Jau Sca Dwe Hlo Umi",
    "ndo ri vash tel mu qui ssa bren lo gha pto",
    "nk vic ston ev lund ra shi dze mp quist as oro",
)
CREDENTIALS = ("RN", "MD", "DO", "LPN", "PharmD", "NP-C", "RRT", "MSN, RN", "PA-C", "CISSP")
TITLES = ("Dr.", "Mrs.", "Mr.", "Ms.", "Sr.", "Nurse", "Prof.", "Chaplain", "Officer")
SUFFIXES = ("Jr.", "III", "Sr.", "II")

STREET_NAMES = (
    "Quail Hollow", "N 43rd", "Old Mill", "County Road 12", "W. Buena Vista", "Sycamore Bend", "E 9th", "Martin Luther King Jr.",
    "Ridgecrest", "Camino del Sol", "State Route 88", "Turkey Creek", "SE Powell", "St. Augustine", "Upper Falls", "Kalanianaole",
)  # fmt: skip
STREETS = (
    "St",
    "Street",
    "Ave",
    "Ave.",
    "Blvd",
    "Loop",
    "Way",
    "Pl",
    "Place",
    "Cir",
    "Hwy",
    "Ln",
    "Pkwy",
    "Xing",
    "Run",
    "Dr NW",
)
DOORS = (
    "",
    "",
    "",
    " #4B",
    " Apt 12",
    ", Apt. C-3",
    " Unit 208",
    ", Trlr 9",
    ", Fl 2",
    " Ste 110",
    ", Bldg D",
)
CITIES = (
    ("Winslow", "AZ"), ("Kalispell", "MT"), ("Ypsilanti", "MI"), ("Pago Pago", "AS"), ("Waukesha", "WI"), ("Truth or Consequences", "NM"),
    ("Hilo", "HI"), ("Bangor", "ME"), ("Opelousas", "LA"), ("Carolina", "PR"), ("Fond du Lac", "WI"), ("Sault Ste. Marie", "MI"),
)  # fmt: skip
EVIL_WORDS = (
    "helpdesk",
    "sso",
    "mychart",
    "okta",
    "outlook",
    "payroll",
    "fax",
    "benefits",
    "invoice",
    "citrix",
    "vpn",
    "hr",
)
EVIL_TLDS = (
    "top",
    "ru",
    "cfd",
    "sbs",
    "lol",
    "to",
    "cn",
    "biz",
    "live",
    "shop",
    "icu",
    "pw",
    "com",
    "net",
    "app",
    "dev",
)
EVIL_FILES = (
    "Invoice_{n}.pdf.exe", "{w}.dll", "svch0st.exe", "Remit-{n}.xlsm", "update_{w}.ps1", "{w}64.sys", "HR_Bonus_{n}.iso", "scan{n}.one",
    "mimi_{w}.exe", "{w}.vbs", "readme_{w}.hta", "package-{n}.msi", "{w}.lnk", "Voicemail{n}.html", "psexesvc_{w}.exe", "{w}.js",
)  # fmt: skip
EVIL_LOCALS = (
    "billing",
    "no-reply",
    "it.support",
    "ceo.office",
    "docusign",
    "voicemail",
    "hr-team",
    "accounts",
    "admin",
)
UAS = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36",
    "python-requests/2.{d}.0", "curl/7.{d}.0", "Go-http-client/1.1", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)",
    "axios/1.{d}.2", "Microsoft-CryptoAPI/10.0", "WindowsPowerShell/5.1.17763.{n}",
)  # fmt: skip
REG_KEYS = (
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\{w}",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce\{w}",
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\{w}",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\{w}",
    r"HKEY_CURRENT_USER\Software\Classes\CLSID\{w}\InprocServer32",
)
EMAIL_HOSTS = (
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "protonmail.com",
    "att.net",
)
PASS_STEMS = (
    "Stitches",
    "Bluebird",
    "Nightshift",
    "Chargers",
    "Tacos4",
    "Fallfest",
    "Welcome",
    "Cardiac",
    "Huskies",
    "Oncall",
)
EPONYMS = (
    "Parkinson disease", "Crohn's disease", "Foley catheter", "Hodgkin lymphoma", "Alzheimer's", "Glasgow Coma Scale", "Bell's palsy",
    "Kaplan-Meier", "Addison's disease", "Raynaud phenomenon", "Whipple procedure", "Braden score", "Apgar", "Swan-Ganz catheter",
    "Trendelenburg position", "Guillain-Barré syndrome", "Cushing's syndrome", "Morse Fall Scale", "Jackson-Pratt drain",
)  # fmt: skip
VENDORS = (
    "Oracle Health", "Palo Alto Networks", "GE HealthCare", "Philips", "CrowdStrike", "Fortinet", "Siemens Healthineers", "Change Healthcare",
    "Baxter", "Becton Dickinson", "Microsoft", "Epic", "Meditech", "Citrix", "Ivanti", "Dräger", "Hill-Rom", "Abbott", "Johnson & Johnson",
    "Sophos", "SentinelOne", "Cisco", "Barracuda", "McKesson", "Cardinal Health", "Stryker", "Medtronic", "Veeam", "Arctic Wolf",
)  # fmt: skip
MODELS = (
    "Alaris 8015", "PB980", "Carestation 650", "MX750", "Evita V500", "Azurion 7", "Artis zee", "BodyGuardian Mini", "LIFEPAK 15", "Omnicell XT",
    "FortiGate 100F", "PA-850", "ThinkCentre M90q", "Zebra ZD421", "Catalyst 9300", "PowerEdge R740", "Dimension EXL 200", "Sapphire 3D", "XPER-IM",
)  # fmt: skip
ACTORS = ("LockBit", "Rhysida", "ALPHV/BlackCat", "Scattered Spider", "FIN12", "Black Basta", "Akira", "Royal", "Cobalt Strike", "QakBot",
          "Sandworm", "Medusa", "Interlock", "Qilin", "Emotet")  # fmt: skip
PUBLIC_LINES = (
    "1-888-282-0870",
    "1-855-292-3937",
    "CISA Central",
    "report@cisa.gov",
    "IC3.gov",
    "988",
)
MARKINGS = (
    "ATTORNEY-CLIENT PRIVILEGED", "TLP:RED", "TLP:AMBER+STRICT", "Company Confidential - Do Not Distribute", "PRIVILEGED & CONFIDENTIAL",
    "FOR OFFICIAL USE ONLY", "INTERNAL USE ONLY", "Patient Safety Work Product", "Attorney Work Product", "CUI//SP-HLTH",
)  # fmt: skip
UNITS = (
    "4W",
    "ICU2",
    "Rm 512",
    "ED bay 7",
    "L&D",
    "Bed 3-B",
    "PACU",
    "Room 118A",
    "6 North",
    "Oncology infusion",
)
