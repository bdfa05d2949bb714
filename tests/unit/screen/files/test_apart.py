"""The child process: what it may not do, and that whatever happens in it becomes a decision."""

# ruff: noqa: E501 # documents stand on one line, as they do in files

import gzip
import subprocess
import sys
import time

import msgspec
import pytest

from wardline.screen.files import screen_file
from wardline.screen.files.extract import extract
from wardline.screen.files.model import LIMITS, Extract
from wardline.screen.files.run import read_apart
from wardline.screen.model import Decision


def test_the_child_reads_what_is_read_here(make):
    for data in (b"plain words", b"", make.docx(), make.pdf(make.said("x")), make.png(), b"\0\1\2"):
        assert read_apart(data) == extract(data)


def test_a_damaged_pdf_is_refused_in_the_child(make):
    for data in (b"%PDF-1.7 abc", make.pdf(make.said("x"))[:300], make.pdf("/Im0 Do")[:-60]):
        got = read_apart(data)
        assert got.kind == "pdf"
        assert "OSError" not in got.reason


def test_a_pdf_inside_a_mail_is_read(make):
    import base64

    body = base64.encodebytes(make.pdf(make.said("inside words")))
    mail = (b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pdf\n"
            b"Content-Transfer-Encoding: base64\n\n" + body)  # fmt: skip
    assert any("inside words" in part.text for part in read_apart(mail).parts)


def test_running_out_of_time_is_a_refusal():
    start = time.monotonic()
    got = read_apart(gzip.compress(b"a" * 1000), LIMITS._replace(wall=0))
    assert got.decision is Decision.BLOCK
    assert "too long" in got.reason
    assert time.monotonic() - start < 30


def test_running_out_of_memory_is_a_refusal():
    got = read_apart(b"word " * 6_000_000, LIMITS._replace(memory=60_000_000))
    assert got.decision is Decision.BLOCK
    assert got.parts == ()


def test_too_large_a_file_is_refused_unread():
    assert "too large" in read_apart(b"x" * 11, LIMITS._replace(file=10)).reason


@pytest.mark.parametrize(
    "death", ["os.abort()", "os._exit(3)", "os.kill(os.getpid(), 9)", "print('x' * 99)"]
)
def test_a_child_that_dies_or_babbles_is_a_refusal(monkeypatch, death):
    real = subprocess.Popen

    def dying(_command, **more):
        return real([sys.executable, "-I", "-c", f"import os; {death}"], **more)

    monkeypatch.setattr("wardline.screen.files.run.subprocess.Popen", dying)
    got = read_apart(b"x" * 1_000_000)
    assert got.decision is Decision.BLOCK
    assert got.reason


TRY = """
import sys
from wardline.screen.files import child, extract as module
import wardline.screen.files.extract
from wardline.screen.files.model import Extract
from wardline.screen.model import Decision
def attempt(data, limits):
    import os
    said = []
    for what in (lambda: __import__("_socket").socket(), lambda: os.open("/tmp/x-wardline", os.O_CREAT | os.O_RDWR),
                 lambda: os.open("/etc/hostname", os.O_RDONLY), lambda: os.pipe()):
        try:
            what(); said.append("done")
        except OSError:
            said.append("refused")
    return Extract(Decision.PASS, " ".join(said) + repr(sorted(os.environ)))
sys.modules["wardline.screen.files.extract"].extract = attempt
import _socket
child.main()
"""


def test_the_child_opens_neither_files_nor_sockets():
    env = {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", TRY],
        input=b"x",
        capture_output=True,
        check=True,
        env=env,
        timeout=60,
    )
    said = msgspec.msgpack.decode(done.stdout, type=Extract).kind
    assert said.startswith("refused refused refused refused")


def test_nothing_is_left_behind(tmp_path, monkeypatch, screen, make):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    got = screen_file(make.docx(), "a.docx", screen=screen)
    assert got.decision is Decision.PASS
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_cannot_start_is_a_refusal(monkeypatch):
    monkeypatch.setattr("wardline.screen.files.run.sys.executable", "/nowhere/python")
    got = read_apart(b"x")
    assert got.decision is Decision.BLOCK
    assert "Try again" in got.reason


def test_the_callers_environment_does_not_reach_the_child(monkeypatch, tmp_path):
    (tmp_path / "wardline").mkdir()
    (tmp_path / "wardline" / "__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read_apart(b"words").decision is Decision.PASS


def test_the_child_knows_the_encodings_that_a_mail_names():
    words = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"
    head = b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=windows-1255\n\n"
    assert read_apart(head + words.encode("windows-1255")).parts[1].text == words
