"""`wardline statistics build`: from published incidents to an edition that anybody reads."""

from __future__ import annotations

import json
import uuid

import pytest

import console
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


EDITIONS = """
import json, random, sys
from pathlib import Path
from wardline.hub import setup
data = Path(sys.argv[1])
setup.portal(data)
from django.db.models import Count
from wardline.core.clock import now
from wardline.core.errors import ConflictError
from wardline.hub.anonymous import objects as anonymous
from wardline.hub.audit.service import command_line
from wardline.hub.exchange.models import Collection, Record
from wardline.hub.exchange.service import HUB_SENDER, SOURCE
from wardline.hub.objects.service import open_objects
from wardline.hub.statistics import service
from wardline.hub.statistics.models import Row
from wardline.incidents.model import Action, Category, Harm, Report, Victim, What

DAY = 86_400_000_000
hub = open_objects(data)
collection = Collection.objects.get(uuid=sys.argv[2])

def arrive(many, kind):
    raws = {}
    for _ in range(many):
        told = Report(
            what=What(actions=(Action(category=Category.MALWARE, vectors=("Email",)),),
                      harms=(Harm.OPERATIONS_DISRUPTED,), text="A made-up screen was locked."),
            victim=Victim(kind=kind, size="101 to 1000", state="OH"),
        )
        made = anonymous.made(told, now() // DAY * DAY)
        raws |= {one["id"]: json.dumps(one).encode() for one in made}
    hub.exchange.ingest(collection.id, HUB_SENDER, list(raws.values()), way=SOURCE)

def age(days):
    for row in Record.objects.filter(added__gt=now() - days * DAY):
        Record.objects.filter(pk=row.pk).update(added=row.added - days * DAY)

def edition(days_ago):
    as_of = (now() // DAY - days_ago) * DAY
    made, _new = service.build(as_of, command_line())
    return {"/".join(part or "all" for part in (t, *place)): count
            for t, place, count in service.body(made).figures}

arrive(30, "hospital")
arrive(2, "pharmacy")
age(90)
first = edition(60)
arrive(1, "hospital")
age(50)
second = edition(30)
third = edition(30)
changed = "unseen"
names = ("kind", "action", "harm", "vector", "size", "region")
counted = Row.objects.values_list(*names).annotate(many=Count("id")).order_by("kind")
rows = [[*row] for row in counted]
# What no published figure shows cannot be found; that two are gone can.
Row.objects.filter(kind="pharmacy").delete()
try:
    edition(60)
except ConflictError as error:
    changed = type(error).__name__
print(json.dumps({"first": first, "second": second, "same": second == third, "changed": changed,
                  "rows": rows}))
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_editions_with_figures_count_anonymous_reports_too(make_hub, kind):
    """From the exchange's store, on both databases: reports without a name, in the suite's STIX."""
    hub = make_hub(kind)
    collection = hub.collection()
    done = console.run(
        hub.data,
        collection,
        # Each anonymous report counts as another organization's.
        env=hub.environment | {"WARDLINE_TOKENS__PER_EPOCH": "1"},
        code=EDITIONS,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    first = told["first"]
    assert first["kind/all/all"] == 32
    # Two pharmacies; with the hospitals' count one could subtract. So with "all were malware".
    assert not {"kind/pharmacy/all", "kind/hospital/all", "action/malware/all"} & first.keys()
    rest = ["malware", "operations-disrupted", "email", "Unknown", "unknown"]
    assert told["rows"] == [["hospital", *rest, 31], ["pharmacy", *rest, 2]]
    assert min(first.values()) >= 11
    # One more does not show; the same date again is the same, and a changed row is found.
    assert not {"kind/all/all", "kind/pharmacy/all"} & told["second"].keys()
    assert min(told["second"].values(), default=11) >= 11
    assert told["same"]
    assert told["changed"] == "ConflictError"
