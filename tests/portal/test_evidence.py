"""Evidence: what a person posted can be cited; what its author takes back is gone everywhere."""

from __future__ import annotations

import json
import uuid

import pytest

from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError


@pytest.fixture(name="staff")
def staff_fixture(portal):
    return portal.person("docket-staff", staff=True)


@pytest.fixture(name="posted")
def posted_fixture(portal, staff):
    """A function that sends a comment and posts it: its row and its tracking number."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service

    def post(text: str = "", spans=(), **answers):
        call = calls.find("cybersecurity-rfi")
        given = {key.removeprefix("q"): value for key, value in answers.items()}
        sent = service.submit(call, service.Sent(Record("", text=text, answers=given)))
        row = service.Comment.objects.get(number=sent.number)
        service.Comment.objects.filter(pk=row.pk).update(state="screened")
        service.decide(staff.actor, row.pk, service.Decision("post", list(spans)))
        return row, sent.tracking

    return post


def content(**more):
    from wardline.hub.evidence.findings import Content

    made = {"kind": "gap", "duty": "B", "title": {"en": "Too few hands"}, "text": {"en": "Few."}}
    return Content(**(made | more))


def evidence_of(row):
    from wardline.hub.evidence import service

    return list(service.of("docket", f"comment:{row.pk}"))


def published(staff, evidence, quote, **more):
    from wardline.hub.evidence import findings

    made = findings.save(staff.actor, None, content(**more))
    findings.cite(staff.actor, made.pk, evidence.pk, quote)
    return findings.publish(staff.actor, made.pk, made.version)


def test_a_posted_comment_is_evidence_part_by_part(posted):
    row, _ = posted("And more.", q1="We lack staff.", q2="Money.")
    found = {one.part: one for one in evidence_of(row)}
    assert {part: one.text for part, one in found.items()} == {
        "text": "And more.",
        "answer:1": "We lack staff.",
        "answer:2": "Money.",
    }
    assert found["answer:1"].question == "cybersecurity-rfi/1"
    assert found["answer:1"].address == f"/docket/comments/{row.pk}/"


def test_the_number_stays_and_quotes_move_with_their_words(staff, posted):
    from wardline.hub.docket import service
    from wardline.hub.evidence.models import Citation

    word = uuid.uuid4().hex
    row, _ = posted(f"Call {word} now. We lack staff. Ask Ann.")
    (evidence,) = evidence_of(row)
    finding = published(staff, evidence, "We lack staff.")
    span = service.Span("text", 5, 5 + len(word), "personal")
    service.decide(staff.actor, row.pk, service.Decision("post", [span]))
    (again,) = evidence_of(row)
    assert (again.pk, again.revision) == (evidence.pk, 2)
    assert word not in again.text
    citation = Citation.objects.get(finding=finding)
    assert again.text[citation.start : citation.end] == "We lack staff."
    gone = service.Span("text", 0, len(f"Call {word} now. We lack"), "security")
    service.decide(staff.actor, row.pk, service.Decision("post", [gone]))
    assert Citation.objects.get(finding=finding).broken == "changed"


def test_what_is_taken_back_is_gone_and_its_citation_broken(portal, staff, posted):
    from wardline.hub.docket import service
    from wardline.hub.evidence import findings
    from wardline.hub.evidence import service as evidences
    from wardline.hub.evidence.models import Citation

    word = uuid.uuid4().hex
    row, tracking = posted(f"We lack {word} staff.")
    (evidence,) = evidence_of(row)
    finding = published(staff, evidence, f"lack {word}")
    service.withdraw(tracking)
    assert evidences.find(evidences.Asked(q=word, inside=True, state="all"))[0] == []
    gone = evidences.get(evidence.pk)
    assert (gone.state, gone.text, gone.digest) == ("withdrawn", "", "")
    (broken,) = Citation.objects.filter(finding=finding)
    assert broken.broken == "withdrawn"
    told = findings.whole(finding, inside=True)
    assert told["broken"] == 1
    assert word not in json.dumps(told)
    with pytest.raises(UsageError, match="broken"):
        findings.publish(staff.actor, finding.pk, finding.version)
    with pytest.raises(ConflictError, match="withdrawn"):
        findings.cite(staff.actor, finding.pk, evidence.pk, "lack")


def test_a_quote_must_stand_there_letter_by_letter_and_once(staff, posted):
    from wardline.hub.evidence import findings

    row, _ = posted("Old pumps. New pumps. We trust old pumps.")
    (evidence,) = evidence_of(row)
    made = findings.save(staff.actor, None, content())
    for quote, said in (
        ("Oldpumps", "not in this text"),
        ("pumps", "more than once"),
        (" ", "no q"),
    ):
        with pytest.raises(UsageError, match=said):
            findings.cite(staff.actor, made.pk, evidence.pk, quote)
    with pytest.raises(UsageError, match="does not stand there"):
        findings.cite(staff.actor, made.pk, evidence.pk, "pumps", 5)
    cited = findings.cite(staff.actor, made.pk, evidence.pk, "pumps", 15)
    assert findings.cite(staff.actor, made.pk, evidence.pk, "pumps", 15).pk == cited.pk
    assert [one["quote"] for one in findings.whole(made, inside=True)["citations"]] == ["pumps"]


def test_nothing_is_published_that_rests_on_nothing_public(portal, staff):
    from wardline.hub.evidence import findings, service

    made = findings.save(staff.actor, None, content())
    with pytest.raises(UsageError, match="rests on nothing"):
        findings.publish(staff.actor, made.pk, 1)
    word = uuid.uuid4().hex
    offer = service.Offer(
        "taskforce", word, "o:1", "observation", f"In trust {word}", "/x/", "Seen"
    )
    (number,) = service.record(staff.actor, [offer._replace(public=False)])
    findings.cite(staff.actor, made.pk, number, word)
    with pytest.raises(UsageError, match="rests on nothing"):
        findings.publish(staff.actor, made.pk, 1)
    with pytest.raises(NotFoundError):
        service.get(number)
    assert service.find(service.Asked(q=word))[0] == []
    assert [one.pk for one in service.find(service.Asked(q=word, inside=True))[0]] == [number]


def test_words_of_a_draft_find_no_published_finding(staff, posted):
    from wardline.hub.evidence import findings

    row, _ = posted("We lack staff.")
    word = uuid.uuid4().hex
    made = published(staff, evidence_of(row)[0], "staff")
    findings.save(staff.actor, made.pk, content(title={"en": f"Secret {word}"}), 1)
    assert findings.listed(findings.Asked(q=word))[0] == []
    findings.publish(staff.actor, made.pk, 2)
    assert [one["number"] for one in findings.listed(findings.Asked(q=word))[0]] == [made.pk]
    with pytest.raises(ConflictError):
        findings.save(staff.actor, made.pk, content(), 1)


def test_a_draft_s_kind_duty_and_sector_find_and_count_no_published_finding(portal, staff, posted):
    from wardline.hub.evidence import findings

    row, _ = posted("We lack staff.")
    made = published(staff, evidence_of(row)[0], "We lack staff.", sector="rural")
    before = findings.by_duty()
    draft = content(kind="risk", duty="E", sector="secret-sector")
    findings.save(staff.actor, made.pk, draft, expected=1)

    def found(**asked):
        query = {name: value for name, value in asked.items() if value}
        rows = portal.anybody().get("/findings.json", query, secure=True).json()["findings"]
        return made.pk in {row["number"] for row in rows}

    assert found(kind="gap", duty="B", sector="rural")
    assert not found(sector="secret-sector")
    assert not found(duty="E")
    assert not found(kind="risk")
    assert findings.by_duty() == before
    findings.publish(staff.actor, made.pk, 2)
    assert found(kind="risk", duty="E", sector="secret-sector")
    assert findings.by_duty() == before | {"B": before["B"] - 1, "E": before["E"] + 1}


def test_a_hub_from_before_is_mended_by_its_migration(staff, posted):
    from importlib import import_module

    from django.apps import apps

    from wardline.hub.evidence import findings
    from wardline.hub.evidence.models import Finding

    row, _ = posted("We lack staff.")
    made = published(staff, evidence_of(row)[0], "We lack staff.", sector="rural")
    findings.save(staff.actor, made.pk, content(kind="risk", duty="E"), expected=1)
    # As the release before this one left it.
    Finding.objects.filter(pk=made.pk).update(kind="risk", duty="E", sector="")
    module = import_module("wardline.hub.evidence.migrations.0003_found_as_shown")
    module.as_shown(apps, None)
    mended = findings.find(made.pk)
    assert (mended.kind, mended.duty, mended.sector) == ("gap", "B", "rural")


def test_the_last_citation_of_a_published_finding_stays(staff, posted):
    from wardline.hub.evidence import findings

    row, _ = posted("We lack staff.")
    made = published(staff, evidence_of(row)[0], "staff")
    (cited,) = made.citations.all()
    with pytest.raises(ConflictError, match="alone"):
        findings.uncite(staff.actor, cited.pk)
    assert made.citations.count() == 1


def test_only_the_staff_of_the_docket_may(portal, posted):
    from wardline.hub.evidence import findings, service

    row, _ = posted("We lack staff.")
    (evidence,) = evidence_of(row)
    source = service.Outside("https://made-up.example/a", "Made up", "Words.", "2026-01-31")
    for person in (portal.person("admin"), portal.person("analyst", staff=True)):
        for verb in (
            lambda who: findings.save(who, None, content()),
            lambda who: findings.cite(who, 1, evidence.pk, "We"),
            lambda who: findings.publish(who, 1, 1),
            lambda who: findings.take_back(who, 1),
            lambda who: service.add_outside(who, source),
        ):
            with pytest.raises(ForbiddenError):
                verb(person.actor)


def test_a_source_outside_has_an_address_and_a_day(staff):
    from wardline.hub.evidence import service

    source = service.Outside("https://made-up.example/a", "Made up", "Words.", "2026-01-31")
    number = service.add_outside(staff.actor, source)
    assert service.add_outside(staff.actor, source) == number
    for wrong in ({"url": "javascript:alert(1)"}, {"dated": "yesterday"}, {"text": " "}):
        with pytest.raises(UsageError):
            service.add_outside(staff.actor, source._replace(**wrong))


def test_a_text_that_was_changed_behind_our_back_is_seen(staff, posted):
    from wardline.hub.evidence import service
    from wardline.hub.evidence.models import Evidence

    row, _ = posted("We lack staff.")
    (evidence,) = evidence_of(row)
    Evidence.objects.filter(pk=evidence.pk).update(text="We have staff.")
    with pytest.raises(ConflictError, match="not what was sealed"):
        service.get(evidence.pk)
    Evidence.objects.filter(pk=evidence.pk).update(text="We lack staff.")
