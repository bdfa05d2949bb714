"""Programs ask the exchange for what is another's: it is not told from nothing.

Keys of another organization with random scopes, and no key, ask every address of the exchange by
random methods for a private collection and its object, and for ones that do not exist. Nothing of
the object comes back, and the answers are alike in status, headers, body and length.
"""

from __future__ import annotations

import contextlib
import random
import re
import socket
import uuid

import pytest

ADDRESSES = (
    "/taxii2/sector/collections/{collection}/",
    "/taxii2/sector/collections/{collection}/manifest/",
    "/taxii2/sector/collections/{collection}/objects/",
    "/taxii2/sector/collections/{collection}/objects/{object}/",
    "/taxii2/sector/collections/{collection}/objects/{object}/versions/",
    "/taxii2/sector/collections/{collection}/x-seen/{object}/",
    "/taxii2/sector/collections/{collection}/x-deleted/",
    "/taxii2/sector/status/{status}/",
    "/taxii2/sector/collections/{open}/objects/{object}/",
    "/taxii2/sector/collections/{open}/objects/{object}/versions/",
    "/stream/{collection}",
    "/lists/{collection}/edl-domain",
    "/lists/{collection}/stix.json",
    "/incidents/reports/{incident}/",
)
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MEDIA = "application/taxii+json;version=2.1"
ROUNDS = 80


@pytest.fixture(name="secret", scope="module")
def secret_fixture(make_hub, make_indicator):
    """A hub, what is private in it, and those that must not see it."""
    hub = make_hub("sqlite")
    owner = hub.member("Owner")
    collection = hub.collection(read=[owner.organization], write=[owner.organization])
    # Letters alone: the gate takes digits in a name for a number.
    mark = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    word = f"zq{mark[:12]}"
    thing = make_indicator(name=f"The loader drops {word}.exe")
    status = owner.post(collection, [thing]).json()["id"]
    assert word in owner.objects(collection).text
    ids = {
        "collection": collection,
        "object": thing["id"],
        "status": status,
        "incident": str(uuid.uuid4()),
        "open": hub.collection(),
    }
    stranger = hub.member("Stranger")
    keys = [
        stranger,
        hub.key_for(stranger.organization, "read"),
        hub.key_for(stranger.organization, "write"),
        hub.key_for(stranger.organization, "read,write"),
        hub.key_for(stranger.organization, "delete"),
    ]
    return hub, owner, word, ids, [key.key for key in keys] + ["", "wrong"]


def plain(answer, ids: dict[str, str]):
    """What is seen, without what was asked for and what is made anew for each answer."""
    head = {n: v for n, v in answer.headers.items() if n not in ("date", "server", "connection")}
    text = f"{sorted(head.items())}\n{answer.text}"
    for number in ids.values():
        text = text.replace(number, "ASKED")
    text = re.sub(r'("error_id":"|urn:wardline:error:)[0-9a-f]{12}', r"\1NUMBER", text)
    return answer.status_code, re.sub(r", number [0-9a-f]{12}\.", "", text)


def test_another_s_object_is_not_told_from_nothing(secret):
    hub, owner, word, ids, keys = secret
    nothing = {name: str(uuid.uuid4()) for name in ids} | {
        "object": f"indicator--{uuid.uuid4()}",
        "open": ids["open"],
    }
    seed = random.randrange(2**32)
    chance, wrong = random.Random(seed), []
    for _ in range(ROUNDS):
        address, method = chance.choice(ADDRESSES), chance.choice(METHODS)
        key = chance.choice(keys)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        body = chance.choice((None, b"{}", b'{"objects":[]}', b"\xff"))
        headers |= {"accept": chance.choice((MEDIA, "*/*")), "content-type": MEDIA}
        query = chance.choice(("", "", "?limit=1", "?match[version]=all", "?added_after=2020"))
        pair = [
            owner.http.build_request(
                method, address.format(**one) + query, headers=headers, content=body
            )
            for one in (ids, nothing)
        ]
        for request in pair:
            if not key:
                del request.headers["authorization"]
        real, fake = (owner.http.send(request) for request in pair)
        told = word in real.text or real.status_code >= 500
        if told or plain(real, ids) != plain(fake, nothing):
            wrong.append((method, address + query, key[:4], plain(real, ids), plain(fake, nothing)))
    assert not wrong, f"seed {seed}: {wrong[0]}"
    assert owner.ids(ids["collection"]) == [ids["object"]]
    assert hub.url


SMUGGLED = "GET /taxii2/sector/smuggled-here/ HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = f"0\r\n\r\n{SMUGGLED}"
HIDING = (
    f"Content-Length: {len(CHUNKED)}\r\nTransfer-Encoding: chunked\r\n\r\n{CHUNKED}",
    f"Transfer-Encoding: chunked\r\nContent-Length: {len(CHUNKED)}\r\n\r\n{CHUNKED}",
    f"Content-Length: 0\r\nContent-Length: {len(SMUGGLED)}\r\n\r\n{SMUGGLED}",
    f"Content-Length: 0, {len(SMUGGLED)}\r\n\r\n{SMUGGLED}",
    f"Transfer-Encoding: xchunked\r\nContent-Length: {len(CHUNKED)}\r\n\r\n{CHUNKED}",
    f"Transfer-Encoding : chunked\r\nContent-Length: {len(CHUNKED)}\r\n\r\n{CHUNKED}",
    f"X: y\nTransfer-Encoding: chunked\r\nContent-Length: {len(CHUNKED)}\r\n\r\n{CHUNKED}",
    f"Content-Length: +{len(SMUGGLED)}\r\n\r\n{SMUGGLED}",
    f"Transfer-Encoding: chunked, identity\r\n\r\n{CHUNKED}",
)


@pytest.mark.parametrize("path", ["/taxii2/", "/docket/"])
@pytest.mark.parametrize("hiding", HIDING)
def test_no_request_hides_in_the_body_of_another(secret, path, hiding):
    """Front door and portal agree where a request ends: at most what was asked is answered."""
    hub = secret[0]
    host = hub.url.removeprefix("http://").rstrip("/")
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), timeout=60) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{hiding}".encode())
        told = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while part := line.recv(65_536):
                told += part
                # What else there is to come follows at once.
                line.settimeout(0.5)
    answers = re.findall(rb"HTTP/1\.1 (\d+)", told)
    # One answer, to what was asked; where both readings of a length differ, none may be guessed.
    assert len(answers) == 1, told
    assert answers[0][:1] == b"4", told
