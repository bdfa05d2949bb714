"""`wardline report build --data`: what the hub lacks is told; what was released is built again."""

from __future__ import annotations

import pytest

import console


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_new_hub_says_all_that_its_report_lacks(make_hub, kind, tmp_path):
    hub = make_hub(kind)
    out = tmp_path / "out"
    told = hub.cli("report", "build", "--out", str(out), "--as-of", "2026-11-01", check=False)
    codes = {one["code"] for one in told["problems"]}
    assert {"no-items", "no-text", "unsigned", "no-title"} <= codes
    assert not out.exists()
    member = hub.member()
    assert member.http.get("/reports.json").json() == {"editions": []}
    assert member.http.get("/staff/report.json").status_code in (401, 403)


def test_the_sample_is_built_to_the_same_bytes_twice(tmp_path):
    def wardline(*words):
        return console.run("report", *words, cwd=tmp_path, check=True)

    wardline("sample", "--out", "sample.json")
    told = [
        wardline("build", "--snapshot", "sample.json", "--as-of", "2027-03-01", "--out", out).stdout
        for out in ("one", "two")
    ]
    assert told[0] == told[1]
    names = {line.split()[1] for line in told[0].splitlines()}
    assert names == {"report.html", "report.pdf", "report.docx", "report.json"}
