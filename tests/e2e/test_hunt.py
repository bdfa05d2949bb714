"""The hunt as a person runs it: what it prints, how it ends, and what it says of what is wrong."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

import console
from wardline.testing.readers import WANTED, indicator

VALUES = ["evil.example", "203.0.113.9", "198.51.100.0/24", "http://bad.example/a.php?x=1"]


def command(*words, **options):
    return console.run(*words, timeout=100, **options)


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "iocs.txt"
    path.write_text("\n".join(VALUES) + "\n")
    return path


def hits(out):
    return [json.loads(line) for line in out.splitlines()]


def made_log(path, lines, seed=1):
    """A made-up log, and the lines in which something wanted stands, told while it is written."""
    rng = random.Random(seed)  # made up
    truth = []
    with path.open("w") as out:
        for number in range(1, lines + 1):
            value = rng.choice(["ok.example", "notevil.example", "1203.0.113.9", "198.51.101.1"])
            if rng.random() < 0.002:
                value = rng.choice(["a.EVIL.example", "203.0.113.9:80", "198.51.100.7"])
                truth.append(number)
            record = {"ts": 1_795_000_000 + number, "uid": f"C{rng.getrandbits(60):x}", "q": value}
            out.write(json.dumps({**record, "pad": "x" * rng.randrange(300)}) + "\n")
    return truth


def test_a_large_log_by_several_processes_gives_exactly_what_was_planted(tmp_path, listed):
    log = tmp_path / "big.jsonl"
    truth = made_log(log, 150_000)
    done = command("hunt", log, "--indicators", listed, "--jsonl", "--workers", 2)
    assert done.returncode == 1
    assert [hit["line"] for hit in hits(done.stdout)] == truth
    assert "150,000 lines" in done.stderr
    packed = tmp_path / "big.jsonl.gz"
    packed.write_bytes(gzip.compress(log.read_bytes(), 1))
    again = command("hunt", packed, "--indicators", listed, "--jsonl")
    assert [hit["line"] for hit in hits(again.stdout)] == truth
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    half = command("hunt", cut, "--indicators", listed, "--jsonl")
    found = [hit["line"] for hit in hits(half.stdout)]
    assert half.returncode == 1
    assert found == truth[: len(found)]
    assert 0 < len(found) < len(truth)
    assert "NOT COMPLETE" in half.stderr
    assert "cut.jsonl.gz" in half.stderr


def test_duckdb_gives_the_hits_of_our_own_pass(tmp_path, listed):
    log = tmp_path / "a.jsonl"
    made_log(log, 20_000, seed=2)
    first = command("hunt", log, "--indicators", listed, "--jsonl")
    second = command("hunt", log, "--indicators", listed, "--jsonl", "--engine", "duckdb")
    assert first.stdout
    assert second.stdout == first.stdout


@pytest.mark.timeout(400)
def test_spark_with_four_workers_gives_the_identical_hits(tmp_path, listed):
    log = tmp_path / "a.jsonl"
    made_log(log, 20_000, seed=3)
    here = command("hunt", log, "--indicators", listed, "--jsonl")
    words = ("hunt", log, "--indicators", listed, "--jsonl", "--engine", "spark")
    there = subprocess.run(
        [sys.executable, "-m", "wardline", *map(str, words), "--master", "local-cluster[4,1,1024]"],
        capture_output=True,
        text=True,
        timeout=380,
        check=False,
    )
    assert there.returncode == 1, there.stderr[-2000:]
    assert there.stdout == here.stdout


def test_what_is_wrong_is_counted_and_named(tmp_path, listed):
    log = tmp_path / "odd.jsonl"
    log.write_bytes(
        b'{"ts": "2026-11-18 11:06:40", "q": "evil.example"}\n'
        b'{"ts": "2099-01-01T00:00:00Z", "q": "x.evil.example"}\n'
        b'{"q": "caf\xe9 203.0.113.9"}\n'
        b'{"q": "evil.exa\n'
        b"\x00\x01\x02\n"
        b'{"q": "' + b"long " * 400_000 + b'198.51.100.9"}\n'
    )
    bad = tmp_path / "bad.json"
    bad.write_text(
        "\n".join(
            json.dumps(one)
            for one in (
                indicator("[domain-name:value = ", 1),
                indicator("rule x {}", 2, pattern_type="yara"),
                indicator("[ipv4-addr:value = '203.0.113.9']", 3, revoked=True),
                indicator("[ipv4-addr:value = '203.0.113.8']", 4),
            )
        )
    )
    done = command("hunt", log, "--indicators", listed, bad, "--json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert [hit["line"] for hit in found["hits"]] == [1, 2, 3, 6]
    assert "no time zone" in found["hits"][0]["note"]
    assert "future" in found["hits"][1]["note"]
    assert found["hits"][0]["time"] == "2026-11-18T11:06:40.000000Z"
    assert found["counts"]["broken_lines"] == 2
    assert found["complete"] is True
    assert found["indicators"]["failed"] == 1
    assert found["indicators"]["ended"] == 1
    assert found["indicators"]["other_language"] == 1
    assert "column" in done.stderr
    assert "odd.jsonl:4" in done.stderr
    assert "Windows-1252" in done.stderr
    assert "Traceback" not in done.stderr
    zoned = command("hunt", log, "--indicators", listed, "--json", "--zone", "+02:00")
    assert json.loads(zoned.stdout)["hits"][0]["time"] == "2026-11-18T09:06:40.000000Z"


def test_wrong_calls_are_explained(tmp_path, listed):
    log = tmp_path / "a.log"
    log.write_text("nothing\n")
    assert command("hunt", log, "--indicators", listed).returncode == 0
    for words, text in (
        (["--format", "nothing"], "no reader"),
        (["--zone", "Mars/Crater"], "no time zone"),
        (["--at", "yesterday"], "is no time"),
    ):
        done = command("hunt", log, "--indicators", listed, *words)
        assert done.returncode == 2
        assert text in done.stderr


def test_a_pattern_over_several_records_is_told_at_its_last_one(tmp_path):
    pattern = (
        "([network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:dst_port = 4444] "
        "FOLLOWEDBY [file:name = 'evil-tool.exe']) WITHIN 60 SECONDS"
    )
    listed = tmp_path / "p.json"
    listed.write_text(json.dumps(indicator(pattern, 1)))
    log = tmp_path / "a.jsonl"
    records = [
        {"ts": 1_795_000_000, "id.resp_h": "203.0.113.9", "id.resp_p": 443},
        {"ts": 1_795_000_001, "id.resp_h": "203.0.113.9", "id.resp_p": 4444},
        {"ts": 1_795_000_031, "filename": "C:\\x\\evil-tool.exe"},
        {"ts": 1_795_009_031, "filename": "evil-tool.exe"},
    ]
    log.write_text("".join(json.dumps(record) + "\n" for record in records))
    done = command("hunt", log, "--indicators", listed, "--jsonl")
    assert [(hit["line"], hit["field"]) for hit in hits(done.stdout)] == [(3, "pattern")]
    assert "a.jsonl:2" in hits(done.stdout)[0]["observed"]


def test_the_query_for_another_database_is_sql_of_its_dialect(listed):
    import sqlglot

    for dialect in ("trino", "clickhouse", "snowflake", "spark", "duckdb"):
        done = command("hunt", "logs:id:host,answer", "--sql", dialect, "--indicators", listed)
        assert done.returncode == 0, done.stderr
        assert len(sqlglot.parse(done.stdout, read=dialect)) >= 3
        assert "evil.example" in done.stdout
    done = command("hunt", "logs; drop table x:id:a", "--sql", "trino", "--indicators", listed)
    assert done.returncode == 2


@pytest.fixture
def copy(tmp_path):
    """A member's copy with one indicator, made without a hub."""
    from wardline.agent.copy import Copy, Link
    from wardline.core import jsonio

    data = tmp_path / "agent"
    made = Copy(data, create=True)
    made.connect(Link("https://hub.example/", "/none"))
    made.set_collections([("c", "made up", "https://hub.example/c/")])

    def add(pattern, number):
        made.store("c", [jsonio.encode(indicator(pattern, number))], None, 1)

    add(WANTED[0], 1)
    yield data, add
    made.close()


def test_following_searches_each_line_once_through_rotation_and_restart(tmp_path, copy):
    data, add = copy
    log = tmp_path / "dns.log"

    def lines(round_hits):
        return [(hit["file"].rpartition("/")[2], hit["line"]) for hit in round_hits]

    def one_round():
        done = command("agent", "hunt", log, "--jsonl", "--data", data)
        assert "Traceback" not in done.stderr, done.stderr
        return lines(hits(done.stdout))

    log.write_text(
        '{"ts": 1, "q": "ok.example"}\n{"ts": 1, "q": "evil.example"}\n{"ts": 1, "q": "ev'
    )
    assert one_round() == [("dns.log", 2)]
    assert one_round() == []
    with log.open("a") as out:
        out.write('il.example"}\n{"ts": 1, "q": "203.0.113.9"}\n')
    assert one_round() == [("dns.log", 3)]
    # An indicator that comes later is hunted in what was searched before.
    add(WANTED[1], 2)
    assert one_round() == [("dns.log", 4)]
    with log.open("a") as out:
        out.write('{"ts": 1, "q": "a.evil.example"}\n')
    log.rename(tmp_path / "dns.log.1")
    log.write_text('{"ts": 2, "q": "b.evil.example"}\n')
    assert one_round() == [("dns.log.1", 5), ("dns.log", 1)]
    # Cut and written anew, at the same length.
    log.write_text('{"ts": 3, "q": "c.evil.example"}\n')
    assert one_round() == [("dns.log", 1)]
    assert one_round() == []
    assert oct((data / "hunt.sqlite3").stat().st_mode & 0o777) == "0o600"
    assert sqlite3.connect(data / "hunt.sqlite3").execute("SELECT count(*) FROM place").fetchone()


PATTERNS = {
    "order": "([network-traffic:dst_port = 4444] FOLLOWEDBY [file:name = 'evil-tool.exe']) "
    "WITHIN 600 SECONDS",
    "count": "[domain-name:value = 'often.example'] REPEATS 3 TIMES WITHIN 60 SECONDS",
}
START = 1_795_000_000


def test_following_joins_patterns_over_several_records_of_several_rounds_and_logs(tmp_path, copy):
    data, add = copy
    names = {}
    for number, (name, pattern) in enumerate(PATTERNS.items(), 7):
        add(pattern, number)
        names[indicator(pattern, number)["id"]] = name
    net, hosts = tmp_path / "net.jsonl", tmp_path / "hosts.jsonl"

    def one_round(**written):
        for name, records in written.items():
            with (tmp_path / f"{name}.jsonl").open("a") as out:
                out.writelines(json.dumps({**r, "ts": START + r["ts"]}) + "\n" for r in records)
        done = command("agent", "hunt", net, hosts, "--jsonl", "--data", data)
        assert "Traceback" not in done.stderr, done.stderr
        return [(names.get(hit["indicator"]), hit["line"]) for hit in hits(done.stdout)]

    outgoing = {"id.resp_h": "192.0.2.4", "id.resp_p": 4444}
    tool = {"filename": "evil-tool.exe"}
    often = {"query": "often.example"}
    hosts.write_text("")
    assert one_round(net=[{"ts": 0, **outgoing}, {"ts": 1, **often}]) == []
    assert one_round(net=[{"ts": 30, **often}]) == []
    # The second part comes in another log and another process.
    assert one_round(hosts=[{"ts": 500, **tool}]) == [("order", 1)]
    # What was told is used up, and what is too late or too early does not count.
    assert one_round(hosts=[{"ts": 510, **tool}]) == []
    assert one_round(net=[{"ts": 59, **often}]) == [("count", 4)]
    assert one_round(net=[{"ts": 62, **often}, {"ts": 900, **outgoing}]) == []
    assert one_round(hosts=[{"ts": 1600, **tool}]) == []
    # A log that lags behind: its record is older than one that was seen before.
    assert one_round(net=[{"ts": 1500, **outgoing}]) == [("order", 3)]
    # Its log is rotated between the parts.
    assert one_round(net=[{"ts": 2000, **outgoing}]) == []
    net.rename(tmp_path / "net.jsonl.1")
    net.write_text("")
    assert one_round(hosts=[{"ts": 2100, **tool}]) == [("order", 4)]
    # An indicator that comes later is joined with what was read before.
    late = "[file:name = 'evil-tool.exe'] FOLLOWEDBY [domain-name:value = 'late.example']"
    add(late, 20)
    names[indicator(late, 20)["id"]] = "late"
    assert one_round() == []
    assert one_round(net=[{"ts": 9000, "query": "late.example"}]) == [("late", 1)]


def test_what_waits_for_other_records_does_not_grow_without_end(tmp_path, copy):
    data, add = copy
    add("[network-traffic:dst_port = 4444] FOLLOWEDBY [file:name = 'evil-tool.exe']", 7)
    log = tmp_path / "net.jsonl"
    with log.open("w") as out:
        for number in range(60_000):
            record = {"ts": START + number / 20, "id.resp_h": "192.0.2.4", "id.resp_p": 4444}
            out.write(json.dumps(record) + "\n")

    def waiting():
        done = command("agent", "hunt", log, "--jsonl", "--data", data)
        with sqlite3.connect(data / "hunt.sqlite3") as base:
            (count,) = base.execute("SELECT count(*) FROM part").fetchone()
        base.close()
        return hits(done.stdout), count

    found, count = waiting()
    assert found == []
    assert 0 < count <= 20_100
    with log.open("a") as out:
        out.write(json.dumps({"ts": START + 90_000, "filename": "evil-tool.exe"}) + "\n")
    found, count = waiting()
    assert [hit["line"] for hit in found] == [60_001]
    assert "net.jsonl:60000" in found[0]["observed"]
    assert count < 100


def test_follow_goes_on_until_stopped(tmp_path, copy):
    data, _ = copy
    log = tmp_path / "dns.log"
    log.write_text("")
    words = ("agent", "hunt", log, "--follow", "--every", "0.1", "--jsonl", "--data", data)
    process = subprocess.Popen(
        [sys.executable, "-m", "wardline", *map(str, words)], stdout=subprocess.PIPE, text=True
    )
    with log.open("a") as out:
        out.write('{"ts": 1, "q": "evil.example"}\n')
    assert json.loads(process.stdout.readline())["line"] == 1
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 1


def test_ctrl_c_says_that_it_is_not_all(tmp_path, listed):
    fifo = tmp_path / "pipe.log"
    os.mkfifo(fifo)
    words = ("hunt", fifo, "--format", "text", "--indicators", listed)
    # As from a keyboard, even where these tests run in the background with the signal ignored.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "wardline", *map(str, words)], stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, kept)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
