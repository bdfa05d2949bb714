"""Static files: as vendored, kept for ever, packed, and few enough for a slow line."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUDGET = 120_000


def test_vendored_files_are_as_they_were_made():
    listed = json.loads((ROOT / "tools/assets/manifest.json").read_text())
    assert "src/wardline/hub/portal/static/portal/htmx.min.js" in listed
    for name, digest in listed.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest, name
    folder = ROOT / "src/wardline/hub/portal/static/portal"
    there = {str(path.relative_to(ROOT)) for path in (folder / "img").rglob("*.*")}
    assert there <= set(listed)


def test_the_lock_file_names_no_registry():
    text = (ROOT / "tools/assets/package-lock.json").read_text()
    assert '"resolved"' not in text
    # What remains are pages on which to support an author.
    hosts = set(re.findall(r"https?://([^/\"]+)", text))
    assert hosts <= {"opencollective.com", "paulmillr.com", "github.com"}, hosts


def loaded(portal, path: str) -> dict[str, bytes]:
    """A page and all that a browser fetches for it, as packed on the wire."""
    client = portal.anybody()
    page = client.get(path, secure=True)
    parts = {path: gzip.compress(page.content)}
    queue = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.content.decode())
    while queue:
        address = queue.pop()
        if address in parts:
            continue
        answer = client.get(address, secure=True, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200, address
        parts[address] = answer.content
        if address.endswith(".css"):
            text = gzip.decompress(answer.content).decode()
            base = address.rsplit("/", 1)[0]
            queue += [f"{base}/{name}" for name in re.findall(r"url\((img/[^)]+)\)", text)]
    return parts


def test_the_first_page_with_all_it_could_load_is_within_the_budget(portal):
    parts = loaded(portal, "/")
    assert any(name.endswith("uswds.css") for name in parts)
    assert any(name.endswith(".svg") for name in parts)
    htmx = portal.anybody().get("/static/any/portal/htmx.min.js", secure=True)
    # As if each page used htmx too.
    total = sum(map(len, parts.values())) + len(gzip.compress(htmx.content))
    assert total < BUDGET, {name: len(body) for name, body in parts.items()}


def test_a_file_is_kept_for_ever_under_its_version_and_briefly_under_another(portal):
    client = portal.anybody()
    page = client.get("/", secure=True).content.decode()
    [address] = re.findall(r'"(/static/[^"]+/wardline\.css)"', page)
    answer = client.get(address, secure=True)
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, secure=True, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    old = client.get("/static/000000000000/portal/wardline.css", secure=True)
    assert old.content == answer.content
    assert "immutable" not in old["Cache-Control"]


def test_nothing_else_is_reached_under_the_static_address(portal):
    client = portal.anybody()
    for path in (
        "x/portal/../../settings.py",
        "x/%2e%2e/%2e%2e/wsgi.py",
        "x//etc/passwd",
        "x/portal/",
        "",
        "x/portal/wardline.css%00.html",
    ):
        assert client.get(f"/static/{path}", secure=True).status_code == 404, path
    refused = client.post("/static/x/portal/wardline.css", secure=True)
    assert refused.status_code == 405


def classes_of(text: str) -> set[str]:
    found = re.findall(r'class="([^"]*)"', text)
    plain = [re.sub(r"\{[%{].*?[%}]\}", " ", value) for value in found]
    return {name for value in plain for name in value.split() if not name.endswith("-")}


def test_every_class_in_a_template_has_a_style():
    folder = ROOT / "src/wardline/hub"
    styles = "".join(path.read_text() for path in folder.glob("portal/static/portal/*.css"))
    known = set(re.findall(r"\.((?:[\w-]|\\.)+)", styles))
    known = {name.replace("\\", "") for name in known}
    for path in folder.rglob("templates/**/*.html"):
        unknown = classes_of(path.read_text()) - known - {"usa-prose"}
        assert not unknown, f"{path.name}: {sorted(unknown)} (docs/looks.md names what there is)"


def test_no_template_holds_a_style_or_a_script_of_its_own():
    for path in (ROOT / "src/wardline/hub").rglob("templates/**/*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r'(?:src|srcset|action)="(?:https?:)?//', text), path
