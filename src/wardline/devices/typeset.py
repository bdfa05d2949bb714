"""The Monday page as an accessible PDF (PDF/UA-1) on one sheet, set by Typst."""

from __future__ import annotations

from wardline.core.typeset import Template, one_sheet
from wardline.devices.monday import Monday
from wardline.devices.pages import heading, name_of, rows_of, tail

# Sizes that are tried, the first that fits one sheet wins. *Units*: points.
_SIZES = (10.0, 9.0, 8.4, 7.8, 7.2, 6.6)
_TEMPLATE = Template("wardline.devices", "monday.typ", "take --format html and print it")


def monday_pdf(page: Monday) -> bytes:
    """The page as a PDF of one sheet. *Raises* ConfigError where Typst is not installed."""
    say = page.about.tongue
    values = {
        "lang": say.language,
        "title": heading(page),
        "news": page.news,
        "jobs": [
            {
                "name": name_of(number, job, say),
                "rows": [
                    [row.label, row.text, "command" if row.what == "Write it down" else ""]
                    for row in rows_of(job, say)
                ],
            }
            for number, job in enumerate(page.jobs, 1)
        ],
        "tail": tail(page),
    }
    return one_sheet(_TEMPLATE, values, _SIZES).data
