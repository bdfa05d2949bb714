"""STIX 2.1 chapter 9, patterns: one test for each rule, named by its section."""

from __future__ import annotations

import base64

import pytest

from wardline.core.clock import parse_timestamp
from wardline.core.matching import Observed, PatternError, compile  # noqa: A004 # as re.compile

SECOND = 1_000_000
MIDNIGHT = parse_timestamp("2026-01-01T00:00:00Z") or 0


def observed(*objects, at=0.0, until=None, number=1):
    first = MIDNIGHT + int(at * SECOND)
    last = first if until is None else MIDNIGHT + int(until * SECOND)
    return Observed({str(n): thing for n, thing in enumerate(objects)}, first, last, number)


def matches(pattern, *observations):
    return bool(compile(pattern).match(observations))


def holds(test, value, *, name="v"):
    """Whether `[x:v TEST]` holds of one property."""
    return matches(f"[x:{name} {test}]", observed({"type": "x", name: value}))


def event(kind, at, until=None, number=1):
    return observed({"type": "event", "k": kind}, at=at, until=until, number=number)


A, B, C = ("[event:k = 'a']", "[event:k = 'b']", "[event:k = 'c']")


# 9.2 Constants


@pytest.mark.parametrize(
    ("test", "value", "answer"),
    [
        ("= true", True, True),
        ("= true", 1, False),
        ("= 1", True, False),
        ("= 'true'", True, False),
        ("= 1", 1, True),
        ("= 1", 1.0, True),
        ("= 1.0", 1, True),
        ("= 1", "1", False),
        ("= -5", -5, True),
        ("= .5", 0.5, True),
        ("= '1'", 1, False),
        ("= t'2026-01-01T00:00:00Z'", "2026-01-01T00:00:00.000Z", True),
        ("= t'2026-01-01T00:00:00.5Z'", "2026-01-01T00:00:00.500000Z", True),
        ("= '2026-01-01T00:00:00Z'", "2026-01-01T00:00:00.0Z", False),
        ("< t'2026-01-01T00:00:01Z'", "2026-01-01T00:00:00.9Z", True),
        ("= t'2026-01-01T00:00:00Z'", "yesterday", False),
        ("!= t'2026-01-01T00:00:00Z'", "yesterday", True),
        ("> t'2026-01-01T00:00:00Z'", "yesterday", False),
        ("= h'6162'", "ab", True),
        ("= b'YWI='", "ab", True),
        (r"= 'it\'s'", "it's", True),
        (r"= 'back\\slash'", "back\\slash", True),
    ],
)
def test_9_2_constants_compare_with_values_of_their_type_only(test, value, answer):
    assert holds(test, value) is answer


@pytest.mark.parametrize("test", ["= 'x'", "< 'x'", "LIKE 'x'", "MATCHES 'x'", "IN ('x')"])
@pytest.mark.parametrize("value", [5, True, None, ["x"], {"x": "x"}])
def test_9_2_a_value_of_another_type_fulfils_no_comparison_but_inequality(test, value):
    assert not holds(test, value)
    assert holds("!= 'x'", value)


@pytest.mark.parametrize("bad", ["h'6'", "h'xy'", "b'===='", "t'2026-13-01T00:00:00Z'", "t'now'"])
def test_9_2_malformed_constants_are_refused(bad):
    with pytest.raises(PatternError):
        compile(f"[x:v = {bad}]")


# 9.5 Observation expressions


def test_9_5_an_expression_is_met_within_one_observation():
    name, size = {"type": "file", "name": "a"}, {"type": "file", "size": 1}
    both = {"type": "file", "name": "a", "size": 1}
    pattern = "[file:name = 'a' AND file:size = 1]"
    assert matches(pattern, observed(both))
    assert not matches(pattern, observed(name), observed(size))


def test_9_5_comparisons_joined_by_and_are_met_by_one_object():
    pattern = "[file:name = 'a' AND file:size = 1]"
    one, other = {"type": "file", "name": "a", "size": 2}, {"type": "file", "name": "b", "size": 1}
    assert not matches(pattern, observed(one, other))
    assert matches(pattern, observed(other, one | {"size": 1}))


def test_9_5_and_over_ors_of_types_is_met_by_an_object_of_a_common_type():
    pattern = "[(a:v = 1 OR b:v = 2) AND (a:w = 3 OR b:w = 4)]"
    assert matches(pattern, observed({"type": "a", "v": 1, "w": 3}))
    assert matches(pattern, observed({"type": "b", "v": 2, "w": 4}))
    assert not matches(pattern, observed({"type": "a", "v": 1}, {"type": "b", "w": 4}))


def test_9_5_or_is_met_by_either():
    pattern = "[file:name = 'a' OR domain-name:value = 'b']"
    assert matches(pattern, observed({"type": "file", "name": "a"}))
    assert matches(pattern, observed({"type": "domain-name", "value": "b"}))
    assert not matches(pattern, observed({"type": "file", "name": "b"}))


def test_9_5_and_binds_tighter_than_or_inside_brackets():
    pattern = "[x:a = 1 OR x:b = 1 AND x:c = 1]"
    assert matches(pattern, observed({"type": "x", "a": 1}))
    assert not matches(pattern, observed({"type": "x", "b": 1}))
    assert not matches(f"[(x:a = 1 OR x:b = 1) AND x:c = 1{']'}", observed({"type": "x", "a": 1}))


# 9.5.1 Qualifiers


def test_9_5_1_within_bounds_the_time_between_observations():
    pattern = f"({A} AND {B}) WITHIN 5 SECONDS"
    assert matches(pattern, event("a", 0), event("b", 5))
    assert matches(pattern, event("b", 0), event("a", 5))
    assert not matches(pattern, event("a", 0), event("b", 5.000001))
    assert matches(f"({A} AND {B}) WITHIN 0.5 SECONDS", event("a", 0), event("b", 0.5))
    assert not matches(f"({A} AND {B}) WITHIN 0.5 SECONDS", event("a", 0), event("b", 0.6))


def test_9_5_1_within_counts_from_any_instant_of_an_observation():
    pattern = f"({A} AND {B}) WITHIN 5 SECONDS"
    assert matches(pattern, event("a", 0, until=10), event("b", 15))
    assert not matches(pattern, event("a", 0, until=10), event("b", 16))


@pytest.mark.parametrize("seconds", ["0", "-1", "x", "'5'"])
def test_9_5_1_within_takes_a_positive_number(seconds):
    with pytest.raises(PatternError):
        compile(f"{A} WITHIN {seconds} SECONDS")


def test_9_5_1_repeats_needs_as_many_different_observations():
    pattern = f"{A} REPEATS 3 TIMES"
    assert not matches(pattern, event("a", 0), event("a", 1))
    assert matches(pattern, event("a", 0), event("a", 1), event("b", 2), event("a", 3))


def test_9_5_1_repeats_counts_number_observed():
    pattern = f"{A} REPEATS 3 TIMES"
    assert matches(pattern, event("a", 0, number=3))
    assert matches(pattern, event("a", 0, number=2), event("a", 1))
    assert not matches(pattern, event("a", 0, number=2))


@pytest.mark.parametrize("times", ["0", "-1", "1.5", "x"])
def test_9_5_1_repeats_takes_a_positive_whole_number(times):
    with pytest.raises(PatternError):
        compile(f"{A} REPEATS {times} TIMES")


def test_9_5_1_repeats_within_bounds_all_repetitions():
    pattern = f"{A} REPEATS 3 TIMES WITHIN 10 SECONDS"
    assert matches(pattern, event("a", 0), event("a", 20), event("a", 25), event("a", 30))
    assert not matches(pattern, event("a", 0), event("a", 9), event("a", 18), event("a", 27))


def test_9_5_1_within_repeats_bounds_each_repetition():
    pattern = f"(({A} FOLLOWEDBY {B}) WITHIN 2 SECONDS) REPEATS 2 TIMES"
    pairs = [event("a", 0), event("b", 1), event("a", 100), event("b", 101)]
    assert matches(pattern, *pairs)
    assert not matches(pattern, *pairs[:3], event("b", 105))


def test_9_5_1_start_is_in_and_stop_is_out():
    window = "START t'2026-01-01T00:00:10Z' STOP t'2026-01-01T00:00:20Z'"
    for at, answer in [(9.999999, False), (10, True), (19.999999, True), (20, False)]:
        assert matches(f"{A} {window}", event("a", at)) is answer
    assert matches(f"{A} {window}", event("a", 5, until=10))
    assert not matches(f"{A} {window}", event("a", 5, until=9))
    assert not matches(f"{A} {window}", event("a", 20, until=30))


def test_9_5_1_start_stop_holds_of_all_observations_before_it():
    window = "START t'2026-01-01T00:00:10Z' STOP t'2026-01-01T00:00:20Z'"
    pattern = f"({A} FOLLOWEDBY {B}) {window}"
    assert matches(pattern, event("a", 11), event("b", 12))
    assert not matches(pattern, event("a", 1), event("b", 12))


def test_9_5_1_stop_is_after_start():
    with pytest.raises(PatternError):
        compile(f"{A} START t'2026-01-02T00:00:00Z' STOP t'2026-01-01T00:00:00Z'")


def test_9_5_1_a_qualifier_binds_to_what_stands_before_it():
    early, late = event("a", 0), event("b", 100)
    assert matches(f"{A} AND {B} WITHIN 5 SECONDS", early, late)
    assert not matches(f"({A} AND {B}) WITHIN 5 SECONDS", early, late)


# 9.5.2 Observation operators


def test_9_5_2_and_needs_two_different_observations():
    both = observed({"type": "event", "k": "a"}, {"type": "event", "k": "b"})
    assert not matches(f"{A} AND {B}", both)
    assert matches(f"{A} AND {B}", both, event("b", 1))
    assert not matches(f"{A} AND {A}", event("a", 0))
    assert matches(f"{A} AND {A}", event("a", 0), event("a", 0))


def test_9_5_2_followedby_needs_the_second_at_the_time_of_the_first_or_later():
    assert matches(f"{A} FOLLOWEDBY {B}", event("a", 0), event("b", 1))
    assert matches(f"{A} FOLLOWEDBY {B}", event("a", 1), event("b", 1))
    assert not matches(f"{A} FOLLOWEDBY {B}", event("a", 1), event("b", 0))
    assert matches(f"{A} FOLLOWEDBY {B}", event("a", 5, until=9), event("b", 0, until=6))
    assert not matches(f"{A} FOLLOWEDBY {A}", event("a", 5))


def test_9_5_2_all_of_the_left_precedes_all_of_the_right():
    pattern = f"({A} AND {B}) FOLLOWEDBY {C}"
    assert matches(pattern, event("b", 0), event("a", 1), event("c", 2))
    assert not matches(pattern, event("a", 0), event("c", 1), event("b", 2))
    chain = f"{A} FOLLOWEDBY {B} FOLLOWEDBY {C}"
    assert not matches(chain, event("b", 0), event("a", 1), event("c", 2))


def test_9_5_2_or_needs_one():
    assert matches(f"{A} OR {B}", event("b", 0))
    assert matches(f"({A} AND {B}) OR {C}", event("c", 0))
    assert not matches(f"({A} AND {B}) OR {C}", event("a", 0))


# 9.5.3 Precedence


def test_9_5_3_and_binds_tighter_than_or_than_followedby():
    assert matches(f"{A} OR {B} AND {C}", event("a", 0))
    assert not matches(f"{A} OR {B} AND {C}", event("b", 0))
    # ([a] OR [b]) FOLLOWEDBY [c]
    assert not matches(f"{A} OR {B} FOLLOWEDBY {C}", event("a", 0))
    assert matches(f"{A} OR {B} FOLLOWEDBY {C}", event("a", 0), event("c", 1))


# 9.6.1 Comparison operators


@pytest.mark.parametrize(
    ("test", "value", "answer"),
    [
        ("= 'a'", "a", True),
        ("== 'a'", "a", True),
        ("!= 'a'", "b", True),
        ("<> 'a'", "a", False),
        ("> 3", 4, True),
        ("> 3", 3, False),
        (">= 3", 3, True),
        ("< 3", 2.5, True),
        ("<= 3", 3.5, False),
        ("IN (1, 2)", 2, True),
        ("IN (1, 2)", 3, False),
        ("IN ('a', 'b')", "b", True),
        ("IN (true)", True, True),
        ("IN (1)", True, False),
        ("IN ()", "a", False),
        ("IN (t'2026-01-01T00:00:00Z')", "2026-01-01T00:00:00.0Z", True),
        ("NOT = 'a'", "b", True),
        ("NOT != 'a'", "a", True),
        ("NOT > 3", 3, True),
        ("NOT IN ('a')", "b", True),
        ("NOT LIKE 'a%'", "b", True),
        ("NOT MATCHES 'a'", "b", True),
    ],
)
def test_9_6_1_equality_order_sets_and_not(test, value, answer):
    assert holds(test, value) is answer


@pytest.mark.parametrize(
    ("pattern", "value", "answer"),
    [
        ("a%", "abc", True),
        ("%c", "abc", True),
        ("%b%", "abc", True),
        ("b%", "abc", False),
        ("abc", "abc", True),
        ("ab", "abc", False),
        ("_bc", "abc", True),
        ("__", "abc", False),
        ("a_c", "a.c", True),
        ("a.c", "abc", False),
        ("%", "", True),
        ("_", "", False),
        ("a%b%c", "a--b--c", True),
        ("a%c", "a\nc", True),
        ("a", "a\n", False),
        ("%aab", "aaab", True),
        ("ab%ab", "ab", False),
        ("A%", "abc", False),
        ("100%", "100 %", True),
        ("[a]%", "a", False),
    ],
)
def test_9_6_1_like_has_two_wildcards_and_means_the_whole_value(pattern, value, answer):
    assert holds(f"LIKE '{pattern}'", value) is answer


def test_9_6_1_like_compares_in_nfc():
    assert holds("LIKE 'caf\u00e9'", "cafe\u0301")
    assert holds("LIKE 'cafe\u0301'", "caf\u00e9")
    assert holds("LIKE 'caf_'", "cafe\u0301")


@pytest.mark.parametrize(
    ("expression", "value", "answer"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("^abc$", "abc", True),
        ("a.c", "a\nc", True),
        (r"\\d+\\.exe$", "12.exe", True),
        (r"^\\w+$", "abc_1", True),
        ("(?i)ABC", "xabcx", True),
        ("c$", "abc\n", True),
        (r"\\bcat\\b", "a cat.", True),
        (r"\\h", "a b", True),
        (r"\\R", "a\r\n", True),
        (r"a\\Z", "a\n", True),
        (r"a\\z", "a\n", False),
        ("[[:alpha:]]+[]x]", "ab]", True),
        ("(?<year>[0-9]{4})", "in 2026", True),
        ("a(?# a comment)b", "ab", True),
        (r"\\Q.+\\E", ".+", True),
        (r"\\Q.+\\E", "aa", False),
        (r"\\x41", "A", True),
        (r"\\/etc\\/passwd", "/etc/passwd", True),
        ("", "anything", True),
    ],
)
def test_9_6_1_matches_searches_as_pcre_with_dotall(expression, value, answer):
    assert holds(f"MATCHES '{expression}'", value) is answer


def test_9_6_1_matches_compares_in_nfc():
    assert holds("MATCHES '^caf\u00e9$'", "cafe\u0301")
    assert holds("MATCHES '^caf.$'", "cafe\u0301")


def test_9_6_1_matches_of_a_binary_property_takes_bytes():
    pcap = base64.b64encode(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00").decode()
    assert holds(r"MATCHES '^\\xd4\\xc3\\xb2\\xa1'", pcap, name="payload_bin")
    assert not holds(r"MATCHES '^\\xd4\\xc3\\xb2\\xa2'", pcap, name="payload_bin")
    assert holds(r"MATCHES '^\\xD4.'", "d4c3", name="v_hex")


@pytest.mark.parametrize(
    ("range_", "address", "answer"),
    [
        ("198.51.100.0/24", "198.51.100.7", True),
        ("198.51.100.0/24", "198.51.100.0/27", True),
        ("198.51.100.0/24", "198.51.100.0/24", True),
        ("198.51.100.0/24", "198.51.0.0/16", False),
        ("198.51.100.0/24", "198.51.101.7", False),
        ("198.51.100.7", "198.51.100.7", True),
        ("0.0.0.0/0", "203.0.113.1", True),
        ("2001:db8::/32", "2001:DB8:1::1", True),
        ("2001:db8::/32", "2001:db9::", False),
        ("2001:db8::/32", "198.51.100.1", False),
        ("198.51.100.0/24", "not an address", False),
        ("198.51.100.0/24", 5, False),
    ],
)
def test_9_6_1_issubset_and_issuperset_of_addresses(range_, address, answer):
    assert holds(f"ISSUBSET '{range_}'", address) is answer
    if isinstance(address, str):
        assert holds(f"ISSUPERSET '{address}'", range_) is answer


def test_9_6_1_exists_asks_for_the_property():
    assert holds("= 1", 1)
    thing = {"type": "x", "v": None, "list": [], "one": [{"k": 1}]}
    for path, answer in [("v", True), ("w", False), ("list[*]", False), ("one[*].k", True)]:
        assert matches(f"[EXISTS x:{path}]", observed(thing)) is answer
        assert matches(f"[NOT EXISTS x:{path}]", observed(thing)) is not answer
    assert not matches("[NOT EXISTS y:v]", observed(thing))


def test_9_6_1_a_comparison_holds_if_any_value_that_the_path_selects_fulfils_it():
    assert holds("= 2", [1, 2], name="v") is False
    assert matches("[x:v[*] = 2]", observed({"type": "x", "v": [1, 2]}))
    assert matches("[x:v[*] != 2]", observed({"type": "x", "v": [1, 2]}))
    assert not matches("[x:v[*] != 2]", observed({"type": "x", "v": [2, 2]}))
    assert not matches("[x:w != 2]", observed({"type": "x", "v": [1]}))


# 9.6.2 String comparison


@pytest.mark.parametrize(
    ("test", "value", "answer"),
    [
        ("> 'o'", "oz", True),
        ("< 'o\u0300'", "oz", True),
        ("< 'z'", "o\u0300", True),
        ("< '\u00f2'", "z", True),
        ("= '\u00f2'", "o\u0300", False),
        ("= 'a'", "A", False),
        ("< 'a'", "A", True),
        ("> 'ab'", "abc", True),
    ],
)
def test_9_6_2_strings_compare_by_code_point_without_normalization(test, value, answer):
    assert holds(test, value) is answer


# 9.6.3 Binary type comparison


@pytest.mark.parametrize(
    ("test", "octets", "answer"),
    [
        ("= h'00ff'", b"\x00\xff", True),
        ("= b'AP8='", b"\x00\xff", True),
        ("< h'ff'", b"\x00", True),
        ("> h'00'", b"\x00\x00", True),
        ("= 'ab'", b"ab", True),
        ("> 'aa'", b"ab", True),
        ("= '\u20ac'", b"ab", False),
        ("!= '\u20ac'", b"ab", True),
        ("> '\u20ac'", b"ab", False),
        ("IN ('ab', 'c')", b"ab", True),
        ("= 5", b"5", False),
    ],
)
def test_9_6_3_binary_properties_compare_as_unsigned_bytes(test, octets, answer):
    assert holds(test, base64.b64encode(octets).decode(), name="v_bin") is answer
    assert holds(test, octets.hex(), name="v_hex") is answer


def test_9_6_3_a_binary_property_that_does_not_decode_equals_nothing():
    for name in ("v_bin", "v_hex"):
        assert not holds("= 'zz'", "zz!", name=name)
        assert holds("!= 'zz'", "zz!", name=name)


# 9.7 Object paths


def test_9_7_1_the_type_and_the_property_name_are_case_sensitive():
    thing = observed({"type": "file", "name": "a"})
    assert matches("[file:name = 'a']", thing)
    assert not matches("[File:name = 'a']", thing)
    assert not matches("[file:Name = 'a']", thing)


def test_9_7_2_lists_are_indexed_from_zero_or_by_a_star():
    thing = observed({"type": "x", "v": ["a", "b"], "rows": [{"k": 1}, {"k": 2, "deep": [[7]]}]})
    assert matches("[x:v[0] = 'a']", thing)
    assert not matches("[x:v[0] = 'b']", thing)
    assert not matches("[x:v[2] != 'b']", thing)
    assert matches("[x:v[*] = 'b']", thing)
    assert matches("[x:rows[*].k = 2]", thing)
    assert not matches("[x:rows[0].k = 2]", thing)
    assert matches("[x:rows[1].deep[0][0] = 7]", thing)
    assert not matches("[x:rows.k = 2]", thing)


def test_9_7_3_dictionaries_are_entered_by_key():
    hashes = {"MD5": "f" * 32, "SHA-256": "a" * 64, "it's": "b"}
    thing = observed({"type": "file", "hashes": hashes, "extensions": {"pdf-ext": {"v": "1.7"}}})
    assert matches(f"[file:hashes.MD5 = '{'f' * 32}']", thing)
    assert matches(f"[file:hashes.'SHA-256' = '{'a' * 64}']", thing)
    assert matches(r"[file:hashes.'it\'s' = 'b']", thing)
    assert matches("[file:extensions.'pdf-ext'.v = '1.7']", thing)


def test_9_7_4_references_are_followed_inside_the_observation():
    traffic = {"type": "network-traffic", "dst_ref": "1", "via_refs": ["1", "2"]}
    address = {"type": "ipv4-addr", "value": "198.51.100.1", "resolves_to_refs": ["2"]}
    mac = {"type": "mac-addr", "value": "00:00:5e:00:53:01"}
    thing = observed(traffic, address, mac)
    assert matches("[network-traffic:dst_ref.value = '198.51.100.1']", thing)
    assert matches("[network-traffic:dst_ref.type = 'ipv4-addr']", thing)
    assert matches("[network-traffic:via_refs[*].value = '00:00:5e:00:53:01']", thing)
    assert matches("[network-traffic:via_refs[1].type = 'mac-addr']", thing)
    path = "network-traffic:dst_ref.resolves_to_refs[*].value"
    assert matches(f"[{path} = '00:00:5e:00:53:01']", thing)
    assert not matches("[network-traffic:src_ref.value = '198.51.100.1']", thing)


def test_9_7_4_references_by_id_are_followed_too():
    address = {"id": "ipv4-addr--1", "type": "ipv4-addr", "value": "198.51.100.1"}
    traffic = {"id": "network-traffic--1", "type": "network-traffic", "dst_ref": "ipv4-addr--1"}
    pattern = "[network-traffic:dst_ref.value = '198.51.100.1']"
    assert matches(pattern, observed(traffic, address))
    by_id = {thing["id"]: thing for thing in (traffic, address)}
    assert matches(pattern, Observed(by_id, 0, 0))
    assert not matches(pattern, observed(traffic))


def test_9_7_4_a_reference_is_not_followed_into_another_observation():
    traffic = {"type": "network-traffic", "dst_ref": "ipv4-addr--1"}
    address = {"id": "ipv4-addr--1", "type": "ipv4-addr", "value": "198.51.100.1"}
    pattern = "[network-traffic:dst_ref.value = '198.51.100.1']"
    assert not matches(pattern, observed(traffic), observed(address))


# 9.8 Examples of the standard, in the form that they have there


@pytest.mark.parametrize(
    ("pattern", "objects"),
    [
        (
            (
                "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND "
                "email-message:body_multipart[*].body_raw_ref.name "
                "MATCHES '^Final Report.+\\\\.exe$']"
            ),
            [
                {
                    "type": "email-message",
                    "from_ref": "1",
                    "body_multipart": [{"body_raw_ref": "2"}],
                },
                {"type": "email-addr", "value": "made.up@example.com"},
                {"type": "file", "name": "Final Report 2026.exe"},
            ],
        ),
        (
            "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
            [
                {
                    "type": "file",
                    "extensions": {"windows-pebinary-ext": {"sections": [{"entropy": 7.5}]}},
                }
            ],
        ),
        (
            (
                "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND "
                r"artifact:payload_bin MATCHES '\\xd4\\xc3\\xb2\\xa1\\x02\\x00\\x04\\x00']"
            ),
            [
                {
                    "type": "artifact",
                    "mime_type": "application/vnd.tcpdump.pcap",
                    "payload_bin": base64.b64encode(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00").decode(),
                }
            ],
        ),
        (
            (
                "[domain-name:value = 'www.5z8.info' AND "
                "domain-name:resolves_to_refs[*].value = '198.51.100.1/32']"
            ),
            [
                {"type": "domain-name", "value": "www.5z8.info", "resolves_to_refs": ["1"]},
                {"type": "ipv4-addr", "value": "198.51.100.1/32"},
            ],
        ),
        (
            (
                r"[windows-registry-key:key = 'HKEY_CURRENT_USER\\Software\\CryptoLocker\\Files'"
                r" OR "
                r"windows-registry-key:key = 'HKEY_CURRENT_USER\\Software\\Microsoft']"
            ),
            [
                {
                    "type": "windows-registry-key",
                    "key": "HKEY_CURRENT_USER\\Software\\CryptoLocker\\Files",
                }
            ],
        ),
    ],
)
def test_9_8_examples_of_the_standard(pattern, objects):
    assert matches(pattern, observed(*objects))
    for thing in objects[0]:
        if thing != "type":
            less = {key: value for key, value in objects[0].items() if key != thing}
            assert not matches(pattern, observed(less, *objects[1:]))
