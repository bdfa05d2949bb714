"""How a pattern is looked for: plain observables, or facts without which it cannot match."""

from __future__ import annotations

import pytest

from wardline.core.literals import required
from wardline.core.matching import compile  # noqa: A004 # as re.compile
from wardline.core.observables import Observable
from wardline.core.pattern import PatternError
from wardline.core.plan import Trigger, plan_of

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def equal(kind, value):
    return Trigger(kind, value, "equal")


def text(value):
    return Trigger("text", value, "contains")


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        ("[ipv4-addr:value = '198.51.100.1']", [("ipv4-addr", "198.51.100.1")]),
        (f"[file:hashes.'MD5' = '{MD5.upper()}']", [("md5", MD5)]),
        (
            "[domain-name:value IN ('A.example', 'b.example')] OR [url:value = 'http://c.example']",
            [
                ("domain-name", "a.example"),
                ("domain-name", "b.example"),
                ("url", "http://c.example/"),
            ],
        ),
        ("[ipv4-addr:value ISSUBSET '198.51.100.7/24']", [("ipv4-addr", "198.51.100.0/24")]),
        ("[ipv6-addr:value ISSUBSET '2001:DB8::/32']", [("ipv6-addr", "2001:db8::/32")]),
        ("[a:v = 'x'] OR [ipv4-addr:value = '198.51.100.1']", None),
        ("[ipv4-addr:value NOT ISSUBSET '198.51.100.0/24']", None),
        ("[ipv4-addr:value ISSUPERSET '198.51.100.1']", None),
        ("[domain-name:value LIKE '%.evil.example']", None),
        ("[domain-name:value != 'evil.example']", None),
        ("[ipv4-addr:value = '198.51.100.1'] REPEATS 2 TIMES", None),
        ("[ipv4-addr:value = '198.51.100.1' AND ipv4-addr:value = '198.51.100.1']", None),
    ],
)
def test_plain_is_any_of_these_and_nothing_else(pattern, plain):
    found = plan_of(pattern).plain
    assert found == (None if plain is None else tuple(Observable(*pair) for pair in plain))


@pytest.mark.parametrize(
    ("test", "triggers"),
    [
        ("x:v = 'Evil Corp.exe'", [text("evil corp.exe")]),
        ("x:v = 'ab'", None),
        ("x:v = 4444", [text("4444")]),
        ("x:v = 44", None),
        ("x:v = -4444", None),
        ("x:v = 1.5", None),
        ("x:v = true", None),
        ("x:v = h'616263'", None),
        ("x:v_bin = 'abcdef'", None),
        ("x:v = t'2026-01-01T00:00:00Z'", None),
        (r"x:v = 'C:\\Windows\\evil.exe'", [text("evil.exe")]),
        ("x:v = 'caf\u00e9 evil'", [text(" evil")]),
        ("x:v = 'evil\u0301 caf'", [text(" caf")]),
        ("x:v != 'evil'", None),
        ("x:v NOT = 'evil'", None),
        ("EXISTS x:v", None),
        ("NOT EXISTS x:v", None),
        ("x:v > 'evil'", None),
        ("x:v IN ('evil', 'worse')", [text("evil"), text("worse")]),
        ("x:v IN ('evil', 'a')", None),
        ("x:v IN ()", []),
        ("x:v LIKE '%evil%.exe'", [text("evil")]),
        ("x:v LIKE '%'", None),
        ("x:v LIKE 'ev_il'", None),
        (r"x:v MATCHES '^evil\\d+\\.exe$'", [text("evil")]),
        ("x:v MATCHES '(evil|worse)[0-9]'", [text("evil"), text("worse")]),
        ("x:v MATCHES '.*'", None),
        ("ipv4-addr:value ISSUBSET '198.51.100.0/24'", [("ipv4-addr", "198.51.100.0/24", "range")]),
        ("ipv4-addr:value ISSUBSET 'nonsense'", []),
        ("ipv4-addr:value = '198.51.100.0/24'", [("ipv4-addr", "198.51.100.0/24", "range")]),
        ("network-traffic:dst_ref.value = 'EVIL.example'", [equal("domain-name", "evil.example")]),
        ("file:name = 'evil.exe'", [text("evil.exe")]),
        (f"file:hashes.MD5 = '{MD5}' AND x:v = 4444", [equal("md5", MD5)]),
        (f"x:v = 4444 AND (x:w != 5 AND file:hashes.MD5 = '{MD5}')", [equal("md5", MD5)]),
        ("x:v = 'evil' OR x:v != 'worse'", None),
        ("x:v = 'evil' OR x:w = 'worse'", [text("evil"), text("worse")]),
    ],
)
def test_triggers_of_one_observation(test, triggers):
    planned = plan_of(f"[{test} AND x:w2 != 'other']")
    wanted = None if triggers is None else tuple(Trigger(*trigger) for trigger in triggers)
    assert planned.triggers == wanted
    assert planned.observations == (wanted,)


def test_triggers_of_several_observations_are_those_of_the_rarest_one():
    pattern = f"[x:v = 4444] FOLLOWEDBY [file:hashes.MD5 = '{MD5}'] AND [x:v != 5]"
    planned = plan_of(pattern)
    assert planned.triggers == (equal("md5", MD5),)
    assert planned.observations == ((text("4444"),), (equal("md5", MD5),), None)


def test_triggers_of_an_or_are_those_of_all_its_parts():
    one, two, three = "[x:v = 'evil']", "[x:v = 'worse'] REPEATS 2 TIMES", "[x:v = 'third']"
    planned = plan_of(f"{one} OR {two} OR {three}")
    assert set(planned.triggers) == {text("evil"), text("worse"), text("third")}
    assert plan_of(f"{one} OR {two} OR [x:v > 5]").triggers is None


@pytest.mark.parametrize(
    "pattern",
    [
        "[x:v = 'one1'] AND ([x:v = 'two2'] OR [x:v = 'three3'])",
        "[x:v = 'one1'] OR [x:v = 'two2'] REPEATS 2 TIMES OR [x:v = 'three3']",
        "(([x:v = 'one1'] FOLLOWEDBY [x:v = 'two2']) OR [x:v = 'three3']) REPEATS 2 TIMES",
        "([x:v = 'one1'] OR ([x:v = 'two2'] OR [x:v = 'three3'])) WITHIN 5 SECONDS",
        "[x:v = 'one1'] REPEATS 1 TIMES OR [x:v = 'two2'] WITHIN 5 SECONDS OR [x:v = 'three3']",
        "([x:v = 'one1'] OR [x:v = 'two2']) REPEATS 2 TIMES FOLLOWEDBY [x:v = 'three3']",
    ],
)
def test_observations_stand_in_the_order_of_the_matchers_tests(pattern):
    from wardline.core.matching import Observed

    planned, matcher = plan_of(pattern), compile(pattern)
    assert len(planned.observations) == len(matcher.tests)
    for triggers, test in zip(planned.observations, matcher.tests, strict=True):
        for word in ("one1", "two2", "three3"):
            holds = test(Observed({"0": {"type": "x", "v": word}}, 0, 0))
            assert holds is (text(word) in triggers)


@pytest.mark.parametrize(
    ("expression", "options"),
    [
        ("evil", [("evil",)]),
        ("evil.*exe", [("evil",), ("exe",)]),
        ("ab+c", [("ab",), ("c",)]),
        ("abc?d", [("ab",), ("d",)]),
        ("abc*", [("ab",)]),
        ("abc{0,3}", [("ab",)]),
        ("ab{2}c", [("ab",), ("c",)]),
        (r"a\.b\d", [("a.b",)]),
        ("(ab|cd)ef", [("ab", "cd"), ("ef",)]),
        ("(ab|c*)ef", [("ef",)]),
        ("(?:ab)?cd", [("cd",)]),
        ("(?P<n>ab)cd", [("ab",), ("cd",)]),
        ("ab|cd", [("ab", "cd")]),
        ("ab|", []),
        ("[abc]d", [("d",)]),
        ("[]a]d", [("d",)]),
        ("[[:alpha:]]d", [("d",)]),
        ("(?i)Task.exe", [("Ta",), ("exe",)]),
        (r"\Qa.b\E", []),
        (r"\x41bc", [("bc",)]),
        (r"\p{L}bc", [("bc",)]),
        ("(?=ab)cd", []),
        ("(ab", []),
        ("ab)", []),
        ("[ab", []),
        ("(" * 100 + "a" + ")" * 100, []),
    ],
)
def test_texts_that_an_expression_requires(expression, options):
    assert required(expression) == options


@pytest.mark.parametrize("bad", ["", "nonsense", "[a:b = 1", "[a:b MATCHES '(']"])
def test_a_text_that_is_no_pattern_is_refused_with_its_column(bad):
    with pytest.raises(PatternError, match="column"):
        plan_of(bad)
