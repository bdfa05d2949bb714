"""Tokens: RFC 9578's bytes, and what each side refuses of the other."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from wardline.core.errors import InputError, MalformedError, UnprocessableError
from wardline.incidents import blind, tokens

VECTOR = {
    name: bytes.fromhex(value)
    for name, value in json.loads(
        (Path(__file__).parent / "rfc9578" / "vectors.json").read_text(encoding="utf-8")
    )[0].items()
}


@pytest.fixture(scope="module")
def signer():
    made = rsa.generate_private_key(65537, 2048).private_numbers()
    return blind.Signer.of(blind.PrivateKey(made.p, made.q, 65537))


def drawn(signer, many: int = 1, name: str = "hub.example") -> list[tokens.Token]:
    published = tokens.spki(signer.public)
    drawing = tokens.draw(published, tokens.challenge(name), many, os.urandom)
    asked = tokens.requests(drawing.body, many)
    return tokens.finish(published, drawing, tokens.sign(signer, asked, os.urandom))


def test_requests_and_tokens_are_those_of_rfc_9578():
    published = VECTOR["pkS"]
    key = tokens.read_spki(published)
    assert tokens.spki(key) == published
    number = tokens.key_id(published)
    # The last byte of the key's id stands in the request, and the whole of it in the token.
    assert VECTOR["token_request"][2:3] == number[-1:]
    # Draws come as nonce, salt and blinding factor.
    feed = iter([VECTOR["nonce"], VECTOR["salt"], VECTOR["blind"]])
    drawing = tokens.draw(published, VECTOR["token_challenge"], 1, lambda _: next(feed))
    assert drawing.body == VECTOR["token_request"]
    [token] = tokens.finish(published, drawing, VECTOR["token_response"])
    assert token.data == VECTOR["token"]
    assert tokens.signed_by(token, key)
    assert tokens.parse(VECTOR["token"]) == token


def test_a_challenge_names_the_hub_and_nothing_that_differs_between_members():
    name = b"hub.example"
    made = tokens.challenge("hub.example")
    assert made == b"\0\2\0\x0b" + name + b"\0" + b"\0\x0b" + name


def test_a_published_key_is_one_that_openssl_reads(signer):
    read = load_der_public_key(tokens.spki(signer.public))
    assert read.public_numbers().n == signer.public.n


def test_a_token_is_pasted_with_whatever_space_a_screen_adds(signer):
    [token] = drawn(signer)
    broken = "\n ".join(token.text[at : at + 60] for at in range(0, len(token.text), 60))
    assert tokens.read(f"  {broken}==\r\n") == token


@pytest.mark.parametrize("text", ["", "x", "é" * 472, "A" * 471, "A" * 10_000_000, "!" * 472])
def test_what_is_no_whole_token_says_how_to_copy_it(text):
    with pytest.raises(MalformedError, match="Copy all of one line"):
        tokens.read(text)


def test_each_token_is_another_and_fits_its_key_only(signer):
    one, two = drawn(signer, 2)
    assert one.spent != two.spent
    assert one.key_id == hashlib.sha256(tokens.spki(signer.public)).digest()
    assert tokens.signed_by(one, signer.public)
    made = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
    assert not tokens.signed_by(one, blind.PublicKey(made.n, made.e))
    forged = one._replace(nonce=os.urandom(32))
    assert not tokens.signed_by(forged, signer.public)


def test_changing_what_is_not_signed_does_not_make_a_second_token(signer):
    [token] = drawn(signer)
    assert tokens.parse(token.signed + os.urandom(256)).spent == token.spent


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:0],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:60] + b"\x84" + data[61:],
        lambda data: data.replace(b"\2\3\1\0\1", b"\2\3\1\0\3"),
        lambda data: data[:-6] + bytes([data[-6] & 0xFE]) + data[-5:],
    ],
)
def test_a_key_of_any_other_form_is_refused(signer, change):
    with pytest.raises(UnprocessableError, match="token key"):
        tokens.read_spki(change(tokens.spki(signer.public)))


@pytest.mark.parametrize(
    "body", [b"", b"\0\2", bytes(tokens.REQUEST_BYTES), b"\0\2" + bytes(3 * 259 - 2)]
)
def test_a_batch_of_any_other_form_is_refused(body):
    with pytest.raises(InputError):
        tokens.requests(body, 2)


def test_a_hub_that_signs_too_little_or_wrongly_gives_no_tokens(signer):
    published = tokens.spki(signer.public)
    drawing = tokens.draw(published, tokens.challenge("hub.example"), 2, os.urandom)
    right = tokens.sign(signer, tokens.requests(drawing.body, 2), os.urandom)
    for answer in (b"", right[:256], right[256:] + right[:256]):
        with pytest.raises(UnprocessableError):
            tokens.finish(published, drawing, answer)


def test_epochs_follow_each_other():
    week = 7 * tokens.DAY
    assert tokens.epoch_of(week - 1, 7) == 0
    assert tokens.epoch_of(week, 7) == 1
    assert tokens.epoch_ends(1, 7) == 2 * week
