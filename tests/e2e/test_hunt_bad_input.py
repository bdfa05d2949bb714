"""Bad input, as it comes at night: each ends with a count and a sentence, none in silence."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile

import pytest

from wardline.testing.readers import indicator

# A program inherits the most that its parent ever held (getrusage(2)): a small one starts the hunt,
# not this process, which has run other tests.
MEASURED = """
import resource, subprocess, sys
from pathlib import Path
code = subprocess.run(sys.argv[2:]).returncode
Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def run(*words):
    """Exit code, hits, what was said, and the largest memory in MB."""
    hunt = [sys.executable, "-m", "wardline", "hunt", *map(str, words), "--jsonl"]
    with tempfile.NamedTemporaryFile("r") as told:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, told.name, *hunt],
            capture_output=True,
            text=True,
            check=False,
        )
        memory = int(told.read()) / 1000
    assert "Traceback" not in done.stderr, done.stderr
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, hits, done.stderr, memory


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "iocs.txt"
    path.write_text("evil.example\n203.0.113.9\n")
    return path


def test_a_line_of_100_megabytes_is_searched_to_its_end_in_bounded_memory(tmp_path, listed):
    log = tmp_path / "long.jsonl"
    with log.open("wb") as out:
        out.write(b'{"ts": 1795000000, "q": "evil.example"}\n{"ts": 1795000001, "pad": "')
        for _ in range(100):
            out.write(b"padding " * 125_000)
        out.write(b'", "q": "203.0.113.9"}\n{"ts": 1795000002, "q": "evil.example"}\n')
    code, hits, err, memory = run(log, "--indicators", listed)
    assert code == 1
    assert [(hit["line"], hit["observed"]) for hit in hits] == [
        (1, "evil.example"),
        (2, "203.0.113.9"),
        (3, "evil.example"),
    ]
    assert "3 lines" in err
    assert memory < 1000


def test_a_packed_log_that_is_cut_tells_how_far_it_was_searched(tmp_path, listed):
    whole = gzip.compress(b"".join(b"%d saw evil.example\n" % n for n in range(50_000)), 1)
    good, cut = tmp_path / "a.log.gz", tmp_path / "b.log.gz"
    good.write_bytes(whole)
    cut.write_bytes(whole[: len(whole) // 2])
    code, hits, err, _ = run(good, cut, "--indicators", listed)
    assert code == 1
    of_good = [hit for hit in hits if hit["file"] == str(good)]
    assert len(of_good) == 50_000
    assert 0 < len(hits) - len(of_good) < 50_000
    assert f"NOT COMPLETE: {cut}: the gzip data is cut or damaged behind" in err
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("other.example\n")
    code, hits, err, _ = run(good, cut, "--indicators", nothing)
    assert (code, hits) == (2, [])
    assert "NOT COMPLETE" in err


def test_encodings_that_change_within_a_file_are_read_line_by_line(tmp_path, listed):
    log = tmp_path / "mixed.log"
    log.write_bytes(
        "größe evil.example\n".encode()
        + "größe evil.example\n".encode("cp1252")
        + b"\xff\xfe\x00 evil.example\n"
        + "日本 http://evil。example/ \n".encode()
    )
    code, hits, err, _ = run(log, "--indicators", listed)
    assert code == 1
    assert [hit["line"] for hit in hits] == [1, 2, 3, 4]
    assert "Not UTF-8, and read as Windows-1252: 2 lines" in err


def test_rows_without_all_columns_are_counted_and_searched_all_the_same(tmp_path, listed):
    log = tmp_path / "a.csv"
    log.write_text(
        "time,src_ip,dst_ip,host\n2026-11-18T11:06:40Z,10.0.0.1,203.0.113.9,ok.example\n"
        "2026-11-18T11:06:41Z,evil.example\n"
    )
    bare = tmp_path / "bare.csv"
    bare.write_text("2026-11-18T11:06:40Z,10.0.0.1,203.0.113.9\n")
    code, hits, err, _ = run(log, bare, "--indicators", listed)
    assert code == 1
    assert [(hit["line"], hit["field"]) for hit in hits] == [
        (2, "dst_ip"),
        (3, "text"),
        (1, "column 3"),
    ]
    assert "1 broken line," in err
    assert f"{log}:3: it has 2 columns, and the first row 4" in err


@pytest.mark.parametrize(
    ("written", "zone", "time", "note"),
    [
        ("2026-11-18 11:06:40", None, "2026-11-18T11:06:40", "no time zone"),
        ("2026-11-18 11:06:40", "America/New_York", "2026-11-18T16:06:40", ""),
        ("2026-11-18T11:06:40+99:99", None, "2026-11-18T11:06:40", ""),
        ("2126-11-18T11:06:40Z", None, "2126-11-18T11:06:40", "future"),
        ("04/05/2026 23:06:40", None, "2026-04-05T23:06:40", "read as month/day"),
        ("31.12.2025 23:06:40", "+01:00", "2025-12-31T22:06:40", ""),
        ("yesterday", None, None, "no time"),
    ],
)
def test_a_time_that_cannot_be_sure_says_what_was_assumed(
    tmp_path, listed, written, zone, time, note
):
    log = tmp_path / "a.jsonl"
    log.write_text(json.dumps({"time": written, "q": "evil.example"}) + "\n")
    code, hits, _, _ = run(log, "--indicators", listed, *(["--zone", zone] if zone else []))
    assert code == 1
    assert (hits[0]["time"] or "")[:19] == (time or "")
    assert note in hits[0]["note"]
    assert bool(note) == bool(hits[0]["note"])


def test_patterns_that_do_not_parse_are_named_with_their_column_and_the_others_hunted(tmp_path):
    good, bad = "[domain-name:value = 'evil.example']", "[domain-name:value ~ 'x']"
    many = tmp_path / "i.json"
    wanted = [indicator(good, 1), *(indicator(bad, number) for number in range(2, 60))]
    many.write_text(json.dumps(wanted))
    log = tmp_path / "a.log"
    log.write_text("saw evil.example\n")
    code, hits, err, _ = run(log, "--indicators", many)
    assert code == 1
    assert [hit["indicator"] for hit in hits] == [wanted[0]["id"]]
    assert "1 indicator used" in err
    assert "58 with a pattern that fails" in err
    assert f"not hunted for: {wanted[1]['id']}: " in err
    assert "column 20" in err


def test_a_large_set_of_indicators_is_counted_and_each_of_it_found(tmp_path):
    listed = tmp_path / "i.txt"
    with listed.open("w") as out:
        out.writelines(f"host-{number}.example\n" for number in range(300_000))
        out.write("no indicator at all\nwww.microsoft.com\n")
    log = tmp_path / "a.jsonl"
    with log.open("w") as out:
        for number in range(0, 400_000, 20):
            out.write(json.dumps({"ts": 1_795_000_000, "q": f"www.host-{number}.example"}) + "\n")
    code, hits, err, memory = run(log, "--indicators", listed)
    assert code == 1
    assert len(hits) == 15_000
    assert "300,000 indicators used" in err
    assert "1 protected by a warning list" in err
    assert "not used" in err
    assert memory < 1000
