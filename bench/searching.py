"""Full-text search over 20,000 comments and 20,000 pieces of evidence; beside issue 8's 50 ms.

python bench/searching.py DIR [--rows 20000] [--asked 60]

WARDLINE_DATABASE__URL chooses PostgreSQL. The texts are sentences of the 254 real comments
(WARDLINE_SHARED), in their lengths, each twentieth with a file of 30,000 characters. Asked are words
by how often they are written (all over, often, seldom, never), their beginnings, pairs of a frequent
with a rare one, phrases; each kind for itself, since a mean would hide the slow one.

Walls are from the request to the whole answer in this process. Beside each stands a look-up of one
row by its primary key in the same moment, the machine's own measure: the ratio of both holds on a busy
machine too. Processor time is this process's and, of PostgreSQL, the connection's backend.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import time
from collections import Counter
from pathlib import Path

from docket import fill

from wardline.hub import setup
from wardline.testing import procs

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FILE = 30_000


def real() -> list[str]:
    base = Path(os.environ.get("WARDLINE_SHARED", Path(__file__).parents[2] / "shared"))
    rows = json.loads((base / "data/comments/health-it-rfi-2025.json").read_text())
    return [row["text"] for row in rows]


def texts(many: int) -> list[str]:
    """Made of real sentences, in the real lengths."""
    drawn = random.Random(8)
    originals = real()
    sentences = [part for text in originals for part in _SENTENCE.split(text) if part.strip()]
    made = []
    for place in range(many):
        length = _FILE if place % 20 == 7 else len(drawn.choice(originals))
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            parts.append(drawn.choice(sentences))
        # A word that is in this one alone, as a name of a town or product is.
        made.append(" ".join(parts) + f" Rare{place:05d}x.")
    return made


def questions(made: list[str], many: int) -> dict[str, list[str]]:
    drawn = random.Random(4)
    seen = Counter(word for text in made[:2000] for word in set(_WORD.findall(text.casefold())))
    by_rank = [word for word, _ in seen.most_common() if len(word) > 1 and word.isascii()]
    everywhere, often = by_rank[:30], by_rank[200:800]
    seldom = [word for word in by_rank if seen[word] <= 6 and len(word) > 4]
    rare = [f"rare{drawn.randrange(len(made)):05d}x" for _ in range(many)]
    return {
        "all over": [drawn.choice(everywhere) for _ in range(many)],
        "often": [drawn.choice(often) for _ in range(many)],
        "seldom": [drawn.choice(seldom) for _ in range(many)],
        "one row's": rare,
        "never": [f"qx{drawn.randrange(10**6)}z" for _ in range(many)],
        "two often": [" ".join(drawn.sample(often, 2)) for _ in range(many)],
        "three seldom": [" ".join(drawn.sample(seldom, 3)) for _ in range(many)],
        "all over and one row's": [f"{drawn.choice(everywhere)} {one}" for one in rare],
        "beginnings": [drawn.choice(often)[: drawn.randint(1, 3)] for _ in range(many)],
        "two beginnings": [f"{a[:1]} {b[:2]}" for a, b in (drawn.sample(often, 2) for _ in range(many))],
        "phrase": [_phrase(drawn, made) for _ in range(many)],
        "no such phrase": [f'"{a} {b} {a}"' for a, b in (drawn.sample(everywhere, 2) for _ in range(many))],
    }  # fmt: skip


def _phrase(drawn: random.Random, made: list[str]) -> str:
    words = _WORD.findall(drawn.choice(made))
    start = drawn.randrange(max(1, len(words) - 3))
    return f'"{" ".join(words[start : start + 3])}"'


def fill_evidence(made: list[str]) -> None:
    """Evidence as a decision leaves it."""
    from django.db import transaction

    from wardline.core.clock import now
    from wardline.evidence import quotes
    from wardline.hub.evidence import service
    from wardline.hub.evidence.models import Evidence

    there = Evidence.objects.filter(source__startswith="comment:b").count()
    for start in range(there, len(made), 500):
        with transaction.atomic():
            for place, text in enumerate(made[start : start + 500], start):
                row = Evidence.objects.create(
                    room="docket", source=f"comment:b{place}", part="text", kind="answer", public=True,
                    title=f"B-{place}", address=f"/docket/comments/{place}/", text=text,
                    digest=quotes.digest(text), made_at=now(), changed_at=now(),
                )  # fmt: skip
                service.INDEX.add(row.pk, f"{row.title} {text}")


def backend() -> int | None:
    """The process that answers this connection on PostgreSQL."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def busy(pid: int | None) -> float:
    """Seconds of processor: ours, and the database's."""
    return time.process_time() + procs.seconds([pid] if pid else [])


def asking(path: str, words: list[str], pid: int | None, **more: str) -> dict:
    """One kind of question, at one address."""
    from django.db import connection
    from django.test import Client

    client = Client()
    took, rows, found = [], [], 0
    at = busy(pid)
    for one in words:
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM docket_comment WHERE id = %s", [1])
            cursor.fetchone()
        rows.append((time.perf_counter() - start) * 1000)
        name = "filter[searchTerm]" if "/api/" in path else "q"
        start = time.perf_counter()
        answer = client.get(path, {name: one, **more}, secure=True)
        took.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, answer.content[:300]
        told = answer.json()
        found += bool(told.get("comments") or told.get("evidence") or told.get("data"))
    p95 = sorted(took)[int(len(took) * 0.95)]
    return {
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms (50)": round(p95, 1),
        "worst": round(max(took), 1),
        "in_rows (p95 / a row's median)": round(p95 / statistics.median(rows)),
        "cpu_ms each": round((busy(pid) - at) * 1000 / len(words), 1),
        "answered": found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=60, help="of each kind")
    args = parser.parse_args()
    setup.migrate(args.data)
    setup.portal(args.data)
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    made = texts(args.rows)
    fill(made)
    fill_evidence(made)
    pid = backend()
    for path in (
        "/docket/comments.json", "/docket/comments.json?filtered", "/evidence.json", "/docket/api/v4/comments",
    ):  # fmt: skip
        plain, _, filtered = path.partition("?")
        more = {"kind": "anonymous", "call": "cybersecurity-rfi"} if filtered else {}
        asking(plain, ["warm"], pid, **more)
        for kind, words in questions(made, args.asked).items():
            told = asking(plain, words, pid, **more)
            print(connection.vendor, path, f"{kind}:", json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
