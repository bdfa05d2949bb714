"""Log-in names and machines by the words around them, where no field names them.

A table of contexts. A word in one of them is taken out where it can be an account's name: it has a
digit, a dot, an underline or an administrator's prefix, or it is no word of the language.
"""

from __future__ import annotations

import re

from wardline.screen import names, values
from wardline.screen.observe import FILE, TOP_LEVEL
from wardline.screen.scan import Hit
from wardline.screen.sheet import Sheet, rx, ways

_LOGIN = rb"([a-z][a-z0-9]{0,24}(?:[._-][a-z0-9]{1,24}){0,3})"
_MACHINE = rb"([a-z][a-z0-9]{1,24}(?:-[a-z0-9]{1,24}){0,4})"

# Where only an account's name can stand: the lines of programs.
_SURE = ways(
    rb"(?:^|\n)[ \t]*" + _LOGIN + rb"[ \t]+(?:pts/\d|tty\d|console|:0)"
    rb"|(?:^|\n)" + _LOGIN + rb":[x*!]?:\d{1,6}:\d{1,6}:"
    rb"|\bcron\[\d+\]: \(" + _LOGIN + rb"\) cmd"
    rb"|\bsu: (?:failed su )?\(to [a-z]+\) " + _LOGIN + rb" on "
    rb"|\blogin (?:ok|incorrect)[^\[\n]{0,40}: \[" + _LOGIN + rb"[\]/]"
    rb"|\buser <" + _LOGIN + rb"> ip <"
    rb"|\bclient: " + _LOGIN + rb" @ [a-z]"
    rb"|\b(?:user )?account (?:created|deleted|disabled|enabled|changed): "
    + _LOGIN
    + rb"|\b(?:user )?account (?:created|deleted|disabled|enabled|changed): [^\s]{2,40} by "
    + _LOGIN
    + rb"|\bconnect(?:ed)? to [^\s\"]{3,60} as "
    + _LOGIN
    + rb"|\bopened by (?:reader|user|operator|tech(?:nician)?|physician)? ?[\"']"
    + _LOGIN
    + rb"[\"']"
    rb"|\[task \d+\] (?:disable|enable|reset|lock|unlock|kill sessions of) "
    + _LOGIN
    + rb"|\blease of "
    + _LOGIN
    + rb"\)"
    rb"|\buser id=" + _LOGIN + rb";"
    rb"|\"(?:actor|user|principal|requester)\": ?\{\"id\": ?\"" + _LOGIN + rb"\""
    rb"|\bglobalprotect,(?:[^,\n]{0,80},){8}" + _LOGIN + rb",[a-z]{2},"
    rb"|\|(?:log-?[io]n|view|access|auth|open|edit|print|report|export|break)[a-z-]{0,20}\|"
    + _LOGIN
    + rb"\|"
    rb"|! last (?:configuration )?change [^\n]{0,60}?\bby " + _LOGIN + rb"\b"
    rb"|:(?:5432|5433|6432|3306|1521|1433|\*):[\w*-]{1,40}:" + _LOGIN + rb":[^\s:]{4,64}(?:\s|$)"
    rb"|\b802\.1x identity "
    + _LOGIN
    + rb"|\bget-aduser (?:-identity )?[\"']?"
    + _LOGIN
    + rb"|(?:^|\n)[ >]?"
    + _LOGIN
    + rb" {2,}(?:rdp-tcp#\d+|console|services)? {1,40}\d{1,4} {1,8}(?:active|disc)\b"
    rb"|\bsession (?:opened|closed) for (?:user )?" + _LOGIN + rb"|\buid=\d+\(" + _LOGIN + rb"\)"
)
# Where a word that can be an account's name is one.
_LIKELY = ways(
    rb"\b(?:user|usuario|el usuario|account|acct|cuenta|netid|net id|network id|login|logon|log-in|userid|user id|username|uid|creds?"
    rb"|credentials)(?: (?:is|was|of|for|named|called|es|de))? [\"'(]?" + _LOGIN + rb"\b"
    rb"|\b(?:tried|trying|typed|as|by|from|disabled?|deactivated?|blocked|reset|locked|unlocked|killed|took|removed|suspended|who is|in our case|requested by"
    rb"|still takes|takes|impersonated|impersonating|compromised|phished|for|ping(?:ed)?) [\"'(]?"
    + _LOGIN
    + rb"\b"
    rb"|(?:->|=>|\?) [\"'(]?" + _LOGIN + rb"\b"
    rb"|(?:^|\n|[.!?>] {1,2}|\] )"
    + _LOGIN
    + rb" (?:logged (?:on|in|off|out)|signed in|ran|executed|opened|clicked|authenticated|mapped|rdp'?d)\b"
    rb"|[(\[]" + _LOGIN + rb"[)\]]"
    rb"|[\"',`] ?" + _LOGIN + rb" ?: ?[^\s\"']{6,40}(?:\s|$)"
)
# Machines: named after what they do or where they stand, with a number or a stage.
_ROLE = rb"srv|svr|server|vm|wks|ws|wkst|pc|lt|lap|laptop|nb|dt|desk|vdi|tc|p|prd|prod|dev|tst|uat|stg|dr|dmz|az|aws|esx|esxi|hv"
_DUTY = (
    rb"dc|adc|adfs|dns|dhcp|ntp|radius|nps|nac|ldap|ad|sql|sqlprod|db|ora|ehr|ehrdb|ehrapp|emr|epic|pacs|pacsarc|ris|rispri|lis|labmw"
    rb"|mwl|hl7|hl7gw|mirth|mirthif|intf|iface|dicom|radview|rxrobot|pyx|pyxis|omni|nurscall|telemetry|tele|exch|exchange|smtp|mail"
    rb"|relay|owa|sftp|ftp|fs|file|files|nas|san|backup|bkp|veeam|cohesity|rubrik|vcenter|vcsa|hyperv|esx|esxi|proxy|wap|web|www|app|iis"
    rb"|ctx|ctxddc|citrix|rds|rdgw|rdp|jump|jumphost|bastion|vpn|fw|wlc|prt|print|printsrv|siem|splunk|soc|scan|nessus|wsus|sccm|mdm|kronos"
    rb"|badge|badgectl|hvac|bms|cam|cctv|nvr|pbx|voip|voice|term|kiosk|time|sched|portal|interface|gateway|gw|monitor|mon|log|syslog|git|jenkins"
)
_STAGE = rb"prod|prd|dev|test|tst|uat|stg|stage|qa|dr\d{0,2}|dmz|bk|bkp|old|new|pri|sec|primary|secondary|[a-d]|\d{1,4}"
_NAMED_MACHINE = ways(
    rb"(?:^|[^\w.\\/@-])((?:" + _ROLE + rb")-[a-z0-9]{2,16}(?:-[a-z0-9]{1,12}){0,2})(?:[^\w@-]|$)"
    rb"|(?:^|[^\w.\\/@-])((?:" + _DUTY + rb")\d{0,3}x?-(?:" + _STAGE + rb"))(?:[^\w@-]|$)"
    rb"|(?:^|[^\w.\\/@-])((?:"
    + _DUTY
    + rb")-(?:emr|ehr|users|data|core|pri|sec|main|[a-z]{2,8})-(?:"
    + _STAGE
    + rb"))(?:[^\w@-]|$)"
)
# Servers by their first letters, and single names behind a prompt or in an address.
_SERVER = ways(
    rb"(?:^|[^\w.\\/@-])((?:srv|svr|prd|wks)-[a-z0-9]{2,16}(?:-[a-z0-9]{1,12}){0,2})(?:[^\w@.-]|[.]\s|[.]?$)"
    rb"|(?:^|[^\w.\\/-])((?:srv|svr)[a-z]{2,14}\d{1,3})(?:[^\w@.-]|[.]\s|[.]?$)"
    rb"|[\[(][a-z0-9._\x01-]{1,40}@([a-z][a-z0-9-]{2,30}) [~/][^\]\n]{0,60}\][#$]"
    rb"|://(?:[^\s:@/]{1,60}:)?[^\s@/]{1,80}@([a-z][a-z0-9-]{2,30})[:/]"
)
# A whole name with a part that only networks of one's own have.
_INNER = rx(
    rb"\b([a-z][a-z0-9-]{1,30}\.(?:[a-z0-9-]{1,20}\.)?(?:ad|corp|clin|clinical|int|internal|intra|hosp|hq|mgmt|emr|ehr|lan|local|dc|prod"
    rb"|med|inside|private|campus)\.(?:[a-z0-9-]{2,40}\.){1,2}[a-z]{2,12})\b"
)
# Where machines stand or what they do, as their names say it behind a site's short name: `NOZ-ED027`.
_WARDS = (
    rb"ED|ER|OR|ICU|PICU|NICU|SICU|PACU|RAD|LAB|HIM|REG|PHARM|RX|ONC|SURG|PEDS|CARD|BILL|ADM|NURS|NS|DIAL|OB|LD|CLIN"
    rb"|DC|FS|SQL|DB|EPIC|PACS|WS|PC|LT|KIOSK|PRT|CTX|EXCH|VEEAM|SRV|VDI|APP|WEB|RIS|LIS|HR|FIN|IT|CART|WOW"
)
# An inventory's name: site, kind, ward and number, in capitals: `RIVERNB-SURG3-0412`, `MEHOLOWKS6899`.
_TAGGED = rx(
    rb"(?:^|[^\w.\\/@-])([A-Z][A-Z0-9]{2,14}-[A-Z][A-Z0-9]{1,7}-\d{2,5}|[A-Z]{2,12}(?:WKS|WS|PC|LT|NB|DT|VDI|LAP|DSK|WKST|TAB|KIOSK)-?\d{2,6}|[A-Z]{3,12}-(?:L|D|W|T|P|N)\d{3,6}|[A-Z]{2,12}-(?:"
    + _WARDS
    + rb")\d{2,4})(?:[^\w@-]|$)"
    rb"|[\w\x01]@([A-Z]{2,12}-(?:[A-Z]{2,6}-?)?\d{2,5}):[~/]"
)
_MACHINE_AT = ways(
    rb"\b(?:logged (?:on|in) to|logon to|log on to|remote into|rdp to|ssh to|moved? to|pivot(?:ed)? to|next into|reached|reboots?"
    rb"|rebooted|powered? off|power off|wipe[ds]?|reimaged?|isolated?|still trusted|hit on|seen on|scan report for|from client|data source"
    rb"|server|host|dest|seat|equipo(?: afectado)?|computer|workstation|endpoint|name|logon server)[ :=]{1,3}[\"']?"
    + _MACHINE
)
_SYSTEM = re.compile(rb"windows|macos|linux|cve-|kb\d|ms-?\d|iso-?\d|rfc-?\d")
_NOT_MACHINE = re.compile(
    rb"(?:.*-)?(?:side|level|based|only|time|wide|like|free|prem|premises?|out|in|up|down|off|on|to|the|and|end|site|user|party|line)"
    rb"|(?:pc|ws|lt|nb|dt|p)-(?:based|side|only|value|code|type)|[a-z]+-[a-z]+"
)
_ADMIN = re.compile(rb"(?:adm|admin|a|sa|da|svc|priv|su|t[012]|ext|v|c|x)[-_.][a-z].*")
_SIGN = re.compile(rb"(?=.*[0-9._])[a-z][a-z0-9._-]{2,40}")
_LAST_DIGIT = re.compile(
    rb"[a-z]{3,}\d{1,4}|[a-z]{1,20}[._][a-z0-9]{1,20}(?:[-.][a-z]{1,20})?\d{0,4}"
)
_NEVER = frozenset(
    b"sha1 sha256 sha512 md5 log4j win10 win11 windows10 windows11 utf8 base64 ipv4 ipv6 http2 mp3 mp4 x86 x64 h264 eth0 wlan0"
    b" office365 o365 m365 covid19 powershell cmd explorer svchost rundll32 regsvr32 wscript cscript mshta system32 lockbit3"
    b" rapid7 3cx f5 eventcode eventid rxnorm rxcui loinc snomed icd10"
    b" ntlmv2 smbv1 smbv2 smb1 smb2 snmpv3 snmpv2 tlsv1 sslv3 oauth2 python3 log4shell kb".split()
)


# What Windows lists under a line: `net user`, `net group`.
_MEMBERS = rx(
    rb"(?:user accounts for|members|miembros)[^-]{0,160}-{20,}\r?\n((?:[a-z0-9._$-]+(?: +|[ \t]*\r?\n))+)"
)


def _members(sheet: Sheet) -> None:
    """Take out each account of a list that Windows prints."""
    if sheet.low.find(b"--------------------") < 0:
        return
    for match in list(_MEMBERS.finditer(sheet.low)):
        for word in re.finditer(rb"[a-z0-9._$-]{2,40}", match[1]):
            start = match.start(1) + word.start()
            if word[0].decode("latin-1") not in values.COMMON_USERS:
                sheet.claim(start, start + len(word[0]), "USER", "user.listed")


def screen(sheet: Sheet) -> None:
    """Take out log-in names and machines by their contexts."""
    _members(sheet)
    for match in list(_SURE.finditer(sheet.low)):
        _take(sheet, match, "user.program", sure=True)
    for match in list(_LIKELY.finditer(sheet.low)):
        _take(sheet, match, "user.context", sure=False)
    for match in list(_NAMED_MACHINE.finditer(sheet.low)):
        start, end = _group(match)
        word = bytes(sheet.low[start:end])
        if sheet.low[end : end + 1] == b"." and sheet.low[end + 1 : end + 2].isalnum():
            continue  # its whole name is read by `shapes`
        if _TICKET.fullmatch(word):
            continue
        if re.search(rb"\d", word) or word.rpartition(b"-")[2] in _STAGES or _of_duty(word):
            sheet.claim(start, end, "HOST", "host.named")
    for match in list(_SERVER.finditer(sheet.low)):
        start, end = _group(match)
        if bytes(sheet.low[start:end]) not in (b"localhost", b"localdomain"):
            sheet.claim(start, end, "HOST", "host.server")
    for match in list(_INNER.finditer(sheet.low)):
        start, end = match.span(1)
        if bytes(sheet.low[start - 1 : start]) not in (b"/", b"-", b".") or (
            sheet.low[start - 2 : start] == b"//" and sheet.low[start - 5 : start - 2] == b"er:"
        ):
            sheet.claim(start, end, "HOST", "host.inner")
    for match in list(_TAGGED.finditer(sheet.raw)):
        start, end = _group(match)
        if not _SYSTEM.match(sheet.low, start):
            sheet.claim(start, end, "HOST", "host.tagged")
    for match in list(_MACHINE_AT.finditer(sheet.low)):
        start, end = _group(match)
        word = bytes(sheet.low[start:end])
        if bytes(sheet.low[end : end + 1]) in (b".", b"@", b"\\", b"-", b"_") and (
            sheet.low[end + 1 : end + 2].isalnum()
        ):
            continue
        capital = sheet.raw[start:end].isupper() and len(word) > 4  # noqa: PLR2004 # an abbreviation
        shaped = b"-" in word or (capital and re.search(rb"\d", word))
        if shaped and not _NOT_MACHINE.fullmatch(word) and re.search(rb"[a-z]", word):
            sheet.claim(start, end, "HOST", "host.context")


# What a team files under its own name: `SOC-4471`.
_TICKET = re.compile(rb"(?:soc|app|sec|git|mail)-\d{3,6}")
_STAGES = frozenset(b"prod prd dev test tst uat stg stage qa dr dmz".split())
_DUTIES = re.compile(_DUTY)


def _of_duty(word: bytes) -> bool:
    """Whether the word after `srv-`, `vm-` is what a machine does."""
    return any(_DUTIES.fullmatch(part) is not None for part in word.split(b"-")[1:])


def _group(match: Hit) -> tuple[int, int]:
    """Where the one group that matched stands."""
    count = len(match.groups())
    return next(match.span(group) for group in range(1, count + 1) if match.start(group) >= 0)


def _take(sheet: Sheet, match: Hit, rule: str, *, sure: bool) -> None:
    start, end = _group(match)
    word = bytes(sheet.low[start:end])
    if word.decode("latin-1") in values.COMMON_USERS or word in _NEVER or FILE.fullmatch(word):
        return
    if _ACTOR.fullmatch(word):
        return
    if not sure and (not _is_account(word) or _goes_on(sheet, word, end)):
        return
    if not sure and (_is_title(bytes(sheet.raw[start:end])) or _is_section(sheet, start, end)):
        return
    if not sure and bytes(sheet.low[end : end + 1]) in (
        b"@", b"\\", b"/", b"^", b"\x01", b"\x02",
    ):  # fmt: skip
        return
    sheet.claim(start, end, "USER", rule)


def _is_title(word: bytes) -> bool:
    """Whether a word is written as names of firms and products are, which no account is."""
    return word[:1].isupper() and word[1:].islower() and word.isalpha()


def _is_section(sheet: Sheet, start: int, end: int) -> bool:
    """Whether a word alone in brackets in its line heads a part of a settings file: `[row1]`."""
    low = sheet.low
    return (
        low[start - 1 : start] == b"["
        and low[end : end + 1] == b"]"
        and bytes(low[start - 2 : start - 1]) in (b"", b"\n")
        and bytes(low[end + 1 : end + 2]) in (b"", b"\n", b"\r")
    )


# How researchers number those who attack.
_ACTOR = re.compile(rb"(?:apt|fin|unc|uac|ta|storm|dev|temp)-?\d{1,5}")
_HEX = re.compile(rb"[0-9a-f]{1,4}")


def _goes_on(sheet: Sheet, word: bytes, end: int) -> bool:
    """Whether a word is a domain, or the beginning of one: no account."""
    if word.rpartition(b".")[2].decode("latin-1") in TOP_LEVEL and b"." in word:
        return True
    after = bytes(sheet.low[end : end + 2])
    if after[:1] == b":" and _HEX.fullmatch(word):
        return True  # an address of IPv6
    return after[:1] in (b".", b"[", b"(") and (after[1:].isalnum() or after[1:] == b".")


def _is_account(word: bytes) -> bool:
    """Whether a word can only be an account's name: by its signs, or because no language has it."""
    if len(word) < 3:  # noqa: PLR2004 # initials
        return False
    if _ADMIN.fullmatch(word) or _LAST_DIGIT.fullmatch(word):
        return True
    return word.isalpha() and 5 <= len(word) <= 20 and _unknown(word.decode("latin-1"))  # noqa: PLR2004


def _unknown(word: str) -> bool:
    """Whether no word list knows `word`, and it has not the look of a longer word."""
    return not names.lexicon().code(word) and not word.endswith(("ing", "ed", "tion", "s"))
