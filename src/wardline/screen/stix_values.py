"""How each kind of value in a STIX object is judged.

A judge takes the sheet, the path and the value there, and notes on the sheet what it finds. A
value of an unexpected type is judged as an unknown one, so that nothing passes by being odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from wardline.core import clock, ids
from wardline.core.edits import Path
from wardline.core.observables import normalize
from wardline.screen.model import Decision, Screened
from wardline.screen.stix_own import domain_sids, emails, home_folders, listed
from wardline.screen.stix_sheet import (
    DOUBTS,
    NAMES,
    PUBLISHED,
    TECHNICAL,
    WEB,
    Gate,
    Sheet,
    replaced,
    spared,
)

Judge = Callable[[Sheet, Path, Any], None]

_SLUG = re.compile(r"[A-Za-z][A-Za-z_ +#/-]{0,40}[A-Za-z+#]|[A-Za-z]", re.ASCII)
_MAX_NESTING = 100
# A number this short is a count, a port, a version or a year.
_SMALLEST_TELLING = 100_000
# A cue before a value helps the engine as a heading helps a reader: "patient name: …".
_LONGEST_WITH_CUE = 300
_PUBLIC_ID = re.compile(
    r"(?:CVE-\d{4}-\d{4,7}|CAPEC-\d{1,5}|CWE-\d{1,5}|(?:T|TA|G|S|M|C|DS|DC|DET|AN|A)\d{4}"
    r"(?:\.\d{3})?|[A-Z]{3}-\d{1,3}|[Vv]\d{1,4}(?:\.\d{1,4}){0,3})",
    re.ASCII,
)
_CITATION = re.compile(r"\((?:\d{4}|n\.d\.?)[,)]|\bRetrieved\b|\b(?:19|20)\d{2}\b", re.ASCII)
_ROLES = frozenset(
    listed(
        "abuse admin cert contact csirt cirt helpdesk info incident infosec ir office phishing "
        "press "
        "privacy psirt report security soc support threatintel cti webmaster postmaster hostmaster "
        "noreply no-reply advisories ics-cert central cisa vulnerability vulnerabilities team"
    )
)


def text(sheet: Sheet, path: Path, value: Any) -> None:
    """Free text: all that the engine finds is replaced."""
    if type(value) is str:
        verdict = sheet.gate.text(value)
        if verdict is not None and ("(Citation: " in value or "](http" in value):
            verdict = spared(verdict, value, _published_spans(sheet, value))
        sheet.take(path, value, verdict)
    else:
        unknown(sheet, path, value)


# How ATT&CK names, in running text, one of the object's external references, and links a term.
_CITED = re.compile(
    r"\(Citation: [^()\n]{1,200}\)|\[[^\[\]\n]{1,80}\]\((https?://[^()\s]{1,300})\)"
)


def _published_spans(sheet: Sheet, value: str) -> list[tuple[int, int]]:
    """Where a text cites or links what is published elsewhere."""
    return [
        match.span()
        for match in _CITED.finditer(value)
        if match[1] is None or not sheet.gate.own.url(match[1])
    ]


def texts(sheet: Sheet, path: Path, value: Any) -> None:
    """A list of free texts."""
    each(text)(sheet, path, value)


def name(sheet: Sheet, path: Path, value: Any) -> None:
    """The name of a threat, a tool or a product: free text in which no person is looked for."""
    if type(value) is str:
        sheet.take(path, value, sheet.gate.text(value, None, NAMES))
    else:
        unknown(sheet, path, value)


def credit(sheet: Sheet, path: Path, value: Any) -> None:
    """Somebody who is thanked in public, as ATT&CK thanks its contributors."""
    if type(value) is str:
        sheet.take(path, value, sheet.gate.text(value, None, PUBLISHED))
    else:
        unknown(sheet, path, value)


def mark(sheet: Sheet, path: Path, value: Any) -> None:
    """What a marking says: that it marks is its purpose."""
    if type(value) is str:
        sheet.take(path, value, sheet.gate.text(value, None, NAMES | {"MARKING"}))
    else:
        unknown(sheet, path, value)


def word(sheet: Sheet, path: Path, value: Any) -> None:
    """A word of an open vocabulary: letters alone tell nothing; anything else is read."""
    if type(value) is not str or not _SLUG.fullmatch(value):
        name(sheet, path, value)


def each(judge: Judge) -> Judge:
    """The judge of a list whose members `judge` judges."""

    def judge_all(sheet: Sheet, path: Path, value: Any) -> None:
        if type(value) is not list:
            unknown(sheet, path, value)
            return
        for index, member in enumerate(value):
            judge(sheet, (*path, index), member)

    return judge_all


def record(**judges: Judge | None) -> Judge:
    """The judge of an object: the named properties as said, others as unknown."""

    def judge_record(sheet: Sheet, path: Path, value: Any) -> None:
        if type(value) is not dict:
            unknown(sheet, path, value)
            return
        for key, member in members(sheet, path, value):
            judge = judges.get(key, unknown)
            if judge is not None:
                judge(sheet, (*path, key), member)

    return judge_record


words, names = each(word), each(name)
_HASH = re.compile(r"[A-Fa-f0-9]{8,512}|\d{1,12}:[A-Za-z0-9+/:]{1,300}|T1[A-F0-9]{70}")


def hashes(sheet: Sheet, path: Path, value: Any) -> None:
    """A dictionary of hashes: what does not look like a hash is read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, digest in members(sheet, path, value):
        if type(digest) is not str or not _HASH.fullmatch(digest):
            unknown(sheet, (*path, key), digest)


_DIGITS = re.compile(r"(?:keyid:)?[0-9A-Fa-f: ]{2,8192}")


def digits(sheet: Sheet, path: Path, value: Any) -> None:
    """A number of a certificate or of a program, in hexadecimal; anything else is read."""
    if type(value) is not str or not _DIGITS.fullmatch(value):
        name(sheet, path, value)


def unknown(sheet: Sheet, path: Path, value: Any) -> None:
    """A value that the standard does not know: every text, key and long number in it is read."""
    if len(path) > _MAX_NESTING:
        sheet.block(path, "DEEP", "nesting", "It nests too deep to be read.")
    elif type(value) is str:
        _unknown_text(sheet, path, value)
    elif type(value) is list:
        for index, member in enumerate(value):
            unknown(sheet, (*path, index), member)
    elif type(value) is dict:
        for key, member in members(sheet, path, value):
            unknown(sheet, (*path, key), member)
    elif type(value) in (int, float) and abs(value) >= _SMALLEST_TELLING:
        _unknown_number(sheet, path, value)


def fine_key(sheet: Sheet, path: Path, key: str) -> bool:
    """Whether the name of a property tells nothing private; one that may is held."""
    if _SLUG.fullmatch(key) or ids.split_id(key):
        return True
    verdict = sheet.gate.text(key.replace("_", " "), None, NAMES)
    sheet.flag((*path, "…"), verdict, "A property's name")
    return verdict is None


def members(sheet: Sheet, path: Path, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of a dictionary with foreign keys; one whose key may be private is held."""
    for key, member in value.items():
        if fine_key(sheet, path, key):
            yield key, member


def _cue(path: Path) -> str:
    """The name of the property, as words."""
    key = next((step for step in reversed(path) if type(step) is str), "")
    words_ = str(key).removeprefix("x_").replace("_", " ").replace("-", " ").strip()
    return f"{words_}: " if words_ else ""


def _unknown_text(sheet: Sheet, path: Path, value: str) -> None:
    key = str(path[-2] if type(path[-1]) is int and len(path) > 1 else path[-1])
    if key.endswith(("_ref", "_refs", "id")) and ids.split_id(value):
        return
    if clock.parse_timestamp(value) is not None:
        return
    cue = _cue(path) if len(value) <= _LONGEST_WITH_CUE else ""
    cued(sheet, path, value, cue)


def cued(
    sheet: Sheet, path: Path, value: str, cue: str, ignore: frozenset[str] = frozenset()
) -> None:
    """Judge `value` as it would be read behind `cue`; the cue itself never counts."""
    verdict = sheet.gate.text(cue + value, None, ignore)
    if verdict is None or not cue:
        sheet.take(path, value, verdict)
        return
    at = len(cue)
    findings = tuple(
        f._replace(start=max(f.start, at) - at, end=f.end - at)
        for f in verdict.findings
        if f.end > at
    )
    residue = tuple(left for left in verdict.residue if left.end > at)
    sheet.take(
        path,
        value,
        verdict._replace(text=replaced(value, findings), findings=findings, residue=residue),
    )


def _unknown_number(sheet: Sheet, path: Path, value: float) -> None:
    """A number that is somebody's cannot be replaced by text, so it goes."""
    cue = _cue(path)
    verdict = sheet.gate.text(f"{cue}{value}")
    if verdict is not None and any(found.end > len(cue) for found in verdict.findings):
        found = next(found for found in verdict.findings if found.end > len(cue))
        sheet.remove(path, found.label, found.rule)


def host(sheet: Sheet, path: Path, value: Any) -> None:
    """A host name or an address: an own one never leaves, and its object with it."""
    if type(value) is not str:
        unknown(sheet, path, value)
    elif reason := sheet.gate.own.host(value):
        sheet.block(path, "HOST", reason, "It names a host or an address of your own network.")
    elif normalize("domain-name", value) is None:
        sheet.flag(path, sheet.gate.text(value), "What stands here is no domain name and")


def url(sheet: Sheet, path: Path, value: Any) -> None:
    """A URL: one of the own organization stays; one that carries its people's mail is held."""
    if type(value) is not str:
        unknown(sheet, path, value)
        return
    reason = sheet.gate.own.url(value)
    if reason in ("own-mail-in-url", "password-in-url"):
        sheet.hold(path, f"The URL carries something private ({reason}).")
    elif reason:
        sheet.block(path, "URL", reason, "It leads into your own organization.")
    else:
        sheet.flag(path, sheet.gate.text(value, None, WEB), "The URL")


def technical(sheet: Sheet, path: Path, value: Any) -> None:
    """A path, a file name or a command line: account names and secrets in it are replaced."""
    if type(value) is not str:
        unknown(sheet, path, value)
        return
    plain = sheet.gate.text(value, "log", TECHNICAL)
    if plain is not None:
        sheet.take(path, value, plain)
    done = plain.text if plain is not None else value
    spans = [(*span, "USER") for span in home_folders(done) if done[span[0]] != "["]
    spans += [(*span, "SID") for span in domain_sids(done)]
    for start, end, label in sorted(spans, reverse=True):
        stand_in = sheet.gate.pseudonym(label, done[start:end])
        done = done[:start] + stand_in + done[end:]
        sheet.put(path, done, ("USER", "account-in-path", stand_in))


def file_name(sheet: Sheet, path: Path, value: Any) -> None:
    """A file's name: what a rule finds in it once its signs are read as spaces goes as well."""
    technical(sheet, path, value)
    if type(value) is not str or any(edit.path == path for edit in sheet.edits):
        return
    verdict = in_file_name(sheet.gate, value)
    if verdict is not None:
        done = replaced(value, verdict.findings)
        sheet.take(path, value, verdict._replace(text=done, decision=Decision.PASS, residue=()))


def in_file_name(gate: Gate, value: str) -> Screened | None:
    """What the engine finds in the last part of a path, read as words; offsets are `value`'s."""
    spoken = _SIGNS.sub(" ", value)
    start = max(value.rfind("/"), value.rfind("\\")) + 1
    end = value.rfind(".")
    end = end if end > start else len(value)
    verdict = gate.text(spoken[start:end], None, TECHNICAL)
    if verdict is None:
        return None
    findings = tuple(f._replace(start=f.start + start, end=f.end + start) for f in verdict.findings)
    return verdict._replace(findings=findings)


_SIGNS = re.compile(r"[_+~#()]")


def registry_value(sheet: Sheet, path: Path, value: Any) -> None:
    """A value of a registry key, whose name tells what it is; numbers of the machine are none."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    told = str(value.get("name", ""))
    for key, member in members(sheet, path, value):
        if key == "data" and type(member) is str:
            if _MACHINE.fullmatch(member):
                continue
            technical(sheet, (*path, key), member)
            if not any(edit.path == (*path, key) for edit in sheet.edits) and told:
                cued(sheet, (*path, key), member, f"{told}: ", frozenset({DOUBTS}))
        elif key != "data_type":
            technical(sheet, (*path, key), member)


_MACHINE = re.compile(r"(?:0x)?[0-9A-Fa-f]{1,16}|(?:[0-9A-Fa-f]{2}[ ,-]?){1,4096}")


def sid(sheet: Sheet, path: Path, value: Any) -> None:
    """A security identifier: one of a domain names an account."""
    if type(value) is not str or domain_sids(value):
        sheet.remove(path, "USER", "domain-sid")
    else:
        technical(sheet, path, value)


def gone(label: str, rule: str) -> Judge:
    """The judge of what never leaves."""

    def judge(sheet: Sheet, path: Path, _: Any) -> None:
        sheet.remove(path, label, rule)

    return judge


_SECRET_NAME = re.compile(
    r"PASS|PWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|PRIVATE|SESSION|COOKIE", re.IGNORECASE
)
_TELLING_VARIABLES = frozenset(
    listed(
        "USERNAME USERDOMAIN USERDOMAIN_ROAMINGPROFILE USERDNSDOMAIN "
        "COMPUTERNAME HOSTNAME LOGONSERVER "
        "USERPROFILE HOMEPATH HOME USER LOGNAME MAIL SSH_CLIENT SSH_CONNECTION SUDO_USER "
        "CLIENTNAME NAME EMAIL HOMESHARE"
    )
)


def variables(sheet: Sheet, path: Path, value: Any) -> None:
    """Environment variables: secrets and who and where one is go, the others are read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, content in members(sheet, path, value):
        if _SECRET_NAME.search(key):
            sheet.remove((*path, key), "SECRET", "variable-name")
        elif key.upper() in _TELLING_VARIABLES:
            sheet.remove((*path, key), "USER", "variable-name")
        else:
            technical(sheet, (*path, key), content)


def reference_url(sheet: Sheet, path: Path, value: Any) -> None:
    """The URL of an external reference: one into the own organization goes."""
    if type(value) is not str:
        unknown(sheet, path, value)
    elif reason := sheet.gate.own.url(value):
        sheet.remove(path, "URL", reason)
    else:
        verdict = sheet.gate.text(value, None, WEB)
        if verdict is not None and verdict.findings:
            sheet.remove(path, verdict.findings[0].label, verdict.findings[0].rule)


def external_reference(sheet: Sheet, path: Path, value: Any) -> None:
    """An external reference: authors' names in a published citation are no secret."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, member in members(sheet, path, value):
        at = (*path, key)
        if key in ("source_name", "external_id"):
            if type(member) is not str:
                unknown(sheet, at, member)
            elif not _PUBLIC_ID.fullmatch(member) and not _SLUG.fullmatch(member):
                cited = PUBLISHED if _is_published(sheet, value) else NAMES
                sheet.take(at, member, sheet.gate.text(member, None, cited))
        elif key == "description":
            if type(member) is str and _is_published(sheet, value) and _CITATION.search(member):
                sheet.take(at, member, sheet.gate.text(member, None, PUBLISHED))
            else:
                text(sheet, at, member)
        elif key == "url":
            reference_url(sheet, at, member)
        elif key == "hashes":
            hashes(sheet, at, member)
        else:
            unknown(sheet, at, member)


def _is_published(sheet: Sheet, reference: dict[str, Any]) -> bool:
    """Whether a reference leads to something published elsewhere."""
    address = reference.get("url")
    return type(address) is str and "://" in address and not sheet.gate.own.url(address)


def contact(sheet: Sheet, path: Path, value: Any) -> None:
    """How an organization can be reached: its desks' addresses stay, people's go."""
    if type(value) is not str:
        unknown(sheet, path, value)
        return
    if sheet.attributed and not any(sheet.gate.own.email(value[a:b]) for a, b in emails(value)):
        return
    spans = emails(value)
    if spans == [(0, len(value))] and value.partition("@")[0].lower() in _ROLES:
        return
    cued(sheet, path, value, "contact: ")


def contents(sheet: Sheet, path: Path, value: Any) -> None:
    """The translations of language-content: by language, then by property."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for language, translated in members(sheet, path, value):
        record_of = {"name": name, "aliases": names, "labels": names, "description": text}
        record(**record_of)(sheet, (*path, language), translated)
