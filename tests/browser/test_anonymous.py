"""An anonymous report by keyboard, from the token to the reply box; on a phone, in Spanish."""

from __future__ import annotations

import json

import pytest

import console

DRAW = """
import json, os, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.core.clock import now
from wardline.core.errors import ConflictError
from wardline.hub.exchange import collections
from wardline.hub.settings import CONFIG
from wardline.hub.db import open_database
from wardline.hub.tokens import service
from wardline.incidents import tokens
try:
    collections.add_collection("Incidents", alias="incidents", read=["all"], write=["none"])
except ConflictError:
    pass
database = open_database("", CONFIG.sqlite_path)
epoch = service.current(database, CONFIG, now())
name = service.name(CONFIG, database.read)
drawing = tokens.draw(epoch.public, tokens.challenge(name), 2, os.urandom)
answer = service.Issuer(database, CONFIG).issue("made-up", drawing.body, now())
print(json.dumps([one.text for one in tokens.finish(epoch.public, drawing, answer)]))
database.close()
"""
NEW, REPLY = "/incidents/anonymous/new", "/incidents/anonymous/reply"


@pytest.fixture(name="drawn", scope="module")
def drawn_fixture(site):
    done = console.run(site.data, code=DRAW)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def reach(page, selector: str) -> None:
    """Tab until the focus is on what a person looks for."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_a_report_by_keyboard_and_its_reply_box(visitor, drawn):
    page = visitor.page("")
    wrong = []
    try:
        page.goto(visitor.site.url + NEW)
        wrong += visitor.examine(page, NEW)
        reach(page, "#token")
        page.keyboard.insert_text(drawn[0])
        reach(page, "#text")
        page.keyboard.insert_text("Made up: mail was read by somebody.")
        reach(page, "#category-hacking")
        page.keyboard.press("Space")
        reach(page, "button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#secret")
        wrong += visitor.examine(page, NEW)
        address = page.locator("#secret").input_value()
        reach(page, "main a")
        page.keyboard.press("Enter")
        # The script takes the secret out of the address, and it was never sent.
        page.wait_for_function("() => document.getElementById('address')?.value.length === 32")
        assert page.locator("#address").input_value() == address
        assert address not in page.url
        reach(page, "button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#message")
        assert "letter box" in page.locator("main").inner_text()
        wrong += visitor.examine(page, REPLY)
        assert page.context.cookies() == []
    finally:
        page.close()
    assert wrong == []


def test_without_scripts_a_wrong_token_gives_all_that_was_typed_back(visitor, drawn):
    page = visitor.page("", scripts=False)
    try:
        page.goto(visitor.site.url + NEW)
        page.fill("#token", drawn[1][:-9])
        page.fill("#text", "Made up: <i>typed</i>")
        page.fill("#observables", "a\nb")
        page.click("button[type=submit]")
        assert "not a whole token" in page.locator("[role=alert]").inner_text()
        assert page.locator("#text").input_value() == "Made up: <i>typed</i>"
        assert page.locator("#observables").input_value() == "a\nb"
        page.fill("#token", drawn[1])
        page.click("button[type=submit]")
        address = page.locator("#secret").input_value()
        page.goto(visitor.site.url + REPLY)
        page.fill("#address", address)
        page.click("button[type=submit]")
        page.wait_for_load_state()
        assert "letter box" in page.locator("main").inner_text()
    finally:
        page.close()


def test_it_speaks_spanish_by_what_the_browser_asks_for(chromium, site):
    context = chromium.new_context(locale="es-MX", viewport={"width": 320, "height": 640})
    page = context.new_page()
    try:
        page.goto(site.url + NEW)
        assert "forma anónima" in page.locator("h1").inner_text()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        assert context.cookies() == []
    finally:
        context.close()


def test_a_person_draws_tokens_in_the_browser_and_one_of_them_is_taken(visitor, drawn):
    page = visitor.page("analyst")
    try:
        page.goto(visitor.site.url + "/incidents/tokens/")
        before = page.locator("main").inner_text()
        assert "20 of 20" in before
        page.fill("#many", "2")
        page.click("#draw button")
        page.wait_for_selector("#drawn:not([hidden])")
        tokens = page.locator("#tokens").input_value().split("\n")
        assert len(set(tokens)) == 2
        wrong = visitor.examine(page, "/incidents/tokens/")
        page.reload()
        assert "18 of 20" in page.locator("main").inner_text()
        # More than are left: told, and nothing is lost.
        page.evaluate("() => { document.getElementById('many').max = '99'; }")
        page.fill("#many", "19")
        page.click("#draw button")
        page.wait_for_selector("#problem:not([hidden])")
        assert "drew 2 of the 20" in page.locator("#problem").inner_text()
    finally:
        page.close()
    assert wrong == []
    stranger = visitor.page("", scripts=False)
    try:
        stranger.goto(visitor.site.url + NEW)
        stranger.fill("#token", tokens[0])
        stranger.fill("#text", "Made up: by a token that a browser drew.")
        stranger.click("button[type=submit]")
        assert len(stranger.locator("#secret").input_value()) == 32
    finally:
        stranger.close()
