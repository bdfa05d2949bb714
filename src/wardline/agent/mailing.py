"""Mail of the desk, sent by the hospital's own server: `mail.toml` in the agent's folder says how.

host = "mail.hospital.example"
from = "Wardline <biomed@hospital.example>"
security = "starttls"               # or "tls"; "none" only where nobody signs in
user = "biomed"
password_file = "/etc/wardline/mail-password"
ca_file = "/etc/ssl/hospital.pem"   # for a certificate of the hospital's own
"""

from __future__ import annotations

import smtplib
import ssl
import tomllib
from email.message import EmailMessage
from pathlib import Path

import msgspec

from wardline.core.errors import ConfigError, NetworkError

FILE_NAME = "mail.toml"
_TIMEOUT = 30.0
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Server(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How mail is sent; `port` 0: the usual one."""

    host: str
    sender: str = msgspec.field(name="from")
    security: str = "starttls"
    port: int = 0
    user: str = ""
    password_file: str = ""
    ca_file: str = ""


def server(data: Path) -> Server:
    """What the file in the agent's folder says. *Raises* ConfigError."""
    path = data / FILE_NAME
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        found = msgspec.convert(told, Server)
    except FileNotFoundError:
        raise ConfigError(
            f"There is no {path}, so no mail server is known.",
            hint="Write it (host, from, security; see docs/devices.md), or use --format eml.",
        ) from None
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path} cannot be used: {error}.", hint="See docs/devices.md.") from None
    if found.security not in _PORTS:
        raise ConfigError(
            f"{path}: there is no security '{found.security}'.", hint="starttls, tls or none."
        )
    if found.user and found.security == "none":
        raise ConfigError(
            f"{path} would send a password in the clear.", hint='security = "starttls" or "tls".'
        )
    return found


def send(message: EmailMessage, to: Server) -> None:
    """Give one mail to the server, which has taken it when this returns.

    *Raises* ConfigError, NetworkError.
    """
    password, context = _password(to), _context(to)
    try:
        with _connected(to, context) as connection:
            if to.user:
                connection.login(to.user, password)
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        raise NetworkError(
            f"{to.host} does not take mail for this address.", hint="Check --to."
        ) from None
    except smtplib.SMTPAuthenticationError:
        raise NetworkError(
            f"{to.host} does not know this user or password.", hint="Check password_file."
        ) from None
    except UnicodeEncodeError:
        raise ConfigError(
            f"{to.host} cannot be given this user or password: only ASCII letters go by SMTP.",
            hint="Ask for a password of plain letters, digits and signs.",
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NetworkError(
            f"{to.host} took no mail ({type(error).__name__}).",
            hint=f"Check {FILE_NAME} and the network; --format eml makes a file to send by hand.",
        ) from None


def _context(to: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=to.ca_file or None)
    except OSError as error:
        raise ConfigError(
            f"{to.ca_file} holds no certificates that can be used ({type(error).__name__}).",
            hint=f"Check ca_file in {FILE_NAME}.",
        ) from None


def _connected(to: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    port = to.port or _PORTS[to.security]
    if to.security == "tls":
        return smtplib.SMTP_SSL(to.host, port, timeout=_TIMEOUT, context=context)
    made = smtplib.SMTP(to.host, port, timeout=_TIMEOUT)
    if to.security == "starttls":
        try:
            made.starttls(context=context)
        except BaseException:
            made.close()
            raise
    return made


def _password(to: Server) -> str:
    if not to.password_file:
        return ""
    try:
        return Path(to.password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{to.password_file} cannot be read ({type(error).__name__}).", hint="Check its name."
        ) from None
