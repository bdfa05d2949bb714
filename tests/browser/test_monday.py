"""The Monday page and the tick sheets in a real browser: axe, no script, 320 px, one sheet."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from wardline.devices.pages import Table, tables_html

HERE = Path(__file__).parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _example():
    """The fullest page of the unit tests."""
    path = HERE.parent / "unit" / "devices" / "test_monday.py"
    spec = importlib.util.spec_from_file_location("wardline_monday_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="opened")
def opened_fixture(chromium, tmp_path):
    example = _example()
    file = tmp_path / "monday.html"
    file.write_text(example.monday_html(example.fullest()))
    page = chromium.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert said == []


def test_axe_finds_nothing_in_tables_either(chromium):
    html = tables_html("Sheet", ["Read it."], [Table("ICU", ("Tag", "Read"), [("1", "")])] * 2)
    page = chromium.new_page()
    page.set_content(html)
    assert _violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def _violations(page):
    page.evaluate((HERE / "axe" / "axe.min.js").read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations)",
        WCAG,
    )
    return [rule["id"] for rule in found]


def test_axe_finds_nothing(opened):
    assert _violations(opened) == []


def test_nothing_scrolls_sideways_on_a_phone(opened):
    opened.set_viewport_size({"width": 320, "height": 640})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_fullest_page_prints_on_one_sheet(opened):
    printed = PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert "In the inventory: 2,000 devices." in printed.pages[0].extract_text()
