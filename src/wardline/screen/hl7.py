"""HL7 v2 messages: each field by its place in its segment.

*Source*: HL7 v2.5.1 chapters 3 (PID, NK1, PV1), 4 (OBR, ORC), 6 (GT1, IN1), 15 (STF).
"""

from __future__ import annotations

import re

from wardline.screen.sheet import STANDS, Sheet, rx

_SEGMENT = rx(
    rb"(?:^|[\n\r\"'> \t])((?:pid|nk1|pv1|pv2|pd1|gt1|in1|in2|in3|obr|obx|orc|mrg|evn|dg1|pr1|stf"
    rb"|rxa|rxe|rxd|sch|aip|ais|txa|acc|rol|con|zpd|rf1|prd|msh)\|)"
)
_HL7 = rx(rb"(?:^|[\n\r\"'> \t])(?:pid|nk1|pv1|gt1|in1|in2|obr|mrg|stf|dg1|pr1|rxa|orc|evn|pd1)\|")
# Segment → field → how to read it. See `_READ` for the letters' meaning.
_FIELDS: dict[bytes, dict[int, str]] = {
    b"pid": {2: "MRN", 3: "MRN", 4: "MRN", 5: "NAME", 6: "NAME", 7: "DOB", 9: "NAME",
             11: "XAD", 12: "ADDRESS", 13: "PHONE", 14: "PHONE", 18: "ACCOUNT", 19: "SSN",
             20: "LICENSE", 21: "MRN", 23: "ADDRESS", 29: "CARE_DATE", 40: "PHONE"},
    b"nk1": {2: "NAME", 4: "XAD", 5: "PHONE", 6: "PHONE", 12: "ACCOUNT", 16: "DOB", 30: "NAME",
             31: "PHONE", 32: "XAD", 33: "MRN", 37: "SSN", 40: "PHONE"},
    b"pv1": {5: "ACCOUNT", 7: "XCN", 8: "XCN", 9: "XCN", 17: "XCN", 19: "ACCOUNT", 44: "CARE_DATE",
             45: "CARE_DATE", 50: "ACCOUNT", 52: "XCN"},
    b"pv2": {8: "CARE_DATE", 9: "CARE_DATE", 13: "XCN", 33: "CARE_DATE"},
    b"pd1": {4: "XCN"},
    b"gt1": {2: "ACCOUNT", 3: "NAME", 4: "NAME", 5: "XAD", 6: "PHONE", 7: "PHONE", 8: "DOB",
             12: "SSN", 16: "NAME", 17: "XAD", 18: "PHONE", 19: "ACCOUNT", 45: "NAME", 46: "PHONE"},
    b"in1": {2: "PLAN_ID", 6: "NAME", 7: "PHONE", 8: "PLAN_ID", 10: "PLAN_ID", 16: "NAME",
             18: "DOB", 19: "XAD", 36: "PLAN_ID", 44: "XAD", 49: "PLAN_ID"},
    b"in2": {1: "ACCOUNT", 2: "SSN", 6: "PLAN_ID", 8: "PLAN_ID", 10: "PLAN_ID", 25: "PLAN_ID",
             26: "PLAN_ID", 52: "NAME", 61: "PLAN_ID", 63: "PHONE", 64: "PHONE"},
    b"in3": {2: "ACCOUNT", 25: "ACCOUNT"},
    b"obr": {2: "ACCOUNT", 3: "ACCOUNT", 7: "CARE_DATE", 8: "CARE_DATE", 10: "XCN",
             14: "CARE_DATE", 16: "XCN", 17: "PHONE", 18: "ACCOUNT", 19: "ACCOUNT", 20: "ACCOUNT",
             28: "XCN", 32: "XCN", 33: "XCN", 34: "XCN", 36: "CARE_DATE"},
    b"obx": {14: "CARE_DATE", 16: "XCN", 19: "CARE_DATE", 25: "XCN"},
    b"orc": {2: "ACCOUNT", 3: "ACCOUNT", 4: "ACCOUNT", 10: "XCN", 11: "XCN", 12: "XCN", 14: "PHONE",
             19: "XCN"},
    b"mrg": {1: "MRN", 2: "MRN", 3: "ACCOUNT", 4: "MRN", 5: "ACCOUNT", 7: "NAME"},
    b"evn": {5: "XCN"},
    b"dg1": {5: "CARE_DATE", 16: "XCN"},
    b"pr1": {5: "CARE_DATE", 8: "XCN", 11: "XCN", 12: "XCN"},
    b"stf": {1: "USER", 2: "USER", 3: "NAME", 6: "DOB", 10: "PHONE", 11: "XAD", 15: "EMAIL"},
    b"rxa": {3: "CARE_DATE", 4: "CARE_DATE", 10: "XCN", 15: "DEVICE_SERIAL"},
    b"rxe": {13: "XCN", 15: "ACCOUNT"},
    b"rxd": {3: "CARE_DATE", 7: "ACCOUNT", 10: "XCN"},
    b"sch": {1: "ACCOUNT", 2: "ACCOUNT", 11: "CARE_DATE", 12: "XCN", 13: "PHONE", 16: "XCN"},
    b"aip": {3: "XCN", 6: "CARE_DATE"},
    b"ais": {4: "CARE_DATE"},
    b"txa": {4: "CARE_DATE", 5: "XCN", 9: "XCN", 12: "ACCOUNT", 13: "ACCOUNT", 22: "XCN"},
    b"acc": {1: "CARE_DATE"},
    b"rol": {4: "XCN", 11: "XAD", 12: "PHONE"},
    b"rf1": {6: "ACCOUNT"},
    b"prd": {2: "NAME", 3: "XAD", 5: "PHONE", 7: "LICENSE"},
    b"zpd": {},
    b"msh": {},
    b"con": {},
}  # fmt: skip


def screen(sheet: Sheet) -> None:
    """Decide each field of each segment whose place says what it holds."""
    low = sheet.low
    if low.find(b"|") < 0 or _HL7.search(low) is None:
        return
    for match in list(_SEGMENT.finditer(low)):
        start = match.start(1)
        end = _line_end(low, match.end(1))
        _segment(sheet, start, end)


def _line_end(low: bytearray, start: int) -> int:
    """Where the segment ends: a line break, written out or escaped, or a closing quote."""
    end = low.find(b"\n", start)
    end = len(low) if end < 0 else end
    for mark in (b"\r", b"\\r", b"\\n", b'"'):
        found = low.find(mark, start, end)
        end = found if found >= 0 else end
    return end


def _segment(sheet: Sheet, start: int, end: int) -> None:
    name = bytes(sheet.low[start : start + 3])
    fields = _FIELDS.get(name)
    if fields is None:
        return  # a part of a field that has been taken out meanwhile
    if name == b"msh":
        for match in list(_HEADER_NUMBER.finditer(sheet.raw, start, end)):
            sheet.keep(*match.span(1))
        return
    place, position = 0, start
    while position <= end and place <= 70:  # noqa: PLR2004 # the longest segment has 64 fields
        after = sheet.low.find(b"|", position, end)
        after = end if after < 0 else after
        how = fields.get(place)
        if position < after:
            if how:
                _field(sheet, position, after, how)
            _shaped(sheet, position, after, personal=how is not None or name in _PERSONAL)
        place, position = place + 1, after + 1


# Senders shift fields; in these segments what looks like a person's value is one anywhere.
_PERSONAL = frozenset(
    b"pid nk1 pv1 pv2 gt1 in1 in2 in3 mrg sch orc obr rf1 aip ais rxa dg1 pr1 acc stf con rol prd"
    b" txa".split()
)  # fmt: skip
_XCN = re.compile(
    rb"([A-Za-z0-9-]{0,15})\^([A-Za-z?][A-Za-z?' .-]{1,40}\^[A-Za-z?][A-Za-z?' .-]{0,40}(?:\^[A-Za-z?.]{0,20}){0,3})"
)
_CODED = re.compile(
    rb".*\^(?:LN|L|SCT|SNM|CPT4?|C4|I10C?|I9C?|ICD10|ICD9|HL7\w*|99\w+|CVX|MVX|UCUM|RXNORM|NDC|UB\d*|CDCREC)(?:\^.*)?",
    re.DOTALL,
)
_DAY = re.compile(
    rb"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2,6}(?:\.\d+)?(?:[+-]\d{4})?)?"
)
_NUMBER = re.compile(rb"[A-Z]{0,3}-?\d{6,14}|[A-Z]{1,3}\d{3} \d{5}|[A-Z]?\d{3} \d{3} \d{3}")
# The head of a message: times and control ids, no person's numbers.
_HEADER_NUMBER = re.compile(rb"(?<=[|^])([A-Za-z]{0,6}\d[\w.+-]{3,40})(?=[|^\r\n]|\Z)")
_PHONE = re.compile(rb"\+?[\d() .-]{10,18}")


def _shaped(sheet: Sheet, start: int, end: int, *, personal: bool) -> None:
    """Decide by its shape what the place of a field has left."""
    raw = sheet.raw
    field = bytes(raw[start:end])
    person = _XCN.match(field) if STANDS not in field else None
    if person and not _CODED.fullmatch(field):
        if person.end(1):
            sheet.claim(start, start + person.end(1), "LICENSE", "hl7.shape")
        sheet.claim(
            start + person.start(2), start + len(person[0].rstrip(b"^")), "NAME", "hl7.shape"
        )
    if not personal:
        return
    for first, last in _parts(sheet, start, end):
        part = bytes(raw[first:last])
        if _DAY.fullmatch(part):
            sheet.claim(first, last, "CARE_DATE", "hl7.shape")
        elif _NUMBER.fullmatch(part):
            sheet.claim(first, last, "ACCOUNT", "hl7.shape")
        elif _PHONE.fullmatch(part) and sum(48 <= byte <= 57 for byte in part) >= 10:  # noqa: PLR2004 # NANP
            sheet.claim(first, last, "PHONE", "hl7.shape")


def _field(sheet: Sheet, start: int, end: int, how: str) -> None:
    """Decide one field, repetition by repetition."""
    position = start
    while position <= end:
        after = sheet.low.find(b"~", position, end)
        after = end if after < 0 else after
        _repetition(sheet, position, after, how)
        position = after + 1


def _parts(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = start
    while position <= end and len(spans) < 30:  # noqa: PLR2004 # XCN has 23 components
        after = sheet.low.find(b"^", position, end)
        after = end if after < 0 else after
        spans.append((position, after))
        position = after + 1
    return spans


def _repetition(sheet: Sheet, start: int, end: int, how: str) -> None:
    if sheet.low.find(STANDS, start, end) >= 0:
        return  # screened before: its components have moved
    parts = _parts(sheet, start, end)
    rule = "hl7.field"
    if how == "NAME":
        _together(sheet, parts[:6], "NAME", rule)
    elif how == "XCN":
        if _NO_ID.fullmatch(sheet.text, start, end):
            _together(sheet, parts[:6], "NAME", rule)
        elif sheet.text[parts[0][0] : parts[0][1]].strip():
            number = any(char.isdigit() for char in sheet.text[parts[0][0] : parts[0][1]])
            _together(sheet, parts[:1], "LICENSE" if number else "USER", rule)
            _together(sheet, parts[1:6], "NAME", rule)
        else:
            _together(sheet, parts[1:6], "NAME", rule)
    elif how == "XAD":
        _together(sheet, parts[:2], "ADDRESS", rule)
        _together(sheet, parts[2:5], "ZIP", rule)
        _together(sheet, parts[8:9], "ZIP", rule)
    elif how == "PHONE":
        for part in (*parts[:1], *parts[3:4], *parts[5:8], *parts[11:12]):
            _together(sheet, [part], "EMAIL" if b"@" in sheet.low[slice(*part)] else "PHONE", rule)
    else:
        _together(sheet, parts[:1], how, rule)


# LAST^FIRST where the sender has left the person's number out.
_NO_ID = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[' -]){1,40}\^[^\W\d_](?:[^\W\d_]|[' -]){0,40}(?:\^[A-Z.]{0,4})?\^*"
)


def _together(sheet: Sheet, parts: list[tuple[int, int]], label: str, rule: str) -> None:
    """Take out the components from the first to the last that is not empty."""
    filled = [(a, b) for a, b in parts if sheet.text[a:b].strip(' "')]
    if not filled:
        return
    start, end = filled[0][0], filled[-1][1]
    text = sheet.text[start:end]
    lead = len(text) - len(text.lstrip())
    needs_digit = label not in ("NAME", "ADDRESS", "ZIP", "EMAIL", "USER")
    if needs_digit and not any(char.isdigit() for char in text):
        return
    if sheet.low.find(b"\x01", start, end) < 0:
        sheet.claim(start + lead, start + len(text.rstrip()), label, rule)
