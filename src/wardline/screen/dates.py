"""Dates: those of an attack stay, those of a person's care, birth and death go.

*Source*: 45 CFR 164.514(b)(2)(i)(C): all elements of dates, except year, of an individual.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from wardline.screen.sheet import Sheet, rx

_MONTH = (
    rb"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    rb"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MES = (
    rb"(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo|jun(?:io)?|jul(?:io)?|ago(?:sto)?"
    rb"|sept?(?:iembre)?|setiembre|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)"
)
_TIME = rb"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_ZONE = rb"(?: ?[ap]\.?m\b\.?)?(?: ?(?:z\b|utc|gmt|[+-]\d{2}:?\d{2}))?"
_SHAPES = (
    rb"\d{4}-\d{2}-\d{2}(?:[t ,]{1,2}" + _TIME + _ZONE + rb")?",
    rb"\d{4}/\d{1,2}/\d{1,2}(?:[t ,-]{1,2}" + _TIME + _ZONE + rb")?",
    rb"\d{1,2}/" + _MONTH + rb"/\d{4}(?::\d{2}:\d{2}:\d{2})?(?: [+-]\d{4})?",
    rb"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?:[ ,]{1,2}" + _TIME + _ZONE + rb")?",
    rb"\d{1,2} ?[/-] ?\d{1,2} ?[/-] ?(?:19|20)\d{2}",
    rb"\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}",
    rb"\d{1,2}"
    + _MONTH
    + rb"(?:19|20)\d{2}|\d{2}"
    + _MONTH
    + rb"\d{2}|"
    + _MONTH
    + rb"-\d{1,2}-(?:19|20)?\d{2}",
    rb"\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -]"
    + _MONTH
    + rb",?[ -](?:\d{4}|'?\d{2})(?:[ ,]{1,2}"
    + _TIME
    + _ZONE
    + rb")?",
    rb"\d{1,2} de " + _MES + rb"(?: del?)?,? (?:19|20)\d{2}",
    _MONTH
    + rb" {1,2}\d{1,2}(?:st|nd|rd|th)?,? {1,2}(?:19|20)\d{2}(?:[ ,]{1,2}(?:at )?"
    + _TIME
    + _ZONE
    + rb")?",
    _MONTH + rb" {1,2}\d{1,2} " + _TIME + _ZONE + rb"(?: (?:19|20)\d{2})?",
    _MONTH + rb" {1,2}\d{1,2}(?:st|nd|rd|th)?",
    rb"\d{1,2}(?:st|nd|rd|th)?(?: of)? " + _MONTH,
    rb"(?:19|20)\d{6}t?\d{6}(?:\.\d{1,6})?(?:z|[+-]\d{4})?",
    rb"\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?",
)
_DAY = rb"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
ANY = rb"\b" + _DAY + rb"(?:" + rb"|".join(_SHAPES) + rb")\b"
_DATES = rx(ANY)
_COMPACT = rb"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?"
_AT = re.compile(rb"[\"'(\[ ]{0,3}((?:" + rb"|".join(_SHAPES) + rb"|" + _COMPACT + rb")\b)")
_BORN = re.compile(
    rb"(?:\bd\.?o\.?b\b\.?|birth[ -]?da(?:te|y)|date of birth|\bborn\b|\bbirth\b|\bnacimiento\b|\bnacid[oa]\b|\bgeboren\b|geburtsdatum|date de naissance|\bnee? le\b|\bbday\b|\bbd\b)[^;\n]{0,24}\Z"
)
# Words of care near a date; `{0,48}` keeps the look back short.
_BEFORE = re.compile(
    rb"(?:\badmi(?:t(?:ted)?|ssions?)\b|discharge[ds]?\b|\b(?:was|were|been|last|first|being) seen\b"
    rb"|\b(?:patients?|pt|he|she|they|who|yo|old|man|woman|child)\b[^.;\n]{0,30}\bseen\b|\bvisit(?:s|ed)?\b|appointments?\b"
    rb"|(?:mrn|ndc|\brx\b|\bdob\b|patient|serial|\x01)[^;\n]{0,80}\b(?:collected|written|placed|dispensed|filled)\b|\bto (?:the |our )?(?:clinic|ward|icu|hospital)\b"
    rb"|\b(?:was|been|am|were) (?:a |an in|an out)-?patient\b|\bf/u\b|\bfollow up\b|, seen\b|\bseen (?:here|in clinic|by)\b|\x01[^.;\n]{0,24}\bseen\b|\badm\b|\bexam\b|\bstay(?:ed)?\b|\bd/?c\b|\bcheck(?:ed)?[ -]in\b|\bse atendi\w+|\batendi(?:o|mos)\b"
    rb"|\bingres(?:o|ad[oa]|ar)\b|\balta\b|\bcita\b|\bconsulta\b|\batendid[oa]\b|\bfalleci\w*"
    rb"|\bsurger(?:y|ies)\b|\boperat(?:ed|ion) on\b|\bprocedure\b|dates? of service|\bdos\b"
    rb"|\b(?:died|dies|expired|deceased|passed away|death)\b|\btreat(?:ed|ment)\b|\bhospitali[sz]ed\b"
    rb"|\bencounter\b|\bfollow-?up\b|\b(?:mri|ct|x-?ray|ultrasound|biopsy|colonoscopy|scan|dialysis"
    rb"|chemo(?:therapy)?|mammogram|infusion|transplant|implant(?:ed)?|vaccinat\w+|immuni[sz]\w+"
    rb"|lab(?:s|work)?|blood draw|delivery|c-section|consult(?:ation)?|intake|transfer(?:red)?"
    rb"|ed arrival|triaged?|prescri\w+|refill(?:ed)?|diagnos\w+)\b)[^.;\n\"]{0,48}\Z"
)
_AFTER = re.compile(
    rb"[^.;\n]{0,40}\b(?:admi(?:tted|ssion)|discharged?|appointment|visit|surgery|procedure|died"
    rb"|passed away|encounter|hospitali[sz]ed|was (?:seen|treated|born)|consultation"
    rb"|(?:progress|nursing|clinic|op(?:erative)?|soap|ed|er|office) note|h&p|history and physical|rounds)\b"
)
_CARE = rx(
    rb"adm|atendi|collected|written|placed|dispensed|filled|to (?:the |our )?(?:clinic|ward|icu|hospital)|stay|exam|check|\bd/?c\b|discharg|seen|visit|appointment|surger|operat|procedure|date of service|\bdos\b|died"
    rb"|dies|expired|deceased|passed away|death|treat|hospitali|encounter|follow-?up|mri|\bct\b|x-?ray"
    rb"|ultrasound|biopsy|colonoscopy|scan|dialysis|chemo|mammogram|infusion|transplant|implant"
    rb"|ingres|\balta\b|\bcita\b|consulta|atendid|falleci|vaccinat|immuni|\blabs?\b|labwork|blood draw|delivery|c-section|consult|intake|transfer"
    rb"|arrival|triage|f/u|follow up|patient|evaluat|rehab|clinic|progress|note|h&p|rounds|nac|geb|n[ae]+ le|prescri|refill|diagnos|birth|born|d\.?o\.?b"
)
# Words that make a date one of the attack or of papers, though a word of care stands near.
_EVENT = re.compile(
    rb"(?:attack|incident|breach|outage|downtime|encrypt\w*|ransom\w*|intrusion|compromis\w+|malware"
    rb"|posted|published|updated?|patch(?! \d+ ?mc?g)\w*|released?|detected|reported|notified|effective|deadline"
    rb"|comments?|rule|notice|alert|advisory|exploit\w*|scann(?:ed|ing)|phish\w*|leaked|stolen"
    rb"|logged|site visit|first seen|last seen|seen in the wild|activity|traffic|beacon\w*)\b"
    rb"[^.;\n]{0,40}\Z"
)


def at(low: bytes | bytearray, position: int, limit: int = 60) -> tuple[int, int] | None:
    """The date that begins at `position` (after quotes or spaces), or None."""
    match = _AT.match(low, position, position + limit)
    return match.span(1) if match else None


# What is a date only where care or birth is spoken of.
_LOOSE = rx(
    rb"\b(?:\d{1,2}/\d{1,2}|\d{1,2}-\d{1,2}-\d{2}|\d{1,2}/(?:19|20)\d{2}|"
    + _MONTH
    + rb",? (?:19|20)\d{2}|"
    + _COMPACT
    + rb")\b"
)


def loose(sheet: Sheet) -> None:
    """Take out short dates beside a word of care or birth: `admitted 3/14`, `seen in May 2024`."""
    low = sheet.low
    if _CARE.search(low) is None:
        return
    for match in list(_LOOSE.finditer(low)):
        start, end = match.span()
        if bytes(low[start - 1 : start]) in (b"/", b"-", b".", b"=") or bytes(
            low[end : end + 1]
        ) in (
            b"/",
            b"-",
            b"%",
        ):
            continue
        label = _role(low, start, end)
        if label is not None and sheet.is_open(start, end):
            sheet.claim(start, end, label, f"date.{label.lower()}")


# An observable that was seen on a day.
_THING_SEEN = b"\x02, seen "
# Between the two days of a stay.
_UNTIL = re.compile(rb" ?(?:to|until|till|thru|through|and|al?|hasta|bis|-{1,2}|\?) ?(?:the )?")
_TO = 14


def decide(sheet: Sheet) -> None:
    """Take out dates of birth and care, fence all others."""
    low = sheet.low
    care = _CARE.search(low) is not None
    until = -_TO
    for match in list(_DATES.finditer(low)):
        start, end = match.span()
        of_thing = low[start - len(_THING_SEEN) : start] == _THING_SEEN
        label = _role(low, start, end) if care and not of_thing else None
        if label is None and 0 < start - until <= _TO and _UNTIL.fullmatch(low, until, start):
            label = "CARE_DATE"
        if label is not None:
            sheet.claim(start, end, label, f"date.{label.lower()}")
            until = end if label == "CARE_DATE" else until
        else:
            sheet.keep(start, end)


_NEXT = re.compile(
    rb"[,;:|\t ]{1,3}(?:mrn|ssn|acct|account|member(?: id)?|dob|med rec|patient id)?[ :#]{0,3}\x01"
)
_BESIDE = frozenset(("MRN", "SSN", "PLAN_ID", "ACCOUNT"))


def beside(sheet: Sheet) -> None:
    """Take out a day that stands right beside a person's number: it is one of that person."""
    starts = {claim.start: claim.label for claim in sheet.claims if claim.label in _BESIDE}
    if not starts:
        return
    ends = {claim.end for claim in sheet.claims if claim.label in ("MRN", "SSN", "PLAN_ID")}
    for start, end in list(sheet.kept):
        if end - start > 18 or not _DAY_ONLY.fullmatch(sheet.text, start, end):  # noqa: PLR2004 # September 30th, 2024
            continue
        match = _NEXT.match(sheet.low, end, end + 24)
        after = match is not None and match.end() - 1 in starts
        before = (
            bytes(sheet.low[start - 1 : start]) in (b",", b"|", b";", b":", b"\t")
            and start - 1 in ends
        )
        if after or before:
            sheet.kept.remove((start, end))
            sheet.claim(start, end, "DOB", "date.beside-number")


_CELL_SIGNS = b",;|\t\n\r\"'"
_PERSONS = frozenset(("NAME", "MRN", "SSN", "CARD", "PLAN_ID", "ACCOUNT", "PHONE"))
_MANY = 3


def in_rows(sheet: Sheet) -> None:
    """Take out days that are cells of a row in which a person stands: a table without a heading."""
    at = sorted(claim.start for claim in sheet.claims if claim.label in _PERSONS)
    if len(at) < _MANY:
        return
    low = sheet.low
    for start, end in list(sheet.kept):
        if end - start > 12 or not _DAY_ONLY.fullmatch(sheet.text, start, end):  # noqa: PLR2004 # a day
            continue
        before, after = bytes(low[start - 1 : start]), bytes(low[end : end + 1])
        if before == b"" or before not in _CELL_SIGNS or after not in _CELL_SIGNS:
            continue
        line, stop = low.rfind(b"\n", 0, start), low.find(b"\n", end)
        stop = len(low) if stop < 0 else stop
        if bisect_left(at, stop) - bisect_left(at, line) >= _MANY:
            sheet.kept.remove((start, end))
            sheet.claim(start, end, "CARE_DATE", "date.in-row")


# Who was seen, with whom, on which day.
_ON = b" on "
_SAW = re.compile(
    rb"\b(?:reviewed|examined|saw|met|seen)\b[^.;\n]{0,60}\b(?:husband|wife|mother|father|son|daughter|partner"
    rb"|carer|niece|nephew|brother|sister|patient)\b"
)
# Who has done a piece of work, and when.
_WORKED = re.compile(
    rb"\b(?:completed|closed|prepared|repaired|serviced|tested|submitted|resolved|installed|inspected) by\b[^\n]{0,60}\Z"
)
_NAMED = re.compile(rb"\x01[,(| \t]{1,3}\Z")
# Attacks are young: a day before this year, close to a person, is one of that person's life.
_OLD_YEAR = 2013
_CLOSE = 60


def near_names(sheet: Sheet) -> None:
    """Take out old days close to a person's name, and days right behind one where care is spoken of."""
    edges = sorted(edge for c in sheet.claims if c.label == "NAME" for edge in (c.start, c.end))
    if not edges:
        return
    ends = {claim.end for claim in sheet.claims if claim.label == "NAME"}
    care = _CARE.search(sheet.low) is not None
    for start, end in list(sheet.kept):
        text = sheet.text[start:end]
        if end - start > 18 or not _DAY_ONLY.fullmatch(text):  # noqa: PLR2004 # September 30th, 2024
            continue
        lead = _NAMED.search(sheet.low, max(0, start - 4), start)
        if lead and _WORKED.search(sheet.low, max(0, start - 80), start):
            continue
        if lead and care and lead.start() + 1 in ends:
            sheet.claim(start, end, "DOB", "date.behind-name")
        elif care and start - len(_ON) in ends and sheet.low[start - len(_ON) : start] == _ON:
            if _SAW.search(sheet.low, max(0, start - 120), start):
                sheet.claim(start, end, "CARE_DATE", "date.of-meeting")
        elif _year(text) < _OLD_YEAR:
            index = bisect_left(edges, start - _CLOSE)
            if index < len(edges) and edges[index] <= end + _CLOSE:
                sheet.claim(start, end, "DOB", "date.near-name")


def _year(text: str) -> int:
    """The year of a day; two digits over 30 are of the last century."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    for number in numbers:
        if number > 999:  # noqa: PLR2004 # four digits
            return number
    last = numbers[-1]
    return last + (1900 if last > 30 else 2000)  # noqa: PLR2004 # 1931 to 2030


_DAY_ONLY = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2}(?:[a-z]{2})?,? \d{4}"
)


def _role(low: bytearray, start: int, end: int) -> str | None:
    """DOB, CARE_DATE, or None for a date of something else."""
    if end - start >= 15 and low[end - 1 : end] == b"z":  # noqa: PLR2004 # a log's own time stamp
        return None
    window = bytes(low[max(0, start - 90) : start])
    if _BORN.search(window):
        return "DOB"
    near = _BEFORE.search(window)
    if near and not _EVENT.search(window[near.start() :]):
        event = _EVENT.search(window)
        if event is None or event.start() < near.start() - 40:  # another clause
            return "CARE_DATE"
    if not near and not _EVENT.search(window) and _AFTER.match(low, end, end + 60):
        return "CARE_DATE"
    return None
