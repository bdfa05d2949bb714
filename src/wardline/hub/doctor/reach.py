"""What answers over the network: the hub itself, its public address, the mail server."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from wardline.core.findings import Check, Finding, watch, wrong
from wardline.core.looking import date_of
from wardline.hub.doctor.choices import local
from wardline.hub.doctor.cluster import heard
from wardline.hub.doctor.peers import every_feed
from wardline.hub.doctor.scene import DAY, PATIENCE, SECOND, Scene
from wardline.hub.doctor.stored import apart
from wardline.hub.hosts import machine

_OK = 200
_UNAVAILABLE = 503
_CERTIFICATE_WATCH = 21 * DAY
# Peers that are away are waited for together.
_AT_ONCE = 8


def running(scene: Scene) -> Iterator[Finding]:
    """The hub answers where it listens, and can work."""
    if not scene.listens:
        yield wrong("The hub was never started.", "wardline serve --data DIR")
        return
    answer = _get(f"{scene.listens}healthz", own=True)
    if answer is None:
        yield wrong(
            f"The hub does not answer at {scene.listens}.",
            "Start it: wardline serve --data DIR, or systemctl start wardline",
        )
        return
    if _member(answer, "hub") != scene.stored("identity"):
        yield wrong(
            f"At {scene.listens} another hub answers, or one of an older release.",
            "Stop that one, or check --data; then start this hub again.",
        )
        return
    ready = _get(f"{scene.listens}readyz", own=True)
    if ready is None or ready.status_code != _OK:
        checks = _member(ready, "checks") if ready is not None else None
        bad = [f"{name}: {told}" for name, told in (checks or {}).items() if told != "ok"]
        yield wrong(
            f"The hub runs but cannot work ({'; '.join(bad) or 'no reason told'}).",
            "Mend what the other lines name, then look at /readyz again.",
        )


def portal(scene: Scene) -> Iterator[Finding]:
    """The portal's process answers behind the front door."""
    if not scene.pages:
        return
    answer = _get(f"{scene.listens}account/login/", own=True)
    if answer is None or answer.status_code >= _UNAVAILABLE:
        yield wrong(
            "The portal does not answer; the exchange does.",
            "Look at what 'wardline serve' printed about the portal; start it again.",
        )


def keeper(scene: Scene) -> Iterator[Finding]:
    """The keeper's process is there."""
    answer = _get(f"{scene.listens}readyz", own=True)
    checks = _member(answer, "checks") if answer is not None else None
    if isinstance(checks, dict) and checks.get("keeper") == "late":
        yield wrong(
            "The keeper's process does not work: the audit log waits, and nothing is destroyed "
            "in time.",
            "Look at what 'wardline serve' printed about the keeper; start it again.",
        )


def public(scene: Scene) -> Iterator[Finding]:
    """The public address leads to this hub, with a certificate that holds."""
    told = str(scene["portal.address"])
    if not told:
        return
    address = f"{told.rstrip('/')}/healthz"
    try:
        answer = httpx.get(address, timeout=PATIENCE, follow_redirects=False)
    except httpx.HTTPError as error:
        yield wrong(
            f"{told} does not answer ({_why(error)}).",
            "Check the name in DNS, the proxy, the firewall and the certificate.",
        )
        return
    if _member(answer, "hub") != scene.stored("identity"):
        yield wrong(
            f"{told} does not lead to this hub: it answered {answer.status_code}.",
            "Correct portal.address, or where the proxy sends requests.",
        )
        return
    date = date_of(answer.headers.get("date", ""))
    if date is not None:
        yield from apart(date - scene.clock(), "that of the public address")


def forwarded(scene: Scene) -> Iterator[Finding]:
    """What stands before the hub says whom it asks for and how it was asked, and is believed."""
    told = str(scene["portal.address"])
    if not told:
        return
    answer = httpx.get(f"{told.rstrip('/')}/healthz", timeout=PATIENCE)
    asked = _member(answer, "asked")
    if not asked:
        yield _untold(scene, told)
        return
    by, scheme = asked.get("by"), asked.get("scheme")
    secure = urlsplit(told).scheme == "https" and scheme == "http"
    if secure and by == "direct":
        yield wrong(
            "What stands before the hub says neither for whom it asks nor that it was asked by "
            "HTTPS: everybody seems to ask from its address, and cookies are not safe.",
            "Let it set X-Forwarded-For and X-Forwarded-Proto (haproxy: docs/scale.md), and name "
            "it in portal.trusted_proxies.",
        )
    elif secure:
        yield wrong(
            "The proxy before the hub does not say that it was asked by HTTPS: cookies are not "
            "safe, and links begin with http://.",
            "Let it set X-Forwarded-Proto to https.",
        )


def _untold(scene: Scene, told: str) -> Finding:
    """What follows where the hub does not tell this machine how its requests come to it."""
    ended = urlsplit(told).scheme == "https" and urlsplit(scene.listens).scheme == "http"
    if ended and not scene["portal.trusted_proxies"]:
        return wrong(
            "A proxy stands before the hub that portal.trusted_proxies does not name: everybody "
            "seems to ask from its address, so limits on signing in hit all together.",
            "Name the proxy's address in portal.trusted_proxies, and start the hub again.",
        )
    return watch(
        f"How requests come through {told} is not told to this machine: either it asks from an "
        "address outside metrics.networks, or a proxy stands before the hub that "
        "portal.trusted_proxies does not name.",
        "Name every proxy in portal.trusted_proxies, and in metrics.networks the address from "
        "which this machine asks; then start the hub again.",
    )


def hosts(scene: Scene) -> Iterator[Finding]:
    """The other hosts of this hub answer, and can work."""
    for one in heard(scene):
        away = local(urlsplit(one.address).hostname or "") and one.machine != machine()
        if scene.is_own(one) or away:
            continue
        answer = _get(f"{one.address}healthz", own=True)
        if answer is None or _member(answer, "hub") != scene.stored("identity"):
            yield watch(
                f"The host {one.name} says that it is there, and does not answer from here.",
                "Is there a firewall between the hosts? The load balancer must reach it.",
            )
            continue
        ready = _get(f"{one.address}readyz", own=True)
        if ready is None or ready.status_code != _OK:
            yield wrong(
                f"The host {one.name} runs but cannot work.",
                "Run wardline doctor on it.",
            )


def peers(scene: Scene) -> Iterator[Finding]:
    """The certificates of those that feeds ask are good for some weeks."""
    places = {
        (parts.hostname, parts.port or 443): feed
        for feed in every_feed(scene)
        if (parts := urlsplit(feed.url)).scheme == "https" and parts.hostname
    }
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ends = dict(zip(places, pool.map(lambda place: _expiry(*place), places), strict=True))
    for (host, port), at in ends.items():
        whose = places[host, port].peer or host
        day = dt.datetime.fromtimestamp((at or 0) / SECOND, dt.UTC).date()
        if at is None:
            yield watch(
                f"{whose} does not answer at {host} port {port}.",
                "Ask its staff; look at 'wardline feed list' for what the last pull or push said.",
            )
        elif at - scene.clock() < _CERTIFICATE_WATCH:
            ended = at <= scene.clock()
            level = wrong if ended else watch
            yield level(
                f"The certificate of {whose} at {host} {'ended' if ended else 'ends'} on {day}.",
                "Tell its staff: without a new one its feeds stop.",
            )


def _expiry(host: str, port: int) -> int | None:
    try:
        return expiry(host, port)
    except OSError:
        return None


def certificate(scene: Scene) -> Iterator[Finding]:
    """The certificate of the public address is good for some weeks."""
    for told in dict.fromkeys((str(scene["portal.address"]), scene.listens)):
        parts = urlsplit(told)
        if parts.scheme == "https" and parts.hostname:
            yield from _ending(scene, parts.hostname, parts.port or 443)


def _ending(scene: Scene, host: str, port: int) -> Iterator[Finding]:
    try:
        ends = expiry(host, port)
    except OSError as error:
        yield wrong(
            f"No certificate could be read at {host} port {port} ({type(error).__name__}).",
            "Check that TLS is answered there.",
        )
        return
    day = dt.datetime.fromtimestamp(ends / SECOND, dt.UTC).date()
    mend = "Renew it, put it in the place of the old files, and start the hub (or proxy) again."
    if ends <= scene.clock():
        yield wrong(f"The certificate of {host} ended on {day}.", mend)
    elif ends - scene.clock() < _CERTIFICATE_WATCH:
        yield watch(f"The certificate of {host} ends on {day}.", mend)


def expiry(host: str, port: int) -> int:
    """When the certificate shown at an address ends, in microseconds. *Raises* OSError."""
    from cryptography import x509

    context = ssl.create_default_context()
    # Whether it is trusted is asked elsewhere; one that has ended must be readable here.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        shown = wrapped.getpeercert(binary_form=True)
    if shown is None:
        raise OSError("no certificate was shown")
    ends = x509.load_der_x509_certificate(shown).not_valid_after_utc
    return int(ends.timestamp() * SECOND)


def mail(scene: Scene) -> Iterator[Finding]:
    """The mail server takes us; no mail is sent."""
    host, port = scene["mail.host"], scene["mail.port"]
    if not host:
        return
    try:
        _greet(scene, host, port)
    except smtplib.SMTPAuthenticationError:
        yield wrong(
            f"The mail server {host} does not take our user and password.",
            "Check mail.user and what the file of mail.password_file holds.",
        )
    except smtplib.SMTPNotSupportedError:
        yield wrong(
            f"The mail server {host} does not offer what mail.security or mail.user asks for.",
            "Try mail.security = tls with port 465, or take mail.user away.",
        )
    except ssl.SSLError as error:
        yield wrong(
            f"The mail server's certificate is not believed ({error.reason or 'TLS failed'}).",
            "Name the certificates that it is checked with in mail.ca_file, or mend mail.port.",
        )
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(
            f"The mail server {host} does not answer on port {port} ({type(error).__name__}).",
            "Check mail.host, mail.port and the firewall.",
        )


def _greet(scene: Scene, host: str, port: int) -> None:
    security = scene["mail.security"]
    context = ssl.create_default_context(cafile=scene["mail.ca_file"] or None)
    server = (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
        if security == "tls"
        else smtplib.SMTP(host, port, timeout=PATIENCE)
    )
    with server:
        if security == "starttls":
            server.starttls(context=context)
        if scene["mail.user"]:
            word = Path(scene["mail.password_file"]).read_text(encoding="utf-8").strip()
            server.login(scene["mail.user"], word)
        server.noop()


def _get(url: str, *, own: bool) -> httpx.Response | None:
    """The answer of our own hub, whose certificate is not for this machine's name."""
    try:
        return httpx.get(url, timeout=PATIENCE, verify=not own, trust_env=not own)
    except httpx.HTTPError:
        return None


def _member(answer: httpx.Response, name: str) -> Any:
    try:
        told = answer.json()
    except ValueError:
        return None
    return told.get(name) if isinstance(told, dict) else None


def _why(error: httpx.HTTPError) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate" in text:
        return "its certificate is not believed"
    return type(error).__name__


CHECKS: tuple[Check[Scene], ...] = (
    Check("running", "The hub answers", running, ("migrations",), network=True),
    Check("portal", "The portal answers", portal, ("running",), network=True),
    Check("keeper-process", "The keeper runs", keeper, ("running",), network=True),
    Check("public-address", "The public address", public, ("running",), network=True),
    Check("forwarded", "Who asks", forwarded, ("public-address",), network=True),
    Check("hosts-answer", "The other hosts answer", hosts, ("migrations",), network=True),
    Check("certificate", "Certificates", certificate, ("migrations",), network=True),
    Check("peer-certificates", "Peers' certificates", peers, ("migrations",), network=True),
    Check("mail-server", "The mail server", mail, ("mail-settings",), network=True),
)
