"""The docket's figures: grouping, sending to the receipt, search; beside issue 8's limits.

python bench/docket.py DIR [--comments 20000] [--letters 10000] [--send 300]

WARDLINE_DATABASE__URL chooses PostgreSQL. Grouping is processor time on one core; the others are
walls, from the request to the whole answer inside the portal's process: run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
import uuid
from pathlib import Path

from wardline.docket import letters
from wardline.hub import setup
from wardline.testing import campaigns
from wardline.testing.letters import make

CAMPAIGNS = (1500, 800, 400, 200, 100) + (20,) * 40 + (5,) * 80


def pairs(groups: list[list[str]]) -> set[tuple[str, str]]:
    return {(a, b) for ids in groups for a in ids for b in ids if a < b}


def grouping(many: int) -> dict:
    scale = min(1.0, many / 10_000)
    sizes = [max(2, int(size * scale)) for size in CAMPAIGNS]
    made = make(77, sizes, max(0, many - sum(sizes)), part="held")
    start = time.process_time()
    found = letters.group(made.texts)
    seconds = time.process_time() - start
    truth, ours = pairs(made.groups), pairs(found)
    return {
        "comments": len(made.texts),
        "cpu_seconds (limit 30)": round(seconds, 1),
        "precision (0.99)": round(len(truth & ours) / len(ours), 5),
        "recall (0.98)": round(len(truth & ours) / len(truth), 5),
    }


def other_hand(rounds: int = 10) -> dict:
    """Letters of the second generator, of which the grouping was not built."""
    truth, ours = set(), set()
    for seed in range(100, 100 + rounds):
        made = campaigns.make(seed, 60, 200)
        truth |= {(seed, *pair) for pair in pairs(made.groups)}
        ours |= {(seed, *pair) for pair in pairs(letters.group(made.texts))}
    return {
        "pairs": len(truth),
        "precision (0.99)": round(len(truth & ours) / len(ours), 5),
        "recall (0.98)": round(len(truth & ours) / len(truth), 5),
    }


def sending(many: int) -> dict:
    from django.conf import settings
    from django.test import Client

    from wardline.hub.docket import flood

    settings.ALLOWED_HOSTS = ["*"]
    flood.METER.take = lambda *_: True  # type: ignore[method-assign] # only the wall is measured
    texts = list(make(5, (), many).texts.values())
    client = Client()
    took = []
    for text in texts:
        start = time.perf_counter()
        answer = client.post(
            "/docket/calls/cybersecurity-rfi/comment/",
            {"answer-1": text, "kind": "anonymous", "do": "send"},
            secure=True,
        )
        took.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 201, answer.content[:500]
    return {"sent": many, "p50_ms": round(statistics.median(took), 1), **p95(took, 300)}


def flooding(many: int) -> dict:
    """Equal letters as fast as one sender can; all are there afterwards, and one group."""
    from django.test import Client

    from wardline.hub.docket import calls, flood, service

    flood.METER = flood.Meter()
    client = Client()
    call = calls.find("cybersecurity-rfi")
    before = service.Comment.objects.filter(call=call).count()
    fields = {"comment": "Let small clinics share warnings without fear of a fine, please.",
              "kind": "anonymous", "do": "send"}  # fmt: skip
    start = time.perf_counter()
    for _ in range(many):
        path = "/docket/calls/cybersecurity-rfi/comment/"
        assert client.post(path, fields, secure=True).status_code == 201
    seconds = time.perf_counter() - start
    assert service.Comment.objects.filter(call=call).count() - before == many
    while service.screen_waiting(1000):
        pass
    return {
        "equal letters": many,
        "taken a minute (1000)": round(many / seconds * 60),
        "largest group": max(map(len, service.group(call))),
    }


def p95(took: list[float], limit: int) -> dict:
    return {f"p95_ms (limit {limit})": round(sorted(took)[int(len(took) * 0.95)], 1)}


def fill(texts: list[str]) -> None:
    """Public comments as a decision leaves them, without their keys: search reads no original.

    Those that stand already, by number, are not made again.
    """
    from django.db import transaction

    from wardline.core.clock import now
    from wardline.hub.docket import calls, search
    from wardline.hub.docket.models import Comment

    call = calls.find("cybersecurity-rfi")
    there = Comment.objects.filter(number__startswith="B-").count()
    for start in range(there, len(texts), 500):
        with transaction.atomic():
            for place, text in enumerate(texts[start : start + 500], start):
                row = Comment.objects.create(
                    call=call, number=f"B-{place:06d}", vault=str(uuid.uuid4()),
                    receipt=uuid.uuid4().hex * 2, digest="0" * 64, call_version=1, state="posted",
                    kind="anonymous", language="en", size=len(text), received_at=now(),
                    due_at=now(), decided_at=now(), public=json.dumps({"text": text}),
                )  # fmt: skip
                search.add(row.pk, text)


def searching(many: int) -> dict:
    from django.test import Client

    fill(list(make(9, (40, 30, 20), many, part="held").texts.values())[:many])
    drawn = random.Random(3)
    words = [
        "penalties",
        "nurses",
        "telehealth",
        "firmware",
        "insurance",
        "scanner",
        "grant",
        "drills",
        "the",
        "when",
        "remote",
        "apprenticeships",
        "recall",
        "segmentation",
        "veterans",
        "minutes",
        "hour",
        "vendor",
        "public",
        "night",
    ]
    client = Client()
    took, busy, empty = [], [], 0
    for _ in range(300):
        begun = time.process_time()
        asked = " ".join(drawn.sample(words, drawn.randint(1, 3)))
        start = time.perf_counter()
        answer = client.get("/docket/comments.json", {"q": asked}, secure=True)
        took.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - begun) * 1000)
        empty += not answer.json()["comments"]
    found = {"comments": many, "p50_ms": round(statistics.median(took), 1), **p95(took, 50)}
    found["processor_p95_ms"] = round(sorted(busy)[285], 1)
    return {**found, "worst_ms": round(max(took), 1), "questions without answer": empty}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--send", type=int, default=300)
    args = parser.parse_args()
    if args.letters:
        print("grouping", json.dumps(grouping(args.letters)), flush=True)
        print("grouping, another hand", json.dumps(other_hand()), flush=True)
    setup.migrate(args.data)
    setup.portal(args.data)
    from django.db import connection

    if args.send:
        print("sending", connection.vendor, json.dumps(sending(args.send)), flush=True)
        print("flood", connection.vendor, json.dumps(flooding(1000)), flush=True)
    if args.comments:
        print("search", connection.vendor, json.dumps(searching(args.comments)), flush=True)


if __name__ == "__main__":
    main()
