"""What is shown turns no line round and hides nothing; what was redacted is nowhere in it."""

from __future__ import annotations

import pytest

from wardline.core.errors import UsageError
from wardline.docket.redact import Span, everywhere, public
from wardline.docket.show import beginning, hidden, neutral


@pytest.mark.parametrize(
    "char",
    [
        *"\u202e\u202d\u2066\u2069\u200e\u200b\u2060\ufeff\u00ad\u3164\x1b\x00\u2028",
        *"\ufffe\uffff\ufdd0\U0001fffe\U0010ffff",
    ],
)
def test_tricks_are_written_out(char):
    shown = neutral(f"pay{char}exe")
    assert char not in shown
    assert f"⟦U+{ord(char):04X}⟧" in shown
    assert hidden(f"a{char}b{char}") == [f"U+{ord(char):04X}"]


@pytest.mark.parametrize(
    "text",
    [
        "Plain.\n\tIndented",
        "¿Qué información?",
        "می‌خواهم",
        "👩‍⚕️ thanks",
        "中文 العربية",
        "a" + "\u0301" * 10 + "b\u0301",
        "\ufffd \U0001fae8",
        "“quoted” \u2013 5 €",
    ],
)
def test_honest_writing_stays_as_it_is(text):
    assert neutral(text) == text


def test_a_heap_of_marks_that_covers_others_lines_is_written_out():
    shown = neutral("pay" + "\u0335" * 500)
    assert shown == "pay" + "\u0335" * 10 + "⟦U+0335⟧" * 490


def test_a_joiner_between_latin_letters_is_a_trick():
    assert neutral("pass\u200dword") == "pass⟦U+200D⟧word"


def test_the_public_text_is_the_original_without_the_spans():
    parts = {"text": "Call Ana Made-Up at 555-0100.", "answer:1": "Ana said so.", "name": "Ana"}
    spans = [*everywhere(parts, "Ana", "personal"), Span("text", 9, 16, "personal"),
             Span("text", 20, 28, "confidential")]  # fmt: skip
    assert public(parts, spans) == {
        "text": "Call [redacted: personal] [redacted: personal] at [redacted: confidential].",
        "answer:1": "[redacted: personal] said so.",
        "name": "[redacted: personal]",
    }
    touching = [Span("name", 0, 2, "personal"), Span("name", 2, 3, "security")]
    assert public(parts, touching)["name"] == "[redacted: personal, security]"


@pytest.mark.parametrize(
    "span",
    [
        Span("nowhere", 0, 1, "personal"),
        Span("text", 0, 0, "personal"),
        Span("text", 0, 9, "personal"),
        Span("text", -1, 2, "personal"),
        Span("text", 0, 1, "because"),
    ],
)
def test_a_span_that_fits_nothing_is_told(span):
    with pytest.raises(UsageError, match="nothing was changed"):
        public({"text": "short"}, [span])
    with pytest.raises(UsageError, match="does not stand there"):
        everywhere({"text": "short"}, "long", "personal")


def test_a_list_shows_the_beginning_in_one_line_and_says_that_there_is_more():
    assert beginning(" one\n\ttwo  three ", 20) == "one two three"
    assert beginning("one two three", 13) == "one two three"
    assert beginning("one two three", 12) == "one two thre…"
    assert beginning(" " * 5_000 + "far away", 300) == "far away"
    assert beginning("", 300) == ""
