"""The notebooks do what they show."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert BOOKS


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_each_cell_prints_what_stands_beneath_it(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = json.loads(path.read_text(encoding="utf-8"))
    known: dict = {"__name__": "__main__"}
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("".join(cell["source"]), str(path), "exec"), known)  # noqa: S102 # our own
        shown = "".join(text for output in cell["outputs"] for text in output["text"])
        assert printed.getvalue() == shown, cell["id"]
