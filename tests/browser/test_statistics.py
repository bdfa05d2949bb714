"""The statistics as a browser shows them, to everybody and to a member."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("", "/statistics/"),
        ("", "/statistics/editions/2/"),
        ("readonly", "/statistics/"),
        ("readonly", "/benchmarks/"),
    ],
)
def test_the_page_is_accessible_and_fits_a_phone(visitor, role, path):
    assert list(visitor.look(role, path)) == []


def test_a_reader_finds_counts_and_why_some_are_hidden(visitor):
    page = visitor.page("", scripts=False)
    page.goto(f"{visitor.site.url}/statistics/")
    text = page.locator("main").inner_text()
    assert "not shown" in text
    assert "fewer than 11" in text
    page.get_by_role("link", name="Edition 1, as of 2025-10-01").click()
    page.wait_for_load_state()
    assert "SHA-256" in page.locator("main").inner_text()
    page.close()
