"""Values in XML elements, Windows event data, X12 claims and forms, by the name beside them.

*Source*: HL7 CDA R2; Microsoft event schema; ASC X12N 005010 (837, 834, 270/271).
"""

from __future__ import annotations

import re

from wardline.screen import values
from wardline.screen.keys import is_weak, label_of
from wardline.screen.sheet import Sheet, rx

_ELEMENT = rx(rb"<(?:[a-z0-9]+:)?([a-z][a-z0-9_.-]*)(?: [^<>]*)?>([^<>\x01]+)</")
_NAMED_DATA = rx(rb"<data name=[\"']([a-z0-9_]+)[\"']>([^<>]+)</")
_CDA = rx(
    rb"<(?:[a-z0-9_.-]+:)?(birthtime|telecom|id|low|high|effectivetime|time|center)\b[^<>]*?\s(?:value|extension)\s*=\s*"
    rb"(?:\"([^\"<>]{4,80})\"|'([^'<>]{4,80})')"
)
# What stands in a person's name there is part of it, whichever word it is.
_CDA_NAME = rx(rb"<(?:[a-z0-9_.-]+:)?(?:given|family)\b[^<>]*>([^<>\x01]+)</")
# Whole documents, and pieces of them: by their own words, or by codes of HL7's.
_IS_CDA = rx(
    rb"clinicaldocument|recordtarget|xmlns(?::[a-z0-9_.-]+)?\s*=\s*[\"']urn:hl7-org:v3"
    rb"|<(?:[a-z0-9_.-]+:)?(?:assigned(?:person|entity|author)|patientrole)|(?:root|codesystem)\s*=\s*[\"']2\.16\.840\.1\.113883\."
)
_TECHNIQUE = re.compile(rb"ta?\d{4}(?:\.\d{3})?")
_CDA_LABELS = {
    "birthtime": "DOB",
    "low": "CARE_DATE",
    "high": "CARE_DATE",
    "effectivetime": "CARE_DATE",
    "time": "CARE_DATE",
    "center": "CARE_DATE",
}
# A line of a form: `Date of Birth: …`. It ends at a tab, a bar, two spaces or the next label.
_FORM = rx(
    rb"(?:^|[\n\t|;>]|  |, )[*_ -]{0,4}([a-z][a-z]*(?:[ /.'#-]{1,2}[a-z#]+){0,4}\.?)[*_]{0,2} ?(?:\([^()\n]{1,20}\) ?)?[:=][*_]{0,2}[ \t]+([^\s\n|][^\n\t|]*)"
)
_CUT = re.compile(
    r" {2,}|; |, (?=[A-Z][\w /]{1,30}:)| (?=[A-Z][A-Za-z/#]{1,20}(?: [A-Za-z#]{1,12}){0,2}: )"
)
_LOOSE_LABELS = frozenset(("ORG", "OWNER", "USER", "HOST", "SECRET", "EMAIL", "URL"))
_PERSON = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[^\W\d_][\w'.-]*,? [^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){0,3}(?:, ?[A-Z][A-Za-z.()-]{0,6}){0,3}"
)
_X12 = rx(
    rb"(?:^|[~\n])[ \r]*(isa|gs|nm1|n3|n4|dmg|ref|dtp|clm|clp|per|sbr|pat|trn|ins)\*([^~\n]*)"
)
_IS_X12 = rx(rb"(?:^|[~\n])[ \r]*(?:nm1|dmg|clm|clp|isa)\*")


def screen(sheet: Sheet) -> None:
    """Decide what elements, forms and claims name."""
    low = sheet.low
    if low.find(b"</") >= 0 or low.find(b"/>") >= 0:
        _xml(sheet)
    if low.find(b"*") >= 0 and _IS_X12.search(low):
        _x12(sheet)
    if low.find(b": ") >= 0 or low.find(b":\t") >= 0:
        _forms(sheet)


def _xml(sheet: Sheet) -> None:
    for pattern in (_NAMED_DATA, _ELEMENT):
        for match in list(pattern.finditer(sheet.low)):
            name = sheet.raw[slice(*match.span(1))].decode("latin-1")
            label = label_of(name)
            if label is not None:
                strong = not is_weak(name)
                start, end = match.span(2)
                values.decide(sheet, start, end, label, "xml.element", strong=strong)
    if _IS_CDA.search(sheet.low):
        for match in list(_CDA_NAME.finditer(sheet.low)):
            start, end = match.span(1)
            if sheet.text[start:end].strip():
                sheet.claim(start, end, "NAME", "cda.name")
        for match in list(_CDA.finditer(sheet.low)):
            name = match[1].decode("latin-1")
            start, end = match.span(2 if match.start(2) >= 0 else 3)
            if _TECHNIQUE.fullmatch(sheet.low, start, end):  # of ATT&CK
                continue
            if name == "telecom":
                start += 4 if sheet.low[start : start + 4] == b"tel:" else 0
            label = _CDA_LABELS.get(name, "PHONE" if name == "telecom" else "MRN")
            if label == "MRN" and sheet.low.find(b"'", start, end) >= 0:  # made of a name
                sheet.claim(start, end, label, "cda.value")
            values.decide(sheet, start, end, label, "cda.value", strong=True)


def _forms(sheet: Sheet) -> None:
    for match in list(_FORM.finditer(sheet.low)):
        label = label_of(match[1].decode("latin-1").rstrip("."))
        if (
            label is None
            or label in _LOOSE_LABELS
            or (b" " not in match[1].strip() and label != "NAME")
        ):
            continue
        start, end = match.span(2)
        cut = _CUT.search(sheet.text, start, end)
        end = min(cut.start() if cut else end, start + 120)
        if label == "NAME":
            person = _PERSON.match(sheet.text, start, end)
            if person is None:
                continue
            end = person.end()
            strong = not is_weak(match[1].decode("latin-1"))
            values.decide(sheet, start, end, label, "form.line", strong=strong)
        elif label in ("ADDRESS", "DOB", "CARE_DATE", "ZIP", "AGE90"):
            values.decide(sheet, start, end, label, "form.line", strong=True)
        else:
            word = re.match(r"[\w#*+().-]+(?:[ -]\d[\d-]*){0,4}", sheet.text[start:end])
            if word:
                values.decide(sheet, start, start + word.end(), label, "form.line", strong=True)


def _elements(start: int, body: bytes) -> list[tuple[int, int]]:
    spans, position = list[tuple[int, int]](), start
    for part in body.split(b"*"):
        spans.append((position, position + len(part)))
        position += len(part) + 1
    return spans


def _x12(sheet: Sheet) -> None:
    for match in list(_X12.finditer(sheet.low)):
        name = bytes(match[1])
        parts = _elements(match.start(2), bytes(match[2]))
        if name in _ENVELOPE:
            sheet.keep(match.start(1), match.end(2))
            continue
        for index, label in _PLACES.get(name, {}).items():
            if index < len(parts):
                _take(sheet, parts[index], label)
        if name == b"nm1" and len(parts) > 1 and bytes(sheet.low[slice(*parts[1])]) == b"1":
            for part in parts[2:5]:
                _take(sheet, part, "NAME")
        # Who pays (PR) and who receives (40) are organizations with a number of their own.
        payer = bytes(sheet.low[slice(*parts[0])]) in (b"pr", b"40")
        if name == b"nm1" and len(parts) > 8 and not payer:  # noqa: PLR2004 # NM109
            _take(sheet, parts[8], "PLAN_ID")


# Who sends to whom, under which control numbers.
_ENVELOPE = (b"isa", b"gs")
# Segment → element (from 0) → what it holds.
_PLACES = {
    b"n3": {0: "ADDRESS", 1: "ADDRESS"},
    b"n4": {0: "ZIP", 2: "ZIP"},
    b"dmg": {1: "DOB"},
    b"ref": {1: "ACCOUNT"},
    b"dtp": {2: "CARE_DATE"},
    b"clm": {0: "ACCOUNT"},
    b"clp": {0: "ACCOUNT"},
    b"per": {1: "NAME", 3: "PHONE", 5: "PHONE", 7: "PHONE"},
    b"pat": {5: "CARE_DATE"},
    b"trn": {1: "ACCOUNT"},
    b"sbr": {2: "PLAN_ID"},
    b"ins": {11: "CARE_DATE"},
}


def _take(sheet: Sheet, span: tuple[int, int], label: str) -> None:
    if span[0] < span[1] and sheet.text[slice(*span)].strip():
        sheet.take(span, label, "x12.element")
