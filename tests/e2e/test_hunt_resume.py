"""A hunt that is killed goes on where it was, and nothing looks complete that is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import console
from wardline.testing.readers import indicator

SEQUENCE = (
    "[network-traffic:dst_port = 4444] FOLLOWEDBY [file:name = 'evil-tool.exe'] "
    "FOLLOWEDBY [domain-name:value = 'last.example']"
)


def arguments(*words):
    return [sys.executable, "-m", "wardline", "hunt", *map(str, words)]


def command(*words):
    return console.run("hunt", *words)


def wait_for(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that within a minute")


def children(process):
    return [
        int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def made_log(path, lines):
    with path.open("w") as out:
        for number in range(lines):
            name = "a.evil.example" if number % 5000 == 7 else "ok.example"
            record = {"ts": 1_795_000_000 + number, "q": name, "pad": "x" * 300}
            if number == 10:
                record["id.resp_p"] = 4444
                record["id.resp_h"] = "192.0.2.1"
            out.write(json.dumps(record) + "\n")
        out.write(json.dumps({"ts": 1_796_000_000, "filename": "evil-tool.exe"}) + "\n")


def test_a_killed_hunt_goes_on_and_ends_with_the_same_hits(tmp_path):
    listed = tmp_path / "i.json"
    wanted = [indicator("[domain-name:value = 'evil.example']", 1), indicator(SEQUENCE, 2)]
    listed.write_text(json.dumps(wanted))
    made_log(tmp_path / "a.jsonl", 90_000)
    last = tmp_path / "b.jsonl"
    os.mkfifo(last)
    # What is behind it is never reached while it hangs: there is always something left to do.
    behind = '{"ts": 1797000001, "q": "ok.example"}\n'
    (tmp_path / "c.jsonl").write_text(behind * 10_000)
    out = tmp_path / "hits.jsonl"
    state = tmp_path / "hits.jsonl.state.json"
    logs = ("a.jsonl", "b.jsonl", "c.jsonl")
    words = (*logs, "--indicators", listed, "--workers", 2, "--out", out)
    process = subprocess.Popen(arguments(*words), cwd=tmp_path, stderr=subprocess.PIPE)
    # The second log never comes: the hunt hangs when it has judged the first one.
    wait_for(state.exists)
    time.sleep(1)
    others = children(process.pid)
    assert others
    busy = command("x", "--indicators", listed, "--out", out)
    assert busy.returncode == 2
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    wait_for(lambda: not any(Path(f"/proc/{one}/cmdline").exists() for one in others))
    assert not out.exists()
    told = json.loads(state.read_text())
    assert 0 < told["percent"] < 100
    assert told["hits"] > 0
    last.unlink()
    last.write_text('{"ts": 1797000000, "q": "last.example"}\n')

    def run(*more):
        return subprocess.run(
            arguments(*more), cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )

    again = run(*words)
    assert again.returncode == 1
    assert f"Going on at {told['percent']:.0f} %" in again.stderr
    straight = run(*words[:-2], "--jsonl")
    assert out.read_text() == straight.stdout
    assert json.loads(out.read_text().splitlines()[-1])["indicator"] == wanted[1]["id"]
    assert "100,002 lines" in again.stderr
    assert sorted(path.name for path in tmp_path.glob("hits*")) == ["hits.jsonl"]


def begun(tmp_path, listed):
    """The state and the hits of a hunt that was stopped after its first log."""
    log = tmp_path / "a.log"
    log.write_text("saw evil.example\n")
    last = tmp_path / "b.log"
    os.mkfifo(last)
    words = (log, last, "--format", "text", "--indicators", listed, "--out", tmp_path / "hits")
    process = subprocess.Popen(arguments(*words), stderr=subprocess.PIPE)
    wait_for((tmp_path / "hits.state.json").exists)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    last.unlink()
    last.write_text("saw 203.0.113.9\n")
    return words


def test_another_question_starts_anew_and_says_why(tmp_path):
    listed = tmp_path / "i.txt"
    listed.write_text("evil.example\n")
    words = begun(tmp_path, listed)
    listed.write_text("203.0.113.9\n")
    done = command(*words)
    assert done.returncode == 1
    assert "indicators differ" in done.stderr
    lines = (tmp_path / "hits").read_text().splitlines()
    assert [json.loads(line)["file"] for line in lines] == [str(words[1])]


def test_a_log_that_was_rotated_meanwhile_is_known_again(tmp_path):
    listed = tmp_path / "i.txt"
    listed.write_text("evil.example\n203.0.113.9\n")
    log, last, *more = begun(tmp_path, listed)
    log.rename(tmp_path / "a.log.1")
    log.write_text("now a.evil.example\n")
    done = command(log, last, *more)
    assert done.returncode == 1
    lines = (tmp_path / "hits").read_text().splitlines()
    observed = [json.loads(line)["observed"] for line in lines]
    assert observed == ["evil.example", "a.evil.example", "203.0.113.9"]


def test_what_is_not_complete_never_gets_the_name_of_the_result(tmp_path):
    listed = tmp_path / "i.txt"
    listed.write_text("evil.example\n")
    log = tmp_path / "a.log.gz"
    import gzip

    packed = gzip.compress(b"saw evil.example\n" * 1000)
    log.write_bytes(packed[:-9])
    out = tmp_path / "hits"
    done = command(log, "--indicators", listed, "--out", out)
    assert done.returncode == 1
    assert "NOT COMPLETE" in done.stderr
    assert not out.exists()
    assert str(out) + ".part" in done.stderr
    log.write_bytes(packed)
    done = command(log, "--indicators", listed, "--out", out)
    assert done.returncode == 1
    assert len(out.read_text().splitlines()) == 1000
    assert sorted(path.name for path in tmp_path.glob("hits*")) == ["hits"]


def test_wrong_places_for_hits_are_explained(tmp_path):
    listed = tmp_path / "i.txt"
    listed.write_text("evil.example\n")
    for more in (["--out", tmp_path], ["--out", tmp_path / "x", "--json"]):
        done = command(listed, "--indicators", listed, *more)
        assert done.returncode == 2
        assert "--out" in done.stderr
    done = command(listed, "--indicators", listed, "--out", tmp_path / "no" / "x")
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
