"""Providers whose TLS asks for a client certificate: real servers, made-up certificates."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providing import Web, listed
from wardline.client.http import Certificate
from wardline.core.errors import ConfigError, RefusedError

DAY = dt.timedelta(days=1)


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder, name="Made-up authority"):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name, self.key, True)
        self.file = folder / f"{name.replace(' ', '-')}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, name, key, is_authority=False):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = dt.datetime.now(dt.UTC)
        local = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        issuer = subject if is_authority else self.certificate.subject
        made = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + DAY)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(local, critical=False)
        )
        return made.sign(self.key, hashes.SHA256())

    def issue(self, name, password=None):
        """The PEM files of a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        lock = (
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption()
        )
        pem = serialization.Encoding.PEM
        files = Certificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        files.file.write_bytes(self._sign(name, key).public_bytes(pem))
        files.key.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, lock))
        files.key.chmod(0o600)
        return files


class Server:
    """Serves files over TLS; `shown` is the name in each certificate that it was shown."""

    def __init__(self, authority, mode):
        self.files, self.shown = {}, []
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority.file)
        self.context.load_cert_chain(*authority.issue(f"server-{mode.name}"))
        self.context.verify_mode = mode
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                told = self.connection.getpeercert()
                outer.shown.append(told["subject"][0][0][1] if told else None)
                body = outer.files.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("content-length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                plain, address = super().get_request()
                # The handshake is the handler's, so that one that fails stops nobody.
                wrapped = outer.context.wrap_socket(
                    plain, server_side=True, do_handshake_on_connect=False
                )
                return wrapped, address

            def handle_error(self, *_):
                pass

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.home = f"https://127.0.0.1:{self.listener.server_port}/csaf/"
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()

    def put(self, web):
        """Serve what a made-up provider has, as far as it is here."""
        self.files |= {
            url.removeprefix(self.home.removesuffix("/csaf/")): body
            for url, body in web.files.items()
            if url.startswith(self.home)
        }

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()


@pytest.fixture(name="authority")
def authority_fixture(tmp_path, monkeypatch):
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@pytest.fixture(name="closed")
def closed_fixture(provider, maker, authority):
    """A provider that demands a certificate, and whose key lies where one would be taken."""
    provider.set(feeds__allow_private=True)
    server, other = Server(authority, ssl.CERT_REQUIRED), Server(authority, ssl.CERT_OPTIONAL)
    web = Web(provider.shared, "Closed Maker", server.home)
    web.put("CM-AMBER", tlp="AMBER")
    key = {"fingerprint": web.pair.fingerprint, "url": f"{other.home}key.asc"}
    web.metadata(public_openpgp_keys=[key])
    server.put(web)
    other.files["/csaf/key.asc"] = web.pair.public.encode()
    yield server, other
    server.close()
    other.close()


def look(provider, server, certificate=None):
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True)
    one = intake.add(staff.actor, f"{server.home}provider-metadata.json", None, certificate)
    return one, intake.pull(one, staff.actor), staff


def test_a_certificate_opens_what_is_closed_and_is_shown_to_that_provider_alone(
    provider, closed, authority
):
    server, other = closed
    files = authority.issue("wardline-client")
    one, done, staff = look(provider, server, files)
    assert (done.taken, done.aside, done.problem) == (1, 0, "")
    assert set(server.shown) == {"wardline-client"}
    # Another server would have taken it, and was not shown it.
    assert set(other.shown) == {None}
    assert listed(provider, "CM-AMBER") == []
    assert provider.portal.person("member").get("/advisories.json?q=CM-AMBER").json()["total"] == 1
    page = f"/staff/advisories/providers/{one.id}"
    assert staff.get(f"{page}.json").json()["keyed"] is True
    secret = b"".join(files.key.read_bytes().splitlines()[1:-1])[:40]
    assert not [path for path, kept in provider.portal.stored() if secret in kept]
    told = [path for path, kept in provider.portal.stored() if str(files.key).encode() in kept]
    assert told, "only where it lies is kept"
    from wardline.hub.advisories import intake

    intake.remove(staff.actor, one.id)
    one.refresh_from_db()
    assert (one.client_cert, one.client_key) == ("", "")


def test_without_one_or_with_a_strangers_it_is_said_what_lacks(provider, closed, tmp_path):
    server, _other = closed
    _one, done, _staff = look(provider, server)
    assert done.taken == 0
    assert "asks for a client certificate" in done.problem
    from wardline.hub.advisories.models import Provider

    Provider.objects.all().delete()
    (tmp_path / "strange").mkdir()
    stranger = Authority(tmp_path / "strange", "Stranger").issue("stranger")
    _one, done, _staff = look(provider, server, stranger)
    assert done.taken == 0
    assert "certificate" in done.problem


def test_a_certificate_that_cannot_be_held_or_used_is_refused(provider, maker, authority):
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True).actor
    files, others = authority.issue("one"), authority.issue("two")
    locked = authority.issue("locked", b"made-up pass phrase")

    def add(certificate):
        return intake.add(
            staff, "https://csaf.maker.example/provider-metadata.json", None, certificate
        )

    for wrong in (Certificate(files.file, others.key), locked):
        with pytest.raises(ConfigError, match="cannot be used"):
            add(wrong)
    files.key.chmod(0o644)
    with pytest.raises(RefusedError, match="can read the key file"):
        add(files)
    files.key.chmod(0o600)
    one = add(files)
    # What is gone later is a problem that is told.
    files.key.unlink()
    done = intake.pull(one, staff)
    assert str(files.key) in done.problem


def test_the_log_tells_that_there_is_one_and_nothing_of_it(provider, maker, authority):
    from wardline.hub.advisories import intake

    staff = provider.portal.person("analyst", staff=True).actor
    files = authority.issue("logged")
    one = intake.add(staff, "https://csaf.maker.example/provider-metadata.json", None, files)
    rows = [json.loads(detail) for detail in drafts(provider, f"provider:{one.id}")]
    assert [row["certificate"] for row in rows if "certificate" in row] == [True]
    assert "logged" not in json.dumps(rows)


def drafts(provider, target):
    """The details of what the audit log holds of something."""
    from wardline.hub.audit import reading

    provider.portal.seal()
    return [one.draft.detail for one in reading.every(reading.Filter(target=target))]
