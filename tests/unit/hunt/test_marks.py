"""A hunt that goes on from any mark gives, with what was given before it, the same hits."""

from __future__ import annotations

import gzip
import json
import lzma

import pytest

from wardline.core.warninglists import WarningLists
from wardline.hunt import log
from wardline.hunt.engine import Hunt, Options
from wardline.hunt.times import reader as times
from wardline.hunt.wanted import want
from wardline.testing.readers import NOW, WANTED, indicator

BAD = (3, 40, 41, 77, 150, 199)


def value(number):
    return f"h{number}.evil.example" if number in BAD else "ok.example"


def jsonl():
    return "".join(json.dumps({"ts": n, "q": value(n)}) + "\n" for n in range(200)).encode()


def zeek():
    lines = ["#separator \\x09", "#fields\tts\tquery\tpad"]
    for number in range(200):
        if number == 90:
            lines.append("#fields\tts\tpad\tquery")
        cells = [value(number), "-"] if number < 90 else ["-", value(number)]
        lines.append("\t".join([f"17950{number:05d}.5", *cells]))
    return "\n".join(lines).encode()


def table():
    rows = [f'{n},{value(n)},"two\nlines {value(n)}"' for n in range(200)]
    return "\n".join(["time,hostname,note", *rows, ""]).encode()


def one_document():
    records = [{"eventTime": "2026-01-01T00:00:00Z", "host": value(n)} for n in range(200)]
    return json.dumps({"Records": records}, indent=1).encode()


LOGS = {
    "plain lines": jsonl,
    "columns that change": zeek,
    "records that span lines": table,
    "one document": one_document,
    "gzip": lambda: gzip.compress(jsonl()),
    "xz of columns": lambda: lzma.compress(zeek()),
    "UTF-16": lambda: b"\xff\xfe" + jsonl().decode().encode("utf-16-le"),
}


@pytest.mark.parametrize("name", list(LOGS))
def test_a_hunt_goes_on_from_every_mark_without_loss_or_repetition(name, tmp_path, monkeypatch):
    for size in ("BLOCK", "_BATCH", "SMALL"):
        monkeypatch.setattr(log, size, 700)
    paths = [tmp_path / "a.log", tmp_path / "b.log"]
    for path in paths:
        path.write_bytes(LOGS[name]())
    wanted = want([indicator(WANTED[0])], NOW, WarningLists({}))
    given = []
    marks = []

    def run(before):
        options = Options(
            workers=1,
            moment=times(None, NOW),
            passed=lambda mark: marks.append((mark, len(given))),
        )
        hunt = Hunt(wanted, options)
        for hit in hunt.run(paths, before):
            given.append((hit.file, hit.line, hit.field, hit.observed))
        return hunt.counts

    counts = run(None)
    whole, told = list(given), list(marks)
    assert {value for *_, value in whole} == {value(number) for number in BAD}
    assert len(told) > 6
    for at, (mark, hits) in enumerate(told):
        before = {one.path: one for one, _ in told[: at + 1]}
        given, marks = whole[:hits], []
        rest = run(before)
        assert given == whole, mark
        assert rest.lines <= counts.lines
    assert rest.lines == 0
