"""A new hub catches up with another: `python bench/federation.py DIR [--objects N] [--kills N]`.

1. Hub A is filled and served (`wardline serve`); hub B is empty.
2. The limits: A's pages alone (nothing is stored), and B's intake alone (nothing is fetched).
3. B pulls all of A by `feed pull`'s own code in a process of its own; with --kills it is killed
   (kill -9) that often on its way, and goes on. --url puts B on PostgreSQL.
4. Both hold the same objects, each once.
Figures: wall and processor time of B's process, objects/s. DIR keeps both hubs' data.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PAGE = 1000
_PULL = """
import json, sys, time, pathlib, resource
data, number = pathlib.Path(sys.argv[1]), sys.argv[2]
from wardline.hub import setup
setup.use(data)
from wardline.hub.exchange import feeds, pulling
from wardline.hub.worker import writing
with writing(data) as exchange:
    began, cpu = time.perf_counter(), time.process_time()
    done = pulling.pull(feeds.find(number), exchange, allow_private=True)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"added": done.added, "duplicates": done.duplicates, "failed": len(done.failed),
                  "problem": done.problem, "wall": wall, "cpu": cpu, "mb": most}))
"""


def wardline(data: Path, *words: str) -> dict:
    command = [sys.executable, "-m", "wardline", *words, "--data", str(data), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def say(text: str) -> None:
    sys.stderr.write(f"… {text}\n")


@contextlib.contextmanager
def served(data: Path):
    command = [sys.executable, "-m", "wardline", "serve", "--data", str(data), "--port", "0"]
    with (data.parent / "serve.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield server.stdout.readline().removeprefix("ready ").strip()
    finally:
        server.terminate()
        server.wait()


def fill(data: Path, collection: str, many: int) -> float:
    """Objects/s of intake alone, as a trusted feed."""
    from wardline.hub import setup

    setup.use(data)
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.service import HUB_SENDER, SOURCE
    from wardline.hub.worker import writing
    from wardline.testing.taxii.load import made_up

    number, spent = collections.find(collection).id, 0.0
    with writing(data) as exchange:
        for _ in range(0, many, PAGE):
            batch = made_up(PAGE)
            before = time.perf_counter()
            exchange.ingest(number, HUB_SENDER, batch, way=SOURCE)
            spent += time.perf_counter() - before
    return many / spent


def pages(url: str, key: str) -> tuple[float, int]:
    """Objects/s of fetching alone, with the feed's own client."""
    from wardline.client.http import Client, Credentials
    from wardline.client.taxii import Taxii

    before, many = time.perf_counter(), 0
    for page in Taxii(Client(url, Credentials(key))).pages(url):
        many += len(page.objects)
    return many / (time.perf_counter() - before), many


def records(data: Path, url: str) -> tuple[int, int]:
    """How many records stand there, and how many different objects."""
    from wardline.hub.db import open_database

    with contextlib.closing(open_database(url, data / "wardline.sqlite3")) as database:
        query = "SELECT count(*), count(DISTINCT CAST(uuid AS text) || type) FROM exchange_record"
        return database.read(query, {})[0]


def pull(data: Path, url: str, feed: str, kills: int, many: int) -> dict:
    """Let B pull, killed on its way as often as asked; the figures of the parts together."""
    command = [sys.executable, "-c", _PULL, str(data), feed]
    environ = {**os.environ, "WARDLINE_DATA": str(data)}
    began, killed = time.perf_counter(), 0
    for part in range(1, kills + 1):
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
        while process.poll() is None and records(data, url)[0] < many * part / (kills + 1):
            time.sleep(0.2)
        process.kill()
        process.wait()
        killed += 1
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {**found, "killed": killed, "wall_all": time.perf_counter() - began}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--url", default="", help="B's database: postgresql://…")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    a, b = args.folder / "a", args.folder / "b"
    b.mkdir()
    database = f'[database]\nurl = "{args.url}"\n' if args.url else ""
    (b / "wardline.toml").write_text(f"[feeds]\nallow_private = true\n{database}")
    into = wardline(b, "collection", "add", "In", "--read", "all")["id"]
    giver = wardline(b, "peer", "add", "Alpha")["id"]
    shared = wardline(a, "collection", "add", "Shared", "--read", "all")["id"]
    taker = wardline(a, "peer", "add", "Bravo")["id"]
    key = wardline(a, "key", "add", "--org", taker, "--label", "b", "--can", "read")["key"]
    key_file = args.folder / "key"
    key_file.write_text(key)
    say(f"filling A with {args.objects:,}")
    intake = fill(a, shared, args.objects)
    with served(a) as url:
        address = f"{url}taxii2/sector/collections/{shared}/"
        words = ["--kind", "taxii", "--collection", into, "--peer", giver]
        feed = wardline(b, "feed", "add", address, *words, "--key-file", str(key_file))["id"]
        say("reading A's pages alone")
        fetched, many = pages(address, key)
        say("catching up")
        done = pull(b, args.url, feed, args.kills, many)
        again = pull(b, args.url, feed, 0, many)
    assert (done["problem"], done["failed"], again["added"]) == ("", 0, 0), (done, again)
    assert records(b, args.url) == (many, many), records(b, args.url)
    print(f"objects: {many:,}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"intake alone: {intake:,.0f} objects/s; pages alone: {fetched:,.0f} objects/s")
    rate = done["added"] / done["wall"]
    busy = done["added"] / done["cpu"]
    print(
        f"catch-up: {rate:,.0f} objects/s wall, {busy:,.0f} by processor time, {done['mb']:.0f} MB"
    )
    print(
        f"killed {done['killed']} times: {done['duplicates']} came twice, none lost; "
        f"{many / done['wall_all']:,.0f} objects/s from the first start to the end"
    )
    print(f"asked again when nothing is new: {again['wall'] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
