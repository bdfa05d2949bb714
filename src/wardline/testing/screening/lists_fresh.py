"""Words of the group "fresh": none of them is in `lists`. A table; exempt from the length rule."""

VENDORS = (
    "Getinge|Masimo|Nonin|Natus Medical|Intuitive Surgical|Edwards Lifesciences|ResMed|Insulet|"
    "Dexcom|Tandem Diabetes Care|Zimmer Biomet|Smith & Nephew|Olympus|Fujifilm|Konica Minolta|"
    "Carestream|Agfa HealthCare|Sectra|Intelerad|Hyland|Meditech|Allscripts|athenahealth|NextGen|"
    "eClinicalWorks|Veradigm|Greenway Health|Surescripts|Availity|Waystar|Kronos|Workday|Okta|"
    "Duo Security|Proofpoint|Mimecast|Barracuda Networks|SonicWall|Juniper Networks|Aruba|"
    "Arctic Wolf|Huntress|Rapid7|Tenable|Qualys|Claroty|Nozomi Networks|Armis|Medigate|Splunk|"
    "Elastic|Zscaler|Cloudflare|Akamai|Broadcom|VMware|Nutanix|NetApp|Veeam|Rubrik|Commvault|"
    "Samsung|Toshiba|Hitachi|Shimadzu|Esaote|Owens & Minor|Baker Tilly|Grant Thornton|Kroll|"
    "Sun Nuclear|Haemonetics|Grifols|Werfen|Stago|Sysmex|Radiometer|Nova Biomedical|Bausch + Lomb|"
    "Clark Schaefer Hackett|Moss Adams|Crowe|Parker Hannifin|Emerson|Trane|Carrier|Otis"
).split("|")
MODELS = (
    "Rad-97|Root with Radical-7|da Vinci Xi|AirSense 11|Omnipod 5|t:slim X2|Servo-u|Flow-i C20|"
    "DRX-Revolution|Sonimage HS1|Synapse 7|Aplio i800|Aquilion ONE|ABL90 FLEX|StatStrip Xpress2|"
    "XN-1000|STA Compact Max|ACL TOP 750|Rosa Knee|VISERA 4K UHD|NIM Vital|Embla NDx|"
    "TZ 570P|SRX345|MX204|Aruba 6300M|NSa 2700|Secure Access 4500|Nexus 93180|UCS C220 M5|"
    "EX4300-48T|PowerStore 500T|Latitude 5430|EliteDesk 800 G6|Surface Pro 9|TC52ax|WF-C5790|"
    "iSTAT 1|Cell Saver Elite+|NeoVent 3|MyLab X8|DigitalDiagnost C90|Trilogy EV300|CO2SMO 8100"
).split("|")
EPONYMS = (
    "Wernicke encephalopathy|Kawasaki disease|Hashimoto's thyroiditis|Behçet's disease|"
    "Osgood-Schlatter disease|Charcot joint|Horner syndrome|Brugada syndrome|Fanconi anemia|"
    "Gilbert's syndrome|Meckel's diverticulum|Mallory-Weiss tear|Boerhaave syndrome|Sheehan syndrome|"
    "Baker's cyst|Colles fracture|Heimlich maneuver|Valsalva maneuver|Romberg test|Lachman test|"
    "McBurney's point|Kussmaul breathing|Cheyne-Stokes respiration|Wells score|Child-Pugh class B|"
    "Ramsay Hunt syndrome|Bartholin's gland|Kegel exercises|Mohs surgery|Nissen fundoplication|"
    "Penrose drain|Kocher incision|Salter-Harris fracture|Legg-Calvé-Perthes|Takotsubo|Rinne test"
).split("|")
ACTORS = (
    "Play ransomware|Medusa group|Qilin|INC Ransom|Volt Typhoon|Salt Typhoon|Kimsuky|"
    "Charming Kitten|Royal group|Clop|Hive|Cuba ransomware|Lorenz|Snatch|Karakurt|RansomHub|"
    "DragonForce|Interlock|Sandworm|Turla|Gozi|TrickBot|IcedID|Lumma Stealer|Raccoon Stealer|"
    "SocGholish|Gootloader|Brute Ratel|Sliver"
).split("|")
PHRASES = (
    "Blue Cross Blue Shield|Rubeus|BloodHound|LaZagne|PsExec|AnyDesk|ScreenConnect|Silver Ticket|"
    "Golden Ticket|Pass the Hash|Print Spooler|Citrix Bleed|Follina|Zerologon|BlueKeep|"
    "EternalBlue|Looney Tunables|Dirty Pipe|Labor Day|Memorial Day|Fourth of July|Columbus Day|"
    "Good Friday|Daylight Saving Time|Grand Island|Saint Paul|San Antonio|Baton Rouge|Sioux Falls|"
    "Little Rock|Green Bay|Will advise|May apply|Grant Thornton|Grant program|Mark complete|"
    "Rob Roy|Bill of Lading|Chase Bank|Faith Community|Art Therapy|Jean jacket|Drew blood|"
    "Ray trace|Robin Hood|Jersey barrier|Crystal Reports|Ruby on Rails|Amber Alert|"
    "Grace Hopper Conference|Stella Artois|Visual Studio|Active Directory|Google Chrome|Cures Act|"
    "Affordable Care Act|Gramm-Leach-Bliley|Hippocratic oath|Bayes theorem|Gantt chart"
).split("|")
PUBLIC_LINES = (
    "https://www.cisa.gov/stopransomware|1-855-292-3937|https://www.healthsectorcouncil.org|"
    "Central@cisa.dhs.gov|https://ocrportal.hhs.gov/ocr/breach/breach_report.jsf|1-800-447-8477|"
    "45 CFR 164.408|21 U.S.C. 360n-2|https://www.nist.gov/cyberframework|HC3@hhs.gov|"
    "1-877-438-4338|https://consumer.ftc.gov|1-800-633-4227|https://www.cms.gov/medicare|"
    "45 CFR 160.103|18 U.S.C. 1030|https://h-isac.org|988|6 CFR 226.8|Pub. L. 117-103"
).split("|")
MARKINGS = (
    "Commercial in Confidence|COMPANY PROPRIETARY|CUI//SP-PROPIN|SENSITIVE SECURITY INFORMATION|"
    "Protected Critical Infrastructure Information|LAW ENFORCEMENT SENSITIVE|"
    "Attorney-Client Communication - Privileged|STRICTLY CONFIDENTIAL|Confidential Treatment Requested|"
    "{v} Confidential|Not for distribution outside the company|Confidential Commercial Information|"
    "privileged and confidential|QUALITY IMPROVEMENT - PEER REVIEW PROTECTED|CUI//PCII|"
    "subject to the non-disclosure agreement with {v}|Internal use only - do not forward|"
    "For internal distribution only|Exempt from disclosure under 5 U.S.C. 552(b)(4)|"
    "This document contains proprietary information of {v}|UNCLASSIFIED//FOR OFFICIAL USE ONLY|"
    "Trade secret of {v}|Highly Confidential - Attorneys' Eyes Only|Confidential and Proprietary"
).split("|")
PLACES = "RADX SURG3 TELE PACU ENDO CLINB PHLEB HIM REHAB DIET MSU5 OBGYN SLEEP WOUND".split()
SERVER_ROLES = (
    "adc sqlprod mirthif hl7eng radview mwl citgw vcenter veeam prt fileshr ehrapp labint rxrobot "
    "nurscall telemetry jump proxy smtp wsus sharept badgectl hvac backup01x esx"
).split()
STREET_NAMES = (
    "Birchwood|Quail Run|Prospect|Magnolia|S 4th|Northgate|Thornberry|Cypress Creek|Eisenhower|"
    "Willow Bend|Foxglove|Grand|La Brea|Peachtree|W 117th|Sycamore|Buena Vista|Chestnut|Meadow|"
    "Old Post|St. Charles|Lincoln|Camino Real|E Superior|Tamarack|MacArthur|Van Buren|Dogwood"
).split("|")
STREETS = "St.|Dr.|Rd.|Trail|Loop|Square|Boulevard|Parkway|Highway|Hwy|Alley|Crossing|Path|Row|Ave"
CITIES = (
    "Duluth|Kalamazoo|Walla Walla|Chapel Hill|Bowling Green|St. Cloud|Paw Paw|Fort Wayne|Mount Airy|"
    "Rancho Cucamonga|Corpus Christi|Des Moines|Lake Charles|Oak Park|Pine Bluff|Twin Falls|Tulsa|"
    "Bel Air|O'Fallon|Council Bluffs|White Plains|Grand Rapids|Yakima|Murfreesboro|Ponce"
).split("|")
UAS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:{a}.0) Gecko/20100101 Firefox/{a}.0|"
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/1{c}.1 Safari/605.1.15|"
    "axios/1.{c}.{a}|Java/1.8.0_{a}1|PostmanRuntime/7.{a}.{c}|libwww-perl/6.{a}|"
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko|aiohttp/3.{c}.{c}|"
    "Microsoft BITS/7.{c}|BAV2ROPC|node-fetch/1.0|masscan/1.{c}"
).split("|")
REG_KEYS = (
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\RunOnce\{w}|"
    r"HKCU\Environment\{w}|"
    r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\{w}|"
    r"HKU\.DEFAULT\Software\{w}\Config|"
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon\{w}"
).split("|")
LURES = (
    "PastDue Schedule_Change EOB_Summary Timesheet Contract_v2 Benefit_Form MsgPlayer Portal_Setup "
    "HOW_TO_DECRYPT restore-my-files Quote ChromeUpdate TeamsInstaller Secure_Doc eFax_msg RFP"
).split()
DOCKETS = (
    "HHS-OS-{y}-00{n}|DHS-{y}-00{n}|FDA-{y}-P-31{n}|CMS-{y}-01{n}|CMS-{n}43-F|NIST-{y}-00{n}|"
    "RIN 1670-AA{n}|89 Fed. Reg. 23{n}4|FTC-{y}-00{n}|ONC-{y}-00{n}"
).split("|")
NUMBERS = (
    "{i} packets|PID {p}|USD {m}.50|{t} lines|ICD-10-CM Z79.4|RxNorm {p}|tcp/{q}|EventCode {e}|"
    "score of 7.{c}|{t} mailboxes|latency {p} us|{m} RPM|HR 1{c}8|temp 38.{c} C|ISO 2700{c}|DRG 47{c}|"
    "NDC 5024{c}-040-62|Section 52{c}B|EUR {m}|slide {c}|{t} devices|HTTP 40{c}|status {c}0{c}|"
    "MS-DRG 8{c}1|offset 0x{h}|CVX 20{c}|{c} of {n} beds|{c},400 kWh|batch {p}|return code -{c}|"
    "SCT {s}|{n}.{c} GB|{c}.{n} TB|{n} percent|ratio 1:{n}|VLAN {n}{c}|AS{p}|line {p}"
).split("|")
TLDS = "cn in pro one space store tech cloud fun lol cam rest sbs cfd vip zone run eu to me".split()
BRANDS = (
    "okta sharepoint onedrive zoom teams athena fedex ups irs payflow edi-portal mfa sso".split()
)
PERSONAL_MAIL = (
    "me.com live.com msn.com fastmail.com verizon.net att.net sbcglobal.net tutanota.com gmx.de "
    "ymail.com cox.net charter.net".split()
)
ORG_KINDS = (
    ("Valley Health Partners", "vhp"), ("Memorial", "memorial"), ("Community Hospital", "ch"),
    ("Physicians", "md"), ("Surgical Center", "surgery"), ("Dialysis", "dialysis"),
    ("Imaging Associates", "imaging"), ("County Health District", "chd"), ("Infirmary", "infirmary"),
)  # fmt: skip
ORG_TLDS = ("org", "health", "com", "care", "edu", "us")
PASS_WORDS = (
    "Sunflower Gauze Bluebird Oncall Thunder Pharmacy Monday Buckeyes Steelers Kitten Scalpel Rounds "
    "Changeme Letmein Qwerty Lobster Cardinals"
).split()
