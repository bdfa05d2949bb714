"""Campaign letters are found among comments of other seeds and other words."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from wardline.docket import letters
from wardline.testing import campaigns
from wardline.testing.letters import PARTS, make

STARS = (3, 8, 25, 60)


def pairs(groups) -> set[frozenset[str]]:
    return {frozenset((a, b)) for ids in groups for place, a in enumerate(ids) for b in ids[:place]}


@pytest.mark.parametrize("part", sorted(PARTS))
def test_letters_nobody_has_seen_are_grouped(part):
    asked = told = right = whole = known = 0
    for seed in range(700, 706):
        made = make(seed, (*STARS, 2, 2, 5, 5, 12), 250, part=part)
        found = letters.group(made.texts)
        truth, ours = pairs(made.groups), pairs(found)
        asked, told, right = asked + len(truth), told + len(ours), right + len(truth & ours)
        whole += len({frozenset(g) for g in made.groups} & {frozenset(g) for g in found})
        known += len(made.groups)
    assert right / told >= 0.99
    assert right / asked >= 0.98
    assert whole / known >= 0.9


def exact(texts: dict[str, str]) -> list[list[str]]:
    """The groups by their definition, each pair measured, in a few lines of another kind."""
    unseen = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    sets = {}
    for number, text in texts.items():
        found = re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", re.sub(unseen, "", text).casefold())
        sets[number] = set(itertools.pairwise(found)) or {(one,) for one in found}
    group = {number: {number} for number in texts}
    for a in texts:
        for b in texts:
            both = sets[a] & sets[b]
            if a < b and both and len(both) / len(sets[a] | sets[b]) >= 0.5:
                joined = group[a] | group[b]
                for number in joined:
                    group[number] = joined
    return sorted({tuple(sorted(ids)) for ids in group.values() if len(ids) > 1})


@pytest.mark.parametrize("seed", range(4))
def test_the_fast_way_finds_what_the_slow_one_does(seed):
    made = make(seed, (2, 2, 3, 4, 9), 60, part="held")
    found = sorted(tuple(sorted(ids)) for ids in letters.group(made.texts))
    assert found == exact(made.texts)


def test_capitals_marks_and_what_cannot_be_seen_make_no_other_letter():
    text = "Patients wait while the hospital's records are locked, and nobody can say for how long."
    odd = text.upper().replace("'", "\u2019").replace("W", "W\u200b").replace(",", " \u2013")
    assert letters.group({"a": text, "b": odd, "c": "Something else altogether."}) == [["a", "b"]]


def test_short_and_empty_comments_have_no_part_in_each_other():
    assert letters.group({"a": "", "b": "", "c": "...", "d": "Yes", "e": "yes!", "f": "No"}) == [
        ["d", "e"]
    ]
    assert letters.group({}) == []


def test_a_thousand_equal_letters_are_one_group_and_all_are_in_it():
    texts = {str(n): "Please let small clinics share warnings without fear." for n in range(1000)}
    [group] = letters.group(texts)
    assert group == list(texts)


def test_joined_means_through_others_too():
    words = [f"w{n}" for n in range(60)]
    texts = {str(k): " ".join(words[k * 5 : k * 5 + 30]) for k in range(5)}
    assert letters.likeness(letters.shingles(texts["0"]), letters.shingles(texts["4"])) < 0.5
    assert letters.group(texts) == [["0", "1", "2", "3", "4"]]


def test_differences_give_both_letters_back():
    first, second = "We ask for one form only.", "I ask for one short form, please."
    found = letters.differences(first, second)
    assert " ".join(d.text for d in found if d.what != "new") == first
    assert " ".join(d.text for d in found if d.what != "gone") == second
    assert [d.what for d in letters.differences(first, first)] == ["same"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("end", ["", ".", " over"])
def test_letters_that_say_the_same_over_and_over_are_compared_at_once(end):
    first, other = (f"{said}{end} " * 600 for said in ("help us us", "help help us"))
    found = letters.differences(first, other)
    assert " ".join(d.text for d in found if d.what != "new").split() == first.split()
    assert " ".join(d.text for d in found if d.what != "gone").split() == other.split()


def test_a_sentence_that_moved_and_a_word_that_changed_are_told():
    first = "We are a small clinic. We ask for one form only. Please hear us."
    other = "Please hear us. We are a small clinic. We beg for one form only."
    assert [(d.what, d.text) for d in letters.differences(first, other)] == [
        ("new", "Please hear us."),
        ("same", "We are a small clinic. We"),
        ("gone", "ask"),
        ("new", "beg"),
        ("same", "for one form only."),
        ("gone", "Please hear us."),
    ]


def test_campaigns_of_another_hand_are_grouped_and_their_neighbours_are_not():
    asked = told = right = 0
    for seed in range(900, 906):
        made = campaigns.make(seed, 40, 150)
        truth, ours = pairs(made.groups), pairs(letters.group(made.texts))
        asked, told, right = asked + len(truth), told + len(ours), right + len(truth & ours)
    assert right / told >= 0.99
    assert right / asked >= 0.98


def test_real_comments_join_no_letter_of_others(shared):
    real = json.loads(shared("comments", "health-it-rfi-2025.json").read_text())
    made = campaigns.make(31, 30, 50)
    texts = made.texts | {one["id"]: one["text"] for one in real}
    mixed = [ids for ids in letters.group(texts) if len({one in made.texts for one in ids}) == 2]
    assert mixed == []


def test_who_tells_a_story_first_is_with_the_letter_and_who_only_uses_its_phrase_is_not():
    letter = " ".join(f"word{n}" for n in range(60))
    story = " ".join(f"story{n}" for n in range(55))
    phrase = " ".join(f"word{n}" for n in range(25))
    alone = " ".join(f"own{n}" for n in range(20))
    texts = {"a": letter, "b": letter, "c": f"{letter} sincerely", "story": f"{story} {letter}"}
    texts |= {"phrase": f"{phrase} {alone}", "alone": alone}
    assert letters.likeness(*(letters.shingles(texts[one]) for one in ("a", "story"))) > 0.5
    slips = " ".join(f"slip{n}" if n % 7 == 0 else f"word{n}" for n in range(60))
    texts["slips"] = f"{slips} {' '.join(f'mine{n}' for n in range(9))}"
    assert max(letters.likeness(letters.shingles(texts[one]), letters.shingles(texts["slips"]))
               for one in ("a", "c", "story")) < 0.5  # fmt: skip
    assert letters.group(texts) == [["a", "b", "c", "story", "slips"]]


def test_who_sends_a_book_does_not_fill_the_memory():
    book = " ".join(f"word{n}" for n in range(60_000))
    held = letters.shingles(book)
    assert held.nbytes < 170_000
    # By its beginning it is still one letter with who sends the same book.
    assert letters.group({"a": book, "b": f"{book} truly", "c": "Another."}) == [["a", "b"]]
