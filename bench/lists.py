"""Processor time of the lists of comments and evidence, by how long the comments are.

python bench/lists.py DIR [--size 100000] [--comments 60]

WARDLINE_DATABASE__URL chooses PostgreSQL. Told is the portal's own processor time of one answer.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import uuid
from pathlib import Path

from wardline.hub import setup

PATHS = ("/docket/", "/docket/comments.json", "/docket/comments.json?q=pumps",
         "/docket/comments.atom", "/docket/log.json", "/evidence.json")  # fmt: skip
ROUNDS = 10


def fill(many: int, size: int) -> None:
    """Public comments as a decision leaves them, without their keys: no list reads an original."""
    from wardline.core.clock import now
    from wardline.hub.docket import calls, search
    from wardline.hub.docket.models import Comment
    from wardline.hub.evidence import service as evidence

    call = calls.find("cybersecurity-rfi")
    for place in range(Comment.objects.count(), many):
        text = (f"Number {place}. " + "Words of care and of pumps. " * (size // 27))[:size]
        row = Comment.objects.create(
            call=call, number=f"L-{place}", vault=str(uuid.uuid4()), receipt=uuid.uuid4().hex * 2,
            digest="0" * 64, call_version=1, state="posted", kind="anonymous", language="en",
            size=size, received_at=now(), due_at=now(), decided_at=now(),
            sealed=os.urandom(size), public=json.dumps({"text": text}),
        )  # fmt: skip
        search.add(row.pk, text)
        offer = evidence.Offer("docket", f"comment:{row.pk}", "text", "answer", text, "/x/", "L")
        evidence.record(evidence.audit.SYSTEM, [offer])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=int, default=100_000, help="characters of a comment")
    parser.add_argument("--comments", type=int, default=60)
    args = parser.parse_args()
    args.data.mkdir(parents=True, exist_ok=True)
    setup.migrate(args.data)
    setup.portal(args.data)
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    fill(args.comments, args.size)
    client = Client()
    for path in PATHS:
        client.get(path, secure=True)
        start = time.process_time()
        for _ in range(ROUNDS):
            answer = client.get(path, secure=True)
        took = (time.process_time() - start) / ROUNDS * 1000
        told = {"path": path, "cpu_ms": round(took, 1), "bytes": len(answer.content)}
        print(json.dumps(told))


if __name__ == "__main__":
    main()
