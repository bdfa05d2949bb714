"""The report's one HTML file in a real browser: from a disk, and in the portal."""

from __future__ import annotations

from pathlib import Path

import pytest

from wardline.report.build import build
from wardline.testing.reports import AS_OF, shaped

AXE = Path(__file__).parent / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(name="opened", params=["report", "progress"])
def opened_fixture(request, chromium, tmp_path):
    """A report of every kind of part, and its progress update, as files."""
    (made,) = build(shaped(60, 20), AS_OF, ["html"], request.param)
    file = tmp_path / made.name
    file.write_bytes(made.data)
    page = chromium.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert asked == [file.as_uri()]
    assert said == []


def test_axe_finds_nothing_and_it_fits_a_phone(opened):
    opened.set_viewport_size({"width": 320, "height": 640})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    opened.evaluate(AXE.read_text(encoding="utf-8"))
    found = opened.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations)",
        WCAG,
    )
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_the_keyboard_reaches_the_report_and_its_style_is_taken(opened):
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**#part-main")
    assert (
        opened.evaluate("getComputedStyle(document.querySelector('caption')).fontWeight") == "700"
    )


def test_the_portal_lets_its_style_through(visitor):
    page = visitor.page("", scripts=False)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{visitor.site.url}/reports/")
    page.locator("main a").first.click()
    page.get_by_role("link", name="report.html").click()
    page.wait_for_load_state()
    weight = page.evaluate("getComputedStyle(document.querySelector('dt')).fontWeight")
    assert weight == "700"
    assert said == []
    page.close()
