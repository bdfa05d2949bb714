"""Values that somebody sends in masses do not stay in memory."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from wardline.core import comparing
from wardline.core.observables import normalize
from wardline.core.pattern import plain
from wardline.core.stix import kinds

LONG = 50_000
MANY = 200


@pytest.mark.parametrize(
    "ask",
    [
        lambda n: normalize("file-name", f"{n:08d}" + "x" * LONG),
        lambda n: normalize("url", f"http://evil.example/{n:08d}" + "x" * LONG),
        lambda n: plain(f"[domain-name:value = 'h{n}.example' OR a:b = '{'x' * LONG}']"),
        lambda n: kinds.timestamp(f"2026-01-01T00:00:00.{n:08d}{'0' * LONG}Z"),
        lambda n: comparing.network(f"{n:08d}" + "x" * LONG),
    ],
    ids=["name", "url", "pattern", "timestamp", "network"],
)
def test_long_values_are_not_remembered(ask):
    ask(0)
    tracemalloc.start()
    try:
        for number in range(1, MANY):
            ask(number)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < LONG * MANY / 10
