"""An incident is reported by keyboard alone, in few steps; a lost network loses nothing typed."""

from __future__ import annotations

import pytest

TEXT = "A message asked our made-up billing office for passwords; two people typed theirs."
ADDRESS = "hxxps://login[.]made-up-heron[.]example/office\n203.0.113.92\n"
# Presses of keys that are no text. Measured: 87; a page of more questions must not cost more.
MOST_STEPS = 90


class Keyboard:
    """Counts what is pressed beside text."""

    def __init__(self, page):
        self.page, self.steps = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.steps += 1
            self.page.keyboard.press(key)

    def reach(self, selector: str) -> None:
        """Tab until the focus is on what a person looks for."""
        for _ in range(120):
            self.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    def fill(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.insert_text(text)


def test_a_useful_report_by_keyboard_alone(visitor):
    page = visitor.page("member")
    keys = Keyboard(page)
    try:
        page.goto(visitor.site.url + "/")
        print("DBG", page.url, page.locator("body").inner_text()[:900])
        keys.reach("nav a[href='/incidents/']")
        keys.press("Enter")
        page.wait_for_url("**/incidents/")
        keys.reach("main a[href='/incidents/new/']")
        keys.press("Enter")
        page.wait_for_url("**/incidents/new/")
        keys.reach("input[name='what.kind']")
        # The radio buttons are one stop; arrows choose.
        keys.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
        keys.reach("input[name='what.harms']")
        keys.press("Space")
        keys.fill("#what-text", TEXT)
        keys.fill("#when-found", "2026-11-24 14:30")
        keys.fill("#attacker-observables", ADDRESS)
        wrong = visitor.examine(page, "/incidents/new/")
        page.locator("#attacker-observables").focus()
        keys.reach("#collection")
        page.keyboard.type("Made-up sector")
        keys.reach("button[value=check]")
        keys.press("Enter")
        page.wait_for_url("**/preview/")
        told = page.locator("main").inner_text()
        assert "It does not carry your name" in told
        assert "the public will not" in told
        wrong += visitor.examine(page, "/incidents/drafts/x/preview/")
        keys.reach("a[href='#release']")
        keys.press("Enter")
        keys.fill("#word", "share")
        keys.press("Enter")
        page.wait_for_url(lambda url: "/incidents/" in url and "/drafts/" not in url)
        told = page.locator("main").inner_text()
        assert "Waits to leave with others" in told
        assert "It leaves with others; nothing more is to be done" in told
        assert wrong == []
        assert keys.steps <= MOST_STEPS, keys.steps
        # Back, and once more: it is the same incident.
        page.go_back()
        assert "There is nothing to read here" in page.locator("main").inner_text()
    finally:
        page.close()


def unfold(page) -> None:
    """Open all that is folded away."""
    folded = page.locator("main form details:not([open]) > summary:visible")
    while folded.count():
        folded.first.click()


def test_the_form_with_everything_open_and_with_errors_is_accessible(visitor):
    page = visitor.page("analyst")
    try:
        page.goto(visitor.site.url + "/incidents/new/")
        page.locator("#what-text").fill(TEXT)
        page.locator("#when-found").fill("last week")
        unfold(page)
        page.locator("#extent-persons").fill("many")
        page.locator("button[value=check]").click()
        page.wait_for_selector("#problem")
        assert "2 answers have to be mended" in page.locator("#problem").inner_text()
        assert page.locator("#what-text").input_value() == TEXT
        unfold(page)
        assert visitor.examine(page, "/incidents/new/?wrong") == []
    finally:
        page.close()


def test_what_is_typed_outlives_a_lost_network(visitor):
    page = visitor.page("reviewer")
    try:
        page.goto(visitor.site.url + "/incidents/new/")
        page.locator("#what-text").fill(TEXT)
        page.context.set_offline(True)
        page.locator("button[value=save]").first.click()
        page.wait_for_timeout(500)
        page.context.set_offline(False)
        # Loaded again: the form is sent again as it was, or its texts are put back by the page.
        page.reload()
        page.wait_for_load_state()
        if "/drafts/" not in page.url:
            page.goto(visitor.site.url + "/incidents/new/")
        assert page.locator("#what-text").input_value() == TEXT
    finally:
        page.context.set_offline(False)
        page.close()
