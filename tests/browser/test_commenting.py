"""A member of the public comments: by keyboard, twice by mistake, in a flood, without scripts."""

from __future__ import annotations

import contextlib
import re
import threading
import uuid

import httpx
import pytest

pytestmark = pytest.mark.timeout(300)
CALL = "/docket/calls/cybersecurity-rfi/"
FORM = f"{CALL}comment/"
NUMBER = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")


def reach(page, selector: str) -> None:
    """Tab until the focus is on what a person looks for."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def receipt(page) -> str:
    """The number on the page that thanks."""
    page.wait_for_selector("text=We have your comment")
    return NUMBER.search(page.locator("main").inner_text())[0]


def test_from_the_first_page_to_the_receipt_and_back_by_keyboard(visitor):
    page = visitor.page("")
    try:
        page.goto(visitor.site.url + "/docket/")
        reach(page, f"main a[href='{FORM}']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{FORM}")
        reach(page, "#answer-2")
        page.keyboard.insert_text("Call Zeb Quillfeather at (555) 010-0199. Backups hurt.")
        reach(page, "button[value=check]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#hints")
        assert "555" in page.locator("#hints").inner_text()
        wrong = visitor.examine(page, f"{FORM}?checked")
        page.locator("#answer-2").focus()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("Backups hurt us most.")
        reach(page, "button[value=send]")
        page.keyboard.press("Enter")
        number = receipt(page)
        wrong += visitor.examine(page, f"{FORM}?sent")
        reach(page, "main a[href='/docket/receipt/']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/docket/receipt/")
        reach(page, "#tracking")
        page.keyboard.insert_text(number.lower().replace("-", " "))
        page.keyboard.press("Enter")
        page.wait_for_selector("#sure")
        wrong += visitor.examine(page, "/docket/receipt/?found")
        reach(page, "#sure")
        page.keyboard.press("Space")
        reach(page, "button[value=withdraw]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=taken back by its author")
        assert wrong == []
    finally:
        page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_back_and_reload_send_no_second_comment(visitor, scripts):
    page = visitor.page("", scripts=scripts)
    word = uuid.uuid4().hex
    try:
        page.goto(visitor.site.url + FORM)
        page.locator("#comment").fill(f"Once is enough, {word}.")
        page.locator("button[value=send]").dblclick(no_wait_after=True)
        first = receipt(page)
        page.reload()
        assert receipt(page) == first
        page.go_back()
        page.wait_for_selector("#comment")
        # The browser has kept what was typed, and with it the form's secret.
        assert word in page.locator("#comment").input_value()
        page.locator("button[value=send]").click()
        assert receipt(page) == first
        assert "We keep it once" in page.locator("main").inner_text()
    finally:
        page.close()


def test_an_answer_that_the_network_lost_is_not_lost(visitor):
    page = visitor.page("")
    word = uuid.uuid4().hex
    try:
        page.goto(visitor.site.url + FORM)
        page.locator("#comment").press_sequentially(f"The net breaks, {word}.")
        once = page.locator("[name=once]").input_value()
        # The comment arrives; the answer does not.
        lost = []
        page.route(f"**{FORM}*", lambda route: (route.fetch(), route.abort(), lost.append(route)))
        page.locator("button[value=send]").click(no_wait_after=True)
        while not lost:
            page.wait_for_timeout(50)
        page.unroute(f"**{FORM}*")
        page.goto(visitor.site.url + FORM)
        assert word in page.locator("#comment").input_value()
        assert page.locator("[name=once]").input_value() == once
        page.locator("button[value=send]").click()
        receipt(page)
        assert "It came twice" in page.locator("main").inner_text()
        # A new comment in the same tab begins empty, with another secret.
        page.goto(visitor.site.url + FORM)
        assert page.locator("#comment").input_value() == ""
        assert page.locator("[name=once]").input_value() != once
    finally:
        page.close()


@contextlib.contextmanager
def flooded(url: str):
    """Spend the budget of this address, as a busy house does: with drafts, that cost as much.

    It goes on meanwhile: however long the browser takes, there is never enough for its files.
    """
    ends = threading.Event()
    with httpx.Client(base_url=url, timeout=60) as client:
        page = client.get(FORM)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        cookie = page.headers["set-cookie"].split("=", 1)[1].split(";")[0]
        headers = {"cookie": f"__Host-csrf={cookie}", "referer": url}
        data = {"csrfmiddlewaretoken": token, "do": "draft"}

        def spend(words: int) -> bool:
            fields = data | {"comment": "long " * words}
            return client.post(FORM, data=fields, headers=headers).status_code != 429

        if all(spend(400_000) for _ in range(60)):
            pytest.fail("The budget has no end.")
        # A draft costs a hundred units, so up to a hundred are left; by small ones, hardly any.
        small = 40_000
        for _ in range(30):
            if not spend(small):
                break

        def go_on() -> None:
            while not ends.wait(0.05):
                spend(small)

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            ends.set()
            thread.join()


# They cost 105 units together: an address that is left alone has that again after four seconds.
FILES = [
    {"name": f"plan-{n}.txt", "mimeType": "text/plain", "buffer": b"Made-up plan."}
    for n in range(5)
]


def test_in_a_flood_the_browser_works_and_the_next_press_sends(visitor):
    page = visitor.page("")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    try:
        page.goto(visitor.site.url + FORM)
        page.locator("#comment").fill(f"In a flood, {uuid.uuid4().hex}.")
        page.locator("#file").set_input_files(FILES)
        with flooded(visitor.site.url):
            page.locator("button[value=send]").click()
            page.wait_for_selector("form[data-puzzle]")
        assert "Yours is not sent yet" in page.locator("main").inner_text()
        assert "In a flood" in page.locator("#comment").input_value()
        wrong = visitor.examine(page, f"{FORM}?flood")
        # A puzzle of chance: at times it takes many times the usual.
        page.wait_for_function(
            "document.querySelector('[name=proof]').value !== ''", timeout=200_000
        )
        with flooded(visitor.site.url):
            page.locator("button[value=send]").click()
            receipt(page)
        assert wrong == []
        # The strict policy let all of it run: the only thing said is the status of the slow answer.
        assert [line for line in said if "429" not in line] == []
    finally:
        page.close()


def test_in_a_flood_without_scripts_one_waits_and_sends(visitor):
    page = visitor.page("", scripts=False)
    try:
        page.goto(visitor.site.url + FORM)
        page.locator("#comment").fill(f"Patience, {uuid.uuid4().hex}. ")
        page.locator("#file").set_input_files(FILES)
        with flooded(visitor.site.url):
            page.locator("button[value=send]").click()
            page.wait_for_selector("form[data-puzzle]")
        assert "Please wait 15 seconds" in page.locator("main").inner_text()
        assert "Patience" in page.locator("#comment").input_value()
        page.wait_for_timeout(15_000)
        page.locator("#file").set_input_files(FILES)
        page.locator("button[value=send]").click()
        receipt(page)
    finally:
        page.close()
