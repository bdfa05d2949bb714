"""The conformance tester and the load meter at addresses where no TAXII server is."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from serving import serving
from wardline.client.http import Credentials
from wardline.core.errors import NetworkError
from wardline.testing.taxii import check
from wardline.testing.taxii.load import measure, target
from wardline.testing.taxii.session import Session


@pytest.fixture(name="answering")
def answering_fixture():
    """Starts a server that gives each request the same body; its address."""
    with contextlib.ExitStack() as servers:
        yield lambda body: servers.enter_context(serving(lambda *_: (200, {}, body)))


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
