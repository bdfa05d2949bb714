"""Words that the made-up texts draw from. A table of data; exempt from the length rule."""

VENDORS = (
    "Epic|Cerner|Oracle Health|Baxter|Medtronic|Philips|GE HealthCare|Siemens Healthineers|BD|"
    "Becton Dickinson|Boston Scientific|Abbott|Smiths Medical|B. Braun|Hospira|ICU Medical|Stryker|"
    "Johnson & Johnson|Eli Lilly|Merck|Pfizer|Mayo Clinic Laboratories|Quest Diagnostics|Labcorp|"
    "Ernst & Young|Morgan Stanley|Wells Fargo|Fortinet|Palo Alto Networks|Cisco|Citrix|Ivanti|"
    "Microsoft|Hewlett Packard|Dell|Lenovo|CrowdStrike|SentinelOne|Mandiant|McAfee|Kaspersky|"
    "Henry Schein|McKesson|Cardinal Health|Change Healthcare|Optum|Blue Cross|Aetna|Humana|Cigna|"
    "Johnson Controls|Allen-Bradley|Rockwell Automation|Schneider Electric|Honeywell|Welch Allyn|"
    "Hill-Rom|Drägerwerk|Mindray|Nihon Kohden|Fresenius Kabi|Carl Zeiss Meditec|Barco|Hologic|"
    "Varian|Elekta|Beckman Coulter|Roche|Bio-Rad|Thermo Fisher|Charles Schwab|Arthur Andersen|"
    "Booz Allen Hamilton|Brown & Brown|Marsh McLennan|Lockheed Martin|Wolters Kluwer|John Wiley"
).split("|")
MODELS = (
    "Alaris 8015|Symbiq 2|SOMATOM go.Up|IntelliVue MX450|Carescape B650|BD Pyxis ES|CADD-Solis|"
    "Sigma Spectrum|Vantage Galan|Affirm 400|Plum 360|Infusomat Space 2|MAGNETOM Skyra 3T|"
    "Vivid E95|Revolution CT|Evita V500|Perseus A500|LIFEPAK 15|Zoll X Series|HeartStart MRx|"
    "MiniMed 670G|CareLink 2090|Medfusion 4000|Omnicell XT|Accu-Chek Inform II|cobas 6000|"
    "DxH 900|Optima XR220|Azurion 7 C20|Ingenia 1.5T|ACUSON S2000|Logiq E10|FortiGate 60F|"
    "PowerEdge R740|ASA 5506-X|NetScaler MPX 8005|Catalyst 9300|ThinkCentre M720|OptiPlex 7080|"
    "Cisco ISR 4331|LaserJet M507|Zebra ZD620|Merge PACS 8.2|Philips C.02.31|Arctic Front Advance"
).split("|")
EPONYMS = (
    "Holter monitor|Glasgow Coma Scale|Marfan syndrome|Cushing's syndrome|Raynaud phenomenon|"
    "Huntington's disease|Hodgkin lymphoma|Crohn's disease|Parkinson's disease|Down syndrome|"
    "Tourette syndrome|Foley catheter|Kaposi sarcoma|Apgar score|Addison's disease|Bell's palsy|"
    "Graves' disease|Alzheimer's disease|Babinski sign|Swan-Ganz catheter|Hickman line|"
    "Braden Scale|Morse Fall Scale|Wilson disease|Turner syndrome|Barrett esophagus|"
    "Dupuytren contracture|Guillain-Barré syndrome|Whipple procedure|Billroth II|Roux-en-Y|"
    "Trendelenburg position|Allen test|Murphy sign|Lyme disease|Ewing sarcoma|Wilms tumor|"
    "Sjögren's syndrome|Ménière's disease|Paget disease|Yankauer suction|Jackson-Pratt drain"
).split("|")
PHRASES = (
    "Mark as read|Santa Fe|Code Blue|Patch Tuesday|May 2025|Joint Commission|Daixin Team|"
    "Lazarus Group|Black Basta|Scattered Spider|Emotet|Rhysida|Hope Creek|Zero Trust|LockBit|"
    "Royal Oak|Grand Rounds|Rapid Response|Cobalt Strike|Blue Team|Will call|Mimikatz|"
    "Rose Bengal|Jack Daniel's|St. Patrick's Day|Los Angeles|Grace period|Vice Society|"
    "Evil Corp|Cozy Bear|Fancy Bear|Wizard Spider|Qakbot|Hunters International|Akira|BianLian|"
    "Log4Shell|PrintNightmare|Heartbleed|Kerberos|Jenkins|Apache Tomcat|Samba|Bob's Burgers|"
    "Martin Luther King Day|Veterans Affairs|Christian name|Page One|Read Only|Power Cycle|"
    "Mark IV|Art Department|Dean of Medicine|General Hospital Quarterly|Frank blood|"
    "Early Warning Score|Price Transparency Rule|Stark Law|Patriot Act|Kari's Law|"
    "Sarbanes-Oxley|Hill-Burton Act|Advanced IP Scanner|Morse code|Chase the ticket"
).split("|")
PUBLIC_LINES = (
    "1-888-282-0870|800-368-1019|report@cisa.gov|OCRPrivacy@hhs.gov|https://www.hhs.gov/hipaa|"
    "6 U.S.C. 1503(d)(2)|45 CFR 164.514(b)(2)|https://www.cisa.gov/report|1-800-222-1222|"
    "1-800-CALL-FBI|https://www.ic3.gov|1-844-729-2472|42 U.S.C. 1320d-6|1-888-INFO-FDA|"
    "contact@cisa.dhs.gov|1-800-985-5990|https://www.fda.gov/medical-devices|1-877-696-6775|"
    "https://attack.mitre.org/techniques/T1566/|https://nvd.nist.gov/vuln/detail/CVE-2021-44228"
).split("|")
MARKINGS = (
    "Proprietary and Confidential|CONFIDENTIAL - INTERNAL USE ONLY|CUI//SP-PRVCY|TLP:RED|"
    "Attorney-Client Privileged|Trade Secret - Do Not Distribute|FOR OFFICIAL USE ONLY|"
    "Peer Review Privileged|Under NDA with {v}|Company Confidential|Internal Use Only|"
    "Attorney Work Product|Business Confidential|Do Not Distribute|CONFIDENTIAL|"
    "PRIVILEGED & CONFIDENTIAL|Patient Safety Work Product|{v} Proprietary|Not for public release|"
    "Confidential Business Information|CUI//SP-HLTH|CUI|FOUO|TLP:AMBER+STRICT|"
    "contains trade secrets|covered by a non-disclosure agreement"
).split("|")
ROLES = (
    "ehr pacs epicweb sql dc fs ris lis mail pharm nurse lab rad vpn ct mri db app web file print "
    "citrix xen exch sccm bkp nas badge pyxis omni icu or ed"
).split()
UNITS = "ER ICU ONC WEST PHARM OR LAB RAD NICU PEDS HR FIN WEST EAST ICU4 MAIN CATH".split()
STREETS = (
    "Street|St|Avenue|Ave.|Road|Rd|Lane|Ln|Drive|Dr|Blvd|Court|Ct|Way|Place|Terrace|Pkwy|Circle"
)
STREET_NAMES = (
    "Maple|Oak Hill|Main|Martin Luther King Jr|Washington|Elm|Cedar Ridge|Lake View|St. Mary's|"
    "5th|42nd|N 12th|SW Jefferson|Old Mill|Sunset|Pine|County Line|E Broadway|Park|Mulberry|"
    "West Jones|Turner|Harbor|Rosewood|Calle Ocho|Ridge"
).split("|")
CITIES = (
    "Springfield|Lake Paul|West Cheryl|Port Arthur|Cedar Falls|St. Joseph|New Haven|Ashland|"
    "Bakersville|El Paso|Coeur d'Alene|Salem|Fort Dodge|Millbrook|Georgetown|North Platte|"
    "Winston-Salem|Sault Ste. Marie|Las Cruces|Truth or Consequences|Eau Claire|Bend"
).split("|")
STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
    "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR DC"
).split()
UAS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{a}.0.{b}.{c}|"
    "python-requests/2.{a}.{c}|curl/7.{a}.{c}|Go-http-client/1.{c}|"
    "Mozilla/5.0 (Windows NT 10.0) Gecko/{a}.{c}|Wget/1.{a}|"
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)|WinHTTP Example/{c}.0|"
    "Microsoft-CryptoAPI/10.{c}|okhttp/4.{c}.{a}"
).split("|")
REG_KEYS = (
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\{w}|"
    r"HKLM\SYSTEM\CurrentControlSet\Services\{w}|"
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Image File Execution Options\{w}.exe|"  # one key
    r"HKCU\Software\Classes\CLSID\{{{u}}}\InprocServer32|"
    r"HKLM\Software\Policies\Microsoft\Windows Defender\{w}"
).split("|")
LURES = (
    "invoice fax scan remittance resume payroll statement voicemail update setup README order "
    "DocuSign W2 benefits shipping report_final labresults"
).split()
DOCKETS = (
    "CISA-{y}-00{n}|HHS-OCR-{y}-00{n}|HHS-ONC-{y}-00{n}|FDA-{y}-D-11{n}|CMS-{y}-00{n}|"
    "CMS-{n}32-P|FDA-{y}-N-24{n}|RIN 0955-AA{n}|FR Doc. {y}-047{n}"
).split("|")
NUMBERS = (
    "{i} bytes|pid {p}|${m}.00|{t} records|ICD-10 E11.9|LOINC {l}|port {q}|event ID {e}|"
    "CVSS 9.{c}|{t} rows|{p} ms|{m} mL/h|BP 1{c}8/7{c}|SpO2 9{c}%|RFC 58{c}{c}|CPT 992{c}{c}|"
    "NDC 0069-31{c}0-83|section 405({c})|${m}|page {c} of 1{c}|{t} endpoints|HTTP 50{c}|"
    "KB50{n}|build {p}|0x8007{h}|SNOMED {s}|{c} of {p} hosts|{c}{c},000 sq ft|session {p}|exit code {c}"
).split("|")
TLDS = "ru cc xyz top icu info biz net online site su work com click live shop zip pw tk".split()
BRANDS = (
    "epic cerner philips medicare payroll office365 mychart-help docusign vpn hr-portal".split()
)
PERSONAL_MAIL = (
    "gmail.com yahoo.com outlook.com hotmail.com icloud.com proton.me aol.com comcast.net".split()
)  # one list
ORG_KINDS = (
    ("Hospital", "hospital"), ("Clinic", "clinic"), ("Health", "health"), ("Care", "care"),
    ("Medical Center", "medctr"), ("Regional Health System", "rhs"), ("Pediatrics", "peds"),
    ("Orthopedic Group", "ortho"),
)  # fmt: skip
ORG_TLDS = ("org", "org", "com", "net")
