"""Words and shapes of the group "wild" (signs: see slots_more). A table; exempt from the length rule."""

VENDORS = (
    "ZOLL|Draeger Medical|Ascom|Vocera|Spacelabs Healthcare|Hillrom|Invacare|Varex|Canon Medical|"
    "MEDITECH|CPSI|Evident|TruBridge|Nuance|3M Health Information Systems|PointClickCare|MatrixCare|"
    "Imprivata|BeyondTrust|CyberArk|Delinea|Cohesity|Druva|Sophos|ESET|Trellix|Malwarebytes|"
    "WatchGuard|Ubiquiti|Meraki|F5|Progress Software|Fortra|Kaseya|ConnectWise|Atlassian|"
    "Swisslog|Omnicell|Parata|ScriptPro|Change Healthcare|Experian Health|Ensemble|R1 RCM|"
    "Sodexo|Crothall|Morrison Healthcare|Lowenstein Sandler|King & Spalding|Marsh|Beazley|Chubb"
).split("|")
MODELS = (
    "R Series Plus|Ventana BenchMark ULTRA|Spectralis OCT|Definium 656 HD|Senographe Pristina|"
    "AXIOM Luminos|Artis Q|Discovery MI|SIGNA Artist|XR-ONE|Space GlucoseControl|Agilia SP MC|"
    "Sapphire 15079|B105M|Bene Vision N17|PB980|HAMILTON-C6|Oxylog 3000|4008S V10|T-DOC 2000|"
    "Catalyst 2960-X|FortiGate 200F|PA-3220|MX250|Synology RS3621xs+|ProLiant DL380 Gen10|"
    "UniFi U6-LR|OptiPlex 3080|ThinkPad T14|Zebra ZQ320|MC9300|Cisco 8841|Polycom VVX 411|XM1240"
).split("|")
EPONYMS = (
    "Foley|Crohn's|Parkinson's|Hodgkin's|Ringer's lactate|Lactated Ringer's|Cushing's triad|"
    "Homans sign|Phalen's test|Tinel's sign|Wolff-Parkinson-White|Prinzmetal angina|Virchow's node|"
    "Dressler syndrome|Kaposi's sarcoma|Ludwig's angina|Peyronie's|Raynaud's|Asperger's|Tay-Sachs|"
    "Hirschsprung disease|Chiari malformation|Bankart repair|Hartmann's procedure|Kirschner wire|"
    "Doppler study|Papanicolaou smear|Gram stain|Mantoux test|Snellen chart|Norton scale|Mallampati II"
).split("|")
ACTORS = (
    "8Base|Cactus|Hunters|Embargo|Fog ransomware|NoEscape|Money Message|Trigona|Mallox|Phobos|"
    "MuddyWater|APT41|FIN12|TA577|UNC2565|Silk Typhoon|Peach Sandstorm|DanaBot|Pikabot|Latrodectus|"
    "Vidar|RedLine|AsyncRAT|Remcos|NetSupport RAT|SystemBC"
).split("|")
PHRASES = (
    "Windows Defender|Remote Desktop|Power Shell|Task Scheduler|Print Nightmare|Black Friday|"
    "Cyber Monday|New Year's Eve|Mother's Day|Colorado Springs|Salt Lake City|Kansas City|"
    "Fort Worth|Santa Rosa|Big Sur|Will follow|Mark unread|Bill to|Rich text|Art line|"
    "Grant access|Case closed|Sue for damages|Hope this helps|Frank discussion|Rose Garden|"
    "Page break|Dawn shift|Summer Release|Carter Act|May Day|Penny stock|Jack connector|"
    "Pat dry|Gene panel|Ward clerk|Nick in the cable|Chuck key|Change Advisory Board|"
    "Business Continuity|Incident Commander|Ground Truth|Security Onion|Velociraptor|Kali Linux"
).split("|")
PUBLIC_LINES = (
    "https://www.cisa.gov/kev|1-800-225-5324|https://www.ic3.gov/complaint|405d@hhs.gov|"
    "https://405d.hhs.gov|1-866-720-5721|1-877-382-4357|45 CFR 164.404|21 CFR 806|18 U.S.C. 1320|"
    "https://www.fbi.gov/contact-us|1-800-332-1088|https://www.phe.gov|911|211|report@phishing.gov.uk|"
    "soc@us-cert.gov|https://msrc.microsoft.com/update-guide|https://www.hhs.gov/ocr|NIST SP 800-61"
).split("|")
MARKINGS = (
    "PROPRIETARY - NOT FOR RELEASE|Confidential: subject to attorney-client privilege|"
    "TLP:RED|TLP:AMBER+STRICT|Confidential - Do Not Forward|Patient Safety Work Product - Privileged|"
    "{v} Confidential and Proprietary|CUI//SP-PRVCY//FED ONLY|FOR OFFICIAL USE ONLY|Company Private|"
    "Work Product prepared in anticipation of litigation|Internal - Restricted distribution|"
    "This report is confidential and may not be disclosed to third parties|Trade Secret of {v}|"
    "PRIVILEGED AND CONFIDENTIAL COMMUNICATION|Confidential under NDA with {v}|Restricted - Board only|"
    "Confidential peer review document|Not to be shared outside {v}|Law Enforcement Sensitive"
).split("|")
ORG_KINDS = (
    ("Critical Access Hospital", "cah"), ("Health Network", "hn"), ("Family Medicine", "fm"),
    ("General Hospital", "gh"), ("Cancer Institute", "onc"), ("Rehabilitation", "rehab"),
    ("Home Care", "homecare"), ("Eye Center", "eye"), ("Healthcare", "hc"),
)  # fmt: skip
ORG_TLDS = ("org", "net", "com", "health", "org")
PLACES = (
    "ED2 3WEST LDR CCU ADMIT XRAY2 GI ENDO1 BILLING CLINIC HR2 OPS MICU BH STERIL PREOP".split()
)
SERVER_ROLES = (
    "exch01 dc02 fs-users sql-emr ehrdb pacsarc rispri hl7gw intf veeam01 vcsa print2 rdgw nps adfs "
    "ctxddc labmw pyx dhcp dns1 sftp wap siem nac tele kronos"
).split()
STREET_NAMES = (
    "Hawthorne|Spruce|Orchard|Fairview|Kingfisher|NE 23rd|Rio Grande|Locust|Heritage|Evergreen|"
    "College|Railroad|Bluebonnet|N Kimball|Dorchester|Summit|Cottonwood|Franklin|Sandpiper|Vine"
).split("|")
STREETS = "St Ave Rd. Drive Lane Blvd Ct. Cir Way Terrace Pl".split()
DOORS = ["", "", "", " Apt #@", " Unit ~#", ", Apt. ~##", ", No. ~#", ", Ste ~##", ", Bldg @"]
POBOXS = ["PO Box ~##", "P.O. Box ~###", "P. O. Box ~#"]
ZIPCODES = ["~####", "~####", "~####-####"]
CITIES = (
    "Mansfield OH|Joplin MO|Bangor ME|Rapid City SD|Chico CA|Valdosta GA|Casper WY|Hattiesburg MS|"
    "St. George UT|Wausau WI|Abilene TX|Las Vegas NM|Mount Vernon WA|Big Rapids MI|Altoona PA|Hilo HI"
).split("|")
TLDS = "ru top xyz icu life digital host bid monster quest buzz help app link us co".split()
BRANDS = "myhr citrix adobe medline mfa-reset outlook cigna ehr-update anthem parcel ssa".split()
DOTS = ["[.]", "[.]", "[dot]", "(.)"]
BAD_STEMS = ["{w}{v}", "{b}-{v}", "{v}-{b}-##", "{v}.{w}", "{b}.{v}", "{w}^^^", "login-{b}#"]
BAD_LOCALS = [
    "alerts",
    "hr-team",
    "no_reply",
    "admin#",
    "sharepoint.notify",
    "payroll.dept",
    "it.helpdesk",
    "restore##",
]
PATHS = [
    "{w}/{w}.php?i=####",
    "dl/{x}",
    "s/{x}/view",
    "o/authorize?c={x}",
    "{w}.exe",
    "wp-admin/{w}.js",
    "a##.dat",
    "verify/?m={x}",
]
FILES = ["{l}_####", "{l}", "{w}", "{w}^^", "{l}-~~", "svchost#", "{l} (#)"]
LURES = "Invoice Remit Open_Enrollment PTO_Policy Voicemail Prior_Auth FaxDoc Referral RESTORE_FILES readme_unlock Zoom_Update Bonus2026 CV Lab_Req".split()
ENDS = "exe dll ps1 bat js vbs hta iso lnk docm xlsm zip msi cmd one".split()
REG_KEYS = [
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\{w}",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run\{w}",
    r"HKLM\SYSTEM\CurrentControlSet\Services\{w}\ImagePath",
    r"HKEY_CURRENT_USER\Software\{w}\Settings",
]
UAS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1~~.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 1~_# like Mac OS X)",
    "python-urllib3/1.~#",
    "curl/8.~.#",
    "Mozilla/5.0 zgrab/0.x",
    "WinSCP_release_6.~.#",
    "rclone/v1.~#.#",
    "Go-http-client/2.0",
]
DOCKETS = [
    "HHS-OCR-202~-000~",
    "CISA-202~-001#",
    "FDA-202~-N-~###",
    "RIN 0945-AA~#",
    "90 Fed. Reg. ~###",
    "CMS-~###-IFC",
]
NUMBERS = [
    "~,### files",
    "~##.~ GB",
    "~ of ~#",
    "ICD-10 I~#.~",
    "CPT 99~##",
    "NDC 0~##-#~##-01",
    "port 3389",
    "port ~###",
    "Event ID 46~#",
    "~## endpoints",
    "HTTP 403",
    "pid ~###",
    "LOINC ~###-#",
    "K+ 4.~",
    "Hgb 1~.#",
    "120/~#",
    "SpO2 9~%",
    "~#.# mL/hr",
    "$~#,###",
    "$~,###.##",
    "KB50~####",
    "0x800700~#",
    "~~ percent",
    "VLAN ~##",
    "AS~####",
    "~#:~# ratio",
    "room ~##",
    "bed ~",
    "~# mg",
    "RxCUI ~#####",
    "exit status ~",
    "~## ms",
    "batch ~###",
    "~#,### rows",
    "CVSS 9.~",
    "MTU 1500",
]
VERSIONS = [
    "v~.~.#",
    "~#.~.####",
    "~.#.~#",
    "1~.0.~####.~##",
    "202~.~",
    "7.~.~ build ~###",
    "R~.~ SP~",
    "~.##",
    "V~#.~#~",
    "22H2",
    "release ~.~",
    "firmware 0~.~#.##",
    "~.~.~-p~",
    "9.~(#)~",
]
TICKETS = [
    "INC00~#####",
    "HELP-~###",
    "CS~######",
    "ticket ~####",
    "SEC-~###",
    "TKT~#####",
    "RFC-~##",
    "IR-~##-~#",
    "PR~####",
]
MRNS = [
    "~######",
    "00~#####",
    "M~######",
    "~#-~#-~#",
    "~##-###-###",
    "MH~#####",
    "~#######",
    "@@~#####",
]
ACCOUNTS = [
    "~#########",
    "4000~######",
    "A~########",
    "~##-~#####",
    "V0~########",
    "~######-#",
    "~### #### ##",
]
PLAN_IDS = [
    "@@@~########",
    "~########01",
    "W~## ~####",
    "R~#######",
    "XQZ~##M~####",
    "~#######-0~",
    "H~########",
]
LICENSES = [
    "RN~#####",
    "A~#####",
    "~#.~#####",
    "LVN ~####",
    "MD-~#####",
    "G~####",
    "PHARM.~####",
    "ME~#####",
    "T~######",
]
SERIALS = [
    "SN-~######",
    "~#######",
    "@@~#####@",
    "%@%%~##%",
    "~###@@~###",
    "MX~#######",
    "~##-~####-~",
    "2~#@~#####",
]
MACS = ["^^:^^:^^:^^:^^:^^", "^^-^^-^^-^^-^^-^^", "^^^^.^^^^.^^^^", "0~:1^:^^:^^:^^:^^"]
PLATES = ["@@@ ~##", "~@@@~##", "@@-~####", "@@@-~###"]
PHONES = [
    "{a}-{o}-####",
    "({a}) {o}-####",
    "{a}.{o}.####",
    "+1 {a}-{o}-####",
    "1-{a}-{o}-####",
    "{a} {o} ####",
    "+1{a}{o}####",
    "({a})-{o}-####",
    "+44 161 496 ####",
    "{a}-{o}-#### x~##",
    "+52 33 ~### ####",
]
PHONE_STYLES = {
    "raw": "{a}{o}####",
    "dash": "{a}-{o}-####",
    "hl7": "({a}){o}-####",
    "paren": "({a}) {o}-####",
    "plus": "+1{a}{o}####",
}
DATES = {
    "iso": "{Y}-{m}-{d}", "us": "{m}/{d}/{Y}", "short": "{M}/{D}/{y}", "long": "{B} {D}, {Y}", "mid": "{b} {D}, {Y}",
    "dmy": "{d} {b} {Y}", "caps": "{d}{BU}{Y}", "dash": "{m}-{d}-{Y}", "dashy": "{m}-{d}-{y}", "week": "{b} {D} {Y}",
    "compact": "{Y}{m}{d}", "es": "{d}/{m}/{Y}", "eslong": "{D} de {es} de {Y}",
}  # fmt: skip
TIMES = {
    "plain": "{Y}-{m}-{d}T{H}:{N}:{S}Z", "ms": "{Y}-{m}-{d}T{H}:{N}:{S}.{ms}Z", "space": "{Y}-{m}-{d} {H}:{N}:{S}",
    "syslog": "{b} {d} {H}:{N}:{S}", "us": "{M}/{D}/{Y} {h}:{N}:{S} {p}", "hm": "{H}:{N}", "ampm": "{h}:{N} {p}",
    "apache": "{d}/{b}/{Y}:{H}:{N}:{S} +0000", "mail": "{a}, {D} {b} {Y} {H}:{N}:{S} -0500", "hl7": "{Y}{m}{d}{H}{N}{S}",
    "edi": "{y}{m}{d}", "epoch": "{e}", "last": "{a} {b} {D} {H}:{N}", "mdy": "{m}/{d}/{y} {H}{N}", "chat": "[{h}:{N} {p}]",
    "quote": "{a}, {b} {D}, {Y} at {h}:{N} {p}", "comma": "{Y}-{m}-{d} {H}:{N}:{S},{ms}",
}  # fmt: skip
PASSWORDS = [
    "{w}{m}#~",
    "{w}20~~!",
    "{w}@~##",
    "{r}",
    "{m}-{m}-~#",
    "{w}$~~",
    "{w}_{w}~",
    "Tmp!{m}##",
    "{m}{w}&~#",
]
PASS_WORDS = "Autumn Bandage Cowboys Tiger Charting Coffee Dragon Flu2 Friday Nightshift Hospice Triage Broncos".split()
PATIENT_URLS = [
    "https://mychart.{d}/MyChart/app/visits/?csn=~########",
    "https://portal.{d}/patients/~######/summary",
    "https://{d}/mychart/?pid=~#######&t={w}",
    "https://results.{d}/r/%%%%%%%%%%",
]
HOSTS = {
    "ad": ["{ad}-{p}-~##", "{ad}{p}~#", "{ad}-L~####", "{ad}WKS~###"], "fqdn": ["{r}.corp.{d}", "{r}-~.ad.{d}"],
    "own": ["{r}.{d}", "{r}~.{d}"], "local": ["{r}.{al}.local", "{r}~.{al}.internal"],
    "bare": ["{r}-prod", "srv-{r}", "{r}-dr0~", "vm-{r}-~"], "win": ["DESKTOP-%%%%%%%", "LAPTOP-%%%%%%%"],
}  # fmt: skip
USERS = [
    "{f}{last}",
    "{first}.{last}",
    "{l7}{f}",
    "{f}{m}{last}",
    "{f3}{l5}~",
    "{last}{f}~#",
    "{f}.{last}",
    "a-{f}{last}",
]
LOCALS = [
    "{first}.{last}",
    "{f}{last}",
    "{first}_{last}",
    "{last}.{first}",
    "{f}{m}{last}",
    "{first}.{last}~",
    "{first}{l}",
]
PERSONAL_MAIL = "gmail.com yahoo.com hotmail.com aol.com icloud.com outlook.com frontier.com windstream.net".split()
COMMON = ("en_US", "en_US", "en_GB", "en_IE")
WORLD = (
    "es_MX",
    "pt_BR",
    "fr_FR",
    "de_DE",
    "it_IT",
    "pl_PL",
    "en_IN",
    "vi_VN",
    "tr_TR",
    "fi_FI",
    "es_CO",
    "ro_RO",
    "nl_NL",
)
HAND = (
    ("Xiaoyu Meiling Zhen Yifan Bowen", "Cai|Feng|Jiang|Peng|Shen|Xiao|Ye"), ("Thuy Hanh Kiet Long Vy", "Nguyen|Huynh|Ly|Trinh|Lam"),
    ("Olusegun Chinwe Ifeoma Emeka Adaeze", "Okafor|Adeyemi|Eze|Balogun|Nwosu"), ("Samira Tariq Nadia Bilal Rania", "Siddiqui|Qureshi|Al-Khatib|Saleh|Darwish"),
    ("Gurpreet Manoj Kavita Suresh Asha", "Gill|Menon|Desai|Joshi|Pillai|Rao"), ("Yesenia Itzel Ramiro Graciela", "Ibarra|Cervantes|De Leon|Escobedo|Trujillo"),
    ("Ngaio Sefa Lupe Mele", "Tupou|Vaipulu|Taufa|Fifita"), ("Amara Mamadou Fatou Ousmane", "Diallo|Traore|Cisse|Sow|Barry"),
)  # fmt: skip
SYLLABLES = (
    "b d k l m n r t v z pr dr sl kr th j fr",
    "abe ela ori iva uma anto eri olu ani",
    "n ra s lin do ka vic sen ta th",
)
WORDS_FIRST = (
    "Hope Faith Grace Joy Will Mark Bill Grant Chase Art Rose Iris Fern Olive Dawn April June May Summer Robin Wren Jay "
    "Rusty Sandy Dusty Frank Rich Pat Chip Dale Glenn Heath Reid Jewel Opal Gemma Justice Cash Royal Dean Duke Earl"
)
WORDS_LAST = (
    "Banks Fields Rivers Stone Wood Brook Ford Page Case Nurse Day Knight Winter Snow Love Rich Price Sharp Strong Small "
    "Long Short Bell Horn Church Temple Castle House Hall Kitchen Cook Baker Barber Driver Walker Post Port Link Root "
    "Parkinson Crohn Foley Hodgkin Graves Bell Ringer Baxter Abbott Stryker Chubb Marsh Epic King Bishop Dean Ward Key"
)
FIELDS = {
    "person": """
p1.full | patient; pt name; member name; name of patient; client name
p1.comma | patient name; last first; guarantor name; pat_nm
mrn | mrn; med rec no; chart number; patient id; mr number
dob:us | dob; birthdate; date of birth; pt birth date
dob:iso | birth date; patient dob; dob iso
ssn:dash | ssn; social security number; patient ssn; ss number
phone | phone; home phone; mobile; contact phone
fax | fax; fax number; office fax
p1.pmail | email; patient email; e mail address
address | address; street; home address; address line 1
zipcode | zip; zip code; postal code
account | account number; acct; hospital account; encounter no; visit id
plan_id | member id; subscriber id; policy number; insurance id
mbi | mbi; medicare id; medicare beneficiary number
care_date:us | admit date; date of service; discharge date; dos
care_date:iso | service date; encounter date; visit date
card | card number; credit card; card on file
""",
    "staff": """
p2.comma | provider; ordering provider; user name full; nurse
p2.full | employee; staff name; reported by; assigned to; accessed by
p2.user | user; userid; login name; epic user; account name
p2.email | email; work email; user principal name; staff mail
npi | npi; provider npi; attending npi
dea | dea; dea number; prescriber dea
license | license; license no; state license number
""",
    "hosts": """
host | host; hostname; server name; machine name
host:ad | workstation; computer; pc name; client
priv_ip | ip; src ip; client ip; ip address; internal ip
serial | serial; serial number; s/n; device sn; asset serial
mac | mac; mac address; hw address
""",
    "threat": """
ioc_ip:raw | remote ip; dst ip; attacker ip; c2 address
ioc_domain:raw | domain; dns query; destination host
ioc_url:raw | url; uri; link clicked
ioc_hash:sha256 | sha256; hash; file hash
ioc_file | file; process; attachment; file name
cve | cve; vulnerability
attack_id | mitre technique; technique id; attack
""",
    "plain": """
ts | time; timestamp; date time; event time; logged
version | version; fw version; client version
model | model; device model; product
vendor | vendor; manufacturer
uuid | event id; guid; correlation id
number | detail; count; value; note
ticket | ticket; incident number; case no
actor | malware; threat; detection
""",
}
