"""Real comments through the commands and a running hub, on both databases; nothing is lost."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import console
from wardline.docket import formats
from wardline.docket.show import neutral
from wardline.hub.review import keysfile
from wardline.testing.letters import make

WORDS = "Please let small clinics share warnings without fear of a fine."


def run(hub, *words: str):
    return console.run(*words, "--data", hub.data, env=hub.environment, timeout=240, text=False)


class Form:
    """The form of a call, opened once by somebody without an account."""

    def __init__(self, client: httpx.Client, call: str):
        self.client, self.path = client, f"/docket/calls/{call}/comment/"
        page = client.get(self.path)
        self.hidden = {
            name: re.search(rf'name="{name}" value="([\w-]+)"', page.text)[1]
            for name in ("csrfmiddlewaretoken", "once")
        }
        # Over plain HTTP a client does not send a cookie that is for HTTPS alone.
        cookie = page.headers["set-cookie"].split("=", 1)[1].split(";")[0]
        self.headers = {"cookie": f"__Host-csrf={cookie}", "referer": str(client.base_url)}

    def send(self, **fields: str) -> httpx.Response:
        data = self.hidden | {"kind": "anonymous", "do": "send"} | fields
        return self.client.post(self.path, data=data, headers=self.headers)


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
    # Two texts under one number: the second is told, not taken for the first.
    assert (done["added"], [one["number"] for one in done["failed"]]) == (2, [2, 4])
    again = hub.cli("docket", "import", str(file), "--call", call, check=False)
    assert (again["added"], [one["number"] for one in again["failed"]]) == (0, [2, 4])
    # What other dockets call a question may be long: both databases take it when it is posted.
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps([{"id": "A-3", "answers": {"q" * 90: "Odd."}}]))
    assert hub.cli("docket", "import", str(odd), "--call", call)["added"] == 1
    assert hub.cli("docket", "decide", "A-3", "--call", call, "--post") == {"A-3": "posted"}
    out = tmp_path / "originals.json"
    assert run(hub, "docket", "export", "--out", str(out), "--call", call).returncode == 0
    assert out.stat().st_mode & 0o077 == 0, "originals are for nobody else on the machine"
    done = run(hub, "docket", "decide", "A-1", "--call", call, "--withhold", "because")
    assert (done.returncode, b"personal" in done.stderr) == (2, True)


def test_letters_sent_to_a_running_hub_are_screened_and_grouped(hub, eventually):
    call = "cybersecurity-rfi"
    word = f"zq{uuid.uuid4().hex[:8]}"
    text = f"{WORDS} {word} is our clinic and we wait for an answer to this."
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        form = Form(client, call)
        for _ in range(30):
            sent = form.send(comment=text, once="")
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


def test_one_form_sent_many_times_at_one_moment_is_one_comment(hub):
    word = f"zq{uuid.uuid4().hex[:8]}"
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        form = Form(client, "cybersecurity-rfi")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: form.send(comment=f"Once, {word}."), range(8)))
        assert sorted(one.status_code for one in answers) == [200] * 7 + [201]
        numbers = {re.search(r'data-copy="([2-9A-Z-]{19})"', one.text)[1] for one in answers}
        assert len(numbers) == 1
        assert len({re.search(r"<code[^>]*>([0-9a-f]{64})<", one.text)[1] for one in answers}) == 1
    rows = hub.cli("docket", "export", "--format", "json", "--call", "cybersecurity-rfi")
    assert [one["text"] for one in rows if word in one.get("text", "")] == [f"Once, {word}."]


def test_a_thousand_words_of_json_are_read_as_lines_too():
    lines = "\n".join(json.dumps({"id": f"n{n}", "text": "x"}) for n in range(5))
    assert len(list(formats.read(io.BytesIO(lines.encode()).read()))) == 5


TAKEN_BACK = """
import sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.hub.docket import service
service.withdraw(sys.argv[2])
"""


def carried(hub, make_hub, tmp_path):
    """The hub's data on another machine, and the words to restore its keys with."""
    if not hub.database:
        told = run(hub, "backup", str(tmp_path / "backup"))
        assert told.returncode == 0, told.stderr
        there = make_hub(start=False)
        return there, [str(tmp_path / "backup"), "--verify"]
    # As pg_dump and pg_restore would.
    there = make_hub("postgresql", start=False)
    binaries = next(Path("/usr/lib/postgresql").glob("*/bin"))
    dump = [str(binaries / "pg_dump"), hub.database, "-f", str(tmp_path / "dump.sql")]
    load = [str(binaries / "psql"), there.database, "-q", "-f", str(tmp_path / "dump.sql")]
    told = subprocess.run(dump, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    subprocess.run(load, capture_output=True, check=True)
    assert run(hub, "backup", "--keys-only").returncode == 0
    return there, ["--keys-only"]


def screened(hub, call: str) -> bool:
    """Whether the gate has looked at all comments."""
    rows = hub.cli("docket", "export", "--format", "json", "--call", call)
    return {one["wardline"]["state"] for one in rows} == {"screened"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_that_was_acknowledged_is_restored_and_nothing_that_was_taken_back(
    kind, make_hub, eventually, tmp_path
):
    hub, keys = make_hub(kind, start=False), tmp_path / "keys"
    hub.data.joinpath("wardline.toml").write_text(f'[review]\nkeys_file = "{keys}"\n')
    hub.start()
    call = "cybersecurity-rfi"
    with httpx.Client(base_url=hub.url, timeout=30) as client:
        form = Form(client, call)
        file = {"file": ("plan.txt", b"Made-up plan in a file.")}
        data = form.hidden | {
            "do": "send",
            "kind": "individual",
            "name": "Ada M",
            "comment": "Kept.",
        }
        sent = [client.post(form.path, data=data, files=file, headers=form.headers)]
        sent += [form.send(comment=f"Comment {n}.") for n in range(3)]
        receipts = [re.search(r'data-copy="([2-9A-Z-]{19})"', one.text)[1] for one in sent]
        original = form.client.post(
            "/docket/receipt/",
            data=form.hidden | {"tracking": receipts[0], "do": "original"},
            headers=form.headers,
        ).content
        kept = form.send(comment="Half a word", do="draft").headers["location"]
        numbers = [f"{call}-{n:04d}" for n in range(1, 5)]
        hub.cli("docket", "group")
        assert eventually(lambda: screened(hub, call), 60)
        hub.cli("docket", "decide", *numbers[1:3], "--post", "--call", call)
    there, words = carried(hub, make_hub, tmp_path)
    assert keys.stat().st_mode & 0o777 == 0o600
    # Taken back after the backup was made.
    done = console.run(hub.data, receipts[2], env=hub.environment, code=TAKEN_BACK)
    assert done.returncode == 0, done.stderr
    hub.kill()
    shutil.rmtree(there.data)
    if kind == "sqlite":
        others = tmp_path / "others"
        keysfile.write(others, {"master": bytes(range(32))})
        keysfile.write(Path(f"{others}.docket"), {str(uuid.uuid4()): bytes(range(32))})
        told = run(there, "restore", *words, "--keys", str(others))
        assert told.returncode == 3
        assert b"fits anything that is sealed in this backup" in told.stderr
        assert not there.data.exists()
    told = run(there, "restore", *words, "--keys", str(keys))
    assert told.returncode == 0, told.stderr
    assert b"can be opened again: 3." in told.stderr
    assert b"ended again: 1." in told.stderr
    there.start()
    with httpx.Client(base_url=there.url, timeout=30) as client:
        form = Form(client, call)
        look = form.hidden | {"tracking": receipts[0]}
        again = client.post(
            "/docket/receipt/", data=look | {"do": "original"}, headers=form.headers
        )
        assert again.content == original
        ended = client.post(
            "/docket/receipt/", data=look | {"tracking": receipts[2]}, headers=form.headers
        )
        assert "taken back by its author" in ended.text
        rows = client.get(f"/docket/comments.json?call={call}").json()["comments"]
        assert [row["id"] for row in rows] == [numbers[1]]
        assert "Half a word" in client.get(kept).text
    for one in hub.data.joinpath("docket").glob("*.key"):
        assert one.read_bytes() == there.data.joinpath("docket", one.name).read_bytes()
    assert "are as they were recorded" in there.run("audit", "verify")
    # Once only, and never another hub's.
    assert b"already" in run(there, "restore", "--keys-only", "--keys", str(keys)).stderr
    there.stop()
