"""Coding: blind to each other, agreement, settlement, and a codebook that changes under way."""

from __future__ import annotations

import uuid

import pytest

from wardline.core.errors import ConflictError, ForbiddenError, UsageError
from wardline.evidence.codebook import Code, Codebook


@pytest.fixture(autouse=True)
def clean(portal):
    """Each test has its own evidence and codebook."""
    from wardline.hub.evidence import codebooks, models

    for table in (models.Coded, models.Settled, models.Proposed, models.Citation, models.Evidence):
        table.objects.all().delete()
    models.Codebook.objects.all().delete()
    codebooks.ship()


@pytest.fixture(name="coders")
def coders_fixture(portal):
    return [portal.person("docket-staff", staff=True) for _ in range(3)]


def answers(many: int = 1, **more) -> list[int]:
    from wardline.hub.audit.service import SYSTEM
    from wardline.hub.evidence import service

    word = uuid.uuid4().hex
    return service.record(
        SYSTEM,
        [
            service.Offer("docket", f"made:{word}:{n}", "answer:1", "answer",
                          f"We lack staff, and money. {n}", "/x/", "Made up", **more)
            for n in range(many)
        ],
    )  # fmt: skip


def give(person, number: int, *codes: str, version: int = 1) -> None:
    from wardline.hub.evidence import coding

    coding.code(person.actor, number, [coding.Given(name) for name in codes], version)


def book(*names: str, **of) -> Codebook:
    return Codebook(
        [Code(one, {"en": one}, {"en": "As it says."}, of=of.get(one.replace("-", "_"), []))
         for one in names]
    )  # fmt: skip


def test_nobody_sees_anothers_codes_before_their_own(coders):
    from wardline.hub.evidence import coding, service

    (number,) = answers()
    ann, bob, cyd = coders
    give(ann, number, "staff")
    row = service.get(number)
    assert [one.coder for one in coding.others(ann.actor, row)] == [ann.user.pk]
    with pytest.raises(ForbiddenError, match="yourself first"):
        coding.others(bob.actor, row)
    with pytest.raises(ForbiddenError):
        coding.settle(cyd.actor, number, ["staff"], "", 1)
    give(bob, number, "money")
    assert len(coding.others(bob.actor, row)) == 2
    # Two are enough: a third need not code it, and may settle it.
    assert not coding.waiting(cyd.actor).exists()
    coding.settle(cyd.actor, number, ["staff", "money"], "Both are said.", 1)
    assert coding.standing()[number][:2] == ("settled", ("money", "staff"))


def test_what_counts_and_what_waits(coders):
    from wardline.hub.evidence import coding

    first, second, third, fourth = answers(4)
    ann, bob, _ = coders
    give(ann, first, "staff")
    give(bob, first, "staff")
    give(ann, second, "staff")
    give(bob, second, "money")
    give(ann, third, "money")
    states = {pk: (one.state, one.codes) for pk, one in coding.standing().items()}
    assert states == {
        first: ("agreed", ("staff",)),
        second: ("open", ()),
        third: ("one", ("money",)),
    }
    assert [pk for pk, _ in coding.disagreements()] == [second]
    told = {one["code"]: one["texts"] for one in coding.counts()}
    assert (told["staff"], told["money"], told["law"]) == (1, 1, 0)
    # Bob first gets what Ann began; Ann gets what nobody has.
    assert [one.pk for one in coding.waiting(bob.actor)] == [third, fourth]
    assert [one.pk for one in coding.waiting(ann.actor)] == [fourth]
    assert coding.progress(ann.actor) == {
        "texts": 4, "coded": 3, "one": 1, "agreed": 1, "settled": 0, "differ": 1, "mine": 1,
    }  # fmt: skip
    staff = next(one for one in coding.agreements() if one.code == "staff")
    assert (staff.items, staff.given, staff.observed) == (2, 2, 0.5)
    with pytest.raises(ConflictError, match="do not differ"):
        coding.settle(ann.actor, first, ["money"], "", 1)


def test_of_a_letter_one_is_coded_for_all_and_counted_both_ways(coders):
    from wardline.hub.evidence import coding

    numbers = answers(5, alike=f"letter:{uuid.uuid4().hex}")
    ann, *_ = coders
    assert [one.pk for one in coding.waiting(ann.actor)] == numbers[:1]
    give(ann, numbers[0], "staff")
    (staff,) = (one for one in coding.counts() if one["code"] == "staff")
    assert (staff["texts"], staff["with_copies"]) == (1, 5)


def test_a_version_is_frozen_once_it_was_used(coders):
    from wardline.hub.evidence import codebooks, coding

    (number,) = answers()
    ann, bob, _ = coders
    assert codebooks.save(ann.actor, book("staff", "money", "law"), "", 1) == 1
    give(ann, number, "staff", "law")
    after = book("people", "money", "law-state", "law-federal",
                 people=["staff"], law_state=["law"], law_federal=["law"])  # fmt: skip
    assert codebooks.save(bob.actor, after, "Law was two things.", 1) == 2
    assert codebooks.save(bob.actor, after, "A better reason.", 2) == 2
    with pytest.raises(ConflictError):
        codebooks.save(ann.actor, after, "", 1)
    with pytest.raises(ConflictError, match="codebook was changed"):
        give(bob, number, "staff", version=1)
    told = coding.standing()[number]
    assert (told.state, told.by[ann.user.pk], told.unclear) == ("open", ("people",), ("law",))
    assert [pk for pk, _ in coding.disagreements()] == [number]
    give(ann, number, "people", "law-state", version=2)
    assert coding.standing()[number][:2] == ("one", ("law-state", "people"))
    assert [one["what"] for one in codebooks.shown()["changes"]] == ["renamed", "split"]
    assert [one["code"] for one in codebooks.shown(1)["codes"]] == ["staff", "money", "law"]


def test_a_code_has_words_and_no_unknown_code_is_kept(coders):
    from wardline.evidence.quotes import Span
    from wardline.hub.evidence import coding, service

    (number,) = answers()
    ann, *_ = coders
    row = service.get(number)
    for wrong in (
        coding.Given("nothing"),
        coding.Given("staff", Span(5, 5)),
        coding.Given("staff", Span(0, len(row.text) + 1)),
    ):
        with pytest.raises(UsageError):
            coding.code(ann.actor, number, [wrong], 1)
    assert coding.mine(ann.actor, row) is None
    coding.code(ann.actor, number, [coding.Given("staff", Span(8, 13))] * 2, 1)
    assert coding.mine(ann.actor, row) == {"staff": [Span(8, 13)]}
    give(ann, number)
    assert coding.mine(ann.actor, row) == {}


def test_what_is_proposed_is_never_counted(coders):
    from wardline.hub.evidence import coding, proposing, service
    from wardline.hub.evidence.models import Proposed

    numbers = answers(12)
    ann, *_ = coders
    for number in numbers[:11]:
        give(ann, number, "staff")
    row = service.get(numbers[11])
    found = proposing.proposed(row)
    assert found[0].code == "staff"
    assert len(found) == 3
    assert Proposed.objects.filter(evidence=row).count() == 3
    assert numbers[11] not in coding.standing()
    assert sum(one["texts"] for one in coding.counts()) == 11


def test_what_was_withdrawn_is_learnt_no_more(coders):
    from wardline.hub.audit.service import SYSTEM
    from wardline.hub.evidence import proposing, service

    word = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    offers = [
        service.Offer("docket", f"w:{word}:{n}", "text", "answer", f"{word} {n}", "/x/", "Made up")
        for n in range(3)
    ]
    first, second, third = service.record(SYSTEM, offers)
    ann, *_ = coders
    give(ann, first, "privacy")
    give(ann, second, "privacy")
    assert proposing.proposed(service.get(third))[0].code == "privacy"
    service.withdraw(SYSTEM, "docket", offers[0].source)
    service.withdraw(SYSTEM, "docket", offers[1].source)
    proposing.proposed(service.get(third))
    ((_key, kept),) = proposing._KEPT.items()
    assert word not in kept._places


def test_saturation_counts_new_codes(coders):
    from wardline.hub.evidence import coding

    ann, *_ = coders
    for place, number in enumerate(answers(12)):
        give(ann, number, "staff", *(["money"] if place == 11 else []))
    assert [(one.new, one.total) for one in coding.saturated()] == [(1, 1), (1, 2)]


def test_only_the_staff_of_the_docket_code(portal):
    from wardline.hub.evidence import codebooks, coding

    (number,) = answers()
    for person in (portal.person("admin"), portal.person("reviewer", staff=True)):
        for verb in (
            lambda who: coding.code(who, number, [], 1),
            lambda who: coding.settle(who, number, [], "", 1),
            lambda who: codebooks.save(who, book("a"), "", 1),
        ):
            with pytest.raises(ForbiddenError):
                verb(person.actor)
