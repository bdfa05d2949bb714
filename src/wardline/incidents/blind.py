"""RSA blind signatures (RFC 9474): whoever signs never sees what it signs. Pure Python.

    member                                  hub
    prepare → blind ── blinded message ──▶  blind_sign
    finalize ◀──────── blind signature ───
    verify: anybody with the public key

The library that the hub has (`cryptography`) offers no RSA operation without padding, and the
member's side is installed without it. The private operation is therefore ours: by the Chinese
remainder theorem, on a base and with exponents that a random number hides (Python's `pow` takes a
time that depends on both), and checked with the public key before it leaves: one fault in one half
would give away a factor of n (Boneh, DeMillo, Lipton 1997).

*Source*: RFC 9474 (the functions carry its names), RFC 8017 sections 5.2 and 9.1 (PSS).
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Callable
from typing import NamedTuple

from wardline.core.errors import UnprocessableError, WardlineError

# Gives so many random bytes, as os.urandom does.
Random = Callable[[int], bytes]

_HASH = hashlib.sha384
_HASH_BYTES = 48
_PREFIX_BYTES = 32
_TRAILER = 0xBC
# Added to the exponents: 64 bits make a measured one useless for the next time.
_HIDING_BYTES = 8


class Variant(NamedTuple):
    """A named variant of RFC 9474 section 5."""

    name: str
    salt_bytes: int
    randomized: bool


PSS_RANDOMIZED = Variant("RSABSSA-SHA384-PSS-Randomized", _HASH_BYTES, randomized=True)
PSSZERO_RANDOMIZED = Variant("RSABSSA-SHA384-PSSZERO-Randomized", 0, randomized=True)
PSS_DETERMINISTIC = Variant("RSABSSA-SHA384-PSS-Deterministic", _HASH_BYTES, randomized=False)
PSSZERO_DETERMINISTIC = Variant("RSABSSA-SHA384-PSSZERO-Deterministic", 0, randomized=False)
VARIANTS = (PSS_RANDOMIZED, PSSZERO_RANDOMIZED, PSS_DETERMINISTIC, PSSZERO_DETERMINISTIC)


class SigningError(WardlineError):
    """The private operation went wrong; its result was thrown away."""


class PublicKey(NamedTuple):
    """What verifies."""

    n: int
    e: int

    @property
    def size(self) -> int:
        """The length of a signature."""
        return (self.n.bit_length() + 7) // 8


class PrivateKey(NamedTuple):
    """What signs: two primes and the public exponent."""

    p: int
    q: int
    e: int

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self.p * self.q, self.e)


class Signer(NamedTuple):
    """A private key with all that is worked out of it once."""

    key: PrivateKey
    public: PublicKey
    dp: int
    dq: int
    q_inverse: int

    @classmethod
    def of(cls, key: PrivateKey) -> Signer:
        """What signs with `key`."""
        return cls(
            key,
            key.public,
            pow(key.e, -1, key.p - 1),
            pow(key.e, -1, key.q - 1),
            pow(key.q, -1, key.p),
        )


class Blinded(NamedTuple):
    """A message as the signer sees it, and what takes the blinding off again."""

    message: bytes
    inverse: int


def prepare(message: bytes, variant: Variant, random: Random) -> bytes:
    """The message that is signed (section 4.1): randomized variants put 32 bytes before it."""
    return random(_PREFIX_BYTES) + message if variant.randomized else message


def blind(key: PublicKey, message: bytes, variant: Variant, random: Random) -> Blinded:
    """A prepared message, hidden from the signer (section 4.2).

    *Raises* UnprocessableError for a key under which nothing can be hidden.
    """
    encoded = _pss_encode(message, key.n.bit_length() - 1, random(variant.salt_bytes))
    number = int.from_bytes(encoded, "big")
    if math.gcd(number, key.n) != 1:
        raise _bad_key()
    while True:
        factor = _below(key.n, random)
        try:
            inverse = pow(factor, -1, key.n)
        except ValueError:
            # It shares a factor with n: as likely as guessing the key.
            continue
        break
    hidden = number * pow(factor, key.e, key.n) % key.n
    return Blinded(hidden.to_bytes(key.size, "big"), inverse)


def blind_sign(signer: Signer, blinded: bytes, random: Random) -> bytes:
    """The signature of a blinded message (section 4.3).

    *Raises* UnprocessableError for what is no number below n, SigningError after a fault.
    """
    public = signer.public
    number = int.from_bytes(blinded, "big")
    if len(blinded) != public.size or number >= public.n:
        raise UnprocessableError(
            "The blinded message does not fit the key.", hint="Make it anew for the hub's key."
        )
    signed = _private(signer, number, random)
    if pow(signed, public.e, public.n) != number:
        raise SigningError("Signing failed; nothing was given out.", hint="Try again.")
    return signed.to_bytes(public.size, "big")


def finalize(
    key: PublicKey, message: bytes, signature: bytes, inverse: int, variant: Variant
) -> bytes:
    """The signature of the prepared message itself (section 4.4). *Raises* UnprocessableError."""
    if len(signature) == key.size:
        number = int.from_bytes(signature, "big") * inverse % key.n
        found = number.to_bytes(key.size, "big")
        if verify(key, message, found, variant):
            return found
    raise UnprocessableError(
        "What the hub signed does not fit its public key.",
        hint="Nothing was kept. Try again; if it stays so, tell the hub's staff.",
    )


def verify(key: PublicKey, message: bytes, signature: bytes, variant: Variant) -> bool:
    """Whether `signature` is the key's own of a prepared message (RFC 8017 section 8.1.2)."""
    number = int.from_bytes(signature, "big")
    if len(signature) != key.size or number >= key.n:
        return False
    bits = key.n.bit_length() - 1
    encoded = pow(number, key.e, key.n)
    if encoded.bit_length() > bits:
        return False
    return _pss_verify(message, encoded.to_bytes((bits + 7) // 8, "big"), bits, variant.salt_bytes)


def _private(signer: Signer, number: int, random: Random) -> int:
    """number^d mod n, with base and exponents hidden."""
    (p, q, e), n = signer.key, signer.public.n
    factor = _below(n, random)
    hidden = number * pow(factor, e, n) % n
    half_p = pow(hidden % p, signer.dp + _hiding(random) * (p - 1), p)
    half_q = pow(hidden % q, signer.dq + _hiding(random) * (q - 1), q)
    whole = half_q + q * ((half_p - half_q) * signer.q_inverse % p)
    return whole * pow(factor, -1, n) % n


def _hiding(random: Random) -> int:
    return int.from_bytes(random(_HIDING_BYTES), "big")


def _below(n: int, random: Random) -> int:
    """A number from 1 to n - 1, each as likely as the others."""
    bits = n.bit_length()
    while True:
        number = int.from_bytes(random((bits + 7) // 8), "big") & ((1 << bits) - 1)
        if 0 < number < n:
            return number


def _pss_encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 section 9.1.1)."""
    length = (bits + 7) // 8
    room = length - len(salt) - _HASH_BYTES - 2
    if room < 0:
        raise _bad_key()
    digest = _HASH(bytes(8) + _HASH(message).digest() + salt).digest()
    data = bytes(room) + b"\x01" + salt
    masked = bytearray(_xor(data, _mask(digest, len(data))))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + bytes([_TRAILER])


def _pss_verify(message: bytes, encoded: bytes, bits: int, salt_bytes: int) -> bool:
    """EMSA-PSS-VERIFY (RFC 8017 section 9.1.2)."""
    room = len(encoded) - salt_bytes - _HASH_BYTES - 2
    if room < 0 or encoded[-1] != _TRAILER:
        return False
    masked, digest = encoded[: -_HASH_BYTES - 1], encoded[-_HASH_BYTES - 1 : -1]
    outside = 8 * len(encoded) - bits
    if masked[0] >> (8 - outside):
        return False
    data = bytearray(_xor(masked, _mask(digest, len(masked))))
    data[0] &= 0xFF >> outside
    if any(data[:room]) or data[room] != 1:
        return False
    salt = bytes(data[room + 1 :])
    expected = _HASH(bytes(8) + _HASH(message).digest() + salt).digest()
    return hmac.compare_digest(expected, digest)


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017 appendix B.2.1)."""
    blocks = -(-length // _HASH_BYTES)
    made = b"".join(_HASH(seed + count.to_bytes(4, "big")).digest() for count in range(blocks))
    return made[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    number = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return number.to_bytes(len(one), "big")


def _bad_key() -> UnprocessableError:
    return UnprocessableError(
        "The hub's key cannot be used for tokens.", hint="Tell the hub's staff."
    )
