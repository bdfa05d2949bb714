"""1,000 comments in files as others write them: in, screened, grouped, posted, out without loss.

254 are real; the others are made up, and nasty: formulas, writing from right to left, marks that
nobody sees, line ends, quotes, emoji, 2 MB in one. The files are not written by our writers.
"""

from __future__ import annotations

import csv
import io
import json
import uuid

import pytest
from openpyxl import Workbook

from wardline.docket import formats
from wardline.docket.record import COLUMNS
from wardline.docket.show import neutral
from wardline.docket.workbook import write_xlsx
from wardline.testing import campaigns

NASTY = (
    '=HYPERLINK("https://made-up.example","x")', "+1", "-2+3", "@SUM(A1)", "'=quoted", "\t=tab",
    "\u05e9\u05dc\u05d5\u05dd \u202eright\u202c", "pass\u200bword\u2060", "\ufeffbom",
    "a,b;c\td", '"a" ""b""',
    "one\ntwo\n\nthree", "\U0001f3e5\U0001f469\u200d\u2695\ufe0f care", "_x000D_ _x0041_",
    "caf\u00e9 cafe\u0301",
    '{"wardline":1,"text":"no"}', "NULL", "0012", "1e5", "2026-01-31", "<b>&amp;</b>", "end ",
)  # fmt: skip


def bulk_csv(rows: list[dict[str, str]]) -> bytes:
    """As a bulk download has it: 60 columns, and one that the source had besides; CR LF, a BOM."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*COLUMNS, "Their Own Column"], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def sheet(rows: list[dict[str, str]]) -> bytes:
    """As an office writes it: inline texts, empty cells left out, a second sheet of its own."""
    book = Workbook()
    book.active.append(list(COLUMNS))
    for row in rows:
        book.active.append([None] * len(COLUMNS))
        for place, name in enumerate(COLUMNS, 1):
            if row.get(name):
                cell = book.active.cell(book.active.max_row, place, row[name])
                cell.data_type = "s"
    book.create_sheet("notes").append(["not", "ours"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(number: str, text: str) -> dict[str, str]:
    return {"Document ID": number, "Docket ID": "CMS-2026-0001", "Comment": text,
            "First Name": "Ada", "Last Name": "Made-Up", "Is Withdrawn?": "false",
            "Received Date": "2026-01-31T00:00Z", "City": "-Sampletown"}  # fmt: skip


@pytest.mark.timeout(300)
def test_a_thousand_comments_travel_without_loss(portal, shared):
    from wardline.hub.docket import exchange, service

    real = json.loads(shared("comments", "health-it-rfi-2025.json").read_text())
    texts = list(campaigns.make(77, 30, 500).texts.values())[:745]
    texts = [f"{text} {NASTY[place % len(NASTY)]}" if place % 9 == 0 else text
             for place, text in enumerate(texts)]  # fmt: skip
    texts[: len(NASTY)] = NASTY
    texts += ["More than so many words of care. " * 2**16] + ["again"] * (745 - len(texts))
    thirds = [texts[0::3], texts[1::3], texts[2::3]]
    lines = "\n".join(
        json.dumps(
            {
                "id": f"J-{n}",
                "text": text,
                "organization": "=Org",
                "theirs": {"x": [n]},
                **({"answers": {"q" * 90: "Odd."}} if n == 5 else {}),
            }
        )
        for n, text in enumerate(thirds[0])
    )
    guarded = [text.replace("\r", "") for text in thirds[2] if len(text) < 32_000]
    files = [
        json.dumps(real).encode(),
        lines.encode(),
        bulk_csv([row(f"C-{n}", text) | {"Their Own Column": "kept"}
                  for n, text in enumerate(thirds[1])]),
        sheet([row(f"X-{n}", text) for n, text in enumerate(guarded)]),
    ]  # fmt: skip
    actor = portal.person("docket-staff", staff=True).actor
    call = exchange.call_for_import(actor, f"t-{uuid.uuid4().hex[:8]}")
    given = [one for data in files for one in formats.read(data)]
    done = exchange.take(actor, call, given)
    assert (done.failed, done.duplicates) == ([], 0)
    assert done.added == len(given) >= 990
    again = exchange.take(actor, call, given)
    assert (again.added, again.duplicates, again.failed) == (0, len(given), [])
    while service.screen_waiting(1000):
        pass
    groups = service.group(call)
    assert len(groups) > 5
    # Out and in again, in each format: exactly what came in.
    kept = [record for record, _state in exchange.rows(call.id)]
    assert kept == given
    assert list(formats.read(formats.write_csv(kept).encode())) == given
    assert list(formats.read(write_xlsx(kept))) == given
    states = [(record, state) for record, state in exchange.rows(call.id)]
    jsonl = "\n".join(json.dumps(formats.to_json(*one)) for one in states)
    assert list(formats.read(jsonl.encode())) == given
    # Posted, all can be read, and the public download goes into another docket as it is.
    for pk in service.Comment.objects.filter(call=call).values_list("pk", flat=True):
        service.decide(actor, pk, service.Decision("post"))
    shown = portal.anybody().get(f"/docket/bulk?call={call.id}", secure=True).content
    public = list(formats.read(shown))
    assert {one.id: one.text for one in public} == {one.id: neutral(one.text) for one in given}
    other = exchange.call_for_import(actor, f"t-{uuid.uuid4().hex[:8]}")
    assert exchange.take(actor, other, public).added == len(given)
    assert [record for record, _state in exchange.rows(other.id)] == public
    api = portal.anybody().get(
        "/docket/api/v4/comments", {"filter[docketId]": call.id, "page[size]": 250}, secure=True
    )
    assert api.json()["meta"]["totalElements"] == len(given)
