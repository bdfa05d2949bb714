"""1,000 equal letters over HTTP to a running hub, until all are screened and one group.

python bench/letters.py DIR [--letters 1000] [--senders 1]

Beside issue 8's minute. Each sender opens one connection and sends as fast as it gets receipts. Walls
depend on who else works on the machine: processor time of the hub's processes stands beside them,
and how long one fsync takes here meanwhile (a receipt waits for three).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from wardline.testing import procs

TEXT = "Let small clinics share warnings without fear of a fine, please."
CALL = "cybersecurity-rfi"


def start(data: Path) -> tuple[subprocess.Popen, str]:
    words = [sys.executable, "-m", "wardline", "serve", "--data", str(data), "--port", "0"]
    hub = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    line = hub.stdout.readline()
    assert line.startswith("ready "), line
    return hub, line.removeprefix("ready ").strip()


def busy(hub: int) -> float:
    """Seconds of processor of a hub's processes."""
    return procs.seconds(procs.family(hub))


def fsync_ms(folder: Path, many: int = 20) -> float:
    took = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(many):
            file.write(b"x")
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(took), 1)


def sent(url: str, many: int) -> list[float]:
    """One sender's letters; seconds from the request to the receipt of each."""
    took = []
    with httpx.Client(base_url=url, timeout=60) as client:
        path = f"/docket/calls/{CALL}/comment/"
        form = client.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
        # Over plain HTTP a client does not send a cookie that is for HTTPS alone.
        cookie = form.headers["set-cookie"].split("=", 1)[1].split(";")[0]
        headers = {"cookie": f"__Host-csrf={cookie}", "referer": url}
        fields = {"csrfmiddlewaretoken": token, "comment": TEXT, "kind": "anonymous", "do": "send"}
        for _ in range(many):
            at = time.perf_counter()
            answer = client.post(path, data=fields, headers=headers)
            assert answer.status_code == 201, (answer.status_code, answer.text[-500:])
            took.append(time.perf_counter() - at)
    return took


def group(data: Path) -> tuple[int, int]:
    """How many of the letters are screened, and the largest group: as its staff take it along."""
    words = [
        sys.executable,
        "-m",
        "wardline",
        "docket",
        "export",
        "--format",
        "json",
        "--data",
        str(data),
    ]
    rows = json.loads(subprocess.run([*words, "--json"], check=True, capture_output=True).stdout)
    ours = [one["wardline"] for one in rows if one.get("text") == TEXT]
    heads = [one["letter"] for one in ours if one["letter"]]
    done = sum(one["state"] == "screened" for one in ours)
    return done, max((heads.count(head) for head in set(heads)), default=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--senders", type=int, default=1)
    args = parser.parse_args()
    hub, url = start(args.data)
    try:
        at, before = time.perf_counter(), busy(hub.pid)
        share = args.letters // args.senders
        with ThreadPoolExecutor(args.senders) as pool:
            each = list(pool.map(lambda _: sent(url, share), range(args.senders)))
        took = sorted(one for some in each for one in some)
        all_sent, used = time.perf_counter() - at, busy(hub.pid) - before
        disk = fsync_ms(args.data)
        while group(args.data) != (len(took), len(took)):
            time.sleep(2)
        told = {
            "letters": len(took), "senders": args.senders,
            "all have receipts after s (60)": round(all_sent, 1),
            "receipt p50 ms": round(statistics.median(took) * 1000, 1),
            "receipt p95 ms (300)": round(took[int(len(took) * 0.95)] * 1000, 1),
            "hub's processor ms a letter": round(used * 1000 / len(took), 1),
            "fsync ms": disk,
            "all screened, one group, after s": round(time.perf_counter() - at, 1),
        }  # fmt: skip
        print(json.dumps(told), flush=True)
    finally:
        hub.terminate()
        hub.wait(20)


if __name__ == "__main__":
    main()
