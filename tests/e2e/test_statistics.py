"""`wardline statistics build`: from published incidents to an edition that anybody reads."""

from __future__ import annotations

import json
import uuid

import pytest

from wardline.incidents import stix
from wardline.incidents.model import Action, Category, Report, Victim, What
from wardline.incidents.stix_write import Stamp

STAMP = 1_767_225_600_000_000  # 2026-01-01


def bundle(many):
    """Made-up incidents, as STIX."""
    objects = {}
    for number in range(many):
        report = Report(
            what=What(actions=(Action(category=Category.MALWARE),), text=f"Made up {number}."),
            victim=Victim(kind="hospital", size="101 to 1000", state="OH"),
        )
        for one in stix.to_stix(report, Stamp(stix.new_id(), STAMP, STAMP)):
            objects[one["id"]] = one
    return {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": list(objects.values())}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_edition_is_built_read_and_reckoned_again(make_hub, kind, tmp_path):
    hub = make_hub(kind)
    file = tmp_path / "incidents.json"
    file.write_text(json.dumps(bundle(30)), encoding="utf-8")
    hub.cli("publish", str(file), "--collection", hub.collection())
    tomorrow = hub.cli("statistics", "build", "--as-of", "2999-01-01", check=False)
    assert tomorrow.returncode == 2
    assert "still to come" in tomorrow.stderr
    assert "Traceback" not in tomorrow.stderr
    # All came in today: an edition as of today counts none of them, and says nothing.
    made = hub.cli("statistics", "build", "--as-of", "2026-01-01")
    assert made["new"]
    assert made["figures"] == []
    again = hub.cli("statistics", "build", "--as-of", "2026-01-01")
    assert not again["new"]
    assert again["digest"] == made["digest"]
    wrong = hub.cli("statistics", "build", "--as-of", "someday", check=False)
    assert wrong.returncode == 2
    member = hub.member()
    page = member.http.get("/statistics/", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "too few incidents yet" in page.text
    told = member.http.get("/statistics.json").json()
    assert told["editions"][0]["digest"] == made["digest"]
