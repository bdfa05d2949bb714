"""Numbers: those of persons go, those that the text explains stay, the rest is for a person to see."""

from __future__ import annotations

import re
from bisect import bisect_right

from wardline.screen import checks
from wardline.screen.sheet import Sheet, rx

_PHONES = rx(
    rb"(?:\+?\b1[ .-]?)?(?:\(\d{3}\)[ -]{0,2}|\b\d{3}[ ./-]|\b\d{3}\) ?)\d{3}[ .-]{1,2}\d{4}\b"
    rb"(?: {0,2}(?:x|ext\.?|extension|#) ?\d{1,6}\b)?"
    rb"|\b\(?\d{3}\)? - \d{3} - \d{4}\b"
    rb"|\+[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}\b|\+1\d{10}\b"
)
# Lines that authorities give to the public; digits without the leading 1.
_PUBLIC_LINES = frozenset(
    "8882820870 8003681019 8005377697 8002255324 8442722472 8447292472 8552923937 8884636332"
    " 8002221222 8883730888 8884248255 8002738255 8772324636 8003210001 8005114636 8664874636"
    " 8003569327 7037676 8773823772 8006336300 8772679229 8006334227 8009992362 2023242000"
    " 8004478477 8774384338 8009855990 8776966775 8663004374 8003321088 8006624357 8666277748"
    " 8002324636 8774382338 8004478477 8008291040 8007721213 8773824357 8667205721 7032358832"
    " 8662347787 8007696700 8884074747 8772724337 8004574968".split()
)
# Numbers that cost the caller nothing are an organization's line, never a person's.
_OF_PERSON = re.compile(rb"(?:cell|mobile|movil|pager|home|fax|\bph|phone|tel|\x01)[^;\n]{0,12}\Z")
_TOLL_FREE = re.compile(r"18(?:00|33|44|55|66|77|88)[2-9]\d{6}")
_BARE = rx(
    rb"\b(?:tel(?:ephone|efono)?|phone|cell|mobile|movil|call(?:ed|s)?(?: him| her| me| us| them| back)?(?: at| on)?|fax"
    rb"|reach(?:ed)?(?: him| her| me| us)?(?: at| on)|text(?:ed)?(?: me| him| her)?(?: at)?|pager|callback(?: number)?|ph"
    rb"|contact|call(?:er)? from|dial(?:ed)?|extension|number is|numero)\.?[ :#]{1,3}(\d{10}|\d{3}[-. ]\d{4})\b"
)
# Numbers of other countries have no one form: after a word of calling all groups of digits are one.
# What programs do as well (the first group) says less.
_ABROAD = rx(
    rb"\b(?:(call(?: back)? (?:at|on)|messages? (?:at|on|to))|call(?: me| us| him| her| them)(?: back)? (?:at|on)"
    rb"|(?:text|reach|ring|phone)(?: me| us| him| her| them) (?:at|on)|answering at|(?:mobile|cell|phone|telephone)(?: number)? is)"
    rb" (\+?\(?\d[\d ().x/-]{5,22}\d)\b(?:,? or (?:on |at )?(\+?\(?\d[\d ().x/-]{5,22}\d)\b)?"
)
# Days, addresses of computers and versions.
_DATED = re.compile(
    rb"(?:19|20)\d\d(?:-\d\d|[ ./](?:0[1-9]|1[0-2])[ ./])"
    rb"|(?:0?[1-9]|[12]\d|3[01])[ .-](?:0?[1-9]|[12]\d|3[01])[ .-](?:19|20)\d\d\b"
    rb"|\d{1,3}(?:\.\d{1,3}){3}\Z|\d{1,2}/\d{1,2}/|(?!0\d)\d{1,3}(?:\.\d{1,3}){2}(?![.\d])"
)
_DIALLED = re.compile(rb"\+|\(?0(?:\D*\d){8}")
_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)[2-9]\d{6}")
_FEWEST, _MOST = 7, 15
# An account abroad, by the length that its country gives it (ISO 13616).
_IBANS = rx(rb"\b[A-Z]{2}\d\d[ A-Z0-9]")
_IBAN_SIGNS = re.compile(rb"[A-Z0-9](?: ?[A-Z0-9])*")
_IBAN = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
_FAX = re.compile(rb"\b(?:fax|facsimile|f)\b[^;\n]{0,24}\Z")
_ATTACKER_LINE = re.compile(
    rb"(?:call-?back (?:number|phish\w*|scam)|vishing|smishing|scam\w*|spoofed|attacker\w*|fraud\w*"
    rb"|fake support|robocall\w*|threat actor\w*|caller id)[^.;\n]{0,40}\Z"
)
_NO_PHONE = re.compile(
    rb"(?:version|firmware|build|release|\bver|\bv|part|model|ndc|isbn|upc)[ :=#.]{0,3}\Z"
)
_SSNS = rx(
    rb"\b\d{3}[-. ]\d{2}[-. ]\d{4}(?:[A-Z]\d?)?\b|\b(?:[xX*]{3}|#{3})[- ](?:[xX*]{2}|#{2})[- ]\d{4}\b"
)
# A donation of blood. *Source*: ISBT 128 Standard Technical Specification, donation identification number.
_DONATIONS = rx(
    rb"(?i:\b(?:blood|donation|donor|units?|prbc|plasma|platelets)\b[^\n]{0,30}?)\b([A-Z]\d{4} \d{2} \d{6})\b"
)
_CARDS = rx(
    rb"\b\d{4}([ -])\d{4}[ -]\d{4}[ -]\d{1,7}\b|\b3\d{3}[ -]\d{6}[ -]\d{4,5}\b|\b\d{13,19}\b"
)
_PAYS = rx(
    rb"card|visa|master|amex|payment|pan\b|cvv|\bexp\b|expir|\bcc\b|charge|debit|credit|billing"
)
_SHAPED = rx(
    rb"\b(?:[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?"
    rb"[AC-HJKMNP-RT-Y]{2}\d\d|[A-HJ-NPR-Z0-9]{17}|[A-Z][A-Z9]\d{7})\b"
)
_VEHICLE = rx(rb"\bvin\b|vehicle|\bcar\b|ambulance|truck|\bvan\b|plate|motor|courier|fleet|dmv")
_PRESCRIBER = rx(
    rb"\bdea\b|prescri|licen|physician|\bdr\b|\bmd\b|pharm|controlled|provider|nurse|opioid"
)
_OLD = rb"(?:9\d|1[0-2]\d)"
_AGES = rx(
    rb"\b("
    + _OLD
    + rb")(?:[ -]{0,2}(?:years?|yrs?|yr|y)\b\.?(?:[ -]{0,2}(?:old|of age|o\b))?|[ -]?y\.?[/-]?o\b|[ -]?yo\b| ?anos\b| ans\b"
    rb"|[ -]?jahr\w*| ?/?[mf]\b[ ,.;:)\n]|(?:st|nd|rd|th) birthday)"
    rb"|\b((?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a) hundred(?: and)?"
    rb"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|ten))?))[- ]years?[- ]old"
    rb"|\b(?:age[ds]?|edad|alter|turn(?:ed|ing|s)|patient|pt|resident|man|woman|male|female|mother|father|grandmother|grandfather"
    rb"|grandma|grandpa|husband|wife|lady|gentleman|widow|veteran|he|she|who)(?:,| is| was| of| at| de|:|=| about| almost| nearly"
    rb"| now| just| already| is now| had| turned| aged| age){0,2} {0,2}\(?(" + _OLD + rb")\b"
    rb"|[a-z\x01], ("
    + _OLD
    + rb"), (?:of|was|who|had|is|and|an?|from|has|with|in|on|he|she|died|told|said|whose|lives|came|received)\b"
    rb"|[a-z\x01] \((" + _OLD + rb")\)"
)
_AGE_NOT = re.compile(
    rb"[.,:/-]?\d|%| ?(?:percent|beds|mg|mmhg|bpm|days?|hours?|minutes?|seconds?|ms|mb|gb|users|patients|records|hosts"
    rb"|devices|degrees|times|others|employees|staff|accounts|workstations|servers|systems|pages|miles|calls)\b"
)
# A product, whose model follows: `FortiGate 100F`.
_PRODUCT = re.compile(rb"\b[A-Z][a-z]+[A-Z][A-Za-z]+ \Z")
_SPAN = re.compile(rb"[ -]{0,2}(?:years?|yrs?|y)\b(?![ -](?:old|of age|o\b))")
_FOR = re.compile(rb"\b(?:for|last|past|over|than|within|next|every|combined|after|of)[ ]\Z")
_OTHER_UNIT = re.compile(rb"(?:uptime|warranty|archive|building|company|history)[^.\n]{0,20}\Z")


# A number with points looks like a version; a word of calling tells it apart.
_DOTTED = rx(
    rb"\b(?:cell|mobile|movil|tel(?:ephone|efono)?|phone|fax|call(?:ed|s|ing)?|contact|answered|reach(?:ed)?|is on|ph|pager)\b[^\n]{0,40}?[ :(]"
    rb"(1\.[2-9]\d{2}\.\d{3}\.\d{4})\b"
)


# Three numbers of three and four digits after a 1: no version is counted so.
_LONG_DOTTED = rx(rb"(?:\+|\b)1\.[2-9]\d{2}\.[2-9]\d{2}\.\d{4}\b")


def is_public_line(digits: str) -> bool:
    """Whether an authority gives this number to the public; `digits` without signs."""
    return digits[-10:] in _PUBLIC_LINES


def dotted(sheet: Sheet) -> None:
    """Take out numbers with points behind a word of calling, before they are fenced as versions."""
    for match in list(_DOTTED.finditer(sheet.low)):
        start, end = match.span(1)
        fax = sheet.low.find(b"fax", match.start(), start) >= 0
        if _NO_PHONE.search(bytes(sheet.low[max(0, start - 20) : start])) is None:
            sheet.claim(start, end, "FAX" if fax else "PHONE", "phone.dotted")
    for match in list(_LONG_DOTTED.finditer(sheet.low)):
        start, end = match.span()
        window = bytes(sheet.low[max(0, start - 60) : start])
        if _NO_PHONE.search(window) is None and bytes(sheet.low[end : end + 1]) not in (b"-", b"_"):
            sheet.claim(start, end, "FAX" if _FAX.search(window) else "PHONE", "phone.dotted")


# A device's address as Windows and Cisco write it; with colons `observe` reads it.
_DEVICE = rx(
    rb"(?:^|[^\w.:-])((?:[0-9a-f]{2}-){5}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?:[^\w:-]|$)"
)


def devices(sheet: Sheet) -> None:
    """Take out the addresses of network devices."""
    for match in list(_DEVICE.finditer(sheet.low)):
        start, end = match.span(1)
        if any(48 <= byte <= 57 for byte in sheet.low[start:end]):  # noqa: PLR2004 # 0-9
            sheet.claim(start, end, "MAC", "device.address")


# The number right behind a person's name: `O'Neil, id 8412-2990`, `Kirby (480-583-988)`.
_BEHIND = re.compile(
    rb"(?:,? ?id ?[ =:#] ?|(\())([A-Za-z]{0,3}-?\d[\d-]{4,13}\d(?: \d{3}){0,2}|[A-Za-z]{0,3}\d{3}(?: \d{3,5}){1,2})(?(1)\))(?![\w-])"
)
# An officer's number: `Ofc. Roe #4471`.
_SHIELD = re.compile(rb",? ?(?:#|badge )(\d{2,7})\b")
_OFFICER = re.compile(
    r"\b(?:ofc|officer|deputy|dep|sgt|sergeant|det|detective|trooper|agent|ranger)\b", re.IGNORECASE
)
_LEAST_DIGITS = 6


def near_names(sheet: Sheet) -> None:
    """Take out the number that stands right behind a person's name, as that person's own."""
    for claim in [each for each in sheet.claims if each.label == "NAME"]:
        if bytes(sheet.low[claim.end : claim.end + 1]) not in (b",", b" "):
            continue
        shield = _SHIELD.match(sheet.low, claim.end, claim.end + 12)
        if shield and _OFFICER.search(sheet.text[max(0, claim.start - 16) : claim.start + 8]):
            sheet.take(shield.span(1), "ACCOUNT", "number.badge")
            continue
        match = _BEHIND.match(
            sheet.low, claim.end + (sheet.low[claim.end : claim.end + 2] == b" (")
        )
        if match and sum(48 <= byte <= 57 for byte in match[2]) >= _LEAST_DIGITS:  # noqa: PLR2004 # 0-9
            sheet.take(match.span(2), "MRN", "number.behind-name")


def phones(sheet: Sheet) -> None:
    """Take out telephone and fax numbers, but those of authorities and of attackers."""
    low = sheet.low
    shaped = list(_PHONES.finditer(low))
    _abroad(sheet, {match.start(): match.end() for match in shaped})
    _called(sheet)
    for match in shaped:
        start, end = match.span()
        if (
            bytes(low[start - 1 : start]) in (b"-", b".", b"/", b"$", b"_")
            and low[start : start + 1] != b"+"
        ):
            continue
        if bytes(low[end : end + 1]) in (b"-", b"_") or (
            low[end : end + 1] == b"." and low[end + 1 : end + 2].isdigit()
        ):
            continue
        digits = bytes(byte for byte in low[start:end] if 48 <= byte <= 57).decode()  # noqa: PLR2004 # 0-9
        if len(digits) < 7:  # noqa: PLR2004 # no number to call
            continue
        window = bytes(low[max(0, start - 60) : start])
        if (
            digits[-10:] in _PUBLIC_LINES
            or (_TOLL_FREE.fullmatch(digits) and not _OF_PERSON.search(window))
            or _NO_PHONE.search(window)
            or _ATTACKER_LINE.search(window)
        ):
            sheet.keep(start, end)
            continue
        sheet.claim(start, end, "FAX" if _FAX.search(window) else "PHONE", "phone.shape")


def _called(sheet: Sheet) -> None:
    """Take out numbers without signs after a word of calling."""
    for match in list(_BARE.finditer(sheet.low)):
        start, end = match.span(1)
        if _digits(bytes(sheet.low[start:end])) not in _PUBLIC_LINES:
            fax = sheet.low.find(b"fax", match.start(), start) >= 0
            sheet.claim(start, end, "FAX" if fax else "PHONE", "phone.cue")


def _abroad(sheet: Sheet, shaped: dict[int, int]) -> None:
    """Take out other countries' numbers after a word of calling.

    Those that are `shaped` (start: end) as a whole are decided with all others of that form.
    """
    for match in list(_ABROAD.finditer(sheet.low)):
        window = bytes(sheet.low[max(0, match.start() - 60) : match.start(2)])
        for start, end in (match.span(2), match.span(3)):
            if start < 0 or _ATTACKER_LINE.search(window):
                continue
            number = bytes(sheet.low[start:end])
            digits = _digits(number)
            public = digits[-10:] in _PUBLIC_LINES or _FREE.match(digits)
            sure = match.start(1) < 0 or _DIALLED.match(number)
            if public or not sure or _DATED.match(number) or shaped.get(start, 0) >= end:
                continue
            if _FEWEST <= len(digits) <= _MOST:
                sheet.claim(start, end, "PHONE", "phone.cue")


def persons(sheet: Sheet) -> None:
    """Take out numbers whose own form, with the words around, says that they are a person's."""
    raw = sheet.raw
    for match in list(_SSNS.finditer(raw)):
        start, end = match.span()
        word = bytes(raw[start:end])
        if word[3] != word[6] or _joined(raw, start, end):
            continue
        if word[3:4] == b"-" or not word[:3].isdigit() or checks.ssn(_digits(word)):
            plan = word[-2:].isdigit() or not word[11:].strip(b"0123456789")
            sheet.claim(start, end, "SSN" if plan else "PLAN_ID", "ssn.shape")
    payers = sorted(claim.end for claim in sheet.claims if claim.label in _PAYER)
    for match in list(_CARDS.finditer(raw)):
        _card(sheet, match.start(), match.end(), payers)
    for match in list(_SHAPED.finditer(raw)):
        _shaped(sheet, *match.span())
    for match in list(_AGES.finditer(sheet.low)):
        start, end = match.span(next(g for g in range(1, 6) if match.start(g) >= 0))
        if _PRODUCT.search(sheet.raw, max(0, start - 24), start):
            continue
        if start >= 0 and _AGE_NOT.match(sheet.low, end, end + 16):
            continue
        if _SPAN.match(sheet.low, end, end + 16) and _FOR.search(
            sheet.low, max(0, start - 16), start
        ):
            continue
        if not _OTHER_UNIT.search(sheet.low, max(0, start - 40), start):
            sheet.claim(start, end, "AGE90", "age.over-89")
    for match in list(_IBANS.finditer(raw)):
        end = _iban_end(raw, match.start())
        if end:
            sheet.claim(match.start(), end, "ACCOUNT", "number.iban")
    for match in list(_DONATIONS.finditer(raw)):
        sheet.take(match.span(1), "ACCOUNT", "number.donation")
    if sheet.profile.mrn is not None:
        for match in list(sheet.profile.mrn.finditer(raw)):
            if sheet.is_open(*match.span()):
                sheet.take(match.span(), "MRN", "mrn.profile")


def _iban_end(raw: bytearray, start: int) -> int:
    """Where the account that begins here ends, 0 where its length or its check is wrong."""
    length = _IBAN.get(bytes(raw[start : start + 2]).decode(), 0)
    signs = _IBAN_SIGNS.match(raw, start, start + 2 * length)
    places = [at for at in range(*signs.span()) if raw[at] != 0x20] if signs else []  # noqa: PLR2004 # a blank
    if not length or len(places) < length:
        return 0
    end = places[length - 1] + 1
    after = bytes(raw[end : end + 1])
    plain = bytes(raw[start:end]).replace(b" ", b"").decode()
    return 0 if after.isalnum() or not checks.iban(plain) else end


def _joined(raw: bytearray, start: int, end: int) -> bool:
    """Whether the number is a part of a longer one."""
    before, after = raw[start - 1 : start] if start else b"", raw[end : end + 1]
    return (
        bytes(before) in (b"-", b".", b"_", b"/", b"+")
        or bytes(after) in (b"-", b"_", b"/")
        or (after == b"." and raw[end + 1 : end + 2].isdigit())
    )


_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)  # noqa: PLR2004 # 0-9


def _digits(word: bytes) -> str:
    return word.translate(None, _NO_DIGITS).decode()


def _count(word: bytes) -> int:
    return len(word) - len(word.translate(None, b"0123456789"))


def _card(sheet: Sheet, start: int, end: int, payers: list[int]) -> None:
    word = bytes(sheet.raw[start:end])
    if _joined(sheet.raw, start, end):
        return
    digits = _digits(word)
    grouped = not word.isdigit()
    fits = checks.card(digits)
    pays = sheet.says(_PAYS)
    if fits and not (grouped or pays):
        pays = _beside_person(sheet, start, payers)
    if (fits and (grouped or pays)) or (grouped and digits[0] in "3456" and len(digits) >= 15):  # noqa: PLR2004 # cards
        sheet.claim(start, end, "CARD", "card.checked")


# What a payer's row has close before the card.
_PAYER = frozenset(("ADDRESS", "ZIP", "PHONE", "PLAN_ID"))
_CLOSE = 60


def _beside_person(sheet: Sheet, start: int, payers: list[int]) -> bool:
    """Whether a person's address, telephone or plan was taken out close before, in the same line."""
    line = sheet.low.rfind(b"\n", max(0, start - _CLOSE), start) + 1
    index = bisect_right(payers, max(start - _CLOSE, line))
    return index < len(payers) and payers[index] <= start


def _shaped(sheet: Sheet, start: int, end: int) -> None:
    word = sheet.raw[start:end].decode("latin-1")
    if _joined(sheet.raw, start, end):
        return
    if len(word) == 17:  # noqa: PLR2004 # a vehicle
        if not checks.vin(word) or word.isdigit() or word.isalpha():
            return
        if sheet.says(_VEHICLE):
            sheet.claim(start, end, "VEHICLE", "vehicle.checked")
        else:
            sheet.doubt(start, end, "it fits the check digit of a vehicle")
            sheet.keep(start, end)
    elif len(word) == 9:  # noqa: PLR2004 # a prescriber
        if checks.dea(word) and sheet.says(_PRESCRIBER):
            sheet.claim(start, end, "LICENSE", "dea.checked")
    else:
        sheet.claim(start, end, "PLAN_ID", "mbi.shape")


# What is left: every token with so many digits needs an explanation.
_TOKENS = rx(rb"[A-Za-z0-9_]*\d[A-Za-z0-9_]*(?:[-./,:][A-Za-z0-9_]*\d[A-Za-z0-9_]*){0,40}")
_UNIT = re.compile(
    rb"[ -]?(?:bytes?|[kmgt]i?b\b|records?|rows?|users?|packets?|pkts|events?|files?|ms\b|sec(?:ond)?s?|s\b|minutes?|hours?"
    rb"|days?|patients?|people|persons?|individuals?|members?|images?|studies|devices?|hosts?|endpoints?|messages?|e?mails?"
    rb"|attempts?|requests?|connections?|sessions?|hits|lines?|entries|items?|accounts?|times|%|percent|dollars|usd|eur|btc"
    rb"|bitcoins?|beds|employees|hospitals|providers|logs?|alerts?|credentials|documents|objects|lives|residents|customers"
    rb"|failed|unique|distinct|total|medical|clinical|pages|words|characters|bits?\b|bps|hz|rpm|mg|ml|mcg|units?|km|miles)"
)
_MONEY = re.compile(rb"[$]\s?$|(?:usd|eur|us\$|dollars?)\s?\Z")
_SAID = re.compile(
    rb"(?:\b(?:ports?|pids?|ppid|tids?|process(?: id)?|event(?: ?id)?s?|eventcode|rules?(?: ?id)?|sid|gid|signature(?: ?id)?"
    rb"|tickets?(?: number| no\.?| id)?|cases?(?: number| no\.?| id)?|incidents?(?: number| no\.?| id)?|changes?|request"
    rb"|issues?|bug|builds?|versions?|firmware|releases?|rev(?:ision)?|patch|kb|docket(?: number| no\.?)?|rfc|loinc|icd"
    rb"(?:-?10|-?9)?(?:-cm|-pcs)?|snomed(?: ct)?|cpt|hcpcs|rxnorm|rxcui|ndc|cvx|drg|lines?|rows?|offset|size|as|asn|vlan"
    rb"|mtu|ttl|seq(?:uence)?|ack|authentication id|auth id|logon id|session id|handle|counter|length|len|counts?|total|about|over|nearly|approximately|around|some|than|error|status"
    rb"|codes?|exit|section|sec\.?|cfr|u\.?s\.?c\.?|part|pages?|fed\.? ?reg\.?|fr|omb|oids?|model|catalog|lot|part number"
    rb"|sku|p/n|pn|sct|mid|icid|rid|dcid|bin|pcn|ms-?drg|apr-?drg|apc|cas|un|fei|510k|gtin|upc|ean|isbn|issn|pmid|doi|ref|crc|checksum|epoch|timestamp|unix time|bytes|block|height|nonce|thread|jobs?|task|batch|transaction"
    rb"|advisory|notice|bulletin|pub(?:lication)?|nist|sp|iso|iec|ansi|astm|nfpa|standard|hl7|uid|euid|inode|fd|id_|windows"
    rb"|up to|least|most|total of|sum of|between|from|number of|frequency|id of rule|rule id|policy id|tlsh|imphash|ssdeep|vhash|ja3s?|hassh|mhz"
    rb"|event record|frame|compile[d]?(?: time| on| at)?|filetime|telegram(?: id)?|discord(?: id)?|steam(?: id)?|icq|jabber|q?tox(?: id)?"
    rb"|510\(k\)|pma|de novo|recall|tracking|ga|ua|pub|-sa|mutex|pipe|atom|serial of certificate"
    rb"|experience|gs|cve|ghsa|cwe|technique|tactic|campaign|unc|apt|fin|ta|dev|storm|http|rpt id|report id|(?:e?smtps?a?|lmtp) id|(?:incident|police|crash|theft) report|msg|message id|msgid|event-id)\b"
    rb"|conn(?:ection)?s?|sessions?|flows?|streams?|rin|%[a-z]{2,12}-\d?|(?:inc|chg|req|ritm|sir|sit|tt|ctask|ptask|vit|vul|stry|sr|prb|task|cs|hd|crq|wo|tkt|cr|pr|vt)[-_ ]?"
    rb"|<[a-z]{0,8}event[a-z]{0,12}>|#|0x|[$])[ \t:=#.\"'(\[-]{0,3}(?:is |no\.? |number |id )?\Z"
)
_FORMS = re.compile(
    rb"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?"  # 1,234,567.89
    rb"|v?\d{1,6}(?:\.\d{1,6}){1,6}(?:[-+._]?[A-Za-z0-9]{1,12}){0,3}"  # versions, decimals
    rb"|\d{4}-[A-Z]{2}\d{2}"  # RIN of a rule
    rb"|1[4-9]\d{8}\.\d{3,6}|1[23]\d{16}"  # clocks that count seconds, or since 1601
    rb"|\d{1,3}(?:_\d{1,3}){1,4}|\d{6}X\d{3}(?:[A-Z]\d)?"  # versions of releases and of X12 guides
    rb"|[A-Z]{1,4}\d{3,5}-\d{1,3}[A-Z]{0,3}"  # models
    rb"|[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}"  # a mail server's message
    rb"|\d{3}-\d{3}-\d{2}"  # builds of devices; no number of a person has this form
    rb"|(?:INC|CHG|REQ|RITM|SIR|SIT|TT|CTASK|PTASK|VIT|VUL|STRY|HDT|BUG|SR|PRB|TASK|CS|HD|CRQ|WO|IM|SCTASK|TKT|TICKET|CASE|IR|CVE|KB|MS|RFC|SA|PAN|FG|NVD)-?_?\d{3,12}"
    rb"|[A-Z]{2,6}(?:-[A-Z]{1,5}){0,2}-\d{4}-(?:[A-Z]{1,3}-)?\d{3,6}(?:-\d{1,6})?"  # dockets
    rb"|0x[0-9A-Fa-f]+|(?=[0-9a-f]*[a-f][0-9]*[a-f])[0-9a-f]{7,128}(?:[-_.][0-9a-f]{2,64}){0,8}"
    rb"|\d{1,5}/(?:tcp|udp|sctp)|\d{1,5}(?:[/,:-]\d{1,5}){1,40}|\d{4}-\d{4}|\d+[eE][+-]?\d+"
    rb"|(?:19|20)\d\d(?:[-/.,](?:19|20)?\d\d){1,6}|\d{1,2}:\d\d(?::\d\d)?(?:[-.]\d+)?|\d{1,5}x\d{1,5}"
    rb"|[A-Za-z]{2,}[a-z_]*\d{1,4}(?:[-_.][A-Za-z0-9]*\d{1,4}){0,4}"
)
# The name of an object of an operating system; what stands in it was chosen by a program.
_OBJECT = re.compile(rb"(?:global|local|basenamedobjects|sessions|pipe)\\[^\s\\]{0,40}\Z")
_KEYED = re.compile(
    rb"([a-z][a-z0-9_.-]{0,40})\\{0,2}[\"']?\]?[ \t]?(?:=|:)[ \t]?\\{0,2}[\"']?[\[(]?\Z"
)
_HINT = re.compile(rb"pat|\bpt|person|memb|subscr|chart|guar|emp(?:l|id|no)|cust|card|ident")
_EPOCH = re.compile(rb"1[4-9]\d{8}(?:\d{3}|\d{6})?(?:\.\d+)?")
_PERSON_FORM = re.compile(rb"\d{3}-\d{2}-\d{4}|\d{3}[-.]\d{3}[-.]\d{4}|\d{2,3}-\d{2}-\d{2,4}")
_TICKET = re.compile(rb"\b(?!har|mrn|ssn|acc|pt|pat|med|lic|dea|mem|pol|sn)[a-z]{2,10}-\Z")
_LEAST = 6
_LEAST_STRICT = 5


def residue(sheet: Sheet, *, strict: bool) -> None:
    """Leave to a person every number that nothing explains."""
    least = _LEAST_STRICT if strict else _LEAST
    raw, low = sheet.raw, sheet.low
    for match in list(_TOKENS.finditer(raw)):
        for start, end in _apart(raw, *match.span()):
            word = bytes(raw[start:end])
            if _count(word) < least:  # 0-9
                continue
            if not _explained(low, word, start, end):
                _unexplained(sheet, start, end, word)


_GROUPED = re.compile(rb"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?")
_TAG = re.compile(rb"[0-9A-Fa-f]{4},[0-9A-Fa-f]{4}")


def _apart(raw: bytearray, start: int, end: int) -> list[tuple[int, int]]:
    """The numbers of a token: cells that only a comma parts are numbers of their own."""
    if raw.find(b",", start, end) < 0 or _GROUPED.fullmatch(raw, start, end):
        return [(start, end)]
    if raw[start - 1 : start] == b"(" and _TAG.fullmatch(raw, start, end):  # a DICOM tag
        return []
    spans: list[tuple[int, int]] = []
    position = start
    while position < end:
        after = raw.find(b",", position, end)
        after = end if after < 0 else after
        spans.append((position, after))
        position = after + 1
    return spans


_PERSON_LIKE = re.compile(
    rb"\d{7,12}|[A-Za-z]{1,3}-?\d{6,12}|\d{2,3}-\d{2,3}-\d{2,4}|\d{6}|\d{4}-\d{4}(?:-\d{4}){0,2}|[A-Z]\d{6,9}[A-Z]?"
    rb"|[A-Z]{0,3}\d{5,10}-\d{1,2}|\d{1,6}(?:-\d{1,8}){1,3}|\d{6,12}[A-Z]{1,2}|[A-Z]{1,4}\d{5,12}[A-Z]{1,2}"
    rb"|(?=[A-Z0-9]*[A-Z])[A-Z0-9]{8,16}"  # a number with letters in it, as makers and plans give
)
_HARDWARE = re.compile(rb"(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}", re.IGNORECASE)


def _unexplained(sheet: Sheet, start: int, end: int, word: bytes) -> None:
    """Take out a number that may well be a person's; leave any other to a person's eyes."""
    digits = _digits(word)
    if _HARDWARE.fullmatch(word):
        sheet.claim(start, end, "MAC", "number.unexplained")
    elif checks.card(digits):
        sheet.claim(start, end, "CARD", "number.unexplained")
    elif checks.npi(digits) and word.isdigit():
        sheet.claim(start, end, "LICENSE", "number.unexplained")
    elif _PERSON_LIKE.fullmatch(word):
        sheet.claim(start, end, "ID", "number.unexplained")
    else:
        sheet.doubt(start, end, "a number that nothing explains")


_DAY = re.compile(rb"(?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])[-/](?:\d{2}|(?:19|20)\d{2})")
_DAY_CUE = re.compile(
    rb"\b(?:on|since|posted|deadline|until|till|by|dated?|before|after|contained|through|from|to|due|as of|effective)[ :]{1,2}\Z"
)


def _explained(low: bytearray, word: bytes, start: int, end: int) -> bool:
    if low[start - 1 : start] == b"%" or low[start - 3 : start - 2] == b"%":  # written for a link
        return True
    if _DAY.fullmatch(word) and _DAY_CUE.search(low, max(0, start - 16), start):
        return True
    if _FORMS.fullmatch(word) and not _PERSON_FORM.fullmatch(word):
        return True
    before = bytes(low[max(0, start - 48) : start])
    if _UNIT.match(low, end, end + 24) or _MONEY.search(before):
        return True
    keyed = _KEYED.search(before)
    if keyed and not _HINT.search(keyed[1]):
        return True
    if _EPOCH.fullmatch(word) and (not before or before[-1:] in b"\n["):
        return True
    if _SAID.search(before) or _OBJECT.search(before):
        return True
    ticket = _TICKET.search(before)
    return ticket is not None and end - start <= 7  # noqa: PLR2004 # tickets have few digits
