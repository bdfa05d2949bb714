"""The site is built without a warning, and asks nobody for anything."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    for name in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(name, reason="./test installs it: tools/lock, tools/env.sh")
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*words, "-d", str(folder / "trees"), str(ROOT / "docs"), str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_pictures_are_there_named_described_and_small():
    there = {path.stem: path for path in (ROOT / "docs/screens").glob("*.webp")}
    wanted = tomllib.loads((ROOT / "docs/screens/pictures.toml").read_text())
    named = {}
    for page in (ROOT / "docs").rglob("*.md"):
        for text, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text()):
            assert (page.parent / target).is_file(), (page.name, target)
            # Whoever cannot see it learns what it shows.
            assert len(text.split()) >= 5, (page.name, target)
            named[Path(target).stem] = page
    # Each that is named is taken by tools/screens, each that is taken is named.
    assert set(there) == set(wanted) == set(named)
    assert sum(path.stat().st_size for path in there.values()) < 2 * 2**20


def test_every_page_is_in_the_site(site):
    pages = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    pages = {path for path in pages if path.parts[0] != "screens"}
    built = {path.relative_to(site) for path in site.rglob("*.html")}
    assert {path.with_suffix(".html") for path in pages} <= built


def test_the_site_asks_nobody(site):
    asking = re.compile(r'<(?:link|script|img|iframe)\b[^>]*(?:href|src)="(https?:[^"]*)"')
    for path in site.rglob("*.html"):
        assert asking.findall(path.read_text()) == [], path


def test_links_between_pages_lead_somewhere(site):
    link = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")
    missing = [
        (str(path.relative_to(ROOT)), target)
        for path in (ROOT / "docs").rglob("*.md")
        for target in link.findall(path.read_text())
        if not (path.parent / target).exists()
    ]
    assert missing == []
