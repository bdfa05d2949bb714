"""What the record of disclosures costs the exchange: with and without it, in turns, in one process.

    python bench/audit.py [--seconds 3] [--rounds 5]

Requests go straight into the application, without a socket: the share of the record is then larger
than on the wire. The figure is CPU time for one answer, the best of the rounds (beside other load).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path


def cli(data: Path, *words: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "wardline", *words, "--data", data, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def fill(data: Path, many: int) -> tuple[str, str]:
    organization = cli(data, "org", "add", "Bench", "--kind", "hospital")["id"]
    key = cli(data, "key", "add", "--org", organization, "--label", "b", "--can", "read")["key"]
    collection = cli(data, "collection", "add", "Bench", "--read", "all")["id"]
    file = data / "objects.ndjson"
    with file.open("w") as out:
        for number in range(many):
            obj = {
                "type": "indicator",
                "spec_version": "2.1",
                "id": f"indicator--{uuid.uuid4()}",
                "created": "2026-01-01T00:00:00.000Z",
                "modified": "2026-01-01T00:00:00.000Z",
                "name": f"Made up {number}",
                "description": "Words. " * 120,
                "pattern": f"[domain-name:value = 'n{number}.example']",
                "pattern_type": "stix",
                "valid_from": "2026-01-01T00:00:00Z",
            }
            out.write(json.dumps(obj) + "\n")
    cli(data, "publish", str(file), "--collection", collection)
    return collection, key


class Meter:
    """Asks the application directly."""

    def __init__(self, hub, key: str):
        self.hub = hub
        self.headers = [
            (b"authorization", f"Bearer {key}".encode()),
            (b"accept", b"application/taxii+json;version=2.1"),
        ]

    async def get(self, path: str, query: str) -> int:
        """The status of one answer."""
        from wardline.hub.http import Request

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": self.headers,
        }
        status = []

        async def receive():
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                status.append(message["status"])

        await self.hub.respond(Request(scope, receive), send)
        return status[0]

    async def cost(self, path: str, query: str, seconds: float) -> float:
        """CPU microseconds for one answer."""
        done = 0
        start, cpu = time.monotonic(), time.process_time()
        while time.monotonic() - start < seconds:
            for _ in range(20):
                assert await self.get(path, query) == 200
            done += 20
        return (time.process_time() - cpu) / done * 1e6


async def compare(data: Path, collection: str, key: str, args) -> None:
    from wardline.hub.audit.spool import Disclosures
    from wardline.hub.config import load
    from wardline.hub.front import Hub

    hub = Hub(load(data))
    meter = Meter(hub, key)
    note = Disclosures.note
    path = f"/taxii2/sector/collections/{collection}/objects/"
    print("answer            without      with   difference")
    for name, query in (
        ("empty poll", "added_after=2100-01-01T00:00:00Z"),
        ("page of 1", "limit=1"),
        ("page of 100", "limit=100"),
        ("page of 1000", "limit=1000"),
    ):
        figures: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(args.rounds * 2):
            recorded = bool(turn % 2)
            Disclosures.note = note if recorded else lambda *_: None
            figures[recorded].append(await meter.cost(path, query, args.seconds))
        Disclosures.note = note
        off, on = min(figures[False]), min(figures[True])
        print(f"{name:<14} {off:8.1f} µs {on:8.1f} µs  {(on / off - 1) * 100:+5.1f} %")
    await hub.stop()


def sealing(data: Path) -> None:
    from wardline.hub.config import load
    from wardline.hub.db import open_database
    from wardline.hub.keeper import Keeper

    lines = sum(path.read_bytes().count(b"\n") for path in (data / "spool").glob("*.log"))
    settings = load(data)
    database = open_database("", settings.sqlite_path)
    start, cpu = time.monotonic(), time.process_time()
    entries = Keeper(settings, database).seal()
    wall, cpu = time.monotonic() - start, time.process_time() - cpu
    database.close()
    print(
        f"keeper: {lines:,} lines into {entries:,} entries in {wall:.2f} s "
        f"({lines / wall:,.0f} lines/s, {cpu / lines * 1e6:.1f} µs of CPU a line)"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        collection, key = fill(data, 3000)
        asyncio.run(compare(data, collection, key, args))
        sealing(data)


if __name__ == "__main__":
    main()
