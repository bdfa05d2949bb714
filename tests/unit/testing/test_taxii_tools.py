"""The conformance tester and the load meter at addresses where no TAXII server is."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wardline.client.http import Credentials
from wardline.core.errors import NetworkError
from wardline.testing.taxii import check
from wardline.testing.taxii.load import measure, target
from wardline.testing.taxii.session import Session


@pytest.fixture(name="answering", scope="module")
def answering_fixture():
    """Starts a server that gives each request the same body; its address."""
    servers = []

    def start(body):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Log in</html>",
        b"[]",
        b'{"api_roots":{"a":1}}',
        b'{"api_roots":7}',
        b'{"versions":[],"collections":7}',
        b'{"versions":[],"collections":[7]}',
    ],
)
def test_an_address_without_a_server_is_a_sentence_that_says_what_to_do(answering, body):
    url = answering(body)
    session = Session(url, Credentials("made-up-key"), write=False)
    with pytest.raises(NetworkError) as caught:
        check.run(session)
    session.close()
    assert caught.value.hint


PAGES = [b"<html>Log in</html>", b"[]", b"7", b'{"objects":7}', b"\xff"]


def load(url, mode):
    to = target(f"{url}taxii2/sector/collections/x/", "Bearer x")
    return asyncio.run(measure(to, mode, clients=1, seconds=0.1, limit=10, batch=1))


@pytest.mark.parametrize("body", PAGES)
def test_objects_of_no_server_cannot_be_asked_for(answering, body):
    with pytest.raises(NetworkError, match="as a TAXII server does") as caught:
        load(answering(body), "object")
    assert caught.value.hint


@pytest.mark.parametrize("body", PAGES)
def test_pages_of_no_server_are_counted_as_errors(answering, body):
    done = load(answering(body), "pages")
    assert done.errors
    assert done.objects == 0
