"""What stands on a terminal: words alone, and questions beside what was asked for on stdout."""

from __future__ import annotations

import argparse
import io
import sys

import pytest

from wardline import cli
from wardline.cli.leaving import asked
from wardline.core.errors import NetworkError, RefusedError


def test_an_error_with_a_peer_s_words_in_it_holds_nothing_but_words(capsys):
    def run(_args: argparse.Namespace) -> int:
        raise NetworkError(
            "It says: \x1b]0;owned\x07\x1b[2J\r\u202eworse", hint="Ask its operator."
        )

    assert cli._guarded(run, argparse.Namespace()) == 4
    said = capsys.readouterr().err
    assert said.endswith("Ask its operator.\n")
    assert said.rstrip("\n").isprintable()


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
