"""Held submissions: sealed, seen by few, released byte for byte, or destroyed with proof."""

from __future__ import annotations

import copy
import json
import os
import sqlite3
import stat
import uuid

import pytest

import console
from wardline.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    UnprocessableError,
    UsageError,
)

SECRET = "Zebediah Quillfeather"


def indicator(description: str = f"Seen by {SECRET} on the ward", **more):
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": "Made up",
        "description": description,
        "pattern": "[domain-name:value = 'evil.example']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    } | more


class Ward:
    """One hospital with its people, a collection, and the hub's staff beside it."""

    def __init__(self, portal):
        from wardline.hub.exchange import collections
        from wardline.hub.review import service

        self.portal, self.service = portal, service
        self.organization = portal.organization()
        self.nurse = portal.person("member", self.organization).actor
        self.reviewer = portal.person("reviewer", self.organization).actor
        self.second = portal.person("admin", self.organization).actor
        self.staff = portal.person("reviewer", staff=True).actor
        self.stranger = portal.person("admin").actor
        self.collection = collections.add_collection("Ward", read=["all"], write=["all"])

    def submit(self, obj=None, **more):
        return self.service.submit(self.nurse, self.collection, obj or indicator(), **more)

    def released(self) -> list[bytes]:
        from wardline.hub.exchange.models import Record

        rows = Record.objects.filter(collection__uuid=self.collection).order_by("added")
        return [bytes(row.body) for row in rows]

    def log(self, number: str) -> list[dict]:
        from wardline.hub.audit import reading
        from wardline.hub.audit import service as audit

        audit.seal()
        found = reading.every(reading.Filter(target=f"submission:{number}"))
        return [audit.document(entry) for entry in found]

    def actions(self, number: str) -> list[str]:
        return [entry["action"].partition(".")[2] for entry in self.log(number)]

    def dump(self) -> bytes:
        with sqlite3.connect(self.portal.data / "wardline.sqlite3") as database:
            return "\n".join(database.iterdump()).encode()

    def find_redaction(self, number: str, text: str = SECRET, by: str = "[NAME-1]") -> int:
        from wardline.hub.review import content

        opened = self.service.read(self.reviewer, number)
        edits = content.everywhere(opened.objects, text, by)
        return self.service.redact(self.reviewer, number, opened.summary.revision, edits)


@pytest.fixture
def ward(portal) -> Ward:
    return Ward(portal)


@pytest.fixture
def settings_of():
    """Change hub settings for one test."""
    from wardline.hub.settings import CONFIG

    kept = dict(CONFIG.values)

    def change(name, value):
        CONFIG.values[name] = CONFIG.values[name]._replace(value=value)

    yield change
    CONFIG.values.clear()
    CONFIG.values.update(kept)


def test_a_dump_of_the_database_reveals_nothing_and_the_keys_are_for_the_hub_alone(ward):
    word = f"quill{uuid.uuid4().hex}"
    number = ward.submit(indicator(f"By {SECRET} {word}"), note=f"Is {word} fine here?")
    dump = ward.dump()
    assert number.encode() in dump
    assert word.encode() not in dump
    assert word.encode().hex().upper().encode() not in dump.upper()
    folder = ward.portal.data / "review"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("master", number):
        path = folder / f"{name}.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().hex().upper().encode() not in dump.upper()
    opened = ward.service.read(ward.reviewer, number)
    assert word in opened.objects[0]["description"]
    assert opened.remarks[0].text == f"Is {word} fine here?"
    assert opened.summary.labels["NAME"] >= 1


def test_sealed_bytes_belong_to_one_submission_and_one_revision(ward):
    from wardline.hub.review.models import Submission

    first, second = ward.submit(), ward.submit(indicator("other"))
    old = bytes(Submission.objects.get(id=first).sealed)
    ward.service.claim(ward.reviewer, first)
    ward.find_redaction(first)
    for number in (first, second):
        kept = Submission.objects.get(id=number).sealed
        Submission.objects.filter(id=number).update(sealed=old)
        with pytest.raises(UnavailableError, match="not what was put there"):
            ward.service.read(ward.reviewer, number)
        Submission.objects.filter(id=number).update(sealed=kept)
    assert ward.service.read(ward.reviewer, second).objects[0]["description"] == "other"


def test_who_may_see_one_and_for_whom_it_does_not_exist(ward):
    own, hub = ward.submit(), ward.submit(to="hub")
    colleague = ward.portal.person("analyst", ward.organization).actor
    readers = ward.portal.person("readonly", ward.organization).actor
    for number, seen, unseen in (
        (own, (ward.nurse, ward.reviewer, ward.second), (ward.staff,)),
        (hub, (ward.nurse, ward.reviewer, ward.second, ward.staff), ()),
    ):
        for actor in seen:
            assert ward.service.read(actor, number).summary.id == number
        with pytest.raises(NotFoundError) as nothing:
            ward.service.read(ward.stranger, str(uuid.uuid4()))
        for actor in (ward.stranger, colleague, readers, *unseen):
            for verb, *more in (
                (ward.service.read,),
                (ward.service.summary,),
                (ward.service.claim,),
                (ward.service.ask, "why"),
                (ward.service.answer, "so"),
                (ward.service.redact, 1, [("x",)]),
                (ward.service.approve, 1),
                (ward.service.refuse, "no"),
                (ward.service.withdraw,),
            ):
                with pytest.raises(NotFoundError) as told:
                    verb(actor, number, *more)
                assert str(told.value) == str(nothing.value)
    assert {one.id for one in ward.service.queue(ward.reviewer)} == {own, hub}
    assert hub in {one.id for one in ward.service.queue(ward.staff)}
    assert own not in {one.id for one in ward.service.queue(ward.staff)}
    assert ward.service.queue(ward.stranger) == []
    assert ward.service.queue(ward.nurse) == []


def test_the_preview_is_released_byte_for_byte_and_then_nothing_is_left(ward):
    number = ward.submit()
    ward.service.claim(ward.reviewer, number)
    revision = ward.find_redaction(number)
    opened = ward.service.read(ward.reviewer, number)
    assert SECRET in opened.original[0]["description"]
    assert SECRET.encode() not in opened.preview[0]
    assert ward.service.approve(ward.reviewer, number, revision) == "released"
    assert ward.released() == opened.preview
    with pytest.raises(ConflictError, match="has ended"):
        ward.service.read(ward.nurse, number)
    assert not (ward.portal.data / "review" / f"{number}.key").exists()
    told = ward.service.summary(ward.nurse, number)
    assert (told.state, told.released) == ("released", [opened.objects[0]["id"]])
    assert ward.actions(number) == [
        "held",
        "claimed",
        "viewed",
        "redacted",
        "viewed",
        "released",
        "destroyed",
    ]
    log = ward.log(number)
    assert log[-1]["detail"]["sealed"] == log[3]["detail"]["sealed"]
    assert SECRET not in json.dumps(log)


def test_the_exchange_says_who_reviewed(ward):
    from wardline.hub.exchange.models import Screening

    number = ward.submit()
    ward.service.claim(ward.reviewer, number)
    ward.service.approve(ward.reviewer, number, 1)
    row = Screening.objects.get(collection__uuid=ward.collection)
    assert (row.limb, row.reviewer) == ("manual", f"person {ward.reviewer.user}")
    assert row.organization == ward.organization


def test_four_eyes_are_of_two_people_and_none_is_the_submitter(ward):
    number = ward.submit(four_eyes=True)
    ward.service.claim(ward.reviewer, number)
    assert ward.service.approve(ward.reviewer, number, 1) == "approved"
    assert ward.released() == []
    with pytest.raises(ForbiddenError, match="another person"):
        ward.service.approve(ward.reviewer, number, 1)
    with pytest.raises(ForbiddenError, match="submitted themselves"):
        ward.service.approve(ward.nurse, number, 1)
    assert ward.service.approve(ward.second, number, 1) == "released"
    assert len(ward.released()) == 1
    own = ward.service.submit(ward.second, ward.collection, indicator("mine"))
    with pytest.raises(ForbiddenError, match="submitted themselves"):
        ward.service.claim(ward.second, own)


def test_a_change_after_the_first_approval_needs_both_again(ward):
    number = ward.submit(four_eyes=True)
    ward.service.claim(ward.reviewer, number)
    ward.service.approve(ward.reviewer, number, 1)
    ward.service.claim(ward.reviewer, number)
    revision = ward.find_redaction(number)
    with pytest.raises(ConflictError):
        ward.service.approve(ward.second, number, 1)
    with pytest.raises(ConflictError, match="does not fit"):
        ward.service.approve(ward.second, number, revision)
    assert ward.service.approve(ward.reviewer, number, revision) == "approved"
    assert ward.service.approve(ward.second, number, revision) == "released"
    assert SECRET.encode() not in ward.released()[0]


def test_the_policy_can_ask_four_eyes_of_all(ward, settings_of):
    settings_of("review.four_eyes", value=True)
    assert ward.service.summary(ward.nurse, ward.submit()).four_eyes


def test_an_approval_of_what_was_changed_meanwhile_releases_nothing(ward):
    number = ward.submit()
    ward.service.claim(ward.reviewer, number)
    ward.find_redaction(number)
    with pytest.raises(ConflictError, match="changed since you looked"):
        ward.service.approve(ward.reviewer, number, 1)
    assert ward.released() == []


def test_what_no_review_lets_pass_is_not_released_and_stays_open(ward):
    number = ward.submit(indicator("Patient MRN 00123456, SSN 123-45-6789"))
    ward.service.claim(ward.reviewer, number)
    with pytest.raises(UnprocessableError, match="cannot be released as it is"):
        ward.service.approve(ward.reviewer, number, 1)
    told = ward.service.summary(ward.reviewer, number)
    assert (told.state, ward.released()) == ("claimed", [])
    ward.find_redaction(number, "123-45-6789", "[SSN-1]")
    revision = ward.find_redaction(number, "00123456", "[MRN-1]")
    assert ward.service.approve(ward.reviewer, number, revision) == "released"


def test_question_and_answer_are_sealed_and_go_to_the_same_reviewer(ward):
    number = ward.submit()
    ward.service.claim(ward.reviewer, number)
    ward.service.ask(ward.reviewer, number, f"Who is {SECRET}?")
    told = ward.service.summary(ward.nurse, number)
    assert (told.state, told.mine) == ("returned", True)
    with pytest.raises(ConflictError):
        ward.service.ask(ward.reviewer, number, "again")
    with pytest.raises(UsageError):
        ward.service.answer(ward.nurse, number, "   ")
    ward.service.answer(ward.nurse, number, "The attacker's by-name.")
    opened = ward.service.read(ward.reviewer, number)
    assert [remark.text for remark in opened.remarks] == [
        f"Who is {SECRET}?",
        "The attacker's by-name.",
    ]
    assert (opened.summary.state, opened.summary.mine) == ("claimed", True)
    assert b"by-name" not in ward.dump()


def test_refused_withdrawn_and_expired_are_destroyed_with_proof(ward, monkeypatch):
    from wardline.hub.review import service
    from wardline.hub.review.models import Submission

    refused, withdrawn, expired = (ward.submit(indicator(str(n))) for n in range(3))
    ward.service.claim(ward.reviewer, refused)
    with pytest.raises(UnprocessableError, match="person's name"):
        ward.service.refuse(ward.reviewer, refused, "It names Dr. John Smith of radiology.")
    ward.service.refuse(ward.reviewer, refused, "Not about a threat.")
    assert ward.service.reason(ward.nurse, refused) == "Not about a threat."
    with pytest.raises(ConflictError):
        ward.service.withdraw(ward.reviewer, withdrawn)
    ward.service.withdraw(ward.nurse, withdrawn)
    later = Submission.objects.get(id=expired).expires_at
    monkeypatch.setattr(service, "now", lambda: later)
    assert expired not in {one.id for one in ward.service.queue(ward.reviewer)}
    for number, state in (
        (refused, "refused"),
        (withdrawn, "withdrawn"),
        (expired, "expired"),
    ):
        row = Submission.objects.get(id=number)
        assert (row.state, row.sealed, row.mark) == (state, None, None)
        assert not (ward.portal.data / "review" / f"{number}.key").exists()
        assert ward.actions(number)[-2:] == [state, "destroyed"]
        held, gone = ward.log(number)[0]["detail"], ward.log(number)[-1]["detail"]
        assert gone["sealed"] == held["sealed"]
        with pytest.raises(ConflictError):
            ward.service.read(ward.nurse, number)


def test_an_old_backup_opens_nothing_once_the_key_is_gone(ward):
    from wardline.hub.review.models import Submission

    number = ward.submit()
    backup = bytes(Submission.objects.get(id=number).sealed)
    ward.service.withdraw(ward.nurse, number)
    with pytest.raises(UnavailableError, match="not on this machine"):
        ward.service.vault().open(number, 1, backup)


SHOW = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.core.errors import WardlineError
from wardline.hub.members.actor import Actor
from wardline.hub.review import service
actor = Actor(*json.loads(sys.argv[2]))
found = []
for number in sys.argv[3:]:
    try:
        found.append([service.summary(actor, number).state, service.read(actor, number).objects])
    except WardlineError as error:
        found.append([service.summary(actor, number).state, str(error)])
print(json.dumps(found))
"""


def run(*words: object, code: str = "", **settings: str):
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("WARDLINE_", "DJANGO"))}
    done = console.run(*words, code=code, env=environ | settings)
    assert done.returncode == 0, done.stderr
    return done


def test_a_restored_backup_opens_what_is_held_and_nothing_that_ended_since(
    portal, ward, tmp_path, monkeypatch
):
    from wardline.hub.config import Value
    from wardline.hub.review import ending
    from wardline.hub.settings import CONFIG

    keys = tmp_path / "keys"
    place = {"WARDLINE_REVIEW__KEYS_FILE": str(keys)}
    name = "review.keys_file"
    monkeypatch.setitem(CONFIG.values, name, Value(name, str(keys), "test"))
    numbers = [ward.submit() for _ in range(3)]
    held, refused, withdrawn = numbers
    backup = tmp_path / "hub.backup"
    run("backup", backup, "--data", portal.data, **place)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    ward.service.claim(ward.reviewer, refused)
    ward.service.refuse(ward.reviewer, refused, "Not about a threat.")
    # Its disk was away when this one ended; the keeper comes later.
    away = keys.rename(tmp_path / "away")
    ward.service.withdraw(ward.nurse, withdrawn)
    away.rename(keys)
    os.utime(keys, (1, 1))
    from django.db import transaction

    from wardline.hub.audit.service import Through

    with transaction.atomic():
        ending.sweep(Through(), ward.service.vault())
    for number in numbers[1:]:
        assert uuid.UUID(number).bytes not in keys.read_bytes()
    # On another machine, from a backup that is older than both ends.
    there = tmp_path / "there"
    done = run("restore", backup, "--keys", keys, "--data", there, "--verify")
    assert "can be opened again: 1." in done.stderr
    assert "without a key: 2." in done.stderr
    shown = json.loads(run(there, json.dumps(ward.nurse), *numbers, code=SHOW).stdout)
    assert shown[0][0] == "waiting"
    assert SECRET in json.dumps(shown[0][1])
    for state, said in shown[1:]:
        assert state == "expired"
        assert "destroyed" in said
    assert sorted(path.stem for path in (there / "review").glob("*.key")) == [held, "master"]
    told = run("audit", "export", "--data", there).stdout
    assert told.count("without a key") == 2
    ward.service.withdraw(ward.nurse, held)


def test_a_backup_without_a_place_for_keys_says_so_and_restores_the_rest(portal, ward, tmp_path):
    number = ward.submit()
    backup = tmp_path / "hub.backup"
    done = run("backup", backup, "--data", portal.data)
    assert "Not in it: the keys of" in done.stderr
    there = tmp_path / "there"
    done = run("restore", backup, "--data", there)
    assert "they are closed now" in done.stderr
    shown = json.loads(run(there, json.dumps(ward.nurse), number, code=SHOW).stdout)
    assert shown[0][0] == "expired"
    ward.service.withdraw(ward.nurse, number)


def test_the_file_of_keys_is_rewritten_struck_and_checked(tmp_path):
    from wardline.core.errors import ConfigError
    from wardline.hub.review import keysfile

    path = tmp_path / "keys"
    numbers = [str(uuid.uuid4()) for _ in range(3)]
    keys = {number: uuid.uuid4().bytes * 2 for number in numbers} | {"master": b"m" * 32}
    keysfile.write(path, keys)
    assert keysfile.read(path) == keys
    assert keysfile.strike(path, [numbers[0], str(uuid.uuid4())]) == 1
    assert numbers[0] not in keysfile.read(path)
    assert keys[numbers[0]] not in path.read_bytes()
    assert keysfile.strike_all_but(path, [numbers[1]]) == 1
    assert keysfile.read(path) == {"master": b"m" * 32, numbers[1]: keys[numbers[1]]}
    keysfile.write(path, {"master": b"m" * 32})
    assert keysfile.read(path) == {"master": b"m" * 32}
    assert keysfile.strike(tmp_path / "none", numbers) == 0
    path.write_bytes(path.read_bytes()[:-1])
    for wrong in (path, tmp_path / "none", tmp_path):
        with pytest.raises(ConfigError):
            keysfile.read(wrong)
    with pytest.raises(ConfigError, match=r"review\.keys_file"):
        keysfile.write(tmp_path / "no" / "keys", keys)


def test_sent_twice_it_is_held_once_and_may_come_again_when_it_has_ended(ward):
    obj = indicator()
    first = ward.submit(obj)
    assert ward.submit(copy.deepcopy(obj)) == first
    assert ward.submit(json.dumps({"objects": [obj]}).encode()) == first
    assert ward.actions(first) == ["held"]
    assert ward.submit(obj, to="hub") != first
    ward.service.withdraw(ward.nurse, first)
    assert ward.submit(obj) != first


def test_two_who_decide_at_once_release_once(ward, monkeypatch):
    from wardline.hub.review import service

    number = ward.submit()
    ward.service.claim(ward.reviewer, number)
    real = service.contents.preview

    def slow(objects):
        # While the first prepares the release, the submitter takes it back.
        monkeypatch.setattr(service.contents, "preview", real)
        ward.service.withdraw(ward.nurse, number)
        return real(objects)

    monkeypatch.setattr(service.contents, "preview", slow)
    with pytest.raises(ConflictError, match="quicker"):
        ward.service.approve(ward.reviewer, number, 1)
    assert ward.released() == []
    assert ward.service.summary(ward.nurse, number).state == "withdrawn"


def test_only_valid_objects_of_those_who_may_write_are_held(ward):
    from wardline.hub.exchange import collections

    closed = collections.add_collection("Closed", read=["all"], write=["none"])
    with pytest.raises(ForbiddenError, match="may not share into"):
        ward.service.submit(ward.nurse, closed, indicator())
    with pytest.raises(UnprocessableError, match="not valid STIX"):
        ward.submit(indicator(pattern="nonsense"))
    with pytest.raises(ForbiddenError):
        ward.service.submit(
            ward.portal.person("readonly", ward.organization).actor, ward.collection, indicator()
        )
    with pytest.raises(UsageError):
        ward.submit(to="everybody")


def test_a_redacted_observable_gets_the_identifier_of_what_it_says_now(ward):
    from wardline.core import ids

    value = {"type": "domain-name", "spec_version": "2.1", "value": "pc-zebediah.ward.example"}
    value["id"] = ids.sco_id(value)
    relation = {
        "type": "relationship",
        "spec_version": "2.1",
        "id": f"relationship--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "relationship_type": "based-on",
        "source_ref": f"indicator--{uuid.uuid4()}",
        "target_ref": value["id"],
    }
    number = ward.submit([value, relation])
    ward.service.claim(ward.reviewer, number)
    ward.find_redaction(number, "pc-zebediah", "host-1")
    made, follows = ward.service.read(ward.reviewer, number).objects
    assert made["value"] == "host-1.ward.example"
    assert made["id"] == ids.sco_id(made) != value["id"] == relation["target_ref"]
    assert follows["target_ref"] == made["id"]


def test_edits_that_overlap_or_break_the_object_change_nothing(ward):
    from wardline.hub.review.content import Edit

    number = ward.submit(indicator("abcdef"))
    ward.service.claim(ward.reviewer, number)
    redact = ward.service.redact
    for edits, error in (
        ([Edit(0, "/description", 0, 3, ""), Edit(0, "/description", 2, 4, "")], UsageError),
        ([Edit(0, "/description", 0, 9, "")], UsageError),
        ([Edit(0, "/id", 0, 3, "")], UsageError),
        ([Edit(0, "/nothing", 0, 3, "")], UsageError),
        ([Edit(3, "/description", 0, 3, "")], UsageError),
        ([Edit(0, "/pattern", 0, 3, "")], UnprocessableError),
        ([], UsageError),
    ):
        with pytest.raises(error):
            redact(ward.reviewer, number, 1, edits)
    assert ward.service.read(ward.reviewer, number).objects[0]["description"] == "abcdef"
    edits = [Edit(0, "/description", 4, 6, "Z"), Edit(0, "/description", 0, 2, "é")]
    redact(ward.reviewer, number, 1, edits)
    assert ward.service.read(ward.reviewer, number).objects[0]["description"] == "écdZ"


def test_orphaned_keys_are_swept_and_those_of_open_ones_stay(ward):
    import os

    from django.db import transaction

    from wardline.hub.audit.service import Through
    from wardline.hub.review import ending

    kept = ward.submit()
    orphan, fresh = str(uuid.uuid4()), str(uuid.uuid4())
    for number in (orphan, fresh):
        ward.service.vault().seal(number, 1, b"killed before its end")
    for number in (kept, orphan):
        os.utime(ward.portal.data / "review" / f"{number}.key", (1, 1))
    with transaction.atomic():
        gone = ending.sweep(Through(), ward.service.vault())
    assert orphan in gone
    assert ward.service.read(ward.reviewer, kept).summary.id == kept
    assert (ward.portal.data / "review" / f"{fresh}.key").exists()
    assert (ward.portal.data / "review" / "master.key").exists()
