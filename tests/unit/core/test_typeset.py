"""One way from a template to paper: our fonts, no empty boxes, the same bytes each time."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from wardline.core.errors import UnprocessableError
from wardline.core.typeset import Template, compiled, one_sheet

MONDAY = Template("wardline.devices", "monday.typ", "take --format html")


def values(**more):
    rows = [["Where", "ICU", ""], ["Who", "中 #panic()", ""]]
    page = {"title": "Week", "lang": "en", "news": "Nothing new.", "tail": ["End."]}
    return {**page, "jobs": [{"name": "1. Pump", "rows": rows}], "size": 10, **more}


def fonts(data):
    found = set()
    for page in PdfReader(io.BytesIO(data)).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            found.add(str(font["/BaseFont"]).partition("+")[2])
    return found


def test_paper_is_the_same_on_every_machine_and_shows_what_it_cannot_set():
    made = compiled(MONDAY, values(), pdf_standards=["ua-1"])
    assert made == compiled(MONDAY, values(), pdf_standards=["ua-1"])
    assert all(name.startswith("LibertinusSerif") for name in fonts(made))
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "⟦U+4E2D⟧ #panic()" in text


def test_the_largest_size_that_fits_is_taken():
    short = one_sheet(MONDAY, values(), (10.0, 8.0))
    long = one_sheet(MONDAY, values(tail=["One more line."] * 70), (10.0, 7.0))
    none = one_sheet(MONDAY, values(tail=["One more line."] * 400), (10.0, 7.0))
    assert (short.fits, long.fits, none.fits) == (True, True, False)


def test_what_typst_cannot_set_is_told_in_a_sentence():
    with pytest.raises(UnprocessableError, match="could not set") as told:
        compiled(MONDAY, values(lang="no language at all"))
    assert "take --format html" in told.value.hint
