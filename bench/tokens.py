"""What an anonymous token costs: to draw, to give out, to check, to spend; OpenSSL's RSA beside it.

    python bench/tokens.py [--rounds 5] [--many 100]

CPU time of this process (beside other load), the best of the rounds, one token; SQLite with
synchronous=FULL in a temporary folder. OpenSSL signs and verifies RSASSA-PSS with the same key by
`cryptography`: what an RSA operation costs at least.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from wardline.incidents import blind, tokens


def best(rounds: int, many: int, work: Callable[[], object]) -> float:
    """Milliseconds for one, the best of the rounds."""
    found = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(many):
            work()
        found.append((time.process_time() - began) / many * 1000)
    return min(found)


def hub_side(rounds: int, many: int) -> dict[str, float]:
    """Giving out and taking, with the database."""
    from wardline.core.clock import now
    from wardline.hub import setup

    with tempfile.TemporaryDirectory() as folder:
        os.environ["WARDLINE_TOKENS__PER_EPOCH"] = "1000"
        setup.migrate(Path(folder))
        from wardline.hub.config import load
        from wardline.hub.db import open_database
        from wardline.hub.tokens import service

        config = load(Path(folder))
        database = open_database("", config.sqlite_path)
        issuer = service.Issuer(database, config)
        epoch = service.current(database, config, now())
        name = service.name(config, database.read)
        drawing = tokens.draw(epoch.public, tokens.challenge(name), 20, os.urandom)
        answer = issuer.issue("warm", drawing.body, now())
        [token, *rest] = tokens.finish(epoch.public, drawing, answer)
        numbers = iter(range(10**9))
        one = drawing.body[: tokens.REQUEST_BYTES]

        def spend() -> None:
            other = rest[0]._replace(nonce=os.urandom(32))
            with database.transaction() as transaction:
                assert service.spend(transaction, other)

        told = {
            "give out one, counted": best(
                rounds, many, lambda: issuer.issue(str(next(numbers)), one, now())
            ),
            "give out 20 at once, each": best(
                rounds,
                max(1, many // 20),
                lambda: issuer.issue(str(next(numbers)), drawing.body, now()),
            )
            / 20,
            "check one": best(
                rounds, many, lambda: service.check(database.read, config, token, now())
            ),
            "spend one": best(rounds, many, spend),
        }
        database.close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=100)
    args = parser.parse_args()
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.private_numbers()
    signer = blind.Signer.of(blind.PrivateKey(numbers.p, numbers.q, 65537))
    public = tokens.spki(signer.public)
    context = tokens.challenge("hub.example")
    filled = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    signed = private.sign(b"x", filled, hashes.SHA384())
    drawing = tokens.draw(public, context, 1, os.urandom)
    message = drawing.body[3:]
    answer = blind.blind_sign(signer, message, os.urandom)
    [token] = tokens.finish(public, drawing, answer)
    run = (args.rounds, args.many)
    told = {
        "OpenSSL signs": best(*run, lambda: private.sign(b"x", filled, hashes.SHA384())),
        "OpenSSL verifies": best(
            *run, lambda: private.public_key().verify(signed, b"x", filled, hashes.SHA384())
        ),
        "blind sign alone": best(*run, lambda: blind.blind_sign(signer, message, os.urandom)),
        "verify alone": best(*run, lambda: tokens.signed_by(token, signer.public)),
        "member: draw one": best(*run, lambda: tokens.draw(public, context, 1, os.urandom)),
        "member: finish one": best(*run, lambda: tokens.finish(public, drawing, answer)),
        **hub_side(*run),
    }
    for name, cost in told.items():
        print(f"{name:28} {cost:8.3f} ms")
    print(f"{'sign, times OpenSSL':28} {told['blind sign alone'] / told['OpenSSL signs']:8.1f}")
    print(f"{'verify, times OpenSSL':28} {told['verify alone'] / told['OpenSSL verifies']:8.1f}")


if __name__ == "__main__":
    main()
