"""The report's form: what is taken, what is refused, and how it says so."""

from __future__ import annotations

import pytest

from wardline.core.errors import InputError, TooLargeError, UnprocessableError
from wardline.incidents.model import MOST_BYTES, encode, parse


@pytest.mark.parametrize(
    "told",
    [
        b'{"what":{"text":"Made up: files are encrypted"}}',
        b'{"what":{"harms":["data-taken"]}}',
        b'{"what":{"actions":[{"category":"malware"}]}}',
    ],
)
def test_one_answer_is_a_report_and_comes_back_as_it_was(told):
    assert parse(encode(parse(told))) == parse(told)


@pytest.mark.parametrize("told", [b'{"what":{}}', b'{"what":{"text":"  "}}', b"{}"])
def test_without_what_happened_it_is_none(told):
    with pytest.raises(UnprocessableError, match="what"):
        parse(told)


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        (b'{"what":{"text":"x"},"extent":{"records":-1}}', "/extent/records"),
        (
            b'{"what":{"text":"x"},"attacker":{"files":[{"name":"a"},{"name":3}]}}',
            "/attacker/files/",
        ),
        (b'{"what":{"text":"x"},"when":{"found":{"at":"2026-01-31T14:00:00"}}}', "/when/found"),
        (b'{"what":{"text":"x","why":1}}', "/what"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(told, pointer):
    with pytest.raises(UnprocessableError) as raised:
        parse(told)
    assert raised.value.pointer.startswith(pointer)


@pytest.mark.parametrize("told", [b"", b"[", b"\xff\xfe", b"[" * 100_000, b"null", b"7"])
def test_any_bytes_are_answered(told):
    with pytest.raises(InputError):
        parse(told)


def test_a_pasted_log_is_too_long_and_says_where_it_belongs():
    with pytest.raises(TooLargeError, match="logs and files"):
        parse(b" " * (MOST_BYTES + 1))


def test_a_time_is_told_in_utc_and_no_finer_than_it_is_known():
    told = '{"what":{"text":"x"},"when":{"found":{"at":"%s","fidelity":"%s"}}}'
    one = parse((told % ("2026-01-31T23:41:09.5-05:00", "hour")).encode())
    assert one.when.found.at.isoformat() == "2026-02-01T04:00:00+00:00"
    with pytest.raises(UnprocessableError) as raised:
        parse((told % ("0001-01-01T00:00:00+14:00", "hour")).encode())
    assert raised.value.pointer == "/when/found"
