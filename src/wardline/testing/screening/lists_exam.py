"""Words and shapes of the group "exam" (signs: see slots_more). A table; exempt from the length rule."""

from wardline.testing.screening import lists_wild

VENDORS = (
    "Nihon|Mortara|Physio-Control|Ivenix|Moog Medical|Terumo|Arjo|Stereotaxis|Accuray|Brainlab|"
    "Novarad|RamSoft|Orchard Software|SCC Soft|Netsmart|Azalea Health|DrFirst|Phreesia|Experity|"
    "Forescout|Darktrace|Vectra AI|ExtraHop|Cynet|Cylance|Webroot|Avast|Bitdefender|Acronis|Unitrends|"
    "Datto|N-able|NinjaOne|TeamViewer|LogMeIn|Zoho|ServiceNow|Freshworks|Extreme Networks|Ruckus|"
    "Cepheid|Hologic|Ortho Clinical|Siemens Energy|Aramark|Jones Day|Ropes & Gray|Gallagher"
).split("|")
MODELS = (
    "X Series Advanced|LTV 1200|Bodyguard 323|CADD Legacy 1|Syramed SP6000|Vital Sync 2|MAC 5500 HD|"
    "ELI 280|Optima CT660|Incisive CT 128|uMR 570|Lumify L12|EPIQ 7G|iE33|RadiForce RX360|"
    "GeneXpert XVI|Panther Fusion|VITROS 5600|Immulite 2000|BacT/ALERT 3D|Symphony V6|NxStage One|"
    "Mako 3.1|Summit X450|XG 230|ZD 421|T630 Thin Client|ProBook 450|PowerVault ME4024|FAS2750|R350 AP"
).split("|")
EPONYMS = (
    "Cushing ulcer|Grave's ophthalmopathy|Sjogren's|Raynaud disease|Hodgkin disease|Burkitt lymphoma|"
    "Stevens-Johnson syndrome|Goodpasture syndrome|Henoch-Schonlein purpura|Lou Gehrig's disease|"
    "Friedreich ataxia|Duchenne dystrophy|Tetralogy of Fallot|Ebstein anomaly|Eisenmenger|Zenker diverticulum|"
    "Barrett's|Hirschberg test|Weber test|Finkelstein test|McMurray test|Thomas splint|Steinmann pin|"
    "Malecot catheter|Fogarty balloon|Tenckhoff catheter|Quinton catheter|Braun frame|Bishop score|Ranson criteria"
).split("|")
ACTORS = (
    "Lynx|SafePay|Abyss|Monti|Nokoyawa|AvosLocker|Ragnar Locker|NetWalker|Maze|Conti|Ryuk|Sarcoma|"
    "Gamaredon|OilRig|FIN7|TA505|UNC3944|Flax Typhoon|Midnight Blizzard|Ursnif|Bumblebee|Amadey|"
    "StealC|Agent Tesla|FormBook|njRAT"
).split("|")
PHRASES = (
    "Group Policy|Windows Update|Event Viewer|Remote Assistance|Spring Break|Ash Wednesday|Flag Day|"
    "Halloween|San Diego|Saint Louis|Cedar Rapids|St. Petersburg|Will attempt|Mark as unsafe|"
    "Bill of rights|Rich media|Grant funding|Case review|Hope to restart|Frank hematuria|Rose gold|"
    "Dawn phenomenon|Penny wise|Jack plug|Pat down|Gene therapy|Ward round|Nick name|Chuck wagon|"
    "June solstice|April Fools|Art director|Drew conclusions|Disaster Recovery|Data Loss Prevention|"
    "Incident Response Plan|Sigma rule|Kibana|Metasploit|Burp Suite|Network Policy Server|Ray of light"
).split("|")
PUBLIC_LINES = (
    "https://www.cisa.gov/shields-up|1-800-368-1019|https://www.fda.gov/safety/medwatch|1-888-463-6332|"
    "https://www.healthit.gov|phishing-report@us-cert.gov|1-877-696-6775|988|1-800-662-4357|"
    "45 CFR 164.410|45 CFR 164.530|21 CFR 820.198|18 U.S.C. 2701|42 CFR Part 2|https://www.identitytheft.gov|"
    "https://cve.mitre.org|CyWatch@fbi.gov|https://www.aha.org/cybersecurity|NIST SP 800-66|1-866-653-4261"
).split("|")
MARKINGS = (
    "COMPANY CONFIDENTIAL - DO NOT COPY|Privileged: prepared at the direction of counsel|TLP:RED|"
    "TLP:AMBER+STRICT|Confidential. Internal use only.|PSWP - Confidential and Privileged|"
    "Proprietary information of {v}|CUI//SP-HLTH//NOFORN|OFFICIAL USE ONLY|Strictly private and confidential|"
    "Attorney work product - do not produce|Confidential Information of {v} under the MNDA|"
    "Contains trade secrets of {v}|NOT FOR PUBLIC DISCLOSURE|Confidential Quality Assurance Record|"
    "Medical peer review - confidential by statute|For internal eyes only|Sensitive But Unclassified|"
    "Business proprietary - exempt from FOIA|Do not share beyond the incident team - confidential"
).split("|")
ORG_KINDS = (
    ("Memorial Hospital", "mh"), ("Health Alliance", "ha"), ("Pediatric Clinic", "kids"), ("Heart Institute", "heart"),
    ("Nursing Center", "snf"), ("Urgent Care", "uc"), ("Radiology Partners", "radp"), ("Hospice", "hospice"), ("Wellness", "well"),
)  # fmt: skip
ORG_TLDS = ("org", "org", "net", "com", "clinic")
PLACES = "TRIAGE 5EAST NURSERY SDS REG US1 CARDIO DENTAL PAYROL FRONT QA MEDREC SICU DETOX CSPD CT2".split()
SERVER_ROLES = (
    "mbx3 gc01 homes emrsql chartapp imgarc riscore rhapsody cohes esxi7 spool rds01 ca01 saml "
    "stf01 lis2 cabinet ipam ns2 mft www voip nacsrv siemcol ekg timeclk"
).split()
STREET_NAMES = (
    "Juniper|Aspen|Vineyard|Glenwood|Heron|SE 9th|Santa Maria|Walnut|Colonial|Redwood|University|Depot|"
    "Goldenrod|S Harlan|Canterbury|Pinnacle|Palmetto|Jefferson|Osprey|Ivy"
).split("|")
STREETS = "Street Avenue Rd Dr. Ln Boulevard Court Circle Trl Terrace Pike".split()
DOORS = ["", "", "", " Unit @", " Apt. ~##", ", Lot ~#", ", Suite ~#", ", Rm ~##", " Apt ~#@"]
POBOXS = ["P.O. Box ~####", "PO Box ~#", "Post Office Box ~##"]
ZIPCODES = ["~####", "~####-####"]
CITIES = (
    "Muncie IN|Topeka KS|Nashua NH|Minot ND|Redding CA|Macon GA|Laramie WY|Gulfport MS|Provo UT|Green Bay WI|"
    "Lubbock TX|Taos NM|Port Angeles WA|Bay City MI|Erie PA|St. Johns FL"
).split("|")
TLDS = "su xyz click vip world email space website rocks ninja fit agency io cc ws in".split()
BRANDS = "workday webmail teladoc cvs duo-auth gmail uhc portal-rx usps medicaid adp".split()
DOTS = ["[.]", "[.]", "(dot)", "[.]"]
BAD_STEMS = ["{v}{w}", "{v}-{b}", "{b}{v}##", "{w}.{v}", "{v}.{b}", "^^^^{v}", "{b}-secure#"]
BAD_LOCALS = [
    "notice",
    "benefits-team",
    "do_not_reply",
    "manager#",
    "docs.share",
    "ap.remit",
    "servicedesk",
    "decrypt##",
]
PATHS = [
    "{w}.asp?k=####",
    "get/{x}.gz",
    "v/{x}",
    "auth/callback?s={x}",
    "{w}/setup.msi",
    "includes/{w}.php",
    "u##.png",
    "mfa/?t={x}",
]
FILES = ["{l}####", "{l}", "{w}{w}", "^^^{w}", "{l}_final~", "lsass#", "{l}-copy"]
LURES = "Payment_Advice ACH Enrollment Handbook VM_Transcript Denial_Letter eFaxPage Consult DECRYPT_INFO unlock_howto Webex_Setup Salary_Review Resume_RN Culture".split()
ENDS = "exe dll ps1 scr wsf cmd jar cab img url rtf xlam 7z vbe sh".split()
REG_KEYS = [
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\{w}",
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Run\{w}",
    r"HKLM\SYSTEM\CurrentControlSet\Control\SafeBoot\{w}",
    r"HKEY_USERS\.DEFAULT\Software\{w}\State",
]
UAS = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1~~.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 1~; K)",
    "python-httpx/0.2~.~",
    "Wget/1.2~.~",
    "restsharp/10~.~.0",
    "MSOffice 1~",
    "ruby/3.~.~",
    "Microsoft-WebDAV-MiniRedir/10.0.~####",
]
DOCKETS = [
    "HHS-OS-202~-001#",
    "CISA-202~-000~",
    "FDA-202~-D-~###",
    "RIN 1601-AB~#",
    "88 FR ~####",
    "CMS-~###-P",
]
NUMBERS = [
    "~## messages",
    "~.~# TB",
    "~## out of ~###",
    "ICD-10 E1~.~",
    "CPT 7~###",
    "NDC 5~###-~##-~#",
    "port 445",
    "TCP ~###",
    "event 7~#~",
    "~,### users",
    "HTTP 502",
    "PID ~####",
    "LOINC 4~##-~",
    "Na 13~",
    "WBC 1~.#",
    "BP 1~#/8~",
    "FiO2 ~# percent",
    "~.# mcg/min",
    "USD ~#,###",
    "$~##.##",
    "KB40~####",
    "0xC00000~~",
    "~~.~ pct",
    "VLAN ~###",
    "AS~###",
    "~ in ~#",
    "suite of ~#",
    "bay ~#",
    "~## mcg",
    "SNOMED ~#######",
    "errno ~#",
    "~.# s",
    "lot of ~##",
    "~,### events",
    "CVSS 8.~",
    "~# dBm",
]
VERSIONS = ["v~#.~", "~.~#.~~#.~", "~.~.~~", "2~.~.~.~###", "202~ Update ~", "~.~.~ (build ~####)", "SP~ CU~#", "1~.~~.~", "V~.~B~#",
            "23H2", "rev ~.~", "fw ~.~#", "~#.~.~-rc~", "~#.~(~)M~"]  # fmt: skip
TICKETS = [
    "SD-~####",
    "INC~######",
    "Case 0~#####",
    "SOC-~###",
    "REQ-~####",
    "CHG00~####",
    "IM~######",
    "HD~#####",
    "TASK~#####",
]
MRNS = [
    "~#######",
    "1000~####",
    "P~#####",
    "~##-~#-###",
    "~###-####",
    "MRN~######",
    "~#####",
    "@~######",
]
ACCOUNTS = [
    "~##########",
    "7001~#####",
    "E~########",
    "~###-~####",
    "H0~#########",
    "~########-~",
    "~## ### ###",
]
PLAN_IDS = [
    "@@~#########",
    "~#########",
    "M~## ~## ###",
    "K~########",
    "YPP~########",
    "~########-#~",
    "ZG@~#######",
]
LICENSES = [
    "RN-~#####",
    "MD~####",
    "~##.~#####",
    "RPh ~####",
    "DO-~####",
    "C~#####",
    "NP.~#####",
    "PT~####",
    "~#####",
]
SERIALS = [
    "S~#######",
    "~########",
    "@~######",
    "%@~##%%~#",
    "~##@~####",
    "CN~#@%%~##",
    "~###-~####",
    "@@@-~####",
]
MACS = ["^^:^^:^^:^^:^^:^^", "^^-^^-^^-^^-^^-^^", "^^^^.^^^^.^^^^", "3~:a^:^^:^^:^^:^^"]
PLATES = ["@@@~###", "~##-@@@", "@~#-~#@", "~@@-@~##"]
PHONES = [
    "{a}-{o}-####",
    "({a}) {o}-####",
    "{a}.{o}.####",
    "+1 ({a}) {o}-####",
    "1 {a} {o} ####",
    "{a} {o}-####",
    "1.{a}.{o}.####",
    "{a}-{o}-#### ext. ~##",
    "+44 7700 900###",
    "{a}/{o}-####",
    "+49 89 ~####~#",
]
PHONE_STYLES = lists_wild.PHONE_STYLES
DATES = {
    "iso": "{Y}-{m}-{d}", "us": "{m}/{d}/{Y}", "short": "{M}-{D}-{y}", "long": "{B} {D}, {Y}", "mid": "{b} {d}, {Y}",
    "dmy": "{D} {B} {Y}", "caps": "{d}-{BU}-{Y}", "dash": "{d}-{b}-{y}", "slashy": "{Y}/{m}/{d}", "dots": "{m}.{d}.{Y}",
    "compact": "{Y}{m}{d}", "es": "{d}-{m}-{Y}", "eslong": "{D} de {es} de {Y}",
}  # fmt: skip
TIMES = {
    "plain": "{Y}-{m}-{d}T{H}:{N}:{S}Z", "ms": "{Y}-{m}-{d}T{H}:{N}:{S}.{f}Z", "space": "{Y}/{m}/{d} {H}:{N}:{S}",
    "syslog": "{b} {D} {H}:{N}:{S}", "us": "{m}/{d}/{Y} {I}:{N}:{S} {p}", "hm": "{H}{N}", "ampm": "{h}:{N}{p}",
    "apache": "{d}/{b}/{Y}:{H}:{N}:{S} -0700", "mail": "{a}, {d} {b} {Y} {H}:{N}:{S} +0000", "hl7": "{Y}{m}{d}{H}{N}",
    "edi": "{y}{m}{d}", "epoch": "{e}", "last": "{a} {b} {D} {H}:{N}:{S} {Y}", "mdy": "{M}/{D} {H}:{N}", "chat": "{h}:{N} {p}",
    "quote": "{A}, {B} {D}, {Y} {h}:{N} {p}", "comma": "{Y}-{m}-{d} {H}:{N}:{S}.{ms}",
}  # fmt: skip
PASSWORDS = [
    "{w}~##!",
    "{m}{w}20~~",
    "{w}*~#",
    "{r}",
    "{w}-{m}-~#",
    "{m}!{w}~",
    "{w}.{m}~#",
    "N3w{m}$~#",
    "{m}%~#",
]
PASS_WORDS = "Winter Stretcher Packers Panda Rounds Espresso Falcon Shots Sunday Dayshift Lifeline Codeblue Mustang".split()
PATIENT_URLS = [
    "https://patient.{d}/mychart/visit.aspx?id=~#######",
    "https://chart.{d}/person/~######/meds",
    "https://www.{d}/portal/msg?patient=~######&k={w}",
    "https://imaging.{d}/share/%%%%%%%%%%%%",
]
HOSTS = {
    "ad": ["{ad}-{p}-D~##", "{ad}-PC~###", "{ad}-{p}~#", "{ad}NB~####"], "fqdn": ["{r}.int.{d}", "{r}~.hosp.{d}"],
    "own": ["{r}.{d}", "{r}-~.{d}"], "local": ["{r}.{al}.lan", "{r}-~.{al}.local"],
    "bare": ["{r}-srv0~", "prd-{r}", "{r}-vm~", "svr{r}~"], "win": ["DESKTOP-%%%%%%%", "WIN-%%%%%%%%%%%"],
}  # fmt: skip
USERS = [
    "{last}.{f}",
    "{f}{last}~#",
    "{first}{l}",
    "{l5}{f3}",
    "{f}_{last}",
    "{first}_{last}",
    "{f}{l7}~",
    "x{f}{last}",
]
LOCALS = [
    "{first}{last}",
    "{f}.{last}",
    "{last}{f}",
    "{first}-{last}",
    "{last}_{first}",
    "{f}{last}~",
    "{first}.{m}.{last}",
]
PERSONAL_MAIL = (
    "gmail.com yahoo.com msn.com live.com protonmail.com comcast.net mail.com bellsouth.net".split()
)
COMMON = ("en_US", "en_US", "en_GB", "en_NZ")
WORLD = (
    "es_ES",
    "pt_PT",
    "fr_CH",
    "de_AT",
    "sv_SE",
    "cs_CZ",
    "en_IN",
    "hu_HU",
    "hr_HR",
    "da_DK",
    "es_AR",
    "no_NO",
    "id_ID",
)
HAND = (
    ("Qiang Ruoxi Shufen Kai Lan", "Bai|Dong|Fang|Jin|Lu|Pan|Qian"), ("Bao Diem Hieu Khanh My", "Do|Ho|Mai|Quach|Luu"),
    ("Ngozi Tunde Folake Obinna Zainab", "Obi|Adebayo|Onyeka|Bello|Uche"), ("Hala Imran Lubna Walid Sana", "Mirza|Chaudhry|Haddad|Sabbagh|Jaber"),
    ("Jaspreet Vikram Meena Sanjay Usha", "Dhillon|Kulkarni|Bhatt|Verma|Das"), ("Yadira Noemi Efrain Rigoberto", "Ayala|Bermudez|De Anda|Zepeda|Cordova"),
    ("Pita Salote Viliami Ana", "Moala|Fonua|Latu|Havili"), ("Aminata Ibrahima Awa Cheikh", "Ndiaye|Fall|Gueye|Toure|Bah"),
)  # fmt: skip
SYLLABLES = (
    "c g h m p s y tr gl br fl kn w sh dw",
    "aro ile ovi une emi anka osti ire ola",
    "l na x rin da mo zic lan te ph",
)
WORDS_FIRST = (
    "Charity Mercy Felicity Clarity Melody Harmony Ruby Crystal Ginger Rosemary Poppy Ivy Clay Cliff Rock Forrest Lane Ridge "
    "Skip Buddy Chance Guy Gene Drew Ray Bob Don Norm Victor Miles Lance Max Penny Honey Autumn Dallas Austin Paris Sky Sue Pearl"
)
WORDS_LAST = (
    "Brooks Hill Lake Marsh Forest Moss Bird Fish Fox Wolf Lamb Drake Swan Crane Gold Silver Copper Diamond Nickel Penny Cash "
    "Loan Bond Power Speed Swift Quick Early Late Moody Savage Wise Best Good Noble Sargent Major Porter Mason Carter Turner Weaver "
    "Alzheimer Gehrig Braun Weber Thomas Fallot Quinton Jones Gallagher Bishop Pope Monk Priest Park Street Rhodes Doctor Hammer"
)
FIELDS = {
    "person": """
p1.full | patient label; subject name; client full name; enrollee name
p1.comma | pt; patient last first; guar name; person name
mrn | med rec num; patient no; chart id; hospital number
dob:us | patient date of birth; born; birth dt; dt of birth
dob:iso | birth day; date birth; member birth date
ssn:dash | social; patient social security; ssn number; soc sec no
phone | telephone; cell phone; tel; patient phone
fax | fax no; facsimile; fax phone
p1.pmail | mail; contact email; patient e mail
address | street address; residence; mailing address; addr1
zipcode | postal cd; zip5 code; patient zip
account | acct id; visit number; billing account; fin
plan_id | insured member id; policy no; plan member no; card holder id
mbi | medicare number; mbi; medicare bene no
care_date:us | discharge dt; service dt; visit on; surgery dt
care_date:iso | admitted; encounter dt; procedure date
card | pay card; card no; credit card number
""",
    "staff": """
p2.comma | attending name; clinician; verified by; ordering md
p2.full | technician; reporter; on call person; supervisor
p2.user | login id; ad account; operator; run by; user account
p2.email | mail address; owner email; staff email; upn
npi | national provider id; ordering npi; npi no
dea | dea no; dea registration; provider dea
license | lic number; licence; professional license no
""",
    "hosts": """
host | node name; server; source host; device hostname
host:ad | pc; terminal; work station; endpoint
priv_ip | local ip; ip addr; inside address; lan ip
serial | serial no; serial num; unit serial; equipment serial
mac | hardware address; mac id; wlan mac
""",
    "threat": """
ioc_ip:raw | foreign ip; peer; malicious ip; destination ip
ioc_domain:raw | fqdn contacted; malicious domain; resolved name
ioc_url:raw | request uri; bad url; fetched from
ioc_hash:sha256 | sha 256; image hash; digest
ioc_file | sample name; image name; dropped file
cve | cve id; exploited cve
attack_id | ttp; mitre id; att&ck technique
""",
    "plain": """
ts | when; recorded at; first seen; log time
version | build; software version; firmware rev
model | equipment; asset model; hardware model
vendor | maker; supplier; brand
uuid | request id; trace id; object id
number | remark; metric; measured; info
ticket | case; incident; change no
actor | threat family; campaign; signature
""",
}
