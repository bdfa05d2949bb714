"""A real hub with people of each role, and one Chromium that visits it.

What is checked of a page stands in `looking.py`; which pages there are is found out by following
the links from the registered addresses, so a new page is covered without writing anything.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wardline.testing.procs import free_port

HERE = Path(__file__).parent
WARDLINE = Path(sys.executable).with_name("wardline")
CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)


def _module(name: str) -> Any:
    """A file beside this one: test folders are no packages."""
    spec = importlib.util.spec_from_file_location(f"wardline_browser_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


looking = _module("looking")


class Site(NamedTuple):
    """A running hub: its address, a session for each role, the registered pages."""

    url: str
    data: Path
    cookie: str
    sessions: dict[str, str]
    addresses: list[dict[str, Any]]
    # Pages to which no link leads: one-time links.
    unlinked: list[str]


@pytest.fixture(name="site", scope="session")
def site_fixture(tmp_path_factory):
    """A hub of its own for all browser tests, with made-up people and objects."""
    data = tmp_path_factory.mktemp("site")
    environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    seeded = subprocess.run(
        [sys.executable, str(HERE / "seed.py"), str(data)],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr[-3000:]
    told = json.loads(seeded.stdout)
    process = subprocess.Popen(
        [str(WARDLINE), "serve", "--data", str(data), "--port", str(free_port())],
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    )
    try:
        ready = process.stdout.readline().split()
        assert ready[:1] == ["ready"], ready
        url = ready[1].rstrip("/")
        yield Site(url, data, **told)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


@pytest.fixture(name="chromium", scope="module")
def chromium_fixture():
    """One browser for the tests of a file; a loop of its own runs in it, so not for longer."""
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium (./test does it).")
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(name="visitor", scope="module")
def visitor_fixture(chromium, site):
    """What looks at pages as somebody of a role; see `looking.Visitor`."""
    kept = os.environ.get("WARDLINE_SCREENS", "")
    folder = Path(kept) if kept else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    visitor = looking.Visitor(chromium, site, folder, (HERE / "axe/axe.min.js").read_text())
    yield visitor
    visitor.close()
