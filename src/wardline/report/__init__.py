"""The report to Congress: a pure function of a snapshot and a date.

model.py      a snapshot: items, findings, evidence, figures, what was heard, letters
reading.py    bytes of any origin → a snapshot, or every error of form with its JSON pointer
checks.py     what a snapshot lacks to become a report, all of it, with the way out
numbers.py    printed numbers, stable over editions
facts.py      snapshot and date → `Report`, the one object (report.json)
contents.py   `Report` → `Document`; further views: progress.py, changes.py
charts.py     a figure as SVG, the same bytes in every format
html.py, pdf.py, docx.py   `Document` → bytes
"""
