"""A value whose field, column or cue says what it holds: whether it does, and how much of it goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardline.screen import dates, names, numbers, roles
from wardline.screen.sheet import Sheet

# Accounts that every system has: they name nobody.
COMMON_USERS = frozenset(
    "- -- * ? n/a na none null nil unknown anonymous anon guest root system administrator admin"
    " nobody user users test everyone local service localsystem networkservice localservice daemon"
    " www-data apache nginx postgres mysql oracle sa sshd sys ubuntu ec2-user default public self"
    " krbtgt true false yes no helpdesk all any invalid empty undefined sshd-session ftp mail"
    " authority nt anonymous_logon the a an is was in".split()
)
_NOTHING = frozenset(
    "- -- n/a na none null nil unknown true false yes no not tbd pending empty undefined redacted"
    " removed various multiple other self the".split()
)
_NO_SECRET = re.compile(
    r"(?:required|expired?|expires|changed|reset|none|null|nil|true|false|yes|no|not|n/?a|empty|unknown"
    r"|incorrect|invalid|wrong|correct|failed|failure|success\w*|ok|\*+|x{3,}|\.{2,}|-+|redacted|removed"
    r"|hidden|masked|protected|encrypted|prompt|set|unset|must|should|was|is|has|and|or|for|the|a|in|on"
    r"|to|of|with|by|from|only|auth\w*|policy|spray\w*|guess\w*|hash\w*|stuffing|theft|bearer|basic|type"
    r"|publickey|keyboard-interactive|password|passwd|enabled|disabled|blank|missing|stolen|leaked"
    r"|accepted|rejected|denied|granted|optional|default|manager|managers|complexity|rotation|reuse"
    r"|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|%\w+%|\$\{?\w+\}?)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"[^\W\d_]['.\w-]*(?:(?:, ?|[ ^]{1,2})(?:[A-Z][^\W\d_]{0,2}\.|[^\W\d_][\w'.-]*)){0,5}\.?"
)
_PERSON = re.compile(
    r"[^\W\d_][\w'-]+\^[^\W\d_].*|[A-Z][\w'-]+, ?[A-Z].*|[A-Z][\w'.-]+(?: [A-Z][\w'.-]*){1,3}"
)
_ID = re.compile(r"[\w#][\w ./#:*-]{0,63}")
_MAIL = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,200}")
_PHONE = re.compile(r"[+(]?\d[\d ().+x/-]{1,28}(?:,? ?(?:ext\.?|extension) ?\d{1,6})?")
_AGE = re.compile(r"(?:9\d|1[0-4]\d)\b")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4,6}")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:.-]?){5}[0-9A-Fa-f]{2}")
_TECH = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?|[a-z][a-z0-9+.-]*://.*|[0-9A-Fa-f:]*::?[0-9A-Fa-f:]+"
    r"|.*\.(?:exe|dll|rtf|xlam|xltm|dotm|wsf|scr|chm|jar|docx?|docm|xlsx?|xlsm|pdf|zip|iso|lnk|vbs|ps1|js|txt|msi|one|hta|bat|7z|rar|img|html?)"
    r"|(?:[a-z0-9-]+--)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9a-f]{32,128}|0x[0-9A-Fa-f]+|bc1[a-z0-9]+|v?\d+(?:\.\d+){1,5}(?:[-+._][a-z0-9]+)*",
    re.IGNORECASE,
)
_ORG = re.compile(
    r"\b(?:inc|llc|ltd|corp|gmbh|company|hospital|clinic|health|medical|systems?|group|university"
    r"|insurance|services?|department|team|software|technologies)\b\.?",
    re.IGNORECASE,
)
_ACCOUNT_SIGN = re.compile(r"(?=[^ ]*[0-9._\\])[A-Za-z][\w.\\$-]{2,40}")

# Numbers of a service desk's papers.
_DESK_PAPER = re.compile(
    r"(?:INC|PRB|CHG|REQ|RITM|S?CTASK|TASK|KB|CASE|HD|SR|WO|CS|TKT|SIR)-?\d{3,12}"
)
# Bytes that stand where an earlier rule has decided.
_DECIDED = frozenset(b"\x01\x02\x03")

Found = tuple[int, int, str] | None


def decide(sheet: Sheet, start: int, end: int, label: str, rule: str, *, strong: bool) -> bool:
    """Take out the value where it is what its field announces; says whether it did.

    *Shape*: `strong` is True where the field means a person's data for sure.
    """
    text = sheet.text[start:end]
    bare = text.strip(" \t\r\"'")
    if not any(map(str.isalnum, bare[:200])) or len(bare) > 2_000:  # noqa: PLR2004 # no field of a person is longer
        return False
    first = start + text.find(bare[0])
    if sheet.low[first] in _DECIDED and sheet.low[first + len(bare) - 1] in _DECIDED:
        return False
    found = _HOW.get(label, _identifier)(sheet, first, first + len(bare), bare, label, strong)
    if found is None:
        return False
    first, last, kind = found
    sheet.claim(first, last, kind, rule)
    return True


def _name(_s: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    low = text.lower()
    if low in COMMON_USERS or low in _NOTHING or _TECH.fullmatch(text):
        return None
    mail = _MAIL.search(text)
    if mail:
        return (
            (start, end, "NAME") if strong else (start + mail.start(), start + mail.end(), "EMAIL")
        )
    if _DESK_PAPER.fullmatch(text):
        return None
    digits = sum(char.isdigit() for char in text)
    if digits >= 4 and " " not in text and "^" not in text:  # noqa: PLR2004 # a number, no name
        return start, end, "MRN"
    if not strong:
        if _PERSON.fullmatch(text) and not _ORG.search(text):
            return start, end, "NAME"
        return (start, end, "USER") if _ACCOUNT_SIGN.fullmatch(text) else None
    return start, end, "NAME"


_DESKS = frozenset(
    "security it helpdesk admin admins team vendor hospital unknown system soc network ops"
    " operations infrastructure desktop biomed clinical engineering support service services"
    " facilities pharmacy radiology lab nursing management compliance privacy legal staff pending"
    " unassigned queue tier1 tier2 apps applications server servers database cloud identity"
    " platform".split()
)


def _owner(sheet: Sheet, start: int, end: int, text: str, label: str, strong: bool) -> Found:
    """Who owns or reports a thing: a person or an account, but no desk."""
    if text.lower() in _DESKS or _ORG.search(text):
        return None
    if re.fullmatch(r"[a-z]{4,20}", text):
        return start, end, "USER"
    return _name(sheet, start, end, text, label, False)


_DOTTED_ACCOUNT = re.compile(r"[a-z]{2,20}[._][a-z]{2,20}\d{0,3}|[A-Za-z][\w.-]*\\{1,2}[\w.$-]+")


def _party(_s: Sheet, start: int, end: int, text: str, _l: str, _strong: bool) -> Found:
    """Who takes part in a matter: a person by name, or an account that can be nothing else."""
    if _PERSON.fullmatch(text) and not _ORG.search(text):
        return start, end, "NAME"
    return (start, end, "USER") if _DOTTED_ACCOUNT.fullmatch(text) else None


# The rest of a name whose first word alone was read as the account.
_REST = re.compile(
    rb"(?: [A-Z]\.?| (?:van|von|der|den|de|del|la|le|di|da|dos|bin|al|el))*"
    rb"(?: (?!(?:Logged|Accessed|Action|Log[io]n|Event|From|On|At|Has|Was|Is|IP|Host|Status|Result|Failed"
    rb"|Success\w*|Opened|Viewed|Connected|Session|Source|Domain|Device|Time)\b)[A-Z][\w'-]+){1,2}"
)
# A number that Unix gave an account, whose name follows: `1007(jlee)`.
_UNIX_ID = re.compile(r"\d{1,6}\(")
_CAPITAL = re.compile(r"[A-Z][a-z'-]+")


def _user(sheet: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    low = text.lower()
    if not strong and text != low and "\\" not in text:
        return None  # a key of connections is written like an account
    tail = low.rpartition("\\")[2]
    if low in COMMON_USERS or tail in COMMON_USERS or tail.endswith("$\x00"):
        return None
    if _MAIL.fullmatch(text):
        return None  # whose address it is, the words around say
    if _TECH.fullmatch(text) or (text.isdigit() and len(text) < 4):  # noqa: PLR2004 # a count
        return None
    if _UNIX_ID.match(text):
        return None
    if " " in text:
        words = text.split()
        if len(words) <= 4 and _PERSON.fullmatch(text):  # noqa: PLR2004 # a name is shorter
            return start, end, "NAME"
        return None if len(words) > 3 else (start, end, "USER")  # noqa: PLR2004 # a sentence
    if _CAPITAL.fullmatch(text):
        rest = _REST.match(sheet.raw, end, end + 60)
        if rest is not None:
            return start, rest.end(), "NAME"
    return start, end, "USER"


def _host(sheet: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    low = text.lower().rstrip(".")
    if low in _NOTHING or low in ("localhost", "local") or " " in text or _TECH.fullmatch(text):
        return None
    if "." in low and not roles.is_internal_host(sheet.profile, low):
        return None
    if not strong and not any(char.isdigit() or char in "-." for char in low):
        return None
    if len(text) >= 8 and text.replace("-", "").isdigit():  # noqa: PLR2004 # a device by its number
        return start, end, "DEVICE_SERIAL"
    if not re.fullmatch(r"[\w.-]+\$?", text) or not any(map(str.isalpha, text)):
        return None
    return start, end, "HOST"


def _date(sheet: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    span = dates.at(sheet.low, start)
    if span and span[0] - start <= 3:  # noqa: PLR2004 # quotes
        return span[0], min(span[1], end) if span[1] <= end else span[1], label
    digits = sum(char.isdigit() for char in text)
    if digits >= 5 and " " not in text:  # noqa: PLR2004 # a visit's number instead of its date
        return start, end, "ACCOUNT"
    return None


def _age(_s: Sheet, start: int, _e: int, text: str, _l: str, _strong: bool) -> Found:
    match = _AGE.match(text)
    return (start, start + match.end(), "AGE90") if match else None


def _zip(_s: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    if _ZIP.fullmatch(text) or (strong and text[0].isalpha() and not _TECH.fullmatch(text)):
        return start, end, "ZIP"
    return None


def _address(_s: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    if _TECH.fullmatch(text) or "@" in text or _MAC.match(text):
        return None
    if " " in text and (strong or text[0].isdigit()):
        return start, end, "ADDRESS"
    return None


def _secret(_s: Sheet, start: int, end: int, text: str, _l: str, strong: bool) -> Found:
    if _NO_SECRET.fullmatch(text.rstrip(".,;!")) or text.lower() in _NOTHING:
        return None
    if text.startswith(("/", "~/", "C:\\", "c:\\")) or "://" in text:
        return None  # a folder (PWD in Unix) or an address
    if text.isdigit() and len(text) < 4:  # noqa: PLR2004 # a count, no pass word
        return None
    return (start, end, "SECRET") if strong or len(text) >= 4 else None  # noqa: PLR2004


def _phone(_s: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    if "@" in text:
        return None if roles.is_public_mail(text.strip("<>").lower()) else (start, end, "EMAIL")
    match = _PHONE.match(text)
    if match and numbers.is_public_line("".join(filter(str.isdigit, match[0]))):
        return None
    if match and sum(char.isdigit() for char in match[0]) >= 3:  # noqa: PLR2004 # an extension
        return start, start + len(match[0].rstrip(" .(/-")), label
    return None


def _email(sheet: Sheet, start: int, end: int, text: str, _l: str, _strong: bool) -> Found:
    if not _MAIL.search(text) or roles.is_public_mail(text.strip("<>").lower()):
        return None
    return start, end, "EMAIL"


def _ssn(_s: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    digits = sum(char.isdigit() for char in text)
    return (start, end, label) if digits >= 4 else None  # noqa: PLR2004 # the last four count too


def _mac(_s: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    return (start, end, label) if _MAC.fullmatch(text) else None


_ACCOUNT_LIKE = re.compile(r"[a-z][a-z0-9._-]{2,40}", re.IGNORECASE)


_SERIAL = re.compile(r"[A-Z0-9]{5,20}")
_WORD = re.compile(r"[a-z]{4,16}(?:-[a-z]{2,8})?")
# A log-in name under a heading that says only "account".
_LOGIN_LIKE = re.compile(
    r"(?=[^ ]*[0-9._])[a-z]{2,}[._]?[a-z]*(?:[._-][a-z]+)*\d{0,3}|[a-z]{1,3}[a-z-]{4,12}\d{1,3}"
)


def _is_login(text: str) -> bool:
    """Whether a word is an account's name: by its signs, or because no language has it."""
    if text in COMMON_USERS:
        return False
    if _LOGIN_LIKE.fullmatch(text):
        return True
    return _WORD.fullmatch(text) is not None and not names.lexicon().code(text.replace("-", ""))


def _identifier(_s: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    digits = sum(char.isdigit() for char in text)
    if label == "DEVICE_SERIAL" and digits and _SERIAL.fullmatch(text):
        return start, end, label
    if label == "ACCOUNT" and _is_login(text):
        return start, end, "USER"
    if digits < 3 or not _ID.fullmatch(text):  # noqa: PLR2004 # no number
        return None
    if _TECH.fullmatch(text) and not (label in _POINTED and _POINT.fullmatch(text)):
        return None
    if text.count(" ") > 4:  # noqa: PLR2004 # a sentence
        return None
    return start, end, label


# Registers that write a point inside their numbers.
_POINTED = frozenset(("LICENSE", "ACCOUNT", "MRN", "PLAN_ID"))
_POINT = re.compile(r"\d{1,4}(?:\.\d{4,9}|(?:\.\d{2,4}){3})|[A-Z]{1,3}\.\d{4,9}")


def _biometric(_s: Sheet, start: int, end: int, text: str, label: str, _strong: bool) -> Found:
    return (start, end, label) if len(text) >= 8 else None  # noqa: PLR2004 # a word


_HOW: dict[str, Callable[[Sheet, int, int, str, str, bool], Found]] = {
    "NAME": _name,
    "OWNER": _owner,
    "PARTY": _party,
    "USER": _user,
    "HOST": _host,
    "DOB": _date,
    "CARE_DATE": _date,
    "AGE90": _age,
    "ZIP": _zip,
    "ADDRESS": _address,
    "SECRET": _secret,
    "PHONE": _phone,
    "FAX": _phone,
    "EMAIL": _email,
    "SSN": _ssn,
    "CARD": _ssn,
    "MAC": _mac,
    "BIOMETRIC": _biometric,
    "PHOTO": _biometric,
    "URL": _biometric,
}
