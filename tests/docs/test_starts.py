"""The ten-minute starts, run as they stand: each command of each page, in their order."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from wardline.testing.procs import free_port

ROOT = Path(__file__).resolve().parents[2]
STARTS = ROOT / "docs" / "start"
PAGES = re.findall(r"^start/([a-z-]+)$", (ROOT / "docs" / "index.md").read_text(), re.MULTILINE)
PORT = "8400"
ANY = "…"


class Step(NamedTuple):
    """One command and what it should print: lines in which … stands for anything."""

    command: str
    expected: str


def steps(text):
    """The commands of a page's console blocks."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            found.append(Step(command, expected.strip()))
    return found


def fits(expected, printed):
    """Whether what was printed is what the page says."""
    parts = [re.escape(part.strip()) for part in expected.split(ANY)]
    return re.search(r"\s*.*?\s*".join(parts), printed, re.DOTALL) is not None


@pytest.fixture(scope="module")
def place(tmp_path_factory, shared):
    """A folder to work in, and what its commands have around them."""
    folder = tmp_path_factory.mktemp("starts")
    (folder / "bin").mkdir()
    program = folder / "bin" / "wardline"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m wardline "$@"\n')
    program.chmod(0o755)
    # A link would lead out of the environment.
    python = folder / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (folder / "advisories").mkdir()
    advisory = shared("csaf", "medical", "icsma-18-156-01.json")
    shutil.copy(advisory, folder / "advisories")
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("WARDLINE_")}
    env["PATH"] = f"{folder / 'bin'}:{env['PATH']}"
    env["WARDLINE_EXAMPLES"] = str(Path(__file__).parent / "examples")
    env["PIDS"] = str(folder / "pids")
    yield folder, env, str(port)
    if (folder / "pids").exists():
        for number in (folder / "pids").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGTERM)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_as_it_stands(page, place):
    folder, env, port = place
    found = steps((STARTS / f"{page}.md").read_text())
    assert len(found) >= 3
    mark = "---end-of-step---"
    lines = ["exec 2>&1"]
    for step in found:
        command = step.command.replace(PORT, port)
        lines += [command, f'echo "{mark}$?"']
    lines.append('jobs -p >> "$PIDS"')
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        timeout=280,
        check=False,
    )
    printed = re.split(rf"{mark}(\d+)\n", done.stdout)
    outputs, codes = printed[:-1:2], printed[1::2]
    assert len(outputs) == len(found), done.stdout
    for step, output, code in zip(found, outputs, codes, strict=True):
        assert code == "0", (step.command, output)
        if step.expected:
            shown = output.replace(port, PORT)
            assert fits(step.expected, shown), (step.command, step.expected, shown)


def test_every_kind_of_reader_has_a_page():
    assert sorted(PAGES) == sorted(path.stem for path in STARTS.glob("*.md"))
    assert len(PAGES) == 8


def test_the_runner_sees_what_is_wrong():
    assert steps("```console\n$ one\nsaid\n$ two\n```") == [Step("one", "said"), Step("two", "")]
    assert fits('{"a": 1…', '{"a": 1, "b": 2}')
    assert fits("…b…", "a b c")
    assert not fits("other", "a b c")
