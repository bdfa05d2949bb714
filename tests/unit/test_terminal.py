"""What a peer says in an error does not steer the terminal that it is shown on."""

from __future__ import annotations

import argparse

from wardline import cli
from wardline.core.errors import NetworkError


def test_an_error_with_a_peer_s_words_in_it_holds_nothing_but_words(capsys):
    def run(_args: argparse.Namespace) -> int:
        raise NetworkError(
            "It says: \x1b]0;owned\x07\x1b[2J\r\u202eworse", hint="Ask its operator."
        )

    assert cli._guarded(run, argparse.Namespace()) == 4
    said = capsys.readouterr().err
    assert said.endswith("Ask its operator.\n")
    assert said.rstrip("\n").isprintable()
