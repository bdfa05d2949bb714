"""Every command and option that a page, a message or a unit names is one that there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from wardline.cli.tree import commands

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {
    one.words: {option for argument in one.arguments for option in argument.names}
    | {"--help", "--version"}
    for one in commands()
}
FIRST = {words[0] for words in KNOWN}
# What a command is named by, and all that may belong to it.
# Not the units: `systemctl enable --now wardline wardline-backup.timer`.
NAMED = re.compile(
    r"(?<![\w./-])(?<!--now )wardline ((?:[a-z][a-z-]*)(?:[^`|\n'\"]|'[^'\n]*'|\"[^\"\n]*\")*)"
)


def problems(text):
    """What is named in a text and is not there."""
    found = []
    for match in NAMED.finditer(text):
        said = re.split(r"[;&…]| # |\$\(|\. |: |, (?!-)", match[1])[0]
        words = said.split()
        bare = [re.sub(r"[^a-z-]", "", word) for word in words]
        key = next((tuple(bare[:n]) for n in (3, 2, 1) if tuple(bare[:n]) in KNOWN), None)
        group = len(bare) == 1 and bare[0] in FIRST
        if key is None and not group:
            found.append(f"wardline {said[:60]}")
            continue
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", said)
        found += [
            f"wardline {' '.join(key)} {option}"
            for option in options
            if key is not None and option not in KNOWN[key]
        ]
    return found


def code_of(page):
    """The commands of a page: what stands in blocks and between backticks, long lines joined."""
    blocks = re.findall(r"```.*?```", page, re.DOTALL)
    blocks += re.findall(r"(?m)(?:^ {4,}.*\n?)+", page)
    rest = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    inline = [one for one in re.findall(r"`([^`]+)`", rest) if "wardline " in one]
    text = "\n".join([*blocks, *(" ".join(one.split()) for one in inline)])
    return re.sub(r"\\\n\s*", " ", text)


@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *(ROOT / "docs").rglob("*.md"),
            *ROOT.glob("*.md"),
            *(ROOT / "contrib").rglob("*.md"),
        ]
    ),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_commands_on_a_page_are_there(path):
    assert problems(code_of(path.read_text())) == []


def texts(tree):
    """The texts of a program; what is put into one stands as X."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_commands_in_messages_are_there():
    wrong = {
        (path.name, problem)
        for path in (ROOT / "src").rglob("*.py")
        for text in texts(ast.parse(path.read_text()))
        if "wardline " in text
        for problem in problems(text)
    }
    # What is put into a text is not known here, and these are names of other things.
    others = ("incident program", "review keys", "welcome winter", "waiting", "incident token")
    assert {
        one for one in wrong if not re.search(rf"wardline ({'|'.join(others)}|\w+ X)", one[1])
    } == set()


def test_what_is_not_there_is_seen():
    assert problems("'wardline serve' and `wardline feed pull --json`") == []
    assert problems("wardline feed pall") == ["wardline feed pall"]
    assert problems("wardline feed pull --jason") == ["wardline feed pull --jason"]
