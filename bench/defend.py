"""Indicators into each format: time for each indicator, for a change of one, for the bytes alone.

    python bench/defend.py [COUNT] [FORMAT…]

CPU time is measured, so that other work on the machine changes little. The ratio compares the
whole work with writing the same bytes to a file.
"""

import gc
import sys
import tempfile
import time

from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load
from wardline.defend.listing import Listing
from wardline.defend.select import Rules
from wardline.testing.exporters import NOW, Sink, indicator

PATTERNS = {
    "edl-ip": "[ipv4-addr:value = '{a}']",
    "edl-url": "[url:value = 'https://h{n}.evil{m}.example/a/{n}']",
    "yara": "[file:hashes.'SHA-256' = '{n:064x}']",
}
NAME = "[domain-name:value = 'h{n}.evil{m}.example']"


def made(name: str, number: int) -> dict:
    address = f"{45 + (number >> 24)}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    pattern = PATTERNS.get(name, NAME).format(n=number, m=number % 977, a=address)
    return indicator(number, pattern, name=f"Made up {number}")


def measure(name: str, count: int) -> None:
    every = [made(name, number) for number in range(count)]
    listing = Listing(load(name), Rules(WarningLists.bundled()))
    gc.disable()
    started = time.process_time()
    for one in every:
        listing.put(one)
    taken = time.process_time()
    sink = Sink()
    kept = listing.write(NOW, sink, "out")
    written = time.process_time()
    changed = time.perf_counter()
    listing.put({**every[count // 2], "modified": "2026-03-01T00:00:00.000Z"})
    listing.write(NOW, Sink(), "out")
    changed = time.perf_counter() - changed
    with tempfile.TemporaryFile() as file:
        raw = time.perf_counter()
        file.write(sink.body)
        file.flush()
        raw = time.perf_counter() - raw
    gc.enable()
    whole = written - started
    print(
        f"{name:<11}{kept:>9,} entries {len(sink.body) / 1e6:8.1f} MB {whole:7.2f} s"
        f" ({(taken - started) / count * 1e6:5.1f} µs each, write {written - taken:6.2f} s)"
        f"  change of one {changed * 1e3:7.1f} ms  {whole / raw:8.0f} times the bytes alone"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name in sys.argv[2:] or FORMATS:
        measure(name, count)


if __name__ == "__main__":
    main()
