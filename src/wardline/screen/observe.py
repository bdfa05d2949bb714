"""Observables: found first, so that nothing else reads their digits; each goes or stays by role."""

from __future__ import annotations

import re

from wardline.core.observables import refang
from wardline.screen import roles
from wardline.screen.sheet import Sheet, own, rx, ways

DOT = rb"(?:\.|\[\.\]?|\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)| ?\[\.\] ?)"
_AT = rb"(?:@| ?\[@\] ?|\(@\)| ?\[at\] ?| ?\(at\) ?)"
FILES = (
    rb"exe|dll|sys|scr|xlam|xltm|dotm|wsh|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|hta|lnk|iso|img|vhdx?|zip|rar|7z|gz|tgz|tar"
    rb"|cab|docx?|docm|xlsx?|xlsm|xlsb|pptx?|pptm|rtf|pdf|txt|log|csv|xml|json|ya?ml|html?|php|aspx?|ashx"
    rb"|jspx?|jar|war|class|py|pl|rb|sh|elf|bin|dat|tmp|bak|db|sql|mdb|pst|ost|eml|msg|one|onepkg|chm|cpl"
    rb"|msi|msp|apk|dmg|pkg|app|so|ko|dylib|ini|cfg|conf|reg|inf|url|dcm|png|jpe?g|gif|bmp|tiff?|svg|ico"
    rb"|swf|mp4|avi|key|pem|crt|cer|p12|pfx|ova|vmdk|evtx|etl|dmp|locked|encrypted|crypt|onion|torrent"
)
_SCHEMES = rb"(?:h[tx*]{2}ps?|f[tx]ps?|sftp|scp|ssh|smb|ldaps?|rdp|tcp|udp|wss?|file|[a-z][a-z0-9+-]{1,14})"
_OBSERVABLES = ways(
    # addresses on the web
    rb"(?:"
    + _SCHEMES
    + rb"(?:\[?:\]?//|:\[//\]|\[://\]|\[:\]\[/\]\[/\])[^\s\"'<>`{}|\x00-\x03\\^]+"
    # mail
    rb"|[a-z0-9._%+'-]{1,64}(?:(?:\[\.\]|\(\.\)|[\[(]dot[\])])[a-z0-9._%+'-]{1,64}){0,3}"
    + _AT
    + rb"[a-z0-9_-]{1,63}(?:"
    + DOT
    + rb"[a-z0-9_-]{1,63}){1,8}"
    # registry keys, user agents
    rb"|\b(?:hklm|hkcu|hkcr|hku|hkcc|hkey_[a-z_]{4,20})(?:\\{1,2}[\w .(){}*@-]{1,60})*"
    rb"\\{1,2}[\w.{}()*-]{1,80}"
    rb"|\bmozilla/\d\.\d(?: \([^()\n\x01-\x03]{1,160}\))?(?: (?:[a-z]{2,20}/[\w.]{1,20}|\([^()\n\x01-\x03]{1,80}\))){0,8}"
    # hashes, UUIDs, STIX ids, device addresses, fingerprints
    rb"|\b(?:[a-z][a-z0-9-]{2,40}--)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    rb"|\b[0-9a-f]{32,128}\b|\b(?:[0-9a-f]{2}[:-]){5,63}[0-9a-f]{2}\b"
    rb"|\b\d{1,6}:[a-z0-9/+]{16,120}:[a-z0-9/+]{8,80}\b"
    # numbers with dots: IPv4, OID, versions
    rb"|\b\d{1,10}(?:" + DOT + rb"\d{1,10}){3,30}(?:/\d{1,2}\b)?|\d(?:\.\d{1,12}){4,30}"
    # IPv6
    rb"|(?:\b[0-9a-f]{1,4}:|::)(?:[0-9a-f]{0,4}:){0,7}(?:[0-9a-f]{1,4}|:|\d{1,3}(?:\.\d{1,3}){3})(?:/\d{1,3}\b)?"
    # numbers of weaknesses, techniques, papers
    rb"|\b(?:cve-\d{4}-\d{3,9}|cwe-\d{1,5}|capec-\d{1,5}|ta?\d{4}(?:\.\d{3})?|ghsa(?:-[a-z0-9]{4}){3}|jira [a-z]{2,10}-\d{1,6}"
    rb"|kb\d{6,7}|(?:icsm?a|aa|ar|ta|ma|va)-?\d\d-\d{3}(?:-\d\d)?[a-z]?|zdi-\d\d-\d{2,5}|ms\d\d-\d{3}"
    rb"|rh[sbe]a-\d{4}:\d{4,5}|vu#\d{4,7}|edb-\d{3,6}|dsa-\d{4}-\d|usn-\d{4}-\d)\b"
    # wallets
    rb"|\b(?:bc1[a-z0-9]{25,90}|0x[0-9a-f]{40}|[13][a-z0-9]{25,34}|[48][0-9a-z]{94}|ltc1[a-z0-9]{30,60}"
    rb"|t1[a-z0-9]{33}|r[a-z0-9]{33}|d[a-z0-9]{33}|x[a-z0-9]{33})\b"
    # product/1.2.3
    rb"|\b[a-z][a-z0-9_-]{1,40}/\d{1,6}(?:\.\d{1,6}){1,4}\b"
    # files, then domains
    rb"|\b[a-z0-9_~$][a-z0-9_.()@+~$-]{0,120}\.(?:" + FILES + rb")\b(?:\.(?:" + FILES + rb")\b)?"
    rb"|\b(?:[a-z0-9_-]{1,63}" + DOT + rb"){1,10}[a-z][a-z0-9-]{1,23}\b)"
)
TOP_LEVEL = frozenset(
    "com org net edu gov mil int info biz name pro aero coop museum mobi jobs travel tel cat asia"
    " xyz top icu site online club shop store live work world life today email cloud space website"
    " tech link click stream download win bid loan men date party review trade science racing"
    " cricket faith accountant gdn kim wang vip app dev page blog art ink run fun host press pw"
    " buzz rest cyou sbs cfd quest monster support help services solutions systems center company"
    " group agency network digital media news health care hospital clinic doctor dental surgery"
    " pharmacy fit bank money finance capital example test local lan corp internal intranet"
    " invalid onion bit zip mov ac ad ae af ag ai al am ao aq ar as at au aw az ba bb bd be bf bg"
    " bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cx cy cz de"
    " dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq"
    " gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km"
    " kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr"
    " ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr"
    " ps pt py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz"
    " tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws"
    " ye yt za zm zw localdomain home priv"
    " cam lol zone ninja rocks wtf hair beauty skin makeup autos boats homes mom lat dad foo fyi guru moe onl pics uno"
    " wiki yoga codes chat tools tips tokyo works global fail gifts rip express directory computer international"
    " technology academy vote delivery".split()
)
FILE = re.compile(rb".*\.(?:" + FILES + rb")")
_PATIENT_URL = re.compile(
    r"mychart|myhealth|patientportal|patient-portal|followmyhealth"
    r"|[/?&](?:mrn|patient|patientid|patient_id|pt|chart|encounter|csn|visit|dob|ssn|memberid)s?[/=]"
    r"[\w%-]{2,}|/(?:chart|patients?|encounters?)/[\w-]*\d|[?&](?:mrn|pid|patid|ssn|dob)="
)
_VERSION_CUE = re.compile(
    rb"(?:\bversions?|\bver\.?|\bv\.?|firmware|\bfw|release|\bbuild|software|\bsw"
    rb"|stays on|remains on|running|\bruns|upgraded? (?:to|from)|updated? (?:to|from)|patched to"
    rb"|moved to|downgraded? to|rev(?:ision)?)[\"']?[ :=]{0,3}[\"']?v?\Z"
    rb"|\b(?:affects?|affected|vulnerable|product|model|firmware|version)\b(?:(?! at | from | to | on |[.;,()=] )[^\n\[\]]){0,60} \Z"
)
_THREAT = own(
    rb"phish\w*|spoof\w*|malicious|attacker\w*|threat actor|lures?\b|\bioc\b|indicators?|extort\w*"
    rb"|ransom\w*|scam\w*|fraud\w*|impersonat\w*|suspicious|spam\w*|\bbec\b|exfil\w*|\bc2\b|adversar\w*"
    rb"|(?:e?-?mails?|messages?|invoices?|link|attachment)\b[^.;\n]{0,40}\b(?:from|by)\b|\bsenders?\b"
    rb"|\bsent (?:from|by)\b|\breply-?to\b|return-?path|\bfrom[\"']?\s?[:=]|email-addr|envelope-from"
    rb"|\bmailfrom|smtp\.from|\bs(?:rc_?)?user|\bsender\w*|originat\w+|strange|fake|bogus|block\w*|malspam|desde|remitente|correo de"
    rb"|forward\w*[^.;\n]{0,30} to\b|auto-?forward|email-src|email-reply|quarantin|sinkhole"
    rb"|(?:document|notice|order|file|fax|request|voicemail|shared?)\b[^.;\n]{0,30}\bfrom\b|\bcame from\b"
)
_PEOPLE = own(
    rb"\bcontact\b|wrote to|\breach(?:ed)?\b|sent to|addressed to|\bto[\"']?\s?[:=]|\bcc[\"']?\s?[:=]"
    rb"|recipients?|\brcpt|my e?-?mail|his e?-?mail|her e?-?mail|their e?-?mail|victim\w*|patient\w*"
    rb"|employees?|\bstaff\b|\bnurse|\bdr\b|colleague|forwarded to|delivered to|mailbox(?:es)? of"
    rb"|email (?:me|us) at|e?-?mail me|\bmail [\"'(<]?$|user(?:name)?s?\b|targets?\b|guarantor|clicked by|\bd(?:st)?user|recipient\w*"
)
_PLAIN_THREAT = own(
    rb"phish|spoof|malicious|attacker|threat|lure|\bioc\b|indicator|extort|ransom|scam|fraud|impersonat|suspicious|spam"
    rb"|\bbec\b|fake|bogus|strange|block|malspam|exfil|\bc2\b|from[\"']?\s?[:=]|sender|email-addr"
)
# What only those who extort write; there the address to contact is theirs.
_EXTORTION = rx(
    rb"(?:your|all) (?:network|files?|data|servers?|company)\b[^.\n]{0,60}\b(?:encrypted|stolen|locked|exfiltrated|leaked)"
    rb"|\btox(?: id)?\b[ :]{1,2}[0-9a-f]{16}|\bto decrypt\b|\bdecryption (?:key|tool)\b"
)
_REPLY = re.compile(rb"\b(?:contact|write to|e?-?mail)\b[^.\n]{0,30}\Z")
_FROM = re.compile(rb"\b(?:from|by)[ :]{1,2}[\"'<(\[ ]{0,3}\Z")
_MAX_TRIM = b".,;:!?)]}>*'"


def screen(sheet: Sheet) -> None:
    """Decide every observable of the text."""
    low = sheet.low
    found = [match.span() for match in _OBSERVABLES.finditer(low)]
    own = _recipients(sheet)
    unsure: list[tuple[int, int, str]] = []
    for start, end in found:
        _one(sheet, start, _trimmed(low, start, end), own, unsure)
    _settle(sheet, unsure)


_LINKS = rx(rb"\bhttps?://[^\s\"'<>`{}|\x00-\x03\\^]+")


def portals(sheet: Sheet) -> None:
    """Take out addresses of a patient's page whole, before their parts are read as fields."""
    if sheet.low.find(b"://") < 0:
        return
    for match in list(_LINKS.finditer(sheet.low)):
        start, end = match.start(), _trimmed(sheet.low, *match.span())
        text = sheet.low[start:end].decode("latin-1")
        name = re.split(r"[/?#:]", text.partition("//")[2], maxsplit=1)[0]
        if _PATIENT_URL.search(text) and roles.is_internal_host(sheet.profile, name):
            sheet.claim(start, end, "PATIENT_URL", "url.own")


def _settle(sheet: Sheet, unsure: list[tuple[int, int, str]]) -> None:
    """Decide mail addresses without words of role by what became of others of their domain."""
    if not unsure:
        return
    stays, goes = set[str](), set[str]()
    for start, end in sheet.kept:
        if "@" in (word := sheet.text[start:end]):
            stays.add(_plain(word.lower().encode("latin-1", "replace")).rpartition("@")[2])
    for claim in sheet.claims:
        if claim.label == "EMAIL":
            goes.add(sheet.text[claim.start : claim.end].lower().rpartition("@")[2])
    for start, end, domain in unsure:
        if domain in goes:
            sheet.claim(start, end, "EMAIL", "email.domain")
            continue
        if domain not in stays:
            sheet.doubt(start, end, "a mail address of unknown role")
        sheet.keep(start, end)


def _trimmed(low: bytearray, start: int, end: int) -> int:
    """The end without the sentence's own signs; brackets that belong to `[.]` stay."""
    while end > start + 1 and low[end - 1] in _MAX_TRIM:
        if low[end - 1] in b")" and low.count(b"(", start, end) >= low.count(b")", start, end):
            break
        if low[end - 1] in b"]" and low.count(b"[", start, end) >= low.count(b"]", start, end):
            break
        end -= 1
    return end


def _recipients(sheet: Sheet) -> frozenset[str]:
    """Domains that mail in this text was sent to: read as own ones where no profile says more."""
    if sheet.profile.own_domains or sheet.low.find(b"@") < 0:
        return frozenset()
    found = {(m[1] or m[2]).decode("latin-1") for m in _TO.finditer(sheet.low)}
    return frozenset(name for name in found if name not in roles.FREE)


_TO = rx(
    rb"(?:^|[\n\r])(?:to|cc|bcc|delivered-to|envelope-to|x-original-to): ?[^\n@]{0,100}"
    rb"@([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    rb"|\bby [a-z0-9-]+\.((?:[a-z0-9-]+\.)+[a-z]{2,})(?: \([^)]{0,60}\))? with e?smtp"
)


def _one(
    sheet: Sheet, start: int, end: int, own: frozenset[str], unsure: list[tuple[int, int, str]]
) -> None:
    low = sheet.low
    word = bytes(low[start:end])
    if b"\x01" in word or b"\x02" in word:
        return
    if b"//" in word and b":" in word:
        _url(sheet, start, end, word)
    elif word[:1].isdigit() and b":" not in word and _numbers(sheet, start, end, word):
        return
    elif (product := _PRODUCT.fullmatch(word)) and _IPV4.fullmatch(product[1]):
        _one(sheet, start + product.start(1), end, own, unsure)
    elif b"\\" in word or _PAPER.fullmatch(word):
        sheet.keep(start, end)
    elif _NUMBERS_BESIDE.fullmatch(word):
        return  # the ends of two numbers of a row, no address: `…-2512:07/13/…`
    elif b"@" in word or b"[at]" in word or b"(at)" in word:
        _mail(sheet, start, end, word, own, unsure)
    elif b":" in word and b"/" not in word[:8] and b"mozilla" not in word:
        _colons(sheet, start, end, word)
    elif word.isalnum() and _BIOMETRIC.search(low, max(0, start - 40), start):
        return
    elif b"." in word and b"/" not in word and b" (" not in word:
        _dotted(sheet, start, end, word, own)
    else:
        sheet.keep(start, end)


_NUMBERS_BESIDE = re.compile(rb"\d{4,5}:\d\d/\d\d")
_DEFANGED = re.compile(rb"[\[({\\ ]|x[xp]p|\*p")


def _plain(word: bytes) -> str:
    if _DEFANGED.search(word) is None:
        return word.decode("latin-1")
    return refang(word.decode("latin-1")).replace("[.", ".").replace(".]", ".").replace(" ", "")


def _numbers(sheet: Sheet, start: int, end: int, word: bytes) -> bool:
    """Decide what begins with a digit and is made of numbers and dots; False for other things."""
    text = _plain(word)
    address = text.partition("/")[0]
    if not address.replace(".", "").isdigit() or "." not in address:
        return False
    if sheet.low[start - 1 : start] == b"+" and address.count(".") == _DOTS:
        return True  # a telephone number, which a later rule reads
    label = roles.address_label(sheet.profile, text) if address.count(".") == _DOTS else None
    if label and _VERSION_CUE.search(sheet.low[max(0, start - 80) : start]) is None:
        sheet.claim(start, end, label, "ip.own")
        return True
    sheet.keep(start, end)
    return True


_PRODUCT = re.compile(rb"[a-z][a-z0-9_-]*/([\d.]+)")
_IPV4 = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
_BIOMETRIC = re.compile(
    rb"\b(?:template|fingerprint|faceprint|voiceprint|biometric|iris|retina|palm|vein|facial)[^.;\n]{0,24}\Z"
)
_PAPER = re.compile(
    rb"(?:ta?\d{4}(?:\.\d{3})?|(?:cve|cwe|capec|ghsa|icsm?a|aa|zdi|ms|usn|dsa)-[\w-]+)"
)
# Dots of an IPv4 address.
_DOTS = 3
_DEVICE = re.compile(rb"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}")


def _colons(sheet: Sheet, start: int, end: int, word: bytes) -> None:
    """IPv6 addresses, device addresses, fingerprints; times of the day are no business here."""
    if _DEVICE.fullmatch(word) and len({*word} - {*b":-"}) == 1:
        sheet.keep(start, end)  # to all (ff:ff:…) or to none
        return
    if _DEVICE.fullmatch(word):
        sheet.claim(start, end, "MAC", "device.address")
        return
    text = word.decode("latin-1")
    label = roles.address_label(sheet.profile, text) if ":" in text else None
    if label is None:
        if len(word) >= 24:  # noqa: PLR2004 # a fingerprint or an ssdeep value
            sheet.keep(start, end)
        return
    if label:
        sheet.claim(start, end, label, "ip.own")
    elif text.strip(":"):
        sheet.keep(start, end)


def _url(sheet: Sheet, start: int, end: int, word: bytes) -> None:
    text = _plain(word)
    rest = text.partition("//")[2]
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    name = host.partition(":")[0].strip("[]") if host.count(":") < 2 else host.strip("[]")  # noqa: PLR2004 # IPv6
    address = roles.address_label(sheet.profile, name)
    path = rest.removeprefix(host)
    if address:
        sheet.claim(start, end, "URL", "url.own")
    elif roles.is_internal_host(sheet.profile, name):
        patient = _PATIENT_URL.search(text) is not None
        sheet.claim(start, end, "PATIENT_URL" if patient else "URL", "url.own")
    elif _PATIENT_URL.search(path) or (roles.CARE.search(name) and _PATIENT_URL.search(text)):
        sheet.claim(start, end, "PATIENT_URL", "url.patient")
    elif "." not in name and address is None and not name.isdigit():
        _bare_host(sheet, start, end, word, name)
    else:
        _inside(sheet, start, end, text)


def _bare_host(sheet: Sheet, start: int, end: int, word: bytes, name: str) -> None:
    """A URL of a host without a domain is one inside; short words such as `db` name nothing."""
    at = word.find(name.encode("latin-1"))
    if at > 0 and any(char.isdigit() for char in name):
        sheet.claim(start + at, start + at + len(name), "HOST", "host.url")
        sheet.keep(start, start + at)
        sheet.keep(start + at + len(name), end)
    else:
        sheet.keep(start, end)


_MAIL_INSIDE = re.compile(rb"[a-z0-9._+-]{1,64}(?:@|%40)((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})")


def _inside(sheet: Sheet, start: int, end: int, text: str) -> None:
    """Keep an attacker's URL, without the victim's address that stands in it."""
    position = start
    if "@" in text or "%40" in text:
        for match in list(_MAIL_INSIDE.finditer(bytes(sheet.low[start:end]))):
            domain = match[1].decode("latin-1")
            if (
                sheet.profile.owns_domain(domain)
                or domain in roles.FREE
                or roles.CARE.search(domain)
            ):
                sheet.keep(position, start + match.start())
                sheet.claim(start + match.start(), start + match.end(), "EMAIL", "email.in-url")
                position = start + match.end()
    sheet.keep(position, end)


def _mail(
    sheet: Sheet,
    start: int,
    end: int,
    word: bytes,
    own: frozenset[str],
    unsure: list[tuple[int, int, str]],
) -> None:
    text = _plain(word)
    lead = len(text) - len(text.lstrip("'._-+"))
    start, text = start + lead, text[lead:]
    local, _, domain = text.rpartition("@")
    domain = domain.rstrip(".")
    role = _mail_role(sheet, start, end, local, domain, own)
    if role == "go":
        sheet.claim(start, end, "EMAIL", "email.role")
        return
    if role == "doubt":
        unsure.append((start, end, domain))
        return
    sheet.keep(start, end)


_ROLE_LOCAL = re.compile(
    r"(?:no-?reply|support|billing|info|admin\w*|it|it-\w+|helpdesk|hr|hr\.\w+|accounts?|payroll|invoices?"
    r"|security|service|services|notice|notifications?|alerts?|postmaster|mailer|daemon|sales|contact"
    r"|webmaster|office|team|update|updates|docs?|share|voicemail|fax|scan|remit\w*|ceo|cfo)[\w.-]*"
)
_PERSONAL_LOCAL = re.compile(r"[a-z]{2,}[._][a-z]{2,}\d{0,3}|[a-z]\.[a-z]{2,}")


def _mail_role(
    sheet: Sheet, start: int, end: int, local: str, domain: str, own: frozenset[str]
) -> str:
    """What becomes of a mail address: "go", "stay" or "doubt"."""
    if sheet.profile.owns_domain(domain) or domain in own:
        return "go"
    if roles.is_public_mail(f"{local}@{domain}"):
        return "stay"
    low = sheet.low
    if b"[" in low[start:end] and domain not in roles.FREE and not roles.CARE.search(domain):
        return "stay"  # whoever wrote it so warns of it
    line = max(
        low.rfind(b"\n", max(0, start - 120), start), low.rfind(b". ", max(0, start - 120), start)
    )
    window = bytes(low[max(line, start - 120, 0) : start])
    threat = max((match.end() for match in _THREAT.finditer(window)), default=-1)
    people = max((match.end() for match in _PEOPLE.finditer(window)), default=-1)
    if domain not in roles.FREE and _FROM.search(window):
        return "stay"
    if people > threat:
        extorts = domain not in roles.FREE and not roles.CARE.search(domain)
        return "stay" if extorts and sheet.says(_EXTORTION) and _REPLY.search(window) else "go"
    if threat < 0 and sheet.low[start - 3 : start] == b"\x02, ":
        return "stay"  # one of a list of observables
    if threat >= 0 and (domain not in roles.FREE or _PLAIN_THREAT.search(window)):
        return "stay"
    if roles.is_internal_host(sheet.profile, domain) or domain in roles.FREE:
        return "go"
    if roles.CARE.search(domain) and "-" not in domain:
        return "go"
    if (
        _ROLE_LOCAL.fullmatch(local)
        or not _PERSONAL_LOCAL.fullmatch(local)
        or b"[" in low[start:end]
    ):
        return "stay"
    return "doubt"


def _dotted(sheet: Sheet, start: int, end: int, word: bytes, own: frozenset[str]) -> None:
    """Files, versions, domains and hosts."""
    text = _plain(word)
    ending = text.rpartition(".")[2]
    if (
        sheet.profile.owns_domain(text)
        or any(text.endswith("." + name) for name in own)
        or (ending in TOP_LEVEL and roles.is_internal_host(sheet.profile, text))
    ):
        bare = text in sheet.profile.own_domains
        sheet.claim(start, end, "DOMAIN" if bare else "HOST", "host.own")
    elif FILE.fullmatch(word) or (ending in TOP_LEVEL and not _sentence(sheet, start, end, text)):
        sheet.keep(start, end)


def _sentence(sheet: Sheet, start: int, end: int, text: str) -> bool:
    """Whether the dot ends a sentence whose next word follows without a space."""
    raw = sheet.raw
    dot = raw.rfind(b".", start, end)
    after = chr(raw[dot + 1]) if dot >= 0 else ""
    return text.count(".") == 1 and after.isupper() and not raw[start:dot].isupper()
