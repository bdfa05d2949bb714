"""Every command, setting, error code, metric and address is documented, as the code is now."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands", "settings", "errors", "metrics", "urls"])
def test_the_reference_is_as_the_code_is(portal, name):
    written = (ROOT / f"docs/reference/{name}.md").read_text()
    assert written == reference().text(name), "Run tools/reference, and read what changed."


def test_no_address_is_left_out(portal):
    from django.urls import get_resolver

    from wardline.hub.about import PAGES
    from wardline.hub.exchange.urls import resolve

    text = (ROOT / "docs/reference/urls.md").read_text()
    told = set(re.findall(r"^\| `(/[^`]*)` \|", text, re.MULTILINE))
    assert set(PAGES) <= told
    # What is told to programs is answered by the exchange, or by a page of the portal.
    own = [path for path in told if path.startswith(("/taxii2", "/stream", "/lists", "/tokens"))]
    assert len(own) > 10
    assert all(resolve(re.sub(r"\{[^}]*\}", "x", path)) for path in own)
    left_out = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if hasattr(getattr(pattern, "callback", None), "route")
        and f"/{pattern.pattern}".replace("<", "&lt;") not in told
    ]
    assert left_out == []


def test_what_has_no_words_is_found(portal, monkeypatch):
    from wardline.hub.config import SETTINGS

    made = reference()
    with pytest.raises(SystemExit, match="has no docstring"):
        made._first(lambda: None)
    before = made.text("settings")
    monkeypatch.setitem(SETTINGS, "made.up", SETTINGS["taxii.title"])
    assert made.text("settings") != before
