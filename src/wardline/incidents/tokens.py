"""Anonymous tokens: RFC 9578's type 0x0002, which anybody with the hub's public key can verify.

    TokenChallenge  2 type, 2+n issuer name, 1+n redemption context, 2+n origin info
    TokenRequest    2 type, 1 last byte of the key's id, 256 blinded message
    TokenResponse   256 blind signature
    Token           2 type, 32 nonce, 32 challenge digest, 32 key id, 256 authenticator

A batch is requests, and responses, one after the other (docs/divergences.md). A member makes the
nonces itself; what the hub signs is blinded, so a token says "a member in good standing" and
nothing else, as long as all members of an epoch use one key and one challenge. The member's side
holds the hub to that: the key is fetched without credentials, there may be only one for an epoch,
and the challenge is worked out from the hub's address, never taken from the hub.

*Source*: RFC 9577 section 2, RFC 9578 section 6; RFC 9474 for the signatures.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from wardline.core.errors import MalformedError, UnprocessableError
from wardline.incidents import blind
from wardline.incidents.blind import PSS_DETERMINISTIC, PublicKey, Random, Signer

TYPE = 0x0002
KEY_BITS = 2048
_BYTES = KEY_BITS // 8
_DIGEST = 32
_HEAD = 2 + 3 * _DIGEST
REQUEST_BYTES = 3 + _BYTES
RESPONSE_BYTES = _BYTES
TOKEN_BYTES = _HEAD + _BYTES
DIRECTORY = "/.well-known/private-token-issuer-directory"
DIRECTORY_MEDIA = "application/private-token-issuer-directory"
REQUEST_MEDIA = "application/private-token-request"
RESPONSE_MEDIA = "application/private-token-response"
_EXPONENT = 65537
DAY = 86_400_000_000

# AlgorithmIdentifier of RSASSA-PSS with SHA-384, MGF1 over it and a salt of 48 bytes (RFC 9578
# section 6.5), up to where the key itself begins; a key of 2,048 bits with e = 65537 has one form.
_SPKI_HEAD = bytes.fromhex(
    "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d"
    "010108300b0609608648016503040202a2030201300382010f003082010a0282010100"
)
_SPKI_TAIL = bytes.fromhex("0203010001")


class Token(NamedTuple):
    """What is spent."""

    nonce: bytes
    challenge: bytes  # its SHA-256
    key_id: bytes
    authenticator: bytes

    @property
    def signed(self) -> bytes:
        """The part that the authenticator signs."""
        return _type() + self.nonce + self.challenge + self.key_id

    @property
    def data(self) -> bytes:
        """The token as it is sent."""
        return self.signed + self.authenticator

    @property
    def text(self) -> str:
        """The token as it is pasted: base64url without padding."""
        return base64.urlsafe_b64encode(self.data).decode().rstrip("=")

    @property
    def spent(self) -> bytes:
        """By what it is known once it is spent: a digest of the nonce's own bytes and key."""
        return hashlib.sha256(b"wardline token spent" + self.signed).digest()


class Request(NamedTuple):
    """A TokenRequest."""

    truncated_key_id: int
    blinded: bytes


class Pending(NamedTuple):
    """What a member keeps until the hub has signed."""

    signed: bytes
    inverse: int


class Drawing(NamedTuple):
    """A batch on its way: what is sent, and what is kept."""

    body: bytes
    pending: tuple[Pending, ...]


def _type() -> bytes:
    return TYPE.to_bytes(2, "big")


def digest(context: bytes) -> bytes:
    """By what a token names its challenge."""
    return hashlib.sha256(context).digest()


def challenge(name: str) -> bytes:
    """The TokenChallenge of the hub at `name` (host, and port where it is no usual one).

    The redemption context is empty: a token that fits one moment or one member would tell on it.
    """
    host = name.encode("ascii", "strict")
    length = len(host).to_bytes(2, "big")
    return _type() + length + host + b"\x00" + length + host


def spki(key: PublicKey) -> bytes:
    """A public key as it is published. *Shape*: DER SubjectPublicKeyInfo, id-RSASSA-PSS."""
    if key.n.bit_length() != KEY_BITS or key.e != _EXPONENT:
        raise UnprocessableError("A token key has 2,048 bits and the exponent 65537.")
    return _SPKI_HEAD + key.n.to_bytes(_BYTES, "big") + _SPKI_TAIL


def read_spki(data: bytes) -> PublicKey:
    """The key in `data`. *Raises* UnprocessableError for any other form, strength or exponent."""
    number = data[len(_SPKI_HEAD) : -len(_SPKI_TAIL)]
    key = PublicKey(int.from_bytes(number, "big"), _EXPONENT)
    # An even n has a factor that everybody knows, under which nothing is hidden.
    sound = len(number) == _BYTES and key.n.bit_length() == KEY_BITS and key.n % 2 == 1
    if not sound or spki(key) != data:
        raise UnprocessableError(
            "The token key is not one of RFC 9578's type 0x0002.", hint="Tell the hub's staff."
        )
    return key


def key_id(data: bytes) -> bytes:
    """By what a token names its key: SHA-256 of the key as published."""
    return hashlib.sha256(data).digest()


def draw(published: bytes, context: bytes, many: int, random: Random) -> Drawing:
    """`many` requests for tokens under a published key. *Raises* UnprocessableError."""
    key, number = read_spki(published), key_id(published)
    body, pending = [], []
    for _ in range(many):
        nonce = random(_DIGEST)
        signed = _type() + nonce + digest(context) + number
        hidden = blind.blind(key, signed, PSS_DETERMINISTIC, random)
        body.append(_type() + number[-1:] + hidden.message)
        pending.append(Pending(signed, hidden.inverse))
    return Drawing(b"".join(body), tuple(pending))


def finish(published: bytes, drawing: Drawing, answer: bytes) -> list[Token]:
    """The tokens, once the hub has signed. *Raises* UnprocessableError; no token is half good."""
    key = read_spki(published)
    if len(answer) != RESPONSE_BYTES * len(drawing.pending):
        raise UnprocessableError("The hub did not sign as many tokens as were asked for.")
    found = []
    for place, (signed, inverse) in enumerate(drawing.pending):
        part = answer[place * RESPONSE_BYTES : (place + 1) * RESPONSE_BYTES]
        done = blind.finalize(key, signed, part, inverse, PSS_DETERMINISTIC)
        found.append(parse(signed + done))
    return found


def requests(body: bytes, most: int) -> list[Request]:
    """The requests of a batch, at least one. *Raises* MalformedError, UnprocessableError."""
    if not body or len(body) % REQUEST_BYTES:
        raise MalformedError(
            f"A token request has {REQUEST_BYTES} bytes; several follow each other."
        )
    if len(body) > most * REQUEST_BYTES:
        raise UnprocessableError(f"At most {most} tokens can be drawn at once.")
    parts = [body[at : at + REQUEST_BYTES] for at in range(0, len(body), REQUEST_BYTES)]
    if any(part[:2] != _type() for part in parts):
        raise UnprocessableError("Only tokens of type 0x0002 are given out here.")
    return [Request(part[2], part[3:]) for part in parts]


def sign(signer: Signer, asked: Sequence[Request], random: Random) -> bytes:
    """The answer to a batch. *Raises* UnprocessableError."""
    return b"".join(blind.blind_sign(signer, one.blinded, random) for one in asked)


def parse(data: bytes) -> Token:
    """The token in its bytes. *Raises* MalformedError."""
    if len(data) != TOKEN_BYTES or data[:2] != _type():
        raise _malformed()
    return Token(data[2:34], data[34:66], data[66:98], data[98:])


def read(text: str) -> Token:
    """The token that somebody pasted; white space and padding do not count."""
    plain = "".join(text.split()).rstrip("=")
    # A token's own length first: nothing that long is decoded for nothing.
    if len(plain) != -(-TOKEN_BYTES * 4 // 3):
        raise _malformed()
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    return parse(data)


def _malformed() -> MalformedError:
    return MalformedError(
        "This is not a whole token.",
        hint="Copy all of one line that 'wardline incident token draw --print' gave.",
    )


def signed_by(token: Token, key: PublicKey) -> bool:
    """Whether the hub with this key gave the token out."""
    return blind.verify(key, token.signed, token.authenticator, PSS_DETERMINISTIC)


def epoch_of(at: int, days: int) -> int:
    """The number of the epoch at `at`. *Units*: microseconds since 1970."""
    return at // (days * DAY)


def epoch_ends(epoch: int, days: int) -> int:
    """When an epoch ends."""
    return (epoch + 1) * days * DAY
