"""`wardline screen` as a person and a program meet it. All values are made up."""

# ruff: noqa: E501 # made-up texts stand in one line

import io
import json
import zipfile

import console


def wardline(*words, data=b""):
    return console.run("screen", *words, input=data, timeout=60, text=False)


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
    assert b"user's account name" in found.stderr
    assert b"jroe77" not in found.stderr
    blocked = wardline(data=bytes(range(32)) * 20)
    assert blocked.returncode == 5
    assert blocked.stdout == b""
    # Half a surrogate pair is no UTF-8: nobody can tell what was meant, so a person looks.
    half = wardline("--json", data="caf\xe9 \ud800".encode("utf-8", "surrogatepass"))
    assert (half.returncode, json.loads(half.stdout)["decision"]) == (1, "hold")


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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def a_docx(*more):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("[Content_Types].xml", TYPES)
        text = "<w:p><w:r><w:t>Seen on 10.1.2.3, from 203.0.113.9.</w:t></w:r></w:p>"
        made.writestr("word/document.xml", f"<w:document {W}><w:body>{text}</w:body></w:document>")
        for name in more:
            made.writestr(name, b"x")
    return packed.getvalue()


def test_documents_are_read_by_content_and_only_their_text_leaves(tmp_path):
    file = tmp_path / "notes.bin"
    file.write_bytes(a_docx())
    done = wardline("--json", str(file))
    found = json.loads(done.stdout)
    assert (done.returncode, found["decision"], found["kind"]) == (1, "pass", "docx")
    assert "[PRIV_IP-1.1], from 203.0.113.9" in found["text"]
    assert "10.1.2.3" not in done.stdout.decode() + done.stderr.decode()
    file.write_bytes(a_docx("word/vbaProject.bin"))
    done = wardline("--json", str(file))
    found = json.loads(done.stdout)
    assert (done.returncode, found["decision"], found["text"]) == (5, "block", "")
    assert found["reason"]


def test_bytes_that_are_no_text_never_pass(tmp_path):
    for data in (b"\x00\xff\xfe garbage", b"MZ\x90\x00", b"%PDF-1.4 broken", b"PK\x03\x04 broken"):
        done = wardline("--json", data=data)
        assert (done.returncode, json.loads(done.stdout)["decision"]) == (5, "block")


def test_text_of_windows_is_read():
    text = "at 20 °C the host 10.1.2.3 was reached"
    found = json.loads(wardline("--json", data=text.encode("cp1252")).stdout)
    [finding] = found["findings"]
    assert text[finding["start"] : finding["end"]] == "10.1.2.3"
    assert found["text"] == text.replace("10.1.2.3", "[PRIV_IP-1.1]")
