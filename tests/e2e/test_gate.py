"""The privacy gate on every way in and out of a real hub. All that looks private is made up."""

from __future__ import annotations

import json
import sqlite3

import pytest

import console

MRN, NAME, OWN = "00482913", "Maria Delgado", "icu-pc07.general.example"
PRIVATE = (
    f"Nurse {NAME} (mdelgado@general.example) opened a mail on {OWN} (10.20.30.41). "
    f"Patient MRN {MRN} was on the screen. It came from 203.0.113.77."
)
PROFILE = {"name": "General Hospital", "domains": ["general.example"], "ad": "GENHOSP"}
# Whether a marked text may leave, only a person can say.
DOUBTFUL = "Company confidential - do not distribute. The loader came by mail."


def wardline(hub, *words, code=0, data=None):
    done = console.run(*words, "--data", data or hub.data, env=hub.environment, timeout=60)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def one_hub(make_hub):
    return make_hub()


def status_of(response):
    assert response.status_code == 202, response.text
    return response.json()


def holds(hub, text):
    """Whether the hub's files hold a text anywhere."""
    return any(text.encode() in content for _, content in hub.files())


def test_what_is_private_is_refused_with_its_place_and_kept_nowhere(one_hub, make_indicator):
    member = one_hub.member()
    collection = one_hub.collection()
    bad, good = make_indicator(description=PRIVATE), make_indicator()
    status = status_of(member.post(collection, [bad, good]))
    assert (status["success_count"], status["failure_count"]) == (1, 1)
    [failure] = status["failures"]
    assert failure["id"] == bad["id"]
    assert failure["message"].startswith("/objects/0/description: The privacy gate found ")
    for value in (MRN, NAME, OWN, "mdelgado", "10.20.30.41"):
        assert value not in json.dumps(status)
        assert not holds(one_hub, value)
    assert member.ids(collection) == [good["id"]]


def test_a_doubt_is_for_a_person_and_the_record_says_who_looked(one_hub, make_indicator):
    member = one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator(description=DOUBTFUL)
    status = status_of(member.post(collection, [sent]))
    assert status["failure_count"] == 1
    assert "Wardline-Reviewed" in status["failures"][0]["message"]
    status = status_of(member.post(collection, [sent], **{"wardline-reviewed": "yes"}))
    assert status["success_count"] == 1
    with sqlite3.connect(one_hub.data / "wardline.sqlite3") as database:
        row = database.execute(
            "SELECT s.limb, s.reviewer, s.organization, s.passed, s.refused "
            "FROM exchange_screening s JOIN exchange_collection c ON c.id = s.collection_id "
            "WHERE c.uuid = ?",
            (collection,),
        ).fetchall()
    assert row == [("manual", member.key_id, member.organization, 1, 0)]


def test_no_review_lets_a_patient_pass(one_hub, make_indicator):
    member = one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator(description=f"Seen on the chart of patient MRN {MRN}.")
    status = status_of(member.post(collection, [sent], **{"wardline-reviewed": "yes"}))
    assert status["failure_count"] == 1
    assert MRN not in json.dumps(status)
    assert member.ids(collection) == []


def test_what_passed_by_itself_is_recorded_as_technical(one_hub, make_indicator):
    member = one_hub.member()
    collection = one_hub.collection()
    member.post(collection, [make_indicator() for _ in range(3)])
    with sqlite3.connect(one_hub.data / "wardline.sqlite3") as database:
        [(limb, reviewer, passed, first, last)] = database.execute(
            "SELECT s.limb, s.reviewer, s.passed, s.first_added, s.last_added "
            "FROM exchange_screening s JOIN exchange_collection c ON c.id = s.collection_id "
            "WHERE c.uuid = ?",
            (collection,),
        ).fetchall()
        added = database.execute(
            "SELECT min(added), max(added) FROM exchange_record r "
            "JOIN exchange_collection c ON c.id = r.collection_id WHERE c.uuid = ?",
            (collection,),
        ).fetchone()
    assert (limb, reviewer, passed) == ("technical", "", 3)
    assert (first, last) == added


def test_a_publication_may_name_people_but_never_a_patient(one_hub, make_indicator, tmp_path):
    collection = one_hub.collection()
    fine = make_indicator(description="Found by Maria Delgado of the security team.")
    bad = make_indicator(description=f"Patient MRN {MRN}, DOB 03/14/1951, was affected.")
    file = tmp_path / "published.json"
    file.write_text(json.dumps({"objects": [fine, bad]}))
    done = wardline(one_hub, "publish", file, "--collection", collection, "--json", code=1)
    told = json.loads(done.stdout)
    assert told["added"] == 1
    [failed] = told["failed"]
    assert failed["pointer"].endswith("/description")
    assert MRN not in done.stdout + done.stderr


@pytest.fixture
def agent(one_hub, tmp_path):
    folder = tmp_path / "agent"
    folder.mkdir()
    key = tmp_path / "key"
    key.write_text(one_hub.member().key)
    wardline(one_hub, "agent", "init", "--hub", one_hub.url, "--key-file", key, data=folder)
    (folder / "profile.json").write_text(json.dumps(PROFILE))
    return folder


def test_the_member_sees_what_leaves_and_that_is_what_is_sent(
    one_hub, agent, make_indicator, tmp_path
):
    collection = one_hub.collection()
    file = tmp_path / "incident.json"
    file.write_text(json.dumps(make_indicator(description=PRIVATE)))
    words = ["share", file, "--collection", collection, "--json", "--incident", "mail"]
    shown = json.loads(wardline(one_hub, *words, "--dry-run", data=agent).stdout)
    [leaves] = shown["leaves"]
    for value in (MRN, NAME, OWN, "mdelgado", "10.20.30.41"):
        assert value not in json.dumps(shown)
    assert "203.0.113.77" in leaves["description"]
    assert {"MRN", "NAME", "EMAIL", "HOST", "PRIV_IP"} <= {f["label"] for f in shown["found"]}
    assert shown["held"] == []
    receipt = json.loads(wardline(one_hub, *words, "--yes", data=agent).stdout)
    assert (receipt["accepted"], receipt["sha256"]) == (1, shown["sha256"])
    reader = one_hub.member()
    assert reader.objects(collection).json()["objects"] == [leaves]
    assert not holds(one_hub, MRN)
    with sqlite3.connect(agent / "agent.sqlite3") as copy:
        [(limb, found, digest)] = copy.execute("SELECT limb, found, digest FROM screening")
        way_back = dict(copy.execute("SELECT pseudonym, value FROM pseudonym"))
    assert (limb, digest) == ("technical", shown["sha256"])
    assert json.loads(found)["MRN"] == 1
    assert MRN in way_back.values()


def test_pseudonyms_last_over_the_shares_of_an_incident(one_hub, agent, make_indicator, tmp_path):
    collection = one_hub.collection()
    file = tmp_path / "part.json"
    for text in (f"First host {OWN}.", f"Then other.general.example, again {OWN}."):
        file.write_text(json.dumps(make_indicator(description=text)))
        words = ["share", file, "--collection", collection, "--json", "--incident", "a", "--yes"]
        wardline(one_hub, *words, data=agent)
    objects = one_hub.member().objects(collection).json()["objects"]
    assert [obj["description"] for obj in objects] == [
        "First host [HOST-1].",
        "Then [HOST-2], again [HOST-1].",
    ]


def test_the_way_back_is_kept_also_without_an_incident(one_hub, agent, make_indicator, tmp_path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(make_indicator(description=f"Seen on {OWN}.")))
    words = ["share", file, "--collection", one_hub.collection(), "--json", "--yes"]
    receipt = json.loads(wardline(one_hub, *words, data=agent).stdout)
    with sqlite3.connect(agent / "agent.sqlite3") as copy:
        rows = copy.execute("SELECT incident, pseudonym, value FROM pseudonym").fetchall()
    assert rows == [(receipt["sha256"], "[HOST-1]", OWN)]


def test_a_doubt_stops_a_share_until_somebody_looked(one_hub, agent, make_indicator, tmp_path):
    collection = one_hub.collection()
    file = tmp_path / "doubt.json"
    file.write_text(json.dumps(make_indicator(description=DOUBTFUL)))
    words = ["share", file, "--collection", collection, "--yes"]
    done = wardline(one_hub, *words, code=5, data=agent)
    assert "--reviewed" in done.stderr
    assert "? /description" in done.stderr
    assert one_hub.member().ids(collection) == []
    wardline(one_hub, *words, "--reviewed", data=agent)
    assert len(one_hub.member().ids(collection)) == 1
    with sqlite3.connect(agent / "agent.sqlite3") as copy:
        assert copy.execute("SELECT limb, reviewed FROM screening").fetchall() == [("manual", 1)]


def test_a_profile_that_cannot_be_read_stops_everything(one_hub, agent, make_indicator, tmp_path):
    file = tmp_path / "x.json"
    file.write_text(json.dumps(make_indicator()))
    (agent / "profile.json").write_text('{"domains": 5}')
    words = ["share", file, "--collection", one_hub.collection(), "--yes"]
    assert "domains" in wardline(one_hub, *words, code=3, data=agent).stderr
    (agent / "profile.json").write_text("{")
    assert "cannot be read" in wardline(one_hub, *words, code=3, data=agent).stderr


def test_the_reason_of_a_recall_goes_through_the_gate_as_well(one_hub, make_indicator):
    member = one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator()
    member.post(collection, [sent])
    words = ["recall", sent["id"], "--reason"]
    done = wardline(one_hub, *words, f"It named patient MRN {MRN}.", code=5)
    assert MRN not in done.stderr
    assert member.ids(collection) == [sent["id"]]
    wardline(one_hub, *words, "It named a person.")
    assert member.ids(collection) == []


def test_a_vouched_key_sends_publications(one_hub, make_indicator):
    member = one_hub.member(can="read,write,vouched")
    collection = one_hub.collection()
    named = make_indicator(description="First described by Maria Delgado in March.")
    patient = make_indicator(description=f"Seen on the chart of patient MRN {MRN}.")
    status = status_of(member.post(collection, [named, patient]))
    assert [entry["id"] for entry in status["successes"]] == [named["id"]]
    assert [entry["id"] for entry in status["failures"]] == [patient["id"]]
    with sqlite3.connect(one_hub.data / "wardline.sqlite3") as database:
        [(limb, reviewer)] = database.execute(
            "SELECT s.limb, s.reviewer FROM exchange_screening s "
            "JOIN exchange_collection c ON c.id = s.collection_id WHERE c.uuid = ?",
            (collection,),
        ).fetchall()
    assert (limb, reviewer) == ("manual", member.key_id)
