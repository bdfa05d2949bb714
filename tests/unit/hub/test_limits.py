"""One member may take so much of a worker, and no other pays for it."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from wardline.core.errors import RateLimitedError
from wardline.hub.config import load
from wardline.hub.limits import Limits, Pace, Turns
from wardline.hub.members.credentials import Principal


class Clock:
    def __init__(self):
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def asker(key: str = "k", organization: str = "o") -> Principal:
    return Principal(key, organization, "Made up", frozenset({"read"}), None)


def limits(tmp_path, clock, **values) -> Limits:
    environ = {f"WARDLINE_LIMITS__{name.upper()}": str(value) for name, value in values.items()}
    return Limits(load(tmp_path, environ), clock)


def test_a_burst_passes_then_the_steady_pace_and_the_wait_told_is_enough():
    clock = Clock()
    pace = Pace(10, 3, clock)
    taken = 0
    while not (wait := pace.take("a")):
        taken += 1
    assert taken in (30, 31)
    assert pace.take("b") == 0.0
    clock.at += wait + 1e-6
    assert pace.take("a") == 0.0
    assert pace.take("a") > 0.0
    clock.at += 100
    assert sum(not pace.take("a") for _ in range(100)) in (30, 31)


def test_who_was_refused_is_not_punished_for_asking_again():
    clock = Clock()
    pace = Pace(1, 1, clock)
    while not pace.take("a"):
        pass
    waits = [pace.take("a") for _ in range(50)]
    assert max(waits) <= 1.0


def test_a_key_and_an_organization_have_limits_of_their_own(tmp_path):
    held = limits(tmp_path, Clock(), key_per_second=1, organization_per_second=2, burst_seconds=2)
    for _ in range(3):
        held.take(asker("one"))
    with pytest.raises(RateLimitedError, match="This key asks more often") as told:
        held.take(asker("one"))
    assert told.value.retry_after == 1
    for _ in range(2):
        held.take(asker("two"))
    with pytest.raises(RateLimitedError, match="Your organization asks more often"):
        held.take(asker("three"))
    held.take(asker("other", "another"))


def test_zero_is_no_limit(tmp_path):
    held = limits(tmp_path, Clock(), key_per_second=0, organization_per_second=0)
    for _ in range(200_000):
        held.take(asker())


def test_streams_of_an_organization_are_counted_and_given_back(tmp_path):
    held = limits(tmp_path, Clock(), organization_streams=2)
    with held.stream(asker()), held.stream(asker("other")):
        with pytest.raises(RateLimitedError, match="2 streams open"), held.stream(asker()):
            pass
        with held.stream(asker("k", "another")):
            pass
    with held.stream(asker()), held.stream(asker()):
        pass


def test_writes_go_by_turns_and_too_many_waiting_are_refused():
    async def play() -> list[str]:
        done: list[str] = []
        gate = threading.Event()
        with ThreadPoolExecutor(2) as threads:
            turns = Turns(threads, 2, 5)

            def work(name: str) -> None:
                gate.wait(10)
                done.append(name)

            def send(who: str, number: int):
                return asyncio.ensure_future(turns.run(who, lambda: work(f"{who}{number}")))

            flood = [send("a", number) for number in range(7)]
            await asyncio.sleep(0)
            # Two run, five wait; one more is refused, of this organization alone.
            with pytest.raises(RateLimitedError, match="5 batches of your organization"):
                await turns.run("a", lambda: None)
            late = [send("b", 0), send("c", 0)]
            flood[6].cancel()
            await asyncio.sleep(0)
            gate.set()
            await asyncio.gather(*flood, *late, return_exceptions=True)
            assert await turns.run("a", lambda: 7) == 7
        return done

    done = asyncio.run(play())
    assert sorted(done) == ["a0", "a1", "a2", "a3", "a4", "a5", "b0", "c0"]
    # At most one batch of the flood stands before each of the others.
    assert max(done.index("b0"), done.index("c0")) <= 5


def test_what_a_write_raises_reaches_its_sender_and_frees_the_thread():
    async def play() -> int:
        with ThreadPoolExecutor(1) as threads:
            turns = Turns(threads, 1, 0)
            with pytest.raises(ZeroDivisionError):
                await turns.run("a", lambda: 1 // 0)
            return await turns.run("a", lambda: 3)

    assert asyncio.run(play()) == 3
