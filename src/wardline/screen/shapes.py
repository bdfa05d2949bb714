"""Users, hosts and street addresses by their shape, where no field or cue names them."""

from __future__ import annotations

import re

from wardline.screen import values
from wardline.screen.fold import fold
from wardline.screen.sheet import Sheet, at_edge, own, rx, ways

_USER_PATHS = rx(
    rb"(?:\b[a-z]:[\\/]{1,4}(?:users|documents and settings)[\\/]{1,4}|/home/|/users/|/export/home/"
    rb"|\\{1,4}users\\{1,4}|\\{1,4}profiles\\{1,4}|%homepath%\\|/var/mail/|/var/spool/mail/"
    rb"|/var/spool/cron/(?:crontabs/)?)(?:([a-z0-9][a-z0-9._$ -]{0,40})[\\/]|([a-z0-9][a-z0-9._$-]{0,40}))"
)
_SHARED = frozenset(
    b"public default all users|all|default user|defaultuser0|shared|administrator|admin|root|guest|desktop"
    b"|documents|downloads|system|localservice|networkservice|appdata|public".split(b"|")
)
_DOMAIN_USER = rx(
    rb"(?:^|[\s=:\"'(\[<,;|>])([A-Za-z][A-Za-z0-9.-]{1,20}\\{1,2}[A-Za-z0-9][A-Za-z0-9._$-]{1,40})(?:[\s\"'()\],;|<>:]|\.\s|[.!?]?$)"
)
_NO_DOMAIN = frozenset(
    b"nt hklm hkcu hkcr hku builtin font software system system32 windows microsoft users temp tmp"
    b" appdata program programs security sam device global registry machine harddisk drivers iis"
    b" authority c d e currentversion run content cimv2 root pipe syswow64 desktop downloads".split()
)
_SID = rx(rb"\bS-1-5-21(?:-\d{3,10}){3,4}\b")
_ROLES = (
    rb"dc|vm|sql|sqler|db|ehr|emr|epic|epicweb|epicapp|cerner|pacs|ris|lis|mail|exch|exchange|vpn|citrix|ctx|xen|xenapp"
    rb"|rds|fs|file|filesrv|print|prt|web|websrv|app|iis|sccm|wsus|dhcp|dns|esxi?|vcenter|hyperv|nas|bkp|backup|veeam|srv"
    rb"|server|node|host|jump|term|hl7|mirth|dicom|muse|pyxis|omnicell|omni|badge|nurse|mri|ct|xray|us|cath|monitor|pump"
    rb"|lab|print|kiosk|cart|desk|gate|proxy|radius|ldap|sso|idp|siem|log|scan|voice|pbx|phone|camera|door|bms"
)
_PLACES = (
    rb"er|ed|rad|lab|pharm|pharmacy|icu|picu|nicu|onc|or|hr|fin|bill|billing|west|east|north|south|prod|dev|test|app|db|web"
    rb"|srv|sql|card|peds|surg|main|core|gw|fs|dr|bk|it|ob|card|neuro|ortho|adm|admin|reg|front|desk|nurse|clinic|mri|ct"
)
_HOSTS = ways(
    rb"\b(?:[a-z0-9]{2,15}(?:-[a-z0-9]{2,15}){0,3}-(?:pc|ws|wks|wkst|lt|lap|ltp|srv|svr|dc|vm|dt|nb|tab|kiosk"
    rb"|cart|wow|prn|print|desk|server|client|term|tc|laptop|desktop)-?\d{1,6}"
    rb"|(?:desktop|laptop|win|workstation|pc|surface|imac|macbook)-[a-z0-9]{4,15}"
    rb"|(?:" + _ROLES + rb")-?(?:" + _PLACES + rb")?-?\d{2,3}"
    rb"|(?:" + _PLACES + rb")-?(?:" + _ROLES + rb"|" + _PLACES + rb")-?\d{2,3}"
    rb"|(?:p|vm|srv|wks|prd|uat)-[a-z]{2,12}[0-9]{0,2}[a-z]{0,2}-(?:[a-z]{1,6}-?)?\d{1,4}"
    rb"|(?:[a-z0-9-]{1,30}\.){1,6}(?:local|lan|corp|internal|intranet|localdomain|ad|private|hosp)"
    rb")\b"
)
# Capitals and a number, as directories call computers: `EVHNB-SURG3-4403`, `EVHVALLEY-L25044`, `EVHVALLEYWS212`.
_DIRECTORY = rx(
    rb"\b(?:[A-Z]{4,14}[0-9]{0,3}-(?:[A-Z]{2,8}[0-9]{0,2}|[0-9][A-Z]{2,8})-[0-9]{2,5}|[A-Z]{5,12}-[A-Z]{1,2}[0-9]{4,6}"
    rb"|[A-Z]{7,14}[0-9]{2,4}|[A-Z]{5,12}-[A-Z]{3,9}[0-9]{1,4}|[A-Z]{5,9}[0-9][A-Z]{3,5}[0-9]{2,3})\b"
)
_NO_DIRECTORY = re.compile(
    rb"(?:windows|server|exchange|lockbit|office|version|ticket|incident|change|request|vulnerab|release|firmware|covid|advisory"
    rb"|docket|report|section|cluster|storm|default|download|readme|recover|decrypt|restore|how)[a-z]*-?.*"
)
# A word with a number behind a preposition or a verb of work on machines: `on eder38`, `rebuilt lab26`.
_PLACED = rx(
    rb"\b(?:on|onto|into|host|from|rebuilt|reimaged|restored|isolated|rebooted|look at|logon to|log on to|login to"
    rb"|cant logon to|machine|box|screen of|and|,) ([a-z]{4,16}\d{2,3})\b"
)
_NO_PLACED = re.compile(
    rb"(?:sha|md|aes|rsa|base|win|windows|office|utf|ipv|http|log|web|covid|python|java|mp|rfc|iso|cve|kb|lockbit|apt|fin"
    rb"|unc|storm|dev|ta|port|ports|version|build|page|line|step|phase|room|bed|level|room|ward|unit|type|vitamin|covid"
    rb"|exchange|server|sql|ms|oauth|saml|nist|hipaa|section|part|chapter|figure|table|january|february|march|april|june"
    rb"|july|august|september|october|november|december|over|about)\d+"
)
# The directory that an account is of, as Windows and its sensors say it.
_OWN_DIRECTORY = rx(
    rb"(?i:\b(?:account|user|logon|nt|netbios)[ _]?domain|\"domainname)\"?[ \t]{0,2}[:=][ \t]{0,8}\"?([A-Z][A-Z0-9-]{3,14})(?:[\"\s,;]|$)"
)
_EVERYBODYS = frozenset(
    (b"workgroup", b"window", b"azuread", b"builtin", b"localhost", b"unknown", b"none", b"null")
)
_UNC = rx(rb"(?:^|[\s\"'=(])\\\\{1,3}([A-Za-z0-9][A-Za-z0-9-]{1,30})\\")
_SYSLOG = rx(
    rb"(?:^|\n)[ \t]*(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?"
    rb"|\d{4}-\d\d-\d\d[T ][\d:.,]{8,18} ?(?:Z|[+-]\d\d:?\d\d)?) ([A-Za-z][A-Za-z0-9.-]{2,60}) :? ?"
    rb"(?:[A-Za-z][\w./-]*(?:\[\d+\])?:|%[A-Z]|CEF:|LEEF:|[\w./-]+ (?:\d+|-) (?:[\w-]+|-) [\[-])"
)
# Endings of street names (USPS Publication 28, appendix C1).
_STREET = (
    rb"alley|aly|arcade|avenue|ave?|av|bayou|beach|bend|bluffs?|bottom|boulevard|blvd|branch|bridge|brooks?"
    rb"|burgs?|bypass|camp|canyon|cape|causeway|centers?|ctr|circles?|cir|cliffs?|club|common|commons|corners?"
    rb"|courses?|courts?|cts?|coves?|cv|creek|crescent|cres|crest|crossing|xing|crossroads?|curve|dale|dam|divide"
    rb"|drives?|dr|estates?|expressway|expy|extensions?|falls?|ferry|fields?|flats?|fords?|forest|forges?|forks?"
    rb"|fort|freeway|fwy|gardens?|gateway|glens?|greens?|groves?|harbors?|haven|heights|hts|highway|hwy|hills?"
    rb"|hollow|inlet|islands?|isle|junctions?|keys?|knolls?|lakes?|land|landing|lanes?|ln|lights?|loaf|locks?"
    rb"|lodge|loop|mall|manors?|meadows?|mews|mills?|mission|motorway|mount|mountains?|neck|orchard|oval"
    rb"|overpass|parks?|parkways?|pkwy|pass|passage|path|pike|pines?|places?|pl|plains?|plaza|plz|points?|ports?"
    rb"|prairie|radial|ramp|ranch|rapids?|rest|ridges?|rivers?|roads?|rds?|route|rte|row|rue|run|shoals?|shores?"
    rb"|skyway|springs?|spurs?|squares?|sq|stations?|stravenue|stream|streets?|st|summit|terrace|ter|throughway"
    rb"|trace|tracks?|trafficway|trails?|trl|tunnel|turnpike|tpke|underpass|unions?|valleys?|viaduct|views?"
    rb"|villages?|ville|vista|walks?|wall|ways?|wells?"
)
_UNIT = rb"(?:,? {0,2}(?:apt|no\.|apartment|suite|ste|unit|#|room|rm|floor|fl|bldg|building|lot|trlr)\.? {0,2}#?[a-z0-9-]{1,8})?"
_ADDRESS = rx(
    rb"\b(?:\d{1,6}(?:-\d{1,5})?(?:-?[a-z])?(?: 1/2|[/?]2)?,? (?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.? )?"
    rb"(?:(?:[a-z][a-z'-]{0,24}|[a-z]{1,3}\.|\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:"
    + _STREET
    + rb")\b(?: \d{1,4}(?: (?:"
    + _STREET
    + rb"))?\b)?\.?(?: (?:n|s|e|w|ne|nw|se|sw)\b\.?)?"
    + _UNIT
    + rb"|p\.? ?o\.? ?box {1,2}#?\d{1,7}|(?:rural route|rr|hc) \d{1,4},? box \d{1,5}"
    rb"|psc \d{1,5},? box \d{1,6}|unit \d{3,6},? box \d{1,6}|us[sns]{1,2}v? [a-z]+,? fpo)"
)
_STATES = (
    rb"AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH"
    rb"|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR|GU|VI|AS|MP|FM|MH|PW|AA|AE|AP"
)
_STATE_NAMES = (
    rb"Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    rb"|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota"
    rb"|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York"
    rb"|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota"
    rb"|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico"
)
_ZIP = rx(
    rb"(?:\b(?:[A-Z][A-Za-z.'-]{1,24} (?:(?:or|of|de|del|la|las|los|du|the|and|by|on|du) ){0,2}){0,3}"
    rb"(?:[A-Z]|d'[A-Z])[A-Za-z.'-]{1,24},? {1,2})?"
    rb"\b(?:" + _STATES + rb"|" + _STATE_NAMES + rb")(?:,? {1,2}|[|;^]| ?\| ?)\d{5}(?:-\d{4})?\b"
)
_DPO = rx(rb"\b(?:APO|FPO|DPO),? (?:AA|AE|AP),? \d{5}(?:-\d{4})?\b")
_NOT_CITY = re.compile(
    rb"(?:From|In|At|To|Of|On|Near|The|Lives|Address|Home|Live|By|Dr|Mr|Mrs|Ms|And) "
)
# A street's name and its kind begin with capitals; in small letters only the most usual kinds count.
_WRITTEN = re.compile(rb" (?:[A-Z][\w.'-]* |\d{1,3}[a-z]{2} ){1,4}(?:[A-Z])")
_SMALL = re.compile(
    rb"\d{1,6} (?:[a-z0-9.'-]+ ){1,3}(?:st|street|ave|avenue|rd|road|dr|drive|blvd|ln|lane|ct|court|hwy|pkwy)"
    rb"\b.{0,30}"
)


def paths(sheet: Sheet) -> None:
    """Take out users' names in paths, before the paths are fenced."""
    low = sheet.low
    if (
        low.find(b"users") >= 0
        or low.find(b"/home/") >= 0
        or low.find(b"/var/") >= 0
        or (low.find(b"documents and settings") >= 0 or low.find(b"profiles\\") >= 0)
    ):
        for match in list(_USER_PATHS.finditer(low)):
            start, end = match.span(1 if match.start(1) >= 0 else 2)
            while low[end - 1] in b".-":
                end -= 1
            if bytes(low[start:end]) not in _SHARED and low[end - 1 : end] != b" ":
                sheet.claim(start, end, "USER", "user.path")
    if low.find(b"\\") >= 0:
        _backslashes(sheet)
    for match in list(_SYSLOG.finditer(sheet.raw)):
        start, end = match.span(1)
        known = sheet.raw[end : match.end()].rstrip(b": ").endswith((b"]", b"%", b"CEF", b"LEEF"))
        if known or _MACHINE.search(sheet.raw, start, end):
            sheet.claim(start, end, "HOST", "host.syslog")
    for match in list(_OWN_DIRECTORY.finditer(sheet.raw)):
        start, end = match.span(1)
        name = bytes(low[start:end])
        known = name.decode("latin-1") in sheet.profile.prefixes
        if known or (name not in _NO_DOMAIN and name not in _EVERYBODYS):
            sheet.claim(start, end, "USER", "user.directory")
    if low.find(b"s-1-5-21") >= 0:
        for match in list(_SID.finditer(sheet.raw)):
            sheet.take(match.span(), "USER", "user.sid")


_FILE_LIKE = re.compile(
    rb".*\.(?:exe|dll|sys|bat|ps1|cmd|lnk|vbs|js|txt|docx?|xlsx?|pdf|zip|tmp|dat|log)"
)


def _backslashes(sheet: Sheet) -> None:
    raw, low = sheet.raw, sheet.low
    for match in list(_DOMAIN_USER.finditer(raw)):
        start, end = match.span(1)
        while raw[end - 1] in b".-":
            end -= 1
        domain, _, user = bytes(raw[start:end]).partition(b"\\")
        user = user.lstrip(b"\\")
        if domain.lower() in _NO_DOMAIN or _FILE_LIKE.fullmatch(user.lower()):
            continue
        if user.lower().decode("latin-1") in values.COMMON_USERS:
            continue
        known = domain.lower().decode("latin-1") in sheet.profile.prefixes
        sign = re.search(rb"[0-9._]", user) is not None
        if known or domain.isupper() or sign or domain.lower() in (b"corp", b"hospital", b"domain"):
            sheet.claim(start, end, "USER", "user.domain")
    for match in list(_UNC.finditer(raw)):
        start, end = match.span(1)
        if not low[start:end].isdigit() and bytes(low[start:end]) not in (
            b"localhost",
            b"pipe",
            b"wsl",
        ):
            sheet.claim(start, end, "HOST", "host.share")


_NAMED_USER = rx(
    rb"\b[A-Z][A-Za-z'-]{1,24},? [(\[]([a-z]{2,20}[._][a-z]{2,20}\d{0,4}|[a-z]{3,20}\d{1,4}|[a-z]\.[a-z]{2,20})[)\]]"
)


_ACCOUNT_SHAPES = (
    # creds name / pass word
    (
        rb"\b(?:creds?|credentials?|logins?|account|user/pass|u/p)(?::| is| was| are)? {1,2}([a-z][a-z0-9._\\-]{2,40})"
        rb" {0,2}[/|] {0,2}([^\s/\x01-\x03]{4,64})"
    ),
    # ssh and su: for invalid user NAME from
    (
        rb"\b(?:for|by|invalid|user|as|of)(?: invalid)?(?: user)? ([a-z_][a-z0-9._-]{1,40})(?:\(uid=\d+\))?"
        rb"(?: from [0-9a-f]*[.:\x01-\x03][0-9a-f.:\x01-\x03]+|\(uid=| by \(uid| tty=)"
    ),
    rb"\bsudo: {1,4}([a-z_][a-z0-9._-]{1,40}) : ",
    # web logs: address - NAME [date, URL NAME HIER_
    rb"(?:^|\n)[0-9a-f.:\x01-\x03]{3,60} [^\s]{1,40} ([a-z][a-z0-9._\\-]{1,40}) \[(?:\d\d/|\x02)",
    rb" ([a-z][a-z0-9._\\-]{1,40}) (?:hier_|default_parent|direct/|none/|timeout_)",
    # chat: @NAME, <NAME>, [time] NAME:
    rb"(?:^|[\s(])@([a-z][a-z0-9._-]{2,30})\b",
    rb"(?:^|\n)(?:[\[(][^\])\n]{4,30}[\])] )?<([a-z][a-z0-9._-]{2,30})> ",
    rb"[(\[](?:for|user|acct|account|login|uid|by):? ([a-z][a-z0-9._-]{3,30})[)\]]",
    rb"(?:^|\n)[\[(][^\])\n]{4,30}[\])] ([a-z][a-z0-9._-]{2,30}):",
    # NAME@machine
    rb"(?:^|[\s(\[<\"'])([a-z_][a-z0-9._-]{1,30})@[a-z][a-z0-9-]{1,30}(?:[\s:)\]>\"',]|$)",
    # the account NAME signed in
    (
        rb"\b(?:accounts?|user|users|as|operator|employee|technician) ([a-z][a-z0-9._-]{3,30}) (?:signed|logged|log(?:s|ged) (?:in|on)"
        rb"|was (?:locked|used|disabled|reset|compromised|created|seen)|authenticated|failed|ran|opened|clicked|executed)\b"
    ),
)
# Commands and verbs of account work.
_TOOLS = rx(
    rb"\b(?:net user|su -|runas /user:|-identity|-samaccountname|usermod|useradd|userdel|chage -l|logoff|whoami:?)"
    rb" {0,2}\"?([a-z][a-z0-9._-]{2,30})|\b(?:ssh|scp|sftp|rdp|psexec)(?: -[a-z]+(?: \d+)?)* ([a-z][a-z0-9._-]{1,30})@"
)
_ACCOUNT_AT = ways(rb"|".join(_ACCOUNT_SHAPES))
_MACHINE_AT = rx(rb"[\x01]@([a-z][a-z0-9-]{1,30}\d)(?:[\s:)\]>\"',]|$)")
_ACCOUNT_LIST = rx(
    rb"\b(?:user accounts|accounts|users|user names|usernames|logins):? ((?:[a-z][a-z0-9._\x01-]{3,30}(?:, | and |,? or )){1,20}"
    rb"[a-z\x01][a-z0-9._\x01-]{3,40})"
)
_LISTED = re.compile(rb"[a-z][a-z0-9._-]{3,30}")
_NO_ACCOUNT = frozenset(
    b"root admin administrator bot system everyone here channel all user users sshd password publickey the their"
    b" his her them who was were nobody guest you anyone someone staff nurses physicians employees attackers hackers"
    b" service domain local shared invalid unknown none null vendor vendors provider providers patients members"
    b" that which this with from have been and mail email accounts account passwords".split()
)


def accounts(sheet: Sheet) -> None:
    """Take out accounts where logs, chats and lists write them."""
    low = sheet.low
    for match in list(_ACCOUNT_AT.finditer(low)):
        group = next(index for index in range(1, 13) if match.start(index) >= 0)
        start, end = match.span(group)
        if bytes(low[start:end]) in _NO_ACCOUNT or low[start:end].isdigit():
            continue
        if low[match.start() : start].rstrip().endswith(b"<") and low.find(b"</") >= 0:
            continue
        sheet.claim(start, end, "USER", "user.log")
        if group == 1:
            sheet.take(match.span(2), "SECRET", "secret.pair")
    for match in list(_TOOLS.finditer(low)):
        start, end = match.span(1 if match.start(1) >= 0 else 2)
        if bytes(low[start:end]) not in _NO_ACCOUNT:
            sheet.claim(start, end, "USER", "user.tool")
    for match in list(_MACHINE_AT.finditer(low)):
        sheet.take(match.span(1), "HOST", "host.prompt")
    for match in list(_ACCOUNT_LIST.finditer(low)):
        _listed(sheet, *match.span(1))


def _listed(sheet: Sheet, start: int, end: int) -> None:
    """Take out each of a list of accounts, where one of them at least looks like one."""
    words = [word.span() for word in _LISTED.finditer(sheet.low, start, end)]
    sure = b"\x01" in sheet.low[start:end] or any(
        re.search(rb"[0-9._]", sheet.low[a:b]) for a, b in words
    )
    for first, last in words if sure else ():
        if bytes(sheet.low[first:last]) not in _NO_ACCOUNT:
            sheet.claim(first, last, "USER", "user.list")


_UDI = rx(rb"\(01\)\d{14}(?:\(1[0157]\)[A-Za-z0-9-]{1,20}){0,3}")
# PAN-OS writes the firewall's serial number in the third place.
_PANOS = rx(
    rb"(?:^|\n)(?:[^,\n]{0,60},)?[^,\n]{8,25},(\d{9,15}),(?:traffic|threat|system|config|hipmatch|globalprotect|userid)\b"
)
_MACHINE = re.compile(rb"[0-9.-]")
_ORDER = rx(rb"\bHAR-?\d{6,14}\b|\(21\)[A-Za-z0-9-]{3,20}")


def numbered(sheet: Sheet) -> None:
    """Take out numbers that carry their own name: hospital accounts, serials in a UDI."""
    for match in list(_PANOS.finditer(sheet.low)):
        sheet.take(match.span(1), "DEVICE_SERIAL", "serial.log")
    if sheet.raw.find(b"(01)") >= 0:
        for match in list(_UDI.finditer(sheet.raw)):
            sheet.keep(*match.span())
    for match in list(_ORDER.finditer(sheet.raw)):
        udi = sheet.raw[match.start()] == 0x28  # noqa: PLR2004 # a bracket
        sheet.take(match.span(), "DEVICE_SERIAL" if udi else "ACCOUNT", "number.named")


def organization(sheet: Sheet) -> None:
    """Take out the own organization's name."""
    name = " ".join(fold(sheet.profile.name).text.lower().split())
    if len(name) < 4:  # noqa: PLR2004 # too short to be a name
        return
    if any(sheet.low.find(word.encode("latin-1", "replace")) < 0 for word in name.split()):
        return
    pattern = re.escape(name.encode("latin-1", "replace")).replace(rb"\ ", rb"[\s_-]{1,3}")
    for match in list(own(rb"\b" + pattern + rb"\b").finditer(sheet.low)):
        sheet.take(match.span(), "ORG", "org.profile")


def named(sheet: Sheet) -> None:
    """Take out the account in brackets after a word with a capital: `Lee (jlee4)`."""
    if sheet.low.find(b"(") >= 0 or sheet.low.find(b"[") >= 0:
        for match in list(_NAMED_USER.finditer(sheet.raw)):
            sheet.take(match.span(1), "USER", "user.beside-name")


_ACCOUNT = rb"([A-Za-z][A-Za-z0-9]{0,24}(?:[._-][A-Za-z0-9]{1,24})?\d{0,4})"
_DAY = rb"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d)"
# Who writes in a chat: at the head of a line, before the time.
_WRITES = rx(
    rb"(?:^|\n)[ \t>*]{0,4}[<@(]?"
    + _ACCOUNT
    + rb"[>)]?(?: ?(?:-{1,2}|\?|\||,|:|at) ?| )[\[(]?"
    + _DAY
    + rb"[,t ]{1,2}\d{1,2}:\d\d"
)
# Whose log-in it is, in brackets behind a host; and two who share one.
_LOGGED = rx(
    rb"[(\[,;] ?(?:user|account|login|acct|logged in)(?: as)?[ :=]{1,2}" + _ACCOUNT + rb" ?[)\],;]"
)
# The third field of a web server's line (NCSA common log format).
_WEB = rx(rb"(?:\d{1,3}\.){3}\d{1,3} - ([A-Za-z][A-Za-z0-9._-]{1,40}) [\[\"]")
_SHARE = rx(
    rb"\b"
    + _ACCOUNT
    + rb"(?:, "
    + _ACCOUNT
    + rb")? and "
    + _ACCOUNT
    + rb" (?:both |all |still )?(?:share[ds]?|use[ds]?|have|had|know|knew) (?:the|a|one|an)(?: same| single| shared)?"
    rb" (?:pass ?word|pass ?code|pw|log-?in|account|pin|credentials?)\b"
)
_NOBODY = frozenset(
    b"they we you i he she it people users staff nurses doctors everyone everybody both all it who"
    b" admins vendors employees clinicians others some many he them us".split()
)


def placed(sheet: Sheet) -> None:
    """Take out accounts by where they stand: before a chat's time, in brackets, sharing a log-in."""
    for pattern, groups in ((_WRITES, 1), (_LOGGED, 1), (_WEB, 1), (_SHARE, 3)):
        for match in list(pattern.finditer(sheet.raw)):
            for group in range(1, groups + 1):
                start, end = match.span(group)
                word = bytes(sheet.low[start:end]) if start >= 0 else b""
                if (
                    word
                    and word not in _NOBODY
                    and word.decode("latin-1") not in values.COMMON_USERS
                ):
                    sheet.take((start, end), "USER", "user.place")


def hosts(sheet: Sheet) -> None:
    """Take out hosts by how hospitals name them, by the profile, and in the head of a syslog line."""
    low = sheet.low
    for prefix in sheet.profile.prefixes:
        if low.find(prefix.encode("latin-1", "replace")) >= 0:
            _prefixed(sheet, prefix)
    for match in list(_HOSTS.finditer(low)):
        start, end = match.span()
        before, after = low[start - 1 : start], low[end : end + 1]
        if bytes(before) in (b"-", b"/", b"@", b".") or (
            bytes(after) in (b"-", b"@") and before != b"\\"
        ):
            continue
        word = bytes(low[start:end])
        if word in _NO_HOST or (word.startswith(b"win-") and not any(48 <= c <= 57 for c in word)):  # noqa: PLR2004 # digits
            continue
        sheet.claim(start, end, "HOST", "host.shape")
    for match in list(_PLACED.finditer(low)):
        start, end = match.span(1)
        if not _NO_PLACED.fullmatch(low, start, end) and bytes(low[end : end + 1]) not in (
            b"-",
            b"/",
            b"@",
        ):
            sheet.claim(start, end, "HOST", "host.placed")
    for match in list(_DIRECTORY.finditer(sheet.raw)):
        start, end = match.span()
        around = bytes(low[start - 1 : start]), bytes(low[end : end + 1])
        joined = around[0] in (b"-", b"/", b"_", b".", b"#") or around[1] in (b"-", b"/", b"_")
        if not joined and not _NO_DIRECTORY.fullmatch(low, start, end):
            sheet.claim(start, end, "HOST", "host.directory")
    _beside_address(sheet)
    for name in sheet.profile.hosts:
        _literal(sheet, name.lower().encode("latin-1", "replace"), "HOST", "host.profile")


_BESIDE = re.compile(rb"(?<![\w.-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*)[ ]?[(\[/ ]{1,2}\Z")


def _beside_address(sheet: Sheet) -> None:
    """Take out the host that an own address in brackets follows: `vm44 (10.1.2.3)`."""
    for claim in list(sheet.claims):
        if (
            claim.label in ("PRIV_IP", "OWN_PUBLIC_IP")
            and sheet.low[claim.start - 1 : claim.start] == b"("
        ):
            match = _BESIDE.search(sheet.low, max(0, claim.start - 40), claim.start)
            if match and any(48 <= byte <= 57 for byte in match[1]):  # noqa: PLR2004 # 0-9
                sheet.take(match.span(1), "HOST", "host.beside-address")


_NO_HOST = frozenset((b"win-32", b"win-64", b"web-app", b"app-10", b"or-10", b"file-10"))


# What follows a prefix in a computer's name.
_AFTER_PREFIX = re.compile(
    rb"[a-z]{0,8}[0-9]{0,4}(?:-[a-z0-9]{1,20}){1,4}\b|[a-z]{0,8}[0-9]{2,6}\b"
)


def _prefixed(sheet: Sheet, prefix: str) -> None:
    """Take out each host that begins with a prefix of the directory's."""
    low, lead = sheet.low, prefix.encode("latin-1", "replace")
    position = low.find(lead)
    while position >= 0:
        match = _AFTER_PREFIX.match(low, position + len(lead))
        if match and at_edge(low, position):
            end = match.end()
            sheet.claim(position, end, "HOST", "host.prefix")
            position = low.find(lead, end)
        else:
            position = low.find(lead, position + 1)


def _literal(sheet: Sheet, word: bytes, label: str, rule: str) -> None:
    """Take out a word wherever it stands by itself."""
    if len(word) < 3:  # noqa: PLR2004 # too short to be a name
        return
    low = sheet.low
    position = low.find(word)
    while position >= 0:
        end = position + len(word)
        if at_edge(low, position) and at_edge(low, end):
            sheet.claim(position, end, label, rule)
            position = low.find(word, end)
        else:
            position = low.find(word, position + 1)


def places(sheet: Sheet) -> None:
    """Take out street addresses, and cities with their ZIP code."""
    raw = sheet.raw
    for match in list(_ZIP.finditer(raw)):
        start, end = match.span()
        lead = _NOT_CITY.match(raw, start, end)
        while lead:
            start = lead.end()
            lead = _NOT_CITY.match(raw, start, end)
        sheet.claim(start, end, "ZIP", "place.zip")
    if raw.find(b"PO") >= 0:
        for match in list(_DPO.finditer(raw)):
            sheet.take(match.span(), "ZIP", "place.military")
    for match in list(_ADDRESS.finditer(sheet.low)):
        start, end = match.span()
        if _street_like(raw, start, end):
            sheet.claim(start, end, "ADDRESS", "place.street")


_AFTER_NUMBER = re.compile(rb"\d[\d-]*[A-Za-z]?(?: 1/2|[/?]2)?,? ([A-Za-z0-9][^ ]*)")
_COUNTED = re.compile(
    rb"\d[\d-]* (?:bytes|users?|patients?|records?|hosts?|files?|days?|hours?|minutes?|months?|years?|of|in|and|at|on"
    rb"|more|other|new|different|devices?|servers?|systems?|accounts?|hospitals?|beds?|percent|times?|steps?|e?mails?"
    rb"|workstations?|endpoints?|the|from|to|with|for|active|failed|people|staff|calls?|clinics?|sites?)\b"
)


# A bed is numbered as a house may be; behind it only a street written with capitals is one.
_BED = re.compile(rb"\d{1,4}-[A-Za-z] ")
_WRITTEN_OUT = re.compile(
    rb" [A-Z][A-Za-z]{1,12}\.?(?: [NSEW]{1,2})?(?:[ ,#].*)?\Z|\d\Z", re.DOTALL
)


def _street_like(raw: bytearray, start: int, end: int) -> bool:
    """Whether the words after the number are written like names."""
    if not 0x30 <= raw[start] <= 0x39:  # noqa: PLR2004 # a post box
        return True
    if _COUNTED.match(bytes(raw[start : start + 40]).lower()):
        return False
    word = _AFTER_NUMBER.match(raw, start, end)
    if word is None:
        return False
    text = bytes(raw[start:end])
    if _BED.match(text) and _WRITTEN_OUT.search(text) is None:
        return False
    return _WRITTEN.search(text) is not None or _SMALL.fullmatch(text.lower()) is not None
