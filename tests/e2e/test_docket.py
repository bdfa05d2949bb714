"""Real comments through the commands and a running hub, on both databases; nothing is lost."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import uuid

import httpx
import pytest

from wardline.docket import formats
from wardline.docket.show import neutral
from wardline.testing.letters import make

WORDS = "Please let small clinics share warnings without fear of a fine."


def run(hub, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "wardline", *words, "--data", str(hub.data)]
    return subprocess.run(
        command, capture_output=True, env=hub.environment, timeout=240, check=False
    )


@pytest.fixture
def call() -> str:
    return f"RFI-{uuid.uuid4().hex[:8]}"


@pytest.mark.timeout(400)
def test_254_real_comments_go_in_and_come_out_without_loss(hub, call, shared, tmp_path):
    file = shared("comments", "health-it-rfi-2025.json")
    real = json.loads(file.read_text())
    told = hub.cli("docket", "import", str(file), "--call", call)
    assert (told["added"], told["failed"]) == (254, [])
    again = hub.cli("docket", "import", str(file), "--call", call)
    assert (again["added"], again["duplicates"], again["failed"]) == (0, 254, [])
    for form in ("csv", "json", "jsonl", "xlsx"):
        out = tmp_path / f"all.{form}"
        done = run(hub, "docket", "export", "--format", form, "--call", call, "--out", str(out))
        assert done.returncode == 0, done.stderr
        records = list(formats.read(out.read_bytes()))
        assert [formats.to_json(one) for one in records] == real
        assert b"254 of these are not public" in done.stderr
    printed = run(hub, "docket", "export", "--format", "csv", "--call", call)
    assert printed.stdout == (tmp_path / "all.csv").read_bytes()
    groups = hub.cli("docket", "group", "--call", call)["groups"]
    assert any({"C-0047", "C-0123"} <= set(ids) for ids in groups)
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        rows = client.get(f"/docket/comments.json?call={call}&copies=1").json()["comments"]
        assert rows == []
        assert hub.cli("docket", "export", "--format", "json", "--public", "--call", call) == []
        ids = [one["id"] for one in real]
        hub.cli("docket", "decide", *ids, "--post", "--call", call)
        bulk = list(formats.read(client.get(f"/docket/bulk?call={call}").content))
        assert {one.id: one.text for one in bulk} == {
            one["id"]: neutral(one["text"]) for one in real
        }
        found = client.get(f"/docket/comments.json?call={call}&q=telehealth+wheelchair").json()
        assert [row["id"] for row in found["comments"]] == ["C-0001"]
        key = found["comments"][0]["key"]
        assert "Cerebral Palsy" in client.get(f"/docket/comments/{key}/").text


def test_groups_on_the_command_line_are_those_of_the_letters(hub, call, tmp_path):
    made = make(41, (2, 5, 12), 40, part="held")
    file = tmp_path / "made.csv"
    file.write_text(
        formats.write_csv(formats.Record(number, text=text) for number, text in made.texts.items())
    )
    assert hub.cli("docket", "import", str(file), "--call", call)["added"] == len(made.texts)
    found = hub.cli("docket", "group", "--call", call)["groups"]
    assert {frozenset(ids) for ids in found} == {frozenset(ids) for ids in made.groups}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"one,two\n1,2\n", 'no column "Document ID"'),
        ("a.csv", b'Document ID,Comment\n"x,y', "no whole CSV"),
        ("a.xlsx", b"PK\x03\x04nonsense", "no whole workbook"),
        ("a.json", b'{"text": "no id"}', 'has no "id"'),
        ("a.json", b"[1, 2]", "no JSON object"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told(hub, call, tmp_path, name, data, said):
    file = tmp_path / name
    file.write_bytes(data)
    done = run(hub, "docket", "import", str(file), "--call", call)
    assert done.returncode != 0
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_rows_that_are_wrong_do_not_stop_the_others(hub, call, tmp_path):
    file = tmp_path / "some.csv"
    file.write_text("Document ID,Comment\nA-1,fine\n,no id\nA-2,fine\nA-2,another\n")
    done = hub.cli("docket", "import", str(file), "--call", call, check=False)
    assert (done["added"], [one["number"] for one in done["failed"]]) == (2, [2])


def test_letters_sent_to_a_running_hub_are_screened_and_grouped(hub, eventually):
    call = "cybersecurity-rfi"
    word = f"zq{uuid.uuid4().hex[:8]}"
    text = f"{WORDS} {word} is our clinic and we wait for an answer to this."
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        page = client.get(f"/docket/calls/{call}/comment/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        cookie = page.cookies.get("__Host-csrf") or page.headers["set-cookie"].split("=")[1]
        headers = {"cookie": f"__Host-csrf={cookie.split(';')[0]}", "referer": hub.url}
        fields = {"csrfmiddlewaretoken": token, "kind": "anonymous", "do": "send", "comment": text}
        for _ in range(30):
            sent = client.post(f"/docket/calls/{call}/comment/", data=fields, headers=headers)
            assert sent.status_code == 201, sent.text[-2000:]
        assert word not in client.get("/docket/comments.json?copies=1").text
        assert client.get(f"/docket/comments.json?q={word}").json()["comments"] == []

    def grouped() -> bool:
        rows = hub.cli("docket", "export", "--format", "json", "--call", call)
        ours = [one for one in rows if word in one.get("text", "")]
        states = {one["wardline"]["state"] for one in ours}
        return (
            len(ours) == 30
            and states == {"screened"}
            and len({one["wardline"]["letter"] for one in ours} - {None}) == 1
        )

    assert eventually(grouped, 60)


def test_a_thousand_words_of_json_are_read_as_lines_too():
    lines = "\n".join(json.dumps({"id": f"n{n}", "text": "x"}) for n in range(5))
    assert len(list(formats.read(io.BytesIO(lines.encode()).read()))) == 5
