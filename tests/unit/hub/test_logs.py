"""What the processes log: in one line, with a number, and nothing of anybody's."""

from __future__ import annotations

import json
import logging
import sys
from types import SimpleNamespace

import pytest

from wardline.core.errors import UnavailableError
from wardline.hub import logs

PRIVATE = "jane.roe@made-up.example"


def line(
    name="wardline.hub", level=logging.WARNING, message="said", args=(), *, as_json=True, **extra
):
    record = logging.LogRecord(name, level, __file__, 1, message, args, extra.pop("exc_info", None))
    for key, value in extra.items():
        setattr(record, key, value)
    text = logs.Lines("exchange", as_json=as_json).format(record)
    assert "\n" not in text
    return json.loads(text) if as_json else text


def raised(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_an_errors_text_stays_inside():
    told = line(message="request failed", number="4f2a", exc_info=raised(ValueError(PRIVATE)))
    assert (told["error"], told["number"], told["process"]) == ("ValueError", "4f2a", "exchange")
    assert told["trace"][-1].endswith(" raised")
    assert PRIVATE not in json.dumps(told)
    assert "site-packages" not in json.dumps(told)
    ours = line(exc_info=raised(UnavailableError("The disk is full.", hint="Make room.")))
    assert ours["said"] == "The disk is full. Make room."


def test_what_a_library_logs_is_told_by_its_template():
    path = f"/set-up/secret-token/?mail={PRIVATE}"
    told = line("django.request", message="Internal Server Error: %s", args=(path,))
    assert told["message"].startswith("Internal Server Error: %s (")
    left_out = line("allauth", message=f"no such person {PRIVATE}")
    assert left_out["message"].startswith("text left out (")
    assert PRIVATE not in json.dumps([told, left_out])


def test_a_page_that_failed_is_found_by_its_number():
    asked = SimpleNamespace(headers={"X-Request-Number": "9c1d"})
    assert (
        line("django.request", args=("/x",), message="failed %s", request=asked)["number"] == "9c1d"
    )


def test_text_lines_are_one_line_too():
    text = line(message="two\nlines", as_json=False, number="4f2a", status=503)
    assert text == "wardline exchange: two lines number=4f2a status=503"


@pytest.mark.parametrize(
    ("told", "status", "has"),
    [("none", 500, False), ("faults", 503, True), ("faults", 404, False), ("all", 200, True)],
)
def test_which_requests_have_a_line(told, status, has):
    assert logs.wanted(told, status) is has


def test_a_strange_method_is_not_repeated(caplog):
    with caplog.at_level(logging.INFO, "wardline.requests"):
        logs.request("4f2a", "taxii", PRIVATE, 405, 0.0012)
    [record] = caplog.records
    assert (record.method, record.ms, record.area) == ("other", 1.2, "taxii")
