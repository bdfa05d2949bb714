"""`wardline screen` as a person and a program meet it. All values are made up."""

# ruff: noqa: E501 # made-up texts stand in one line

import json
import subprocess
import sys


def wardline(*words, data=b""):
    return subprocess.run(
        [sys.executable, "-m", "wardline", "screen", *words],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_json_is_as_the_contract_says(tmp_path):
    profile = tmp_path / "own.toml"
    profile.write_text('domains = ["lake.example.org"]\nad = "LAKE"\n')
    done = wardline(
        "--profile", str(profile), "--json", data=b"MRN E1234567 at pc.lake.example.org"
    )
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["decision"] == "pass"
    assert answer["text"] == "MRN [MRN-1] at [HOST-1]"
    assert answer["residue"] == []
    assert answer["findings"][0] == {
        "start": 4, "end": 12, "label": "MRN", "rule": "cue.mrn", "replacement": "[MRN-1]",
    }  # fmt: skip


def test_lines_are_answered_in_order_and_a_broken_one_stops_nothing():
    lines = [
        b'{"id": 1, "text": "host pc.lake.example.org", "kind": "x", "profile": {"domains": ["lake.example.org"]}}',
        b"no json",
        b'{"id": 2, "text": 7}',
        b'{"id": 3, "text": "a", "profile": {"domains": 7}}',
        b'{"id": "four", "text": "nothing here"}',
        b"[" * 100_000,
    ]
    done = wardline("--jsonl", data=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a.get("id") for a in answers] == [1, None, 2, 3, "four", None]
    assert answers[0]["text"] == "host [HOST-1]"
    assert all("error" in answers[index] for index in (1, 2, 3, 5))
    assert answers[4]["decision"] == "pass"
    assert done.returncode == 2


def test_exit_codes_and_plain_text():
    assert wardline(data=b"nothing here").returncode == 0
    found = wardline(data=b"user=jroe77 was here\n")
    assert found.returncode == 1
    assert found.stdout == b"user=[USER-1] was here\n"
    assert b"user account" in found.stderr
    assert b"jroe77" not in found.stderr
    blocked = wardline(data=bytes(range(32)) * 20)
    assert blocked.returncode == 5
    assert blocked.stdout == b""
    assert (
        wardline("--json", data="caf\xe9 \ud800".encode("utf-8", "surrogatepass")).returncode == 0
    )


def test_wrong_calls_end_in_a_sentence(tmp_path):
    missing = wardline(str(tmp_path / "none.txt"))
    assert missing.returncode == 2
    assert b"There is no file" in missing.stderr
    bad = tmp_path / "own.toml"
    bad.write_text("domains = 7")
    wrong = wardline("--profile", str(bad), data=b"x")
    assert wrong.returncode == 3
    assert b"domains" in wrong.stderr
    assert b"Traceback" not in wrong.stderr
