"""The warning before one has to confirm who one is: in time, over with a press, by keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.timeout(300)
SOON = "In two minutes you are asked again who you are. What you typed stays."
OVER = "With the next step you are asked who you are. What you typed stays."


def test_a_pause_is_told_two_minutes_before_and_a_press_ends_it(visitor):
    page = visitor.page("analyst")
    page.clock.install()
    page.goto(visitor.site.url + "/notices/settings/")
    alert = page.get_by_role("alert")
    page.clock.fast_forward("27:00")
    assert alert.count() == 0
    page.clock.fast_forward("01:10")
    assert SOON in alert.inner_text()
    assert visitor._accessible(page, "desktop") == []
    with page.expect_response("**/account/staying.json") as answered:
        page.get_by_role("button", name="I am still here").press("Enter")
    assert answered.value.status == 200
    assert alert.count() == 0
    # Said again before the next end, and what is typed keeps one here as well.
    page.clock.fast_forward("28:10")
    assert SOON in alert.inner_text()
    with page.expect_response("**/account/staying.json"):
        page.get_by_label("Only with one of these labels").press_sequentially("x")
    assert alert.count() == 0
    page.clock.fast_forward("30:10")
    assert OVER in alert.inner_text()
    assert page.get_by_role("button", name="I am still here").count() == 0
    page.close()


def test_nobody_is_warned_who_is_not_signed_in(visitor):
    page = visitor.page("")
    page.clock.install()
    page.goto(visitor.site.url + "/")
    page.clock.fast_forward("02:00:00")
    assert page.get_by_role("alert").count() == 0
    page.close()
