"""Patterns against observations: what the standard leaves open, limits, and hostile patterns."""

from __future__ import annotations

import pytest

from wardline.core.matching import (
    MAX_LEAVES,
    Observed,
    PatternError,
    SearchLimitError,
    UnsupportedError,
    compile,  # noqa: A004 # as re.compile
    observed_data,
)

SECOND = 1_000_000
LETTERS = {letter: {"0": {"type": "e", "k": letter}} for letter in "abcdx"}


def events(text, *, step=1, number=1):
    """An observation for each letter, `step` seconds apart."""
    return [
        Observed(LETTERS[letter], at * step * SECOND, at * step * SECOND, number)
        for at, letter in enumerate(text)
    ]


def letter(one):
    return f"[e:k = '{one}']"


def match(pattern, text, **how):
    return compile(pattern).match(events(text, **how))


def thing(**properties):
    return Observed({"0": {"type": "x", **properties}}, 0, 0)


# One observation


def test_a_pattern_of_one_observation_reports_each_that_fulfils_it():
    matcher = compile(letter("a"))
    assert matcher.single
    assert matcher.match(events("abca")) == [(0,), (3,)]
    assert [matcher.test(one) for one in events("ab")] == [True, False]


@pytest.mark.parametrize(
    ("pattern", "single"),
    [
        ("[e:k = 'a'] OR [e:k = 'b']", True),
        ("[e:k = 'a'] WITHIN 5 SECONDS", True),
        ("[e:k = 'a'] REPEATS 1 TIMES", True),
        ("[e:k = 'a'] START t'2026-01-01T00:00:00Z' STOP t'2027-01-01T00:00:00Z'", True),
        ("[e:k = 'a'] REPEATS 2 TIMES", False),
        ("[e:k = 'a'] AND [e:k = 'b']", False),
        ("[e:k = 'a'] OR ([e:k = 'b'] FOLLOWEDBY [e:k = 'c'])", False),
    ],
)
def test_single_says_that_one_observation_decides(pattern, single):
    assert compile(pattern).single is single


def test_comparisons_of_different_types_are_met_by_an_object_of_each():
    pattern = "[file:name = 'a' AND file:size = 1 AND domain-name:value = 'b']"
    name = {"type": "domain-name", "value": "b"}
    whole = {"type": "file", "name": "a", "size": 1}
    halves = [{"type": "file", "name": "a"}, {"type": "file", "size": 1}]
    matcher = compile(pattern)
    assert matcher.match([Observed({"0": whole, "1": name}, 0, 0)])
    assert not matcher.match([Observed({"0": halves[0], "1": halves[1], "2": name}, 0, 0)])
    assert not matcher.match([Observed({"0": whole}, 0, 0), Observed({"0": name}, 0, 0)])


def test_an_or_whose_part_takes_two_types_still_has_its_other_part():
    matcher = compile("[(a:v = 1 AND b:v = 2) OR c:v = 3]")
    assert matcher.match([Observed({"0": {"type": "c", "v": 3}}, 0, 0)])
    both = {"0": {"type": "a", "v": 1}, "1": {"type": "b", "v": 2}}
    assert matcher.match([Observed(both, 0, 0)])
    assert not matcher.match([Observed({"0": both["0"]}, 0, 0)])


@pytest.mark.parametrize(
    ("path", "constant", "value", "exact"),
    [
        ("domain-name:value", "Evil.Example", "evil.example.", False),
        ("domain-name:value", "bücher.example", "xn--bcher-kva.example", False),
        ("ipv6-addr:value", "2001:db8::1", "2001:0DB8:0::1", False),
        ("file:hashes.'MD5'", "F" * 32, "f" * 32, False),
        ("file:name", "A.exe", "a.exe", None),
        ("domain-name:value", "evil.example", "not.evil.example", None),
        ("domain-name:value", "evil.example", "evil.example", True),
        ("domain-name:value", "evil.example", 5, None),
    ],
)
def test_loose_equality_holds_between_normal_forms_too(path, constant, value, exact):
    kind, _, name = path.partition(":")
    properties = {"hashes": {"MD5": value}} if "hashes" in name else {name: value}
    seen = [Observed({"0": {"type": kind, **properties}}, 0, 0)]
    assert bool(compile(f"[{path} = '{constant}']").match(seen)) is bool(exact)
    for test in (f"= '{constant}'", f"IN ('{constant}', 'other.example')"):
        loose = compile(f"[{path} {test}]", loose=True)
        assert bool(loose.match(seen)) is (exact is not None)


@pytest.mark.parametrize("value", [True, 1, "1", 1.0])
def test_a_long_or_of_one_path_keeps_its_types_apart(value):
    numbers = " OR ".join(f"x:v = {number}" for number in (1, 2, 3))
    assert bool(compile(f"[{numbers}]").match([thing(v=value)])) is (type(value) in (int, float))
    texts = " OR ".join(f"x:v = '{number}'" for number in (1, 2, 3))
    assert bool(compile(f"[{texts} OR x:v IN ('4')]").match([thing(v=value)])) is (value == "1")
    assert compile(f"[{numbers} OR x:v = true]").match([thing(v=True)])


def test_references_in_a_circle_end():
    circle = {key: {"type": "x", "to_refs": ["0", "1"], "n": int(key)} for key in "01"}
    path = "to_refs" + "[*].to_refs" * 60 + "[*].n"
    assert compile(f"[x:{path} = 1]").match([Observed(circle, 0, 0)])
    assert not compile(f"[x:{path} = 2]").match([Observed(circle, 0, 0)])


# observed-data


def test_observed_data_of_both_versions_is_taken_with_what_it_refers_to():
    times = {
        "type": "observed-data",
        "first_observed": "2026-01-01T00:00:00Z",
        "last_observed": "2026-01-01T00:00:05Z",
        "number_observed": 3,
    }
    name = {"type": "domain-name", "value": "a.example"}
    old = observed_data(times | {"objects": {"0": name, "1": None}}, {})
    new = observed_data(
        times | {"object_refs": ["domain-name--1", "gone", 5]}, {"domain-name--1": name}
    )
    matcher = compile("[domain-name:value = 'a.example'] REPEATS 3 TIMES")
    for one in (old, new):
        assert one is not None
        assert (one.last - one.first, one.number) == (5 * SECOND, 3)
        assert matcher.match([one]) == [(0,)]
    assert observed_data({"first_observed": "yesterday", "last_observed": 5}, {}) is None


# Several observations


def test_bindings_are_disjoint_and_reported_as_they_complete():
    assert match(f"{letter('a')} REPEATS 2 TIMES", "axaxaa") == [(0, 2), (4, 5)]
    assert match(f"{letter('a')} AND {letter('b')}", "aabb") == [(1, 2), (0, 3)]
    assert match(f"{letter('a')} FOLLOWEDBY {letter('b')}", "baxb") == [(1, 3)]


def test_the_number_of_bindings_is_bounded_by_the_observations():
    assert len(match(f"{letter('a')} REPEATS 5 TIMES", "a" * 1000)) == 200


def test_observations_need_not_come_in_order():
    seen = events("ab")
    assert compile(f"{letter('a')} FOLLOWEDBY {letter('b')}").match(seen[::-1]) == [(0, 1)]


def test_a_last_before_its_first_and_a_number_of_none_are_taken_as_one_instant_once():
    seen = [Observed(LETTERS["a"], 5, 1, 0), Observed(LETTERS["b"], 6, 6)]
    pattern = f"({letter('a')} FOLLOWEDBY {letter('b')}) WITHIN 1 SECONDS"
    assert compile(pattern).match(seen) == [(0, 1)]


def test_the_scarce_part_gets_the_observation_that_others_could_take():
    any_, only = "[e:k IN ('a', 'b')]", "[e:k = 'b']"
    assert match(f"{any_} AND {any_} AND {only}", "aab")
    assert match(f"{only} AND {any_} AND {any_}", "baa")
    assert not match(f"{only} AND {only} AND {any_}", "aab")
    assert match(f"({any_} FOLLOWEDBY {only}) AND {any_}", "abba"[:3])


@pytest.mark.parametrize("joined", [" AND ", " FOLLOWEDBY "])
def test_as_many_operands_as_observations_and_one_more(joined):
    pattern = joined.join(["[e:k = 'a']"] * 50)
    assert match(pattern, "a" * 50) == [tuple(range(50))]
    assert match(pattern, "a" * 49) == []
    assert match(f"({pattern}) WITHIN 49 SECONDS", "a" * 50)
    assert match(f"({pattern}) WITHIN 48 SECONDS", "a" * 60) == []


def test_what_cannot_be_decided_is_an_error_and_not_no_match(monkeypatch):
    # Pairs that overlap in time, wanted once more often than there are.
    pair = "(([e:k IN ('a', 'b')] FOLLOWEDBY [e:k IN ('a', 'b')]) WITHIN 1 SECONDS)"
    pattern = f"{pair} REPEATS 4 TIMES"
    assert match(pattern, "abxabxabxab")
    assert not match(pattern, "axbxabxabxab")
    monkeypatch.setattr("wardline.core.bindings.MAX_STEPS", 10)
    with pytest.raises(SearchLimitError, match="not decided") as caught:
        match(pattern, "axbxabxabxab")
    assert caught.value.hint


# One by one


def follow(pattern, seen):
    follower = compile(pattern).follow()
    most, found = 0, []
    for at, one in enumerate(seen):
        found += follower.take(one, at)
        most = max(most, follower.kept)
    return found + follower.finish(), most, follower


def test_a_window_bounds_what_is_kept():
    pattern = f"({letter('a')} FOLLOWEDBY {letter('b')}) WITHIN 5 SECONDS"
    found, most, follower = follow(pattern, events("ax" * 5000 + "ab"))
    assert found == [(10_000, 10_001)]
    assert most < 20
    assert follower.dropped == 0


def test_without_a_window_as_many_are_kept_as_can_be_bound():
    pattern = f"{letter('a')} REPEATS 3 TIMES FOLLOWEDBY {letter('b')}"
    found, most, follower = follow(pattern, events("a" * 10_000 + "b" + "a" * 10 + "b"))
    assert [len(binding) for binding in found] == [4, 4]
    assert most < 20
    assert follower.dropped == 0


def test_what_came_before_all_that_must_precede_it_is_not_kept():
    pattern = f"({letter('a')} FOLLOWEDBY {letter('b')}) WITHIN 100000 SECONDS"
    found, most, _ = follow(pattern, events("bx" * 2000 + "a" + "bx" * 3))
    assert found == [(4000, 4001)]
    assert most < 40


def test_what_is_dropped_at_the_limit_is_counted(monkeypatch):
    monkeypatch.setattr("wardline.core.matching.MAX_KEPT", 10)
    pattern = f"({letter('a')} AND {letter('b')}) WITHIN 1 SECONDS AND {letter('c')}"
    _, most, follower = follow(pattern, events("axbx" * 50, step=2))
    assert most <= 11
    assert follower.dropped > 50


# Hostile patterns


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (" AND ".join(["[a:b = 1]"] * (MAX_LEAVES + 1)), "more than 256 observations"),
        ("[a:b = 1] REPEATS 1000001 TIMES", "more than 1000000 observations"),
        ("([a:b = 1] REPEATS 1000 TIMES) REPEATS 1001 TIMES", "more than 1000000"),
        ("([a:b = 1] FOLLOWEDBY [a:b = 2]) REPEATS 1000 TIMES", "more than 1024"),
        ("[" + "(" * 200 + "a:b = 1" + ")" * 200 + "]", "deeper than 100 levels"),
        ("[a:b MATCHES '" + "a" * 20_000 + "']", "longer than 16384 characters"),
        ("[a:b MATCHES '(a']", "no regular expression"),
        ("[a:b MATCHES '*']", "no regular expression"),
    ],
)
def test_patterns_beyond_the_limits_are_refused_with_the_limit(pattern, words):
    with pytest.raises(PatternError, match=words) as caught:
        compile(pattern)
    assert caught.value.column >= 1


@pytest.mark.parametrize(
    "expression",
    [
        "(?=a)b",
        "(?<!a)b",
        r"(a)\\1",
        "a++b",
        "(?>a)b",
        "a{2000}",
        r"a\\Kb",
        "(?x) a b",
        "((a{0,100}){0,100}){0,100}",
    ],
)
def test_expressions_without_a_linear_form_are_valid_patterns_but_not_evaluated(expression):
    with pytest.raises(UnsupportedError, match="linear time") as caught:
        compile(f"[a:b MATCHES '{expression}']")
    assert caught.value.hint


@pytest.mark.parametrize("like", ["%" + "_" * 2000, "%a" * 10_000])
def test_like_beyond_its_limits_is_not_evaluated(like):
    with pytest.raises(UnsupportedError, match="LIKE takes at most"):
        compile(f"[a:b LIKE '{like}']")


@pytest.mark.parametrize(
    ("test", "value"),
    [
        ("MATCHES '(a+)+$'", "a" * 200_000 + "b"),
        ("MATCHES '(a|a)*c'", "a" * 200_000),
        ("MATCHES '(.*)(.*)(.*)(.*)(.*)x$'", "a" * 100_000),
        ("LIKE '" + "%a" * 5000 + "b'", "a" * 1_000_000),
        ("LIKE '%" + "_" * 900 + "b'", "a" * 200_000),
    ],
)
def test_hostile_expressions_run_in_linear_time(test, value):
    assert compile(f"[x:v {test}]").match([thing(v=value)]) == []


def test_long_ors_compile_and_are_looked_up():
    within = " OR ".join(f"x:v = 'w{number}'" for number in range(20_000))
    assert compile(f"[{within}]").match([thing(v="w19999"), thing(v="w20000")]) == [(0,)]
    brackets = " OR ".join(f"[x:v = 'w{number}']" for number in range(20_000))
    matcher = compile(brackets)
    assert matcher.single
    assert matcher.match([thing(v="w19999"), thing(v="w20000")]) == [(0,)]
    types = " OR ".join(f"t{number}:v = 1" for number in range(3000))
    assert compile(f"[{types}]").match([Observed({"0": {"type": "t2999", "v": 1}}, 0, 0)])


@pytest.mark.parametrize("seconds", ["0.000001", "1" + "0" * 38, "1" + "0" * 36 + ".5"])
def test_within_takes_any_length(seconds):
    pattern = f"({letter('a')} AND {letter('b')}) WITHIN {seconds} SECONDS"
    assert bool(match(pattern, "ab")) is (len(seconds) > 10)
    assert match(pattern, "ab", step=0)


def test_a_million_repetitions_are_counted_and_not_listed():
    seen = [Observed(LETTERS["a"], 0, 0, 600_000), Observed(LETTERS["a"], 1, 1, 400_000)]
    assert compile(f"{letter('a')} REPEATS 1000000 TIMES").match(seen) == [(0, 1)]
    assert compile(f"{letter('a')} REPEATS 1000000 TIMES").match(seen[:1]) == []
