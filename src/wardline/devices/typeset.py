"""The Monday page as an accessible PDF (PDF/UA-1) on one sheet, set by Typst."""

from __future__ import annotations

import io
import json
from importlib import resources

from wardline.core.errors import ConfigError
from wardline.devices.monday import Monday
from wardline.devices.pages import heading, name_of, rows_of, tail

# Sizes that are tried, the first that fits one sheet wins. *Units*: points.
_SIZES = (10.0, 9.0, 8.4, 7.8, 7.2, 6.6)


def monday_pdf(page: Monday) -> bytes:
    """The page as a PDF of one sheet. *Raises* ConfigError where Typst is not installed."""
    try:
        import typst
    except ImportError:
        raise ConfigError(
            "A PDF needs Typst, which is not installed.",
            hint="pip install 'wardline[docs]', or take --format html and print it.",
        ) from None
    source = resources.files("wardline.devices").joinpath("data/monday.typ").read_bytes()
    values = {
        "title": heading(page),
        "date": page.about.today.isoformat(),
        "news": page.news,
        "jobs": [
            {
                "name": name_of(number, job),
                "rows": rows_of(job),
            }
            for number, job in enumerate(page.jobs, 1)
        ],
        "tail": tail(page),
    }
    made = b""
    for size in _SIZES:
        given = {"data": json.dumps({**values, "size": size})}
        made = typst.compile(source, sys_inputs=given, pdf_standards=["ua-1"])
        if _sheets(made) == 1:
            break
    return made


def _sheets(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)
