"""What stands on a terminal: words alone, and questions beside what was asked for on stdout."""

from __future__ import annotations

import argparse
import io
import json
import sys

import pytest

from wardline import cli
from wardline.cli import hubdata
from wardline.cli.leaving import asked
from wardline.core.errors import NetworkError, RefusedError
from wardline.testing.readers import indicator


def test_an_error_with_a_peer_s_words_in_it_holds_nothing_but_words(capsys):
    def run(_args: argparse.Namespace) -> int:
        raise NetworkError(
            "It says: \x1b]0;owned\x07\x1b[2J\r\u202eworse", hint="Ask its operator."
        )

    assert cli._guarded(run, argparse.Namespace()) == 4
    said = capsys.readouterr().err
    assert said.endswith("Ask its operator.\n")
    assert said.rstrip("\n").isprintable()


STEERS = "\x1b]0;owned\x07\x1b[2J"


def test_what_an_attacker_wrote_into_a_log_is_shown_and_steers_nothing(tmp_path, capsys):
    log = tmp_path / "web.jsonl"
    record = {"query": "evil.example", "dest_port": 4444, "user_agent": f"x{STEERS}\ny"}
    log.write_text(json.dumps(record) + "\n")
    pattern = "[domain-name:value = 'evil.example' AND domain-name:value LIKE 'evil%']"
    listed = tmp_path / "indicators.json"
    listed.write_text(json.dumps(indicator(pattern, 1)))
    assert cli.main(["hunt", str(log), "--indicators", str(listed)]) == 1
    shown = capsys.readouterr().out
    assert "evil.example" in shown
    # One hit is one line, whatever stands in it.
    assert shown.count("\n") == 1
    assert shown.rstrip("\n").isprintable()
    # A program gets it as it was.
    assert cli.main(["hunt", str(log), "--indicators", str(listed), "--jsonl"]) == 1
    assert STEERS in json.loads(capsys.readouterr().out)["observed"]


def test_what_others_named_is_shown_in_tables_without_steering(capsys):
    hubdata.table([{"url": f"https://a.example/{STEERS}\nb", "problem": None}], "none")
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == 2
    assert all(line.isprintable() for line in shown.splitlines())


def test_one_document_and_lines_are_not_mixed(tmp_path, capsys):
    (tmp_path / "log").write_text("evil.example\n")
    (tmp_path / "iocs.txt").write_text("evil.example\n")
    words = ["hunt", str(tmp_path / "log"), "--indicators", str(tmp_path / "iocs.txt")]
    assert cli.main([*words, "--json", "--jsonl"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Leave one out" in told.err


class Keyboard(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("typed", "answer"), [("Yes\n", True), ("y\n", False), ("", False)])
def test_a_question_is_asked_beside_what_goes_to_stdout(monkeypatch, capsys, typed, answer):
    monkeypatch.setattr(sys, "stdin", Keyboard(typed))
    assert asked("Send this?") is answer
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Send this?")


def test_where_nobody_is_nothing_is_sent(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(RefusedError, match="nothing was sent"):
        asked("Send this?")
