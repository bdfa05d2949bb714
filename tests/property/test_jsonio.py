"""Strict JSON: agrees with a parser that looks at every key, whatever the text."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wardline.core import jsonio
from wardline.core.errors import MalformedError

TEXT = st.text(alphabet=st.sampled_from('a":\\ \n\t{}[],u0022é\U0001f600'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def _strict(text: str):
    """The value, by the standard library, refusing duplicate keys."""

    def pairs(items):
        keys = [key for key, _ in items]
        if len(set(keys)) != len(keys):
            raise ValueError("duplicate")
        return dict(items)

    return json.loads(text, object_pairs_hook=pairs)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_what_is_valid_comes_in_whole(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    parsed = jsonio.parse(text.encode())
    assert parsed.value == value
    assert json.loads(parsed.canonical) == value
    assert jsonio.parse(parsed.canonical).canonical == parsed.canonical


@st.composite
def texts_with_repeated_keys(draw):
    """Objects written by hand, with spaces and escapes wherever JSON allows them."""
    space = st.sampled_from(["", " ", "\n", "\t"])
    pair = st.tuples(
        st.sampled_from(["a", "b", "\\u0061", 'a\\":', "\\u0022:"]),
        st.sampled_from(
            ["1", '""', '"\\":"', '"\\u0022:"', '"\\"\\u003a"', '{"a":1}', '{"a":1,"a" :2}', "[]"]
        ),
    )
    members = draw(st.lists(pair, min_size=1, max_size=4))
    parts = [f'"{k}"{draw(space)}:{draw(space)}{v}{draw(space)}' for k, v in members]
    return "{" + ",".join(parts) + "}"


@given(texts_with_repeated_keys())
@example('{"a" :1,"a":2}')
@example('{"a":1,"a":"\\u0022:"}')
@example('{"a":1,"\\u0061":2}')
@example('{"a":1,"a":"\\"\\u003a"}')
@example('{"a":1,"a":"\\"\\u003A"}')
def test_duplicate_keys_are_refused_and_nothing_else(text):
    try:
        expected = _strict(text)
    except ValueError:
        with pytest.raises(MalformedError):
            jsonio.parse(text.encode())
    else:
        assert jsonio.parse(text.encode()).value == expected


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e400]",
        b"[9007199254740992]",
        b"[-9007199254740992]",
        b"[123456789012345678901234567890]",
        b"1" * 10_000,
        b'"\\ud800"',
        b'["\\udfff\\ud800"]',
        b"\xff",
        b'"\xed\xa0\x80"',
        b"[" * 65 + b"]" * 65,
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b"[1,]",
        b"{'a':1}",
        b"nul",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_cannot_travel_is_refused_with_a_sentence(text):
    with pytest.raises(MalformedError) as caught:
        jsonio.parse(text)
    assert caught.value.message.endswith(".")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_wardline_error(data):
    try:
        parsed = jsonio.parse(data)
    except MalformedError:
        return
    assert json.loads(data) == parsed.value


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (b'{"b":1,"a":{"d":[],"c":null}}', b'{"a":{"c":null,"d":[]},"b":1}'),
        (b"[1.0, -0.0, 1e2, 0.5, 1.25e-3]", b"[1,0,100,0.5,0.00125]"),
        ('"é"'.encode(), '"é"'.encode()),
        (b'"\\u00e9\\/\\u001f"', '"é/\\u001f"'.encode()),
    ],
)
def test_canonical_form_is_rfc_8785(text, canonical):
    assert jsonio.parse(text).canonical == canonical
