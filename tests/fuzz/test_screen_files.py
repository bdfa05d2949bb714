"""Any bytes give a decision: reading attachments never raises, and what stays gives nothing."""

# ruff: noqa: E501 # objects and files stand on one line

from __future__ import annotations

import gzip
import runpy
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.screen.files.extract import extract
from wardline.screen.files.model import Extract, Part
from wardline.screen.model import Decision

make = runpy.run_path(str(Path(__file__).parents[1] / "unit" / "screen" / "files" / "conftest.py"))
EXIF = make["tiff"]([(0x013B, "Ann Shooter")], gps=[(1, "N 47.1")])
MAIL = (
    b"From: a@b.example\nTo: c@d.example\nSubject: =?utf-8?q?x?=\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html; charset=latin-1\n\n"
    b"<p>x</p>\n--B\nContent-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: base64\n\nYSxiCjEsMg==\n--B--\n"
)
ROWS = '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><v>44927.5</v></c></row>'
BASE = {
    "docx": make["docx"](),
    "xlsx": make["xlsx"](ROWS, strings=("x",)),
    "pdf": make["pdf"](make["said"]("Hello"), objects=("<</Title(x)>>",), trailer="/Info 6 0 R"),
    "png": make["png"](make["chunk"](b"eXIf", EXIF), make["chunk"](b"tEXt", b"Author\0Ann")),
    "jpeg": make["jpeg"](EXIF, b"remark"),
    "tiff": EXIF,
    "mail": MAIL,
    "gzip": gzip.compress(b"line\n" * 40),
    "json": b'{"type":"bundle","id":"bundle--1","objects":[{"type":"x"}]}',
    "hl7": b"MSH|^~\\&|A|B\rPID|1||7",
    "utf16": "words of text".encode("utf-16"),
    "html": b"<!doctype html><p title='x'>a<b>c</b></p><!-- y -->",
}
KINDS = sorted(BASE)


@st.composite
def mutated(draw, data):
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(out) - 1)))
        way = draw(st.sampled_from(["flip", "cut", "insert", "double", "end"]))
        if way == "flip" and out:
            out[at] = draw(st.integers(0, 255))
        elif way == "cut":
            del out[at : at + draw(st.integers(1, 40))]
        elif way == "insert":
            out[at:at] = draw(st.binary(max_size=20))
        elif way == "double":
            out[at:at] = out[at : at + 200]
        else:
            del out[at:]
    return bytes(out)


def check(data):
    got = extract(data)
    assert isinstance(got, Extract)
    assert isinstance(got.decision, Decision)
    assert all(isinstance(part, Part) and isinstance(part.text, str) for part in got.parts)
    if got.decision is Decision.BLOCK:
        assert got.parts == ()
    if got.decision is not Decision.PASS:
        assert got.reason.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_files_give_a_decision(kind, data):
    check(data.draw(mutated(BASE[kind])))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_parts_of_documents_give_a_decision(kind, data):
    with zipfile.ZipFile(BytesIO(BASE[kind])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    members[name] = data.draw(mutated(members[name]))
    check(make["zipped"](members))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_decision(data):
    check(data)


HEADS = [b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"II*\0", b"MM\0*",
         b"GIF89a", b"RIFF\0\0\0\0WEBP", b"From: ", b"{", b"[", b"MSH|", b"<?xml ", b"\xff\xfe", b"\xfe\xff"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=300))
def test_bytes_behind_a_known_head_give_a_decision(head, rest):
    check(head + rest)
