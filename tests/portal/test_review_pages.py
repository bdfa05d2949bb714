"""The review queue as people use it: what waits, marks, questions, redaction, release."""

from __future__ import annotations

import html
import re
import uuid

import pytest

SECRET = "Zebediah Quillfeather"


@pytest.fixture
def ward(portal):
    from wardline.hub.exchange import collections
    from wardline.hub.review import service

    class Ward:
        organization = portal.organization()
        nurse = portal.person("member", organization)
        reviewer = portal.person("reviewer", organization)
        second = portal.person("admin", organization)
        stranger = portal.person("admin")
        collection = collections.add_collection("Ward", read=["all"], write=["all"])

        def submit(self, description: str = f"Seen by {SECRET} on the ward", **more) -> str:
            obj = {
                "type": "indicator",
                "spec_version": "2.1",
                "id": f"indicator--{uuid.uuid4()}",
                "created": "2026-01-01T00:00:00.000Z",
                "modified": "2026-01-01T00:00:00.000Z",
                "description": description,
                "pattern": "[domain-name:value = 'evil.example']",
                "pattern_type": "stix",
                "valid_from": "2026-01-01T00:00:00Z",
            }
            return service.submit(self.nurse.actor, self.collection, obj, **more)

        def step(self, person, number, verb, **data):
            return person.post(f"/review/{number}/{verb}/", data)

    return Ward()


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_queue_teaches_when_empty_and_sorts_by_deadline(portal, ward):
    from wardline.hub.review.models import Submission

    empty = text(ward.reviewer.get("/review/"))
    assert "Nothing waits for you" in empty
    assert "Nothing waits for you" not in text(ward.nurse.get("/review/"))
    first, second = ward.submit("one"), ward.submit("two")
    Submission.objects.filter(id=second).update(deadline_at=1)
    page = text(ward.reviewer.get("/review/"))
    assert page.index(second) < page.index(first)
    assert "Late:" in page
    found = ward.reviewer.get("/review.json").json()["queue"]
    assert [row["id"] for row in found] == [second, first]
    assert [row["due"] for row in found] == ["late", ""]
    assert second in ward.reviewer.get("/review.csv").content.decode()
    assert [row["id"] for row in ward.nurse.get("/review.json").json()["own"]] == [second, first]
    assert ward.nurse.get("/review.json").json()["queue"] == []
    assert ward.stranger.get("/review.json").json() == {"queue": [], "own": []}


def test_from_the_queue_to_the_exchange_by_forms_alone(ward):
    from wardline.hub.exchange.models import Record

    number = ward.submit()
    assert ward.step(ward.reviewer, number, "claim").status_code == 302
    page = text(ward.reviewer.get(f"/review/{number}/"))
    assert "<mark" in page
    assert "⟦" in page
    form = ward.reviewer.get(f"/review/{number}/").content.decode()
    boxes = re.findall(r'name="edit" id="edit-\d+" value="([^"]*)"', form)
    assert boxes
    answer = ward.step(
        ward.reviewer,
        number,
        "redact",
        revision=1,
        edit=[html.unescape(box) for box in boxes],
        text="on the ward",
        replacement="inside",
    )
    assert answer.status_code == 302
    page = text(ward.reviewer.get(f"/review/{number}/"))
    preview = page.split('class="wl-wrap"')[1].split("<code>")[1].split("</code>")[0]
    assert SECRET not in preview
    assert "inside" in preview
    wrong = ward.step(ward.reviewer, number, "approve", revision=2, word="yes")
    assert (wrong.status_code, "nothing was released" in text(wrong)) == (400, True)
    assert (
        ward.step(ward.reviewer, number, "approve", revision=2, word="Release").status_code == 302
    )
    [row] = Record.objects.filter(collection__uuid=ward.collection)
    assert bytes(row.body).decode() == preview
    after = text(ward.nurse.get(f"/review/{number}/"))
    assert "The audit log has the proof" in after
    assert "inside" not in after
    again = ward.step(ward.reviewer, number, "approve", revision=2, word="release")
    assert again.status_code == 409
    assert Record.objects.filter(collection__uuid=ward.collection).count() == 1


def test_whoever_may_not_see_one_gets_what_is_not_there(ward, portal):
    number, nothing = ward.submit(), str(uuid.uuid4())
    colleague = portal.person("analyst", ward.organization)
    staff = portal.person("admin", staff=True)
    for person in (ward.stranger, colleague, staff):
        for path in ("", ".json"):
            told = person.get(f"/review/{number}{path or '/'}")
            other = person.get(f"/review/{nothing}{path or '/'}")
            assert told.status_code == other.status_code == 404
            # The numbers of requests and things, the form's secret, the minute in the foot.
            forget = re.compile(
                rb"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
                rb"|[0-9a-f]{12}(?=[.\"<])|[0-9a-f-]{36}|(?<=value=\")\w{64}"
            )
            assert forget.sub(b"", told.content) == forget.sub(b"", other.content)
        for verb in ("claim", "withdraw", "approve", "refuse", "redact", "return", "answer"):
            data = {"word": "release", "revision": 1, "reason": "no", "text": "x"}
            assert ward.step(person, number, verb, **data).status_code == 404
    assert ward.reviewer.get(f"/review/{number}/").status_code == 200
    assert ward.step(ward.reviewer, number, "nonsense").status_code == 404


def test_a_release_needs_who_confirmed_a_moment_ago(portal, ward):
    number = ward.submit()
    late = portal.person("reviewer", ward.organization, confirmed=False)
    ward.step(late, number, "claim")
    answer = ward.step(late, number, "approve", revision=1, word="release")
    assert "reauthenticate" in answer["location"]
    from wardline.hub.exchange.models import Record

    assert not Record.objects.filter(collection__uuid=ward.collection).exists()


def test_what_was_typed_stays_when_something_is_wrong(ward):
    number = ward.submit()
    ward.step(ward.reviewer, number, "claim")
    reason = "It names Dr. John Smith of radiology."
    answer = ward.step(ward.reviewer, number, "refuse", reason=reason)
    assert answer.status_code == 400
    assert reason in text(answer)
    answer = ward.step(
        ward.reviewer, number, "redact", revision=7, text="on the ward", replacement="there"
    )
    assert answer.status_code == 409
    assert 'value="on the ward"' in text(answer)
    assert 'value="there"' in text(answer)
    answer = ward.step(ward.reviewer, number, "redact", revision=1, edit=["{nonsense"])
    assert answer.status_code == 400


def test_question_answer_refusal_and_withdrawal_by_forms(ward):
    number, other = ward.submit(), ward.submit("other")
    ward.step(ward.reviewer, number, "claim")
    ward.step(ward.reviewer, number, "return", question="Whose <b>ward</b>?")
    page = ward.nurse.get(f"/review/{number}/").content.decode()
    assert "Whose &lt;b&gt;ward" in page
    assert ward.step(ward.nurse, number, "answer", answer="The attacker's.").status_code == 302
    assert "The attacker's." in text(ward.reviewer.get(f"/review/{number}/"))
    ward.step(ward.reviewer, number, "refuse", reason="Not about a threat.")
    assert "Not about a threat." in text(ward.nurse.get(f"/review/{number}/"))
    assert ward.step(ward.nurse, other, "withdraw").status_code == 302
    assert ward.nurse.get(f"/review/{other}.json").json()["submission"]["state"] == "withdrawn"


def test_four_eyes_by_forms(ward):
    number = ward.submit(four_eyes=True)
    ward.step(ward.reviewer, number, "claim")
    ward.step(ward.reviewer, number, "approve", revision=1, word="release")
    assert number in {
        row["id"] for row in ward.second.get("/review.json").json()["queue"] if row["mine"]
    }
    again = ward.step(ward.reviewer, number, "approve", revision=1, word="release")
    assert (again.status_code, "another person" in text(again)) == (403, True)
    ward.step(ward.second, number, "approve", revision=1, word="release")
    assert ward.nurse.get(f"/review/{number}.json").json()["submission"]["state"] == "released"


def test_the_queue_in_spanish_says_in_spanish_what_the_gate_found(portal, ward):
    number = ward.submit()
    ward.step(ward.reviewer, number, "claim")
    for path in ("/review/", f"/review/{number}/"):
        page = ward.reviewer.client.get(path, secure=True, HTTP_ACCEPT_LANGUAGE="es")
        assert "el nombre de una persona (NAME)" in text(page)
        assert "a person's name" not in text(page)
    wrong = ward.reviewer.client.post(
        f"/review/{number}/refuse/", {"reason": SECRET}, secure=True, HTTP_ACCEPT_LANGUAGE="es"
    )
    assert "El motivo contiene el nombre de una persona (NAME)" in text(wrong)
