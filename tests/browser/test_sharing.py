"""From a pasted list to a receipt, by keyboard alone; what is seen on the way is accessible."""

from __future__ import annotations

import pytest

TEXT = "hxxps://login[.]made-up-heron[.]example/pay\n203.0.113.91\n"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def reach(page, selector: str) -> None:
    """Tab until the focus is on what a person looks for."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_share_by_keyboard_from_paste_to_receipt(visitor):
    page = visitor.page("analyst")
    try:
        page.goto(visitor.site.url + "/share/")
        reach(page, "#text")
        page.keyboard.insert_text(TEXT)
        reach(page, "#collection")
        page.keyboard.type("Made-up sector")
        reach(page, "button[type=submit]")
        press(page, "Enter")
        page.wait_for_url("**/share/preview/")
        assert "2 objects would leave" in page.locator("main").inner_text()
        assert "the public will not" in page.locator("main").inner_text()
        wrong = visitor.examine(page, "/share/preview/")
        reach(page, "#word")
        page.keyboard.insert_text("share")
        press(page, "Enter")
        page.wait_for_url("**/share/*-*-*-*-*/")
        assert "2 objects were shared" in page.locator("main").inner_text()
        assert wrong == []
        # Back: what was released cannot be released again, and the receipt is one step away.
        page.go_back()
        assert "Nothing has been checked yet" in page.locator("main").inner_text()
        reach(page, "main a[href='/share/receipts/']")
        press(page, "Enter")
        page.wait_for_url("**/share/receipts/")
    finally:
        page.close()


def test_a_search_by_keyboard_leads_to_an_object_and_its_picture(visitor):
    page = visitor.page("readonly")
    try:
        page.goto(visitor.site.url + "/objects/")
        reach(page, "#q")
        page.keyboard.insert_text("198[.]51[.]100[.]7")
        press(page, "Enter")
        page.wait_for_url("**/objects/?q=*")
        assert "198[.]51[.]100[.]7" in page.locator("main").inner_text()
        reach(page, "tbody a")
        press(page, "Enter")
        page.wait_for_url("**/objects/indicator--*/")
        assert page.locator("h1").inner_text() == "Sends stolen records to this address"
        reach(page, "a[href$='/graph/']")
        press(page, "Enter")
        page.wait_for_url("**/graph/")
        reach(page, "svg a")
        press(page, "Enter")
        page.wait_for_url("**/objects/intrusion-set--*/")
    finally:
        page.close()
