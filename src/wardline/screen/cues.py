"""Values that a word before them announces, in running text and in forms."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardline.screen import checks, values
from wardline.screen.sheet import Sheet, rx

# Cue words by what they announce; a table, so longer than code may be.
_WORDS = {
    "MRN": "pid[.]3|exp[.]:|(?:his|her|my|their) record|expediente(?: medico| clinico)?|historia clinica|nhc|numero de dossier|patientennummer|mrns?|mr ?#|mr no|mr number|medical records? ?(?:number|no|num|#)?|med rec|patient(?:'s)? "
    "(?:id|identifier|number|no|record|chart|mrn)|patient/|encounter/|pt id|pt #|patient #|chart "
    "(?:number|no|id|#)|chart #?|encounter (?:number|no|id|#)|encounter #?|csn|fin|empi|hospital "
    "(?:number|no)|visit (?:number|no|id|#)|record (?:number|no|#)|unit (?:number|no)|patient",
    "SSN": "seguro social|numero de seguro|securite sociale|ssns?|ss ?#|ss number|ssn/?tin|social security(?: numbers?| no| num| #)?|social|socials"
    "|soc sec(?: no| number| #)?|itin|last four(?: of (?:his|her|their|the|my))?(?: ssn| social)?",
    "ACCOUNT": "visit|badge(?: number| no| id| ?#)?|(?:activation|enrol?lment|redemption|membership|gate|door|lock ?box) code|spec|specimen|acc ?#|her bill|his bill|the bill|(?:claim|billing|old|patient|guarantor) account|accounts? ?(?:numbers?|nos?|num|#|id)?|acct ?(?:number|no|num|#)?|guarantor (?:id"
    "|account|number)|accession(?: number| no| #)?|iban|routing(?: number| no| #)?|bank account|claim "
    "(?:number|no|id|#)|claim #?|rx ?(?:number|no|#)|prescription (?:number|no|#)|invoice to patient"
    "|billing (?:number|no|id)|confirmation (?:number|no)|specimen (?:number|no|id|#)|order (?:number|no"
    "|#)|authorization (?:number|no|#)|checking|savings|aba",
    "PLAN_ID": "member ?(?:id|number|no|#)?|subscriber ?(?:id|number|no|#)?|policy ?(?:number|no|#|id)"
    "|policyholder(?: id| number)?|group (?:number|no|id|#)|plan (?:id|number|no|#|member)|health plan"
    "(?: beneficiary)?(?: number| id| no)?|insurance (?:id|number|no|card|#|member id)|insurance|medicare"
    "(?: number| id| no| beneficiary(?: identifier| id| number)?)?|medicaid(?: number| id| no)?|mbi|hicn"
    "|pol ?(?:no|#)|ins(?: id| no| ?#|:)|beneficiary ?(?:id|number|no|identifier)?|coverage (?:id|number)|payer id|insured(?:'s)? id",
    "LICENSE": "cdl ?(?:number|no|#)?|licen[sc]e ?(?:numbers?|nos?|num|#|id)?|lic ?(?:no|#)?|dea ?(?:registration|reg)? ?"
    "(?:numbers?|nos?|num|#)?|npi ?(?:number|no|#)?|passport ?(?:number|no|#)?|driver'?s? licen[sc]e"
    " ?(?:number|no|#)?|dl ?(?:number|no|#)|certificate (?:number|no|#)|certification (?:number|no|#)"
    "|registration (?:number|no|#)|licensed as|permit (?:number|no|#)",
    "VEHICLE": "vin ?(?:number|no|#)?|licen[sc]e tag|licen[sc]e plate ?(?:number|no|#)?|plates? ?(?:number|no|#)?|tag "
    "(?:number|no|#)|vehicle (?:id|identification)(?: number| no)?|car tag|number plate|reg plate",
    "DEVICE_SERIAL": "ser ?(?:no|nr|num|#)|serial nr|seriennummer|numero de serie|asset ?(?:id|tag|#|no)|inventory (?:no|number|id|#)|equipment (?:id|no|number|#)|control (?:no|number|#)|property (?:tag|no|#)|biomed (?:tag|id|#|no)|cmms (?:id|#|no)|serial ?(?:numbers?|nos?|num|#)?|serials?|s/n|sn|udi|imei|implant (?:id|number|no)"
    "|device (?:id|identifier|serial)(?: number| no)?|asset (?:tag|number|no)|lot and serial|ser no|unit",
    "BIOMETRIC": "(?:face|facial|palm|palm vein|finger(?:print)?|iris|retinal?|voice|hand|vein|biometric"
    "|gait|ear|thumb(?:print)?) (?:template|scan|hash|id|data|print|vector|image|map|embedding|signature"
    "|minutiae|record|code)|faceprint|voiceprint|biometric(?: identifier)?|template (?:id|data)|templates?(?: on file)?|(?:face|facial|palm|iris|retina|finger|voice|vein|hand) scan (?:record|id|data|code|file|image|hash)",
    "CARD": "cc ?#?|mc|diners|credit|debit|paid (?:by|with|on)|card on file|(?:credit|debit|payment|bank|visa|amex|mastercard) cards?(?: ?(?:number|no|#))?|card ?(?:number"
    "|no|#|ending in)?|cards|visa|mastercard|amex|american express|discover card|pan|cvv|cvc|ccn",
    "USER": "usuario|(?:pass ?words?|pw|pwd|pass ?code|pin|login|creds|credentials|mfa|token) (?:of|for)|invalid user|target user|my (?:own )?account|user accounts?|user ?(?:name|id)|username|login(?: name| id)?|logon(?: name)?|user id|logged in as|logged on as"
    "|log ?in as|signed in as|local admin(?:istrator)?(?: account| user)?|admin account|service account"
    "|domain account|account name|user account|sam account|ad account|as user|the user|for user|by user"
    "|user|mailbox of|profile of|login for|account of|account for|credentials (?:of|for)|impersonated"
    "|domain admin(?:istrator)?|nt login|ad (?:user|account|login)|network id|logon id|unlock|unlocked|locked out|disabled|compromised account|the account|employee id|badge(?: number| no| id)?",
    "HOST": "hostname|host name|host|workstation|server|computer ?(?:name)?|machine ?(?:name)?|endpoint"
    "|domain controller|laptop|desktop|file server|print server|jump ?host|terminal server|pc|device name"
    "|jump box|jumpbox|on host|vm|nas|appliance",
    "SECRET": "pass ?words?|pass? ?wo?rds?|passwrds?|paswds?|pwrd|passwod|contrasena|clave|kennwort|mot de passe|temp pass|passwd|pwd?|pass ?phrase|pass ?code|pin ?(?:code|number)?|credentials?|creds|secret"
    "|api ?key|access ?key|token|vault|passwort|shared key|psk|client secret|pw",
    "EXT": "ext\\.?|extension|x|pager|beeper|voicemail|callback number|room phone",
    "DOB8": "dob|d\\.o\\.b\\.?|date of birth|birth ?date|born|birthday",
    "AGE90": "aged?",
    "ZIPCODE": "zip(?: ?code)?|postal code|postcode",
}  # fmt: skip
_CUES = list(_WORDS.items())


def _spaced(words: str) -> bytes:
    """The words as a pattern, where a space may be a hyphen or an underline too."""
    return re.sub(r"\[[^\]]*\]| ", lambda m: "[ _-]" if m[0] == " " else m[0], words).encode()


_SCAN = rx(
    rb"\b(?:" + b"|".join(_spaced(words) for _, words in _CUES) + rb")(?:\b|[ :=#(])",
    longest=True,
)
_KINDS = tuple(
    (label, re.compile(rb"(?:" + _spaced(words) + rb")"))
    for label, words in _CUES
)  # fmt: skip
_CACHE: dict[bytes, tuple[str, ...]] = {}

# What may stand between a cue and its value.
_FILL = (
    rb"\.?[ \t]{0,8}(?:number|numbers|num|nos?\.?|nbr|ids?|code|value|#|\((?:id|no|mrn|ssn|dob|last 4|21)\))?"
    rb"(?:\(\d\d\))?[ \t]{0,8}(?:(?:is|was|are|were|of|ending in|ends in|ending|=>?|:|#|-)[ \t]{0,8}){0,2}"
    rb"[\"'(\[#]{0,2}(?:\(21\))?"
)
_ID = re.compile(_FILL + rb"([A-Za-z]{0,6}[-. ]?\d[A-Za-z0-9]*(?:[-/][A-Za-z0-9]+|\.\d{3,9}){0,5})")
# A number in groups: `227 390 472`, `3035 6246 24`.
_GROUPS = re.compile(
    _FILL
    + rb"([A-Za-z]{0,3}\d{3,4}(?:[ .]\d{3,5}){1,3}(?:[ .]\d{2})?|\d{4} \d{4} \d{2})(?![ .]?\d)"
)
_ANY_ID = re.compile(
    _FILL + rb"((?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,12}){0,5})"
)
_SSN = re.compile(_FILL + rb"((?:\d{3}|[xX*]{3})[-. ]?(?:\d\d|[xX*]{2})[-. ]?\d{4}|\d{4})\b")
_CARD = re.compile(_FILL + rb"(\d(?:[ -]?\d){11,18}|(?:[xX*]{4}[ -]?){3}\d{4}|\d{3,4})\b")
_PLATE = re.compile(
    _FILL
    + rb"((?:[A-HJ-NPR-Z0-9]{17}|(?=[A-Z-]{0,8}\d)[A-Z0-9]{2,4}-[A-Z0-9]{2,5}(?![\w-])|[A-Z]{2}\d{2} [A-Z]{3}|[A-Z]{1,4}[- ]?\d{1,5}[A-Z]{0,3}|\d{1,4}[- ]?[A-Z]{2,4}(?:[- ]?\d{1,4})?"
    rb"|[A-Z0-9]{2,4}-[A-Z0-9]{2,5}))\b"
)
_BIO = re.compile(_FILL + rb"((?=[^ ]{0,40}[0-9A-Z])[A-Za-z0-9+/=_-]{10,4000})")
_USER = re.compile(
    rb"[ \t]{0,16}(?:(?:is|was|es|=|:|-|named|called|id|account|name|user)[ \t]{0,8}){0,2}[\"'(\[<]{0,2}"
    rb"([a-zA-Z][a-zA-Z0-9._-]{1,40}(?:\\[a-zA-Z0-9._$-]{2,40})?)"
)
_HOST = re.compile(
    rb"[ \t]{0,2}(?:(?:is|was|=|:|named|called|name)[ \t]{0,2}){0,2}[\"'(\[]{0,2}"
    rb"([a-zA-Z][a-zA-Z0-9-]{2,30}(?:\.[a-zA-Z0-9-]{1,40}){0,5})"
)
_EXT = re.compile(rb"\.?[ \t:#]{0,3}(\d{3,6})\b(?![-. ]?\d)")
_AGE = re.compile(
    rb"[ \t]{0,2}(?:is|was|=|:|of)?[ \t]{0,2}((?:9\d|1[0-4]\d))\b(?![.,%]\d|[/-]\d|%)"
)
_ZIP = re.compile(rb"[ \t]{0,3}(?:is|was)?[ \t:=#]{0,3}(\d{5}(?:-\d{4})?)\b")
_DOB8 = re.compile(rb"[ \t]{0,2}(?:is|was|on|in|=|:)?[ \t]{0,2}((?:19|20)\d{6}|\d{6})\b")


def screen(sheet: Sheet) -> None:
    """Decide the value after each cue."""
    low = sheet.low
    for match in list(_SCAN.finditer(low)):
        start, end = match.span()
        word = bytes(low[start:end])
        if word[-1:] in b" :=#(" and not word.endswith(b"#"):
            end -= 1
        labels = _CACHE.get(word)
        if labels is None:
            if len(_CACHE) > 4_096:  # noqa: PLR2004 # foreign words must not fill the memory
                _CACHE.clear()
            labels = _CACHE[word] = _labels_of(word)
        for label in labels:
            done = _HOW[label](sheet, label, start, end)
            if label == "USER" and word.startswith((b"p", b"cred")):
                done = _secret(sheet, "SECRET", start, end) or done
            if done:
                break


def _labels_of(word: bytes) -> tuple[str, ...]:
    """The kinds of value that a cue may announce; the sign after the cue is no part of it."""
    words = (word, word[:-1]) if word[-1:] in b" :=#(" else (word,)
    return tuple(kind for kind, pattern in _KINDS if any(pattern.fullmatch(item) for item in words))


def _identifier(sheet: Sheet, label: str, start: int, end: int) -> bool:
    pattern = _ID if label in ("MRN", "ACCOUNT", "LICENSE", "PLAN_ID") else _ANY_ID
    match = (
        _GROUPS.match(sheet.raw, end, end + 90) if label in ("MRN", "ACCOUNT", "PLAN_ID") else None
    )
    match = match or pattern.match(sheet.raw, end, end + 90)
    if match is None and (label in ("LICENSE", "PLAN_ID") or sheet.low[end - 5 : end] == b" code"):
        match = _ANY_ID.match(sheet.raw, end, end + 90)
    if match is None:
        return False
    first, last = match.span(1)
    value = bytes(sheet.raw[first:last])
    digits = sum(0x30 <= byte <= 0x39 for byte in value)  # noqa: PLR2004 # ASCII digits
    least = 2 if sheet.low[end - 5 : end] == b" code" else _LEAST.get(label, 4)
    word = bytes(sheet.low[start:end])
    if word in _LOOSE_WORDS or word.endswith(b" record"):
        least = 6
    if word == b"unit" and len(value) < _LONG_SERIAL:
        return False
    if digits < least or _is_date(value) or _unit_follows(sheet, last):
        return False
    if label == "DEVICE_SERIAL" and b"cert" in sheet.low[max(0, start - 24) : start]:
        sheet.keep(first, last)
        return True
    sheet.claim(first, last, label, f"cue.{label.lower()}")
    return True


_LONG_SERIAL = 9
_LEAST = {"MRN": 4, "PLAN_ID": 4, "DEVICE_SERIAL": 2, "LICENSE": 4, "ACCOUNT": 4}
_LOOSE_WORDS = frozenset(
    (
        b"visit",
        b"her bill",
        b"his bill",
        b"the bill",
        b"patient",
        b"account",
        b"accounts",
        b"insurance",
        b"encounter",
        b"chart",
        b"claim",
    )
)
_DATE_LIKE = re.compile(rb"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}-[A-Za-z]{3}-\d{2,4}"
                        rb"|\d{1,2}-\d{1,2}-\d{4}")  # fmt: skip
_UNIT = re.compile(rb" ?(?:bytes|records|patients|users|accounts|times|days|hours|minutes|%|percent|years|million"
                   rb"|thousand|members|people)")  # fmt: skip


def _is_date(value: bytes) -> bool:
    return _DATE_LIKE.fullmatch(value) is not None


def _unit_follows(sheet: Sheet, end: int) -> bool:
    return _UNIT.match(sheet.low, end, end + 12) is not None


def _with(
    pattern: re.Pattern[bytes], label: str, rule: str
) -> Callable[[Sheet, str, int, int], bool]:
    def handler(sheet: Sheet, _label: str, _start: int, end: int) -> bool:
        match = pattern.match(sheet.raw, end, end + 200)
        if match is None or _unit_follows(sheet, match.end(1)):
            return False
        sheet.take(match.span(1), label, rule)
        return True

    return handler


def _ssn(sheet: Sheet, label: str, start: int, end: int) -> bool:
    match = _SSN.match(sheet.raw, end, end + 90)
    if match is None:
        return False
    short = match.end(1) - match.start(1) == 4  # noqa: PLR2004 # the last four
    if (short and sheet.low[start:end] == b"social") or _unit_follows(sheet, match.end(1)):
        return False
    sheet.take(match.span(1), label, "cue.ssn")
    return True


def _card(sheet: Sheet, label: str, start: int, end: int) -> bool:
    match = _CARD.match(sheet.raw, end, end + 90)
    if match is None:
        return False
    length = match.end(1) - match.start(1)
    code = (
        bytes(sheet.low[start:end]) in (b"cvv", b"cvc")
        or b"ending" in sheet.low[start : match.start(1)]
    )
    if (length < 12) != code and length < 12:  # noqa: PLR2004 # a count, no card number
        return False
    digits = "".join(filter(str.isdigit, match[1].decode()))
    if len(digits) == 12 and not checks.luhn(digits):  # noqa: PLR2004 # the shortest cards
        return False
    sheet.take(match.span(1), label, "cue.card")
    return True


def _bio(sheet: Sheet, label: str, _start: int, end: int) -> bool:
    match = _BIO.match(sheet.raw, end, end + 4_100)
    if match is None:
        return False
    value = bytes(sheet.raw[slice(*match.span(1))])
    if not any(0x30 <= byte <= 0x39 for byte in value) and value[1:].islower():  # noqa: PLR2004 # a word
        return False
    sheet.take(match.span(1), label, "cue.biometric")
    return True


_USER_SHAPE = re.compile(rb"(?=[^ ]*[0-9._\\]|(?:adm|svc|srv|sa|da)-)[A-Za-z][\w.\\$-]*\w")
_SURE_USER = frozenset((b"username", b"user name", b"user id", b"userid", b"user_id", b"user-id",
    b"login name", b"login id", b"logon name", b"sam account", b"account name", b"logged in as",
    b"logged on as", b"signed in as", b"login as", b"log in as"))  # fmt: skip
_NO_USER = frozenset(
    b"the a an is was and or for from to of in on at with has had who that this not no nor but by as if when"
    b" then they he she it we you his her their our password passwords accounts account names name field"
    b" required enumeration list lists data fields attempts reported could can cannot did does may must"
    b" should will would were are be been being database table column policy policies domain admin root"
    b" administrator system guest anonymous rights access privileges permissions permission group role roles tools use credentials"
    b" privilege membership enabled disabled".split()
)


def _user(sheet: Sheet, label: str, start: int, end: int) -> bool:
    match = _USER.match(sheet.raw, end, end + 90)
    if match is None:
        return False
    first, last = match.span(1)
    while last > first and sheet.raw[last - 1] in b".-_":
        last -= 1
    value = bytes(sheet.raw[first:last])
    low = value.lower()
    if low in _NO_USER or low.decode("latin-1") in values.COMMON_USERS:
        return False
    separated = (
        bytes(sheet.raw[end : end + 1]) in (b":", b"=") or bytes(sheet.low[start:end]) in _SURE_USER
    )
    if bytes(sheet.raw[last : last + 1]) in (b":", b"=", b"\x02", b"\x01", b"@", b"/"):
        return False
    cue = bytes(sheet.low[start:end])
    if not (_USER_SHAPE.fullmatch(value) or separated or _names_account(cue, sheet, last)):
        return False
    if low.endswith((b".exe", b".dll")) or (
        value[:1].isupper() and not separated and b"\\" not in value and (value[1:].islower())
    ):
        return False
    sheet.claim(first, last, label, "cue.user")
    return True


_OWNED = re.compile(
    rb"(?:pass ?words?|pw|pwd|pass ?code|pin|login|creds|credentials|mfa|token) (?:of|for)|invalid user|usuario"
    rb"|my (?:own )?account|target user|local admin(?:istrator)?(?: account| user)?|(?:admin|service|domain) account|unlock(?:ed)?|nt login"
)
_CLAUSE_END = re.compile(rb"[,.;:)\]\n\"']|$| (?:was|is|has|and|from|to|on|y)\b")


def _names_account(cue: bytes, sheet: Sheet, end: int) -> bool:
    """Whether the word after the cue ends a clause, as an account's name does."""
    return (
        _OWNED.fullmatch(cue) is not None and _CLAUSE_END.match(sheet.low, end, end + 6) is not None
    )


_HOST_SHAPE = re.compile(
    rb"(?=[^ ]*\d)[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]|[A-Z0-9]{2,}(?:-[A-Z0-9]{2,})+"
)
_NO_HOST = re.compile(rb"(?:windows|ubuntu|server|http|ip|port|exchange|office|win|mac|ios|rhel|sql|cve|model"
                      rb"|version|v)-?[\d.]*|[a-z]*20\d\d")  # fmt: skip


def _host(sheet: Sheet, label: str, _start: int, end: int) -> bool:
    match = _HOST.match(sheet.raw, end, end + 90)
    if match is None:
        return False
    first, last = match.span(1)
    value = bytes(sheet.raw[first:last])
    if b"." in value or not _HOST_SHAPE.fullmatch(value) or _NO_HOST.fullmatch(value.lower()):
        return False
    sheet.claim(first, last, label, "cue.host")
    return True


_LOOKS_SECRET = re.compile(
    rb"(?=[^\n]*[A-Za-z])(?=[^\n]*\d)[^\n]{5,128}|(?=[^\n]*[A-Za-z][^\n]*[A-Za-z])(?=[^\n]*[!@#$%^&*?~+])[^\n]{5,128}"
    rb"|(?=[A-Za-z]{8,})[A-Za-z]*[a-z][A-Z]+[a-z]+[A-Z][A-Za-z]*"
)
_NOT_SECRET = re.compile(
    rb"\d{1,2}(?:st|nd|rd|th)|[a-z]+-[a-z-]+|cve-.*|20\d\d-\d\d.*|v?\d+(?:\.\d+)+|\d+(?:am|pm|h|hrs?|days?|min)"
    rb"|[a-z]+/[a-z/]+|\d+-(?:day|character|digit|factor|hour|month|bit).*|[a-z]+(?:-\d+)?|mfa/2fa|2fa|sha-?\d+"
    rb"|md5|ntlmv?\d?|kerberos\d?|oauth2?|log4j|e\.g|i\.e|n/a|24/7|24x7|aes-?\d+|http\d?|windows\d*|office365"
    rb"|\[[^\]]*\]?|<[^>]*>?|rc4|base64|t\d{4}.*|ms-?\d+.*|kb\d+|365|m365|o365|keepass2?|web\d+|lastpass\d?"
)
_AFTER_SIGN = re.compile(
    rb"[ \t]{0,2}\*{0,2}(?:[:=]|=>|->|is:|was:)\*{0,2}[ \t]{0,2}[\"'`]?([^\s\x00-\x03\"'`]{3,128})"
)
_QUOTED = re.compile(
    rb"[ \t]{0,2}\(?(?:[a-z]{1,12}[ \t]){0,4}?(?:is|was|of|to|=|:)?[ \t]{0,2}[\"'`]([^\s\"'`\n\x01-\x03]{4,64})[\"'`]"
)


def _secret(sheet: Sheet, label: str, start: int, end: int) -> bool:
    """A pass word in prose: after a sign or in quotes whatever it is, else what looks like one."""
    raw, low = sheet.raw, sheet.low
    cue = bytes(low[start:end])
    if cue in _LABELLED and bytes(raw[end : end + 1]) not in (b":", b"=", b" "):
        return False
    if cue.startswith((b"pin", b"pass code", b"passcode", b"pass-code")):
        code = _CODE.match(raw, end, end + 60)
        if code:
            sheet.take(code.span(1), "SECRET", "cue.pin")
            return True
    signed = _AFTER_SIGN.match(raw, end, end + 140)
    if signed and _claim_secret(sheet, signed.span(1), sure=cue not in (b"token", b"secret")):
        return True
    quoted = _QUOTED.match(raw, end, end + 140)
    if quoted and _claim_secret(sheet, quoted.span(1), sure=True):
        return True
    stop, position, found = _stop(raw, end), end, False
    for _ in range(14):
        word = _WORD.search(raw, position, stop)
        if word is None:
            break
        first, last = word.span(1)
        near = position == end or _SAID.search(low, max(end, first - 12), first) is not None
        value = bytes(raw[first:last])
        if value.rstrip(b".,;:?)").lower() in _CUE_AGAIN:
            break  # a cue of its own, which looks on from here
        if (near or _STRONG.search(value)) and _claim_secret(sheet, (first, last), sure=False):
            found = True
        position = last
    if not found and not cue.startswith((b"cred", b"token", b"secret", b"api", b"access")):
        plain = _WORD_SECRET.match(raw, end, end + 60)
        if plain and not _PLAIN_WORD.fullmatch(bytes(raw[slice(*plain.span(1))])):
            sheet.take(plain.span(1), "SECRET", "cue.secret-word")
            return True
    return found


_CODE = re.compile(
    rb"[ \t]{0,2}(?:(?:code|number|is|was|still|to|changed|set|reset|the|=|:)[ \t]{0,2}){0,4}[\"'#]{0,2}(\d{4,8})\b(?![-/.]\d)"
)
_WORD_SECRET = re.compile(
    rb"[ \t](?:is|was|still|remains|to)[ \t](?:still |now |just )?[\"'`]?([A-Za-z][A-Za-z0-9]{3,30})[\"'`]?"
    rb"(?=[.,;!?)\n]|$| (?:and|but|for|on|which|so|then|before|when|since)\b)"
)
_PLAIN_WORD = re.compile(
    rb".*(?:ed|en|ing|able|ible|ent|ant|ly|ous|ive|ful|less)|[a-z]{1,3}|(?:weak|strong|same|unique|shared|known"
    rb"|public|safe|secure|unsafe|long|short|old|new|fine|good|bad|gone|lost|sent|kept|set|reset|left|found|blank"
    rb"|empty|required|complex|simple|private|secret|wrong|right|correct|invalid|valid|there|here|none|nothing"
    rb"|everyone|users?|staff|administrators?|vendors?|support|helpdesk|attackers?|email|mail|phone|case|them|him"
    rb"|her|this|that|these|those|issue|problem|default|common|leaving|what|sure|also|only|part|used|on|off"
    rb"|caps|plaintext|cleartext|text|plain|clear|temporary|permanent|years?|days?|months?|access|login|work)",
    re.IGNORECASE,
)
_CUE_AGAIN = frozenset((b"password", b"passwords", b"passwd", b"pwd", b"passcode", b"passphrase"))
_LABELLED = frozenset((b"token", b"secret", b"clave"))
_SAID = re.compile(
    rb"(?:\b(?:is|was|be|to|as|pw|es|era|ist|est|use[ds]?|with|still|remains|password|pass)|[:=(]|->)[ ]{0,2}[\"'`(]?\Z"
)
# Three of: small letters, capitals, digits, signs; or words and digits joined.
_STRONG = re.compile(
    rb"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)|(?=.*[A-Za-z])(?=.*\d)(?=.*[!@#$%^&*?~+])|[a-z]{3,}-[a-z]{3,}-\d{1,4}"
)
_WORD = re.compile(rb"(?:^|[\s(\[\"'`:=>/])([^\s\x00-\x03\"'`\[\]()]{3,128})")
_CLAUSE = re.compile(rb"[.;] |\n|[!?] (?=[A-Z])")


_AS_SECRET = rx(
    rb"([^\s\x01-\x03\"'()]{6,64})[\"']? (?:(?:is|was|as) (?:the|my|our|her|his|their|your|a|an?)(?: [a-z]{2,12}){0,2}|as|for a)"
    rb" (?:pass ?word|passwd|pwd?|pass ?code|pass ?phrase|pin|login|secret|key)\b"
    rb"|\b(?:pass ?words?|pw|pwd|pass ?code|pin|wi-?fi(?: key| password)?|login|code)\b[^.\n:]{1,60}: ?[\"']?([^\s\x01-\x03\"']{4,64})"
    rb"|\b(?:log(?:ged)? ?(?:in|on)|sign(?:ed)? in|unlock(?:ed)?|authenticate|get in|connect|try|tried|typed|entered|gave (?:him|her|them|it)"
    rb"|typing|entering|used|using|sent (?:him|her|them|it))(?: in| with| my| the| using| as| it| (?:him|her|them))*"
    rb" [\"']?(?:[a-z][a-z0-9._\\-]{2,30} ?[/:|] ?)?([^\s\x01-\x03\"']{6,64})"
)
_STRONG_ALONE = re.compile(
    rb"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[^\s]{8,}|(?=.*[A-Za-z])(?=.*\d)(?=.*[!@#$%^&*?~+])[^\s]{6,}|(?=.*[A-Za-z]{3})[^\s/.:]{4,}[!@#$%^&*]+\d*"
)


# A pass word beside the account that it opens, or where a sentence or a program sets it.
_BESIDE_ACCOUNT = rx(
    rb"(?i)convertto-securestring (?:-string )?[\"']([^\"'\n]{4,64})[\"']"
    rb"|\b(?:tried|trying|takes|accepts|with|creds?|credentials|log ?in|logged in as|signed in as|as|is|->|=>) ?:? ?[\"']?[\x01A-Za-z0-9._\\@-]{2,60}[\"']?"
    rb"(?: ?[/|:] ?| with | and | / |, (?:pass(?:word)?|pw|pwd) ?:? ?)[\"']?([^\s\x01-\x03\"',;]{6,64})"
    rb"|\b(?:code|pass ?word|passw|pw|pwd|pin|pass) (?:was |is |has been |got |were )?(?:changed|reset|set|back|rolled|switched) (?:back )?to [\"']?([^\s\x01-\x03\"']{4,64})"
    rb"|\blocal admin(?:istrator)?(?: pass(?:word)?| pw)? (?:is |was )?(?:still |now )[\"']?([^\s\x01-\x03\"']{5,64})"
    rb"|\bpassw?: ?[\"']?([^\s\x01-\x03\"']{4,64})"
    rb"|\[[\x01A-Za-z0-9._-]{2,60}/([^\]\s\x01-\x03]{4,64})\] \(from client"
    rb"|[`'\"][\x01A-Za-z0-9._\\-]{3,40} ?: ?([^\s\x01-\x03\"'`]{6,64})[`'\"]"
    rb"|\x01[:;]([^\s\x01-\x03\"'`:;|^]{6,64})(?:[:;\s]|$)"
    rb"|\b(?:bridge|dial-?in|conference|call-?in|webex|zoom)\b[^\n]{0,60}?\b(?:code|pin|passcode|id)[ :#]{1,3}(\d{4,10})\b"
    rb"|\b(?:pass ?word|pass ?code|pw|pwd|login|creds)\b[^\n]{0,80}?[.!;] (?:it|that|which|mine)(?:'s| is| was) [\"'`]?([^\s\x01-\x03\"'`]{6,64})"
    rb"|:\d{2,5}:[\w\x01*-]{1,40}:[\w\x01-]{1,40}:([^\s\x01-\x03\"'`]{6,64})(?:\s|$)"
    rb"|\x01 (?:uses?|used|has|had|types|typed) [\"'`]?([^\s\x01-\x03\"'`]{6,64})"
)


# Groups of the pattern whose surroundings alone say little.
_ONLY_STRONG = frozenset((2, 7, 8, 10, 11, 12))
_BRIDGE = 9
# Small letters and capitals mixed, with a sign, or over and over: no word is written so.
_MIXED = re.compile(
    rb"(?=[^\s]*[a-z])(?=[^\s]*[A-Z])[A-Za-z0-9]*[!#$%&*?^][^\s/]{3,}|(?:[A-Za-z]*[a-z][A-Z]+){2}[A-Za-z]*"
)


def beside_account(sheet: Sheet) -> None:
    """Take out pass words beside their account, or where they are set."""
    for match in list(_BESIDE_ACCOUNT.finditer(sheet.raw)):
        group = next(g for g in range(1, 13) if match.start(g) >= 0)
        start, end = match.span(group)
        value = bytes(sheet.raw[start:end]).rstrip(b".,;:)")
        if group == _BRIDGE:
            sheet.take((start, end), "SECRET", "cue.pin")
        elif _LOOKS_SECRET.fullmatch(value) and not _NOT_SECRET.fullmatch(value.lower()):
            if group in _ONLY_STRONG and not (
                _STRONG_ALONE.fullmatch(value) or _STRONG.search(value) or _MIXED.fullmatch(value)
            ):
                continue
            _claim_secret(sheet, (start, end), sure=False)


def backward(sheet: Sheet) -> None:
    """Take out pass words that stand before their word, after a label, or after a verb of logging in."""
    for match in list(_AS_SECRET.finditer(sheet.raw)):
        group = next(g for g in (1, 2, 3) if match.start(g) >= 0)
        start, end = match.span(group)
        value = bytes(sheet.raw[start:end]).rstrip(b".,;:)")
        least = _STRONG_ALONE if group == 3 else _LOOKS_SECRET  # noqa: PLR2004 # the third group
        if least.fullmatch(value):
            _claim_secret(sheet, (start, end), sure=False)


def _stop(raw: bytearray, start: int) -> int:
    match = _CLAUSE.search(raw, start, start + 120)
    return match.start() + 1 if match else min(len(raw), start + 120)


_ASSIGNED = re.compile(rb"[A-Za-z][A-Za-z_.-]{1,30}(?:=|:$|:[\"'\x01-\x03])")


def _claim_secret(sheet: Sheet, span: tuple[int, int], *, sure: bool) -> bool:
    start, end = span
    raw = sheet.raw
    while end > start and raw[end - 1] in b".,;:)]}'\"":
        end -= 1
    value = bytes(raw[start:end])
    if _ASSIGNED.match(value) or b"://" in value:
        return False
    if len(value) < 4 or b"\x01" in value or b"\x02" in value:  # noqa: PLR2004 # no pass word
        return False
    low = value.lower()
    if sure:
        return values.decide(sheet, start, end, "SECRET", "cue.secret", strong=True)
    if not _LOOKS_SECRET.fullmatch(value) or _NOT_SECRET.fullmatch(low):
        return False
    if low.rstrip(b"!?*+") == value.rstrip(b"!?*+") and value.rstrip(b"!?*+").isalpha():
        return False  # a word with the sentence's own sign
    sheet.claim(start, end, "SECRET", "cue.secret")
    return True


_ZIP_CODE = _with(_ZIP, "ZIP", "cue.zip")
_OF_SOMEBODY = re.compile(rb"\b(?:my|his|her|our|your|their|'s) \Z")
_SAYS = re.compile(rb"[ \t]{0,3}(?:is|was)\b")
_SIZE = re.compile(rb"[ \t:=#]{0,3}(?:is|was)?[ \t:=#]{0,3}\d+ ?[kmg]i?b\b")


def _zip(sheet: Sheet, label: str, start: int, end: int) -> bool:
    """A ZIP code; "the zip is …" speaks of an archive, its pass word or size."""
    low = sheet.low
    if _SIZE.match(low, end, end + 40):
        return False
    loose = low[start:end] == b"zip" and _SAYS.match(low, end)
    if loose and not _OF_SOMEBODY.search(low, max(0, start - 8), start):
        return False
    return _ZIP_CODE(sheet, label, start, end)


_EXTENSION = _with(_EXT, "PHONE", "cue.extension")


def _ext(sheet: Sheet, label: str, start: int, end: int) -> bool:
    """An extension; one behind a whole number is taken with it (`numbers.phones`)."""
    if sheet.low[max(0, start - 3) : start].rstrip(b" ,")[-1:].isdigit():
        return False
    if sheet.low[start:end] == b"x" and bytes(sheet.low[end : end + 1]) in (b":", b"\t"):
        return False  # the second field of a line of accounts
    return _EXTENSION(sheet, label, start, end)


_HOW = {
    "MRN": _identifier,
    "SSN": _ssn,
    "ACCOUNT": _identifier,
    "PLAN_ID": _identifier,
    "LICENSE": _identifier,
    "VEHICLE": _with(_PLATE, "VEHICLE", "cue.vehicle"),
    "DEVICE_SERIAL": _identifier,
    "BIOMETRIC": _bio,
    "CARD": _card,
    "USER": _user,
    "HOST": _host,
    "SECRET": _secret,
    "EXT": _ext,
    "DOB8": _with(_DOB8, "DOB", "cue.birth"),
    "AGE90": _with(_AGE, "AGE90", "cue.age"),
    "ZIPCODE": _zip,
}
