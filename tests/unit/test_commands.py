"""What the command line says of a wrong call, of files and of settings, and its exit code."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sqlite3

import pytest

from wardline import cli
from wardline.cli import main
from wardline.cli.tree import commands


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hnt", "hunt"),
        ("agent statuz", "agent status"),
        ("docket exprt", "docket export"),
        ("devics", "devices"),
    ],
)
def test_an_unknown_command_is_answered_by_the_one_that_may_be_meant(typed, meant, capsys):
    assert main(typed.split()) == 2
    told = capsys.readouterr()
    assert told.out == ""
    # One sentence, not the hundred commands that would push it off the screen.
    assert len(told.err.splitlines()) == 1
    assert f"no command '{typed}'" in told.err
    assert f"{meant}" in told.err.partition("Perhaps:")[2]


@pytest.mark.parametrize("begun", ["agent", "agent --help", "incident token", "incident token -h"])
def test_the_beginning_of_commands_lists_those(begun, capsys):
    assert main(begun.split()) == 0
    told = capsys.readouterr()
    words = begun.partition(" -")[0]
    listed = [line.strip() for line in told.out.splitlines()[2:]]
    assert len(listed) > 1
    assert all(line.startswith(f"{words} ") for line in listed)


def test_every_help_reads_as_sentences():
    for one in commands():
        parser, _ = cli.command(one.words)
        said = f"{parser.description} {parser.epilog or ''}"
        assert ".." not in said.replace("...", ""), one.words
        for argument in one.arguments:
            assert argument.help, (one.words, argument)


# What they print is a document of another form, or a program runs on.
DOCUMENTS = {
    ("audit", "export"),  # JSON lines
    ("completion",),  # a shell's script
    ("devices", "letter"),
    ("incident", "convert"),  # STIX, VERIS or a report: JSON of its own
    ("report", "sample"),  # JSON
    ("serve",),
}


def test_every_command_answers_in_json():
    for one in commands():
        parser, _ = cli.command(one.words)
        known = {option for action in parser._actions for option in action.option_strings}
        assert bool(known & {"--json", "--jsonl"}) != (one.words in DOCUMENTS), one.words


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (FileNotFoundError(errno.ENOENT, "x", "gone.json"), "Check its name"),
        (IsADirectoryError(errno.EISDIR, "x", "folder"), "Name a file"),
        (PermissionError(errno.EACCES, "x", "secret"), "Check its rights"),
        (OSError(errno.ENOSPC, "x", "out"), "Make room"),
        (OSError(errno.EIO, "Input/output error", "out"), "Input/output error"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_the_way_out(error, mend, capsys):
    def run(_args):
        raise error

    assert cli._guarded(run, argparse.Namespace()) == 3
    told = capsys.readouterr().err
    assert mend in told
    assert repr(error.filename) in told


def test_files_that_are_named_wrongly_are_said_so(tmp_path, capsys):
    assert main(["csaf", "check", str(tmp_path / "gone.json")]) == 2
    assert "There is no file or folder" in capsys.readouterr().err
    assert main(["csaf", "check", str(tmp_path)]) == 2
    assert "Name a file" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["status", "pull"])
def test_a_damaged_copy_is_said_to_be_damaged(command, tmp_path, capsys):
    (tmp_path / "agent.sqlite3").write_bytes(b"no database " * 1000)
    assert main(["agent", command, "--data", str(tmp_path)]) == 3
    told = capsys.readouterr().err
    assert "damaged" in told
    assert "backup" in told


def test_a_damaged_store_of_tokens_is_said_to_be_damaged(tmp_path, capsys):
    (tmp_path / "tokens.sqlite3").write_bytes(b"no database " * 1000)
    assert main(["incident", "token", "list", "--data", str(tmp_path)]) == 3
    assert "damaged" in capsys.readouterr().err


def test_an_error_of_sqlite_that_is_ours_stays_ours(capsys):
    def run(_args):
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")

    assert cli._guarded(run, argparse.Namespace()) == 70
    assert "our fault" in capsys.readouterr().err


SECRET = "made-up-password"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://wardline:{SECRET}@db.example:5432/hub",
        f"postgresql://wardline:p@{SECRET}@db.example/hub?sslmode=verify-full",
        f"postgresql://db.example/hub?user=wardline&password={SECRET}&sslmode=require",
        f"postgresql://db.example/hub?user=a@b&PassWord={SECRET}",
        f"postgresql://db.example/hub?sslpassword={SECRET}",
    ],
)
@pytest.mark.parametrize("name", ["URL", "REPLICA"])
def test_no_setting_is_shown_with_a_password(name, address, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(f"WARDLINE_DATABASE__{name}", address)
    for form in ([], ["--json"]):
        main(["config", "check", "--data", str(tmp_path), *form])
        told = capsys.readouterr()
        assert SECRET not in told.out + told.err
        assert "db.example" in told.out
    rows = {row["setting"]: row for row in json.loads(told.out)}
    assert rows[f"database.{name.lower()}"]["source"]


def test_a_port_that_is_none_is_said_in_words(capsys):
    for port in ("http", "-1", "65536"):
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--port", port])
        assert ended.value.code == 2
        assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_a_name_that_is_no_text_is_written_all_the_same(tmp_path, capsys):
    name = os.fsdecode(b"dns-\xff.log")
    (tmp_path / name).write_text("made up: evil.example was asked for\n")
    (tmp_path / "iocs.txt").write_text("evil.example\n")
    words = ["hunt", str(tmp_path / name), "--indicators", str(tmp_path / "iocs.txt")]
    assert main(words) == 1
    assert "evil.example" in capsys.readouterr().out
    assert main([*words, "--jsonl"]) == 1
    assert json.loads(capsys.readouterr().out)["file"].endswith(name)


@pytest.mark.parametrize(
    "words",
    [
        ["hunt", "LOG", "--workers", "-1"],
        ["agent", "hunt", "LOG", "--follow", "--every", "0"],
        ["agent", "hunt", "LOG", "--follow", "--every", "nan"],
        ["taxii", "load", "https://taxii.example/", "--key-file", "LOG", "--batch", "0"],
    ],
)
def test_numbers_that_mean_nothing_are_refused_before_anything_is_done(words, tmp_path, capsys):
    log = tmp_path / "log"
    log.write_text("made-up")
    typed = [str(log) if word == "LOG" else word for word in words]
    if words[0] != "taxii":
        typed += ["--data", str(tmp_path / "agent")]
    assert main(typed) == 2
    assert words[-2] in capsys.readouterr().err
    assert not (tmp_path / "agent").exists()
