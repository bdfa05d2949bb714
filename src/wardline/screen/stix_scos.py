"""How observables are judged: by the profile, and by who refers to them."""

from __future__ import annotations

from typing import Any, NamedTuple

from wardline.core.edits import Path
from wardline.core.observables import normalize
from wardline.screen.stix_own import emails, is_nobody, listed
from wardline.screen.stix_sheet import NAMES, Sheet
from wardline.screen.stix_values import (
    cued,
    each,
    members,
    record,
    technical,
    text,
    unknown,
)

# Headers by whose they are (RFC 5322, and what mail servers add).
_RECIPIENT_HEADERS = frozenset(
    listed(
        "to cc bcc delivered-to x-original-to x-delivered-to envelope-to x-envelope-to x-rcpt-to "
        "resent-to resent-cc resent-bcc x-ms-exchange-organization-originalenveloperecipients "
        "x-forwarded-to x-forwarded-for apparently-to"
    )
)
_SENDER_HEADERS = frozenset(
    listed("from sender reply-to return-path x-sender x-envelope-from errors-to resent-from")
)
_PLAIN_HEADERS = frozenset(listed("content-type mime-version x-mailer user-agent x-priority date"))
# Networks of people whose accounts there are public, and mostly the attacker's where shared.
_PUBLIC_ACCOUNTS = frozenset({"facebook", "twitter", "skype", "openid"})
_CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


class Roles(NamedTuple):
    """Who an object is for others in the same batch, by id."""

    recipients: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    # Hardware addresses and addresses that an own host or address resolves to.
    behind_own: frozenset[str] = frozenset()
    # People that actors, campaigns and groups are attributed to, or pose as.
    attributed: frozenset[str] = frozenset()


def judge_whole(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    """What the type and the role of an object say, before its properties are judged."""
    judge = _WHOLE.get(str(obj.get("type")))
    if judge is not None:
        judge(sheet, path, obj, roles)


def _address(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    reason = sheet.gate.own.address(str(obj.get("value", "")))
    if reason is None and obj.get("id") in roles.behind_own:
        reason = "behind-own-host"
    if reason:
        sheet.block(
            (*path, "value"), "IP", reason, "It is an address of your own or a private network."
        )


def _email(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    at = (*path, "value")
    address = str(obj.get("value", ""))
    reason = sheet.gate.own.email(address)
    if reason:
        sheet.block(at, "EMAIL", reason, "It is a mail address of your own organization.")
        return
    if normalize("email-addr", address) is None:
        sheet.flag(at, sheet.gate.text(address), "What stands here is no mail address and")
    if obj.get("id") not in roles.recipients:
        return
    if obj.get("id") in roles.senders:
        sheet.hold(at, "The address both sent and received: attacker or victim?")
    else:
        sheet.block(at, "EMAIL", "recipient", "It is a recipient's mail address.")


def _mac(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    at = (*path, "value")
    if obj.get("id") in roles.behind_own:
        sheet.block(at, "MAC", "behind-own-host", "It is a device of your own network.")
    else:
        sheet.hold(at, "A hardware address names one device: whose is it?")


def _account(sheet: Sheet, path: Path, obj: dict[str, Any], _: Roles) -> None:
    """Own people's accounts stay; accounts in public networks and built-in ones may go."""
    for field in ("user_id", "account_login", "display_name"):
        value = obj.get(field)
        if type(value) is str and (reason := sheet.gate.own.account(value)):
            sheet.block((*path, field), "USER", reason, "It is an account of your own people.")
            return
    if obj.get("account_type") in _PUBLIC_ACCOUNTS:
        return
    for field in ("account_login", "user_id"):
        value = obj.get(field)
        if type(value) is str and value and not is_nobody(value) and not value.startswith("S-1-"):
            sheet.hold(
                (*path, field), "Whose account is this: an attacker's or somebody's at work?"
            )
            return


def _identity(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    sheet.attributed = obj.get("id") in roles.attributed
    if obj.get("identity_class") != "individual" or sheet.attributed:
        return
    at = (*path, "name")
    if "contact_information" in obj or sheet.gate.own.is_staff(str(obj.get("name", ""))):
        sheet.block(at, "NAME", "individual", "It tells who a person is and how to reach them.")
    else:
        sheet.hold(at, "This is a person. Is the person part of the threat?")


def _certificate(sheet: Sheet, path: Path, obj: dict[str, Any], _: Roles) -> None:
    extensions = obj.get("x509_v3_extensions")
    names = [obj.get("subject")]
    names += [extensions.get("subject_alternative_name")] if type(extensions) is dict else []
    for stated in names:
        if type(stated) is not str:
            continue
        for part in _parts(stated):
            reason = sheet.gate.own.host(part)
            if reason in ("private-address", "internal-name"):
                sheet.hold((*path, "subject"), f"Whose certificate is this ({reason})?")
            elif reason:
                sheet.block(
                    (*path, "subject"), "HOST", reason, "It is a certificate of your own host."
                )
                return


def _parts(distinguished: str) -> list[str]:
    """The single values in a subject or a list of alternative names."""
    for mark in "=:,;/@+ \t\r\n\"'":
        distinguished = distinguished.replace(mark, "\n")
    return [part for part in distinguished.split("\n") if "." in part]


def _location(sheet: Sheet, path: Path, obj: dict[str, Any], _: Roles) -> None:
    """A street address is somebody's door; a point on the map that precise is as well."""
    exact = False
    for field in ("street_address", "postal_code"):
        if field in obj:
            exact = True
            sheet.remove((*path, field), "ADDRESS", "stix-location")
    if exact and "city" in obj:
        sheet.remove((*path, "city"), "ADDRESS", "stix-location")
    if "latitude" in obj and (exact or _precise(obj)):
        if "country" in obj or "region" in obj:
            for field in ("latitude", "longitude", "precision"):
                if field in obj:
                    sheet.remove((*path, field), "ADDRESS", "stix-location")
        else:
            sheet.hold((*path, "latitude"), "The position is exact enough to be somebody's door.")


def _precise(obj: dict[str, Any]) -> bool:
    """Whether a position tells a place within a kilometre."""
    places = [obj.get(field) for field in ("latitude", "longitude")]
    return any(type(place) is float and round(place, 2) != place for place in places)


def _artifact(sheet: Sheet, path: Path, obj: dict[str, Any], _: Roles) -> None:
    """What is in an artifact: text is read, anything else is for a person."""
    payload = obj.get("payload_bin")
    if type(payload) is not str:
        return
    at = (*path, "payload_bin")
    content = _plain_text(payload)
    if content is None:
        sheet.hold(at, "Its content cannot be read here: share its hashes, or have it looked at.")
    else:
        sheet.flag(at, sheet.gate.text(content), "The content")


def _plain_text(payload: str) -> str | None:
    """The text in a base64 payload, or None where it is no plain text."""
    import base64
    import binascii

    try:
        content = base64.b64decode(payload, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    odd = sum(1 for char in content[:65_536] if char < " " and char not in "\t\r\n\f")
    return None if odd else content


_WHOLE = {
    "ipv4-addr": _address,
    "ipv6-addr": _address,
    "email-addr": _email,
    "mac-addr": _mac,
    "user-account": _account,
    "identity": _identity,
    "x509-certificate": _certificate,
    "location": _location,
    "artifact": _artifact,
}


def display_name(sheet: Sheet, path: Path, value: Any) -> None:
    """The name beside a kept mail address: the attacker chose it, but own people's go."""
    if type(value) is str and sheet.gate.own.is_staff(value):
        sheet.remove(path, "NAME", "staff")
    elif type(value) is str:
        sheet.take(path, value, sheet.gate.text(value, None, NAMES))
    else:
        unknown(sheet, path, value)


def message_id(sheet: Sheet, path: Path, value: Any) -> None:
    """The id of a mail: where an own server gave it, it goes; what is none (RFC 5322) is read."""
    if type(value) is not str or "@" not in value:
        unknown(sheet, path, value)
    elif reason := sheet.gate.own.host(value.strip("<> ").rpartition("@")[2]):
        sheet.remove(path, "HOST", reason)


def mail_headers(sheet: Sheet, path: Path, value: Any) -> None:
    """Headers of a mail by their role: recipients go, the sender stays, the others are read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, content in members(sheet, path, value):
        header, at = key.lower(), (*path, key)
        if header in _RECIPIENT_HEADERS:
            sheet.remove(at, "EMAIL", "recipient-header")
        elif header in _PLAIN_HEADERS:
            each(_as_read(f"{key}: ", name=True))(sheet, at, content)
        elif header in _SENDER_HEADERS:
            each(_sender)(sheet, at, content)
        else:
            each(_as_read(f"{key}: "))(sheet, at, content)


def _sender(sheet: Sheet, path: Path, value: Any) -> None:
    if type(value) is not str:
        unknown(sheet, path, value)
        return
    if any(sheet.gate.own.email(value[start:end]) for start, end in emails(value)):
        sheet.remove(path, "EMAIL", "own-domain")


def _as_read(cue: str, *, name: bool = False) -> Any:
    def judge(sheet: Sheet, path: Path, value: Any) -> None:
        if type(value) is str:
            cued(sheet, path, value, cue, NAMES if name else frozenset())
        else:
            unknown(sheet, path, value)

    return judge


def http_headers(sheet: Sheet, path: Path, value: Any) -> None:
    """Headers of a web request: credentials go, own hosts go, the others are read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, content in members(sheet, path, value):
        at = (*path, key)
        judge = _http_header(key.lower(), key)
        if judge is None:
            sheet.remove(at, "SECRET", "credential-header")
        elif type(content) is list:
            each(judge)(sheet, at, content)
        else:
            judge(sheet, at, content)


def _http_header(header: str, key: str) -> Any:
    if header in _CREDENTIAL_HEADERS:
        return None
    if header in ("host", "origin", "referer", "x-forwarded-for", "x-real-ip", "forwarded"):
        return _web_place(f"{key}: ")
    return _as_read(f"{key}: ", name=True)


def _web_place(cue: str) -> Any:
    read = _as_read(cue, name=True)

    def judge(sheet: Sheet, path: Path, value: Any) -> None:
        own = sheet.gate.own
        if type(value) is str and (reason := own.url(value) or own.address(value)):
            sheet.remove(path, "HOST", reason)
        else:
            read(sheet, path, value)

    return judge


def request_value(sheet: Sheet, path: Path, value: Any) -> None:
    """The path of a web request; one with an own host in it, or own people's mail, is held."""
    if type(value) is not str:
        unknown(sheet, path, value)
    elif reason := sheet.gate.own.url(f"http://x.invalid{value}" if value[:1] == "/" else value):
        sheet.hold(path, f"The request carries something private ({reason}).")
    else:
        technical(sheet, path, value)


_PLACE_TAGS = ("gps", "serial", "owner", "artist", "author", "copyright", "hostcomputer", "xp")


def exif(sheet: Sheet, path: Path, value: Any) -> None:
    """A picture's metadata: where it was taken, by whom and with which device go."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, content in members(sheet, path, value):
        plain = key.lower().replace("_", "").replace("-", "")
        if any(tag in plain for tag in _PLACE_TAGS):
            sheet.remove((*path, key), "EXIF", "picture-metadata")
        else:
            unknown(sheet, (*path, key), content)


def pdf_information(sheet: Sheet, path: Path, value: Any) -> None:
    """A PDF's information: its author goes, the rest is read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, content in members(sheet, path, value):
        if key.lower().lstrip("/") in ("author", "lastmodifiedby", "manager", "company"):
            sheet.remove((*path, key), "NAME", "document-author")
        else:
            unknown(sheet, (*path, key), content)


mime_part = record(
    body=text,
    body_raw_ref=None,
    content_type=_as_read("Content-Type: "),
    content_disposition=_as_read("Content-Disposition: ", name=True),
)
