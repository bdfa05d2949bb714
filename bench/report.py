"""The report's figures beside issue 9's limits.

python bench/report.py [--citations 1000] [--pages 400]

Walls and, after a slash, processor time of one process, the best of five (Typst sets pages on all
cores): run it on a quiet machine. Typst is warm after its first call (fonts, libraries).
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable

from msgspec.structs import replace
from pypdf import PdfReader

from wardline.report import contents, docx, facts, html, pdf, reading
from wardline.report.document import Document
from wardline.report.model import Snapshot
from wardline.testing.reports import AS_OF, shaped

# What a page of prose holds, about. *Units*: paragraphs of the text below.
PARAGRAPH = "Hospitals told us that they learn of an attack from the news. " * 8


def best(work: Callable[[], object], times: int = 5) -> str:
    took, used = [], []
    for _ in range(times):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        took.append(time.perf_counter() - start)
        used.append(time.process_time() - cpu)
    return f"{min(took):.3f} / {min(used):.3f}"


def longer(snapshot: Snapshot, pages: int) -> Snapshot:
    """The same report with more prose below each item, until it has about so many pages."""
    missing = max(0, pages - len(PdfReader(io.BytesIO(pdf.render(_document(snapshot)))).pages))
    each = max(1, missing * 8 // len(snapshot.nodes))
    text = "\n\n".join([PARAGRAPH] * each)
    nodes = tuple(replace(one, text=text[:20_000]) for one in snapshot.nodes)
    return replace(snapshot, nodes=nodes)


def _document(snapshot: Snapshot) -> Document:
    return contents.document(facts.report(snapshot, AS_OF))


def whole(snapshot: Snapshot) -> dict:
    """What the issue bounds: the object, HTML and JSON together; PDF and Word apart."""
    data = reading.encode(snapshot)
    document = _document(snapshot)
    made = facts.report(snapshot, AS_OF)
    pdf.render(document)

    def light() -> None:
        report = facts.report(reading.read(data), AS_OF)
        html.render(contents.document(report))
        facts.encode(report)

    one, two = pdf.render(document), pdf.render(document)
    assert one == two
    assert docx.render(document) == docx.render(document)
    return {
        "items": len(made.items),
        "citations": sum(len(found.quotes) for found in made.findings),
        "object_html_json_s (limit 1)": best(light),
        "pdf_s": best(lambda: pdf.render(document), 3),
        "pdf_pages": len(PdfReader(io.BytesIO(one)).pages),
        "docx_s": best(lambda: docx.render(document), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citations", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=400)
    args = parser.parse_args()
    snapshot = shaped(args.citations)
    found = {
        "shape of 2017": whole(snapshot),
        "longer (PDF limit 2 s at 400 pages)": whole(longer(snapshot, args.pages)),
        "few links, long": whole(longer(shaped(60, 20), args.pages)),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
