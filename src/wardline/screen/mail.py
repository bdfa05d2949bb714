"""Mail: recipients go, an own sender goes, an attacker's sender stays.

*Source*: RFC 5322 section 3.6 (header fields).
"""

from __future__ import annotations

import re

from wardline.screen import roles
from wardline.screen.sheet import Sheet, rx

_HEADERS = rx(
    rb"(?:^|[\n\r])[>| \t]{0,6}\*{0,2}(to|cc|bcc|from|sender|reply-to|return-path|delivered-to|x-original-to"
    rb"|envelope-to|x-envelope-to|x-envelope-from|disposition-notification-to|resent-to|resent-from"
    rb"|apparently-to|x-rcpt-to|recipients?|attendees?|required|optional|organizer)\*{0,2}:[ \t]{0,4}"
)
_MAIL = re.compile(r"[\w.+%'-]{1,64}@((?:[\w-]{1,63}\.)+[A-Za-z]{2,24})")
_SENDERS = frozenset(
    (b"from", b"sender", b"reply-to", b"return-path", b"x-envelope-from", b"resent-from")
)
_PERSON = re.compile(r"[A-Z][\w'-]+,? (?:[A-Z][\w'.-]* ?){1,3}|[\w'-]+, [\w'. -]+")
_DISPLAY = re.compile(
    r"(?:\"([^\"\n]{2,80})\"|'([^'\n]{2,80})'|([^\W\d_][^<>;\"\n@:]{1,80}?))\s{0,2}[<\[(]{1,2}(?:mailto:)?$"
)
_HELP = re.compile(
    rb"help ?-?desk|service ?-?desk|security|\bsoc\b|abuse|phish|\bit\b|infosec|spam"
)
_FORWARDED = re.compile(
    rb"forwarded|original message|begin message|wrote:|phish|sample|-----|suspicious|headers?:"
)
_ORG_WORDS = re.compile(
    r"support|help|desk|team|service|billing|account|security|admin|payroll|department|notification"
    r"|microsoft|office|docusign|amazon|bank|update|alert|invoice|portal|hospital|health|clinic|inc\b",
    re.IGNORECASE,
)
# Who writes of herself as a patient is no attacker.
_OF_HERSELF = rx(
    rb"\bmy name is\b|\bi (?:am|was) (?:a|one of your) patients?\b|\bi (?:am|was) (?:seen|treated|admitted)\b|\bi(?:'m| am) on medicare\b"
)
_PERSON_LOCAL = re.compile(r"[a-z]+[._][a-z]+\d*")


def screen(sheet: Sheet) -> None:
    """Decide the addresses and display names in header lines."""
    if sheet.low.find(b":") < 0:
        return
    for match in list(_HEADERS.finditer(sheet.low)):
        name = bytes(match.group(1))
        end = _end(sheet.low, match.end())
        if name in _SENDERS:
            _sender(sheet, match.start(), match.end(), end)
        else:
            _recipients(sheet, match.end(), end)


def _end(low: bytearray, start: int) -> int:
    """The end of a header, with its folded lines."""
    position = start
    for _ in range(200):
        end = low.find(b"\n", position)
        if end < 0:
            return len(low)
        if bytes(low[end + 1 : end + 2]) not in (b" ", b"\t"):
            return end
        position = end + 1
    return position


def _recipients(sheet: Sheet, start: int, end: int) -> None:
    addressed = False
    for match in _MAIL.finditer(sheet.text, start, end):
        addressed = True
        if not sheet.is_open(*match.span()):
            continue
        if roles.is_public_mail(match[0].lower()):
            continue
        _display(sheet, start, match.start())
        sheet.take(match.span(), "EMAIL", "mail.recipient")
    if not addressed:
        _names(sheet, start, end)


def _names(sheet: Sheet, start: int, end: int) -> None:
    """Names without addresses, parted by semicolons: `To: Doe, Jane; Roe, Richard`."""
    position = start
    for part in sheet.text[start : min(end, start + 4_000)].split(";"):
        text = part.strip(" \t\r\"'")
        first = position + part.find(text[:1]) if text else position
        if text and _PERSON.fullmatch(text) and not _ORG_WORDS.search(text):
            sheet.claim(first, first + len(text), "NAME", "mail.recipient")
        position += len(part) + 1


def _display(sheet: Sheet, floor: int, before: int) -> None:
    """Take out the display name that stands before an address."""
    begin = max(floor, before - 120)
    piece = sheet.text[begin:before]
    cut = max(piece.rfind(">,"), piece.rfind(";"), piece.rfind(">;"))
    begin += cut + 2 if cut >= 0 else 0
    match = _DISPLAY.search(sheet.text[begin:before])
    if match:
        group = next(index for index in (1, 2, 3) if match[index])
        first = begin + match.start(group)
        text = match[group].strip(" ,")
        lead = match[group].find(text[:1]) if text else 0
        if text and not _ORG_WORDS.search(text) and sheet.is_open(first, first + len(text)):
            sheet.claim(first + lead, first + lead + len(text), "NAME", "mail.display")


def _sender(sheet: Sheet, line: int, start: int, end: int) -> None:
    for match in _MAIL.finditer(sheet.text, start, end):
        address, domain = match[0].lower(), match[1].lower()
        if roles.is_public_mail(address) or not sheet.is_open(*match.span()):
            continue
        if _is_own(sheet, line, end, address, domain):
            _display(sheet, start, match.start())
            sheet.take(match.span(), "EMAIL", "mail.own-sender")
        else:
            sheet.keep(*match.span())


def _is_own(sheet: Sheet, line: int, end: int, address: str, domain: str) -> bool:
    """Whether the sender is of the own side: by the profile, or as one who reports to the desk."""
    if sheet.profile.owns_domain(domain):
        return True
    if _FORWARDED.search(sheet.low, max(0, line - 600), line):
        return False
    person = _PERSON_LOCAL.fullmatch(address.partition("@")[0]) is not None
    care = roles.CARE.search(domain) is not None and "-" not in domain
    following = bytes(sheet.low[end : end + 200])
    reports = _HELP.search(following.partition(b"\n\n")[0].partition(b"subject:")[0]) is not None
    if domain in roles.FREE and sheet.says(_OF_HERSELF):
        return True
    return (care and (person or reports)) or (reports and domain in roles.FREE)
