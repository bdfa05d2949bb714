"""DICOM in text: attributes by their tag, as the toolkits print them.

*Source*: DICOM PS3.6 (data dictionary), PS3.15 annex E (what identifies a person).
"""

from __future__ import annotations

from wardline.screen import values
from wardline.screen.sheet import Sheet, rx

_LINE = rx(
    rb"\(([0-9a-f]{4}),\s?([0-9a-f]{4})\)[ \t:]{0,3}(?:[a-z]{2}[ \t:]{1,3})?"
    rb"(?:\[([^\]\n]{1,200})\]|\"([^\"\n]{1,200})\"|= ?([^\n#]{1,120}))"
)
_TAGS = {
    b"00100010": "NAME", b"00100020": "MRN", b"00100021": "MRN", b"00100030": "DOB",
    b"00100032": "DOB", b"00100050": "PLAN_ID", b"00101000": "MRN", b"00101001": "NAME",
    b"00101005": "NAME", b"00101040": "ADDRESS", b"00101060": "NAME", b"00101090": "MRN",
    b"00102154": "PHONE", b"00102297": "NAME", b"00080050": "ACCOUNT", b"00080020": "CARE_DATE",
    b"00080021": "CARE_DATE", b"00080022": "CARE_DATE", b"00080023": "CARE_DATE",
    b"0008002a": "CARE_DATE", b"00080090": "NAME", b"00080094": "PHONE", b"00081010": "HOST",
    b"00081048": "NAME", b"00081050": "NAME", b"00081060": "NAME", b"00081070": "NAME",
    b"00080081": "ADDRESS", b"00181000": "DEVICE_SERIAL", b"00200010": "ACCOUNT",
    b"00321032": "NAME", b"00380010": "ACCOUNT", b"00380020": "CARE_DATE",
    b"00400006": "NAME", b"00400002": "CARE_DATE", b"00400244": "CARE_DATE",
    b"00401001": "ACCOUNT", b"00402016": "ACCOUNT", b"00402017": "ACCOUNT",
    b"00101010": "AGE90", b"00380400": "ADDRESS", b"00400275": "ACCOUNT",
}  # fmt: skip


def screen(sheet: Sheet) -> None:
    """Decide the value of each attribute that identifies a person."""
    if sheet.low.find(b",") < 0 or sheet.low.find(b"(00") < 0:
        return
    for match in list(_LINE.finditer(sheet.low)):
        label = _TAGS.get(bytes(match[1] + match[2]))
        if label is None:
            continue
        group = next(index for index in (3, 4, 5) if match.start(index) >= 0)
        start, end = match.span(group)
        values.decide(sheet, start, end, label, "dicom.tag", strong=True)
