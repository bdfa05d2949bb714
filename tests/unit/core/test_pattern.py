"""Patterns: accepted and refused as another validator does, with the column of a fault."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import validate

from wardline.core.observables import Observable, classify, normalize, refang, to_pattern
from wardline.core.pattern import PatternError, parse, plain

GOOD = [
    "[a:b = 1]",
    "[ipv4-addr:value = '198.51.100.1']",
    "[file:hashes.'SHA-256' = '" + "a" * 64 + "']",
    "[file:hashes.MD5 = '" + "a" * 32 + "' AND file:name != 'x' OR file:size > 3]",
    "[a:b[0].c[*].d IN ('x', 'y')]",
    "[a:b NOT LIKE 'x%'] AND [a:b MATCHES '^x$']",
    "[a:b ISSUBSET '198.51.100.0/24'] OR [a:b ISSUPERSET '198.51.100.0/24']",
    "([a:b = 1] FOLLOWEDBY [a:c = true]) WITHIN 5 SECONDS",
    "[a:b = 1] REPEATS 5 TIMES WITHIN 1.5 SECONDS",
    "([a:b = 1] WITHIN 5 SECONDS) WITHIN 6 SECONDS",
    "[a:b = 1] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
    "[a:b = t'2026-01-01T00:00:00Z' OR a:c = h'ff' OR a:d = b'YWI=']",
    "[a:b = 'it\\'s']",
    "[(a:b = 1 OR a:c = -2.5) AND a:d <= 3]",
    "[EXISTS a:b]",
    "[a:b IN ()]",
    "[ a:b.c_ref.d = 'x' ]",
]
BAD = [
    "",
    "[]",
    "[a:b]",
    "[a:b = ]",
    "[a:b = 'x]",
    "[a = 1]",
    "a:b = 1",
    "[a:b = 1",
    "[a:b = 1]]",
    "[a:b = 1] AND",
    "[a:b = 1] WITHIN 5",
    "[a:b = 1] WITHIN -5 SECONDS",
    "[a:b = 1] REPEATS 1.5 TIMES",
    "[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS",
    "([a:b = 1] REPEATS 2 TIMES WITHIN 5 SECONDS REPEATS 3 TIMES)",
    "[a:b LIKE 5]",
    "[a:b = 1 AND]",
    "[a:b == = 1]",
    "[a:b[x] = 1]",
    "[1a:b = 'x']",
    "[-:b = 'x']",
    "[a:1b = 'x']",
    "[a:b.1c = 'x']",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_patterns_parse_here_and_elsewhere(text):
    parse(text)
    if "EXISTS" not in text:
        assert validate(text, stix_version="2.1")


@pytest.mark.parametrize("text", BAD)
def test_bad_patterns_are_refused_here_and_elsewhere_with_a_column(text):
    with pytest.raises(PatternError) as caught:
        parse(text)
    assert 1 <= caught.value.column <= len(text) + 1
    assert f"column {caught.value.column}" in caught.value.message
    # The other validator breaks on an empty text.
    assert not text or not validate(text, stix_version="2.1")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "(" * 200_000,
        "[a:b = '" + "x" * 500_000,
        "[a:b = 1] AND " * 50_000,
        "[a:b MATCHES '" + "(" * 1000 + "']",
        "[a:b = 1" + " " * 500_000,
        "'" * 300_000,
        "[a:b IN (" + "1," * 100_000,
        "/*" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_patterns_end_soon_with_a_sentence(text):
    started = time.process_time()
    with pytest.raises(PatternError):
        parse(text)
    assert time.process_time() - started < 20


@given(st.text(alphabet="[]()':=.abAND OR123\\*,", max_size=40))
def test_any_text_parses_or_gives_a_pattern_error(text):
    with contextlib.suppress(PatternError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[ipv4-addr:value = '198.51.100.1']", [("ipv4-addr", "198.51.100.1")]),
        (
            "[domain-name:value IN ('a.example', 'B.EXAMPLE.')]",
            [("domain-name", "a.example"), ("domain-name", "b.example")],
        ),
        ("[file:hashes.'SHA-256' = '" + "A" * 64 + "']", [("sha256", "a" * 64)]),
        (
            "[url:value = 'http://a.example'] OR [email-addr:value = 'x@a.example']",
            [("url", "http://a.example/"), ("email-addr", "x@a.example")],
        ),
        ("[network-traffic:dst_ref.value = '2001:DB8::1']", [("ipv6-addr", "2001:db8::1")]),
        ("[a:b = 1 AND a:c = 2]", None),
        ("[ipv4-addr:value = '198.51.100.1' AND domain-name:value = 'a.example']", None),
        ("[ipv4-addr:value = '198.51.100.1'] AND [domain-name:value = 'a.example']", None),
        ("[ipv4-addr:value != '198.51.100.1']", None),
        ("[ipv4-addr:value NOT = '198.51.100.1']", None),
        ("[domain-name:value LIKE '%.example']", None),
        ("[ipv4-addr:value = '198.51.100.1'] WITHIN 5 SECONDS", None),
        ("nonsense", None),
    ],
)
def test_plain_observables_and_nothing_that_asks_for_more(text, found):
    assert plain(text) == (None if found is None else [Observable(*pair) for pair in found])


@pytest.mark.parametrize(
    ("text", "observable"),
    [
        ("hxxps://evil[.]example/Path?q=1#f", ("url", "https://evil.example/Path?q=1")),
        ("198[.]51[.]100[.]1", ("ipv4-addr", "198.51.100.1")),
        ("198.51.100.7/24", ("ipv4-addr", "198.51.100.0/24")),
        ("2001:DB8::0001", ("ipv6-addr", "2001:db8::1")),
        ("user[@]evil(dot)example", ("email-addr", "user@evil.example")),
        ("EVIL.example.", ("domain-name", "evil.example")),
        ("bücher.example", ("domain-name", "xn--bcher-kva.example")),
        ("invoice.pdf", ("file-name", "invoice.pdf")),
        ("d41d8cd98f00b204e9800998ecf8427e", ("md5", "d41d8cd98f00b204e9800998ecf8427e")),
        ("00-1A-2B-3C-4D-5E", None),
        ("1.2.3", None),
        ("01.2.3.4", None),
        ("256.1.1.1", None),
        ("hello", None),
        ("", None),
        ("two words", None),
    ],
)
def test_bare_words_are_known_for_what_they_are(text, observable):
    assert classify(text) == (None if observable is None else Observable(*observable))


@given(st.text(max_size=60))
def test_any_text_classifies_without_exception_and_normal_forms_are_stable(text):
    found = classify(text)
    if found is not None and found.kind != "file-name":
        assert normalize(*found) == found
        assert plain(to_pattern(found)) == [found]
    assert refang(refang(text)) == refang(text)
