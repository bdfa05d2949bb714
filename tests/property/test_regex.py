"""Regular expressions of MATCHES: as Perl means them, and never without the texts they require."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wardline.core import regex
from wardline.core.literals import required
from wardline.core.pattern import PatternError, parse

ATOMS = st.sampled_from(
    [
        *(
            "a",
            "b",
            "c",
            ".",
            "^",
            "$",
            "\\d",
            "\\w",
            "\\s",
            "\\S",
            "\\b",
            "\\.",
            "\\/",
            "\\-",
            "\\_",
        ),
        *(
            "\\x61",
            "\\n",
            "\\t",
            "\\Z",
            "[abc]",
            "[^a]",
            "[]a]",
            "[^]a]",
            "[a-c]",
            "[\\d.]",
            "[a\\s]",
        ),
        *("[[]", "[\\]]", "(?:a|b)", "(?#x)", "\u00e9", "(?i:A)"),
    ]
)
QUANTIFIERS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{0,2}", "*?", "+?"])


def _group(inner):
    return st.builds("({}){}".format, inner, QUANTIFIERS) | st.builds("{}|{}".format, inner, inner)


EXPRESSIONS = st.recursive(
    st.lists(st.builds("{}{}".format, ATOMS, QUANTIFIERS), max_size=4).map("".join),
    _group,
    max_leaves=4,
)
TEXTS = st.text(alphabet="abcdA1 .\n\t/-_]\u00e9[", max_size=8)


@settings(deadline=None, max_examples=1500)
@given(EXPRESSIONS, TEXTS)
def test_expressions_find_what_a_backtracking_engine_finds(expression, text):
    try:
        # Without UCP and MULTILINE, as PCRE by default; DOTALL as the standard asks.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what later Pythons may read otherwise
            other = re.compile(expression, re.DOTALL | re.ASCII)
        search = regex.searcher(expression)
    except (re.error, regex.UnsupportedError):
        assume(False)
    # PCRE's \s has a vertical tab, as Python's; é folds the same in both.
    # A group around $ that asks for more behind it is the one known difference (divergences.md).
    assume(not re.search(r"\$[^|)]", expression) and not re.search(r"\\Z[^|)]", expression))
    assert search(text) is (other.search(text) is not None)


@settings(deadline=None, max_examples=1500)
@given(EXPRESSIONS, TEXTS)
def test_what_is_found_holds_the_required_texts(expression, text):
    try:
        search = regex.searcher(expression)
    except regex.UnsupportedError:
        assume(False)
    if search(text):
        for option in required(expression):
            assert any(one.lower() in text.lower() for one in option)


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet="ab\\[]()|?*+{}^$.:<>=!-P,0123dxQEpL", max_size=20), st.text(max_size=10))
def test_any_text_is_an_expression_a_fault_or_unsupported(expression, text):
    fault = regex.fault(expression)
    quoted = expression.replace("\\", "\\\\")
    if fault is not None:
        with pytest.raises(PatternError):
            parse(f"[x:v MATCHES '{quoted}']")
        return
    parse(f"[x:v MATCHES '{quoted}']")
    try:
        search = regex.searcher(expression)
    except regex.UnsupportedError:
        return
    assert search(text) in (True, False)
    assert search(text.encode("utf-8", errors="replace")) in (True, False)
    required(expression)


@pytest.mark.parametrize(
    "expression", ["(?=a)b", r"(a)\1", "a++", "(?>a)", r"\Ka", "(?x) a", "(?R)", "a{1001}", r"\G"]
)
def test_what_only_perl_knows_is_a_valid_pattern(expression):
    assert regex.fault(expression) is None
    with pytest.raises(regex.UnsupportedError):
        regex.searcher(expression)


@pytest.mark.parametrize("expression", ["(", ")", "*", "a{2", "[a", "a**", "(?P<n", "\\"])
def test_faults_are_told_from_what_is_unsupported(expression):
    try:
        re.compile(expression)
    except re.error:
        assert regex.fault(expression) == "it is no regular expression"
    else:
        assert regex.fault(expression) is None
