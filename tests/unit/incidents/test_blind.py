"""Blind signatures: RFC 9474's vectors, what is refused, and that one fault gives nothing away."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from wardline.core.errors import InputError
from wardline.incidents import blind

VECTORS = json.loads(
    (Path(__file__).parent / "rfc9474" / "test_vectors.json").read_text(encoding="utf-8")
)
NAMES = {one.name: one for one in blind.VARIANTS}


def number(vector: dict[str, str], name: str) -> int:
    return int(vector[name], 16)


def octets(vector: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(vector[name].removeprefix("0x"))


def private(vector: dict[str, str]) -> blind.PrivateKey:
    return blind.PrivateKey(number(vector, "p"), number(vector, "q"), number(vector, "e"))


@pytest.fixture(scope="module")
def signer():
    made = rsa.generate_private_key(65537, 2048).private_numbers()
    return blind.Signer.of(blind.PrivateKey(made.p, made.q, 65537))


def test_all_four_variants_have_a_vector():
    assert {vector["name"] for vector in VECTORS} == set(NAMES)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_step_is_that_of_rfc_9474(vector):
    variant, key = NAMES[vector["name"]], private(vector)
    assert key.public.n == number(vector, "n")
    assert variant.salt_bytes == number(vector, "sLen")
    told = octets(vector, "msg")
    prepared = blind.prepare(told, variant, lambda _: octets(vector, "msg_prefix"))
    assert prepared == octets(vector, "input_msg")
    factor = pow(number(vector, "inv"), -1, key.public.n)
    drawn = iter([octets(vector, "salt"), factor.to_bytes(key.public.size, "big")])
    hidden = blind.blind(key.public, prepared, variant, lambda _: next(drawn))
    assert hidden.message == octets(vector, "blinded_msg")
    assert hidden.inverse == number(vector, "inv")
    signed = blind.blind_sign(blind.Signer.of(key), hidden.message, os.urandom)
    assert signed == octets(vector, "blind_sig")
    done = blind.finalize(key.public, prepared, signed, hidden.inverse, variant)
    assert done == octets(vector, "sig")
    assert blind.verify(key.public, prepared, done, variant)
    assert not blind.verify(key.public, prepared + b"x", done, variant)


@pytest.mark.parametrize("variant", blind.VARIANTS, ids=lambda variant: variant.name)
def test_openssl_takes_what_is_made_here(signer, variant):
    told = blind.prepare(b"made up", variant, os.urandom)
    hidden = blind.blind(signer.public, told, variant, os.urandom)
    signed = blind.blind_sign(signer, hidden.message, os.urandom)
    done = blind.finalize(signer.public, told, signed, hidden.inverse, variant)
    key = rsa.RSAPublicNumbers(signer.public.e, signer.public.n).public_key()
    filled = padding.PSS(padding.MGF1(hashes.SHA384()), variant.salt_bytes)
    key.verify(done, told, filled, hashes.SHA384())


def test_a_fault_in_one_half_gives_nothing_out(signer):
    broken = signer._replace(dp=signer.dp ^ 2)
    message = bytes(1) + os.urandom(255)
    with pytest.raises(blind.SigningError, match="nothing was given out"):
        blind.blind_sign(broken, message, os.urandom)


def test_the_same_message_is_signed_the_same_and_hidden_differently(signer):
    one, two = (
        blind.blind(signer.public, b"x", blind.PSSZERO_DETERMINISTIC, os.urandom) for _ in range(2)
    )
    assert one.message != two.message
    signed = {blind.blind_sign(signer, one.message, os.urandom) for _ in range(3)}
    assert len(signed) == 1


@pytest.mark.parametrize(
    "message", [b"", bytes(255), bytes(257), b"\xff" * 256], ids=["none", "short", "long", "over n"]
)
def test_what_is_no_number_below_n_is_refused(signer, message):
    with pytest.raises(InputError):
        blind.blind_sign(signer, message, os.urandom)


def test_what_the_hub_signed_wrongly_is_not_taken(signer):
    hidden = blind.blind(signer.public, b"x", blind.PSS_DETERMINISTIC, os.urandom)
    signed = bytearray(blind.blind_sign(signer, hidden.message, os.urandom))
    signed[-1] ^= 1
    for answer in (bytes(signed), bytes(signed[:-1]), b""):
        with pytest.raises(InputError, match="public key"):
            blind.finalize(signer.public, b"x", answer, hidden.inverse, blind.PSS_DETERMINISTIC)


def test_a_changed_signature_never_verifies(signer):
    told = b"made up"
    hidden = blind.blind(signer.public, told, blind.PSS_DETERMINISTIC, os.urandom)
    signed = blind.blind_sign(signer, hidden.message, os.urandom)
    done = blind.finalize(signer.public, told, signed, hidden.inverse, blind.PSS_DETERMINISTIC)
    for place in range(0, 256, 17):
        changed = bytearray(done)
        changed[place] ^= 0x10
        assert not blind.verify(signer.public, told, bytes(changed), blind.PSS_DETERMINISTIC)
    over = int.from_bytes(done, "big") + signer.public.n
    if over.bit_length() <= 2048:
        again = over.to_bytes(256, "big")
        assert not blind.verify(signer.public, told, again, blind.PSS_DETERMINISTIC)
