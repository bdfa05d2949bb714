"""`wardline incident` against a real hub: told, screened, sent, and read by another member."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import icalendar
import jsonschema_rs
import pytest

import console
from wardline.incidents.model import parse
from wardline.incidents.stix import from_stix

# Made up: addresses of RFC 5737.
TOLD = {
    "what": {
        "actions": [{"category": "malware", "varieties": ["Ransomware"]}],
        "harms": ["operations-disrupted"],
        "certainty": "confirmed",
        "text": "Made up: the file server is encrypted.",
    },
    "when": {
        "started": {"at": "2026-01-28T21:30:00Z"},
        "found": {"at": "2026-01-29T05:30:00Z"},
    },
    "extent": {"disclosure": "potentially", "data": ["Medical"], "records": 1234},
    "attacker": {"observables": ["203.0.113[.]7"]},
    "victim": {"kind": "hospital", "size": "101 to 1000", "state": "MT"},
}


class Agent:
    """The member's command line with a data folder of its own."""

    def __init__(self, folder, member):
        folder.mkdir(exist_ok=True)
        self.data = folder / "agent"
        self.hub = member.hub
        key = folder / "key"
        key.write_text(member.key)
        self("agent", "init", "--hub", self.hub.url, "--key-file", key)

    def __call__(self, *words, code=0, typed=""):
        done = console.run(
            *words, "--data", self.data, input=typed, env=self.hub.environment, timeout=100
        )
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr


@pytest.fixture
def sharer(tmp_path, member):
    return Agent(tmp_path / "sharer", member)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(TOLD))
    return path


def read_by(other, collection):
    """What another member's TAXII poll gives of a collection: every version of every object."""
    answer = other.objects(collection, **{"match[version]": "all", "limit": 200})
    assert answer.status_code == 200
    return answer.json().get("objects", [])


def test_an_incident_arrives_at_anothers_poll_and_stream_as_it_was_shown(hub, sharer, other, file):
    collection = hub.collection()
    came: list[dict] = []

    def follow():
        with other.http.stream("GET", f"/stream/{collection}", timeout=60) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    came.append(json.loads(line.removeprefix("data: ")))
                if any(obj.get("type") == "incident" for obj in came):
                    return

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    out, err = sharer("incident", "report", file, "--collection", collection, "--dry-run", "--json")
    shown = json.loads(out)
    assert "nothing was sent" in err
    assert read_by(other, collection) == []
    out, err = sharer("incident", "report", file, "--collection", collection, "--yes", "--json")
    receipt = json.loads(out)
    assert receipt["failed"] == []
    assert receipt["accepted"] == len(shown["leaves"])
    got = read_by(other, collection)
    # But for its two times, which are the sending's, what was shown is what is read.
    by_id = {obj["id"]: obj for obj in got}
    for obj in shown["leaves"]:
        times = ("created", "modified", "valid_from")
        assert {k: v for k, v in by_id[obj["id"]].items() if k not in times} == {
            k: v for k, v in obj.items() if k not in times
        }
    [read] = from_stix(got)
    assert read.report.what.text == TOLD["what"]["text"]
    # Rough, and without the state.
    assert read.report.when.found.fidelity == "day"
    assert read.report.extent.records == 1000
    assert read.report.victim.state == ""
    assert read.report.attacker.observables == ("203.0.113[.]7",)
    assert len(read.marks) == 4
    thread.join(30)
    assert any(obj.get("type") == "incident" for obj in came)
    indicator = next(obj for obj in got if obj["type"] == "indicator")
    assert indicator["pattern"] == "[ipv4-addr:value = '203.0.113.7']"


def test_more_answers_are_a_new_version_and_the_same_twice_is_nothing(hub, sharer, other, file):
    collection = hub.collection()
    send = ("incident", "report", file, "--collection", collection, "--yes", "--exact")
    sharer(*send)
    first = read_by(other, collection)
    _, err = sharer(*send)
    assert "nothing has changed" in err
    assert "new version of the same incident" in err
    assert read_by(other, collection) == first
    file.write_text(json.dumps(TOLD | {"helped": {"controls": ["backups"]}}))
    sharer(*send)
    got = read_by(other, collection)
    versions = [obj for obj in got if obj["type"] == "incident"]
    assert len({obj["id"] for obj in versions}) == 1
    assert len({obj["modified"] for obj in versions}) == 2
    assert len(got) == len(first) + 2
    [read] = from_stix(got)
    assert read.report == parse(file.read_bytes())


def test_another_file_of_the_same_name_is_no_new_version_by_mistake(sharer, file, tmp_path):
    sharer("incident", "report", file)
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / file.name
    again.write_text(json.dumps({"what": {"text": "Made up: another one"}}))
    _, err = sharer("incident", "report", again, code=2)
    assert "--incident NAME" in err
    sharer("incident", "report", again, "--incident", "second")
    assert len(list((sharer.data / "incidents").iterdir())) == 2


def test_two_members_tell_incidents_into_one_collection(hub, tmp_path, sharer, other, file):
    collection = hub.collection()
    second = Agent(tmp_path / "second", other)
    for agent in (sharer, second):
        out, _ = agent("incident", "report", file, "--collection", collection, "--yes", "--json")
        assert json.loads(out)["failed"] == []
    got = read_by(other, collection)
    assert len({obj["id"] for obj in got if obj["type"] == "incident"}) == 2


def test_what_is_private_is_held_and_nothing_is_sent(hub, sharer, other, file):
    collection = hub.collection()
    told = TOLD | {"attacker": {"observables": ["10.20.30.40"]}}
    file.write_text(json.dumps(told))
    _, err = sharer("incident", "report", file, "--collection", collection, "--yes", code=5)
    assert "nothing was sent" in err
    assert read_by(other, collection) == []


def test_contradictions_are_told_and_refuse_nothing(sharer, file):
    told = TOLD | {"when": {"started": {"at": "2099-01-01T00:00:00Z"}}}
    file.write_text(json.dumps(told))
    _, err = sharer("incident", "report", file)
    assert "/when/started: It started in the future" in err
    assert "nothing was sent" in err


def test_the_questions_may_be_skipped_and_what_is_typed_is_kept(sharer):
    typed = "1\nMade up: locked.\nmaybe\n1\n2\n\n2026-01-31 14:00Z\n"
    _, err = sharer("incident", "report", "--incident", "night", typed=typed)
    assert "'maybe' is not in the list" in err
    kept = json.loads((sharer.data / "incidents" / "night.json").read_text())["report"]
    assert kept["what"]["actions"][0]["varieties"] == ["Ransomware"]
    assert kept["what"]["certainty"] == "confirmed"
    assert kept["what"]["harms"] == ["operations-disrupted"]
    assert kept["when"]["found"] == {"at": "2026-01-31T14:00:00+00:00", "fidelity": "minute"}
    assert "started" not in kept["when"]
    # It goes on where it stopped: what is skipped stays.
    sharer("incident", "report", "--incident", "night", typed="\n\n\n\n2026-01-30\n")
    kept = json.loads((sharer.data / "incidents" / "night.json").read_text())["report"]
    assert kept["when"]["started"]["fidelity"] == "day"
    assert kept["what"]["text"] == "Made up: locked."
    mode = (sharer.data / "incidents" / "night.json").stat().st_mode & 0o777
    assert mode == 0o600


def test_a_crash_loses_nothing_that_was_typed(sharer, eventually):
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "wardline", "incident", "report"),
            *("--incident", "crash", "--data", str(sharer.data)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        env=sharer.hub.environment,
    )
    process.stdin.write("1\nMade up: locked.\n")
    process.stdin.flush()
    path = sharer.data / "incidents" / "crash.json"
    eventually(lambda: path.exists() and "locked" in path.read_text(), 30)
    process.kill()
    process.wait()
    process.stdin.close()
    kept = json.loads(path.read_text())["report"]
    assert kept["what"]["text"] == "Made up: locked."
    assert [entry.name for entry in path.parent.iterdir()] == ["crash.json"]


def test_a_pasted_log_is_too_long_and_says_where_it_belongs(sharer, tmp_path):
    path = tmp_path / "log.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    _, err = sharer("incident", "report", path, code=2)
    assert "share them on their own" in err


def test_nothing_typed_is_no_report_and_says_what_to_do(sharer):
    _, err = sharer("incident", "report", "--incident", "empty", typed="\n\n", code=2)
    assert "what" in err


def test_the_template_is_a_report_once_it_says_what_happened(sharer, tmp_path):
    out, _ = sharer("incident", "report", "--template")
    blank = json.loads(out)
    blank["what"]["text"] = "Made up"
    path = tmp_path / "filled.json"
    path.write_text(json.dumps(blank))
    sharer("incident", "report", path)


def test_each_form_is_translated_into_each_other_without_loss(sharer, file, tmp_path, shared):
    schema = json.loads(shared("schemas/veris/verisc-merged.json").read_text("utf-8"))
    made = {"report": file}
    for form in ("stix", "veris"):
        made[form] = tmp_path / f"{form}.json"
        _convert(file, form, made[form])
    assert jsonschema_rs.is_valid(schema, json.loads(made["veris"].read_text()))
    for source in ("stix", "veris"):
        for form in ("stix", "veris", "report"):
            out = tmp_path / f"{source}-{form}.json"
            _convert(made[source], form, out)
            back = tmp_path / f"{source}-{form}-back.json"
            _convert(out, "report", back)
            assert parse(back.read_bytes()) == parse(file.read_bytes())
    # A record of VERIS keeps its number as a record, and gives it to no object of STIX.
    number = json.loads(made["veris"].read_text())["incident_id"]
    assert json.loads((tmp_path / "veris-veris.json").read_text())["incident_id"] == number
    assert number not in (tmp_path / "veris-stix.json").read_text()


def _convert(source, form, out):
    done = console.run("incident", "convert", source, "--to", form, "--out", out, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Not taken along" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"{}", b"[1]", b'{"what":{}}', b'{"type":"bundle","objects":[]}', b"\xff"],
)
def test_what_is_no_report_is_refused_in_a_sentence(sharer, tmp_path, content):
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    for words in (
        ("incident", "report", path),
        ("incident", "clocks", path),
    ):
        _, err = sharer(*words, code=2)
        assert err.strip().endswith(".")


def test_the_clocks_are_listed_with_their_sources_and_go_into_a_calendar(sharer, file, tmp_path):
    out, _ = sharer("incident", "clocks", file, "--json", "--zone", "America/Denver", code=1)
    shown = json.loads(out)
    assert "never legal advice" in shown["advice"]
    found = {each["name"]: each for each in shown["clocks"]}
    assert found["hipaa-individuals"]["due"] == "2026-03-29"
    assert found["hipaa-individuals"]["source"] == "45 CFR 164.404"
    assert "final rule" in found["circia-incident"]["pending"]
    assert [factor["code"] for factor in shown["worksheet"]] == [
        "nature",
        "who",
        "viewed",
        "mitigated",
    ]
    own = tmp_path / "own.toml"
    own.write_text(
        '[[clock]]\nname = "plan"\ntitle = "Contract"\nduty = "Call."\nsource = "Section 9"\n'
        "as_of = 2026-01-31\nhours = 24\n"
    )
    out_file = tmp_path / "clocks.ics"
    out, err = sharer("incident", "clocks", file, "--rules", own, "--ics", out_file, code=1)
    assert "Contract: runs until 2026-01-30 05:30 UTC, which is over" in out
    assert "Still to know" in out
    assert "reminders" in err
    first = icalendar.Calendar.from_ical(out_file.read_bytes()).walk("VEVENT")
    sharer("incident", "clocks", file, "--rules", own, "--ics", out_file, code=1)
    again = icalendar.Calendar.from_ical(out_file.read_bytes()).walk("VEVENT")
    assert {str(e["uid"]) for e in first} == {str(e["uid"]) for e in again}
