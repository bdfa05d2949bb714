"""`import(export(x)) = x` for every format, and public texts that hold nothing redacted."""

from __future__ import annotations

import io

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from wardline.docket import formats
from wardline.docket.cells import for_xml, from_xml, guarded, plain
from wardline.docket.record import COLUMNS, File, Record, from_row, to_row
from wardline.docket.redact import REASONS, Span, public
from wardline.docket.workbook import read_xlsx, write_xlsx
from wardline.hub.docket.content import begun, words

ODD = st.sampled_from(
    ["=1+1", "'=1", "''@x", "+", "-2", "\t=x", "\r", "\n", '"', ",", "_x000D_", "_x005F_",
     "\uff1d1", "\x00", "\x0b", '{"wardline":1}', '{"wardline":1,"text":"x"}', "x" * 5000, "\ufeff"]
)  # fmt: skip
CHARS = st.characters(exclude_categories=("Cs",))
TEXT = st.one_of(st.text(CHARS, max_size=30), ODD, st.tuples(ODD, st.text(CHARS)).map("".join))
ID = st.text(CHARS, min_size=1, max_size=20).filter(lambda text: text.strip())
# The columns that are no field of a record; JSON keys that are none either.
FIELDS = {
    "Document ID",
    "Comment",
    "Received Date",
    "First Name",
    "Last Name",
    "Organization Name",
}
FREE = st.sampled_from([name for name in COLUMNS if name not in FIELDS])
PLAIN = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**53), 2**53), TEXT, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)
FILLED = TEXT.filter(bool)
RECORD = st.builds(
    Record,
    id=ID,
    text=TEXT,
    received=TEXT,
    kind=st.sampled_from(["", "individual", "organization", "anonymous"]),
    first_name=TEXT,
    last_name=TEXT,
    organization=TEXT,
    answers=st.dictionaries(TEXT, TEXT, max_size=3),
    files=st.lists(st.builds(File, name=TEXT, text=TEXT), max_size=2),
    columns=st.dictionaries(FREE, FILLED, max_size=5),
    more=st.dictionaries(
        st.one_of(TEXT, st.sampled_from(["organization_given", "attachments", "id", "kind"])),
        PLAIN,
        max_size=3,
    ),
)
RECORDS = st.lists(RECORD, max_size=3)


@given(RECORDS)
@settings(deadline=None)
def test_csv_gives_back_what_it_was_given(records):
    assert list(formats.read(formats.write_csv(records).encode())) == records


@given(RECORDS)
@settings(deadline=None)
def test_json_and_json_lines_give_back_what_they_were_given(records):
    import json

    made = [formats.to_json(record, {"state": "posted"}) for record in records]
    assert list(formats.read(json.dumps(made).encode())) == records
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in made)
    if made:
        assert list(formats.read(lines.encode())) == records


@given(RECORDS)
@settings(deadline=None, max_examples=40)
def test_a_workbook_gives_back_what_it_was_given(records):
    assert list(read_xlsx(write_xlsx(records))) == records


@given(st.dictionaries(st.one_of(st.sampled_from(COLUMNS), ID), FILLED), ID)
def test_a_foreign_row_keeps_every_column(row, number):
    row = row | {"Document ID": number}
    again = to_row(from_row(row))
    if not row.get("Additional Field 2", "").startswith('{"wardline":1'):
        assert {name: text for name, text in again.items() if text} == row


@given(RECORDS)
@settings(deadline=None, max_examples=20)
def test_no_cell_is_a_formula(records):
    book = load_workbook(io.BytesIO(write_xlsx(records)))
    for sheet in book:
        for row in sheet:
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(TEXT)
def test_cells_are_one_to_one(text):
    assert plain(guarded(text)) == text
    assert from_xml(for_xml(text)) == text


@given(st.data())
def test_nothing_redacted_is_left(data):
    secret = "MADE-UP-4711"
    before, after = data.draw(TEXT), data.draw(TEXT)
    text = f"{before}{secret}{after}"
    place = len(before)
    span = Span("text", place, place + len(secret), data.draw(st.sampled_from(REASONS)))
    wide = data.draw(st.integers(0, 3))
    more = Span("text", max(0, place - wide), place + len(secret), "personal")
    assert secret not in public({"text": text}, [span, more])["text"]


PARTS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("name", "organization", "text", "answer:1", "file:0"), TEXT)
)


@given(PARTS, st.integers(0, 200))
def test_public_texts_that_were_cut_anywhere_begin_as_the_whole_ones(texts, at):
    whole = msgspec.json.encode(texts).decode()
    found = begun(whole[:at]) if at < len(whole) else begun(whole)
    if at >= len(whole):
        assert found == texts
    told = list(found.items())
    for name, text in told[:-1]:
        assert texts[name] == text
    # The last one may end early, and its name may be cut where it says nothing yet.
    for name, text in told[-1:]:
        assert texts.get(name, "").startswith(text)
        assert name in texts or not text
    assert words(texts).startswith(words(found))
