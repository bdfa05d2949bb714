"""Named values: key=value and JSON, also broken, escaped or inside other text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from wardline.screen import values
from wardline.screen.keys import is_weak, label_of, plain_key
from wardline.screen.observe import TOP_LEVEL
from wardline.screen.sheet import Sheet, rx

_KEY = rx(
    rb"\b([a-z][a-z0-9_.-]{0,47})\\{0,2}[\"']?\]?[ \t]{0,2}(?:=>?|:=?)[ \t]{0,2}(?:\\{0,2}[\"'])?"
)
_BARE = re.compile(rb"[^\s,;|&\"'<>\x00-\x03)\]}]+")
_LIST = re.compile(rb"[^\"\]\[{}]{0,200}\\{0,2}\"([^\"\n]{0,199}[^\"\n\\])\\{0,2}\"")
# A value without quotes goes on until the next key, a delimiter or the line's end.
_LONG = re.compile(rb"[^,;|&\"'<>\x00-\x03)\]}\n\t]{1,120}")
_CALL = re.compile(rb"[+(]?\d[\d ().x+-]{1,28}")
# A number in groups goes on behind its first blank: `653 889 366`, `M416 722 454`.
_IN_GROUPS = re.compile(
    rb"[a-z]{0,3}\d{3,4}(?: \d{3,5}){1,3}(?: \d\d)?(?![\w.:/-]| ?\d)|\d{4} \d{4} \d\d(?![\w.:/-])"
)
_NUMBERED = frozenset(("MRN", "ACCOUNT", "PLAN_ID", "DEVICE_SERIAL", "LICENSE"))
_NEXT_KEY = re.compile(rb"\s+[\w.-]+\s?[=:]")
_WORDY = frozenset(
    ("NAME", "OWNER", "PARTY", "ADDRESS", "DOB", "CARE_DATE", "PHONE", "FAX", "ZIP", "SSN", "CARD")
)
_NAME_RUN = re.compile(r"[^\W\d_][\w'.-]*(?:\^[\w'.-]*)*(?:(?:, ?| )[A-Z][\w'.-]*){0,4}")
_MAX_VALUE = 1_000
# A key right after one of these is a part of an address or a path.
_INSIDE = (b"]", b"/", b"@", b"\\", b".", b"-")
_SCHEME = re.compile(rb"(?:bearer|basic|digest|negotiate|token|apikey)[ ]+", re.IGNORECASE)
_TO_LINE_END = frozenset(("cookie", "setcookie"))
# A value after a colon in running text says less than one after `=` or in JSON.
_WEAK_AFTER_COLON = frozenset(
    "user users patient member account claim order plan host server node phone call serial visit"
    " encounter operator owner author provider staff doctor nurse fax cell city street address to"
    " pass pin secret token age insurance admission discharge birth service template street county"
    " community cc license social asset endpoint pc machine iris retina".split()
)


def screen(sheet: Sheet) -> None:
    """Decide each value whose key says what it holds."""
    low = sheet.low
    resources = _resources(sheet)
    identifiers = _identifiers(low) if resources else {}
    for match in list(_KEY.finditer(low)):
        start, end = match.span(1)
        if bytes(low[start - 1 : start]) in _INSIDE:
            continue
        key = sheet.raw[start:end].decode("latin-1")
        near = key.lower() in _OPEN_KEYS and _is_near(resources, start)
        begin = identifiers.get(start, -1) if near else -1
        if begin >= 0 and _take_identifier(sheet, begin, start, match.end()):
            continue
        label = label_of(key) or _by_context(low, key.lower(), start, near=near)
        if label is None and key.lower() == "id" and _ROW_OF_PERSON.match(low, match.end()):
            label = "MRN"
        if label is None:
            if plain_key(key) in _THREATS:
                _fence(
                    sheet, match.end(), bytes(low[match.end() - 1 : match.end()]) in (b'"', b"'")
                )
            continue
        _value(sheet, key, label, end, match.end())


# `id=… name=… ssn=…`: whose number it is, the fields beside it say.
_ROW_OF_PERSON = re.compile(
    rb"[^\s=]{3,20}[ ,;|&]{1,2}(?:name|patient|pt)=[^\n]{1,80}?\b(?:ssn|dob|mbi)="
)
# Fields of sensors that name what attacks.
_THREATS = frozenset(
    "threatname threatfamily threatfamilyname malwarename malwarefamily virusname signaturename actorname1"
    " detectionname".split()
)
_QUOTED_WORDS = re.compile(rb"[^\"'\n<>]{1,60}")
_BARE_WORDS = re.compile(rb"[^\s\"',;<>]{1,60}(?: (?![\w.-]{1,40}[=:])[^\s\"',;<>]{1,40}){0,2}")


def _fence(sheet: Sheet, start: int, quoted: bool) -> None:
    """Keep the name of a threat, which may be written like a person's."""
    match = (_QUOTED_WORDS if quoted else _BARE_WORDS).match(sheet.low, start)
    if match and sheet.is_open(*match.span()):
        sheet.keep(*match.span())


# Names that say nothing alone; what stands before them in the same object says more.
# So near a field of a resource stands what it is one of.
_RESOURCE = 20_000
_IDENTIFIERS = 4_000
_OBJECT = 600
_ESCAPED = b'\\"'
# *Source*: FHIR R4, resource types of people and their care; clouds' logs have a `resourceType` too.
_TYPES = (
    "Account AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic BodyStructure Bundle CarePlan CareTeam"
    " ChargeItem Claim ClaimResponse ClinicalImpression Communication CommunicationRequest Composition Condition Consent"
    " Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceRequest"
    " DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter EnrollmentRequest EpisodeOfCare"
    " ExplanationOfBenefit FamilyMemberHistory Goal GuidanceResponse HealthcareService ImagingStudy Immunization"
    " ImmunizationEvaluation ImmunizationRecommendation Invoice Location MeasureReport Medication"
    " MedicationAdministration MedicationDispense MedicationOrder MedicationRequest MedicationStatement"
    " MolecularSequence NutritionOrder Observation Organization Patient PaymentNotice PaymentReconciliation Person"
    " Practitioner PractitionerRole Procedure ProcedureRequest Provenance QuestionnaireResponse ReferralRequest"
    " RelatedPerson RequestGroup ResearchSubject RiskAssessment ServiceRequest Specimen SupplyDelivery SupplyRequest"
    " VisionPrescription"
)
_RESOURCE_TYPE = re.compile(
    rf"\"resourcetype\\{{0,2}}\"\s{{0,20}}:\s{{0,20}}\\{{0,2}}\"(?:{_TYPES.replace(' ', '|')})\\{{0,2}}\"",
    re.IGNORECASE,
)
_OPENED = re.compile(rb"\"identifier\\?\"\s{0,20}:\s{0,100}([\[{])")
# A text without an end goes to the end: each sign is read once.
_TOKENS = re.compile(rb"\"[^\"\\]*(?:\\.[^\"\\]*)*(?:\"|\\?\Z)|[\[\]{}]", re.DOTALL)
# What an observable is told by, even where it is listed as an identifier.
_OBSERVABLE = re.compile(
    rb"[0-9a-f]{40}|[0-9a-f]{64}|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9_-]{1,63}\.){1,8}([a-z]{2,24})"
)
# Names that say something there alone: the day of a visit, a document, an immunization.
_OF_RESOURCES = {"date": "CARE_DATE", "line": "ADDRESS"}
_OPEN_KEYS = frozenset(
    ("value", "valuestring", "start", "end", "text", "content", "data", "val", "date", "line")
)
_TYPED = re.compile(
    rb"\"(?:type|system|use|code|name|key|field|label|category)\"\s?:\s?\"([a-z0-9:/._ -]{2,80})\"[^{}\[\]]{0,60}\Z"
)
_IDENTIFIER = re.compile(rb"\"identifier\"\s?:\s?[\[{]")
_PERIOD = re.compile(rb"\"([a-z]{0,12}period|hospitalization)\\{0,2}\"\s?:\s?\{[^{}]{0,500}\Z")
# Periods of care wherever they stand; a campaign or a beacon has its own.
_PERIODS_OF_CARE = frozenset((b"period", b"servicedperiod", b"billableperiod", b"hospitalization"))
_SYSTEMS = (
    (re.compile(rb"us-ssn|/ssn|\"ssn\"|\"ss\""), "SSN"),
    (
        re.compile(
            rb"us-npi|/npi|dea|\"md\"|\"dl\"|\"ppn\"|licen|passport|2\.16\.840\.1\.113883\.4\.3\.\d"
        ),
        "LICENSE",
    ),
    (re.compile(rb"\"(?:phone|pager|sms)\""), "PHONE"),
    (re.compile(rb"\"fax\""), "FAX"),
    (re.compile(rb"\"email\""), "EMAIL"),
    (re.compile(rb"\bmrn\b|\"mr\"|\"pi\"|medical record"), "MRN"),
    (re.compile(rb"member|subscriber|\"mb\"|medicare|us-mbi|policy"), "PLAN_ID"),
    (re.compile(rb"\"sno\"|serial|udi"), "DEVICE_SERIAL"),
    (re.compile(rb"account|\"an\"|\"acsn\"|accession|visit|\"vn\""), "ACCOUNT"),
)
# Object types of threat sharing whose values are observables, not persons.
_OBSERVED = re.compile(
    rb"addr|domain|url|hash|sha|md5|file|ip-|ip_|port|stix|key|process|mutex|regist|network|agent"
)


def _by_context(low: bytearray, key: str, start: int, *, near: bool) -> str | None:
    """What an open key such as `value` holds, by its object: FHIR, MISP and their like.

    *Shape*: `near` says whether a resource of FHIR is.
    """
    if key not in _OPEN_KEYS:
        return None
    window = bytes(low[max(0, start - 320) : start]).replace(_ESCAPED, b'"')
    if key in ("start", "end"):
        period = _PERIOD.search(low, max(0, start - _OBJECT), start)
        return "CARE_DATE" if period and (near or period[1] in _PERIODS_OF_CARE) else None
    if key in _OF_RESOURCES:
        quoted = low[start - 1 : start] == b'"'
        return _OF_RESOURCES[key] if quoted and near else None
    typed = _TYPED.search(window)
    if typed and _OBSERVED.search(typed[1]):
        return None
    if typed:
        label = label_of(typed[1].decode("latin-1").rpartition("/")[2].rpartition(":")[2])
        if label is not None:
            return label
    if key == "text":
        return None
    here = window[max(window.rfind(b"},{"), window.rfind(b"}, {"), window.rfind(b"[{"), 0) :]
    if b"identifier" in window or b"telecom" in window:
        for pattern, label in _SYSTEMS:
            if pattern.search(here):
                return label
        identifiers = list(_IDENTIFIER.finditer(window))
        if identifiers:
            person = re.search(
                rb"\"(?:who|agent|user|practitioner|author|display)\"",
                window[: identifiers[-1].start()][-120:],
            )
            return "USER" if person else "ACCOUNT"
    return None


def _resources(sheet: Sheet) -> list[int]:
    """Where a resource of FHIR says what it is; of the text, for a rule may have decided on it."""
    if sheet.low.find(b"resourcetype") < 0:
        return []
    return [match.start() for match in _RESOURCE_TYPE.finditer(sheet.text)]


def _is_near(resources: Sequence[int], start: int) -> bool:
    """Whether what stands here is part of a resource of FHIR."""
    index = bisect_left(resources, start - _RESOURCE)
    return index < len(resources) and resources[index] < start + _RESOURCE


def _take_identifier(sheet: Sheet, begin: int, start: int, value: int) -> bool:
    """Take out what is listed among a resource's identifiers, whatever form it has.

    *Shape*: its own object begins at `begin`, its key at `start`.
    """
    low = sheet.low
    escaped = low[value - 2 : value] == _ESCAPED
    end = _closing(low, value, b'"', escaped=escaped)
    if low[value - 1 : value] != b'"' or end <= value or not sheet.is_open(value, end):
        return False
    # What it is an identifier of stands before its value, or behind.
    own = bytes(low[begin:start]).replace(_ESCAPED, b'"')
    if _is_observable(own, bytes(low[value:end])):
        return True
    found = (label for pattern, label in _SYSTEMS if pattern.search(own))
    sheet.claim(value, end, next(found, "ACCOUNT"), "field.key")
    return True


def _is_observable(own: bytes, value: bytes) -> bool:
    """Whether an identifier is a hash, a domain or an address, which other rules decide."""
    typed = _TYPED.search(own)
    if typed and re.fullmatch(
        rb"domain(?:[ -]name)?|(?:file)?hash|sha-?\d+|md5|url|ip(?:-(?:src|dst)|v[46])?", typed[1]
    ):
        return True
    match = _OBSERVABLE.fullmatch(value)
    return match is not None and (match[1] is None or match[1].decode() in TOP_LEVEL)


def _identifiers(low: bytearray) -> dict[int, int]:
    """Each key `value` among identifiers, and where its own object begins; each part is read once."""
    found: dict[int, int] = {}
    done = 0
    for first in _OPENED.finditer(low):
        start = first.start()
        if start < done:  # in one that was read already
            continue
        part = bytes(low[start : start + _IDENTIFIERS])
        if low[start - 1 : start] == b"\\":  # JSON in a text of JSON
            part = part.replace(b"\\" * 2 + _ESCAPED, b"    ").replace(_ESCAPED, b' "')
        opened: list[int] = []
        for token in _TOKENS.finditer(part):
            done = start + token.end()
            if token[0] in (b"[", b"{"):
                opened.append(start + token.start())
            elif token[0] in (b"]", b"}"):
                del opened[-1:]
                if not opened:
                    break
            elif token[0] in (b'"value"', b'"value "') and opened:
                found[start + token.start() + 1] = opened[-1]
    return found


def _value(sheet: Sheet, key: str, label: str, key_end: int, start: int) -> None:
    low = sheet.low
    sign = bytes(low[key_end:start])
    quote = sign[-1:] if sign[-1:] in (b'"', b"'") and (b":" in sign or b"=" in sign) else b""
    if quote and sign.rstrip(b"\\\"'") and sign.strip(b"\\\"' \t]")[-1:] not in (b"=", b":", b">"):
        quote = b""
    plain = plain_key(key)
    loose = b'"' not in sign[:2] and b"=" not in sign and not quote
    quoted = plain in ("family", "given") and _speaks_of_given(low)
    strong = (quoted or not is_weak(key)) and not (loose and plain in _WEAK_AFTER_COLON)
    if quote:
        end = _closing(low, start, quote, b"\\" in sign)
        if end > start:
            _decide(sheet, start, end, label, plain, strong)
    elif low[start : start + 1] == b"[":
        # The lines of an address in FHIR, a suite's number among them.
        lines = label == "ADDRESS" and plain == "line"
        _listed(sheet, start + 1, label, strong or plain == "given", whole=lines)
    elif bytes(low[start : start + 1]) not in (b"{", b"", b"\n", b"\r"):
        end = _bare_end(sheet, start, label, plain)
        if end > start:
            _decide(sheet, start, end, label, plain, strong)


def _speaks_of_given(low: bytearray) -> bool:
    return low.find(b'"given"') >= 0 or low.find(b'"given\\"') >= 0


def _decide(sheet: Sheet, start: int, end: int, label: str, key: str, strong: bool) -> None:
    if label == "SECRET" and key not in _TO_LINE_END:
        scheme = _SCHEME.match(sheet.low, start, end)
        start = scheme.end() if scheme else start
    values.decide(sheet, start, end, label, "field.key", strong=strong)


def _closing(low: bytearray, start: int, quote: bytes, escaped: bool) -> int:
    """Where the quoted value ends; -1 where it has no end nearby."""
    position, limit = start, min(len(low), start + _MAX_VALUE)
    while True:
        end = low.find(quote, position, limit)
        if end < 0:
            return -1
        slashes = 0
        while end - slashes > start and low[end - slashes - 1] == 0x5C:  # noqa: PLR2004 # backslash
            slashes += 1
        if escaped and slashes:
            return end - slashes
        if slashes % 2 == 0:
            return end
        position = end + 1


def _listed(sheet: Sheet, start: int, label: str, strong: bool, *, whole: bool = False) -> None:
    """Decide each text of a JSON list; `whole`: all of them are what the list's name says."""
    position = start
    for _ in range(20):
        match = _LIST.match(sheet.low, position, position + 600)
        if match is None:
            return
        start, end = match.span(1)
        if whole and sheet.text[start:end].strip():
            sheet.claim(start, end, label, "field.key")
        else:
            values.decide(sheet, start, end, label, "field.key", strong=strong)
        position = match.end()


def _bare_end(sheet: Sheet, start: int, label: str, key: str) -> int:
    low = sheet.low
    if key in _TO_LINE_END:
        end = low.find(b"\n", start, start + 4_000)
        return end if end >= 0 else min(len(low), start + 4_000)
    if label == "SECRET":
        scheme = _SCHEME.match(low, start, start + 40)
        match = _SECRET_BARE.match(low, scheme.end() if scheme else start)
        return match.end() if match else start
    if label not in _WORDY:
        match = _IN_GROUPS.match(low, start, start + 40) if label in _NUMBERED else None
        match = match or _BARE.match(low, start, start + _MAX_VALUE)
        return match.end() if match else start
    if label in ("NAME", "OWNER", "PARTY"):
        return _name_end(sheet, start)
    match = (_CALL if label in ("PHONE", "FAX") else _LONG).match(low, start)
    if match is None:
        return start
    following = _NEXT_KEY.search(low, start, match.end() + 40)
    end = min(match.end(), following.start()) if following else match.end()
    if label == "ADDRESS":
        door = _DOOR.match(low, end)
        return door.end() if door else end
    return end


_DOOR = re.compile(
    rb", ?(?:apt|apartment|unit|suite|ste|bldg|building|trlr|lot|fl|floor|rm|room|no|#)\b\.? ?#?[a-z0-9-]{1,8}"
)
_SECRET_BARE = re.compile(rb"[^\s\"'<>\x00-\x03]{1,400}")


def _name_end(sheet: Sheet, start: int) -> int:
    """Where a name without quotes ends: before the next key, or where it stops to be one."""
    match = _NAME_RUN.match(sheet.text, start, start + 80)
    if match is None:
        bare = _BARE.match(sheet.low, start, start + 80)
        return bare.end() if bare else start
    end = match.end()
    if bytes(sheet.low[end : end + 1]) in (b"=", b":") or sheet.low[end : end + 2] == b" =":
        end = max(sheet.text.rfind(" ", start, end), start)
    return start + len(_without_labels(sheet.text[start:end]).rstrip(" ,."))


def _without_labels(text: str) -> str:
    """The name without the next field's name, which follows it without a sign."""
    words = text.split(" ")
    for index in range(1, len(words)):
        if label_of(words[index].strip(".,:")) is not None:
            return " ".join(words[:index])
    return text
