"""Tokens over the wire, on both databases: what a member draws, and what the hub keeps of it."""

from __future__ import annotations

import base64
import os
import threading
from pathlib import Path

import httpx
import pytest

from wardline.incidents import tokens

MOST = 20


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def issuing(request, make_hub):
    return make_hub(request.param, workers=2)


def published(hub) -> bytes:
    answer = httpx.get(f"{hub.url}{tokens.DIRECTORY[1:]}")
    assert answer.headers["content-type"] == tokens.DIRECTORY_MEDIA
    [key] = answer.json()["token-keys"]
    assert key["token-type"] == 2
    return base64.urlsafe_b64decode(key["token-key"])


def name(hub) -> str:
    return httpx.URL(hub.url).netloc.decode()


def ask(member, body: bytes, **headers) -> httpx.Response:
    return member.http.post(
        "/tokens/", content=body, headers={"content-type": tokens.REQUEST_MEDIA, **headers}
    )


def draw(hub, member, many: int) -> list[tokens.Token]:
    public = published(hub)
    drawing = tokens.draw(public, tokens.challenge(name(hub)), many, os.urandom)
    answer = ask(member, drawing.body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == tokens.RESPONSE_MEDIA
    return tokens.finish(public, drawing, answer.content)


def test_a_member_draws_tokens_until_its_epoch_has_no_more(issuing):
    member = issuing.member()
    drawn = draw(issuing, member, 3) + draw(issuing, member, MOST - 3)
    assert len({token.nonce for token in drawn}) == MOST
    public = tokens.read_spki(published(issuing))
    assert all(tokens.signed_by(token, public) for token in drawn)
    told = member.http.get("/tokens/").json()
    assert (told["drawn"], told["most"]) == (MOST, MOST)
    refused = ask(member, b"\0\2" + bytes(257))
    assert refused.status_code in (403, 422)
    one = tokens.draw(published(issuing), tokens.challenge(name(issuing)), 1, os.urandom)
    refused = ask(member, one.body)
    assert refused.status_code == 403
    assert "next epoch, which begins on 20" in refused.text
    # Another organization has its own.
    assert draw(issuing, issuing.member(), 1)


def test_many_draws_at_once_never_give_more_than_the_most(issuing):
    member = issuing.member()
    public = published(issuing)
    statuses = []

    def run():
        drawing = tokens.draw(public, tokens.challenge(name(issuing)), 3, os.urandom)
        statuses.append(ask(member, drawing.body).status_code)

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(200) == MOST // 3
    assert set(statuses) == {200, 403}


def test_who_may_not_draw_is_told_why(issuing):
    body = tokens.draw(published(issuing), tokens.challenge("x"), 1, os.urandom).body
    assert httpx.post(f"{issuing.url}tokens/", content=body).status_code == 401
    reader = issuing.member(can="read")
    assert "may only read" in ask(reader, body).text
    member = issuing.member()
    assert ask(member, body, **{"content-type": "text/plain"}).status_code == 415
    assert ask(member, body[:-1]).status_code == 400
    other_key = body[:2] + bytes([body[2] ^ 1]) + body[3:]
    assert "another key" in ask(member, other_key).text
    assert ask(member, body[:3] + b"\xff" * 256).status_code == 422
    assert ask(member, b"x" * 10_000_000).status_code == 413
    # Nothing of all this was counted.
    assert member.http.get("/tokens/").json()["drawn"] == 0


def test_the_private_key_is_in_a_file_for_its_owner_alone_and_in_the_log_by_its_digest(issuing):
    number = tokens.key_id(published(issuing)).hex()
    [file] = Path(issuing.data, "tokens").glob("*.key")
    assert file.stem == number
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    log = issuing.run("audit", "export", "--target", f"token-key:{number}")
    assert "token-key.made" in log
