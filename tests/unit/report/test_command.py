"""`wardline report` as somebody calls it: what stands on stdout, what on stderr, exit codes."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from wardline.cli import main
from wardline.report import reading
from wardline.testing.reports import shaped

SMALL = shaped(20, 10)
LIGHT = ["--format", "html", "--format", "json"]


@pytest.fixture(name="run")
def run_fixture(capsys):
    """A function: exit code, stdout, stderr of one command."""

    def run(*words):
        try:
            code = main(["report", *map(str, words)])
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return run


@pytest.fixture(name="snapshot")
def snapshot_fixture(tmp_path):
    """A function that writes a snapshot to a file."""

    def write(made=SMALL, name="snapshot.json"):
        path = tmp_path / name
        path.write_bytes(reading.encode(made))
        return path

    return write


def test_it_writes_the_files_that_were_asked_for(run, snapshot, tmp_path):
    out = tmp_path / "out"
    code, said, _ = run(
        "build", "--snapshot", snapshot(), "--out", out, "--as-of", "2027-03-01", *LIGHT, "--json"
    )
    assert code == 0
    assert {one["name"] for one in json.loads(said)["files"]} == {"report.html", "report.json"}
    assert {one.name for one in out.iterdir()} == {"report.html", "report.json"}
    code, said, _ = run(
        "build", "--snapshot", snapshot(), "--out", out, "--view", "progress", "--format", "html"
    )
    assert code == 0
    assert said.endswith("  progress.html\n")


def test_a_broken_link_fails_lists_all_and_leaves_what_is_there(run, snapshot, tmp_path):
    out = tmp_path / "out"
    run("build", "--snapshot", snapshot(), "--out", out, "--as-of", "2027-03-01", *LIGHT)
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    gone = replace(SMALL.evidence[0], state="withdrawn")
    figure = replace(SMALL.figures[0], alt="")
    broken = replace(
        SMALL, evidence=(gone, *SMALL.evidence[1:]), figures=(figure, *SMALL.figures[1:])
    )
    code, said, err = run("build", "--snapshot", snapshot(broken), "--out", out, "--json", *LIGHT)
    assert code == 1
    problems = json.loads(said)["problems"]
    assert {one["code"] for one in problems} == {"withdrawn", "no-alt"}
    assert all(one["how"] for one in problems)
    assert "/figures/0/alt" in err
    assert "The report was not built" in err
    assert {one.name: one.read_bytes() for one in out.iterdir()} == before
    code, _, err = run("check", "--snapshot", snapshot(broken))
    assert code == 1
    assert "took back" in err


def test_check_says_that_nothing_is_missing_and_which_duties_are_open(run, snapshot):
    few = replace(SMALL, findings=SMALL.findings[:2], practices=(), nodes=SMALL.nodes[:1])
    code, said, err = run("check", "--snapshot", snapshot(few))
    assert (code, said) == (0, "Nothing is missing.\n")
    assert "C, D, E" in err


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"{", "not valid JSON"), (b"{}", "/nodes"), (b'{"nodes":[7]}', "/nodes/0")],
)
def test_another_file_is_refused_with_the_place(run, tmp_path, data, word):
    path = tmp_path / "other.json"
    path.write_bytes(data)
    code, said, err = run("build", "--snapshot", path, "--out", tmp_path / "out")
    assert (code, said) == (2, "")
    assert word in err
    assert not (tmp_path / "out").exists()


def test_wrong_calls_say_what_to_do(run, snapshot, tmp_path):
    there = snapshot()
    for words in (
        ("build", "--snapshot", there, "--out", tmp_path / "o", "--as-of", "soon"),
        ("build", "--snapshot", tmp_path / "none.json", "--out", tmp_path / "o"),
        ("build", "--snapshot", there),
        ("changes", there, there, "--out", tmp_path / "o"),
    ):
        code, said, err = run(*words)
        assert (code, said) == (2, ""), words
        assert err
        assert not (tmp_path / "o").exists()


def test_what_changed_is_written_from_two_editions(run, snapshot, tmp_path):
    nodes = tuple(one for one in SMALL.nodes if one.id != "act-1-2")
    for name, made in (("old", SMALL), ("new", replace(SMALL, edition=2, nodes=nodes))):
        words = ("--out", tmp_path / name, "--as-of", "2027-03-01", "--format", "json")
        assert run("build", "--snapshot", snapshot(made, f"{name}.s"), *words)[0] == 0
    old, new = (tmp_path / name / "report.json" for name in ("old", "new"))
    code, _, _ = run("changes", old, new, "--out", tmp_path / "c", *LIGHT)
    assert code == 0
    told = json.loads((tmp_path / "c" / "changes.json").read_bytes())
    assert [one["id"] for one in told["dropped"]] == ["act-1-2"]
    assert (tmp_path / "c" / "changes.html").read_bytes().startswith(b"<!doctype html>")
    assert run("changes", new, old, "--out", tmp_path / "d", *LIGHT)[0] == 2


def test_the_sample_is_a_snapshot_that_lacks_nothing(run, tmp_path):
    assert run("sample", "--out", tmp_path / "sample.json")[0] == 0
    assert run("check", "--snapshot", tmp_path / "sample.json")[0] == 0
